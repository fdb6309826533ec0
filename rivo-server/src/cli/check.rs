//! `rivo-server check`: whether the settings hold and the database answers.

use rivo_server::config::{Config, Settings};

use super::{Outcome, block_on, listed, open, print};

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
    let mut found = complaints.len();
    let mut text = listed(&complaints);
    if let Err(sentence) = database {
        found += 1;
        text = format!("{text}\nDATABASE_URL names a database that cannot be used: {sentence}").trim().to_owned();
    }
    if found == 0 {
        print("Nothing is wrong.");
        return Ok(());
    }
    Err(text)
}

async fn database_answers(config: Config) -> Outcome {
    open(&config).await?.shutdown().await;
    Ok(())
}
