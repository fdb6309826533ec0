//! The `.env` file: `NAME=value` a line, with comments, quotes and `export`.

use std::path::Path;

use super::Complaint;

/// The pairs of a file; nothing where there is no file.
pub(super) fn read(path: &Path) -> Result<Vec<(String, String)>, Complaint> {
    match std::fs::read_to_string(path) {
        Ok(text) => parse(&text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(Complaint(format!(".env cannot be read: {error}."))),
    }
}

fn parse(text: &str) -> Result<Vec<(String, String)>, Complaint> {
    text.lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(number, line)| {
            pair(line).ok_or_else(|| {
                Complaint(format!(
                    ".env line {number} must be NAME=value, a comment or empty."
                ))
            })
        })
        .collect()
}

fn pair(line: &str) -> Option<(String, String)> {
    let line = line.strip_prefix("export ").unwrap_or(line);
    let (name, value) = line.split_once('=')?;
    let name = name.trim();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    Some((name.to_owned(), unquote(value.trim())))
}

/// Quotes end a value; without them a comment after white space does.
fn unquote(value: &str) -> String {
    for quote in ['"', '\''] {
        if let Some((inner, _)) = value
            .strip_prefix(quote)
            .and_then(|it| it.split_once(quote))
        {
            return inner.to_owned();
        }
    }
    let end = value.find(" #").or_else(|| value.find("\t#"));
    value[..end.unwrap_or(value.len())].trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_may_be_quoted_exported_and_commented() {
        let text = "# settings\n\nexport PORT=\"8080\" # web\nBIND = 0.0.0.0 # all\nKEY='a#b = c'\nRAW=a#b\n";
        let pairs = parse(text).unwrap();
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        assert_eq!(
            pairs,
            [
                ("PORT", "8080"),
                ("BIND", "0.0.0.0"),
                ("KEY", "a#b = c"),
                ("RAW", "a#b")
            ]
        );
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        assert_eq!(
            parse("PORT=1\nwhat\n").unwrap_err().0,
            ".env line 2 must be NAME=value, a comment or empty."
        );
    }
}
