//! What the client wants.

use std::sync::LazyLock;

use regex::Regex;

use super::ask::Ask;

/// One thing that clients want, and how they say it. Lower-cased text.
struct Rule {
    intent: Intent,
    weight: f32,
    pattern: Regex,
}

/// What the client wants, in the order in which one decides over another of the same weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Intent {
    Hardship,
    Modification,
    Complaint,
    RateLock,
    Status,
    Reverse,
    Buyout,
    Streamline,
    BalanceTransfer,
    Renewal,
    DebtConsolidation,
    CashOut,
    Heloc,
    HomeEquity,
    Construction,
    Investment,
    FirstHome,
    Preapproval,
    Refinance,
    Purchase,
    RateInquiry,
    Other,
}

impl Intent {
    /// How the context names it.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Hardship => {
                "Hardship: cannot afford the payment, loan modification or forbearance"
            }
            Self::Modification => "Loan modification (hardship)",
            Self::Complaint => "Complaint, status of an existing file",
            Self::RateLock => "Rate lock",
            Self::Status => "Status of an existing application",
            Self::Reverse => "Reverse mortgage",
            Self::Buyout => "Refinance to buy out a co-owner (buyout)",
            Self::Streamline => "Streamline refinance",
            Self::BalanceTransfer => "Balance transfer, refinance",
            Self::Renewal => "Mortgage renewal or remortgage (refinance)",
            Self::DebtConsolidation => "Debt consolidation, cash-out refinance",
            Self::CashOut => "Cash-out refinance",
            Self::Heloc => "HELOC (home equity line of credit)",
            Self::HomeEquity => "Home equity loan or HELOC",
            Self::Construction => "Construction loan to build a home",
            Self::Investment => "Investment property purchase",
            Self::FirstHome => "First-time home purchase",
            Self::Preapproval => "Pre-approval for a home purchase",
            Self::Refinance => "Refinance",
            Self::Purchase => "Purchase",
            Self::RateInquiry => "Rate inquiry",
            Self::Other => "Other: general question",
        }
    }

    /// The one that the context names so.
    pub(super) fn named(text: &str) -> Option<Self> {
        const ALL: [Intent; 22] = [
            Intent::Hardship,
            Intent::Modification,
            Intent::Complaint,
            Intent::RateLock,
            Intent::Status,
            Intent::Reverse,
            Intent::Buyout,
            Intent::Streamline,
            Intent::BalanceTransfer,
            Intent::Renewal,
            Intent::DebtConsolidation,
            Intent::CashOut,
            Intent::Heloc,
            Intent::HomeEquity,
            Intent::Construction,
            Intent::Investment,
            Intent::FirstHome,
            Intent::Preapproval,
            Intent::Refinance,
            Intent::Purchase,
            Intent::RateInquiry,
            Intent::Other,
        ];
        ALL.into_iter()
            .find(|intent| intent.text().eq_ignore_ascii_case(text))
    }

    /// As the object of "wants …".
    pub(super) const fn wish(self) -> &'static str {
        match self {
            Self::Hardship => "asks for help because the payment cannot be afforded (hardship)",
            Self::Modification => "asks for a loan modification",
            Self::Complaint => "complains about an existing file",
            Self::RateLock => "asks about a rate lock",
            Self::Status => "asks about the status of an existing application",
            Self::Reverse => "asks about a reverse mortgage",
            Self::Buyout => "wants to refinance to buy out a co-owner (buyout)",
            Self::Streamline => "wants a streamline refinance",
            Self::BalanceTransfer => "wants a balance transfer to refinance the home loan",
            Self::Renewal => "has a mortgage renewal coming up",
            Self::DebtConsolidation => "wants to consolidate debt with a cash-out refinance",
            Self::CashOut => "wants to take cash out with a refinance",
            Self::Heloc => "wants a home equity line of credit (HELOC)",
            Self::HomeEquity => "wants a home equity loan",
            Self::Construction => "wants a construction loan to build a home",
            Self::Investment => "wants to buy an investment property",
            Self::FirstHome => "wants to buy a first home (first-time buyer)",
            Self::Preapproval => "wants a pre-approval to buy a home",
            Self::Refinance => "wants to refinance",
            Self::Purchase => "wants to buy a home",
            Self::RateInquiry => "is comparing rates",
            Self::Other => "has a general question",
        }
    }

    pub(super) const fn is_buying(self) -> bool {
        matches!(
            self,
            Self::Construction
                | Self::Investment
                | Self::FirstHome
                | Self::Preapproval
                | Self::Purchase
        )
    }

    pub(super) const fn is_refinancing(self) -> bool {
        matches!(
            self,
            Self::Buyout
                | Self::Streamline
                | Self::BalanceTransfer
                | Self::Renewal
                | Self::DebtConsolidation
                | Self::CashOut
                | Self::Heloc
                | Self::HomeEquity
                | Self::Refinance
                | Self::Reverse
                | Self::Hardship
                | Self::Modification
        )
    }
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    use Intent as I;
    [
        (I::Hardship, 3.2, r"\bhardship|\bforbear|\bforeclos|\bcan'?t (?:afford|pay|make|keep up)|\bcannot (?:afford|pay|make)|\bbehind on (?:my|our|the)|\bmissed (?:\w+ )?(?:\w+ )?payments?|\bfalling behind|\bpast due|\bunable to (?:pay|make)|\bpayment (?:relief|assistance|holiday|deferral)|\bpause (?:my |the )?payments?|\bdefer (?:my |the |a )?payments?|\bstruggling to (?:pay|make)|\bskip a payment|\blos(?:e|ing) (?:the|our|my) (?:house|home)|\b(?:weeks|months?|payments?) behind\b|\bdrowning in (?:\w+ )?(?:debt|bills)"),
        (I::Modification, 3.6, r"\bloan mod(?:ification)?\b|\bmodif(?:y|ication)\b|\bmodifying my\b"),
        (I::Complaint, 3.4, r"\bcomplain|\bfile a complaint|\bunacceptable|\bescalat|\bspeak (?:to|with) (?:a |your |the )?(?:manager|supervisor)|\blost my (?:documents?|docs|file|paperwork|application)|\byou (?:people|guys) (?:lost|keep|never|messed|screwed)|\bnobody (?:calls|called|answers|returns|is calling)|\bno one (?:calls|called|answers|returns|has called)|\bridiculous\b|\bworst (?:service|experience)|\bcfpb\b|\bovercharged|\bmy escrow (?:jumped|went up|analysis)|\b(?:charged|took|taken|takes|debited|drafted|withdrew|pulled|billed)\b.{0,40}\btwice\b|\bdouble[- ](?:charged|billed|drafted|debited)|\bwrong amount|\bwhy (?:did|has|is) my (?:payment|escrow|balance|rate)|\b(?:nobody|no one) (?:told|informed|warned|explained)|\bmessed (?:it |this |that )?up\b|\brobbery\b|\byou (?:denied|charged|sent|told|promised)\b|\bscrewed up|\bstop losing"),
        (I::RateLock, 3.6, r"\block (?:in )?(?:my |the |a |our |that )?rate|\brate[- ]?lock|\block (?:expires|extension|expir)|\block it in\b|\bshould (?:i|we) lock|\bextend (?:my|the|our) lock|\block in\b"),
        (I::Status, 3.2, r"\bstatus (?:of|on)|\bany (?:update|news) on|\bmy (?:application|file)(?: is| has|'s|,| number| status| stands|\?)|\bno clear to close|\bstill (?:no|not) (?:clear|approv|closing|word)\w*|\bwhere (?:is|are|does) (?:my|our|the) (?:application|loan|file|closing)|\bunderwriting\b|\bclear to close|\bclosing (?:was|got|keeps|keeps getting|date (?:was|got|moved))|\bupload(?:ed)? (?:my|the|all)|\bsubmitted (?:my|the|an|our) (?:application|docs|documents|paperwork)|\bwaiting (?:on|for) (?:my|the|an?) (?:approval|appraisal|update|answer)|\bpayoff (?:letter|statement|quote)|\bheard (?:back|nothing)"),
        (I::Reverse, 5.0, r"\breverse mortgage|\bhecm\b|\breverse\b"),
        (I::Buyout, 4.6, r"\bbuy(?:ing)? ?out\b|\bbuy (?:my|her|his|him|them|the) (?:\w+ )?(?:\w+ )?out\b|\bbuy (?:him|her|them) out|\bbuyout|\b(?:brothers?|sisters?|siblings?|heirs)\b.{0,30}\b(?:paid|bought|cashed) out\b|\bpay(?:ing)? (?:out )?my (?:brothers?|sisters?|siblings?)\b|\bex(?:'s|-husband'?s?|-wife'?s?| husband'?s?| wife'?s?)? (?:share|half|equity|off the)|\btake (?:my ex|him|her) off the (?:loan|mortgage|deed)|\bremove (?:my ex|him|her) from|\bdivorc\w*\b.{0,60}\bkeep(?:ing)? (?:the|our|my) (?:house|home|place)|\bquedarme con la casa|\b(?:ex|ex[- ]?(?:husband|wife)|him|her) off (?:of )?(?:the|my|our) (?:mortgage|loan|title|deed)|\bpay (?:her|him) (?:for )?(?:her|his) (?:half|share)"),
        (I::Streamline, 4.4, r"\bstreamline|\birrrl\b|\binterest rate reduction refi"),
        (I::BalanceTransfer, 4.4, r"\bbalance transfer|\btransfer (?:my |the |our )?(?:home )?loan (?:from|to|balance)|\bswitch (?:my )?(?:home )?loan (?:from|to)|\bbt\b.{0,12}\btop[- ]?up"),
        (I::Renewal, 4.2, r"\brenew(?:al|ing|s)?\b|\bterm (?:is up|ends|ending|expires|comes up)|\bmatur(?:es|ity|ing)\b|\bfix(?:ed)?(?: rate)?(?: deal)? (?:ends|ending|expires|runs out|is up|coming to an end)|\bremortgage\b"),
        (I::DebtConsolidation, 4.0, r"\bconsolidat|\bpay ?off (?:my |some |our |the |all )?(?:\w+ )?(?:\w+ )?(?:credit cards?|cards|debts?|cc)\b|\broll (?:my |in |our |the )?(?:\w+ )?(?:cards?|debts?)|\bwipe out (?:my |our )?(?:cards?|debts?)|\bcard debt into|\broll (?:all |both )?(?:of )?(?:my |our |the |these )?(?:\w+ )?(?:cards?|debts?|loans?)\b|\bdrowning in (?:\w+ )?debt|\b(?:clear|clearing|knock out|get rid of) (?:off )?(?:my |our |some |the |all )?(?:credit )?(?:cards?|debts?|loans?)\b|\bclear a few things|\bjuntar (?:mis |las )?deudas"),
        (I::CashOut, 3.8, r"\bcash[- ]?out|\b(?:pull|take|get|taking|pulling|tap|need|use|access) (?:out )?(?:about |around |like |some |maybe |roughly |up to )?(?:\$?[\d.,]+k? ?|[a-z]+ thousand )?(?:cash |money |equity |it )?out of (?:my|our|the|it)|\b(?:pull|take|get|taking|pulling|tap) (?:out )?(?:some |the |my |our |about |around |into )?(?:\$?[\d.,]+k? ?)?(?:in )?(?:cash|equity)\b|\bpull(?:ing)? out \$?\d|\btake out \$?\d|\btop[- ]?up\b|\braise (?:some )?(?:capital|cash)|\bsacar (?:\w+ )?(?:cash|dinero|efectivo|equidad)\b|\bget(?:ting)? (?:about |around )?\$?\d[\d.,]*k? (?:from|out of) (?:my|our|the) (?:house|home|equity|place)\b|\brelease equity|\bequity release"),
        (I::Heloc, 4.2, r"\bheloc\b|\bequity line|\bline of credit|\b(?:on|get|open|opening|want|like|for|set up|need) a (?:credit )?line\b"),
        (I::HomeEquity, 4.0, r"\bhome[- ]equity\b|\bequity loan|\b(?:get|take|want|need) (?:out )?a (?:second|2nd) mortgage"),
        (I::Construction, 4.2, r"\bconstruction (?:loan|financ|to perm|mortgage)|\bbuild(?:ing)? (?:a |our |my |on |new |the )(?:\w+ )?(?:\w+ )?(?:house|home|place|cabin|barndominium|adu|duplex)?|\bnew build loan|\bone[- ]time[- ]close|\bself[- ]build|\bto build\b|\bbuild on (?:my|our|the|a)"),
        (I::Investment, 3.4, r"\binvest(?:ment|or|ing)\b|\brental (?:property|properties|house|home|purchase|portfolio|loan)|\brent it out|\bdscr\b|\bbuy[- ]to[- ]let|\bairbnb|\bshort[- ]term rental|\bfix (?:and|n|&) flip|\bflip(?:ping)? (?:in|a|an|the|this|one|houses?|homes?|propert\w+|project)\b|\b(?:\d+|house|my|next|first|a) flips?\b|\bto flip\b|\bbrrrr?\b|\banother rental|\bfor a rental"),
        (I::FirstHome, 3.3, r"\bfirst[- ]time (?:home ?)?buy|\bfirst (?:home|house|place|property|condo|flat)\b|\bfirst[- ]time\b|\bnever owned|\bnever bought|\bftb\b|\bprimera casa|\bpremi[eè]re maison"),
        (I::Preapproval, 3.2, r"\bpre-?\s?approv|\bpre-?\s?qual|\bprequal|\bapproved (?:for|before|letter)|\bapproval letter|\bagreement in principle|\bdip\b|\baip\b"),
        (I::Refinance, 2.6, r"\brefi\b|\brefis\b|\brefinanc|\brefinanciar|\bremortgag|\blower (?:my|our|the) (?:rate|payment|monthly|interest|mortgage)|\b(?:reduce|drop|cut|bring down|get down) (?:my|our|the) (?:rate|payment|monthly|interest)|\bget rid of (?:my |the |our )?(?:pmi|mip|arm)|\bdrop (?:the |my |our )?(?:pmi|mip)|\bshorten (?:my|the|our) (?:term|loan)|\bswitch (?:from|to|out of|lender)|\brate and term|\bbetter rate\b|\brenégocier|\bget out of (?:my|the|this|our) arm|\b(?:shorten|restructure|renegotiate) (?:my|our|the) mortgage|\bpay (?:it|my mortgage|the (?:house|loan|mortgage)) off (?:sooner|faster|early|earlier)|\brefy\b|\brefin\b|\b(?:go|going|move|moving|switch|switching|get|getting) (?:down )?(?:in)?to a (?:10|15|20|ten|fifteen|twenty)[- ]y(?:ea)?r\b|\barm (?:just )?(?:adjusts|resets|reset|adjusted|is (?:adjusting|resetting|about|going))|\bbajar (?:mi |el |los |la )?(?:pago|pagos|tasa|interes|mensualidad)|\bmejor tasa\b"),
        (I::Purchase, 2.4, r"\bbuy(?:ing)?\b|\bpurchas|\bhouse[- ]?hunting|\bhome ?buy|\b(?:looking|shopping|searching) (?:for|at) (?:a|an|our|my|some|\d)|\bdownsiz|\bmove up\b|\b(?:get|own) (?:a|our own|my own) (?:house|home|condo|place)|\bmake an offer|\bput (?:in )?an offer|\boffer (?:was |got )?accepted|\bunder contract|\bcomprar|\bacheter|\bnew home\b|\bsigned with a builder|\bnew[- ]build\b|\bfound a (?:house|home|place|condo|duplex)|\bmov(?:e|ing) to\b|\bneed a (?:mortgage|loan|home loan) for|\bhow much (?:house|home|mortgage|can (?:i|we) (?:borrow|afford))|\bafford|\bb(?:yu|iu|uy)ing\b|\bhome loan for\b|\bdown ?payment\b|\bgift funds\b|\bquiero comprar|\bcompra(?:r|ndo)? (?:una |mi |nuestra )?(?:casa|vivienda)|\b(?:get|getting|find|found|finally found) (?:our|my|a|the) (?:first )?(?:\w+ )?(?:place|house|home|condo|flat)\b|\bget on the (?:property )?ladder|\b(?:stop|quit|done|tired of|sick of) (?:with )?rent(?:ing)?\b|\blook(?:ing|in)? at (?:one|two|some|a few|several|this one) (?:on|in|near|at|that|out|for|by)\b|\bdejar de rentar"),
        (I::RateInquiry, 1.6, r"\brates?\b.{0,40}\?|\bwhat(?:'s| is| are| would)\b.{0,30}\b(?:rate|rates|apr|pricing)\b|\bcompar(?:e|ing)\b|\bshopping (?:around|rates|lenders)|\bjust (?:looking|curious|comparing|checking|browsing|shopping)|\bquote\b|\btoday'?s rates?|\bcurrent rates?|\bwhat would\b|\bbeat (?:it|that|this|\d)|\bmatch (?:it|that|this|\d)"),
        (I::Other, 1.0, r"\bcar insurance|\bhome(?:owners)? insurance|\bcredit card\b|\bchecking account|\bauto loan|\bjob opening|\bhiring\b|\bwrong number|\bunsubscribe|\bstop texting|\btitle insurance|\bnotary\b|\bare you (?:a )?(?:bot|robot|real|human)|\bhours\b|\bopen on"),
    ]
    .into_iter()
    .map(|(intent, weight, pattern)| Rule { intent, weight, pattern: Regex::new(pattern).expect("the pattern is fixed") })
    .collect()
});

