//! The server behind a replica: its address, and the login there.

use std::{env, fs, net::IpAddr, sync::Arc, time::Duration};

use axum::http::Uri;
use rivo_core::{
    Error, Result,
    api::user::{IssuedToken, TokenRequest},
    error::NON_FIELD_ERRORS,
    sync::transport::{HttpTransport, TransportError},
};
use tokio::time::timeout;

/// How long a server is waited for when the user leaves.
const FAREWELL: Duration = Duration::from_secs(3);

/// The address of a server from what somebody typed: `desk.example.com`, with or without a
/// scheme, a port or a path of one of its pages.
///
/// Without a scheme it is https, but for this computer. Plain http elsewhere than in one's own
/// network is refused: the password would travel in the open.
pub(super) fn address(typed: &str) -> Result<String> {
    let invalid = |sentence: &str| Error::invalid("server", sentence);
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(invalid("Enter the address of your Rivo server."));
    }
    let unreadable = "Enter an address such as https://desk.example.com.";
    let (scheme, rest) = match typed.split_once("://") {
        Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
        None => (None, typed),
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let uri: Uri = format!("https://{authority}/")
        .parse()
        .map_err(|_| invalid(unreadable))?;
    let host = uri.host().filter(|host| !host.is_empty());
    let host = host.ok_or_else(|| invalid(unreadable))?;
    let port = authority.strip_prefix(host).unwrap_or("@");
    if !port.is_empty() && uri.port_u16().is_none() {
        return Err(invalid(unreadable));
    }
    let own = is_own_network(host);
    let scheme = match scheme.as_deref() {
        Some("https") => "https",
        Some("http") if own => "http",
        Some("http") => {
            return Err(invalid(
                "Use https://: over http:// your password would travel in the open.",
            ));
        }
        Some(_) => return Err(invalid(unreadable)),
        None if is_this_computer(host) => "http",
        None => "https",
    };
    Ok(format!("{scheme}://{}", authority.to_ascii_lowercase()))
}

fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

fn is_this_computer(host: &str) -> bool {
    host == "localhost"
        || bare(host)
            .parse::<IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

fn is_own_network(host: &str) -> bool {
    is_this_computer(host)
        || host.to_ascii_lowercase().ends_with(".local")
        || bare(host).parse::<IpAddr>().is_ok_and(|ip| match ip {
            IpAddr::V4(ip) => ip.is_private() || ip.is_link_local(),
            IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local(),
        })
}

/// Logs in at a server; what it says about the login is told as it said it.
pub(super) async fn sign_in(
    server: &str,
    email: &str,
    password: &str,
    device_name: &str,
) -> Result<IssuedToken> {
    let request = TokenRequest {
        email: email.trim().to_owned(),
        password: password.to_owned(),
        device_name: device_name.trim().to_owned(),
    };
    HttpTransport::sign_in(server, &request)
        .await
        .map_err(refused)
}

/// Ends a login, where the server answers soon. Where it does not, the token is gone from here all
/// the same, and an admin can revoke it there.
pub(super) async fn sign_out(server: &str, token: &str) {
    let Ok(transport) = HttpTransport::new(server, token) else {
        return;
    };
    match timeout(FAREWELL, transport.sign_out()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::info!(%error, "the login could not be ended on the server"),
        Err(_) => tracing::info!("the server was not told in time that the login ends"),
    }
}

/// The way to a server for a login there.
pub(super) fn transport(server: &str, token: &str) -> Result<Arc<HttpTransport>> {
    HttpTransport::new(server, token)
        .map(Arc::new)
        .map_err(refused)
}

/// What a failed login means, beside the field that has to be changed.
fn refused(error: TransportError) -> Error {
    let (field, sentence) = match error {
        TransportError::Offline { detail }
        | TransportError::ServerTooOld { detail }
        | TransportError::Refused {
            status: 0, detail, ..
        } => ("server", detail),
        TransportError::Refused {
            status: 400,
            code,
            detail,
        } if code == "invalid_credentials" => ("password", detail),
        TransportError::Unauthenticated { detail, .. } => ("password", detail),
        TransportError::Refused {
            status: 429,
            detail,
            ..
        } => (NON_FIELD_ERRORS, detail),
        // A page of somebody else's, or an answer that none of ours would give.
        TransportError::AppTooOld { .. }
        | TransportError::Refused { .. }
        | TransportError::CursorExpired => (
            "server",
            "There is no Rivo server at this address.".to_owned(),
        ),
    };
    Error::invalid(field, sentence)
}

/// What this computer calls itself.
#[expect(
    clippy::disallowed_methods,
    reason = "the system's own name for the computer is in its environment"
)]
pub(super) fn this_computer() -> String {
    let named = env::var("COMPUTERNAME")
        .or_else(|_| env::var("HOSTNAME"))
        .ok()
        .or_else(|| fs::read_to_string("/etc/hostname").ok());
    named
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "This computer".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_type_it() {
        for (typed, meant) in [
            ("desk.example.com", "https://desk.example.com"),
            (
                " https://Desk.Example.com/dashboard/login/ ",
                "https://desk.example.com",
            ),
            ("desk.example.com:8443", "https://desk.example.com:8443"),
            ("localhost:5000", "http://localhost:5000"),
            ("127.0.0.1:5000", "http://127.0.0.1:5000"),
            ("[::1]:5000", "http://[::1]:5000"),
            ("http://192.168.1.20:5000", "http://192.168.1.20:5000"),
            ("http://desk.local", "http://desk.local"),
        ] {
            assert_eq!(address(typed).unwrap(), meant, "{typed}");
        }
    }

    #[test]
    fn what_is_no_address_or_not_safe_is_refused() {
        for typed in [
            "",
            "   ",
            "http://desk.example.com",
            "ftp://desk.example.com",
            "https://",
            "https://a b",
            "https://user:secret@desk.example.com",
            "javascript:alert(1)",
        ] {
            assert!(
                matches!(address(typed), Err(Error::Invalid(_))),
                "{typed:?}"
            );
        }
    }
}
