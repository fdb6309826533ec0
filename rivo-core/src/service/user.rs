//! Users: who works at the desk, and what each may do.
//!
//! The rules that keep the desk from being taken over or locked out live here: nobody gives more
//! than they have, nobody edits who has more, nobody ends their own account, and the last active
//! superuser stays one.

use serde_json::{Value, json};

use super::{
    Rivo, access,
    audit::difference,
    execute::{Execution, Outcome},
    practice,
    seen::require_seen,
};
use crate::{
    api::{
        Page,
        command::Command,
        event::ChangeKind,
        user::{CreateUser, Me, Practice, RoleRef, UpdateUser, User, UserRef},
    },
    auth::{Actor, Permission, actor::ActorKind, password},
    error::{Error, FieldErrors, Result},
    id::{CommandId, RoleId, UserId},
    model::validate::{Email, search_fold},
    store::{
        Tx,
        table::{auth_token, role, user},
    },
};

const MAX_NAME_CHARS: usize = 150;

/// What a list of users is narrowed to.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct UserFilter {
    /// Part of a name or an email address.
    pub q: Option<String>,
    /// Only those who can, or cannot, log in.
    pub is_active: Option<bool>,
    /// Only those with this role.
    pub role: Option<RoleId>,
    /// Only superusers, or only the others.
    pub is_superuser: Option<bool>,
    /// One of `email` (the default), `name`, `role`, `last_login`, `created_at`, each also with `-`.
    pub ordering: Option<String>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
    /// Rows a page, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
    /// Whether to count all that match.
    pub count: Option<bool>,
}

/// A user as [`Command::CreateUser`] makes one.
pub(crate) struct NewUser {
    pub(crate) email: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) password_hash: String,
    pub(crate) role: Option<RoleId>,
    pub(crate) is_superuser: bool,
    pub(crate) practice: Practice,
}

impl Rivo {
    /// One user; everyone may see themselves.
    pub async fn get_user(&self, actor: &Actor, id: UserId) -> Result<User> {
        if actor.user_id() != Some(id) {
            actor.require(Permission::UserManage)?;
        }
        self.user(id).await
    }

    /// The names of everyone who can log in, for every staff login, in the order of their names.
    pub async fn user_directory(&self, actor: &Actor) -> Result<Page<UserRef>> {
        access::require_staff(actor)?;
        let mut results = self
            .store()
            .read(|tx| Box::pin(async move { user::directory(tx).await }))
            .await?;
        results.sort_by_cached_key(|user| (search_fold(&user.name), user.id));
        Ok(Page {
            results,
            next: None,
            count: None,
        })
    }

    /// The user who asks, with what they may do.
    pub async fn me(&self, actor: &Actor) -> Result<Me> {
        let ActorKind::User { id, .. } = actor.kind else {
            return Err(Error::forbidden("staff_only", "This needs a staff login."));
        };
        let user = self.user(id).await?;
        Ok(me(user, actor))
    }

    /// Makes a user.
    pub async fn create_user(&self, actor: &Actor, create: CreateUser) -> Result<User> {
        // Before the password is hashed, which takes time on purpose.
        actor.require(Permission::UserManage)?;
        let mut errors = FieldErrors::default();
        check_identity(
            Some(&create.email),
            Some(&create.first_name),
            Some(&create.last_name),
            &mut errors,
        );
        practice::check(&create.practice, &mut errors);
        add_password_faults(&create.password, &create.email, "password", &mut errors);
        errors.into_result()?;
        let user_id = UserId::new();
        let command = Command::CreateUser {
            user_id,
            email: create.email,
            first_name: create.first_name,
            last_name: create.last_name,
            password_hash: password::hash(create.password).await?,
            role: create.role,
            is_superuser: create.is_superuser,
            practice: create.practice,
        };
        self.execute(actor, CommandId::new(), command).await?;
        self.user(user_id).await
    }

    /// Makes a superuser, for the command line: the way in to a new desk.
    pub async fn create_superuser(&self, email: &str, password: &str) -> Result<User> {
        let create = CreateUser {
            email: email.to_owned(),
            first_name: String::new(),
            last_name: String::new(),
            password: password.to_owned(),
            role: None,
            is_superuser: true,
            practice: Practice::default(),
        };
        self.create_user(&Actor::system("cli"), create).await
    }

