use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::schema::{JUDGEMENTS, NUMBERS, WORDS};
use crate::model::{
    context::{Sentiment, Urgency},
    number::numbers_in,
};

/// What a model answered, as far as it is well-formed. Nothing in it is believed yet.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Answer {
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) intent: Option<String>,
    /// By path.
    pub(super) numbers: BTreeMap<&'static str, f64>,
    /// By path.
    pub(super) words: BTreeMap<&'static str, String>,
    pub(super) preferences: Vec<String>,
    pub(super) key_points: Vec<String>,
    pub(super) sentiment: Option<Sentiment>,
    pub(super) urgency: Option<Urgency>,
    pub(super) summary: Option<String>,
    /// What the model says the client's words for it are, by path.
    pub(super) quotes: BTreeMap<&'static str, String>,
}

const MAX_TEXT_CHARS: usize = 600;
const MAX_ITEMS: usize = 12;

impl Answer {
    /// [`Answer::read`] for an answer that was cut off: what was complete of it.
    pub(super) fn read_cut(content: &str) -> Result<Self, String> {
        let closed = closed(content).ok_or_else(|| "nothing of it is complete".to_owned())?;
        Self::read(&closed)
    }

    /// Reads the JSON object of an answer, with fences or prose around it. Fails with why not, for
    /// the model to read. Values of a wrong type count as null, since one bad field is no reason
    /// to lose the others; an object without any of the fields is refused.
    pub(super) fn read(content: &str) -> Result<Self, String> {
        let object =
            object_in(content).ok_or_else(|| "it holds no complete JSON object".to_owned())?;
        // Some models wrap the object or keep the groups of the context.
        let mut fields = Map::new();
        flatten(&object, &mut fields, 0);
        let known = |name: &str| fields.contains_key(name);
        let knows_any = NUMBERS.iter().any(|(name, _)| known(name))
            || known("intent")
            || known("summary")
            || known("key_points");
        if !knows_any {
            return Err("it has none of the required fields".to_owned());
        }
        let text = |name: &str| fields.get(name).and_then(text_of);
        let choice = |name: &str| text(name).map(|word| word.to_lowercase());
        let judged = JUDGEMENTS.iter().map(|name| (*name, *name));
        let with_quote = WORDS.iter().copied().chain(judged);
        let quotes = with_quote
            .filter_map(|(name, path)| Some((path, text(&format!("{name}.quote"))?)))
            .collect();
        Ok(Self {
            name: text("name"),
            email: text("email"),
            phone: text("phone"),
            intent: text("intent"),
            numbers: NUMBERS
                .iter()
                .filter_map(|(name, path)| Some((*path, number_of(fields.get(*name)?)?)))
                .collect(),
            words: WORDS
                .iter()
                .filter_map(|(name, path)| Some((*path, text(name)?)))
                .collect(),
            preferences: items_of(fields.get("preferences")),
            key_points: items_of(fields.get("key_points")),
            sentiment: choice("sentiment")
                .and_then(|word| serde_json::from_value(Value::String(word)).ok()),
            urgency: choice("urgency")
                .and_then(|word| serde_json::from_value(Value::String(word)).ok()),
            summary: text("summary"),
            quotes,
        })
    }
}

