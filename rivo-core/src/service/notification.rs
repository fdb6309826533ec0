//! What users are told of: reading it, and how it comes about.
//!
//! Notifications are made behind the change feed, not in the commands: a device makes none, a
//! command costs nothing for them, and what was told is told once however often the feed is read.
//! One's own doing tells oneself of nothing, and who may not see the client any more sees nothing
//! of it here either.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use tokio::task::JoinSet;

use super::{Rivo, access, feed::chain, guarded, newest, paging, scope::Scope, select::Select};
use crate::{
    api::{
        Page,
        event::ChangeKind,
        notification::{Notification, NotificationCount, NotificationKind, ReadNotifications},
    },
    auth::{Actor, Permission},
    clock::Timestamp,
    error::{Error, Result},
    id::{ClientId, NoteId, NotificationId, SessionId, TaskId, UserId},
    model::mention,
    store::{
        Tx,
        table::{
            change_feed::{self, NewChange, PlacedChange},
            chat_session, client, client_assignment, client_note, client_task,
            notification::{self, NewNotification},
            user,
        },
    },
};

/// The most mentions of a note.
const MAX_MENTIONS: usize = 20;
/// As much of a note as a notification shows.
const EXCERPT_CHARS: usize = 200;
const MAX_IDS: usize = 200;
/// How often what comes due by time alone is looked for.
const LOOK_EVERY: Duration = Duration::from_secs(15);
/// What came due longer ago is not told any more: the desk slept.
const TELL_TASKS_SECONDS: i64 = 7 * 86_400;
const TELL_LEADS_SECONDS: i64 = 86_400;
/// A message that is older than its place in the feed was edited, not written.
const JUST_NOW_SECONDS: i64 = 10;

