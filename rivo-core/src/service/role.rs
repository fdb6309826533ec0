//! Roles: names for sets of permissions.

use serde_json::{Value, json};

use super::{
    Rivo,
    access::{require_any, require_staff},
    audit::difference,
    execute::{Execution, Outcome},
    seen::require_seen,
    user::require_all,
};
use crate::{
    api::{
        Page,
        command::Command,
        event::ChangeKind,
        user::{PermissionInfo, Role, UpdateRole, WriteRole},
    },
    auth::{Actor, Permission},
    error::{Error, FieldErrors, Result},
    id::{CommandId, RoleId},
    model::validate::search_fold,
    store::table::role::{self, RoleRow},
};

const MAX_NAME_CHARS: usize = 50;
const MAX_DESCRIPTION_CHARS: usize = 500;

/// What a CSM may do from the start.
const CSM: &[Permission] = &[
    Permission::ClientViewAssigned,
    Permission::ClientEdit,
    Permission::ClientChangeStage,
    Permission::ClientCorrect,
    Permission::ClientExtract,
    Permission::NoteWrite,
    Permission::TaskWrite,
    Permission::ChatView,
];

/// Whoever manages users needs the roles to choose from.
const READERS: &[Permission] = &[Permission::RoleManage, Permission::UserManage];

impl Rivo {
    /// Makes the roles of a new desk, Admin and CSM. A desk that has roles keeps them as they are.
    pub async fn ensure_roles(&self) -> Result<()> {
        let now = self.now();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    if role::count(tx).await? > 0 {
                        return Ok(());
                    }
                    for (name, description, permissions) in [
                        (
                            "Admin",
                            "Runs the desk: may do everything.",
                            Permission::ALL,
                        ),
                        ("CSM", "Works the clients assigned to them.", CSM),
                    ] {
                        let row = RoleRow {
                            id: RoleId::new(),
                            name,
                            description,
                            permissions: &names(permissions),
                        };
                        role::seed(tx, &row, now).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Every role, in the order of their names.
    pub async fn list_roles(&self, actor: &Actor) -> Result<Page<Role>> {
        require_any(actor, READERS)?;
        let mut results = self
            .store()
            .read(|tx| Box::pin(async move { role::list(tx).await }))
            .await?;
        results.sort_by_cached_key(|role| (search_fold(&role.name), role.id));
        Ok(whole(results))
    }

    /// One role.
    pub async fn get_role(&self, actor: &Actor, id: RoleId) -> Result<Role> {
        require_any(actor, READERS)?;
        self.role(id).await
    }

    /// Every permission a role can hold, with what it allows.
    #[expect(
        clippy::unused_async,
        reason = "a query like the others for its callers"
    )]
    pub async fn list_permissions(&self, actor: &Actor) -> Result<Page<PermissionInfo>> {
        require_staff(actor)?;
        Ok(whole(
            Permission::ALL
                .iter()
                .map(|permission| PermissionInfo {
                    name: permission.name().to_owned(),
                    description: permission.description().to_owned(),
                })
                .collect(),
        ))
    }

    /// Makes a role.
    pub async fn create_role(&self, actor: &Actor, role: WriteRole) -> Result<Role> {
        let role_id = RoleId::new();
        self.execute(
            actor,
            CommandId::new(),
            Command::CreateRole { role_id, role },
        )
        .await?;
        self.role(role_id).await
    }

    /// Changes a role, for all who have it at once.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] with the code `stale` where what was expected is another now.
    pub async fn update_role(&self, actor: &Actor, id: RoleId, update: UpdateRole) -> Result<Role> {
        let command = Command::UpdateRole {
            role_id: id,
            update,
        };
        self.execute(actor, CommandId::new(), command).await?;
        self.role(id).await
    }

    /// Deletes a role nobody has.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] with the code `role_in_use` while a user has it.
    pub async fn delete_role(&self, actor: &Actor, id: RoleId) -> Result<()> {
        self.execute(actor, CommandId::new(), Command::DeleteRole { role_id: id })
            .await
            .map(drop)
    }

    async fn role(&self, id: RoleId) -> Result<Role> {
        self.store()
            .read(move |tx| Box::pin(async move { role::find(tx, id).await }))
            .await?
            .ok_or(Error::not_found("Role"))
    }
}

/// [`Command::CreateRole`].
pub(crate) async fn create_role(
    execution: &mut Execution<'_>,
    id: RoleId,
    write: WriteRole,
) -> Result<Outcome> {
    let permissions = names(&checked(&write)?);
    require_all(execution.actor, &write.permissions)?;
    let row = RoleRow {
        id,
        name: write.name.trim(),
        description: write.description.trim(),
        permissions: &permissions,
    };
    role::insert(execution.tx, &row, execution.now)
        .await
        .map_err(name_taken)?;
    let after = audited(row.name, row.description, &permissions);
    execution.audit("role", id, None, None, Some(after)).await?;
    execution.changed_thing(ChangeKind::Role, id, None).await?;
    Ok(Outcome::of(id.0))
}

