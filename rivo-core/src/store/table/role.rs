//! `role`: names for sets of permissions.

use crate::{
    api::user::Role,
    clock::Timestamp,
    error::{Error, Result},
    id::RoleId,
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    FIND = Sql::same(
        "SELECT r.id, r.name, r.description, r.permissions,
             (SELECT COUNT(*) FROM \"user\" u WHERE u.role_id = r.id), r.created_at, r.updated_at
         FROM role r
         WHERE r.id = ?1",
    );
    // SQLite has one writer: reading is locking.
    LOCK = Sql::per_engine(
        "SELECT id FROM role WHERE id = ?1",
        "SELECT id FROM role WHERE id = ?1 FOR UPDATE",
    );
    LIST = Sql::same(
        "SELECT r.id, r.name, r.description, r.permissions,
             (SELECT COUNT(*) FROM \"user\" u WHERE u.role_id = r.id), r.created_at, r.updated_at
         FROM role r",
    );
    COUNT = Sql::same("SELECT COUNT(*) FROM role");
    INSERT = Sql::same(
        "INSERT INTO role (id, name, description, permissions, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
    );
    /// Several nodes may start at once.
    SEED = Sql::same(
        "INSERT INTO role (id, name, description, permissions, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5)
         ON CONFLICT (name) DO NOTHING",
    );
    UPDATE = Sql::same(
        "UPDATE role SET name = ?2, description = ?3, permissions = ?4, updated_at = ?5 WHERE id = ?1",
    );
    DELETE = Sql::same("DELETE FROM role WHERE id = ?1");
}

/// What of a role is written.
pub(crate) struct RoleRow<'a> {
    pub(crate) id: RoleId,
    pub(crate) name: &'a str,
    pub(crate) description: &'a str,
    /// Names of permissions.
    pub(crate) permissions: &'a [&'static str],
}

pub(crate) async fn find(tx: &mut Tx, id: RoleId) -> Result<Option<Role>> {
    tx.query_opt(&FIND, params![id])
        .await?
        .map(role)
        .transpose()
}

/// Finds a role and keeps others from changing it, or giving it to a user, until the transaction
/// ends.
pub(crate) async fn lock(tx: &mut Tx, id: RoleId) -> Result<Option<Role>> {
    // Read after the lock, so that what a competitor committed meanwhile is seen.
    if tx.query_opt(&LOCK, params![id]).await?.is_none() {
        return Ok(None);
    }
    find(tx, id).await
}

/// Every role, in no order: there are few.
pub(crate) async fn list(tx: &mut Tx) -> Result<Vec<Role>> {
    tx.query(&LIST, &[]).await?.into_iter().map(role).collect()
}

pub(crate) async fn count(tx: &mut Tx) -> Result<i64> {
    tx.query_one(&COUNT, &[]).await?.get()
}

pub(crate) async fn insert(tx: &mut Tx, role: &RoleRow<'_>, now: Timestamp) -> Result<()> {
    write(tx, &INSERT, role, now).await
}

/// [`insert`], unless there is a role of that name.
pub(crate) async fn seed(tx: &mut Tx, role: &RoleRow<'_>, now: Timestamp) -> Result<()> {
    write(tx, &SEED, role, now).await
}

pub(crate) async fn update(tx: &mut Tx, role: &RoleRow<'_>, now: Timestamp) -> Result<()> {
    write(tx, &UPDATE, role, now).await
}

pub(crate) async fn delete(tx: &mut Tx, id: RoleId) -> Result<()> {
    tx.execute(&DELETE, params![id]).await?;
    Ok(())
}

async fn write(tx: &mut Tx, sql: &Sql, role: &RoleRow<'_>, now: Timestamp) -> Result<()> {
    let permissions = serde_json::to_string(role.permissions)
        .map_err(|error| Error::internal("writing permissions as JSON", error))?;
    tx.execute(
        sql,
        params![role.id, role.name, role.description, &permissions, now],
    )
    .await?;
    Ok(())
}

fn role(mut row: Row) -> Result<Role> {
    Ok(Role {
        id: row.get()?,
        name: row.get()?,
        description: row.get()?,
        permissions: row.json()?,
        user_count: row.get()?,
        created_at: row.get()?,
        updated_at: row.get()?,
    })
}
