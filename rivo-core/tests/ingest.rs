//! Chat in, leads out: what a chatbot posts and what becomes of it, on both engines.

#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::BTreeMap;

use futures_util::future::join_all;
use proptest::prelude::*;
use rivo_core::{
    Error,
    api::{
        chat::{DataType, EditMessage, PostMessage, SenderType},
        client::{ClientFilter, JobState},
        command::Command,
    },
    auth::Actor,
    id::SessionId,
    service::{MessageFilter, ingest::BatchMessage},
    store::Engine,
};
use support::{
    Desk,
    chat::{bot_says, client_says, make_lead, post},
    fields, for_each_engine, root,
};

/// How many messages of the whole history hold these words.
async fn found(desk: &Desk, q: &str, sender_type: Option<SenderType>) -> usize {
    let filter = MessageFilter {
        q: Some(q.to_owned()),
        sender_type,
        ..MessageFilter::default()
    };
    let page = desk.search_messages(&root(), filter).await.unwrap();
    page.results.len()
}

#[tokio::test]
async fn the_same_key_stores_a_message_once() {
    for_each_engine(|desk| async move {
        let session = SessionId::new();
        let message = client_says(session, DataType::Message, "What are your rates?");
        let tries = (0..24).map(|_| {
            let (desk, message) = (desk.clone(), message.clone());
            async move {
                desk.post_message(&Actor::open_chat(), message, Some("key-1".to_owned()))
                    .await
                    .unwrap()
            }
        });
        let answers = join_all(tries).await;
        let first = answers.iter().find(|answer| !answer.repeated).unwrap();
        assert_eq!(answers.iter().filter(|answer| !answer.repeated).count(), 1);
        assert!(
            answers
                .iter()
                .all(|answer| answer.message.id == first.message.id)
        );
        let said = desk
            .chat_history(&root(), session, None, None)
            .await
            .unwrap()
            .messages;
        assert_eq!(said.len(), 1);

        let other = client_says(session, DataType::Message, "Something else");
        let error = desk
            .post_message(&Actor::open_chat(), other, Some("key-1".to_owned()))
            .await
            .unwrap_err();
        assert_eq!(
            (error.status(), error.code()),
            (409, "idempotency_key_reused")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn positions_have_no_gap_however_many_post_at_once() {
    for_each_engine(|desk| async move {
        let sessions: Vec<SessionId> = (0..5).map(|_| SessionId::new()).collect();
        let writers = (0..40).map(|n: usize| {
            let (desk, session) = (desk.clone(), sessions[n % sessions.len()]);
            tokio::spawn(async move {
                for turn in 0..10 {
                    // Every seventh takes the careful way, where details are captured.
                    let message = if (n + turn).is_multiple_of(7) {
                        client_says(
                            session,
                            DataType::Email,
                            &format!("w{n}t{turn}@example.com"),
                        )
                    } else {
                        client_says(
                            session,
                            DataType::Message,
                            &format!("writer {n} turn {turn}"),
                        )
                    };
                    post(&desk, message).await;
                }
            })
        });
        for writer in join_all(writers).await {
            writer.unwrap();
        }
        for session in sessions {
            let said = desk
                .chat_history(&root(), session, None, None)
                .await
                .unwrap()
                .messages;
            let positions: Vec<i64> = said.iter().map(|message| message.position).collect();
            assert_eq!(positions, (1..=80).collect::<Vec<_>>());
            assert_eq!(
                desk.get_session(&root(), session)
                    .await
                    .unwrap()
                    .message_count,
                80
            );
            // Each writer's turns kept their order.
            let mut turns: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for message in said
                .iter()
                .filter(|message| message.message.starts_with("writer"))
            {
                let mut words = message.message.split(' ');
                let writer = words.nth(1).unwrap().to_owned();
                turns
                    .entry(writer)
                    .or_default()
                    .push(words.nth(1).unwrap().to_owned());
            }
            assert!(turns.values().all(|turns| turns.is_sorted()), "{turns:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn bad_messages_are_refused_and_leave_nothing() {
    for_each_engine(|desk| async move {
        let session = SessionId::new();
        let check = |message: PostMessage, key: Option<&str>, expect: &'static [&'static str]| {
            let (desk, key) = (desk.clone(), key.map(str::to_owned));
            async move {
                let error = desk
                    .post_message(&Actor::open_chat(), message, key)
                    .await
                    .unwrap_err();
                assert_eq!(fields(&error), expect);
            }
        };
        let text = |message: &str| client_says(session, DataType::Message, message);
        check(text(""), None, &["message"]).await;
        check(text(" \n\t\u{3000}"), None, &["message"]).await;
        check(text(&"x".repeat(10_001)), None, &["message"]).await;
        check(text("a\0b"), None, &["message"]).await;
        check(text("fine"), Some(""), &["idempotency_key"]).await;
        check(text("fine"), Some(&"k".repeat(201)), &["idempotency_key"]).await;
        let big = serde_json::json!({"page": "x".repeat(17_000)});
        let with_metadata = PostMessage {
            metadata: big.as_object().cloned(),
            ..text("fine")
        };
        check(with_metadata, None, &["metadata"]).await;
        let nul = serde_json::json!({"page": {"a\0": 1}});
        let with_metadata = PostMessage {
            metadata: nul.as_object().cloned(),
            ..text("fine")
        };
        check(with_metadata, None, &["metadata"]).await;
        assert!(matches!(
            desk.get_session(&root(), session).await,
            Err(Error::NotFound { .. })
        ));

        // The longest one is kept as it came, in characters and not in bytes.
        let longest = format!("  {}\n", "é".repeat(9_997));
        let stored = post(&desk, text(&longest)).await;
        assert_eq!(stored.message.message, longest);
    })
    .await;
}

#[tokio::test]
async fn a_batch_stores_what_it_can_in_order() {
    for_each_engine(|desk| async move {
        let session = SessionId::new();
        let item = |message: &str, key: Option<&str>| BatchMessage {
            post: client_says(session, DataType::Message, message),
            idempotency_key: key.map(str::to_owned),
        };
        let batch = vec![
            item("one", Some("a")),
            item("", None),
            item("two", None),
            item("one", Some("a")),
        ];
        let answer = desk.post_batch(&Actor::open_chat(), batch).await.unwrap();
        let statuses: Vec<u16> = answer.results.iter().map(|result| result.status).collect();
        assert_eq!(statuses, [201, 400, 201, 200]);
        let said = desk
            .chat_history(&root(), session, None, None)
            .await
            .unwrap()
            .messages;
        let texts: Vec<&str> = said
            .iter()
            .map(|message| message.message.as_str())
            .collect();
        assert_eq!(texts, ["one", "two"]);
    })
    .await;
}

#[tokio::test]
async fn words_of_the_whole_history_are_found() {
    for_each_engine(|desk| async move {
        let session = SessionId::new();
        post(
            &desk,
            client_says(
                session,
                DataType::Message,
                "We found a bungalow in São Paulo street",
            ),
        )
        .await;
        post(&desk, bot_says(session, "A bungalow, lovely!")).await;
        post(
            &desk,
            client_says(
                session,
                DataType::Message,
                "operators \" AND ( * : are only text",
            ),
        )
        .await;
        desk.follow_feed().await.unwrap();
        assert_eq!(found(&desk, "bungalow", None).await, 2);
        assert_eq!(found(&desk, "BUNGALOW", Some(SenderType::Bot)).await, 1);
        assert_eq!(found(&desk, "bungalow street", None).await, 1);
        assert_eq!(found(&desk, "bunga", None).await, 2);
        assert_eq!(found(&desk, "\" AND (", None).await, 1);
        assert_eq!(found(&desk, "cottage", None).await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_edit_changes_neither_the_key_nor_what_else_is_found() {
    for_each_engine(|desk| async move {
        let session = SessionId::new();
        let posted = |text: &'static str| {
            let desk = desk.clone();
            async move {
                desk.post_message(
                    &Actor::open_chat(),
                    client_says(session, DataType::Message, text),
                    Some(text.to_owned()),
                )
                .await
                .unwrap()
            }
        };
        posted("a bungalow").await;
        let second = posted("my number is 123-45-6789").await;
        // Edited before anything is indexed: the earlier message is found all the same.
        let edit = EditMessage {
            message: "my number is (redacted)".to_owned(),
            expected: None,
        };
        let message_id = second.message.id;
        desk.run(&root(), Command::EditMessage { message_id, edit })
            .await
            .unwrap();
        desk.follow_feed().await.unwrap();
        assert_eq!(found(&desk, "bungalow", None).await, 1);
        assert_eq!(found(&desk, "redacted", None).await, 1);
        assert_eq!(found(&desk, "6789", None).await, 0);
        // The bot's retry is still the same message, as edited.
        let again = posted("my number is 123-45-6789").await;
        assert!(again.repeated);
        assert_eq!(again.message.message, "my number is (redacted)");
        desk.run(&root(), Command::DeleteMessage { message_id })
            .await
            .unwrap();
        assert_eq!(found(&desk, "redacted", None).await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_left_after_a_deleted_session_is_read_anew() {
    for_each_engine(|desk| async move {
        let session = SessionId::new();
        let id = make_lead(&desk, session, "rosa@example.com").await;
        post(
            &desk,
            client_says(session, DataType::Message, "My credit score is 742"),
        )
        .await;
        desk.follow_feed().await.unwrap();
        assert_eq!(desk.run_due_jobs().await.unwrap(), 1);
        desk.run(
            &root(),
            Command::DeleteSession {
                session_id: session,
            },
        )
        .await
        .unwrap();
        desk.follow_feed().await.unwrap();
        assert_eq!(desk.run_due_jobs().await.unwrap(), 1);
        let client = desk.get_client(&root(), id).await.unwrap();
        assert_eq!(client.extraction.map(|job| job.state), Some(JobState::Done));
        assert_eq!(found(&desk, "credit", None).await, 0);
    })
    .await;
}

/// What happens to one of three sessions.
#[derive(Clone, Debug)]
enum Event {
    Says(usize, &'static str),
    Detail(usize, DataType, &'static str),
    Bot(usize, &'static str),
}

fn event() -> impl Strategy<Value = Event> {
    let session = 0..3_usize;
    prop_oneof![
        (
            session.clone(),
            prop::sample::select(vec!["hello", "I owe 250k at 5%", "what now?"])
        )
            .prop_map(|(session, text)| Event::Says(session, text)),
        (
            session.clone(),
            prop::sample::select(vec![
                (DataType::Name, "Ines Okafor"),
                (DataType::Name, "42"),
                (DataType::Email, "ines@example.com"),
                (DataType::Email, "nope"),
                (DataType::Phone, "415 555 0171"),
                (DataType::Phone, "12"),
            ])
        )
            .prop_map(|(session, (kind, text))| Event::Detail(session, kind, text)),
        (
            session,
            prop::sample::select(vec!["your email please?", "noted."])
        )
            .prop_map(|(session, text)| Event::Bot(session, text)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is posted: nothing is lost or reordered, a lead exists exactly where all three
    /// details came, and each lead became one once.
    #[test]
    fn a_desk_agrees_with_its_model(events in prop::collection::vec(event(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let url = format!("sqlite:{}", folder.path().join("rivo.db").display());
            let desk = Desk::open(&url, Engine::Sqlite).await;
            let sessions: Vec<SessionId> = (0..3).map(|_| SessionId::new()).collect();
            let mut said: Vec<Vec<&str>> = vec![Vec::new(); 3];
            let mut details = [[false; 3]; 3];
            for event in &events {
                let (session, message) = match *event {
                    Event::Says(session, text) => (session, client_says(sessions[session], DataType::Message, text)),
                    Event::Bot(session, text) => (session, bot_says(sessions[session], text)),
                    Event::Detail(session, kind, text) => {
                        match (kind, text) {
                            (DataType::Name, "Ines Okafor") => details[session][0] = true,
                            (DataType::Email, "ines@example.com") => details[session][1] = true,
                            (DataType::Phone, "415 555 0171") => details[session][2] = true,
                            _ => {}
                        }
                        (session, client_says(sessions[session], kind, text))
                    }
                };
                let text = match *event { Event::Says(_, t) | Event::Bot(_, t) | Event::Detail(_, _, t) => t };
                said[session].push(text);
                let posted = post(&desk, message).await;
                assert_eq!(posted.message.position, i64::try_from(said[session].len()).unwrap());
                assert_eq!(posted.message.client.is_some(), details[session].contains(&true));
            }
            for (session, texts) in sessions.iter().zip(&said) {
                let history = desk.chat_history(&root(), *session, None, None).await.unwrap().messages;
                let stored: Vec<&str> = history.iter().map(|message| message.message.as_str()).collect();
                assert_eq!(&stored, texts);
            }
            let leads = details.iter().filter(|details| details.iter().all(|given| *given)).count();
            let page = desk.list_clients(&root(), ClientFilter::default()).await.unwrap();
            assert_eq!(page.results.len(), leads);
            for client in page.results {
                let history = desk.list_stage_history(&root(), client.id, None, None).await.unwrap();
                assert_eq!(history.results.len(), 1);
            }
        });
    }
}

#[tokio::test]
async fn a_visitor_who_was_assigned_before_being_a_lead_stays_assigned() {
    for_each_engine(|desk| async move {
        let csm = desk.csm("Ben").await;
        let session_id = SessionId(uuid::Uuid::now_v7());
        let stated = |data_type, message: &str| PostMessage {
            session_id,
            message: message.to_owned(),
            sender_type: SenderType::Client,
            data_type,
            metadata: None,
        };
        let bot = root();
        let named = desk
            .post_message(&bot, stated(DataType::Name, "Rosa Delgado"), None)
            .await
            .unwrap();
        let client_id = named.message.client.unwrap();
        let assign = Command::Assign {
            client_id,
            assigned_to: csm.user_id(),
            remarks: None,
            expected_assigned_to: None,
        };
        desk.run(&root(), assign).await.unwrap();
        for (data_type, text) in [
            (DataType::Email, "rosa@mail.example.com"),
            (DataType::Phone, "(317) 555-0134"),
        ] {
            desk.post_message(&bot, stated(data_type, text), None)
                .await
                .unwrap();
        }
        let client = desk.get_client(&root(), client_id).await.unwrap();
        assert!(client.captured_at.is_some());
        assert_eq!(client.assigned_to.map(|user| user.id), csm.user_id());
        let assignments = desk
            .list_assignments(&root(), client_id, None, None)
            .await
            .unwrap();
        assert_eq!(assignments.results.len(), 1);
        assert!(assignments.results[0].is_active);
    })
    .await;
}

#[tokio::test]
async fn messages_come_in_either_order_and_an_edit_is_of_what_was_seen() {
    for_each_engine(|desk| async move {
        let session = SessionId::new();
        let mut said = Vec::new();
        for text in ["One", "Two", "Three"] {
            let message = client_says(session, DataType::Message, text);
            said.push(post(&desk, message).await.message.id);
        }
        let listed = async |ordering: &str| {
            let mut ids = Vec::new();
            let mut cursor = None;
            loop {
                let filter = MessageFilter {
                    ordering: Some(ordering.to_owned()),
                    limit: Some(2),
                    cursor,
                    ..MessageFilter::default()
                };
                let page = desk.search_messages(&root(), filter).await.unwrap();
                ids.extend(page.results.into_iter().map(|message| message.id));
                cursor = page.next;
                if cursor.is_none() {
                    return ids;
                }
            }
        };
        assert_eq!(listed("created_at").await, said);
        said.reverse();
        assert_eq!(listed("-created_at").await, said);
        let wrong = MessageFilter {
            ordering: Some("message".to_owned()),
            ..MessageFilter::default()
        };
        let refused = desk.search_messages(&root(), wrong).await.unwrap_err();
        assert_eq!(fields(&refused), ["ordering"]);
        let edit = |seen: &str, message: &str| Command::EditMessage {
            message_id: said[0],
            edit: EditMessage {
                message: message.to_owned(),
                expected: Some(seen.to_owned()),
            },
        };
        desk.run(&root(), edit("Three", "Four")).await.unwrap();
        let refused = desk.run(&root(), edit("Three", "Five")).await.unwrap_err();
        assert_eq!(refused.code(), "stale");
        assert_eq!(refused.body()["current"]["message"], "Four");
    })
    .await;
}
