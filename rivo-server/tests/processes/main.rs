//! Real server processes on real databases: killed, doubled, restarted.

#![expect(clippy::unwrap_used, reason = "in a test, what cannot be is a failure")]

mod crash;
mod model;
mod pooler;
mod server;
mod two_nodes;
