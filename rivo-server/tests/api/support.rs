//! An app on each engine, and callers whose names say what they may do.

use std::{
    net::SocketAddr,
    panic::{AssertUnwindSafe, resume_unwind},
};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode},
};
use futures_util::FutureExt as _;
use rivo_core::{
    api::user::{CreateApiKey, CreateUser, Practice, TokenRequest},
    auth::Actor,
    id::RoleId,
    service::{Options, Rivo},
    store::{Sql, Store},
};
use rivo_server::{
    App,
    config::{Config, HttpConfig, Settings},
    router,
};
use serde_json::Value;
use tower::ServiceExt as _;

pub(crate) const HOST: &str = "desk.test";
pub(crate) const PASSWORD: &str = "correct-horse-battery";

/// Settings of a desk in production.
pub(crate) const CLOSED: &[(&str, &str)] = &[
    ("DEBUG", "False"),
    ("SECRET_KEY", "a-key-that-nobody-else-knows-0123456789"),
    ("ALLOWED_HOSTS", HOST),
];
/// Settings of a desk in development.
pub(crate) const OPEN: &[(&str, &str)] = &[("DEBUG", "True")];

/// Runs a test on a new desk of each engine, with settings of HTTP.
pub(crate) async fn for_each_engine<F, Fut>(settings: &[(&str, &str)], test: F)
where
    F: Fn(TestApp) -> Fut,
    Fut: Future<Output = ()>,
{
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("rivo.db").display());
    test(TestApp::open(&url, settings).await).await;
    if let Some(server) = postgres_server() {
        on_postgres(&server, settings, test).await;
    }
}

/// For what does not reach the database.
pub(crate) async fn on_sqlite<F, Fut>(settings: &[(&str, &str)], test: F)
where
    F: FnOnce(TestApp) -> Fut,
    Fut: Future<Output = ()>,
{
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("rivo.db").display());
    test(TestApp::open(&url, settings).await).await;
}

async fn on_postgres<F, Fut>(server: &str, settings: &[(&str, &str)], test: F)
where
    F: Fn(TestApp) -> Fut,
    Fut: Future<Output = ()>,
{
    let name = format!("rivo_test_{}", uuid::Uuid::now_v7().simple());
    let admin = Store::open(&server.parse().unwrap()).await.unwrap();
    run(&admin, format!("CREATE DATABASE {name}")).await;
    let (base, query) = server.split_once('?').unwrap_or((server, ""));
    let (base, _) = base.rsplit_once('/').expect("a URL with a database");
    let url = format!("{base}/{name}?{query}");
    let outcome = AssertUnwindSafe(async { test(TestApp::open(&url, settings).await).await })
        .catch_unwind()
        .await;
    run(
        &admin,
        format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
    )
    .await;
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

async fn run(admin: &Store, statement: String) {
    let sql = Sql::assembled(statement);
    admin
        .read(move |tx| Box::pin(async move { tx.execute(&sql, &[]).await }))
        .await
        .unwrap();
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test itself is configured, not Rivo"
)]
fn postgres_server() -> Option<String> {
    if std::env::var("RIVO_TEST_POSTGRES").is_ok_and(|word| word == "skip") {
        eprintln!("PostgreSQL is left out: RIVO_TEST_POSTGRES=skip");
        return None;
    }
    Some(std::env::var("RIVO_TEST_POSTGRES_URL").expect(
        "RIVO_TEST_POSTGRES_URL names the PostgreSQL to test on (a superuser's URL to the database \
         postgres); RIVO_TEST_POSTGRES=skip leaves it out",
    ))
}

/// A running app without a listener.
#[derive(Clone)]
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) rivo: Rivo,
    pub(crate) router: Router,
}

impl TestApp {
    async fn open(url: &str, settings: &[(&str, &str)]) -> Self {
        let rivo = Rivo::open(Options::new(url.parse().unwrap()))
            .await
            .unwrap();
        let app = App::new(rivo.clone(), http(settings));
        Self {
            router: router(&app),
            app,
            rivo,
        }
    }

    /// The same desk under other settings.
    pub(crate) fn with(&self, settings: &[(&str, &str)]) -> Self {
        let app = App::new(self.rivo.clone(), http(settings));
        Self {
            router: router(&app),
            app,
            rivo: self.rivo.clone(),
        }
    }

