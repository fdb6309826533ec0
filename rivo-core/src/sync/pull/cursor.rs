//! The cursor of a pull: all that the server knows of a device.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::super::protocol::Progress;
use crate::{
    api::user::Me,
    auth::{Actor, Permission, token::SecretKey},
    error::{Error, Result},
    id::{ClientId, SessionId, UserId},
    service::{paging, scope::Scope},
    store::{
        Tx,
        table::sync_page::{self, Place},
    },
};

/// What the key signs here.
const PURPOSE: &str = "sync cursor";

/// How much of the desk somebody sees, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Clients {
    Nothing,
    Assigned,
    All,
}

/// What somebody sees, or a device may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sight {
    pub(super) clients: Clients,
    /// Whether conversations are part of it.
    pub(super) chat: bool,
}

impl Sight {
    const NOTHING: Self = Self {
        clients: Clients::Nothing,
        chat: false,
    };

    pub(super) fn of(actor: &Actor) -> Self {
        let clients = match Scope::of(actor) {
            Scope::All => Clients::All,
            Scope::AssignedTo(_) => Clients::Assigned,
            Scope::Nothing => Clients::Nothing,
        };
        Self {
            clients,
            chat: clients != Clients::Nothing && actor.has(Permission::ChatView),
        }
    }

    /// What a device may hold that was shown both.
    fn with(self, other: Self) -> Self {
        Self {
            clients: self.clients.max(other.clients),
            chat: self.chat || other.chat,
        }
    }

    /// Whose clients a walk has to look at; `None`: everybody's.
    pub(super) fn of_whom(self, user_id: UserId) -> Option<UserId> {
        (self.clients != Clients::All).then_some(user_id)
    }
}

/// A way through all clients that the device holds or shall hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Walk {
    /// What the device holds when it ends.
    pub(super) to: Sight,
    /// The last user that was sent; null once all were.
    pub(super) users_after: Option<UserId>,
    /// The last client that was dealt with.
    pub(super) clients_after: ClientId,
    pub(super) done: i64,
    pub(super) total: i64,
}

/// What is left of a delivery that a page ended in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Rest {
    /// Of a client: the part it stands in, and the last row of the part that was sent.
    Client {
        id: ClientId,
        whole: bool,
        /// From when on rows count, in microseconds; of a whole client all do.
        since: i64,
        part: u8,
        place: Place,
        /// Among the messages of all sessions: the session and the position.
        at: Option<(SessionId, i64)>,
    },
    /// Of a session: the next position.
    Session {
        client_id: ClientId,
        session_id: SessionId,
        position: i64,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Cursor {
    pub(super) user: UserId,
    /// The feed was read up to here.
    pub(super) position: i64,
    /// What the device may hold.
    pub(super) holds: Sight,
    /// Whether it ever held everybody's clients. One that ended before a walk narrowed that was not
    /// met by the walk, and may still be there.
    pub(super) held_all: bool,
    /// What was last said of its owner, hashed.
    pub(super) me: String,
    pub(super) walk: Option<Walk>,
    pub(super) rest: Option<Rest>,
}

impl Cursor {
    /// A device that holds nothing yet.
    pub(super) fn start(user: UserId, position: i64) -> Self {
        Self {
            user,
            position,
            holds: Sight::NOTHING,
            held_all: false,
            me: String::new(),
            walk: Some(Walk {
                to: Sight::NOTHING,
                users_after: Some(UserId(uuid::Uuid::nil())),
                clients_after: ClientId(uuid::Uuid::nil()),
                done: 0,
                total: -1,
            }),
            rest: None,
        }
    }

    /// Reads a cursor of [`Cursor::write`].
    ///
    /// # Errors
    ///
    /// [`Error::CursorExpired`] where nobody signed it, or under another key: what it claims that
    /// the device holds would be told to be gone, though its user may never have seen it.
    pub(super) fn read(text: &str, key: &SecretKey) -> Result<Self> {
        let (claim, signature) = text.split_once('.').unwrap_or((text, ""));
        let cursor = paging::read_cursor(claim)?;
        let is_signed: bool = key
            .blinded(PURPOSE, claim)
            .as_bytes()
            .ct_eq(signature.as_bytes())
            .into();
        if is_signed {
            Ok(cursor)
        } else {
            Err(Error::CursorExpired)
        }
    }

    pub(super) fn write(&self, key: &SecretKey) -> String {
        let claim = paging::write_cursor(self);
        let signature = key.blinded(PURPOSE, &claim);
        format!("{claim}.{signature}")
    }

    /// Begins a walk where what the actor sees now is not what the device holds.
    pub(super) async fn look(&mut self, tx: &mut Tx, now: Sight, user_id: UserId) -> Result<()> {
        let target = self.walk.as_ref().map_or(self.holds, |walk| walk.to);
        let is_counted = self.walk.as_ref().is_none_or(|walk| walk.total >= 0);
        if target == now && is_counted {
            return Ok(());
        }
        self.holds = self.holds.with(target).with(now);
        self.held_all |= self.holds.clients == Clients::All;
        let users_after = self.walk.as_ref().and_then(|walk| walk.users_after);
        self.rest = None;
        self.walk = Some(Walk {
            to: now,
            users_after,
            clients_after: ClientId(uuid::Uuid::nil()),
            done: 0,
            total: match self.holds.clients {
                Clients::Nothing => 0,
                _ => sync_page::count(tx, self.holds.of_whom(user_id)).await?,
            },
        });
        Ok(())
    }

    /// Whether the device holds, or shall hold, conversations.
    pub(super) fn sight(&self) -> Sight {
        self.walk.as_ref().map_or(self.holds, |walk| walk.to)
    }

    pub(super) fn progress(&self) -> Option<Progress> {
        self.walk.as_ref().map(|walk| Progress {
            done: walk.done,
            total: walk.total.max(walk.done),
        })
    }
}

/// Tells whether somebody's own document has to be sent again. The time of the last login is no
/// reason: it changes without anything else.
pub(super) fn fingerprint(me: &Me) -> String {
    let mut me = me.clone();
    me.user.last_login = None;
    let json = serde_json::to_vec(&me).unwrap_or_default();
    let hash = Sha256::digest(&json);
    BASE64_URL_SAFE_NO_PAD.encode(&hash[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_believed_as_it_was_signed() {
        let key = SecretKey::new("a key of this desk");
        let cursor = Cursor::start(UserId::new(), 7);
        let written = cursor.write(&key);
        assert_eq!(Cursor::read(&written, &key).unwrap(), cursor);
        let (claim, signature) = written.split_once('.').unwrap();
        let more = Cursor {
            holds: Sight {
                clients: Clients::All,
                chat: true,
            },
            ..cursor
        };
        let more = paging::write_cursor(&more);
        for forged in [
            format!("{more}.{signature}"),
            more,
            claim.to_owned(),
            format!("{claim}."),
        ] {
            let read = Cursor::read(&forged, &key);
            assert!(matches!(read, Err(Error::CursorExpired)), "{forged}");
        }
        let other = SecretKey::new("a key of another desk");
        assert!(matches!(
            Cursor::read(&written, &other),
            Err(Error::CursorExpired)
        ));
        let nonsense = Cursor::read("x.y", &key);
        assert!(matches!(nonsense, Err(Error::Invalid(_))));
    }
}
