//! What happened between a merge and its undoing goes to whom it belongs, and is read by nobody else.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use rivo_core::{
    api::{
        chat::DataType,
        client::{Client, CorrectFact, UpdateNote},
        command::Command,
        notification::{Notification, ReadNotifications},
        stage::StageChange,
    },
    auth::Actor,
    id::{ClientId, CommandId, MergeId, NoteId, SessionId, TaskId},
};
use serde_json::json;
use support::{
    Desk,
    chat::{bot_says, client_says, make_lead, post},
    for_each_engine, root,
};

async fn merge(desk: &Desk, into: ClientId, from: ClientId) -> MergeId {
    let id = CommandId::new();
    desk.execute(&root(), id, Command::MergeClients { into, from })
        .await
        .unwrap();
    desk.follow_feed().await.unwrap();
    desk.advance_seconds(60);
    MergeId(id.0)
}

async fn undo(desk: &Desk, merge_id: MergeId) {
    desk.run(&root(), Command::UndoMerge { merge_id })
        .await
        .unwrap();
    desk.follow_feed().await.unwrap();
}

async fn get(desk: &Desk, id: ClientId) -> Client {
    desk.get_client(&root(), id).await.unwrap()
}

async fn run(desk: &Desk, actor: &Actor, command: serde_json::Value) {
    desk.run(actor, serde_json::from_value(command).unwrap())
        .await
        .unwrap();
}

async fn told(desk: &Desk, actor: &Actor) -> Vec<Notification> {
    desk.follow_feed().await.unwrap();
    let page = desk.list_notifications(actor, true, None, None).await;
    page.unwrap().results
}

/// A visitor who says these things of themselves; their session and client.
async fn visitor(desk: &Desk, said: &[(DataType, &str)]) -> (SessionId, ClientId) {
    let session = SessionId::new();
    let mut client = None;
    for (kind, text) in said {
        let posted = post(desk, client_says(session, *kind, text)).await;
        client = posted.message.client.or(client);
    }
    desk.follow_feed().await.unwrap();
    desk.advance_seconds(60);
    (session, client.unwrap())
}

async fn start(desk: &Desk, id: ClientId) -> Vec<StageChange> {
    let page = desk.list_stage_history(&root(), id, None, None).await;
    page.unwrap().results
}

/// Whether a client awaits somebody.
async fn awaits(desk: &Desk, id: ClientId) -> bool {
    let page = desk.list_assignments(&root(), id, None, None).await;
    let rows = page.unwrap().results;
    rows.iter()
        .any(|row| row.is_active && row.assigned_to.is_none())
}

#[tokio::test]
async fn what_people_were_told_goes_with_what_it_is_about() {
    for_each_engine(|desk| async move {
        let (ada, eve) = (desk.admin().await, desk.user("Eve", "Admin").await);
        let (cara, ben) = (desk.csm("Cara").await, desk.csm("Ben").await);
        let into = desk.client_of("Ana Diaz", Some(&cara)).await.id;
        let from = desk.client_of("Bob Odell", Some(&ben)).await.id;
        let mention = |actor: &Actor, name: &str| {
            format!("@[{name}](user:{}) The secret.", actor.user_id().unwrap())
        };
        let note_id = NoteId::new();
        let body = mention(&eve, "Eve");
        let note = Command::AddNote {
            client_id: from,
            note_id,
            body,
        };
        desk.run(&ada, note).await.unwrap();
        let task = Command::AddTask {
            client_id: from,
            task_id: TaskId::new(),
            title: "Call Bob".to_owned(),
            due_at: Some(desk.now().plus_seconds(10)),
            assignee: eve.user_id(),
        };
        desk.run(&ada, task).await.unwrap();
        desk.advance_seconds(20);
        assert_eq!(desk.notify_due().await.unwrap(), 1);
        assert_eq!(told(&desk, &eve).await.len(), 2);
        let all = ReadNotifications {
            all: true,
            ..Default::default()
        };
        let head = desk.feed_head().await.unwrap();
        let id = merge(&desk, into, from).await;
        let listed = told(&desk, &eve).await;
        assert_eq!(listed.len(), 2, "what was not read yet is there to be read");
        assert!(listed.iter().all(|it| it.client_id == into));
        let (changes, _) = desk.changes(&eve, head, 200).await.unwrap();
        let kinds = changes.iter().map(|change| change.event.kind.name());
        assert!(kinds.into_iter().any(|kind| kind == "notification"));
        desk.read_notifications(&eve, all).await.unwrap();
        assert_eq!(desk.notify_due().await.unwrap(), 0, "told once");

        // Meanwhile the note names the one who works both.
        let update = UpdateNote {
            body: mention(&cara, "Cara"),
            expected: None,
        };
        let edit = Command::UpdateNote { note_id, update };
        desk.run(&ada, edit).await.unwrap();
        let named = |rows: Vec<Notification>| {
            let of_note = |it: &Notification| it.body.contains("The secret");
            rows.iter().filter(|it| of_note(it)).count()
        };
        assert_eq!(named(told(&desk, &cara).await), 1);
        undo(&desk, id).await;
        assert_eq!(
            named(told(&desk, &cara).await),
            0,
            "the note is of a client whom she may not see"
        );
        let page = desk.list_notifications(&eve, false, None, None).await;
        let task = page.unwrap().results.remove(0);
        assert_eq!((task.body.as_str(), task.client_id), ("Call Bob", from));
        assert_eq!(desk.notify_due().await.unwrap(), 0, "told once");
        let erase = Command::DeleteClient {
            client_id: from,
            version: None,
        };
        desk.run(&ada, erase).await.unwrap();
        let left =
            "SELECT COUNT(*) FROM notification WHERE body LIKE '%secret%' OR body LIKE '%Bob%'";
        assert_eq!(desk.count(left).await, 0);
    })
    .await;
}

