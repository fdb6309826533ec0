//! Mood, intent, wishes and the summary are judgements: a model's count where it is trusted and the
//! client's words bear them out, and not at all where a message tried to give orders.

use super::{
    Said, Trust, disputed, proven,
    said::{all_words, is_plain, words_of},
    unverified, word,
};
use crate::{
    extract::{Extraction, openai::answer::Answer},
    model::context::{Fact, FactStatus, FactValue, Sentiment, Urgency},
};

const MAX_ITEM_CHARS: usize = 120;
const MAX_ITEMS: usize = 8;
const MAX_SUMMARY_CHARS: usize = 400;
const MAX_INTENT_CHARS: usize = 80;

pub(super) fn take(said: &Said<'_>, answer: &Answer, trust: Trust, extraction: &mut Extraction) {
    if said.has_orders {
        return;
    }
    take_intent(said, answer, trust, extraction);
    if !trust.is_high() {
        return;
    }
    let moods = [
        (
            "sentiment",
            answer.sentiment.map(Sentiment::as_str),
            "neutral",
        ),
        ("urgency", answer.urgency.map(Urgency::as_str), "low"),
    ];
    for (path, judged, usual) in moods {
        if let Some(judged) = judged {
            take_mood(said, answer, path, judged, usual, trust, extraction);
        }
    }
    take_items(said, "preferences", &answer.preferences, extraction);
    take_items(said, "key_points", &answer.key_points, extraction);
    if let Some(summary) = answer
        .summary
        .as_deref()
        .filter(|summary| summary.chars().count() <= MAX_SUMMARY_CHARS && said.bears_out(summary))
    {
        extraction.context.summary = Some(summary.to_owned());
    }
}

fn take_intent(said: &Said<'_>, answer: &Answer, trust: Trust, extraction: &mut Extraction) {
    let Some(intent) = answer
        .intent
        .as_deref()
        .filter(|intent| intent.chars().count() <= MAX_INTENT_CHARS && is_plain(intent))
    else {
        return;
    };
    let quote = answer.quotes.get("intent").map(String::as_str);
    let read = unverified(said, FactValue::Text(intent.to_owned()), intent.to_owned());
    let read = match word::quoted(said, quote) {
        Some((index, words, _)) if trust.is_high() => proven(said, read, index, words, 0.7),
        _ => match said.nearest(intent) {
            Some((message, sentence)) if trust.is_high() && said.bears_out(intent) => {
                proven(said, read, message.index, sentence, 0.6)
            }
            _ => read,
        },
    };
    let fact = match extraction.facts.remove("intent") {
        Some(standing) => {
            let known = words_of(standing.text.as_deref().unwrap_or_default());
            let differs = !words_of(intent).iter().any(|word| known.contains(word));
            let other = (differs && read.status == FactStatus::Verified).then_some(read);
            disputed(standing, other, trust)
        }
        None => read,
    };
    super::keep(extraction, "intent", Some(fact));
}

fn take_mood(
    said: &Said<'_>,
    answer: &Answer,
    path: &'static str,
    judged: &str,
    usual: &str,
    trust: Trust,
    extraction: &mut Extraction,
) {
    let standing = extraction.facts.remove(path);
    let same = |fact: &Fact| fact.text.as_deref() == Some(judged);
    let quote = answer.quotes.get(path).map(String::as_str);
    let read = word::quoted(said, quote).map(|(index, words, _)| {
        let fact = unverified(said, FactValue::Text(judged.to_owned()), judged.to_owned());
        proven(said, fact, index, words, 0.7)
    });
    let fact = match standing {
        Some(fact) if same(&fact) => Some(super::confirmed(fact)),
        Some(fact) => Some(disputed(fact, read, trust)),
        // Nothing out of the ordinary needs no words to show for it.
        None if judged == usual => None,
        None => read,
    };
    super::keep(extraction, path, fact);
}

/// The model's items that rest on the client's words, then those of the rules that it left out.
fn take_items(said: &Said<'_>, path: &'static str, items: &[String], extraction: &mut Extraction) {
    let good: Vec<String> = items
        .iter()
        .filter(|item| item.chars().count() <= MAX_ITEM_CHARS && said.bears_out(item))
        .cloned()
        .collect();
    let Some((message, sentence)) = good.first().and_then(|item| said.nearest(item)) else {
        return;
    };
    let ruled = extraction.context.text_at(path).unwrap_or_default();
    let mut list = good;
    for item in ruled.lines() {
        if !list.iter().any(|known| covers(known, item)) {
            list.push(item.to_owned());
        }
    }
    list.truncate(MAX_ITEMS);
    let text = list.join("\n");
    let fact = unverified(said, FactValue::Text(text.clone()), text);
    let fact = proven(said, fact, message.index, sentence, 0.65);
    super::keep(extraction, path, Some(fact));
}

/// Whether an item says what another says: most of its longer words and all of its figures.
fn covers(item: &str, other: &str) -> bool {
    let figures = |text: &str| {
        let digits = text.split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
        digits
            .map(|run| run.trim_matches(['.', ',']))
            .filter(|run| !run.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (mut known, known_figures) = (words_of(item), figures(item));
    let mut wanted = words_of(other);
    if wanted.is_empty() {
        (known, wanted) = (all_words(item), all_words(other));
    }
    let shared = wanted.iter().filter(|word| known.contains(word)).count();
    shared * 3 >= wanted.len() * 2 && figures(other).iter().all(|run| known_figures.contains(run))
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn an_item_covers_another_that_says_no_more() {
        for (item, other, expect) in [
            (
                "close within two weeks",
                "I need to close within two weeks",
                true,
            ),
            ("no HOA fees", "no HOA", true),
            ("single-story", "no HOA", false),
            ("rate under 6.5", "rate under 6", false),
            ("rate under 6", "fixed rate for 30 years", false),
        ] {
            assert_eq!(covers(item, other), expect, "{item} / {other}");
        }
    }
}
