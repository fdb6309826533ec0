//! API keys that chatbots used lately, so that a post does not ask the database who posts.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use super::KEY_FRESH_SECONDS;
use crate::{
    auth::Actor,
    clock::Timestamp,
    error::{Error, Result},
    id::ApiKeyId,
};

/// The API keys that were seen lately, each with its turns of this minute.
///
/// Only keys that exist are kept, so it grows with the desk and not with what is thrown at it.
#[derive(Default)]
pub(crate) struct LoginCache(Mutex<HashMap<[u8; 32], CachedKey>>);

struct CachedKey {
    id: ApiKeyId,
    actor: Actor,
    /// Requests a minute; 0: no limit.
    limit: i64,
    checked_at: Timestamp,
    minute_started_at: Timestamp,
    turns: i64,
}

impl LoginCache {
    /// The key's actor and one turn of its minute; `None` where the database has to be asked.
    pub(super) fn take_turn(&self, hash: &[u8; 32], now: Timestamp) -> Option<Result<Actor>> {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = keys.get_mut(hash)?;
        if !(0..KEY_FRESH_SECONDS).contains(&now.seconds_since(key.checked_at)) {
            return None;
        }
        let seconds = now.seconds_since(key.minute_started_at);
        if !(0..60).contains(&seconds) {
            key.minute_started_at = now;
            key.turns = 0;
        } else if key.limit > 0 && key.turns >= key.limit {
            return Some(Err(Error::TooManyRequests {
                retry_after_seconds: u64::try_from(60 - seconds).unwrap_or(1),
            }));
        }
        key.turns += 1;
        Some(Ok(key.actor.clone()))
    }

    pub(super) fn refresh(
        &self,
        hash: [u8; 32],
        id: ApiKeyId,
        actor: Actor,
        limit: i64,
        now: Timestamp,
    ) {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (minute_started_at, turns) = keys
            .get(&hash)
            .map_or((now, 0), |known| (known.minute_started_at, known.turns));
        let key = CachedKey {
            id,
            actor,
            limit,
            checked_at: now,
            minute_started_at,
            turns,
        };
        keys.insert(hash, key);
    }

    /// Makes the next request with this key ask the database.
    pub(crate) fn forget_api_key(&self, id: ApiKeyId) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|_, key| key.id != id);
    }
}