/// How strongly each wish was said so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Intents {
    scores: Vec<(Intent, f32, usize, std::ops::Range<usize>)>,
}

impl Intents {
    /// Takes a client's message; `turn` counts the client's messages from 0.
    pub(super) fn read(&mut self, lower: &str, message: usize, turn: usize, ask: &Ask) {
        let from = after_a_change_of_mind(lower);
        for rule in RULES.iter() {
            let Some(hit) = rule.pattern.find_at(lower, from) else {
                continue;
            };
            // A loan that the desk asked after is not what the client came for.
            let besides =
                ask.elsewhere && matches!(rule.intent, Intent::Heloc | Intent::HomeEquity);
            if besides || denied(lower, hit.start()) || excused(rule.intent, lower) {
                continue;
            }
            // What brought the client here comes first.
            let early = match turn {
                0 => 1.35,
                1 => 1.1,
                2 => 0.9,
                _ => 0.55,
            };
            let score = rule.weight * early;
            match self
                .scores
                .iter_mut()
                .find(|(intent, ..)| *intent == rule.intent)
            {
                Some(known) if known.1 >= score => known.1 += 0.2,
                Some(known) => *known = (rule.intent, score, message, hit.range()),
                None => self.scores.push((rule.intent, score, message, hit.range())),
            }
        }
    }

