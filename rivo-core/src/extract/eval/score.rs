//! Scores predictions against gold: precision, recall and F1 of each field, balanced accuracy of
//! the moods, forbidden values that got through.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    compare::{
        any_stands, contact_matches, is_blank, is_close, same_phone, squashed, summary_matches,
        text_of, texts_of, value_matches,
    },
    label::intent_matches,
};

/// Hits and misses of one field.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Tally {
    /// Right values.
    pub hits: u32,
    /// Values that are wrong or that nobody stated.
    pub false_hits: u32,
    /// Stated values that are missing or wrong.
    pub misses: u32,
}

impl Tally {
    /// The harmonic mean of precision and recall, 0 to 1.
    #[must_use]
    pub fn f1(self) -> f64 {
        let right = 2.0 * f64::from(self.hits);
        let all = right + f64::from(self.false_hits) + f64::from(self.misses);
        if all > 0.0 { right / all } else { 0.0 }
    }
}

/// What a set of predictions is worth.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Report {
    /// Items in the gold.
    pub items: u32,
    /// By field: `contact.name`, `interest_rate`, `numbers`.
    pub fields: BTreeMap<String, Tally>,
    /// The score of each field that the gold has: F1, or accuracy for judgements.
    pub scores: BTreeMap<String, f64>,
    /// The plain mean of `scores`.
    pub macro_f1: f64,
    /// Items of which a forbidden value got through.
    pub forbidden: u32,
    /// Items and fields that are wrong, for people: id, field, what was wanted, what came.
    pub errors: Vec<[String; 4]>,
}

const LOAN: [&str; 6] = [
    "current_loan_amount",
    "monthly_payment",
    "interest_rate",
    "loan_type",
    "property_type",
    "property_value",
];
const MEANS: [&str; 4] = [
    "income",
    "credit_score",
    "debt_to_income",
    "employment_status",
];

/// Scores prediction lines against gold lines. An item without a prediction counts as one that
/// found nothing. Fails with a sentence when a line is no JSON.
pub fn score(gold: &str, predictions: &str) -> Result<Report, String> {
    let lines = |text: &str| -> Result<Vec<Value>, String> {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        lines
            .map(|line| {
                serde_json::from_str(line).map_err(|error| format!("A line is no JSON: {error}."))
            })
            .collect()
    };
    let predicted: BTreeMap<String, Value> = lines(predictions)?
        .into_iter()
        .map(|line| (text_of(&line["id"]), line))
        .collect();
    let mut scorer = Scorer::default();
    for item in lines(gold)? {
        let id = text_of(&item["id"]);
        scorer.item(&id, &item, predicted.get(&id).unwrap_or(&Value::Null));
    }
    Ok(scorer.finish())
}

#[derive(Default)]
struct Scorer {
    report: Report,
    /// By judgement and gold label: right, all.
    judged: BTreeMap<&'static str, BTreeMap<String, (u32, u32)>>,
    /// By list: covered facts, facts, items, items that are no noise.
    lists: BTreeMap<&'static str, [usize; 4]>,
}

impl Scorer {
    fn item(&mut self, id: &str, item: &Value, predicted: &Value) {
        self.report.items += 1;
        let gold = &item["gold"];
        if gold["contact"].is_object() {
            for key in ["name", "email", "phone"] {
                let value = &predicted["contact"][key];
                self.field(
                    id,
                    &format!("contact.{key}"),
                    &gold["contact"][key],
                    value,
                    |gold| contact_matches(key, gold, value),
                );
            }
        }
        let context = &gold["context"];
        if context.is_object() {
            for (group, keys) in [
                ("loan_details", LOAN.as_slice()),
                ("financial_info", MEANS.as_slice()),
            ] {
                for key in keys {
                    let value = &predicted["context"][group][key];
                    self.field(id, key, &context[group][key], value, |gold| {
                        value_matches(key, gold, value)
                    });
                }
            }
            self.judgements(id, context, &predicted["context"]);
            self.list_items(context, &predicted["context"], item);
            self.guard(id, gold, predicted);
        }
        if let Some(numbers) = gold["numbers"].as_array() {
            self.numbers(id, numbers, &predicted["numbers"]);
        }
    }

