//! Preferences and key points: short items in the client's own words.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

mod clause;
mod wish;

pub(super) use self::clause::cut;
use self::{
    clause::{clauses, item_of},
    wish::{is_wish, wishes_in},
};
use super::{
    amount::Amount,
    ask::{Ask, has},
    slot::Slot,
};

/// An item and where it was said.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub(super) text: String,
    pub(super) message: usize,
    pub(super) quote: Range<usize>,
    /// The higher, the sooner it is kept where there are too many.
    pub(super) weight: u8,
}

static KEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\b(?:bankrupt\w*|chapter (?:7|13|seven|thirteen)|bk\b|foreclos\w*|short sale|judg(?:e?)ment|collections?|charge[- ]?offs?|late payments?|lates?\b.{0,12}(?:mortgage|on my)|liens?|tax lien|irs|owe (?:the )?irs|back taxes|",
        r"divorc\w*|my ex|ex[- ](?:wife|husband)|alimony|child support|probate|estate sale|inherit\w*|trust\b|title|deed|quitclaim|co-?sign\w*|co-?borrower|co-?own\w*|spouse|brother|sister|partner|parents|",
        r"solar|lease|leasing|second mortgage|2nd mortgage|existing heloc|equity line|escrow|balloon|prepayment|pre-payment|penalty|arm (?:resets|adjusts)|adjusts?|resets?|mi\b|pmi|mip|",
        r"student loans?|car (?:loan|payment|note|finance)|truck payment|auto loan|personal loans?|credit cards?|cards|medical (?:bills?|debt)|tuition|college|wedding|",
        r"remodel\w*|renovat\w*|kitchen|bathroom|roof|pool|addition|adu|basement|garage|repairs?|extension|loft|tools|van|equipment|startup|",
        r"guarant\w*|household|family|mum\b|dad\b|mom\b|caring for|care (?:of|for)|take care|veteran|served|navy|army|air force|marines|military|deployed|pcs\w*|be out (?:of|by)|landlord\w*|renting|current on|im current|i\'m current|without (?:the )?(?:insurance|taxes|escrow)|taxes|insurance|amorti[sz]ation|llc|financed propert\w*|disability rating|funding fee|entitlement|",
        r"first[- ]time|first (?:home|house|place)|never owned|turned (?:me |us )?down|denied|rejected|declined|appraisal|appraised low|inspection|under contract|offer (?:accepted|in)|accepted|pre-?approv\w*|contract|builder|new build|closing|close (?:on|by|in|before)|settlement|",
        r"movers|moving|relocat\w*|transfer\w*|new job|job offer|job change|changed jobs|laid off|lost (?:my|his|her|our|the)|cut (?:my )?hours|hours (?:were )?cut|reduced|maternity|medical leave|retir\w*|bonus|commission|overtime|side (?:gig|job|business)|1099|bank statements?|tax returns?|write[- ]?offs?|deductions|years? in business|rental income|rents?|tenants?|airbnb|",
        r"gift\w*|power of attorney|poa|outright|foundation|acers|counsel\w*|hard money|flips?|rehab|arv|safety net|budget|overdraft\w*|overdrawn|twice|sole trader|realtor|rating|balance transfer|currently with|raise|down payment|downpayment|deposit|savings|saved|reserves|401k|ira|stocks|crypto|proceeds|sell(?:ing)? (?:my|our|the|current)|sold|contingent|",
        r"quoted?|offered|offering|another lender|other lender|competitor|rocket|credit union|my bank|chase|wells|",
        r"hoa|acres?|well and septic|septic|zoning|flood|rural|non-?warrantable|investor|rentals?|own \d|free and clear|paid off|paid in full|no mortgage|no debts?|debt[- ]free|itin|h-?1b|green card|visa|foreign|overseas|",
        r"lost (?:my|our|the)|documents?|docs|paperwork|missed|behind|hardship|forbearance|modification|medical|surgery|hospital|illness|sick|passed away|death|died|scam|complain\w*|manager|supervisor|deadline|expires?|expiring|auction|lock(?:ed)?|renewal|matures?|maturity|days|weeks|tomorrow|friday|monday|next week|next month|asap|emergency|",
        r"trigger|rate (?:expires|resets)|payments? (?:went|jumped|going) up|jumped|increased|doubled|went up)\b",
    ))
    .expect("the pattern is fixed")
});

