//! The login cookie of the browser.

use axum::http::{HeaderMap, HeaderValue, header};

const NAME: &str = "rivo_session";

/// The token in the request's cookie.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, value)| *name == NAME && !value.is_empty())
        .map(|(_, value)| value)
}

/// The header that logs a browser in.
pub(crate) fn set(token: &str, max_age_seconds: i64, secure: bool) -> HeaderValue {
    header_value(&format!(
        "{NAME}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_seconds}{}",
        if secure { "; Secure" } else { "" }
    ))
}

/// The header that makes a browser forget the login.
pub(crate) fn clear(secure: bool) -> HeaderValue {
    set("", 0, secure)
}

fn header_value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("a token is made of letters, digits, '-' and '_'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let find = |cookies: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_static(cookies));
            token(&headers).map(str::to_owned)
        };
        assert_eq!(
            find("a=b; rivo_session=rvt_x; c=d").as_deref(),
            Some("rvt_x")
        );
        assert_eq!(find("rivo_session="), None);
        assert_eq!(find("xrivo_session=1"), None);
    }
}
