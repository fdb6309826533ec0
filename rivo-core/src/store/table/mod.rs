//! One file per table: its SQL, row → model, plain functions over [`Tx`](super::Tx).
//!
//! A new table file looks like its neighbours: the statements in `queries!`, a row type or the API
//! type itself, then one function a statement. A test prepares every statement on both engines.

pub(crate) mod api_key;
pub(crate) mod audit_log;
pub(crate) mod auth_token;
pub mod change_feed;
pub(crate) mod chat_message;
pub(crate) mod chat_session;
pub(crate) mod client;
pub(crate) mod client_assignment;
pub(crate) mod client_merge;
pub(crate) mod client_message;
pub(crate) mod client_note;
pub(crate) mod client_run;
pub(crate) mod client_seen;
pub(crate) mod client_stage_history;
pub(crate) mod client_summary;
pub(crate) mod client_task;
pub(crate) mod client_trace;
pub(crate) mod command_log;
pub(crate) mod extraction_job;
pub(crate) mod extraction_ledger;
pub(crate) mod extraction_run;
pub(crate) mod fact_review;
pub(crate) mod feed_cursor;
pub(crate) mod login_attempt;
pub(crate) mod message_search;
pub(crate) mod notification;
pub(crate) mod role;
pub(crate) mod roster;
pub(crate) mod saved_view;
pub(crate) mod setting;
pub(crate) mod sync_outbox;
pub(crate) mod sync_page;
pub(crate) mod sync_replica;
pub(crate) mod sync_state;
pub(crate) mod user;
