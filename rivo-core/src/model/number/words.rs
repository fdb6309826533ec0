//! Number words: "four fifty", "a hundred and ninety two thousand", "three and a quarter".

mod parts;

pub(super) use self::parts::fraction_words;
use self::parts::{hundred_and_unit, part_of_a_million, point_words};
use super::{
    literal::Read,
    token::{Token, TokenKind},
};

/// What a number word adds.
#[derive(Clone, Copy, PartialEq)]
enum Word {
    /// one to nine.
    Unit(f64),
    /// ten to nineteen.
    Teen(f64),
    /// twenty to ninety.
    Ten(f64),
    Hundred,
    /// The hundreds that Spanish has words for.
    Hundreds(f64),
    /// thousand, lakh, million …
    Multiplier(f64),
}

fn word_of(text: &str) -> Option<Word> {
    Some(match text {
        "one" => Word::Unit(1.0),
        "two" => Word::Unit(2.0),
        "three" => Word::Unit(3.0),
        "four" => Word::Unit(4.0),
        "five" => Word::Unit(5.0),
        "six" => Word::Unit(6.0),
        "seven" => Word::Unit(7.0),
        "eight" => Word::Unit(8.0),
        "nine" => Word::Unit(9.0),
        "ten" => Word::Teen(10.0),
        "eleven" => Word::Teen(11.0),
        "twelve" => Word::Teen(12.0),
        "thirteen" => Word::Teen(13.0),
        "fourteen" => Word::Teen(14.0),
        "fifteen" => Word::Teen(15.0),
        "sixteen" => Word::Teen(16.0),
        "seventeen" => Word::Teen(17.0),
        "eighteen" => Word::Teen(18.0),
        "nineteen" => Word::Teen(19.0),
        "twenty" => Word::Ten(20.0),
        "thirty" => Word::Ten(30.0),
        "forty" | "fourty" => Word::Ten(40.0),
        "fifty" => Word::Ten(50.0),
        "sixty" => Word::Ten(60.0),
        "seventy" => Word::Ten(70.0),
        "eighty" => Word::Ten(80.0),
        "ninety" => Word::Ten(90.0),
        "hundred" => Word::Hundred,
        spanish => return spanish_word_of(spanish).or_else(|| multiplier_word_of(spanish)),
    })
}

/// Spanish from two hundred down; "mil" is left to its context, being English slang too.
fn spanish_word_of(text: &str) -> Option<Word> {
    Some(match text {
        "dos" => Word::Unit(2.0),
        "tres" => Word::Unit(3.0),
        "cuatro" => Word::Unit(4.0),
        "cinco" => Word::Unit(5.0),
        "seis" => Word::Unit(6.0),
        "siete" => Word::Unit(7.0),
        "ocho" => Word::Unit(8.0),
        "nueve" => Word::Unit(9.0),
        "diez" => Word::Teen(10.0),
        "once" => Word::Teen(11.0),
        "doce" => Word::Teen(12.0),
        "trece" => Word::Teen(13.0),
        "catorce" => Word::Teen(14.0),
        "quince" => Word::Teen(15.0),
        "dieciséis" | "dieciseis" => Word::Teen(16.0),
        "diecisiete" => Word::Teen(17.0),
        "dieciocho" => Word::Teen(18.0),
        "diecinueve" => Word::Teen(19.0),
        "veinte" => Word::Ten(20.0),
        "treinta" => Word::Ten(30.0),
        "cuarenta" => Word::Ten(40.0),
        "cincuenta" => Word::Ten(50.0),
        "sesenta" => Word::Ten(60.0),
        "setenta" => Word::Ten(70.0),
        "ochenta" => Word::Ten(80.0),
        "noventa" => Word::Ten(90.0),
        "ciento" | "cien" => Word::Hundreds(100.0),
        "doscientos" | "doscientas" => Word::Hundreds(200.0),
        "trescientos" | "trescientas" => Word::Hundreds(300.0),
        "cuatrocientos" | "cuatrocientas" => Word::Hundreds(400.0),
        "quinientos" | "quinientas" => Word::Hundreds(500.0),
        "seiscientos" | "seiscientas" => Word::Hundreds(600.0),
        "setecientos" | "setecientas" => Word::Hundreds(700.0),
        "ochocientos" | "ochocientas" => Word::Hundreds(800.0),
        "novecientos" | "novecientas" => Word::Hundreds(900.0),
        _ => return None,
    })
}

fn multiplier_word_of(text: &str) -> Option<Word> {
    Some(match text {
        "thousand" | "thousands" | "grand" => Word::Multiplier(1e3),
        "lakh" | "lakhs" | "lac" | "lacs" => Word::Multiplier(1e5),
        "million" | "millions" | "mil" => Word::Multiplier(1e6),
        "crore" | "crores" | "cr" | "koti" => Word::Multiplier(1e7),
        "billion" | "billions" => Word::Multiplier(1e9),
        _ => return None,
    })
}

