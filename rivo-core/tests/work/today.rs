//! What somebody should do next.

use rivo_core::{
    api::{command::Command, today::Today},
    auth::Actor,
    id::{SessionId, TaskId},
    model::today::ReasonKind,
};
use serde_json::json;

use super::{
    set,
    support::{
        Desk,
        chat::{client_says, make_lead, post},
        for_each_engine, root,
    },
};

async fn today(desk: &Desk, actor: &Actor) -> Today {
    desk.today(actor, None).await.unwrap()
}

fn codes(today: &Today) -> Vec<Vec<ReasonKind>> {
    today
        .items
        .iter()
        .map(|item| item.reasons.iter().map(|reason| reason.code).collect())
        .collect()
}

#[tokio::test]
async fn a_day_shows_what_to_do_next_and_why() {
    for_each_engine(|desk| async move {
        let ana = desk.csm("Ana").await;
        let session = SessionId::new();
        let lead = make_lead(&desk, session, "rosa@mail.example").await;
        let give = json!({"type": "assign", "client_id": lead, "assigned_to": ana.user_id()});
        desk.run(&root(), serde_json::from_value(give).unwrap())
            .await
            .unwrap();
        desk.follow_feed().await.unwrap();
        desk.mark_seen(&ana, lead, None).await.unwrap();
        let day = today(&desk, &ana).await;
        assert_eq!(
            codes(&day),
            [[ReasonKind::NewLead, ReasonKind::NoNextAction]]
        );
        let item = &day.items[0];
        assert!(item.clock.is_some_and(|clock| !clock.late));
        // One at night in San Francisco.
        let quiet = item.quiet.as_ref().unwrap();
        assert!(quiet.quiet && quiet.local_time.starts_with("2026-03-02T01:00"));
        assert_eq!((day.counts.new, day.counts.late, day.counts.due), (1, 0, 0));
        assert_eq!(day.no_next_action.count, 1);

        desk.advance_seconds(600);
        let day = today(&desk, &ana).await;
        assert_eq!(codes(&day)[0][0], ReasonKind::FirstTouchLate);
        assert_eq!((day.counts.new, day.counts.late), (0, 1));

        // A task is the first touch, and a plan.
        let task_id = TaskId::new();
        let task = Command::AddTask {
            client_id: lead,
            task_id,
            title: "Call Rosa".to_owned(),
            due_at: Some(desk.now().plus_seconds(3600)),
            assignee: None,
        };
        desk.run(&ana, task).await.unwrap();
        let day = today(&desk, &ana).await;
        assert_eq!(codes(&day), [[ReasonKind::TaskDue]]);
        let reason = &day.items[0].reasons[0];
        assert_eq!(
            (reason.title.as_deref(), reason.task_id),
            (Some("Call Rosa"), Some(task_id))
        );
        assert_eq!((day.no_next_action.count, day.counts.due), (0, 1));
        assert!(day.items[0].clock.is_none());

        desk.advance_seconds(7200);
        post(
            &desk,
            client_says(session, rivo_core::api::chat::DataType::Message, "Hello?"),
        )
        .await;
        desk.follow_feed().await.unwrap();
        let day = today(&desk, &ana).await;
        assert_eq!(
            codes(&day),
            [[ReasonKind::ClientWrote, ReasonKind::TaskOverdue]]
        );
        desk.mark_seen(&ana, lead, None).await.unwrap();
        desk.run(&ana, Command::CompleteTask { task_id })
            .await
            .unwrap();
        assert!(today(&desk, &ana).await.items.is_empty());

        desk.advance_seconds(8 * 86_400);
        let day = today(&desk, &ana).await;
        assert_eq!(
            codes(&day),
            [[ReasonKind::StageAge, ReasonKind::NoNextAction]]
        );
        set(&desk, json!({"next_action_required": false})).await;
        let day = today(&desk, &ana).await;
        assert_eq!(codes(&day), [[ReasonKind::StageAge]]);
        assert_eq!(day.no_next_action.count, 0);
    })
    .await;
}

#[tokio::test]
async fn nobody_sees_the_day_of_clients_they_may_not_see() {
    for_each_engine(|desk| async move {
        let (admin, ana, ben) = (desk.admin().await, desk.csm("Ana").await, desk.csm("Ben").await);
        for (number, csm) in [(0, Some(&ana)), (1, Some(&ben)), (2, None)] {
            let lead = make_lead(&desk, SessionId::new(), &format!("rosa{number}@mail.example")).await;
            let give = json!({"type": "assign", "client_id": lead, "assigned_to": csm.and_then(Actor::user_id)});
            desk.run(&root(), serde_json::from_value(give).unwrap()).await.unwrap();
        }
        let count = async |actor: &Actor, whose: Option<&str>| {
            let day = desk.today(actor, whose).await.unwrap();
            assert_eq!(i64::try_from(day.items.len()).unwrap(), day.counts.new);
            assert_eq!(day.no_next_action.count, day.counts.new);
            day.items.len()
        };
        let ben_id = ben.user_id().unwrap().to_string();
        assert_eq!(count(&ana, None).await, 1);
        assert_eq!(count(&ana, Some("all")).await, 1);
        assert_eq!(count(&ana, Some(&ben_id)).await, 0);
        assert_eq!(count(&admin, None).await, 0);
        assert_eq!(count(&admin, Some("all")).await, 3);
        assert_eq!(count(&admin, Some(&ben_id)).await, 1);
        let error = desk.today(&ana, Some("everybody")).await.unwrap_err();
        assert_eq!(super::support::fields(&error), ["assigned_to"]);
    })
    .await;
}

#[tokio::test]
async fn a_task_is_on_the_day_of_who_does_it() {
    for_each_engine(|desk| async move {
        let (ada, ana) = (desk.admin().await, desk.csm("Ana").await);
        let client_id = desk.client_of("Rosa Diaz", Some(&ana)).await.id;
        let task = async |title: &str, assignee: Option<&Actor>| {
            let task = json!({"type": "add_task", "client_id": client_id, "task_id": TaskId::new(),
                              "title": title, "assignee": assignee.and_then(Actor::user_id),
                              "due_at": desk.now().plus_seconds(3600)});
            desk.run(&ada, serde_json::from_value(task).unwrap())
                .await
                .unwrap();
        };
        task("Check the file", Some(&ada)).await;
        let titles = async |actor: &Actor| {
            let day = today(&desk, actor).await;
            let reasons = day.items.iter().flat_map(|item| item.reasons.clone());
            let titles: Vec<_> = reasons.filter_map(|reason| reason.title).collect();
            (titles, day.counts.due, day.no_next_action.count)
        };
        assert_eq!(
            titles(&ada).await,
            (vec!["Check the file".to_owned()], 1, 0)
        );
        assert_eq!(titles(&ana).await, (vec![], 0, 0), "a colleague does it");
        desk.advance_seconds(60);
        task("Call Rosa", Some(&ana)).await;
        assert_eq!(titles(&ana).await, (vec!["Call Rosa".to_owned()], 1, 0));
        assert_eq!(titles(&ada).await.1, 1);
        // Of a client that a colleague works, the task is all there is to do.
        let codes = codes(&today(&desk, &ada).await);
        assert_eq!(codes, [[ReasonKind::TaskDue]]);
    })
    .await;
}
