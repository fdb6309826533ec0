//! `rivo-server extract`: conversations in, contexts out, a line each. Needs no database.
//!
//! A line in: `{"id"?, "messages": [{"role": "user"|"assistant", "text"}]}`. A line out: `{"id",
//! "contact", "context", "evidence"}`, where evidence names a message by its index.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use rivo_core::{
    clock::{Clock as _, SystemClock},
    extract::{Extraction, Extractor, RulesExtractor, Transcript, TranscriptMessage},
    id::MessageId,
    model::validate::Region,
};
use rivo_server::config::Config;
use serde::Deserialize;
use serde_json::{Value, json};

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
pub(super) enum Which {
    /// The rules, which need nothing.
    Rules,
    /// The configured model.
    Openai,
}

#[derive(Deserialize)]
struct Conversation {
    #[serde(default)]
    id: Value,
    messages: Vec<Said>,
}

#[derive(Deserialize)]
struct Said {
    role: String,
    text: String,
}

pub(super) async fn run(arguments: Arguments, config: Config) -> Outcome {
    let extractor = chosen(arguments.extractor, &config)?;
    let file = arguments.input.display();
    let text =
        std::fs::read_to_string(&arguments.input).map_err(|error| format!("{file}: {error}"))?;
    for (at, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let conversation: Conversation = serde_json::from_str(line)
            .map_err(|error| format!("{file} line {}: {error}", at + 1))?;
        let transcript = transcript(&conversation.messages, config.region);
        let extraction = extractor
            .extract(&transcript)
            .await
            .map_err(|error| format!("{file} line {}: {error}", at + 1))?;
        print(&prediction(&conversation.id, &extraction, &transcript).to_string());
    }
    Ok(())
}

/// The extractor that was asked for by name, or the one a server would use.
pub(super) fn chosen(which: Option<Which>, config: &Config) -> Result<Arc<dyn Extractor>, String> {
    match which {
        Some(Which::Rules) => Ok(Arc::new(RulesExtractor)),
        Some(Which::Openai) if config.model.is_none() => {
            Err("No model is configured: set OPENAI_API_KEY or OPENAI_BASE_URL.".to_owned())
        }
        Some(Which::Openai) | None => extractor(config.model.as_ref()),
    }
}

fn transcript(messages: &[Said], region: Region) -> Transcript {
    let at = SystemClock.now();
    let messages = messages
        .iter()
        .zip(1..)
        .map(|(said, position)| TranscriptMessage {
            id: MessageId::new(),
            position,
            from_client: said.role == "user",
            text: said.text.clone(),
            at,
        });
    Transcript {
        messages: messages.collect(),
        region,
        language: None,
    }
}

fn prediction(id: &Value, extraction: &Extraction, transcript: &Transcript) -> Value {
    let contact = &extraction.contact;
    let evidence: BTreeMap<&str, usize> = extraction
        .facts
        .iter()
        .filter_map(|(path, fact)| {
            let message_id = fact.evidence.as_ref()?.message_id;
            let index = transcript
                .messages
                .iter()
                .position(|message| message.id == message_id)?;
            Some((path.as_str(), index))
        })
        .collect();
    json!({
        "id": id,
        "contact": {
            "name": contact.name.as_ref().map(|found| found.value.as_str()),
            "email": contact.email.as_ref().map(|found| found.value.as_str()),
            "phone": contact.phone.as_ref().map(|found| found.value.as_str()),
        },
        "context": extraction.context,
        "evidence": evidence,
    })
}
