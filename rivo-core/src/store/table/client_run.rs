//! `extraction_run`, as the list on a client.

use crate::{
    api::client::ExtractionRun,
    clock::Timestamp,
    error::Result,
    id::{ClientId, RunId},
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    OF_CLIENT = Sql::same(
        "SELECT id, extractor, up_to_position, context, prompt_tokens, completion_tokens, cost_micros,
             created_at
         FROM extraction_run
         WHERE client_id = ?1 AND (created_at, id) < (?2, ?3)
         ORDER BY created_at DESC, id DESC
         LIMIT ?4",
    );
}

/// A client's runs before a row, newest first.
pub(crate) async fn of_client(
    tx: &mut Tx,
    client_id: ClientId,
    before: (Timestamp, RunId),
    limit: i64,
) -> Result<Vec<ExtractionRun>> {
    tx.query(&OF_CLIENT, params![client_id, before.0, before.1, limit])
        .await?
        .into_iter()
        .map(run)
        .collect()
}

/// Reads a row of [`OF_CLIENT`].
pub(crate) fn run(mut row: Row) -> Result<ExtractionRun> {
    Ok(ExtractionRun {
        id: row.get()?,
        extractor: row.get()?,
        up_to_position: row.get()?,
        context: row.json()?,
        prompt_tokens: row.get()?,
        completion_tokens: row.get()?,
        cost_micros: row.get()?,
        created_at: row.get()?,
    })
}
