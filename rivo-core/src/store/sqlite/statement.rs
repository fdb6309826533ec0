//! One statement: its values, its rows, and what became of it in our words.

use rusqlite::{Connection, types::ValueRef};

use crate::{
    error::{Error, Result},
    store::sql::{Columns, Row, Value},
};

pub(crate) struct SqliteTx {
    pub(super) connection: Connection,
}

impl SqliteTx {
    pub(crate) fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64> {
        self.tried(sql, |connection| {
            let mut statement = connection.prepare_cached(sql)?;
            Ok(statement.execute(rusqlite::params_from_iter(params))? as u64)
        })
    }

    pub(crate) fn query(&mut self, sql: &str, params: &[Value<'_>]) -> Result<Vec<Row>> {
        self.tried(sql, |connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let width = statement.column_count();
            let mut rows = statement.query(rusqlite::params_from_iter(params))?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let mut values = Vec::with_capacity(width);
                for index in 0..width {
                    values.push(row.get_ref(index).map(owned)?);
                }
                found.push(Row::new(Columns::Sqlite(values)));
            }
            Ok(found)
        })
    }

    /// Runs a statement, and once more where the schema was read anew under it: SQLite itself tries
    /// again only without a full-text table in the statement.
    fn tried<T>(&self, sql: &str, run: impl Fn(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        run(&self.connection)
            .or_else(|error| match error.sqlite_error() {
                Some(code) if code.extended_code == rusqlite::ffi::SQLITE_SCHEMA => {
                    self.connection.flush_prepared_statement_cache();
                    run(&self.connection)
                }
                _ => Err(error),
            })
            .map_err(|error| statement_failed(sql, error))
    }

    #[cfg(test)]
    pub(crate) fn prepare(&mut self, sql: &str) -> Result<()> {
        self.connection
            .prepare(sql)
            .map(drop)
            .map_err(|error| statement_failed(sql, error))
    }
}

fn owned(value: ValueRef<'_>) -> rusqlite::types::Value {
    match value {
        ValueRef::Null => rusqlite::types::Value::Null,
        ValueRef::Integer(value) => rusqlite::types::Value::Integer(value),
        ValueRef::Real(value) => rusqlite::types::Value::Real(value),
        // Everything stored came in as a Rust string.
        ValueRef::Text(value) => {
            rusqlite::types::Value::Text(String::from_utf8_lossy(value).into_owned())
        }
        ValueRef::Blob(value) => rusqlite::types::Value::Blob(value.to_vec()),
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::ToSqlOutput::Borrowed;
        Ok(Borrowed(match self {
            Self::Int(Some(value)) => ValueRef::Integer(*value),
            Self::Text(Some(value)) => ValueRef::Text(value.as_bytes()),
            Self::Bool(Some(value)) => ValueRef::Integer(i64::from(*value)),
            Self::Id(Some(value)) => ValueRef::Blob(value.as_bytes()),
            Self::Time(Some(value)) => ValueRef::Integer(value.as_micros()),
            Self::Bytes(Some(value)) => ValueRef::Blob(value),
            Self::Int(None)
            | Self::Text(None)
            | Self::Bool(None)
            | Self::Id(None)
            | Self::Time(None)
            | Self::Bytes(None) => ValueRef::Null,
        }))
    }
}

fn statement_failed(sql: &str, error: rusqlite::Error) -> Error {
    use rusqlite::ffi;
    if let rusqlite::Error::SqliteFailure(code, message) = &error {
        match code.extended_code {
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
                return Error::Taken {
                    key: taken_key(message.as_deref().unwrap_or_default()),
                };
            }
            ffi::SQLITE_FULL | ffi::SQLITE_BUSY | ffi::SQLITE_READONLY => {
                return Error::Unavailable {
                    detail: "The database cannot be written now; try again.".to_owned(),
                    source: Some(Box::new(error)),
                };
            }
            _ => {}
        }
        if code.code == rusqlite::ErrorCode::SystemIoFailure {
            return Error::Unavailable {
                detail: "The database's disk does not answer; try again.".to_owned(),
                source: Some(Box::new(error)),
            };
        }
    }
    Error::internal(
        format!(
            "running {:?}",
            sql.split_whitespace().take(6).collect::<Vec<_>>().join(" ")
        ),
        error,
    )
}

/// `UNIQUE constraint failed: t.a, t.b` → `t.a,b`.
fn taken_key(message: &str) -> String {
    let columns = message.rsplit(": ").next().unwrap_or_default();
    let mut parts = columns.split(", ");
    let mut key = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        key.push(',');
        key.push_str(part.split('.').next_back().unwrap_or_default());
    }
    key
}
