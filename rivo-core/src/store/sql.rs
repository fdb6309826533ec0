//! SQL text, values and rows that mean the same on both engines.

use std::borrow::Cow;

use uuid::Uuid;

use crate::{
    clock::Timestamp,
    error::{Error, Result},
};

/// A database engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// One file, one writer.
    Sqlite,
    /// A server, any number of writers.
    Postgres,
}

/// A statement for both engines.
#[derive(Clone, Debug)]
pub struct Sql {
    sqlite: Cow<'static, str>,
    postgres: Option<Cow<'static, str>>,
}

impl Sql {
    /// One text for both engines.
    #[must_use]
    pub const fn same(text: &'static str) -> Self {
        Self {
            sqlite: Cow::Borrowed(text),
            postgres: None,
        }
    }

    /// One text for each engine, where they differ.
    #[must_use]
    pub const fn per_engine(sqlite: &'static str, postgres: &'static str) -> Self {
        Self {
            sqlite: Cow::Borrowed(sqlite),
            postgres: Some(Cow::Borrowed(postgres)),
        }
    }

    /// One text for both engines, put together from fixed fragments at run time.
    ///
    /// No value ever becomes part of the text.
    #[must_use]
    pub const fn assembled(text: String) -> Self {
        Self {
            sqlite: Cow::Owned(text),
            postgres: None,
        }
    }

    /// Whether the text was put together at run time, so that there may be many like it.
    pub(crate) const fn is_assembled(&self) -> bool {
        matches!(self.sqlite, Cow::Owned(_))
    }

    /// The text for an engine.
    #[must_use]
    pub fn text(&self, engine: Engine) -> &str {
        match (engine, &self.postgres) {
            (Engine::Postgres, Some(text)) => text,
            _ => &self.sqlite,
        }
    }
}

/// Declares the statements of a table file, and lists them for the test that prepares each one on
/// both engines.
macro_rules! queries {
    ($($(#[$meta:meta])* $name:ident = $sql:expr;)+) => {
        $($(#[$meta])* pub(crate) const $name: $crate::store::Sql = $sql;)+

        /// Every statement of this file.
        #[cfg(test)]
        pub(crate) const ALL: &[(&str, &$crate::store::Sql)] =
            &[$((concat!(module_path!(), "::", stringify!($name)), &$name)),+];
    };
}
pub(crate) use queries;

/// A parameter of a statement. Each kind carries its NULL, so that both drivers know its type.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// BIGINT.
    Int(Option<i64>),
    /// TEXT.
    Text(Option<&'a str>),
    /// BOOLEAN.
    Bool(Option<bool>),
    /// UUID.
    Id(Option<Uuid>),
    /// TIMESTAMPTZ.
    Time(Option<Timestamp>),
    /// BYTEA.
    Bytes(Option<&'a [u8]>),
}

macro_rules! value_from {
    ($($from:ty => $variant:ident |$value:ident| $convert:expr;)+) => {$(
        impl<'a> From<$from> for Value<'a> {
            fn from($value: $from) -> Self {
                Self::$variant(Some($convert))
            }
        }
        impl<'a> From<Option<$from>> for Value<'a> {
            fn from(value: Option<$from>) -> Self {
                Self::$variant(value.map(|$value| $convert))
            }
        }
    )+};
}

value_from! {
    i64 => Int |value| value;
    &'a str => Text |value| value;
    &'a String => Text |value| value.as_str();
    bool => Bool |value| value;
    Uuid => Id |value| value;
    Timestamp => Time |value| value;
    &'a [u8] => Bytes |value| value;
    &'a Vec<u8> => Bytes |value| value.as_slice();
    crate::id::ClientId => Id |value| value.0;
    crate::id::SessionId => Id |value| value.0;
    crate::id::MessageId => Id |value| value.0;
    crate::id::UserId => Id |value| value.0;
    crate::id::RoleId => Id |value| value.0;
    crate::id::StageChangeId => Id |value| value.0;
    crate::id::AssignmentId => Id |value| value.0;
    crate::id::NoteId => Id |value| value.0;
    crate::id::TaskId => Id |value| value.0;
    crate::id::TokenId => Id |value| value.0;
    crate::id::ApiKeyId => Id |value| value.0;
    crate::id::JobId => Id |value| value.0;
    crate::id::RunId => Id |value| value.0;
    crate::id::AuditId => Id |value| value.0;
    crate::id::ViewId => Id |value| value.0;
    crate::id::MergeId => Id |value| value.0;
    crate::id::CommandId => Id |value| value.0;
    crate::id::NotificationId => Id |value| value.0;
}

impl<'a> From<&'a Option<String>> for Value<'a> {
    fn from(value: &'a Option<String>) -> Self {
        Self::Text(value.as_deref())
    }
}

/// Makes the parameters of a statement: `params![client.id, name.as_deref(), now]`.
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::store::Value::from($value)),*] };
}
pub(crate) use params;

