//! What was known from words that are edited or deleted, on both engines: gone with them, read anew
//! from what is left, while a person's word stays. And a summary that never contradicts a person.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use rivo_core::{
    api::{
        chat::{ChatMessage, DataType, EditMessage},
        client::{Client, CorrectFact},
        command::Command,
    },
    auth::Actor,
    extract::{ExtractError, Extraction, Extractor, RulesExtractor, Transcript},
    id::{ClientId, SessionId},
    model::context::FactStatus,
    service::MessageFilter,
    store::{Engine, Sql},
};
use support::{
    Desk,
    chat::{client_says, make_lead, post},
    for_each_engine, for_each_engine_read_by, root,
};
use tokio::sync::Notify;

const RATE: &str = "loan_details.interest_rate";
const LOAN: &str = "loan_details.current_loan_amount";
const SCORE: &str = "financial_info.credit_score";

struct Talk {
    client_id: ClientId,
    session_id: SessionId,
    /// Says the loan and the rate.
    loan: ChatMessage,
}

/// A lead that was read once.
async fn talk(desk: &Desk) -> Talk {
    let session_id = SessionId::new();
    let client_id = make_lead(desk, session_id, "rosa@mail.example.com").await;
    let says = |text: &'static str| post(desk, client_says(session_id, DataType::Message, text));
    says("I want to refinance, my credit score is 688").await;
    let loan = says("I owe $417k at 6.125% and my solar lease costs extra")
        .await
        .message;
    desk.run_due_jobs().await.unwrap();
    let read = client(desk, client_id).await;
    assert_eq!(read.context_meta.facts[RATE].status, FactStatus::Verified);
    assert!(everything(desk).await.contains("417"));
    Talk {
        client_id,
        session_id,
        loan,
    }
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

/// What is kept of all clients, all runs and all merges.
async fn everything(desk: &Desk) -> String {
    let mut text = String::new();
    for sql in [
        "SELECT context || context_meta FROM client",
        "SELECT context || facts FROM extraction_run",
        "SELECT COALESCE(snapshot, '') FROM client_merge",
    ] {
        let store = desk.store().await;
        let rows =
            store.read(move |tx| Box::pin(async move { tx.query(&Sql::same(sql), &[]).await }));
        for mut row in rows.await.unwrap() {
            let part: String = row.get().unwrap();
            text.push_str(&part);
        }
    }
    // Ids and moments have digits of their own.
    let is_told = |part: &&str| part.parse::<ClientId>().is_err() && !part.ends_with('Z');
    text.split('"')
        .filter(is_told)
        .collect::<Vec<_>>()
        .join("\"")
}

fn edit(message: &ChatMessage, text: &str) -> Command {
    Command::EditMessage {
        message_id: message.id,
        edit: EditMessage {
            message: text.to_owned(),
            expected: None,
        },
    }
}

#[tokio::test]
async fn what_rests_on_a_deleted_message_goes_with_it() {
    for_each_engine(|desk| async move {
        let admin = desk.admin().await;
        for whole_session in [false, true] {
            let talk = talk(&desk).await;
            let command = if whole_session {
                Command::DeleteSession {
                    session_id: talk.session_id,
                }
            } else {
                Command::DeleteMessage {
                    message_id: talk.loan.id,
                }
            };
            desk.run(&admin, command).await.unwrap();
            for read_again in [false, true] {
                if read_again {
                    assert_eq!(desk.run_due_jobs().await.unwrap(), 1);
                }
                let left = client(&desk, talk.client_id).await;
                let facts = &left.context_meta.facts;
                assert!(!facts.contains_key(RATE) && !facts.contains_key(LOAN));
                assert_eq!(facts.contains_key(SCORE), !whole_session);
                assert_eq!(left.context.loan_details.interest_rate, None);
                let summary = left.context.summary.unwrap_or_default();
                assert_eq!(summary.contains("688"), !whole_session, "{summary}");
                let kept = everything(&desk).await;
                for word in ["417", "6.125", "solar"] {
                    assert!(!kept.contains(word), "{word} {read_again}: {kept}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn an_edited_message_is_read_anew() {
    for_each_engine(|desk| async move {
        let admin = desk.admin().await;
        let talk = talk(&desk).await;
        // What still stands there goes on proving what it proved.
        let typo = edit(&talk.loan, "I owe $417k, at 6.125%!");
        desk.run(&admin, typo).await.unwrap();
        let left = client(&desk, talk.client_id).await;
        assert_eq!(left.context_meta.facts[RATE].status, FactStatus::Verified);
        assert!(!everything(&desk).await.contains("solar"));
        let other = edit(&talk.loan, "I owe $222k at 5%");
        desk.run(&admin, other).await.unwrap();
        let left = client(&desk, talk.client_id).await;
        assert!(!left.context_meta.facts.contains_key(RATE));
        assert_eq!(desk.run_due_jobs().await.unwrap(), 1);
        let read = client(&desk, talk.client_id).await;
        assert_eq!(
            read.context.loan_details.interest_rate.as_deref(),
            Some("5%")
        );
        assert_eq!(
            read.context_meta.facts[LOAN].text.as_deref(),
            Some("$222,000")
        );
        assert!(read.context.summary.unwrap().contains("$222,000"));
        let kept = everything(&desk).await;
        assert!(!kept.contains("417") && !kept.contains("6.125"), "{kept}");
    })
    .await;
}

#[tokio::test]
async fn a_persons_word_outlives_the_message() {
    for_each_engine(|desk| async move {
        let admin = desk.admin().await;
        let talk = talk(&desk).await;
        correct(&desk, &admin, talk.client_id, RATE, Some("6.25")).await;
        let delete = Command::DeleteMessage {
            message_id: talk.loan.id,
        };
        desk.run(&admin, delete).await.unwrap();
        desk.run_due_jobs().await.unwrap();
        let left = client(&desk, talk.client_id).await;
        let rate = &left.context_meta.facts[RATE];
        assert!(rate.locked && rate.previous.is_empty());
        assert_eq!(
            left.context.loan_details.interest_rate.as_deref(),
            Some("6.25%")
        );
        assert!(left.context.summary.unwrap().contains("rate 6.25%"));
        assert!(!everything(&desk).await.contains("6.125"));
    })
    .await;
}

#[tokio::test]
async fn what_a_merge_could_bring_back_forgets_too() {
    for_each_engine(|desk| async move {
        let admin = desk.admin().await;
        let talk = talk(&desk).await;
        let into = desk.client("Ines Moreno").await;
        let merge = Command::MergeClients {
            into: into.id,
            from: talk.client_id,
        };
        desk.run(&admin, merge).await.unwrap();
        let delete = Command::DeleteMessage {
            message_id: talk.loan.id,
        };
        desk.run(&admin, delete).await.unwrap();
        desk.run_due_jobs().await.unwrap();
        let kept = everything(&desk).await;
        assert!(!kept.contains("417") && !kept.contains("6.125"), "{kept}");
        assert!(kept.contains("688"));
    })
    .await;
}

#[tokio::test]
async fn facts_whose_words_went_long_ago_go_with_the_next_run() {
    for_each_engine(|desk| async move {
        let admin = desk.admin().await;
        let talk = talk(&desk).await;
        // Facts whose message is gone, as a desk of before has them.
        let store = desk.store().await;
        let id = talk.loan.id;
        store
            .write(move |tx| {
                Box::pin(async move {
                    let gone = Sql::same("UPDATE chat_message SET message = 'x' WHERE id = ?1");
                    tx.execute(&gone, &[id.into()]).await
                })
            })
            .await
            .unwrap();
        let again = Command::RequestExtraction {
            client_id: talk.client_id,
        };
        desk.run(&admin, again).await.unwrap();
        desk.run_due_jobs().await.unwrap();
        let left = client(&desk, talk.client_id).await;
        assert!(!left.context_meta.facts.contains_key(RATE));
        assert!(!left.context.summary.unwrap().contains("417"));
    })
    .await;
}

/// Reads by the rules, once it is let go.
#[derive(Default)]
struct Slow {
    started: Notify,
    may_end: Notify,
}

impl Extractor for Slow {
    fn name(&self) -> String {
        "slow".to_owned()
    }

    fn extract<'a>(
        &'a self,
        transcript: &'a Transcript,
    ) -> BoxFuture<'a, Result<Extraction, ExtractError>> {
        Box::pin(async move {
            self.started.notify_one();
            self.may_end.notified().await;
            RulesExtractor.extract(transcript).await
        })
    }
}

#[tokio::test]
async fn a_run_that_read_what_is_deleted_meanwhile_writes_nothing() {
    let slow = Arc::new(Slow::default());
    for_each_engine_read_by(Arc::clone(&slow) as Arc<dyn Extractor>, |desk| {
        let slow = Arc::clone(&slow);
        async move {
            let admin = desk.admin().await;
            let session_id = SessionId::new();
            make_lead(&desk, session_id, "rosa@mail.example.com").await;
            let told = client_says(session_id, DataType::Message, "I owe $417k at 6.125%");
            let message = post(&desk, told).await.message;
            let rivo = desk.rivo();
            let running = tokio::spawn(async move { rivo.run_due_jobs().await });
            slow.started.notified().await;
            assert!(everything(&desk).await.contains("417"));
            let delete = Command::DeleteMessage {
                message_id: message.id,
            };
            desk.run(&admin, delete).await.unwrap();
            assert!(!everything(&desk).await.contains("417"));
            slow.may_end.notify_one();
            // The worker sees that it owns the job no more, and takes it again.
            slow.started.notified().await;
            assert!(!everything(&desk).await.contains("417"));
            slow.may_end.notify_one();
            assert_eq!(running.await.unwrap().unwrap(), 2);
            assert!(!everything(&desk).await.contains("417"));
        }
    })
    .await;
}

#[tokio::test]
async fn a_summary_never_contradicts_a_person() {
    for_each_engine(|desk| async move {
        let admin = desk.admin().await;
        let talk = talk(&desk).await;
        let summary = async || client(&desk, talk.client_id).await.context.summary.unwrap();
        assert!(summary().await.contains("rate 6.125%"));
        correct(&desk, &admin, talk.client_id, RATE, Some("6.5")).await;
        assert!(summary().await.contains("rate 6.5%"));
        correct(&desk, &admin, talk.client_id, RATE, None).await;
        assert!(!summary().await.contains("rate"));
        let later = "Now my rate is 5.25% and I owe 400k";
        post(
            &desk,
            client_says(talk.session_id, DataType::Message, later),
        )
        .await;
        let again = Command::RequestExtraction {
            client_id: talk.client_id,
        };
        desk.run(&admin, again).await.unwrap();
        desk.run_due_jobs().await.unwrap();
        let told = summary().await;
        assert!(told.contains("$400,000"), "{told}");
        assert!(!told.contains("5.25") && !told.contains("6.125"), "{told}");
        correct(
            &desk,
            &admin,
            talk.client_id,
            "summary",
            Some("Calls on Monday."),
        )
        .await;
        correct(&desk, &admin, talk.client_id, RATE, Some("5")).await;
        assert_eq!(summary().await, "Calls on Monday.");
    })
    .await;
}

#[tokio::test]
async fn words_that_are_gone_leave_the_search_index() {
    for_each_engine(|desk| async move {
        let admin = desk.admin().await;
        let session_id = SessionId::new();
        let client_id = make_lead(&desk, session_id, "rosa@mail.example.com").await;
        let says = |text: &'static str| post(&desk, client_says(session_id, DataType::Message, text));
        let edited = says("first zanzibarquux").await.message;
        let deleted = says("second yellowbrackwort").await.message;
        says("third xylofonkrux").await;
        desk.follow_feed().await.unwrap();
        let found = async |q: &str| {
            let filter = MessageFilter {
                q: Some(q.to_owned()),
                ..MessageFilter::default()
            };
            desk.search_messages(&root(), filter).await.unwrap().results.len()
        };
        assert_eq!(found("zanzibarquux").await, 1);
        desk.run(&admin, edit(&edited, "first again")).await.unwrap();
        let delete = Command::DeleteMessage {
            message_id: deleted.id,
        };
        desk.run(&admin, delete).await.unwrap();
        let left = async || {
            match desk.engine {
                Engine::Sqlite => desk.count(
                    "SELECT CAST(SUM((instr(block, CAST('barquux' AS BLOB)) > 0) + 10 * (instr(block, CAST('brackwort' AS BLOB)) > 0)
                         + 100 * (instr(block, CAST('fonkrux' AS BLOB)) > 0)) AS INTEGER) FROM message_text_data",
                ).await,
                Engine::Postgres => desk.count(
                    "SELECT COALESCE(SUM((document::TEXT LIKE '%barquux%')::INT + 10 * (document::TEXT LIKE '%brackwort%')::INT
                         + 100 * (document::TEXT LIKE '%fonkrux%')::INT), 0)::BIGINT FROM message_search",
                ).await,
            }
        };
        assert_eq!(left().await, 100);
        assert_eq!([found("zanzibarquux").await, found("again").await, found("xylofonkrux").await], [0, 1, 1]);
        desk.run(&admin, Command::DeleteClient { client_id, version: None }).await.unwrap();
        assert_eq!(left().await, 0);
        if desk.engine == Engine::Sqlite {
            let check = "INSERT INTO message_text (message_text) VALUES ('integrity-check')";
            let store = desk.store().await;
            store
                .write(move |tx| Box::pin(async move { tx.execute(&Sql::same(check), &[]).await }))
                .await
                .unwrap();
        }
    })
    .await;
}