/// Words after figures that multiply them: `k`, "thousand", "lakh", "MUSD".
pub(super) fn multiplier_of(word: &str) -> Option<f64> {
    Some(match word {
        "k" | "thousand" | "thousands" | "grand" | "thou" | "ks" => 1e3,
        "hundred" => 1e2,
        "lakh" | "lakhs" | "lac" | "lacs" => 1e5,
        "m" | "mm" | "mn" | "mil" | "mill" | "million" | "millions" | "musd" | "millones" => 1e6,
        "crore" | "crores" | "cr" | "koti" => 1e7,
        "b" | "bn" | "billion" | "billions" => 1e9,
        "dozen" | "dozens" => 12.0,
        typo if is_almost(typo, "thousand") => 1e3,
        typo if is_almost(typo, "million") => 1e6,
        _ => return None,
    })
}

/// Whether a word is the longer `word` with one or two letters left out: "thousnd", "prcent".
pub(super) fn is_almost(written: &str, word: &str) -> bool {
    let missing = word.len().saturating_sub(written.len());
    if !(1..=2).contains(&missing) || written.as_bytes().first() != word.as_bytes().first() {
        return false;
    }
    let mut letters = word.bytes();
    written
        .bytes()
        .all(|letter| letters.any(|expected| expected == letter))
}

