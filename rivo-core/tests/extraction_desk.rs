//! Extraction as a desk sees it, on both engines: a model behind a real HTTP server that fails in
//! every way, runs and what is between them, corrections and what they say of the extractor, costs.
#![cfg(all(feature = "store", feature = "openai"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod endpoint;
mod support;

use std::{sync::Arc, time::Duration};

use endpoint::{Server, Step, completion, ok};
use rivo_core::{
    Error,
    api::{
        chat::{DataType, PostMessage, SenderType},
        client::{Client, CorrectFact, JobState, ReopenProposal},
        command::Command,
        extraction::{ExtractorState, FieldChange, Verdict},
    },
    auth::{Actor, Permission},
    extract::{OpenAiExtractor, OpenAiSettings},
    id::{ClientId, NoteId, SessionId},
    model::context::{FactSource, FactStatus},
};
use support::{Desk, for_each_engine, for_each_engine_read_by, root, with_permissions};

const RATE: &str = "loan_details.interest_rate";
const LOAN: &str = "loan_details.current_loan_amount";
const SCORE: &str = "financial_info.credit_score";
const SECRET: &str = "123-45-6789";

fn model(server: &Server) -> Arc<OpenAiExtractor> {
    let settings = OpenAiSettings {
        base_url: server.url.clone(),
        timeout: Duration::from_millis(700),
        ..OpenAiSettings::default()
    };
    Arc::new(OpenAiExtractor::new(settings).unwrap())
}

fn good() -> Step {
    ok(completion(
        r#"{"intent": {"quote": "want to refinance", "value": "refinance"}, "current_loan_amount": 412000, "interest_rate": 6.875,
            "credit_score": 688, "summary": "Client owes 412k at 6.875%."}"#,
    ))
}

async fn say(
    desk: &Desk,
    session_id: SessionId,
    data_type: DataType,
    message: &str,
) -> Option<ClientId> {
    let post = PostMessage {
        session_id,
        message: message.to_owned(),
        sender_type: SenderType::Client,
        data_type,
        metadata: None,
    };
    let posted = desk.post_message(&Actor::open_chat(), post, None).await;
    posted.unwrap().message.client
}

async fn lead(desk: &Desk) -> (SessionId, ClientId) {
    let session_id = SessionId::new();
    let told = format!(
        "I owe 412k at 6.875% and want to refinance, my SSN is {SECRET}. Equifax has me down at 688"
    );
    say(desk, session_id, DataType::Message, &told).await;
    say(desk, session_id, DataType::Name, "Rosa Delgado").await;
    say(desk, session_id, DataType::Email, "rosa@example.com").await;
    let client = say(desk, session_id, DataType::Phone, "(415) 555-0134").await;
    (session_id, client.unwrap())
}

async fn client(desk: &Desk, id: ClientId) -> Client {
    desk.get_client(&root(), id).await.unwrap()
}

async fn correct(desk: &Desk, actor: &Actor, client_id: ClientId, path: &str, value: Option<&str>) {
    let fact = CorrectFact {
        path: path.to_owned(),
        value: value.map(str::to_owned),
        expected: None,
    };
    let facts = vec![fact];
    let command = Command::CorrectFacts { client_id, facts };
    desk.run(actor, command).await.unwrap();
}

