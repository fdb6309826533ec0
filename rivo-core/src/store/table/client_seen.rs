//! `client_seen`: up to when a user has seen the messages of a client.

use crate::{
    clock::Timestamp,
    error::Result,
    id::{ClientId, UserId},
    store::{
        Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    // It only moves forward: of two windows the one that is behind takes nothing back.
    ADVANCE = Sql::same(
        "INSERT INTO client_seen (user_id, client_id, seen_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (user_id, client_id) DO UPDATE SET seen_at = excluded.seen_at
             WHERE client_seen.seen_at < excluded.seen_at",
    );
    /// [`ADVANCE`] on a device, whose server is to hear of it.
    ADVANCE_HERE = Sql::same(
        "INSERT INTO client_seen (user_id, client_id, seen_at, waits) VALUES (?1, ?2, ?3, TRUE)
         ON CONFLICT (user_id, client_id) DO UPDATE SET seen_at = excluded.seen_at, waits = TRUE
             WHERE client_seen.seen_at < excluded.seen_at",
    );
    WAITING = Sql::same(
        "SELECT client_id, seen_at FROM client_seen
         WHERE user_id = ?1 AND waits = TRUE
         ORDER BY client_id
         LIMIT ?2",
    );
    TOLD = Sql::same(
        "UPDATE client_seen
         SET waits = CASE WHEN seen_at <= ?3 THEN FALSE ELSE waits END,
             seen_at = CASE WHEN seen_at < ?4 THEN ?4 ELSE seen_at END
         WHERE user_id = ?1 AND client_id = ?2",
    );
    OF_CLIENT = Sql::same("SELECT user_id, seen_at FROM client_seen WHERE client_id = ?1");
    FIND = Sql::same("SELECT seen_at FROM client_seen WHERE user_id = ?1 AND client_id = ?2");
}

/// Notes that a user saw everything up to a moment.
pub(crate) async fn advance(
    tx: &mut Tx,
    user: UserId,
    client: ClientId,
    seen_at: Timestamp,
) -> Result<()> {
    tx.execute(&ADVANCE, params![user, client, seen_at]).await?;
    Ok(())
}

/// [`advance`] on a device, where the mark waits for the server; whether it moved.
pub(crate) async fn advance_here(
    tx: &mut Tx,
    user: UserId,
    client: ClientId,
    seen_at: Timestamp,
) -> Result<bool> {
    let moved = tx
        .execute(&ADVANCE_HERE, params![user, client, seen_at])
        .await?;
    Ok(moved > 0)
}

/// The marks of a device's user that the server has not heard of.
pub(crate) async fn waiting(
    tx: &mut Tx,
    user: UserId,
    limit: i64,
) -> Result<Vec<(ClientId, Timestamp)>> {
    tx.query(&WAITING, params![user, limit])
        .await?
        .into_iter()
        .map(|mut row| Ok((row.get()?, row.get()?)))
        .collect()
}

/// The server took a mark as it was `sent`, and has one that `stands`: the later one counts here.
pub(crate) async fn told(
    tx: &mut Tx,
    user: UserId,
    client: ClientId,
    sent: Timestamp,
    stands: Timestamp,
) -> Result<()> {
    tx.execute(&TOLD, params![user, client, sent, stands])
        .await?;
    Ok(())
}

/// Up to when a user has seen a client.
pub(crate) async fn find(tx: &mut Tx, user: UserId, client: ClientId) -> Result<Option<Timestamp>> {
    tx.query_opt(&FIND, params![user, client])
        .await?
        .map(|mut row| row.get())
        .transpose()
}

/// Who has seen a client, up to when.
pub(crate) async fn of_client(tx: &mut Tx, client: ClientId) -> Result<Vec<(UserId, Timestamp)>> {
    tx.query(&OF_CLIENT, params![client])
        .await?
        .into_iter()
        .map(|mut row| Ok((row.get()?, row.get()?)))
        .collect()
}
