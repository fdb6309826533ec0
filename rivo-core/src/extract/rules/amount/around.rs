//! The words around a number.

mod sign;
mod whose;

use super::super::slot::{Slot, fitted, keyword};
use crate::model::number::{Number, Period, Token, TokenKind};

/// Where a number stands among the tokens.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) first: usize,
    pub(super) next: usize,
}

impl Place {
    pub(super) fn of(tokens: &[Token<'_>], number: &Number) -> Self {
        Self {
            first: tokens.partition_point(|token| token.start < number.span.start),
            next: tokens.partition_point(|token| token.start < number.span.end),
        }
    }
}

pub(super) struct Said {
    pub(super) slot: Slot,
    pub(super) strength: u8,
    pub(super) confidence: f32,
    /// The word stands right beside the number.
    pub(super) near: bool,
}

pub(super) struct Around<'t, 'a> {
    pub(super) tokens: &'t [Token<'a>],
    pub(super) place: Place,
    /// Where the number before it ends.
    pub(super) floor: usize,
    /// Where the number after it begins.
    pub(super) ceiling: usize,
}

pub(super) fn ends_clause(token: &Token<'_>) -> bool {
    token.kind == TokenKind::Sign && matches!(token.text, "." | "!" | "?" | ";" | "\n" | "|")
}

impl Around<'_, '_> {
    /// What the words beside the number say.
    pub(super) fn said(&self, number: &Number) -> Option<Said> {
        let mut best: Option<(f32, Slot, bool)> = None;
        let mut consider = |score: f32, slot: Slot, near: bool| {
            if fitted(slot, number).is_some() && best.is_none_or(|(other, ..)| score > other) {
                best = Some((score, slot, near));
            }
        };
        self.look_left(&mut consider);
        self.look_right(&mut consider);
        if let Some((score, slot)) = self.by_form(number) {
            consider(score, slot, true);
        }
        let (score, slot, near) = best.filter(|(score, ..)| *score > 0.2)?;
        Some(Said {
            slot,
            strength: if score > 0.45 { 3 } else { 2 },
            confidence: (0.55 + score * 0.4).min(0.97),
            near,
        })
    }

    fn look_left(&self, consider: &mut impl FnMut(f32, Slot, bool)) {
        let is_denied = self.is_denied();
        let mut penalty = 0.0_f32;
        let from = self.floor.max(self.place.first.saturating_sub(10));
        for at in (from..self.place.first).rev() {
            let token = &self.tokens[at];
            let distance = self.place.first - at;
            if ends_clause(token) && self.tokens.get(at + 1).is_none_or(|next| next.spaced) {
                break;
            }
            if token.text == "," {
                // What stands before a comma is about this number only when it had none of its own.
                if self.floor > 0 {
                    break;
                }
                penalty += 0.35;
            } else if token.is_one_of(&["and", "but", "y", "et"]) {
                penalty += if self.floor > 0 { 0.5 } else { 0.15 };
            } else if token.is_one_of(&["not", "without", "excluding"]) && !is_denied {
                break;
            }
            // "400k loan on a 650k house": the word right after the last number was about that one.
            if at == self.floor && self.floor > 0 && distance > 1 {
                continue;
            }
            if let Some((slot, weight)) = keyword(self.tokens, at) {
                #[expect(clippy::cast_precision_loss, reason = "at most ten tokens")]
                let far = (distance - 1) as f32 * 0.06;
                consider(weight - far - penalty, slot, distance <= 2);
            }
        }
    }

    fn look_right(&self, consider: &mut impl FnMut(f32, Slot, bool)) {
        let until = self.ceiling.min(self.place.next + 5);
        for at in self.place.next..until {
            let token = &self.tokens[at];
            if token.text == ","
                || ends_clause(token)
                || token.is_one_of(&[
                    "not",
                    "and",
                    "but",
                    "with",
                    "without",
                    "at",
                    "before",
                    "y",
                    "now",
                    "currently",
                    "plus",
                    "to",
                    "because",
                    "since",
                    "so",
                ])
            {
                break;
            }
            if let Some((slot, weight)) = keyword(self.tokens, at) {
                #[expect(clippy::cast_precision_loss, reason = "at most five tokens")]
                let far = (at - self.place.next) as f32 * 0.12;
                let ties_back = at + 1 < self.tokens.len()
                    && self.ceiling <= at + 3
                    && self.ceiling < self.tokens.len()
                    && !self.tokens[at + 1..self.ceiling]
                        .iter()
                        .any(|token| token.text == "," || token.is_one_of(&["and", "but"]));
                // "6.5 payment 1800": a word with a number right after it belongs to that one.
                let belongs_next = if ties_back { 0.4 } else { 0.0 };
                // "650 a month support": the noun right after says what it is, whatever the verb.
                let decides = at == self.place.next
                    && matches!(slot, Slot::OtherDebt | Slot::Rent | Slot::Cost)
                    && belongs_next == 0.0;
                let weight = if decides { weight + 0.2 } else { weight };
                consider(
                    weight * 0.95 - far - belongs_next,
                    slot,
                    at == self.place.next,
                );
            }
        }
    }

