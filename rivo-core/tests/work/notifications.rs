//! What people are told of.

use rivo_core::{
    api::{
        chat::{DataType, SenderType},
        client::UpdateNote,
        command::Command,
        event::ChangeKind,
        notification::{Notification, NotificationKind, ReadNotifications},
    },
    auth::Actor,
    id::{ClientId, NoteId, SessionId, TaskId},
};

use super::support::{
    Desk,
    chat::{client_says, make_lead, post},
    fields, for_each_engine, root,
};

async fn told(desk: &Desk, actor: &Actor) -> Vec<Notification> {
    desk.follow_feed().await.unwrap();
    let page = desk
        .list_notifications(actor, true, None, None)
        .await
        .unwrap();
    let count = desk.count_notifications(actor).await.unwrap().unread;
    assert_eq!(usize::try_from(count).unwrap(), page.results.len());
    page.results
}

async fn kinds(desk: &Desk, actor: &Actor) -> Vec<NotificationKind> {
    told(desk, actor)
        .await
        .into_iter()
        .map(|it| it.kind)
        .collect()
}

fn mention(actor: &Actor, name: &str) -> String {
    format!("@[{name}](user:{})", actor.user_id().unwrap())
}

async fn note(desk: &Desk, actor: &Actor, client_id: ClientId, body: String) -> NoteId {
    let note_id = NoteId::new();
    let command = Command::AddNote {
        client_id,
        note_id,
        body,
    };
    desk.run(actor, command).await.unwrap();
    note_id
}

async fn give(desk: &Desk, by: &Actor, client_id: ClientId, to: Option<&Actor>) {
    let command = Command::Assign {
        client_id,
        assigned_to: to.and_then(Actor::user_id),
        remarks: Some("Please call today.".to_owned()),
        expected_assigned_to: None,
    };
    desk.run(by, command).await.unwrap();
}

