#![cfg_attr(feature = "store", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "store"),
    doc = "The lead desk behind a mortgage chatbot, as a library: see the README."
)]

pub mod api;
#[cfg(feature = "store")]
pub mod auth;
pub mod clock;
pub mod error;
pub mod extract;
pub mod id;
#[cfg(feature = "store")]
mod job;
pub mod model;
#[cfg(feature = "store")]
pub mod service;
#[cfg(feature = "store")]
pub mod store;
#[cfg(feature = "store")]
pub mod sync;

pub use error::{Error, Result};
