//! Roles: names for sets of permissions.

use axum::{extract::State, http::StatusCode};
use rivo_core::{
    api::{
        Page,
        office::RoleFilter,
        user::{PermissionInfo, Role, UpdateRole, WriteRole},
    },
    id::RoleId,
};

use crate::{
    app::App,
    caller::Staff,
    input::{Id, Json, Query},
    problem::Answer,
    reply::{Created, Reply},
};

/// Roles.
#[utoipa::path(get, path = "/api/v1/roles/", tag = "staff", params(RoleFilter),
    responses((status = 200, body = Page<Role>)))]
pub(super) async fn list_roles(
    State(app): State<App>,
    staff: Staff,
    Query(filter): Query<RoleFilter>,
) -> Answer<Reply<Page<Role>>> {
    Ok(Reply(app.rivo().list_roles_as(&staff, filter).await?))
}

/// Make a role.
#[utoipa::path(post, path = "/api/v1/roles/", tag = "staff", request_body = WriteRole,
    responses((status = 201, body = Role)))]
pub(super) async fn create_role(
    State(app): State<App>,
    staff: Staff,
    Json(role): Json<WriteRole>,
) -> Answer<Created<Role>> {
    Ok(Created(app.rivo().create_role(&staff, role).await?))
}

/// One role.
#[utoipa::path(get, path = "/api/v1/roles/{id}/", tag = "staff", params(("id" = RoleId, Path)),
    responses((status = 200, body = Role)))]
pub(super) async fn get_role(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<RoleId>,
) -> Answer<Reply<Role>> {
    Ok(Reply(app.rivo().get_role(&staff, id).await?))
}

/// Write a role anew.
#[utoipa::path(put, path = "/api/v1/roles/{id}/", tag = "staff", params(("id" = RoleId, Path)),
    request_body = UpdateRole, responses((status = 200, body = Role)))]
pub(super) async fn update_role(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<RoleId>,
    Json(update): Json<UpdateRole>,
) -> Answer<Reply<Role>> {
    Ok(Reply(app.rivo().update_role(&staff, id, update).await?))
}

/// Delete a role nobody has.
#[utoipa::path(delete, path = "/api/v1/roles/{id}/", tag = "staff", params(("id" = RoleId, Path)),
    responses((status = 204)))]
pub(super) async fn delete_role(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<RoleId>,
) -> Answer<StatusCode> {
    app.rivo().delete_role(&staff, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The permissions a role may hold, for every login.
#[utoipa::path(get, path = "/api/v1/permissions/", tag = "staff",
    responses((status = 200, body = Page<PermissionInfo>)))]
pub(super) async fn list_permissions(
    State(app): State<App>,
    staff: Staff,
) -> Answer<Reply<Page<PermissionInfo>>> {
    Ok(Reply(app.rivo().list_permissions(&staff).await?))
}
