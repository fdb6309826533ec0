//! Merging two clients that are one person.

mod since;
mod undo;

use serde_json::json;

pub(crate) use self::undo::undo_merge;
use super::{
    client::{announce_from, record_start},
    execute::{Execution, Outcome},
    scope::lock_visible,
};
use crate::{
    api::{chat::ChatSession, client::ContactProposal, event::ChangeKind},
    error::{Error, Result},
    id::{ClientId, MergeId, SessionId, UserId},
    model::context::FACT_PATHS,
    store::table::{
        change_feed::NewChange,
        chat_session,
        client::{self, ClientRow, ContactField},
        client_assignment,
        client_merge::{self, Snapshot},
        client_seen, client_trace, extraction_job, fact_review, notification,
    },
};

/// Makes two clients one. `into` keeps what stands in it and gets what it lacks; a contact value
/// that differs becomes a proposal. Sessions, notes, tasks and the history of `from` move over, its
/// conversations are read again together with those of `into`, and `from` ends.
pub(crate) async fn merge_clients(
    execution: &mut Execution<'_>,
    into: ClientId,
    from: ClientId,
) -> Result<Outcome> {
    if into == from {
        return Err(Error::invalid(
            "from",
            "A client cannot be merged with itself.",
        ));
    }
    lock_sessions(execution, &[into, from]).await?;
    let (mut stays, ends) = lock_both(execution, into, from).await?;
    let sessions = chat_session::of_client(execution.tx, from).await?;
    let own = chat_session::of_client(execution.tx, into).await?;
    let before = stays.clone();
    let mut snapshot = Snapshot {
        from: ends.clone(),
        before: before.clone(),
        after: before.clone(),
        moved: client_trace::of_client(execution.tx, from).await?,
        heard: sessions
            .iter()
            .chain(&own)
            .map(|session| (session.session_id, session.message_count))
            .collect(),
        reviews: fact_review::of_client(execution.tx, from).await?,
        seen: client_seen::of_client(execution.tx, from).await?,
        assignment: client_assignment::active(execution.tx, from).await?,
        ended_assignment: None,
    };
    fill_contact(&mut stays, &ends, sessions.last());
    fill_context(&mut stays, &ends);
    let now = execution.now;
    if stays.assigned_to.is_none() && ends.assigned_to.is_some() {
        // The assignment of the one that ends becomes the active one.
        stays.assigned_to = ends.assigned_to;
        snapshot.ended_assignment = client_assignment::active(execution.tx, into).await?;
        client_assignment::deactivate(execution.tx, into, now).await?;
    } else {
        client_assignment::deactivate(execution.tx, from, now).await?;
    }
    let readers = notification::readers(execution.tx, from).await?;
    client_trace::move_all(execution.tx, from, into).await?;
    client::delete(execution.tx, from).await?;
    let becomes_lead = stays.captured_at.is_none() && stays.is_complete();
    if becomes_lead {
        stays.captured_at = Some(now);
    }
    client::save(execution.tx, &mut stays, now).await?;
    snapshot.after = stays.clone();
    let id = MergeId(execution.command_id.0);
    let merged_by = execution.actor.user_id();
    client_merge::insert(execution.tx, id, merged_by, &snapshot, now).await?;
    if becomes_lead {
        record_start(
            execution,
            &stays,
            "Client information completed by a merge.",
        )
        .await?;
    }
    if !sessions.is_empty() {
        extraction_job::request_now(execution.tx, into, now).await?;
    }
    let contact =
        |row: &ClientRow| json!({ "name": row.name, "email": row.email, "phone": row.phone });
    execution
        .audit(
            "client",
            into,
            Some(into),
            Some(json!({ "into": contact(&before), "from": contact(&ends) })),
            Some(json!({ "into": contact(&stays), "merged": from })),
        )
        .await?;
    tell(execution, &before, &stays, &ends, &sessions).await?;
    announce_told(execution, &readers).await?;
    Ok(Outcome::client(into, stays.version))
}

/// Locks the sessions of clients in the order of their ids. Everywhere sessions come before
/// clients, so that two that wait for each other are rare; the database ends those it finds.
pub(super) async fn lock_sessions(
    execution: &mut Execution<'_>,
    clients: &[ClientId],
) -> Result<()> {
    let mut ids: Vec<SessionId> = Vec::new();
    for client in clients {
        let sessions = chat_session::of_client(execution.tx, *client).await?;
        ids.extend(sessions.iter().map(|session| session.session_id));
    }
    ids.sort_unstable();
    for id in ids {
        chat_session::lock_for_removal(execution.tx, id).await?;
    }
    Ok(())
}

