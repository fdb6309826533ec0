//! Connections: TLS, the pool, the probe for a pooler, and LISTEN.

use std::{str::FromStr as _, sync::Arc, time::Duration};

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use rustls::{
    ClientConfig, RootCertStore,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject as _},
};
use tokio_postgres::{AsyncMessage, Config, NoTls, config::SslMode as DriverSslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{
    super::url::{Pooler, PostgresUrl, SslMode},
    statement_failed,
};
use crate::error::{Error, Result};

const POOL_SIZE: usize = 16;

/// How to reach the server, made once from the URL.
#[derive(Clone)]
pub(crate) struct Connector {
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

impl Connector {
    pub(crate) fn new(url: &PostgresUrl) -> Result<Self> {
        let mut config = Config::from_str(&url.driver).map_err(|error| {
            Error::internal("DATABASE_URL is not a valid postgres:// URL", error)
        })?;
        config.application_name("rivo");
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(10));
        }
        // A host that vanishes without a word would otherwise be waited for a quarter of an hour.
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(Duration::from_secs(15));
        }
        config.keepalives_idle(Duration::from_mins(1));
        let tls = match url.sslmode {
            SslMode::Disable => {
                config.ssl_mode(DriverSslMode::Disable);
                None
            }
            SslMode::Prefer => {
                config.ssl_mode(DriverSslMode::Prefer);
                Some(tls(url)?)
            }
            SslMode::Require | SslMode::VerifyFull => {
                config.ssl_mode(DriverSslMode::Require);
                Some(tls(url)?)
            }
        };
        Ok(Self { config, tls })
    }

    /// A pool whose statements are planned once: for the few that run all the time with arrays,
    /// which the server would otherwise plan anew each time for the arrays' length. Such a session
    /// setting does not pass a pooler in transaction mode.
    pub(crate) fn pool_for_fixed_plans(&self) -> Result<Pool> {
        let mut fixed = self.clone();
        let options = match fixed.config.get_options() {
            Some(options) => format!("{options} -c plan_cache_mode=force_generic_plan"),
            None => "-c plan_cache_mode=force_generic_plan".to_owned(),
        };
        fixed.config.options(options);
        fixed.pool()
    }

    pub(crate) fn pool(&self) -> Result<Pool> {
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = match &self.tls {
            Some(tls) => Manager::from_config(self.config.clone(), tls.clone(), recycling),
            None => Manager::from_config(self.config.clone(), NoTls, recycling),
        };
        Pool::builder(manager)
            .max_size(POOL_SIZE)
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .wait_timeout(Some(Duration::from_secs(10)))
            .build()
            .map_err(|error| Error::internal("building the connection pool", error))
    }
}

/// Calls `wake` on every notification of `channel`, until the connection breaks.
pub(crate) async fn listen(
    connector: &Connector,
    channel: &str,
    mut wake: impl FnMut() + Send + 'static,
) -> Result<()> {
    let lost = |error| statement_failed("LISTEN", error);
    macro_rules! serve {
        ($tls:expr) => {{
            let (client, mut connection) = connector.config.connect($tls).await.map_err(lost)?;
            let pump = tokio::spawn(async move {
                while let Some(Ok(message)) =
                    std::future::poll_fn(|context| connection.poll_message(context)).await
                {
                    if let AsyncMessage::Notification(_) = message {
                        wake();
                    }
                }
            });
            client
                .batch_execute(&format!("LISTEN {channel}"))
                .await
                .map_err(lost)?;
            drop(pump.await);
            drop(client);
        }};
    }
    if let Some(tls) = &connector.tls {
        serve!(tls.clone());
    } else {
        serve!(NoTls);
    }
    Ok(())
}

/// Whether statements of one connection reach changing sessions: two connections are asked in turn
/// for their backend while both hold one.
pub(crate) async fn behind_transaction_pooler(pool: &Pool, url: &PostgresUrl) -> Result<bool> {
    if url.pooler != Pooler::Probe {
        return Ok(url.pooler == Pooler::Transaction);
    }
    let unreachable = |error| Error::Unavailable {
        detail: "The database does not answer: check DATABASE_URL and that the server runs."
            .to_owned(),
        source: Some(Box::new(error) as _),
    };
    let first = pool.get().await.map_err(unreachable)?;
    let second = pool.get().await.map_err(unreachable)?;
    let mut seen = [Vec::new(), Vec::new()];
    for round in 0..4 {
        let (one, other) = if round % 2 == 0 {
            (&first, &second)
        } else {
            (&second, &first)
        };
        // The first connection's session is let go before the second asks: a pooler in
        // transaction mode then gives both the same one, or swaps them.
        for (client, place) in [(one, round % 2), (other, 1 - round % 2)] {
            let rows = client
                .query_typed("SELECT pg_backend_pid()::BIGINT", &[])
                .await
                .map_err(|error| statement_failed("SELECT pg_backend_pid()", error))?;
            let pid: i64 = rows
                .first()
                .ok_or_else(|| Error::bug("pg_backend_pid() gave no row"))?
                .get(0);
            seen[place].push(pid);
        }
    }
    let steady = |pids: &[i64]| pids.windows(2).all(|pair| pair[0] == pair[1]);
    Ok(!(steady(&seen[0]) && steady(&seen[1]) && seen[0][0] != seen[1][0]))
}

fn tls(url: &PostgresUrl) -> Result<MakeRustlsConnect> {
    let config = ClientConfig::builder();
    let config = if url.sslmode == SslMode::VerifyFull {
        config.with_root_certificates(roots(url)?)
    } else {
        // As in libpq, `prefer` and `require` encrypt without asking who answers.
        config
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AnyCertificate::new()))
    };
    Ok(MakeRustlsConnect::new(config.with_no_client_auth()))
}

fn roots(url: &PostgresUrl) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    if let Some(path) = &url.sslrootcert {
        let certificates = CertificateDer::pem_file_iter(path)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| {
                Error::internal(format!("reading sslrootcert {}", path.display()), error)
            })?;
        roots.add_parsable_certificates(certificates);
    } else {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    if roots.is_empty() {
        return Err(Error::bug(
            "sslmode=verify-full found no certificate to trust; name a file with sslrootcert",
        ));
    }
    Ok(roots)
}

#[derive(Debug)]
struct AnyCertificate(Arc<rustls::crypto::CryptoProvider>);

impl AnyCertificate {
    fn new() -> Self {
        Self(ClientConfig::builder().crypto_provider().clone())
    }
}

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &rustls::DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.0.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &rustls::DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.0.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
