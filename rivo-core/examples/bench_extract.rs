//! How fast contact finding and the rules are, on one core.
//!
//! `cargo run --release -p rivo-core --no-default-features --example bench_extract`

use std::time::{Duration, Instant};

use rivo_core::{
    clock::Timestamp,
    extract::{Extractor as _, RulesExtractor, Transcript, TranscriptMessage},
    id::MessageId,
    model::{
        contact::{asked_for, find_contact},
        validate::Region,
    },
};

/// A conversation in the desk's (D) and the client's (C) words.
const CONVERSATION: &[(bool, &str)] = &[
    (false, "Hi! Are you buying or refinancing?"),
    (
        true,
        "refinancing. we owe about 312k at 6.875 and pay 2,450 a month with escrow",
    ),
    (
        false,
        "What is the home worth, and is it a single-family home?",
    ),
    (
        true,
        "zillow says 480, it's a townhouse in Mesa. we'd like to drop the PMI",
    ),
    (false, "Your credit score, income and line of work?"),
    (
        true,
        "mid 700s, I make 94k as a nurse, my husband's on 1099",
    ),
    (false, "May I have your name, email and phone?"),
    (
        true,
        "Dana Whitfield, dana dot whitfield at example dot com, 480-555-0148 after 5 please",
    ),
    (false, "Thanks! Anything else?"),
    (
        true,
        "our rate lock offer elsewhere expires Friday so a quick answer would help",
    ),
];

/// Pieces that a message of a megabyte is made of.
const SHAPES: &[&str] = &[
    "I owe 250k at 6.5% and my name is John Smith, call 317-555-0141 or j@x.com. ",
    "1 ",
    "1-",
    "a@",
    "((((",
    "one hundred and ",
    "$",
    "my name is ",
    "John ",
    "{",
    ", ",
    "'",
    "9",
    "\u{200b}",
    "é",
    "want to ",
];

fn transcript(texts: impl Iterator<Item = (bool, String)>) -> Transcript {
    Transcript {
        messages: (1_i64..)
            .zip(texts)
            .map(|(position, (from_client, text))| TranscriptMessage {
                id: MessageId::new(),
                position,
                from_client,
                text,
                at: Timestamp::from_micros(0),
            })
            .collect(),
        ..Transcript::default()
    }
}

/// Reads a conversation both ways a server does: each message as it comes, and all of it at last.
fn read(transcript: &Transcript) {
    let mut asked = rivo_core::model::contact::Asked::default();
    for message in &transcript.messages {
        if message.from_client {
            std::hint::black_box(find_contact(&message.text, asked, Region::default()));
        } else {
            asked = asked_for(&message.text);
        }
    }
    let mut future = RulesExtractor.extract(transcript);
    let waker = std::task::Waker::noop();
    let _ = std::hint::black_box(
        future
            .as_mut()
            .poll(&mut std::task::Context::from_waker(waker)),
    );
}

#[expect(clippy::print_stdout, reason = "the figures are what it is run for")]
fn main() {
    let conversation = transcript(
        CONVERSATION
            .iter()
            .map(|(client, text)| (*client, (*text).to_owned())),
    );
    read(&conversation);
    let start = Instant::now();
    let mut messages = 0_u32;
    while start.elapsed() < Duration::from_secs(3) {
        read(&conversation);
        messages += u32::try_from(conversation.messages.len()).unwrap_or(0);
    }
    let rate = f64::from(messages) / start.elapsed().as_secs_f64();
    println!("{rate:.0} messages a second through contact finding and rules, one core");
    for shape in SHAPES {
        let huge = transcript(std::iter::once((
            true,
            shape.repeat(1_000_000 / shape.len()),
        )));
        let start = Instant::now();
        read(&huge);
        println!(
            "{:>6.1} ms for a megabyte of {shape:?}",
            start.elapsed().as_secs_f64() * 1e3
        );
    }
}
