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
        .map(|(_, value)| value.trim().trim_matches(['"', '\'']).to_owned())
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::in_env_file;

    #[test]
    fn a_env_file_may_quote_and_export_its_values() {
        let file = "# settings\nexport PORT=\"8080\"\nBIND = 0.0.0.0\nDEBUG=\n";
        assert_eq!(in_env_file(file, "PORT").as_deref(), Some("8080"));
        assert_eq!(in_env_file(file, "BIND").as_deref(), Some("0.0.0.0"));
        assert_eq!(in_env_file(file, "DEBUG"), None);
    }
}