    /// Takes a question of the desk that the client says yes to: "Is this your first home?"
    pub(super) fn confirm(&mut self, question: &str, message: usize, yes: std::ops::Range<usize>) {
        for rule in RULES.iter() {
            let known = self
                .scores
                .iter()
                .any(|(intent, ..)| *intent == rule.intent);
            if !known && rule.pattern.is_match(question) && !excused(rule.intent, question) {
                self.scores
                    .push((rule.intent, rule.weight * 0.9, message, yes.clone()));
            }
        }
    }

    /// What the client wants most, and where it was said.
    pub(super) fn best(&self) -> Option<(Intent, usize, std::ops::Range<usize>)> {
        let mut scores = self.scores.clone();
        let has = |intent: Intent| self.scores.iter().any(|(known, ..)| *known == intent);
        let strong = |intent: Intent, least: f32| {
            self.scores
                .iter()
                .any(|(known, score, ..)| *known == intent && *score >= least)
        };
        // A service matter is one only where the client already has a file with the desk.
        for (intent, score, ..) in &mut scores {
            match intent {
                // "buy an investment property" is more than "buy".
                Intent::Purchase if has(Intent::Refinance) => *score -= 0.3,
                Intent::Preapproval if has(Intent::FirstHome) && strong(Intent::FirstHome, 3.0) => {
                    *score -= 0.6;
                }
                Intent::RateLock if has(Intent::Refinance) && !strong(Intent::RateLock, 4.0) => {
                    *score -= 1.5;
                }
                // "cash-out to build an ADU", "pull 80k out, the loan matures next year"
                Intent::Construction if has(Intent::CashOut) || strong(Intent::Heloc, 3.0) => {
                    *score -= 2.0;
                }
                Intent::Renewal if has(Intent::CashOut) => *score -= 1.5,
                Intent::Renewal if has(Intent::FirstHome) || has(Intent::Purchase) => *score -= 2.0,
                Intent::Investment if has(Intent::CashOut) || strong(Intent::Heloc, 3.0) => {
                    *score -= 1.0;
                }
                Intent::FirstHome if has(Intent::Investment) && !strong(Intent::FirstHome, 4.0) => {
                    *score -= 0.5;
                }
                _ => {}
            }
        }
        scores
            .into_iter()
            .max_by(|(left, left_score, ..), (right, right_score, ..)| {
                left_score.total_cmp(right_score).then(right.cmp(left))
            })
            .map(|(intent, _, message, span)| (intent, message, span))
    }

