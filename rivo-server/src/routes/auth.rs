//! Logging in and out.

use axum::{
    extract::{FromRequestParts, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{AppendHeaders, IntoResponse, Response},
};
use rivo_core::{
    Error,
    api::{
        Page,
        user::{ChangePassword, Device, IssuedToken, Login, Me, TokenRequest},
    },
    id::TokenId,
    service::login::{BROWSER_LOGIN_SECONDS, LoggedIn, LoginKind},
};

use crate::{
    app::App,
    caller::{Staff, address, cookie},
    input::{Id, Json},
    problem::{Answer, Failure},
    reply::Reply,
};

/// The address somebody logs in from.
pub(super) struct Address(Option<String>);

impl FromRequestParts<App> for Address {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        Ok(Self(address::of(parts, app)))
    }
}

/// Log a browser in: the answer sets its cookie.
#[utoipa::path(post, path = "/api/v1/auth/login/", tag = "auth", request_body = Login,
    responses((status = 200, body = Me)))]
pub(super) async fn login(
    State(app): State<App>,
    Address(address): Address,
    Json(Login { email, password }): Json<Login>,
) -> Answer<Response> {
    let login = app
        .rivo()
        .login(&email, &password, address.as_deref(), LoginKind::Browser);
    let (token, me) = login.await.map_err(wrong_login)?;
    let cookie = cookie::set(&token, BROWSER_LOGIN_SECONDS, !app.http().debug);
    Ok((set_cookie(cookie), Reply(me)).into_response())
}

/// Log a device or a script in: it keeps the token and sends it as `Authorization: Bearer …`.
#[utoipa::path(post, path = "/api/v1/auth/token/", tag = "auth", request_body = TokenRequest,
    responses((status = 200, body = IssuedToken)))]
pub(super) async fn issue_token(
    State(app): State<App>,
    Address(address): Address,
    Json(request): Json<TokenRequest>,
) -> Answer<Reply<IssuedToken>> {
    let issued = app.rivo().issue_token(request, address.as_deref()).await;
    Ok(Reply(issued.map_err(wrong_login)?))
}

/// End this login.
#[utoipa::path(post, path = "/api/v1/auth/logout/", tag = "auth", responses((status = 204)))]
pub(super) async fn logout(State(app): State<App>, staff: Staff) -> Answer<Response> {
    app.rivo().logout(&login_of(&staff)?).await?;
    let cookie = cookie::clear(!app.http().debug);
    Ok((StatusCode::NO_CONTENT, set_cookie(cookie)).into_response())
}

/// Who is logged in, and what they may do.
#[utoipa::path(get, path = "/api/v1/auth/me/", tag = "auth", responses((status = 200, body = Me)))]
pub(super) async fn me(State(app): State<App>, staff: Staff) -> Answer<Reply<Me>> {
    Ok(Reply(app.rivo().me(&staff).await?))
}

/// Change one's own password. All other logins end.
#[utoipa::path(post, path = "/api/v1/auth/password/", tag = "auth", request_body = ChangePassword,
    responses((status = 204)))]
pub(super) async fn change_password(
    State(app): State<App>,
    staff: Staff,
    Json(change): Json<ChangePassword>,
) -> Answer<StatusCode> {
    app.rivo()
        .change_password(&login_of(&staff)?, change)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One's own logins.
#[utoipa::path(get, path = "/api/v1/auth/devices/", tag = "auth", responses((status = 200, body = Page<Device>)))]
pub(super) async fn list_devices(
    State(app): State<App>,
    staff: Staff,
) -> Answer<Reply<Page<Device>>> {
    Ok(Reply(app.rivo().list_devices(&staff).await?))
}

/// End one of one's own logins.
#[utoipa::path(delete, path = "/api/v1/auth/devices/{id}/", tag = "auth", params(("id" = TokenId, Path)),
    responses((status = 204)))]
pub(super) async fn revoke_device(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<TokenId>,
) -> Answer<StatusCode> {
    app.rivo().revoke_device(&staff, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A wrong password is a 400 here, as it was in the Django project: there is no login to lack yet.
fn wrong_login(error: Error) -> Failure {
    match error {
        Error::Unauthenticated { code, detail } => {
            Failure::http(StatusCode::BAD_REQUEST, code, detail)
        }
        other => other.into(),
    }
}

fn login_of(staff: &Staff) -> Answer<LoggedIn> {
    let token_id = staff.0.token_id.ok_or_else(|| {
        Error::forbidden(
            "no_login",
            "This needs a login of this server, which the app holds for itself.",
        )
    })?;
    Ok(LoggedIn {
        actor: staff.0.actor.clone(),
        token_id,
    })
}

fn set_cookie(cookie: HeaderValue) -> AppendHeaders<[(header::HeaderName, HeaderValue); 1]> {
    AppendHeaders([(header::SET_COOKIE, cookie)])
}
