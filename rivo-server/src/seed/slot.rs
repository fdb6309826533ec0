//! Slots of a story: `{price:k}` becomes "412k".
//!
//! A story's `let` lines draw its numbers (`let price 380000..420000 step 1000`) or reckon them
//! from earlier ones (`let loan = price - down`, `let pay = pay loan rate`).

use std::collections::BTreeMap;

use rivo_core::clock::Timestamp;

use super::{calendar, random::Random};

/// A `let` line.
#[derive(Clone, Debug)]
pub(super) struct Let {
    name: String,
    rule: Rule,
}

#[derive(Clone, Debug)]
enum Rule {
    /// `low..high step s`
    Range { low: f64, high: f64, step: f64 },
    /// `low%..high% of base step s`
    Share {
        low: f64,
        high: f64,
        of: String,
        step: f64,
    },
    /// `= left + right`, with `+`, `-` or `/`
    Sum {
        left: String,
        sign: char,
        right: String,
    },
    /// `= pay loan rate`: the payment a month over thirty years
    Payment { loan: String, rate: String },
}

impl Let {
    /// Reads what stands after the word `let`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let number = |word: &str| {
            word.trim_end_matches('%')
                .parse::<f64>()
                .map_err(|_| format!("{word} is no number"))
        };
        let (name, rule) = match words.as_slice() {
            [name, "=", left, sign @ ("+" | "-" | "/"), right] => (
                name,
                Rule::Sum {
                    left: (*left).to_owned(),
                    sign: sign.chars().next().unwrap_or('+'),
                    right: (*right).to_owned(),
                },
            ),
            [name, "=", "pay", loan, rate] => (
                name,
                Rule::Payment {
                    loan: (*loan).to_owned(),
                    rate: (*rate).to_owned(),
                },
            ),
            [name, range, rest @ ..] => {
                let (low, high) = range
                    .split_once("..")
                    .ok_or("a range is written low..high")?;
                let (low, high) = (number(low)?, number(high)?);
                let rule = match rest {
                    [] => Rule::Range {
                        low,
                        high,
                        step: 1.0,
                    },
                    ["step", step] => Rule::Range {
                        low,
                        high,
                        step: number(step)?,
                    },
                    ["of", base, "step", step] => Rule::Share {
                        low,
                        high,
                        of: (*base).to_owned(),
                        step: number(step)?,
                    },
                    _ => return Err("after the range comes `step` or `of … step`".to_owned()),
                };
                (name, rule)
            }
            _ => return Err("a let has a name and a range or a sum".to_owned()),
        };
        Ok(Self {
            name: (*name).to_owned(),
            rule,
        })
    }
}

/// What the slots of one telling of a story hold.
#[derive(Clone, Debug)]
pub(super) struct Slots {
    numbers: BTreeMap<String, f64>,
    texts: BTreeMap<&'static str, String>,
    /// The day that `{+12d}` counts from.
    today: Timestamp,
}

impl Slots {
    pub(super) const fn new(today: Timestamp) -> Self {
        Self {
            numbers: BTreeMap::new(),
            texts: BTreeMap::new(),
            today,
        }
    }

    pub(super) fn set(&mut self, name: &'static str, text: impl Into<String>) {
        self.texts.insert(name, text.into());
    }

    /// Draws a story's numbers, in the order of its `let` lines.
    pub(super) fn draw(&mut self, lets: &[Let], random: &mut Random) -> Result<(), String> {
        for line in lets {
            let value = self.value(&line.rule, random)?;
            self.numbers.insert(line.name.clone(), value);
        }
        Ok(())
    }

    fn value(&self, rule: &Rule, random: &mut Random) -> Result<f64, String> {
        let known = |name: &String| {
            name.parse::<f64>()
                .ok()
                .or_else(|| self.numbers.get(name).copied())
                .ok_or_else(|| format!("nothing is called {name} here"))
        };
        Ok(match rule {
            Rule::Range { low, high, step } => draw(*low, *high, *step, random),
            Rule::Share {
                low,
                high,
                of,
                step,
            } => {
                let base = known(of)?;
                draw(base * low / 100.0, base * high / 100.0, *step, random)
            }
            Rule::Sum {
                left,
                sign: '+',
                right,
            } => known(left)? + known(right)?,
            Rule::Sum {
                left,
                sign: '-',
                right,
            } => known(left)? - known(right)?,
            Rule::Sum { left, right, .. } => (known(left)? / known(right)?).round(),
            Rule::Payment { loan, rate } => payment(known(loan)?, known(rate)?),
        })
    }

