//! Loan type, property type and employment, from the words for them.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::ask::{Ask, has};

/// A label and the words it was read from.
#[derive(Clone, Debug)]
pub(super) struct Label {
    pub(super) text: &'static str,
    pub(super) span: Range<usize>,
    /// 3 where it was the answer or said plainly, 1 for a hint.
    pub(super) strength: u8,
}

struct Rule {
    label: &'static str,
    strength: u8,
    pattern: Regex,
}

fn rules(table: &[(&'static str, u8, &str)]) -> Vec<Rule> {
    table
        .iter()
        .map(|(label, strength, pattern)| Rule {
            label,
            strength: *strength,
            pattern: Regex::new(pattern).expect("the pattern is fixed"),
        })
        .collect()
}

static LOAN: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    rules(&[
        (
            "Reverse mortgage",
            3,
            r"\breverse mortgage|\breverse\b|\bhecm\b",
        ),
        (
            "HELOC",
            3,
            r"\bheloc\b|\b(?:home )?equity line|\bline of credit\b|\bequity loc\b|\b(?:on|get|open|opening|want|have|like|for|set up|need) (?:a|the) (?:credit )?line\b(?: of (?:about |around |up to )?\$?\d)?",
        ),
        (
            "Home equity loan",
            3,
            r"\bhome[- ]equity loan|\bequity loan|\bhome equity\b|\b(?:take|get|want|need|for) (?:out )?a (?:second|2nd) mortgage",
        ),
        ("DSCR", 3, r"\bdscr\b|\bdebt service coverage"),
        (
            "Bank statement",
            3,
            r"\bbank[- ]statement (?:loan|mortgage|program|product|option|type|refi)|\bbank statements?\b.{0,24}\b(?:loan|qualify)|\bqualify\b.{0,16}\bbank statements|\b(?:with|using|on|via|by) (?:just |only |my |our )*(?:\d+ (?:or \d+ )?months?'? (?:of )?)?(?:my |our )?(?:business |personal )?bank statements",
        ),
        ("USDA", 3, r"\busda\b|\brural (?:development|housing|loan)"),
        (
            "VA",
            3,
            r"\birrrl\b|\bva (?:loan|mortgage|benefit|refi|home loan|eligib|entitle|irrrl|streamline|rate|appraisal|purchase|cash|jumbo|30|15|fixed|guarant|disab)|\b(?:my|her|his|our|the|use|using|a|with|through|via|existing|current|currently|have|got|is|it'?s|be|want|on) va\b|^\W*va\W*$|\bva (?:or|and) (?:fha|conv)|\bveterans? (?:loan|mortgage|benefit)|\bcoe\b",
        ),
        ("FHA", 3, r"\bfha\b"),
        ("Jumbo", 3, r"\bjumbo\b"),
        ("Hard money", 3, r"\bhard[- ]money|\bbridge loan|\bbridging"),
        (
            "Construction",
            3,
            r"\bconstruction[- ](?:to[- ]perm|loan|financ|mortgage)|\bone[- ]time[- ]close|\bsingle[- ]close|\bconstruction to permanent|\bself[- ]build mortgage|\bowner[- ]build|\bbuild budget|\bfinance (?:a|an|the|my|our) (?:\w+ )?build\b",
        ),
        (
            "Conventional",
            3,
            r"\bconventional\b|\bconforming\b|\bconv\b(?: loan)?|\bconventional loan|\bfannie|\bfreddie",
        ),
        (
            "Adjustable rate (ARM)",
            2,
            r"\barm\b|\badjustable|\b(?:5|7|10)[/-](?:1|6)\b|\bvariable(?: rate)?\b|\btracker\b",
        ),
        (
            "Fixed rate",
            2,
            r"\bfixed\b|\b(?:\d+|two|three|five|ten)[- ]?(?:years?|yrs?) fix\b|\bfixed[- ]rate|\bfixe\b|\bfijo\b",
        ),
    ])
});

