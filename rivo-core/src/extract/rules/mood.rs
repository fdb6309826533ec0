//! Sentiment and urgency.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use crate::model::context::{Sentiment, Urgency};

static ANGER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\b(?:unacceptable|ridiculous|furious|angry|outrage|outrageous|livid|pissed|disgust\w*|infuriat\w*|fed up|sick (?:and tired|of)|had enough|terrible|horrible|awful|worst|nightmare|joke\b.{0,10}service|incompeten\w*|useless|",
        r"scam\w*|lied to|lying|liars?|rip[- ]?off|ripped off|screwed|bullshit|wtf|damn|hell is|what the hell|stupid|pathetic|shame on|lawsuit|sue you|attorney general|cfpb|never again|wasting my time|waste of time|jerk\w* around|run ?around|",
        r"frustrat\w*|annoy\w*|upset|unhappy|disappointed|hate|appalling|absurd|insult\w*|you people|robbery|daylight robbery|unbelievable|messed up|(?:nobody|no one) (?:told|warned|informed)|feel sick|",
        r"scared|terrified|afraid|frightened|panic\w*|desperate\w*|devastat\w*|distress\w*|depress\w*|heartbroken|crying|in tears|sobbing|freaking out|losing (?:the|our|my) (?:house|home)|lose (?:the|our|my) (?:house|home)|anxious|anxiety|overwhelm\w*|stress\w*|",
        r"can'?t sleep|worried sick|so worried|really worried|very worried|hopeless|ashamed|embarrass\w*|at my wits|end of my rope|don'?t know what to do|beside myself|nervous wreck|drowning|",
        r"enojad[oa]|desesperad[oa]|en col[eè]re|inacceptable|asustad[oa])\b",
    ))
    .expect("the pattern is fixed")
});

static WEAK_ANGER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:again\b.{0,3}!|still waiting|nobody (?:calls|called|answers)|no one (?:calls|called|answers)|they better|you better|third time|for weeks|keeps? (?:asking|losing|changing)|lost my|worried|nervous|turned (?:me |us )?down|seriously\?|come on|how hard|not happy|tired of|struggling)\b|!{2,}|\?{2,}").expect("the pattern is fixed")
});

static DELIGHT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\b(?:so excited|excited|thrilled|delighted|ecstatic|over the moon|overjoyed|can'?t wait|amazing|awesome|wonderful|fantastic|fabulous|incredible|brilliant|lifesaver|life saver|made my day|best news|great news|",
        r"(?:you'?ve been|you are|you'?re|you were) (?:so |very |really |super |incredibly )?(?:helpful|great|kind|awesome|amazing|wonderful|the best|a star|lovely|patient|sweet)|thank you so (?:much|very)|thanks so much|thanks a (?:million|bunch|ton)|many thanks|really appreciate|so appreciate|appreciate (?:you|it|this|that|your)|",
        r"(?:so|very|really) kind|kind and patient|lovely service|ever so much|you made (?:this|it) (?:so )?(?:easy|simple|painless|fun)|thank you (?:so|very) much|so happy|very happy|really happy|super happy|happy dance|so glad|love (?:it|this|that|you|how|your|working|my)|so grateful|grateful|so thankful|pleasantly surprised|exceeded|yay|woo ?hoo|hooray|so helpful|very helpful|super helpful|dream (?:home|house|come true)|blessed|perfect,? thank|muchas gracias|mil gracias|encantad[oa]|merci beaucoup|ravi)\b",
    ))
    .expect("the pattern is fixed")
});

