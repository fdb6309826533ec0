//! The model extractor against a real HTTP server that answers as endpoints do when they fail.
#![cfg(feature = "openai")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod endpoint;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use endpoint::{Server, Step, completion, ok};

use rivo_core::{
    clock::Timestamp,
    extract::{
        Availability, ExtractError, Extraction, Extractor as _, OpenAiExtractor, OpenAiSettings,
        RulesExtractor, Secret, Transcript, TranscriptMessage,
    },
    id::MessageId,
    model::context::FactStatus,
};

const KEY: &str = "sk-very-secret";

fn good() -> String {
    completion(
        r#"{"intent": "refinance", "current_loan_amount": 247800, "interest_rate": 7.375, "income": null, "credit_score": null,
        "name": "Patrick Odell", "email": null, "phone": null, "loan_type": null, "property_type": null, "employment_status": null,
        "monthly_payment": null, "property_value": null, "debt_to_income": null, "preferences": [], "key_points": [],
        "sentiment": "neutral", "urgency": "low", "summary": "Client wants to refinance 247,800."}"#,
    )
}

fn transcript() -> Transcript {
    let texts = [
        (false, "Hi! Buying or refinancing?"),
        (
            true,
            "Refinancing. I owe 247,800 at 7.375, my ssn is 123-45-6789",
        ),
        (false, "Your name?"),
        (true, "Patrick Odell"),
    ];
    let messages = (1..)
        .zip(texts)
        .map(|(position, (from_client, text))| TranscriptMessage {
            id: MessageId::new(),
            position,
            from_client,
            text: text.to_owned(),
            at: Timestamp::from_micros(0),
        });
    Transcript {
        messages: messages.collect(),
        ..Transcript::default()
    }
}

fn extractor(server: &Server) -> OpenAiExtractor {
    OpenAiExtractor::new(OpenAiSettings {
        base_url: server.url.clone(),
        api_key: Some(Secret::new(KEY)),
        timeout: Duration::from_millis(1500),
        ..OpenAiSettings::default()
    })
    .unwrap()
}

async fn run(steps: Vec<Step>) -> (Result<Extraction, ExtractError>, Server) {
    let server = Server::start(steps);
    let outcome = extractor(&server).extract(&transcript()).await;
    if let Err(error) = &outcome {
        let text = format!("{error} {error:?}");
        assert!(
            !text.contains(KEY) && !text.contains("247,800") && !text.contains("6789"),
            "{text}"
        );
    }
    (outcome, server)
}

#[tokio::test]
async fn a_good_answer_becomes_facts_with_evidence_and_a_price() {
    let (outcome, server) = run(vec![ok(good())]).await;
    let extraction = outcome.unwrap();
    assert_eq!(extraction.extractor, "openai:gpt-4o-mini");
    assert_eq!(
        extraction
            .context
            .loan_details
            .current_loan_amount
            .as_deref(),
        Some("$247,800")
    );
    let fact = &extraction.facts["loan_details.interest_rate"];
    assert_eq!(
        (fact.status, fact.evidence.as_ref().unwrap().quote.as_str()),
        (FactStatus::Verified, "7.375")
    );
    assert_eq!(
        extraction.contact.name.unwrap().value.as_str(),
        "Patrick Odell"
    );
    let usage = extraction.usage.unwrap();
    assert_eq!(
        (usage.requests, usage.prompt_tokens, usage.cost_micros),
        (1, 1000, 150 + 60)
    );
    let request = &server.requests()[0];
    assert!(
        request.contains("authorization: Bearer sk-very-secret") && request.contains("json_schema")
    );
    assert!(!request.contains("6789") && request.contains("[redacted]"));
}

