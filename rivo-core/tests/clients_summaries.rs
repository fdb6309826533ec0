//! Clients in short: copies of facts, filters and orders over them, the board, what is unread.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use rivo_core::{
    Error,
    api::{
        chat::DataType,
        client::{Client, ClientFilter, ClientSummary, CorrectFact, UpdateTask},
        command::Command,
    },
    auth::Actor,
    id::{ClientId, SessionId, TaskId},
    model::stage::Stage,
    store::{Engine, Sql},
};
use support::{Desk, chat, fields, for_each_engine, root, with_permissions};

async fn summaries(desk: &Desk, actor: &Actor, filter: ClientFilter) -> Vec<ClientSummary> {
    let mut summaries = Vec::new();
    let mut filter = ClientFilter {
        limit: Some(2),
        ..filter
    };
    loop {
        let page = desk
            .list_client_summaries(actor, filter.clone())
            .await
            .unwrap();
        assert!(page.results.len() <= 2);
        summaries.extend(page.results);
        match page.next {
            Some(next) => filter.cursor = Some(next),
            None => return summaries,
        }
    }
}

async fn names(desk: &Desk, actor: &Actor, filter: ClientFilter) -> Vec<String> {
    let found = summaries(desk, actor, filter.clone()).await;
    let names = found
        .into_iter()
        .map(|client| client.name.unwrap_or_default())
        .collect::<Vec<_>>();
    // The same order, the same filter, the whole documents.
    let mut whole = Vec::new();
    let mut filter = ClientFilter {
        limit: Some(2),
        ..filter
    };
    loop {
        let page = desk.list_clients(actor, filter.clone()).await.unwrap();
        whole.extend(
            page.results
                .into_iter()
                .map(|it| it.name.unwrap_or_default()),
        );
        match page.next {
            Some(next) => filter.cursor = Some(next),
            None => break,
        }
    }
    assert_eq!(names, whole);
    names
}

async fn correct(desk: &Desk, ada: &Actor, client: ClientId, facts: &[(&str, &str)]) {
    let facts = facts
        .iter()
        .map(|(path, value)| CorrectFact {
            path: (*path).to_owned(),
            value: Some((*value).to_owned()),
            expected: None,
        })
        .collect();
    desk.run(
        ada,
        Command::CorrectFacts {
            client_id: client,
            facts,
        },
    )
    .await
    .unwrap();
}

async fn add_task(desk: &Desk, client_id: ClientId, due_at: Option<&str>) -> TaskId {
    let task_id = TaskId::new();
    let command = Command::AddTask {
        client_id,
        task_id,
        title: "Call".to_owned(),
        due_at: due_at.map(|at| at.parse().unwrap()),
        assignee: None,
    };
    desk.run(&root(), command).await.unwrap();
    task_id
}

/// Three clients; the first has many facts, the second few, the third none.
async fn three(desk: &Desk) -> Vec<Client> {
    let ada = desk.admin().await;
    let mut clients = Vec::new();
    for name in ["Ana", "Bob", "Cid"] {
        desk.advance_seconds(60);
        clients.push(desk.client(name).await);
    }
    correct(
        desk,
        &ada,
        clients[0].id,
        &[
            ("intent", "refinance"),
            ("loan_details.loan_type", "FHA"),
            ("loan_details.current_loan_amount", "$300k-$400k"),
            ("loan_details.property_value", "$500,000"),
            ("financial_info.income", "$5,000 a month"),
            ("financial_info.credit_score", "700-721"),
            ("urgency", "high"),
        ],
    )
    .await;
    correct(
        desk,
        &ada,
        clients[1].id,
        &[
            ("loan_details.current_loan_amount", "$200,000.55"),
            ("urgency", "medium"),
        ],
    )
    .await;
    clients
}

#[tokio::test]
async fn a_summary_has_the_facts_in_numbers() {
    for_each_engine(|desk| async move {
        three(&desk).await;
        let all = summaries(&desk, &root(), ClientFilter::default()).await;
        let ana = all
            .iter()
            .find(|it| it.name.as_deref() == Some("Ana"))
            .unwrap();
        assert_eq!(ana.loan_amount, Some(350_000.0));
        assert_eq!(ana.property_value, Some(500_000.0));
        assert_eq!(ana.income, Some(60_000.0), "a year's");
        assert_eq!(ana.credit_score, Some(710.5));
        assert_eq!(ana.intent.as_deref(), Some("refinance"));
        assert_eq!(ana.loan_type.as_deref(), Some("FHA"));
        let bob = all
            .iter()
            .find(|it| it.name.as_deref() == Some("Bob"))
            .unwrap();
        assert_eq!(bob.loan_amount, Some(200_000.55));
        let cid = all
            .iter()
            .find(|it| it.name.as_deref() == Some("Cid"))
            .unwrap();
        assert_eq!((cid.loan_amount, cid.income), (None, None));
    })
    .await;
}

