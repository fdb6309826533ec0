//! The audit log: who did what, from where.

use axum::extract::State;
use rivo_core::{
    api::{Page, admin::AuditRow},
    id::{AuditId, ClientId},
    service::AuditFilter,
};

use super::Paging;
use crate::{
    app::App,
    caller::Staff,
    input::{Id, Query},
    problem::Answer,
    reply::Reply,
};

/// The audit log, the newest first.
#[utoipa::path(get, path = "/api/v1/audit/", tag = "office", params(AuditFilter),
    responses((status = 200, body = Page<AuditRow>)))]
pub(super) async fn list_audit(
    State(app): State<App>,
    staff: Staff,
    Query(filter): Query<AuditFilter>,
) -> Answer<Reply<Page<AuditRow>>> {
    Ok(Reply(app.rivo().list_audit(&staff, filter).await?))
}

/// One row of the audit log.
#[utoipa::path(get, path = "/api/v1/audit/{id}/", tag = "office", params(("id" = AuditId, Path)),
    responses((status = 200, body = AuditRow)))]
pub(super) async fn get_audit_row(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<AuditId>,
) -> Answer<Reply<AuditRow>> {
    Ok(Reply(app.rivo().get_audit_row(&staff, id).await?))
}

/// What was done to one client, the newest first.
#[utoipa::path(get, path = "/api/v1/clients/{id}/audit/", tag = "clients", params(("id" = ClientId, Path), Paging),
    responses((status = 200, body = Page<AuditRow>)))]
pub(super) async fn list_client_audit(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ClientId>,
    Query(page): Query<Paging>,
) -> Answer<Reply<Page<AuditRow>>> {
    let audit = app
        .rivo()
        .list_client_audit(&staff, id, page.cursor, page.limit);
    Ok(Reply(audit.await?))
}