#[tokio::test]
async fn values_that_no_client_message_says_are_not_believed() {
    let body = completion(
        r#"{"current_loan_amount": 999999, "monthly_payment": 1234, "name": "John Doe", "email": "john@doe.com", "phone": "317-555-0141",
        "summary": "Owes 999,999.", "key_points": ["has 50k in savings"], "loan_type": "fha"}"#,
    );
    let extraction = run(vec![ok(body)]).await.0.unwrap();
    assert_eq!(
        extraction
            .context
            .loan_details
            .current_loan_amount
            .as_deref(),
        Some("$247,800")
    );
    assert_eq!(extraction.context.loan_details.monthly_payment, None);
    assert_eq!(
        extraction.facts["loan_details.monthly_payment"].status,
        FactStatus::Unverified
    );
    assert_eq!(
        extraction.facts["loan_details.loan_type"].status,
        FactStatus::Unverified
    );
    assert_eq!(extraction.context.loan_details.loan_type, None);
    assert!(extraction.contact.email.is_none() && extraction.contact.phone.is_none());
    assert_eq!(
        extraction.contact.name.unwrap().value.as_str(),
        "Patrick Odell"
    );
    assert!(!extraction.context.summary.unwrap().contains("999"));
    assert!(
        extraction
            .context
            .key_points
            .iter()
            .all(|point| !point.contains("50k"))
    );
    assert!(extraction.facts["loan_details.current_loan_amount"].confidence <= 0.6);
}

