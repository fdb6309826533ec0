//! Comma-separated values as RFC 4180 has them: written so that a spreadsheet runs nothing, read
//! leniently.
//!
//! What a spreadsheet would take for a formula gets an apostrophe before it; what looks as if it had
//! got one already gets another, so that reading takes off what writing put on and nothing else. That is
//! done at the beginning of a cell and at each letter inside it that may part cells elsewhere: where
//! lists are parted by semicolons, a quotation mark in the middle of a line protects nothing. Plain
//! numbers, and phone numbers with their plus, stay as they are: there is nothing in them to run.

use std::borrow::Cow;

/// What a spreadsheet knows a text of UTF-8 by.
pub const BOM: &str = "\u{feff}";

/// The delimiters that are looked for, in the order they win.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// A row as a line of text, with its line end.
///
/// ```
/// # use rivo_core::model::csv::write_row;
/// assert_eq!(write_row(["a", "say \"hi\"", "=1+1"]), "a,\"say \"\"hi\"\"\",'=1+1\r\n");
/// ```
pub fn write_row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = String::new();
    let mut count = 0;
    for cell in cells {
        if count > 0 {
            line.push(',');
        }
        count += 1;
        push_cell(&mut line, cell);
    }
    // A line without anything in it would be no row.
    if count == 1 && line.is_empty() {
        line.push_str("\"\"");
    }
    line.push_str("\r\n");
    line
}

fn push_cell(line: &mut String, cell: &str) {
    // Also what other delimiters would part: a spreadsheet decides by itself what it parts at.
    let is_plain = !cell.contains(|letter| {
        DELIMITERS.contains(&letter) || matches!(letter, '"' | '\r' | '\n' | '\0')
    }) && cell.trim() == cell
        && !cell.starts_with('\u{feff}');
    let cell = guarded(cell);
    if is_plain {
        line.push_str(&cell);
        return;
    }
    line.push('"');
    line.push_str(&cell.replace('"', "\"\""));
    line.push('"');
}

/// What a formula begins with.
fn is_dangerous(letter: char) -> bool {
    matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
}

/// Whether a spreadsheet may begin another cell behind this letter, quotation marks or not.
fn may_part(letter: char) -> bool {
    matches!(letter, '\r' | '\n') || (letter != ',' && DELIMITERS.contains(&letter))
}

/// Whether a piece of a cell would run where it stood at the beginning of one. Doubled quotation marks
/// before it would be read as an empty text with it behind.
fn would_run(piece: &str) -> bool {
    piece.trim_start_matches('"').starts_with(is_dangerous)
}

fn guarded(cell: &str) -> Cow<'_, str> {
    if is_number(cell) || !cell.contains(|letter| letter == '\'' || is_dangerous(letter)) {
        return cell.into();
    }
    let mut safe = String::with_capacity(cell.len() + 1);
    for piece in cell.split_inclusive(may_part) {
        if would_run(piece) || without_guard(piece).is_some() {
            safe.push('\'');
        }
        safe.push_str(piece);
    }
    safe.into()
}

fn is_number(cell: &str) -> bool {
    let digits = cell.trim_start_matches(['+', '-']);
    cell.len() - digits.len() <= 1
        && digits.starts_with(|letter: char| letter.is_ascii_digit())
        && digits.chars().filter(|letter| *letter == '.').count() <= 1
        && digits
            .chars()
            .all(|letter| letter.is_ascii_digit() || letter == '.')
}

/// A cell without the apostrophes that [`guarded`] put in.
fn unguarded(cell: String) -> String {
    if !cell.contains('\'') {
        return cell;
    }
    cell.split_inclusive(may_part)
        .map(|piece| without_guard(piece).unwrap_or(piece))
        .collect()
}

/// A piece that has an apostrophe before it which may be there to disarm it, without that.
fn without_guard(piece: &str) -> Option<&str> {
    piece
        .strip_prefix('\'')
        .filter(|rest| rest.starts_with('\'') || would_run(rest))
}

/// A row that was read, with the line it began on, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The line of the file.
    pub line: usize,
    /// The cells.
    pub cells: Vec<String>,
}

/// The rows of a text, empty lines left out. The delimiter is the one that parts the first line
/// into the most cells; a byte order mark is none of the text.
///
/// ```
/// # use rivo_core::model::csv::read;
/// let rows = read("\u{feff}name;email\r\n\"Ana; Diaz\";ana@x.org\n").unwrap();
/// assert_eq!(rows[1].cells, ["Ana; Diaz", "ana@x.org"]);
/// ```
///
/// # Errors
///
/// The line of a quotation mark that is never closed.
pub fn read(text: &str) -> Result<Vec<Record>, usize> {
    let text = text.strip_prefix(BOM).unwrap_or(text);
    let delimiter = delimiter_of(text);
    let mut records = Vec::new();
    let mut letters = text.chars().peekable();
    let mut line = 1;
    while letters.peek().is_some() {
        let began = line;
        let mut cells = Vec::new();
        let mut is_empty = true;
        loop {
            let mut cell = String::new();
            if letters.peek() == Some(&'"') {
                letters.next();
                is_empty = false;
                let opened = line;
                loop {
                    match letters.next() {
                        Some('"') if letters.peek() == Some(&'"') => {
                            letters.next();
                            cell.push('"');
                        }
                        Some('"') => break,
                        Some(letter) => {
                            if letter == '\n' || (letter == '\r' && letters.peek() != Some(&'\n')) {
                                line += 1;
                            }
                            cell.push(letter);
                        }
                        None => return Err(opened),
                    }
                }
            }
            while let Some(letter) =
                letters.next_if(|letter| !matches!(letter, '\r' | '\n') && *letter != delimiter)
            {
                cell.push(letter);
            }
            is_empty &= cell.is_empty();
            cells.push(unguarded(cell));
            if letters.next_if_eq(&delimiter).is_none() {
                break;
            }
            is_empty = false;
        }
        letters.next_if_eq(&'\r');
        letters.next_if_eq(&'\n');
        line += 1;
        if !is_empty {
            records.push(Record { line: began, cells });
        }
    }
    Ok(records)
}