/// A row of a result, read column by column in the order of the SELECT.
#[derive(Debug)]
pub struct Row {
    columns: Columns,
    next: usize,
}

/// The columns of a row, as their driver gives them.
#[derive(Debug)]
#[doc(hidden)]
pub enum Columns {
    #[cfg(feature = "sqlite")]
    #[doc(hidden)]
    Sqlite(Vec<rusqlite::types::Value>),
    #[cfg(feature = "postgres")]
    #[doc(hidden)]
    Postgres(tokio_postgres::Row),
}

impl Row {
    pub(crate) const fn new(columns: Columns) -> Self {
        Self { columns, next: 0 }
    }

    /// The next column.
    pub fn get<T: FromColumn>(&mut self) -> Result<T> {
        let index = self.next;
        self.next += 1;
        T::from_column(&mut self.columns, index)
    }

    /// The next column, text that is read by `FromStr` (a stage, a state).
    pub fn parsed<T>(&mut self) -> Result<T>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        self.opt_parsed()?
            .ok_or_else(|| Error::bug(format!("column {} is NULL", self.next - 1)))
    }

    /// The next column, text that is read by `FromStr`, or NULL.
    pub fn opt_parsed<T>(&mut self) -> Result<Option<T>>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        self.text(|index, text| {
            text.parse().map_err(|error| {
                Error::bug(format!(
                    "column {index} holds {text:?}, which is no {}: {error}",
                    std::any::type_name::<T>()
                ))
            })
        })
    }

    /// The next column, text that holds JSON.
    pub fn json<T: serde::de::DeserializeOwned>(&mut self) -> Result<T> {
        self.opt_json()?
            .ok_or_else(|| Error::bug(format!("column {} is NULL", self.next - 1)))
    }

    /// The next column, text that holds JSON, or NULL.
    pub fn opt_json<T: serde::de::DeserializeOwned>(&mut self) -> Result<Option<T>> {
        self.text(|index, text| {
            serde_json::from_str(text).map_err(|error| {
                Error::internal(
                    format!("column {index} does not hold the JSON it should"),
                    error,
                )
            })
        })
    }

    /// Reads the next column where it lies: a copy for each word of a list adds up.
    fn text<T>(&mut self, read: impl FnOnce(usize, &str) -> Result<T>) -> Result<Option<T>> {
        let index = self.next;
        self.next += 1;
        let text = match &self.columns {
            #[cfg(feature = "sqlite")]
            Columns::Sqlite(values) => match values.get(index) {
                Some(Lite::Text(text)) => Some(text.as_str()),
                Some(Lite::Null) => None,
                _ => return Err(Error::bug(format!("column {index} is not text"))),
            },
            #[cfg(feature = "postgres")]
            Columns::Postgres(row) => row
                .try_get::<_, Option<&str>>(index)
                .map_err(|error| Error::internal(format!("reading column {index}"), error))?,
        };
        text.map(|text| read(index, text)).transpose()
    }
}

/// A type that a column can be read as: a scalar, or an `Option` of one where it may be NULL.
pub trait FromColumn: Sized {
    #[doc(hidden)]
    fn from_column(columns: &mut Columns, index: usize) -> Result<Self>;
}

/// What both drivers can give, `None` for NULL.
trait Scalar: Sized {
    #[cfg(feature = "sqlite")]
    fn from_sqlite(value: rusqlite::types::Value) -> Result<Self, rusqlite::types::Value>;
    #[cfg(feature = "postgres")]
    fn from_postgres(
        row: &tokio_postgres::Row,
        index: usize,
    ) -> Result<Option<Self>, tokio_postgres::Error>;
}

