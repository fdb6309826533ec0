//! `rivo-server extract`: conversations in, contexts out, a line each; `rivo-server eval`: how good
//! these are, against conversations whose right answers are known. Neither needs a database.
//!
//! The lines in and out are those of [`rivo_core::extract::eval`], so that a scorer can read them.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use rivo_core::extract::{
    Extractor,
    eval::{Item, predict_item, prediction_of, score},
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

#[derive(clap::Args)]
pub(super) struct EvalArguments {
    /// A file of conversations with their right answers, one JSON object a line. May be given
    /// several times.
    #[arg(long, required = true)]
    gold: Vec<PathBuf>,
    /// Who reads them; without it, the model where one is configured.
    #[arg(long)]
    extractor: Option<Which>,
    /// Also list what is wrong, item by item.
    #[arg(long)]
    errors: bool,
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
    predict_file(&arguments.input, model.as_deref(), |prediction| {
        print(&prediction);
    })
    .await?;
    Ok(())
}

pub(super) async fn eval(arguments: EvalArguments, config: Config) -> Outcome {
    let model = chosen(arguments.extractor, &config)?;
    let (mut gold, mut predictions) = (String::new(), String::new());
    for file in &arguments.gold {
        let text = predict_file(file, model.as_deref(), |prediction| {
            predictions.push_str(&prediction);
            predictions.push('\n');
        })
        .await?;
        gold.push_str(&text);
        gold.push('\n');
    }
    let report = score(&gold, &predictions)?;
    if arguments.errors {
        for [id, field, wanted, came] in &report.errors {
            print(&format!("{id}  {field}: wanted {wanted}, got {came}"));
        }
    }
    for (field, score) in &report.scores {
        print(&format!("{field:<24} {score:.3}"));
    }
    print(&format!(
        "items {}, forbidden values let through {}",
        report.items, report.forbidden
    ));
    print(&format!("macro_f1 {:.4}", report.macro_f1));
    Ok(())
}

/// Reads the conversations of a file one by one; returns the file's text.
async fn predict_file(
    path: &Path,
    model: Option<&dyn Extractor>,
    mut predicted: impl FnMut(String),
) -> Result<String, String> {
    let file = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| format!("{file}: {error}"))?;
    for (line, number) in text.lines().zip(1..) {
        if line.trim().is_empty() {
            continue;
        }
        let at = |error: &dyn std::fmt::Display| format!("{file} line {number}: {error}");
        let item: Item = serde_json::from_str(line).map_err(|error| at(&error))?;
        let prediction = match model {
            None => predict_item(&item),
            Some(model) => {
                let extraction = model.extract(&item.transcript()).await;
                prediction_of(&item.id, &extraction.map_err(|error| at(&error))?)
            }
        };
        predicted(serde_json::to_string(&prediction).map_err(|error| at(&error))?);
    }
    Ok(text)
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
