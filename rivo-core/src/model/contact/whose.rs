//! Whether a value in a message belongs to its author, read from the words before it.

use crate::model::number::{Token, TokenKind};

/// What the words before a value say about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing of its own that was seen or not"
)]
pub(super) struct Belonging {
    /// It is somebody else's.
    pub(super) other: bool,
    /// It is the author's: "my", "me at".
    pub(super) own: bool,
    /// It is the kind of thing that was looked for: "cell", "call", "email".
    pub(super) named: bool,
    /// It is the number of a thing: an account, an order, a loan.
    pub(super) thing: bool,
}

const OTHERS: &[&str] = &[
    "his",
    "her",
    "hers",
    "their",
    "theirs",
    "they",
    "they're",
    "he",
    "he's",
    "she",
    "she's",
    "him",
    "them",
    "your",
    "yours",
    "you're",
    "agent",
    "realtor",
    "wife",
    "husband",
    "spouse",
    "brother",
    "sister",
    "mother",
    "mom",
    "mum",
    "dad",
    "father",
    "son",
    "daughter",
    "friend",
    "partner",
    "lawyer",
    "attorney",
    "cpa",
    "accountant",
    "lender",
    "broker",
    "boss",
    "seller",
    "escrow",
    "neighbor",
    "tenant",
    "landlord",
    "supervisor",
    "coborrower",
    "borrower",
    "manager",
    "assistant",
    "cousin",
    "uncle",
    "aunt",
    "grandson",
    "granddaughter",
    "fiance",
    "fiancee",
    "girlfriend",
    "boyfriend",
    "roommate",
    "employer",
    "hr",
    "insurer",
    "builder",
    "contractor",
    "appraiser",
    "inspector",
    "notary",
    "officer",
    "processor",
    "underwriter",
    "advisor",
    "adviser",
    "hackers",
    "hacker",
    "scammer",
    "caller",
    "company",
    "someone",
    "somebody",
    "who",
    "customer",
    "support",
    "hotline",
    "helpline",
    "bank",
    "esposa",
    "esposo",
    "hermano",
    "hermana",
    "hijo",
    "hija",
    "padre",
    "madre",
];

const PRONOUNS: &[&str] = &[
    "they", "they're", "he", "he's", "she", "she's", "him", "them", "your", "yours", "you're",
    "his", "her", "who",
];

const THINGS: &[&str] = &[
    "ssn",
    "social",
    "security",
    "card",
    "account",
    "acct",
    "acc",
    "loan",
    "order",
    "reference",
    "ref",
    "confirmation",
    "id",
    "pin",
    "case",
    "claim",
    "policy",
    "zip",
    "zipcode",
    "postcode",
    "cc",
    "nmls",
    "license",
    "licence",
    "ein",
    "itin",
    "routing",
    "apn",
    "parcel",
    "mls",
    "invoice",
    "ticket",
    "tracking",
    "serial",
    "vin",
    "member",
    "membership",
    "booking",
    "file",
    "application",
    "app",
    "permit",
    "flight",
    "pnr",
    "passport",
    "iban",
    "aba",
    "debit",
    "credit",
    "visa",
    "imei",
    "sku",
    "isbn",
    "password",
    "code",
    "otp",
    "dob",
    "birthday",
    "born",
    "date",
    "mortgage",
    "escrow",
    "case",
    "docket",
    "password",
    "username",
    "fax",
];

const PHONES: &[&str] = &[
    "phone",
    "cell",
    "mobile",
    "tel",
    "telephone",
    "ph",
    "call",
    "calls",
    "text",
    "contact",
    "reach",
    "whatsapp",
    "cellphone",
    "landline",
    "ring",
    "phone's",
    "cell's",
    "mob",
    "sms",
    "registered",
    "telefono",
    "teléfono",
    "celular",
    "téléphone",
    "numéro",
    "número",
    "numero",
    "handy",
    "dial",
    "reachable",
    "callback",
];

/// Contractions that end like a possessive.
const NO_POSSESSIVE: &[&str] = &[
    "it's",
    "that's",
    "here's",
    "what's",
    "let's",
    "name's",
    "number's",
    "who's",
    "there's",
    "email's",
    "phone's",
    "cell's",
    "how's",
    "one's",
    "mine's",
    "today's",
    "address's",
];