static TERM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(10|15|20|25|30|40|fifteen|twenty|thirty|ten)[\s-]?(?:years?|yrs?|y)\b(?:[\s-](?:fixed|term|loan|mortgage|note))?").expect("the pattern is fixed")
});

/// Terms and times that are not of the loan that the client wants.
fn term_is_of_something_else(lower: &str, span: &Range<usize>) -> bool {
    let before = window_before(lower, span.start, 26);
    let after = window_after(lower, span.end, 26);
    has(
        before,
        &[
            "been",
            "for the past",
            "for the last",
            "over",
            "last ",
            "past ",
            "i'm ",
            "am ",
            "age",
            "in about",
            "lived",
            "owned",
            "worked",
            "built",
            "left on",
            "into a",
            "into my",
            "my current",
            "existing",
            "years into",
        ],
    ) || [
        "at",
        "with the",
        "old",
        "ago",
        "in business",
        "of",
        "experience",
        "left",
        "on the job",
        "there",
        "now",
        "work",
        "to go",
        "remaining",
    ]
    .iter()
    .any(|word| after.trim_start().starts_with(word))
        && !after.trim_start().starts_with("of fixed")
}

fn window_before(text: &str, at: usize, bytes: usize) -> &str {
    let mut from = at.saturating_sub(bytes);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..at]
}

fn window_after(text: &str, at: usize, bytes: usize) -> &str {
    let mut until = (at + bytes).min(text.len());
    while !text.is_char_boundary(until) {
        until -= 1;
    }
    &text[at..until]
}

/// What one message adds.
#[derive(Debug, Default)]
pub(super) struct Points {
    pub(super) preferences: Vec<Point>,
    pub(super) key_points: Vec<Point>,
}

/// Reads a client's message. `raw` and `lower` have the same places.
pub(super) fn points_of(
    raw: &str,
    lower: &str,
    message: usize,
    ask: &Ask,
    amounts: &[Amount],
    is_contact: bool,
) -> Points {
    let mut points = Points::default();
    for amount in amounts.iter().filter(|amount| !amount.disowned) {
        number_point(raw, lower, message, amount, ask, &mut points);
    }
    if let Some(hit) = TERM.captures(lower) {
        let span = hit.get(0).map(|whole| whole.range()).unwrap_or_default();
        if !term_is_of_something_else(lower, &span) {
            let text = format!("{}-year term", years_of(&hit[1]));
            points.preferences.push(Point {
                text,
                message,
                quote: span,
                weight: 3,
            });
        }
    }
    for clause in clauses(lower) {
        let text = &lower[clause.clone()];
        let words = text.split_whitespace().count();
        if words < 2 && !(ask.wishes || ask.purpose || ask.timeline)
            || text.contains('@')
            || is_chatter(text)
        {
            continue;
        }
        // What is in a field of its own already needs a second reason to be told again.
        let in_a_field = amounts.iter().any(|amount| {
            amount.slot.path().is_some() && clause.contains(&amount.number.span.start)
        });
        let wish = is_wish(text);
        // Beside names and numbers only what is plainly a wish is one.
        if is_contact && !ask.wishes && !wish && !KEY.is_match(text) {
            continue;
        }
        let answers_wish = ask.wishes && !in_a_field && !text.ends_with('?');
        let item = item_of(raw, &clause);
        let Some(item) = item else { continue };
        if wish || answers_wish {
            let weight = if wish && answers_wish { 3 } else { 2 };
            let parts = wishes_in(&item, answers_wish);
            points.preferences.extend(parts.into_iter().map(|part| {
                let at = text.find(&part.to_ascii_lowercase());
                let start = clause.start + at.unwrap_or_default();
                let end = at.map_or(clause.end, |_| start + part.len());
                Point {
                    text: part,
                    message,
                    quote: start..end,
                    weight,
                }
            }));
            continue;
        }
        let reasons = KEY.find_iter(text).take(2).count();
        let asked = ask.purpose || ask.timeline && words <= 8 || ask.anything_else && words > 1;
        let told = if in_a_field {
            reasons == 2
        } else {
            reasons > 0 || asked
        };
        if told {
            let weight = 1
                + u8::from(reasons > 1)
                + u8::from(text.bytes().any(|byte| byte.is_ascii_digit()));
            points.key_points.push(Point {
                text: item,
                message,
                quote: clause.clone(),
                weight,
            });
        }
    }
    if let Some(purpose) = purpose_of(raw, lower)
        && let Some(text) = item_of(raw, &purpose)
    {
        points.key_points.push(Point {
            text,
            message,
            quote: purpose,
            weight: 3,
        });
    }
    points.preferences = without_copies(points.preferences, raw);
    points.key_points = without_copies(points.key_points, raw);
    points
}

