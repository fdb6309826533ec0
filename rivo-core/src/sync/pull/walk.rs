//! A walk through all clients, for a device that holds less, or other, than its user may see.

use super::{
    cursor::{Clients, Cursor, Rest},
    deliver::{self, Page},
};
use crate::{
    error::Result,
    id::UserId,
    service::text,
    store::{Tx, table::sync_page},
};

/// Clients looked at with one query.
const BATCH: i64 = 200;

/// Goes on with the walk, where there is one; whether it is over.
pub(super) async fn walk(
    tx: &mut Tx,
    page: &mut Page,
    cursor: &mut Cursor,
    user_id: UserId,
) -> Result<bool> {
    if !users(tx, page, cursor).await? {
        return Ok(false);
    }
    loop {
        let Some(walk) = cursor.walk.clone() else {
            return Ok(true);
        };
        let found = if cursor.holds.clients == Clients::Nothing {
            Vec::new()
        } else {
            let whose = cursor.holds.of_whom(user_id);
            sync_page::clients(tx, whose, walk.clients_after, BATCH).await?
        };
        if found.is_empty() {
            cursor.holds = walk.to;
            cursor.walk = None;
            return Ok(true);
        }
        for (id, assigned_to) in found {
            if page.is_full() {
                return Ok(false);
            }
            let is_seen = match walk.to.clients {
                Clients::All => true,
                Clients::Assigned => assigned_to == Some(user_id),
                Clients::Nothing => false,
            };
            if let Some(walk) = &mut cursor.walk {
                walk.clients_after = id;
                walk.done += 1;
            }
            if is_seen {
                let rest = Rest::Client {
                    id,
                    whole: true,
                    since: text::first_date().as_micros(),
                    part: 0,
                    place: (text::first_date(), uuid::Uuid::nil()),
                    at: None,
                };
                if !deliver::go_on(tx, page, cursor, rest).await? {
                    return Ok(false);
                }
            } else {
                page.gone(id);
            }
        }
    }
}

/// The colleagues and the settings, before the first client.
async fn users(tx: &mut Tx, page: &mut Page, cursor: &mut Cursor) -> Result<bool> {
    loop {
        let Some(after) = cursor.walk.as_ref().and_then(|walk| walk.users_after) else {
            return Ok(true);
        };
        if page.is_full() {
            return Ok(false);
        }
        let found = sync_page::users(tx, after, page.room()).await?;
        let next = found.last().map(|user| user.id);
        for user in found {
            page.user(user.id, Some(user));
        }
        if next.is_none() {
            deliver::settings(tx, page).await?;
        }
        if let Some(walk) = &mut cursor.walk {
            walk.users_after = next;
        }
    }
}
