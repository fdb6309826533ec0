//! Whose a number is: the client's, somebody else's, or nobody's, where the client denies it.

use super::{Around, ends_clause};
use crate::model::number::{Token, TokenKind};

/// People who have mortgages of their own. Who shares the client's is not among them.
const OTHERS: &[&str] = &[
    "brother",
    "brothers",
    "sister",
    "sisters",
    "sibling",
    "siblings",
    "cousin",
    "cousins",
    "uncle",
    "aunt",
    "nephew",
    "niece",
    "parents",
    "folks",
    "mother",
    "father",
    "mom",
    "mum",
    "dad",
    "son",
    "daughter",
    "grandma",
    "grandmother",
    "grandpa",
    "grandfather",
    "grandparents",
    "laws",
    "inlaws",
    "neighbor",
    "neighbors",
    "neighbour",
    "neighbours",
    "friend",
    "friends",
    "buddy",
    "buddies",
    "pal",
    "roommate",
    "roommates",
    "coworker",
    "coworkers",
    "colleague",
    "colleagues",
    "boss",
    "someone",
    "somebody",
    "everyone",
    "everybody",
    "people",
    "guy",
];

/// What the client says with "I" governs what follows, unless it only tells of somebody.
const TELLING: &[&str] = &[
    "heard", "hear", "know", "knew", "saw", "see", "think", "thought", "believe", "guess", "told",
    "said", "says", "because", "since", "while", "whereas", "than", "like", "unlike", "jealous",
    "wonder", "where", "who", "whose",
];

impl Around<'_, '_> {
    /// "my brother owes 900k at 3%", "my neighbor's rate is 3%", "3% is what a friend got".
    pub(in crate::extract::rules::amount) fn is_somebody_elses(&self) -> bool {
        let (mut is_others, mut by_pronoun) = (false, false);
        for at in (self.clause_start()..self.place.first).rev() {
            let token = &self.tokens[at];
            let next = self.tokens.get(at + 1);
            if is_i(token) {
                return is_others && self.only_tells(at);
            }
            let leads_to_others = next.is_some_and(is_other);
            if token.is_one_of(&["my", "our", "mine", "ours"]) && !leads_to_others {
                return is_others;
            }
            // "my mom left us the house, worth 400k", but "my brother told me he got 3%"
            if is_me(token) && !is_others && !by_pronoun {
                return false;
            }
            if is_other(token) && self.is_beside_the_client(at) {
                return false;
            }
            is_others |= is_other(token);
            by_pronoun |= token.is_one_of(&[
                "he", "she", "they", "he's", "she's", "they're", "his", "her",
            ]);
        }
        is_others || self.is_said_after_of_others()
    }

    /// "my rate isn't 7%", "I do not owe 300k", "it's not 300k".
    pub(in crate::extract::rules::amount) fn is_denied(&self) -> bool {
        const BESIDE: &[&str] = &[
            "a",
            "an",
            "the",
            "at",
            "be",
            "been",
            "about",
            "around",
            "roughly",
            "even",
            "exactly",
            "quite",
            "actually",
            "still",
            "really",
            "currently",
            "my",
            "is",
        ];
        const VERBS: &[&str] = &[
            "owe",
            "owing",
            "pay",
            "paying",
            "paid",
            "make",
            "making",
            "earn",
            "earning",
            "have",
            "got",
            "owed",
            "had",
            "borrow",
            "borrowing",
            "worth",
        ];
        let mut verbs = 0;
        for token in self.tokens[self.clause_start()..self.place.first]
            .iter()
            .rev()
        {
            if is_denial(token) {
                return true;
            }
            if token.is_one_of(VERBS) && verbs == 0 {
                verbs += 1;
            } else if !token.is_one_of(BESIDE) && !matches!(token.text, "$" | "£" | "€" | "~") {
                return false;
            }
        }
        false
    }

    /// Where the clause begins that the number is in: after a stop, or where the client goes on with
    /// "but", "and I".
    fn clause_start(&self) -> usize {
        let from = self.place.first.saturating_sub(14);
        let begins = |at: &usize| {
            let token = &self.tokens[*at];
            let goes_on = token.is_one_of(&["and", "y", "so"]) || token.text == ",";
            let before = at.checked_sub(1).map(|before| &self.tokens[before]);
            let is_joint = before.is_some_and(|before| is_i(before) || is_me(before));
            ends_clause(token) && self.tokens.get(at + 1).is_none_or(|next| next.spaced)
                || token.is_one_of(&["but", "though", "although"])
                || goes_on && !is_joint && self.tokens.get(at + 1).is_some_and(begins_anew)
        };
        (from..self.place.first)
            .rev()
            .find(begins)
            .map_or(from, |at| at + 1)
    }

    /// "me and my brother owe 300k"
    fn is_beside_the_client(&self, at: usize) -> bool {
        let back = |count: usize| at.checked_sub(count).map(|before| &self.tokens[before]);
        let of_whom = back(1).is_some_and(|token| token.is_one_of(&["my", "our", "a"]));
        let and = 1 + usize::from(of_whom);
        back(and).is_some_and(|token| token.is_one_of(&["and", "&", "plus"]))
            && back(and + 1).is_some_and(|token| is_i(token) || is_me(token))
    }

    /// Whether between an "I" and the number somebody is only told of: "I heard my neighbor got 3%".
    fn only_tells(&self, i: usize) -> bool {
        self.tokens[i + 1..self.place.first]
            .iter()
            .take_while(|token| !is_other(token))
            .any(|token| token.is_one_of(TELLING))
    }

    /// "3% is what my neighbor got", "900k, that's my brother's loan"
    fn is_said_after_of_others(&self) -> bool {
        let until = self.ceiling.min(self.place.next + 7).min(self.tokens.len());
        let after = &self.tokens[self.place.next.min(until)..until];
        let after: Vec<&Token<'_>> = after
            .iter()
            .take_while(|token| !ends_clause(token))
            .collect();
        let tells = after.first().is_some_and(|is| {
            is.is_one_of(&["is", "was", "that's", "thats", "which"])
                || is.text == ","
                    && after
                        .get(1)
                        .is_some_and(|it| it.is_one_of(&["that's", "thats"]))
        });
        tells && after.iter().any(|token| is_other(token)) && !after.iter().any(|token| is_i(token))
    }
}

fn is_i(token: &Token<'_>) -> bool {
    token.is_one_of(&[
        "i", "we", "i'm", "im", "we're", "i've", "ive", "we've", "i'd", "we'd", "i'll", "we'll",
    ])
}

fn is_me(token: &Token<'_>) -> bool {
    token.is_one_of(&["me", "us"])
}

fn begins_anew(token: &Token<'_>) -> bool {
    is_i(token) || token.is_one_of(&["my", "mine", "our", "ours"])
}

fn is_other(token: &Token<'_>) -> bool {
    if token.kind != TokenKind::Word {
        return false;
    }
    let word = token.lower();
    let word = word
        .strip_suffix("'s")
        .or_else(|| word.strip_suffix('\''))
        .unwrap_or(word);
    OTHERS.contains(&word)
}

fn is_denial(token: &Token<'_>) -> bool {
    token.is_one_of(&[
        "not", "isn't", "isnt", "wasn't", "wasnt", "aren't", "arent", "don't", "dont", "doesn't",
        "doesnt", "didn't", "didnt", "haven't", "havent", "ain't", "aint", "never",
    ])
}