    /// What the form of the number says by itself.
    fn by_form(&self, number: &Number) -> Option<(f32, Slot)> {
        let before = self
            .place
            .first
            .checked_sub(1)
            .map_or("", |at| self.tokens[at].lower());
        // "at two colleges" counts something.
        let counts = number.spelled
            && !number.fractional
            && !number.percent
            && self.tokens.get(self.place.next).is_some_and(|next| {
                next.kind == TokenKind::Word && !next.is_one_of(&["now", "today", "right", "with"])
            });
        let rate_like = (1.0..15.0).contains(&number.low)
            && (number.fractional || number.percent || number.spelled)
            && !counts;
        if rate_like
            && !number.currency
            && !number.magnitude
            && (matches!(
                before,
                "at" | "@"
                    | "currently"
                    | "fixed"
                    | "have"
                    | "is"
                    | "w"
                    | "for"
                    | "now"
                    | "of"
                    | "got"
                    | "around"
                    | "from"
                    | "about"
                    | "al"
                    | "à"
            ) || number.percent)
        {
            let plain = if matches!(before, "at" | "@") && number.fractional {
                0.95
            } else if matches!(before, "at" | "@" | "currently") {
                0.75
            } else {
                0.4
            };
            return Some((plain, Slot::Rate));
        }
        // "I have a 2.75 on my first"
        let has_a = before == "a"
            && self.place.first >= 2
            && self.tokens[self.place.first - 2].is_one_of(&["have", "got", "at", "with"]);
        if rate_like && has_a && number.fractional && !number.currency && !number.magnitude {
            return Some((0.55, Slot::Rate));
        }
        let sum_like =
            (400.0..20_000.0).contains(&number.low) && !number.percent && !number.magnitude;
        if sum_like
            && matches!(before, "currently" | "now")
            && self.tokens[self.place.first.saturating_sub(30)..self.place.first]
                .iter()
                .any(|token| token.is_one_of(&["payment", "payments", "pay", "paying"]))
        {
            return Some((0.6, Slot::Payment));
        }
        match number.period {
            Some(Period::Hour | Period::Week | Period::TwoWeeks | Period::Year)
                if !number.percent =>
            {
                Some((0.6, Slot::Income))
            }
            _ => None,
        }
    }

    pub(super) fn clause_words(&self) -> impl Iterator<Item = &str> {
        let start = (self.place.first.saturating_sub(14)..self.place.first)
            .rev()
            .find(|&at| ends_clause(&self.tokens[at]))
            .map_or(0, |at| at + 1);
        let from = start.max(self.place.first.saturating_sub(14));
        let until = self.tokens.len().min(self.place.next + 8);
        let end = (self.place.next..until)
            .find(|&at| ends_clause(&self.tokens[at]))
            .unwrap_or(until);
        self.tokens[from..end].iter().map(Token::lower)
    }

    pub(super) fn left_words(&self, count: usize) -> impl Iterator<Item = &str> {
        let from = self.place.first.saturating_sub(count).max(self.floor);
        self.tokens[from..self.place.first]
            .iter()
            .rev()
            .take_while(|token| !ends_clause(token))
            .map(Token::lower)
    }

