//! The proof that comes with each request: a login token or an API key.

use super::{DEVICE_IDLE_SECONDS, LAST_USED_SECONDS, LoggedIn, unauthenticated, user_actor};
use crate::{
    auth::{Actor, actor::ActorKind, token},
    clock::Timestamp,
    error::Result,
    id::ApiKeyId,
    service::{
        Rivo,
        api_key::{CHAT_READ, CHAT_WRITE},
    },
    store::table::{api_key, auth_token},
};

impl Rivo {
    /// Finds out who sends a login token. What was changed or revoked since counts at once.
    ///
    /// # Errors
    ///
    /// [`Unauthenticated`](crate::Error::Unauthenticated) with the code `not_authenticated` for a token that is none,
    /// `device_revoked` for one that was revoked, `token_expired`, or `user_inactive`.
    pub async fn authenticate_token(
        &self,
        token: &str,
        address: Option<String>,
    ) -> Result<LoggedIn> {
        let now = self.now();
        let hash = self.secret_key().token_hash(token);
        let found = self
            .store()
            .read(move |tx| Box::pin(async move { auth_token::find(tx, &hash).await }))
            .await?
            .ok_or_else(|| unauthenticated("not_authenticated", "Log in to do this."))?;
        if found.revoked_at.is_some() {
            return Err(unauthenticated(
                "device_revoked",
                "This device was logged out for good.",
            ));
        }
        if found.expires_at <= now {
            return Err(unauthenticated(
                "token_expired",
                "This login has ended; log in again.",
            ));
        }
        if !found.is_active {
            return Err(unauthenticated(
                "user_inactive",
                "This account is not active; ask an admin.",
            ));
        }
        if is_due(found.last_used_at, now) {
            let expires_at = match found.kind.as_str() {
                "device" => now.plus_seconds(DEVICE_IDLE_SECONDS),
                _ => found.expires_at,
            };
            let unless_since = now.plus_seconds(-LAST_USED_SECONDS);
            let id = found.id;
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        auth_token::touch(tx, id, now, expires_at, unless_since).await
                    })
                })
                .await?;
        }
        Ok(LoggedIn {
            actor: user_actor(found.user_id, found.email, &found.grants, address),
            token_id: found.id,
        })
    }

    /// Whether an API key still opens anything: for a stream that goes on, which is no new request
    /// against the rate limit. Asks the database each time.
    ///
    /// # Errors
    ///
    /// [`Unauthenticated`](crate::Error::Unauthenticated) as for [`Rivo::authenticate_api_key`].
    pub async fn check_api_key(&self, key: &str) -> Result<()> {
        self.standing_api_key(token::api_key_hash(key))
            .await
            .map(drop)
    }

    async fn standing_api_key(&self, hash: [u8; 32]) -> Result<crate::api::user::ApiKey> {
        let found = self
            .store()
            .read(move |tx| Box::pin(async move { api_key::find_by_hash(tx, &hash).await }))
            .await?
            .ok_or_else(|| unauthenticated("invalid_api_key", "This API key is not valid."))?;
        if found.revoked_at.is_some() {
            self.login_cache().forget_api_key(found.id);
            return Err(unauthenticated(
                "api_key_revoked",
                "This API key was revoked.",
            ));
        }
        Ok(found)
    }

    /// Finds out which chatbot sends an API key, and counts the request against its rate limit.
    ///
    /// # Errors
    ///
    /// [`Unauthenticated`](crate::Error::Unauthenticated) with the code `invalid_api_key` or `api_key_revoked`;
    /// [`TooManyRequests`](crate::Error::TooManyRequests) over the key's limit on this node.
    pub async fn authenticate_api_key(&self, key: &str, address: Option<String>) -> Result<Actor> {
        let now = self.now();
        let hash = token::api_key_hash(key);
        if let Some(allowed) = self.login_cache().take_turn(&hash, now) {
            return allowed.map(|actor| Actor { address, ..actor });
        }
        let found = self.standing_api_key(hash).await?;
        if is_due(found.last_used_at, now) {
            self.touch_api_key(found.id, now).await;
        }
        let limit = match found.rate_limit {
            Some(limit) => limit,
            None => self.settings().await?.api_key_rate_limit,
        };
        let may = |scope: &str| found.scopes.iter().any(|has| has == scope);
        let actor = Actor {
            kind: ActorKind::ApiKey {
                id: found.id,
                may_write_chat: may(CHAT_WRITE),
                may_read_chat: may(CHAT_READ),
                name: found.name,
            },
            permissions: std::collections::BTreeSet::new(),
            is_superuser: false,
            address: None,
        };
        self.login_cache()
            .refresh(hash, found.id, actor, limit, now);
        match self.login_cache().take_turn(&hash, now) {
            Some(allowed) => allowed.map(|actor| Actor { address, ..actor }),
            // Revoked on this node between the two lines above.
            None => Err(unauthenticated(
                "api_key_revoked",
                "This API key was revoked.",
            )),
        }
    }

    /// A key is as good where the time of its use could not be noted.
    async fn touch_api_key(&self, id: ApiKeyId, now: Timestamp) {
        let unless_since = now.plus_seconds(-LAST_USED_SECONDS);
        let touched = self
            .store()
            .write(move |tx| {
                Box::pin(async move { api_key::touch(tx, id, now, unless_since).await })
            })
            .await;
        if let Err(error) = touched {
            tracing::warn!(%error, api_key = %id, "the use of an API key could not be noted");
        }
    }
}

fn is_due(last_used_at: Option<Timestamp>, now: Timestamp) -> bool {
    last_used_at.is_none_or(|at| now.seconds_since(at) >= LAST_USED_SECONDS)
}
