//! Today: what somebody should do next, gathered along the indexes and weighed by `model::today`.
//!
//! Each reason has a query of its own that reads a bounded number of clients in the order in which
//! they matter, and what is counted is counted up to a bound, so the list costs the same however
//! large the desk is. The same runs on a device, over what it holds.

use std::collections::BTreeMap;

use super::{
    Rivo, access,
    local_time::quiet_hours,
    scope::{ASSIGNED_TO_ALONG, Scope},
    select::Select,
};
use crate::{
    api::{
        client::ClientSummary,
        today::{NoNextAction, Today, TodayCounts, TodayItem},
    },
    auth::Actor,
    clock::Timestamp,
    error::{Error, Result},
    id::{ClientId, TaskId, UserId},
    model::{
        area_code::{self, QuietHours},
        context::Urgency,
        stage::{Phase, Stage},
        today::{self, AHEAD_SECONDS, Demands, Facts, ReasonKind},
    },
    store::{
        Row, Tx,
        table::{
            client::{self, CAME_BY_ITSELF, IS_OVER},
            client_summary,
        },
    },
};

const MOST_ITEMS: usize = 100;
/// Clients read for one reason.
const FOR_A_REASON: i64 = 200;
/// Clients read for a stage that is old, of each stage.
const OF_A_STAGE: i64 = 25;
const UNPLANNED_SHOWN: u8 = 20;
/// What was said longer ago and never seen is no news any more.
const UNSEEN_SECONDS: i64 = 14 * 86_400;
/// What there is more of is not counted.
const MOST_COUNTED: i64 = 1_000;
/// Somebody has a task there that is due by a moment.
const HAS_DUE: &str = "c.id IN (SELECT t.client_id FROM client_task t
     WHERE t.assignee = ? AND t.done_at IS NULL AND t.due_at <= ?)";
const UNTOUCHED: &str = "c.first_touch_at IS NULL AND c.captured_at IS NOT NULL";

/// Whose day it is, and how it is weighed.
#[derive(Clone, Copy)]
struct Asked {
    scope: Scope,
    /// Who reads: whose unseen messages count.
    reader: UserId,
    /// Only the clients of this one.
    assigned_to: Option<UserId>,
    demands: Demands,
    quiet: QuietHours,
    now: Timestamp,
}

impl Rivo {
    /// What somebody should do next: `me` (the default), a user by id, or `all` whom the actor sees.
    pub async fn today(&self, actor: &Actor, assigned_to: Option<&str>) -> Result<Today> {
        let reader = access::require_user(actor)?;
        let scope = Scope::of_list(actor)?;
        let assigned_to = match assigned_to.unwrap_or("me") {
            "me" => Some(reader),
            "all" => None,
            id => Some(id.parse().map_err(|_| {
                Error::invalid("assigned_to", "Enter a user's id, \"me\" or \"all\".")
            })?),
        };
        let settings = self.settings().await?;
        let asked = Asked {
            scope,
            reader,
            assigned_to,
            demands: Demands {
                first_touch_minutes: settings.first_touch_minutes,
                stale_after_days: settings.stale_after_days,
                next_action_required: settings.next_action_required,
            },
            quiet: quiet_hours(&settings),
            now: self.now(),
        };
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    Ok(Today {
                        items: asked.items(tx).await?,
                        no_next_action: asked.unplanned(tx).await?,
                        counts: asked.counts(tx).await?,
                    })
                })
            })
            .await
    }
}

/// An open task.
struct Planned {
    id: TaskId,
    title: String,
    due_at: Option<Timestamp>,
}

/// What is planned for a client: the first task of the one whose day it is, if there is one among
/// the open ones.
type Plan = Option<Planned>;

impl Asked {
    async fn items(self, tx: &mut Tx) -> Result<Vec<TodayItem>> {
        let clients = self.candidates(tx).await?;
        let plans = self.plans(tx, &clients).await?;
        let mut items: Vec<TodayItem> = clients
            .into_values()
            .filter_map(|client| {
                let plan = plans.get(&client.id);
                self.item(client, plan)
            })
            .collect();
        items.sort_by(|a, b| {
            let key =
                |item: &TodayItem| (-item.score, item.client.stage_changed_at, item.client.id);
            key(a).cmp(&key(b))
        });
        items.truncate(MOST_ITEMS);
        Ok(items)
    }

