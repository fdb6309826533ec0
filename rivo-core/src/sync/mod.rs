//! Sync: a device works on its own and its server stays the authority.
//!
//! `protocol` is what both say to each other; `push` and `pull` are the server's side. `engine` is
//! the device's: it opens the replica, pushes what waits in the outbox and applies what it pulls
//! (`apply`), by a [`transport`].

#[cfg(feature = "sqlite")]
mod apply;
#[cfg(feature = "sqlite")]
mod engine;
pub mod protocol;
mod pull;
mod push;
#[cfg(all(test, feature = "sqlite"))]
mod simulation;
#[cfg(feature = "sqlite")]
mod status;
pub mod transport;

#[cfg(feature = "sqlite")]
pub use self::{
    engine::{Engine, EngineOptions},
    status::{PendingCommand, RejectedCommand, State, Status},
};
