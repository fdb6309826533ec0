//! Gives waiting leads away by themselves, the oldest first, as the desk's settings say.
//!
//! Any node may do it, one at a time: a round runs in one transaction under an advisory lock (on
//! SQLite under the single writer) and keeps those who take leads locked, as an assignment by hand
//! does. So nothing is counted that changes before the commit: no lead goes to two people, and
//! nobody gets more than they can carry. A round ends only when there is no lead left that somebody
//! with room may take, so the backlog drains as soon as somebody frees up.

use std::{
    cmp::Ordering,
    collections::BTreeSet,
    fmt::Write as _,
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use super::{
    Rivo, access, apply,
    execute::Execution,
    feed::chain,
    guarded,
    scope::{Scope, require_visible},
    select::Select,
    setting::{AssignmentMode, Settings},
};
use crate::{
    api::{
        command::Command,
        user::{Suggestion, WorkloadReport},
    },
    auth::{Actor, Permission},
    clock::Timestamp,
    error::{Error, Result},
    id::{ClientId, CommandId},
    model::{area_code, validate::Region},
    store::{
        Engine, Row, Tx,
        table::{
            client::{self, IS_OVER},
            roster::{self, Member},
        },
    },
};

/// Leads given away in one transaction.
const BATCH: i64 = 50;
/// A burst of changes is looked at once.
const PAUSE: Duration = Duration::from_millis(250);
/// Looking in vain takes at most one part of time in so many: a backlog that nobody may take is
/// long, and each message wakes us.
const SHARE: u32 = 20;
/// How long what nothing told us of may go unseen: another node's change, the end of a setting's
/// freshness.
const POLL: Duration = Duration::from_secs(5);

/// Starts giving leads away.
pub(super) fn spawn(rivo: &Rivo, tasks: &mut JoinSet<()>) {
    tasks.spawn(work(rivo.clone()));
}

async fn work(rivo: Rivo) {
    let mut stopping = rivo.stopping();
    let mut grew = rivo.feed_changed();
    loop {
        let started = Instant::now();
        let pause = match guarded(rivo.assign_waiting()).await {
            Ok(0) => (started.elapsed() * (SHARE - 1)).clamp(PAUSE, POLL),
            Ok(given) => {
                tracing::info!(given, "waiting leads were given away");
                PAUSE
            }
            Err(error) => {
                tracing::warn!(error = %chain(&error), "leads could not be given away; trying again");
                POLL
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stopping.stopped() => return,
        }
        tokio::select! {
            _ = grew.changed() => {}
            () = tokio::time::sleep(POLL) => {}
            () = stopping.stopped() => return,
        }
    }
}

impl Rivo {
    /// Gives waiting leads to those who may take them until none is left that anybody with room
    /// may take, and says how many found somebody. Does nothing while leads are assigned by hand.
    pub async fn assign_waiting(&self) -> Result<usize> {
        let mut given = 0;
        loop {
            let settings = self.settings().await?;
            let rule = Rule::of(&settings);
            if rule.mode == AssignmentMode::Manual {
                return Ok(given);
            }
            // Most looks find nothing; only the others need a transaction that writes.
            let is_possible = self
                .store()
                .read(move |tx| Box::pin(async move { is_possible(tx, rule).await }))
                .await?;
            if !is_possible {
                return Ok(given);
            }
            let (now, region) = (self.now(), self.region());
            let in_round = self
                .store()
                .write(move |tx| Box::pin(round(tx, rule, now, region)))
                .await?;
            self.wake_feed();
            given += in_round;
            if in_round == 0 {
                // Somebody else holds the one that is left; its change wakes us.
                return Ok(given);
            }
        }
    }

    /// Who should work a client, the best first, for those who assign. Who could not be given it by
    /// itself comes last, with the reason.
    pub async fn suggest_assignee(
        &self,
        actor: &Actor,
        client_id: ClientId,
    ) -> Result<Vec<Suggestion>> {
        let permitted = actor.require(Permission::ClientAssign);
        let scope = Scope::of(actor);
        let settings = self.settings().await?;
        let rule = Rule::of(&settings);
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    require_visible(tx, scope, client_id).await?;
                    permitted?;
                    let client = client::find(tx, client_id)
                        .await?
                        .ok_or(Error::not_found("Client"))?;
                    let state = state_of(client.phone.as_deref());
                    let mut members = roster::members(tx, false).await?;
                    members.retain(|member| Some(member.id()) != client.assigned_to);
                    Ok(rule.suggestions(members, state))
                })
            })
            .await
    }

    /// What each has to do, what each can carry, and how many leads await somebody. For those who
    /// assign clients or see reports.
    pub async fn workload_report(&self, actor: &Actor) -> Result<WorkloadReport> {
        let results = self.workload(actor).await?.results;
        let sees_all = Scope::of_list(actor)? == Scope::All;
        let mode = self.settings().await?.assignment_mode;
        let (waiting, waiting_since) = if sees_all {
            self.store()
                .read(|tx| Box::pin(async move { roster::waiting(tx).await }))
                .await?
        } else {
            (0, None)
        };
        Ok(WorkloadReport {
            results,
            waiting,
            waiting_since,
            assignment_mode: mode.name().to_owned(),
        })
    }
}

