//! The command line: a command, then `--flags` and `--options VALUE`.

use std::collections::VecDeque;
use std::str::FromStr;

use crate::failure::{Result, say};

pub(crate) struct Arguments(VecDeque<String>);

impl Arguments {
    pub(crate) fn from_command_line() -> Self {
        Self(std::env::args().skip(1).collect())
    }

    /// The first word, or nothing.
    pub(crate) fn command(&mut self) -> String {
        self.0.pop_front().unwrap_or_default()
    }

    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|argument| argument != name);
        self.0.len() < before
    }

    /// The value after `name` or behind `name=`.
    pub(crate) fn option(&mut self, name: &str) -> Result<Option<String>> {
        let prefix = format!("{name}=");
        let Some(at) = self
            .0
            .iter()
            .position(|a| a == name || a.starts_with(&prefix))
        else {
            return Ok(None);
        };
        let found = self.0.remove(at).unwrap_or_default();
        if let Some(value) = found.strip_prefix(&prefix) {
            return Ok(Some(value.to_owned()));
        }
        match self.0.remove(at) {
            Some(value) => Ok(Some(value)),
            None => Err(say(format!("{name} needs a value"))),
        }
    }

    pub(crate) fn number<N: FromStr>(&mut self, name: &str, default: N) -> Result<N> {
        match self.option(name)? {
            None => Ok(default),
            Some(text) => text
                .parse()
                .map_err(|_| say(format!("{name} wants a number, not '{text}'"))),
        }
    }

    /// The value as a list of words with commas between them.
    pub(crate) fn list(&mut self, name: &str) -> Result<Vec<String>> {
        let text = self.option(name)?.unwrap_or_default();
        Ok(words(&text))
    }

    /// To be called when everything known has been taken out: what is left is a mistake.
    pub(crate) fn finish(&self) -> Result {
        match self.0.front() {
            None => Ok(()),
            Some(unknown) => Err(say(format!(
                "'{unknown}' is not understood here; `cargo xtask help` tells what is"
            ))),
        }
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(line: &str) -> Arguments {
        Arguments(line.split(' ').map(str::to_owned).collect())
    }

    #[test]
    fn options_take_their_value_behind_a_space_or_an_equals_sign() {
        let mut line = arguments("test --only core,e2e --rounds=3 --keep-going");
        assert_eq!(line.command(), "test");
        assert_eq!(line.list("--only").unwrap(), ["core", "e2e"]);
        assert_eq!(line.number("--rounds", 1).unwrap(), 3);
        assert!(line.flag("--keep-going"));
        assert!(line.finish().is_ok());
    }

    #[test]
    fn what_nobody_takes_is_an_error() {
        let mut line = arguments("run --dmeo");
        line.command();
        assert!(line.finish().is_err());
    }

    #[test]
    fn an_option_without_its_value_is_an_error() {
        let mut line = arguments("bench --rounds");
        line.command();
        assert!(line.number("--rounds", 1).is_err());
    }
}
