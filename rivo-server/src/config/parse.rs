//! From text to settings, gathering complaints instead of stopping at the first.

use std::{net::IpAddr, str::FromStr};

use ipnet::IpNet;
use rivo_core::{model::validate::Region, store::DatabaseUrl};

use super::{Complaint, Config, HttpConfig, INSECURE_KEY, SecretKey, Settings, names};

/// An entry of `ALLOWED_HOSTS`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostPattern {
    /// `*`
    Any,
    /// `desk.example.com`
    Exactly(String),
    /// `.example.com`: the domain and all below it.
    Below(String),
}

impl HostPattern {
    /// Whether it lets every host in.
    #[must_use]
    pub fn is_any(&self) -> bool {
        *self == Self::Any
    }

    /// Whether a host name, without its port, is meant.
    #[must_use]
    pub fn matches(&self, host: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exactly(name) => name.eq_ignore_ascii_case(host),
            Self::Below(domain) => {
                let start = host.len().checked_sub(domain.len());
                start.and_then(|at| host.get(at..)).is_some_and(|end| {
                    end.eq_ignore_ascii_case(domain)
                        && (end.len() == host.len()
                            || host.as_bytes()[host.len() - end.len() - 1] == b'.')
                })
            }
        }
    }
}

impl FromStr for HostPattern {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "*" {
            return Ok(Self::Any);
        }
        let (name, below) = match text.strip_prefix('.') {
            Some(domain) => (domain, true),
            None => (text, false),
        };
        let inner = name.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
        let is_address = inner.is_some_and(|it| it.parse::<std::net::Ipv6Addr>().is_ok());
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
        match (is_name || is_address, below) {
            (true, true) => Ok(Self::Below(name.to_owned())),
            (true, false) => Ok(Self::Exactly(name.to_owned())),
            (false, _) => Err(()),
        }
    }
}

/// An entry of `CSRF_TRUSTED_ORIGINS`: `https://desk.example.com`, or `https://*.example.com` for a
/// domain and all below it, as in Django.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedOrigin {
    scheme: String,
    /// With its port.
    host: String,
    below: bool,
}

impl TrustedOrigin {
    /// Whether an origin, as a browser writes it, is meant.
    #[must_use]
    pub fn matches(&self, origin: &str) -> bool {
        let origin = origin.to_ascii_lowercase();
        let Some((scheme, host)) = origin.split_once("://") else {
            return false;
        };
        let is_below = || {
            host.strip_suffix(&self.host)
                .is_some_and(|start| start.ends_with('.'))
        };
        scheme == self.scheme && (host == self.host || self.below && is_below())
    }
}

impl FromStr for TrustedOrigin {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (plain, below) = match text.split_once("://*.") {
            Some((scheme, domain)) => (format!("{scheme}://{domain}"), true),
            None => (text.to_owned(), false),
        };
        let plain = origin(&plain).ok_or(())?;
        let (scheme, host) = plain.split_once("://").ok_or(())?;
        Ok(Self {
            scheme: scheme.to_owned(),
            host: host.to_owned(),
            below,
        })
    }
}

/// `CORS_ALLOWED_ORIGINS`
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origins {
    /// `*`
    Any,
    /// These, each as a browser writes it.
    These(Vec<String>),
}

impl Default for Origins {
    fn default() -> Self {
        Self::These(Vec::new())
    }
}

impl Origins {
    /// Whether every origin is let in.
    #[must_use]
    pub fn is_any(&self) -> bool {
        *self == Self::Any
    }

    /// Whether an origin is let in.
    #[must_use]
    pub fn contains(&self, origin: &str) -> bool {
        match self {
            Self::Any => true,
            Self::These(these) => these.iter().any(|it| it == origin),
        }
    }
}

