//! Settings: the environment and a `.env` file, read once, complained about all at once.
//!
//! A complaint names the variable and what it may be. Nothing else in the server reads the
//! environment, and no value of a secret is ever part of a complaint.

mod deploy;
mod env_file;
mod model;
mod names;
mod parse;

use std::{fmt, net::IpAddr, path::Path};

use ipnet::IpNet;
use rivo_core::{model::validate::Region, store::DatabaseUrl};

pub use self::parse::{HostPattern, Origins, TrustedOrigin};

/// The key that development uses so that logins survive a restart. Anybody knows it.
const INSECURE_KEY: &str = "rivo-insecure-development-key-do-not-use-in-production";

/// Everything an operator can set.
#[derive(Clone, Debug)]
pub struct Config {
    /// `DATABASE_URL`
    pub database: DatabaseUrl,
    /// `LISTEN_URL`: a direct connection for the wake-up, where `DATABASE_URL` is a pooler.
    pub listen: Option<DatabaseUrl>,
    /// `SECRET_KEY`
    pub secret_key: SecretKey,
    /// `RIVO_DEFAULT_REGION`: how a phone number without a country code is read.
    pub region: Region,
    /// `PORT`
    pub port: u16,
    /// `BIND`
    pub bind: IpAddr,
    /// `RUST_LOG`
    pub log_filter: Option<String>,
    /// What the HTTP side needs.
    pub http: HttpConfig,
    /// The model that reads conversations; `None`: rules only.
    pub model: Option<ModelConfig>,
}

/// What the HTTP side needs to know.
#[derive(Clone, Debug, Default)]
pub struct HttpConfig {
    /// `DEBUG`: any Host is allowed, cookies need no TLS, the chat routes are open.
    pub debug: bool,
    /// `ALLOWED_HOSTS`
    pub allowed_hosts: Vec<HostPattern>,
    /// `CSRF_TRUSTED_ORIGINS`: other origins whose pages may change things with a cookie.
    pub csrf_trusted_origins: Vec<TrustedOrigin>,
    /// `CORS_ALLOWED_ORIGINS`: whose pages may call the chat routes.
    pub cors_allowed_origins: Origins,
    /// `CHAT_API_OPEN`: the chat routes need no key.
    pub chat_api_open: bool,
    /// `TRUSTED_PROXIES`: whose forwarding headers count.
    pub trusted_proxies: Vec<IpNet>,
}

impl HttpConfig {
    /// Whether the chat routes let everybody in.
    #[must_use]
    pub const fn chat_is_open(&self) -> bool {
        self.debug || self.chat_api_open
    }
}

/// A model behind an OpenAI-compatible endpoint.
#[derive(Clone)]
pub struct ModelConfig {
    /// `AI_INTEGRATIONS_OPENAI_API_KEY` or `OPENAI_API_KEY`; a local server may need none.
    pub api_key: Option<String>,
    /// `AI_INTEGRATIONS_OPENAI_BASE_URL` or `OPENAI_BASE_URL`
    pub base_url: String,
    /// `OPENAI_MODEL`
    pub model: String,
    /// `OPENAI_TIMEOUT_SECONDS`: for one answer.
    pub timeout_seconds: u16,
    /// `OPENAI_CONCURRENCY`: calls at the same time.
    pub concurrency: u16,
    /// `OPENAI_INPUT_PRICE`: what a million tokens sent cost, in millionths of a US dollar.
    pub input_price_micros: i64,
    /// `OPENAI_OUTPUT_PRICE`: what a million tokens received cost, in the same.
    pub output_price_micros: i64,
}

impl fmt::Debug for ModelConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ModelConfig")
            .field("base_url", &self.base_url)
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}

/// `SECRET_KEY`, which keys the hashes of login tokens.
#[derive(Clone)]
pub struct SecretKey(String);

impl SecretKey {
    /// The key itself, for the one place that hashes with it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether it is the one that everybody knows.
    #[must_use]
    pub fn is_insecure(&self) -> bool {
        self.0 == INSECURE_KEY || self.0.starts_with("django-insecure-")
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// Something wrong with a setting, in a sentence that begins with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint(pub String);

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The settings as text, by name. The environment wins over the `.env` file.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    environment: Vec<(String, String)>,
    file: Vec<(String, String)>,
    complaints: Vec<Complaint>,
}

impl Settings {
    /// The process's environment and the `.env` file of the working directory, where there is one.
    #[must_use]
    pub fn from_process() -> Self {
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let mut settings = Self {
            environment,
            ..Self::default()
        };
        match env_file::read(Path::new(".env")) {
            Ok(file) => settings.file = file,
            Err(complaint) => settings.complaints.push(complaint),
        }
        settings
    }

    /// Settings given by hand, as tests do.
    #[must_use]
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self {
            environment: pairs
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            ..Self::default()
        }
    }

    /// A setting's text; an empty one counts as not set.
    fn get(&self, name: &str) -> Option<&str> {
        let find = |pairs: &'_ [(String, String)]| {
            pairs
                .iter()
                .rposition(|(key, _)| key == name)
                .filter(|at| !pairs[*at].1.trim().is_empty())
        };
        find(&self.environment)
            .map(|at| self.environment[at].1.trim())
            .or_else(|| find(&self.file).map(|at| self.file[at].1.trim()))
    }
}