    pub(crate) fn anonymous(&self) -> Caller {
        Caller {
            app: self.clone(),
            headers: HeaderMap::new(),
        }
    }

    /// Somebody who may do everything that the role Admin allows.
    pub(crate) async fn admin(&self) -> Caller {
        self.staff("ada@desk.test", Some("Admin")).await
    }

    pub(crate) async fn csm(&self, email: &str) -> Caller {
        self.staff(email, Some("CSM")).await
    }

    /// A user with one of the first two roles, or none, and a bearer token.
    pub(crate) async fn staff(&self, email: &str, role: Option<&str>) -> Caller {
        self.make_user(email, role).await;
        self.log_in(email).await
    }

    /// A new login of a user, with a bearer token of its own.
    pub(crate) async fn log_in(&self, email: &str) -> Caller {
        let request = TokenRequest {
            email: email.to_owned(),
            password: PASSWORD.to_owned(),
            device_name: "test".to_owned(),
        };
        let issued = self.rivo.issue_token(request, None).await.unwrap();
        self.anonymous().bearer(&issued.token)
    }

    pub(crate) async fn make_user(
        &self,
        email: &str,
        role: Option<&str>,
    ) -> rivo_core::api::user::User {
        let root = Actor::system("test");
        let roles = self.rivo.list_roles(&root).await.unwrap().results;
        let role: Option<RoleId> =
            role.map(|name| roles.iter().find(|it| it.name == name).unwrap().id);
        let create = CreateUser {
            email: email.to_owned(),
            first_name: String::new(),
            last_name: String::new(),
            password: PASSWORD.to_owned(),
            role,
            is_superuser: false,
            practice: Practice::default(),
        };
        self.rivo.create_user(&root, create).await.unwrap()
    }

    /// A chatbot with an API key.
    pub(crate) async fn key(&self, scopes: &[&str]) -> Caller {
        let create = CreateApiKey {
            name: scopes.join(" "),
            scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
            rate_limit: None,
        };
        let issued = self
            .rivo
            .create_api_key(&Actor::system("test"), create)
            .await
            .unwrap();
        self.anonymous().bearer(&issued.key)
    }
}

fn http(settings: &[(&str, &str)]) -> HttpConfig {
    Config::read(&Settings::from_pairs(settings.iter().copied()))
        .unwrap()
        .http
}

/// Somebody who sends requests.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) app: TestApp,
    headers: HeaderMap,
}

impl Caller {
    pub(crate) fn bearer(self, secret: &str) -> Self {
        self.with("authorization", &format!("Bearer {secret}"))
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        self.headers.insert(HeaderName::from_static(name), value);
        self
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body)).await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        match body {
            Some(body) => {
                self.raw(method, path, "application/json", body.to_string())
                    .await
            }
            None => self.raw(method, path, "", String::new()).await,
        }
    }

    pub(crate) async fn raw(
        &self,
        method: Method,
        path: &str,
        kind: &str,
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = self.request(method, path, body);
        if !kind.is_empty() {
            request
                .headers_mut()
                .insert("content-type", kind.parse().unwrap());
        }
        Answer::of(self.app.router.clone().oneshot(request).await.unwrap()).await
    }

    /// A request as it would come from a connection of this machine.
    pub(crate) fn request(&self, method: Method, path: &str, body: impl Into<Body>) -> Request {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .body(body.into())
            .unwrap();
        *request.headers_mut() = self.headers.clone();
        request
            .headers_mut()
            .entry("host")
            .or_insert(HeaderValue::from_static(HOST));
        let address = SocketAddr::from(([192, 0, 2, 7], 40_000));
        request.extensions_mut().insert(ConnectInfo(address));
        request
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    async fn of(response: axum::response::Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Self {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// The body, of an answer with this status.
    #[track_caller]
    pub(crate) fn json(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// The word for programs, of an answer with this status.
    #[track_caller]
    pub(crate) fn code(&self, status: u16) -> String {
        self.json(status)["code"]
            .as_str()
            .unwrap_or_else(|| panic!("no code: {}", self.text))
            .to_owned()
    }

    /// The word for programs, whatever the status.
    pub(crate) fn code_of(&self) -> String {
        let body: Value = serde_json::from_str(&self.text).unwrap_or_default();
        body["code"].as_str().unwrap_or_default().to_owned()
    }

    #[track_caller]
    pub(crate) fn is(&self, status: u16) {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}