/// How an endpoint can go wrong, and whether the run fails of it.
fn troubles() -> Vec<(&'static str, Step, bool)> {
    let prose = completion(
        "Sure! Here is your JSON: {\"interest_rate\": 6.875, \"summary\": \"Owes 412k.\"} Anything else?",
    );
    let wrong_types = completion(
        r#"{"interest_rate": [], "summary": 7, "income": {"a": 1}, "key_points": 3, "sentiment": 1}"#,
    );
    let loading = r#"{"error": {"message": "Loading model"}}"#;
    let inside = r#"{"error": {"message": "upstream is down", "code": 502}}"#;
    let nothing = r#"{"choices": [{"message": {"content": null}}]}"#;
    let unknown = r#"{"error": {"code": "model_not_found"}}"#;
    vec![
        ("500", Step::Answer(500, "", "oops".to_owned()), true),
        ("loading", Step::Answer(503, "", loading.to_owned()), true),
        ("never answers", Step::Stall(Duration::from_secs(5)), true),
        (
            "slow",
            Step::Drip(completion("{}"), Duration::from_millis(100)),
            true,
        ),
        ("breaks off", Step::BreakOff(completion("{}")), true),
        ("cut JSON", ok(completion(r#"{"interest_rate": 6."#)), true),
        (
            "no JSON",
            ok(completion("I would rather write a poem.")),
            true,
        ),
        ("prose around JSON", ok(prose), false),
        ("wrong types", ok(wrong_types), false),
        ("error in a 200", ok(inside.to_owned()), true),
        ("null content", ok(nothing.to_owned()), true),
        ("10 MB", ok(completion(&"x".repeat(10 << 20))), true),
        (
            "unknown model",
            Step::Answer(404, "", unknown.to_owned()),
            true,
        ),
    ]
}

#[tokio::test]
async fn whatever_the_model_does_the_facts_stand_and_the_error_is_on_the_client() {
    let server = Arc::new(Server::start(vec![good()]));
    for_each_engine_read_by(model(&server), |desk| {
        let server = Arc::clone(&server);
        async move {
            for (what, step, fails) in troubles() {
                server.set(step);
                let (session_id, id) = lead(&desk).await;
                desk.run_due_jobs().await.unwrap();
                let seen = client(&desk, id).await;
                let rate = seen.context.loan_details.interest_rate.as_deref();
                assert_eq!(rate, Some("6.875%"), "{what}");
                assert_eq!(seen.context_meta.facts[RATE].status, FactStatus::Verified);
                let state = seen.extraction.unwrap();
                if !fails {
                    assert_eq!((state.state, state.error), (JobState::Done, None), "{what}");
                    continue;
                }
                let error = state.error.unwrap();
                let failed = matches!(state.state, JobState::Failed | JobState::Dead);
                assert!(failed, "{what}");
                let tells_nothing = !error.contains("412") && !error.contains(SECRET);
                assert!(error.len() > 10 && tells_nothing, "{error}");
                let failures = desk
                    .extraction_report(&root(), None)
                    .await
                    .unwrap()
                    .failures;
                assert_eq!(
                    (failures[0].reason.as_str(), failures[0].jobs),
                    (error.as_str(), 1)
                );

                // Staff start it again when the model is back.
                server.set(good());
                let again = Command::RequestExtraction { client_id: id };
                desk.run(&root(), again).await.unwrap();
                desk.run_due_jobs().await.unwrap();
                let seen = client(&desk, id).await;
                assert_eq!(seen.extraction.unwrap().state, JobState::Done, "{what}");
                assert_eq!(seen.context_meta.facts[SCORE].source, FactSource::Model);
                let more = say(&desk, session_id, DataType::Message, "thanks").await;
                assert_eq!(more, Some(id));
            }
        }
    })
    .await;
    let mut requests = server.requests().into_iter();
    assert!(requests.all(|request| !request.contains(SECRET)));
}

#[tokio::test]
async fn a_pause_that_the_endpoint_asks_for_is_shown_and_kept() {
    let busy = Step::Answer(429, "retry-after: 60\r\n", "{}".to_owned());
    let server = Arc::new(Server::start(vec![busy]));
    for_each_engine_read_by(model(&server), |desk| async move {
        let (_, id) = lead(&desk).await;
        for _ in 0..2 {
            desk.run_due_jobs().await.unwrap();
            let seen = client(&desk, id).await;
            let rate = seen.context.loan_details.interest_rate.as_deref();
            assert_eq!(rate, Some("6.875%"));
            assert!(
                seen.extraction
                    .unwrap()
                    .error
                    .unwrap()
                    .contains("too many requests")
            );
            let report = desk.extraction_report(&root(), None).await.unwrap();
            let ExtractorState::Paused { seconds, reason } = report.state else {
                panic!("it is paused")
            };
            assert!(seconds > 30 && reason.contains("too many requests"));
            let again = Command::RequestExtraction { client_id: id };
            desk.run(&root(), again).await.unwrap();
        }
    })
    .await;
    assert_eq!(server.requests().len(), 1, "on both desks together");
}

#[tokio::test]
async fn an_endpoint_that_is_away_does_not_wear_a_job_out() {
    let away = Server::nowhere();
    for_each_engine_read_by(model(&away), |desk| async move {
        let (_, id) = lead(&desk).await;
        for _ in 0..10 {
            desk.run_due_jobs().await.unwrap();
            let state = client(&desk, id).await.extraction.unwrap();
            assert_eq!((state.state, state.attempts), (JobState::Failed, 0));
            desk.advance_seconds(600);
        }
        assert_eq!(
            desk.count("SELECT COUNT(*) FROM extraction_run").await,
            1,
            "only the rules read"
        );
    })
    .await;
}

#[tokio::test]
async fn two_runs_are_compared_field_by_field() {
    let server = Arc::new(Server::start(vec![good()]));
    for_each_engine_read_by(model(&server), |desk| async move {
        let (session_id, id) = lead(&desk).await;
        let nobody = desk.compare_runs(&root(), id, None, None).await;
        assert!(nobody.unwrap().after.is_none());
        desk.run_due_jobs().await.unwrap();
        let runs = desk
            .list_runs(&root(), id, None, None)
            .await
            .unwrap()
            .results;
        assert_eq!(runs.len(), 2, "the rules first, then the model");
        let between = desk.compare_runs(&root(), id, None, None).await.unwrap();
        assert_eq!(
            (
                between.after.as_ref().unwrap().id,
                between.before.as_ref().unwrap().id
            ),
            (runs[0].id, runs[1].id)
        );
        let field = |path: &str| {
            between
                .fields
                .iter()
                .find(|field| field.path == path)
                .unwrap()
                .clone()
        };
        assert_eq!(field(SCORE).change, FieldChange::Added);
        assert_eq!(field(SCORE).after.unwrap().evidence.unwrap().quote, "688");
        assert_eq!(field(RATE).change, FieldChange::Same);
        let first = desk
            .compare_runs(&root(), id, Some(runs[1].id), None)
            .await
            .unwrap();
        assert!(first.before.is_none());

        say(&desk, session_id, DataType::Message, "sorry, I owe 398k").await;
        desk.run(&root(), Command::RequestExtraction { client_id: id })
            .await
            .unwrap();
        desk.run_due_jobs().await.unwrap();
        let newest = desk
            .compare_runs(&root(), id, None, Some(runs[1].id))
            .await
            .unwrap();
        let loan = newest
            .fields
            .iter()
            .find(|field| field.path == LOAN)
            .unwrap();
        assert_eq!(loan.change, FieldChange::Changed);
        assert_eq!(
            (loan.before_text.as_deref(), loan.after_text.as_deref()),
            (Some("$412,000"), Some("$398,000"))
        );
        // The superseded statement stays with the fact.
        let fact = client(&desk, id).await.context_meta.facts[LOAN].clone();
        assert!(
            fact.previous
                .iter()
                .any(|older| older.text.as_deref() == Some("$412,000"))
        );

        let stranger = with_permissions(&desk.csm("Cara").await, &[Permission::ClientViewAssigned]);
        for run in [None, Some(runs[0].id)] {
            let refused = desk.compare_runs(&stranger, id, run, None).await;
            assert!(matches!(refused, Err(Error::NotFound { .. })));
        }
    })
    .await;
}

#[tokio::test]
async fn rules_and_model_that_differ_are_shown_and_a_person_decides() {
    let differs = ok(completion(
        r#"{"current_loan_amount": 412000, "interest_rate": 6.125, "summary": "x"}"#,
    ));
    let server = Arc::new(Server::start(vec![differs]));
    for_each_engine_read_by(model(&server), |desk| async move {
        let admin = desk.admin().await;
        let (session_id, id) = lead(&desk).await;
        say(
            &desk,
            session_id,
            DataType::Message,
            "another lender offers 6.125%",
        )
        .await;
        desk.run_due_jobs().await.unwrap();
        let fact = client(&desk, id).await.context_meta.facts[RATE].clone();
        assert_eq!(fact.text.as_deref(), Some("6.875%"));
        assert!(fact.confidence <= 0.6 && !fact.locked);
        assert_eq!(fact.proposed.unwrap().text.as_deref(), Some("6.125%"));
        let keep = Command::ResolveProposal {
            client_id: id,
            path: RATE.to_owned(),
            accept: false,
            value: None,
        };
        let verdicts = async || {
            let report = desk.extraction_report(&admin, None).await.unwrap();
            report.reviews.len()
        };
        assert_eq!(verdicts().await, 0);
        desk.run(&admin, keep.clone()).await.unwrap();
        let kept = client(&desk, id).await;
        let word = |accepted: bool, value: &str| Command::ReopenProposal {
            client_id: id,
            word: ReopenProposal {
                path: RATE.to_owned(),
                accepted,
                value: Some(value.to_owned()),
            },
        };
        let other = desk.run(&admin, word(false, "5%")).await.unwrap_err();
        assert_eq!(other.code(), "stale");
        assert_eq!(verdicts().await, 1);
        desk.run(&admin, word(false, "6.125%")).await.unwrap();
        assert_eq!(verdicts().await, 0, "nobody said anything of it");
        let again = client(&desk, id).await;
        assert_eq!(again.context, kept.context);
        let fact = &again.context_meta.facts[RATE];
        let proposed = fact.proposed.as_ref().unwrap();
        assert_eq!(proposed.text.as_deref(), Some("6.125%"));
        let accept = Command::ResolveProposal {
            client_id: id,
            path: RATE.to_owned(),
            accept: true,
            value: None,
        };
        desk.run(&admin, accept).await.unwrap();
        let taken = client(&desk, id).await.context;
        assert_eq!(taken.loan_details.interest_rate.as_deref(), Some("6.125%"));
        desk.run(&admin, word(true, "6.125%")).await.unwrap();
        let back = client(&desk, id).await;
        assert_eq!(&back.context_meta.facts[RATE], fact);
        assert_eq!(back.context, kept.context);
        assert_eq!(verdicts().await, 0);
        desk.run(&admin, keep).await.unwrap();
        desk.run(&admin, Command::RequestExtraction { client_id: id })
            .await
            .unwrap();
        desk.run_due_jobs().await.unwrap();
        let fact = client(&desk, id).await.context_meta.facts[RATE].clone();
        assert!(
            fact.proposed.is_none(),
            "what was turned down is not proposed again"
        );
        let reviews = desk.extraction_report(&admin, None).await.unwrap().reviews;
        assert_eq!(
            (reviews[0].path.as_str(), reviews[0].verdict),
            (RATE, Verdict::Right)
        );
    })
    .await;
}

#[tokio::test]
async fn a_persons_word_says_how_good_the_extractor_is() {
    let server = Arc::new(Server::start(vec![good()]));
    for_each_engine_read_by(model(&server), |desk| async move {
        let admin = desk.admin().await;
        let (_, id) = lead(&desk).await;
        desk.run_due_jobs().await.unwrap();
        correct(&desk, &admin, id, RATE, Some("6.875")).await;
        correct(&desk, &admin, id, LOAN, Some("398k")).await;
        correct(&desk, &admin, id, SCORE, None).await;
        correct(&desk, &admin, id, "financial_info.income", Some("96k")).await;
        let verdicts = |desk: Desk, admin: Actor| async move {
            let report = desk.extraction_report(&admin, Some(7)).await.unwrap();
            let mut all: Vec<_> = report
                .reviews
                .into_iter()
                .map(|it| (it.path, it.verdict, it.fields))
                .collect();
            all.sort();
            all
        };
        let expect = vec![
            (SCORE.to_owned(), Verdict::Invented, 1),
            ("financial_info.income".to_owned(), Verdict::Missed, 1),
            (LOAN.to_owned(), Verdict::Wrong, 1),
            (RATE.to_owned(), Verdict::Right, 1),
        ];
        assert_eq!(verdicts(desk.clone(), admin.clone()).await, expect);
        // A person who changes their mind changes the verdict.
        correct(&desk, &admin, id, LOAN, Some("412,000")).await;
        let changed = verdicts(desk.clone(), admin.clone()).await;
        assert_eq!(changed[2], (LOAN.to_owned(), Verdict::Right, 1));
        assert_eq!(changed.len(), 4);

        let report = desk.extraction_report(&admin, None).await.unwrap();
        let model: Vec<_> = report
            .spending
            .iter()
            .filter(|row| row.extractor != "rules")
            .collect();
        assert_eq!(
            (
                model.len(),
                model[0].runs,
                model[0].prompt_tokens,
                model[0].cost_micros
            ),
            (1, 1, 1000, 210)
        );
        assert_eq!(
            (
                report.state,
                report.budget.spent_micros,
                report.budget.left_micros
            ),
            (ExtractorState::Ready, 210, None)
        );
        let limit = |micros: i64, enabled: bool| Command::UpdateSettings {
            values: [
                ("extraction_daily_budget_micros".to_owned(), micros.into()),
                ("extraction_enabled".to_owned(), enabled.into()),
            ]
            .into(),
            expected: std::collections::BTreeMap::new(),
        };
        for (command, state) in [
            (limit(200, true), ExtractorState::BudgetSpent),
            (limit(0, false), ExtractorState::SwitchedOff),
        ] {
            desk.run(&admin, command).await.unwrap();
            desk.advance_seconds(5);
            let before = server_count(&desk).await;
            desk.run(&admin, Command::RequestExtraction { client_id: id })
                .await
                .unwrap();
            desk.run_due_jobs().await.unwrap();
            assert_eq!(
                desk.extraction_report(&admin, None).await.unwrap().state,
                state
            );
            assert_eq!(server_count(&desk).await, before, "the rules read instead");
        }
        // What was spent stays in the ledger when the client is erased.
        desk.run(
            &root(),
            Command::DeleteClient {
                client_id: id,
                version: None,
            },
        )
        .await
        .unwrap();
        let report = desk.extraction_report(&admin, None).await.unwrap();
        assert!(report.reviews.is_empty() && report.budget.spent_micros == 210);

        let csm = desk.csm("Cara").await;
        let refused = desk
            .extraction_report(&with_permissions(&csm, &[Permission::ClientViewAll]), None)
            .await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })));
        for days in [0, 367] {
            let wrong = desk.extraction_report(&admin, Some(days)).await;
            assert!(matches!(wrong, Err(Error::Invalid(_))));
        }
    })
    .await;
}