fn years_of(word: &str) -> &str {
    match word {
        "ten" => "10",
        "fifteen" => "15",
        "twenty" => "20",
        "thirty" => "30",
        digits => digits,
    }
}

/// "640/mo" after "HOA dues?" says nothing by itself: the thing asked about leads it.
fn name_what_was_asked(point: &mut Point, ask: &Ask) {
    static NOUN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:hoa(?: dues| fees?)?|association (?:dues|fees?)|rent|property tax(?:es)?|taxes|insurance|car (?:loan|payment)s?|student loans?|credit cards?|alimony|child support|second mortgage|condo fees?)\b")
            .expect("the pattern is fixed")
    });
    let words = point.text.split_whitespace().count();
    if words > 4 || KEY.is_match(&point.text.to_lowercase()) {
        return;
    }
    if let Some(noun) = NOUN.find(&ask.text) {
        point.text = format!("{} {}", noun.as_str(), point.text);
    }
}

fn number_point(
    raw: &str,
    lower: &str,
    message: usize,
    amount: &Amount,
    ask: &Ask,
    points: &mut Points,
) {
    let quote = amount.number.span.clone();
    let Some(said) = raw.get(quote.clone()) else {
        return;
    };
    let number = &amount.number;
    let usual_share = [
        3.0, 3.5, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 50.0,
    ]
    .iter()
    .any(|share| (number.low - share).abs() < 0.01);
    let bare_percent = number.percent
        || usual_share
            && !number.magnitude
            && !number.currency
            && !number.grouped
            && number.low <= 60.0;
    let percent = if number.is_range() {
        format!("{}-{}%", number.low, number.high)
    } else {
        format!("{}%", number.low)
    };
    let text = match amount.slot {
        Slot::Down if bare_percent => format!("{percent} down"),
        Slot::Down
            if !number.percent
                && !number.magnitude
                && !number.grouped
                && !number.currency
                && number.low < 1000.0
                && !number.spelled =>
        {
            format!("{said}k down payment")
        }
        Slot::Down if lower.contains("deposit") => format!("{said} deposit"),
        Slot::Down => format!("{said} down payment"),
        Slot::Savings if lower.contains("gift") => format!("{said} gift"),
        Slot::Savings => format!("{said} in savings"),
        Slot::Cash => format!("wants about {said}"),
        Slot::Ltv => format!("{percent} LTV"),
        Slot::Quote => return push_clause(raw, lower, message, quote, &mut points.key_points, 3),
        Slot::Rent | Slot::OtherDebt | Slot::Cost => {
            let from = points.key_points.len();
            push_clause(raw, lower, message, quote, &mut points.key_points, 2);
            if let Some(point) = points.key_points.get_mut(from) {
                name_what_was_asked(point, ask);
            }
            return;
        }
        Slot::Score | Slot::Income if amount.of_other => {
            return push_clause(raw, lower, message, quote, &mut points.key_points, 2);
        }
        Slot::Wish => return push_clause(raw, lower, message, quote, &mut points.preferences, 3),
        _ => return,
    };
    points.key_points.push(Point {
        text,
        message,
        quote,
        weight: 3,
    });
}

/// The clause around a place, as an item.
fn push_clause(
    raw: &str,
    lower: &str,
    message: usize,
    at: Range<usize>,
    list: &mut Vec<Point>,
    weight: u8,
) {
    let clause = clauses(lower)
        .into_iter()
        .find(|clause| clause.start <= at.start && at.start < clause.end);
    let Some(clause) = clause else { return };
    if let Some(text) = item_of(raw, &clause) {
        list.push(Point {
            text,
            message,
            quote: clause,
            weight,
        });
    }
}

