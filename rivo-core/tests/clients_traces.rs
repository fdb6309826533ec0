//! What hangs on a client: its transcript, merging it with another, erasing it; on both engines.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use rivo_core::{
    Error,
    api::{
        chat::{ChatMessage, DataType, EditMessage, PostMessage, SenderType},
        command::Command,
    },
    id::{ClientId, NoteId, SessionId, TaskId},
    model::stage::Stage,
};
use support::{Desk, fields, for_each_engine, root};

async fn say(
    desk: &Desk,
    session_id: SessionId,
    message: &str,
    data_type: DataType,
) -> ChatMessage {
    desk.advance_seconds(1);
    let post = PostMessage {
        session_id,
        message: message.to_owned(),
        sender_type: SenderType::Client,
        data_type,
        metadata: None,
    };
    desk.post_message(&root(), post, None)
        .await
        .unwrap()
        .message
}

/// A session whose visitor gave all three details.
async fn lead(desk: &Desk, name: &str, email: &str, phone: &str) -> (SessionId, ClientId) {
    let session_id = SessionId::new();
    say(desk, session_id, name, DataType::Name).await;
    say(desk, session_id, email, DataType::Email).await;
    let last = say(desk, session_id, phone, DataType::Phone).await;
    (session_id, last.client.unwrap())
}

async fn transcript(desk: &Desk, client_id: ClientId, limit: u32) -> Vec<String> {
    let (mut texts, mut cursor) = (Vec::new(), None);
    loop {
        let page = desk
            .list_client_messages(&root(), client_id, cursor, None, Some(limit))
            .await
            .unwrap();
        texts.extend(page.results.into_iter().map(|message| message.message));
        cursor = page.next;
        if cursor.is_none() {
            return texts;
        }
    }
}

/// The transcript read from its end.
async fn transcript_backwards(desk: &Desk, client_id: ClientId, limit: u32) -> Vec<String> {
    let (mut texts, mut before) = (Vec::new(), Some(String::new()));
    while before.is_some() {
        let page = desk
            .list_client_messages(&root(), client_id, None, before, Some(limit))
            .await
            .unwrap();
        let older = page.results.into_iter().map(|message| message.message);
        texts.splice(0..0, older);
        before = page.next;
    }
    texts
}

#[tokio::test]
async fn merging_keeps_what_stands_fills_what_is_missing_and_moves_the_rest() {
    for_each_engine(|desk| async move {
        let csm = desk.csm("Cara").await;
        let (first, into) = lead(&desk, "Ana Souza", "ana@x.org", "3175550141").await;
        let (second, from) = lead(&desk, "Ana Lima", "ana@x.org", "3175550199").await;
        say(&desk, second, "I owe 250k.", DataType::Message).await;
        say(&desk, first, "Me again.", DataType::Message).await;
        for command in [
            Command::Assign {
                client_id: from,
                assigned_to: csm.user_id(),
                remarks: None,
                expected_assigned_to: None,
            },
            Command::AddNote {
                client_id: from,
                note_id: NoteId::new(),
                body: "Called.".to_owned(),
            },
            Command::AddTask {
                client_id: from,
                task_id: TaskId::new(),
                title: "Call".to_owned(),
                due_at: None,
                assignee: None,
            },
        ] {
            desk.run(&root(), command).await.unwrap();
        }
        let error = desk
            .run(&root(), Command::MergeClients { into, from: into })
            .await
            .unwrap_err();
        assert_eq!(fields(&error), ["from"]);
        desk.run(&root(), Command::MergeClients { into, from })
            .await
            .unwrap();

        let error = desk.get_client(&root(), from).await.unwrap_err();
        assert!(matches!(error, Error::NotFound { .. }));
        let client = desk.get_client(&csm, into).await.unwrap();
        assert_eq!(client.name.as_deref(), Some("Ana Souza"));
        let proposed: Vec<_> = client
            .proposals
            .iter()
            .map(|proposal| {
                (
                    proposal.field.as_str(),
                    proposal.value.as_str(),
                    proposal.session_id,
                )
            })
            .collect();
        assert_eq!(
            proposed,
            [
                ("name", "Ana Lima", second),
                ("phone", "+13175550199", second)
            ]
        );
        assert!(client.extraction.is_some());
        let expect = [
            "Ana Souza",
            "ana@x.org",
            "3175550141",
            "Me again.",
            "Ana Lima",
            "ana@x.org",
            "3175550199",
            "I owe 250k.",
        ];
        for limit in [1, 3, 200] {
            assert_eq!(transcript(&desk, into, limit).await, expect);
            assert_eq!(transcript_backwards(&desk, into, limit).await, expect);
        }
        assert_eq!(
            desk.list_notes(&csm, into, None, None)
                .await
                .unwrap()
                .results
                .len(),
            1
        );
        assert_eq!(
            desk.list_client_tasks(&csm, into, None, None)
                .await
                .unwrap()
                .results
                .len(),
            1
        );
        let active = "SELECT COUNT(*) FROM client_assignment WHERE is_active = TRUE";
        assert_eq!(desk.count(active).await, 1);

        let accept = Command::ResolveProposal {
            client_id: into,
            path: "phone".to_owned(),
            accept: true,
            value: None,
        };
        desk.run(&root(), accept).await.unwrap();
        let reject = Command::ResolveProposal {
            client_id: into,
            path: "name".to_owned(),
            accept: false,
            value: None,
        };
        desk.run(&root(), reject.clone()).await.unwrap();
        let client = desk.get_client(&csm, into).await.unwrap();
        assert_eq!(client.phone.as_deref(), Some("+13175550199"));
        assert_eq!(client.name.as_deref(), Some("Ana Souza"));
        assert!(client.proposals.is_empty());
        assert_eq!(
            fields(&desk.run(&root(), reject).await.unwrap_err()),
            ["path"]
        );
    })
    .await;
}

