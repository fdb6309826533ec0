//! Real server processes on real databases: killed, doubled, restarted.

mod crash;
mod model;
mod server;
mod two_nodes;
