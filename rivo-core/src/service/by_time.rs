//! Lists of the back office by the time their rows were made: newest or oldest first, within dates,
//! paged by (`created_at`, `id`).

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{paging, select::Select, text};
use crate::{
    api::Page,
    clock::Timestamp,
    error::{Error, FieldErrors, Result},
    store::{Row, Tx},
};

/// Which part of such a list is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    oldest_first: bool,
    after: Option<Timestamp>,
    before: Option<Timestamp>,
    place: Option<(Timestamp, Uuid)>,
    limit: i64,
    counted: bool,
}

/// What a request says of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Asked<'a> {
    pub(crate) ordering: Option<&'a str>,
    pub(crate) after: Option<Timestamp>,
    pub(crate) before: Option<Timestamp>,
    pub(crate) cursor: Option<&'a str>,
    pub(crate) limit: Option<u32>,
    pub(crate) count: Option<bool>,
}

#[derive(Serialize, Deserialize)]
struct Place<Id> {
    oldest_first: bool,
    at: Timestamp,
    id: Id,
}

impl Window {
    pub(crate) fn read(asked: Asked<'_>) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let oldest_first = match asked.ordering.unwrap_or_default() {
            "" | "-created_at" => false,
            "created_at" => true,
            _ => {
                errors.add("ordering", "Choose one of: -created_at, created_at.");
                false
            }
        };
        for (field, at) in [("after", asked.after), ("before", asked.before)] {
            if let Some(at) = at
                && let Err(Error::Invalid(FieldErrors(fields))) = text::date(field, at)
            {
                errors.0.extend(fields);
            }
        }
        errors.into_result()?;
        Ok(Self {
            oldest_first,
            after: asked.after,
            before: asked.before,
            place: asked
                .cursor
                .map(|cursor| read_place(cursor, oldest_first))
                .transpose()?,
            limit: paging::page_limit(asked.limit)?,
            counted: asked.count == Some(true),
        })
    }

    /// The page of what a statement selects; `at` and `id` name the columns it is read along.
    pub(crate) async fn list<T, Id: Serialize>(
        &self,
        tx: &mut Tx,
        mut select: Select<'_>,
        (at, id): (&str, &str),
        read: fn(Row) -> Result<T>,
        key: impl Fn(&T) -> (Timestamp, Id),
    ) -> Result<Page<T>> {
        self.between(&mut select, at);
        let count = if self.counted {
            Some(select.count(tx).await?)
        } else {
            None
        };
        self.end(&mut select, at, id);
        let rows = select.rows(tx).await?;
        let rows = rows.into_iter().map(read).collect::<Result<_>>()?;
        Ok(Page {
            count,
            ..self.page(rows, key)
        })
    }

    fn between(&self, select: &mut Select<'_>, at: &str) {
        if let Some(after) = self.after {
            select.and(&format!("{at} >= ?"), [after.into()]);
        }
        if let Some(before) = self.before {
            select.and(&format!("{at} < ?"), [before.into()]);
        }
    }

    /// Narrows a statement to the page, with one row more that tells whether there is another.
    pub(crate) fn end(&self, select: &mut Select<'_>, at: &str, id: &str) {
        let beyond = if self.oldest_first { '>' } else { '<' };
        if let Some((place_at, place_id)) = self.place {
            select.and(
                &format!("({at}, {id}) {beyond} (?, ?)"),
                [place_at.into(), place_id.into()],
            );
        }
        let direction = if self.oldest_first { "" } else { " DESC" };
        select.end(
            &format!("ORDER BY {at}{direction}, {id}{direction} LIMIT ?"),
            [(self.limit + 1).into()],
        );
    }

    /// The page of what [`Window::end`] selected.
    fn page<T, Id: Serialize>(&self, rows: Vec<T>, key: impl Fn(&T) -> (Timestamp, Id)) -> Page<T> {
        paging::page(rows, self.limit, |row| {
            let (at, id) = key(row);
            paging::write_cursor(&Place {
                oldest_first: self.oldest_first,
                at,
                id,
            })
        })
    }
}

fn read_place(cursor: &str, oldest_first: bool) -> Result<(Timestamp, Uuid)> {
    let place: Place<Uuid> = read(cursor)?;
    let fits = place.oldest_first == oldest_first && text::date("cursor", place.at).is_ok();
    if !fits {
        return Err(Error::invalid(
            "cursor",
            "This cursor belongs to another order; start without one.",
        ));
    }
    Ok((place.at, place.id))
}

fn read<T: DeserializeOwned>(cursor: &str) -> Result<T> {
    paging::read_cursor(cursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_reads_its_own_cursors_and_refuses_those_of_another_order() {
        let asked = Asked {
            limit: Some(1),
            ..Asked::default()
        };
        let at: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
        let id = Uuid::now_v7();
        let rows = vec![(at, id), (at, id)];
        let page = Window::read(asked).unwrap().page(rows, |row| *row);
        assert_eq!(page.results.len(), 1);
        let cursor = page.next.unwrap();
        let again = Asked {
            cursor: Some(&cursor),
            ..asked
        };
        assert_eq!(Window::read(again).unwrap().place, Some((at, id)));
        for wrong in [
            Asked {
                ordering: Some("created_at"),
                ..again
            },
            Asked {
                ordering: Some("name"),
                ..asked
            },
            Asked {
                cursor: Some("x"),
                ..asked
            },
            Asked {
                after: Some(Timestamp::from_micros(i64::MAX)),
                ..asked
            },
            Asked {
                limit: Some(0),
                ..asked
            },
        ] {
            assert!(Window::read(wrong).is_err(), "{wrong:?}");
        }
    }
}
