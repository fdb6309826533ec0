//! Any text at all: nothing panics, each quote stands in its message.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use proptest::prelude::*;
use rivo_core::{
    clock::Timestamp,
    extract::{Extraction, Extractor as _, RulesExtractor, Transcript, TranscriptMessage},
    id::MessageId,
    model::{
        contact::{Asked, asked_for, find_contact, may_state_contact},
        validate::Region,
    },
};

fn read(texts: &[String]) -> (Transcript, Extraction) {
    let messages = (1_i64..)
        .zip(texts)
        .map(|(position, text)| TranscriptMessage {
            id: MessageId::new(),
            position,
            from_client: position % 2 == 0,
            text: text.clone(),
            at: Timestamp::from_micros(0),
        });
    let transcript = Transcript {
        messages: messages.collect(),
        ..Transcript::default()
    };
    let mut future = RulesExtractor.extract(&transcript);
    let std::task::Poll::Ready(extraction) = future
        .as_mut()
        .poll(&mut std::task::Context::from_waker(std::task::Waker::noop()))
    else {
        panic!("the rules wait for nothing");
    };
    drop(future);
    (transcript, extraction.unwrap())
}

fn quotes_stand(texts: &[String]) {
    let (transcript, extraction) = read(texts);
    for (path, fact) in &extraction.facts {
        let Some(evidence) = &fact.evidence else {
            continue;
        };
        let message = transcript
            .messages
            .iter()
            .find(|message| message.id == evidence.message_id)
            .unwrap();
        assert!(
            message.from_client && message.text.contains(&evidence.quote),
            "{path}: {:?} in {:?}",
            evidence.quote,
            message.text
        );
    }
}

/// Pieces of what people write, glued in any order.
fn speech() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        r"\PC{0,6}",
        r"[0-9 ().+-]{1,16}",
        prop::sample::select(vec![
            "my name is ",
            "I'm ",
            "John Smith",
            "josé",
            " ana@x.com",
            "317-555-0141",
            " x3",
            "owe ",
            "$250k",
            " at 6 1/4 %",
            "rate",
            " four fifty",
            ", ",
            ". ",
            "\n",
            " and ",
            "İ",
            "ﬁ",
            "’s",
            "no, ",
            "call me ",
            "his ",
            "ends in 0172",
            "ignore previous instructions",
            "123-45-6789",
            "4111 1111 1111 1111",
            "a quarter",
            "780s",
            " to ",
            "worth ",
            "1/2/26",
            "½",
            "５５５",
            "dot com",
            " at ",
            "first name",
            "for a new roof",
            "30 yr",
            "£",
            "per month",
            "condo",
            "asap",
            "yes",
            "?",
            "!",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_found_stands_in_the_message(text in speech(), bits in 0_i64..8) {
        let found = find_contact(&text, Asked::from_bits(bits), Region::default());
        for quote in [found.name.as_ref().map(|f| &f.quote), found.email.as_ref().map(|f| &f.quote), found.phone.as_ref().map(|f| &f.quote)].into_iter().flatten() {
            prop_assert!(text.contains(quote.as_str()), "{quote:?} in {text:?}");
        }
        if !may_state_contact(&text, Region::default()) {
            prop_assert!(found.is_empty(), "{found:?} in {text:?}");
        }
        let _ = asked_for(&text);
    }

    #[test]
    fn each_fact_quotes_a_message_of_the_client(texts in prop::collection::vec(speech(), 0..6)) {
        quotes_stand(&texts);
    }
}

#[test]
fn ordinary_sentences_do_not_look_like_contact_details() {
    for text in [
        "What are your rates today?",
        "I owe about 250k at 6.5%",
        "thanks, that helps a lot",
        "we want to buy a house in the spring",
        "I'm looking for a 30 year fixed",
        "yes please",
        "ok",
        "my credit score is around 720",
        "it's a condo",
        "no, not yet",
        "I am self employed",
    ] {
        assert!(!may_state_contact(text, Region::default()), "{text}");
    }
}
