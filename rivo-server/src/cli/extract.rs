//! `rivo-server extract`: conversations in, contexts out, a line each. Needs no database.
//!
//! The lines in and out are those of [`rivo_core::extract::eval`], so that a scorer can read them.

use std::{path::PathBuf, sync::Arc};

use rivo_core::extract::{
    Extractor,
    eval::{Item, predict_item, prediction_of},
};
use rivo_server::config::Config;

use super::{Outcome, extractor, print};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A file of conversations, one JSON object a line.
    #[arg(long)]
    input: PathBuf,
    /// Who reads them; without it, the model where one is configured.
    #[arg(long)]
    extractor: Option<Which>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Which {
    /// The rules, which need nothing.
    Rules,
    /// The configured model.
    Openai,
}

pub(super) async fn run(arguments: Arguments, config: Config) -> Outcome {
    let model = chosen(arguments.extractor, &config)?;
    let file = arguments.input.display();
    let text =
        std::fs::read_to_string(&arguments.input).map_err(|error| format!("{file}: {error}"))?;
    for (line, number) in text.lines().zip(1..) {
        if line.trim().is_empty() {
            continue;
        }
        let at = |error: &dyn std::fmt::Display| format!("{file} line {number}: {error}");
        let item: Item = serde_json::from_str(line).map_err(|error| at(&error))?;
        let prediction = match &model {
            None => predict_item(&item),
            Some(model) => {
                let extraction = model.extract(&item.transcript()).await;
                prediction_of(&item.id, &extraction.map_err(|error| at(&error))?)
            }
        };
        print(&serde_json::to_string(&prediction).map_err(|error| at(&error))?);
    }
    Ok(())
}

/// The model, or `None` for the rules: what was asked for by name, or what a server would use.
fn chosen(which: Option<Which>, config: &Config) -> Result<Option<Arc<dyn Extractor>>, String> {
    match (which, &config.model) {
        (Some(Which::Rules), _) | (None, None) => Ok(None),
        (Some(Which::Openai), None) => {
            Err("No model is configured: set OPENAI_API_KEY or OPENAI_BASE_URL.".to_owned())
        }
        (_, Some(model)) => extractor(Some(model)).map(Some),
    }
}
