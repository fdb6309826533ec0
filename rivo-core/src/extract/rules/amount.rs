//! Which number of a message is what.

mod around;

use self::around::{Around, Place, Said};
use super::{
    ask::Ask,
    slot::{Counted, Slot, counted_thing, fitted},
};
use crate::model::number::{Number, Period, Token};

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
    /// Of somebody who is no part of the loan, or denied: it fills no field.
    pub(super) disowned: bool,
}

/// What the client is about, as far as it is known: it decides what a bare amount is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Drift {
    pub(super) buying: bool,
    pub(super) refinancing: bool,
}

pub(super) fn amounts_of(
    text: &str,
    tokens: &[Token<'_>],
    numbers: &[Number],
    ask: &Ask,
    drift: Drift,
    known: &[(Slot, f64)],
) -> Vec<Amount> {
    let mut amounts: Vec<Amount> = Vec::new();
    let mut open: Vec<Slot> = ask.slots.clone();
    if ask.to_borrow {
        // Of who refinances that is what comes on top, of anybody else the loan itself.
        let other = if drift.refinancing {
            Slot::Loan
        } else {
            Slot::Cash
        };
        open.retain(|slot| *slot != other);
    }
    let places: Vec<Place> = numbers
        .iter()
        .map(|number| Place::of(tokens, number))
        .collect();
    for (index, number) in numbers.iter().enumerate() {
        let place = places[index];
        let counted = counted_thing(tokens, place.next);
        if let Some(counted) = counted {
            if counted == Counted::Years && is_loan_term(number) {
                amounts.push(Amount {
                    slot: Slot::Term,
                    number: number.clone(),
                    strength: 2,
                    confidence: 0.8,
                    corrects: false,
                    of_other: false,
                    disowned: false,
                });
            }
            continue;
        }
        let floor = if index == 0 {
            0
        } else {
            places[index - 1].next.min(place.first)
        };
        let ceiling = places
            .get(index + 1)
            .map_or(tokens.len(), |next| next.first.max(place.next));
        let around = Around {
            tokens,
            place,
            floor,
            ceiling,
        };
        let bare = !number.currency && !number.magnitude && !number.grouped && !number.percent;
        if bare && (around.is_of_a_street() || around.is_of_an_arm() || around.is_an_ending())
            || bare && is_loan_term(number) && is_fixed_next(tokens, place.next)
            || ask.age && bare && !number.fractional && (18.0..=99.0).contains(&number.low)
        {
            continue;
        }
        let corrects = around.corrects();
        let lone = tokens.len() <= 6;
        let mut said = around.said(number);
        let answers_alone = lone && !ask.slots.is_empty();
        if is_year(number) && !answers_alone && said.as_ref().is_none_or(|said| !said.near) {
            continue;
        }
        // A score was asked for: "the car dealer pulled 661".
        let far = said.as_ref().is_none_or(|said| !said.near);
        if far && ask.slots.contains(&Slot::Score) && is_score_like(number) && ask.slots.len() == 1
        {
            said = said
                .filter(|said| matches!(said.slot, Slot::Score))
                .or(Some(Said {
                    slot: Slot::Score,
                    strength: 3,
                    confidence: 0.8,
                    near: false,
                }));
        }
        if said.is_none() {
            said = continuation(&around, number, &amounts, corrects, &open);
        }
        if around.is_whole_of_a_share() && fitted(Slot::Value, number).is_some() {
            said = Some(Said {
                slot: Slot::Value,
                strength: 3,
                confidence: 0.85,
                near: true,
            });
        }
        if let Some(again) = said_again(number, &amounts, known).filter(|_| {
            said.as_ref()
                .is_none_or(|said| !said.near || said.strength < 3)
        }) {
            said = Some(again);
        }
        if said.as_ref().is_none_or(|said| said.strength < 3) {
            let second_score = amounts.last().is_some_and(|last| last.slot == Slot::Score)
                && is_score_like(number);
            if second_score {
                said = Some(Said {
                    slot: Slot::Score,
                    strength: 2,
                    confidence: 0.6,
                    near: false,
                });
            } else if let Some(answer) = answer(number, &mut open, ask, tokens) {
                said = Some(answer);
            }
        }
        // "I make 168k, husband 97k"
        let beside_income = amounts.last().is_some_and(|last| last.slot == Slot::Income)
            && around.of_other()
            && fitted(Slot::Income, number).is_some();
        if said.is_none() && beside_income {
            said = Some(Said {
                slot: Slot::Income,
                strength: 2,
                confidence: 0.6,
                near: false,
            });
        }
        // "212 left on it, 4.125, paying 1388": the rate stands beside what is owed.
        let beside_the_loan = amounts
            .last()
            .is_some_and(|last| matches!(last.slot, Slot::Loan | Slot::Payment));
        let of_rates = number.fractional
            && !number.currency
            && !number.magnitude
            && number.period.is_none()
            && (2.0..=12.0).contains(&number.low);
        if said.is_none() && beside_the_loan && of_rates && drift.refinancing {
            said = Some(Said {
                slot: Slot::Rate,
                strength: 2,
                confidence: 0.65,
                near: false,
            });
        }
        // What only the drift says stands where nothing is known yet.
        let said = said.or_else(|| {
            by_drift(&around, number, ask, drift).filter(|guess| {
                corrects
                    || !matches!(guess.slot, Slot::Value | Slot::Loan)
                    || known.iter().all(|(slot, _)| *slot != guess.slot)
            })
        });
        let Some(said) = said else { continue };
        let slot = match said.slot {
            Slot::Rate => around.rate_of_whom(text),
            Slot::Payment if around.is_supposed() => Slot::Wish,
            Slot::Payment if around.is_a_part() => Slot::Cost,
            Slot::Payment if around.is_about_rent() && !drift.refinancing => Slot::Rent,
            Slot::Payment if ask.of_other_debts => Slot::OtherDebt,
            Slot::Value if around.of_a_neighbour() => Slot::PastPrice,
            Slot::Value if drift.refinancing && around.of_a_property_to_come() => Slot::PastPrice,
            other => other,
        };
        let slot = if slot == Slot::Loan
            && (ask.elsewhere
                || ask.of_other_debts
                || around.is_elsewhere()
                || around.is_owed_on_something_else())
        {
            Slot::OtherDebt
        } else {
            slot
        };
        let Some(fitted) = fitted(slot, number) else {
            continue;
        };
        let is_foreign = !ask.of_third
            && !ask.for_another
            && slot.path().is_some()
            && around.is_somebody_elses();
        if is_foreign || around.is_denied() {
            amounts.push(Amount {
                slot,
                number: fitted,
                strength: said.strength,
                confidence: said.confidence,
                corrects,
                of_other: is_foreign,
                disowned: true,
            });
            if ask.slots.contains(&slot) && !open.contains(&slot) {
                open.insert(0, slot);
            }
            continue;
        }
        // After "she makes 49k" the question is still open for the client's own.
        let leaves_open = around.of_other() && !ask.of_third && ask.slots.contains(&slot);
        open.retain(|asked| *asked != slot);
        if leaves_open {
            open.insert(0, slot);
        }
        // What a neighbour's house sold for leaves the question open.
        if said.slot == Slot::Value && slot == Slot::PastPrice && ask.slots.contains(&Slot::Value) {
            open.push(Slot::Value);
        }
        // So does what the rate of a margin, an offer or a wish is.
        if said.slot == Slot::Rate && slot != Slot::Rate && ask.slots.contains(&Slot::Rate) {
            open.push(Slot::Rate);
        }
        amounts.push(Amount {
            slot,
            number: fitted,
            strength: said.strength,
            confidence: said.confidence,
            corrects,
            of_other: around.of_other() && !ask.of_third,
            disowned: false,
        });
    }
    amounts
}

/// A figure that was said before, of which something is known: "6.5 or 6.625. its 6.625".
fn said_again(number: &Number, amounts: &[Amount], known: &[(Slot, f64)]) -> Option<Said> {
    let plain = number.currency || number.magnitude || number.percent || number.spelled;
    if plain || number.low < 1.0 {
        return None;
    }
    let here = amounts
        .iter()
        .rev()
        .find(|amount| amount.slot.path().is_some() && same(amount.number.low, number.low))
        .map(|amount| amount.slot);
    let before = || {
        // A round figure may be another thing that costs as much.
        let round = number.low % 50.0 == 0.0 || number.low < 100.0 && !number.fractional;
        let known = known.iter().filter(|(_, value)| same(*value, number.low));
        known.map(|(slot, _)| *slot).next().filter(|_| !round)
    };
    let slot = here.or_else(before)?;
    fitted(slot, number)?;
    Some(Said {
        slot,
        strength: 3,
        confidence: 0.8,
        near: false,
    })
}

fn same(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-6
}

/// "30 fixed": a term, and no sum.
fn is_fixed_next(tokens: &[Token<'_>], next: usize) -> bool {
    tokens
        .get(next)
        .is_some_and(|token| token.is_one_of(&["fixed", "fix", "yr", "y"]))
}

/// A number after one of the same kind: "760. hmm no 706".
fn continuation(
    around: &Around<'_, '_>,
    number: &Number,
    amounts: &[Amount],
    corrects: bool,
    open: &[Slot],
) -> Option<Said> {
    let last = amounts.last()?;
    let fits_open = open.iter().any(|slot| fitted(*slot, number).is_some());
    let similar = fitted(last.slot, number).is_some_and(|fitted| {
        fitted.low <= last.number.low * 3.0 && last.number.low <= fitted.low * 3.0
    });
    // "I do not owe 300k, it's 280k"
    let was_denied = last.disowned && !last.of_other;
    let goes_on = corrects
        || was_denied
        || around.is_an_alternative()
        || last.number.is_range()
            && fitted(last.slot, number)
                .is_some_and(|fitted| (last.number.low..=last.number.high).contains(&fitted.low));
    (goes_on && similar && (!fits_open || around.floor > 0)).then_some(Said {
        slot: last.slot,
        strength: 3,
        confidence: 0.85,
        near: false,
    })
}

/// The number as the answer to what was asked, in the order of asking.
fn answer(number: &Number, open: &mut Vec<Slot>, ask: &Ask, tokens: &[Token<'_>]) -> Option<Said> {
    let fits = |slot: Slot| match slot {
        Slot::Down | Slot::Savings | Slot::Cash | Slot::Rent | Slot::OtherDebt | Slot::Cost => {
            !number.percent || slot == Slot::Down
        }
        Slot::Wish | Slot::Quote | Slot::Ltv => {
            number.low <= 100.0 && !number.currency && !number.magnitude
        }
        Slot::PastPrice | Slot::Term => true,
        Slot::Score => fitted(slot, number).is_some() && !number.fractional,
        Slot::Rate => {
            fitted(slot, number).is_some()
                && (number.fractional
                    || number.percent
                    || number.spelled
                    || tokens.len() <= 8
                    || ask.slots.len() <= 2)
        }
        _ => fitted(slot, number).is_some(),
    };
    // A sum a month answers a question for a payment or an income before one for a balance.
    let monthly = number.period == Some(Period::Month);
    let position = open
        .iter()
        .position(|slot| {
            fits(*slot)
                && (!monthly
                    || matches!(
                        slot,
                        Slot::Payment | Slot::Income | Slot::Rent | Slot::OtherDebt | Slot::Cost
                    ))
        })
        .or_else(|| open.iter().position(|slot| fits(*slot)))?;
    let slot = open.remove(position);
    Some(Said {
        slot,
        strength: 3,
        confidence: 0.88,
        near: false,
    })
}

/// A bare amount in a sentence about refinancing is what is owed, in one about buying the price.
fn by_drift(around: &Around<'_, '_>, number: &Number, ask: &Ask, drift: Drift) -> Option<Said> {
    if number.period == Some(Period::Month) && !number.percent && ask.employment {
        return Some(Said {
            slot: Slot::Income,
            strength: 2,
            confidence: 0.65,
            near: false,
        });
    }
    if number.period == Some(Period::Month) && !number.percent && around.is_about_work() {
        return Some(Said {
            slot: Slot::Income,
            strength: 2,
            confidence: 0.6,
            near: false,
        });
    }
    // "4.99, 1,712 a month including escrow": a sum a month beside the facts of a loan.
    let about_the_loan = ask
        .slots
        .iter()
        .any(|slot| matches!(slot, Slot::Loan | Slot::Rate | Slot::Value));
    if number.period == Some(Period::Month)
        && !drift.buying
        && about_the_loan
        && !ask.of_other_debts
    {
        return Some(Said {
            slot: Slot::Payment,
            strength: 2,
            confidence: 0.65,
            near: false,
        });
    }
    // "full time permanent, $83k" after a question about work.
    let yearly_sum =
        number.magnitude && (15_000.0..900_000.0).contains(&number.low) && !number.percent;
    if yearly_sum
        && ask.employment
        && !ask
            .slots
            .iter()
            .any(|slot| matches!(slot, Slot::Loan | Slot::Value))
    {
        return Some(Said {
            slot: Slot::Income,
            strength: 2,
            confidence: 0.65,
            near: false,
        });
    }
    let sizeable = number.magnitude || number.grouped || number.currency || number.low >= 30_000.0;
    if !sizeable || number.percent || number.low < 30_000.0 && !number.magnitude {
        return None;
    }
    let words: Vec<&str> = around.clause_words().collect();
    let says = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let on = around.left_words(1).any(|word| word == "on");
    let slot = if on && says(&["down"]) {
        Slot::Value
    } else if on
        || says(&[
            "refi",
            "refinance",
            "refinancing",
            "remortgage",
            "remortgaging",
            "refinanciar",
        ])
    {
        Slot::Loan
    } else if says(&[
        "buy",
        "buying",
        "purchase",
        "purchasing",
        "looking",
        "comprar",
        "afford",
        "acheter",
        "preapproval",
        "preapproved",
    ]) || drift.buying && !drift.refinancing
    {
        Slot::Value
    } else if drift.refinancing && !drift.buying {
        Slot::Loan
    } else {
        return None;
    };
    Some(Said {
        slot,
        strength: 1,
        confidence: 0.55,
        near: false,
    })
}

/// Three bare digits in the range of credit scores.
fn is_score_like(number: &Number) -> bool {
    let bare = !number.magnitude
        && !number.currency
        && !number.grouped
        && !number.fractional
        && !number.percent
        && number.period.is_none();
    bare && (500.0..=850.0).contains(&number.low)
}

fn is_loan_term(number: &Number) -> bool {
    [5.0, 7.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0]
        .iter()
        .any(|term| (number.low - term).abs() < 0.01)
}

/// A calendar year, as far as the figures tell.
fn is_year(number: &Number) -> bool {
    let plain = !number.currency
        && !number.magnitude
        && !number.grouped
        && !number.fractional
        && !number.percent
        && number.period.is_none()
        && !number.spelled;
    plain && (1950.0..=2050.0).contains(&number.low)
}
