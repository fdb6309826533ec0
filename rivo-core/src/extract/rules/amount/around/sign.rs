//! Signs that a number is of something else: a margin, a street, a part, somebody's offer.

use super::{
    super::super::slot::{Slot, keyword},
    Around,
};
use crate::model::number::{Token, TokenKind};

impl Around<'_, '_> {
    /// "prime minus .6": a margin over an index.
    pub(super) fn is_a_margin(&self) -> bool {
        let back = |count: usize| {
            self.place
                .first
                .checked_sub(count)
                .map_or("", |at| self.tokens[at].lower())
        };
        matches!(back(1), "minus" | "plus" | "+" | "-" | "less" | "over")
            && matches!(
                back(2),
                "prime" | "libor" | "sofr" | "base" | "p" | "euribor"
            )
    }

    /// "7 something or lower", "6.2 or better": the most that the client would take.
    pub(super) fn is_a_bound(&self) -> bool {
        let until = self.ceiling.min(self.place.next + 4).min(self.tokens.len());
        let after = &self.tokens[self.place.next.min(until)..until];
        let until = self.ceiling.min(self.place.next + 6).min(self.tokens.len());
        // "276 at 6.1. that's the NEW one"
        let of_the_new = self.tokens[self.place.next.min(until)..until]
            .windows(2)
            .any(|pair| pair[0].is("new") && pair[1].is_one_of(&["one", "rate", "loan"]));
        of_the_new
            || after.windows(2).any(|pair| {
                pair[0].is("or")
                    && pair[1].is_one_of(&["lower", "less", "better", "under", "below"])
            })
    }

    /// "20% down on 562,500": what the share is of.
    pub(in crate::extract::rules::amount) fn is_whole_of_a_share(&self) -> bool {
        let back = |count: usize| {
            self.place
                .first
                .checked_sub(count)
                .map_or("", |at| self.tokens[at].lower())
        };
        back(1) == "on" && back(2) == "down"
    }

    /// "we owe 18k on the solar panels": what is owed on something else.
    pub(in crate::extract::rules::amount) fn is_owed_on_something_else(&self) -> bool {
        let until = self.ceiling.min(self.place.next + 5).min(self.tokens.len());
        let after = &self.tokens[self.place.next.min(until)..until];
        after.first().is_some_and(|on| on.is_one_of(&["on", "for"]))
            && after.get(1).is_some_and(|token| {
                token.is_one_of(&["the", "my", "our", "a", "his", "her", "that", "some"])
            })
            && (self.place.next + 2..until)
                .any(|at| keyword(self.tokens, at).is_some_and(|(slot, _)| slot == Slot::OtherDebt))
    }

    /// "stop renting, were paying sixteen fifty for a one bedroom"
    pub(in crate::extract::rules::amount) fn is_about_rent(&self) -> bool {
        self.clause_words().any(|word| {
            matches!(
                word,
                "rent" | "renting" | "renter" | "renters" | "landlord" | "apartment"
            )
        })
    }

    /// "41 Alderwood Ct": the number of a house.
    pub(in crate::extract::rules::amount) fn is_of_a_street(&self) -> bool {
        let until = self.tokens.len().min(self.place.next + 4);
        let after = &self.tokens[self.place.next.min(until)..until];
        let named = after.first().is_some_and(|name| {
            name.kind == TokenKind::Word && name.spaced && name.text.starts_with(char::is_uppercase)
        });
        named
            && after
                .iter()
                .skip(1)
                .take_while(|token| token.kind == TokenKind::Word)
                .any(|token| {
                    token.is_one_of(&[
                        "ct", "court", "st", "street", "ave", "avenue", "rd", "road", "lane", "ln",
                        "blvd", "drive", "dr", "way", "circle", "place", "terrace", "hwy",
                    ])
                })
    }

    /// "loan ending 9902", "ending in 4417"
    pub(in crate::extract::rules::amount) fn is_an_ending(&self) -> bool {
        self.left_words(2)
            .any(|word| matches!(word, "ending" | "ends"))
    }

