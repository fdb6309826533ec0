//! Streams of what happens, as server-sent events.
//!
//! A stream ends when the server closes, and when the proof its caller brought no longer holds: a
//! login that ended, a role that changed, a key that was revoked. It ends within five seconds: a
//! login is asked for every five, an API key, which a node knows by heart for four, every second.

pub(crate) mod feed;
pub(crate) mod session;

use std::{
    collections::VecDeque,
    convert::Infallible,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue},
    response::{
        IntoResponse as _, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::{Stream, stream};
use rivo_core::{
    Error,
    auth::{Actor, actor::ActorKind},
};
use tokio::sync::watch;

use crate::{app::App, caller::Caller, metrics::OpenStream, problem::Failure};

/// How long a caller with a login is believed without asking again.
const LOGIN_BELIEVED: Duration = Duration::from_secs(5);
/// How long one with an API key is: another node's revocation counts up to four seconds late.
const KEY_BELIEVED: Duration = Duration::from_secs(1);
/// A proxy must not take a quiet stream for a dead one.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Growth of the feed within this time is read at once.
const GATHER: Duration = Duration::from_millis(100);

/// Where a stream's events come from.
trait Source: Send + 'static {
    /// What happened since the last time, as far as the actor may know.
    fn next(
        &mut self,
        app: &App,
        actor: &Actor,
    ) -> impl Future<Output = Result<Vec<Event>, Error>> + Send;
}

struct Following<S> {
    app: App,
    caller: Arc<Caller>,
    actor: Actor,
    believed: Duration,
    asked_at: Instant,
    source: S,
    waiting: VecDeque<Event>,
    grew: watch::Receiver<u64>,
    closing: watch::Receiver<bool>,
    _open: OpenStream,
}

/// Answers with a stream over a source.
fn stream_of<S: Source>(app: &App, caller: Arc<Caller>, source: S) -> Response {
    let following = Following {
        actor: caller.actor.clone(),
        believed: match caller.actor.kind {
            ActorKind::ApiKey { .. } => KEY_BELIEVED,
            _ => LOGIN_BELIEVED,
        },
        asked_at: Instant::now(),
        waiting: VecDeque::new(),
        grew: app.rivo().feed_changed(),
        closing: app.closing(),
        _open: OpenStream::new(app),
        app: app.clone(),
        caller,
        source,
    };
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
    let mut response = Sse::new(events_of(following))
        .keep_alive(keep_alive)
        .into_response();
    // nginx would hold events back until its buffer is full.
    let name = HeaderName::from_static("x-accel-buffering");
    response
        .headers_mut()
        .insert(name, HeaderValue::from_static("no"));
    response
}

fn events_of<S: Source>(following: Following<S>) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(following, |mut following| async move {
        let event = following.next().await?;
        Some((Ok(event), following))
    })
}

impl<S: Source> Following<S> {
    /// The next event; `None` ends the stream.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if *self.closing.borrow() || !self.is_still_believed().await {
                return None;
            }
            self.grew.mark_unchanged();
            match self.source.next(&self.app, &self.actor).await {
                Ok(events) if events.is_empty() => self.wait().await,
                Ok(events) => self.waiting.extend(events),
                Err(Error::Unavailable { .. } | Error::Internal { .. }) => {
                    tokio::time::sleep(self.believed).await;
                }
                Err(_) => return None,
            }
        }
    }

    async fn is_still_believed(&mut self) -> bool {
        if self.asked_at.elapsed() < self.believed {
            return true;
        }
        self.asked_at = Instant::now();
        match self.caller.again(&self.app).await {
            Ok(actor) => {
                self.actor = actor;
                true
            }
            // A key over its limit, or a database that does not answer, proves nothing either way.
            Err(Error::TooManyRequests { .. } | Error::Unavailable { .. }) => true,
            Err(_) => false,
        }
    }

    /// Until there may be more, or the caller has to be asked for again.
    async fn wait(&mut self) {
        let mut closing = self.closing.clone();
        let left = self.believed.saturating_sub(self.asked_at.elapsed());
        tokio::select! {
            grew = self.grew.changed() => match grew {
                Ok(()) => tokio::time::sleep(GATHER).await,
                Err(_) => tokio::time::sleep(left).await,
            },
            () = tokio::time::sleep(left) => {}
            () = closed(&mut closing) => {}
        }
    }
}

/// Done when the server closes, and never where nobody will say so.
async fn closed(closing: &mut watch::Receiver<bool>) {
    if closing.wait_for(|closing| *closing).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// How a stream begins: its reader learns that it is connected, and where it stands. One that is cut
/// off before anything happened goes on from here and misses nothing.
fn greeting(position: i64) -> Event {
    Event::default()
        .event("following")
        .id(position.to_string())
        .data("{}")
}

/// Where a reader that comes back wants to go on: the header of a browser, or the query.
fn resume_at(headers: &HeaderMap, cursor: Option<i64>) -> Result<Option<i64>, Failure> {
    let Some(value) = headers
        .get("last-event-id")
        .filter(|value| !value.is_empty())
    else {
        return Ok(cursor);
    };
    let position = value
        .to_str()
        .ok()
        .and_then(|text| text.trim().parse().ok());
    position
        .map(Some)
        .ok_or_else(|| Failure::invalid("Last-Event-ID", "A valid integer is required."))
}
