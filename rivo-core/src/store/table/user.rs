//! `user`: the staff. Password hashes leave this file only as [`Credentials`].

use crate::{
    api::user::{Practice, RoleRef, User, UserRef},
    clock::Timestamp,
    error::{Error, Result},
    id::{RoleId, UserId},
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    FIND = Sql::same(
        "SELECT u.id, u.email, u.first_name, u.last_name, u.role_id, r.name, u.is_active, u.is_superuser,
             u.last_login, u.licence_states, u.capacity, u.takes_leads, u.nmls_id, u.created_at
         FROM \"user\" u
         LEFT JOIN role r ON r.id = u.role_id
         WHERE u.id = ?1",
    );
    // SQLite has one writer: reading is locking.
    LOCK = Sql::per_engine(
        "SELECT id FROM \"user\" WHERE id = ?1",
        "SELECT id FROM \"user\" WHERE id = ?1 FOR UPDATE",
    );
    LOCK_ACTIVE_SUPERUSERS = Sql::per_engine(
        "SELECT id FROM \"user\" WHERE is_superuser = TRUE AND is_active = TRUE ORDER BY id",
        "SELECT id FROM \"user\" WHERE is_superuser = TRUE AND is_active = TRUE ORDER BY id FOR UPDATE",
    );
    LIST = Sql::per_engine(
        "SELECT u.id, u.email, u.first_name, u.last_name, u.role_id, r.name, u.is_active, u.is_superuser,
             u.last_login, u.licence_states, u.capacity, u.takes_leads, u.nmls_id, u.created_at
         FROM \"user\" u
         LEFT JOIN role r ON r.id = u.role_id
         WHERE (CAST(?1 AS BOOLEAN) IS NULL OR u.is_active = ?1)
             AND (CAST(?2 AS BLOB) IS NULL OR u.role_id = ?2)
             AND u.email > ?3
         ORDER BY u.email
         LIMIT ?4",
        // SQLite sorts text by its bytes; PostgreSQL does when told so.
        "SELECT u.id, u.email, u.first_name, u.last_name, u.role_id, r.name, u.is_active, u.is_superuser,
             u.last_login, u.licence_states, u.capacity, u.takes_leads, u.nmls_id, u.created_at
         FROM \"user\" u
         LEFT JOIN role r ON r.id = u.role_id
         WHERE (CAST(?1 AS BOOLEAN) IS NULL OR u.is_active = ?1)
             AND (CAST(?2 AS UUID) IS NULL OR u.role_id = ?2)
             AND u.email COLLATE \"C\" > ?3
         ORDER BY u.email COLLATE \"C\"
         LIMIT ?4",
    );
    DIRECTORY = Sql::same(
        "SELECT id, email, first_name, last_name FROM \"user\" WHERE is_active = TRUE",
    );
    CREDENTIALS = Sql::same("SELECT id, email, password_hash, is_active FROM \"user\" WHERE id = ?1");
    CREDENTIALS_BY_EMAIL = Sql::same(
        "SELECT id, email, password_hash, is_active FROM \"user\" WHERE email = ?1",
    );
    PERMISSIONS = Sql::same(
        "SELECT u.is_superuser, r.permissions
         FROM \"user\" u
         LEFT JOIN role r ON r.id = u.role_id
         WHERE u.id = ?1",
    );
    INSERT = Sql::same(
        "INSERT INTO \"user\" (id, email, first_name, last_name, password_hash, role_id, is_active,
             is_superuser, created_at, updated_at, licence_states, capacity, takes_leads, nmls_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, TRUE, ?7, ?8, ?8, ?9, ?10, ?11, ?12)",
    );
    UPDATE = Sql::same(
        "UPDATE \"user\"
         SET email = ?2, first_name = ?3, last_name = ?4, role_id = ?5, is_active = ?6, is_superuser = ?7,
             updated_at = ?8, licence_states = ?9, capacity = ?10, takes_leads = ?11, nmls_id = ?12
         WHERE id = ?1",
    );
    SET_PASSWORD_HASH = Sql::same(
        "UPDATE \"user\" SET password_hash = ?2, updated_at = ?3 WHERE id = ?1",
    );
    SET_LAST_LOGIN = Sql::same("UPDATE \"user\" SET last_login = ?2 WHERE id = ?1");
    DELETE = Sql::same("DELETE FROM \"user\" WHERE id = ?1");
    HAS_HISTORY = Sql::same(
        "SELECT EXISTS (SELECT 1 FROM client WHERE assigned_to = ?1)
             OR EXISTS (SELECT 1 FROM client_stage_history WHERE changed_by = ?1)
             OR EXISTS (SELECT 1 FROM client_assignment WHERE assigned_to = ?1 OR assigned_by = ?1)
             OR EXISTS (SELECT 1 FROM client_note WHERE author = ?1)
             OR EXISTS (SELECT 1 FROM client_task WHERE assignee = ?1 OR created_by = ?1)
             OR EXISTS (SELECT 1 FROM audit_log WHERE user_id = ?1)",
    );
}