    /// Nothing but "or" between this number and the one before it.
    pub(in crate::extract::rules::amount) fn is_an_alternative(&self) -> bool {
        let between = &self.tokens[self.floor.min(self.place.first)..self.place.first];
        self.floor > 0
            && between.iter().any(|token| token.is("or"))
            && between
                .iter()
                .all(|token| token.text == "," || token.is_one_of(&["or", "maybe", "was", "it"]))
    }

    /// "10/6 ARM", "5/1": the years of an adjustable loan.
    pub(in crate::extract::rules::amount) fn is_of_an_arm(&self) -> bool {
        let from = self
            .place
            .first
            .saturating_sub(2)
            .max(self.floor.saturating_sub(2));
        let until = self.tokens.len().min(self.place.next + 3);
        let has = |text: &str| {
            self.tokens[from..self.place.first]
                .iter()
                .chain(&self.tokens[self.place.next.min(until)..until])
                .any(|token| token.lower() == text)
        };
        self.tokens
            .get(self.place.next)
            .is_some_and(|next| next.is_one_of(&["arm", "arms"]))
            || has("/")
                && self.tokens[self.place.next.min(until)..until]
                    .iter()
                    .any(|token| token.is_one_of(&["arm", "arms"]))
    }

    /// "maybe 1,200 of it": a part of what was asked for.
    pub(in crate::extract::rules::amount) fn is_a_part(&self) -> bool {
        let word = |offset: usize| {
            self.tokens
                .get(self.place.next + offset)
                .map_or("", Token::lower)
        };
        word(0) == "of" && matches!(word(1), "it" | "that" | "them" | "this")
    }

    /// "I can only work half days, 2,200 a month now"
    pub(in crate::extract::rules::amount) fn is_about_work(&self) -> bool {
        self.clause_words().any(|word| {
            matches!(
                word,
                "work"
                    | "working"
                    | "works"
                    | "job"
                    | "jobs"
                    | "shift"
                    | "shifts"
                    | "hours"
                    | "office"
                    | "freelance"
                    | "freelancing"
                    | "gigs"
            )
        })
    }

    /// "25% down on a duplex around 600": a property that is not the client's yet.
    pub(in crate::extract::rules::amount) fn of_a_property_to_come(&self) -> bool {
        const KINDS: &[&str] = &[
            "house",
            "home",
            "condo",
            "duplex",
            "triplex",
            "fourplex",
            "rental",
            "cabin",
            "place",
            "property",
            "townhouse",
            "flat",
            "apartment",
            "second",
            "bigger",
            "new",
        ];
        let from = self.floor.max(self.place.first.saturating_sub(5));
        self.tokens[from..self.place.first]
            .windows(2)
            .any(|pair| pair[0].is_one_of(&["a", "an", "another"]) && pair[1].is_one_of(KINDS))
    }

    /// Of a property like the client's: "my neighbor sold hers for 269,000".
    pub(in crate::extract::rules::amount) fn of_a_neighbour(&self) -> bool {
        self.left_words(8).any(|word| {
            matches!(
                word,
                "neighbor"
                    | "neighbour"
                    | "neighbors"
                    | "neighbours"
                    | "hers"
                    | "theirs"
                    | "door"
                    | "street"
            )
        })
    }

    /// Said of a property or loan other than the one in question.
    pub(in crate::extract::rules::amount) fn is_elsewhere(&self) -> bool {
        let words: Vec<&str> = self.clause_words().collect();
        words
            .iter()
            .any(|word| matches!(*word, "both" | "other" | "others" | "elsewhere"))
            && !words.contains(&"my")
            || words
                .windows(2)
                .any(|pair| matches!(pair, ["second" | "2nd", "mortgage"]))
    }

    /// Of what could be or is hoped for: "the payment could jump to 4k".
    pub(in crate::extract::rules::amount) fn is_supposed(&self) -> bool {
        self.left_words(7).any(|word| {
            matches!(
                word,
                "could"
                    | "would"
                    | "might"
                    | "jump"
                    | "jumps"
                    | "goes"
                    | "going"
                    | "becomes"
                    | "afford"
                    | "under"
                    | "below"
                    | "max"
                    | "keep"
                    | "stay"
                    | "want"
                    | "hoping"
                    | "comfortable"
                    | "closer"
                    | "ideally"
            )
        })
    }
}
