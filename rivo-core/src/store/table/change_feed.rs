//! `change_feed`: every committed change in one order, as references with their scope.

use crate::{
    api::event::{ChangeEvent, ChangeKind},
    auth::{Actor, Permission},
    clock::Timestamp,
    error::Result,
    id::{ClientId, UserId},
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    INSERT = Sql::same(
        "INSERT INTO change_feed (kind, entity_id, client_id, assignee_before, assignee_after, permission, created_at, first_position)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    );
    /// Gives committed rows their place. Only the holder of the lock runs it, and nobody else changes
    /// such a row, so its place in the table is its name.
    STAMP = Sql::per_engine(
        "SELECT 0",
        "WITH waiting AS (
             SELECT row_id, sum(places) OVER (ORDER BY entry_id) AS place
             FROM (
                 SELECT ctid AS row_id, entry_id, places FROM change_feed WHERE position IS NULL
                 ORDER BY entry_id LIMIT 5000
             ) AS oldest
         ), newest AS (
             SELECT COALESCE(max(position), 0) AS head FROM change_feed
         )
         UPDATE change_feed SET position = newest.head + CAST(waiting.place AS BIGINT)
         FROM waiting, newest
         WHERE change_feed.ctid = waiting.row_id",
    );
    LOCK = Sql::per_engine(
        "SELECT ''",
        "SELECT CAST(pg_advisory_xact_lock(7237118) AS TEXT)",
    );
    HEAD = Sql::same("SELECT COALESCE(MAX(position), 0) FROM change_feed WHERE position IS NOT NULL");
    OLDEST = Sql::per_engine(
        "SELECT COALESCE(MIN(position), 0) FROM change_feed",
        "SELECT COALESCE((
             SELECT position - places + 1 FROM change_feed
             WHERE position IS NOT NULL ORDER BY position LIMIT 1
         ), 0)",
    );
    /// On PostgreSQL a row may hold the sessions of a whole batch: each is a change in a place of its own.
    AFTER = Sql::per_engine(
        "SELECT position, kind, entity_id, client_id, assignee_before, assignee_after, permission, created_at, first_position
         FROM change_feed
         WHERE position > ?1
         ORDER BY position
         LIMIT ?2",
        "SELECT f.position - f.places + COALESCE(m.place, 1), f.kind, COALESCE(m.session_id::TEXT, f.entity_id),
                COALESCE(m.client_id, f.client_id), COALESCE(m.assignee, f.assignee_before),
                COALESCE(m.assignee, f.assignee_after), f.permission, f.created_at,
                COALESCE(m.first_position, f.first_position)
         FROM (
             SELECT * FROM change_feed WHERE position > $1 ORDER BY position LIMIT $2
         ) AS f
         LEFT JOIN LATERAL UNNEST(f.sessions, f.clients, f.assignees, f.first_positions) WITH ORDINALITY
             AS m (session_id, client_id, assignee, first_position, place) ON TRUE
         WHERE f.position - f.places + COALESCE(m.place, 1) > $1
         ORDER BY 1
         LIMIT $2",
    );
    /// The newest row stays: it holds the head.
    PRUNE = Sql::same(
        "DELETE FROM change_feed
         WHERE created_at < ?1 AND position < (SELECT MAX(position) FROM change_feed)",
    );
}

/// A change on its way into the feed.
#[derive(Clone, Debug)]
pub(crate) struct NewChange<'a> {
    pub(crate) kind: ChangeKind,
    pub(crate) entity_id: &'a str,
    pub(crate) client_id: Option<ClientId>,
    pub(crate) assignee_before: Option<UserId>,
    pub(crate) assignee_after: Option<UserId>,
    /// Who sees it besides the assignees; `None`: every login.
    pub(crate) permission: Option<Permission>,
    /// Of messages: the first position that was touched; `None`: all of the session.
    pub(crate) first_position: Option<i64>,
}

impl<'a> NewChange<'a> {
    /// A change on a client that keeps its assignee.
    pub(crate) const fn on_client(
        kind: ChangeKind,
        entity_id: &'a str,
        client_id: ClientId,
        assignee: Option<UserId>,
    ) -> Self {
        Self {
            kind,
            entity_id,
            client_id: Some(client_id),
            assignee_before: assignee,
            assignee_after: assignee,
            permission: Some(Permission::ClientViewAll),
            first_position: None,
        }
    }

