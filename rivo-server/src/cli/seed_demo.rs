//! `rivo-server seed-demo`

use std::io::{IsTerminal as _, Write as _};

use rivo_core::{Error, extract::RulesExtractor, service::Options};
use rivo_server::{
    config::Config,
    seed::{self, Request, Summary},
};

use super::{Outcome, print, said};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Decides what is drawn: the same number makes the same desk.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many clients.
    #[arg(long, default_value_t = 60)]
    clients: usize,
    /// The password of the demo's staff; made up where none is given.
    #[arg(long)]
    password: Option<String>,
}

pub(super) async fn run(arguments: Arguments, config: Config) -> Outcome {
    let Arguments {
        seed,
        clients,
        password,
    } = arguments;
    let options = Options {
        region: config.region,
        // A demo costs nothing and is the same everywhere: no model reads it.
        extractor: std::sync::Arc::new(RulesExtractor),
        ..Options::new(config.database.clone())
    };
    let request = Request {
        seed,
        clients,
        password,
    };
    let made = seed::run(options, &request, &mut show_progress).await;
    print(&told(&made.map_err(|error| sentence(&error))?));
    Ok(())
}

/// A line that counts up, where somebody watches.
fn show_progress(done: usize, total: usize) {
    let mut terminal = std::io::stderr();
    if terminal.is_terminal() && (done.is_multiple_of(25) || done == total) {
        let end = if done == total { "\n" } else { "" };
        // Progress that cannot be shown is no reason to stop.
        drop(write!(terminal, "\rplaying {done} of {total} events{end}"));
    }
}

fn told(summary: &Summary) -> String {
    let Summary {
        clients,
        messages,
        commands,
        staff,
        password,
        api_key,
    } = summary;
    let logins: Vec<_> = staff
        .iter()
        .map(|member| format!("  {:<24}{} ({})", member.email, member.name, member.role))
        .collect();
    format!(
        "{clients} clients, {messages} messages and {commands} steps of work.\n\n\
         Log in at /dashboard/login/ with the password {password} as\n{}\n\n\
         The chatbot's API key: {api_key}",
        logins.join("\n"),
    )
}

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
