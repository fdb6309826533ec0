//! A window over a replica, with a cable to its server that can be pulled.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{Router, body::Body, http::Request};
use futures_util::{FutureExt as _, future::BoxFuture};
use rivo_core::{
    clock::SystemClock,
    store::DatabaseUrl,
    sync::{
        Engine, EngineOptions, State,
        protocol::{PullRequest, PullResponse, PushRequest, PushResponse},
        transport::{ForwardRequest, ForwardResponse, SyncTransport, TransportError},
    },
};
use rivo_server::{App, LocalUser, config::HttpConfig, router};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tower::ServiceExt as _;

use crate::support::Caller;

/// A server in the same process, behind a cable that can be pulled.
#[derive(Clone)]
pub(crate) struct Cable {
    pub(crate) server: Caller,
    pub(crate) plugged: Arc<AtomicBool>,
}

impl Cable {
    fn check(&self) -> Result<(), TransportError> {
        if self.plugged.load(Ordering::SeqCst) {
            return Ok(());
        }
        Err(TransportError::Offline {
            detail: "The cable is out.".to_owned(),
        })
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<T, TransportError> {
        self.check()?;
        let answer = self.server.post(path, json!(body)).await;
        let body: Value = serde_json::from_str(&answer.text).unwrap();
        match TransportError::of_answer(answer.status.as_u16(), &body) {
            None => Ok(serde_json::from_value(body).unwrap()),
            Some(error) => Err(error),
        }
    }
}

impl SyncTransport for Cable {
    fn push(&self, request: PushRequest) -> BoxFuture<'_, Result<PushResponse, TransportError>> {
        async move { self.post("/api/v1/sync/push/", &request).await }.boxed()
    }

    fn pull(&self, request: PullRequest) -> BoxFuture<'_, Result<PullResponse, TransportError>> {
        async move { self.post("/api/v1/sync/pull/", &request).await }.boxed()
    }

    fn forward(
        &self,
        request: ForwardRequest,
    ) -> BoxFuture<'_, Result<ForwardResponse, TransportError>> {
        async move {
            self.check()?;
            let method = request.method.parse().unwrap();
            let kind = "application/json";
            let answer = self
                .server
                .raw(method, &request.path_and_query, kind, request.body)
                .await;
            Ok(ForwardResponse {
                status: answer.status.as_u16(),
                headers: vec![("content-type".to_owned(), kind.to_owned())],
                body: answer.text.into_bytes(),
            })
        }
        .boxed()
    }

    fn wake_ups(&self) -> BoxFuture<'_, Result<mpsc::Receiver<()>, TransportError>> {
        async move {
            self.check()?;
            let (words, line) = mpsc::channel(1);
            let mut grew = self.server.app.rivo.feed_changed();
            tokio::spawn(async move {
                while words.send(()).await.is_ok() && grew.changed().await.is_ok() {}
            });
            Ok(line)
        }
        .boxed()
    }

    fn server(&self) -> String {
        "https://desk.test".to_owned()
    }
}

/// A window over a replica.
pub(crate) struct Window {
    pub(crate) engine: Engine,
    router: Router,
    plugged: Arc<AtomicBool>,
}

impl Window {
    pub(crate) async fn open(server: &Caller, database: DatabaseUrl) -> Self {
        let engine = Engine::open(EngineOptions {
            database,
            first_statement: None,
            clock: Arc::new(SystemClock),
            device_name: "Ben's laptop".to_owned(),
        })
        .await
        .unwrap();
        let plugged = Arc::new(AtomicBool::new(true));
        let cable = Arc::new(Cable {
            server: server.clone(),
            plugged: Arc::clone(&plugged),
        });
        let me = server.get("/api/v1/auth/me/").await.json(200);
        let me = serde_json::from_value(me).unwrap();
        engine.sign_in(cable, &me).await.unwrap();
        engine.start().await;
        let app = App::of_device(engine.clone(), HttpConfig::default());
        Self {
            engine,
            router: router(&app),
            plugged,
        }
    }

    pub(crate) async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json")
            .body(Body::from(
                body.map(|body| body.to_string()).unwrap_or_default(),
            ))
            .unwrap();
        request.extensions_mut().insert(LocalUser);
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX)
            .await
            .unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, body) = self.ask("GET", path, None).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.ask("POST", path, Some(body)).await
    }

    pub(crate) fn plug(&self, plugged: bool) {
        self.plugged.store(plugged, Ordering::SeqCst);
        self.engine.wake();
    }

    /// Until the device stands like this, which the status itself tells.
    pub(crate) async fn until(
        &self,
        what: &str,
        stands: impl Fn(&rivo_core::sync::Status) -> bool,
    ) {
        let mut status = self.engine.status();
        let reached = tokio::time::timeout(
            std::time::Duration::from_secs(30),
            status.wait_for(|status| stands(status)),
        )
        .await
        .map(|reached| reached.map(|status| status.clone()));
        assert!(
            matches!(reached, Ok(Ok(_))),
            "never {what}: {:?}",
            self.engine.status().borrow().clone()
        );
    }

    pub(crate) async fn until_level(&self) {
        self.until("level", |it| {
            it.state == State::Online && it.pending == 0 && it.snapshot.is_none()
        })
        .await;
    }
}