#[tokio::test]
async fn who_sees_the_one_that_stayed_reads_nothing_of_the_other() {
    for_each_engine(|desk| async move {
        let (ada, cara) = (desk.admin().await, desk.csm("Cara").await);
        let into = desk.client_of("Ana Diaz", Some(&cara)).await.id;
        let said = [
            (DataType::Name, "Bob Odell"),
            (DataType::Email, "bob@odell.org"),
            (DataType::Phone, "(415) 555-0177"),
        ];
        let (session, from) = visitor(&desk, &said).await;
        let id = merge(&desk, into, from).await;
        let read = async |actor: &Actor| {
            let audit = desk.list_client_audit(actor, into, None, None).await;
            let merges = desk.list_merges(actor, into, None, None).await;
            let rows = (audit.unwrap().results, merges.unwrap().results);
            serde_json::to_string(&rows).unwrap()
        };
        assert!(read(&cara).await.contains("bob@odell.org"), "she has both");
        // Said, and corrected, since.
        post(&desk, client_says(session, DataType::Email, "bob@new.org")).await;
        let fact = CorrectFact {
            path: "loan_details.loan_type".to_owned(),
            value: Some("FHA".to_owned()),
            expected: None,
        };
        let correct = Command::CorrectFact {
            client_id: into,
            fact,
        };
        desk.run(&cara, correct).await.unwrap();
        undo(&desk, id).await;
        let seen = read(&cara).await;
        for word in ["Odell", "bob@", "0177"] {
            assert!(!seen.contains(word), "{word} in {seen}");
        }
        assert!(seen.contains("Ana Diaz") && seen.contains("FHA"), "{seen}");
        assert!(seen.contains("merge_clients"), "that it happened stays");
        assert!(read(&ada).await.contains("Bob Odell"), "who sees both");
        let said = get(&desk, from).await.proposals;
        assert_eq!(said[0].value, "bob@new.org");
        assert!(get(&desk, into).await.proposals.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_contact_detail_said_since_goes_to_who_said_it() {
    for_each_engine(|desk| async move {
        let (_, into) = visitor(&desk, &[(DataType::Name, "Ana Diaz")]).await;
        let said = [
            (DataType::Name, "Bob Odell"),
            (DataType::Email, "bob@odell.org"),
        ];
        let (session, from) = visitor(&desk, &said).await;
        let id = merge(&desk, into, from).await;
        post(&desk, bot_says(session, "What is your phone number?")).await;
        post(
            &desk,
            client_says(session, DataType::Message, "415 555 0177"),
        )
        .await;
        desk.follow_feed().await.unwrap();
        let one = get(&desk, into).await;
        assert!(one.captured_at.is_some(), "together they are a lead");
        assert_eq!(one.email.as_deref(), Some("bob@odell.org"));
        undo(&desk, id).await;

        let stays = get(&desk, into).await;
        assert_eq!(stays.name.as_deref(), Some("Ana Diaz"));
        assert_eq!((stays.email, stays.phone), (None, None));
        assert_eq!((stays.captured_at, stays.proposals.len()), (None, 0));
        assert!(start(&desk, into).await.is_empty() && !awaits(&desk, into).await);
        let back = get(&desk, from).await;
        assert_eq!(back.name.as_deref(), Some("Bob Odell"));
        assert_eq!(back.phone.as_deref(), Some("+14155550177"));
        assert!(back.captured_at.is_some(), "the lead is not lost");
        assert_eq!(start(&desk, from).await.len(), 1);
        assert!(awaits(&desk, from).await && back.extraction.is_some());
        // The chat goes on where it belongs.
        post(
            &desk,
            client_says(session, DataType::Phone, "(415) 555-0188"),
        )
        .await;
        assert_eq!(get(&desk, from).await.proposals.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_its_own_visitor_said_since_stays() {
    for_each_engine(|desk| async move {
        let said = [
            (DataType::Name, "Ana Diaz"),
            (DataType::Email, "ana@diaz.org"),
        ];
        let (session, into) = visitor(&desk, &said).await;
        let from = make_lead(&desk, SessionId::new(), "bob@odell.org").await;
        let id = merge(&desk, into, from).await;
        let one = get(&desk, into).await;
        assert_eq!(one.phone.as_deref(), Some("+14155550134"));
        post(
            &desk,
            client_says(session, DataType::Phone, "(415) 555-0177"),
        )
        .await;
        assert_eq!(get(&desk, into).await.proposals.len(), 3, "it had one");
        undo(&desk, id).await;
        let stays = get(&desk, into).await;
        assert_eq!(stays.phone.as_deref(), Some("+14155550177"));
        assert!(stays.proposals.is_empty());
        assert!(stays.captured_at.is_some(), "its own visitor said it all");
        assert_eq!(start(&desk, into).await.len(), 1);
        assert!(awaits(&desk, into).await);
        let back = get(&desk, from).await;
        assert_eq!(back.phone.as_deref(), Some("+14155550134"));
        assert_eq!(start(&desk, from).await.len(), 1);

        // What a person wrote since stays too, whoever said the same.
        let id = merge(&desk, into, from).await;
        let phone = json!({"type": "update_client", "client_id": into, "phone": "(415) 555-0199"});
        run(&desk, &root(), phone).await;
        undo(&desk, id).await;
        let stays = get(&desk, into).await;
        assert_eq!(stays.phone.as_deref(), Some("+14155550199"));
    })
    .await;
}

/// Of two that are half known, together a lead: whoever worked either works it again, by an
/// assignment that stands.
#[tokio::test]
async fn who_worked_a_client_that_was_half_known_works_it_after_the_undoing() {
    for_each_engine(|desk| async move {
        let (cara, ben, eve) = (
            desk.csm("Cara").await,
            desk.csm("Ben").await,
            desk.csm("Eve").await,
        );
        for (worked_by, other_by, says_the_rest, given_since) in [
            (Some(&cara), None, false, None),
            (Some(&cara), None, true, None),
            (None, Some(&ben), false, None),
            (None, Some(&ben), true, None),
            (Some(&cara), Some(&ben), true, None),
            (None, Some(&ben), false, Some(&eve)),
            (Some(&cara), None, true, Some(&eve)),
        ] {
            let case = format!("{worked_by:?} {other_by:?} {says_the_rest} {given_since:?}");
            let said = [
                (DataType::Name, "Ana Diaz"),
                (DataType::Email, "ana@diaz.org"),
            ];
            let (session, into) = visitor(&desk, &said).await;
            let said = [
                (DataType::Name, "Bob Odell"),
                (DataType::Phone, "(415) 555-0177"),
            ];
            let (_, from) = visitor(&desk, &said).await;
            give(&desk, into, worked_by).await;
            give(&desk, from, other_by).await;
            let id = merge(&desk, into, from).await;
            assert!(get(&desk, into).await.captured_at.is_some(), "{case}");
            if says_the_rest {
                let phone = client_says(session, DataType::Phone, "(415) 555-0188");
                post(&desk, phone).await;
            }
            give(&desk, into, given_since).await;
            undo(&desk, id).await;
            for (client, by) in [(into, given_since.or(worked_by)), (from, other_by)] {
                let stands = get(&desk, client).await.assigned_to.map(|it| it.id);
                assert_eq!(stands, by.and_then(Actor::user_id), "{case}");
            }
            assert_eq!(get(&desk, into).await.captured_at.is_some(), says_the_rest);
            let waits = says_the_rest && given_since.or(worked_by).is_none();
            assert_eq!(awaits(&desk, into).await, waits, "{case}");
            let without =
                "SELECT COUNT(*) FROM client c WHERE c.assigned_to IS NOT NULL AND NOT EXISTS
                 (SELECT 1 FROM client_assignment a WHERE a.client_id = c.id
                     AND a.is_active = TRUE AND a.assigned_to = c.assigned_to)";
            assert_eq!(desk.count(without).await, 0, "{case}");
        }
    })
    .await;
}

async fn give(desk: &Desk, client_id: ClientId, to: Option<&Actor>) {
    let Some(user) = to.and_then(Actor::user_id) else {
        return;
    };
    let assign = json!({"type": "assign", "client_id": client_id, "assigned_to": user});
    run(desk, &root(), assign).await;
}
