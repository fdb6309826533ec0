//! Making, editing, assigning clients; notes, tasks, corrections; on both engines.
#![cfg(feature = "store")]

mod support;

use rivo_core::{
    Error,
    api::{
        client::{CorrectFact, UpdateClient, UpdateNote, UpdateTask},
        command::Command,
    },
    auth::Actor,
    id::{ClientId, CommandId, NoteId, TaskId, UserId},
};
use support::{fields, for_each_engine, root};

fn create(name: Option<&str>, email: Option<&str>, phone: Option<&str>) -> Command {
    Command::CreateClient {
        client_id: ClientId::new(),
        name: name.map(str::to_owned),
        email: email.map(str::to_owned),
        phone: phone.map(str::to_owned),
        assigned_to: None,
    }
}

fn assign(client_id: ClientId, user: Option<&Actor>) -> Command {
    Command::Assign {
        client_id,
        assigned_to: user.and_then(Actor::user_id),
        remarks: None,
        expected_assigned_to: None,
    }
}

#[tokio::test]
async fn a_client_made_by_hand_is_normalised_and_is_a_lead_at_once() {
    for_each_engine(|desk| async move {
        let admin = desk.admin().await;
        let made = desk
            .run(
                &admin,
                create(
                    Some("ANA SOUZA"),
                    Some(" Ana@X.org "),
                    Some("(317) 555-0141"),
                ),
            )
            .await
            .unwrap();
        let client = desk
            .get_client(&admin, made.id.unwrap().into())
            .await
            .unwrap();
        assert_eq!(client.name.as_deref(), Some("Ana Souza"));
        assert_eq!(client.email.as_deref(), Some("ana@x.org"));
        assert_eq!(client.phone.as_deref(), Some("+13175550141"));
        assert_eq!(client.source, "manual");
        assert!(client.captured_at.is_some());
        let assignments = desk
            .list_assignments(&admin, client.id, None, None)
            .await
            .unwrap();
        assert_eq!(assignments.results.len(), 1);
        assert!(assignments.results[0].is_active && assignments.results[0].assigned_to.is_none());

        let error = desk
            .run(&admin, create(None, Some(" "), None))
            .await
            .unwrap_err();
        assert_eq!(fields(&error), ["non_field_errors"]);
        let error = desk
            .run(&admin, create(Some("@"), Some("x"), Some("1")))
            .await
            .unwrap_err();
        assert_eq!(fields(&error), ["email", "name", "phone"]);
    })
    .await;
}