/// How many runs of a model the ledger knows.
async fn server_count(desk: &Desk) -> i64 {
    desk.count("SELECT CAST(COALESCE(SUM(runs), 0) AS BIGINT) FROM extraction_ledger WHERE extractor <> 'rules'").await
}

#[tokio::test]
async fn secret_numbers_stay_out_of_the_audit_and_the_command_log() {
    for_each_engine(|desk| async move {
        let admin = desk.admin().await;
        let (_, id) = lead(&desk).await;
        desk.run_due_jobs().await.unwrap();
        let told = format!("ssn {SECRET}, card 4111 1111 1111 1111, account number 351531510");
        correct(&desk, &admin, id, "key_points", Some(&told)).await;
        let note = Command::AddNote { client_id: id, note_id: NoteId::new(), body: told.clone() };
        desk.run(&admin, note).await.unwrap();
        // A refused command is kept with what stood.
        let stale = CorrectFact { path: "key_points".to_owned(), value: None, expected: Some(Some("other".to_owned())) };
        let command = Command::CorrectFacts { client_id: id, facts: vec![stale] };
        desk.run(&admin, command).await.unwrap_err();
        for table in [
            "SELECT COUNT(*) FROM audit_log WHERE COALESCE(before_json, '') || COALESCE(after_json, '') LIKE '%6789%'
                OR COALESCE(before_json, '') || COALESCE(after_json, '') LIKE '%1111 1111%'
                OR COALESCE(before_json, '') || COALESCE(after_json, '') LIKE '%351531510%'",
            "SELECT COUNT(*) FROM command_log WHERE outcome LIKE '%6789%' OR outcome LIKE '%1111 1111%' OR outcome LIKE '%351531510%'",
            "SELECT COUNT(*) FROM extraction_run WHERE context || facts LIKE '%6789%'",
        ] {
            assert_eq!(desk.count(table).await, 0, "{table}");
        }
        assert!(desk.count("SELECT COUNT(*) FROM audit_log WHERE after_json LIKE '%[redacted]%'").await > 0);
        assert!(desk.count("SELECT COUNT(*) FROM command_log WHERE outcome LIKE '%[redacted]%'").await > 0);
    })
    .await;
}
