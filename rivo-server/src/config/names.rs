//! Which settings there are, to find the ones that are none.

use super::{Complaint, Settings};

const KNOWN: &[&str] = &[
    "DATABASE_URL",
    "LISTEN_URL",
    "SECRET_KEY",
    "DEBUG",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "CORS_ALLOWED_ORIGINS",
    "CHAT_API_OPEN",
    "TRUSTED_PROXIES",
    "PORT",
    "BIND",
    "RUST_LOG",
    "RIVO_DEFAULT_REGION",
    "AI_INTEGRATIONS_OPENAI_API_KEY",
    "AI_INTEGRATIONS_OPENAI_BASE_URL",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "OPENAI_MODEL",
    "OPENAI_TIMEOUT_SECONDS",
    "OPENAI_CONCURRENCY",
    "OPENAI_INPUT_PRICE",
    "OPENAI_OUTPUT_PRICE",
];

/// Variables of our own tools, which are no settings of the server.
const TOOLS: &[&str] = &["RIVO_TEST_", "RIVO_DEV_", "RIVO_BENCH_"];

/// Names that look like settings of ours and are none: `RIVO_…` anywhere, and a slip of the pen in
/// the `.env` file. Other names are other programs' business.
pub(super) fn unknown(settings: &Settings) -> Vec<Complaint> {
    let ours = settings
        .environment
        .iter()
        .chain(&settings.file)
        .map(|(name, _)| name.as_str())
        .filter(|name| name.starts_with("RIVO_") && !TOOLS.iter().any(|it| name.starts_with(it)))
        .filter(|name| !KNOWN.contains(name));
    let slips = settings
        .file
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| {
            !name.starts_with("RIVO_") && !KNOWN.contains(name) && meant(name).is_some()
        });
    let mut complaints: Vec<_> = ours.chain(slips).map(complaint).collect();
    complaints.dedup();
    complaints
}

fn complaint(name: &str) -> Complaint {
    Complaint(match meant(name) {
        Some(meant) => format!("{name} is not a setting of Rivo; {meant} is."),
        None => format!("{name} is not a setting of Rivo."),
    })
}

fn meant(name: &str) -> Option<&'static str> {
    KNOWN
        .iter()
        .copied()
        .find(|known| known.len() > 4 && one_slip_apart(name, known))
}

/// Whether one letter too many, too few, changed, or two swapped make one word the other.
fn one_slip_apart(one: &str, other: &str) -> bool {
    let (a, b) = (one.as_bytes(), other.as_bytes());
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let end = a[start..]
        .iter()
        .rev()
        .zip(b[start..].iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    match (&a[start..a.len() - end], &b[start..b.len() - end]) {
        ([_], [] | [_]) | ([], [_]) => true,
        ([x1, x2], [y1, y2]) => x1 == y2 && x2 == y1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::one_slip_apart;

    #[test]
    fn a_slip_is_one_letter() {
        for word in [
            "DATABSE_URL",
            "DATABASE_URLS",
            "DATABASE_URI",
            "DATABSAE_URL",
        ] {
            assert!(one_slip_apart(word, "DATABASE_URL"), "{word}");
        }
        assert!(!one_slip_apart("PGDATABASE", "DATABASE_URL"));
        assert!(!one_slip_apart("DATABASE_URL", "DATABASE_URL"));
    }
}
