//! What a device writes when its server answers: verdicts on commands, and the new base.
//!
//! Each answer is one transaction that takes the overlay off, changes the base and executes the
//! waiting commands over it again. An answer to a question that is no longer open (late, doubled)
//! changes nothing: the cursor it was asked with must still be the one that stands.

mod document;

use std::sync::Arc;

use self::document::Arrivals;
use super::{
    protocol::{
        Progress, PullResponse, PushResult, PushStatus, SeenMark, SyncChange, UNKNOWN_COMMAND,
    },
    transport::TransportError,
};
use crate::{
    api::user::Me,
    clock::Timestamp,
    error::{Error, Result},
    id::CommandId,
    service::{
        Rivo,
        replica::{CURSOR, ME, Replica},
    },
    store::{
        Tx,
        table::{client_seen, sync_outbox, sync_replica, sync_state},
    },
};

/// When the server last answered.
pub(super) const LAST_CONTACT: &str = "last_contact_at";
/// How far the copy under way has come.
pub(super) const PROGRESS: &str = "progress";
/// Whether a copy is under way: what it does not bring goes at its end.
const COPYING: &str = "copying";

/// A question to the server, with what the answer settles.
#[derive(Clone, Debug)]
pub(super) struct Ticket {
    pub(super) cursor: Option<String>,
    /// Commands that the server had done before it was asked: a drained answer holds their effect.
    applied: Vec<CommandId>,
}

#[cfg(test)]
impl Ticket {
    /// A question of long ago.
    pub(super) const fn late(cursor: Option<String>) -> Self {
        Self {
            cursor,
            applied: Vec::new(),
        }
    }
}

fn replica(rivo: &Rivo) -> Result<Arc<Replica>> {
    rivo.replica()
        .cloned()
        .ok_or_else(|| Error::bug("a desk that is no replica was asked to sync"))
}

/// The next question.
pub(super) async fn ticket(rivo: &Rivo) -> Result<Ticket> {
    rivo.store()
        .read(|tx| {
            Box::pin(async move {
                let applied = sync_outbox::applied(tx).await?;
                Ok(Ticket {
                    cursor: sync_state::find(tx, CURSOR).await?,
                    applied: applied.iter().map(|entry| entry.command_id).collect(),
                })
            })
        })
        .await
}

/// The cursor is of no use any more: the next pull begins a fresh copy.
pub(super) async fn forget_cursor(rivo: &Rivo) -> Result<()> {
    rivo.store()
        .write(|tx| Box::pin(async move { sync_state::clear(tx, CURSOR).await }))
        .await
}

/// Applies a page. `false` where it answers a question that is no longer open.
pub(super) async fn page(
    rivo: &Rivo,
    ticket: Ticket,
    response: PullResponse,
) -> Result<bool, PageError> {
    if response
        .changes
        .iter()
        .any(|change| matches!(change, SyncChange::Unknown))
    {
        return Err(PageError::Transport(TransportError::AppTooOld {
            detail: "The server sends what this app does not know yet; update the app.".to_owned(),
        }));
    }
    let replica = replica(rivo)?;
    let now = rivo.now();
    let (ticket, response) = (Arc::new(ticket), Arc::new(response));
    let region = document::region(&response);
    let open = rivo
        .store()
        .write({
            let replica = Arc::clone(&replica);
            move |tx| {
                let (replica, ticket, response) = (
                    Arc::clone(&replica),
                    Arc::clone(&ticket),
                    Arc::clone(&response),
                );
                Box::pin(async move {
                    if sync_state::find::<String>(tx, CURSOR).await? != ticket.cursor {
                        return Ok(false);
                    }
                    replica.overlay.begin_base(tx).await?;
                    replica.overlay.undo(tx).await?;
                    let is_first = ticket.cursor.is_none();
                    if is_first {
                        sync_replica::forget_arrived(tx).await?;
                        sync_state::set(tx, COPYING, &true).await?;
                    }
                    let copying = is_first || sync_state::find(tx, COPYING).await? == Some(true);
                    let mut arrivals = Arrivals::new(copying, now);
                    for change in &response.changes {
                        arrivals.put(tx, change).await?;
                    }
                    if !response.more {
                        if copying {
                            arrivals.end_copy(tx).await?;
                            sync_state::clear(tx, COPYING).await?;
                        }
                        for id in &ticket.applied {
                            sync_outbox::delete(tx, *id).await?;
                        }
                    }
                    sync_state::set(tx, CURSOR, &response.cursor).await?;
                    sync_state::set(tx, LAST_CONTACT, &now).await?;
                    keep_progress(tx, response.progress.filter(|_| response.more)).await?;
                    arrivals.announce(tx).await?;
                    replica.overlay.end_base(tx).await?;
                    replica.redo(tx).await?;
                    sync_outbox::forget_unseen(tx).await?;
                    Ok(true)
                })
            }
        })
        .await?;
    if open {
        if let Some(region) = region {
            replica.set_region(region);
        }
        rivo.settings_cache().clear();
        rivo.wake_feed();
    }
    Ok(open)
}