fn scalar<T: Scalar>(columns: &mut Columns, index: usize) -> Result<Option<T>> {
    match columns {
        #[cfg(feature = "sqlite")]
        Columns::Sqlite(values) => {
            let value = values
                .get_mut(index)
                .map(|value| std::mem::replace(value, rusqlite::types::Value::Null))
                .ok_or_else(|| Error::bug(format!("a row has no column {index}")))?;
            if value == rusqlite::types::Value::Null {
                return Ok(None);
            }
            T::from_sqlite(value).map(Some).map_err(|found| {
                Error::bug(format!(
                    "column {index} is {:?}, not {}",
                    found.data_type(),
                    std::any::type_name::<T>()
                ))
            })
        }
        #[cfg(feature = "postgres")]
        Columns::Postgres(row) => T::from_postgres(row, index)
            .map_err(|error| Error::internal(format!("reading column {index}"), error)),
    }
}

macro_rules! scalars {
    ($($type:ty, $lite:pat => $from_lite:expr, $postgres:ty => $from_postgres:expr;)+) => {$(
        impl Scalar for $type {
            #[cfg(feature = "sqlite")]
            fn from_sqlite(value: rusqlite::types::Value) -> Result<Self, rusqlite::types::Value> {
                match value {
                    $lite => Ok($from_lite),
                    other => Err(other),
                }
            }

            #[cfg(feature = "postgres")]
            fn from_postgres(
                row: &tokio_postgres::Row,
                index: usize,
            ) -> Result<Option<Self>, tokio_postgres::Error> {
                Ok(row.try_get::<_, Option<$postgres>>(index)?.map($from_postgres))
            }
        }

        impl FromColumn for $type {
            fn from_column(columns: &mut Columns, index: usize) -> Result<Self> {
                scalar(columns, index)?.ok_or_else(|| Error::bug(format!("column {index} is NULL")))
            }
        }

        impl FromColumn for Option<$type> {
            fn from_column(columns: &mut Columns, index: usize) -> Result<Self> {
                scalar(columns, index)
            }
        }
    )+};
}

#[cfg(feature = "sqlite")]
use rusqlite::types::Value as Lite;

scalars! {
    i64, Lite::Integer(value) => value, i64 => |value| value;
    bool, Lite::Integer(value) => value != 0, bool => |value| value;
    String, Lite::Text(value) => value, String => |value| value;
    Vec<u8>, Lite::Blob(value) => value, Vec<u8> => |value| value;
    Timestamp, Lite::Integer(value) => Timestamp::from_micros(value),
        std::time::SystemTime => timestamp_from_system;
    Uuid, Lite::Blob(value) => match Uuid::from_slice(&value) {
        Ok(id) => id,
        Err(_) => return Err(Lite::Blob(value)),
    }, Uuid => |value| value;
}

macro_rules! id_columns {
    ($($id:ident)+) => {$(
        impl FromColumn for crate::id::$id {
            fn from_column(columns: &mut Columns, index: usize) -> Result<Self> {
                Uuid::from_column(columns, index).map(Self)
            }
        }

        impl FromColumn for Option<crate::id::$id> {
            fn from_column(columns: &mut Columns, index: usize) -> Result<Self> {
                Ok(Option::<Uuid>::from_column(columns, index)?.map(crate::id::$id))
            }
        }
    )+};
}

id_columns! {
    ClientId SessionId MessageId UserId RoleId StageChangeId AssignmentId NoteId TaskId TokenId
    ApiKeyId JobId RunId AuditId CommandId ViewId MergeId NotificationId
}

#[cfg(feature = "postgres")]
pub(crate) fn timestamp_from_system(time: std::time::SystemTime) -> Timestamp {
    let micros = match time.duration_since(std::time::UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_micros()).unwrap_or(i64::MAX),
        Err(before) => {
            i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |micros| -micros)
        }
    };
    Timestamp::from_micros(micros)
}

#[cfg(feature = "postgres")]
pub(crate) fn timestamp_to_system(time: Timestamp) -> std::time::SystemTime {
    let micros = std::time::Duration::from_micros(time.as_micros().unsigned_abs());
    if time.as_micros() >= 0 {
        std::time::UNIX_EPOCH + micros
    } else {
        std::time::UNIX_EPOCH - micros
    }
}
