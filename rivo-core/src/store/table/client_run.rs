//! `extraction_run`, as a client's runs are listed and compared.

use std::collections::BTreeMap;

use crate::{
    api::client::ExtractionRun,
    clock::Timestamp,
    error::Result,
    id::{ClientId, RunId},
    model::context::Fact,
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    DELETE_SINCE = Sql::same("DELETE FROM extraction_run WHERE client_id = ?1 AND created_at >= ?2");
    OF_CLIENT = Sql::same(
        "SELECT id, extractor, up_to_position, context, prompt_tokens, completion_tokens, cost_micros,
             created_at
         FROM extraction_run
         WHERE client_id = ?1 AND (created_at, id) < (?2, ?3)
         ORDER BY created_at DESC, id DESC
         LIMIT ?4",
    );
    FIND = Sql::same(
        "SELECT id, extractor, up_to_position, context, prompt_tokens, completion_tokens, cost_micros,
             created_at, facts
         FROM extraction_run
         WHERE client_id = ?1 AND id = ?2",
    );
    NEWEST = Sql::same(
        "SELECT id, extractor, up_to_position, context, prompt_tokens, completion_tokens, cost_micros,
             created_at, facts
         FROM extraction_run
         WHERE client_id = ?1 AND up_to_position > 0
         ORDER BY created_at DESC, id DESC
         LIMIT 1",
    );
    // A failed run has read nothing that could be compared.
    BEFORE = Sql::same(
        "SELECT id, extractor, up_to_position, context, prompt_tokens, completion_tokens, cost_micros,
             created_at, facts
         FROM extraction_run
         WHERE client_id = ?1 AND (created_at, id) < (?2, ?3) AND up_to_position > 0
         ORDER BY created_at DESC, id DESC
         LIMIT 1",
    );
}

/// A run with its facts.
#[derive(Clone, Debug)]
pub(crate) struct FullRun {
    pub(crate) run: ExtractionRun,
    pub(crate) facts: BTreeMap<String, Fact>,
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
        .iter_mut()
        .map(run)
        .collect()
}

/// A run of a client.
pub(crate) async fn find(tx: &mut Tx, client_id: ClientId, id: RunId) -> Result<Option<FullRun>> {
    let row = tx.query_opt(&FIND, params![client_id, id]).await?;
    row.map(full).transpose()
}

/// The newest run that read something.
pub(crate) async fn newest(tx: &mut Tx, client_id: ClientId) -> Result<Option<FullRun>> {
    let row = tx.query_opt(&NEWEST, params![client_id]).await?;
    row.map(full).transpose()
}

/// The run before another one that read something.
pub(crate) async fn before(
    tx: &mut Tx,
    client_id: ClientId,
    after: &ExtractionRun,
) -> Result<Option<FullRun>> {
    let row = tx
        .query_opt(&BEFORE, params![client_id, after.created_at, after.id])
        .await?;
    row.map(full).transpose()
}

fn full(mut row: Row) -> Result<FullRun> {
    Ok(FullRun {
        run: run(&mut row)?,
        facts: row.json()?,
    })
}

/// Reads a row of [`OF_CLIENT`].
pub(crate) fn run(row: &mut Row) -> Result<ExtractionRun> {
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

/// Deletes the runs that were made since a moment.
pub(crate) async fn delete_since(tx: &mut Tx, client_id: ClientId, since: Timestamp) -> Result<()> {
    tx.execute(&DELETE_SINCE, params![client_id, since]).await?;
    Ok(())
}