/// Reads settings one by one; what cannot be read becomes a complaint and the default.
pub(super) struct Reader<'a> {
    settings: &'a Settings,
    pub(super) complaints: Vec<Complaint>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(settings: &'a Settings) -> Self {
        let mut complaints = settings.complaints.clone();
        complaints.extend(names::unknown(settings));
        Self {
            settings,
            complaints,
        }
    }

    pub(super) fn config(&mut self) -> Config {
        let debug = self.flag("DEBUG", true);
        Config {
            database: self
                .database("DATABASE_URL")
                .unwrap_or_else(|| DatabaseUrl::Sqlite("rivo.db".into())),
            listen: self.database("LISTEN_URL"),
            secret_key: SecretKey(self.text("SECRET_KEY").unwrap_or(INSECURE_KEY).to_owned()),
            region: self
                .parsed(
                    "RIVO_DEFAULT_REGION",
                    "the two letters of a country, as in US",
                    Region::parse,
                )
                .unwrap_or_default(),
            port: self
                .parsed("PORT", "a number from 0 to 65535", str::parse::<u16>)
                .unwrap_or(5000),
            bind: self
                .parsed(
                    "BIND",
                    "an IP address, as in 127.0.0.1 or 0.0.0.0",
                    str::parse::<IpAddr>,
                )
                .unwrap_or(IpAddr::from([127, 0, 0, 1])),
            log_filter: self.parsed(
                "RUST_LOG",
                "a level or levels by module, as in info or info,rivo_core=debug",
                |text| tracing_subscriber::EnvFilter::try_new(text).map(|_| text.to_owned()),
            ),
            http: HttpConfig {
                debug,
                allowed_hosts: self.list(
                    "ALLOWED_HOSTS",
                    "host names without scheme and port, as in desk.example.com,.example.org",
                    |text| text.parse().ok(),
                ),
                csrf_trusted_origins: self.list(
                    "CSRF_TRUSTED_ORIGINS",
                    "origins, as in https://desk.example.com or https://*.example.com",
                    |text| text.parse().ok(),
                ),
                cors_allowed_origins: self.cors(),
                chat_api_open: self.flag("CHAT_API_OPEN", false),
                trusted_proxies: self.list(
                    "TRUSTED_PROXIES",
                    "addresses or networks, as in 10.0.0.0/8,127.0.0.1",
                    network,
                ),
            },
            model: self.model(),
        }
    }

    fn cors(&mut self) -> Origins {
        if self.text("CORS_ALLOWED_ORIGINS") == Some("*") {
            return Origins::Any;
        }
        Origins::These(self.list(
            "CORS_ALLOWED_ORIGINS",
            "* or origins, as in https://desk.example.com",
            origin,
        ))
    }

    fn database(&mut self, name: &str) -> Option<DatabaseUrl> {
        let text = self.text(name)?;
        match text.parse() {
            Ok(url) => Some(url),
            Err(reason) => {
                self.complaints
                    .push(Complaint(format!("{name} cannot be used: {reason}.")));
                None
            }
        }
    }

    fn flag(&mut self, name: &str, default: bool) -> bool {
        self.parsed(name, "True or False", |text| {
            match text.to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" | "on" => Ok(true),
                "false" | "0" | "no" | "off" => Ok(false),
                _ => Err(()),
            }
        })
        .unwrap_or(default)
    }

    fn list<T>(&mut self, name: &str, may_be: &str, item: impl Fn(&str) -> Option<T>) -> Vec<T> {
        self.parsed(name, may_be, |text| {
            text.split(',')
                .map(str::trim)
                .filter(|entry| !entry.is_empty())
                .map(|entry| item(entry).ok_or(()))
                .collect()
        })
        .unwrap_or_default()
    }

    pub(super) fn parsed<T, E>(
        &mut self,
        name: &str,
        may_be: &str,
        parse: impl FnOnce(&'a str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(name)?;
        let value = parse(text).ok();
        if value.is_none() {
            self.complaints.push(Complaint(format!(
                "{name} must be {may_be}; it is {text:?}."
            )));
        }
        value
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.settings.get(name)
    }
}

/// An origin as a browser writes it: scheme, host, port, nothing after.
fn origin(text: &str) -> Option<String> {
    let text = text.trim_end_matches('/');
    let (scheme, host) = text.split_once("://")?;
    let good = matches!(scheme, "http" | "https")
        && !host.is_empty()
        && !host.contains(['/', '?', '@', '*']);
    good.then(|| text.to_ascii_lowercase())
}

fn network(text: &str) -> Option<IpNet> {
    text.parse()
        .ok()
        .or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

#[cfg(test)]
mod tests {
    use super::{HostPattern, TrustedOrigin};

    #[test]
    fn a_trusted_origin_means_a_page_or_all_below_a_domain() {
        let check = |entry: &str, origin: &str, expect: bool| {
            let matched = entry.parse::<TrustedOrigin>().unwrap().matches(origin);
            assert_eq!(matched, expect, "{entry} {origin}");
        };
        check("https://Desk.example/", "https://desk.EXAMPLE", true);
        check("https://desk.example", "http://desk.example", false);
        check("https://desk.example", "https://a.desk.example", false);
        check("https://*.desk.example", "https://a.b.desk.example", true);
        check("https://*.desk.example", "https://desk.example", true);
        check("https://*.desk.example", "https://mydesk.example", false);
        check("https://*.desk.example", "http://a.desk.example", false);
        check(
            "https://*.desk.example",
            "https://a.desk.example:8443",
            false,
        );
        check(
            "https://*.desk.example:8443",
            "https://a.desk.example:8443",
            true,
        );
        check("https://*.desk.example", "null", false);
        for bad in [
            "*",
            "https://*",
            "https://*.",
            "https://a.*.example",
            "desk.example",
            "ftp://*.desk.example",
            "https://*.desk.example/path",
        ] {
            assert!(bad.parse::<TrustedOrigin>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_host_pattern_means_a_host_or_a_domain() {
        let check = |pattern: &str, host: &str, expect: bool| {
            let matched = pattern.parse::<HostPattern>().unwrap().matches(host);
            assert_eq!(matched, expect, "{pattern} {host}");
        };
        check("desk.example", "Desk.Example", true);
        check("desk.example", "a.desk.example", false);
        check(".desk.example", "desk.example", true);
        check(".desk.example", "a.desk.example", true);
        check(".desk.example", "mydesk.example", false);
        check("*", "anything", true);
        check("[::1]", "[::1]", true);
        for bad in ["", ".", "a:80", "http://a", "a/b", "[::zz]"] {
            assert!(bad.parse::<HostPattern>().is_err(), "{bad}");
        }
    }
}
