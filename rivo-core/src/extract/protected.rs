//! What a lender may not ask, and so must not keep: race, colour, religion, national origin, sex,
//! marital status, plans for children, disability, public assistance. A divorce is kept: who buys
//! out whom by which decree is what such a loan is about.
//!
//! A sentence that tells such a trait is dropped from every free-text field, whole.

use std::sync::LazyLock;

use regex::Regex;

static TRAITS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\b(?:",
        // race and colour
        r"(?:african|asian|native|latin|hispanic|mexican|chinese|indian|korean|vietnamese|filipino|arab|middle eastern)[- ]american|",
        r"hispanic|latin[oax]|caucasian|(?:i'?m|i am|we'?re|we are|as an?|being) (?:black|white|brown|asian|indigenous|arab|mixed[- ]race)\b|black (?:man|woman|family|couple|person|people)|white (?:man|woman|family|couple|person|people)|people of colou?r|person of colou?r|race|racial|ethnic(?:ity)?|",
        // religion
        r"muslim|islam(?:ic)?|christian(?:ity)?|catholic|protestant|baptist|mormon|jewish|jew|hindu|buddhis[mt]|sikh|atheist|religio(?:n|us)|church|iglesia|mezquita|mosque|synagogue|temple|halal|sharia|kosher|ramadan|evangelical|pastor|imam|rabbi|",
        // national origin
        r"immigrants?|immigrat(?:ed|ion)|national origin|nationality|born in|(?:originally|i'?m|i am|we'?re|we are|come|came) from (?:mexico|india|china|nigeria|pakistan|iran|iraq|syria|russia|ukraine|poland|brazil|haiti|cuba|korea|vietnam|somalia|ethiopia|guatemala|honduras|el salvador|colombia|venezuela|africa|the philippines)|",
        r"(?:i'?m|i am|we'?re|we are) (?:an? )?(?:mexican|indian|chinese|nigerian|pakistani|iranian|iraqi|syrian|russian|ukrainian|polish|brazilian|haitian|cuban|korean|vietnamese|somali|african|irish|italian|german|french|japanese|arab|turkish|egyptian|jamaican|filipin[oa])|",
        // sex, orientation, identity
        r"gay|lesbian|transgender|bisexual|lgbt\w*|same[- ]sex|gender|single (?:mom|mother|dad|father|woman|man|parent)|sexual orientation|",
        // marital status and plans
        r"married|unmarried|widow(?:ed|er)?|fianc[ée]e?|newlyweds?|engaged|get(?:ting)? married|wedding|marital|single (?:and|now|again)|",
        // family plans
        r"pregnan(?:t|cy)|expecting (?:a |our |my |another |twins|in)|(?:have|having|want|plan\w*|try\w*)(?: \w+){0,3} (?:baby|babies|kids|children)|maternity|paternity|newborn|baby|",
        // disability, public assistance
        r"disabled|wheelchair|food stamps|welfare|section 8|public assistance|",
        // Spanish and French
        r"musulm[aá]n|cat[oó]lic[oa]|jud[ií]o|casad[oa]|embarazada|inmigrante|mari[ée]e?|enceinte",
        r")(?:e?s)?\b",
    ))
    .expect("the pattern is fixed")
});

/// Whether a text tells how old somebody is, which only a reverse mortgage may ask.
pub(crate) fn tells_an_age(text: &str) -> bool {
    static AGE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:i'?m|i am|we'?re|we are|he'?s|he is|she'?s|she is|my age is|aged?|turn(?:ing|ed)?) (?:both |about |almost |now )?[1-9][0-9]\b(?:[^,.%k0-9]|$)|\b[1-9][0-9][- ]years?[- ]olds?\b|\b[1-9][0-9] ?y/?o\b")
            .expect("the pattern is fixed")
    });
    AGE.is_match(text)
}

/// Whether a text tells a trait that must not be kept.
pub(crate) fn tells_a_trait(text: &str) -> bool {
    TRAITS.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::tells_a_trait;

    #[test]
    fn traits_are_seen_and_mortgage_talk_is_not() {
        for text in [
            "We are a Muslim family and need it near the mosque",
            "my wife is pregnant",
            "as a Black woman I was treated badly",
            "I'm originally from Nigeria",
            "we plan to have two kids soon",
            "we just got married",
            "I am gay",
            "soy católica",
        ] {
            assert!(tells_a_trait(text), "{text}");
        }
        for text in [
            "I want a white kitchen and black counters",
            "single family home",
            "rate under 6.5",
            "close before the school year",
            "take over my husband's loan",
            "trace my file",
        ] {
            assert!(!tells_a_trait(text), "{text}");
        }
    }
}
