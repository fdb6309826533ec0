//! What a number in a mortgage conversation can be about, and the words that say so.

mod fit;

pub(super) use self::fit::{fitted, unit_of};
use crate::model::number::{Token, TokenKind};

/// What a number is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Slot {
    Loan,
    Payment,
    Rate,
    Value,
    Income,
    Score,
    Dti,
    /// A down payment or deposit.
    Down,
    Savings,
    /// What the client wants to take out or borrow on top.
    Cash,
    Rent,
    /// A car, cards, student loans, a second mortgage.
    OtherDebt,
    /// Taxes, insurance, association dues, repairs, fees.
    Cost,
    /// A rate that somebody else offers.
    Quote,
    /// A rate or payment that the client wants.
    Wish,
    /// What was paid for the property once.
    PastPrice,
    /// A share of the value.
    Ltv,
    /// How long the loan runs.
    Term,
}

impl Slot {
    /// The field of the context, for those that have one.
    pub(super) const fn path(self) -> Option<&'static str> {
        Some(match self {
            Self::Loan => "loan_details.current_loan_amount",
            Self::Payment => "loan_details.monthly_payment",
            Self::Rate => "loan_details.interest_rate",
            Self::Value => "loan_details.property_value",
            Self::Income => "financial_info.income",
            Self::Score => "financial_info.credit_score",
            Self::Dti => "financial_info.debt_to_income",
            _ => return None,
        })
    }
}

