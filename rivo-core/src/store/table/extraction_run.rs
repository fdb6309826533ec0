//! `extraction_run`: every run of an extractor, so that two can be compared.

use std::collections::BTreeMap;

use crate::{
    api::client::ExtractionRun,
    error::{Error, Result},
    id::ClientId,
    model::context::Fact,
    store::{
        Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    INSERT = Sql::same(
        "INSERT INTO extraction_run
             (id, client_id, extractor, up_to_position, context, facts, prompt_tokens, completion_tokens, cost_micros, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    );
    // Not the greatest: a deleted session makes the count smaller. Failed runs have read nothing.
    NEWEST_POSITION = Sql::same(
        "SELECT COALESCE((
             SELECT up_to_position FROM extraction_run
             WHERE client_id = ?1 AND up_to_position > 0
             ORDER BY created_at DESC, id DESC LIMIT 1), 0)",
    );
}

pub(crate) async fn insert(
    tx: &mut Tx,
    client_id: ClientId,
    run: &ExtractionRun,
    facts: &BTreeMap<String, Fact>,
) -> Result<()> {
    let as_json = |error| Error::internal("writing an extraction as JSON", error);
    let context = serde_json::to_string(&run.context).map_err(as_json)?;
    let facts = serde_json::to_string(facts).map_err(as_json)?;
    tx.execute(
        &INSERT,
        params![
            run.id,
            client_id,
            &run.extractor,
            run.up_to_position,
            &context,
            &facts,
            run.prompt_tokens,
            run.completion_tokens,
            run.cost_micros,
            run.created_at
        ],
    )
    .await?;
    Ok(())
}

/// How many of a client's messages the runs have read.
pub(crate) async fn newest_position(tx: &mut Tx, client_id: ClientId) -> Result<i64> {
    tx.query_one(&NEWEST_POSITION, params![client_id])
        .await?
        .get()
}
