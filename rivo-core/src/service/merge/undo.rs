//! Undoing a merge: the client that ended comes back with what was its own, and the one that stayed
//! gives back what it only had from there, where nobody changed it since.

use std::collections::BTreeSet;

use serde_json::json;

use super::{announce_sessions, announce_told, announce_whole, lock_sessions};
use crate::{
    api::{Page, client::Merge},
    auth::Actor,
    clock::Timestamp,
    error::{Error, Result},
    id::{ClientId, MergeId, MessageId, SessionId},
    model::context::{ContextMeta, FACT_PATHS, Fact},
    service::{
        Rivo,
        client::{announce_from, changed_contact},
        execute::{Execution, Outcome},
        newest, paging,
        scope::{Scope, lock_visible, not_seen_as, require_visible},
    },
    store::{
        Tx,
        table::{
            chat_message, chat_session,
            client::{self, ClientRow},
            client_assignment,
            client_merge::{self, MergeRow, Snapshot},
            client_run, client_seen, client_trace, extraction_job, fact_review, notification,
        },
    },
};

/// An undoing under way.
pub(super) struct Undoing<'a, 'b> {
    pub(super) execution: &'a mut Execution<'b>,
    pub(super) id: MergeId,
    pub(super) merged_at: Timestamp,
    pub(super) snapshot: Snapshot,
    pub(super) stays: ClientRow,
    pub(super) back: ClientRow,
}

/// Brings back the client that a merge ended.
pub(crate) async fn undo_merge(execution: &mut Execution<'_>, id: MergeId) -> Result<Outcome> {
    let missing = || Error::not_found("Merge");
    let holder = client_merge::find(execution.tx, id)
        .await?
        .ok_or_else(missing)?
        .client_id;
    lock_sessions(execution, &[holder]).await?;
    let stays = lock_visible(execution, holder)
        .await
        .map_err(not_seen_as("Merge"))?;
    // Read again under the lock: somebody else may have undone it, or merged the client on.
    let row = client_merge::find(execution.tx, id)
        .await?
        .ok_or_else(missing)?;
    let (merge, snapshot) = undoable(row, holder)?;
    let mut back = snapshot.from.clone();
    back.version += 1;
    back.updated_at = execution.now;
    let undoing = Undoing {
        execution,
        id,
        merged_at: merge.created_at,
        snapshot,
        stays,
        back,
    };
    undoing.run().await
}

impl Undoing<'_, '_> {
    async fn run(mut self) -> Result<Outcome> {
        let (before, now) = (self.stays.clone(), self.execution.now);
        let (holder, back) = (self.stays.id, self.back.id);
        let readers = notification::readers(self.execution.tx, holder).await?;
        client::insert(self.execution.tx, &self.back).await?;
        self.move_back().await?;
        self.part_context().await?;
        self.part_contacts().await?;
        self.take_back_first_touch().await?;
        let execution = &mut *self.execution;
        for client in [&mut self.stays, &mut self.back] {
            let sessions = chat_session::of_client(execution.tx, client.id).await?;
            client.last_message_at = None;
            for session in &sessions {
                let said = chat_message::client_spoke_at(execution.tx, session.session_id).await?;
                client.last_message_at = client.last_message_at.max(said);
            }
            if sessions.is_empty() {
                extraction_job::delete_of(execution.tx, client.id).await?;
            } else {
                extraction_job::take_back(execution.tx, client.id, now).await?;
                extraction_job::request_now(execution.tx, client.id, now).await?;
            }
        }
        client::put(execution.tx, &self.back).await?;
        client::save(execution.tx, &mut self.stays, now).await?;
        client::note_next_due(execution.tx, back).await?;
        client::note_next_due(execution.tx, holder).await?;
        let by = execution.actor.user_id();
        client_merge::set_undone(execution.tx, self.id, by, now).await?;
        self.part_audit().await?;
        self.record(&before).await?;
        announce_told(self.execution, &readers).await?;
        Ok(Outcome::client(back, self.back.version))
    }

