//! `extraction_ledger`: what extraction cost, by day and extractor. It outlives the clients it was
//! spent on.

use crate::{
    api::extraction::Spending,
    clock::Timestamp,
    error::Result,
    extract::Usage,
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    ADD = Sql::same(
        "INSERT INTO extraction_ledger
             (day, extractor, runs, failed_runs, prompt_tokens, completion_tokens, cost_micros, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)
         ON CONFLICT (day, extractor) DO UPDATE SET
             runs = extraction_ledger.runs + excluded.runs,
             failed_runs = extraction_ledger.failed_runs + excluded.failed_runs,
             prompt_tokens = extraction_ledger.prompt_tokens + excluded.prompt_tokens,
             completion_tokens = extraction_ledger.completion_tokens + excluded.completion_tokens,
             cost_micros = extraction_ledger.cost_micros + excluded.cost_micros,
             updated_at = excluded.updated_at",
    );
    COST_OF_DAY = Sql::same(
        "SELECT CAST(COALESCE(SUM(cost_micros), 0) AS BIGINT) FROM extraction_ledger WHERE day = ?1",
    );
    SINCE = Sql::same(
        "SELECT day, extractor, runs, failed_runs, prompt_tokens, completion_tokens, cost_micros
         FROM extraction_ledger
         WHERE day >= ?1
         ORDER BY day, extractor",
    );
}

/// Adds a run to its day.
pub(crate) async fn add(
    tx: &mut Tx,
    extractor: &str,
    usage: Usage,
    failed: bool,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        &ADD,
        params![
            &now.day(),
            extractor,
            i64::from(!failed),
            i64::from(failed),
            usage.prompt_tokens,
            usage.completion_tokens,
            usage.cost_micros,
            now
        ],
    )
    .await?;
    Ok(())
}

/// Millionths of a US dollar spent on the day (UTC) of a moment.
pub(crate) async fn cost_of_day(tx: &mut Tx, now: Timestamp) -> Result<i64> {
    tx.query_one(&COST_OF_DAY, params![&now.day()]).await?.get()
}

/// What was spent since a day, oldest first.
pub(crate) async fn since(tx: &mut Tx, day: &str) -> Result<Vec<Spending>> {
    tx.query(&SINCE, params![day])
        .await?
        .into_iter()
        .map(spending)
        .collect()
}

fn spending(mut row: Row) -> Result<Spending> {
    Ok(Spending {
        day: row.get()?,
        extractor: row.get()?,
        runs: row.get()?,
        failed_runs: row.get()?,
        prompt_tokens: row.get()?,
        completion_tokens: row.get()?,
        cost_micros: row.get()?,
    })
}
