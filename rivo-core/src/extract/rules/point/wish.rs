//! What of a clause is a wish.

use std::sync::LazyLock;

use regex::Regex;

static WISH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\b(?:(?:i|we|i'?d|we'?d|would|only|really|just|she|he)\s+(?:really |just |would |'d )?(?:want|wants|need|like|love|prefer|hope)|want(?:ing)? (?:a|an|to|the|no|low|lower|fixed|something)|prefer\w*|hoping|ideally|looking (?:for|to) (?:a |get |lower |keep |stay |pay |drop |reduce |avoid |shorten)|",
        r"no (?:money down|pushy|prepay|more arms?|phone|cash out|monthly payment|emails?|arrangement fees?|second guarantor|llamadas|pmi|points|closing costs?|hoa|mip|escrow|fees|prepayment|pre-payment|lender fees|out of pocket|junk fees|phone calls|calls)|(?:nothing|zero|no money|0) down|pushy|free counsel\w*|(?:money|it) back|refund|within the hour|hit me up|(?:only|just) (?:contact|call|email|text) me|unless|same (?:tenure|term)|porting|contact (?:me|her|him|us) (?:directly|only|today)|email (?:both|us)|not (?:a|my) (?:line|phone)|not giving|unknown numbers|without (?:the monthly payment|pmi|points|closing costs?|escrow)|get rid of|avoid|lowest|low(?:er)? (?:closing|fees|payment|rate|monthly)|lower (?:my|our|the) (?:rate|payment|monthly)|lower payment|",
        r"keep (?:the |my |our |it |a |payment|payments)|stay (?:under|below)|under \$?\d|below \$?\d|max(?:imum)?|at most|no more than|not more than|up to|",
        r"fixed|interest[- ]only|shorter term|longer term|pay (?:it )?off (?:early|faster|in)|biweekly|extra payments|overpay|skip|quick(?:ly)? close|close fast|fast close|",
        r"sub[- ]?\d|closer to|giv(?:e|ing) (?:it|that|this) up|better than|do better|whatsapp|rather (?:than|not)|rolled in|roll (?:it|them|the costs?) in|in writing|landline|by (?:phone|email|text|mail)|phone only|mail me|do(?:n\'t| not) (?:use|have|do|mess with) (?:\w+ )?e-?mail|any (?:time|hour)|best (?:between|after|before|in the|at)|between \d|(?:call|ring) me (?:today|tonight|tomorrow|any)|llam\w+ (?:despu[eé]s|antes|por)|por whatsapp|don\'t bother|do not (?:ask|call|send|contact)|text (?:me|first|is|only|not|please|instead|works|over)|texts?\b|email (?:me|only|is|please|instead|works|over)|call (?:me )?(?:after|before|in the|only|between|during|on)|calls? after|don'?t call|no calls|after \d ?(?:pm)?|evenings?|mornings?|weekends?|weekdays?|lunch|spanish|en español|whatsapp|",
        r"one[- ]story|single[- ]story|single level|\d[- ]?(?:bed|br|bedroom)s?|two bed\w*|three bed\w*|four bed\w*|yard|garage|pool|good schools|school district|near|close to|close by|quiet|acre|small|big|fixer|move[- ]in ready|new construction|downtown|walkable)\b",
    ))
    .expect("the pattern is fixed")
});

/// Wishes for nothing but the loan itself, which is what the client came for.
static CAME_FOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:(?:would |really |just |only )*(?:want|wants|need|like|love|hope|hoping|looking) (?:to |for )?)?",
        r"(?:(?:do|get|buy|purchase|have|find|refi|refinance)(?: |$))?(?:a |an |my |our |the |new |another )*",
        r"(?:refi|refinance|refinancing|mortgage|loan|home loan|house|home|place|property|pre-?approval|pre-?approved)?$",
    ))
    .expect("the pattern is fixed")
});

/// Whether a clause, lower-cased, says a wish.
pub(super) fn is_wish(text: &str) -> bool {
    WISH.is_match(text)
}

/// "get the rate under 6.5 and keep 30 years" is two wishes; what is told before the first is none,
/// unless wishes were asked for. An item stands without the "I" that it began with.
pub(super) fn wishes_in(item: &str, asked: bool) -> Vec<String> {
    let mut parts: Vec<&str> = item.split(" and ").map(str::trim).collect();
    let are_phrases = parts
        .iter()
        .all(|part| part.split_whitespace().count() >= 2);
    if parts.len() != 2 || !are_phrases {
        parts = vec![item];
    } else if !asked && !is_wish(&format!("i {}", parts[0].to_lowercase())) {
        parts.remove(0);
    }
    parts
        .into_iter()
        .filter(|part| !CAME_FOR.is_match(&part.to_lowercase()))
        .map(str::to_owned)
        .collect()
}
