//! `rivo-server createsuperuser`

use std::io::{BufRead as _, IsTerminal as _};

use rivo_core::{Error, auth::Actor, service::UserFilter};
use rivo_server::config::Config;

use super::{Outcome, open, print, said};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The login.
    #[arg(long)]
    email: String,
    /// Do nothing where there is a user already.
    #[arg(long)]
    if_none: bool,
}

pub(super) async fn run(arguments: Arguments, config: Config) -> Outcome {
    let Arguments { email, if_none } = arguments;
    let rivo = open(&config).await?;
    let first = UserFilter {
        limit: Some(1),
        ..UserFilter::default()
    };
    let users = rivo
        .list_users(&Actor::system("cli"), first)
        .await
        .map_err(|error| said(&error))?;
    if if_none && !users.results.is_empty() {
        print("There are users already; none was made.");
        return Ok(());
    }
    let password = password()?;
    let made = rivo
        .create_superuser(&email, &password)
        .await
        .map_err(|error| sentence(&error));
    rivo.shutdown().await;
    print(&format!("created {}", made?.email));
    Ok(())
}

/// Asked twice at a terminal; else the first line of standard input.
fn password() -> Result<String, String> {
    if !std::io::stdin().is_terminal() {
        let mut line = String::new();
        std::io::stdin()
            .lock()
            .read_line(&mut line)
            .map_err(|error| error.to_string())?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let ask = |prompt| rpassword::prompt_password(prompt).map_err(|error| error.to_string());
    let password = ask("Password: ")?;
    if password == ask("Password again: ")? {
        Ok(password)
    } else {
        Err("The two passwords differ.".to_owned())
    }
}

/// Sentences of fields, one a line, for the person at the terminal.
fn sentence(error: &Error) -> String {
    match error {
        Error::Invalid(errors) => {
            let lines = errors
                .0
                .iter()
                .map(|(field, sentences)| format!("{field}: {}", sentences.join(" ")));
            lines.collect::<Vec<_>>().join("\n")
        }
        other => said(other),
    }
}