    /// The text with its slots filled. An unknown slot is an error that names it.
    pub(super) fn fill(&self, text: &str) -> Result<String, String> {
        let mut filled = String::with_capacity(text.len() + 32);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (slot, after) = after.split_once('}').ok_or("a slot is not closed")?;
            filled.push_str(before);
            filled.push_str(&self.slot(slot)?);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    fn slot(&self, slot: &str) -> Result<String, String> {
        if let Some(days) = slot
            .strip_prefix('+')
            .and_then(|text| text.strip_suffix('d'))
        {
            let days: i64 = days.parse().map_err(|_| format!("{{{slot}}} is no date"))?;
            return Ok(calendar::date_in_words(
                self.today.plus_seconds(days * 86_400),
            ));
        }
        if let Some(text) = self.texts.get(slot) {
            return Ok(text.clone());
        }
        let (name, form) = slot.split_once(':').unwrap_or((slot, "$"));
        let number = self
            .numbers
            .get(name)
            .ok_or_else(|| format!("{{{slot}}} is not known"))?;
        Ok(match form {
            "$" => format!("${}", grouped(*number)),
            "n" => grouped(*number),
            "d" => format!("{number:.0}"),
            "k" => thousands(*number),
            "$k" => format!("${}", thousands(*number)),
            "m" => format!("{}M", trimmed(number / 1_000_000.0, 3)),
            "r" => trimmed(*number, 3),
            "p" => format!("{}%", trimmed(*number, 3)),
            _ => return Err(format!("{{{slot}}} has an unknown form")),
        })
    }
}

fn draw(low: f64, high: f64, step: f64, random: &mut Random) -> f64 {
    let low = (low / step).ceil();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "stories hold amounts, far below 2^53"
    )]
    let steps = ((high / step).floor() - low).max(0.0) as i64;
    #[expect(
        clippy::cast_precision_loss,
        reason = "stories hold amounts, far below 2^53"
    )]
    let drawn = random.between(0, steps) as f64;
    (low + drawn) * step
}

/// Principal and interest over 360 months, to the dollar.
fn payment(loan: f64, rate_percent: f64) -> f64 {
    let rate = rate_percent / 1200.0;
    (loan * rate / (1.0 - (1.0 + rate).powi(-360))).round()
}

/// "412,000"
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut grouped = String::with_capacity(digits.len() + 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// "412k", and "36.5k" where a half still matters.
fn thousands(number: f64) -> String {
    let decimals = usize::from(number < 100_000.0);
    format!("{}k", trimmed(number / 1000.0, decimals))
}

/// At most so many decimals, none that are zero at the end.
fn trimmed(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::{Let, Slots};
    use crate::seed::random::Random;

    fn slots(lets: &[&str]) -> Slots {
        let mut slots = Slots::new("2026-03-01T15:00:00Z".parse().unwrap());
        let lets: Vec<_> = lets.iter().map(|text| Let::parse(text).unwrap()).collect();
        slots.draw(&lets, &mut Random::new(1)).unwrap();
        slots
    }

    #[test]
    fn a_number_is_written_as_people_write_it() {
        let slots = slots(&[
            "price 412500..412500 step 500",
            "need 36500..36500 step 500",
            "rate 6.875..6.875 step 0.125",
            "big 1250000..1250000",
        ]);
        for (text, filled) in [
            ("{price}", "$412,500"),
            ("{price:n}", "412,500"),
            ("{price:d}", "412500"),
            ("about {price:k}", "about 412k"),
            ("{need:k}", "36.5k"),
            ("{price:$k}", "$412k"),
            ("{big:m}", "1.25M"),
            ("{rate:r} or {rate:p}", "6.875 or 6.875%"),
            ("by {+12d}!", "by March 13!"),
        ] {
            assert_eq!(slots.fill(text).unwrap(), filled);
        }
    }

    #[test]
    fn numbers_are_reckoned_from_earlier_ones() {
        let slots = slots(&[
            "price 300000..300000",
            "down 10%..10% of price step 1000",
            "loan = price - down",
            "rate 6..6",
            "pay = pay loan rate",
            "third = price / 3",
        ]);
        assert_eq!(
            slots.fill("{down} {loan} {pay} {third}").unwrap(),
            "$30,000 $270,000 $1,619 $100,000"
        );
    }

    #[test]
    fn an_unknown_slot_is_named() {
        assert_eq!(
            slots(&[]).fill("{prise}").unwrap_err(),
            "{prise} is not known"
        );
        assert_eq!(
            slots(&["a 1..1"]).fill("{a:q}").unwrap_err(),
            "{a:q} has an unknown form"
        );
    }
}
