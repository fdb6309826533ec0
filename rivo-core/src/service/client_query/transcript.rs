//! The transcript of a client: the messages of all its sessions, session by session.

use crate::{
    api::{Page, chat::ChatMessage},
    auth::{Actor, Permission},
    error::{Error, Result},
    id::{ClientId, SessionId},
    service::{
        Rivo, paging,
        scope::{Scope, require_visible},
        text,
    },
    store::table::client_message::{self, Place, Placed},
};

impl Rivo {
    /// A client's messages, oldest first.
    ///
    /// `after` is the `next` of the page before; without it the list begins with the first message.
    /// With `before` the list is read backwards: its `next` is the `before` of the page of older
    /// messages, and an empty `before` begins with the newest. A page itself is always oldest first.
    pub async fn list_client_messages(
        &self,
        actor: &Actor,
        client_id: ClientId,
        after: Option<String>,
        before: Option<String>,
        limit: Option<u32>,
    ) -> Result<Page<ChatMessage>> {
        let scope = Scope::of(actor);
        let may_read = actor.require(Permission::ChatView);
        let limit = paging::page_limit(limit)?;
        let window = Window::read(after.as_deref(), before.as_deref())?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    require_visible(tx, scope, client_id).await?;
                    may_read?;
                    match window {
                        Window::After(place) => {
                            let rows =
                                client_message::after(tx, client_id, place, limit + 1).await?;
                            Ok(page(rows, limit))
                        }
                        Window::Before(place) => {
                            let rows =
                                client_message::before(tx, client_id, place, limit + 1).await?;
                            let mut page = page(rows, limit);
                            page.results.reverse();
                            Ok(page)
                        }
                    }
                })
            })
            .await
    }
}

enum Window {
    After(Place),
    Before(Place),
}

impl Window {
    fn read(after: Option<&str>, before: Option<&str>) -> Result<Self> {
        match (after.filter(|cursor| !cursor.is_empty()), before) {
            (Some(_), Some(_)) => Err(Error::invalid(
                "before",
                "Give `after` or `before`, not both.",
            )),
            (Some(cursor), None) => read_place("after", cursor).map(Self::After),
            (None, Some("")) => Ok(Self::Before((
                text::last_date(),
                SessionId(uuid::Uuid::max()),
                i64::MAX,
            ))),
            (None, Some(cursor)) => read_place("before", cursor).map(Self::Before),
            (None, None) => Ok(Self::After((
                text::first_date(),
                SessionId(uuid::Uuid::nil()),
                0,
            ))),
        }
    }
}

fn read_place(field: &str, cursor: &str) -> Result<Place> {
    let wrong = |_| {
        Error::invalid(
            field,
            "This is not a cursor of this list; start without one.",
        )
    };
    let place: Place = paging::read_cursor(cursor).map_err(wrong)?;
    text::date(field, place.0).map_err(wrong)?;
    Ok(place)
}

fn page(rows: Vec<Placed>, limit: i64) -> Page<ChatMessage> {
    let page = paging::page(rows, limit, |(place, _)| paging::write_cursor(place));
    Page {
        results: page
            .results
            .into_iter()
            .map(|(_, message)| message)
            .collect(),
        next: page.next,
        count: None,
    }
}
