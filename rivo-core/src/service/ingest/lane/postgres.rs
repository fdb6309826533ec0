//! PostgreSQL: a batch is one statement, and one round trip.

use super::{ASKED_KEEP, Batch, Incoming, Place};
use crate::{
    error::{Error, Result},
    id::SessionId,
    model::contact::Asked,
    store::{
        Engine, Sql,
        postgres::{Param, PostgresStore},
        sql::queries,
    },
};

queries! {
    /// A batch of one: no arrays, no joins.
    POST_ONE = Sql::per_engine("SELECT 1",
        "WITH session AS (
             INSERT INTO chat_session (session_id, message_count, asked, last_message_at, created_at, updated_at)
             VALUES ($1, 1, $3, $4, $4, $4)
             ON CONFLICT (session_id) DO UPDATE SET
                 message_count = chat_session.message_count + 1,
                 asked = CASE WHEN excluded.asked = 8 THEN chat_session.asked ELSE excluded.asked END,
                 last_message_at = excluded.last_message_at,
                 updated_at = excluded.updated_at
             RETURNING session_id, client_id, message_count
         ), message AS (
             INSERT INTO chat_message
                 (session_id, position, id, sender_type, data_type, message, metadata, idempotency_key,
                  idempotency_digest, created_at, updated_at)
             SELECT session_id, message_count, $2, $5, $6, $7, $8, $9, $10, $4, $4 FROM session
         ), feed AS (
             INSERT INTO change_feed (kind, entity_id, client_id, assignee_before, assignee_after, permission, created_at, first_position)
             SELECT 'messages', session.session_id::TEXT, client_id, client.assigned_to, client.assigned_to, 'client.view_all', $4, message_count
             FROM session LEFT JOIN client ON client.id = session.client_id
         )
         SELECT client_id, message_count FROM session");
    /// A batch: the sessions are locked in the order of their ids, which is the lock order
    /// everywhere, and the messages take the places after those that stand. One row of the feed tells
    /// of all sessions.
    POST_MANY = Sql::per_engine("SELECT 1",
        "WITH incoming AS (
             SELECT * FROM UNNEST($1::UUID[], $2::BIGINT[], $3::BIGINT[], $4::TIMESTAMPTZ[])
                 AS t (session_id, added, asked, at)
         ), session AS (
             INSERT INTO chat_session (session_id, message_count, asked, last_message_at, created_at, updated_at)
             SELECT session_id, added, asked, at, at, at FROM incoming ORDER BY session_id
             ON CONFLICT (session_id) DO UPDATE SET
                 message_count = chat_session.message_count + excluded.message_count,
                 asked = CASE WHEN excluded.asked = 8 THEN chat_session.asked ELSE excluded.asked END,
                 last_message_at = excluded.last_message_at,
                 updated_at = excluded.updated_at
             RETURNING session_id, client_id, message_count
         ), message AS (
             INSERT INTO chat_message
                 (session_id, position, id, sender_type, data_type, message, metadata, idempotency_key,
                  idempotency_digest, created_at, updated_at)
             SELECT m.session_id, session.message_count + m.place, m.id, m.sender_type, m.data_type, m.message,
                    m.metadata, m.idempotency_key, m.idempotency_digest, m.at, m.at
             FROM UNNEST($5::UUID[], $6::BIGINT[], $7::UUID[], $8::TEXT[], $9::TEXT[], $10::TEXT[], $11::TEXT[], $12::TEXT[], $13::TEXT[], $14::TIMESTAMPTZ[])
                 AS m (session_id, place, id, sender_type, data_type, message, metadata, idempotency_key, idempotency_digest, at)
             JOIN session ON session.session_id = m.session_id
         ), feed AS (
             INSERT INTO change_feed (kind, entity_id, places, sessions, clients, assignees, first_positions, permission, created_at)
             SELECT 'messages', '', count(*), array_agg(session.session_id),
                    CASE WHEN count(client_id) > 0 THEN array_agg(client_id) END,
                    CASE WHEN count(client.assigned_to) > 0 THEN array_agg(client.assigned_to) END,
                    array_agg(message_count - incoming.added + 1), 'client.view_all', $15
             FROM session JOIN incoming ON incoming.session_id = session.session_id LEFT JOIN client ON client.id = session.client_id
         )
         SELECT session_id, client_id, message_count FROM session");
}

