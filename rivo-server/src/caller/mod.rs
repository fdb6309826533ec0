//! Who asks: from a cookie, a token or an API key to an [`Actor`].
//!
//! [`Staff`] lets in people with a login, [`Chat`] chatbots with a key as well, and everybody while
//! the chat routes are open. A route that takes neither is public; there are few, and the tests
//! name them.

pub(crate) mod address;
pub(crate) mod cookie;

use std::{ops::Deref, sync::Arc};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use rivo_core::{
    Error,
    auth::{Actor, actor::ActorKind, token::API_KEY_PREFIX},
    id::TokenId,
};

use crate::{app::App, problem::Failure};

/// A caller inside the process, such as the desktop's window: put it into a request's extensions
/// and the request acts as this actor. No header can do the same, so nobody outside can.
#[derive(Clone, Debug)]
pub struct InProcess(pub Actor);

/// A caller inside the process who is whoever is signed in on this device: put it into a request's
/// extensions. While nobody is, or the device is locked, the answer is 401 with the code `locked`.
#[derive(Clone, Copy, Debug)]
pub struct LocalUser;

/// A person with a login, or a caller inside the process.
pub(crate) struct Staff(pub(crate) Arc<Caller>);

/// Anybody who may use the chat routes.
pub(crate) struct Chat(pub(crate) Arc<Caller>);

/// An actor and the proof that it brought, so that a long answer can ask again whether it holds.
pub(crate) struct Caller {
    pub(crate) actor: Actor,
    /// The login, where the actor is a user.
    pub(crate) token_id: Option<TokenId>,
    /// What can be asked again.
    proof: Proof,
}

/// Why a caller is believed.
enum Proof {
    /// A login token or an API key.
    Secret(String),
    /// Signed in on this device.
    Device,
    /// Nothing that could end.
    None,
}

impl Deref for Staff {
    type Target = Actor;

    fn deref(&self) -> &Actor {
        &self.0.actor
    }
}

impl Deref for Chat {
    type Target = Actor;

    fn deref(&self) -> &Actor {
        &self.0.actor
    }
}

impl Caller {
    /// The actor as it stands now: a role may have changed, a login may have ended.
    pub(crate) async fn again(&self, app: &App) -> Result<Actor, Error> {
        match &self.proof {
            Proof::Secret(key) if key.starts_with(API_KEY_PREFIX) => {
                app.rivo().check_api_key(key).await?;
                Ok(self.actor.clone())
            }
            Proof::Secret(secret) => prove(app, secret, self.actor.address.clone())
                .await
                .map(|(actor, _)| actor),
            Proof::Device => app.rivo().local_user().await,
            Proof::None => Ok(self.actor.clone()),
        }
    }
}

/// Finds out whose secret it is. An API key tells itself by its beginning.
async fn prove(
    app: &App,
    secret: &str,
    address: Option<String>,
) -> Result<(Actor, Option<TokenId>), Error> {
    if secret.starts_with(API_KEY_PREFIX) {
        return Ok((
            app.rivo().authenticate_api_key(secret, address).await?,
            None,
        ));
    }
    let login = app.rivo().authenticate_token(secret, address).await?;
    Ok((login.actor, Some(login.token_id)))
}

impl FromRequestParts<App> for Staff {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let caller = identify(parts, app)
            .await?
            .ok_or_else(Failure::not_authenticated)?;
        match caller.actor.kind {
            ActorKind::User { .. } | ActorKind::System { .. } => Ok(Self(Arc::new(caller))),
            ActorKind::ApiKey { .. } | ActorKind::OpenChat => Err(Failure::http(
                StatusCode::FORBIDDEN,
                "staff_only",
                "An API key opens the chat routes only; this needs a login.",
            )),
        }
    }
}

impl FromRequestParts<App> for Chat {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let caller = match identify(parts, app).await? {
            Some(caller) => caller,
            None if app.http().chat_is_open() => Caller {
                actor: Actor {
                    address: address::of(parts, app),
                    ..Actor::open_chat()
                },
                token_id: None,
                proof: Proof::None,
            },
            None => return Err(Failure::not_authenticated()),
        };
        Ok(Self(Arc::new(caller)))
    }
}

/// The caller, where one proved to be somebody; a proof that does not hold is refused.
async fn identify(parts: &Parts, app: &App) -> Result<Option<Caller>, Failure> {
    if let Some(InProcess(actor)) = parts.extensions.get() {
        return Ok(Some(Caller {
            actor: actor.clone(),
            token_id: None,
            proof: Proof::None,
        }));
    }
    if parts.extensions.get::<LocalUser>().is_some() {
        return Ok(Some(Caller {
            actor: app.rivo().local_user().await?,
            token_id: None,
            proof: Proof::Device,
        }));
    }
    let Some(secret) = secret(&parts.headers)? else {
        return Ok(None);
    };
    let address = address::of(parts, app);
    match prove(app, &secret.text, address).await {
        Ok((actor, token_id)) => Ok(Some(Caller {
            actor,
            token_id,
            proof: Proof::Secret(secret.text),
        })),
        // A browser keeps a cookie that ended; the open chat routes are open to it all the same.
        Err(Error::Unauthenticated { .. })
            if secret.is_cookie && app.http().chat_is_open() && is_chat(parts) =>
        {
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

struct Secret {
    text: String,
    is_cookie: bool,
}

/// The header wins over the cookie.
fn secret(headers: &HeaderMap) -> Result<Option<Secret>, Failure> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let bearer = value.to_str().ok().and_then(|text| {
            let (scheme, token) = text.split_once(' ')?;
            scheme
                .eq_ignore_ascii_case("bearer")
                .then_some(token.trim())
        });
        let text = bearer
            .filter(|it| !it.is_empty())
            .ok_or_else(Failure::not_authenticated)?;
        return Ok(Some(Secret {
            text: text.to_owned(),
            is_cookie: false,
        }));
    }
    Ok(cookie::token(headers).map(|text| Secret {
        text: text.to_owned(),
        is_cookie: true,
    }))
}

fn is_chat(parts: &Parts) -> bool {
    parts.uri.path().starts_with("/api/v1/chat/")
}

/// Who looks at a page; nobody, where nothing proves it.
pub(crate) struct Visitor(pub(crate) Option<Actor>);

impl FromRequestParts<App> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        match identify(parts, app).await {
            Ok(caller) => Ok(Self(caller.map(|it| it.actor))),
            Err(Failure::Rivo(error @ (Error::Unavailable { .. } | Error::Internal { .. }))) => {
                Err(error.into())
            }
            Err(_) => Ok(Self(None)),
        }
    }
}
