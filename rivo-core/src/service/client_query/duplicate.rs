//! Clients that may be one person.

use crate::{
    api::{
        Page,
        client::{Duplicate, DuplicateClient, DuplicateGroup},
    },
    auth::{Actor, Permission},
    error::{Error, Result},
    id::ClientId,
    service::{
        Rivo, newest, paging,
        scope::{Scope, require_visible},
        select::Select,
    },
    store::Tx,
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

    /// All clients that share an email address, then all that share a phone number, in groups. For
    /// those who see all clients and merge them.
    pub async fn list_duplicate_groups(
        &self,
        actor: &Actor,
        cursor: Option<String>,
        limit: Option<u32>,
    ) -> Result<Page<DuplicateGroup>> {
        actor.require(Permission::ClientMerge)?;
        actor.require(Permission::ClientViewAll)?;
        let limit = paging::page_limit(limit)?;
        let after: (usize, String) = match cursor.as_deref() {
            Some(cursor) => paging::read_cursor(cursor)?,
            None => (0, String::new()),
        };
        if after.0 >= SHARED.len() || after.1.contains('\0') {
            return Err(Error::invalid(
                "cursor",
                "This is not a cursor of this list; start without one.",
            ));
        }
        self.store()
            .read(move |tx| Box::pin(groups(tx, after, limit)))
            .await
    }
}

/// What clients may share, and its column.
const SHARED: [(&str, &str); 2] = [("email", "c.email"), ("phone", "c.phone")];
/// More of one person are no accident.
const MAX_CLIENTS: i64 = 50;

async fn groups(tx: &mut Tx, after: (usize, String), limit: i64) -> Result<Page<DuplicateGroup>> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let (first, mut after) = after;
    for (index, (_, column)) in SHARED.iter().enumerate().skip(first) {
        let missing = limit + 1 - i64::try_from(found.len()).unwrap_or(i64::MAX);
        if missing <= 0 {
            break;
        }
        // Both columns have an index that alone answers this.
        let mut select = Select::from(&format!("SELECT {column} FROM client c"));
        select.and(&format!("{column} > ?"), [(&after).into()]);
        select.end(
            &format!("GROUP BY {column} HAVING COUNT(*) > 1 ORDER BY {column} LIMIT ?"),
            [missing.into()],
        );
        for mut row in select.rows(tx).await? {
            found.push((index, row.get()?));
        }
        after = String::new();
    }
    let page = paging::page(found, limit, paging::write_cursor);
    let mut results = Vec::with_capacity(page.results.len());
    for (index, value) in page.results {
        let (by, column) = SHARED[index];
        let mut select =
            Select::from("SELECT c.id, c.name, c.current_stage, c.created_at FROM client c");
        select.and(&format!("{column} = ?"), [(&value).into()]);
        select.end("ORDER BY c.created_at, c.id LIMIT ?", [MAX_CLIENTS.into()]);
        let mut clients = Vec::new();
        for mut row in select.rows(tx).await? {
            clients.push(DuplicateClient {
                id: row.get()?,
                name: row.get()?,
                current_stage: row.parsed()?,
                created_at: row.get()?,
            });
        }
        results.push(DuplicateGroup {
            by: by.to_owned(),
            value,
            clients,
        });
    }
    Ok(Page {
        results,
        next: page.next,
        count: None,
    })
}
