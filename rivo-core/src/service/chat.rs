//! Reading conversations. The commands that edit or delete what was said are in [`change`].

mod change;

pub(crate) use self::change::{delete_message, delete_session, edit_message};
use super::{
    Rivo,
    by_time::{Asked, Window},
    client_query::Search,
    paging,
    scope::ChatScope,
    select::Select,
    text,
};
use crate::{
    api::{
        Page,
        chat::{ChatHistory, ChatMessage, ChatSession, SenderType},
        office::SessionFilter,
    },
    auth::Actor,
    clock::Timestamp,
    error::{Error, Result},
    id::{MessageId, SessionId},
    store::{
        Engine,
        table::{
            chat_message::{self, COLUMNS},
            chat_session,
        },
    },
};

/// What a list of messages is narrowed to.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct MessageFilter {
    /// Only this session.
    pub session_id: Option<SessionId>,
    /// Words that the message holds, all of them.
    pub q: Option<String>,
    /// Who wrote it.
    pub sender_type: Option<SenderType>,
    /// With `session_id`: only messages after this position.
    pub after: Option<i64>,
    /// Stored at or after.
    pub created_after: Option<Timestamp>,
    /// Stored before.
    pub created_before: Option<Timestamp>,
    /// Without `session_id`: `-created_at` (the default) or `created_at`.
    pub ordering: Option<String>,
    /// Rows a page, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
    /// Whether to count all that match.
    pub count: Option<bool>,
}

const SESSIONS: &str =
    "SELECT s.session_id, s.client_id, s.message_count, s.last_message_at, s.created_at
     FROM chat_session s LEFT JOIN client c ON c.id = s.client_id";

/// The first and the last session whose id begins as `q` does, where `q` is the beginning of an id:
/// eight of its digits or more, of which one is a letter or the dashes stand where they belong.
fn ids_from(q: &str) -> Option<(SessionId, SessionId)> {
    let q = q.trim();
    let digits: String = q.chars().filter(|letter| *letter != '-').collect();
    let is_id = (8..=32).contains(&digits.len())
        && digits.chars().all(|digit| digit.is_ascii_hexdigit())
        && (digits.chars().any(|digit| digit.is_ascii_alphabetic()) || q.find('-') == Some(8));
    let filled = |with: char| {
        let id: String = digits
            .chars()
            .chain(std::iter::repeat(with))
            .take(32)
            .collect();
        id.parse().ok().map(SessionId)
    };
    is_id.then(|| filled('0').zip(filled('f'))).flatten()
}

/// How much later than another a message may have been stored whose id was made first.
const SKEW_SECONDS: i64 = 3_600;

