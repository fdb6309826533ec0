//! Which clients and conversations an actor may see: the one place where an [`Actor`] becomes a
//! condition in SQL.

use super::{execute::Execution, select::Select};
use crate::{
    auth::{Actor, Permission, actor::ActorKind},
    error::{Error, Result},
    id::{ClientId, UserId},
    store::{
        Tx,
        table::client::{self, ClientRow},
    },
};

/// The clients an actor may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// All of them.
    All,
    /// Those that this user works.
    AssignedTo(UserId),
    /// None.
    Nothing,
}

impl Scope {
    /// What an actor may see.
    pub(crate) fn of(actor: &Actor) -> Self {
        match actor.user_id() {
            _ if actor.has(Permission::ClientViewAll) => Self::All,
            Some(user) if actor.has(Permission::ClientViewAssigned) => Self::AssignedTo(user),
            _ => Self::Nothing,
        }
    }

    /// What an actor may list. Refuses one whose role shows no clients at all, so that an empty
    /// list always means that there is nothing.
    pub(crate) fn of_list(actor: &Actor) -> Result<Self> {
        match Self::of(actor) {
            Self::Nothing => Err(Error::forbidden(
                "permission_denied",
                "This needs the permission client.view_assigned or client.view_all.",
            )),
            scope => Ok(scope),
        }
    }

    /// Whether a client that this user works may be seen.
    pub(crate) fn sees(self, assigned_to: Option<UserId>) -> bool {
        match self {
            Self::All => true,
            Self::AssignedTo(user) => assigned_to == Some(user),
            Self::Nothing => false,
        }
    }

    /// Narrows a statement over `client c` to what may be seen.
    pub(crate) fn narrow(self, select: &mut Select<'_>) {
        self.narrow_by("c.assigned_to", select);
    }

    /// As [`Scope::narrow`], where the statement goes along an index of its own.
    pub(crate) fn narrow_along(self, select: &mut Select<'_>) {
        self.narrow_by(ASSIGNED_TO_ALONG, select);
    }

    fn narrow_by(self, assigned_to: &str, select: &mut Select<'_>) {
        match self {
            Self::All => {}
            Self::AssignedTo(user) => select.and(&format!("{assigned_to} = ?"), [user.into()]),
            Self::Nothing => select.and("FALSE", []),
        }
    }

    /// Narrows a statement over `audit_log a` to what is told of clients that may be seen and of
    /// no client. Conversations of visitors who are no clients yet are for who sees all clients.
    pub(crate) fn narrow_audit(self, select: &mut Select<'_>) {
        const OF_NO_CLIENT: &str =
            "a.client_id IS NULL AND a.entity_kind NOT IN ('message', 'session')";
        match self {
            Self::All => {}
            // No index leads through both halves: the log is read by the order it is asked for.
            Self::AssignedTo(user) => select.and(
                &format!(
                    "(a.client_id IN (SELECT id FROM client WHERE assigned_to = ?) OR {OF_NO_CLIENT})"
                ),
                [user.into()],
            ),
            Self::Nothing => select.and(OF_NO_CLIENT, []),
        }
    }
}

/// Who works a client, where few rows are looked at whoever works them. SQLite does not know how few
/// there are in a range: by the bare column it would rather read all clients of that user.
pub(crate) const ASSIGNED_TO_ALONG: &str = "COALESCE(c.assigned_to, c.assigned_to)";

/// Which conversations an actor may read.
#[derive(Clone, Copy)]
pub(crate) enum ChatScope {
    All,
    AssignedTo(UserId),
}

impl ChatScope {
    pub(crate) fn of(actor: &Actor) -> Result<Self> {
        match &actor.kind {
            ActorKind::OpenChat
            | ActorKind::System { .. }
            | ActorKind::ApiKey {
                may_read_chat: true,
                ..
            } => Ok(Self::All),
            ActorKind::ApiKey { .. } => Err(Error::forbidden(
                "scope_missing",
                "This API key lacks the scope chat:read.",
            )),
            ActorKind::User { id, .. } => {
                actor.require(Permission::ChatView)?;
                if actor.has(Permission::ClientViewAll) {
                    Ok(Self::All)
                } else if actor.has(Permission::ClientViewAssigned) {
                    Ok(Self::AssignedTo(*id))
                } else {
                    Err(Error::forbidden(
                        "permission_denied",
                        "This needs the permission client.view_assigned.",
                    ))
                }
            }
        }
    }

    pub(crate) async fn allows(self, tx: &mut Tx, client_id: Option<ClientId>) -> Result<bool> {
        match (self, client_id) {
            (Self::All, _) => Ok(true),
            (Self::AssignedTo(_), None) => Ok(false),
            (Self::AssignedTo(user), Some(client_id)) => {
                Ok(client::assignee(tx, client_id).await? == Some(user))
            }
        }
    }
}

/// Refuses, as not found, a client that may not be seen.
pub(crate) async fn require_visible(tx: &mut Tx, scope: Scope, id: ClientId) -> Result<()> {
    let mut select = Select::from("SELECT c.id FROM client c");
    select.and("c.id = ?", [id.into()]);
    scope.narrow(&mut select);
    if select.rows(tx).await?.is_empty() {
        return Err(Error::not_found("Client"));
    }
    Ok(())
}

/// Locks a client for a command of an actor who sees it.
pub(crate) async fn lock_visible(execution: &mut Execution<'_>, id: ClientId) -> Result<ClientRow> {
    let scope = Scope::of(execution.actor);
    client::lock(execution.tx, id)
        .await?
        .filter(|row| scope.sees(row.assigned_to))
        .ok_or(Error::not_found("Client"))
}

/// Turns "client not found" into the same about a thing that hangs on a client.
pub(crate) fn not_seen_as(what: &'static str) -> impl Fn(Error) -> Error {
    move |error| match error {
        Error::NotFound { .. } => Error::not_found(what),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Scope;
    use crate::{
        auth::{Actor, Permission, actor::ActorKind},
        id::UserId,
    };

    fn user(id: UserId, permissions: &[Permission]) -> Actor {
        Actor {
            kind: ActorKind::User {
                id,
                email: "ana@desk.example".to_owned(),
            },
            permissions: permissions.iter().copied().collect::<BTreeSet<_>>(),
            is_superuser: false,
            address: None,
        }
    }

    #[test]
    fn an_actor_sees_all_or_their_own_or_nothing() {
        let id = UserId::new();
        for (permissions, expect) in [
            (&[Permission::ClientViewAll][..], Scope::All),
            (
                &[Permission::ClientViewAll, Permission::ClientViewAssigned],
                Scope::All,
            ),
            (&[Permission::ClientViewAssigned], Scope::AssignedTo(id)),
            (&[Permission::ClientEdit], Scope::Nothing),
        ] {
            assert_eq!(Scope::of(&user(id, permissions)), expect);
        }
        assert_eq!(Scope::of(&Actor::open_chat()), Scope::Nothing);
        assert_eq!(Scope::of(&Actor::system("cli")), Scope::All);
    }

    #[test]
    fn a_scope_says_the_same_of_a_row_as_in_sql() {
        let (me, other) = (UserId::new(), UserId::new());
        assert!(Scope::AssignedTo(me).sees(Some(me)));
        assert!(!Scope::AssignedTo(me).sees(Some(other)));
        assert!(!Scope::AssignedTo(me).sees(None));
        assert!(!Scope::Nothing.sees(Some(me)));
        assert!(Scope::All.sees(None));
    }
}
