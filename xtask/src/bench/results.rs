//! The table that the harness wrote, as medians over the rounds.

use std::fs;
use std::path::Path;

use crate::failure::{Context as _, Result, say};

pub(crate) struct Results(Vec<Row>);

/// One target in one scenario in one round.
pub(crate) struct Row {
    pub(crate) target: String,
    pub(crate) scenario: String,
    /// 2xx answers without their row, or rows without their answer.
    pub(crate) rows_are_wrong: bool,
    numbers: Vec<(String, f64)>,
}

pub(crate) fn read(file: &Path) -> Result<Results> {
    let text = fs::read_to_string(file).context(file.display())?;
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    if !columns.contains(&"req/s") {
        return Err(say(format!(
            "{} does not start with the harness's header",
            file.display()
        )));
    }
    Ok(Results(lines.map(|line| row(&columns, line)).collect()))
}

fn row(columns: &[&str], line: &str) -> Row {
    let cells: Vec<(&str, &str)> = columns.iter().copied().zip(line.split('\t')).collect();
    let text = |name: &str| {
        cells
            .iter()
            .find(|cell| cell.0 == name)
            .map_or("", |cell| cell.1)
    };
    let mut numbers: Vec<(String, f64)> = cells
        .iter()
        .filter_map(|(name, value)| Some(((*name).to_owned(), value.parse().ok()?)))
        .collect();
    // The note holds what has no column: `startup_ms=37; …`.
    let noted = text("note")
        .split("; ")
        .filter_map(|note| note.split_once('='));
    numbers.extend(noted.filter_map(|(name, value)| Some((name.to_owned(), value.parse().ok()?))));
    Row {
        target: text("target").to_owned(),
        scenario: text("scenario").to_owned(),
        rows_are_wrong: text("rows_ok").starts_with("NO"),
        numbers,
    }
}

impl Results {
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.0.iter()
    }

    /// The median over the rounds of a column, where it was measured.
    pub(crate) fn median(&self, target: &str, scenario: &str, column: &str) -> Option<f64> {
        let of = |row: &&Row| row.target == target && row.scenario == scenario;
        let mut values: Vec<f64> = self
            .0
            .iter()
            .filter(of)
            .filter_map(|row| row.number(column))
            .collect();
        values.sort_by(f64::total_cmp);
        let (upper, lower) = (
            values.get(values.len() / 2)?,
            values.get((values.len() - 1) / 2)?,
        );
        Some(f64::midpoint(*upper, *lower))
    }
}

impl Row {
    fn number(&self, column: &str) -> Option<f64> {
        self.numbers
            .iter()
            .find(|(name, _)| name == column)
            .map(|(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(lines: &[&str]) -> Results {
        let columns = ["target", "scenario", "req/s", "rows_ok", "note"];
        Results(lines.iter().map(|line| row(&columns, line)).collect())
    }

    #[test]
    fn the_median_is_taken_over_the_rounds() {
        let odd = results(&[
            "a\tingest\t10\tyes(1)\t",
            "a\tingest\t30\tyes(1)\t",
            "a\tingest\t20\tyes(1)\t",
        ]);
        assert_eq!(odd.median("a", "ingest", "req/s"), Some(20.0));
        let even = results(&["a\tingest\t10\tyes(1)\t", "a\tingest\t30\tNO(1/2)\t"]);
        assert_eq!(even.median("a", "ingest", "req/s"), Some(20.0));
        assert_eq!(even.median("b", "ingest", "req/s"), None);
        assert!(even.rows().any(|row| row.rows_are_wrong));
    }

    #[test]
    fn notes_are_columns_too() {
        let idle = results(&["a\tidle\t-\t-\tfirst; startup_ms=37"]);
        assert_eq!(idle.median("a", "idle", "startup_ms"), Some(37.0));
        assert_eq!(idle.median("a", "idle", "req/s"), None);
    }
}