    fn field(
        &mut self,
        id: &str,
        name: &str,
        gold: &Value,
        value: &Value,
        matches: impl Fn(&Value) -> bool,
    ) {
        if gold.as_str() == Some("skip") {
            return;
        }
        let has = !is_blank(value);
        if gold.is_object() && !has && gold["null_ok"] == true {
            return;
        }
        let right = gold.is_object() && has && matches(gold);
        let tally = self.report.fields.entry(name.to_owned()).or_default();
        tally.hits += u32::from(right);
        tally.false_hits += u32::from(has && !right);
        tally.misses += u32::from(gold.is_object() && !right);
        if !right && (has || gold.is_object()) {
            self.report.errors.push([
                id.to_owned(),
                name.to_owned(),
                gold["accept"].to_string(),
                value.to_string(),
            ]);
        }
    }

    fn judgements(&mut self, id: &str, gold: &Value, predicted: &Value) {
        for key in ["intent", "sentiment", "urgency", "summary"] {
            let value = text_of(&predicted[key]);
            let accept = texts_of(&gold[key]["accept"]);
            let right = match key {
                "intent" => intent_matches(&accept, &value),
                "summary" => summary_matches(&gold[key], &value),
                _ => accept.contains(&value.to_lowercase()),
            };
            // Moods are balanced: the mean over the labels, so that the commonest earns little.
            let class = if matches!(key, "sentiment" | "urgency") {
                accept.first().cloned().unwrap_or_default()
            } else {
                String::new()
            };
            let count = self
                .judged
                .entry(key)
                .or_default()
                .entry(class)
                .or_default();
            count.0 += u32::from(right);
            count.1 += 1;
            if !right {
                self.report.errors.push([
                    id.to_owned(),
                    key.to_owned(),
                    gold[key].to_string(),
                    value,
                ]);
            }
        }
    }

    fn list_items(&mut self, gold: &Value, predicted: &Value, item: &Value) {
        let said: BTreeSet<String> = item["messages"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|message| squashed(&text_of(&message["text"])))
            .collect();
        let items = |key: &str| -> Vec<String> {
            texts_of(&predicted[key])
                .into_iter()
                .filter(|item| !item.trim().is_empty())
                .take(12)
                .collect()
        };
        let short = |item: &String| {
            item.chars().count() <= 120
                && !(item.chars().count() > 40 && said.contains(&squashed(item)))
        };
        let both: Vec<String> = items("preferences")
            .into_iter()
            .chain(items("key_points"))
            .filter(short)
            .map(|item| item.to_lowercase())
            .collect();
        for key in ["preferences", "key_points"] {
            let facts = gold[key].as_array().map(Vec::as_slice).unwrap_or_default();
            let covered = facts
                .iter()
                .filter(|fact| any_stands(&fact["any"], &both))
                .count();
            let own = items(key).len();
            let count = self.lists.entry(key).or_default();
            count[0] += covered;
            count[1] += facts.len();
            count[2] += own;
            count[3] += own.min(2 * facts.len() + 2);
        }
    }

    fn guard(&mut self, id: &str, gold: &Value, predicted: &Value) {
        let contact = predicted["contact"].to_string().to_lowercase();
        let mut values = predicted["context"].clone();
        if let Some(values) = values.as_object_mut() {
            values.remove("summary");
            values.remove("key_points");
        }
        let all = format!("{contact}{}", values.to_string().to_lowercase());
        let broken = texts_of(&gold["forbidden"])
            .iter()
            .any(|word| all.contains(&word.to_lowercase()))
            || texts_of(&gold["forbidden_contact"]).iter().any(|word| {
                contact.contains(&word.to_lowercase())
                    || !word.contains('@')
                        && same_phone(word, &text_of(&predicted["contact"]["phone"]))
            });
        if broken {
            self.report.forbidden += 1;
            self.report.errors.push([
                id.to_owned(),
                "forbidden".to_owned(),
                gold["forbidden"].to_string(),
                contact,
            ]);
        }
    }

