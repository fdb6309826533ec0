//! The command line. Without a word it serves.

mod api_key;
mod check;
mod extract;
mod openapi;
mod seed_demo;
mod serve;
mod superuser;

use std::{
    io::{IsTerminal as _, Write as _},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use clap::{Parser, Subcommand};
use rivo_core::{
    auth::SecretKey,
    extract::{Extractor, OpenAiExtractor, OpenAiSettings, RulesExtractor, Secret},
    service::{Options, Rivo},
};
use rivo_server::config::{Complaint, Config, ModelConfig, Settings};
use tracing_subscriber::EnvFilter;

/// The lead desk behind a mortgage chatbot.
#[derive(Parser)]
#[command(version, about, long_about = None, after_help = "Settings come from the environment and a .env file: \
DATABASE_URL, SECRET_KEY, DEBUG, ALLOWED_HOSTS, PORT, BIND and others; `rivo-server check --deploy` looks at them.")]
struct Arguments {
    #[command(subcommand)]
    command: Option<Word>,
}

#[derive(Subcommand)]
enum Word {
    /// Serve the API and the pages until SIGTERM or Ctrl-C. The default.
    Serve,
    /// Bring the database's schema up to date.
    Migrate,
    /// Make a user who may do everything.
    Createsuperuser(superuser::Arguments),
    /// Check the settings and the database.
    Check(check::Arguments),
    /// API keys of chatbots.
    ApiKey(api_key::Arguments),
    /// Fill an empty database with a demo desk and print its logins.
    SeedDemo(seed_demo::Arguments),
    /// Run an extractor over conversations in a file, without a database.
    Extract(extract::Arguments),
    /// Say how well an extractor reads conversations whose right answers are known.
    Eval(extract::EvalArguments),
    /// Print the API's OpenAPI document.
    Openapi,
}

/// What a command says when it cannot go on.
type Outcome = Result<(), String>;

pub(crate) fn main() -> ExitCode {
    let word = Arguments::parse().command.unwrap_or(Word::Serve);
    match run(word) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(word: Word) -> Outcome {
    let settings = Settings::from_process();
    match word {
        Word::Openapi => return openapi::run(),
        Word::Check(arguments) => return check::run(&arguments, &settings),
        _ => {}
    }
    let config = Config::read(&settings).map_err(|complaints| listed(&complaints))?;
    start_log(&config);
    match word {
        Word::Serve => block_on(serve::run(config)),
        Word::Migrate => block_on(migrate(config)),
        Word::Createsuperuser(arguments) => block_on(superuser::run(arguments, config)),
        Word::ApiKey(arguments) => block_on(api_key::run(arguments, config)),
        Word::SeedDemo(arguments) => block_on(seed_demo::run(arguments, config)),
        Word::Extract(arguments) => block_on(extract::run(arguments, config)),
        Word::Eval(arguments) => block_on(extract::eval(arguments, config)),
        Word::Openapi | Word::Check(_) => Ok(()),
    }
}

fn listed(complaints: &[Complaint]) -> String {
    complaints
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

fn block_on(work: impl Future<Output = Outcome>) -> Outcome {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the runtime did not start: {error}"))?
        .block_on(work)
}

/// People read the log while they develop, programs in production.
fn start_log(config: &Config) {
    let filter = config
        .log_filter
        .as_deref()
        .unwrap_or("info,refinery_core=warn,tokio_postgres=warn");
    let log = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    if config.http.debug {
        log.with_target(false).init();
    } else {
        log.json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(false)
            .init();
    }
}

/// Opens the desk of the settings; its schema is up to date then.
async fn open(config: &Config) -> Result<Rivo, String> {
    let options = Options {
        region: config.region,
        secret_key: SecretKey::new(config.secret_key.reveal()),
        extractor: extractor(config.model.as_ref())?,
        listen: config.listen.clone(),
        ..Options::new(config.database.clone())
    };
    Rivo::open(options).await.map_err(|error| said(&error))
}

/// The model where one is configured, else the rules.
fn extractor(model: Option<&ModelConfig>) -> Result<Arc<dyn Extractor>, String> {
    Ok(match model {
        None => Arc::new(RulesExtractor),
        Some(model) => Arc::new(model_extractor(model)?),
    })
}

fn model_extractor(model: &ModelConfig) -> Result<OpenAiExtractor, String> {
    let settings = OpenAiSettings {
        base_url: model.base_url.clone(),
        api_key: model.api_key.as_deref().map(Secret::new),
        model: model.model.clone(),
        timeout: Duration::from_secs(model.timeout_seconds.into()),
        max_concurrency: model.concurrency.into(),
        prompt_price_micros: model.input_price_micros,
        completion_price_micros: model.output_price_micros,
        ..OpenAiSettings::default()
    };
    OpenAiExtractor::new(settings)
}

async fn migrate(config: Config) -> Outcome {
    open(&config).await?.shutdown().await;
    print("The database is up to date.");
    Ok(())
}

/// An error for the person at the terminal: the sentence, and every cause below it.
fn said(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(cause) = below {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        below = cause.source();
    }
    text
}

/// A command's result, which other programs may read; one that reads no further, such as `head`,
/// has what it wanted.
fn print(text: &str) {
    let written = writeln!(std::io::stdout(), "{text}");
    if let Err(error) = written
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        tracing::error!(%error, "the result could not be written: {error}");
    }
}