/// What a login is checked against.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub(crate) id: UserId,
    pub(crate) email: String,
    pub(crate) password_hash: String,
    pub(crate) is_active: bool,
}

/// A user on the way into the table.
pub(crate) struct NewRow<'a> {
    pub(crate) id: UserId,
    pub(crate) email: &'a str,
    pub(crate) first_name: &'a str,
    pub(crate) last_name: &'a str,
    pub(crate) password_hash: &'a str,
    pub(crate) role_id: Option<RoleId>,
    pub(crate) is_superuser: bool,
    pub(crate) practice: &'a Practice,
}

/// What a list of users is narrowed to, in the order of their addresses.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) is_active: Option<bool>,
    pub(crate) role_id: Option<RoleId>,
    /// The last address of the page before.
    pub(crate) after: String,
    pub(crate) limit: i64,
}

/// What a user may do, by role and rank.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grants {
    pub(crate) is_superuser: bool,
    /// Names of permissions, as the role has them.
    pub(crate) permissions: Vec<String>,
}

pub(crate) async fn find(tx: &mut Tx, id: UserId) -> Result<Option<User>> {
    tx.query_opt(&FIND, params![id])
        .await?
        .map(user)
        .transpose()
}

/// Finds a user and keeps others from changing it until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, id: UserId) -> Result<Option<User>> {
    // Read after the lock, so that what a competitor committed meanwhile is seen.
    if tx.query_opt(&LOCK, params![id]).await?.is_none() {
        return Ok(None);
    }
    find(tx, id).await
}

/// Keeps the set of active superusers as it is until the transaction ends.
pub(crate) async fn lock_active_superusers(tx: &mut Tx) -> Result<Vec<UserId>> {
    tx.query(&LOCK_ACTIVE_SUPERUSERS, &[])
        .await?
        .into_iter()
        .map(|mut row| row.get())
        .collect()
}

pub(crate) async fn list(tx: &mut Tx, filter: &Filter) -> Result<Vec<User>> {
    tx.query(
        &LIST,
        params![
            filter.is_active,
            filter.role_id,
            &filter.after,
            filter.limit
        ],
    )
    .await?
    .into_iter()
    .map(user)
    .collect()
}

/// Everyone who can log in, in no order.
pub(crate) async fn directory(tx: &mut Tx) -> Result<Vec<UserRef>> {
    tx.query(&DIRECTORY, &[])
        .await?
        .into_iter()
        .filter_map(|mut row| opt_user_ref(&mut row).transpose())
        .collect()
}

pub(crate) async fn credentials(tx: &mut Tx, id: UserId) -> Result<Option<Credentials>> {
    tx.query_opt(&CREDENTIALS, params![id])
        .await?
        .map(credentials_row)
        .transpose()
}

/// By address, lower-cased.
pub(crate) async fn credentials_by_email(tx: &mut Tx, email: &str) -> Result<Option<Credentials>> {
    tx.query_opt(&CREDENTIALS_BY_EMAIL, params![email])
        .await?
        .map(credentials_row)
        .transpose()
}

pub(crate) async fn grants(tx: &mut Tx, id: UserId) -> Result<Option<Grants>> {
    let Some(mut row) = tx.query_opt(&PERMISSIONS, params![id]).await? else {
        return Ok(None);
    };
    Ok(Some(Grants {
        is_superuser: row.get()?,
        permissions: row.opt_json()?.unwrap_or_default(),
    }))
}

