//! The address a request comes from. Forwarding headers count only from proxies we trust.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::ConnectInfo,
    http::{HeaderMap, request::Parts},
};
use ipnet::IpNet;

use crate::app::App;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The caller's address as text; `None` inside the process.
pub(crate) fn of(parts: &Parts, app: &App) -> Option<String> {
    let peer = peer(parts)?;
    Some(client(peer, &parts.headers, &app.http().trusted_proxies).to_string())
}

/// Who holds the other end of the connection.
pub(crate) fn peer(parts: &Parts) -> Option<IpAddr> {
    let ConnectInfo(socket) = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(socket.ip().to_canonical())
}

/// Whether a proxy says that it speaks for somebody else.
pub(crate) fn is_forwarded(headers: &HeaderMap) -> bool {
    headers.contains_key(FORWARDED_FOR) || headers.contains_key("forwarded")
}

/// The last address of the chain that no trusted proxy holds: what comes before it, its sender may
/// have made up.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer;
    let named: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    for name in named.into_iter().rev() {
        if !is_trusted(&client) {
            break;
        }
        match parse(name) {
            Some(address) => client = address.to_canonical(),
            None => break,
        }
    }
    client
}

/// An address, which some proxies write with a port or in brackets.
fn parse(name: &str) -> Option<IpAddr> {
    if let Ok(address) = name.parse() {
        return Some(address);
    }
    if let Ok(socket) = name.parse::<SocketAddr>() {
        return Some(socket.ip());
    }
    let inner = name.strip_prefix('[')?.strip_suffix(']')?;
    inner.parse().ok().map(IpAddr::V6)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn check(peer: &str, forwarded: &[&'static str], trusted: &[&str], expect: &str) {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, HeaderValue::from_static(value));
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|it| it.parse().unwrap()).collect();
        assert_eq!(
            client(peer.parse().unwrap(), &headers, &trusted).to_string(),
            expect
        );
    }

    #[test]
    fn a_forwarding_header_counts_from_a_trusted_proxy_only() {
        check("9.9.9.9", &["1.1.1.1"], &[], "9.9.9.9");
        check("10.0.0.1", &["1.1.1.1"], &["10.0.0.0/8"], "1.1.1.1");
        check(
            "10.0.0.1",
            &["6.6.6.6, 1.1.1.1"],
            &["10.0.0.0/8"],
            "1.1.1.1",
        );
        check(
            "10.0.0.1",
            &["1.1.1.1, 10.0.0.2"],
            &["10.0.0.0/8"],
            "1.1.1.1",
        );
        check(
            "10.0.0.1",
            &["6.6.6.6", "1.1.1.1"],
            &["10.0.0.0/8"],
            "1.1.1.1",
        );
        check("10.0.0.1", &["nonsense"], &["10.0.0.0/8"], "10.0.0.1");
        check("10.0.0.1", &[], &["10.0.0.0/8"], "10.0.0.1");
    }

    #[test]
    fn a_port_and_brackets_hide_no_address() {
        for (named, expect) in [
            ("1.2.3.4:5678", "1.2.3.4"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("[::ffff:1.2.3.4]:80", "1.2.3.4"),
            ("1.2.3.4:port", "10.0.0.1"),
            ("[1.2.3.4]", "10.0.0.1"),
            ("[2001:db8::1", "10.0.0.1"),
        ] {
            check("10.0.0.1", &[named], &["10.0.0.0/8"], expect);
        }
        // A trusted proxy in between is seen through with a port as well.
        check(
            "10.0.0.1",
            &["1.1.1.1:9, 10.0.0.2:80"],
            &["10.0.0.0/8"],
            "1.1.1.1",
        );
    }
}
