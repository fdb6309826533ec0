use futures_util::future::BoxFuture;

use super::{Answer, OpenAiExtractor};
use crate::{
    extract::{ExtractError, Extraction, Extractor, Transcript},
    model::{
        contact::{Found, FoundContact},
        context::{Context, FACT_PATHS, fact_path, number_text_with},
        validate::{Email, PersonName, Phone, Region},
    },
};

/// A model whose answer is taken as it is: nothing is checked, the rules add nothing, there is no
/// evidence. For measuring what a model is worth by itself, never for a desk.
#[derive(Debug)]
pub struct ModelAlone(OpenAiExtractor);

impl ModelAlone {
    /// The model behind an extractor.
    #[must_use]
    pub const fn new(extractor: OpenAiExtractor) -> Self {
        Self(extractor)
    }
}

impl Extractor for ModelAlone {
    fn name(&self) -> String {
        format!("{} alone", self.0.name())
    }

    fn extract<'a>(
        &'a self,
        transcript: &'a Transcript,
    ) -> BoxFuture<'a, Result<Extraction, ExtractError>> {
        Box::pin(async move {
            let (answer, usage, notes) = self.0.answer(transcript).await?;
            Ok(Extraction {
                context: context_of(&answer, transcript.region),
                contact: contact_of(&answer, transcript.region),
                usage: Some(usage),
                extractor: self.name(),
                notes,
                ..Extraction::default()
            })
        })
    }
}

fn context_of(answer: &Answer, region: Region) -> Context {
    let mut context = Context {
        intent: answer.intent.clone(),
        preferences: answer.preferences.clone(),
        key_points: answer.key_points.clone(),
        sentiment: answer.sentiment.unwrap_or_default(),
        urgency: answer.urgency.unwrap_or_default(),
        summary: answer.summary.clone(),
        ..Context::default()
    };
    for known in &FACT_PATHS {
        let number = answer.numbers.get(known.path).map(|value| {
            let unit = fact_path(known.path).and_then(|it| it.kind.unit());
            number_text_with(
                *value,
                *value,
                unit.unwrap_or("currency"),
                region.currency_sign(),
            )
        });
        if let Some(text) = number.or_else(|| answer.words.get(known.path).cloned()) {
            context.set_text_at(known.path, Some(text));
        }
    }
    context
}

fn contact_of(answer: &Answer, region: Region) -> FoundContact {
    FoundContact {
        name: found(answer.name.as_deref(), |it| PersonName::parse(it).ok()),
        email: found(answer.email.as_deref(), |it| Email::parse(it).ok()),
        phone: found(answer.phone.as_deref(), |it| Phone::parse(it, region).ok()),
    }
}

fn found<T>(text: Option<&str>, parse: impl Fn(&str) -> Option<T>) -> Option<Found<T>> {
    let quote = text?.to_owned();
    Some(Found {
        value: parse(&quote)?,
        quote,
        confidence: 0.0,
    })
}