/// By what a lead finds its CSM.
#[derive(Clone, Copy, Debug)]
struct Rule {
    mode: AssignmentMode,
    by_licence: bool,
}

/// Gives away what can be given, at most [`BATCH`]; how many found somebody.
async fn round(tx: &mut Tx, rule: Rule, now: Timestamp, region: Region) -> Result<usize> {
    roster::lock(tx).await?;
    let mut members = roster::members(tx, true).await?;
    let actor = Actor::system("assignment");
    let mut given = 0;
    for lead in waiting(tx, rule, &members, Hold::Lock, BATCH).await? {
        let state = state_of(lead.phone.as_deref());
        // Whoever might have taken it is full by now.
        let Some(best) = rule.best(&members, state) else {
            continue;
        };
        let member = &mut members[best];
        // Of one round too, it is known who was given the one before.
        let now = Timestamp::from_micros(now.as_micros() + i64::from(given));
        let command = Command::Assign {
            client_id: lead.id,
            assigned_to: Some(member.id()),
            remarks: Some(rule.reason(member, state)),
            expected_assigned_to: Some(None),
        };
        let mut execution = Execution {
            tx: &mut *tx,
            actor: &actor,
            command_id: CommandId::new(),
            action: access::action(&command),
            now,
            issued_at: None,
            region,
            is_replica: false,
        };
        apply::apply(&mut execution, command).await?;
        member.open_clients += 1;
        member.last_given_at = Some(now);
        given += 1;
    }
    Ok(usize::try_from(given).unwrap_or_default())
}

async fn is_possible(tx: &mut Tx, rule: Rule) -> Result<bool> {
    if !roster::any_waiting(tx).await? {
        return Ok(false);
    }
    let members = roster::members(tx, true).await?;
    let leads = waiting(tx, rule, &members, Hold::Look, 1).await?;
    Ok(!leads.is_empty())
}

struct Lead {
    id: ClientId,
    phone: Option<String>,
}

/// Whether the lead that is found is kept for this transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hold {
    Look,
    Lock,
}

/// The oldest waiting leads that somebody with room may take. Those that somebody else works on at
/// this moment are left to them.
async fn waiting(
    tx: &mut Tx,
    rule: Rule,
    members: &[Member],
    hold: Hold,
    most: i64,
) -> Result<Vec<Lead>> {
    let able: Vec<&Member> = members.iter().filter(|member| member.has_room()).collect();
    if able.is_empty() {
        return Ok(Vec::new());
    }
    let prefixes: Vec<String> = able
        .iter()
        .flat_map(|member| &member.practice.licence_states)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .flat_map(|state| area_code::codes_of(state))
        .map(|code| format!("+1{code}"))
        .collect();
    let mut select = Select::from("SELECT c.id, c.phone FROM client c");
    select.and("c.assigned_to IS NULL", []);
    select.and("c.captured_at IS NOT NULL", []);
    select.and(&format!("c.current_stage NOT IN {IS_OVER}"), []);
    if rule.by_licence {
        if prefixes.is_empty() {
            return Ok(Vec::new());
        }
        let marks = vec!["?"; prefixes.len()].join(", ");
        select.and("LENGTH(c.phone) = 12", []);
        select.and(
            &format!("SUBSTR(c.phone, 1, 5) IN ({marks})"),
            prefixes.iter().map(|prefix| prefix.as_str().into()),
        );
    }
    select.end("ORDER BY c.captured_at, c.id LIMIT ?", [most.into()]);
    if hold == Hold::Lock && tx.engine() == Engine::Postgres {
        select.end("FOR NO KEY UPDATE SKIP LOCKED", []);
    }
    let lead = |mut row: Row| {
        Ok(Lead {
            id: row.get()?,
            phone: row.get()?,
        })
    };
    select.rows(tx).await?.into_iter().map(lead).collect()
}