static SOON: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\b(?:asap|a\.s\.a\.p|urgent\w*|emergency|immediately|right away|(?:help|call|need|answer|someone)\b.{0,24}\bright now|as soon as possible|call me (?:now|today|asap|back today|right|immediately|tonight|this (?:morning|afternoon))|need (?:an answer|this|it|to know|help|someone) (?:today|now|tomorrow|by tomorrow|tonight)|",
        r"(?:by|before|due|due on|until|this|expires|expires on|end of) (?:the end of )?(?:today|tonight|tomorrow|this week|the week|next week|eod|end of day|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|(?:close|closing|closes|due|auction|settlement|deadline|expires?|expiring|lock|funding)\b.{0,24}\b(?:today|tomorrow|this week|next week|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|",
        r"next (?:monday|tuesday|wednesday|thursday|friday)|(?:this|next) week\b.{0,20}\b(?:clos|deadline|auction|sale)|auction|in a few days|within days|couple (?:of )?days|lo antes posible|urgente|hoy mismo|d[eè]s que possible|first thing tomorrow|within (?:the|an|\d{1,2}|one|two) hours?|within the (?:day|week)|(?:want|need|expect|get|give)\b.{0,16}\b(?:call|callback|answer|response|reply|it back|money|refund)\b.{0,12}\b(?:today|tonight|now|this minute)|(?:offer|bid|close|closing|contract|auction)\b.{0,16}\bthis weekend|hit me up (?:today|now|asap)|last minute|running out of time|out of time)\b",
    ))
    .expect("the pattern is fixed")
});

static SPAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:in|within|so|so like|that'?s|roughly|bout|finishes in|starts? in|next|under|less than|about|only|have|just|got|expires in|due in|by|the next|is|runs out in|ends in|up in|over the next|for the next|coming up in|needs? to close in|en|dentro de|dans)\s+(?:the next |about |around |roughly |bout |nearly |just under |only |just |like |like about |under |less than |a |like a |another )?(\d{1,3}|a|one|two|three|four|five|six|seven|eight|ten|twelve|fifteen|thirty|forty[- ]five|sixty|ninety|couple(?: of)?|few)(?:\s?(?:-|–|to|or)\s?(\d{1,3}|two|three|four|six))?\s?-?(?:more )?(business days?|days?|weeks?|wks?|months?|mos?|días|semanas|meses|jours|semaines|mois)\b|\b(\d{1,3})\s?-?(days?|weeks?) (?:left|away|out|from now|to go|notice|to close|close)\b").expect("the pattern is fixed")
});

static DATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\b(?:under contract|in contract|offer (?:was |got |just |is )?(?:just )?accepted|accepted (?:my|our|the) offer|signed (?:a|the) (?:contract|purchase)|closing (?:date|is|on|in|set|scheduled)|close (?:by|before|on|in) (?:the )?(?:end of|mid|early|late|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d)|next month|within (?:the|a) month|end of (?:next |this |the )?month|this month|mid[- ]?(?:january|february|march|april|may|june|july|august|september|october|november|december)|",
        r"(?:by|before|in|until|end of|early|late|ends?|expires?|due|renews?|closing|close|starts?) (?:the end of |early |late |mid[- ]?|in |on )?(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec)\b|(?:january|february|march|april|june|july|august|september|october|november|december) \d{1,2}|",
        r"lease (?:is |ends|expires|runs|up|ending)|(?:before|when|by) school starts|before the school year|before (?:the )?(?:baby|winter|christmas|thanksgiving|spring|summer|fall)|this (?:spring|summer|fall|winter)|pcs orders|rate (?:resets|adjusts|expires)|balloon|arm (?:resets|adjusts)|deadline|fairly soon|pretty soon|next (?:couple|few) (?:of )?months|motivated to move)\b",
    ))
    .expect("the pattern is fixed")
});

static CALM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:no (?:rush|hurry|deadline|urgency)|not (?:urgent|in (?:a|any) (?:rush|hurry)|pressing)|whenever|just (?:looking|browsing|curious|comparing|exploring|shopping)|some ?day|next year|no time ?line|in (?:a|one|two|\d) years?|down the road|eventually|take (?:my|our) time|sin prisa|(?:6|six|8|eight|9|nine|12|twelve) months?)\b").expect("the pattern is fixed")
});

