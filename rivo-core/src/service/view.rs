//! Saved views: lists as people like to see them, for themselves or for the whole desk.

use serde_json::{Map, Value, json};

use super::{
    Rivo, access,
    execute::{Execution, Outcome},
    newest, paging,
    seen::require_seen,
    text,
};
use crate::{
    api::{
        Page,
        user::UserRef,
        view::{CreateView, SavedView, UpdateView, ViewValues},
    },
    auth::{Actor, Permission},
    error::{Error, Result},
    id::{UserId, ViewId},
    store::table::{saved_view, user},
};

const MAX_NAME: usize = 100;
const MAX_DEFINITION: usize = 8 * 1024;
/// More than anybody finds again.
const MAX_VIEWS: i64 = 500;
/// The screens that keep views.
const SCREENS: [&str; 1] = ["clients"];

/// Saves a view for the actor, or for the whole desk.
pub(crate) async fn create_view(
    execution: &mut Execution<'_>,
    view_id: ViewId,
    create: CreateView,
) -> Result<Outcome> {
    let owner = keeps_views(execution.actor)?;
    if !SCREENS.contains(&create.screen.as_str()) {
        return Err(Error::invalid(
            "screen",
            format!("Choose one of: {}.", SCREENS.join(", ")),
        ));
    }
    if saved_view::count_of(execution.tx, owner).await? >= MAX_VIEWS {
        return Err(Error::conflict(
            "too_many_views",
            format!("You have {MAX_VIEWS} views; delete some first."),
        ));
    }
    let view = SavedView {
        id: view_id,
        name: text::required("name", &create.name, MAX_NAME)?,
        screen: create.screen,
        shared: create.shared,
        owner: owner_ref(execution, owner).await?,
        definition: checked(create.definition)?,
        created_at: execution.now,
        updated_at: execution.now,
    };
    saved_view::insert(execution.tx, &view).await?;
    execution
        .audit("view", view_id, None, None, Some(audited(&view)))
        .await?;
    Ok(Outcome::of(view_id.0))
}

/// Changes a view: its owner, or of a shared one who manages the desk's settings.
pub(crate) async fn update_view(
    execution: &mut Execution<'_>,
    view_id: ViewId,
    update: UpdateView,
) -> Result<Outcome> {
    let before = lock_changeable(execution, view_id).await?;
    let mut view = before.clone();
    if let Some(name) = update.name {
        view.name = text::required("name", &name, MAX_NAME)?;
    }
    if let Some(shared) = update.shared {
        view.shared = shared;
    }
    if let Some(definition) = update.definition {
        view.definition = checked(definition)?;
    }
    if view == before {
        return Ok(Outcome::of(view_id.0));
    }
    require_view_seen(&before, update.expected.as_ref())?;
    let now = execution.now;
    saved_view::update(execution.tx, &view, now).await?;
    execution
        .audit(
            "view",
            view_id,
            None,
            Some(audited(&before)),
            Some(audited(&view)),
        )
        .await?;
    Ok(Outcome::of(view_id.0))
}

/// Deletes a view, as long as it is what was seen; who may is as in [`update_view`].
pub(crate) async fn delete_view(
    execution: &mut Execution<'_>,
    view_id: ViewId,
    expected: Option<ViewValues>,
) -> Result<Outcome> {
    let view = lock_changeable(execution, view_id).await?;
    require_view_seen(&view, expected.as_ref())?;
    saved_view::delete(execution.tx, view_id).await?;
    execution
        .audit("view", view_id, None, Some(audited(&view)), None)
        .await?;
    Ok(Outcome::of(view_id.0))
}

fn require_view_seen(stands: &SavedView, expected: Option<&ViewValues>) -> Result<()> {
    let SavedView {
        name,
        shared,
        definition,
        ..
    } = stands;
    require_seen(
        &expected,
        &json!({ "name": name, "shared": shared, "definition": definition }),
        "The view was changed meanwhile; look at it again.",
        stands,
    )
}

async fn lock_changeable(execution: &mut Execution<'_>, id: ViewId) -> Result<SavedView> {
    keeps_views(execution.actor)?;
    let view = saved_view::lock(execution.tx, id)
        .await?
        .filter(|view| sees(execution.actor, view))
        .ok_or(Error::not_found("View"))?;
    let is_owner = execution.actor.user_id() == Some(view.owner.id);
    if is_owner || execution.actor.has(Permission::SettingManage) {
        return Ok(view);
    }
    Err(Error::forbidden(
        "not_owner",
        "Only its owner changes a view.",
    ))
}

/// Refuses whoever sees no clients, and so no list of them, or is no user.
fn keeps_views(actor: &Actor) -> Result<UserId> {
    access::require_any(
        actor,
        &[Permission::ClientViewAll, Permission::ClientViewAssigned],
    )?;
    access::require_user(actor)
}

fn sees(actor: &Actor, view: &SavedView) -> bool {
    view.shared || actor.user_id() == Some(view.owner.id)
}

async fn owner_ref(execution: &mut Execution<'_>, id: UserId) -> Result<UserRef> {
    let owner = user::find(execution.tx, id)
        .await?
        .ok_or(Error::not_found("User"))?;
    Ok(UserRef {
        id,
        name: user::full_name(&owner.first_name, &owner.last_name, &owner.email),
        email: owner.email,
    })
}

fn checked(definition: Map<String, Value>) -> Result<Map<String, Value>> {
    let size = serde_json::to_vec(&definition).map_or(usize::MAX, |text| text.len());
    if size > MAX_DEFINITION {
        return Err(Error::invalid(
            "definition",
            format!("Ensure this field has no more than {MAX_DEFINITION} bytes."),
        ));
    }
    Ok(definition)
}

fn audited(view: &SavedView) -> Value {
    json!({ "name": view.name, "screen": view.screen, "shared": view.shared })
}

impl Rivo {
    /// The actor's own views and the shared ones, newest first.
    pub async fn list_views(
        &self,
        actor: &Actor,
        cursor: Option<String>,
        limit: Option<u32>,
    ) -> Result<Page<SavedView>> {
        let user = keeps_views(actor)?;
        let limit = paging::page_limit(limit)?;
        let before = newest::before::<ViewId>(cursor.as_deref())?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let rows = saved_view::seen_by(tx, user, before, limit + 1).await?;
                    Ok(newest::page(rows, limit, |row| (row.created_at, row.id)))
                })
            })
            .await
    }

    /// One view, where the actor sees it.
    pub async fn get_view(&self, actor: &Actor, id: ViewId) -> Result<SavedView> {
        keeps_views(actor)?;
        let view = self
            .store()
            .read(move |tx| Box::pin(saved_view::find(tx, id)))
            .await?;
        view.filter(|view| sees(actor, view))
            .ok_or(Error::not_found("View"))
    }
}