#[tokio::test]
async fn two_halves_merged_become_a_lead() {
    for_each_engine(|desk| async move {
        let (first, second) = (SessionId::new(), SessionId::new());
        let into = say(&desk, first, "Ana Souza", DataType::Name)
            .await
            .client
            .unwrap();
        say(&desk, second, "ana@x.org", DataType::Email).await;
        let from = say(&desk, second, "3175550141", DataType::Phone)
            .await
            .client
            .unwrap();
        assert!(
            desk.get_client(&root(), into)
                .await
                .unwrap()
                .captured_at
                .is_none()
        );
        desk.run(&root(), Command::MergeClients { into, from })
            .await
            .unwrap();
        let client = desk.get_client(&root(), into).await.unwrap();
        assert!(client.captured_at.is_some());
        let history = desk
            .list_stage_history(&root(), into, None, None)
            .await
            .unwrap()
            .results;
        assert_eq!(history.len(), 1);
        assert_eq!(history[0].to_stage, Stage::Lead);
    })
    .await;
}

#[tokio::test]
async fn nothing_that_an_erased_client_said_or_was_called_is_left() {
    for_each_engine(|desk| async move {
        let csm = desk.csm("Cara").await;
        let session_id = SessionId::new();
        let early = say(&desk, session_id, "I am Xanthippe, sorry.", DataType::Message).await;
        let edit = Command::EditMessage {
            message_id: early.id,
            edit: EditMessage { message: "I am Xanthippe.".to_owned(), expected: None },
        };
        desk.run(&root(), edit).await.unwrap();
        say(&desk, session_id, "Xanthippe Smith", DataType::Name).await;
        say(&desk, session_id, "xanthippe@x.org", DataType::Email).await;
        let last = say(&desk, session_id, "3175550141", DataType::Phone).await;
        let client_id = last.client.unwrap();
        desk.follow_feed().await.unwrap();
        for command in [
            Command::Assign { client_id, assigned_to: csm.user_id(), remarks: None, expected_assigned_to: None },
            Command::AddNote { client_id, note_id: NoteId::new(), body: "Xanthippe rang.".to_owned() },
        ] {
            desk.run(&root(), command).await.unwrap();
        }
        let other = desk.client("Bob Other").await;

        let erase = Command::DeleteClient { client_id, version: None };
        let error = desk.run(&csm, erase.clone()).await.unwrap_err();
        assert!(matches!(error, Error::Forbidden { .. }));
        desk.run(&desk.admin().await, erase).await.unwrap();

        for table in ["chat_session", "chat_message", "message_search", "client_note", "extraction_job"] {
            let left = match table {
                "chat_session" => "SELECT COUNT(*) FROM chat_session",
                "chat_message" => "SELECT COUNT(*) FROM chat_message",
                "message_search" => "SELECT COUNT(*) FROM message_search",
                "client_note" => "SELECT COUNT(*) FROM client_note",
                _ => "SELECT COUNT(*) FROM extraction_job",
            };
            assert_eq!(desk.count(left).await, 0, "{table}");
        }
        let named = "SELECT COUNT(*) FROM audit_log
                     WHERE LOWER(COALESCE(before_json, '') || COALESCE(after_json, '')) LIKE '%xanthippe%'";
        assert_eq!(desk.count(named).await, 0);
        let named = "SELECT COUNT(*) FROM command_log WHERE LOWER(outcome) LIKE '%xanthippe%'";
        assert_eq!(desk.count(named).await, 0);
        let fact = "SELECT COUNT(*) FROM audit_log WHERE action = 'delete_client' AND after_json LIKE '%erased%'";
        assert_eq!(desk.count(fact).await, 1);
        assert!(matches!(desk.get_client(&root(), client_id).await, Err(Error::NotFound { .. })));
        assert_eq!(desk.get_client(&root(), other.id).await.unwrap(), other);

        desk.follow_feed().await.unwrap();
        let (changes, _) = desk.changes(&csm, 0, 1000).await.unwrap();
        let gone = changes.iter().filter(|change| change.event.kind.name() == "client_gone");
        assert_eq!(gone.count(), 1, "the CSM learns that the client is gone");
    })
    .await;
}

