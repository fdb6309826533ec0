//! `/events/`: the change feed, for the desk.

use axum::{
    extract::State,
    http::HeaderMap,
    response::{Response, sse::Event},
};
use rivo_core::{Error, api::event::ChangeEvent, auth::Actor};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;

use super::{Source, greeting, resume_at, stream_of};
use crate::{app::App, caller::Staff, input::Query, problem::Answer};

/// Changes read at once.
const BATCH: i64 = 200;

/// Where to go on.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Cursor {
    /// The last `id` that was seen; without it, from now. The header `Last-Event-ID` wins.
    cursor: Option<i64>,
}

/// What changes, as it changes.
///
/// It begins with an event `following` whose `id` is the feed position it goes on from; who is cut off
/// before anything changed resumes from there. Each change has its feed position as its `id`, the
/// name `change` and a `ChangeEvent` as its data.
/// A cursor older than the feed keeps is answered by an event `reset`: load afresh, then go on
/// from now.
#[utoipa::path(get, path = "/api/v1/events/", tag = "office", params(Cursor),
    responses((status = 200, content((ChangeEvent = "text/event-stream")))))]
pub(crate) async fn events(
    State(app): State<App>,
    staff: Staff,
    headers: HeaderMap,
    Query(query): Query<Cursor>,
) -> Answer<Response> {
    let position = match resume_at(&headers, query.cursor)? {
        Some(position) => position,
        None => app.rivo().feed_head().await?,
    };
    let greeting = Some(greeting(position));
    Ok(stream_of(&app, staff.0, Feed { position, greeting }))
}

struct Feed {
    position: i64,
    greeting: Option<Event>,
}

impl Source for Feed {
    async fn next(&mut self, app: &App, actor: &Actor) -> Result<Vec<Event>, Error> {
        if let Some(greeting) = self.greeting.take() {
            return Ok(vec![greeting]);
        }
        loop {
            let (changes, up_to) = match app.rivo().changes(actor, self.position, BATCH).await {
                Err(Error::CursorExpired) => return Ok(vec![self.reset(app).await?]),
                changes => changes?,
            };
            let moved = up_to > self.position;
            self.position = up_to;
            // Where nothing of a batch was visible, there may be more behind it.
            if !changes.is_empty() || !moved {
                return Ok(changes
                    .iter()
                    .map(|change| event(change.position, &change.event))
                    .collect());
            }
        }
    }
}

impl Feed {
    async fn reset(&mut self, app: &App) -> Result<Event, Error> {
        self.position = app.rivo().feed_head().await?;
        let data = json!({"code": Error::CursorExpired.code()}).to_string();
        Ok(Event::default()
            .event("reset")
            .id(self.position.to_string())
            .data(data))
    }
}

fn event(position: i64, change: &ChangeEvent) -> Event {
    let data = serde_json::to_string(change).expect("a change can be written as JSON");
    Event::default()
        .id(position.to_string())
        .event("change")
        .data(data)
}
