//! `rivo-server extract`: conversations in, contexts out, a line each; `rivo-server eval`: how good
//! these are, against conversations whose right answers are known. Neither needs a database.
//!
//! The lines in and out are those of [`rivo_core::extract::eval`], so that a scorer can read them.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use std::io::{IsTerminal as _, Write as _, stderr};

use rivo_core::extract::{
    Extractor, ModelAlone, Usage,
    eval::{Item, predict_from, predict_item, prediction_of, score},
};
use rivo_server::config::{Config, ModelConfig};

use super::{Outcome, model_extractor, print};

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
    /// The configured model, checked and completed by the rules, as on a desk.
    Openai,
    /// The configured model by itself, its answer taken as it is: only to see what it is worth.
    ModelAlone,
}

/// Who reads, ready to.
enum Reader {
    Rules,
    Model(Arc<dyn Extractor>),
    Alone(Box<ModelAlone>),
}

pub(super) async fn run(arguments: Arguments, config: Config) -> Outcome {
    let reader = chosen(arguments.extractor, &config)?;
    let done = predict_file(&arguments.input, &reader, |prediction| {
        print(&prediction);
    })
    .await?;
    done.tell();
    if done.failed > 0 {
        return Err(done.failure());
    }
    Ok(())
}

pub(super) async fn eval(arguments: EvalArguments, config: Config) -> Outcome {
    let reader = chosen(arguments.extractor, &config)?;
    let (mut gold, mut predictions) = (String::new(), String::new());
    let mut failures = Vec::new();
    for file in &arguments.gold {
        let done = predict_file(file, &reader, |prediction| {
            predictions.push_str(&prediction);
            predictions.push('\n');
        })
        .await?;
        done.tell();
        if done.failed > 0 {
            failures.push(done.failure());
        }
        gold.push_str(&done.text);
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
    if failures.is_empty() {
        return Ok(());
    }
    Err(failures.join(" "))
}

/// What became of a file.
struct Done {
    file: String,
    text: String,
    read: usize,
    failed: usize,
    usage: Usage,
}

impl Done {
    /// Says on the side what a model cost.
    fn tell(&self) {
        let Usage {
            prompt_tokens,
            completion_tokens,
            cost_micros,
            requests,
        } = self.usage;
        if requests > 0 {
            let _ = writeln!(
                stderr(),
                "{}: {} read by {requests} requests, {prompt_tokens} tokens sent, {completion_tokens} received, {}.{:06} dollars",
                self.file,
                self.read,
                cost_micros / 1_000_000,
                cost_micros % 1_000_000
            );
        }
    }

    fn failure(&self) -> String {
        format!(
            "{}: {} of {} conversations could not be read.",
            self.file,
            self.failed,
            self.failed + self.read
        )
    }
}

/// Reads the conversations of a file one by one. A line that cannot be read is told on the side and
/// costs no other line.
async fn predict_file(
    path: &Path,
    reader: &Reader,
    mut predicted: impl FnMut(String),
) -> Result<Done, String> {
    let file = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| format!("{file}: {error}"))?;
    let mut done = Done {
        file,
        read: 0,
        failed: 0,
        usage: Usage::default(),
        text: String::new(),
    };
    let lines: Vec<(usize, &str)> = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty())
        .collect();
    // A model takes seconds a conversation; the rules are done before anybody looks.
    let shows_progress = !matches!(reader, Reader::Rules) && stderr().is_terminal();
    for (count, (number, line)) in lines.iter().enumerate() {
        match predict_line(line, reader, &mut done.usage).await {
            Ok(prediction) => {
                done.read += 1;
                predicted(prediction);
            }
            Err(error) => {
                done.failed += 1;
                let _ = writeln!(stderr(), "{} line {number}: {error}", done.file);
            }
        }
        if shows_progress {
            let _ = write!(stderr(), "\r{} of {}", count + 1, lines.len());
        }
    }
    if shows_progress {
        let _ = writeln!(stderr());
    }
    done.text = text;
    Ok(done)
}

async fn predict_line(line: &str, reader: &Reader, usage: &mut Usage) -> Result<String, String> {
    let item: Item = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let transcript = item.transcript();
    let outcome = match reader {
        Reader::Rules => None,
        Reader::Model(model) => Some(model.extract(&transcript).await),
        Reader::Alone(model) => Some(model.extract(&transcript).await),
    };
    let prediction = match outcome {
        None => predict_item(&item),
        Some(Ok(extraction)) => {
            *usage += extraction.usage.unwrap_or_default();
            match reader {
                Reader::Alone(_) => prediction_of(&item.id, &extraction),
                _ => predict_from(&item, &transcript, extraction),
            }
        }
        Some(Err(error)) => {
            *usage += error.usage();
            return Err(error.to_string());
        }
    };
    serde_json::to_string(&prediction).map_err(|error| error.to_string())
}

/// Who reads: what was asked for by name, or what a server would use.
fn chosen(which: Option<Which>, config: &Config) -> Result<Reader, String> {
    let model = |model: &ModelConfig| model_extractor(model);
    match (which, &config.model) {
        (Some(Which::Rules), _) | (None, None) => Ok(Reader::Rules),
        (Some(Which::Openai | Which::ModelAlone), None) => {
            Err("No model is configured: set OPENAI_API_KEY or OPENAI_BASE_URL.".to_owned())
        }
        (Some(Which::ModelAlone), Some(config)) => {
            Ok(Reader::Alone(Box::new(ModelAlone::new(model(config)?))))
        }
        (_, Some(config)) => Ok(Reader::Model(Arc::new(model(config)?))),
    }
}