fn delimiter_of(text: &str) -> char {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut in_quotes = false;
    for letter in text.chars() {
        match letter {
            '"' => in_quotes = !in_quotes,
            '\r' | '\n' if !in_quotes => break,
            _ if in_quotes => {}
            _ => {
                if let Some(at) = DELIMITERS.iter().position(|known| *known == letter) {
                    counts[at] += 1;
                }
            }
        }
    }
    let most = counts.iter().copied().max().unwrap_or_default();
    let at = counts.iter().position(|count| *count == most);
    DELIMITERS[at.unwrap_or_default()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        read(text).unwrap().into_iter().map(|it| it.cells).collect()
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_disarmed_and_numbers_are_left_alone() {
        for (cell, expect) in [
            ("=SUM(A1)", "'=SUM(A1)\r\n"),
            ("+1+cmd|' /C calc'!A0", "\"'+1+cmd|' /C calc'!A0\"\r\n"),
            ("-2+3", "'-2+3\r\n"),
            ("@x", "'@x\r\n"),
            ("\t=1", "\"\t'=1\"\r\n"),
            ("＝1", "'＝1\r\n"),
            ("'x", "'x\r\n"),
            ("'=x", "''=x\r\n"),
            ("''x", "'''x\r\n"),
            ("+13175550141", "+13175550141\r\n"),
            ("-5.25", "-5.25\r\n"),
            ("--5", "'--5\r\n"),
            ("Ana", "Ana\r\n"),
            ("a;=1", "\"a;'=1\"\r\n"),
            ("a\n-b", "\"a\n'-b\"\r\n"),
            ("a;\"\"=1", "\"a;'\"\"\"\"=1\"\r\n"),
            ("a\r\nb, -c; 'd", "\"a\r\nb, -c; 'd\"\r\n"),
            ("", "\"\"\r\n"),
        ] {
            assert_eq!(write_row([cell]), expect, "{cell:?}");
        }
    }

    #[test]
    fn what_others_write_is_read() {
        assert_eq!(cells("a;b\n1,5;2"), [["a", "b"], ["1,5", "2"]]);
        assert_eq!(cells("a\tb\r\r1\t2\r"), [["a", "b"], ["1", "2"]]);
        assert_eq!(cells("\"a,\nb\",c"), [["a,\nb", "c"]]);
        assert_eq!(cells("a,b\n,\n"), [["a", "b"], ["", ""]]);
        assert_eq!(cells("a\"b,c"), [["a\"b", "c"]]);
        assert_eq!(cells("\"a\"b,c"), [["ab", "c"]]);
        assert_eq!(read("a\n\n\"b"), Err(3));
        assert!(read("").unwrap().is_empty());
        let lines: Vec<_> = read("a\n\"b\nb\"\nc")
            .unwrap()
            .iter()
            .map(|it| it.line)
            .collect();
        assert_eq!(lines, [1, 2, 4]);
    }

    /// The fields that a spreadsheet sees. A quotation mark counts at the beginning of a field alone;
    /// what follows a quoted one belongs to it.
    fn spreadsheet(text: &str, delimiter: char) -> Vec<String> {
        let mut fields = Vec::new();
        let mut letters = text.chars().peekable();
        while letters.peek().is_some() {
            let mut field = String::new();
            if letters.next_if_eq(&'"').is_some() {
                while let Some(letter) = letters.next() {
                    if letter == '"' && letters.next_if_eq(&'"').is_none() {
                        break;
                    }
                    field.push(letter);
                }
            }
            let ends = |letter: char| letter == delimiter || matches!(letter, '\r' | '\n');
            while let Some(letter) = letters.next_if(|letter| !ends(*letter)) {
                field.push(letter);
            }
            letters.next();
            fields.push(field);
        }
        fields
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_again(
            rows in prop::collection::vec(
                prop::collection::vec("([=+@',;|\"\r\n\t -]|[a-z0-9é＝.]|\\PC){0,8}", 3), 1..6,
            ),
        ) {
            // A head tells the delimiter, as every export has one.
            let mut text = write_row(["one", "two", "three"]);
            for row in &rows {
                text.push_str(&write_row(row.iter().map(String::as_str)));
            }
            let mut read = cells(&format!("{BOM}{text}"));
            read.remove(0);
            prop_assert_eq!(read, rows);
        }

        /// A spreadsheet parts a line at what it likes. Where that is not a comma, a quotation mark
        /// in the middle of a line is a letter to it.
        #[test]
        fn nothing_runs_wherever_a_spreadsheet_parts_a_line(
            rows in prop::collection::vec(
                prop::collection::vec("([=+@';,|\"\r\n\t -]|[a-z0-9＝]|\\PC){0,8}", 2), 1..4,
            ),
        ) {
            let text: String = rows
                .iter()
                .map(|row| write_row(["id", row[0].as_str(), row[1].as_str()]))
                .collect();
            for delimiter in DELIMITERS {
                for field in spreadsheet(&text, delimiter) {
                    let shown = field.trim_start_matches(['\t', '\r', '\n']);
                    let runs = shown.starts_with(is_dangerous) && !is_number(shown);
                    prop_assert!(!runs, "{field:?} at {delimiter:?} in {text:?}");
                }
            }
        }

        #[test]
        fn nothing_that_is_read_panics(text in "([,;\"\r\n'=]|\\PC){0,40}") {
            let _ = read(&text);
        }
    }
}
