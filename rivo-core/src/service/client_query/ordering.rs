//! The orders a list of clients may have, and its cursors.
//!
//! An order is one segment or two that follow each other; each runs along an index of its own, so
//! that no page sorts the whole table. A cursor is bound to its order: it names the last row's
//! segment, key and id.

use serde::{Deserialize, Serialize};

use crate::{
    clock::Timestamp,
    error::{Error, Result},
    id::ClientId,
    service::{paging, select::Select, text},
    store::{Value, table::client_summary::Keys},
};

/// An order of a list.
#[derive(Debug)]
pub(super) struct Ordering {
    name: &'static str,
    pub(super) segments: &'static [Segment],
}

/// A part of an order.
#[derive(Debug)]
pub(super) struct Segment {
    /// What is in this part, where the order has several.
    only: Option<&'static str>,
    column: Option<Column>,
    descending: bool,
}

#[derive(Clone, Copy, Debug)]
enum Column {
    CreatedAt,
    UpdatedAt,
    StageChangedAt,
    LastMessageAt,
    CapturedAt,
    NextDueAt,
    LoanAmount,
    CreditScore,
    Name,
}

/// Where a page begins: behind the row with this key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Place {
    ordering: String,
    pub(super) segment: usize,
    key: Key,
    id: ClientId,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Key {
    At(Timestamp),
    Number(i64),
    Name(String),
    Nothing,
}

const fn by(column: Column, descending: bool) -> Segment {
    Segment {
        only: None,
        column: Some(column),
        descending,
    }
}

const fn only(condition: &'static str, column: Option<Column>) -> Segment {
    Segment {
        only: Some(condition),
        column,
        descending: true,
    }
}

const fn upwards(condition: &'static str, column: Column) -> Segment {
    Segment {
        only: Some(condition),
        column: Some(column),
        descending: false,
    }
}

#[rustfmt::skip]
const ORDERINGS: &[Ordering] = &[
    Ordering { name: "-created_at", segments: &[by(Column::CreatedAt, true)] },
    Ordering { name: "created_at", segments: &[by(Column::CreatedAt, false)] },
    Ordering { name: "-updated_at", segments: &[by(Column::UpdatedAt, true)] },
    Ordering { name: "updated_at", segments: &[by(Column::UpdatedAt, false)] },
    Ordering { name: "name", segments: &[by(Column::Name, false)] },
    Ordering { name: "-name", segments: &[by(Column::Name, true)] },
    Ordering { name: "-stage_changed_at", segments: &[by(Column::StageChangedAt, true)] },
    Ordering { name: "stage_changed_at", segments: &[by(Column::StageChangedAt, false)] },
    // Clients without any message, made by hand, come last.
    Ordering { name: "-last_message_at", segments: &[
        only("c.last_message_at IS NOT NULL", Some(Column::LastMessageAt)),
        only("c.last_message_at IS NULL", None),
    ] },
    Ordering { name: "unassigned_first", segments: &[
        only("c.assigned_to IS NULL", Some(Column::CreatedAt)),
        only("c.assigned_to IS NOT NULL", Some(Column::CreatedAt)),
    ] },
    Ordering { name: "-captured_at", segments: &[
        only("c.captured_at IS NOT NULL", Some(Column::CapturedAt)),
        only("c.captured_at IS NULL", None),
    ] },
    Ordering { name: "captured_at", segments: &[
        upwards("c.captured_at IS NOT NULL", Column::CapturedAt),
        only("c.captured_at IS NULL", None),
    ] },
    Ordering { name: "-loan_amount", segments: &[
        only("c.loan_amount IS NOT NULL", Some(Column::LoanAmount)),
        only("c.loan_amount IS NULL", None),
    ] },
    Ordering { name: "loan_amount", segments: &[
        upwards("c.loan_amount IS NOT NULL", Column::LoanAmount),
        only("c.loan_amount IS NULL", None),
    ] },
    Ordering { name: "-credit_score", segments: &[
        only("c.credit_score IS NOT NULL", Some(Column::CreditScore)),
        only("c.credit_score IS NULL", None),
    ] },
    Ordering { name: "credit_score", segments: &[
        upwards("c.credit_score IS NOT NULL", Column::CreditScore),
        only("c.credit_score IS NULL", None),
    ] },
    Ordering { name: "next_due_at", segments: &[
        upwards("c.next_due_at IS NOT NULL", Column::NextDueAt),
        only("c.next_due_at IS NULL", None),
    ] },
    Ordering { name: "urgency", segments: &[
        only("c.urgency = 'high'", Some(Column::CreatedAt)),
        only("c.urgency = 'medium'", Some(Column::CreatedAt)),
        only("c.urgency = 'low'", Some(Column::CreatedAt)),
    ] },
];

/// The order of a column of the board.
pub(super) const BY_STAGE_CHANGE: &str = "-stage_changed_at";

