//! A network on which the schedule decides what becomes of each request, and the polling of what
//! waits for it.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};

use futures_util::{FutureExt as _, future::BoxFuture};
use serde_json::Value as Json;
use tokio::sync::mpsc;

use crate::sync::{
    protocol::{PullRequest, PullResponse, PushRequest, PushResponse},
    transport::{ForwardRequest, ForwardResponse, SyncTransport, TransportError},
};

/// What a request asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Push,
    Pull,
}

/// A request under way.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) id: u64,
    pub(super) kind: Kind,
    /// The login it was sent under.
    pub(super) token: String,
    pub(super) body: Json,
    /// Whether whoever sent it still waits.
    pub(super) awaited: bool,
    /// How often the server has seen it.
    pub(super) arrivals: usize,
    /// The server's answer, on its way back.
    pub(super) answer: Option<Result<Json, TransportError>>,
}

#[derive(Default)]
pub(super) struct Lines {
    next: u64,
    pub(super) token: String,
    pub(super) flights: Vec<Flight>,
    /// Answers that were let through to whoever waits.
    arrived: Vec<(u64, Result<Json, TransportError>)>,
    /// Whether the last poll ended waiting for an answer.
    pub(super) waiting: bool,
    /// Answers to pulls with the cursor they were asked with, to be given once more, too late.
    pub(super) pulled: Vec<(Option<String>, PullResponse)>,
}

/// A device's line to the server.
#[derive(Clone, Default)]
pub(super) struct Network(Arc<Mutex<Lines>>);

impl Network {
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Lines) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Lets an answer through, or tells the sender that there is none.
    pub(super) fn resolve(&self, id: u64, answer: Result<Json, TransportError>) {
        self.with(|lines| {
            if let Some(flight) = lines.flights.iter_mut().find(|flight| flight.id == id) {
                if flight.awaited {
                    lines.arrived.push((id, answer));
                }
                flight.awaited = false;
            }
        });
    }

    /// Whoever waited is gone: what is under way goes on without them.
    pub(super) fn abandon(&self) {
        self.with(|lines| {
            for flight in &mut lines.flights {
                flight.awaited = false;
            }
            lines.arrived.clear();
            lines.waiting = false;
        });
    }

    async fn ask(&self, kind: Kind, body: Json) -> Result<Json, TransportError> {
        let id = self.with(|lines| {
            lines.next += 1;
            let token = lines.token.clone();
            lines.flights.push(Flight {
                id: lines.next,
                kind,
                token,
                body,
                awaited: true,
                arrivals: 0,
                answer: None,
            });
            lines.next
        });
        std::future::poll_fn(|_| {
            self.with(|lines| {
                let at = lines.arrived.iter().position(|(arrived, _)| *arrived == id);
                lines.waiting = at.is_none();
                at.map_or(Poll::Pending, |at| {
                    Poll::Ready(lines.arrived.swap_remove(at).1)
                })
            })
        })
        .await
    }
}

impl SyncTransport for Network {
    fn push(&self, request: PushRequest) -> BoxFuture<'_, Result<PushResponse, TransportError>> {
        async move {
            let body = serde_json::to_value(&request).unwrap();
            let answer = self.ask(Kind::Push, body).await?;
            Ok(serde_json::from_value(answer).unwrap())
        }
        .boxed()
    }

    fn pull(&self, request: PullRequest) -> BoxFuture<'_, Result<PullResponse, TransportError>> {
        async move {
            // Small pages, so that their borders fall everywhere.
            let body = serde_json::json!({"cursor": request.cursor, "limit": 7});
            let answer = self.ask(Kind::Pull, body).await?;
            let answer: PullResponse = serde_json::from_value(answer).unwrap();
            self.with(|lines| lines.pulled.push((request.cursor, answer.clone())));
            Ok(answer)
        }
        .boxed()
    }

    fn forward(&self, _: ForwardRequest) -> BoxFuture<'_, Result<ForwardResponse, TransportError>> {
        std::future::ready(Err(lost())).boxed()
    }

    fn wake_ups(&self) -> BoxFuture<'_, Result<mpsc::Receiver<()>, TransportError>> {
        std::future::ready(Err(lost())).boxed()
    }

    fn server(&self) -> String {
        "https://desk.example".to_owned()
    }
}

pub(super) fn lost() -> TransportError {
    TransportError::Offline {
        detail: "Lost.".to_owned(),
    }
}

/// Wakes this thread.
pub(super) struct Alarm {
    thread: Thread,
    rang: AtomicBool,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.rang.store(true, Ordering::SeqCst);
        self.thread.unpark();
    }
}

impl Alarm {
    /// Until it rings: a database works meanwhile, and nothing else.
    pub(super) fn wait(&self) {
        while !self.rang.load(Ordering::SeqCst) {
            thread::park();
        }
    }
}

/// Polls once; where it is not ready, the alarm rings when it may be.
pub(super) fn poll<T>(future: &mut Pin<Box<dyn Future<Output = T> + '_>>) -> Result<T, Arc<Alarm>> {
    let alarm = Arc::new(Alarm {
        thread: thread::current(),
        rang: AtomicBool::new(false),
    });
    let waker = Waker::from(Arc::clone(&alarm));
    match future.as_mut().poll(&mut Context::from_waker(&waker)) {
        Poll::Ready(value) => Ok(value),
        Poll::Pending => Err(alarm),
    }
}

/// Runs what waits for nothing but a database to its end.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future: Pin<Box<dyn Future<Output = T> + '_>> = Box::pin(future);
    loop {
        match poll(&mut future) {
            Ok(value) => return value,
            Err(alarm) => alarm.wait(),
        }
    }
}