async fn keep_progress(tx: &mut Tx, progress: Option<Progress>) -> Result<()> {
    match progress {
        Some(progress) => sync_state::set(tx, PROGRESS, &progress).await,
        None => sync_state::clear(tx, PROGRESS).await,
    }
}

/// Why a page could not be applied.
pub(super) enum PageError {
    /// It holds what this build does not know.
    Transport(TransportError),
    /// The replica failed.
    Rivo(Error),
}

impl From<Error> for PageError {
    fn from(error: Error) -> Self {
        Self::Rivo(error)
    }
}

/// Keeps what stands on the server of the marks that were sent there.
pub(super) async fn marks(rivo: &Rivo, sent: Vec<SeenMark>, standing: Vec<SeenMark>) -> Result<()> {
    if standing.is_empty() {
        return Ok(());
    }
    rivo.store()
        .write(move |tx| {
            let (sent, standing) = (sent.clone(), standing.clone());
            Box::pin(async move {
                let Some(me) = sync_state::find::<Me>(tx, ME).await? else {
                    return Ok(());
                };
                for stands in standing {
                    let (client, user) = (stands.client_id, me.user.id);
                    let mark = sent.iter().find(|mark| mark.client_id == client);
                    if let Some(mark) = mark {
                        client_seen::told(tx, user, client, mark.seen_at, stands.seen_at).await?;
                    }
                }
                Ok(())
            })
        })
        .await
}

/// Keeps the verdicts on commands; whether the server did not know one of them.
pub(super) async fn verdicts(rivo: &Rivo, results: Vec<PushResult>) -> Result<bool> {
    let replica = replica(rivo)?;
    let now = rivo.now();
    let results = Arc::new(results);
    let is_unknown = results
        .iter()
        .any(|result| result.code.as_deref() == Some(UNKNOWN_COMMAND));
    rivo.store()
        .write(move |tx| {
            let (replica, results) = (Arc::clone(&replica), Arc::clone(&results));
            Box::pin(async move {
                let mut is_rejected = false;
                for result in results.iter() {
                    match result.status {
                        PushStatus::Applied | PushStatus::Duplicate => {
                            sync_outbox::mark_applied(tx, result.id, now).await?;
                        }
                        PushStatus::Rejected if result.code.as_deref() == Some(UNKNOWN_COMMAND) => {
                        }
                        PushStatus::Rejected => {
                            is_rejected = true;
                            sync_outbox::mark_rejected(
                                tx,
                                result.id,
                                now,
                                result.code.as_deref().unwrap_or("rejected"),
                                result.detail.as_deref().unwrap_or_default(),
                                result.current.as_ref(),
                            )
                            .await?;
                        }
                    }
                }
                sync_state::set(tx, LAST_CONTACT, &now).await?;
                if is_rejected {
                    overlay_again(tx, &replica, now).await?;
                }
                Ok(())
            })
        })
        .await?;
    rivo.wake_feed();
    Ok(is_unknown)
}

/// Takes the overlay off and makes it again from what waits now.
async fn overlay_again(tx: &mut Tx, replica: &Replica, now: Timestamp) -> Result<()> {
    replica.overlay.begin_base(tx).await?;
    let touched = replica.overlay.touched_clients(tx).await?;
    replica.overlay.undo(tx).await?;
    replica.overlay.end_base(tx).await?;
    replica.redo(tx).await?;
    sync_outbox::forget_unseen(tx).await?;
    document::tell_of(tx, &touched, now).await
}

/// Makes somebody the owner of the replica, as the server said at the login.
pub(super) async fn owner(tx: &mut Tx, replica: &Replica, me: &Me, now: Timestamp) -> Result<()> {
    replica.overlay.begin_base(tx).await?;
    let mut arrivals = Arrivals::new(false, now);
    arrivals.me(tx, me).await?;
    arrivals.announce(tx).await?;
    replica.overlay.end_base(tx).await
}
