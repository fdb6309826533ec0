//! Pages by key: opaque cursors, limits, and the extra row that tells whether there is more.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    api::Page,
    error::{Error, Result},
};

const DEFAULT_LIMIT: u32 = 50;
/// The most rows a page holds.
pub(crate) const MAX_LIMIT: u32 = 200;

/// The rows a page shall hold.
pub(crate) fn page_limit(limit: Option<u32>) -> Result<i64> {
    match limit.unwrap_or(DEFAULT_LIMIT) {
        limit @ 1..=MAX_LIMIT => Ok(i64::from(limit)),
        other => Err(Error::invalid(
            "limit",
            format!("Ensure this value is between 1 and {MAX_LIMIT}, not {other}."),
        )),
    }
}

/// A cursor that holds a row's key.
pub(crate) fn write_cursor<T: Serialize>(key: &T) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).expect("a key can be written as JSON"))
}

/// The key that a cursor of [`write_cursor`] holds.
pub(crate) fn read_cursor<T: DeserializeOwned>(cursor: &str) -> Result<T> {
    BASE64_URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| {
            Error::invalid(
                "cursor",
                "This is not a cursor of this list; start without one.",
            )
        })
}

/// A page of rows that were selected with one row more than `limit`.
pub(crate) fn page<T>(mut rows: Vec<T>, limit: i64, cursor_of: impl Fn(&T) -> String) -> Page<T> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let next = if rows.len() > limit {
        rows.truncate(limit);
        rows.last().map(cursor_of)
    } else {
        None
    };
    Page {
        results: rows,
        next,
        count: None,
    }
}