    /// A notification of a user, or all of theirs: nobody else sees it.
    pub(crate) const fn of_notification(entity_id: &'a str, user_id: UserId) -> Self {
        Self {
            kind: ChangeKind::Notification,
            entity_id,
            client_id: None,
            assignee_before: Some(user_id),
            assignee_after: Some(user_id),
            permission: None,
            first_position: None,
        }
    }

    /// New or changed messages of a session, whose client may not be known yet.
    pub(crate) const fn of_messages(
        session_id: &'a str,
        client_id: Option<ClientId>,
        assignee: Option<UserId>,
        first_position: Option<i64>,
    ) -> Self {
        Self {
            kind: ChangeKind::Messages,
            entity_id: session_id,
            client_id,
            assignee_before: assignee,
            assignee_after: assignee,
            permission: Some(Permission::ClientViewAll),
            first_position,
        }
    }
}

/// A change in its place.
#[derive(Clone, Debug)]
pub struct PlacedChange {
    /// Its position in the feed.
    pub position: i64,
    /// What changed.
    pub event: ChangeEvent,
    pub(crate) assignee_before: Option<UserId>,
    pub(crate) assignee_after: Option<UserId>,
    pub(crate) permission: Option<String>,
    pub(crate) first_position: Option<i64>,
}

impl PlacedChange {
    /// Whether an actor may learn of it.
    #[must_use]
    pub fn visible_to(&self, actor: &Actor) -> bool {
        if self.event.kind == ChangeKind::Notification {
            return self.assignee_after.is_some() && self.assignee_after == actor.user_id();
        }
        if actor.is_superuser {
            return true;
        }
        let Some(user) = actor.user_id() else {
            return false;
        };
        if self.assignee_before == Some(user) || self.assignee_after == Some(user) {
            return actor.has(Permission::ClientViewAssigned)
                || actor.has(Permission::ClientViewAll);
        }
        match &self.permission {
            None => true,
            Some(name) => name.parse().is_ok_and(|permission| actor.has(permission)),
        }
    }
}

pub(crate) async fn append(tx: &mut Tx, change: &NewChange<'_>, now: Timestamp) -> Result<()> {
    tx.execute(
        &INSERT,
        params![
            change.kind.name(),
            change.entity_id,
            change.client_id,
            change.assignee_before,
            change.assignee_after,
            change.permission.map(Permission::name),
            now,
            change.first_position
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn after(tx: &mut Tx, position: i64, limit: i64) -> Result<Vec<PlacedChange>> {
    tx.query(&AFTER, params![position, limit])
        .await?
        .into_iter()
        .map(placed)
        .collect()
}

pub(crate) async fn head(tx: &mut Tx) -> Result<i64> {
    tx.query_one(&HEAD, &[]).await?.get()
}

pub(crate) async fn oldest(tx: &mut Tx) -> Result<i64> {
    tx.query_one(&OLDEST, &[]).await?.get()
}

/// Stamps waiting rows; returns how many. On SQLite the single writer has placed them already.
pub(crate) async fn stamp(tx: &mut Tx) -> Result<u64> {
    tx.query(&LOCK, &[]).await?;
    tx.execute(&STAMP, &[]).await
}

pub(crate) async fn prune(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(&PRUNE, params![before]).await
}

fn placed(mut row: Row) -> Result<PlacedChange> {
    let position = row.get()?;
    let kind: String = row.get()?;
    let entity_id = row.get()?;
    let client_id = row.get()?;
    let assignee_before = row.get()?;
    let assignee_after = row.get()?;
    let permission = row.get()?;
    let at = row.get()?;
    Ok(PlacedChange {
        position,
        event: ChangeEvent {
            kind: kind.parse().map_err(crate::Error::bug)?,
            id: entity_id,
            client_id,
            at,
        },
        assignee_before,
        assignee_after,
        permission,
        first_position: row.get()?,
    })
}
