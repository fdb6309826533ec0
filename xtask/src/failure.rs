//! What went wrong, as a sentence for the person at the terminal.

use std::fmt;

pub(crate) type Result<T = ()> = std::result::Result<T, Failure>;

/// One sentence that names the thing and the way out; nothing here is ever matched by code.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub(crate) fn say(sentence: impl Into<String>) -> Failure {
    Failure(sentence.into())
}

/// Names what was being done when the system said no.
pub(crate) trait Context<T> {
    fn context(self, doing: impl fmt::Display) -> Result<T>;
}

impl<T, E: fmt::Display> Context<T> for std::result::Result<T, E> {
    fn context(self, doing: impl fmt::Display) -> Result<T> {
        self.map_err(|error| Failure(format!("{doing}: {error}")))
    }
}