/// The mood of a conversation, as it builds up.
#[derive(Clone, Debug, Default)]
pub(super) struct Mood {
    anger: f32,
    delight: f32,
    anger_at: Option<(usize, Range<usize>)>,
    delight_at: Option<(usize, Range<usize>)>,
    urgency: Urgency,
    urgency_at: Option<(usize, Range<usize>)>,
}

impl Mood {
    /// Takes a client's message, lower-cased, with what was asked before it.
    pub(super) fn read(&mut self, raw: &str, lower: &str, message: usize, asked_when: bool) {
        for hit in ANGER.find_iter(lower) {
            if !softened(lower, hit.start()) {
                self.anger += 1.0;
                self.anger_at.get_or_insert((message, hit.range()));
            }
        }
        for hit in WEAK_ANGER.find_iter(lower) {
            self.anger += 0.4;
            self.anger_at.get_or_insert((message, hit.range()));
        }
        let shouts = raw
            .split_whitespace()
            .filter(|word| {
                word.len() > 3
                    && word
                        .chars()
                        .all(|letter| letter.is_uppercase() || letter.is_ascii_punctuation())
                    && word.chars().filter(|letter| letter.is_alphabetic()).count() > 3
            })
            .count();
        if shouts >= 3 {
            self.anger += 0.5;
        }
        for hit in DELIGHT.find_iter(lower) {
            if !softened(lower, hit.start()) && !lower[hit.start()..].starts_with("love to") {
                self.delight += 1.0;
                self.delight_at.get_or_insert((message, hit.range()));
            }
        }
        let (urgency, span) = urgency_of(lower, asked_when);
        if urgency > self.urgency {
            self.urgency = urgency;
            self.urgency_at = span.map(|span| (message, span));
        }
    }

    pub(super) fn sentiment(&self) -> (Sentiment, Option<(usize, Range<usize>)>) {
        if self.anger >= 0.8 && self.anger >= self.delight {
            (Sentiment::Negative, self.anger_at.clone())
        } else if self.delight >= 1.0 {
            (Sentiment::Positive, self.delight_at.clone())
        } else {
            (Sentiment::Neutral, None)
        }
    }

    pub(super) fn urgency(&self) -> (Urgency, Option<(usize, Range<usize>)>) {
        (self.urgency, self.urgency_at.clone())
    }
}

/// "not upset", "no stress", "don't worry".
fn softened(lower: &str, at: usize) -> bool {
    let mut from = at.saturating_sub(14);
    while !lower.is_char_boundary(from) {
        from += 1;
    }
    ["not ", "n't ", "no ", "never ", "without ", "less "]
        .iter()
        .any(|word| lower[from..at].contains(word))
}

/// The most pressing words so far.
#[derive(Default)]
struct Peak {
    urgency: Urgency,
    span: Option<Range<usize>>,
}

impl Peak {
    fn raise(&mut self, to: Urgency, span: Range<usize>) {
        if to > self.urgency {
            self.urgency = to;
            self.span = Some(span);
        }
    }
}

/// "the decree was final in March", "since the end of May".
fn is_past(lower: &str, at: usize) -> bool {
    let mut from = at.saturating_sub(18);
    while !lower.is_char_boundary(from) {
        from += 1;
    }
    [
        " was ", " were ", "since ", " been ", "bought ", "closed ", "final ", "last ",
    ]
    .iter()
    .any(|word| lower[from..at].contains(word))
}

