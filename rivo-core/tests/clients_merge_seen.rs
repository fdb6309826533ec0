//! What a merge and its undoing let others see and count: names, notifications, who wrote when, who
//! touched whom first.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use rivo_core::{
    api::{
        chat::{DataType, EditMessage},
        client::{ClientFilter, UpdateNote},
        command::Command,
        notification::NotificationKind,
    },
    auth::{Actor, Permission},
    id::{ClientId, CommandId, MergeId, NoteId, SessionId, TaskId},
    model::language::Language,
    service::AuditFilter,
};
use support::{Desk, chat, for_each_engine, root, with_permissions};

async fn merge(desk: &Desk, into: ClientId, from: ClientId) -> MergeId {
    let id = CommandId::new();
    desk.execute(&root(), id, Command::MergeClients { into, from })
        .await
        .unwrap();
    desk.follow_feed().await.unwrap();
    MergeId(id.0)
}

async fn undo(desk: &Desk, merge_id: MergeId) {
    desk.run(&root(), Command::UndoMerge { merge_id })
        .await
        .unwrap();
    desk.follow_feed().await.unwrap();
}

async fn note(desk: &Desk, by: &Actor, client_id: ClientId, body: &str) -> NoteId {
    let note_id = NoteId::new();
    let body = body.to_owned();
    let command = Command::AddNote {
        client_id,
        note_id,
        body,
    };
    desk.run(by, command).await.unwrap();
    desk.follow_feed().await.unwrap();
    note_id
}

fn mention(actor: &Actor) -> String {
    format!("@[Somebody](user:{}) look", actor.user_id().unwrap())
}

async fn told(desk: &Desk, actor: &Actor) -> Vec<(NotificationKind, ClientId)> {
    let page = desk
        .list_notifications(actor, true, None, None)
        .await
        .unwrap();
    let told = page.results.into_iter();
    told.map(|row| (row.kind, row.client_id)).collect()
}

/// All that somebody can read of a client's audit log and merges.
async fn readable(desk: &Desk, actor: &Actor, id: ClientId) -> String {
    let audit = desk.list_client_audit(actor, id, None, None).await.unwrap();
    let merges = desk.list_merges(actor, id, None, None).await.unwrap();
    let file = desk
        .client_file(actor, id, Language::English)
        .await
        .unwrap();
    format!("{audit:?} {merges:?} {file}")
}

#[tokio::test]
async fn after_the_undoing_nothing_tells_of_the_other_client_any_more() {
    for_each_engine(|desk| async move {
        let (ana, ben) = (desk.csm("Ana").await, desk.csm("Ben").await);
        let ana = with_permissions(&ana, &[Permission::ClientViewAssigned, Permission::Export]);
        let into = desk.client_of("Rosa Diaz", Some(&ana)).await.id;
        let from = desk.client_of("Quentin Roe", Some(&ben)).await.id;
        let id = merge(&desk, into, from).await;
        assert!(readable(&desk, &ana, into).await.contains("quentin.roe@"));
        undo(&desk, id).await;
        let text = readable(&desk, &ana, into).await;
        assert!(!text.to_lowercase().contains("quentin"), "{text}");
        // Who sees both still knows which it was.
        let merges = desk.list_merges(&root(), into, None, None).await.unwrap();
        assert_eq!(merges.results[0].from_name.as_deref(), Some("Quentin Roe"));
    })
    .await;
}

