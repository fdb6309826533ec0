//! `api_key`: the keys of chatbots, by the hash of their secret. A revoked key stays in the list.

use crate::{
    api::user::ApiKey,
    clock::Timestamp,
    error::{Error, Result},
    id::ApiKeyId,
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    INSERT = Sql::same(
        "INSERT INTO api_key (id, name, prefix, hash, scopes, rate_limit, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
    );
    FIND = Sql::same(
        "SELECT id, name, prefix, scopes, rate_limit, last_used_at, revoked_at, created_at
         FROM api_key WHERE id = ?1",
    );
    FIND_BY_HASH = Sql::same(
        "SELECT id, name, prefix, scopes, rate_limit, last_used_at, revoked_at, created_at
         FROM api_key WHERE hash = ?1",
    );
    LIST = Sql::same(
        "SELECT id, name, prefix, scopes, rate_limit, last_used_at, revoked_at, created_at
         FROM api_key
         ORDER BY created_at DESC, id DESC",
    );
    REVOKE = Sql::same(
        "UPDATE api_key SET revoked_at = ?2, updated_at = ?2 WHERE id = ?1 AND revoked_at IS NULL",
    );
    /// Only the first of those who come within a minute writes.
    TOUCH = Sql::same(
        "UPDATE api_key SET last_used_at = ?2
         WHERE id = ?1 AND (last_used_at IS NULL OR last_used_at <= ?3)",
    );
}

/// A key on its way into the table.
pub(crate) struct NewRow<'a> {
    pub(crate) id: ApiKeyId,
    pub(crate) name: &'a str,
    pub(crate) prefix: &'a str,
    pub(crate) hash: &'a [u8],
    pub(crate) scopes: &'a [String],
    pub(crate) rate_limit: Option<i64>,
}

pub(crate) async fn insert(tx: &mut Tx, key: &NewRow<'_>, now: Timestamp) -> Result<()> {
    let scopes = serde_json::to_string(key.scopes)
        .map_err(|error| Error::internal("writing scopes as JSON", error))?;
    tx.execute(
        &INSERT,
        params![
            key.id,
            key.name,
            key.prefix,
            key.hash,
            &scopes,
            key.rate_limit,
            now
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn find(tx: &mut Tx, id: ApiKeyId) -> Result<Option<ApiKey>> {
    tx.query_opt(&FIND, params![id])
        .await?
        .map(api_key)
        .transpose()
}

/// By the hash of the secret, revoked ones included.
pub(crate) async fn find_by_hash(tx: &mut Tx, hash: &[u8]) -> Result<Option<ApiKey>> {
    tx.query_opt(&FIND_BY_HASH, params![hash])
        .await?
        .map(api_key)
        .transpose()
}

/// Newest first, revoked ones included: there are few.
pub(crate) async fn list(tx: &mut Tx) -> Result<Vec<ApiKey>> {
    tx.query(&LIST, &[])
        .await?
        .into_iter()
        .map(api_key)
        .collect()
}

/// Revokes a key; `false` where it was revoked before.
pub(crate) async fn revoke(tx: &mut Tx, id: ApiKeyId, now: Timestamp) -> Result<bool> {
    Ok(tx.execute(&REVOKE, params![id, now]).await? > 0)
}

/// Notes that a key was used, unless somebody did since `unless_since`.
pub(crate) async fn touch(
    tx: &mut Tx,
    id: ApiKeyId,
    now: Timestamp,
    unless_since: Timestamp,
) -> Result<()> {
    tx.execute(&TOUCH, params![id, now, unless_since]).await?;
    Ok(())
}

fn api_key(mut row: Row) -> Result<ApiKey> {
    Ok(ApiKey {
        id: row.get()?,
        name: row.get()?,
        prefix: row.get()?,
        scopes: row.json()?,
        rate_limit: row.get()?,
        last_used_at: row.get()?,
        revoked_at: row.get()?,
        created_at: row.get()?,
    })
}
