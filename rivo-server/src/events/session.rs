//! `/chat/sessions/{id}/events/`: the messages of one session, as they come.

use axum::{
    extract::State,
    http::HeaderMap,
    response::{Response, sse::Event},
};
use rivo_core::{Error, api::chat::ChatMessage, auth::Actor, id::SessionId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Source, greeting, resume_at, stream_of};
use crate::{
    app::App,
    caller::Chat,
    input::{Id, Query},
    problem::Answer,
};

/// Messages read at once.
const BATCH: i64 = 200;

/// Where to go on.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct After {
    /// The last position that was seen; without it, from now. The header `Last-Event-ID` wins.
    after: Option<i64>,
}

/// A session's messages, as they come.
///
/// It begins with an event `following` whose `id` is the position it goes on from. Each message has
/// its position as its `id`, the name `message` and a `ChatMessage` as its data. A session that nobody wrote in yet may be waited for.
#[utoipa::path(get, path = "/api/v1/chat/sessions/{id}/events/", tag = "chat",
    params(("id" = SessionId, Path), After),
    responses((status = 200, content((ChatMessage = "text/event-stream")))))]
pub(crate) async fn session_events(
    State(app): State<App>,
    caller: Chat,
    Id(session_id): Id<SessionId>,
    headers: HeaderMap,
    Query(query): Query<After>,
) -> Answer<Response> {
    let position = match resume_at(&headers, query.after)? {
        Some(position) => position,
        None => match app.rivo().get_session(&caller, session_id).await {
            Ok(session) => session.message_count,
            Err(Error::NotFound { .. }) => 0,
            Err(error) => return Err(error.into()),
        },
    };
    let greeting = Some(greeting(position));
    let source = Messages {
        session_id,
        position,
        greeting,
    };
    Ok(stream_of(&app, caller.0, source))
}

struct Messages {
    session_id: SessionId,
    position: i64,
    greeting: Option<Event>,
}

impl Source for Messages {
    async fn next(&mut self, app: &App, actor: &Actor) -> Result<Vec<Event>, Error> {
        if let Some(greeting) = self.greeting.take() {
            return Ok(vec![greeting]);
        }
        let after = Some(self.position);
        let history = app
            .rivo()
            .chat_history(actor, self.session_id, after, Some(BATCH))
            .await?;
        self.position = history
            .messages
            .last()
            .map_or(self.position, |last| last.position);
        Ok(history.messages.iter().map(event).collect())
    }
}

fn event(message: &ChatMessage) -> Event {
    let data = serde_json::to_string(message).expect("a message can be written as JSON");
    Event::default()
        .id(message.position.to_string())
        .event("message")
        .data(data)
}
