//! What production asks of the settings.

use super::{Complaint, Config};

/// Shorter keys can be guessed.
const KEY_LENGTH: usize = 32;

/// What keeps the server from starting with `DEBUG=False`.
pub(super) fn refusals(config: &Config) -> Vec<Complaint> {
    if config.http.debug {
        return Vec::new();
    }
    let mut complaints = Vec::new();
    if config.secret_key.is_insecure() {
        complaints
            .push("SECRET_KEY must be set to a long random text of your own when DEBUG=False.");
    }
    if config.http.allowed_hosts.is_empty() {
        complaints.push(
            "ALLOWED_HOSTS must name the hosts people use when DEBUG=False, as in desk.example.com,.example.org.",
        );
    }
    complaints
        .into_iter()
        .map(|it| Complaint(it.to_owned()))
        .collect()
}

/// Everything that should not stand in production.
pub(super) fn all(config: &Config) -> Vec<Complaint> {
    let http = &config.http;
    let key = config.secret_key.reveal();
    let findings = [
        (
            http.debug,
            "DEBUG is True: any Host is taken, cookies travel without TLS and the chat routes are open; set DEBUG=False.",
        ),
        (
            config.secret_key.is_insecure(),
            "SECRET_KEY is missing or one that everybody knows; set a long random text of your own.",
        ),
        (
            !config.secret_key.is_insecure() && key.len() < KEY_LENGTH,
            "SECRET_KEY is shorter than 32 characters and may be guessed.",
        ),
        (
            http.allowed_hosts.is_empty(),
            "ALLOWED_HOSTS is empty; name the hosts people use, as in desk.example.com.",
        ),
        (
            http.allowed_hosts.iter().any(super::HostPattern::is_any),
            "ALLOWED_HOSTS has *, which takes any Host; name the hosts people use.",
        ),
        (
            http.chat_api_open,
            "CHAT_API_OPEN is True: anybody who reaches the server can write and read conversations; use API keys.",
        ),
        (
            http.cors_allowed_origins.is_any(),
            "CORS_ALLOWED_ORIGINS is *: any page may call the chat routes; name the origins of your widget.",
        ),
    ];
    findings
        .into_iter()
        .filter(|(wrong, _)| *wrong)
        .map(|(_, sentence)| Complaint(sentence.to_owned()))
        .collect()
}