/// Both clients, locked in the order of their ids.
async fn lock_both(
    execution: &mut Execution<'_>,
    into: ClientId,
    from: ClientId,
) -> Result<(ClientRow, ClientRow)> {
    if into < from {
        let stays = lock_visible(execution, into).await?;
        Ok((stays, lock_visible(execution, from).await?))
    } else {
        let ends = lock_visible(execution, from).await?;
        Ok((lock_visible(execution, into).await?, ends))
    }
}

fn fill_contact(stays: &mut ClientRow, ends: &ClientRow, session: Option<&ChatSession>) {
    let mut differing = Vec::new();
    for field in ContactField::ALL {
        let Some(value) = ends.contact(field) else {
            continue;
        };
        match stays.contact(field) {
            None => {
                stays.set_contact(field, Some(value.to_owned()));
                if ends.edited(field) {
                    stays.set_edited(field);
                }
            }
            Some(stands) if stands == value => {}
            // A client made by hand has no session to point at.
            Some(_) => differing.push(ContactProposal {
                field: field.name().to_owned(),
                value: value.to_owned(),
                session_id: session
                    .map_or(SessionId(uuid::Uuid::nil()), |session| session.session_id),
                position: 0,
                at: ends.updated_at,
            }),
        }
    }
    for proposal in ends.proposals.iter().cloned().chain(differing) {
        let stands = ContactField::ALL.into_iter().any(|field| {
            field.name() == proposal.field && stays.contact(field) == Some(proposal.value.as_str())
        });
        let known = stays
            .proposals
            .iter()
            .any(|other| (&other.field, &other.value) == (&proposal.field, &proposal.value));
        if !stands && !known {
            stays.proposals.push(proposal);
        }
    }
    stays.captured_at = [stays.captured_at, ends.captured_at]
        .into_iter()
        .flatten()
        .min();
    stays.first_touch_at = [stays.first_touch_at, ends.first_touch_at]
        .into_iter()
        .flatten()
        .min();
    stays.last_message_at = stays.last_message_at.max(ends.last_message_at);
}

/// Fills facts that are missing; those that stand, stay. The next run sees all conversations.
fn fill_context(stays: &mut ClientRow, ends: &ClientRow) {
    for known in &FACT_PATHS {
        let path = known.path;
        let (Some(text), Some(fact)) = (
            ends.context.text_at(path),
            ends.context_meta.facts.get(path),
        ) else {
            continue;
        };
        if !stays.context_meta.facts.contains_key(path) {
            stays.context.set_text_at(path, Some(text));
            stays
                .context_meta
                .facts
                .insert(path.to_owned(), fact.clone());
        }
    }
}

async fn tell(
    execution: &mut Execution<'_>,
    before: &ClientRow,
    stays: &ClientRow,
    ends: &ClientRow,
    sessions: &[ChatSession],
) -> Result<()> {
    let gone = ends.id.to_string();
    execution
        .changed(NewChange::on_client(
            ChangeKind::ClientGone,
            &gone,
            ends.id,
            ends.assigned_to,
        ))
        .await?;
    announce_from(execution, stays, before.assigned_to).await?;
    announce_whole(execution, stays).await?;
    announce_sessions(execution, stays, sessions).await
}

/// Rows moved that were written long ago: a replica takes the client as a whole.
async fn announce_whole(execution: &mut Execution<'_>, client: &ClientRow) -> Result<()> {
    let id = client.id.to_string();
    execution
        .changed(NewChange::on_client(
            ChangeKind::Rescope,
            &id,
            client.id,
            client.assigned_to,
        ))
        .await
}

/// What these users were told of is about another client now.
async fn announce_told(execution: &mut Execution<'_>, users: &[UserId]) -> Result<()> {
    for user in users {
        let id = user.to_string();
        execution
            .changed(NewChange::of_notification(&id, *user))
            .await?;
    }
    Ok(())
}

/// The conversations that a client now has.
async fn announce_sessions(
    execution: &mut Execution<'_>,
    client: &ClientRow,
    sessions: &[ChatSession],
) -> Result<()> {
    for session in sessions {
        let id = session.session_id.to_string();
        execution
            .changed(NewChange::on_client(
                ChangeKind::Messages,
                &id,
                client.id,
                client.assigned_to,
            ))
            .await?;
    }
    Ok(())
}
