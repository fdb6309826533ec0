//! How the desk is worked: who may carry what, first touches, local time, leads that find their CSM
//! by themselves, what people are told of; on both engines.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "work/assignment.rs"]
mod assignment;
#[path = "work/notifications.rs"]
mod notifications;
#[path = "work/reports.rs"]
mod reports;
mod support;
#[path = "work/today.rs"]
mod today;

use rivo_core::{
    api::{
        admin::UpdateSettings,
        client::{Client, UpdateTask},
        command::Command,
        user::UpdateUser,
    },
    auth::Actor,
    id::{ClientId, NoteId, TaskId},
};
use serde_json::{Value, json};
use support::{Desk, fields, for_each_engine, root};

/// Sets desk settings.
async fn set(desk: &Desk, values: Value) {
    let values = serde_json::from_value(values).unwrap();
    desk.update_settings(
        &root(),
        UpdateSettings {
            values,
            ..UpdateSettings::default()
        },
    )
    .await
    .unwrap();
}

async fn edit(desk: &Desk, user: &Actor, update: Value) {
    let update: UpdateUser = serde_json::from_value(update).unwrap();
    desk.update_user(&root(), user.user_id().unwrap(), update)
        .await
        .unwrap();
}

/// A lead with a phone of an area code.
async fn lead(desk: &Desk, phone: &str) -> Client {
    let client_id = ClientId::new();
    let command = Command::CreateClient {
        client_id,
        name: Some("Rosa Diaz".to_owned()),
        email: None,
        phone: Some(phone.to_owned()),
        assigned_to: None,
    };
    desk.run(&root(), command).await.unwrap();
    desk.get_client(&root(), client_id).await.unwrap()
}

#[tokio::test]
async fn what_a_loan_officer_works_is_kept_and_checked() {
    for_each_engine(|desk| async move {
        let ana = desk.csm("Ana").await;
        let id = ana.user_id().unwrap();
        let before = desk.get_user(&root(), id).await.unwrap().practice;
        assert_eq!(before, rivo_core::api::user::Practice::default());
        edit(
            &desk,
            &ana,
            json!({"licence_states": ["tx", "CA", "TX"], "capacity": 30, "takes_leads": true, "nmls_id": "123456"}),
        )
        .await;
        let me = desk.me(&ana).await.unwrap().user.practice;
        assert_eq!(me.licence_states, ["CA", "TX"]);
        assert_eq!((me.capacity, me.takes_leads, me.nmls_id.as_deref()), (Some(30), true, Some("123456")));
        for (wrong, field) in [
            (json!({"licence_states": ["ZZ"]}), "licence_states"),
            (json!({"capacity": -1}), "capacity"),
            (json!({"nmls_id": "no"}), "nmls_id"),
        ] {
            let update = serde_json::from_value(wrong).unwrap();
            let error = desk.update_user(&root(), id, update).await.unwrap_err();
            assert_eq!(fields(&error), [field]);
        }
        edit(&desk, &ana, json!({"capacity": null, "nmls_id": ""})).await;
        let after = desk.get_user(&root(), id).await.unwrap().practice;
        assert_eq!((after.capacity, after.nmls_id), (None, None));
        assert!(after.takes_leads);
        let report = desk.workload_report(&desk.admin().await).await.unwrap();
        let line = report.results.iter().find(|line| line.user.id == id).unwrap();
        assert!(line.practice.takes_leads);
    })
    .await;
}

#[tokio::test]
async fn the_first_thing_a_person_does_is_the_first_touch() {
    for_each_engine(|desk| async move {
        let (ana, ben) = (desk.csm("Ana").await, desk.csm("Ben").await);
        let touch = async |id: ClientId| desk.get_client(&root(), id).await.unwrap().first_touch_at;
        // What leaves a lead untouched: assigning, reading, Rivo itself.
        let client = desk.client_of("Rosa Diaz", Some(&ana)).await;
        desk.get_client(&ana, client.id).await.unwrap();
        let mut give = Command::Assign {
            client_id: client.id,
            assigned_to: None,
            remarks: None,
            expected_assigned_to: Some(ana.user_id()),
        };
        desk.run(&desk.admin().await, give.clone()).await.unwrap();
        // Who wants what stands already overwrites nothing.
        desk.run(&root(), give.clone()).await.unwrap();
        let Command::Assign { assigned_to, .. } = &mut give else {
            panic!()
        };
        *assigned_to = ben.user_id();
        let stale = desk.run(&root(), give).await.unwrap_err();
        assert_eq!(stale.code(), "stale");
        desk.run(&root(), Command::AddNote {
            client_id: client.id,
            note_id: NoteId::new(),
            body: "By the system.".to_owned(),
        })
        .await
        .unwrap();
        assert_eq!(touch(client.id).await, None);

        let client = desk.client_of("Marta Stein", Some(&ana)).await;
        desk.advance_seconds(240);
        let task_id = TaskId::new();
        let task = Command::AddTask {
            client_id: client.id,
            task_id,
            title: "Call".to_owned(),
            due_at: None,
            assignee: None,
        };
        desk.run(&ana, task).await.unwrap();
        let first = touch(client.id).await.unwrap();
        assert_eq!(first.seconds_since(client.captured_at.unwrap()), 240);
        let version = desk.get_client(&root(), client.id).await.unwrap().version;
        assert_eq!(version, client.version + 1, "devices are told");
        desk.advance_seconds(60);
        let done = UpdateTask { done: Some(true), ..UpdateTask::default() };
        desk.run(&ana, Command::UpdateTask { task_id, update: done }).await.unwrap();
        assert_eq!(touch(client.id).await, Some(first), "there is one first touch");

        for command in ["stage", "note", "contact", "fact"] {
            let client = desk.client_of("Nora Lind", Some(&ana)).await;
            let client_id = client.id;
            let command: Value = match command {
                "stage" => json!({"type": "change_stage", "client_id": client_id, "to_stage": "contacted"}),
                "note" => json!({"type": "add_note", "client_id": client_id, "note_id": NoteId::new(), "body": "x"}),
                "contact" => json!({"type": "update_client", "client_id": client_id, "name": "Nora Lind-Hall"}),
                _ => json!({"type": "correct_fact", "client_id": client_id, "path": "loan_details.interest_rate", "value": "6%"}),
            };
            desk.run(&ana, serde_json::from_value(command.clone()).unwrap()).await.unwrap();
            assert!(touch(client_id).await.is_some(), "{command}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_clients_clock_is_that_of_its_phone() {
    for_each_engine(|desk| async move {
        let ana = desk.csm("Ana").await;
        let client = lead(&desk, "(212) 555-0134").await;
        // Nine in the morning in London.
        let local = desk
            .client_local_time(&root(), client.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (local.state.as_str(), local.time_zone.as_str()),
            ("NY", "America/New_York")
        );
        assert!(local.quiet && local.opens_at.is_some());
        set(&desk, json!({"quiet_from_hour": 22, "quiet_until_hour": 4})).await;
        let local = desk
            .client_local_time(&root(), client.id)
            .await
            .unwrap()
            .unwrap();
        assert!(!local.quiet);
        let toll_free = lead(&desk, "+49 30 12345678").await;
        assert_eq!(
            desk.client_local_time(&root(), toll_free.id).await.unwrap(),
            None
        );
        let hidden = desk.client_local_time(&ana, client.id).await.unwrap_err();
        assert_eq!(hidden.code(), "not_found");
    })
    .await;
}
