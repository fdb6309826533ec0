//! `extraction_run`: every run of an extractor, so that two can be compared.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    api::client::ExtractionRun,
    error::{Error, Result},
    id::{ClientId, RunId},
    model::context::{Context, Fact},
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    INSERT = Sql::same(
        "INSERT INTO extraction_run
             (id, client_id, extractor, up_to_position, context, facts, prompt_tokens, completion_tokens, cost_micros, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    );
    CONTENTS = Sql::same("SELECT id, context, facts FROM extraction_run WHERE client_id = ?1");
    REWRITE = Sql::same("UPDATE extraction_run SET context = ?2, facts = ?3 WHERE id = ?1");
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
    let (context, facts) = (as_json(&run.context)?, as_json(facts)?);
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

fn as_json(part: &impl Serialize) -> Result<String> {
    serde_json::to_string(part)
        .map_err(|error| Error::internal("writing an extraction as JSON", error))
}

/// What a run found.
#[derive(Clone, PartialEq)]
pub(crate) struct RunContent {
    id: RunId,
    pub(crate) context: Context,
    pub(crate) facts: BTreeMap<String, Fact>,
}

/// What all runs of a client found.
pub(crate) async fn contents(tx: &mut Tx, client_id: ClientId) -> Result<Vec<RunContent>> {
    let read = |mut row: Row| {
        Ok(RunContent {
            id: row.get()?,
            context: row.json()?,
            facts: row.json()?,
        })
    };
    let rows = tx.query(&CONTENTS, params![client_id]).await?;
    rows.into_iter().map(read).collect()
}

/// Writes what a run found anew.
pub(crate) async fn rewrite(tx: &mut Tx, run: &RunContent) -> Result<()> {
    let (context, facts) = (as_json(&run.context)?, as_json(&run.facts)?);
    tx.execute(&REWRITE, params![run.id, &context, &facts])
        .await?;
    Ok(())
}

/// How many of a client's messages the runs have read.
pub(crate) async fn newest_position(tx: &mut Tx, client_id: ClientId) -> Result<i64> {
    tx.query_one(&NEWEST_POSITION, params![client_id])
        .await?
        .get()
}