impl Rivo {
    /// What the user who asks was told, the newest first.
    pub async fn list_notifications(
        &self,
        actor: &Actor,
        unread: bool,
        cursor: Option<String>,
        limit: Option<u32>,
    ) -> Result<Page<Notification>> {
        let user = access::require_user(actor)?;
        let scope = Scope::of(actor);
        let limit = paging::page_limit(limit)?;
        let (at, id) = newest::before::<NotificationId>(cursor.as_deref())?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let mut select = Select::from(notification::VIEW);
                    select.and("n.user_id = ?", [user.into()]);
                    scope.narrow(&mut select);
                    if unread {
                        select.and("n.read_at IS NULL", []);
                    }
                    select.and("(n.created_at, n.id) < (?, ?)", [at.into(), id.into()]);
                    select.end(
                        "ORDER BY n.created_at DESC, n.id DESC LIMIT ?",
                        [(limit + 1).into()],
                    );
                    let rows = select
                        .rows(tx)
                        .await?
                        .into_iter()
                        .map(notification::view)
                        .collect::<Result<Vec<_>>>()?;
                    Ok(newest::page(rows, limit, |row| (row.created_at, row.id)))
                })
            })
            .await
    }

    /// How much of it the user did not read.
    pub async fn count_notifications(&self, actor: &Actor) -> Result<NotificationCount> {
        let user = access::require_user(actor)?;
        let scope = Scope::of(actor);
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let mut select = Select::from(
                        "SELECT COUNT(*) FROM notification n JOIN client c ON c.id = n.client_id",
                    );
                    select.and("n.user_id = ?", [user.into()]);
                    select.and("n.read_at IS NULL", []);
                    scope.narrow(&mut select);
                    let unread = match select.rows(tx).await?.pop() {
                        Some(mut row) => row.get()?,
                        None => 0,
                    };
                    Ok(NotificationCount { unread })
                })
            })
            .await
    }

    /// Marks some or all as read. Others' ids are as good as none.
    pub async fn read_notifications(
        &self,
        actor: &Actor,
        which: ReadNotifications,
    ) -> Result<NotificationCount> {
        let user = access::require_user(actor)?;
        if !which.all && which.ids.is_empty() {
            return Err(Error::invalid("ids", "Name notifications, or all of them."));
        }
        if which.ids.len() > MAX_IDS {
            return Err(Error::invalid(
                "ids",
                format!("Give at most {MAX_IDS} ids, or all."),
            ));
        }
        let now = self.now();
        self.store()
            .write(move |tx| {
                let ids = (!which.all).then(|| which.ids.clone());
                Box::pin(async move {
                    if notification::read(tx, user, ids.as_deref(), now).await? {
                        // So that the user's other windows know.
                        let id = user.to_string();
                        let change = NewChange::of_notification(&id, user);
                        change_feed::append(tx, &change, now).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        self.wake_feed();
        self.count_notifications(actor).await
    }

    /// Tells of what came due by time alone: tasks, and new leads that wait for too long. Says how
    /// much was told.
    pub async fn notify_due(&self) -> Result<usize> {
        let (now, settings) = (self.now(), self.settings().await?);
        let late = now.plus_seconds(-60 * settings.first_touch_minutes);
        // Most looks find nothing; only the others need a transaction that writes.
        let (tasks, leads) = self
            .store()
            .read(move |tx| Box::pin(async move { due(tx, now, late).await }))
            .await?;
        let count = tasks.len() + leads.len();
        if count == 0 {
            return Ok(0);
        }
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    let (tasks, leads) = due(tx, now, late).await?;
                    for (task, client_id, assignee, title) in tasks {
                        let new = NewNotification {
                            user_id: assignee,
                            kind: NotificationKind::TaskDue,
                            subject: task,
                            client_id,
                            actor_id: None,
                            body: &title,
                            again: true,
                        };
                        tell(tx, &new, now).await?;
                    }
                    for (client_id, assignee) in leads {
                        let new = NewNotification {
                            user_id: assignee,
                            kind: NotificationKind::FirstTouchLate,
                            subject: client_id.0,
                            client_id,
                            actor_id: None,
                            body: "",
                            again: false,
                        };
                        tell(tx, &new, now).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        self.wake_feed();
        Ok(count)
    }
}

type Due = (Vec<notification::DueTask>, Vec<(ClientId, UserId)>);

async fn due(tx: &mut Tx, now: Timestamp, late: Timestamp) -> Result<Due> {
    let tasks = notification::tasks_due(tx, now, now.plus_seconds(-TELL_TASKS_SECONDS)).await?;
    let since = now.plus_seconds(-TELL_LEADS_SECONDS);
    Ok((tasks, notification::untouched(tx, late, since).await?))
}

/// Starts telling of what comes due by time alone.
pub(super) fn spawn(rivo: &Rivo, tasks: &mut JoinSet<()>) {
    tasks.spawn(look(rivo.clone()));
}

async fn look(rivo: Rivo) {
    let mut stopping = rivo.stopping();
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = stopping.stopped() => return,
        }
        if let Err(error) = guarded(rivo.notify_due()).await {
            tracing::warn!(error = %chain(&error), "what is due could not be told; trying again");
        }
    }
}

/// Refuses mentions that would reach nobody: of users who do not exist, cannot log in or may not
/// see the client. What the note mentioned before may stay.
///
/// A device knows no colleague's role: there the server decides.
pub(super) async fn check_mentions(
    tx: &mut Tx,
    assigned_to: Option<UserId>,
    before: &str,
    body: &str,
) -> Result<()> {
    let users = mention::mentioned(body);
    if users.len() > MAX_MENTIONS {
        return Err(Error::invalid(
            "body",
            format!("A note mentions at most {MAX_MENTIONS} people."),
        ));
    }
    let known = mention::mentioned(before);
    for id in users.into_iter().filter(|id| !known.contains(id)) {
        if may_see(tx, id, assigned_to).await? {
            continue;
        }
        let name = user::find(tx, id).await?.map_or_else(
            || "Somebody who is mentioned".to_owned(),
            |user| user::full_name(&user.first_name, &user.last_name, &user.email),
        );
        return Err(Error::invalid(
            "body",
            format!("{name} cannot see this client; a mention would not reach them."),
        ));
    }
    Ok(())
}

/// Whether a user can log in and sees a client that `assigned_to` works.
async fn may_see(tx: &mut Tx, id: UserId, assigned_to: Option<UserId>) -> Result<bool> {
    if !client_assignment::can_work(tx, id).await? {
        return Ok(false);
    }
    let grants = user::grants(tx, id).await?.unwrap_or_default();
    let has = |permission: Permission| {
        grants.is_superuser
            || grants
                .permissions
                .iter()
                .any(|name| name == permission.name())
    };
    Ok(has(Permission::ClientViewAll)
        || (assigned_to == Some(id) && has(Permission::ClientViewAssigned)))
}

/// Tells of what a batch of the feed brought.
pub(super) async fn follow(tx: &mut Tx, changes: &[PlacedChange], now: Timestamp) -> Result<()> {
    let mut notes = BTreeSet::new();
    let mut sessions: BTreeMap<SessionId, (i64, Timestamp)> = BTreeMap::new();
    for change in changes {
        match change.event.kind {
            ChangeKind::Note => {
                if let Ok(id) = change.event.id.parse::<NoteId>()
                    && notes.insert(id)
                {
                    of_note(tx, id, now).await?;
                }
            }
            ChangeKind::Task => {
                if let Ok(id) = change.event.id.parse() {
                    of_task(tx, id, now).await?;
                }
            }
            ChangeKind::Client => {
                if let (Some(client_id), Some(user_id)) =
                    (change.event.client_id, change.assignee_after)
                    && change.assignee_before != change.assignee_after
                {
                    given(tx, client_id, user_id, now).await?;
                }
            }
            ChangeKind::Messages => {
                if let (Ok(id), Some(position)) = (change.event.id.parse(), change.first_position) {
                    let at = change.event.at;
                    let first = sessions.entry(id).or_insert((position, at));
                    *first = (first.0.min(position), first.1.min(at));
                }
            }
            _ => {}
        }
    }
    // A batch may hold a conversation's every message: it is looked at once.
    for (id, (position, at)) in sessions {
        said(tx, id, position, at, now).await?;
    }
    Ok(())
}

/// Who is mentioned learns of it; who is not any more forgets it.
async fn of_note(tx: &mut Tx, id: NoteId, now: Timestamp) -> Result<()> {
    let kind = NotificationKind::Mention;
    let note = client_note::find(tx, id).await?;
    let mentioned = note
        .as_ref()
        .map(|note| mention::mentioned(&note.body))
        .unwrap_or_default();
    for user_id in notification::recipients(tx, kind, id.0).await? {
        if !mentioned.contains(&user_id) {
            notification::remove(tx, kind, id.0, user_id).await?;
            let id = user_id.to_string();
            change_feed::append(tx, &NewChange::of_notification(&id, user_id), now).await?;
        }
    }
    let Some(note) = note.filter(|_| !mentioned.is_empty()) else {
        return Ok(());
    };
    let body = excerpt(&mention::plain(&note.body));
    notification::set_body(tx, kind, id.0, &body).await?;
    let assigned_to = client::assignee(tx, note.client_id).await?;
    for user_id in mentioned {
        if Some(user_id) != note.author && may_see(tx, user_id, assigned_to).await? {
            let new = NewNotification {
                user_id,
                kind,
                subject: id.0,
                client_id: note.client_id,
                actor_id: note.author,
                body: &body,
                again: false,
            };
            tell(tx, &new, now).await?;
        }
    }
    Ok(())
}

/// Whoever was told that a task is due forgets it where it is not theirs to do any more: done,
/// deleted, put off, somebody else's.
async fn of_task(tx: &mut Tx, id: TaskId, now: Timestamp) -> Result<()> {
    let kind = NotificationKind::TaskDue;
    let told = notification::recipients(tx, kind, id.0).await?;
    if told.is_empty() {
        return Ok(());
    }
    let due = client_task::find(tx, id)
        .await?
        .filter(|task| task.done_at.is_none() && task.due_at.is_some_and(|at| at <= now));
    let still = due.and_then(|task| task.assignee);
    for user_id in told.into_iter().filter(|user| Some(*user) != still) {
        notification::remove(tx, kind, id.0, user_id).await?;
        let id = user_id.to_string();
        change_feed::append(tx, &NewChange::of_notification(&id, user_id), now).await?;
    }
    Ok(())
}

/// Somebody got a client, unless they took it themselves or somebody else has it by now.
async fn given(tx: &mut Tx, client_id: ClientId, user_id: UserId, now: Timestamp) -> Result<()> {
    let Some(active) = client_assignment::standing(tx, client_id).await? else {
        return Ok(());
    };
    if active.assigned_to != Some(user_id) || active.assigned_by == Some(user_id) {
        return Ok(());
    }
    let new = NewNotification {
        user_id,
        kind: NotificationKind::Assigned,
        subject: active.id.0,
        client_id,
        actor_id: active.assigned_by,
        body: &excerpt(active.remarks.as_deref().unwrap_or_default()),
        again: false,
    };
    tell(tx, &new, now).await
}

/// The CSM of a client learns that the client wrote: once, until that is read.
async fn said(
    tx: &mut Tx,
    session_id: SessionId,
    position: i64,
    at: Timestamp,
    now: Timestamp,
) -> Result<()> {
    let Some(client_id) = chat_session::find(tx, session_id)
        .await?
        .and_then(|session| session.client)
    else {
        return Ok(());
    };
    let Some(active) = client_assignment::standing(tx, client_id).await? else {
        return Ok(());
    };
    let Some(user_id) = active.assigned_to else {
        return Ok(());
    };
    // What was said before they had the client comes with it.
    let since = at.plus_seconds(-JUST_NOW_SECONDS).max(active.created_at);
    if !notification::client_spoke(tx, session_id, position, since).await? {
        return Ok(());
    }
    let new = NewNotification {
        user_id,
        kind: NotificationKind::Message,
        subject: client_id.0,
        client_id,
        actor_id: None,
        // Not everybody who works a client may read what it says.
        body: "",
        again: true,
    };
    tell(tx, &new, now).await
}

async fn tell(tx: &mut Tx, new: &NewNotification<'_>, now: Timestamp) -> Result<()> {
    if let Some(id) = notification::insert(tx, new, now).await? {
        let id = id.to_string();
        change_feed::append(tx, &NewChange::of_notification(&id, new.user_id), now).await?;
    }
    Ok(())
}

fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT_CHARS) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
