//! Search by part of a name, an email address or a phone number: every word must be found.

use crate::{
    error::{Error, Result},
    model::validate::search_fold,
    service::select::Select,
    store::Engine,
};

const MAX_CHARS: usize = 200;
const MAX_WORDS: usize = 10;
/// The letters a word needs to be found by an index.
const TRIGRAM: usize = 3;

/// The words of a search, as the engine wants them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Search {
    /// Words that SQLite's trigram index finds.
    matching: Option<String>,
    /// Words that PostgreSQL's trigram index finds by LIKE.
    indexed: Vec<String>,
    /// Words too short for either index.
    short: Vec<String>,
}

impl Search {
    pub(crate) fn read(q: Option<&str>, engine: Engine) -> Result<Self> {
        let q = q.unwrap_or_default();
        if q.chars().count() > MAX_CHARS {
            return Err(Error::invalid(
                "q",
                format!("Ensure this field has no more than {MAX_CHARS} characters."),
            ));
        }
        let (long, short): (Vec<String>, Vec<String>) = words(q)
            .into_iter()
            .partition(|word| has_trigram(word, engine));
        let mut search = Self {
            short: short.iter().map(|word| pattern(word)).collect(),
            ..Self::default()
        };
        match engine {
            Engine::Postgres => search.indexed = long.iter().map(|word| pattern(word)).collect(),
            Engine::Sqlite if long.is_empty() => {}
            Engine::Sqlite => {
                let quoted: Vec<String> = long.iter().map(|word| quoted(word)).collect();
                search.matching = Some(quoted.join(" AND "));
            }
        }
        Ok(search)
    }

    /// Narrows a statement over `client c`.
    pub(crate) fn narrow<'a>(&'a self, select: &mut Select<'a>) {
        if let Some(matching) = &self.matching {
            select.and(
                "c.search_id IN (SELECT rowid FROM client_search WHERE client_search MATCH ?)",
                [matching.into()],
            );
        }
        for pattern in &self.indexed {
            select.and("c.search_key LIKE ? ESCAPE '!'", [pattern.into()]);
        }
        for pattern in &self.short {
            // An expression in place of the column: for a word without a whole trigram PostgreSQL
            // would read its index from end to end.
            select.and("(c.search_key || '') LIKE ? ESCAPE '!'", [pattern.into()]);
        }
    }
}

fn words(q: &str) -> Vec<String> {
    search_fold(q)
        .split(|letter: char| letter.is_whitespace() || letter.is_control())
        .map(as_stored)
        .filter(|word| !word.is_empty())
        .take(MAX_WORDS)
        .collect()
}

/// A part of a phone number is looked for by its digits alone, as numbers are stored.
fn as_stored(word: &str) -> String {
    let written_as_number = word
        .chars()
        .all(|letter| letter.is_ascii_digit() || "+-().,/".contains(letter));
    if written_as_number {
        word.chars().filter(char::is_ascii_digit).collect()
    } else {
        word.to_owned()
    }
}

/// Whether an engine's index can find a word: PostgreSQL's knows letters and digits alone.
fn has_trigram(word: &str, engine: Engine) -> bool {
    let whole = |part: &str| part.chars().count() >= TRIGRAM;
    match engine {
        Engine::Sqlite => whole(word),
        Engine::Postgres => word
            .split(|letter: char| !letter.is_alphanumeric())
            .any(whole),
    }
}

/// A word as FTS5 takes it literally.
fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\""))
}

/// A word as LIKE finds it anywhere, with `!` as the escape.
fn pattern(word: &str) -> String {
    let escaped = word
        .replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_");
    format!("%{escaped}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_numbers_lose_their_punctuation() {
        for (q, expect) in [
            ("  José  Ana ", vec!["jose", "ana"]),
            ("(317) 555-0141", vec!["317", "5550141"]),
            ("+1.317.555.0141", vec!["13175550141"]),
            ("ana-2@x.org", vec!["ana-2@x.org"]),
            ("a\0b", vec!["a", "b"]),
            ("--", vec![]),
        ] {
            assert_eq!(words(q), expect, "{q}");
        }
    }

    #[test]
    fn nothing_in_a_search_is_an_operator() {
        let sqlite = Search::read(Some("\"x\" OR 100%_ a*b"), Engine::Sqlite).unwrap();
        assert_eq!(
            sqlite.matching.as_deref(),
            Some("\"\"\"x\"\"\" AND \"100%_\" AND \"a*b\"")
        );
        assert_eq!(sqlite.short, ["%or%"]);
        let postgres = Search::read(Some("100%_! a% o'b"), Engine::Postgres).unwrap();
        assert_eq!(postgres.indexed, ["%100!%!_!!%"]);
        assert_eq!(postgres.short, ["%a!%%", "%o'b%"]);
    }
}