static PROPERTY: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    rules(&[
        (
            "Manufactured home",
            3,
            r"\bmanufactured\b|\bmobile home|\bd(?:ou|u)bb?le[- ]?wide|\bsingle[- ]?wide|\btrailer\b|\bmodular\b",
        ),
        (
            "Townhouse",
            3,
            r"\btown[- ]?(?:house|home)s?\b|\brow[- ]?(?:house|home)|\bterraced\b",
        ),
        ("Semi-detached", 3, r"\bsemi[- ]?detached|\bsemi\b"),
        (
            "Multi-family",
            3,
            r"\bmulti[- ]?(?:family|unit)|\bduplex|\btriplex|\bfour[- ]?plex|\b[234][- ]?plex|\bquad[- ]?plex|\b(?:2|3|4|two|three|four)[- ](?:unit|family)|\btwo[- ]flat|\bthree[- ]flat",
        ),
        ("Co-op", 3, r"\bco-op\b|\bcoop\b|\bcooperative\b"),
        (
            "Second home",
            3,
            r"\bsecond home|\bvacation (?:home|house|place|property)|\blake ?house|\bbeach ?house|\bholiday home|\bcabin\b|\bcottage\b|\b2nd home",
        ),
        (
            "Condo",
            3,
            r"\bcondos?\b|\bcondominium|\bapartment\b|\bflats?\b|\b\d ?bhk\b|\bdepartamento\b|\bpenthouse\b|\bappartement\b|\bloft\b",
        ),
        ("Townhouse", 3, r"\bbrownstone"),
        (
            "Land",
            3,
            r"\b(?:vacant|raw|empty|buildable|some|own|buy|bought|the|acres? of) land\b|\bvacant lot|\b(?:building|empty|a) lot\b|\blot loan|\bland loan|\bacreage|\bplot of land",
        ),
        (
            "Single-family home",
            3,
            r"\bsingle[- ]?fam(?:ily)?\b|\bsfr\b|\bsfh\b|\bdetached\b|\branch(?:[- ]style| home| house)?\b|\bcolonial\b|\bbungalow\b|\bcraftsman\b|\bcape cod\b|\bsplit[- ]level|\bvictorian\b|\btudor\b|\bfarmhouse\b|\bvilla\b|\bstarter home|\bprimary residence|\bunifamiliar",
        ),
        (
            "Single-family home",
            2,
            r"\b(?:small|big|bigger|older|new|whole|story|bed|bedroom|br|k|000|regular|normal|our|my|the|a|this|family|parents'?|mom'?s|mother'?s|first|dream) house\b|^\W*(?:a |just a |it'?s a |its a )?(?:house|home|casa|maison)\b|\bcasa\b|\bmaison\b|\bhouse in\b|\bhouse\b",
        ),
    ])
});