fn flatten(object: &Map<String, Value>, fields: &mut Map<String, Value>, depth: usize) {
    for (key, value) in object {
        match value {
            // A value with the words for it.
            Value::Object(inner) if inner.contains_key("value") => {
                let quote = inner.get("quote").unwrap_or(&Value::Null);
                fields
                    .entry(format!("{key}.quote"))
                    .or_insert_with(|| quote.clone());
                fields
                    .entry(key.clone())
                    .or_insert_with(|| inner["value"].clone());
            }
            Value::Object(inner) if depth < 3 => flatten(inner, fields, depth + 1),
            _ => {
                fields.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
    }
}

/// The JSON object at the start of a cut text, closed after its last complete value. Small models
/// write lists without an end; what they said before is still worth checking.
fn closed(content: &str) -> Option<String> {
    let start = content.find('{')?;
    let mut open = Vec::new();
    let (mut in_string, mut escaped) = (false, false);
    let mut complete = None;
    for (at, c) in content[start..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            _ if in_string => {}
            '{' => open.push('}'),
            '[' => open.push(']'),
            '}' | ']' => drop(open.pop()),
            ',' => complete = Some((at, open.len())),
            _ => {}
        }
        if open.len() > 32 {
            return None;
        }
    }
    let (end, depth) = complete?;
    // The brackets that were open at the last comma are still the outermost ones at the end, unless
    // they were closed since: then the text is not cut but broken.
    let closers = open.get(..depth)?.iter().rev();
    Some(
        content[start..start + end]
            .chars()
            .chain(closers.copied())
            .collect(),
    )
}

/// The first complete JSON object of a text.
fn object_in(content: &str) -> Option<Map<String, Value>> {
    // A text of nothing but braces must not cost its square.
    for (attempt, (start, _)) in content.match_indices('{').enumerate() {
        if attempt == 16 {
            break;
        }
        let mut values = serde_json::Deserializer::from_str(&content[start..]).into_iter::<Value>();
        if let Some(Ok(Value::Object(object))) = values.next() {
            return Some(object);
        }
    }
    None
}

fn text_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let nothing = matches!(
        text.to_lowercase().trim_end_matches('.'),
        "" | "null"
            | "none"
            | "n/a"
            | "na"
            | "unknown"
            | "not specified"
            | "not provided"
            | "not mentioned"
            | "not stated"
            | "unspecified"
            | "-"
            | "undefined"
            | "string"
    );
    (!nothing).then(|| {
        text.chars()
            .take(MAX_TEXT_CHARS)
            .filter(|letter| !letter.is_control())
            .collect()
    })
}

/// A number, or text that is one: `"$247,800"`.
fn number_of(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) if text.len() < 60 => numbers_in(text).first()?.low,
        _ => return None,
    };
    (number.is_finite() && number > 0.0).then_some(number)
}

fn items_of(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().filter_map(text_of).take(MAX_ITEMS).collect(),
        Some(text @ Value::String(_)) => text_of(text).into_iter().collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::Answer;

    #[test]
    fn an_answer_is_read_through_fences_prose_and_wrong_types() {
        for content in [
            r#"{"interest_rate": 6.5, "income": null}"#,
            "```json\n{\"interest_rate\": 6.5}\n```",
            "Here you go: {\"interest_rate\": \"6.5%\", \"income\": [1], \"name\": {}} Anything else?",
            r#"{"context": {"loan_details": {"interest_rate": 6.5}}}"#,
            r#"{not json} {"interest_rate": 6.5}"#,
        ] {
            let answer = Answer::read(content).unwrap();
            assert_eq!(
                answer.numbers.get("loan_details.interest_rate"),
                Some(&6.5),
                "{content}"
            );
            assert_eq!(answer.numbers.len(), 1, "{content}");
        }
    }

    #[test]
    fn of_a_cut_answer_what_is_complete_counts() {
        for (cut, points) in [
            (
                r#"{"interest_rate": 6.875, "key_points": ["owes, {412k]", "wants out", "wants o"#,
                2,
            ),
            (r#"{"interest_rate": 6.875, "key_points": ["a \"b"#, 0),
            (r#"{"interest_rate": 6.875, "intent": "#, 0),
        ] {
            assert!(Answer::read(cut).is_err(), "{cut}");
            let answer = Answer::read_cut(cut).unwrap();
            let rate = answer.numbers.get("loan_details.interest_rate");
            assert_eq!(rate, Some(&6.875), "{cut}");
            assert_eq!(answer.key_points.len(), points, "{cut}");
        }
        for hopeless in ["", "{", r#"{"a"#, "no, never"] {
            assert!(Answer::read_cut(hopeless).is_err(), "{hopeless}");
        }
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for content in [
            "",
            "I cannot help with that.",
            "{\"interest_rate\": 6.5",
            "[1, 2]",
            "{}",
            r#"{"foo": 1}"#,
        ] {
            assert!(Answer::read(content).is_err(), "{content}");
        }
        assert!(Answer::read(&"{".repeat(100_000)).is_err());
    }

    #[test]
    fn placeholders_count_as_null() {
        let answer = Answer::read(r#"{"intent": "Not specified", "summary": "N/A", "income": 0, "urgency": "HIGH", "sentiment": "angry"}"#).unwrap();
        assert_eq!(
            (answer.intent, answer.summary, answer.numbers.len()),
            (None, None, 0)
        );
        assert!(answer.urgency.is_some() && answer.sentiment.is_none());
    }
}
