use super::Asked;
use crate::model::number::{Token, TokenKind, tokens_of};

/// What a message of the bot asks the client for.
///
/// Read sentence by sentence: a request has a question mark, a word of asking, or is nothing but a
/// list ("Name, email, phone"). Names and numbers of something else (a maiden name, an account
/// number) are not asked for.
///
/// ```
/// # use rivo_core::model::contact::asked_for;
/// assert!(asked_for("Great. And the best number to reach you?").phone);
/// assert!(!asked_for("What was your mother's maiden name?").name);
/// assert!(!asked_for("Thanks for your email!").email);
/// ```
#[must_use]
pub fn asked_for(bot_message: &str) -> Asked {
    // The question of a message stands at its end; a page of text before it is not read.
    let tail = tail_of(bot_message, 600);
    let tokens = tokens_of(tail);
    let mut asked = Asked::default();
    for sentence in sentences(&tokens) {
        let here = asked_in(sentence);
        asked.name |= here.name;
        asked.email |= here.email;
        asked.phone |= here.phone;
    }
    asked
}

fn tail_of(text: &str, bytes: usize) -> &str {
    let mut from = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

fn sentences<'t, 'a>(tokens: &'t [Token<'a>]) -> impl Iterator<Item = &'t [Token<'a>]> {
    tokens.split_inclusive(|token| {
        token.kind == TokenKind::Sign && matches!(token.text, "." | "!" | "?" | ";")
    })
}

fn asked_in(sentence: &[Token<'_>]) -> Asked {
    let has = |words: &[&str]| sentence.iter().any(|token| token.is_one_of(words));
    let follows = |first: &[&str], second: &[&str]| {
        sentence
            .windows(2)
            .any(|pair| pair[0].is_one_of(first) && pair[1].is_one_of(second))
    };
    let question = sentence.last().is_some_and(|token| token.text == "?");
    let asks = has(&[
        "please", "what", "what's", "whats", "may", "can", "could", "share", "provide", "leave",
        "give", "need", "enter", "who", "who's", "whom", "tell", "send", "type", "confirm", "drop",
        "let", "grab", "get", "how", "which", "cuál", "cual", "puede", "quel", "votre", "su", "tu",
        "nombre", "nom",
    ]);
    let words = sentence
        .iter()
        .filter(|token| token.kind == TokenKind::Word)
        .count();
    if !(question || asks || words <= 6) {
        return Asked::default();
    }
    let thanks = has(&["thanks", "thank", "received", "sent"])
        && !question
        && !has(&["please", "could", "may"]);
    if thanks {
        return Asked::default();
    }
    let name = sentence.iter().enumerate().any(|(at, token)| {
        token.is_one_of(&["name", "names", "fullname", "name's", "nombre", "nom"])
            && is_own_name(sentence, at)
    }) || follows(&["whose"], &["name"])
        && has(&["shall", "should", "put", "under", "use", "booking", "for"])
        || has(&["who", "who's"])
            && (has(&[
                "speaking",
                "contact",
                "chatting",
                "talking",
                "this",
                "host",
                "guest",
                "applicant",
                "booking",
            ]) || follows(&["do"], &["i"]))
        || follows(&["call", "address"], &["you"])
            && has(&["what", "how"])
            && !has(&["number", "when", "time"])
        || follows(&["introduce"], &["yourself"]);
    let email = has(&["email", "emails", "mail", "correo", "courriel"]) && !has(&["junk", "spam"])
        || follows(&["inbox"], &["address"]);
    let phone = has(&[
        "phone",
        "phones",
        "cell",
        "mobile",
        "telephone",
        "cellphone",
        "teléfono",
        "telefono",
        "téléphone",
        "whatsapp",
        "celular",
    ]) || sentence.iter().enumerate().any(|(at, token)| {
        token.is_one_of(&["number", "numbers", "#", "no"]) && is_phone_number(sentence, at)
    }) || follows(&["call", "text", "reach"], &["you"])
        && has(&["where", "number", "at"])
        && question;
    let all = has(&["contact"])
        && (has(&[
            "info",
            "information",
            "details",
            "detail",
            "you",
            "who",
            "whom",
            "data",
            "your",
            "name",
        ]) || words <= 4)
        || has(&["details", "info"])
            && has(&["your", "name"])
            && words <= 8
            && !has(&[
                "loan",
                "property",
                "income",
                "employment",
                "job",
                "home",
                "mortgage",
                "account",
            ])
        || !phone
            && has(&["reach"])
            && (follows(&["reach"], &["you"]) || follows(&["reach"], &["out"]))
            && question
            && !has(&["goal", "would", "when", "time"]);
    // "Would you like someone to contact you?" asks for a yes.
    let offers = has(&["would", "want", "shall", "like"])
        && follows(
            &["would", "do", "you", "shall"],
            &["like", "want", "you", "we", "i"],
        )
        && !has(&["name", "email", "phone", "number", "what"]);
    let all = all && !offers;
    Asked {
        name: name || all,
        email: email || all,
        phone: phone && !offers || all,
    }
}

/// Whether "name" at `at` means the client's own.
fn is_own_name(sentence: &[Token<'_>], at: usize) -> bool {
    const OF_OTHERS: [&str; 34] = [
        "maiden",
        "pet",
        "pet's",
        "company",
        "business",
        "employer",
        "employer's",
        "user",
        "agent's",
        "agent",
        "realtor's",
        "realtor",
        "street",
        "bank",
        "bank's",
        "lender",
        "lender's",
        "spouse's",
        "wife's",
        "husband's",
        "co",
        "borrower's",
        "file",
        "domain",
        "brand",
        "mother's",
        "father's",
        "child's",
        "screen",
        "seller's",
        "builder's",
        "servicer's",
        "whose",
        "his",
    ];
    let before = &sentence[at.saturating_sub(2)..at];
    if before.iter().any(|token| token.is_one_of(&OF_OTHERS)) {
        return false;
    }
    // "the name of your childhood pet", but "the name of the applicant" and "name on the account"
    let of = sentence.get(at + 1).is_some_and(|token| token.is("of"));
    !of || sentence[at..]
        .iter()
        .any(|token| token.is_one_of(&["applicant", "borrower", "person", "yours", "account"]))
}

/// Whether "number" at `at` is one to call.
fn is_phone_number(sentence: &[Token<'_>], at: usize) -> bool {
    const OF_THINGS: [&str; 38] = [
        "account",
        "loan",
        "order",
        "policy",
        "reference",
        "ref",
        "card",
        "security",
        "social",
        "case",
        "claim",
        "confirmation",
        "routing",
        "house",
        "unit",
        "street",
        "license",
        "id",
        "ticket",
        "file",
        "application",
        "tracking",
        "apn",
        "parcel",
        "this",
        "that",
        "any",
        "rough",
        "ballpark",
        "a",
        "exact",
        "right",
        "magic",
        "room",
        "flight",
        "tax",
        "pin",
        "member",
    ];
    let before = &sentence[at.saturating_sub(1)..at];
    if before.iter().any(|token| token.is_one_of(&OF_THINGS))
        || sentence.get(at + 1).is_some_and(|next| next.is("of"))
    {
        return false;
    }
    let says = |words: &[&str]| sentence.iter().any(|token| token.is_one_of(words));
    before.iter().any(|token| {
        token.is_one_of(&[
            "contact", "callback", "best", "good", "daytime", "your", "work", "home",
        ])
    }) || says(&["reach", "call", "text", "name", "email"])
}