static WORK: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    rules(&[
        (
            "Self-employed",
            3,
            r"\bself[- ]?employ|\b1099\b|\bfreelanc|\bindependent contractor|\bown (?:my|a|our|an|the) (?:own )?(?:\w+ )?(?:\w+ )?(?:business|company|shop|firm|restaurant|practice|salon|store|agency|studio|truck|bakery|bar|cafe|garage|farm|llc|franchise|dealership|clinic|gym)|\bbusiness owner|\bowner[- ]operator|\bsole prop|\bschedule c\b|\bs[- ]?corp\b|\bmy (?:own )?(?:\w+ )?(?:business|company|llc)\b|\bcontract work|\brent(?:ing)? a (?:chair|booth)\b|\b(?:run|started|have|got) (?:my|a|our) (?:own |small )?(?:\w+ )?(?:business|company)|\bi'?m a contractor|\bgig work|\buber\b|\bdoordash|\bautónom|\bnegocio propio|\b(?:mi|nuestro) (?:propio )?negocio|\bown (?:two|three|four|2|3|4|5|several|a few|a couple of|some) (?:\w+ )?(?:\w+ )?(?:shops|stores|restaurants|businesses|salons|trucks|franchises|companies|clinics|gyms|bars|bakeries|laundromats|food trucks)\b|\bentrepreneur|\brealtor myself|\bproprietor\b|\bpor mi cuenta\b|\bi do the 1099|\bwrit\w* (?:everyth\w*|it all|so much|a lot) off|\bwrite[- ]offs?\b|\bafter (?:expenses|fuel|deductions|costs)\b|\bwork(?:s|ing)? for (?:my|him|her)self\b|\bmy (?:drivers|employees|clients|customers)\b|\b1120s?\b|\bltd company director|\bsole trader",
        ),
        (
            "Retired",
            3,
            r"\bretired\b|\bretiree|\bpensioner|\bon (?:a )?pension|\bmy pension|\bpension\b|\bsocial security (?:income|check|of|is|benefits?)\b|\bon social security\b|\blive on social security|\bss (?:income|check|of)\b|\bjubilad|\bretirement income|\bretrait",
        ),
        (
            "Unemployed",
            3,
            r"\bunemployed|\blaid off|\blost (?:my|his|her|our|the) job|\bbetween jobs|\bout of work|\bnot working|\bno job\b|\bgot fired|\blet go\b|\bfurlough|\bredundan|\bcurrently not employed|\bno (?:longer )?employed",
        ),
        (
            "Military, active duty",
            3,
            r"\bactive[- ]duty|\bin the (?:army|navy|air force|marines|coast guard|military|national guard|reserves)\b|\b(?:army|navy|usaf|air force|marine) (?:sergeant|captain|officer|lieutenant|major|pilot|nurse|staff|e-?\d)|\bpcs(?:ing)?\b|\bdeployed\b|\bserving in\b|\bservice ?member|\bstationed\b|\bstaff sergeant",
        ),
        (
            "Part-time",
            3,
            r"\bpart[- ]?time\b|\b(?:only )?work(?:ing)? (?:half[- ]days?|half[- ]time|a few hours|two days|three days)\b",
        ),
        (
            "Student",
            3,
            r"\b(?:full[- ]time |grad(?:uate)? |phd |college |medical |law )student\b|\bi'?m a student|\bgrad school|\bin med school",
        ),
        (
            "Employed",
            3,
            r"\bw-? ?2\b|\bfull[- ]?time\b|\bsalaried|\bpaye\b|\bemployed\b|\bemployee\b|\bdrive (?:for|a (?:bus|truck|forklift|cab|van|delivery truck))\b|\bwork (?:at|for|as|in|full)\b|\bworks (?:at|for|as|in|full)\b|\bworking (?:at|for|as|in|full)\b|\bi'?ve (?:been|worked)(?: \w+){0,3} (?:at|for|with) |\bmy (?:employer|boss|job|paycheck|paystub|salary)|\bpermanent (?:job|contract|position|role|employ)|\bsame (?:job|employer|company)|\bon salary|\bpay ?stubs?|\btrabajo (?:en|para|como)|\bon the job|\bnew job|\bjob offer|\bstarted (?:a |at |as )|\bhired\b|\bcivil servant|\btenured|\bi (?:teach|drive (?:for|a)|nurse|weld|code|manage|cook at|clean at|deliver for)\b|\bi'?m (?:with|at|over at) (?:the|a) (?:city|county|state|post|hospital|plant|school|port|airport|university|bank|va)|\bat the (?:plant|post office|hospital|port|mill|factory|warehouse|school|university|county|city)\b|\bhours (?:were |got )?(?:cut|reduced)\b|\btake[- ]home\b|\bpayg\b|\btrabaj(?:o|amos) (?:en|para|como|de)\b|\bhours? a week\b|\bhrs a (?:wk|week)\b",
        ),
        (
            "Employed",
            2,
            r"\b(?:nurse|rn|teacher|engineer|electrician|plumber|firefighter|police(?: officer)?|cop|accountant|manager|software|developer|programmer|pharmacist|physician|doctor|dentist|lawyer|attorney|driver|mechanic|technician|analyst|professor|librarian|welder|cook|chef|clerk|cashier|supervisor|foreman|paramedic|emt|therapist|operator|machinist|carpenter|secretary|receptionist|scientist|consultant|designer|administrator|principal|custodian|janitor|postal|mail carrier|lineman|pilot|flight attendant|social worker|paralegal|banker|teller|director|executive|vp|physio|surgeon|veterinarian|hygienist|nhs|usps|fedex|ups|amazon|walmart|costco|boeing|hospital|school district|county|government|federal|warehouse|factory|union|civil|council|enfermer[ao]|maestr[ao]|ingenier[ao]|obrer[ao]|conserje|mesero|cociner[ao])\b",
        ),
        (
            "Employed",
            1,
            r"\bsalary\b|\bwages?\b|\bpaychecks?\b|\ban? hour\b|\bhourly\b|\bovertime\b|\bsueldo\b|\bbonus\b|\bjob\b",
        ),
    ])
});

