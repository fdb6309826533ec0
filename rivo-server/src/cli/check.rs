//! `rivo-server check`: whether the settings hold and the database answers.

use rivo_server::config::{Config, Settings};

use super::{Outcome, block_on, open, print};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Also list everything that should not stand in production.
    #[arg(long)]
    deploy: bool,
}

pub(super) fn run(arguments: &Arguments, settings: &Settings) -> Outcome {
    let read = Config::read(settings);
    let complaints = if arguments.deploy {
        Config::check_deploy(settings)
    } else {
        read.as_ref().err().cloned().unwrap_or_default()
    };
    let database = match read {
        Ok(config) => block_on(database_answers(config)),
        Err(_) => Ok(()),
    };
    let mut lines: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    if let Err(sentence) = database {
        lines.push(format!(
            "DATABASE_URL names a database that cannot be used: {sentence}"
        ));
    }
    if lines.is_empty() {
        print("Nothing is wrong.");
        return Ok(());
    }
    Err(lines.join("\n"))
}

async fn database_answers(config: Config) -> Outcome {
    open(&config).await?.shutdown().await;
    Ok(())
}