    /// Changes a user. A new password ends the user's logins, and so does deactivating.
    pub async fn update_user(
        &self,
        actor: &Actor,
        id: UserId,
        mut update: UpdateUser,
    ) -> Result<User> {
        actor.require(Permission::UserManage)?;
        let mut password_hash = None;
        if let Some(password) = update.password.take() {
            let user = self.user(id).await?;
            let email = update.email.as_ref().unwrap_or(&user.email);
            let mut errors = FieldErrors::default();
            add_password_faults(&password, email, "password", &mut errors);
            errors.into_result()?;
            password_hash = Some(password::hash(password).await?);
        }
        let command = Command::UpdateUser {
            user_id: id,
            update,
            password_hash,
        };
        self.execute(actor, CommandId::new(), command).await?;
        self.user(id).await
    }

    /// Deletes a user who never did anything.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] with the code `has_history` for a user whom the desk's history names:
    /// deactivate that one instead.
    pub async fn delete_user(&self, actor: &Actor, id: UserId) -> Result<()> {
        self.execute(actor, CommandId::new(), Command::DeleteUser { user_id: id })
            .await
            .map(drop)
    }

    pub(super) async fn user(&self, id: UserId) -> Result<User> {
        self.store()
            .read(move |tx| Box::pin(async move { user::find(tx, id).await }))
            .await?
            .ok_or(Error::not_found("User"))
    }
}

/// A user with what an actor, who is that user, may do.
pub(super) fn me(user: User, actor: &Actor) -> Me {
    let permissions = Permission::ALL
        .iter()
        .filter(|permission| actor.has(**permission))
        .map(|permission| permission.name().to_owned())
        .collect();
    Me { user, permissions }
}

/// [`Command::CreateUser`].
pub(crate) async fn create_user(
    execution: &mut Execution<'_>,
    id: UserId,
    new: NewUser,
) -> Result<Outcome> {
    let mut errors = FieldErrors::default();
    check_identity(
        Some(&new.email),
        Some(&new.first_name),
        Some(&new.last_name),
        &mut errors,
    );
    practice::check(&new.practice, &mut errors);
    check_hash(&new.password_hash, &mut errors);
    errors.into_result()?;
    let email =
        Email::parse(&new.email).map_err(|error| Error::invalid("email", error.to_string()))?;
    if new.is_superuser {
        require_superuser(execution.actor)?;
    }
    let role = match new.role {
        Some(role_id) => Some(role_to_give(execution.tx, execution.actor, role_id).await?),
        None => None,
    };
    let practice = practice::in_order(new.practice);
    let row = user::NewRow {
        id,
        email: email.as_str(),
        first_name: new.first_name.trim(),
        last_name: new.last_name.trim(),
        password_hash: &new.password_hash,
        role_id: new.role,
        is_superuser: new.is_superuser,
        practice: &practice,
    };
    user::insert(execution.tx, &row, execution.now)
        .await
        .map_err(email_taken)?;
    let after = json!({
        "email": row.email,
        "first_name": row.first_name,
        "last_name": row.last_name,
        "role": role.map(|role| role.name),
        "is_superuser": row.is_superuser,
        "licence_states": practice.licence_states,
        "capacity": practice.capacity,
        "takes_leads": practice.takes_leads,
        "nmls_id": practice.nmls_id,
    });
    execution.audit("user", id, None, None, Some(after)).await?;
    execution.changed_thing(ChangeKind::User, id, None).await?;
    Ok(Outcome::of(id.0))
}

