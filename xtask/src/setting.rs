//! Settings from the environment, and the few that xtask has to know from a `.env` file.

use std::path::Path;

#[expect(
    clippy::disallowed_methods,
    reason = "this is where xtask reads its settings"
)]
pub(crate) fn from_environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The value that the server will see: the environment wins over the `.env` file of the working directory.
pub(crate) fn of_the_server(name: &str) -> Option<String> {
    from_environment(name).or_else(|| {
        let file = std::fs::read_to_string(Path::new(".env")).ok()?;
        in_env_file(&file, name)
    })
}

fn in_env_file(file: &str, name: &str) -> Option<String> {
    file.lines()
        .filter_map(|line| line.trim().trim_start_matches("export ").split_once('='))
        .find(|(key, _)| key.trim() == name)
        .map(|(_, value)| unquoted(value.trim()).to_owned())
        .filter(|value| !value.is_empty())
}

/// Quotes end a value; without them a comment behind white space does.
fn unquoted(value: &str) -> &str {
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or(""),
        _ => value.split(" #").next().unwrap_or("").trim_end(),
    }
}

#[cfg(test)]
mod tests {
    use super::in_env_file;

    #[test]
    fn an_env_file_may_export_quote_and_comment_its_values() {
        let file = "# settings\nexport PORT=\"8080\"\nBIND = 0.0.0.0 # all\nDEBUG=\n";
        assert_eq!(in_env_file(file, "PORT").as_deref(), Some("8080"));
        assert_eq!(in_env_file(file, "BIND").as_deref(), Some("0.0.0.0"));
        assert_eq!(in_env_file(file, "DEBUG"), None);
    }
}
