//! Reading clients: one, a list of them, their transcript, their possible duplicates.

mod narrow;
mod ordering;
mod search;
mod transcript;

use self::{
    narrow::Narrowed,
    ordering::{Ordering, Place},
};
use super::{
    Rivo, newest, paging,
    scope::{Scope, require_visible},
    select::Select,
};
use crate::{
    api::{
        Page,
        client::{Client, ClientFilter, Duplicate},
    },
    auth::Actor,
    error::{Error, Result},
    id::ClientId,
    store::{Tx, table::client},
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
                    let mut page = list(tx, scope, &narrowed, ordering, after, limit).await?;
                    if wants_count {
                        page.count = Some(count(tx, scope, &narrowed).await?);
                    }
                    Ok(page)
                })
            })
            .await
    }

    /// Other visible clients with the same email or phone, newest first.
    pub async fn list_duplicates(
        &self,
        actor: &Actor,
        client_id: ClientId,
        cursor: Option<String>,
        limit: Option<u32>,
    ) -> Result<Page<Duplicate>> {
        let scope = Scope::of(actor);
        let limit = paging::page_limit(limit)?;
        let before = newest::before::<ClientId>(cursor.as_deref())?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    require_visible(tx, scope, client_id).await?;
                    // Each half has an index; an OR over both columns would have none.
                    let mut select = Select::from(
                        "SELECT c.id, c.name, c.current_stage, c.created_at,
                             COALESCE(c.email = o.email, FALSE), COALESCE(c.phone = o.phone, FALSE)
                         FROM client c
                         JOIN client o ON o.id <> c.id",
                    );
                    select.and("o.id = ?", [client_id.into()]);
                    select.and(
                        "c.id IN (SELECT e.id FROM client e JOIN client x ON e.email = x.email WHERE x.id = ?
                                  UNION
                                  SELECT p.id FROM client p JOIN client y ON p.phone = y.phone WHERE y.id = ?)",
                        [client_id.into(), client_id.into()],
                    );
                    select.and("(c.created_at, c.id) < (?, ?)", [before.0.into(), before.1.into()]);
                    scope.narrow(&mut select);
                    select.end("ORDER BY c.created_at DESC, c.id DESC LIMIT ?", [(limit + 1).into()]);
                    let mut found = Vec::new();
                    for mut row in select.rows(tx).await? {
                        let (id, name, current_stage) = (row.get()?, row.get()?, row.parsed()?);
                        let created_at = row.get()?;
                        let mut same = Vec::new();
                        for field in ["email", "phone"] {
                            if row.get()? {
                                same.push(field.to_owned());
                            }
                        }
                        found.push((created_at, Duplicate { id, name, current_stage, same }));
                    }
                    let page = newest::page(found, limit, |(created_at, row)| (*created_at, row.id));
                    Ok(Page {
                        results: page.results.into_iter().map(|(_, row)| row).collect(),
                        next: page.next,
                        count: None,
                    })
                })
            })
            .await
    }
}

/// Reads segment after segment until the page is full and one row more is known.
async fn list(
    tx: &mut Tx,
    scope: Scope,
    narrowed: &Narrowed,
    ordering: &'static Ordering,
    mut after: Option<Place>,
    limit: i64,
) -> Result<Page<Client>> {
    let mut clients: Vec<(usize, Client)> = Vec::new();
    let first = after.as_ref().map_or(0, |place| place.segment);
    for (index, segment) in ordering.segments.iter().enumerate().skip(first) {
        let missing = limit + 1 - i64::try_from(clients.len()).unwrap_or(i64::MAX);
        if missing <= 0 {
            break;
        }
        let place = after.take();
        let mut select = Select::from(client::VIEW);
        scope.narrow(&mut select);
        narrowed.narrow(&mut select);
        segment.begin(&mut select, place.as_ref());
        select.end(&segment.order_by(), [missing.into()]);
        for row in select.rows(tx).await? {
            clients.push((index, client::view(row)?));
        }
    }
    let page = paging::page(clients, limit, |(segment, client)| {
        ordering.write_cursor(*segment, client)
    });
    Ok(Page {
        results: page.results.into_iter().map(|(_, client)| client).collect(),
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
