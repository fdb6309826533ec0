//! Merging with undo: what came back is what was there, and nothing of either is lost.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use rivo_core::{
    Error,
    api::{
        chat::DataType,
        client::{Assignment, Client, CorrectFact, Merge, Note, Task, UpdateClient},
        command::Command,
        stage::StageChange,
    },
    auth::Actor,
    id::{ClientId, CommandId, MergeId, NoteId, SessionId, TaskId},
};
use support::{Desk, chat, for_each_engine, root};

/// All of a client that people see.
#[derive(Debug, PartialEq)]
struct File {
    client: Client,
    notes: Vec<Note>,
    tasks: Vec<Task>,
    history: Vec<StageChange>,
    assignments: Vec<Assignment>,
    messages: Vec<String>,
    audit: Vec<String>,
}

async fn file(desk: &Desk, id: ClientId) -> File {
    let root = root();
    let mut client = desk.get_client(&root, id).await.unwrap();
    // What any change raises, and how the queue stands.
    (client.version, client.extraction) = (0, None);
    client.updated_at = client.created_at;
    // Another reading finds the same at another time.
    for fact in client.context_meta.facts.values_mut() {
        fact.at = client.created_at;
    }
    let audit = desk.list_client_audit(&root, id, None, None).await.unwrap();
    let messages = desk
        .list_client_messages(&root, id, None, None, None)
        .await
        .unwrap();
    File {
        client,
        notes: desk
            .list_notes(&root, id, None, None)
            .await
            .unwrap()
            .results,
        tasks: desk
            .list_client_tasks(&root, id, None, None)
            .await
            .unwrap()
            .results,
        history: desk
            .list_stage_history(&root, id, None, None)
            .await
            .unwrap()
            .results,
        assignments: desk
            .list_assignments(&root, id, None, None)
            .await
            .unwrap()
            .results,
        messages: messages.results.into_iter().map(|it| it.message).collect(),
        audit: audit
            .results
            .into_iter()
            .map(|row| row.action)
            .filter(|action| !["merge_clients", "undo_merge", "extract"].contains(&action.as_str()))
            .collect(),
    }
}

async fn merge(desk: &Desk, actor: &Actor, into: ClientId, from: ClientId) -> MergeId {
    let id = CommandId::new();
    desk.execute(actor, id, Command::MergeClients { into, from })
        .await
        .unwrap();
    MergeId(id.0)
}

async fn undo(desk: &Desk, actor: &Actor, merge_id: MergeId) -> Result<(), Error> {
    desk.run(actor, Command::UndoMerge { merge_id })
        .await
        .map(drop)
}

async fn merges(desk: &Desk, id: ClientId) -> Vec<Merge> {
    desk.list_merges(&root(), id, None, None)
        .await
        .unwrap()
        .results
}

/// A client who wrote, with a note, a task and a move; `extra` gives its conversation a turn.
async fn worked(desk: &Desk, actor: &Actor, email: &str, extra: &str) -> ClientId {
    let session = SessionId::new();
    let id = chat::make_lead(desk, session, email).await;
    chat::post(desk, chat::client_says(session, DataType::Message, extra)).await;
    desk.follow_feed().await.unwrap();
    for command in [
        Command::AddNote {
            client_id: id,
            note_id: NoteId::new(),
            body: format!("About {email}"),
        },
        Command::AddTask {
            client_id: id,
            task_id: TaskId::new(),
            title: format!("Call {email}"),
            due_at: Some("2026-05-01T09:00:00Z".parse().unwrap()),
            assignee: None,
        },
    ] {
        desk.run(actor, command).await.unwrap();
    }
    desk.advance_seconds(5);
    id
}

async fn correct(desk: &Desk, actor: &Actor, client_id: ClientId, path: &str, value: &str) {
    let fact = CorrectFact {
        path: path.to_owned(),
        value: Some(value.to_owned()),
        expected: None,
    };
    desk.run(actor, Command::CorrectFact { client_id, fact })
        .await
        .unwrap();
}

