//! `fact_review`: what a person's word on a fact says about who extracted it.

use serde::{Deserialize, Serialize};

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
    REMOVE = Sql::same("DELETE FROM fact_review WHERE client_id = ?1 AND path = ?2");
    OF_CLIENT = Sql::same(
        "SELECT path, extractor, verdict, day, created_at, updated_at FROM fact_review WHERE client_id = ?1",
    );
    /// One that still is what the other client brought.
    TAKE_BACK = Sql::same("DELETE FROM fact_review WHERE client_id = ?1 AND path = ?2 AND created_at = ?3");
    PUT = Sql::same(
        "INSERT INTO fact_review (client_id, path, extractor, verdict, day, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
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

/// Forgets the verdict on a field: no person said anything of it.
pub(crate) async fn remove(tx: &mut Tx, client_id: ClientId, path: &str) -> Result<()> {
    tx.execute(&REMOVE, params![client_id, path]).await?;
    Ok(())
}

/// Moves the verdicts of a client that is merged into another.
pub(crate) async fn move_all(tx: &mut Tx, from: ClientId, into: ClientId) -> Result<()> {
    tx.execute(&MOVE, params![from, into]).await?;
    Ok(())
}

/// A verdict as it is stored.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ReviewRow {
    path: String,
    extractor: String,
    verdict: String,
    day: String,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// The verdicts on a client's facts.
pub(crate) async fn of_client(tx: &mut Tx, client_id: ClientId) -> Result<Vec<ReviewRow>> {
    let mut reviews = Vec::new();
    for mut row in tx.query(&OF_CLIENT, params![client_id]).await? {
        reviews.push(ReviewRow {
            path: row.get()?,
            extractor: row.get()?,
            verdict: row.get()?,
            day: row.get()?,
            created_at: row.get()?,
            updated_at: row.get()?,
        });
    }
    Ok(reviews)
}

/// Gives a client that comes back from a merge its verdicts again.
pub(crate) async fn give_back(
    tx: &mut Tx,
    holder: ClientId,
    back: ClientId,
    reviews: &[ReviewRow],
) -> Result<()> {
    for review in reviews {
        tx.execute(&TAKE_BACK, params![holder, &review.path, review.created_at])
            .await?;
        tx.execute(
            &PUT,
            params![
                back,
                &review.path,
                &review.extractor,
                &review.verdict,
                &review.day,
                review.created_at,
                review.updated_at
            ],
        )
        .await?;
    }
    Ok(())
}
