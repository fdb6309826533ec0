//! A file on its way in: its rows, which column is which field, what each row is to become.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{
    api::{
        command::Command,
        import::{ImportRequest, ImportRow, ImportStatus},
    },
    error::{Error, FieldErrors, NON_FIELD_ERRORS, Result},
    id::CommandId,
    model::{csv, validate::search_fold},
};

/// Fields with the heads that name them, folded.
pub(super) type Fields = &'static [(&'static str, &'static [&'static str])];

/// A file, read and mapped.
pub(super) struct Sheet {
    pub(super) columns: Vec<String>,
    pub(super) mapping: BTreeMap<String, String>,
    pub(super) rows: Vec<ImportRow>,
    /// Passwords stay out of what is answered.
    pub(super) secrets: Vec<Option<String>>,
}

/// What makes a row.
pub(super) struct Work {
    pub(super) index: usize,
    pub(super) command_id: CommandId,
    pub(super) id: Uuid,
    pub(super) command: Command,
    /// A password that is still to be hashed into the command.
    pub(super) secret: Option<String>,
}

impl Sheet {
    /// The work on the rows that are new.
    pub(super) fn new_rows(
        &self,
        work: impl Fn(&ImportRow) -> (CommandId, Uuid, Command),
    ) -> Vec<Work> {
        let rows = self.rows.iter().enumerate();
        rows.filter(|(_, row)| row.status == ImportStatus::New)
            .map(|(index, row)| {
                let (command_id, id, command) = work(row);
                Work {
                    index,
                    command_id,
                    id,
                    command,
                    secret: None,
                }
            })
            .collect()
    }
}

/// Reads a file and finds out which column is which field.
pub(super) fn read(request: &ImportRequest, fields: Fields, most: usize) -> Result<Sheet> {
    let records = csv::read(&request.csv).map_err(|line| {
        Error::invalid(
            "csv",
            format!("The quotation mark on line {line} is never closed."),
        )
    })?;
    let mut records = records.into_iter();
    let Some(head) = records.next() else {
        return Err(Error::invalid("csv", "This file is empty."));
    };
    let columns: Vec<String> = head
        .cells
        .iter()
        .map(|cell| cell.trim().to_owned())
        .collect();
    let mapping = match &request.mapping {
        Some(mapping) => checked_mapping(mapping, fields, &columns)?,
        None => guessed_mapping(fields, &columns),
    };
    if mapping.is_empty() {
        let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        return Err(Error::invalid(
            "mapping",
            format!("No column is one of: {}.", names.join(", ")),
        ));
    }
    if records.len() > most {
        return Err(Error::invalid(
            "csv",
            format!("Ensure this file has no more than {most} rows."),
        ));
    }
    let places: Vec<(&String, usize)> = mapping
        .iter()
        .filter_map(|(field, head)| {
            let place = columns.iter().position(|column| column == head)?;
            Some((field, place))
        })
        .collect();
    let (mut rows, mut secrets) = (Vec::new(), Vec::new());
    for record in records {
        let (mut values, mut secret) = (BTreeMap::new(), None);
        for (field, place) in &places {
            let Some(cell) = record.cells.get(*place) else {
                continue;
            };
            if field.as_str() == "password" {
                secret = Some(cell.clone());
            } else if !cell.trim().is_empty() {
                values.insert((*field).clone(), cell.trim().to_owned());
            }
        }
        let mut errors = FieldErrors::default();
        if record.cells.iter().any(|cell| cell.contains('\0')) {
            errors.add(NON_FIELD_ERRORS, "Null characters are not allowed.");
        }
        let mut row = ImportRow {
            line: record.line,
            status: ImportStatus::New,
            values,
            errors: BTreeMap::new(),
            id: None,
            duplicate_of: None,
        };
        note_errors(&mut row, errors);
        rows.push(row);
        secrets.push(secret);
    }
    Ok(Sheet {
        columns,
        mapping,
        rows,
        secrets,
    })
}

fn checked_mapping(
    mapping: &BTreeMap<String, String>,
    fields: Fields,
    columns: &[String],
) -> Result<BTreeMap<String, String>> {
    let mut errors = FieldErrors::default();
    for (field, head) in mapping {
        if !fields.iter().any(|(name, _)| name == field) {
            errors.add("mapping", format!("\"{field}\" is no field."));
        } else if !columns.contains(head) {
            errors.add("mapping", format!("There is no column \"{head}\"."));
        }
    }
    errors.into_result()?;
    Ok(mapping.clone())
}

/// Each field from the first column whose head names it.
fn guessed_mapping(fields: Fields, columns: &[String]) -> BTreeMap<String, String> {
    let folded = |head: &str| search_fold(head).replace(['_', '.'], " ").trim().to_owned();
    let mut mapping = BTreeMap::new();
    for (field, heads) in fields {
        let plain = field.replace('_', " ");
        let head = columns.iter().find(|column| {
            let column = folded(column);
            column == plain || heads.contains(&column.as_str())
        });
        if let Some(head) = head {
            mapping.insert((*field).to_owned(), head.clone());
        }
    }
    mapping
}

/// Notes what is wrong with a row.
pub(super) fn note_errors(row: &mut ImportRow, FieldErrors(errors): FieldErrors) {
    if !errors.is_empty() {
        row.status = ImportStatus::Invalid;
        row.errors.extend(errors);
    }
}
