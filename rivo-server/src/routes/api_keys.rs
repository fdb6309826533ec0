//! API keys: what chatbots prove themselves with.

use axum::{extract::State, http::StatusCode};
use rivo_core::{
    api::{
        BatchResult, Page,
        office::{ApiKeyFilter, BulkApiKeys},
        user::{ApiKey, CreateApiKey, IssuedApiKey},
    },
    id::ApiKeyId,
};

use crate::{
    app::App,
    caller::Staff,
    input::{Id, Json, Query},
    problem::Answer,
    reply::{Created, Reply},
};

/// API keys, revoked ones included.
#[utoipa::path(get, path = "/api/v1/api-keys/", tag = "staff", params(ApiKeyFilter),
    responses((status = 200, body = Page<ApiKey>)))]
pub(super) async fn list_api_keys(
    State(app): State<App>,
    staff: Staff,
    Query(filter): Query<ApiKeyFilter>,
) -> Answer<Reply<Page<ApiKey>>> {
    Ok(Reply(app.rivo().list_api_keys_as(&staff, filter).await?))
}

/// Make an API key. It is shown this once.
#[utoipa::path(post, path = "/api/v1/api-keys/", tag = "staff", request_body = CreateApiKey,
    responses((status = 201, body = IssuedApiKey)))]
pub(super) async fn create_api_key(
    State(app): State<App>,
    staff: Staff,
    Json(new): Json<CreateApiKey>,
) -> Answer<Created<IssuedApiKey>> {
    Ok(Created(app.rivo().create_api_key(&staff, new).await?))
}

/// One API key.
#[utoipa::path(get, path = "/api/v1/api-keys/{id}/", tag = "staff", params(("id" = ApiKeyId, Path)),
    responses((status = 200, body = ApiKey)))]
pub(super) async fn get_api_key(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ApiKeyId>,
) -> Answer<Reply<ApiKey>> {
    Ok(Reply(app.rivo().get_api_key(&staff, id).await?))
}

/// Revoke an API key. It stops within five seconds on every node.
#[utoipa::path(delete, path = "/api/v1/api-keys/{id}/", tag = "staff", params(("id" = ApiKeyId, Path)),
    responses((status = 204)))]
pub(super) async fn revoke_api_key(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ApiKeyId>,
) -> Answer<StatusCode> {
    app.rivo().revoke_api_key(&staff, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Revoke many API keys, each by itself.
#[utoipa::path(post, path = "/api/v1/api-keys/bulk/", tag = "staff", request_body = BulkApiKeys,
    responses((status = 200, body = BatchResult)))]
pub(super) async fn bulk_api_keys(
    State(app): State<App>,
    staff: Staff,
    Json(bulk): Json<BulkApiKeys>,
) -> Answer<Reply<BatchResult>> {
    Ok(Reply(app.rivo().bulk_api_keys(&staff, bulk).await?))
}