/// Reads number words from token `at` on.
pub(super) fn read(tokens: &[Token<'_>], at: usize) -> Option<Read> {
    if tokens[at].kind != TokenKind::Word {
        return None;
    }
    if let Some(read) = part_of_a_million(tokens, at).or_else(|| hundred_and_unit(tokens, at)) {
        return Some(read);
    }
    // "mil trescientos doce"; "once" alone is an English word.
    let starts_with_mil = tokens[at].is("mil")
        && tokens
            .get(at + 1)
            .is_some_and(|next| matches!(spanish_word_of(next.lower()), Some(Word::Hundreds(_))));
    if tokens[at].is("once") && !tokens.get(at + 1).is_some_and(|next| next.is("mil")) {
        return None;
    }
    let starts_with_article = tokens[at].is_one_of(&["a", "an"]);
    let first = if starts_with_article { at + 1 } else { at };
    let word = word_of(tokens.get(first)?.lower())?;
    match word {
        Word::Hundred | Word::Multiplier(_) if !starts_with_article && !starts_with_mil => {
            return None;
        }
        Word::Unit(_) | Word::Teen(_) | Word::Ten(_) if starts_with_article => return None,
        // "a mil", "a cr", "a grand" are rather something else, or nothing we can read.
        Word::Multiplier(_)
            if !starts_with_mil
                && !tokens[first]
                    .is_one_of(&["million", "thousand", "lakh", "crore", "billion"]) =>
        {
            return None;
        }
        _ => {}
    }
    let mut sum = Sum::default();
    let mut next = first;
    if starts_with_article || starts_with_mil {
        sum.push(Word::Unit(1.0));
    }
    let mut count = 0;
    loop {
        let Some(token) = tokens
            .get(next)
            .filter(|token| token.kind == TokenKind::Word)
        else {
            if next > first && is_hyphen_inside(tokens, next) {
                next += 1;
                continue;
            }
            break;
        };
        if let Some(word) = word_of(token.lower()) {
            // "ciento ochenta mil", "dos mil", but "two mil".
            let spanish = token.is("mil")
                && (starts_with_mil
                    || sum.group >= 10.0
                    || spanish_word_of(tokens[first].lower()).is_some());
            let word = if spanish { Word::Multiplier(1e3) } else { word };
            if !sum.push(word) {
                break;
            }
        } else if token.is("and") && sum.may_take_and(tokens, next)
            || token.is("y") && sum.may_take_y(tokens, next)
        {
        } else {
            break;
        }
        count += 1;
        next += 1;
    }
    let before_fraction = next;
    let fraction = fraction_words(tokens, &mut next).or_else(|| point_words(tokens, &mut next));
    let mut value = sum.value();
    let mut magnitude = sum.magnitude;
    if let Some(fraction) = fraction {
        value += fraction;
        if let Some(factor) = tokens
            .get(next)
            .and_then(|token| match word_of(token.lower()) {
                Some(Word::Multiplier(factor)) => Some(factor),
                _ => None,
            })
        {
            value *= factor;
            magnitude = true;
            next += 1;
        }
    }
    // A lone "one" is mostly a pronoun.
    let lone_one = count == 1 && before_fraction == next && !starts_with_article && value <= 1.0;
    if lone_one
        && !tokens
            .get(next)
            .is_some_and(|token| token.is_one_of(&["percent", "dollar", "%", "point"]))
    {
        return None;
    }
    Some(Read {
        value,
        first: at,
        next,
        spelled: true,
        fractional: fraction.is_some(),
        grouped: false,
        magnitude,
    })
}

fn is_hyphen_inside(tokens: &[Token<'_>], at: usize) -> bool {
    tokens
        .get(at)
        .is_some_and(|sign| sign.text == "-" && !sign.spaced)
        && tokens
            .get(at + 1)
            .is_some_and(|token| !token.spaced && word_of(token.lower()).is_some())
}

/// Number words from ten to ninety-nine at token `at`, and the token after them.
pub(super) fn tens_of(tokens: &[Token<'_>], at: usize) -> Option<(f64, usize)> {
    match word_of(tokens.get(at)?.lower())? {
        Word::Teen(value) => Some((value, at + 1)),
        Word::Ten(value) => match tokens.get(at + 1).and_then(|next| word_of(next.lower())) {
            Some(Word::Unit(unit)) => Some((value + unit, at + 2)),
            _ => Some((value, at + 1)),
        },
        _ => None,
    }
}

/// Adds up number words.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing of its own that was seen or not"
)]
struct Sum {
    /// What stands before the last multiplier.
    total: f64,
    /// The group that is being read.
    group: f64,
    /// Below a hundred: what the last words of the group added, by their place.
    units_open: bool,
    tens_open: bool,
    started: bool,
    magnitude: bool,
    had_hundred: bool,
    last_multiplier: f64,
}

impl Sum {
    fn value(&self) -> f64 {
        self.total + self.group
    }

    /// Takes a word; false when it cannot continue this number.
    fn push(&mut self, word: Word) -> bool {
        match word {
            Word::Unit(unit) => {
                if self.started && self.group > 0.0 && !self.units_open {
                    return false;
                }
                self.group += unit;
                self.units_open = false;
                self.tens_open = self.group < 100.0 && !self.had_hundred;
            }
            Word::Teen(teen) | Word::Ten(teen) => {
                if self.started
                    && self.group > 0.0
                    && !self.tens_open
                    && !self.units_open_after_hundred()
                {
                    return false;
                }
                if self.tens_open && self.group > 0.0 && !self.had_hundred {
                    // "four fifty", "twelve fifty", "twenty two fifty"
                    self.group *= 100.0;
                    self.had_hundred = true;
                }
                self.group += teen;
                self.units_open = matches!(word, Word::Ten(_));
                self.tens_open = !self.had_hundred && matches!(word, Word::Teen(_) | Word::Ten(_));
            }
            Word::Hundreds(hundreds) => {
                if self.group > 0.0 {
                    return false;
                }
                self.group = hundreds;
                self.had_hundred = true;
                self.units_open = true;
                self.tens_open = true;
            }
            Word::Hundred => {
                if self.had_hundred || self.group >= 100.0 {
                    return false;
                }
                self.group = if self.group > 0.0 {
                    self.group * 100.0
                } else {
                    100.0
                };
                self.had_hundred = true;
                self.units_open = true;
                self.tens_open = true;
            }
            Word::Multiplier(factor) => {
                if self.group <= 0.0 || self.last_multiplier > 0.0 && factor >= self.last_multiplier
                {
                    return false;
                }
                self.total += self.group * factor;
                self.group = 0.0;
                self.last_multiplier = factor;
                self.magnitude = true;
                self.had_hundred = false;
                self.units_open = true;
                self.tens_open = true;
            }
        }
        self.started = true;
        true
    }

    fn units_open_after_hundred(&self) -> bool {
        self.had_hundred && self.tens_open
    }

    /// "ochenta y tres"
    fn may_take_y(&self, tokens: &[Token<'_>], at: usize) -> bool {
        self.units_open
            && tokens
                .get(at + 1)
                .is_some_and(|next| matches!(spanish_word_of(next.lower()), Some(Word::Unit(_))))
    }

    /// "and" joins only after "hundred" or a multiplier, and before another number word.
    fn may_take_and(&self, tokens: &[Token<'_>], at: usize) -> bool {
        let open = self.units_open && self.tens_open;
        open && tokens.get(at + 1).is_some_and(|next| {
            matches!(
                word_of(next.lower()),
                Some(Word::Unit(_) | Word::Teen(_) | Word::Ten(_))
            )
        }) && !tokens
            .get(at + 2)
            .is_some_and(|after| after.is_one_of(&["half", "quarters", "quarter", "eighths"]))
    }
}
