//! Over HTTP, with the device's token.

use std::time::Duration;

use futures_util::{FutureExt as _, future::BoxFuture};
use reqwest::{Client, Method, RequestBuilder, Response, Url, header};
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::mpsc;

use super::{ForwardRequest, ForwardResponse, SyncTransport, TransportError};
use crate::{
    api::user::{IssuedToken, TokenRequest},
    sync::protocol::{
        PROTOCOL, PROTOCOL_HEADER, PullRequest, PullResponse, PushRequest, PushResponse,
    },
};

const CONNECT: Duration = Duration::from_secs(10);
/// A page of a first copy over a slow line takes its time.
const ANSWER: Duration = Duration::from_secs(90);
/// The server's live line says something every 15 s.
const SILENCE: Duration = Duration::from_secs(40);

/// A server's address and a device's token there.
pub struct HttpTransport {
    client: Client,
    /// Without a limit on the whole answer: it never ends.
    streams: Client,
    server: Url,
    token: String,
}

impl HttpTransport {
    /// A transport to a server, `https://desk.example`, for the token it gave this device.
    pub fn new(server: &str, token: &str) -> Result<Self, TransportError> {
        Ok(Self {
            client: build(Client::builder().timeout(ANSWER))?,
            streams: build(Client::builder().read_timeout(SILENCE))?,
            server: base(server)?,
            token: token.to_owned(),
        })
    }

    /// Gets a token for a device.
    pub async fn sign_in(
        server: &str,
        request: &TokenRequest,
    ) -> Result<IssuedToken, TransportError> {
        let client = build(Client::builder().timeout(ANSWER))?;
        let url = at(&base(server)?, "/api/v1/auth/token/")?;
        let body = serde_json::json!({
            "email": request.email,
            "password": request.password,
            "device_name": request.device_name,
        });
        read(client.post(url).json(&body)).await
    }

    /// Ends the token, where the server can be reached.
    pub async fn sign_out(&self) -> Result<(), TransportError> {
        let url = at(&self.server, "/api/v1/auth/logout/")?;
        let response = send(self.client.post(url).bearer_auth(&self.token)).await?;
        answer(response).await?;
        Ok(())
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<T, TransportError> {
        let url = at(&self.server, path)?;
        read(
            self.client
                .post(url)
                .bearer_auth(&self.token)
                .header(PROTOCOL_HEADER, PROTOCOL)
                .json(body),
        )
        .await
    }

    async fn open_line(&self) -> Result<mpsc::Receiver<()>, TransportError> {
        let url = at(&self.server, "/api/v1/events/")?;
        let response = send(self.streams.get(url).bearer_auth(&self.token)).await?;
        if !response.status().is_success() {
            answer(response).await?;
            return Err(TransportError::Offline {
                detail: "The server has no live line now.".to_owned(),
            });
        }
        let (sender, receiver) = mpsc::channel(1);
        tokio::spawn(listen(response, sender));
        Ok(receiver)
    }
}

/// Passes a word on for each event, until the line or its listener ends.
async fn listen(mut response: Response, sender: mpsc::Sender<()>) {
    loop {
        let chunk = tokio::select! {
            chunk = response.chunk() => chunk,
            () = sender.closed() => return,
        };
        match chunk {
            // A beat of the line alone is no news.
            Ok(Some(bytes)) if bytes.starts_with(b":") && !bytes.starts_with(b": following") => {}
            // A word that still waits says the same.
            Ok(Some(_)) => drop(sender.try_send(())),
            Ok(None) | Err(_) => return,
        }
    }
}

impl SyncTransport for HttpTransport {
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
            let method = Method::from_bytes(request.method.as_bytes()).map_err(malformed)?;
            let url = at(&self.server, &request.path_and_query)?;
            let mut sent = self
                .client
                .request(method, url)
                .bearer_auth(&self.token)
                .body(request.body);
            for (name, value) in request.headers {
                sent = sent.header(name, value);
            }
            let response = send(sent).await?;
            let status = response.status().as_u16();
            let headers = response
                .headers()
                .iter()
                .filter(|(name, _)| [header::CONTENT_TYPE, header::RETRY_AFTER].contains(name))
                .filter_map(|(name, value)| {
                    Some((name.to_string(), value.to_str().ok()?.to_owned()))
                })
                .collect();
            let body = response.bytes().await.map_err(offline)?.to_vec();
            Ok(ForwardResponse {
                status,
                headers,
                body,
            })
        }
        .boxed()
    }

    fn wake_ups(&self) -> BoxFuture<'_, Result<mpsc::Receiver<()>, TransportError>> {
        self.open_line().boxed()
    }

    fn server(&self) -> String {
        self.server.as_str().trim_end_matches('/').to_owned()
    }
}

fn build(builder: reqwest::ClientBuilder) -> Result<Client, TransportError> {
    builder
        .connect_timeout(CONNECT)
        .user_agent(concat!("rivo/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(malformed)
}

fn base(server: &str) -> Result<Url, TransportError> {
    let url = Url::parse(server.trim()).map_err(malformed)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(malformed("it must begin with https:// or http://"));
    }
    Ok(url)
}

fn at(server: &Url, path: &str) -> Result<Url, TransportError> {
    let base = server.as_str().trim_end_matches('/');
    Url::parse(&format!("{base}{path}")).map_err(malformed)
}

async fn read<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, TransportError> {
    let bytes = answer(send(request).await?).await?;
    serde_json::from_slice(&bytes).map_err(|error| TransportError::AppTooOld {
        detail: format!("This app does not understand the server's answer: {error}."),
    })
}

async fn send(request: RequestBuilder) -> Result<Response, TransportError> {
    request.send().await.map_err(offline)
}

async fn answer(response: Response) -> Result<Vec<u8>, TransportError> {
    let status = response.status().as_u16();
    let bytes = response.bytes().await.map_err(offline)?;
    let body = serde_json::from_slice(&bytes).unwrap_or_default();
    match TransportError::of_answer(status, &body) {
        None => Ok(bytes.to_vec()),
        Some(error) => Err(error),
    }
}

/// The address stays out of the sentence: a person knows it, and a log need not.
fn offline(error: reqwest::Error) -> TransportError {
    TransportError::Offline {
        detail: format!("The server cannot be reached: {}.", error.without_url()),
    }
}

fn malformed(error: impl std::fmt::Display) -> TransportError {
    TransportError::Refused {
        status: 0,
        code: "address".to_owned(),
        detail: format!("The server's address cannot be used: {error}."),
    }
}