/// "… for a van and tools", "… to redo the kitchen".
fn purpose_of(raw: &str, lower: &str) -> Option<Range<usize>> {
    static PURPOSE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:take|taking|pull|pulling|cash|need|heloc|equity|borrow|out|get|line|loan|want|use|\d[\d,.]*k?)\b[^.!?\n]{0,50}?\b((?:for|to (?:pay|fix|buy|remodel|renovate|redo|build|add|cover|fund|start|help|finish|replace|expand|invest|put|consolidate|do)) [a-z][a-z' &$0-9,-]{2,60})").expect("the pattern is fixed")
    });
    let hit = PURPOSE.captures(lower)?.get(1)?;
    let text = hit.as_str();
    let of_loan = [
        "for a loan",
        "for a mortgage",
        "for the loan",
        "for refin",
        "for a refi",
        "to buy a h",
        "for a house",
        "for a home",
        "for me",
        "for my h",
        "for us",
        "for about",
        "for now",
        "for a condo",
        "to buy a c",
        "for the house",
        "for years",
        "to get",
        "for 1",
        "for 2",
        "for 3",
        "for now",
        "for the last",
        "for it",
        "for that",
        "for this",
        "for some time",
        "for a while",
        "for a preapproval",
        "for today",
        "for fha",
        "for va",
    ];
    if of_loan.iter().any(|start| text.starts_with(start)) {
        return None;
    }
    let stop = text
        .find(", ")
        .or_else(|| text.find(" that is "))
        .unwrap_or(text.len());
    let range = hit.start()..hit.start() + stop;
    raw.get(range.clone())?;
    Some(range)
}

fn is_chatter(text: &str) -> bool {
    const CHATTER: &[&str] = &[
        "yes",
        "no",
        "ok",
        "okay",
        "thanks",
        "thank you",
        "sure",
        "hello",
        "hi",
        "hi there",
        "good morning",
        "thx",
        "great",
        "sounds good",
        "no thanks",
        "correct",
        "right",
    ];
    CHATTER.contains(&text) || text.starts_with("my ") && text.ends_with(" is")
}

/// Items that would only repeat a long message are cut at its joints; what has none is left out,
/// since the conversation itself stands beside the list.
fn without_copies(points: Vec<Point>, raw: &str) -> Vec<Point> {
    const LONG: usize = 40;
    let squashed = |text: &str| -> String {
        text.chars()
            .filter(|letter| letter.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    if raw.chars().count() > 3 * LONG || points.is_empty() {
        return points;
    }
    let whole = squashed(raw);
    let mut kept = Vec::with_capacity(points.len());
    for point in points {
        if point.text.len() <= LONG || squashed(&point.text) != whole {
            kept.push(point);
            continue;
        }
        let pieces: Vec<&str> = [
            " and ", " so ", " that ", " to ", " for ", " with ", " when ", " in ",
        ]
        .iter()
        .find_map(|joint| point.text.split_once(joint))
        .map_or_else(Vec::new, |(first, second)| vec![first, second]);
        for piece in pieces {
            if piece.split_whitespace().count() >= 2 {
                kept.push(Point {
                    text: piece.trim().to_owned(),
                    ..point.clone()
                });
            }
        }
    }
    kept
}

/// The weightiest items, in the order in which they were said, each once.
pub(super) fn kept(mut points: Vec<Point>, most: usize, said_elsewhere: &[Point]) -> Vec<Point> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by_key(|&place| std::cmp::Reverse(points[place].weight));
    let mut chosen: Vec<usize> = Vec::new();
    for place in order {
        let text = points[place].text.to_lowercase();
        let same = |other: &Point| {
            let other = other.text.to_lowercase();
            other.contains(&text) || text.contains(&other) && text.len() < other.len() + 12
        };
        let known =
            chosen.iter().any(|&other| same(&points[other])) || said_elsewhere.iter().any(same);
        if !known && chosen.len() < most {
            chosen.push(place);
        }
    }
    chosen.sort_unstable();
    let mut place = 0;
    points.retain(|_| {
        place += 1;
        chosen.contains(&(place - 1))
    });
    points
}
