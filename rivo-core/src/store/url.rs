//! `DATABASE_URL`: which database, and how to reach it.

use std::{path::PathBuf, str::FromStr};

/// Where the data is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite:PATH`: one file, made when it is not there.
    Sqlite(PathBuf),
    /// `sqlite::memory:`: gone with the process.
    SqliteMemory,
    /// `postgres://…`
    Postgres(PostgresUrl),
}

/// A PostgreSQL URL, with Rivo's own parameters taken out.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    /// What the driver understands: hosts, user, `connect_timeout`, `target_session_attrs` …
    pub(crate) driver: String,
    pub(crate) sslmode: SslMode,
    /// A file of PEM certificates to trust in place of the system's.
    pub(crate) sslrootcert: Option<PathBuf>,
    pub(crate) pooler: Pooler,
}

impl std::fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PostgresUrl(…)")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SslMode {
    Disable,
    Prefer,
    Require,
    VerifyFull,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pooler {
    /// Found out at start by a probe over two connections.
    Probe,
    /// `pooler=transaction`: no session state, no prepared statements.
    Transaction,
    /// `pooler=none` or `pooler=session`: a session is ours for as long as we hold it.
    Session,
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(url: &str) -> Result<Self, String> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return match path {
                "" => Err("sqlite: needs a path, as in sqlite:rivo.db".to_owned()),
                ":memory:" => Ok(Self::SqliteMemory),
                path => Ok(Self::Sqlite(PathBuf::from(path))),
            };
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return postgres_url(url).map(Self::Postgres);
        }
        Err("must be sqlite:PATH or postgres://user:password@host/database".to_owned())
    }
}

fn postgres_url(url: &str) -> Result<PostgresUrl, String> {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let mut parsed = PostgresUrl {
        driver: String::new(),
        sslmode: SslMode::Prefer,
        sslrootcert: None,
        pooler: Pooler::Probe,
    };
    let mut rest = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=').unwrap_or((pair, "")) {
            ("sslmode", value) => {
                parsed.sslmode = match value {
                    "disable" => SslMode::Disable,
                    "prefer" => SslMode::Prefer,
                    "require" => SslMode::Require,
                    "verify-full" => SslMode::VerifyFull,
                    other => {
                        return Err(format!(
                            "sslmode={other} must be disable, prefer, require or verify-full"
                        ));
                    }
                }
            }
            ("sslrootcert", path) => parsed.sslrootcert = Some(PathBuf::from(path)),
            ("pooler", "transaction") => parsed.pooler = Pooler::Transaction,
            ("pooler", "session" | "none") => parsed.pooler = Pooler::Session,
            ("pooler", other) => {
                return Err(format!(
                    "pooler={other} must be transaction, session or none"
                ));
            }
            _ => rest.push(pair),
        }
    }
    if parsed.sslrootcert.is_some() && parsed.sslmode != SslMode::VerifyFull {
        return Err(
            "sslrootcert needs sslmode=verify-full: no other mode checks the server".to_owned(),
        );
    }
    parsed.driver = if rest.is_empty() {
        base.to_owned()
    } else {
        format!("{base}?{}", rest.join("&"))
    };
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expect: Result<DatabaseUrl, &str>) {
        assert_eq!(
            url.parse::<DatabaseUrl>(),
            expect.map_err(str::to_owned),
            "{url}"
        );
    }

    #[test]
    fn urls_name_the_engine_and_its_place() {
        check("sqlite:rivo.db", Ok(DatabaseUrl::Sqlite("rivo.db".into())));
        check(
            "sqlite:///data/rivo.db",
            Ok(DatabaseUrl::Sqlite("/data/rivo.db".into())),
        );
        check("sqlite::memory:", Ok(DatabaseUrl::SqliteMemory));
        check(
            "postgres://a:b@h/d?sslmode=require&connect_timeout=3&pooler=transaction",
            Ok(DatabaseUrl::Postgres(PostgresUrl {
                driver: "postgres://a:b@h/d?connect_timeout=3".to_owned(),
                sslmode: SslMode::Require,
                sslrootcert: None,
                pooler: Pooler::Transaction,
            })),
        );
        check(
            "postgres://h/d?sslmode=require&sslrootcert=ca.pem",
            Err("sslrootcert needs sslmode=verify-full: no other mode checks the server"),
        );
        check(
            "mysql://h/d",
            Err("must be sqlite:PATH or postgres://user:password@host/database"),
        );
    }
}
