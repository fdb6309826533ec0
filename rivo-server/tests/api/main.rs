//! The API through the real router, with real callers, on both engines.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

mod auth;
mod bodies;
mod chat;
mod contract;
mod desk;
mod door;
mod events;
mod matrix;
mod pages;
mod records;
mod replica;
mod sync;
mod window;