#[tokio::test]
async fn what_somebody_was_told_goes_with_the_note() {
    for_each_engine(|desk| async move {
        let (ada, ana) = (desk.admin().await, desk.csm("Ana").await);
        let into = desk.client_of("Rosa Diaz", Some(&ana)).await.id;
        let from = desk.client("Quentin Roe").await.id;
        let of_from = note(&desk, &root(), from, &mention(&ada)).await;
        assert_eq!(told(&desk, &ada).await, [(NotificationKind::Mention, from)]);
        let before = told(&desk, &ana).await;
        let id = merge(&desk, into, from).await;
        assert_eq!(told(&desk, &ada).await, [(NotificationKind::Mention, into)]);
        // Ana works both as one, and is told of what the other's note says.
        let edit = Command::UpdateNote {
            note_id: of_from,
            update: UpdateNote {
                body: format!("{} {}", mention(&ada), mention(&ana)),
                expected: None,
            },
        };
        let superuser = Actor {
            is_superuser: true,
            ..root()
        };
        desk.run(&superuser, edit).await.unwrap();
        desk.follow_feed().await.unwrap();
        assert_eq!(told(&desk, &ana).await.len(), before.len() + 1);
        undo(&desk, id).await;
        assert_eq!(told(&desk, &ana).await, before, "the note is none of hers");
        assert_eq!(told(&desk, &ada).await, [(NotificationKind::Mention, from)]);
        desk.run(
            &root(),
            Command::DeleteClient {
                client_id: from,
                version: None,
            },
        )
        .await
        .unwrap();
        assert!(told(&desk, &ada).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_messages_said_is_for_who_may_read_conversations() {
    for_each_engine(|desk| async move {
        let ada = desk.admin().await;
        let session = SessionId::new();
        let client_id = chat::make_lead(&desk, session, "rosa@one.org").await;
        let said = chat::client_says(session, DataType::Message, "My ex owes me");
        let posted = chat::post(&desk, said).await;
        let edit = EditMessage {
            message: "(taken out)".to_owned(),
            expected: None,
        };
        let message_id = posted.message.id;
        desk.run(&ada, Command::EditMessage { message_id, edit })
            .await
            .unwrap();
        let all = [
            Permission::ClientViewAll,
            Permission::Export,
            Permission::AuditView,
        ];
        let auditor = with_permissions(&ada, &all);
        let text = readable(&desk, &auditor, client_id).await;
        assert!(
            text.contains("edit_message") && !text.contains("owes me"),
            "{text}"
        );
        let log = desk
            .list_audit(&auditor, AuditFilter::default())
            .await
            .unwrap();
        assert!(!format!("{log:?}").contains("owes me"));
        assert!(readable(&desk, &ada, client_id).await.contains("owes me"));
    })
    .await;
}

#[tokio::test]
async fn only_the_clients_own_words_are_news() {
    for_each_engine(|desk| async move {
        let ana = desk.csm("Ana").await;
        let session = SessionId::new();
        let id = chat::make_lead(&desk, session, "rosa@one.org").await;
        let give = Command::Assign {
            client_id: id,
            assigned_to: ana.user_id(),
            remarks: None,
            expected_assigned_to: None,
        };
        desk.run(&root(), give).await.unwrap();
        let said = chat::client_says(session, DataType::Message, "Is it fixed?");
        let message_id = chat::post(&desk, said).await.message.id;
        desk.follow_feed().await.unwrap();
        let seen = async || {
            let page = desk
                .list_client_summaries(&ana, ClientFilter::default())
                .await;
            let row = page.unwrap().results.pop().unwrap();
            (row.unread, row.last_message_at.unwrap())
        };
        let (unread, wrote_at) = seen().await;
        assert!(unread);
        desk.advance_seconds(60);
        desk.mark_seen(&ana, id, None).await.unwrap();
        desk.advance_seconds(60);

        chat::post(&desk, chat::bot_says(session, "Are you still there?")).await;
        desk.follow_feed().await.unwrap();
        assert_eq!(seen().await, (false, wrote_at), "the bot spoke");
        let edit = EditMessage {
            message: "Is it?".to_owned(),
            expected: None,
        };
        desk.run(&root(), Command::EditMessage { message_id, edit })
            .await
            .unwrap();
        desk.follow_feed().await.unwrap();
        assert_eq!(seen().await, (false, wrote_at), "a message was edited");
        let other = SessionId::new();
        let from = chat::make_lead(&desk, other, "quentin@two.org").await;
        desk.follow_feed().await.unwrap();
        desk.advance_seconds(60);
        desk.mark_seen(&ana, id, None).await.unwrap();
        let merged = merge(&desk, id, from).await;
        assert!(!seen().await.0, "what was said before came with the merge");
        undo(&desk, merged).await;
        assert_eq!(seen().await, (false, wrote_at), "each has its own again");

        chat::post(&desk, chat::client_says(session, DataType::Message, "Yes")).await;
        desk.follow_feed().await.unwrap();
        assert!(seen().await.0);
    })
    .await;
}

#[tokio::test]
async fn a_touch_since_the_merge_is_the_first_one_after_its_undoing() {
    for_each_engine(|desk| async move {
        let ana = desk.csm("Ana").await;
        let into = desk.client_of("Rosa Diaz", Some(&ana)).await.id;
        let from = desk.client_of("Quentin Roe", Some(&ana)).await.id;
        let untouched = desk.client_of("Uma Poe", Some(&ana)).await.id;
        note(&desk, &ana, from, "Called").await;
        let touch = async |id| desk.get_client(&root(), id).await.unwrap().first_touch_at;
        let of_from = touch(from).await;
        desk.advance_seconds(60);
        let id = merge(&desk, into, from).await;
        assert_eq!(touch(into).await, of_from);
        let task_id = TaskId::new();
        let task = Command::AddTask {
            client_id: into,
            task_id,
            title: "Call".to_owned(),
            due_at: None,
            assignee: None,
        };
        desk.advance_seconds(60);
        desk.run(&ana, task).await.unwrap();
        undo(&desk, id).await;
        assert_eq!(touch(from).await, of_from);
        assert_eq!(
            touch(into).await.unwrap().seconds_since(of_from.unwrap()),
            120
        );
        // What nobody touched is untouched again.
        let id = merge(&desk, untouched, from).await;
        undo(&desk, id).await;
        assert_eq!(touch(untouched).await, None);
    })
    .await;
}