#[tokio::test]
async fn a_refused_schema_falls_back_and_the_endpoint_is_remembered() {
    let refused = |word: &str| {
        Step::Answer(
            400,
            "",
            format!(r#"{{"error": {{"message": "response_format {word} is not supported"}}}}"#),
        )
    };
    let server = Server::start(vec![
        refused("json_schema"),
        refused("json_object"),
        ok(good()),
    ]);
    let extractor = extractor(&server);
    extractor.extract(&transcript()).await.unwrap();
    extractor.extract(&transcript()).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 4);
    assert!(requests[1].contains(r#""type":"json_object""#));
    assert!(
        requests[2..]
            .iter()
            .all(|request| !request.contains("response_format") && request.contains("JSON schema"))
    );
}

#[tokio::test]
async fn an_invalid_answer_is_asked_for_again_once() {
    let (outcome, server) = run(vec![ok(completion(r#"{"intent": "refin"#)), ok(good())]).await;
    let extraction = outcome.unwrap();
    assert_eq!(
        (extraction.usage.unwrap().requests, extraction.notes.len()),
        (2, 1)
    );
    assert!(server.requests()[1].contains("That was not valid"));
    let (outcome, server) = run(vec![ok(completion("I am sorry."))]).await;
    let error = outcome.unwrap_err();
    assert!(error.is_retryable() && server.requests().len() == 2);
    assert_eq!(error.usage().prompt_tokens, 2000);
}

#[tokio::test]
async fn prose_fences_and_wrong_types_around_an_answer_are_read_through() {
    for content in [
        "Sure! Here it is:\n```json\n{\"interest_rate\": \"7.375%\", \"key_points\": \"none\", \"income\": {\"a\": []}}\n```\nBye",
        r#"{"loan_details": {"interest_rate": 7.375}, "sentiment": 5, "preferences": {"a": 1}}"#,
    ] {
        let extraction = run(vec![ok(completion(content))]).await.0.unwrap();
        assert_eq!(
            extraction.context.loan_details.interest_rate.as_deref(),
            Some("7.375%"),
            "{content}"
        );
    }
}

#[tokio::test]
async fn failures_say_whether_and_when_to_come_back() {
    let busy = r#"{"error": {"message": "slow down sk-very-secret"}}"#.to_owned();
    let (outcome, server) = run(vec![Step::Answer(429, "retry-after: 30\r\n", busy.clone())]).await;
    let ExtractError::Away {
        retry_after, usage, ..
    } = outcome.unwrap_err()
    else {
        panic!("it may be tried again")
    };
    assert_eq!(
        (retry_after, usage.requests, server.requests().len()),
        (Some(Duration::from_secs(30)), 1, 1)
    );

    let (outcome, server) = run(vec![
        Step::Answer(429, "retry-after-ms: 20\r\n", busy),
        ok(good()),
    ])
    .await;
    assert!(outcome.is_ok() && server.requests().len() == 2);

    let (outcome, server) = run(vec![Step::Answer(500, "", "oops".to_owned())]).await;
    assert!(outcome.unwrap_err().is_retryable() && server.requests().len() == 2);

    let error_inside = r#"{"error": {"message": "upstream is down", "code": 502}}"#.to_owned();
    assert!(
        run(vec![ok(error_inside)])
            .await
            .0
            .unwrap_err()
            .is_retryable()
    );
    assert!(
        run(vec![ok("<html>".to_owned())])
            .await
            .0
            .unwrap_err()
            .is_retryable()
    );
    assert!(
        run(vec![ok("{}".to_owned())])
            .await
            .0
            .unwrap_err()
            .is_retryable()
    );

    for (status, body) in [
        (401, "{}"),
        (404, "no such model"),
        (429, r#"{"error": {"code": "insufficient_quota"}}"#),
        (301, ""),
    ] {
        let error = run(vec![Step::Answer(status, "", body.to_owned())])
            .await
            .0
            .unwrap_err();
        assert!(!error.is_retryable(), "{status} {error}");
    }
}

#[tokio::test]
async fn an_endpoint_that_is_not_there_yet_is_away_and_wears_nothing_out() {
    let loading = Step::Answer(
        503,
        "",
        r#"{"error": {"message": "Loading model", "type": "unavailable_error", "code": 503}}"#
            .to_owned(),
    );
    let (outcome, server) = run(vec![loading.clone()]).await;
    let error = outcome.unwrap_err();
    assert!(matches!(error, ExtractError::Away { .. }), "{error}");
    assert!(error.to_string().contains("loading") && server.requests().len() == 2);
    let (outcome, _) = run(vec![loading, ok(good())]).await;
    assert!(outcome.is_ok());
}

#[tokio::test]
async fn an_endpoint_that_keeps_failing_is_left_alone() {
    let server = Server::start(vec![Step::Answer(500, "", "oops".to_owned())]);
    let extractor = extractor(&server);
    for _ in 0..6 {
        extractor.extract(&transcript()).await.unwrap_err();
    }
    assert_eq!(
        server.requests().len(),
        5,
        "five failures in a row are enough"
    );
    let error = extractor.extract(&transcript()).await.unwrap_err();
    let ExtractError::Away {
        retry_after: Some(wait),
        usage,
        detail,
    } = error
    else {
        panic!("{error:?}")
    };
    assert!(wait > Duration::from_secs(10) && usage.requests == 0);
    assert!(detail.contains("HTTP 500"), "{detail}");
    let Availability::Paused { reason, .. } = extractor.availability() else {
        panic!("it is paused")
    };
    assert!(reason.contains("HTTP 500"), "{reason}");
}

#[tokio::test]
async fn a_pause_that_an_endpoint_asks_for_is_kept_by_all_runs() {
    let server = Server::start(vec![
        Step::Answer(429, "retry-after: 40\r\n", "{}".to_owned()),
        ok(good()),
    ]);
    let extractor = extractor(&server);
    for _ in 0..3 {
        let error = extractor.extract(&transcript()).await.unwrap_err();
        let ExtractError::Away { retry_after, .. } = error else {
            panic!("{error:?}")
        };
        assert!(retry_after.unwrap() > Duration::from_secs(30));
    }
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn answers_that_break_off_or_hold_nothing_are_failures_to_try_again() {
    let null = r#"{"choices": [{"message": {"content": null}, "finish_reason": "stop"}]}"#;
    let no_choices = r#"{"choices": [], "usage": {"prompt_tokens": 3}}"#;
    for step in [
        Step::BreakOff(good()[..100].to_owned()),
        ok(good()[..100].to_owned()),
        ok(null.to_owned()),
        ok(no_choices.to_owned()),
        ok(String::new()),
    ] {
        let (outcome, server) = run(vec![step]).await;
        assert!(outcome.unwrap_err().is_retryable());
        assert_eq!(
            server.requests().len(),
            2,
            "it is tried again at once, once"
        );
    }
}

#[tokio::test]
async fn an_answer_that_comes_too_slowly_is_given_up() {
    let start = Instant::now();
    let drip = Step::Drip(good(), Duration::from_millis(50));
    let error = run(vec![drip]).await.0.unwrap_err();
    assert!(
        error.is_retryable() && start.elapsed() < Duration::from_secs(8),
        "{error}"
    );
}

#[tokio::test]
async fn a_schema_that_an_endpoint_ignores_is_checked_here() {
    let made_up = r#"{"stage": "approved", "assigned_to": "me", "credit_score": "excellent", "interest_rate": ["7.375"],
        "loan_details": {"current_loan_amount": {"value": 247800, "quote": null}}, "is_admin": true, "key_points": [[["x"]]],
        "sentiment": "ecstatic", "urgency": 9, "summary": {"text": "x"}}"#;
    let extraction = run(vec![ok(completion(made_up))]).await.0.unwrap();
    let rules = RulesExtractor.extract(&transcript()).await.unwrap();
    assert_eq!(extraction.context, rules.context);
    assert_eq!(
        extraction.facts.keys().collect::<Vec<_>>(),
        rules.facts.keys().collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn an_unknown_model_is_an_error_or_an_answer_like_any_other() {
    let unknown =
        r#"{"error": {"message": "The model `gpt-9` does not exist", "code": "model_not_found"}}"#;
    let error = run(vec![Step::Answer(404, "", unknown.to_owned())])
        .await
        .0
        .unwrap_err();
    assert!(!error.is_retryable() && error.to_string().contains("model"));
    // llama.cpp answers with the model it has.
    let other = good().replace("\"choices\"", "\"model\": \"another\", \"choices\"");
    assert!(run(vec![ok(other)]).await.0.is_ok());
}

#[tokio::test]
async fn a_slow_or_huge_answer_is_given_up() {
    let start = Instant::now();
    let (outcome, _) = run(vec![Step::Stall(Duration::from_secs(20))]).await;
    assert!(outcome.unwrap_err().is_retryable() && start.elapsed() < Duration::from_secs(8));
    let (outcome, _) = run(vec![ok(completion(&"x".repeat(10 << 20)))]).await;
    let error = outcome.unwrap_err();
    assert!(
        error.is_retryable() && error.to_string().contains("larger"),
        "{error}"
    );
}

#[tokio::test]
async fn a_prompt_that_is_too_long_is_cut_and_sent_again() {
    for error in [
        r#"{"error": {"code": "context_length_exceeded"}}"#,
        r#"{"error": {"code": 400, "type": "exceed_context_size_error", "n_ctx": 4096}}"#,
    ] {
        let too_long = Step::Answer(400, "", error.to_owned());
        let (outcome, server) = run(vec![too_long, ok(good())]).await;
        let requests = server.requests();
        assert!(outcome.is_ok() && requests.len() == 2, "{error}");
        assert!(requests[1].len() <= requests[0].len());
    }
}

#[tokio::test]
async fn a_dead_endpoint_is_named_without_its_key() {
    let dead = Server::nowhere();
    let error = extractor(&dead).extract(&transcript()).await.unwrap_err();
    assert!(matches!(error, ExtractError::Away { .. }), "{error}");
    assert!(error.to_string().contains("cannot be reached"), "{error}");
    assert!(!format!("{:?}", extractor(&dead)).contains(KEY));
    let wrong = OpenAiSettings {
        base_url: "ftp://x".to_owned(),
        ..OpenAiSettings::default()
    };
    assert!(OpenAiExtractor::new(wrong).is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_requests_are_under_way_than_allowed() {
    let server = Server::start(vec![Step::Stall(Duration::from_millis(300))]);
    let settings = OpenAiSettings {
        base_url: server.url.clone(),
        max_concurrency: 1,
        ..OpenAiSettings::default()
    };
    let extractor = Arc::new(OpenAiExtractor::new(settings).unwrap());
    let (first, second) = (Arc::clone(&extractor), extractor);
    let tasks = [first, second].map(|extractor| {
        tokio::spawn(async move { extractor.extract(&transcript()).await.is_err() })
    });
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert_eq!(server.requests().len(), 1);
    for task in tasks {
        assert!(task.await.unwrap());
    }
}