    fn item(self, client: ClientSummary, plan: Option<&Plan>) -> Option<TodayItem> {
        let since = self.now.plus_seconds(-UNSEEN_SECONDS);
        let task = plan.and_then(Option::as_ref);
        // Of a client that a colleague works, only the task is theirs.
        let works = self.works(&client);
        let facts = Facts {
            came_by_itself: works && client::came_by_itself(&client.source),
            captured_at: client.captured_at,
            first_touch_at: client.first_touch_at,
            stage_changed_at: client.stage_changed_at,
            stage_may_age: works
                && !matches!(client.current_stage.phase(), Phase::Loan | Phase::Over),
            urgent: works && client.urgency == Urgency::High,
            unseen_at: client
                .last_message_at
                .filter(|at| works && client.unread && *at > since),
            task_due_at: task.and_then(|task| task.due_at),
            has_next_action: plan.is_some(),
        };
        let (score, mut reasons) = today::weigh(&facts, self.demands, self.now);
        if reasons.is_empty() {
            return None;
        }
        for reason in &mut reasons {
            if matches!(reason.code, ReasonKind::TaskDue | ReasonKind::TaskOverdue) {
                reason.title = task.map(|task| task.title.clone());
                reason.task_id = task.map(|task| task.id);
            }
        }
        Some(TodayItem {
            score,
            reasons,
            clock: today::clock(&facts, self.demands, self.now),
            quiet: client
                .phone
                .as_deref()
                .and_then(|phone| area_code::local_time(phone, self.now, self.quiet)),
            client,
        })
    }

    /// Those whom any reason may concern.
    async fn candidates(self, tx: &mut Tx) -> Result<BTreeMap<ClientId, ClientSummary>> {
        let mut found = BTreeMap::new();
        let mut select = self.open_along();
        select.and(UNTOUCHED, []);
        select.and(CAME_BY_ITSELF, []);
        select.end("ORDER BY c.captured_at DESC LIMIT ?", [FOR_A_REASON.into()]);
        gather(tx, select, &mut found).await?;

        let mut select = self.open_along();
        let soon = self.now.plus_seconds(AHEAD_SECONDS);
        select.and("c.next_due_at <= ?", [soon.into()]);
        select.end("ORDER BY c.next_due_at LIMIT ?", [FOR_A_REASON.into()]);
        gather(tx, select, &mut found).await?;

        if let Some(user) = self.assigned_to {
            let mut select = Select::with(client_summary::SUMMARY, [self.reader.into()]);
            self.narrow_to_open(&mut select);
            select.and(
                "c.id IN (SELECT t.client_id FROM client_task t
                     WHERE t.assignee = ? AND t.done_at IS NULL AND t.due_at <= ?
                     ORDER BY t.due_at LIMIT ?)",
                [user.into(), soon.into(), FOR_A_REASON.into()],
            );
            gather(tx, select, &mut found).await?;
        }

