//! Undoing a merge: the client that ended comes back with what was its own, and the one that stayed
//! gives back what it only had from there, where nobody changed it since.

use std::collections::BTreeSet;

use serde_json::json;

use super::{announce_sessions, announce_whole, lock_sessions};
use crate::{
    api::{Page, client::Merge},
    auth::Actor,
    clock::Timestamp,
    error::{Error, Result},
    id::{AssignmentId, ClientId, MergeId, MessageId, SessionId},
    model::{
        context::{ContextMeta, FACT_PATHS, Fact},
        stage::Stage,
    },
    service::{
        Rivo,
        client::announce_from,
        execute::{Execution, Outcome},
        newest, paging,
        scope::{Scope, lock_visible, not_seen_as, require_visible},
    },
    store::{
        Tx,
        table::{
            audit_log, chat_message, chat_session,
            client::{self, ClientRow, ContactField},
            client_assignment,
            client_merge::{self, MergeRow, Snapshot},
            client_run, client_seen, client_stage_history, client_trace, extraction_job,
            fact_review,
        },
    },
};

/// Brings back the client that a merge ended.
pub(crate) async fn undo_merge(execution: &mut Execution<'_>, id: MergeId) -> Result<Outcome> {
    let missing = || Error::not_found("Merge");
    let holder = client_merge::find(execution.tx, id)
        .await?
        .ok_or_else(missing)?
        .client_id;
    lock_sessions(execution, &[holder]).await?;
    let mut stays = lock_visible(execution, holder)
        .await
        .map_err(not_seen_as("Merge"))?;
    // Read again under the lock: somebody else may have undone it, or merged the client on.
    let row = client_merge::find(execution.tx, id)
        .await?
        .ok_or_else(missing)?;
    let (merge, snapshot) = undoable(row, holder)?;
    let (before, now) = (stays.clone(), execution.now);
    let mut back = snapshot.from.clone();
    back.version += 1;
    back.updated_at = now;

    client::insert(execution.tx, &back).await?;
    client_trace::move_back(execution.tx, &snapshot.moved, holder, back.id).await?;
    give_back_assignment(execution, &snapshot, &mut stays, now).await?;
    // Runs since the merge read both conversations as one.
    client_run::delete_since(execution.tx, holder, merge.created_at).await?;
    fact_review::give_back(execution.tx, holder, back.id, &snapshot.reviews).await?;
    for (user, seen_at) in &snapshot.seen {
        client_seen::advance(execution.tx, *user, back.id, *seen_at).await?;
    }

    let taken = said_elsewhere(execution.tx, &stays.context_meta, &snapshot).await?;
    take_back_context(&mut stays, &snapshot, &taken);
    take_back_contact(&mut stays, &snapshot);
    let touched = audit_log::first_touch_since(execution.tx, stays.id, merge.created_at).await?;
    if take_back_start(&mut stays, &snapshot, touched) {
        client_stage_history::delete(execution.tx, id.0.into()).await?;
        client_assignment::delete(execution.tx, AssignmentId(id.0)).await?;
    }
    for client in [&mut stays, &mut back] {
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
    client::put(execution.tx, &back).await?;
    client::save(execution.tx, &mut stays, now).await?;
    client::note_next_due(execution.tx, back.id).await?;
    client::note_next_due(execution.tx, holder).await?;
    let by = execution.actor.user_id();
    client_merge::set_undone(execution.tx, id, by, now).await?;
    client_merge::redact_audit(execution.tx, back.id).await?;
    record(execution, id, &before, &stays, &back).await?;
    Ok(Outcome::client(back.id, back.version))
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

fn take_back_contact(stays: &mut ClientRow, snapshot: &Snapshot) {
    let (before, after, from) = (&snapshot.before, &snapshot.after, &snapshot.from);
    for field in ContactField::ALL {
        let is_as_brought = before.contact(field).is_none()
            && stays.contact(field).is_some()
            && stays.contact(field) == from.contact(field)
            && stays.edited(field) == after.edited(field);
        if is_as_brought {
            stays.set_contact(field, None);
            if !before.edited(field) {
                stays.clear_edited(field);
            }
        }
    }
    stays.proposals.retain(|proposal| {
        before.proposals.contains(proposal) || !after.proposals.contains(proposal)
    });
}

/// Since when it is a lead is its own again. Whether the merge itself had made it one, and it goes
/// back to what it was: nobody has worked it since.
fn take_back_start(
    stays: &mut ClientRow,
    snapshot: &Snapshot,
    touched_since: Option<Timestamp>,
) -> bool {
    let (before, after) = (&snapshot.before, &snapshot.after);
    if stays.first_touch_at == after.first_touch_at {
        stays.first_touch_at = before.first_touch_at.or(touched_since);
    }
    if stays.captured_at != after.captured_at {
        return false;
    }
    match before.captured_at {
        Some(captured_at) => {
            stays.captured_at = Some(captured_at);
            false
        }
        None if stays.is_complete() || stays.current_stage != Stage::Lead => false,
        None => {
            stays.captured_at = None;
            if stays.assigned_to == after.assigned_to {
                stays.assigned_to = before.assigned_to;
            }
            snapshot.from.captured_at.is_none()
        }
    }
}

async fn record(
    execution: &mut Execution<'_>,
    id: MergeId,
    before: &ClientRow,
    stays: &ClientRow,
    back: &ClientRow,
) -> Result<()> {
    for client in [stays.id, back.id] {
        execution
            .audit(
                "client",
                client,
                Some(client),
                None,
                Some(json!({ "merge": id, "into": stays.id, "came_back": back.id })),
            )
            .await?;
    }
    announce_from(execution, stays, before.assigned_to).await?;
    announce_from(execution, back, back.assigned_to).await?;
    for client in [stays, back] {
        announce_whole(execution, client).await?;
    }
    let sessions = chat_session::of_client(execution.tx, back.id).await?;
    announce_sessions(execution, back, &sessions).await
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
                    Ok(newest::page(shown.collect(), limit, |row| {
                        (row.created_at, row.id)
                    }))
                })
            })
            .await
    }
}
