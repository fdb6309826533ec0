//! What the desk's last turn asked about, which is how a bare answer is read.

use super::slot::{Slot, keyword};
use crate::model::number::{TokenKind, tokens_of};

/// What was asked.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing of its own that was seen or not"
)]
pub(super) struct Ask {
    /// Numbers, in the order in which they were asked for.
    pub(super) slots: Vec<Slot>,
    /// The words of the question, lower-cased.
    pub(super) text: String,
    /// About another property or loan than the one in question.
    pub(super) elsewhere: bool,
    /// About cards, cars and whatever else the client pays off.
    pub(super) of_other_debts: bool,
    pub(super) age: bool,
    /// About somebody for whom the client writes: "What is her monthly income?"
    pub(super) of_third: bool,
    /// Whether the client said to be writing for somebody else.
    pub(super) for_another: bool,
    /// How much the client wants to borrow.
    pub(super) to_borrow: bool,
    pub(super) property_type: bool,
    pub(super) employment: bool,
    pub(super) wishes: bool,
    pub(super) timeline: bool,
    pub(super) contact: bool,
    pub(super) purpose: bool,
    pub(super) anything_else: bool,
}

impl Ask {
    /// Reads what the desk said since the client's last message.
    pub(super) fn of(text: &str) -> Self {
        let mut from = text.len().saturating_sub(1000);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let text = text[from..].to_lowercase();
        let tokens = tokens_of(&text);
        let mut slots: Vec<Slot> = Vec::new();
        for at in 0..tokens.len() {
            if tokens[at].kind != TokenKind::Word || is_statement(&text, tokens[at].start) {
                continue;
            }
            let slot = match tokens[at].lower() {
                "much"
                    if tokens
                        .get(at + 1)
                        .is_some_and(|next| next.is_one_of(&["do", "would", "are", "cash"]))
                        && !has(
                            &text,
                            &[
                                "owe", "make", "earn", "put down", "pay", "worth", "saved", "have",
                            ],
                        ) =>
                {
                    Some(Slot::Cash)
                }
                "take" | "need" | "want" | "out" | "estimate" | "house" | "home" | "property"
                | "place" | "flat" | "apartment" | "condo" | "townhouse" | "duplex"
                | "purchase" | "offer" | "bank" | "second" | "lower" | "net" | "offers"
                | "better" | "line" | "purchased" | "building" | "approved" | "preapproved"
                | "under" => None,
                "monthly"
                    if tokens
                        .get(at + 1)
                        .is_none_or(|next| next.kind != TokenKind::Word) =>
                {
                    Some(Slot::Payment)
                }
                "sell" if tokens.get(at + 1).is_some_and(|next| next.is("for")) => {
                    Some(Slot::Value)
                }
                // "Who will be on the loan?"
                "loan" | "mortgage"
                    if at >= 2 && tokens[at - 1].is("the") && tokens[at - 2].is("on") =>
                {
                    None
                }
                _ => keyword(&tokens, at).map(|(slot, _)| slot),
            };
            if let Some(slot) = slot.filter(|slot| !slots.contains(slot)) {
                slots.push(slot);
            }
        }
        // "What rate were you quoted?" asks for somebody's offer.
        if slots.contains(&Slot::Quote) {
            slots.retain(|slot| *slot != Slot::Rate);
        }
        let asks_for_line = has(
            &text,
            &[
                "how large a line",
                "how big a line",
                "line of credit do",
                "credit limit",
            ],
        );
        if asks_for_line {
            slots.push(Slot::Cash);
        }
        // "How much do you deposit in an average month?"
        if has(&text, &["month", "annual"])
            && has(&text, &["deposit in", "you deposit", "deposits"])
        {
            slots.retain(|slot| *slot != Slot::Down);
            slots.push(Slot::Income);
        }
        let of_other_debts = has(
            &text,
            &[
                "any debts",
                "other debts",
                "monthly debts",
                "running emi",
                "other emi",
                "on the cards",
                "on your cards",
                "on those",
                "on them",
                "car payment",
                "commitments",
                "other loans",
                "any loans",
                "student loan",
                "other obligations",
                "monthly obligations",
                "credit cards",
            ],
        ) && !has(
            &text,
            &["debt-to-income", "debt to income", "mortgage payment"],
        );
        if of_other_debts {
            for slot in &mut slots {
                if matches!(slot, Slot::Payment | Slot::Loan) {
                    *slot = Slot::OtherDebt;
                }
            }
        }
        let to_borrow = has(&text, &["borrow", "to finance"]);
        Self {
            to_borrow,
            for_another: false,
            of_other_debts,
            slots,
            of_third: has(
                &text,
                &[
                    "'s her ",
                    "is her ",
                    "is his ",
                    "are her ",
                    "her monthly",
                    "his monthly",
                    "does she",
                    "does he",
                ],
            ),
            age: has(&text, &["your age", "how old"]),
            elsewhere: has(
                &text,
                &[
                    "other propert",
                    "other mortgage",
                    "other real estate",
                    "any other",
                    "second mortgage",
                    "other loans",
                    "other debt",
                    "elsewhere",
                ],
            ),
            property_type: has(
                &text,
                &[
                    "property type",
                    "type of home",
                    "type of property",
                    "kind of home",
                    "kind of property",
                    "what type",
                    "what kind",
                    "single family",
                    "condo",
                    "townho",
                    "house or",
                    "house,",
                    "home type",
                    "type?",
                ],
            ),
            employment: has(
                &text,
                &[
                    "employ",
                    "work",
                    "job",
                    "living",
                    "self-employed",
                    "w2",
                    "w-2",
                    "occupation",
                    "profession",
                ],
            ),
            wishes: !to_borrow
                && has(
                    &text,
                    &[
                        "like from",
                        "looking for",
                        "prefer",
                        "matter most",
                        "matters most",
                        "important",
                        "goal",
                        "hoping",
                        "ideal",
                        "want",
                        "priorit",
                        "anything special",
                        "requirements",
                        "must have",
                        "best way to reach",
                        "best time",
                        "how should we",
                        "how would you like",
                        "what would you like",
                        "what term",
                        "would help",
                        "work for you",
                        "what outcome",
                        "any preference",
                        "anything you'd like",
                        "would you like us to",
                        "looking to",
                    ],
                ),
            timeline: has(
                &text,
                &[
                    "when",
                    "how soon",
                    "timeline",
                    "soon",
                    "time frame",
                    "timeframe",
                    "deadline",
                    "close by",
                    "closing date",
                    "urgent",
                ],
            ),
            contact: crate::model::contact::asked_for(&text).any(),
            purpose: has(
                &text,
                &[
                    "what for",
                    "purpose",
                    "use the",
                    "use it",
                    "plan to use",
                    "reason",
                ],
            ),
            anything_else: has(
                &text,
                &[
                    "anything else",
                    "other debt",
                    "commitments",
                    "savings",
                    "other propert",
                    "other income",
                    "any debts",
                    "bankrupt",
                    "late pay",
                ],
            ),
            text,
        }
    }
}