/// What the word at `at` says a number beside it is about, and how plainly.
pub(super) fn keyword(tokens: &[Token<'_>], at: usize) -> Option<(Slot, f32)> {
    let token = &tokens[at];
    if token.kind != TokenKind::Word {
        return None;
    }
    let next = |offset: usize| tokens.get(at + offset).map_or("", Token::lower);
    let before = |offset: usize| {
        at.checked_sub(offset)
            .map_or("", |place| tokens[place].lower())
    };
    Some(match token.lower() {
        // "principal and interest 1,840", "P+I 1,268"
        "principal" | "interest"
            if token.is("principal")
                && matches!(next(1), "and" | "&" | "+" | "plus" | "n")
                && next(2) == "interest"
                || token.is("interest")
                    && matches!(before(1), "and" | "&" | "+" | "plus" | "n")
                    && before(2) == "principal" =>
        {
            (Slot::Payment, 1.0)
        }
        "ss" | "ssdi" | "ssi" | "annuity" | "disability" | "declaro" => (Slot::Income, 0.95),
        "security" if before(1) == "social" && !matches!(next(1), "number" | "#" | "card") => {
            (Slot::Income, 0.95)
        }
        "comp" if matches!(before(1), "va" | "workers" | "disability") => (Slot::Income, 1.0),
        "rehab" | "arv" => (Slot::Cost, 1.05),
        "package" if matches!(before(1), "total" | "whole" | "the") => (Slot::Value, 1.0),
        "pay" | "paying"
            if matches!(before(2), "taxes" | "tax" | "insurance" | "dues")
                || matches!(next(1), "separately") =>
        {
            (Slot::Cost, 1.0)
        }
        "owe" | "owed" | "owing" | "owes" | "balance" | "principal" | "outstanding" | "payoff"
        | "bal" | "debo" | "debemos" | "saldo" | "upb" | "solde" | "remaining" => (Slot::Loan, 1.0),
        "borrow" | "borrowing" | "finance" | "financing" | "financed" => (Slot::Loan, 0.8),
        "left"
            if matches!(next(1), "on" | "to") || matches!(before(1), "is" | "have" | "still") =>
        {
            (Slot::Loan, 0.8)
        }
        "loan" | "mortgage" | "hipoteca" | "loans" | "lien" | "préstamo" | "prestamo" | "mtg" => {
            if matches!(
                before(1),
                "student"
                    | "car"
                    | "auto"
                    | "personal"
                    | "solar"
                    | "boat"
                    | "second"
                    | "truck"
                    | "vehicle"
                    | "consumer"
            ) {
                (Slot::OtherDebt, 1.0)
            } else if matches!(
                next(1),
                "payment" | "payments" | "type" | "officer" | "term"
            ) {
                return None;
            } else {
                (Slot::Loan, 0.75)
            }
        }
        "payment" | "payments" | "installment" | "emi" | "piti" | "paying" | "pago" | "pagamos"
        | "mensualidad" | "pmt" | "pymt" | "paiement" | "repayment" | "repayments"
        | "mensualité" => {
            if before(1) == "down" {
                (Slot::Down, 1.0)
            } else if matches!(
                before(1),
                "car" | "truck" | "auto" | "student" | "card" | "credit" | "minimum"
            ) {
                (Slot::OtherDebt, 1.1)
            } else {
                (Slot::Payment, 1.0)
            }
        }
        // "P&I", "p and i"
        "p" if matches!(next(1), "&" | "and" | "+" | "/") && next(2) == "i" => (Slot::Payment, 1.0),
        "pay" | "pays"
            if !matches!(
                next(1),
                "off" | "stub" | "stubs" | "down" | "for" | "rent" | "her" | "him" | "them"
            ) && !matches!(
                before(1),
                "zip"
                    | "after"
                    | "apple"
                    | "google"
                    | "base"
                    | "monthly"
                    | "take"
                    | "gross"
                    | "net"
                    | "annual"
                    | "yearly"
                    | "retirement"
                    | "my"
                    | "retired"
                    | "hourly"
                    | "my base"
            ) =>
        {
            (Slot::Payment, 0.8)
        }
        "pay" if next(1) == "rent" => (Slot::Rent, 1.0),
        "pay"
            if matches!(
                before(1),
                "base"
                    | "monthly"
                    | "take"
                    | "gross"
                    | "net"
                    | "annual"
                    | "yearly"
                    | "retirement"
                    | "my"
                    | "retired"
                    | "hourly"
            ) =>
        {
            (Slot::Income, 0.8)
        }
        "rate" | "rates" | "interest" | "apr" | "tasa" | "taux" | "interés" | "roi" | "int"
        | "tracker" => (Slot::Rate, 1.0),
        "worth" | "value" | "valued" | "valuation" | "appraised" | "appraisal" | "appraises"
        | "price" | "priced" | "zestimate" | "zillow" | "redfin" | "vale" | "valor"
        | "purchase" | "listed" | "asking" | "valeur" | "estimate" | "precio" | "appraiser"
        | "comps" | "offer" | "offered" | "budget" | "listing" | "contract" | "project"
        | "assessed" | "avaluo" | "avalúo" | "county" | "agreement" => {
            if token.is("offered") {
                // "they offered 5.9" is a rate, "I offered 365" a price.
                if !matches!(before(1), "i" | "we" | "i've" | "we've") {
                    return Some((Slot::Quote, 1.0));
                }
            } else if token.is("county") && !matches!(before(1), "the" | "our")
                || token.is("contract") && before(1) != "under"
            {
                return None;
            }
            if token.is("purchase") && next(1) == "a" {
                return None;
            }
            if token.is("offer") && matches!(before(1), "they" | "lender" | "bank") {
                (Slot::Quote, 0.8)
            } else {
                (Slot::Value, 1.0)
            }
        }
        "range" if matches!(before(1), "price" | "the" | "budget") => (Slot::Value, 0.8),
        "house" | "home" | "condo" | "townhouse" | "townhome" | "property" | "duplex"
        | "triplex" | "fourplex" | "flat" | "apartment" | "place" | "casa" | "maison" | "cabin"
        | "bungalow" | "coop" | "building" | "sfr" | "sfh" | "plot" | "propiedad"
        | "multifamily" => {
            if matches!(next(1), "equity" | "owners" | "insurance" | "improvement")
                || matches!(before(1), "take" | "bring" | "work")
            {
                return None;
            }
            (Slot::Value, 0.6)
        }
        "income" | "incomes" | "wages" | "salaries" | "household" | "bah" | "stipend"
        | "paycheck" | "paychecks" | "payg" | "lpa" | "make" | "makes" | "making" | "earn"
        | "earns" | "earning" | "salary" | "gross" | "net" | "wage" | "base" | "salaried"
        | "paye" | "deposits" | "pensions" | "ingresos" | "gano" | "ganamos" | "sueldo"
        | "pension" | "earnings" | "agi" | "deductions" | "revenu" | "salaire" | "ctc"
        | "earned" | "grossing" | "netting" | "w" => {
            if token.is("w") && next(1) != "2"
                || token.is("make") && matches!(next(1), "it" | "that" | "an" | "sure" | "the")
            {
                return None;
            }
            (
                Slot::Income,
                if token.is_one_of(&["base", "net", "w"]) {
                    0.85
                } else {
                    1.0
                },
            )
        }
        "bring" | "take" | "bringing" | "taking" if next(1) == "home" => (Slot::Income, 1.0),
        "score" | "scores" | "fico" | "ficos" | "credit" | "crédito" | "credito" | "cibil"
        | "experian" | "equifax" | "transunion" => {
            if matches!(next(1), "card" | "cards" | "line" | "union" | "commitments") {
                (Slot::OtherDebt, 1.0)
            } else {
                (Slot::Score, 1.0)
            }
        }
        "dti" | "ratio" => (Slot::Dti, 1.2),
        "debt" if matches!(next(1), "to" | "-" | "ratio") => (Slot::Dti, 1.1),
        "ltv" => (Slot::Ltv, 1.2),
        "down" | "downpayment" | "deposit" | "enganche" | "acompte" | "dp" => {
            if token.is("down")
                && (matches!(next(1), "from" | "to" | "the")
                    || moves_down(before(1))
                    || matches!(before(1), "it" | "them" | "rate" | "score")
                        && moves_down(before(2)))
            {
                return None;
            }
            (Slot::Down, 1.0)
        }
        "savings" | "saved" | "reserves" | "liquid" | "ahorros" | "brokerage" | "checking"
        | "k"
            if !token.is("k") =>
        {
            (Slot::Savings, 0.95)
        }
        "bank" if matches!(before(1), "the" | "in") => (Slot::Savings, 0.6),
        "gift" | "gifted" | "gifting" | "inheritance" | "inherited" => (Slot::Savings, 0.9),
        "cash" | "cashout"
            if matches!(next(1), "out" | "-")
                || matches!(
                    before(1),
                    "need" | "want" | "some" | "extra" | "in" | "out" | "of"
                )
                || token.is("cashout") =>
        {
            (Slot::Cash, 1.0)
        }
        "cash" if before(1) == "own" => (Slot::Savings, 1.0),
        "pull" | "tap" | "withdraw" | "draw" | "heloc" | "sacar" => (Slot::Cash, 0.95),
        "line" if matches!(before(1), "equity" | "credit") => (Slot::Cash, 0.9),
        "take" if matches!(before(1), "own" | "my") && next(1) == "is" => (Slot::Income, 1.0),
        "take" if next(1) != "home" => (Slot::Cash, 0.7),
        "need" | "needs" | "want" | "wants" | "necesito" | "quiero" => (Slot::Cash, 0.45),
        "out" if matches!(next(1), "of" | "from" | "for" | "") => (Slot::Cash, 0.8),
        "consolidate" | "consolidating" | "consolidation" => (Slot::OtherDebt, 0.9),
        "rent" | "rents" | "rental" | "renta" | "rented" | "renting" | "tenants" | "tenant"
        | "alquiler" | "airbnb" => (Slot::Rent, 1.0),
        "car" | "truck" | "auto" | "cards" | "card" | "student" | "medical" | "alimony"
        | "support" | "solar" | "second" | "2nd" | "boat" | "visa" | "amex" | "collections"
        | "collection" | "judgment" | "vehicle" | "tarjetas" | "overdraft" => {
            (Slot::OtherDebt, 0.95)
        }
        "tax" if matches!(next(1), "free" | "returns" | "return") => return None,
        "taxes" | "tax" | "insurance" | "hoa" | "dues" | "repairs" | "renovation"
        | "renovations" | "remodel" | "roof" | "fee" | "fees" | "costs" | "pmi" | "mip"
        | "condo fee" | "escrow" | "shortage" | "kitchen" | "tuition" | "penalty" | "points"
        | "charge" | "charges" | "deductible" => {
            if token.is("escrow") {
                return None;
            }
            (Slot::Cost, 0.9)
        }
        "offers" if next(1) == "over" => (Slot::Value, 1.0),
        "quoted" | "quote" | "quotes" | "quoting" | "offering" | "offers" | "advertised"
        | "advertising" | "competitor" | "rocket" | "better" | "preapproved" | "approved" => {
            if token.is("better") && before(1) != "from" {
                return None;
            }
            if token.is_one_of(&["approved", "preapproved"]) {
                (Slot::Cash, 0.5)
            } else {
                (Slot::Quote, 1.0)
            }
        }
        "under" | "below" | "goal" | "target" | "hoping" | "ideally" | "max" | "maximum"
        | "lower" | "prefer" | "wish" => (Slot::Wish, 0.5),
        "bought" | "paid" | "originally" | "borrowed" | "original" => (Slot::PastPrice, 0.9),
        "term" => (Slot::Term, 0.9),
        _ => return None,
    })
}

/// "went down", "get it down", "turned down": a fall, a wish or a refusal, and no down payment.
fn moves_down(word: &str) -> bool {
    matches!(
        word,
        "turned"
            | "went"
            | "goes"
            | "go"
            | "going"
            | "gone"
            | "came"
            | "come"
            | "comes"
            | "brought"
            | "bring"
            | "get"
            | "got"
            | "getting"
            | "drop"
            | "dropped"
            | "cut"
            | "calm"
            | "shut"
            | "tore"
            | "broke"
            | "sit"
            | "knock"
            | "talked"
            | "bringing"
            | "fell"
            | "slow"
            | "track"
    )
}

/// What follows a number and makes it no amount: a stretch of time, rooms, acres.
pub(super) fn counted_thing(tokens: &[Token<'_>], next: usize) -> Option<Counted> {
    let mut at = next;
    if tokens
        .get(at)
        .is_some_and(|sign| sign.text == "-" && !sign.spaced)
    {
        at += 1;
    }
    let token = tokens.get(at)?;
    Some(match token.lower() {
        "year" | "years" | "yr" | "yrs" | "años" | "ans" => Counted::Years,
        "y" if !token.spaced => Counted::Years,
        "month" | "months" | "mos" | "meses" => Counted::Months,
        "day" | "days" | "week" | "weeks" | "wk" | "wks" | "hours" | "hour" | "minutes" | "min"
        | "días" | "dias" | "semanas" => Counted::Time,
        "bed" | "beds" | "bedroom" | "bedrooms" | "br" | "bd" | "bdr" | "bath" | "baths"
        | "bathroom" | "bathrooms" | "bhk" | "acres" | "acre" | "unit" | "units" | "sqft"
        | "sq" | "sf" | "square" | "kids" | "people" | "times" | "time" | "properties"
        | "houses" | "homes" | "single" | "car" | "story" | "stories" | "doors" | "cards"
        | "of" | "credit" | "lates" | "late" | "miles" | "mile" | "points" | "others"
        | "employees" | "borrowers" | "quotes" | "lenders" | "other" | "pts" | "tenants"
        | "offers" | "st" | "flats" | "dependents" | "tradelines" | "loans" | "rental"
        | "rentals" | "ft" | "rooms" | "different" | "more" | "bucks'" | "unit's" => {
            // "720 credit", "250k of it", "1 of 3", "3 car garage" but "400 car payment".
            let small = tokens
                .get(next.wrapping_sub(1))
                .is_some_and(|number| number.text.len() <= 2);
            let amount_word = token.is_one_of(&["of", "credit", "car", "single", "more", "other"]);
            if amount_word && !small {
                return None;
            }
            Counted::Thing
        }
        _ => return None,
    })
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    Years,
    Months,
    Time,
    Thing,
}
