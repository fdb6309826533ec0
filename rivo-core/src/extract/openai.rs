//! Extraction by a model behind any OpenAI-compatible `/chat/completions`.
//!
//! The transcript is sent as fenced, numbered data; social security and card numbers are taken out
//! first. Whatever the endpoint promises, its answer is validated here, and a number or contact
//! detail counts only when it is found in a message of the client. The rules read the same
//! transcript: they check the model and fill in what it missed.

mod alone;
mod answer;
mod breaker;
mod client;
mod ground;
mod prompt;
mod schema;

use std::{
    fmt,
    sync::atomic::{AtomicU8, Ordering},
    time::Duration,
};

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use tokio::{sync::Semaphore, time::Instant};

pub use self::alone::ModelAlone;
use self::{
    answer::Answer,
    breaker::Breaker,
    client::{Client, Failure, Reply},
};
use super::{Availability, ExtractError, Extraction, Extractor, Transcript, Usage, rules};

/// A key that never shows in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a key.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Which model is asked, and within which bounds.
#[derive(Clone, Debug)]
pub struct OpenAiSettings {
    /// The address before `/chat/completions`, such as `https://api.openai.com/v1`.
    pub base_url: String,
    /// Sent as a bearer token; `None` for endpoints that want none.
    pub api_key: Option<Secret>,
    /// The model's name.
    pub model: String,
    /// For one request, from connecting to the last byte.
    pub timeout: Duration,
    /// Requests under way at the same time.
    pub max_concurrency: usize,
    /// What a prompt may hold, in tokens as counted roughly (four characters each).
    pub max_prompt_tokens: usize,
    /// What an answer may hold, in tokens.
    pub max_completion_tokens: u32,
    /// The largest answer that is read, in bytes.
    pub max_answer_bytes: usize,
    /// Millionths of a US dollar for a million prompt tokens.
    pub prompt_price_micros: i64,
    /// Millionths of a US dollar for a million completion tokens.
    pub completion_price_micros: i64,
}

impl Default for OpenAiSettings {
    /// `gpt-4o-mini` at OpenAI, without a key.
    fn default() -> Self {
        Self {
            base_url: "https://api.openai.com/v1".to_owned(),
            api_key: None,
            model: "gpt-4o-mini".to_owned(),
            timeout: Duration::from_mins(1),
            max_concurrency: 4,
            max_prompt_tokens: 24_000,
            max_completion_tokens: 1_000,
            max_answer_bytes: 1 << 20,
            prompt_price_micros: 150_000,
            completion_price_micros: 600_000,
        }
    }
}

/// Asks a model.
#[derive(Debug)]
pub struct OpenAiExtractor {
    settings: OpenAiSettings,
    client: Client,
    slots: Semaphore,
    breaker: Breaker,
    /// What the endpoint was found to understand.
    format: AtomicU8,
}

/// How the shape of the answer is asked for, from the strictest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Format {
    /// `response_format: json_schema`, strict.
    Schema,
    /// `response_format: json_object`, with the schema in the prompt.
    Object,
    /// The schema in the prompt and nothing else.
    Prompt,
}

impl Format {
    fn remembered(number: u8) -> Self {
        match number {
            0 => Self::Schema,
            1 => Self::Object,
            _ => Self::Prompt,
        }
    }

    const fn weaker(self) -> Option<Self> {
        match self {
            Self::Schema => Some(Self::Object),
            Self::Object => Some(Self::Prompt),
            Self::Prompt => None,
        }
    }
}

impl OpenAiExtractor {
    /// Fails with a sentence when the address is no HTTP address or the key cannot be sent.
    pub fn new(settings: OpenAiSettings) -> Result<Self, String> {
        let client = Client::new(&settings)?;
        Ok(Self {
            slots: Semaphore::new(settings.max_concurrency.max(1)),
            client,
            breaker: Breaker::default(),
            format: AtomicU8::new(0),
            settings,
        })
    }