impl Ordering {
    pub(super) fn read(name: Option<&str>) -> Result<&'static Self> {
        let name = name
            .filter(|name| !name.is_empty())
            .unwrap_or("-created_at");
        ORDERINGS
            .iter()
            .find(|ordering| ordering.name == name)
            .ok_or_else(|| {
                let names: Vec<&str> = ORDERINGS.iter().map(|ordering| ordering.name).collect();
                Error::invalid("ordering", format!("Choose one of: {}.", names.join(", ")))
            })
    }

    pub(super) fn write_cursor(&self, segment: usize, keys: &Keys) -> String {
        let at = |at: Option<Timestamp>| at.map_or(Key::Nothing, Key::At);
        let number = |number: Option<i64>| number.map_or(Key::Nothing, Key::Number);
        let key = match self
            .segments
            .get(segment)
            .and_then(|segment| segment.column)
        {
            Some(Column::CreatedAt) => Key::At(keys.created_at),
            Some(Column::UpdatedAt) => Key::At(keys.updated_at),
            Some(Column::StageChangedAt) => Key::At(keys.stage_changed_at),
            Some(Column::LastMessageAt) => at(keys.last_message_at),
            Some(Column::CapturedAt) => at(keys.captured_at),
            Some(Column::NextDueAt) => at(keys.next_due_at),
            Some(Column::LoanAmount) => number(keys.loan_amount),
            Some(Column::CreditScore) => number(keys.credit_score),
            Some(Column::Name) => Key::Name(keys.name_key.clone()),
            None => Key::Nothing,
        };
        paging::write_cursor(&Place {
            ordering: self.name.to_owned(),
            segment,
            key,
            id: keys.id,
        })
    }

    pub(super) fn read_cursor(&self, cursor: &str) -> Result<Place> {
        let place: Place = paging::read_cursor(cursor)?;
        let column = self
            .segments
            .get(place.segment)
            .map(|segment| segment.column);
        let fits = match (column, &place.key) {
            (Some(Some(Column::Name)), Key::Name(name)) => !name.contains('\0'),
            (Some(None), Key::Nothing)
            | (Some(Some(Column::LoanAmount | Column::CreditScore)), Key::Number(_)) => true,
            (Some(Some(column)), Key::At(at)) if column.is_a_time() => {
                text::date("cursor", *at).is_ok()
            }
            _ => false,
        };
        if fits && place.ordering == self.name {
            Ok(place)
        } else {
            Err(Error::invalid(
                "cursor",
                "This cursor belongs to another order; start without one.",
            ))
        }
    }
}

impl Segment {
    /// Narrows a statement to this part, behind `place`.
    pub(super) fn begin<'a>(&self, select: &mut Select<'a>, place: Option<&'a Place>) {
        if let Some(condition) = self.only {
            select.and(condition, []);
        }
        let Some(place) = place else { return };
        let beyond = if self.descending { '<' } else { '>' };
        let key: Value<'a> = match (&place.key, self.column) {
            (Key::At(at), Some(_)) => (*at).into(),
            (Key::Name(name), Some(_)) => name.into(),
            (Key::Number(number), Some(_)) => (*number).into(),
            _ => return select.and(&format!("c.id {beyond} ?"), [place.id.into()]),
        };
        let column = self.column.map_or("c.id", Column::sql);
        select.and(
            &format!("({column}, c.id) {beyond} (?, ?)"),
            [key, place.id.into()],
        );
    }

    /// The order of this part, and a limit to be filled in.
    pub(super) fn order_by(&self) -> String {
        let direction = if self.descending { " DESC" } else { "" };
        match self.column {
            Some(column) => {
                format!(
                    "ORDER BY {}{direction}, c.id{direction} LIMIT ?",
                    column.sql()
                )
            }
            None => format!("ORDER BY c.id{direction} LIMIT ?"),
        }
    }
}

impl Column {
    const fn sql(self) -> &'static str {
        match self {
            Self::CreatedAt => "c.created_at",
            Self::UpdatedAt => "c.updated_at",
            Self::StageChangedAt => "c.stage_changed_at",
            Self::LastMessageAt => "c.last_message_at",
            Self::CapturedAt => "c.captured_at",
            Self::NextDueAt => "c.next_due_at",
            Self::LoanAmount => "c.loan_amount",
            Self::CreditScore => "c.credit_score",
            Self::Name => "c.name_key",
        }
    }

    const fn is_a_time(self) -> bool {
        !matches!(self, Self::Name | Self::LoanAmount | Self::CreditScore)
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::store::{DatabaseUrl, Store, migrate, table::client_summary::SUMMARY};

    /// On a database that nobody told of its tables: a server that grew since it was opened.
    #[tokio::test]
    async fn no_page_of_an_order_sorts_the_whole_table() {
        let store = Store::open(&DatabaseUrl::SqliteMemory).await.unwrap();
        migrate::run(&store).await.unwrap();
        for ordering in ORDERINGS {
            for segment in ordering.segments {
                let plan = store.read(move |tx| {
                    let mut select = Select::with(SUMMARY, [Uuid::nil().into()]);
                    select.and("c.captured_at IS NOT NULL", []);
                    segment.begin(&mut select, None);
                    select.end(&segment.order_by(), [51.into()]);
                    Box::pin(select.plan(tx))
                });
                let plan = plan.await.unwrap();
                assert!(!plan.contains("ORDER BY"), "{}: {plan}", ordering.name);
            }
        }
    }
}