pub(super) fn loan_type(lower: &str, ask: &Ask) -> Option<Label> {
    let mut fixed = None;
    for rule in LOAN.iter() {
        let Some(span) = stated(&rule.pattern, lower) else {
            continue;
        };
        match rule.label {
            // A state, not a loan: "Norfolk, VA".
            "VA" if lower[..span.start].ends_with(", ")
                || [" hospital", " clinic", " medical", " nurse", " center"]
                    .iter()
                    .any(|place| lower[span.end..].starts_with(place)) => {}
            // "Second mortgage, HELOC?" "HELOC with 22k drawn": another loan than this one.
            "HELOC" if ask.elsewhere => {}
            // "5/1" may be a date; "construction" a job.
            "Adjustable rate (ARM)"
                if lower[span.clone()].contains("arm")
                    && has(
                        lower,
                        &["arm and a leg", "broke my arm", "hurt my arm", "broken arm"],
                    ) => {}
            "Adjustable rate (ARM)" | "Fixed rate" => {
                fixed = fixed.or(Some(Label {
                    text: rule.label,
                    span,
                    strength: rule.strength,
                }));
            }
            "Home equity loan"
                if has(&lower[span.end..], &[" line"])
                    && lower[span.end..].starts_with(" line") => {}
            _ => {
                return Some(Label {
                    text: rule.label,
                    span,
                    strength: rule.strength,
                });
            }
        }
    }
    // "fixed income" is no loan.
    fixed.filter(|label| {
        let mended = has(lower, &["got fixed", "fixed up", "fixed it", "fixed the"]);
        let asked = ask.text.contains("fixed");
        !lower[label.span.end..].starts_with(" income") && (asked || !mended)
    })
}

pub(super) fn property_type(lower: &str, ask: &Ask) -> Option<Label> {
    // "forget the condo, we want a house": what is denied is passed over by `stated`.
    for rule in PROPERTY.iter() {
        let Some(span) = stated(&rule.pattern, lower) else {
            continue;
        };
        let weak = rule.strength < 3 && !ask.property_type;
        if rule.label == "Condo"
            && has(&lower[span.clone()], &["flat"])
            && has(lower, &["flat fee", "flat rate", "flat out", "flat roof"])
        {
            continue;
        }
        if rule.label == "Semi-detached"
            && has(
                lower,
                &[
                    "semi-retired",
                    "semi retired",
                    "semi truck",
                    "semi-truck",
                    "semi driver",
                ],
            )
        {
            continue;
        }
        if rule.label == "Single-family home"
            && &lower[span.clone()] == "ranch"
            && has(lower, &["ranch hand"])
        {
            continue;
        }
        // "my neighbor lost her house"
        let before = &lower[..span.start];
        if weak
            && ["her ", "his ", "their "]
                .iter()
                .any(|whose| before.ends_with(whose))
            && has(
                before,
                &["neighbor", "neighbour", "friend", "cousin", "coworker"],
            )
        {
            continue;
        }
        let elsewhere = ask.elsewhere;
        if elsewhere {
            continue;
        }
        return Some(Label {
            text: rule.label,
            span,
            strength: if ask.property_type {
                3
            } else if weak {
                1
            } else {
                2
            },
        });
    }
    None
}

