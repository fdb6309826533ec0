//! How far a model's judgement counts in one answer.

use super::{Said, number, word};
use crate::{
    extract::{Extraction, openai::answer::Answer},
    model::{
        context::FactStatus,
        validate::{Email, Phone, search_fold},
    },
};

/// How well an answer did where the rules know what is right: a model that gets what can be proved
/// right is believed in what can only be quoted, one that invents is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Trust {
    /// Values that the rules proved too.
    agreed: usize,
    /// Values that contradict what the rules proved, or that nobody said.
    wrong: usize,
}

impl Trust {
    pub(super) fn in_answer(answer: &Answer, said: &Said<'_>, rules: &Extraction) -> Self {
        let mut trust = Self::default();
        for (path, value) in &answer.numbers {
            let proved = rules
                .facts
                .get(*path)
                .filter(|fact| fact.status == FactStatus::Verified);
            match proved {
                Some(fact) => trust.count(number::agrees(path, *value, fact)),
                None if said.number(*value, number::scales(path)).is_none() => trust.wrong += 1,
                None => {}
            }
        }
        for (path, label) in &answer.words {
            if let Some(fact) = rules.facts.get(*path) {
                trust.count(word::agrees(path, label, fact));
            }
        }
        trust.count_contact(answer, said, rules);
        trust
    }

    /// Whether what the model quotes is believed.
    pub(super) const fn is_high(self) -> bool {
        self.agreed >= 2 && self.agreed >= 3 * self.wrong
    }

    fn count(&mut self, agrees: bool) {
        if agrees {
            self.agreed += 1;
        } else {
            self.wrong += 1;
        }
    }

    fn count_contact(&mut self, answer: &Answer, said: &Said<'_>, rules: &Extraction) {
        let region = said.transcript.region;
        let texts = || said.messages.iter().map(|message| message.text.as_str());
        if let Some(name) = &answer.name {
            let name = search_fold(name);
            match &rules.contact.name {
                Some(found) => self.count(search_fold(found.value.as_str()) == name),
                None if !texts().any(|text| search_fold(text).contains(&name)) => self.wrong += 1,
                None => {}
            }
        }
        if let Some(email) = &answer.email {
            match &rules.contact.email {
                Some(found) => self.count(Email::parse(email).is_ok_and(|it| it == found.value)),
                None if !texts()
                    .any(|text| text.to_lowercase().contains(&email.to_lowercase())) =>
                {
                    self.wrong += 1;
                }
                None => {}
            }
        }
        if let (Some(phone), Some(found)) = (&answer.phone, &rules.contact.phone) {
            self.count(Phone::parse(phone, region).is_ok_and(|it| it == found.value));
        }
    }
}