impl Rivo {
    /// A session's messages in order, whole by default; an unknown session has none.
    pub async fn chat_history(
        &self,
        actor: &Actor,
        session_id: SessionId,
        after: Option<i64>,
        limit: Option<i64>,
    ) -> Result<ChatHistory> {
        let scope = ChatScope::of(actor)?;
        let (after, limit) = (after.unwrap_or(0), limit.unwrap_or(i64::MAX));
        if limit < 1 {
            return Err(Error::invalid(
                "limit",
                "Ensure this value is greater than or equal to 1.",
            ));
        }
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let mut messages =
                        chat_message::of_session(tx, session_id, after, limit).await?;
                    let client_id = messages.first().and_then(|message| message.client);
                    if !scope.allows(tx, client_id).await? {
                        messages.clear();
                    }
                    Ok(ChatHistory {
                        session_id,
                        messages,
                    })
                })
            })
            .await
    }

    /// Sessions, the newest first if no other order is asked for.
    pub async fn list_sessions(
        &self,
        actor: &Actor,
        filter: SessionFilter,
    ) -> Result<Page<ChatSession>> {
        let scope = ChatScope::of(actor)?;
        let window = Window::read(Asked {
            ordering: filter.ordering.as_deref(),
            after: filter.after,
            before: filter.before,
            cursor: filter.cursor.as_deref(),
            limit: filter.limit,
            count: filter.count,
        })?;
        let search = Search::read(filter.q.as_deref(), self.store().engine())?;
        let wanted = filter.q.as_deref().and_then(ids_from);
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let mut select = Select::from(SESSIONS);
                    if let ChatScope::AssignedTo(user) = scope {
                        select.and("c.assigned_to = ?", [user.into()]);
                    }
                    if let Some(client) = filter.client_id {
                        select.and("s.client_id = ?", [client.into()]);
                    }
                    match filter.has_client {
                        Some(true) => select.and("s.client_id IS NOT NULL", []),
                        Some(false) => select.and("s.client_id IS NULL", []),
                        None => {}
                    }
                    match wanted {
                        Some((first, last)) => {
                            select.and("s.session_id BETWEEN ? AND ?", [first.into(), last.into()]);
                        }
                        None => search.narrow(&mut select),
                    }
                    let by = ("s.created_at", "s.session_id");
                    let key = |session: &ChatSession| (session.created_at, session.session_id);
                    window
                        .list(tx, select, by, chat_session::session, key)
                        .await
                })
            })
            .await
    }

    /// One session.
    pub async fn get_session(&self, actor: &Actor, session_id: SessionId) -> Result<ChatSession> {
        let scope = ChatScope::of(actor)?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    match chat_session::find(tx, session_id).await? {
                        Some(session) if scope.allows(tx, session.client).await? => Ok(session),
                        _ => Err(Error::not_found("Session")),
                    }
                })
            })
            .await
    }

    /// One message.
    pub async fn get_message(&self, actor: &Actor, id: MessageId) -> Result<ChatMessage> {
        let scope = ChatScope::of(actor)?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    match chat_message::find(tx, id).await? {
                        Some(message) if scope.allows(tx, message.client).await? => Ok(message),
                        _ => Err(Error::not_found("Message")),
                    }
                })
            })
            .await
    }

    /// Messages of one session in order, or those of all sessions that hold all the words of `q`,
    /// the newest first.
    pub async fn search_messages(
        &self,
        actor: &Actor,
        filter: MessageFilter,
    ) -> Result<Page<ChatMessage>> {
        let scope = ChatScope::of(actor)?;
        let limit = paging::page_limit(filter.limit)?;
        let engine = self.store().engine();
        let words = filter.q.as_deref().map(search_text).unwrap_or_default();
        if filter.q.is_some() && words.is_empty() {
            return Err(Error::invalid("q", "Enter at least one word."));
        }
        for (field, at) in [
            ("created_after", filter.created_after),
            ("created_before", filter.created_before),
        ] {
            at.map(|at| text::date(field, at)).transpose()?;
        }
        let position = match (&filter.cursor, filter.session_id) {
            (Some(cursor), Some(_)) => Some(paging::read_cursor::<i64>(cursor)?),
            _ => filter.after,
        };
        let oldest_first = match filter.ordering.as_deref().unwrap_or_default() {
            "" | "-created_at" => false,
            "created_at" => true,
            _ => {
                return Err(Error::invalid(
                    "ordering",
                    "Choose one of: -created_at, created_at.",
                ));
            }
        };
        let beyond = match (&filter.cursor, filter.session_id) {
            (Some(cursor), None) => Some(paging::read_cursor::<MessageId>(cursor)?),
            _ => None,
        };
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let mut select = Select::from(&format!(
                        "SELECT {COLUMNS} FROM chat_message m JOIN chat_session s ON s.session_id = m.session_id"
                    ));
                    select.and("m.deleted_at IS NULL", []);
                    let matched = search_expression(engine, &words);
                    if !words.is_empty() {
                        select.and(found_by(engine), [(&matched).into()]);
                    }
                    if let ChatScope::AssignedTo(user) = scope {
                        select.and("s.client_id IN (SELECT id FROM client WHERE assigned_to = ?)", [user.into()]);
                    }
                    if let Some(sender_type) = filter.sender_type {
                        select.and("m.sender_type = ?", [sender_type.name().into()]);
                    }
                    for (condition, id_condition, at, slack) in [
                        ("m.created_at >= ?", "m.id >= ?", filter.created_after, -SKEW_SECONDS),
                        ("m.created_at < ?", "m.id < ?", filter.created_before, SKEW_SECONDS),
                    ] {
                        let Some(at) = at else { continue };
                        select.and(condition, [at.into()]);
                        if filter.session_id.is_none() && words.is_empty() {
                            let id = chat_message::first_since(tx, at.plus_seconds(slack)).await?;
                            select.and(id_condition, [id.into()]);
                        }
                    }
                    if let Some(session_id) = filter.session_id {
                        select.and("m.session_id = ?", [session_id.into()]);
                        select.and("m.position > ?", [filter.after.unwrap_or(0).into()]);
                    }
                    let count = if filter.count == Some(true) {
                        Some(select.count(tx).await?)
                    } else {
                        None
                    };
                    if filter.session_id.is_some() {
                        select.and("m.position > ?", [position.unwrap_or(0).into()]);
                        select.end("ORDER BY m.position LIMIT ?", [(limit + 1).into()]);
                    } else {
                        let (beside, direction) = if oldest_first { (">", "") } else { ("<", " DESC") };
                        if let Some(beyond) = beyond {
                            select.and(&format!("m.id {beside} ?"), [beyond.into()]);
                        }
                        select.end(
                            &format!("ORDER BY m.id{direction} LIMIT ?"),
                            [(limit + 1).into()],
                        );
                    }
                    let rows = select.rows(tx).await?;
                    let messages = rows
                        .into_iter()
                        .map(chat_message::message)
                        .collect::<Result<Vec<_>>>()?;
                    let by_position = filter.session_id.is_some();
                    let page = paging::page(messages, limit, |message| {
                        if by_position {
                            paging::write_cursor(&message.position)
                        } else {
                            paging::write_cursor(&message.id)
                        }
                    });
                    Ok(Page { count, ..page })
                })
            })
            .await
    }
}

fn found_by(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => {
            "m.id IN (SELECT message_id FROM message_search
                      WHERE search_id IN (SELECT rowid FROM message_text WHERE message_text MATCH ?))"
        }
        Engine::Postgres => {
            "m.id IN (SELECT message_id FROM message_search WHERE document @@ to_tsquery('simple', ?))"
        }
    }
}

/// The words of a search, without anything an engine would read as an operator.
fn search_text(q: &str) -> Vec<String> {
    q.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(16)
        .map(str::to_lowercase)
        .collect()
}

/// All words, the last one as the beginning of a word.
fn search_expression(engine: Engine, words: &[String]) -> String {
    let last = words.len().saturating_sub(1);
    let term = |(index, word): (usize, &String)| match (engine, index == last) {
        (Engine::Sqlite, false) => format!("\"{word}\""),
        (Engine::Sqlite, true) => format!("\"{word}\"*"),
        (Engine::Postgres, false) => word.clone(),
        (Engine::Postgres, true) => format!("{word}:*"),
    };
    let joiner = match engine {
        Engine::Sqlite => " ",
        Engine::Postgres => " & ",
    };
    words
        .iter()
        .enumerate()
        .map(term)
        .collect::<Vec<_>>()
        .join(joiner)
}