/// [`Command::UpdateRole`].
pub(crate) async fn update_role(
    execution: &mut Execution<'_>,
    id: RoleId,
    UpdateRole {
        role: write,
        expected,
    }: UpdateRole,
) -> Result<Outcome> {
    let permissions = names(&checked(&write)?);
    let before = find_to_edit(execution, id).await?;
    require_seen(
        &expected,
        &audited(&before.name, &before.description, &before.permissions),
        "The role was changed meanwhile; look at it again.",
        &before,
    )?;
    require_all(execution.actor, &write.permissions)?;
    let row = RoleRow {
        id,
        name: write.name.trim(),
        description: write.description.trim(),
        permissions: &permissions,
    };
    role::update(execution.tx, &row, execution.now)
        .await
        .map_err(name_taken)?;
    let (was, is) = difference(
        audited(&before.name, &before.description, &before.permissions),
        audited(row.name, row.description, &permissions),
    );
    if is.is_empty() {
        return Ok(Outcome::of(id.0));
    }
    let rescopes = is.contains_key("permissions");
    execution
        .audit("role", id, None, Some(was.into()), Some(is.into()))
        .await?;
    execution.changed_thing(ChangeKind::Role, id, None).await?;
    if rescopes {
        execution
            .changed_thing(ChangeKind::Rescope, id, None)
            .await?;
    }
    Ok(Outcome::of(id.0))
}

/// [`Command::DeleteRole`].
pub(crate) async fn delete_role(execution: &mut Execution<'_>, id: RoleId) -> Result<Outcome> {
    let role = find_to_edit(execution, id).await?;
    if role.user_count > 0 {
        let (users, have) = if role.user_count == 1 {
            ("1 user".to_owned(), "has")
        } else {
            (format!("{} users", role.user_count), "have")
        };
        return Err(Error::conflict(
            "role_in_use",
            format!("{users} {have} this role; give them another one first."),
        ));
    }
    role::delete(execution.tx, id).await?;
    let before = audited(&role.name, &role.description, &role.permissions);
    execution
        .audit("role", id, None, Some(before), None)
        .await?;
    execution.changed_thing(ChangeKind::Role, id, None).await?;
    Ok(Outcome::of(id.0))
}

/// Locks a role that holds no more than the actor has.
async fn find_to_edit(execution: &mut Execution<'_>, id: RoleId) -> Result<Role> {
    let role = role::lock(execution.tx, id)
        .await?
        .ok_or(Error::not_found("Role"))?;
    require_all(execution.actor, &role.permissions)?;
    Ok(role)
}

/// The permissions a role shall hold, each once, in the order of a form.
fn checked(write: &WriteRole) -> Result<Vec<Permission>> {
    let mut errors = FieldErrors::default();
    let name = write.name.trim();
    if name.is_empty() {
        errors.add("name", "This field may not be blank.");
    }
    if name.chars().count() > MAX_NAME_CHARS {
        errors.add(
            "name",
            format!("Ensure this field has no more than {MAX_NAME_CHARS} characters."),
        );
    }
    if name.chars().any(char::is_control) {
        errors.add("name", "A name is one line of text.");
    }
    if write.description.chars().count() > MAX_DESCRIPTION_CHARS {
        errors.add(
            "description",
            format!("Ensure this field has no more than {MAX_DESCRIPTION_CHARS} characters."),
        );
    }
    if write.description.contains('\0') {
        errors.add("description", "Null characters are not allowed.");
    }
    let mut wanted = std::collections::BTreeSet::new();
    for name in &write.permissions {
        match name.parse::<Permission>() {
            Ok(permission) => {
                wanted.insert(permission);
            }
            Err(sentence) => errors.add("permissions", sentence),
        }
    }
    errors.into_result()?;
    Ok(wanted.into_iter().collect())
}

fn names(permissions: &[Permission]) -> Vec<&'static str> {
    permissions
        .iter()
        .map(|permission| permission.name())
        .collect()
}

fn whole<T>(results: Vec<T>) -> Page<T> {
    Page {
        results,
        next: None,
        count: None,
    }
}

fn name_taken(error: Error) -> Error {
    match error {
        Error::Taken { key } if key == "role.name" => {
            Error::invalid("name", "A role with this name already exists.")
        }
        other => other,
    }
}

fn audited(name: &str, description: &str, permissions: &[impl serde::Serialize]) -> Value {
    json!({"name": name, "description": description, "permissions": permissions})
}