    fn numbers(&mut self, id: &str, gold: &[Value], predicted: &Value) {
        let mut got: Vec<f64> = predicted
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|number| number.get("value").unwrap_or(number).as_f64())
            .collect();
        let mut missed = Vec::new();
        let tally = self.report.fields.entry("numbers".to_owned()).or_default();
        for wanted in gold.iter().filter_map(|number| number["value"].as_f64()) {
            if let Some(at) = got.iter().position(|value| is_close(wanted, *value)) {
                got.remove(at);
                tally.hits += 1;
            } else {
                tally.misses += 1;
                missed.push(wanted);
            }
        }
        tally.false_hits += u32::try_from(got.len()).unwrap_or(u32::MAX);
        if !missed.is_empty() || !got.is_empty() {
            self.report.errors.push([
                id.to_owned(),
                "numbers".to_owned(),
                format!("{missed:?}"),
                format!("{got:?}"),
            ]);
        }
    }

    fn finish(self) -> Report {
        let mut report = self.report;
        for (name, tally) in &report.fields {
            if tally.hits + tally.misses > 0 {
                report.scores.insert(name.clone(), tally.f1());
            }
        }
        for (key, classes) in self.judged {
            let sum: f64 = classes
                .values()
                .map(|(right, all)| f64::from(*right) / f64::from(*all))
                .sum();
            report
                .scores
                .insert(key.to_owned(), sum / count(classes.len()));
        }
        for (key, [covered, facts, items, allowed]) in self.lists {
            if facts > 0 {
                let recall = count(covered) / count(facts);
                let precision = if items > 0 {
                    count(allowed) / count(items)
                } else {
                    0.0
                };
                let sum = precision + recall;
                report.scores.insert(
                    key.to_owned(),
                    if sum > 0.0 {
                        2.0 * precision * recall / sum
                    } else {
                        0.0
                    },
                );
            }
        }
        if !report.scores.is_empty() {
            report.macro_f1 = report.scores.values().sum::<f64>() / count(report.scores.len());
        }
        report
    }
}

#[expect(clippy::cast_precision_loss, reason = "no gold set has 2^52 items")]
const fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::score;
    use crate::extract::eval::predict;

    const GOLD: &str = r#"{"id": "a", "kind": "conversation", "messages": [{"role": "user", "text": "refi please. I owe 250k at 6.5, 720 score. Ana Lopez, ana@x.com, 317-555-0141"}], "gold": {"contact": {"name": {"value": "Ana Lopez", "accept": ["Ana Lopez"]}, "email": {"value": "ana@x.com", "accept": ["ana@x.com"]}, "phone": {"value": "317.555.0141", "accept": ["317.555.0141"]}}, "context": {"intent": {"accept": ["refinance"]}, "loan_details": {"current_loan_amount": {"type": "number", "accept": [250000.0]}, "monthly_payment": null, "interest_rate": {"type": "number", "accept": [6.5]}, "loan_type": null, "property_type": null, "property_value": null}, "financial_info": {"income": null, "credit_score": {"type": "number", "accept": [[720, 725]]}, "debt_to_income": null, "employment_status": null}, "preferences": [], "key_points": [], "sentiment": {"accept": ["neutral"]}, "urgency": {"accept": ["low"]}, "summary": {"any": [["refinanc"]]}}, "forbidden": ["9999999"]}}"#;

    #[test]
    fn a_right_prediction_scores_one_and_none_scores_nothing() {
        let report = score(GOLD, &predict(GOLD).unwrap()).unwrap();
        assert!((report.macro_f1 - 1.0).abs() < 1e-9, "{report:?}");
        let nothing = score(GOLD, "").unwrap();
        assert!(
            nothing.macro_f1.abs() < 1e-9 && nothing.fields["interest_rate"].misses == 1,
            "{nothing:?}"
        );
    }

    #[test]
    fn a_wrong_and_a_forbidden_value_are_named() {
        let prediction = r#"{"id": "a", "contact": {"name": "Bob"}, "context": {"loan_details": {"interest_rate": "7%", "loan_type": "FHA"}, "financial_info": {"income": "9999999"}}}"#;
        let report = score(GOLD, prediction).unwrap();
        assert_eq!(
            (report.forbidden, report.fields["loan_type"].false_hits),
            (1, 1)
        );
        assert!(
            report
                .errors
                .iter()
                .any(|error| error[1] == "interest_rate" && error[3].contains("7%"))
        );
        assert!(score("not json", "").is_err());
    }
}
