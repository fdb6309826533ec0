//! Parameters as PostgreSQL wants them, arrays for UNNEST included.

use bytes::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use super::super::sql::{Value, timestamp_to_system};
use crate::clock::Timestamp;

type Failure = Box<dyn std::error::Error + Sync + Send>;

/// One parameter: a scalar of the shared SQL, or a column of rows for UNNEST.
#[derive(Debug)]
pub(crate) enum Param<'a> {
    Scalar(Value<'a>),
    Ids(Vec<Uuid>),
    Ints(Vec<i64>),
    Texts(Vec<&'a str>),
    OptTexts(Vec<Option<&'a str>>),
    Times(Vec<Timestamp>),
}

impl<'a> From<&Value<'a>> for Param<'a> {
    fn from(value: &Value<'a>) -> Self {
        Self::Scalar(*value)
    }
}

impl Param<'_> {
    pub(crate) const fn sql_type(&self) -> Type {
        match self {
            Self::Scalar(Value::Int(_)) => Type::INT8,
            Self::Scalar(Value::Text(_)) => Type::TEXT,
            Self::Scalar(Value::Bool(_)) => Type::BOOL,
            Self::Scalar(Value::Id(_)) => Type::UUID,
            Self::Scalar(Value::Time(_)) => Type::TIMESTAMPTZ,
            Self::Scalar(Value::Bytes(_)) => Type::BYTEA,
            Self::Ids(_) => Type::UUID_ARRAY,
            Self::Ints(_) => Type::INT8_ARRAY,
            Self::Texts(_) | Self::OptTexts(_) => Type::TEXT_ARRAY,
            Self::Times(_) => Type::TIMESTAMPTZ_ARRAY,
        }
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        match self {
            Self::Scalar(Value::Int(value)) => value.to_sql(ty, out),
            Self::Scalar(Value::Text(value)) => value.to_sql(ty, out),
            Self::Scalar(Value::Bool(value)) => value.to_sql(ty, out),
            Self::Scalar(Value::Id(value)) => value.to_sql(ty, out),
            Self::Scalar(Value::Time(value)) => value.map(timestamp_to_system).to_sql(ty, out),
            Self::Scalar(Value::Bytes(value)) => value.to_sql(ty, out),
            Self::Ids(values) => values.to_sql(ty, out),
            Self::Ints(values) => values.to_sql(ty, out),
            Self::Texts(values) => values.to_sql(ty, out),
            Self::OptTexts(values) => values.to_sql(ty, out),
            Self::Times(values) => values
                .iter()
                .copied()
                .map(timestamp_to_system)
                .collect::<Vec<_>>()
                .to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Each inner `to_sql` is for its own type; a statement that wants another one is a bug that
        // the test which prepares every statement finds.
        true
    }

    to_sql_checked!();
}
