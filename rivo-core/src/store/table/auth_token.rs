//! `auth_token`: logins, of browsers and devices alike, by the hash of their token.

use crate::{
    api::user::Device,
    clock::Timestamp,
    error::Result,
    id::{TokenId, UserId},
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
        table::user::Grants,
    },
};

queries! {
    INSERT = Sql::same(
        "INSERT INTO auth_token (id, hash, user_id, kind, device_name, last_used_at, expires_at, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?6)",
    );
    FIND = Sql::same(
        "SELECT t.id, t.kind, t.last_used_at, t.revoked_at, t.expires_at, u.id, u.email, u.is_active,
             u.is_superuser, r.permissions
         FROM auth_token t
         JOIN \"user\" u ON u.id = t.user_id
         LEFT JOIN role r ON r.id = u.role_id
         WHERE t.hash = ?1",
    );
    /// Only the first of those who come within a minute writes.
    TOUCH = Sql::same(
        "UPDATE auth_token SET last_used_at = ?2, expires_at = ?3
         WHERE id = ?1 AND (last_used_at IS NULL OR last_used_at <= ?4)",
    );
    NOTE_SYNC = Sql::same(
        "UPDATE auth_token SET last_sync_at = ?2
         WHERE id = ?1 AND (last_sync_at IS NULL OR last_sync_at <= ?3)",
    );
    LIST = Sql::same(
        "SELECT id, device_name, kind, last_used_at, last_sync_at, expires_at, created_at
         FROM auth_token
         WHERE user_id = ?1 AND revoked_at IS NULL AND expires_at > ?2
         ORDER BY created_at DESC, id DESC",
    );
    REVOKE = Sql::same(
        "UPDATE auth_token SET revoked_at = ?3 WHERE id = ?1 AND user_id = ?2 AND revoked_at IS NULL",
    );
    REVOKE_ALL = Sql::same(
        "UPDATE auth_token SET revoked_at = ?2 WHERE user_id = ?1 AND revoked_at IS NULL",
    );
    DELETE = Sql::same("DELETE FROM auth_token WHERE id = ?1");
    DELETE_ALL = Sql::same("DELETE FROM auth_token WHERE user_id = ?1 AND revoked_at IS NULL");
    DELETE_OTHERS = Sql::same(
        "DELETE FROM auth_token WHERE user_id = ?1 AND id <> ?2 AND revoked_at IS NULL",
    );
    PRUNE = Sql::same("DELETE FROM auth_token WHERE expires_at < ?1");
}

/// A login on its way into the table.
pub(crate) struct NewRow<'a> {
    pub(crate) id: TokenId,
    pub(crate) hash: &'a [u8],
    pub(crate) user_id: UserId,
    pub(crate) kind: &'a str,
    pub(crate) device_name: &'a str,
    pub(crate) expires_at: Timestamp,
}

/// A login with its user.
#[derive(Clone, Debug)]
pub(crate) struct FoundToken {
    pub(crate) id: TokenId,
    pub(crate) kind: String,
    pub(crate) last_used_at: Option<Timestamp>,
    pub(crate) revoked_at: Option<Timestamp>,
    pub(crate) expires_at: Timestamp,
    pub(crate) user_id: UserId,
    pub(crate) email: String,
    pub(crate) is_active: bool,
    pub(crate) grants: Grants,
}

pub(crate) async fn insert(tx: &mut Tx, token: &NewRow<'_>, now: Timestamp) -> Result<()> {
    tx.execute(
        &INSERT,
        params![
            token.id,
            token.hash,
            token.user_id,
            token.kind,
            token.device_name,
            now,
            token.expires_at
        ],
    )
    .await?;
    Ok(())
}

/// By the hash of the token, revoked and expired ones included.
pub(crate) async fn find(tx: &mut Tx, hash: &[u8]) -> Result<Option<FoundToken>> {
    tx.query_opt(&FIND, params![hash])
        .await?
        .map(found)
        .transpose()
}

/// Notes that a login was used, unless somebody did since `unless_since`.
pub(crate) async fn touch(
    tx: &mut Tx,
    id: TokenId,
    now: Timestamp,
    expires_at: Timestamp,
    unless_since: Timestamp,
) -> Result<()> {
    tx.execute(&TOUCH, params![id, now, expires_at, unless_since])
        .await?;
    Ok(())
}

/// Notes that a login was used to sync, unless somebody did since `unless_since`.
pub(crate) async fn note_sync(
    tx: &mut Tx,
    id: TokenId,
    now: Timestamp,
    unless_since: Timestamp,
) -> Result<()> {
    tx.execute(&NOTE_SYNC, params![id, now, unless_since])
        .await?;
    Ok(())
}

/// A user's logins that work, newest first.
pub(crate) async fn list(tx: &mut Tx, user_id: UserId, now: Timestamp) -> Result<Vec<Device>> {
    tx.query(&LIST, params![user_id, now])
        .await?
        .into_iter()
        .map(device)
        .collect()
}

/// Revokes a login of a user; `false` where there is none that works. The row stays, so that the
/// device can be told.
pub(crate) async fn revoke(
    tx: &mut Tx,
    id: TokenId,
    user_id: UserId,
    now: Timestamp,
) -> Result<bool> {
    Ok(tx.execute(&REVOKE, params![id, user_id, now]).await? > 0)
}

/// Revokes all logins of a user.
pub(crate) async fn revoke_all(tx: &mut Tx, user_id: UserId, now: Timestamp) -> Result<()> {
    tx.execute(&REVOKE_ALL, params![user_id, now]).await?;
    Ok(())
}

pub(crate) async fn delete(tx: &mut Tx, id: TokenId) -> Result<()> {
    tx.execute(&DELETE, params![id]).await?;
    Ok(())
}

/// Ends a user's logins, all but `keep`.
pub(crate) async fn delete_all(tx: &mut Tx, user_id: UserId, keep: Option<TokenId>) -> Result<()> {
    match keep {
        Some(keep) => tx.execute(&DELETE_OTHERS, params![user_id, keep]).await?,
        None => tx.execute(&DELETE_ALL, params![user_id]).await?,
    };
    Ok(())
}

/// Forgets logins that ended before.
pub(crate) async fn prune(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(&PRUNE, params![before]).await
}

fn found(mut row: Row) -> Result<FoundToken> {
    Ok(FoundToken {
        id: row.get()?,
        kind: row.get()?,
        last_used_at: row.get()?,
        revoked_at: row.get()?,
        expires_at: row.get()?,
        user_id: row.get()?,
        email: row.get()?,
        is_active: row.get()?,
        grants: Grants {
            is_superuser: row.get()?,
            permissions: row.opt_json()?.unwrap_or_default(),
        },
    })
}

fn device(mut row: Row) -> Result<Device> {
    Ok(Device {
        id: row.get()?,
        device_name: row.get()?,
        kind: row.get()?,
        last_used_at: row.get()?,
        last_sync_at: row.get()?,
        expires_at: row.get()?,
        created_at: row.get()?,
    })
}
