//! What somebody else changed meanwhile is never overwritten unseen: notes and tasks.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use rivo_core::{
    Error,
    api::{
        client::{TaskValues, UpdateNote, UpdateTask},
        command::Command,
    },
    auth::Actor,
    id::{CommandId, NoteId, TaskId},
    sync::protocol::{PushRequest, PushStatus, PushedCommand},
};
use serde_json::{Value, json};
use support::{Desk, for_each_engine};

fn current(error: &Error) -> &Value {
    match error {
        Error::Conflict {
            code: "stale",
            current: Some(current),
            ..
        } => current,
        other => panic!("no conflict: {other:?}"),
    }
}

async fn note(desk: &Desk, by: &Actor) -> NoteId {
    let note_id = NoteId::new();
    let command = Command::AddNote {
        client_id: desk.client_of("Rosa Diaz", Some(by)).await.id,
        note_id,
        body: "First".to_owned(),
    };
    desk.run(by, command).await.unwrap();
    note_id
}

async fn task(desk: &Desk, by: &Actor) -> TaskId {
    let task_id = TaskId::new();
    let command = Command::AddTask {
        client_id: desk.client_of("Rosa Diaz", Some(by)).await.id,
        task_id,
        title: "Call".to_owned(),
        due_at: Some("2026-04-01T09:00:00Z".parse().unwrap()),
        assignee: None,
    };
    desk.run(by, command).await.unwrap();
    task_id
}

fn edit(note_id: NoteId, body: &str, expected: Option<&str>) -> Command {
    let (body, expected) = (body.to_owned(), expected.map(str::to_owned));
    Command::UpdateNote {
        note_id,
        update: UpdateNote { body, expected },
    }
}

#[tokio::test]
async fn a_note_is_changed_only_as_it_was_seen() {
    for_each_engine(|desk| async move {
        let ana = desk.csm("Ana").await;
        let id = note(&desk, &ana).await;
        desk.run(&ana, edit(id, "Second", Some("First")))
            .await
            .unwrap();
        let stale = desk.run(&ana, edit(id, "Third", Some("First"))).await;
        assert_eq!(current(&stale.unwrap_err()), &json!({"body": "Second"}));
        let body = desk.get_note(&ana, id).await.unwrap().body;
        assert_eq!(body, "Second");
        // What stands as it is wished is no conflict, and without an expectation nothing is checked.
        desk.run(&ana, edit(id, "Second", Some("First")))
            .await
            .unwrap();
        desk.run(&ana, edit(id, "Third", None)).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_task_is_changed_only_as_it_was_seen() {
    for_each_engine(|desk| async move {
        let (ada, ana) = (desk.admin().await, desk.csm("Ana").await);
        let task_id = task(&desk, &ana).await;
        let change = async |update: UpdateTask| {
            let command = Command::UpdateTask { task_id, update };
            desk.run(&ada, command).await
        };
        let seen = TaskValues {
            title: Some("Call".to_owned()),
            due_at: Some(Some("2026-04-01T09:00:00Z".parse().unwrap())),
            assignee: Some(ana.user_id()),
            done: Some(false),
        };
        let rename = |title: &str, expected: &TaskValues| UpdateTask {
            title: Some(title.to_owned()),
            expected: Some(expected.clone()),
            ..UpdateTask::default()
        };
        change(rename("Write", &seen)).await.unwrap();
        let stale = change(rename("Visit", &seen)).await.unwrap_err();
        assert_eq!(current(&stale)["title"], "Write");
        let title = TaskValues {
            title: Some("Write".to_owned()),
            ..TaskValues::default()
        };
        change(rename("Visit", &title)).await.unwrap();
        // Each field alone.
        let done = UpdateTask {
            done: Some(true),
            due_at: Some(None),
            ..UpdateTask::default()
        };
        change(done).await.unwrap();
        for expected in [
            TaskValues {
                due_at: seen.due_at,
                ..TaskValues::default()
            },
            TaskValues {
                assignee: Some(None),
                ..TaskValues::default()
            },
            TaskValues {
                done: Some(false),
                ..TaskValues::default()
            },
        ] {
            let stale = change(rename("Sleep", &expected)).await.unwrap_err();
            assert!(current(&stale)["done_at"].is_string(), "{expected:?}");
        }
        let again = UpdateTask {
            done: Some(true),
            title: Some("Rest".to_owned()),
            expected: Some(TaskValues {
                done: Some(false),
                ..TaskValues::default()
            }),
            ..UpdateTask::default()
        };
        change(again).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_note_and_a_task_go_only_as_they_were_seen() {
    for_each_engine(|desk| async move {
        let ana = desk.csm("Ana").await;
        let (note_id, task_id) = (note(&desk, &ana).await, task(&desk, &ana).await);
        let without_note = |expected: &str| Command::DeleteNote {
            note_id,
            expected: Some(expected.to_owned()),
        };
        desk.run(&ana, edit(note_id, "Second", None)).await.unwrap();
        let stale = desk.run(&ana, without_note("First")).await.unwrap_err();
        assert_eq!(current(&stale), &json!({"body": "Second"}));
        desk.run(&ana, without_note("Second")).await.unwrap();
        assert!(desk.get_note(&ana, note_id).await.is_err());
        let without_task = |done: bool| Command::DeleteTask {
            task_id,
            expected: Some(TaskValues {
                title: Some("Call".to_owned()),
                done: Some(done),
                ..TaskValues::default()
            }),
        };
        desk.run(&ana, Command::CompleteTask { task_id })
            .await
            .unwrap();
        let stale = desk.run(&ana, without_task(false)).await.unwrap_err();
        assert!(current(&stale)["done_at"].is_string());
        desk.run(&ana, without_task(true)).await.unwrap();
        assert!(desk.get_task(&ana, task_id).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_push_is_told_what_stands() {
    for_each_engine(|desk| async move {
        let ana = desk.csm("Ana").await;
        let (note_id, task_id) = (note(&desk, &ana).await, task(&desk, &ana).await);
        let pushed = |command: Value| PushedCommand {
            id: CommandId::new(),
            issued_at: None,
            base_version: None,
            command,
        };
        let request = PushRequest {
            device_id: "tablet".to_owned(),
            seen: Vec::new(),
            commands: vec![
                pushed(
                    json!({"type": "update_note", "note_id": note_id, "body": "Mine",
                              "expected": "Other"}),
                ),
                pushed(
                    json!({"type": "update_task", "task_id": task_id, "title": "Mine",
                              "expected": {"title": "Other"}}),
                ),
                pushed(
                    json!({"type": "update_note", "note_id": note_id, "body": "Mine",
                              "expected": "First"}),
                ),
            ],
        };
        let results = desk.sync_push(&ana, request).await.unwrap().results;
        let codes: Vec<_> = results.iter().map(|it| it.code.as_deref()).collect();
        assert_eq!(codes, [Some("stale"), Some("stale"), None]);
        let stands = |at: usize| results[at].current.clone().unwrap();
        assert_eq!(stands(0), json!({"body": "First"}));
        assert_eq!(stands(1)["title"], "Call");
        assert_eq!(results[2].status, PushStatus::Applied);
    })
    .await;
}
