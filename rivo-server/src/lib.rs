//! Rivo over HTTP: an axum [`Router`](axum::Router) over [`Rivo`](rivo_core::service::Rivo).
//!
//! ```text
//! config    settings, read once
//! app       the router and what its handlers share
//! door      what every request passes: Host, origin, headers, request id
//! caller    who asks: cookie, token, API key, or a caller inside the process
//! input     from a request to types, with errors as Django REST framework writes them
//! routes    the API, a file a noun; each handler is a line of the contract
//! events    the streams (SSE)
//! offline   in the app: what the replica answers, and what is sent on to the server
//! contract  the OpenAPI document of the routes
//! pages     the user interface and the page of the API's documentation
//! problem   errors on their way out
//! serve     the listener and its end
//! seed      a demo desk, told from stories
//! ```
//!
//! The binary `rivo-server` adds the command line. The desktop uses the router without a listener:
//! it puts [`LocalUser`] (or an [`InProcess`] actor, for a desk of its own) into a request's extensions
//! and calls the router itself.

mod app;
mod caller;
pub mod config;
pub mod contract;
mod door;
mod events;
mod health;
mod input;
mod metrics;
mod offline;
mod pages;
mod problem;
mod reply;
mod routes;
pub mod seed;
pub mod serve;

pub use self::{
    app::{App, router},
    caller::{InProcess, LocalUser},
};
