//! `rivo-server api-key`

use rivo_core::{api::user::CreateApiKey, auth::Actor};
use rivo_server::config::Config;

use super::{Outcome, open, print, said};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    word: Word,
}

#[derive(clap::Subcommand)]
enum Word {
    /// Make a key and print it; it is shown this once.
    Create {
        /// What it is for.
        #[arg(long)]
        name: String,
        /// What it may do.
        #[arg(long, value_delimiter = ',', default_value = "chat:write,chat:read")]
        scopes: Vec<String>,
        /// Requests a minute; without it, the desk's default.
        #[arg(long)]
        rate_limit: Option<i64>,
    },
}

pub(super) async fn run(arguments: Arguments, config: Config) -> Outcome {
    let Word::Create {
        name,
        scopes,
        rate_limit,
    } = arguments.word;
    let rivo = open(&config).await?;
    let create = CreateApiKey {
        name,
        scopes,
        rate_limit,
    };
    let issued = rivo.create_api_key(&Actor::system("cli"), create).await;
    rivo.shutdown().await;
    print(&issued.map_err(|error| said(&error))?.key);
    Ok(())
}