    /// What moved, and what hung on the one that ended without moving, is its own again.
    async fn move_back(&mut self) -> Result<()> {
        let (holder, back) = (self.stays.id, self.back.id);
        let (snapshot, now) = (&self.snapshot, self.execution.now);
        client_trace::move_back(self.execution.tx, &snapshot.moved, holder, back).await?;
        give_back_assignment(self.execution, snapshot, &mut self.stays, now).await?;
        // Runs since the merge read both conversations as one.
        client_run::delete_since(self.execution.tx, holder, self.merged_at).await?;
        fact_review::give_back(self.execution.tx, holder, back, &snapshot.reviews).await?;
        for (user, seen_at) in &snapshot.seen {
            client_seen::advance(self.execution.tx, *user, back, *seen_at).await?;
        }
        Ok(())
    }

    async fn part_context(&mut self) -> Result<()> {
        let meta = &self.stays.context_meta;
        let taken = said_elsewhere(self.execution.tx, meta, &self.snapshot).await?;
        take_back_context(&mut self.stays, &self.snapshot, &taken);
        Ok(())
    }

    async fn record(&mut self, before: &ClientRow) -> Result<()> {
        let (stays, back) = (&self.stays, &self.back);
        let (was, is) = changed_contact(&self.snapshot.from, back);
        for (client, was, is) in [(stays.id, json!({}), json!({})), (back.id, was, is)] {
            let mut after = json!({ "merge": self.id, "into": stays.id, "came_back": back.id });
            if was != is {
                after["was"] = was;
                after["is"] = is;
            }
            self.execution
                .audit("client", client, Some(client), None, Some(after))
                .await?;
        }
        announce_from(self.execution, stays, before.assigned_to).await?;
        announce_from(self.execution, back, back.assigned_to).await?;
        for client in [stays, back] {
            announce_whole(self.execution, client).await?;
        }
        let sessions = chat_session::of_client(self.execution.tx, back.id).await?;
        announce_sessions(self.execution, back, &sessions).await
    }
}

/// The merge with what it kept, where it can be undone.
fn undoable(mut row: MergeRow, holder: ClientId) -> Result<(MergeRow, Snapshot)> {
    let conflict = |code, sentence: &str| Err(Error::conflict(code, sentence.to_owned()));
    if row.undone_at.is_some() {
        return conflict("undone", "This merge was undone already.");
    }
    if row.client_id != row.into_id || row.client_id != holder {
        return conflict(
            "merged_on",
            "The client was merged on since; undo that merge first.",
        );
    }
    match row.snapshot.take() {
        Some(snapshot) => Ok((row, snapshot)),
        None => Err(Error::bug("a merge that stands without what it kept")),
    }
}

/// The assignment of the one that ended is active again, there; the other client has its own back,
/// unless it was given to somebody since.
async fn give_back_assignment(
    execution: &mut Execution<'_>,
    snapshot: &Snapshot,
    stays: &mut ClientRow,
    now: Timestamp,
) -> Result<()> {
    if let Some(assignment) = snapshot.assignment {
        client_assignment::activate(execution.tx, assignment, now).await?;
    }
    let lost_its_own = snapshot.before.assigned_to.is_none()
        && snapshot.from.assigned_to.is_some()
        && client_assignment::active(execution.tx, stays.id)
            .await?
            .is_none();
    if lost_its_own {
        stays.assigned_to = None;
        if let Some(ended) = snapshot.ended_assignment {
            client_assignment::activate(execution.tx, ended, now).await?;
        }
    }
    Ok(())
}