/// Whether the sentence at `at` thanks or tells rather than asks: "Thanks, got your income."
fn is_statement(text: &str, at: usize) -> bool {
    let end = text[at..]
        .find(['?', '.', '!', '\n'])
        .map_or(text.len(), |stop| at + stop);
    let start = text[..at]
        .rfind(['?', '!', '\n', '.'])
        .map_or(0, |stop| stop + 1);
    let sentence = text[start..end].trim();
    let question = text[end..].starts_with('?');
    let requests = has(
        sentence,
        &[
            "please",
            "tell me",
            "share",
            "need your",
            "need the",
            "let me know",
            "give me",
            "provide",
        ],
    );
    // Without a question mark anywhere a short sentence is one: "Income and score".
    let terse = !text.contains('?') && sentence.split_whitespace().count() <= 8;
    let asks = question || requests || terse;
    !asks
}

pub(super) fn has(text: &str, parts: &[&str]) -> bool {
    parts.iter().any(|part| text.contains(part))
}

/// Whether the client writes for somebody else, whose figures are then in question.
pub(super) fn speaks_for_another(text: &str) -> bool {
    has(
        &text.to_lowercase(),
        &[
            "on behalf of",
            "helping my ",
            "helping our ",
            "writing for my",
            "asking for my",
            "inquiring for my",
            "calling for my",
            "here for my",
            "applying for my",
            "power of attorney",
        ],
    )
}
