//! Importing clients and users from CSV.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A file to import.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportRequest {
    /// The text of the file: a row of heads, then a row a record. At most 10,000 rows; of users 500.
    pub csv: String,
    /// Which column holds which field: field → head of the column. Absent: by the heads' names.
    #[serde(default)]
    pub mapping: Option<BTreeMap<String, String>>,
    /// Only says what would happen.
    #[serde(default)]
    pub dry_run: bool,
    /// The caller's own id of this import: sent again under the same id, nothing is made twice.
    pub import_id: Uuid,
}

/// What became of a file, or would.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportResult {
    /// The heads of the file's columns.
    pub columns: Vec<String>,
    /// Field → head of the column it is read from.
    pub mapping: BTreeMap<String, String>,
    /// One entry a row, in order.
    pub rows: Vec<ImportRow>,
    /// How many were made; in a dry run: would be.
    pub created: usize,
    /// How many are there already, or twice in the file.
    pub duplicates: usize,
    /// How many cannot be made.
    pub failed: usize,
}

/// A row of an import.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportRow {
    /// The line of the file it begins on, from 1.
    pub line: usize,
    /// What became of it.
    pub status: ImportStatus,
    /// The fields as they were read; a password is never among them.
    pub values: BTreeMap<String, String>,
    /// What is wrong, by field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub errors: BTreeMap<String, Vec<String>>,
    /// What was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Whom it repeats, where that one is there already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<Uuid>,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ImportStatus {
    /// In a dry run: it would be made.
    New,
    /// It is there already, or earlier in the file; nothing is made.
    Duplicate,
    /// A field is wrong; nothing is made.
    Invalid,
    /// It was made.
    Created,
    /// It could not be made.
    Failed,
}