#[tokio::test]
async fn who_is_mentioned_is_told_once_and_only_who_may_see() {
    for_each_engine(|desk| async move {
        let (admin, ana, ben) = (
            desk.admin().await,
            desk.csm("Ana").await,
            desk.csm("Ben").await,
        );
        let client = desk.client_of("Rosa Diaz", Some(&ana)).await;
        desk.follow_feed().await.unwrap();
        told(&desk, &ana).await;
        desk.read_notifications(
            &ana,
            ReadNotifications {
                all: true,
                ..Default::default()
            },
        )
        .await
        .unwrap();

        let body = format!(
            "{} and {}, please look.",
            mention(&admin, "Ada"),
            mention(&ana, "Ana")
        );
        let id = note(&desk, &ana, client.id, body).await;
        let for_admin = told(&desk, &admin).await;
        assert_eq!(for_admin.len(), 1);
        assert_eq!(for_admin[0].body, "@Ada and @Ana, please look.");
        assert_eq!(
            for_admin[0].actor.as_ref().map(|user| user.id),
            ana.user_id()
        );
        assert_eq!(for_admin[0].client_name.as_deref(), Some("Rosa Diaz"));
        assert!(told(&desk, &ana).await.is_empty(), "one's own doing");
        desk.follow_feed().await.unwrap();
        assert_eq!(told(&desk, &admin).await.len(), 1);

        let command = Command::AddNote {
            client_id: client.id,
            note_id: NoteId::new(),
            body: mention(&ben, "Ben"),
        };
        let error = desk.run(&ana, command).await.unwrap_err();
        assert_eq!(fields(&error), ["body"], "Ben does not see this client");

        // Who is not mentioned any more, forgets it; a note that is gone leaves nothing.
        let change = Command::UpdateNote {
            note_id: id,
            update: UpdateNote {
                body: "Nobody.".to_owned(),
                expected: None,
            },
        };
        desk.run(&ana, change).await.unwrap();
        assert!(told(&desk, &admin).await.is_empty());
        let id = note(&desk, &ana, client.id, mention(&admin, "Ada")).await;
        assert_eq!(kinds(&desk, &admin).await, [NotificationKind::Mention]);
        let gone = Command::DeleteNote {
            note_id: id,
            expected: None,
        };
        desk.run(&ana, gone).await.unwrap();
        assert!(told(&desk, &admin).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn who_gets_a_client_is_told_and_sees_nothing_once_it_is_taken() {
    for_each_engine(|desk| async move {
        let (admin, ana) = (desk.admin().await, desk.csm("Ana").await);
        let client = desk.client("Rosa Diaz").await;
        give(&desk, &admin, client.id, Some(&ana)).await;
        let for_ana = told(&desk, &ana).await;
        assert_eq!(for_ana.len(), 1);
        assert_eq!(
            (for_ana[0].kind, for_ana[0].body.as_str()),
            (NotificationKind::Assigned, "Please call today.")
        );
        // The feed tells Ana alone, once its new rows have their place.
        desk.follow_feed().await.unwrap();
        let news = |changes: Vec<rivo_core::store::table::change_feed::PlacedChange>| {
            changes
                .iter()
                .filter(|change| change.event.kind == ChangeKind::Notification)
                .count()
        };
        let (changes, _) = desk.changes(&ana, 0, 1000).await.unwrap();
        assert_eq!(news(changes), 1);
        for other in [&admin, &root()] {
            let (changes, _) = desk.changes(other, 0, 1000).await.unwrap();
            assert_eq!(news(changes), 0);
        }
        give(&desk, &admin, client.id, None).await;
        assert!(told(&desk, &ana).await.is_empty());
        // Given back and forth: each time is a thing of its own.
        give(&desk, &admin, client.id, Some(&ana)).await;
        assert_eq!(kinds(&desk, &ana).await.len(), 2);
        // Taking one oneself tells nobody.
        give(&desk, &admin, client.id, Some(&admin)).await;
        assert!(told(&desk, &admin).await.is_empty());

        let error = desk
            .read_notifications(&ana, ReadNotifications::default())
            .await
            .unwrap_err();
        assert_eq!(fields(&error), ["ids"]);
        // Others' ids are as good as none.
        give(&desk, &admin, client.id, Some(&ana)).await;
        let ids: Vec<_> = told(&desk, &ana).await.iter().map(|it| it.id).collect();
        let theirs = ReadNotifications {
            ids: ids.clone(),
            all: false,
        };
        desk.read_notifications(&admin, theirs.clone())
            .await
            .unwrap();
        assert_eq!(told(&desk, &ana).await.len(), ids.len());
        assert_eq!(
            desk.read_notifications(&ana, theirs).await.unwrap().unread,
            0
        );
    })
    .await;
}

#[tokio::test]
async fn a_csm_learns_that_a_client_wrote_that_a_task_is_due_and_that_a_lead_waits() {
    for_each_engine(|desk| async move {
        let (admin, ana) = (desk.admin().await, desk.csm("Ana").await);
        let session = SessionId::new();
        let client_id = make_lead(&desk, session, "rosa@mail.example").await;
        give(&desk, &admin, client_id, Some(&ana)).await;
        assert_eq!(kinds(&desk, &ana).await, [NotificationKind::Assigned]);
        desk.read_notifications(&ana, ReadNotifications { all: true, ..Default::default() }).await.unwrap();

        let mut bot = client_says(session, DataType::Message, "Anything else?");
        bot.sender_type = SenderType::Bot;
        post(&desk, bot).await;
        assert!(told(&desk, &ana).await.is_empty(), "the bot's words are no news");
        for _ in 0..3 {
            post(&desk, client_says(session, DataType::Message, "Is the rate fixed?")).await;
            assert_eq!(kinds(&desk, &ana).await, [NotificationKind::Message]);
        }
        desk.read_notifications(&ana, ReadNotifications { all: true, ..Default::default() }).await.unwrap();
        desk.advance_seconds(60);
        post(&desk, client_says(session, DataType::Message, "Hello?")).await;
        assert_eq!(kinds(&desk, &ana).await, [NotificationKind::Message], "again, once it was read");
        desk.read_notifications(&ana, ReadNotifications { all: true, ..Default::default() }).await.unwrap();

        assert_eq!(desk.notify_due().await.unwrap(), 0);
        desk.advance_seconds(300);
        assert_eq!(desk.notify_due().await.unwrap(), 1);
        assert_eq!(desk.notify_due().await.unwrap(), 0);
        assert_eq!(kinds(&desk, &ana).await, [NotificationKind::FirstTouchLate]);
        desk.read_notifications(&ana, ReadNotifications { all: true, ..Default::default() }).await.unwrap();

        let due_at = Some(desk.now().plus_seconds(60));
        let task_id = TaskId::new();
        let task = Command::AddTask { client_id, task_id, title: "Call Rosa".to_owned(), due_at, assignee: None };
        desk.run(&ana, task).await.unwrap();
        assert_eq!(desk.notify_due().await.unwrap(), 0);
        desk.advance_seconds(61);
        assert_eq!(desk.notify_due().await.unwrap(), 1);
        assert_eq!(desk.notify_due().await.unwrap(), 0);
        let for_ana = told(&desk, &ana).await;
        assert_eq!((for_ana[0].kind, for_ana[0].body.as_str()), (NotificationKind::TaskDue, "Call Rosa"));
        // Put off, it is told again.
        desk.read_notifications(&ana, ReadNotifications { all: true, ..Default::default() }).await.unwrap();
        let later = serde_json::json!({"type": "update_task", "task_id": task_id, "due_at": desk.now().plus_seconds(600)});
        desk.run(&ana, serde_json::from_value(later).unwrap()).await.unwrap();
        assert_eq!(desk.notify_due().await.unwrap(), 0);
        desk.advance_seconds(601);
        assert_eq!(desk.notify_due().await.unwrap(), 1);
        assert_eq!(kinds(&desk, &ana).await, [NotificationKind::TaskDue]);
        // An erased client takes everything along.
        desk.run(&root(), Command::DeleteClient { client_id, version: None }).await.unwrap();
        assert_eq!(desk.count("SELECT COUNT(*) FROM notification").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_task_that_is_nobodys_to_do_any_more_is_no_news() {
    for_each_engine(|desk| async move {
        let (ada, ana) = (desk.admin().await, desk.csm("Ana").await);
        let client_id = desk.client_of("Rosa Diaz", Some(&ana)).await.id;
        told(&desk, &ana).await;
        let all = ReadNotifications { all: true, ..Default::default() };
        desk.read_notifications(&ana, all).await.unwrap();
        let task_id = TaskId::new();
        for change in [
            serde_json::json!({"type": "complete_task", "task_id": task_id}),
            serde_json::json!({"type": "update_task", "task_id": task_id, "done": false, "assignee": ada.user_id()}),
            serde_json::json!({"type": "update_task", "task_id": task_id, "due_at": desk.now().plus_seconds(86_400)}),
            serde_json::json!({"type": "delete_task", "task_id": task_id}),
        ] {
            let add = serde_json::json!({"type": "add_task", "client_id": client_id, "task_id": task_id,
                "title": "Call", "assignee": ana.user_id(), "due_at": desk.now().plus_seconds(60)});
            desk.run(&ana, serde_json::from_value(add).unwrap()).await.ok();
            desk.advance_seconds(61);
            let open = serde_json::json!({"type": "update_task", "task_id": task_id, "done": false,
                "assignee": ana.user_id(), "due_at": desk.now()});
            desk.run(&ana, serde_json::from_value(open).unwrap()).await.unwrap();
            desk.follow_feed().await.unwrap();
            desk.notify_due().await.unwrap();
            assert_eq!(kinds(&desk, &ana).await, [NotificationKind::TaskDue], "{change}");
            desk.run(&ada, serde_json::from_value(change.clone()).unwrap()).await.unwrap();
            assert!(told(&desk, &ana).await.is_empty(), "{change}");
        }
    })
    .await;
}
