//! Reading clients: one, a list of them, their transcript, their possible duplicates.

mod board;
mod duplicate;
mod narrow;
mod ordering;
mod search;
mod transcript;

use self::ordering::{Ordering, Place};
pub(crate) use self::{narrow::Narrowed, search::Search};
use super::{
    Rivo, access, paging,
    scope::{Scope, require_visible},
    select::Select,
    text,
};
use crate::{
    api::{
        Page,
        client::{Client, ClientFilter, ClientSummary},
    },
    auth::Actor,
    clock::Timestamp,
    error::{Error, Result},
    id::ClientId,
    model::mortgage::{Estimates, estimates},
    store::{
        Row, Tx, Value,
        table::{
            client, client_seen,
            client_summary::{self, Keys},
        },
    },
};

impl Rivo {
    /// One client.
    pub async fn get_client(&self, actor: &Actor, id: ClientId) -> Result<Client> {
        let scope = Scope::of(actor);
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let mut select = Select::from(client::VIEW);
                    select.and("c.id = ?", [id.into()]);
                    scope.narrow(&mut select);
                    let found = select.rows(tx).await?.pop();
                    found
                        .map(client::view)
                        .transpose()?
                        .ok_or(Error::not_found("Client"))
                })
            })
            .await
    }

    /// The clients an actor sees, narrowed and ordered as asked.
    pub async fn list_clients(&self, actor: &Actor, filter: ClientFilter) -> Result<Page<Client>> {
        self.list_as(actor, filter, Shown::WHOLE).await
    }

    /// The clients an actor sees, in short.
    pub async fn list_client_summaries(
        &self,
        actor: &Actor,
        filter: ClientFilter,
    ) -> Result<Page<ClientSummary>> {
        self.list_as(actor, filter, Shown::in_short(actor)).await
    }

    /// What follows from a client's facts: loan to value, housing ratio, payment.
    pub async fn client_figures(&self, actor: &Actor, id: ClientId) -> Result<Estimates> {
        let client = self.get_client(actor, id).await?;
        Ok(estimates(&client.context_meta.facts))
    }

    /// Notes that the actor has seen a client's messages up to a moment; all of them, if none is
    /// given. It only moves forward. A device tells its server of it, now or once there is one.
    pub async fn mark_seen(
        &self,
        actor: &Actor,
        id: ClientId,
        up_to: Option<Timestamp>,
    ) -> Result<()> {
        let user = access::require_user(actor)?;
        let scope = Scope::of(actor);
        let now = self.now();
        let up_to = up_to.map(|at| text::date("up_to", at)).transpose()?;
        if let Some(replica) = self.replica() {
            let moved = self.store().write(move |tx| {
                Box::pin(async move {
                    require_visible(tx, scope, id).await?;
                    // Of the server's time, which the device's need not be.
                    let last = client::find(tx, id)
                        .await?
                        .and_then(|row| row.last_message_at);
                    let seen_at = up_to.or(last).unwrap_or(now);
                    client_seen::advance_here(tx, user, id, seen_at).await
                })
            });
            if moved.await? {
                replica.outbox_changed();
            }
            return Ok(());
        }
        let seen_at = up_to.map_or(now, |at| at.min(now));
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    require_visible(tx, scope, id).await?;
                    client_seen::advance(tx, user, id, seen_at).await
                })
            })
            .await
    }

    async fn list_as<T: Send + 'static>(
        &self,
        actor: &Actor,
        filter: ClientFilter,
        shown: Shown<T>,
    ) -> Result<Page<T>> {
        let scope = Scope::of_list(actor)?;
        let narrowed = Narrowed::read(&filter, actor, self.now(), self.store().engine())?;
        let ordering = Ordering::read(filter.ordering.as_deref())?;
        let after = filter
            .cursor
            .as_deref()
            .map(|cursor| ordering.read_cursor(cursor))
            .transpose()?;
        let limit = paging::page_limit(filter.limit)?;
        let wants_count = filter.count == Some(true);
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let mut page =
                        list(tx, scope, &narrowed, ordering, after, limit, shown).await?;
                    if wants_count {
                        page.count = Some(count(tx, scope, &narrowed).await?);
                    }
                    Ok(page)
                })
            })
            .await
    }
}

/// How much of each client a list shows.
struct Shown<T> {
    select: &'static str,
    /// What stands for the placeholder of `select`: whose unread messages are told.
    user: Option<Value<'static>>,
    read: fn(Row) -> Result<(Keys, T)>,
}

impl<T> Clone for Shown<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Shown<T> {}

impl Shown<Client> {
    const WHOLE: Self = Self {
        select: client::VIEW,
        user: None,
        read: client_summary::keyed_view,
    };
}

impl Shown<ClientSummary> {
    fn in_short(actor: &Actor) -> Self {
        Self {
            select: client_summary::SUMMARY,
            user: Some(actor.user_id().into()),
            read: client_summary::keyed_summary,
        }
    }
}

/// Reads segment after segment until the page is full and one row more is known.
async fn list<T>(
    tx: &mut Tx,
    scope: Scope,
    narrowed: &Narrowed,
    ordering: &'static Ordering,
    mut after: Option<Place>,
    limit: i64,
    shown: Shown<T>,
) -> Result<Page<T>> {
    let mut clients: Vec<(usize, Keys, T)> = Vec::new();
    let first = after.as_ref().map_or(0, |place| place.segment);
    for (index, segment) in ordering.segments.iter().enumerate().skip(first) {
        let missing = limit + 1 - i64::try_from(clients.len()).unwrap_or(i64::MAX);
        if missing <= 0 {
            break;
        }
        let place = after.take();
        let mut select = Select::with(shown.select, shown.user);
        scope.narrow(&mut select);
        narrowed.narrow(&mut select);
        segment.begin(&mut select, place.as_ref());
        select.end(&segment.order_by(), [missing.into()]);
        for row in select.rows(tx).await? {
            let (keys, client) = (shown.read)(row)?;
            clients.push((index, keys, client));
        }
    }
    let page = paging::page(clients, limit, |(segment, keys, _)| {
        ordering.write_cursor(*segment, keys)
    });
    Ok(Page {
        results: page
            .results
            .into_iter()
            .map(|(.., client)| client)
            .collect(),
        next: page.next,
        count: None,
    })
}

async fn count(tx: &mut Tx, scope: Scope, narrowed: &Narrowed) -> Result<i64> {
    let mut select = Select::from("SELECT COUNT(*) FROM client c");
    scope.narrow(&mut select);
    narrowed.narrow(&mut select);
    match select.rows(tx).await?.pop() {
        Some(mut row) => row.get(),
        None => Ok(0),
    }
}