/// [`Command::UpdateUser`].
pub(crate) async fn update_user(
    execution: &mut Execution<'_>,
    id: UserId,
    update: UpdateUser,
    password_hash: Option<String>,
) -> Result<Outcome> {
    check_update(execution.actor, id, &update, password_hash.as_deref())?;
    let superusers = user::lock_active_superusers(execution.tx).await?;
    let before = find_to_edit(execution, id).await?;
    require_seen(
        &update.expected,
        &seen(&before),
        "The user was changed meanwhile; look at it again.",
        &before,
    )?;
    let after = updated(execution, &before, update).await?;
    if superusers == [id] && !(after.is_superuser && after.is_active) {
        return Err(last_superuser());
    }
    user::update(execution.tx, &after, execution.now)
        .await
        .map_err(email_taken)?;
    if let Some(hash) = &password_hash {
        user::set_password_hash(execution.tx, id, hash, execution.now).await?;
        auth_token::delete_all(execution.tx, id, None).await?;
    }
    if before.is_active && !after.is_active {
        // Revoked, not deleted: a device of somebody who left is told to wipe itself.
        auth_token::revoke_all(execution.tx, id, execution.now).await?;
    }
    let (was, mut is) = difference(audited(&before), audited(&after));
    if password_hash.is_some() {
        is.insert("password".to_owned(), "changed".into());
    }
    if is.is_empty() {
        return Ok(Outcome::of(id.0));
    }
    execution
        .audit("user", id, None, Some(was.into()), Some(is.into()))
        .await?;
    execution.changed_thing(ChangeKind::User, id, None).await?;
    let scope = |user: &User| {
        (
            user.is_active,
            user.is_superuser,
            user.role.as_ref().map(|role| role.id),
        )
    };
    if scope(&before) != scope(&after) {
        execution
            .changed_thing(ChangeKind::Rescope, id, None)
            .await?;
    }
    Ok(Outcome::of(id.0))
}

/// [`Command::DeleteUser`].
pub(crate) async fn delete_user(execution: &mut Execution<'_>, id: UserId) -> Result<Outcome> {
    if execution.actor.user_id() == Some(id) {
        return Err(Error::conflict(
            "own_account",
            "You cannot delete your own account; ask another admin.",
        ));
    }
    let superusers = user::lock_active_superusers(execution.tx).await?;
    let user = find_to_edit(execution, id).await?;
    if superusers == [id] {
        return Err(last_superuser());
    }
    if user::has_history(execution.tx, id).await? {
        return Err(Error::conflict(
            "has_history",
            format!(
                "{} has worked here, and the desk's history names them; deactivate the user instead.",
                user.email
            ),
        ));
    }
    user::delete(execution.tx, id).await?;
    execution
        .audit("user", id, None, Some(audited(&user)), None)
        .await?;
    execution.changed_thing(ChangeKind::User, id, None).await?;
    execution
        .changed_thing(ChangeKind::Rescope, id, None)
        .await?;
    Ok(Outcome::of(id.0))
}

/// Locks a user whom the actor may edit: one who has no more than the actor.
///
/// Editing includes setting a password, so editing somebody with more would be a way to get it.
async fn find_to_edit(execution: &mut Execution<'_>, id: UserId) -> Result<User> {
    let user = user::lock(execution.tx, id)
        .await?
        .ok_or(Error::not_found("User"))?;
    let grants = user::grants(execution.tx, id).await?.unwrap_or_default();
    require_not_above(execution.actor, &grants)?;
    Ok(user)
}

/// Refuses an actor who may do less than the user they want to change.
pub(super) fn require_not_above(actor: &Actor, grants: &user::Grants) -> Result<()> {
    if grants.is_superuser {
        require_superuser(actor)?;
    }
    require_all(actor, &grants.permissions)
}

/// The user as the update wants it.
async fn updated(execution: &mut Execution<'_>, before: &User, update: UpdateUser) -> Result<User> {
    let practice = practice::updated(&before.practice, &update)?;
    let mut after = before.clone();
    if let Some(email) = update.email {
        after.email = Email::parse(&email)
            .map_err(|error| Error::invalid("email", error.to_string()))?
            .to_string();
    }
    if let Some(first_name) = update.first_name {
        first_name.trim().clone_into(&mut after.first_name);
    }
    if let Some(last_name) = update.last_name {
        last_name.trim().clone_into(&mut after.last_name);
    }
    match update.role {
        None => {}
        Some(None) => after.role = None,
        Some(Some(role_id)) if before.role.as_ref().is_some_and(|role| role.id == role_id) => {}
        Some(Some(role_id)) => {
            after.role = Some(role_to_give(execution.tx, execution.actor, role_id).await?);
        }
    }
    after.practice = practice;
    if let Some(is_active) = update.is_active {
        after.is_active = is_active;
    }
    if let Some(is_superuser) = update.is_superuser {
        if is_superuser != before.is_superuser {
            require_superuser(execution.actor)?;
        }
        after.is_superuser = is_superuser;
    }
    Ok(after)
}

