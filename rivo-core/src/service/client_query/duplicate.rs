//! Clients that may be one person.

use crate::{
    api::{Page, client::Duplicate},
    auth::Actor,
    error::Result,
    id::ClientId,
    service::{
        Rivo, newest, paging,
        scope::{Scope, require_visible},
        select::Select,
    },
};

impl Rivo {
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
