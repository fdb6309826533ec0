//! `client` as lists show it: in short, and with the keys of an order.

use super::{client, user};
use crate::{
    api::client::{Client, ClientSummary},
    clock::Timestamp,
    error::Result,
    id::ClientId,
    model::validate::search_fold,
    store::Row,
};

/// What [`keyed_summary`] reads: a client without the JSON of its context, and whether the user in
/// the first placeholder has yet to see its newest message. A WHERE clause follows.
///
/// What was seen is no join: SQLite would plan for all clients then, and sort them for each page.
pub(crate) const SUMMARY: &str = "SELECT c.id, c.name, c.email, c.phone, c.current_stage, c.stage_changed_at,
         c.assigned_to, u.email, u.first_name, u.last_name, c.urgency, c.sentiment, c.intent, c.loan_type,
         c.loan_amount, c.property_value, c.income, c.credit_score, c.source, j.state, c.captured_at,
         c.last_message_at, c.next_due_at, c.first_touch_at,
         c.last_message_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM client_seen s
             WHERE s.user_id = ? AND s.client_id = c.id AND s.seen_at >= c.last_message_at),
         c.version, c.created_at, c.updated_at
     FROM client c
     LEFT JOIN \"user\" u ON u.id = c.assigned_to
     LEFT JOIN extraction_job j ON j.client_id = c.id";

/// What an order sorts clients by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Keys {
    pub(crate) id: ClientId,
    pub(crate) name_key: String,
    pub(crate) stage_changed_at: Timestamp,
    pub(crate) captured_at: Option<Timestamp>,
    pub(crate) last_message_at: Option<Timestamp>,
    pub(crate) next_due_at: Option<Timestamp>,
    pub(crate) loan_amount: Option<i64>,
    pub(crate) credit_score: Option<i64>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

/// Reads a row of [`client::VIEW`] with what it may be sorted by.
pub(crate) fn keyed_view(row: Row) -> Result<(Keys, Client)> {
    let (client, mut row) = client::view_of(row)?;
    let keys = Keys {
        id: client.id,
        name_key: search_fold(client.name.as_deref().unwrap_or_default()),
        stage_changed_at: client.stage_changed_at,
        captured_at: client.captured_at,
        last_message_at: client.last_message_at,
        next_due_at: row.get()?,
        loan_amount: row.get()?,
        credit_score: row.get()?,
        created_at: client.created_at,
        updated_at: client.updated_at,
    };
    Ok((keys, client))
}

/// Reads a row of [`SUMMARY`] with what it may be sorted by.
pub(crate) fn keyed_summary(mut row: Row) -> Result<(Keys, ClientSummary)> {
    let (id, name): (ClientId, Option<String>) = (row.get()?, row.get()?);
    let (email, phone) = (row.get()?, row.get()?);
    let (current_stage, stage_changed_at) = (row.parsed()?, row.get()?);
    let assigned_to = user::opt_user_ref(&mut row)?;
    let (urgency, sentiment) = (row.parsed()?, row.parsed()?);
    let (intent, loan_type) = (row.get()?, row.get()?);
    let (loan_amount, property_value): (Option<i64>, Option<i64>) = (row.get()?, row.get()?);
    let (income, credit_score): (Option<i64>, Option<i64>) = (row.get()?, row.get()?);
    let (source, extraction_state) = (row.get()?, row.opt_parsed()?);
    let (captured_at, last_message_at, next_due_at) = (row.get()?, row.get()?, row.get()?);
    let first_touch_at = row.get()?;
    let (unread, version) = (row.get()?, row.get()?);
    let (created_at, updated_at) = (row.get()?, row.get()?);
    let keys = Keys {
        id,
        name_key: search_fold(name.as_deref().unwrap_or_default()),
        stage_changed_at,
        captured_at,
        last_message_at,
        next_due_at,
        loan_amount,
        credit_score,
        created_at,
        updated_at,
    };
    let summary = ClientSummary {
        id,
        name,
        email,
        phone,
        current_stage,
        stage_changed_at,
        assigned_to,
        urgency,
        sentiment,
        intent,
        loan_amount: loan_amount.map(from_hundredths),
        property_value: property_value.map(from_hundredths),
        income: income.map(from_hundredths),
        credit_score: credit_score.map(from_hundredths),
        loan_type,
        source,
        extraction_state,
        captured_at,
        last_message_at,
        next_due_at,
        first_touch_at,
        unread,
        version,
        created_at,
        updated_at,
    };
    Ok((keys, summary))
}

/// The number that a copy of a fact holds.
fn from_hundredths(hundredths: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "none is larger than 2^53")]
    let number = hundredths as f64;
    number / 100.0
}