/// A role that there is and that the actor may give.
async fn role_to_give(tx: &mut Tx, actor: &Actor, role_id: RoleId) -> Result<RoleRef> {
    let role = role::lock(tx, role_id)
        .await?
        .ok_or_else(|| Error::invalid("role", "There is no such role."))?;
    require_all(actor, &role.permissions)?;
    Ok(RoleRef {
        id: role.id,
        name: role.name,
    })
}

/// Refuses an actor who lacks any of these permissions, by name.
pub(super) fn require_all(actor: &Actor, permissions: &[String]) -> Result<()> {
    let lacking: Vec<&str> = permissions
        .iter()
        .filter(|name| {
            !actor.is_superuser && !name.parse().is_ok_and(|permission| actor.has(permission))
        })
        .map(String::as_str)
        .collect();
    if lacking.is_empty() {
        return Ok(());
    }
    Err(Error::forbidden(
        "exceeds_own_permissions",
        format!(
            "This concerns permissions that you do not have yourself: {}.",
            lacking.join(", ")
        ),
    ))
}

fn require_superuser(actor: &Actor) -> Result<()> {
    if actor.is_superuser {
        return Ok(());
    }
    Err(Error::forbidden(
        "superuser_required",
        "Only a superuser may make or change a superuser.",
    ))
}

fn check_update(
    actor: &Actor,
    id: UserId,
    update: &UpdateUser,
    password_hash: Option<&str>,
) -> Result<()> {
    let mut errors = FieldErrors::default();
    check_identity(
        update.email.as_deref(),
        update.first_name.as_deref(),
        update.last_name.as_deref(),
        &mut errors,
    );
    if update.password.is_some() {
        errors.add(
            "password",
            "A command carries the hash of a password, never the password.",
        );
    }
    if let Some(hash) = password_hash {
        check_hash(hash, &mut errors);
    }
    if update.is_active == Some(false) && actor.user_id() == Some(id) {
        errors.add(
            "is_active",
            "You cannot deactivate your own account; ask another admin.",
        );
    }
    errors.into_result()
}

/// Checks what of a user's address and names is there.
fn check_identity(
    email: Option<&str>,
    first_name: Option<&str>,
    last_name: Option<&str>,
    errors: &mut FieldErrors,
) {
    if let Some(email) = email
        && let Err(error) = Email::parse(email)
    {
        errors.add("email", error.to_string());
    }
    for (field, name) in [("first_name", first_name), ("last_name", last_name)] {
        let Some(name) = name else { continue };
        if name.chars().count() > MAX_NAME_CHARS {
            errors.add(
                field,
                format!("Ensure this field has no more than {MAX_NAME_CHARS} characters."),
            );
        }
        if name.chars().any(char::is_control) {
            errors.add(field, "A name is one line of text.");
        }
    }
}

fn check_hash(hash: &str, errors: &mut FieldErrors) {
    if !password::is_hash(hash) {
        errors.add("password_hash", "This is not a hash of a password.");
    }
}

pub(super) fn add_password_faults(
    password: &str,
    email: &str,
    field: &str,
    errors: &mut FieldErrors,
) {
    for fault in password::faults(password, email) {
        errors.add(field, fault);
    }
}

fn email_taken(error: Error) -> Error {
    match error {
        Error::Taken { key } if key == "user.email" => {
            Error::invalid("email", "A user with this email already exists.")
        }
        other => other,
    }
}

fn last_superuser() -> Error {
    Error::conflict(
        "last_superuser",
        "This is the last active superuser; make another one first.",
    )
}

/// A user by the names of [`UserValues`](crate::api::user::UserValues).
fn seen(user: &User) -> Value {
    let mut values = audited(user);
    values["role"] = json!(user.role.as_ref().map(|role| role.id));
    values
}

/// What the audit log keeps of a user.
fn audited(user: &User) -> Value {
    json!({
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "role": user.role.as_ref().map(|role| &role.name),
        "is_active": user.is_active,
        "is_superuser": user.is_superuser,
        "licence_states": user.practice.licence_states,
        "capacity": user.practice.capacity,
        "takes_leads": user.practice.takes_leads,
        "nmls_id": user.practice.nmls_id,
    })
}