    async fn read(&self, transcript: &Transcript) -> Result<Extraction, ExtractError> {
        let (answer, usage, notes) = self.answer(transcript).await?;
        let mut extraction =
            ground::grounded(&answer, transcript, rules::read(transcript).extraction);
        extraction.extractor = self.name();
        extraction.usage = Some(usage);
        extraction.notes = notes;
        Ok(extraction)
    }

    /// What the model answers, well-formed and not believed yet.
    async fn answer(
        &self,
        transcript: &Transcript,
    ) -> Result<(Answer, Usage, Vec<String>), ExtractError> {
        let _slot = self
            .slots
            .acquire()
            .await
            .map_err(|_| ExtractError::Retryable {
                retry_after: None,
                detail: "The extractor is shutting down.".to_owned(),
                usage: Usage::default(),
            })?;
        let mut talk = Talk {
            extractor: self,
            usage: Usage::default(),
            notes: Vec::new(),
        };
        match talk.ask(transcript).await {
            Ok(answer) => Ok((answer, talk.usage, talk.notes)),
            Err(failure) => Err(failure.into_error(talk.usage)),
        }
    }
}

impl Extractor for OpenAiExtractor {
    fn name(&self) -> String {
        format!("openai:{}", self.settings.model)
    }

    fn extract<'a>(
        &'a self,
        transcript: &'a Transcript,
    ) -> BoxFuture<'a, Result<Extraction, ExtractError>> {
        Box::pin(self.read(transcript))
    }

    fn availability(&self) -> Availability {
        self.breaker.availability(Instant::now())
    }
}

/// One run: all requests it takes to get one valid answer.
struct Talk<'e> {
    extractor: &'e OpenAiExtractor,
    usage: Usage,
    notes: Vec<String>,
}

/// How often a prompt is cut to half when the endpoint finds it too long.
const MAX_CUTS: u32 = 3;
/// The longest wait inside a run; a longer one is left to the job queue.
const MAX_PAUSE: Duration = Duration::from_secs(2);

