//! Lists that show the newest row first, paged by (`created_at`, `id`).

use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{paging, text};
use crate::{
    api::Page,
    clock::Timestamp,
    error::{Error, Result},
};

/// The key that all rows of a page stand before: that of the cursor, or one past them all.
pub(crate) fn before<Id>(cursor: Option<&str>) -> Result<(Timestamp, Id)>
where
    Id: DeserializeOwned + From<Uuid>,
{
    let Some(cursor) = cursor else {
        return Ok((text::last_date(), Id::from(Uuid::max())));
    };
    let (at, id) = paging::read_cursor(cursor)?;
    let at = text::date("cursor", at).map_err(|_| {
        Error::invalid(
            "cursor",
            "This is not a cursor of this list; start without one.",
        )
    })?;
    Ok((at, id))
}

/// A page of rows that were selected with one row more than `limit`.
pub(crate) fn page<T, Id: Serialize>(
    rows: Vec<T>,
    limit: i64,
    key: impl Fn(&T) -> (Timestamp, Id),
) -> Page<T> {
    paging::page(rows, limit, |row| paging::write_cursor(&key(row)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::NoteId;

    #[test]
    fn a_list_begins_past_all_rows_or_at_its_cursor() {
        let (at, id) = before::<NoteId>(None).unwrap();
        let row = (
            "2026-03-01T00:00:00Z".parse::<Timestamp>().unwrap(),
            NoteId::new(),
        );
        assert!(row < (at, id));
        let cursor = paging::write_cursor(&row);
        assert_eq!(before::<NoteId>(Some(&cursor)).unwrap(), row);
        for wrong in [
            "",
            "x",
            "W10",
            &paging::write_cursor(&("9999-01-01T00:00:00Z", row.1)),
        ] {
            assert!(before::<NoteId>(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