impl Config {
    /// Reads all settings, or says everything that is wrong with them.
    ///
    /// With `DEBUG=False` a missing or well-known `SECRET_KEY` and an empty `ALLOWED_HOSTS` are
    /// wrong as well.
    pub fn read(settings: &Settings) -> Result<Self, Vec<Complaint>> {
        let mut reader = parse::Reader::new(settings);
        let config = reader.config();
        let mut complaints = reader.complaints;
        complaints.extend(deploy::refusals(&config));
        if complaints.is_empty() {
            Ok(config)
        } else {
            Err(complaints)
        }
    }

    /// Everything that is wrong, and everything that would be wrong in production.
    #[must_use]
    pub fn check_deploy(settings: &Settings) -> Vec<Complaint> {
        let mut reader = parse::Reader::new(settings);
        let config = reader.config();
        let mut complaints = reader.complaints;
        complaints.extend(deploy::all(&config));
        complaints
    }

    /// Where people find the desk from this machine.
    #[must_use]
    pub fn url(&self) -> String {
        match self.bind {
            ip if ip.is_unspecified() || ip.is_loopback() => {
                format!("http://localhost:{}", self.port)
            }
            IpAddr::V6(ip) => format!("http://[{ip}]:{}", self.port),
            IpAddr::V4(ip) => format!("http://{ip}:{}", self.port),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(pairs: &[(&str, &str)]) -> Vec<String> {
        let settings = Settings::from_pairs(pairs.iter().copied());
        match Config::read(&settings) {
            Ok(_) => Vec::new(),
            Err(complaints) => complaints.into_iter().map(|it| it.0).collect(),
        }
    }

    #[test]
    fn nothing_needs_to_be_set_for_development() {
        let config = Config::read(&Settings::default()).unwrap();
        assert!(config.http.debug);
        assert!(config.http.chat_is_open());
        assert!(config.secret_key.is_insecure());
        assert_eq!(config.url(), "http://localhost:5000");
        assert_eq!(config.database, "sqlite:rivo.db".parse().unwrap());
    }

    #[test]
    fn production_refuses_to_start_without_a_key_and_hosts() {
        let said = complaints(&[("DEBUG", "False")]);
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].starts_with("SECRET_KEY "));
        assert!(said[1].starts_with("ALLOWED_HOSTS "));
        let key = "a-key-that-nobody-else-knows-0123456789";
        let good = [
            ("DEBUG", "0"),
            ("SECRET_KEY", key),
            ("ALLOWED_HOSTS", "desk.example"),
        ];
        assert!(complaints(&good).is_empty());
        let config = Config::read(&Settings::from_pairs(good)).unwrap();
        assert!(!config.http.chat_is_open());
    }

    #[test]
    fn a_malformed_setting_is_named_with_what_it_may_be() {
        for (name, value, may_be) in [
            ("DEBUG", "maybe", "True or False"),
            ("PORT", "http", "0 to 65535"),
            ("BIND", "localhost", "an IP address"),
            ("DATABASE_URL", "mysql://h/d", "sqlite:PATH or postgres://"),
            ("ALLOWED_HOSTS", "https://desk.example", "host names"),
            (
                "CSRF_TRUSTED_ORIGINS",
                "desk.example",
                "https://desk.example",
            ),
            (
                "CORS_ALLOWED_ORIGINS",
                "desk.example/x",
                "https://desk.example",
            ),
            ("TRUSTED_PROXIES", "proxy", "10.0.0.0/8"),
            ("RIVO_DEFAULT_REGION", "Utopia", "two letters"),
            ("OPENAI_TIMEOUT_SECONDS", "0", "1 to 600"),
            ("OPENAI_BASE_URL", "ftp://model", "http"),
            ("RIVO_SECRET", "x", "not a setting"),
            ("RUST_LOG", "a=b=c", "info"),
        ] {
            let said = complaints(&[("OPENAI_API_KEY", "k"), (name, value)]);
            assert_eq!(said.len(), 1, "{name}: {said:?}");
            assert!(said[0].starts_with(name), "{said:?}");
            assert!(said[0].contains(may_be), "{said:?} should say {may_be}");
        }
    }

    #[test]
    fn every_complaint_comes_at_once() {
        assert_eq!(
            complaints(&[("PORT", "x"), ("BIND", "y"), ("DEBUG", "z")]).len(),
            3
        );
    }

    #[test]
    fn the_names_that_the_django_project_used_win_for_the_model() {
        let config = Config::read(&Settings::from_pairs([
            ("OPENAI_API_KEY", "b"),
            ("AI_INTEGRATIONS_OPENAI_API_KEY", "a"),
            ("AI_INTEGRATIONS_OPENAI_BASE_URL", "http://model.local/v1/"),
        ]))
        .unwrap();
        let model = config.model.unwrap();
        assert_eq!(
            (model.api_key.as_deref(), model.base_url.as_str()),
            (Some("a"), "http://model.local/v1")
        );
        assert_eq!(model.model, "gpt-4o-mini");
        assert!(!format!("{model:?}").contains("api_key"));
    }

    #[test]
    fn the_deploy_check_lists_all_that_is_wrong() {
        let said = Config::check_deploy(&Settings::from_pairs([
            ("CHAT_API_OPEN", "True"),
            ("CORS_ALLOWED_ORIGINS", "*"),
            ("SECRET_KEY", "short"),
            ("ALLOWED_HOSTS", "*"),
        ]));
        let names: Vec<_> = said
            .iter()
            .filter_map(|it| it.0.split(' ').next())
            .collect();
        assert_eq!(
            names,
            [
                "DEBUG",
                "SECRET_KEY",
                "ALLOWED_HOSTS",
                "CHAT_API_OPEN",
                "CORS_ALLOWED_ORIGINS"
            ]
        );
    }
}