async fn assign(desk: &Desk, actor: &Actor, client_id: ClientId, to: &Actor) {
    let command = Command::Assign {
        client_id,
        assigned_to: to.user_id(),
        remarks: None,
        expected_assigned_to: None,
    };
    desk.run(actor, command).await.unwrap();
}

#[tokio::test]
async fn an_undone_merge_leaves_both_as_they_were() {
    for_each_engine(|desk| async move {
        let (ada, cara) = (desk.admin().await, desk.csm("Cara").await);
        let into = worked(&desk, &ada, "rosa@one.org", "My rate is 7.2%").await;
        let from = worked(&desk, &ada, "rosa@two.org", "I owe $300,000 on the house").await;
        desk.run_due_jobs().await.unwrap();
        assign(&desk, &ada, from, &cara).await;
        correct(&desk, &ada, from, "loan_details.loan_type", "FHA").await;
        let (a, b) = (file(&desk, into).await, file(&desk, from).await);
        desk.advance_seconds(60);
        let id = merge(&desk, &ada, into, from).await;
        let one = desk.get_client(&ada, into).await.unwrap();
        assert_eq!(one.assigned_to.as_ref().unwrap().name, "Cara Desk");
        assert_eq!(one.context.loan_details.loan_type.as_deref(), Some("FHA"));
        assert!(matches!(
            desk.get_client(&ada, from).await,
            Err(Error::NotFound { .. })
        ));
        // The conversations are read as one meanwhile.
        desk.run_due_jobs().await.unwrap();
        let listed = merges(&desk, into).await;
        assert_eq!(listed.len(), 1);
        assert!(listed[0].can_undo && listed[0].id == id && listed[0].from == from);
        undo(&desk, &ada, id).await.unwrap();
        assert_eq!(file(&desk, from).await, b);
        assert_eq!(file(&desk, into).await, a);
        let listed = merges(&desk, into).await;
        assert!(!listed[0].can_undo && listed[0].undone_at.is_some());
        let again = undo(&desk, &ada, id).await;
        assert!(matches!(again, Err(Error::Conflict { code: "undone", .. })));
        // And reading them again changes nothing of what either said.
        desk.run_due_jobs().await.unwrap();
        let rate = |file: &File| file.client.context.loan_details.interest_rate.clone();
        let owes = |file: &File| file.client.context.loan_details.current_loan_amount.clone();
        let (a2, b2) = (file(&desk, into).await, file(&desk, from).await);
        assert_eq!((rate(&a2), owes(&a2)), (rate(&a), None));
        assert_eq!((rate(&b2), owes(&b2)), (None, owes(&b)));
    })
    .await;
}

#[tokio::test]
async fn what_somebody_changed_since_the_merge_stays() {
    for_each_engine(|desk| async move {
        let ada = desk.admin().await;
        let (cara, dora) = (desk.csm("Cara").await, desk.csm("Dora").await);
        let into = ClientId::new();
        let create = Command::CreateClient {
            client_id: into,
            name: Some("Rosa".to_owned()),
            email: None,
            phone: None,
            assigned_to: None,
        };
        desk.run(&ada, create).await.unwrap();
        let from = worked(&desk, &ada, "rosa@two.org", "Hello").await;
        correct(&desk, &ada, from, "loan_details.loan_type", "FHA").await;
        correct(&desk, &ada, from, "financial_info.credit_score", "700").await;
        assign(&desk, &ada, from, &cara).await;
        let id = merge(&desk, &ada, into, from).await;
        // Since then: the email edited, a fact corrected, the client given to Dora, a note written.
        let edit = Command::UpdateClient {
            client_id: into,
            update: UpdateClient {
                email: Some(Some("new@rosa.org".to_owned())),
                ..UpdateClient::default()
            },
        };
        desk.run(&ada, edit).await.unwrap();
        correct(&desk, &ada, into, "financial_info.credit_score", "720").await;
        assign(&desk, &ada, into, &dora).await;
        let note = Command::AddNote {
            client_id: into,
            note_id: NoteId::new(),
            body: "Since".to_owned(),
        };
        desk.run(&ada, note).await.unwrap();
        undo(&desk, &ada, id).await.unwrap();
        let stays = desk.get_client(&ada, into).await.unwrap();
        assert_eq!(stays.email.as_deref(), Some("new@rosa.org"));
        assert_eq!(stays.phone, None, "only had it from there");
        assert_eq!(
            stays.context.financial_info.credit_score.as_deref(),
            Some("720")
        );
        assert_eq!(stays.context.loan_details.loan_type, None);
        assert_eq!(stays.assigned_to.unwrap().name, "Dora Desk");
        let notes = desk.list_notes(&ada, into, None, None).await.unwrap();
        assert_eq!(notes.results.len(), 1);
        let back = desk.get_client(&ada, from).await.unwrap();
        assert_eq!(back.email.as_deref(), Some("rosa@two.org"));
        assert_eq!(back.assigned_to.unwrap().name, "Cara Desk");
        assert_eq!(
            back.context.financial_info.credit_score.as_deref(),
            Some("700")
        );
        for (id, active) in [(into, "Dora Desk"), (from, "Cara Desk")] {
            let all = desk
                .list_assignments(&ada, id, None, None)
                .await
                .unwrap()
                .results;
            let standing: Vec<_> = all.iter().filter(|row| row.is_active).collect();
            assert_eq!(standing.len(), 1);
            assert_eq!(standing[0].assigned_to.as_ref().unwrap().name, active);
        }
    })
    .await;
}

