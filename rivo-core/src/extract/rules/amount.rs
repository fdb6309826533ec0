//! Which number of a message is what.

use super::{
    ask::Ask,
    slot::{Counted, Slot, counted_thing, fitted, keyword},
};
use crate::model::number::{Number, Period, Token, TokenKind};

/// A number with its meaning.
#[derive(Clone, Debug)]
pub(super) struct Amount {
    pub(super) slot: Slot,
    /// Scaled to the slot.
    pub(super) number: Number,
    /// How plainly it was said: 3 by a word beside it or as the answer, 1 by the drift of the
    /// sentence.
    pub(super) strength: u8,
    pub(super) confidence: f32,
    /// A word of correction stands before it.
    pub(super) corrects: bool,
    /// Said of somebody else: a spouse's income.
    pub(super) of_other: bool,
}

/// What the client is about, as far as it is known: it decides what a bare amount is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Drift {
    pub(super) buying: bool,
    pub(super) refinancing: bool,
}

pub(super) fn amounts_of(text: &str, tokens: &[Token<'_>], numbers: &[Number], ask: &Ask, drift: Drift) -> Vec<Amount> {
    let mut amounts: Vec<Amount> = Vec::new();
    let mut open: Vec<Slot> = ask.slots.clone();
    let places: Vec<Place> = numbers.iter().map(|number| Place::of(tokens, number)).collect();
    for (index, number) in numbers.iter().enumerate() {
        let place = places[index];
        let counted = counted_thing(tokens, place.next);
        if let Some(counted) = counted {
            if counted == Counted::Years && is_loan_term(number) {
                amounts.push(Amount { slot: Slot::Term, number: number.clone(), strength: 2, confidence: 0.8, corrects: false, of_other: false });
            }
            continue;
        }
        let floor = if index == 0 { 0 } else { places[index - 1].next };
        let ceiling = places.get(index + 1).map_or(tokens.len(), |next| next.first);
        let around = Around { tokens, place, floor, ceiling };
        let corrects = around.corrects();
        let lone = tokens.len() <= 6;
        let mut said = around.said(number);
        if is_year(number) && !said.as_ref().is_some_and(|said| said.near) && !(lone && !ask.slots.is_empty()) {
            continue;
        }
        if said.is_none() {
            said = continuation(&around, number, &amounts, corrects, &open);
        }
        if said.as_ref().is_none_or(|said| said.strength < 3) {
            let second_score = amounts.last().is_some_and(|last| last.slot == Slot::Score) && is_score_like(number);
            if second_score {
                said = Some(Said { slot: Slot::Score, strength: 2, confidence: 0.6, near: false });
            } else if let Some(answer) = answer(number, &mut open, ask, tokens) {
                said = Some(answer);
            }
        }
        let said = said.or_else(|| by_drift(&around, number, drift));
        let Some(said) = said else { continue };
        let slot = match said.slot {
            Slot::Rate => around.rate_of_whom(text),
            Slot::Payment if around.is_supposed() => Slot::Wish,
            other => other,
        };
        let slot = if slot == Slot::Loan && (ask.elsewhere || around.is_elsewhere()) { Slot::OtherDebt } else { slot };
        let Some(fitted) = fitted(slot, number) else { continue };
        open.retain(|asked| *asked != slot);
        amounts.push(Amount { slot, number: fitted, strength: said.strength, confidence: said.confidence, corrects, of_other: around.of_other() });
    }
    amounts
}

/// Where a number stands among the tokens.
#[derive(Clone, Copy)]
struct Place {
    first: usize,
    next: usize,
}

impl Place {
    fn of(tokens: &[Token<'_>], number: &Number) -> Self {
        Self {
            first: tokens.partition_point(|token| token.start < number.span.start),
            next: tokens.partition_point(|token| token.start < number.span.end),
        }
    }
}

struct Said {
    slot: Slot,
    strength: u8,
    confidence: f32,
    /// The word stands right beside the number.
    near: bool,
}

struct Around<'t, 'a> {
    tokens: &'t [Token<'a>],
    place: Place,
    /// Where the number before it ends.
    floor: usize,
    /// Where the number after it begins.
    ceiling: usize,
}

fn ends_clause(token: &Token<'_>) -> bool {
    token.kind == TokenKind::Sign && matches!(token.text, "." | "!" | "?" | ";" | "\n" | "|")
}

impl Around<'_, '_> {
    /// What the words beside the number say.
    fn said(&self, number: &Number) -> Option<Said> {
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
        Some(Said { slot, strength: if score > 0.45 { 3 } else { 2 }, confidence: (0.55 + score * 0.4).min(0.97), near })
    }

    fn look_left(&self, consider: &mut impl FnMut(f32, Slot, bool)) {
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
            } else if token.is_one_of(&["not", "without", "excluding"]) {
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
            if token.text == "," || ends_clause(token) || token.is_one_of(&["not", "and", "but", "with", "without", "at", "before", "y", "now", "currently", "plus", "to", "because", "so"]) {
                break;
            }
            if let Some((slot, weight)) = keyword(self.tokens, at) {
                #[expect(clippy::cast_precision_loss, reason = "at most five tokens")]
                let far = (at - self.place.next) as f32 * 0.12;
                let ties_back = at + 1 < self.tokens.len() && self.ceiling <= at + 3 && self.ceiling < self.tokens.len() && !self.tokens[at + 1..self.ceiling].iter().any(|token| token.text == ",");
                // "6.5 payment 1800": a word with a number right after it belongs to that one.
                let belongs_next = if ties_back { 0.4 } else { 0.0 };
                consider(weight * 0.95 - far - belongs_next, slot, at == self.place.next);
            }
        }
    }

    /// What the form of the number says by itself.
    fn by_form(&self, number: &Number) -> Option<(f32, Slot)> {
        let before = self.place.first.checked_sub(1).map_or("", |at| self.tokens[at].lower());
        let rate_like = (1.0..15.0).contains(&number.low) && (number.fractional || number.percent || number.spelled);
        if rate_like && !number.currency && !number.magnitude {
            if matches!(before, "at" | "@" | "currently" | "fixed" | "have" | "is" | "w" | "for" | "now" | "of" | "got" | "around" | "from" | "about" | "al" | "à") || number.percent {
                let plain = if matches!(before, "at" | "@" | "currently") { 0.75 } else { 0.4 };
                return Some((plain, Slot::Rate));
            }
        }
        let sum_like = (400.0..20_000.0).contains(&number.low) && !number.percent && !number.magnitude;
        if sum_like && matches!(before, "currently" | "now") && self.tokens[self.place.first.saturating_sub(30)..self.place.first].iter().any(|token| token.is_one_of(&["payment", "payments", "pay", "paying"])) {
            return Some((0.6, Slot::Payment));
        }
        match number.period {
            Some(Period::Hour | Period::Week | Period::TwoWeeks | Period::Year) if !number.percent => Some((0.6, Slot::Income)),
            _ => None,
        }
    }

    fn clause_words(&self) -> impl Iterator<Item = &str> {
        let start = (self.place.first.saturating_sub(14)..self.place.first).rev().find(|&at| ends_clause(&self.tokens[at])).map_or(0, |at| at + 1);
        let from = start.max(self.place.first.saturating_sub(14));
        let until = self.tokens.len().min(self.place.next + 8);
        let end = (self.place.next..until).find(|&at| ends_clause(&self.tokens[at])).unwrap_or(until);
        self.tokens[from..end].iter().map(Token::lower)
    }

    fn left_words(&self, count: usize) -> impl Iterator<Item = &str> {
        let from = self.place.first.saturating_sub(count).max(self.floor);
        self.tokens[from..self.place.first].iter().rev().take_while(|token| !ends_clause(token)).map(Token::lower)
    }

    /// A rate is the client's, somebody's offer, or a wish.
    fn rate_of_whom(&self, _text: &str) -> Slot {
        const OFFERS: &[&str] = &[
            "quoted", "quote", "quotes", "quoting", "offered", "offering", "offers", "offer", "advertised", "advertising", "saw", "seen", "heard", "competitor", "online",
            "ad", "match", "beat", "website", "elsewhere",
        ];
        const WISHES: &[&str] = &[
            "under", "below", "want", "wants", "hoping", "goal", "target", "ideally", "lower", "get", "drops", "drop", "dropped", "hit", "hits", "looking", "love", "prefer",
            "something", "possible", "if", "wait", "falls", "into", "closer", "down", "reach", "less", "sub", "into", "could", "maybe",
        ];
        let left: Vec<&str> = self.left_words(8).collect();
        if left.iter().any(|word| OFFERS.contains(word)) {
            return Slot::Quote;
        }
        let own = left.iter().take(4).any(|word| matches!(*word, "currently" | "current" | "existing" | "have" | "from" | "my" | "paying" | "at" | "present" | "locked"));
        if !own && left.iter().any(|word| WISHES.contains(word)) || left.iter().take(2).any(|word| matches!(*word, "under" | "below" | "sub" | "than")) {
            return Slot::Wish;
        }
        Slot::Rate
    }

    /// Said of a property or loan other than the one in question.
    fn is_elsewhere(&self) -> bool {
        let words: Vec<&str> = self.clause_words().collect();
        words.iter().any(|word| matches!(*word, "both" | "other" | "others" | "total" | "elsewhere")) && !words.contains(&"my")
            || words.windows(2).any(|pair| matches!(pair, ["second", "mortgage"] | ["2nd", "mortgage"]))
    }

    /// Of what could be or is hoped for: "the payment could jump to 4k".
    fn is_supposed(&self) -> bool {
        self.left_words(7).any(|word| {
            matches!(word, "could" | "would" | "might" | "jump" | "jumps" | "goes" | "going" | "becomes" | "afford" | "under" | "below" | "max" | "keep" | "stay" | "want" | "hoping" | "comfortable" | "ideally")
        })
    }

    fn corrects(&self) -> bool {
        self.left_words(9).any(|word| {
            matches!(word, "actually" | "sorry" | "no" | "wait" | "oops" | "correction" | "rather" | "mean" | "meant" | "instead" | "hmm" | "scratch" | "typo" | "wrong" | "updated" | "checked")
        }) || self.tokens[self.floor.max(self.place.first.saturating_sub(30))..self.place.first].iter().any(|token| token.is_one_of(&["actually", "correction", "scratch", "oops", "sorry", "wait", "typo"]))
            || self.left_words(3).any(|word| word == "make") && self.left_words(3).any(|word| matches!(word, "that" | "it"))
    }

    fn of_other(&self) -> bool {
        self.left_words(8).any(|word| {
            matches!(word, "wife" | "husband" | "spouse" | "partner" | "she" | "he" | "her" | "his" | "boyfriend" | "girlfriend" | "fiance" | "fiancee" | "mom" | "dad" | "brother" | "sister" | "coborrower" | "wife's" | "husband's")
        })
    }
}

