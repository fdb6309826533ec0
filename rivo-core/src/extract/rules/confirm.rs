//! What a client says yes to.

use super::{Findings, amount, ask::Ask, label, point::Point};
use crate::model::number::{read_numbers, tokens_of};

impl Findings<'_> {
    /// A "yes" makes what the desk asked about the client's own statement, where the client has
    /// said nothing on it.
    pub(super) fn confirm(&mut self, index: usize, lower: &str, ask: &Ask) {
        const YES: &[&str] = &[
            "yes",
            "yep",
            "yeah",
            "yup",
            "correct",
            "right",
            "exactly",
            "it is",
            "that's right",
            "thats right",
            "si",
            "sí",
            "oui",
            "ya",
            "y",
            "true",
            "that's correct",
            "indeed",
            "sure is",
            "uh huh",
        ];
        let trimmed = lower.trim_start();
        let Some(yes) = YES
            .iter()
            .filter(|yes| {
                trimmed.starts_with(**yes)
                    && !trimmed[yes.len()..].starts_with(char::is_alphanumeric)
            })
            .max_by_key(|yes| yes.len())
        else {
            return;
        };
        let Some(question) = last_question(&ask.text) else {
            return;
        };
        if question.contains(" or ") {
            return;
        }
        let start = lower.len() - trimmed.len();
        let quote = start..start + yes.len();
        self.intents.confirm(question, index, quote.clone());
        if self.key_points.len() < 40 && question.contains("first") && question.contains("home") {
            self.key_points.push(Point {
                text: "first-time buyer".to_owned(),
                message: index,
                quote: quote.clone(),
                weight: 2,
            });
        }
        let nothing_asked = Ask::default();
        let labels = [
            (
                "loan_details.loan_type",
                label::loan_type(question, &nothing_asked),
            ),
            (
                "loan_details.property_type",
                label::property_type(question, &nothing_asked),
            ),
            (
                "financial_info.employment_status",
                label::employment(question, &nothing_asked),
            ),
        ];
        for (path, label) in labels {
            if let Some(label) =
                label.filter(|label| label.strength >= 2 && !self.candidates.contains_key(path))
            {
                let fact = self.word_fact(index, quote.clone(), label.text, 0.7);
                self.push(path, fact, 2);
            }
        }
        let tokens = tokens_of(question);
        let numbers = read_numbers(question, &tokens);
        for amount in amount::amounts_of(
            question,
            &tokens,
            &numbers,
            &nothing_asked,
            amount::Drift::default(),
            &[],
        ) {
            let Some(path) = amount.slot.path().filter(|path| {
                !amount.disowned && amount.strength >= 3 && !self.candidates.contains_key(path)
            }) else {
                continue;
            };
            let mut fact = self.number_fact(index, question, &amount);
            fact.confidence = 0.6;
            if let Some(evidence) = &mut fact.evidence {
                self.transcript.messages[index].text[quote.clone()].clone_into(&mut evidence.quote);
            }
            self.push(path, fact, 2);
        }
    }
}

fn last_question(text: &str) -> Option<&str> {
    let end = text.rfind('?')?;
    let head = &text[..end];
    let start = head.rfind(['?', '!', '\n']).map_or(0, |at| at + 1);
    let start = head.rfind(". ").map_or(start, |at| start.max(at + 2));
    Some(head[start..].trim())
}
