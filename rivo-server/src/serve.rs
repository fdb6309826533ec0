//! The listener, and its end.

use std::{
    future::{Future, IntoFuture as _},
    io,
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

use axum::serve::ListenerExt as _;
use tokio::{net::TcpListener, sync::Notify};

use crate::app::{App, router};

/// How long requests under way may take once the server was asked to stop. Whoever asked kills it
/// some seconds later.
const PATIENCE: Duration = Duration::from_secs(20);

/// Answers requests on a listener until `stop` is done, then finishes those under way.
pub async fn serve(
    app: &App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    // An answer is one write: waiting for more to send would only make it late.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection could not be set to send at once");
        }
    });
    let closing = app.clone();
    let stopped = Arc::new(Notify::new());
    let stopping = Arc::clone(&stopped);
    let stop = async move {
        stop.await;
        closing.close();
        stopping.notify_one();
    };
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(stop);
    let patience = async {
        stopped.notified().await;
        tokio::time::sleep(PATIENCE).await;
    };
    tokio::select! {
        served = served.into_future() => served,
        () = patience => {
            tracing::warn!("some requests did not end within {} s and are cut off", PATIENCE.as_secs());
            Ok(())
        }
    }
}

/// Done when the process is asked to end: SIGTERM, or Ctrl-C.
pub async fn asked_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
