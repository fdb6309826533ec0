//! What goes over the wire: requests, responses, [`command::Command`].
//!
//! The shapes are the API's promise. They are read and written by the server, the desktop, the
//! command line and, through OpenAPI, by the TypeScript of the UI.

pub mod admin;
pub mod chat;
pub mod client;
mod client_filter;
mod client_summary;
mod client_work;
pub mod command;
pub mod event;
pub mod extraction;
pub mod import;
pub mod notification;
pub mod office;
pub mod report;
pub mod stage;
pub mod today;
pub mod user;
pub mod view;

use std::{fmt, marker::PhantomData, str::FromStr};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, Visitor},
};

/// A page of a list. `next` is the cursor of the following page, null on the last one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows of this page.
    pub results: Vec<T>,
    /// Pass it as `cursor` for the next page.
    pub next: Option<String>,
    /// How many rows match in all; only when `count=true` was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
}

/// The body of an error that belongs to no field.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A sentence for people.
    pub detail: String,
    /// A word for programs.
    pub code: String,
    /// With a 409: what stands now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<serde_json::Value>,
}

/// One result of a batch, at the index of its item.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchItem {
    /// The item's place in the request, from 0.
    pub index: usize,
    /// The HTTP status the item would have had alone.
    pub status: u16,
    /// The id of what was made or changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<uuid::Uuid>,
    /// Why the item was refused: the body of its error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<serde_json::Value>,
}

/// The answer to a batch.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchResult {
    /// One entry an item, in order.
    pub results: Vec<BatchItem>,
}

/// Reads a field that may be absent (leave it), null (clear it) or a value (set it).
///
/// Use with `#[serde(default, deserialize_with = "double_option")]`.
pub fn double_option<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// Reads a field that must be there, though it may be null. serde alone takes an absent field for
/// null, and what was only misspelt would then clear a value.
pub(crate) fn given<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer)
}

/// Reads a choice by its name and by nothing else: serde alone takes `{"name": null}` as well.
pub(crate) fn by_name<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: FromStr<Err = String>,
    D: Deserializer<'de>,
{
    struct Name<T>(PhantomData<T>);

    impl<T: FromStr<Err = String>> Visitor<'_> for Name<T> {
        type Value = T;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a string")
        }

        fn visit_str<E: de::Error>(self, name: &str) -> Result<T, E> {
            name.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Name(PhantomData))
}