#[tokio::test]
async fn merges_on_top_of_each_other_are_undone_from_the_top() {
    for_each_engine(|desk| async move {
        let ada = desk.admin().await;
        let mut clients = Vec::new();
        for name in ["Ana", "Bob", "Cid"] {
            clients.push(desk.client(name).await.id);
        }
        let [a, b, c] = clients[..] else { panic!() };
        let before = [
            file(&desk, a).await,
            file(&desk, b).await,
            file(&desk, c).await,
        ];
        let first = merge(&desk, &ada, b, a).await;
        desk.advance_seconds(60);
        let second = merge(&desk, &ada, c, b).await;
        assert_eq!(merges(&desk, c).await.len(), 2);
        let refused = undo(&desk, &ada, first).await;
        assert!(matches!(
            refused,
            Err(Error::Conflict {
                code: "merged_on",
                ..
            })
        ));
        undo(&desk, &ada, second).await.unwrap();
        undo(&desk, &ada, first).await.unwrap();
        let after = [
            file(&desk, a).await,
            file(&desk, b).await,
            file(&desk, c).await,
        ];
        assert_eq!(before, after);
    })
    .await;
}

#[tokio::test]
async fn erasing_reaches_what_a_merge_kept() {
    for_each_engine(|desk| async move {
        let ada = desk.admin().await;
        let kept = "SELECT COUNT(*) FROM client_merge
            WHERE snapshot LIKE '%rosa@two.org%' OR from_name IS NOT NULL";
        let said = "SELECT COUNT(*) FROM audit_log
            WHERE before_json LIKE '%rosa@two.org%' OR after_json LIKE '%rosa@two.org%'";
        // The client that has it all is erased.
        let into = desk.client("Ana").await.id;
        let from = worked(&desk, &ada, "rosa@two.org", "Hello").await;
        merge(&desk, &ada, into, from).await;
        assert_eq!(desk.count(kept).await, 1);
        desk.run(
            &ada,
            Command::DeleteClient {
                client_id: into,
                version: None,
            },
        )
        .await
        .unwrap();
        assert_eq!((desk.count(kept).await, desk.count(said).await), (0, 0));
        // The client that came back is erased.
        let into = desk.client("Bea").await.id;
        let from = worked(&desk, &ada, "rosa@two.org", "Hello").await;
        let id = merge(&desk, &ada, into, from).await;
        undo(&desk, &ada, id).await.unwrap();
        desk.run(
            &ada,
            Command::DeleteClient {
                client_id: from,
                version: None,
            },
        )
        .await
        .unwrap();
        assert_eq!((desk.count(kept).await, desk.count(said).await), (0, 0));
        assert!(desk.get_client(&ada, into).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn duplicates_across_the_desk_are_for_those_who_merge() {
    for_each_engine(|desk| async move {
        let (ada, cara) = (desk.admin().await, desk.csm("Cara").await);
        worked(&desk, &ada, "rosa@one.org", "Hello").await;
        worked(&desk, &ada, "rosa@one.org", "Hello").await;
        worked(&desk, &ada, "rosa@two.org", "Hello").await;
        let mut groups = Vec::new();
        let mut cursor = None;
        loop {
            let page = desk
                .list_duplicate_groups(&ada, cursor, Some(1))
                .await
                .unwrap();
            groups.extend(page.results);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        let found: Vec<_> = groups
            .iter()
            .map(|group| (group.by.as_str(), group.value.as_str(), group.clients.len()))
            .collect();
        assert_eq!(
            found,
            [("email", "rosa@one.org", 2), ("phone", "+14155550134", 3)]
        );
        let refused = desk.list_duplicate_groups(&cara, None, None).await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })));
    })
    .await;
}

/// Draws from a seed, so that a failure can be had again.
struct Draw(u64);

impl Draw {
    fn one_in(&mut self, number: u64) -> bool {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33).is_multiple_of(number)
    }
}

