//! `X-Request-Id`: a proxy's, where it is a plain word, or our own.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

pub(crate) const NAME: HeaderName = HeaderName::from_static("x-request-id");

const LONGEST: usize = 64;

pub(super) fn of(headers: &HeaderMap) -> HeaderValue {
    headers
        .get(&NAME)
        .filter(|value| is_plain(value))
        .cloned()
        .unwrap_or_else(fresh)
}

fn is_plain(value: &HeaderValue) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=LONGEST).contains(&value.len()) && value.as_bytes().iter().all(plain)
}

fn fresh() -> HeaderValue {
    let mut buffer = Uuid::encode_buffer();
    let text = Uuid::now_v7().simple().encode_lower(&mut buffer);
    HeaderValue::from_str(text).expect("a UUID is made of letters and digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_id_is_kept_where_it_is_a_plain_word() {
        let of_text = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(NAME, HeaderValue::from_static(text));
            of(&headers)
        };
        assert_eq!(of_text("trace-1.2_3"), "trace-1.2_3");
        assert_ne!(of_text("<script>"), "<script>");
        assert_eq!(of(&HeaderMap::new()).len(), 32);
    }
}
