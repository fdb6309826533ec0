//! A desk to work at: the router over it, and who works there.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{HeaderValue, Request, header},
    response::Response,
};
use rivo_core::{
    Error, Result,
    api::user::Me,
    auth::Actor,
    clock::SystemClock,
    service::Rivo,
    store::{DatabaseUrl, FirstStatement},
    sync::{Engine, EngineOptions, Status},
};
use rivo_server::{App, InProcess, LocalUser, config::HttpConfig};
use tokio::sync::watch;
use tower::ServiceExt as _;

use super::{
    demo,
    folder::{Folder, Settings},
    seal::Secrets,
    server,
};

/// The name the router answers to inside the app. Nothing listens on it.
const HOST: &str = "localhost";

/// An open desk.
pub(crate) struct Open {
    pub(super) settings: Settings,
    pub(super) secrets: Secrets,
    rivo: Rivo,
    app: App,
    router: Router,
    who: Who,
}

/// In whose name a request is made.
enum Who {
    /// The signed-in user of a replica.
    User(Engine),
    /// The admin of the demo.
    Admin(Actor),
}

impl Open {
    /// The demo in a folder.
    pub(super) async fn demo(
        folder: &Folder,
        settings: Settings,
        secrets: Secrets,
    ) -> Result<Self> {
        let rivo = Rivo::open(demo::options(folder, &secrets)).await?;
        let who = Who::Admin(demo::admin(&rivo).await?);
        let app = App::new(rivo.clone(), http());
        Ok(Self::over(settings, secrets, rivo, app, who))
    }

    /// The replica in a folder.
    pub(super) async fn replica(
        folder: &Folder,
        settings: Settings,
        secrets: Secrets,
    ) -> Result<Self> {
        let engine = Engine::open(EngineOptions {
            database: DatabaseUrl::Sqlite(folder.database()),
            first_statement: Some(FirstStatement::new(secrets.key.statement())),
            clock: Arc::new(SystemClock),
            device_name: settings.device_name.clone(),
        })
        .await?;
        let rivo = engine.rivo().clone();
        let app = App::of_device(engine.clone(), http());
        Ok(Self::over(settings, secrets, rivo, app, Who::User(engine)))
    }

    fn over(settings: Settings, secrets: Secrets, rivo: Rivo, app: App, who: Who) -> Self {
        Self {
            settings,
            secrets,
            rivo,
            router: rivo_server::router(&app),
            app,
            who,
        }
    }

    /// Answers a request in the name of whoever works here.
    pub(crate) async fn answer(&self, mut request: Request<Body>) -> Response {
        match &self.who {
            Who::User(_) => request.extensions_mut().insert(LocalUser).map(drop),
            Who::Admin(actor) => request
                .extensions_mut()
                .insert(InProcess(actor.clone()))
                .map(drop),
        };
        let headers = request.headers_mut();
        headers.insert(header::HOST, HeaderValue::from_static(HOST));
        headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        // The page is the app's own; what it says about itself decides nothing.
        headers.remove(header::ORIGIN);
        headers.remove(header::COOKIE);
        headers.remove(header::AUTHORIZATION);
        // Compressing for a page in the same process is work for nothing.
        headers.remove(header::ACCEPT_ENCODING);
        let Ok(answer) = self.router.clone().oneshot(request).await;
        answer
    }

    /// How the replica stands with its server; `None` for a demo.
    pub(crate) fn status(&self) -> Option<Status> {
        self.watch().map(|status| status.borrow().clone())
    }

    pub(super) fn watch(&self) -> Option<watch::Receiver<Status>> {
        match &self.who {
            Who::User(engine) => Some(engine.status()),
            Who::Admin(_) => None,
        }
    }

    /// Tries the server now and not when it is due.
    pub(crate) fn wake(&self) {
        if let Who::User(engine) = &self.who {
            engine.wake();
        }
    }

    /// Takes up a login that the server just gave.
    pub(super) async fn sign_in(&self, token: &str, me: &Me) -> Result<()> {
        self.engine()?
            .sign_in(server::transport(&self.settings.server, token)?, me)
            .await
    }

    /// Goes on with the login of an earlier start. Needs no network.
    pub(super) fn connect(&self, token: Option<&str>) -> Result<()> {
        if let Some(token) = token {
            self.engine()?
                .connect(server::transport(&self.settings.server, token)?);
        }
        Ok(())
    }

    /// Ends the login; with `wipe` the rows go too.
    pub(super) async fn sign_out(&self, token: Option<&str>, wipe: bool) -> Result<()> {
        let Who::User(engine) = &self.who else {
            return Ok(());
        };
        engine.sign_out(wipe).await?;
        if let Some(token) = token {
            server::sign_out(&self.settings.server, token).await;
        }
        Ok(())
    }

    /// Starts what runs behind the requests.
    pub(super) async fn start(&self) {
        match &self.who {
            Who::User(engine) => engine.start().await,
            Who::Admin(_) => self.rivo.start().await,
        }
    }

    /// Ends it, and the streams.
    pub(super) async fn close(&self) {
        self.app.close();
        if let Who::User(engine) = &self.who {
            engine.stop().await;
        }
        self.rivo.shutdown().await;
    }

    fn engine(&self) -> Result<&Engine> {
        match &self.who {
            Who::User(engine) => Ok(engine),
            Who::Admin(_) => Err(Error::conflict(
                "no_server",
                "The demo has no server to log in at.",
            )),
        }
    }
}

fn http() -> HttpConfig {
    HttpConfig {
        allowed_hosts: HOST.parse().into_iter().collect(),
        ..HttpConfig::default()
    }
}