/// The copies that the migration makes of rows from before it are those of the code.
#[tokio::test]
async fn the_migration_fills_old_rows_with_the_same_copies() {
    for_each_engine(|desk| async move {
        let clients = three(&desk).await;
        add_task(&desk, clients[1].id, Some("2026-04-01T09:00:00Z")).await;
        let before = summaries(&desk, &root(), ClientFilter::default()).await;
        let migration = match desk.engine {
            Engine::Sqlite => include_str!("../migrations/sqlite/V4__records.sql"),
            Engine::Postgres => include_str!("../migrations/postgres/V4__records.sql"),
        };
        let fill = migration
            .split_once("next_due_at ")
            .and_then(|(_, rest)| rest.split_once(";\n"))
            .and_then(|(_, rest)| rest.split_once("CREATE INDEX"))
            .map(|(statements, _)| statements.to_owned())
            .unwrap();
        desk.store()
            .await
            .write(move |tx| {
                let fill = fill.clone();
                Box::pin(async move {
                    let forget = "UPDATE client SET intent = NULL, loan_type = NULL,
                        loan_amount = NULL, property_value = NULL, income = NULL,
                        credit_score = NULL, next_due_at = NULL";
                    tx.execute(&Sql::same(forget), &[]).await?;
                    for statement in fill.split(";\n").filter(|text| !text.trim().is_empty()) {
                        tx.execute(&Sql::assembled(statement.to_owned()), &[])
                            .await?;
                    }
                    Ok(())
                })
            })
            .await
            .unwrap();
        let after = summaries(&desk, &root(), ClientFilter::default()).await;
        assert_eq!(before, after);
        assert!(after.iter().any(|client| client.next_due_at.is_some()));
    })
    .await;
}

