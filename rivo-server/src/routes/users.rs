//! Users: who works at the desk.

use crate::{
    app::App,
    caller::Staff,
    input::{Id, Ids, Json, Query},
    problem::Answer,
    reply::{Created, Reply},
};
use axum::{extract::State, http::StatusCode};
use rivo_core::{
    api::{
        BatchResult, Page,
        office::BulkUsers,
        user::{CreateUser, Device, UpdateUser, User, UserRef, Workload},
    },
    id::{TokenId, UserId},
    service::UserFilter,
};

/// Users.
#[utoipa::path(get, path = "/api/v1/users/", tag = "staff", params(UserFilter),
    responses((status = 200, body = Page<User>)))]
pub(super) async fn list_users(
    State(app): State<App>,
    staff: Staff,
    Query(filter): Query<UserFilter>,
) -> Answer<Reply<Page<User>>> {
    Ok(Reply(app.rivo().list_users(&staff, filter).await?))
}

/// Make a user.
#[utoipa::path(post, path = "/api/v1/users/", tag = "staff", request_body = CreateUser,
    responses((status = 201, body = User)))]
pub(super) async fn create_user(
    State(app): State<App>,
    staff: Staff,
    Json(new): Json<CreateUser>,
) -> Answer<Created<User>> {
    Ok(Created(app.rivo().create_user(&staff, new).await?))
}

/// One user.
#[utoipa::path(get, path = "/api/v1/users/{id}/", tag = "staff", params(("id" = UserId, Path)),
    responses((status = 200, body = User)))]
pub(super) async fn get_user(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<UserId>,
) -> Answer<Reply<User>> {
    Ok(Reply(app.rivo().get_user(&staff, id).await?))
}

/// Change a user.
#[utoipa::path(patch, path = "/api/v1/users/{id}/", tag = "staff", params(("id" = UserId, Path)),
    request_body = UpdateUser, responses((status = 200, body = User)))]
pub(super) async fn update_user(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<UserId>,
    Json(update): Json<UpdateUser>,
) -> Answer<Reply<User>> {
    Ok(Reply(app.rivo().update_user(&staff, id, update).await?))
}

/// Delete a user who never did anything; deactivate others instead.
#[utoipa::path(delete, path = "/api/v1/users/{id}/", tag = "staff", params(("id" = UserId, Path)),
    responses((status = 204)))]
pub(super) async fn delete_user(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<UserId>,
) -> Answer<StatusCode> {
    app.rivo().delete_user(&staff, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Active users by name, for every login.
#[utoipa::path(get, path = "/api/v1/users/directory/", tag = "staff",
    responses((status = 200, body = Page<UserRef>)))]
pub(super) async fn user_directory(
    State(app): State<App>,
    staff: Staff,
) -> Answer<Reply<Page<UserRef>>> {
    Ok(Reply(app.rivo().user_directory(&staff).await?))
}

/// Who works how many clients.
#[utoipa::path(get, path = "/api/v1/users/workload/", tag = "staff",
    responses((status = 200, body = Page<Workload>)))]
pub(super) async fn workload(
    State(app): State<App>,
    staff: Staff,
) -> Answer<Reply<Page<Workload>>> {
    Ok(Reply(app.rivo().workload(&staff).await?))
}

/// A user's logins, with when each last synced.
#[utoipa::path(get, path = "/api/v1/users/{id}/devices/", tag = "staff", params(("id" = UserId, Path)),
    responses((status = 200, body = Page<Device>)))]
pub(super) async fn list_user_devices(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<UserId>,
) -> Answer<Reply<Page<Device>>> {
    Ok(Reply(app.rivo().list_user_devices(&staff, id).await?))
}

/// End a user's login for good: a device wipes what it holds.
#[utoipa::path(delete, path = "/api/v1/users/{id}/devices/{device_id}/", tag = "staff",
    params(("id" = UserId, Path), ("device_id" = TokenId, Path)), responses((status = 204)))]
pub(super) async fn revoke_user_device(
    State(app): State<App>,
    staff: Staff,
    Ids(id, device_id): Ids<UserId, TokenId>,
) -> Answer<StatusCode> {
    app.rivo().revoke_user_device(&staff, id, device_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Let many users in, or keep them out, each by itself.
#[utoipa::path(post, path = "/api/v1/users/bulk/", tag = "staff", request_body = BulkUsers,
    responses((status = 200, body = BatchResult)))]
pub(super) async fn bulk_users(
    State(app): State<App>,
    staff: Staff,
    Json(bulk): Json<BulkUsers>,
) -> Answer<Reply<BatchResult>> {
    Ok(Reply(app.rivo().bulk_users(&staff, bulk).await?))
}
