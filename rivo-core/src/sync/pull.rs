//! The server's side of a pull: from a place in the feed to documents, within what the actor may
//! see.
//!
//! A cursor says how far the feed was read, what the device may hold, and where in a longer
//! delivery the page ended. A device that holds less, or other, than its user may see now is first
//! walked through all clients (`walk`): whole where they may be seen, gone where they no longer
//! may. Then it follows the feed (`follow`). What a change refers to is sent as it stands now, so a
//! document may be newer than the place it is sent at, never older.

mod cursor;
mod deliver;
mod follow;
mod walk;

use self::{
    cursor::{Cursor, Sight},
    deliver::Page,
};
use super::protocol::{PullRequest, PullResponse, SyncChange};
use crate::{
    auth::Actor,
    error::{Error, Result},
    id::UserId,
    service::{Rivo, access},
    store::table::change_feed,
};

const DEFAULT_LIMIT: u32 = 500;
const MAX_LIMIT: u32 = 2000;

impl Rivo {
    /// What changed for a device since its cursor.
    ///
    /// # Errors
    ///
    /// [`Error::CursorExpired`] where the feed no longer holds what came after the cursor, or where
    /// it is another user's or was not written here: pull again without one.
    pub async fn sync_pull(&self, actor: &Actor, request: PullRequest) -> Result<PullResponse> {
        let user_id = access::require_user(actor)?;
        let limit = match request.limit.unwrap_or(DEFAULT_LIMIT) {
            limit @ 1..=MAX_LIMIT => limit,
            other => {
                return Err(Error::invalid(
                    "limit",
                    format!("Ensure this value is between 1 and {MAX_LIMIT}, not {other}."),
                ));
            }
        };
        // What was committed before the request is part of the answer, also where no sequencer
        // has come to place it.
        while self.stamp().await? > 0 {}
        let me = self.me(actor).await?;
        let region = self.region();
        let key = self.secret_key().clone();
        let cursor = request.cursor.as_deref();
        let cursor = cursor.map(|text| Cursor::read(text, &key)).transpose()?;
        if cursor.as_ref().is_some_and(|cursor| cursor.user != user_id) {
            return Err(Error::CursorExpired);
        }
        let actor = actor.clone();
        self.store()
            .snapshot(move |tx| {
                Box::pin(async move {
                    let sight = Sight::of(&actor);
                    let mut cursor = match cursor {
                        Some(cursor) => cursor,
                        None => Cursor::start(user_id, change_feed::head(tx).await?),
                    };
                    let mut page = Page::new(limit, &actor, region);
                    let fingerprint = cursor::fingerprint(&me);
                    if cursor.me != fingerprint {
                        page.push(SyncChange::Me { me: Box::new(me) });
                        cursor.me = fingerprint;
                    }
                    let done = Box::pin(fill(tx, &mut page, &mut cursor, sight, user_id)).await?;
                    Ok(PullResponse {
                        changes: page.changes,
                        more: !done,
                        progress: cursor.progress(),
                        cursor: cursor.write(&key),
                    })
                })
            })
            .await
    }
}

/// Fills a page from where the cursor stands; whether all there is now was delivered.
async fn fill(
    tx: &mut crate::store::Tx,
    page: &mut Page,
    cursor: &mut Cursor,
    sight: Sight,
    user_id: UserId,
) -> Result<bool> {
    cursor.look(tx, sight, user_id).await?;
    // What the page before ended in the middle of comes first.
    if let Some(rest) = cursor.rest.take()
        && !deliver::go_on(tx, page, cursor, rest).await?
    {
        return Ok(false);
    }
    if !walk::walk(tx, page, cursor, user_id).await? {
        return Ok(false);
    }
    follow::follow(tx, page, cursor).await
}