#[tokio::test]
async fn erasing_a_merged_client_reaches_what_was_written_about_both() {
    for_each_engine(|desk| async move {
        let (_, into) = lead(&desk, "Ana Souza", "ana@x.org", "3175550141").await;
        let (_, from) = lead(&desk, "Xanthippe Smith", "xanthippe@x.org", "3175550199").await;
        desk.run(&root(), Command::MergeClients { into, from }).await.unwrap();
        desk.run(&root(), Command::DeleteClient { client_id: into, version: None }).await.unwrap();
        let named = "SELECT COUNT(*) FROM audit_log
                     WHERE LOWER(COALESCE(before_json, '') || COALESCE(after_json, '')) LIKE '%xanthippe%'";
        assert_eq!(desk.count(named).await, 0);
        assert_eq!(desk.count("SELECT COUNT(*) FROM chat_message").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_transcript_cursor_that_cannot_be_read_is_a_field_error() {
    for_each_engine(|desk| async move {
        let (_, client_id) = lead(&desk, "Ana Souza", "ana@x.org", "3175550141").await;
        let read = |after: Option<&str>, before: Option<&str>| {
            let (after, before) = (after.map(str::to_owned), before.map(str::to_owned));
            let desk = desk.clone();
            async move {
                let page = desk
                    .list_client_messages(&root(), client_id, after, before, None)
                    .await;
                page.map(|page| page.results.len())
            }
        };
        assert_eq!(fields(&read(Some("x"), None).await.unwrap_err()), ["after"]);
        assert_eq!(
            fields(&read(None, Some("x")).await.unwrap_err()),
            ["before"]
        );
        assert_eq!(
            fields(&read(Some("x"), Some("y")).await.unwrap_err()),
            ["before"]
        );
        assert_eq!(read(None, Some("")).await.unwrap(), 3);
        let csm = desk.csm("Cara").await;
        let give = Command::Assign {
            client_id,
            assigned_to: csm.user_id(),
            remarks: None,
            expected_assigned_to: None,
        };
        desk.run(&root(), give).await.unwrap();
        let no_chat =
            support::with_permissions(&csm, &[rivo_core::auth::Permission::ClientViewAssigned]);
        let error = desk
            .list_client_messages(&no_chat, client_id, None, None, None)
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Forbidden { .. }), "{error:?}");
    })
    .await;
}
