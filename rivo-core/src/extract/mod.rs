//! From a conversation to what a desk wants to know.
//!
//! An [`Extractor`] reads a whole [`Transcript`] and gives an [`Extraction`]: the context, and a
//! fact with its evidence for each field. [`RulesExtractor`] needs nothing but this crate;
//! `OpenAiExtractor` asks a model and checks its answer by the rules. [`merge`] puts an
//! extraction onto what stands, where a person's word is final.
//!
//! What is never extracted, whoever extracts: what a lender may not ask (race, religion, national
//! origin, sex, marital and family plans), and numbers of cards, accounts and social security.

mod disguise;
pub mod eval;
#[cfg(feature = "store")]
mod forget;
mod merge;
#[cfg(feature = "openai")]
mod openai;
mod orders;
mod protected;
pub mod redact;
mod retell;
mod rules;
mod verify;

use std::{collections::BTreeMap, time::Duration};

use futures_util::future::BoxFuture;

use crate::{
    clock::Timestamp,
    id::MessageId,
    model::{
        contact::FoundContact,
        context::{Context, Fact},
        validate::Region,
    },
};

#[cfg(feature = "openai")]
pub use self::openai::{ModelAlone, OpenAiExtractor, OpenAiSettings, Secret};
#[cfg(feature = "store")]
pub(crate) use self::{
    forget::{drop_disproved, forget, quoted},
    retell::retell,
};
pub use self::{merge::merge, rules::RulesExtractor, verify::verified};

/// A message of a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranscriptMessage {
    /// Its id.
    pub id: MessageId,
    /// Its place in the session.
    pub position: i64,
    /// Whether the client wrote it; the bot or the desk otherwise.
    pub from_client: bool,
    /// What was written.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// A conversation, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// The messages, oldest first. Those of several sessions follow each other.
    pub messages: Vec<TranscriptMessage>,
    /// How the desk's clients write phone numbers.
    pub region: Region,
    /// The language of the conversation as a BCP 47 tag, where it is known.
    pub language: Option<String>,
}

impl Transcript {
    /// The position of the last message, 0 for none.
    #[must_use]
    pub fn up_to_position(&self) -> i64 {
        self.messages
            .iter()
            .map(|message| message.position)
            .max()
            .unwrap_or(0)
    }
}

/// What was found in a transcript.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extraction {
    /// The context, of verified facts only.
    pub context: Context,
    /// A fact by path, unverified ones included.
    pub facts: BTreeMap<String, Fact>,
    /// The client's own contact details.
    pub contact: FoundContact,
    /// What a model used; `None` for the rules.
    pub usage: Option<Usage>,
    /// Who extracted: `rules`, `openai:gpt-4o-mini`.
    pub extractor: String,
    /// What an operator may want to know about this run: turns left out, a second attempt.
    pub notes: Vec<String>,
}

/// What a run cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Usage {
    /// Tokens sent.
    pub prompt_tokens: i64,
    /// Tokens received.
    pub completion_tokens: i64,
    /// Millionths of a US dollar.
    pub cost_micros: i64,
    /// Requests made, failed ones included.
    pub requests: i64,
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, more: Self) {
        self.prompt_tokens += more.prompt_tokens;
        self.completion_tokens += more.completion_tokens;
        self.cost_micros += more.cost_micros;
        self.requests += more.requests;
    }
}

/// Why an extraction failed. The text is fit for staff: it holds neither keys nor the transcript.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExtractError {
    /// The same transcript may succeed later.
    #[error("{detail}")]
    Retryable {
        /// When the other side wants to be asked again.
        retry_after: Option<Duration>,
        /// A sentence for people.
        detail: String,
        /// What was spent so far.
        usage: Usage,
    },
    /// The other side is away for every transcript: not started yet, overloaded, out of reach. It
    /// says nothing about this one, which waits without its tries wearing out.
    #[error("{detail}")]
    Away {
        /// When the other side wants to be asked again.
        retry_after: Option<Duration>,
        /// A sentence for people.
        detail: String,
        /// What was spent so far.
        usage: Usage,
    },
    /// It will fail again until somebody changes something.
    #[error("{detail}")]
    Permanent {
        /// A sentence for people.
        detail: String,
        /// What was spent so far.
        usage: Usage,
    },
}

impl ExtractError {
    /// What was spent before it failed.
    #[must_use]
    pub const fn usage(&self) -> Usage {
        match self {
            Self::Retryable { usage, .. }
            | Self::Away { usage, .. }
            | Self::Permanent { usage, .. } => *usage,
        }
    }

    /// Whether the same transcript may succeed later.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::Retryable { .. } | Self::Away { .. })
    }
}

/// Whether an extractor can be asked now, as this process sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Availability {
    /// It can.
    #[default]
    Ready,
    /// It failed too often or asked for a pause, and is left alone for a while.
    Paused {
        /// How much longer.
        remaining: Duration,
        /// Why, in a sentence.
        reason: String,
    },
}

/// Reads transcripts.
pub trait Extractor: Send + Sync + 'static {
    /// Who it is: `rules`, `openai:gpt-4o-mini`.
    fn name(&self) -> String;

    /// Reads a transcript. Dropping the future stops the work.
    fn extract<'a>(
        &'a self,
        transcript: &'a Transcript,
    ) -> BoxFuture<'a, Result<Extraction, ExtractError>>;

    /// Whether it can be asked now.
    fn availability(&self) -> Availability {
        Availability::Ready
    }
}