/// A client with whatever it may have.
async fn any_client(desk: &Desk, draw: &mut Draw, ada: &Actor, csms: &[Actor]) -> ClientId {
    let id = if draw.one_in(2) {
        let session = SessionId::new();
        let id = chat::make_lead(desk, session, &format!("p{}@one.org", draw.0 % 3)).await;
        for said in [
            "I owe $310,000",
            "My rate is 6.9%",
            "I want to refinance fast",
        ] {
            if draw.one_in(2) {
                chat::post(desk, chat::client_says(session, DataType::Message, said)).await;
            }
        }
        desk.follow_feed().await.unwrap();
        // What nobody read before is read with the other's, and stays with its own.
        desk.advance_seconds(600);
        desk.run_due_jobs().await.unwrap();
        id
    } else {
        let client_id = ClientId::new();
        let detail = |given: bool, value: &str| given.then(|| value.to_owned());
        let create = Command::CreateClient {
            client_id,
            name: Some("Rosa Kim".to_owned()),
            email: detail(draw.one_in(2), "rosa@two.org"),
            phone: detail(draw.one_in(2), "(415) 555-0199"),
            assigned_to: None,
        };
        desk.run(ada, create).await.unwrap();
        client_id
    };
    if draw.one_in(2) {
        assign(desk, ada, id, &csms[usize::from(draw.one_in(2))]).await;
    }
    for (path, value) in [
        ("loan_details.loan_type", "VA"),
        ("loan_details.interest_rate", "5.5%"),
        ("preferences", "Calls after six"),
        ("sentiment", "positive"),
    ] {
        if draw.one_in(3) {
            correct(desk, ada, id, path, value).await;
        }
    }
    if draw.one_in(2) {
        let command = Command::AddTask {
            client_id: id,
            task_id: TaskId::new(),
            title: "Call".to_owned(),
            due_at: None,
            assignee: None,
        };
        desk.run(ada, command).await.unwrap();
    }
    desk.advance_seconds(5);
    id
}

#[tokio::test]
async fn any_two_clients_come_apart_as_they_went_together() {
    for_each_engine(|desk| async move {
        let ada = desk.admin().await;
        let csms = [desk.csm("Cara").await, desk.csm("Dora").await];
        for seed in 0..24 {
            let mut draw = Draw(seed);
            let into = any_client(&desk, &mut draw, &ada, &csms).await;
            let from = any_client(&desk, &mut draw, &ada, &csms).await;
            let before = (file(&desk, into).await, file(&desk, from).await);
            let id = merge(&desk, &ada, into, from).await;
            if draw.one_in(2) {
                desk.run_due_jobs().await.unwrap();
            }
            desk.advance_seconds(60);
            undo(&desk, &ada, id).await.unwrap();
            let after = (file(&desk, into).await, file(&desk, from).await);
            assert_eq!(before, after, "seed {seed}");
        }
    })
    .await;
}