#[tokio::test]
async fn the_same_command_twice_makes_one_client_and_tells_the_same() {
    for_each_engine(|desk| async move {
        let (admin, id) = (desk.admin().await, CommandId::new());
        let command = create(Some("Ana Souza"), None, None);
        let first = desk.execute(&admin, id, command.clone()).await.unwrap();
        let again = desk.execute(&admin, id, command).await.unwrap();
        assert!(again.repeated);
        assert_eq!(first.id, again.id);
        assert_eq!(desk.count("SELECT COUNT(*) FROM client").await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_edit_changes_what_it_names_and_refuses_an_older_version() {
    for_each_engine(|desk| async move {
        let csm = desk.csm("Cara").await;
        let client = desk.client_of("Ana Souza", Some(&csm)).await;
        let edit = |update: UpdateClient| Command::UpdateClient {
            client_id: client.id,
            update,
        };
        let email = UpdateClient {
            email: Some(Some("Ana.S@mail.example.com".to_owned())),
            version: Some(client.version),
            ..UpdateClient::default()
        };
        desk.run(&csm, edit(email.clone())).await.unwrap();
        let now = desk.get_client(&csm, client.id).await.unwrap();
        assert_eq!(now.email.as_deref(), Some("ana.s@mail.example.com"));
        assert_eq!((&now.name, &now.phone), (&client.name, &client.phone));

        let error = desk.run(&csm, edit(email)).await.unwrap_err();
        let Error::Conflict {
            code: "stale",
            current,
            ..
        } = error
        else {
            panic!("{error:?}");
        };
        assert_eq!(current.unwrap()["version"], now.version);

        let clear = UpdateClient {
            phone: Some(None),
            ..UpdateClient::default()
        };
        desk.run(&csm, edit(clear)).await.unwrap();
        let now = desk.get_client(&csm, client.id).await.unwrap();
        assert_eq!(now.phone, None);
        assert_eq!(now.captured_at, client.captured_at);

        let unchanged = desk.run(&csm, edit(UpdateClient::default())).await.unwrap();
        assert_eq!(unchanged.version, Some(now.version));
    })
    .await;
}

#[tokio::test]
async fn a_client_is_with_one_csm_at_a_time_and_only_that_one_sees_it() {
    for_each_engine(|desk| async move {
        let admin = desk.admin().await;
        let (cara, omar) = (desk.csm("Cara").await, desk.csm("Omar").await);
        let client = desk.client("Ana Souza").await;
        assert!(matches!(
            desk.get_client(&cara, client.id).await,
            Err(Error::NotFound { .. })
        ));
        desk.run(&admin, assign(client.id, Some(&cara)))
            .await
            .unwrap();
        let seen = desk.get_client(&cara, client.id).await.unwrap();
        assert_eq!(seen.assigned_to.unwrap().name, "Cara Desk");
        desk.run(&admin, assign(client.id, Some(&cara)))
            .await
            .unwrap();
        desk.run(&admin, assign(client.id, Some(&omar)))
            .await
            .unwrap();
        assert!(matches!(
            desk.get_client(&cara, client.id).await,
            Err(Error::NotFound { .. })
        ));
        desk.run(&admin, assign(client.id, None)).await.unwrap();

        let rows = desk
            .list_assignments(&admin, client.id, None, None)
            .await
            .unwrap()
            .results;
        let seen: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    row.assigned_to.as_ref().map(|user| user.name.as_str()),
                    row.is_active,
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                (None, true),
                (Some("Omar Desk"), false),
                (Some("Cara Desk"), false),
                (None, false)
            ]
        );

        // She may give nobody away, and does not even see this one any more.
        let error = desk.run(&cara, assign(client.id, None)).await.unwrap_err();
        assert!(matches!(error, Error::NotFound { .. }), "{error:?}");
        let nobody = Command::Assign {
            client_id: client.id,
            assigned_to: Some(UserId::new()),
            remarks: None,
            expected_assigned_to: None,
        };
        assert_eq!(
            fields(&desk.run(&admin, nobody).await.unwrap_err()),
            ["assigned_to"]
        );
    })
    .await;
}

#[tokio::test]
async fn what_a_csm_may_not_see_is_not_found_for_every_command() {
    for_each_engine(|desk| async move {
        let (cara, omar) = (desk.csm("Cara").await, desk.csm("Omar").await);
        let client = desk.client_of("Ana Souza", Some(&omar)).await;
        let (note_id, task_id) = (NoteId::new(), TaskId::new());
        let add_note = Command::AddNote {
            client_id: client.id,
            note_id,
            body: "Called.".to_owned(),
        };
        let add_task = Command::AddTask {
            client_id: client.id,
            task_id,
            title: "Call back".to_owned(),
            due_at: None,
            assignee: None,
        };
        desk.run(&omar, add_note.clone()).await.unwrap();
        desk.run(&omar, add_task.clone()).await.unwrap();
        let update = UpdateClient {
            name: Some(Some("X Y".to_owned())),
            ..UpdateClient::default()
        };
        let fact = CorrectFact {
            path: "loan_details.interest_rate".to_owned(),
            value: Some("6.5".to_owned()),
            expected: None,
        };
        for command in [
            add_note,
            add_task,
            Command::UpdateClient {
                client_id: client.id,
                update,
            },
            Command::CorrectFact {
                client_id: client.id,
                fact,
            },
            Command::ResolveProposal {
                client_id: client.id,
                path: "email".to_owned(),
                accept: true,
                value: None,
            },
            Command::RequestExtraction {
                client_id: client.id,
            },
            Command::UpdateNote {
                note_id,
                update: UpdateNote {
                    body: "Mine.".to_owned(),
                    expected: None,
                },
            },
            Command::DeleteNote {
                note_id,
                expected: None,
            },
            Command::CompleteTask { task_id },
            Command::DeleteTask {
                task_id,
                expected: None,
            },
        ] {
            let error = desk.run(&cara, command.clone()).await.unwrap_err();
            assert!(
                matches!(error, Error::NotFound { .. }),
                "{command:?}: {error:?}"
            );
        }
        for list in [
            desk.list_notes(&cara, client.id, None, None).await.err(),
            desk.list_client_tasks(&cara, client.id, None, None)
                .await
                .err(),
            desk.list_runs(&cara, client.id, None, None).await.err(),
            desk.list_duplicates(&cara, client.id, None, None)
                .await
                .err(),
            desk.list_client_messages(&cara, client.id, None, None, None)
                .await
                .err(),
        ] {
            assert!(matches!(list, Some(Error::NotFound { .. })), "{list:?}");
        }
        assert!(
            desk.list_tasks(&cara, false, None, None, None)
                .await
                .unwrap()
                .results
                .is_empty()
        );
        assert_eq!(
            desk.list_tasks(&omar, true, None, None, None)
                .await
                .unwrap()
                .results
                .len(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_note_is_its_authors() {
    for_each_engine(|desk| async move {
        let (admin, csm) = (desk.admin().await, desk.csm("Cara").await);
        let client = desk.client_of("Ana Souza", Some(&csm)).await;
        let note_id = NoteId::new();
        let write = |body: &str| Command::AddNote {
            client_id: client.id,
            note_id,
            body: body.to_owned(),
        };
        let edit = |body: &str| Command::UpdateNote {
            note_id,
            update: UpdateNote {
                body: body.to_owned(),
                expected: None,
            },
        };
        assert_eq!(
            fields(&desk.run(&csm, write(" \n")).await.unwrap_err()),
            ["body"]
        );
        desk.run(&csm, write("Wants to lock the rate."))
            .await
            .unwrap();
        let error = desk.run(&admin, edit("No.")).await.unwrap_err();
        assert!(
            matches!(
                error,
                Error::Forbidden {
                    code: "not_author",
                    ..
                }
            ),
            "{error:?}"
        );
        desk.run(&csm, edit("Wants to lock the rate on Monday."))
            .await
            .unwrap();
        let notes = desk
            .list_notes(&admin, client.id, None, None)
            .await
            .unwrap()
            .results;
        assert_eq!(notes.len(), 1);
        assert_eq!(notes[0].body, "Wants to lock the rate on Monday.");
        assert_eq!(notes[0].author.as_ref().unwrap().name, "Cara Desk");
        assert!(notes[0].updated_at > notes[0].created_at);
        let gone = Command::DeleteNote {
            note_id,
            expected: None,
        };
        desk.run(&csm, gone).await.unwrap();
        assert!(
            desk.list_notes(&admin, client.id, None, None)
                .await
                .unwrap()
                .results
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn tasks_are_listed_by_the_time_they_are_due() {
    for_each_engine(|desk| async move {
        let csm = desk.csm("Cara").await;
        let client = desk.client_of("Ana Souza", Some(&csm)).await;
        for (title, due_at) in [
            ("some day", None),
            ("later", Some("2026-03-09T09:00:00Z")),
            ("now", Some("2026-03-02T09:00:00Z")),
            ("whenever", None),
        ] {
            let command = Command::AddTask {
                client_id: client.id,
                task_id: TaskId::new(),
                title: title.to_owned(),
                due_at: due_at.map(|at| at.parse().unwrap()),
                assignee: None,
            };
            desk.run(&csm, command).await.unwrap();
        }
        let mut titles = Vec::new();
        let mut cursor = None;
        loop {
            let page = desk
                .list_tasks(&csm, true, Some(false), cursor, Some(1))
                .await
                .unwrap();
            titles.extend(page.results.iter().map(|task| task.title.clone()));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(titles, ["now", "later", "some day", "whenever"]);

        let tasks = desk
            .list_client_tasks(&csm, client.id, None, None)
            .await
            .unwrap()
            .results;
        assert_eq!(tasks[0].assignee.as_ref().unwrap().name, "Cara Desk");
        let task_id = tasks[0].id;
        desk.run(&csm, Command::CompleteTask { task_id })
            .await
            .unwrap();
        let done = desk
            .list_tasks(&csm, true, Some(true), None, None)
            .await
            .unwrap()
            .results;
        assert_eq!(done.len(), 1);
        let reopen = UpdateTask {
            done: Some(false),
            assignee: Some(None),
            title: Some("Call again".to_owned()),
            due_at: Some(None),
            expected: None,
        };
        desk.run(
            &csm,
            Command::UpdateTask {
                task_id,
                update: reopen,
            },
        )
        .await
        .unwrap();
        let task = desk.get_task(&csm, task_id).await.unwrap();
        assert_eq!(
            (task.title.as_str(), task.done_at, task.due_at),
            ("Call again", None, None)
        );
        assert_eq!(task.assignee, None);
    })
    .await;
}

#[tokio::test]
async fn a_corrected_fact_is_locked_and_an_older_view_of_it_is_refused() {
    for_each_engine(|desk| async move {
        let csm = desk.csm("Cara").await;
        let client = desk.client_of("Ana Souza", Some(&csm)).await;
        let path = "loan_details.interest_rate";
        let correct = |value: &str, expected: Option<Option<&str>>| Command::CorrectFact {
            client_id: client.id,
            fact: CorrectFact {
                path: path.to_owned(),
                value: Some(value.to_owned()),
                expected: expected.map(|text| text.map(str::to_owned)),
            },
        };
        desk.run(&csm, correct("6 1/4", Some(None))).await.unwrap();
        let now = desk.get_client(&csm, client.id).await.unwrap();
        assert_eq!(
            now.context.loan_details.interest_rate.as_deref(),
            Some("6.25%")
        );
        let fact = &now.context_meta.facts[path];
        assert!(fact.locked && fact.by == csm.user_id());

        let error = desk.run(&csm, correct("7", Some(None))).await.unwrap_err();
        let Error::Conflict {
            code: "stale",
            current,
            ..
        } = error
        else {
            panic!("{error:?}");
        };
        assert_eq!(current.unwrap()[path], "6.25%");
        assert_eq!(
            fields(&desk.run(&csm, correct("soon", None)).await.unwrap_err()),
            [path]
        );
        assert_eq!(desk.get_client(&csm, client.id).await.unwrap(), now);
    })
    .await;
}

#[tokio::test]
async fn every_command_leaves_an_audit_row_and_a_change() {
    for_each_engine(|desk| async move {
        let csm = desk.csm("Cara").await;
        let client = desk.client_of("Ana Souza", Some(&csm)).await;
        desk.follow_feed().await.unwrap();
        let head = desk.feed_head().await.unwrap();
        let note = Command::AddNote {
            client_id: client.id,
            note_id: NoteId::new(),
            body: "Called.".to_owned(),
        };
        desk.run(&csm, note).await.unwrap();
        desk.run(&root(), assign(client.id, None)).await.unwrap();
        desk.follow_feed().await.unwrap();
        let (changes, _) = desk.changes(&csm, head, 100).await.unwrap();
        let kinds: Vec<&str> = changes
            .iter()
            .map(|change| change.event.kind.name())
            // That she was given the client may be told as late as now.
            .filter(|kind| *kind != "notification")
            .collect();
        assert_eq!(
            kinds,
            ["client", "note", "client"],
            "the one who lost the client learns of it too"
        );
        assert_eq!(
            desk.count("SELECT COUNT(*) FROM audit_log WHERE action = 'add_note'")
                .await,
            1
        );
        assert_eq!(
            desk.count("SELECT COUNT(*) FROM audit_log WHERE action = 'assign_client'")
                .await,
            1
        );
    })
    .await;
}