pub(super) async fn post(
    store: &PostgresStore,
    messages: &[Incoming],
    batch: &Batch,
) -> Result<Vec<Place>> {
    match messages {
        [one] => post_one(store, one).await.map(|place| vec![place]),
        many => post_many(store, many, batch).await,
    }
}

async fn post_one(store: &PostgresStore, incoming: &Incoming) -> Result<Place> {
    let session = store.session_of_fixed_plans().await?;
    let params = [
        Param::from(&incoming.post.session_id.into()),
        Param::from(&incoming.id.into()),
        Param::from(&incoming.asks.map_or(ASKED_KEEP, Asked::to_bits).into()),
        Param::from(&incoming.received_at.into()),
        Param::from(&incoming.post.sender_type.name().into()),
        Param::from(&incoming.post.data_type.name().into()),
        Param::from(&(&incoming.post.message).into()),
        Param::from(&incoming.metadata.as_deref().into()),
        Param::from(&incoming.idempotency_key.as_deref().into()),
        Param::from(&incoming.idempotency_digest.as_deref().into()),
    ];
    let mut rows = session
        .query_params(POST_ONE.text(Engine::Postgres), &params)
        .await?;
    let mut row = rows
        .pop()
        .ok_or_else(|| Error::bug("a posted message came back without its session"))?;
    Ok((row.get()?, row.get()?))
}

async fn post_many(
    store: &PostgresStore,
    messages: &[Incoming],
    batch: &Batch,
) -> Result<Vec<Place>> {
    let parts = &batch.parts;
    let placed = || {
        batch
            .places
            .iter()
            .map(|(index, place)| (&parts[*index], *place))
    };
    let texts = |text: fn(&Incoming) -> &str| Param::Texts(messages.iter().map(text).collect());
    let opt_texts =
        |text: fn(&Incoming) -> Option<&str>| Param::OptTexts(messages.iter().map(text).collect());
    let params = [
        Param::Ids(parts.iter().map(|part| part.session_id.0).collect()),
        Param::Ints(parts.iter().map(|part| part.added).collect()),
        Param::Ints(parts.iter().map(|part| part.asked).collect()),
        Param::Times(parts.iter().map(|part| part.at).collect()),
        Param::Ids(placed().map(|(part, _)| part.session_id.0).collect()),
        // The statement knows a session's new count: places are counted back from it.
        Param::Ints(placed().map(|(part, place)| place - part.added).collect()),
        Param::Ids(messages.iter().map(|m| m.id.0).collect()),
        texts(|m| m.post.sender_type.name()),
        texts(|m| m.post.data_type.name()),
        texts(|m| &m.post.message),
        opt_texts(|m| m.metadata.as_deref()),
        opt_texts(|m| m.idempotency_key.as_deref()),
        opt_texts(|m| m.idempotency_digest.as_deref()),
        Param::Times(messages.iter().map(|m| m.received_at).collect()),
        Param::from(&parts.iter().map(|part| part.at).max().into()),
    ];
    let session = store.session_of_fixed_plans().await?;
    let rows = session
        .query_params(POST_MANY.text(Engine::Postgres), &params)
        .await?;
    let mut sessions: Vec<Option<Place>> = vec![None; parts.len()];
    for mut row in rows {
        let session_id: SessionId = row.get()?;
        if let Ok(index) = parts.binary_search_by_key(&session_id, |part| part.session_id) {
            sessions[index] = Some((row.get()?, row.get()?));
        }
    }
    let sessions = sessions
        .into_iter()
        .collect::<Option<Vec<Place>>>()
        .ok_or_else(|| Error::bug("a posted batch came back without a session"))?;
    Ok(batch.placed(&sessions))
}
