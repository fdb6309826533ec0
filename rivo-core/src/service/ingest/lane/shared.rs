//! A batch by the statements of the table files: what SQLite does, whose single writer pays nothing
//! for a statement more.

use std::sync::Arc;

use super::{Batch, Incoming, Place};
use crate::{
    error::Result,
    store::{
        Store, Tx,
        table::{change_feed, chat_message, chat_session, client},
    },
};

pub(super) async fn post(
    store: &Store,
    messages: Vec<Incoming>,
    batch: Batch,
) -> (Vec<Incoming>, Result<Vec<Place>>) {
    let shared = Arc::new((messages, batch));
    let posted = store
        .write({
            let shared = Arc::clone(&shared);
            move |tx| {
                let shared = Arc::clone(&shared);
                Box::pin(async move { insert(tx, &shared.0, &shared.1).await })
            }
        })
        .await;
    let (messages, _) = Arc::unwrap_or_clone(shared);
    (messages, posted)
}

async fn insert(tx: &mut Tx, messages: &[Incoming], batch: &Batch) -> Result<Vec<Place>> {
    let mut sessions = Vec::with_capacity(batch.parts.len());
    for part in &batch.parts {
        let session =
            chat_session::add_messages(tx, part.session_id, part.added, part.asked, part.at)
                .await?;
        let assignee = match session.0 {
            Some(client_id) => client::assignee(tx, client_id).await?,
            None => None,
        };
        change_feed::append(
            tx,
            &change_feed::NewChange::of_messages(
                &part.session_id.to_string(),
                session.0,
                assignee,
                Some(session.1 - part.added + 1),
            ),
            part.at,
        )
        .await?;
        sessions.push(session);
    }
    let placed = batch.placed(&sessions);
    for (incoming, (_, position)) in messages.iter().zip(&placed) {
        chat_message::insert(tx, &incoming.at(*position)).await?;
    }
    Ok(placed)
}