/// Reads back from token `at` (the value itself) over at most sixteen tokens of the same sentence.
pub(super) fn belonging(tokens: &[Token<'_>], at: usize) -> Belonging {
    let mut belonging = Belonging::default();
    let mut crossed = 0;
    let mut led_to = false;
    if is_refused(tokens, at) {
        belonging.other = true;
        return belonging;
    }
    let from = at.saturating_sub(16);
    for place in (from..at).rev() {
        let token = &tokens[place];
        match token.kind {
            TokenKind::Sign => match token.text {
                "." if place + 1 < tokens.len() && tokens[place + 1].spaced => break,
                "!" | "?" | ";" => break,
                "," | "/" | "|" | "@" => crossed += 1,
                "#" if crossed == 0 && !belonging.named => {
                    belonging.thing = true;
                }
                _ => {}
            },
            // Another number before it: what stands further back is about that one.
            TokenKind::Digits if token.text.len() >= 3 => break,
            TokenKind::Digits => {}
            TokenKind::Word => {
                let word = token.lower();
                if PHONES.contains(&word) || word == "email" || word == "mail" || word == "e" {
                    belonging.named |= crossed == 0;
                    continue;
                }
                // "send the code to 415…", "reach me about the loan at …": a thing sent there.
                led_to |= token.is_one_of(&["to", "at", "on", "from"]);
                if crossed == 0
                    && !belonging.named
                    && !led_to
                    && at - place <= 5
                    && THINGS.contains(&word)
                {
                    belonging.thing = true;
                    return belonging;
                }
                if matches!(
                    word,
                    "me" | "my"
                        | "mine"
                        | "i"
                        | "i'm"
                        | "im"
                        | "mi"
                        | "mon"
                        | "meine"
                        | "i'll"
                        | "myself"
                        | "our"
                ) {
                    belonging.own = crossed == 0;
                    // "my wife at …" was decided by "wife" before; "I" says little about "his …".
                    break;
                }
                let bare = word.strip_suffix("'s").unwrap_or(word);
                let possessive = bare.len() < word.len() && !NO_POSSESSIVE.contains(&word);
                let relation = OTHERS.contains(&bare) && !PRONOUNS.contains(&word);
                let named_before = relation
                    && crossed <= 3
                    && place > 0
                    && tokens[place - 1].is_one_of(&["my", "our", "the"]);
                // "He handles it, 512-…": who the sentence is about.
                let subject = matches!(word, "he" | "she" | "he's" | "she's") && crossed <= 1;
                let pronoun = PRONOUNS.contains(&word) && crossed == 0 || subject;
                if (possessive || relation) && crossed <= 1 || pronoun || named_before {
                    belonging.other = true;
                    break;
                }
                // A plural possessive, "hackers'".
                let quote_after = tokens
                    .get(place + 1)
                    .is_some_and(|next| !next.spaced && matches!(next.text, "'" | "’"));
                if quote_after && word.ends_with('s') {
                    belonging.other = true;
                    break;
                }
            }
        }
    }
    belonging
}

/// Whether the words before a value say not to use it: "don't use the office line …", "never call
/// me at …", "my old number …".
fn is_refused(tokens: &[Token<'_>], at: usize) -> bool {
    let mut commas = 0;
    for place in (at.saturating_sub(9)..at).rev() {
        let token = &tokens[place];
        match token.kind {
            TokenKind::Sign if token.text == "," => commas += 1,
            TokenKind::Sign if matches!(token.text, "." | "!" | "?" | ";") => return false,
            TokenKind::Digits if token.text.len() >= 3 => return false,
            _ => {}
        }
        // "I don't use it much but …", "don't call the office, use …": the turn is to the value.
        let turns = token.is_one_of(&["use", "call", "text", "try"])
            && place
                .checked_sub(1)
                .is_some_and(|before| tokens[before].text == ",");
        if token.is("but") || turns {
            return false;
        }
        let next = tokens.get(place + 1);
        if commas == 0 && token.is_one_of(&["old", "former", "previous"]) && at - place <= 4 {
            return next.is_some_and(|next| {
                next.is_one_of(&[
                    "number", "phone", "cell", "mobile", "email", "address", "one", "line",
                ])
            });
        }
        let denies = token.is_one_of(&["don't", "dont", "don’t", "never", "not"]);
        if !denies {
            continue;
        }
        let verb = next.is_some_and(|next| {
            next.is("use")
                || commas == 0
                    && next.is_one_of(&["call", "text", "ring", "dial", "contact", "try", "email"])
        });
        // "don't call before five: …" is about the hour.
        let of_the_hour = tokens.get(place + 2).is_some_and(|after| {
            after.is_one_of(&[
                "before", "after", "until", "till", "during", "between", "on", "in", "early",
                "late",
            ])
        });
        return verb && commas <= 1 && !of_the_hour;
    }
    false
}

/// Whether the words after a value deny it: "… is not a phone number", "… isn't mine".
pub(super) fn is_denied(tokens: &[Token<'_>], next: usize) -> bool {
    let word = |offset: usize| tokens.get(next + offset).map_or("", Token::lower);
    match word(0) {
        "isn't" | "doesn't" | "isnt" | "doesnt" | "wasn't" => true,
        "is" | "was" => {
            matches!(
                word(1),
                "not" | "no" | "wrong" | "invalid" | "old" | "his" | "her" | "their" | "your"
            ) || matches!(word(1), "an" | "my" | "the")
                && matches!(
                    word(2),
                    "invalid" | "old" | "wife" | "husband" | "agent" | "wrong"
                )
        }
        "your" => matches!(word(1), "number" | "phone" | "line" | "office" | "email"),
        "does" | "no" => word(1) == "not" || word(1) == "longer",
        _ => false,
    }
}
