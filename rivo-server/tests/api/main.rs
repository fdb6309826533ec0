//! The API through the real router, with real callers, on both engines.

mod support;

mod auth;
mod chat;
mod contract;
mod desk;
mod door;
mod events;
mod matrix;
mod pages;
