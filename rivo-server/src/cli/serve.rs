//! `rivo-server serve`

use std::net::SocketAddr;

use rivo_server::{
    App,
    config::Config,
    serve::{asked_to_stop, serve},
};
use tokio::net::TcpListener;

use super::{Outcome, open};

pub(super) async fn run(mut config: Config) -> Outcome {
    warn(&config);
    let rivo = open(&config).await?;
    rivo.start().await;
    let address = SocketAddr::new(config.bind, config.port);
    let listener = TcpListener::bind(address).await.map_err(|error| {
        format!("{address} cannot be listened on ({error}); set another PORT or BIND.")
    })?;
    // PORT=0 takes any free one.
    config.port = listener
        .local_addr()
        .map_or(config.port, |address| address.port());
    let url = config.url();
    tracing::info!(%url, version = env!("CARGO_PKG_VERSION"), "Rivo is at {url}/dashboard/");
    let app = App::new(rivo.clone(), config.http);
    let served = serve(&app, listener, asked_to_stop()).await;
    tracing::info!("stopping");
    rivo.shutdown().await;
    served.map_err(|error| format!("the listener broke: {error}"))
}

fn warn(config: &Config) {
    let http = &config.http;
    if http.debug && config.secret_key.is_insecure() {
        tracing::warn!("SECRET_KEY is not set: logins are kept under a key that everybody knows");
    }
    if http.debug {
        tracing::warn!(
            "DEBUG is True: the chat routes are open to everybody; set DEBUG=False in production"
        );
    } else if http.chat_api_open {
        tracing::warn!("CHAT_API_OPEN is True: the chat routes are open to everybody");
    }
}