fn urgency_of(lower: &str, asked_when: bool) -> (Urgency, Option<Range<usize>>) {
    let mut peak = Peak::default();
    let mut far = false;
    if let Some(hit) = DATED.find(lower)
        && !is_past(lower, hit.start())
    {
        peak.raise(Urgency::Medium, hit.range());
    }
    for found in SPAN.captures_iter(lower) {
        let Some(whole) = found.get(0) else { continue };
        let count = found
            .get(1)
            .or_else(|| found.get(4))
            .map_or("", |count| count.as_str());
        let unit = found
            .get(3)
            .or_else(|| found.get(5))
            .map_or("", |unit| unit.as_str());
        let past = lower[whole.end()..].trim_start().starts_with("ago")
            || whole.as_str().starts_with("have")
                && !lower.contains(" left")
                && !lower.contains("to close")
                && !lower.contains("until");
        let past = past
            || lower[..whole.start()].ends_with("been ")
            || lower[whole.end()..].trim_start().starts_with("on the job");
        // "over the last two weeks", "in 6 months of payments"
        let of_reserves = lower[whole.end()..].trim_start().starts_with("of ");
        if past || of_reserves {
            continue;
        }
        let days = days_of(count, unit);
        far |= days > 100.0 && days < 2000.0;
        let soon = if days <= 15.5 {
            Urgency::High
        } else if days <= 100.0 {
            Urgency::Medium
        } else {
            Urgency::Low
        };
        let loose = matches!(
            whole.as_str().split_whitespace().next(),
            Some(
                "is" | "about"
                    | "just"
                    | "only"
                    | "got"
                    | "have"
                    | "so"
                    | "that's"
                    | "thats"
                    | "roughly"
                    | "bout"
            )
        );
        if loose
            && !asked_when
            && ![
                "clos",
                "deadline",
                "expire",
                "due",
                "left",
                "lock",
                "auction",
                "move",
                "settle",
                "need",
                "out by",
                "out of",
                "gotta",
                "have to be",
                "must",
                "before",
                "ends",
                "end of",
                "by the",
            ]
            .iter()
            .any(|word| lower.contains(word))
        {
            continue;
        }
        peak.raise(soon, whole.range());
    }
    // "by the end of the year, so like 7 months from now"
    if far && peak.urgency == Urgency::Medium {
        peak = Peak::default();
    }
    if asked_when
        && !far
        && peak.urgency == Urgency::Low
        && let Some(hit) = BARE_SPAN.captures(lower)
    {
        let days = days_of(
            hit.get(1).map_or("", |count| count.as_str()),
            hit.get(2).map_or("", |unit| unit.as_str()),
        );
        let whole = hit.get(0).map(|whole| whole.range()).unwrap_or_default();
        peak.raise(
            if days <= 15.5 {
                Urgency::High
            } else if days <= 100.0 {
                Urgency::Medium
            } else {
                Urgency::Low
            },
            whole,
        );
    }
    if let Some(hit) = SOON.find(lower) {
        let habit = lower[..hit.start()].ends_with("call me on ")
            || lower.contains("available")
            || lower.contains("works for me")
            || lower.contains("best time");
        if !habit && !softened(lower, hit.start()) {
            peak.raise(Urgency::High, hit.range());
        }
    }
    if CALM.is_match(lower) && peak.urgency < Urgency::High {
        return (Urgency::Low, None);
    }
    (peak.urgency, peak.span)
}

static BARE_SPAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(\d{1,3}|a|one|two|three|four|six|couple|few)(?:\s?(?:-|to|or)\s?\d{1,3})?\s?-?(days?|weeks?|wks?|months?|mos?)\b").expect("the pattern is fixed")
});

fn days_of(count: &str, unit: &str) -> f32 {
    let count: f32 = match count.split(' ').next().unwrap_or("") {
        "a" | "one" => 1.0,
        "two" | "couple" => 2.0,
        "three" | "few" => 3.0,
        "four" => 4.0,
        "five" => 5.0,
        "six" => 6.0,
        "seven" => 7.0,
        "eight" => 8.0,
        "ten" => 10.0,
        "twelve" => 12.0,
        "fifteen" => 15.0,
        "thirty" => 30.0,
        "forty" | "forty-five" => 45.0,
        "sixty" => 60.0,
        "ninety" => 90.0,
        digits => digits.parse().unwrap_or(1000.0),
    };
    let unit = if unit.starts_with("mo") || unit.starts_with("mes") {
        30.0
    } else if unit.starts_with('w') || unit.starts_with("sem") {
        7.0
    } else if unit.starts_with("business") {
        1.4
    } else {
        1.0
    };
    count * unit
}