/// A number after one of the same kind: "760. hmm no 706".
fn continuation(around: &Around<'_, '_>, number: &Number, amounts: &[Amount], corrects: bool, open: &[Slot]) -> Option<Said> {
    let last = amounts.last()?;
    let fits_open = open.iter().any(|slot| fitted(*slot, number).is_some());
    let similar = fitted(last.slot, number).is_some_and(|fitted| fitted.low <= last.number.low * 3.0 && last.number.low <= fitted.low * 3.0);
    (corrects && similar && (!fits_open || around.floor > 0)).then_some(Said { slot: last.slot, strength: 3, confidence: 0.85, near: false })
}

/// The number as the answer to what was asked, in the order of asking.
fn answer(number: &Number, open: &mut Vec<Slot>, ask: &Ask, tokens: &[Token<'_>]) -> Option<Said> {
    let fits = |slot: Slot| match slot {
        Slot::Down | Slot::Savings | Slot::Cash | Slot::Rent | Slot::OtherDebt | Slot::Cost => !number.percent || slot == Slot::Down,
        Slot::Wish | Slot::Quote | Slot::Ltv => number.low <= 100.0 && !number.currency && !number.magnitude,
        Slot::PastPrice | Slot::Term => true,
        Slot::Score => fitted(slot, number).is_some() && !number.fractional,
        Slot::Rate => fitted(slot, number).is_some() && (number.fractional || number.percent || number.spelled || tokens.len() <= 8 || ask.slots.len() <= 2),
        _ => fitted(slot, number).is_some(),
    };
    // A sum a month answers a question for a payment or an income before one for a balance.
    let monthly = number.period == Some(Period::Month);
    let position = open
        .iter()
        .position(|slot| fits(*slot) && (!monthly || matches!(slot, Slot::Payment | Slot::Income | Slot::Rent | Slot::OtherDebt | Slot::Cost)))
        .or_else(|| open.iter().position(|slot| fits(*slot)))?;
    let slot = open.remove(position);
    Some(Said { slot, strength: 3, confidence: 0.88, near: false })
}

/// A bare amount in a sentence about refinancing is what is owed, in one about buying the price.
fn by_drift(around: &Around<'_, '_>, number: &Number, drift: Drift) -> Option<Said> {
    let sizeable = number.magnitude || number.grouped || number.currency || number.low >= 30_000.0;
    if !sizeable || number.percent || number.low < 30_000.0 && !number.magnitude {
        return None;
    }
    let words: Vec<&str> = around.clause_words().collect();
    let says = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let on = around.left_words(1).any(|word| word == "on");
    let slot = if on && says(&["down"]) {
        Slot::Value
    } else if on || says(&["refi", "refinance", "refinancing", "remortgage", "remortgaging", "refinanciar"]) {
        Slot::Loan
    } else if says(&["buy", "buying", "purchase", "purchasing", "looking", "comprar", "afford", "acheter", "preapproval", "preapproved"]) {
        Slot::Value
    } else if drift.buying && !drift.refinancing {
        Slot::Value
    } else if drift.refinancing && !drift.buying {
        Slot::Loan
    } else {
        return None;
    };
    Some(Said { slot, strength: 1, confidence: 0.55, near: false })
}

/// Three bare digits in the range of credit scores.
fn is_score_like(number: &Number) -> bool {
    let bare = !number.magnitude && !number.currency && !number.grouped && !number.fractional && !number.percent && number.period.is_none();
    bare && (500.0..=850.0).contains(&number.low)
}

fn is_loan_term(number: &Number) -> bool {
    [5.0, 7.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0].iter().any(|term| (number.low - term).abs() < 0.01)
}

/// A calendar year, as far as the figures tell.
fn is_year(number: &Number) -> bool {
    let plain = !number.currency && !number.magnitude && !number.grouped && !number.fractional && !number.percent && number.period.is_none() && !number.spelled;
    plain && (1950.0..=2050.0).contains(&number.low)
}