        let mut select = self.open_along();
        let since = self.now.plus_seconds(-UNSEEN_SECONDS);
        select.and("c.last_message_at > ?", [since.into()]);
        select.and(
            "NOT EXISTS (SELECT 1 FROM client_seen r
                 WHERE r.user_id = ? AND r.client_id = c.id AND r.seen_at >= c.last_message_at)",
            [self.reader.into()],
        );
        select.end("ORDER BY c.last_message_at LIMIT ?", [FOR_A_REASON.into()]);
        gather(tx, select, &mut found).await?;

        let mut select = self.open();
        select.and("c.urgency = 'high'", []);
        select.end("ORDER BY c.created_at DESC LIMIT ?", [FOR_A_REASON.into()]);
        gather(tx, select, &mut found).await?;

        let old = self
            .now
            .plus_seconds(-86_400 * self.demands.stale_after_days);
        let aging = |stage: &Stage| !matches!(stage.phase(), Phase::Loan | Phase::Over);
        for stage in Stage::ALL.into_iter().filter(aging) {
            let mut select = self.in_stage(stage);
            select.and("c.stage_changed_at <= ?", [old.into()]);
            select.end("ORDER BY c.stage_changed_at LIMIT ?", [OF_A_STAGE.into()]);
            gather(tx, select, &mut found).await?;
        }
        Ok(found)
    }

    /// A statement over the open leads of the day, in short.
    fn open(self) -> Select<'static> {
        let mut select = Select::with(client_summary::SUMMARY, [self.reader.into()]);
        self.narrow(&mut select);
        select
    }

    fn in_stage(self, stage: Stage) -> Select<'static> {
        let mut select = self.open();
        select.and("c.current_stage = ?", [stage.as_str().into()]);
        select
    }

    /// As [`Asked::open`], where the statement goes along the index of a reason.
    fn open_along(self) -> Select<'static> {
        let mut select = Select::with(client_summary::SUMMARY, [self.reader.into()]);
        self.narrow_along(&mut select);
        select
    }

    fn narrow(self, select: &mut Select<'_>) {
        self.scope.narrow(select);
        is_open(select);
        if let Some(user) = self.assigned_to {
            select.and("c.assigned_to = ?", [user.into()]);
        }
    }

    fn narrow_along(self, select: &mut Select<'_>) {
        self.narrow_to_open(select);
        if let Some(user) = self.assigned_to {
            select.and(&format!("{ASSIGNED_TO_ALONG} = ?"), [user.into()]);
        }
    }

    /// The open leads that the reader sees, whoever works them.
    fn narrow_to_open(self, select: &mut Select<'_>) {
        self.scope.narrow_along(select);
        is_open(select);
    }

    /// Whether a client is worked by the one whose day it is.
    fn works(self, client: &ClientSummary) -> bool {
        let csm = client.assigned_to.as_ref().map(|user| user.id);
        self.assigned_to.is_none_or(|user| csm == Some(user))
    }

    /// Whether a task is theirs: one that is nobody's is for who works the client.
    fn is_theirs(self, client: &ClientSummary, assignee: Option<UserId>) -> bool {
        match (self.assigned_to, assignee) {
            (None, _) => true,
            (Some(user), Some(assignee)) => user == assignee,
            (Some(_), None) => self.works(client),
        }
    }

    /// What is planned for each of these clients, as far as anything is.
    async fn plans(
        self,
        tx: &mut Tx,
        clients: &BTreeMap<ClientId, ClientSummary>,
    ) -> Result<BTreeMap<ClientId, Plan>> {
        let mut plans: BTreeMap<ClientId, Plan> = BTreeMap::new();
        let ids: Vec<ClientId> = clients.keys().copied().collect();
        for some in ids.chunks(200) {
            let mut select = Select::from(
                "SELECT t.client_id, t.assignee, t.id, t.title, t.due_at FROM client_task t",
            );
            select.and("t.done_at IS NULL", []);
            let marks = vec!["?"; some.len()].join(", ");
            select.and(
                &format!("t.client_id IN ({marks})"),
                some.iter().map(|id| (*id).into()),
            );
            // Dated ones first.
            select.end("ORDER BY t.due_at IS NULL, t.due_at, t.id", []);
            for mut row in select.rows(tx).await? {
                let (client_id, assignee): (ClientId, _) = (row.get()?, row.get()?);
                let task = planned(&mut row)?;
                let is_theirs = clients
                    .get(&client_id)
                    .is_some_and(|client| self.is_theirs(client, assignee));
                let plan = plans.entry(client_id).or_default();
                if is_theirs && plan.is_none() {
                    *plan = Some(task);
                }
            }
        }
        Ok(plans)
    }

    async fn unplanned(self, tx: &mut Tx) -> Result<NoNextAction> {
        const UNPLANNED: &str = "NOT EXISTS (SELECT 1 FROM client_task o WHERE o.client_id = c.id AND o.done_at IS NULL)";
        if !self.demands.next_action_required {
            return Ok(NoNextAction {
                count: 0,
                results: Vec::new(),
            });
        }
        let mut select = Select::from("SELECT 1 FROM client c");
        self.narrow(&mut select);
        select.and(UNPLANNED, []);
        let count = counted(tx, select).await?;
        let mut results = Vec::new();
        for stage in Stage::ALL
            .into_iter()
            .filter(|stage| stage.phase() != Phase::Over)
        {
            let mut select = self.in_stage(stage);
            select.and(UNPLANNED, []);
            select.end(
                "ORDER BY c.stage_changed_at, c.id LIMIT ?",
                [i64::from(UNPLANNED_SHOWN).into()],
            );
            for row in select.rows(tx).await? {
                results.push(client_summary::keyed_summary(row)?.1);
            }
        }
        results.sort_by_key(|client| (client.stage_changed_at, client.id));
        results.truncate(usize::from(UNPLANNED_SHOWN));
        Ok(NoNextAction { count, results })
    }

    async fn counts(self, tx: &mut Tx) -> Result<TodayCounts> {
        let soon = self.now.plus_seconds(AHEAD_SECONDS);
        let late = self
            .now
            .plus_seconds(-60 * self.demands.first_touch_minutes);
        let untouched =
            |than: &str| format!("{UNTOUCHED} AND {CAME_BY_ITSELF} AND c.captured_at {than} ?");
        Ok(TodayCounts {
            due: self.due(tx, soon).await?,
            late: self.count(tx, &untouched("<="), late).await?,
            new: self.count(tx, &untouched(">"), late).await?,
            urgent: {
                let mut select = Select::from("SELECT 1 FROM client c");
                self.narrow(&mut select);
                select.and("c.urgency = 'high'", []);
                counted(tx, select).await?
            },
        })
    }

    /// Clients with a task that is theirs and due by then.
    async fn due(self, tx: &mut Tx, soon: Timestamp) -> Result<i64> {
        let Some(user) = self.assigned_to else {
            return self.count(tx, "c.next_due_at <= ?", soon).await;
        };
        let mut own = Select::from("SELECT 1 FROM client c");
        self.narrow_to_open(&mut own);
        own.and(HAS_DUE, [user.into(), soon.into()]);
        let own = counted(tx, own).await?;
        let mut nobodys = Select::from("SELECT 1 FROM client c");
        self.narrow_along(&mut nobodys);
        nobodys.and("c.next_due_at <= ?", [soon.into()]);
        nobodys.and(
            "EXISTS (SELECT 1 FROM client_task n WHERE n.client_id = c.id
                 AND n.assignee IS NULL AND n.done_at IS NULL AND n.due_at <= ?)",
            [soon.into()],
        );
        nobodys.and(&format!("NOT {HAS_DUE}"), [user.into(), soon.into()]);
        Ok((own + counted(tx, nobodys).await?).min(MOST_COUNTED))
    }

    /// Counts along the index of a moment.
    async fn count(self, tx: &mut Tx, condition: &str, at: Timestamp) -> Result<i64> {
        let mut select = Select::from("SELECT 1 FROM client c");
        self.narrow_along(&mut select);
        select.and(condition, [at.into()]);
        counted(tx, select).await
    }
}

fn is_open(select: &mut Select<'_>) {
    select.and("c.captured_at IS NOT NULL", []);
    select.and(&format!("c.current_stage NOT IN {IS_OVER}"), []);
}

/// How many rows a statement finds, up to [`MOST_COUNTED`].
async fn counted(tx: &mut Tx, select: Select<'_>) -> Result<i64> {
    let mut select = select.within("SELECT COUNT(*) FROM (");
    select.end("LIMIT ?) AS found", [MOST_COUNTED.into()]);
    match select.rows(tx).await?.pop() {
        Some(mut row) => row.get(),
        None => Ok(0),
    }
}

async fn gather(
    tx: &mut Tx,
    select: Select<'_>,
    found: &mut BTreeMap<ClientId, ClientSummary>,
) -> Result<()> {
    for row in select.rows(tx).await? {
        let (_, client) = client_summary::keyed_summary(row)?;
        found.insert(client.id, client);
    }
    Ok(())
}

fn planned(row: &mut Row) -> Result<Planned> {
    Ok(Planned {
        id: row.get()?,
        title: row.get()?,
        due_at: row.get()?,
    })
}