pub(crate) async fn insert(tx: &mut Tx, user: &NewRow<'_>, now: Timestamp) -> Result<()> {
    tx.execute(
        &INSERT,
        params![
            user.id,
            user.email,
            user.first_name,
            user.last_name,
            user.password_hash,
            user.role_id,
            user.is_superuser,
            now,
            &states(user.practice)?,
            user.practice.capacity,
            user.practice.takes_leads,
            &user.practice.nmls_id
        ],
    )
    .await?;
    Ok(())
}

/// Saves all of a user but the password and the last login.
pub(crate) async fn update(tx: &mut Tx, user: &User, now: Timestamp) -> Result<()> {
    tx.execute(
        &UPDATE,
        params![
            user.id,
            &user.email,
            &user.first_name,
            &user.last_name,
            user.role.as_ref().map(|role| role.id),
            user.is_active,
            user.is_superuser,
            now,
            &states(&user.practice)?,
            user.practice.capacity,
            user.practice.takes_leads,
            &user.practice.nmls_id
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn set_password_hash(
    tx: &mut Tx,
    id: UserId,
    password_hash: &str,
    now: Timestamp,
) -> Result<()> {
    tx.execute(&SET_PASSWORD_HASH, params![id, password_hash, now])
        .await?;
    Ok(())
}

pub(crate) async fn set_last_login(tx: &mut Tx, id: UserId, now: Timestamp) -> Result<()> {
    tx.execute(&SET_LAST_LOGIN, params![id, now]).await?;
    Ok(())
}

/// Deletes a user with its logins.
pub(crate) async fn delete(tx: &mut Tx, id: UserId) -> Result<()> {
    tx.execute(&DELETE, params![id]).await?;
    Ok(())
}

/// Whether any row remembers the user, so that deleting it would leave a hole.
pub(crate) async fn has_history(tx: &mut Tx, id: UserId) -> Result<bool> {
    tx.query_one(&HAS_HISTORY, params![id]).await?.get()
}

/// Reads `id, email, first_name, last_name` of a left join: `None` where there was no user.
pub(crate) fn opt_user_ref(row: &mut Row) -> Result<Option<UserRef>> {
    let id: Option<UserId> = row.get()?;
    let email: Option<String> = row.get()?;
    let first_name: Option<String> = row.get()?;
    let last_name: Option<String> = row.get()?;
    Ok(id.zip(email).map(|(id, email)| {
        let name = full_name(
            first_name.as_deref().unwrap_or_default(),
            last_name.as_deref().unwrap_or_default(),
            &email,
        );
        UserRef { id, email, name }
    }))
}

/// First and last name, or the email address where there is none.
pub(crate) fn full_name(first_name: &str, last_name: &str, email: &str) -> String {
    let name = format!("{first_name} {last_name}");
    match name.trim() {
        "" => email.to_owned(),
        name => name.to_owned(),
    }
}

fn credentials_row(mut row: Row) -> Result<Credentials> {
    Ok(Credentials {
        id: row.get()?,
        email: row.get()?,
        password_hash: row.get()?,
        is_active: row.get()?,
    })
}

fn user(mut row: Row) -> Result<User> {
    Ok(User {
        id: row.get()?,
        email: row.get()?,
        first_name: row.get()?,
        last_name: row.get()?,
        role: {
            let id: Option<RoleId> = row.get()?;
            let name: Option<String> = row.get()?;
            id.zip(name).map(|(id, name)| RoleRef { id, name })
        },
        is_active: row.get()?,
        is_superuser: row.get()?,
        last_login: row.get()?,
        practice: practice(&mut row)?,
        created_at: row.get()?,
    })
}

/// Licence states as they are stored.
pub(crate) fn states(practice: &Practice) -> Result<String> {
    serde_json::to_string(&practice.licence_states)
        .map_err(|error| Error::internal("writing licence states as JSON", error))
}

/// Reads `licence_states, capacity, takes_leads, nmls_id`.
pub(crate) fn practice(row: &mut Row) -> Result<Practice> {
    Ok(Practice {
        licence_states: row.json()?,
        capacity: row.get()?,
        takes_leads: row.get()?,
        nmls_id: row.get()?,
    })
}