    pub(super) fn drift(&self) -> super::amount::Drift {
        let sum = |test: fn(Intent) -> bool| -> f32 {
            self.scores
                .iter()
                .filter(|(intent, ..)| test(*intent))
                .map(|(_, score, ..)| *score)
                .sum()
        };
        let (buying, refinancing) = (sum(Intent::is_buying), sum(Intent::is_refinancing));
        super::amount::Drift {
            buying: buying > refinancing,
            refinancing: refinancing > buying,
        }
    }
}

/// "We were going to refinance, but now we want to buy": what stands before was given up.
fn after_a_change_of_mind(lower: &str) -> usize {
    const TURNS: &[&str] = &[
        "but now ",
        "but instead ",
        "changed my mind",
        "changed our mind",
    ];
    const GIVEN_UP: &[&str] = &[
        "were ",
        "was ",
        "thought ",
        "originally ",
        "first i ",
        "first we ",
        "wanted ",
    ];
    TURNS
        .iter()
        .filter_map(|turn| lower.find(turn))
        .min()
        .filter(|&at| GIVEN_UP.iter().any(|words| lower[..at].contains(words)))
        .unwrap_or(0)
}

fn denied(lower: &str, at: usize) -> bool {
    let mut from = at.saturating_sub(24);
    while !lower.is_char_boundary(from) {
        from += 1;
    }
    let clause = lower[from..at]
        .rsplit([',', '.', ';', '!', '?', '\n'])
        .next()
        .unwrap_or("");
    [
        "not ",
        "n't want",
        "dont want",
        "no ",
        "never ",
        "without ",
        "instead of ",
        "rather than ",
    ]
    .iter()
    .any(|word| clause.contains(word))
        && !clause.contains("not sure")
}

/// Words that look like a wish and are something else.
fn excused(intent: Intent, lower: &str) -> bool {
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    match intent {
        Intent::Purchase => {
            has(&[
                "buyout",
                "buy out",
                "buy him out",
                "buy her out",
                "buying out",
                "buy groceries",
                "buy food",
                "when i bought",
                "bought it in",
            ]) && !has(&["buy a", "buying a"])
        }
        Intent::Construction => has(&[
            "building credit",
            "build credit",
            "build equity",
            "building equity",
            "apartment building",
        ]),
        Intent::Hardship => has(&[
            "afford a house",
            "can't afford to buy",
            "can't afford a house",
            "can't afford that price",
        ]),
        Intent::CashOut => has(&["no cash out", "not cash out", "no cash-out"]),
        Intent::Status => {
            has(&["closing costs", "closing cost"]) && !has(&["application", "status"])
        }
        _ => false,
    }
}
