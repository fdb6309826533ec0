//! Which labels a free wording means, by its words.

use std::sync::LazyLock;

use regex::Regex;

struct Named {
    label: &'static str,
    words: Regex,
}

fn table(rows: &[(&'static str, &str)]) -> Vec<Named> {
    rows.iter()
        .map(|(label, words)| Named {
            label,
            words: Regex::new(words).expect("the pattern is fixed"),
        })
        .collect()
}

static LOAN: LazyLock<Vec<Named>> = LazyLock::new(|| {
    table(&[
        ("heloc", r"heloc|line of credit|equity line"),
        (
            "home_equity",
            r"home equity(?: loan)?$|home equity loan|equity loan|second mortgage",
        ),
        ("reverse", r"reverse|hecm"),
        ("fha", r"\bfha\b"),
        ("va", r"\bva\b|veteran|irrrl"),
        ("usda", r"usda|rural dev"),
        ("jumbo", r"jumbo"),
        ("dscr", r"dscr|debt service"),
        ("bank_statement", r"bank statement"),
        ("construction", r"construct|one time close|single close"),
        ("hard_money", r"hard money|bridge"),
        ("conventional", r"conventional|conforming"),
        ("fixed", r"\bfixed?\b"),
        ("arm", r"\barm\b|adjustable|variable|tracker|\d/\d"),
    ])
});

static PROPERTY: LazyLock<Vec<Named>> = LazyLock::new(|| {
    table(&[
        ("townhouse", r"town ?ho(?:use|me)|row ?house|terraced"),
        ("semi_detached", r"semi"),
        (
            "multi_family",
            r"multi|duplex|triplex|four ?plex|quad ?plex|[2-4] ?units?\b|two family",
        ),
        (
            "manufactured",
            r"manufactured|mobile|double ?wide|single ?wide|trailer|modular",
        ),
        ("condo", r"condo|\bflat\b|apartment|\bapt\b"),
        ("apartment", r"apartment|\bflat\b|\bapt\b|condo"),
        ("land", r"\bland\b|\blots?\b|acre"),
        ("second_home", r"second home|vacation|lake house|holiday"),
        ("coop", r"\bco ?op\b"),
        (
            "single_family",
            r"single ?fam|\bsfr\b|\bsfh\b|\bhouse\b|detached|ranch|colonial|bungalow|^home$|primary residence",
        ),
    ])
});

static WORK: LazyLock<Vec<Named>> = LazyLock::new(|| {
    table(&[
        (
            "self_employed",
            r"self|1099|contractor|freelanc|owner|owns?\b|sole prop|own business|entrepreneur",
        ),
        (
            "unemployed",
            r"unemploy|between jobs|lost (?:\w+ )?job|laid off|not working|no job",
        ),
        ("retired", r"retire|pension"),
        (
            "military",
            r"military|active duty|navy|army|air force|marine|service ?member|veteran",
        ),
        ("student", r"student|grad school"),
        ("part_time", r"part ?time"),
        (
            "employed",
            r"^employed|[^nf] employed|w ?2|full ?time|salar|permanent|paye|works?\b|\bjob\b",
        ),
    ])
});

static INTENT: LazyLock<Vec<(Named, &'static str)>> = LazyLock::new(|| {
    let rows: [(&'static str, &str, &'static str); 22] = [
        ("buyout", r"buy ?out|buying out", "refi"),
        (
            "cash_out",
            r"cash ?out|pull (?:out )?(?:cash|money|equity)",
            "refi",
        ),
        ("debt_consolidation", r"debt|consolidat", "refi"),
        ("reverse_mortgage", r"reverse", "refi"),
        ("heloc", r"heloc|line of credit|equity line", "refi"),
        (
            "home_equity",
            r"home equity loan|home equity$|home equity or|equity loan",
            "refi",
        ),
        ("balance_transfer", r"balance transfer", "refi"),
        ("renewal", r"renew", "refi"),
        ("streamline", r"streamline|irrrl", "refi"),
        (
            "refinance",
            r"refi|remortgag|rate and term|renewal|balance transfer",
            "refi",
        ),
        ("first_time_buyer", r"first (?:time|home)", "buy"),
        ("preapproval", r"pre ?approv|pre ?qual", "buy"),
        ("construction", r"construct|\bbuild", "buy"),
        ("investment", r"invest|rental", "buy"),
        (
            "purchase",
            r"purchas|\bbuy\b|\bbuy a|buying (?:a|an|the|our|my|house|home)|new home",
            "buy",
        ),
        ("rate_lock", r"\block", "service"),
        (
            "hardship",
            r"hardship|forbear|loss of income|job loss|cannot (?:pay|afford)",
            "service",
        ),
        ("loan_modification", r"modif", "service"),
        ("complaint", r"complain|escalat|dispute", "service"),
        (
            "status",
            r"status|existing (?:application|file)|document",
            "service",
        ),
        (
            "rate_inquiry",
            r"\brates?\b|quote|compar|shop|pricing|inquiry",
            "info",
        ),
        ("other", r"other|general|insurance|off topic|spam", "info"),
    ];
    rows.into_iter()
        .map(|(label, words, family)| {
            (
                Named {
                    label,
                    words: Regex::new(words).expect("the pattern is fixed"),
                },
                family,
            )
        })
        .collect()
});

/// Labels that may stand beside another one without contradicting it.
fn is_neutral(key: &str, label: &str) -> bool {
    match key {
        "loan_type" => matches!(label, "fixed" | "arm"),
        "property_type" => label == "second_home",
        _ => label == "part_time",
    }
}

fn flat(text: &str) -> String {
    text.to_lowercase()
        .replace(['-', '_', '/', ','], " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether the wording means an accepted label and none that contradicts it.
pub(super) fn label_matches(key: &str, accept: &[String], wording: &str) -> bool {
    let table = match key {
        "loan_type" => &LOAN,
        "property_type" => &PROPERTY,
        _ => &WORK,
    };
    let wording = flat(wording);
    let mut meant: Vec<&str> = table
        .iter()
        .filter(|row| row.words.is_match(&wording))
        .map(|row| row.label)
        .collect();
    if meant.is_empty() && key == "employment_status" {
        // An occupation, such as "teacher".
        meant.push("employed");
    }
    let accepted = |label: &str| accept.iter().any(|known| known == label);
    let related = |label: &str| match label {
        "condo" | "apartment" => accepted("condo") || accepted("apartment"),
        "single_family" => ["semi_detached", "second_home", "manufactured", "land"]
            .iter()
            .any(|other| accepted(other)),
        "employed" => {
            accepted("part_time")
                || accepted("military")
                || accepted("self_employed") && meant.contains(&"self_employed")
        }
        _ => false,
    };
    meant.iter().any(|label| accepted(label))
        && meant
            .iter()
            .all(|label| accepted(label) || is_neutral(key, label) || related(label))
}

/// Whether the wording means an accepted intent and none of another family.
pub(super) fn intent_matches(accept: &[String], wording: &str) -> bool {
    let wording = flat(wording);
    let meant: Vec<(&str, &str)> = INTENT
        .iter()
        .filter(|(row, _)| row.words.is_match(&wording))
        .map(|(row, family)| (row.label, *family))
        .collect();
    let accepted = |label: &str| accept.iter().any(|known| known == label);
    let families: Vec<&str> = INTENT
        .iter()
        .filter(|(row, _)| accepted(row.label))
        .map(|(_, family)| *family)
        .collect();
    meant.iter().any(|(label, _)| accepted(label))
        && meant.len() <= 5
        && meant
            .iter()
            .all(|(_, family)| *family == "info" || families.contains(family))
}