impl Talk<'_> {
    async fn ask(&mut self, transcript: &Transcript) -> Result<Answer, Failure> {
        let settings = &self.extractor.settings;
        let mut budget = settings.max_prompt_tokens;
        let mut cuts = 0;
        let mut tried_again = false;
        loop {
            let format = Format::remembered(self.extractor.format.load(Ordering::Relaxed));
            let prompt = prompt::prompt_of(transcript, budget, format != Format::Schema);
            let messages = json!([{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]);
            let failure = match self
                .send(&messages, format, settings.max_completion_tokens)
                .await
            {
                Ok(reply) => {
                    if prompt.left_out > 0 {
                        self.notes.push(format!(
                            "{} messages were left out to fit the prompt.",
                            prompt.left_out
                        ));
                    }
                    return self.understand(reply, messages, format).await;
                }
                Err(failure) => failure,
            };
            match failure {
                Failure::FormatRefused { .. } if format.weaker().is_some() => {
                    let weaker = format.weaker().unwrap_or(Format::Prompt);
                    self.extractor.format.store(weaker as u8, Ordering::Relaxed);
                    self.notes.push(format!(
                        "The endpoint refused {format:?}; {weaker:?} is used from now on."
                    ));
                }
                Failure::TooLong { .. } if cuts < MAX_CUTS => {
                    cuts += 1;
                    budget = budget.min(prompt.tokens) / 2;
                }
                Failure::Later { retry_after, .. } | Failure::Away { retry_after, .. }
                    if !tried_again && retry_after.is_none_or(|wait| wait <= MAX_PAUSE) =>
                {
                    tried_again = true;
                    tokio::time::sleep(retry_after.unwrap_or_else(short_pause)).await;
                }
                other => return Err(other),
            }
        }
    }

    /// The answer of a reply, after one attempt at repair where it is no valid one.
    async fn understand(
        &mut self,
        reply: Reply,
        messages: Value,
        format: Format,
    ) -> Result<Answer, Failure> {
        let why = match Answer::read(&reply.content) {
            Ok(answer) if !reply.cut => return Ok(answer),
            Ok(_) => "it was cut off before its end".to_owned(),
            Err(why) => why,
        };
        self.notes
            .push("The first answer was not valid and was asked for again.".to_owned());
        let Value::Array(mut messages) = messages else {
            return Err(Failure::unusable());
        };
        if !reply.cut {
            let heard: String = reply.content.chars().take(4000).collect();
            messages.push(json!({"role": "assistant", "content": heard}));
        }
        messages.push(json!({
            "role": "user",
            "content": format!("That was not valid: {why}. Answer again with the one JSON object and nothing else, shorter where it was long."),
        }));
        let limit = self
            .extractor
            .settings
            .max_completion_tokens
            .saturating_mul(2);
        let again = self.send(&Value::Array(messages), format, limit).await?;
        if let Ok(answer) = Answer::read(&again.content) {
            return Ok(answer);
        }
        // Every value is checked against the conversation, so half an answer is safe to use.
        let mut cut = [&again, &reply].into_iter().filter(|reply| reply.cut);
        let answer = cut
            .find_map(|reply| Answer::read_cut(&reply.content).ok())
            .ok_or_else(Failure::unusable)?;
        self.notes.push(
            "The answer was cut off; what was complete of it was checked and used.".to_owned(),
        );
        Ok(answer)
    }

    async fn send(
        &mut self,
        messages: &Value,
        format: Format,
        max_tokens: u32,
    ) -> Result<Reply, Failure> {
        let mut body = json!({
            "model": self.extractor.settings.model,
            "messages": messages,
            "temperature": 0,
            "max_tokens": max_tokens,
        });
        match format {
            Format::Schema => body["response_format"] = schema::response_format(),
            Format::Object => body["response_format"] = json!({"type": "json_object"}),
            Format::Prompt => {}
        }
        let patience = self.extractor.settings.timeout;
        if let Err((wait, reason)) = self.extractor.breaker.admit(Instant::now(), patience) {
            return Err(Failure::away(
                format!("The model is left alone for a while. {reason}"),
                Some(wait),
            ));
        }
        self.usage.requests += 1;
        let outcome = self.extractor.client.complete(&body).await;
        self.report(&outcome);
        if let Ok(reply) = &outcome {
            self.usage.prompt_tokens += reply
                .prompt_tokens
                .unwrap_or_else(|| roughly(&messages.to_string()));
            self.usage.completion_tokens += reply
                .completion_tokens
                .unwrap_or_else(|| roughly(&reply.content));
            let settings = &self.extractor.settings;
            let price = |tokens: i64, micros: i64| tokens.saturating_mul(micros) / 1_000_000;
            self.usage.cost_micros = price(self.usage.prompt_tokens, settings.prompt_price_micros)
                + price(
                    self.usage.completion_tokens,
                    settings.completion_price_micros,
                );
        }
        outcome
    }

    /// Tells the breaker how a request went. An endpoint that refuses one request is there for
    /// others; one that refuses the key or fails is there for nobody.
    fn report(&self, outcome: &Result<Reply, Failure>) {
        let breaker = &self.extractor.breaker;
        let now = Instant::now();
        match outcome {
            Ok(_)
            | Err(
                Failure::FormatRefused { .. } | Failure::TooLong { .. } | Failure::Declined { .. },
            ) => breaker.answered(),
            // A pause too long for this run is one for all runs.
            Err(
                Failure::Away {
                    retry_after,
                    detail,
                }
                | Failure::Later {
                    retry_after,
                    detail,
                },
            ) => breaker.failed(now, retry_after.filter(|wait| *wait > MAX_PAUSE), detail),
            Err(Failure::Never { detail }) => breaker.failed(now, None, detail),
        }
    }
}

/// Tokens of a text, counted roughly, for endpoints that do not say.
fn roughly(text: &str) -> i64 {
    i64::try_from(text.len() / 4).unwrap_or(i64::MAX)
}

/// A fifth to three fifths of a second, so that callers who failed together do not come back
/// together.
fn short_pause() -> Duration {
    let noise = uuid::Uuid::new_v4().as_bytes()[0];
    Duration::from_millis(200 + u64::from(noise) * 400 / 255)
}