#[tokio::test]
async fn filters_narrow_by_facts_and_times() {
    for_each_engine(|desk| async move {
        let clients = three(&desk).await;
        let root = root();
        let cases: [(ClientFilter, &[&str]); 9] = [
            (
                ClientFilter {
                    loan_amount_min: Some(200_000.55),
                    loan_amount_max: Some(349_999.99),
                    ..ClientFilter::default()
                },
                &["Bob"],
            ),
            (
                ClientFilter {
                    income_min: Some(60_000.0),
                    ..ClientFilter::default()
                },
                &["Ana"],
            ),
            (
                ClientFilter {
                    credit_score_max: Some(710.0),
                    ..ClientFilter::default()
                },
                &[],
            ),
            (
                ClientFilter {
                    intent: Some("refinance".to_owned()),
                    loan_type: Some("FHA".to_owned()),
                    source: Some("manual".to_owned()),
                    ..ClientFilter::default()
                },
                &["Ana"],
            ),
            (
                ClientFilter {
                    captured_after: Some(clients[1].created_at),
                    ..ClientFilter::default()
                },
                &["Cid", "Bob"],
            ),
            (
                ClientFilter {
                    stage_changed_before: Some(clients[1].created_at),
                    ..ClientFilter::default()
                },
                &["Ana"],
            ),
            (
                ClientFilter {
                    last_message_before: Some(clients[2].created_at),
                    ..ClientFilter::default()
                },
                &[],
            ),
            (
                ClientFilter {
                    extraction: Some(rivo_core::api::client::JobState::Dead),
                    ..ClientFilter::default()
                },
                &[],
            ),
            (
                ClientFilter {
                    property_value_min: Some(1.0),
                    ..ClientFilter::default()
                },
                &["Ana"],
            ),
        ];
        for (filter, expect) in cases {
            assert_eq!(
                names(&desk, &root, filter.clone()).await,
                expect,
                "{filter:?}"
            );
        }
        let wrong = ClientFilter {
            loan_amount_min: Some(f64::NAN),
            income_max: Some(1e300),
            assigned_to: Some("me,x".to_owned()),
            unread: Some(true),
            ..ClientFilter::default()
        };
        let error = desk.list_client_summaries(&root, wrong).await.unwrap_err();
        let named = fields(&error);
        for field in ["loan_amount_min", "income_max", "assigned_to", "unread"] {
            assert!(named.contains(&field), "{named:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn new_orders_page_through_all_clients_and_what_is_unknown_comes_last() {
    for_each_engine(|desk| async move {
        let clients = three(&desk).await;
        add_task(&desk, clients[2].id, Some("2026-04-01T09:00:00Z")).await;
        add_task(&desk, clients[1].id, Some("2026-04-02T09:00:00Z")).await;
        for (ordering, expect) in [
            ("-loan_amount", ["Ana", "Bob", "Cid"]),
            ("loan_amount", ["Bob", "Ana", "Cid"]),
            ("-captured_at", ["Cid", "Bob", "Ana"]),
            ("captured_at", ["Ana", "Bob", "Cid"]),
            ("next_due_at", ["Cid", "Bob", "Ana"]),
            ("urgency", ["Ana", "Bob", "Cid"]),
            ("-credit_score", ["Ana", "Cid", "Bob"]),
            ("credit_score", ["Ana", "Cid", "Bob"]),
        ] {
            let filter = ClientFilter {
                ordering: Some(ordering.to_owned()),
                ..ClientFilter::default()
            };
            assert_eq!(names(&desk, &root(), filter).await, expect, "{ordering}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_next_due_date_follows_the_open_tasks() {
    for_each_engine(|desk| async move {
        let client = desk.client("Ana").await;
        let due = async || {
            summaries(&desk, &root(), ClientFilter::default()).await[0]
                .next_due_at
                .map(|at| at.to_string())
        };
        let idle = async || {
            let filter = ClientFilter {
                no_next_action: Some(true),
                ..ClientFilter::default()
            };
            summaries(&desk, &root(), filter).await.len()
        };
        assert_eq!((due().await, idle().await), (None, 1));
        let late = add_task(&desk, client.id, Some("2026-04-02T09:00:00Z")).await;
        let soon = add_task(&desk, client.id, Some("2026-04-01T09:00:00Z")).await;
        add_task(&desk, client.id, None).await;
        assert!(due().await.unwrap().starts_with("2026-04-01"));
        assert_eq!(idle().await, 0);
        let done = Command::CompleteTask { task_id: soon };
        desk.run(&root(), done).await.unwrap();
        assert!(due().await.unwrap().starts_with("2026-04-02"));
        let postponed = Command::UpdateTask {
            task_id: late,
            update: UpdateTask {
                due_at: Some(Some("2026-05-01T09:00:00Z".parse().unwrap())),
                ..UpdateTask::default()
            },
        };
        desk.run(&root(), postponed).await.unwrap();
        assert!(due().await.unwrap().starts_with("2026-05-01"));
        let gone = Command::DeleteTask {
            task_id: late,
            expected: None,
        };
        desk.run(&root(), gone).await.unwrap();
        assert_eq!(due().await, None);
        assert_eq!(
            idle().await,
            0,
            "a task without a date is a next action too"
        );
    })
    .await;
}

#[tokio::test]
async fn a_message_is_unread_until_its_reader_says_so() {
    for_each_engine(|desk| async move {
        let (ada, cara) = (desk.admin().await, desk.csm("Cara").await);
        let session = SessionId::new();
        let id = chat::make_lead(&desk, session, "rosa@x.org").await;
        desk.follow_feed().await.unwrap();
        let unread = async |actor: &Actor| {
            let filter = ClientFilter {
                unread: Some(true),
                ..ClientFilter::default()
            };
            let found = summaries(&desk, actor, filter).await;
            let all = summaries(&desk, actor, ClientFilter::default()).await;
            assert_eq!(found.len(), all.iter().filter(|it| it.unread).count());
            found.len()
        };
        assert_eq!(unread(&ada).await, 1);
        // Not the CSM's to see, let alone to mark.
        let refused = desk.mark_seen(&cara, id, None).await;
        assert!(matches!(refused, Err(Error::NotFound { .. })));
        let before_it = "2020-01-01T00:00:00Z".parse().unwrap();
        desk.mark_seen(&ada, id, Some(before_it)).await.unwrap();
        assert_eq!(unread(&ada).await, 1, "seen only up to then");
        desk.mark_seen(&ada, id, None).await.unwrap();
        assert_eq!(unread(&ada).await, 0);
        desk.mark_seen(&ada, id, Some(before_it)).await.unwrap();
        assert_eq!(unread(&ada).await, 0, "never backwards");
        let version = desk.get_client(&ada, id).await.unwrap().version;
        let assign = Command::Assign {
            client_id: id,
            assigned_to: cara.user_id(),
            remarks: None,
            expected_assigned_to: None,
        };
        desk.run(&ada, assign).await.unwrap();
        assert_eq!(unread(&cara).await, 1, "each reader for themselves");
        desk.advance_seconds(60);
        chat::post(
            &desk,
            chat::client_says(session, DataType::Message, "Hello again"),
        )
        .await;
        desk.follow_feed().await.unwrap();
        assert_eq!(unread(&ada).await, 1);
        assert_eq!(
            desk.get_client(&ada, id).await.unwrap().version,
            version + 1
        );
        let refused = desk.mark_seen(&root(), id, None).await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })));
    })
    .await;
}

#[tokio::test]
async fn a_board_counts_and_shows_only_what_its_reader_sees() {
    for_each_engine(|desk| async move {
        let (ada, cara) = (desk.admin().await, desk.csm("Cara").await);
        for (name, csm) in [("Ana", Some(&cara)), ("Bob", None), ("Cid", None)] {
            desk.advance_seconds(60);
            desk.client_of(name, csm).await;
        }
        let bob = summaries(&desk, &ada, ClientFilter::default()).await[1].id;
        let move_on = Command::ChangeStage {
            client_id: bob,
            to_stage: "contacted".to_owned(),
            remarks: None,
            reason_code: None,
            expected_stage: None,
            override_graph: false,
        };
        desk.run(&ada, move_on).await.unwrap();
        let board = async |actor: &Actor, filter: ClientFilter, per_stage| {
            desk.client_board(actor, filter, per_stage).await.unwrap()
        };
        let whole = board(&ada, ClientFilter::default(), Some(1)).await;
        assert_eq!(whole.columns.len(), 14);
        assert_eq!(
            whole.columns.iter().map(|it| it.stage).collect::<Vec<_>>(),
            Stage::ALL
        );
        let lead = &whole.columns[0];
        assert_eq!((lead.count, lead.results.len()), (2, 1));
        assert_eq!(lead.results[0].name.as_deref(), Some("Cid"));
        assert_eq!(whole.columns[1].count, 1);
        assert_eq!(whole.columns[2].count, 0);
        // A column goes on as a list.
        let rest = ClientFilter {
            stage: Some("lead".to_owned()),
            ordering: Some("-stage_changed_at".to_owned()),
            cursor: lead.next.clone(),
            ..ClientFilter::default()
        };
        let rest = desk.list_client_summaries(&ada, rest).await.unwrap();
        assert_eq!(rest.results[0].name.as_deref(), Some("Ana"));
        assert_eq!(rest.next, None);
        // A CSM's board is of their own clients, counts included.
        let own = board(&cara, ClientFilter::default(), None).await;
        assert_eq!(own.columns.iter().map(|it| it.count).sum::<i64>(), 1);
        assert_eq!(own.columns[0].results[0].name.as_deref(), Some("Ana"));
        // Filters narrow counts as well; the board's own shape is not asked.
        let filter = ClientFilter {
            q: Some("bob".to_owned()),
            stage: Some("lead".to_owned()),
            ..ClientFilter::default()
        };
        let found = board(&ada, filter, None).await;
        assert_eq!(found.columns.iter().map(|it| it.count).sum::<i64>(), 1);
        assert_eq!(found.columns[1].results[0].name.as_deref(), Some("Bob"));
        let error = desk
            .client_board(&ada, ClientFilter::default(), Some(51))
            .await
            .unwrap_err();
        assert_eq!(fields(&error), ["per_stage"]);
        let nobody = with_permissions(&cara, &[]);
        let refused = desk
            .client_board(&nobody, ClientFilter::default(), None)
            .await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })));
    })
    .await;
}

#[tokio::test]
async fn figures_are_for_those_who_see_the_client() {
    for_each_engine(|desk| async move {
        let clients = three(&desk).await;
        let figures = desk.client_figures(&root(), clients[0].id).await.unwrap();
        assert_eq!(figures.loan_to_value.low, Some(60.0));
        assert_eq!(figures.loan_to_value.high, Some(80.0));
        let cara = desk.csm("Cara").await;
        let refused = desk.client_figures(&cara, clients[0].id).await;
        assert!(matches!(refused, Err(Error::NotFound { .. })));
    })
    .await;
}