/// Messages that facts of the client that stays rest on, though they are the other one's.
async fn said_elsewhere(
    tx: &mut Tx,
    meta: &ContextMeta,
    snapshot: &Snapshot,
) -> Result<BTreeSet<MessageId>> {
    let gone: BTreeSet<SessionId> = snapshot
        .moved
        .sessions
        .iter()
        .map(|id| SessionId(*id))
        .collect();
    let mut asked = BTreeSet::new();
    for fact in meta.facts.values() {
        let parts = std::iter::once(fact)
            .chain(&fact.previous)
            .chain(
                fact.previous
                    .iter()
                    .filter_map(|older| older.proposed.as_deref()),
            )
            .chain(fact.proposed.as_deref());
        asked.extend(parts.filter_map(|part| part.evidence.as_ref().map(|it| it.message_id)));
    }
    let mut elsewhere = BTreeSet::new();
    for id in asked {
        // What was deleted meanwhile proves nothing here either.
        let stands_here = chat_message::find(tx, id)
            .await?
            .is_some_and(|message| !gone.contains(&message.session_id));
        if !stands_here {
            elsewhere.insert(id);
        }
    }
    Ok(elsewhere)
}

fn take_back_context(stays: &mut ClientRow, snapshot: &Snapshot, elsewhere: &BTreeSet<MessageId>) {
    let (before, from) = (&snapshot.before, &snapshot.from);
    let rests_elsewhere = |fact: &Fact| {
        fact.evidence
            .as_ref()
            .is_some_and(|evidence| elsewhere.contains(&evidence.message_id))
    };
    for known in &FACT_PATHS {
        let path = known.path;
        let own = before.context_meta.facts.get(path);
        let brought = from.context_meta.facts.get(path);
        let Some(mut fact) = stays.context_meta.facts.remove(path) else {
            // Words without a fact are a reader's, never a person's: those of before hold again.
            put_back(stays, before, path);
            continue;
        };
        let is_as_brought = own.is_none()
            && brought.is_some_and(|brought| {
                brought.says_the_same(&fact) && brought.locked == fact.locked
            });
        let goes = if fact.locked || fact.evidence.is_none() {
            is_as_brought
        } else {
            rests_elsewhere(&fact)
        };
        if goes {
            put_back(stays, before, path);
        } else {
            fact.previous.retain(|older| !rests_elsewhere(older));
            for older in &mut fact.previous {
                older.proposed = older.proposed.take().filter(|it| !rests_elsewhere(it));
            }
            fact.proposed = fact.proposed.filter(|proposed| !rests_elsewhere(proposed));
            stays.context_meta.facts.insert(path.to_owned(), fact);
        }
    }
    let meta = &mut stays.context_meta;
    meta.extractor.clone_from(&before.context_meta.extractor);
    meta.run_id = before.context_meta.run_id;
    meta.up_to_position = before.context_meta.up_to_position;
}

/// What stood at a path before holds there again.
fn put_back(stays: &mut ClientRow, before: &ClientRow, path: &str) {
    stays
        .context
        .set_text_at(path, before.context.text_at(path));
    if let Some(own) = before.context_meta.facts.get(path) {
        stays
            .context_meta
            .facts
            .insert(path.to_owned(), own.clone());
    }
}

impl Rivo {
    /// The clients that were merged into one, newest first. The name of one that came back is for
    /// those who see it.
    pub async fn list_merges(
        &self,
        actor: &Actor,
        client_id: ClientId,
        cursor: Option<String>,
        limit: Option<u32>,
    ) -> Result<Page<Merge>> {
        let scope = Scope::of(actor);
        let limit = paging::page_limit(limit)?;
        let before = newest::before::<MergeId>(cursor.as_deref())?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    require_visible(tx, scope, client_id).await?;
                    let rows = client_merge::of_client(tx, client_id, before, limit + 1).await?;
                    let shown = rows.into_iter().map(|(mut merge, assigned_to)| {
                        if merge.undone_at.is_some() && !scope.sees(assigned_to) {
                            merge.from_name = None;
                        }
                        merge
                    });
                    let key = |merge: &Merge| (merge.created_at, merge.id);
                    Ok(newest::page(shown.collect(), limit, key))
                })
            })
            .await
    }
}