fn state_of(phone: Option<&str>) -> Option<&'static str> {
    phone.and_then(area_code::locate).map(|place| place.state)
}

impl Rule {
    const fn of(settings: &Settings) -> Self {
        Self {
            mode: settings.assignment_mode,
            by_licence: settings.assignment_by_licence,
        }
    }

    /// Whether a lead of a state may go to somebody by itself.
    fn allows(self, member: &Member, state: Option<&str>) -> bool {
        member.practice.takes_leads
            && member.has_room()
            && (!self.by_licence || state.is_some_and(|state| member.is_licensed_in(state)))
    }

    /// Whose turn it is, by place.
    fn best(self, members: &[Member], state: Option<&str>) -> Option<usize> {
        let ceiling = ceiling(members);
        members
            .iter()
            .enumerate()
            .filter(|(_, member)| self.allows(member, state))
            .min_by(|(_, a), (_, b)| self.compare(a, b, ceiling))
            .map(|(at, _)| at)
    }

    /// Who comes before whom. Two who are the same otherwise go by their ids, so that each node
    /// decides the same.
    fn compare(self, a: &Member, b: &Member, ceiling: i64) -> Ordering {
        let turn = || (a.last_given_at, a.id()).cmp(&(b.last_given_at, b.id()));
        match self.mode {
            AssignmentMode::RoundRobin => turn(),
            AssignmentMode::LeastWorkload | AssignmentMode::Manual => {
                let carries = |member: &Member| member.practice.capacity.unwrap_or(ceiling).max(1);
                (a.open_clients * carries(b))
                    .cmp(&(b.open_clients * carries(a)))
                    .then_with(turn)
            }
        }
    }

    /// Why somebody was given a lead, for the assignment's remarks.
    fn reason(self, member: &Member, state: Option<&str>) -> String {
        let mut reason = match self.mode {
            AssignmentMode::LeastWorkload => format!(
                "{}, {}",
                self.mode.label(),
                open_of(member.open_clients, member.practice.capacity)
            ),
            mode => mode.label().to_owned(),
        };
        if let Some(state) = state.filter(|_| self.by_licence) {
            // Writing into a text cannot fail.
            let _ = write!(reason, ", licensed in {state}");
        }
        reason
    }

    fn suggestions(self, mut members: Vec<Member>, state: Option<&'static str>) -> Vec<Suggestion> {
        let ceiling = ceiling(&members);
        members.sort_by(|a, b| {
            let rank = |member: &Member| {
                let is_unlicensed = state.is_some_and(|state| !member.is_licensed_in(state));
                (!self.allows(member, state), is_unlicensed)
            };
            rank(a)
                .cmp(&rank(b))
                .then_with(|| self.compare(a, b, ceiling))
        });
        members
            .into_iter()
            .map(|member| {
                let licensed = state.map(|state| member.is_licensed_in(state));
                let mut parts = vec![open_of(member.open_clients, member.practice.capacity)];
                if let (Some(state), Some(licensed)) = (state, licensed) {
                    let word = if licensed { "licensed" } else { "not licensed" };
                    parts.push(format!("{word} in {state}"));
                }
                if !member.has_room() {
                    parts.push("no room".to_owned());
                }
                if !member.practice.takes_leads {
                    parts.push("takes no leads by themselves".to_owned());
                }
                Suggestion {
                    open_clients: member.open_clients,
                    capacity: member.practice.capacity,
                    takes_leads: member.practice.takes_leads,
                    licensed,
                    has_room: member.has_room(),
                    reason: parts.join(", "),
                    user: member.user,
                }
            })
            .collect()
    }
}

/// What somebody without a limit is measured by: the most that anybody can carry.
fn ceiling(members: &[Member]) -> i64 {
    members
        .iter()
        .filter_map(|member| member.practice.capacity)
        .max()
        .unwrap_or(1)
}

fn open_of(open: i64, capacity: Option<i64>) -> String {
    match capacity {
        Some(capacity) => format!("{open} of {capacity} open"),
        None => format!("{open} open"),
    }
}
