//! Who asks, and the proof of it: actors, passwords, tokens, keys.
//!
//! Pure of the database: what is kept at rest is made and checked here, and kept elsewhere.

pub mod actor;
mod common_password;
pub mod password;
pub mod permission;
pub mod token;

pub use self::{actor::Actor, permission::Permission, token::SecretKey};
