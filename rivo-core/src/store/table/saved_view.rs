//! `saved_view`: lists as people like to see them.

use crate::{
    api::view::SavedView,
    clock::Timestamp,
    error::{Error, Result},
    id::{UserId, ViewId},
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
        table::user,
    },
};

queries! {
    INSERT = Sql::same(
        "INSERT INTO saved_view (id, owner, screen, name, shared, definition, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
    );
    UPDATE = Sql::same(
        "UPDATE saved_view SET name = ?2, shared = ?3, definition = ?4, updated_at = ?5 WHERE id = ?1",
    );
    DELETE = Sql::same("DELETE FROM saved_view WHERE id = ?1");
    // SQLite has one writer: reading is locking.
    LOCK = Sql::per_engine(
        "SELECT id FROM saved_view WHERE id = ?1",
        "SELECT id FROM saved_view WHERE id = ?1 FOR UPDATE",
    );
    COUNT_OF = Sql::same("SELECT COUNT(*) FROM saved_view WHERE owner = ?1");
    FIND = Sql::same(
        "SELECT v.id, v.owner, u.email, u.first_name, u.last_name, v.screen, v.name, v.shared,
             v.definition, v.created_at, v.updated_at
         FROM saved_view v
         JOIN \"user\" u ON u.id = v.owner
         WHERE v.id = ?1",
    );
    SEEN_BY = Sql::same(
        "SELECT v.id, v.owner, u.email, u.first_name, u.last_name, v.screen, v.name, v.shared,
             v.definition, v.created_at, v.updated_at
         FROM saved_view v
         JOIN \"user\" u ON u.id = v.owner
         WHERE (v.owner = ?1 OR v.shared = TRUE) AND (v.created_at, v.id) < (?2, ?3)
         ORDER BY v.created_at DESC, v.id DESC
         LIMIT ?4",
    );
}

pub(crate) async fn insert(tx: &mut Tx, view: &SavedView) -> Result<()> {
    let definition = as_text(view)?;
    tx.execute(
        &INSERT,
        params![
            view.id,
            view.owner.id,
            &view.screen,
            &view.name,
            view.shared,
            &definition,
            view.created_at
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn update(tx: &mut Tx, view: &SavedView, now: Timestamp) -> Result<()> {
    let definition = as_text(view)?;
    tx.execute(
        &UPDATE,
        params![view.id, &view.name, view.shared, &definition, now],
    )
    .await?;
    Ok(())
}

pub(crate) async fn delete(tx: &mut Tx, id: ViewId) -> Result<()> {
    tx.execute(&DELETE, params![id]).await?;
    Ok(())
}

/// How many views a user has.
pub(crate) async fn count_of(tx: &mut Tx, owner: UserId) -> Result<i64> {
    tx.query_one(&COUNT_OF, params![owner]).await?.get()
}

pub(crate) async fn find(tx: &mut Tx, id: ViewId) -> Result<Option<SavedView>> {
    tx.query_opt(&FIND, params![id])
        .await?
        .map(view)
        .transpose()
}

/// Finds a view and keeps others from changing it until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, id: ViewId) -> Result<Option<SavedView>> {
    // Read after the lock, so that what a competitor committed meanwhile is seen.
    if tx.query_opt(&LOCK, params![id]).await?.is_none() {
        return Ok(None);
    }
    find(tx, id).await
}

/// A user's own views and the shared ones before a row, newest first.
pub(crate) async fn seen_by(
    tx: &mut Tx,
    user: UserId,
    before: (Timestamp, ViewId),
    limit: i64,
) -> Result<Vec<SavedView>> {
    tx.query(&SEEN_BY, params![user, before.0, before.1, limit])
        .await?
        .into_iter()
        .map(view)
        .collect()
}

fn as_text(view: &SavedView) -> Result<String> {
    serde_json::to_string(&view.definition)
        .map_err(|error| Error::internal("writing a view's definition as JSON", error))
}

fn view(mut row: Row) -> Result<SavedView> {
    Ok(SavedView {
        id: row.get()?,
        owner: user::opt_user_ref(&mut row)?
            .ok_or_else(|| Error::bug("a saved view without its owner"))?,
        screen: row.get()?,
        name: row.get()?,
        shared: row.get()?,
        definition: row.json()?,
        created_at: row.get()?,
        updated_at: row.get()?,
    })
}
