//! Who may be given clients, with what each works now: over `user`, `role`, `client` and
//! `client_assignment`.

use crate::{
    api::user::{Practice, UserRef},
    auth::Permission,
    clock::Timestamp,
    error::{Error, Result},
    id::UserId,
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
        table::user,
    },
};

queries! {
    /// One node at a time gives leads away.
    LOCK = Sql::per_engine(
        "SELECT ''",
        "SELECT CAST(pg_advisory_xact_lock(7237119) AS TEXT)",
    );
    /// An assignment by hand waits for the one that counts, and the other way round.
    LOCK_TAKERS = Sql::per_engine(
        "SELECT id FROM \"user\" WHERE takes_leads = TRUE AND is_active = TRUE ORDER BY id",
        "SELECT id FROM \"user\" WHERE takes_leads = TRUE AND is_active = TRUE ORDER BY id FOR NO KEY UPDATE",
    );
    MEMBERS = Sql::same(
        "SELECT u.id, u.email, u.first_name, u.last_name,
             u.licence_states, u.capacity, u.takes_leads, u.nmls_id, u.is_superuser, r.permissions,
             (SELECT COUNT(*) FROM client c
              WHERE c.assigned_to = u.id
                  AND c.current_stage NOT IN ('lost', 'closed', 'rejected', 'disbursed', 'active')),
             (SELECT MAX(a.created_at) FROM client_assignment a WHERE a.assigned_to = u.id)
         FROM \"user\" u
         LEFT JOIN role r ON r.id = u.role_id
         WHERE u.is_active = TRUE AND (?1 = FALSE OR u.takes_leads = TRUE)
         ORDER BY u.id",
    );
    WAITING = Sql::same(
        "SELECT COUNT(*), MIN(captured_at) FROM client
         WHERE assigned_to IS NULL AND captured_at IS NOT NULL
             AND current_stage NOT IN ('lost', 'closed', 'rejected')",
    );
    ANY_WAITING = Sql::same(
        "SELECT EXISTS (SELECT 1 FROM client
         WHERE assigned_to IS NULL AND captured_at IS NOT NULL
             AND current_stage NOT IN ('lost', 'closed', 'rejected'))",
    );
}

/// Somebody who may be given clients.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) user: UserRef,
    pub(crate) practice: Practice,
    pub(crate) open_clients: i64,
    /// When they were last given a client.
    pub(crate) last_given_at: Option<Timestamp>,
}

/// Waits until no other node gives leads away, and keeps those who take leads as they are, until
/// the transaction ends.
pub(crate) async fn lock(tx: &mut Tx) -> Result<()> {
    tx.query(&LOCK, &[]).await?;
    tx.query(&LOCK_TAKERS, &[]).await?;
    Ok(())
}

/// Active users whose role shows them the clients they are given: all, or only those to whom leads
/// are given by themselves.
pub(crate) async fn members(tx: &mut Tx, takers_only: bool) -> Result<Vec<Member>> {
    let mut members = Vec::new();
    for mut row in tx.query(&MEMBERS, params![takers_only]).await? {
        members.extend(member(&mut row)?);
    }
    Ok(members)
}

/// How many leads await somebody, and since when the oldest does.
pub(crate) async fn waiting(tx: &mut Tx) -> Result<(i64, Option<Timestamp>)> {
    let mut row = tx.query_one(&WAITING, &[]).await?;
    Ok((row.get()?, row.get()?))
}

pub(crate) async fn any_waiting(tx: &mut Tx) -> Result<bool> {
    tx.query_one(&ANY_WAITING, &[]).await?.get()
}

fn member(row: &mut Row) -> Result<Option<Member>> {
    let user =
        user::opt_user_ref(row)?.ok_or_else(|| Error::bug("a row of users without a user"))?;
    let practice = user::practice(row)?;
    let is_superuser: bool = row.get()?;
    let permissions: Vec<String> = row.opt_json()?.unwrap_or_default();
    let sees_own = is_superuser || can_see_own(&permissions);
    let member = Member {
        user,
        practice,
        open_clients: row.get()?,
        last_given_at: row.get()?,
    };
    Ok(sees_own.then_some(member))
}

/// Whether a role with these permissions shows its holder the clients they are given.
fn can_see_own(permissions: &[String]) -> bool {
    [Permission::ClientViewAssigned, Permission::ClientViewAll]
        .iter()
        .any(|permission| permissions.iter().any(|name| name == permission.name()))
}

impl Member {
    /// Whether they can carry one more.
    pub(crate) fn has_room(&self) -> bool {
        self.practice
            .capacity
            .is_none_or(|capacity| self.open_clients < capacity)
    }

    pub(crate) fn is_licensed_in(&self, state: &str) -> bool {
        self.practice.licence_states.iter().any(|own| own == state)
    }

    pub(crate) const fn id(&self) -> UserId {
        self.user.id
    }
}