    /// A rate is the client's, somebody's offer, or a wish.
    pub(super) fn rate_of_whom(&self, _text: &str) -> Slot {
        const OFFERS: &[&str] = &[
            "quoted",
            "quote",
            "quotes",
            "quoting",
            "offered",
            "offering",
            "offers",
            "offer",
            "advertised",
            "advertising",
            "saw",
            "seen",
            "heard",
            "competitor",
            "online",
            "ad",
            "match",
            "beat",
            "website",
            "elsewhere",
            "estimate",
        ];
        const WISHES: &[&str] = &[
            "under",
            "below",
            "want",
            "wants",
            "hoping",
            "goal",
            "target",
            "ideally",
            "lower",
            "get",
            "drops",
            "drop",
            "dropped",
            "hit",
            "hits",
            "looking",
            "love",
            "prefer",
            "something",
            "possible",
            "if",
            "wait",
            "falls",
            "into",
            "closer",
            "down",
            "reach",
            "less",
            "sub",
            "into",
            "could",
            "maybe",
        ];
        let left: Vec<&str> = self.left_words(8).collect();
        let of_a_lender = left
            .iter()
            .any(|word| matches!(*word, "says" | "said" | "told"))
            && left
                .iter()
                .any(|word| matches!(*word, "lender" | "bank" | "broker" | "they" | "union"));
        if of_a_lender || left.iter().any(|word| OFFERS.contains(word)) || self.is_a_margin() {
            return Slot::Quote;
        }
        if self.is_a_bound() {
            return Slot::Wish;
        }
        let present = left
            .iter()
            .take(3)
            .any(|word| matches!(*word, "currently" | "now" | "current" | "today"));
        if !present
            && left.iter().take(4).any(|word| {
                matches!(
                    *word,
                    "will" | "would" | "becomes" | "adjusts" | "resets" | "resetting" | "adjusting"
                )
            })
        {
            return Slot::Quote;
        }
        let own = left.iter().take(4).any(|word| {
            matches!(
                *word,
                "currently"
                    | "current"
                    | "existing"
                    | "have"
                    | "from"
                    | "my"
                    | "paying"
                    | "at"
                    | "present"
                    | "locked"
            )
        });
        if !own && left.iter().any(|word| WISHES.contains(word))
            || left
                .iter()
                .take(2)
                .any(|word| matches!(*word, "under" | "below" | "sub" | "than"))
        {
            return Slot::Wish;
        }
        Slot::Rate
    }

    pub(super) fn corrects(&self) -> bool {
        self.left_words(9).any(|word| {
            matches!(
                word,
                "actually"
                    | "sorry"
                    | "no"
                    | "wait"
                    | "oops"
                    | "correction"
                    | "rather"
                    | "mean"
                    | "meant"
                    | "instead"
                    | "hmm"
                    | "scratch"
                    | "typo"
                    | "wrong"
                    | "updated"
                    | "checked"
            )
        }) || self.is_the_later_of_two()
            || self.tokens[self.floor.max(self.place.first.saturating_sub(30))..self.place.first]
                .iter()
                .any(|token| {
                    token.is_one_of(&[
                        "actually",
                        "correction",
                        "scratch",
                        "oops",
                        "sorry",
                        "wait",
                        "typo",
                        "check",
                    ])
                })
            || self.left_words(3).any(|word| word == "make")
                && self.left_words(3).any(|word| matches!(word, "that" | "it"))
    }

    /// "it was 702 now it's 611", "from 1,602 to 2,047", "used to be 4k".
    fn is_the_later_of_two(&self) -> bool {
        if self.floor == 0 {
            return false;
        }
        let since_last = &self.tokens[self.floor.min(self.place.first)..self.place.first];
        if since_last.len() > 5 {
            return false;
        }
        let says = |words: &[&str]| since_last.iter().any(|token| token.is_one_of(words));
        let earlier = &self.tokens[self.floor.saturating_sub(7)..self.floor];
        let from = earlier.iter().any(|token| token.is("from"));
        let was = earlier.iter().any(|token| {
            token.is_one_of(&[
                "was",
                "were",
                "used",
                "had",
                "originally",
                "before",
                "started",
                "began",
            ])
        });
        let now_after = self
            .tokens
            .get(self.place.next)
            .is_some_and(|next| next.is_one_of(&["now", "today", "currently"]));
        from && says(&["to"]) || was && (now_after || says(&["now", "currently", "today"]))
    }

    pub(super) fn of_other(&self) -> bool {
        self.left_words(8).any(|word| {
            matches!(
                word,
                "wife"
                    | "husband"
                    | "hubby"
                    | "mum"
                    | "dad's"
                    | "sister's"
                    | "brother's"
                    | "spouse"
                    | "partner"
                    | "she"
                    | "he"
                    | "she's"
                    | "he's"
                    | "shes"
                    | "hes"
                    | "her"
                    | "his"
                    | "hers"
                    | "wifes"
                    | "husbands"
                    | "boyfriend"
                    | "girlfriend"
                    | "fiance"
                    | "fiancee"
                    | "mom"
                    | "dad"
                    | "brother"
                    | "sister"
                    | "coborrower"
                    | "wife's"
                    | "husband's"
            )
        })
    }
}