pub(super) fn employment(lower: &str, ask: &Ask) -> Option<Label> {
    let mut best: Option<Label> = None;
    for rule in WORK.iter() {
        let Some(span) = stated(&rule.pattern, lower) else {
            continue;
        };
        let mut strength = rule.strength;
        let before = &lower[..span.start];
        let tail = before
            .get(before.len().saturating_sub(40)..)
            .unwrap_or(before);
        let other = has(
            tail,
            &[
                "wife", "husband", "spouse", "her ", "his ", "she ", "he ", "partner", "hubby",
                "shes ", "hes ", "dad", "mom", "mum", "mother", "father", "parent", "son ",
                "daughter",
            ],
        );
        if other {
            let at_home = has(
                lower,
                &["stay at home", "stay-at-home", "homemaker", "housewife"],
            );
            strength = strength.saturating_sub(if at_home { 3 } else { 2 });
        }
        if rule.label == "Retired"
            && has(
                lower,
                &[
                    "when i retire",
                    "before i retire",
                    "until retire",
                    "before retire",
                ],
            )
            && !has(lower, &["retired"])
        {
            continue;
        }
        if rule.label == "Employed"
            && strength == 2
            && !ask.employment
            && has(
                lower,
                &["my realtor", "lawyer said", "my accountant", "my attorney"],
            )
        {
            continue;
        }
        let strength = if ask.employment && strength > 0 && !other {
            strength.max(2)
        } else {
            strength
        };
        if best.as_ref().is_none_or(|best| strength > best.strength) {
            best = Some(Label {
                text: rule.label,
                span,
                strength,
            });
        }
    }
    best.filter(|best| best.strength > 0)
}

/// The first place where the pattern stands and is not denied: "no FHA", "not a condo".
fn stated(pattern: &Regex, lower: &str) -> Option<Range<usize>> {
    pattern
        .find_iter(lower)
        .map(|hit| hit.range())
        .find(|span| {
            let mut from = span.start.saturating_sub(44);
            while !lower.is_char_boundary(from) {
                from += 1;
            }
            let before = &lower[from..span.start];
            let clause = before
                .rsplit([',', '.', ';', '!', '?', '\n'])
                .next()
                .unwrap_or(before);
            !has(
                clause,
                &[
                    "not ",
                    "no ",
                    "n't want",
                    "dont want",
                    "forget the",
                    "instead of",
                    "rather than",
                    "isn't",
                    "without ",
                    "never ",
                    "other than",
                    "don't like",
                    "selling ",
                    "sell our",
                    "sell my",
                ],
            ) || has(clause, &["not sure", "no longer", "not just"])
        })
}

/// The label of a field that a free wording means: "single family" is "Single-family home".
#[cfg(feature = "openai")]
pub(in crate::extract) fn labels_in(path: &str, wording: &str) -> Option<&'static str> {
    let lower = wording.to_ascii_lowercase();
    label_of(path, &lower).map(|label| label.text)
}

/// Where a client's message says what the label means.
#[cfg(feature = "openai")]
pub(in crate::extract) fn label_span(path: &str, text: &str, label: &str) -> Option<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    label_of(path, &lower)
        .filter(|found| found.text == label)
        .map(|found| found.span)
}

#[cfg(feature = "openai")]
fn label_of(path: &str, lower: &str) -> Option<Label> {
    let nothing_asked = Ask::default();
    match path {
        "loan_details.loan_type" => loan_type(lower, &nothing_asked),
        "loan_details.property_type" => property_type(lower, &nothing_asked),
        _ => employment(lower, &nothing_asked),
    }
}
