//! The one who asks. Every query and command takes an [`Actor`] and is scoped by it.

use std::collections::BTreeSet;

use super::Permission;
use crate::{
    error::{Error, Result},
    id::{ApiKeyId, UserId},
};

/// Who asks, and what they may do.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Who it is.
    pub kind: ActorKind,
    /// What they may do. A superuser has them all.
    pub permissions: BTreeSet<Permission>,
    /// Whether every door is open: a superuser, or Rivo itself.
    pub is_superuser: bool,
    /// The address the request came from, for the audit log.
    pub address: Option<String>,
}

/// What kind of caller an actor is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActorKind {
    /// A staff user.
    User {
        /// The user's id.
        id: UserId,
        /// The user's login, for logs.
        email: String,
    },
    /// A chatbot with an API key.
    ApiKey {
        /// The key's id.
        id: ApiKeyId,
        /// The key's name.
        name: String,
        /// `chat:write`.
        may_write_chat: bool,
        /// `chat:read`.
        may_read_chat: bool,
    },
    /// A caller without any proof, let in to the chat routes while the desk is open
    /// (`DEBUG=True` or `CHAT_API_OPEN=True`).
    OpenChat,
    /// Rivo itself: `ingest`, `extraction`, `cli`.
    System {
        /// Which part of it.
        name: &'static str,
    },
}

impl Actor {
    /// Rivo itself, acting as one of its parts.
    #[must_use]
    pub fn system(name: &'static str) -> Self {
        Self {
            kind: ActorKind::System { name },
            permissions: Permission::ALL.iter().copied().collect(),
            is_superuser: true,
            address: None,
        }
    }

    /// An unproven caller of an open desk's chat routes.
    #[must_use]
    pub fn open_chat() -> Self {
        Self {
            kind: ActorKind::OpenChat,
            permissions: BTreeSet::new(),
            is_superuser: false,
            address: None,
        }
    }

    /// The user behind the request, where there is one.
    #[must_use]
    pub const fn user_id(&self) -> Option<UserId> {
        match self.kind {
            ActorKind::User { id, .. } => Some(id),
            _ => None,
        }
    }

    /// Whether the actor has a permission.
    #[must_use]
    pub fn has(&self, permission: Permission) -> bool {
        self.is_superuser || self.permissions.contains(&permission)
    }

    /// Refuses an actor who lacks a permission.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.has(permission) {
            return Ok(());
        }
        Err(Error::forbidden(
            "permission_denied",
            format!("This needs the permission {}.", permission.name()),
        ))
    }

    /// What tells this actor's commands from another's in the command log.
    #[must_use]
    pub fn key(&self) -> String {
        match &self.kind {
            ActorKind::User { id, .. } => format!("user:{id}"),
            ActorKind::ApiKey { id, .. } => format!("api_key:{id}"),
            ActorKind::OpenChat => "open_chat".to_owned(),
            ActorKind::System { name } => format!("system:{name}"),
        }
    }

    /// `user`, `api_key` or `system`, as the audit log says it.
    #[must_use]
    pub const fn kind_name(&self) -> &'static str {
        match self.kind {
            ActorKind::User { .. } => "user",
            ActorKind::ApiKey { .. } => "api_key",
            ActorKind::OpenChat | ActorKind::System { .. } => "system",
        }
    }

    /// A name for people and logs.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.kind {
            ActorKind::User { email, .. } => email,
            ActorKind::ApiKey { name, .. } => name,
            ActorKind::OpenChat => "open_chat",
            ActorKind::System { name } => name,
        }
    }
}
