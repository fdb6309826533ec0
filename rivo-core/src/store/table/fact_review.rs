//! `fact_review`: what a person's word on a fact says about who extracted it.

use crate::{
    api::extraction::Verdict,
    clock::Timestamp,
    error::Result,
    id::ClientId,
    store::{
        Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    // A person who changes their mind changes the verdict, not its day.
    SET = Sql::same(
        "INSERT INTO fact_review (client_id, path, extractor, verdict, day, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
         ON CONFLICT (client_id, path) DO UPDATE SET
             extractor = excluded.extractor, verdict = excluded.verdict, updated_at = excluded.updated_at",
    );
    /// What the client that stays has of its own stands.
    MOVE = Sql::same(
        "UPDATE fact_review SET client_id = ?2
         WHERE client_id = ?1 AND path NOT IN (SELECT path FROM fact_review WHERE client_id = ?2)",
    );
}

/// Columns of the report, up to the WHERE: it is put together in `service::extraction_report`.
pub(crate) const COUNTS: &str = "SELECT r.day, r.path, r.extractor, r.verdict, COUNT(*)
     FROM fact_review r JOIN client c ON c.id = r.client_id";

/// Keeps the newest verdict on a field.
pub(crate) async fn set(
    tx: &mut Tx,
    client_id: ClientId,
    path: &str,
    extractor: &str,
    verdict: Verdict,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        &SET,
        params![client_id, path, extractor, verdict.name(), &now.day(), now],
    )
    .await?;
    Ok(())
}

/// Moves the verdicts of a client that is merged into another.
pub(crate) async fn move_all(tx: &mut Tx, from: ClientId, into: ClientId) -> Result<()> {
    tx.execute(&MOVE, params![from, into]).await?;
    Ok(())
}
