//! Lists of clients: scope, filters, orders, search, pages; on both engines.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use rivo_core::{
    Error,
    api::{
        client::{BulkAction, BulkClients, Client, ClientFilter, CorrectFact},
        command::Command,
    },
    auth::Actor,
    id::{ClientId, SessionId},
    model::context::Urgency,
};
use support::{Desk, fields, for_each_engine, root};

async fn names(desk: &Desk, actor: &Actor, filter: ClientFilter) -> Vec<String> {
    let mut names = Vec::new();
    let mut filter = ClientFilter {
        limit: Some(2),
        ..filter
    };
    loop {
        let page = desk.list_clients(actor, filter.clone()).await.unwrap();
        assert!(page.results.len() <= 2);
        names.extend(
            page.results
                .into_iter()
                .map(|client| client.name.unwrap_or_default()),
        );
        match page.next {
            Some(next) => filter.cursor = Some(next),
            None => return names,
        }
    }
}

/// Five clients; Cara works two of them.
async fn five(desk: &Desk) -> (Actor, Vec<Client>) {
    let cara = desk.csm("Cara").await;
    let mut clients = Vec::new();
    for (name, csm) in [
        ("Zoë Ångström", None),
        ("Ana Souza", Some(&cara)),
        ("Bob O'Brien", None),
        ("Ana Lima", Some(&cara)),
        ("José Núñez", None),
    ] {
        desk.advance_seconds(60);
        clients.push(desk.client_of(name, csm).await);
    }
    (cara, clients)
}

#[tokio::test]
async fn every_order_pages_through_all_clients_once() {
    for_each_engine(|desk| async move {
        let (_, clients) = five(&desk).await;
        let message = rivo_core::api::chat::PostMessage {
            session_id: SessionId::new(),
            message: "zed@mail.example.com".to_owned(),
            sender_type: rivo_core::api::chat::SenderType::Client,
            data_type: rivo_core::api::chat::DataType::Email,
            metadata: None,
        };
        desk.post_message(&root(), message, None).await.unwrap();
        let contacted = Command::ChangeStage {
            client_id: clients[0].id,
            to_stage: "contacted".to_owned(),
            remarks: None,
            reason_code: None,
            expected_stage: None,
            override_graph: false,
        };
        desk.run(&root(), contacted).await.unwrap();
        let [zoe, souza, bob, lima, jose] = [
            "Zoë Ångström",
            "Ana Souza",
            "Bob O'Brien",
            "Ana Lima",
            "José Núñez",
        ];
        for (ordering, expect) in [
            (None, [jose, lima, bob, souza, zoe]),
            (Some("created_at"), [zoe, souza, bob, lima, jose]),
            (Some("-updated_at"), [zoe, jose, lima, bob, souza]),
            (Some("updated_at"), [souza, bob, lima, jose, zoe]),
            (Some("name"), [lima, souza, bob, jose, zoe]),
            (Some("-name"), [zoe, jose, bob, souza, lima]),
            (Some("-stage_changed_at"), [zoe, jose, lima, bob, souza]),
            (Some("stage_changed_at"), [souza, bob, lima, jose, zoe]),
            (Some("-last_message_at"), [jose, lima, bob, souza, zoe]),
            (Some("unassigned_first"), [jose, bob, zoe, lima, souza]),
        ] {
            let filter = ClientFilter {
                ordering: ordering.map(str::to_owned),
                ..ClientFilter::default()
            };
            assert_eq!(
                names(&desk, &root(), filter.clone()).await,
                expect,
                "{ordering:?}"
            );
            let all = ClientFilter {
                captured: Some("any".to_owned()),
                ..filter
            };
            assert_eq!(names(&desk, &root(), all).await.len(), 6, "{ordering:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_csm_lists_and_counts_only_their_own() {
    for_each_engine(|desk| async move {
        let (cara, clients) = five(&desk).await;
        for ordering in ["-created_at", "unassigned_first", "name"] {
            let filter = ClientFilter {
                ordering: Some(ordering.to_owned()),
                ..ClientFilter::default()
            };
            let mut seen = names(&desk, &cara, filter).await;
            seen.sort();
            assert_eq!(seen, ["Ana Lima", "Ana Souza"]);
        }
        let counted = ClientFilter {
            count: Some(true),
            limit: Some(1),
            ..ClientFilter::default()
        };
        assert_eq!(
            desk.list_clients(&cara, counted.clone())
                .await
                .unwrap()
                .count,
            Some(2)
        );
        assert_eq!(
            desk.list_clients(&root(), counted).await.unwrap().count,
            Some(5)
        );
        let other = ClientFilter {
            q: Some("zoe".to_owned()),
            ..ClientFilter::default()
        };
        assert!(names(&desk, &cara, other).await.is_empty());
        assert!(desk.get_client(&cara, clients[0].id).await.is_err());
        let nobody = support::with_permissions(&cara, &[]);
        assert!(matches!(
            desk.list_clients(&nobody, ClientFilter::default()).await,
            Err(Error::Forbidden { .. })
        ));
    })
    .await;
}

#[tokio::test]
async fn a_search_finds_any_part_of_name_email_and_phone() {
    for_each_engine(|desk| async move {
        let (_, clients) = five(&desk).await;
        let digits = clients[2]
            .phone
            .as_deref()
            .unwrap()
            .trim_start_matches("+1")
            .to_owned();
        let spelled = format!("({}) {}-{}", &digits[..3], &digits[3..6], &digits[6..]);
        for (q, expect) in [
            ("ana", vec!["Ana Lima", "Ana Souza"]),
            ("ANA sou", vec!["Ana Souza"]),
            ("sou ana", vec!["Ana Souza"]),
            ("angstrom", vec!["Zoë Ångström"]),
            ("nunez", vec!["José Núñez"]),
            ("Núñez", vec!["José Núñez"]),
            ("o'br", vec!["Bob O'Brien"]),
            (
                "ó",
                vec!["José Núñez", "Bob O'Brien", "Ana Souza", "Zoë Ångström"],
            ),
            ("lima@mail", vec!["Ana Lima"]),
            (&spelled, vec!["Bob O'Brien"]),
            (&digits, vec!["Bob O'Brien"]),
            ("100%", vec![]),
            ("_na", vec![]),
            ("\"", vec![]),
            ("a\" OR \"b", vec![]),
            ("ana nobody", vec![]),
            (
                " ",
                vec![
                    "José Núñez",
                    "Ana Lima",
                    "Bob O'Brien",
                    "Ana Souza",
                    "Zoë Ångström",
                ],
            ),
        ] {
            let filter = ClientFilter {
                q: Some(q.to_owned()),
                ..ClientFilter::default()
            };
            let mut seen = names(&desk, &root(), filter).await;
            let mut expect = expect.clone();
            if q == "ó" {
                // All have an o somewhere in their address: ".com".
                expect.push("Ana Lima");
            }
            seen.sort();
            expect.sort_unstable();
            assert_eq!(seen, expect, "{q}");
        }
    })
    .await;
}

#[tokio::test]
async fn filters_narrow_together() {
    for_each_engine(|desk| async move {
        let (cara, clients) = five(&desk).await;
        let urgent = Command::CorrectFact {
            client_id: clients[2].id,
            fact: CorrectFact {
                path: "urgency".to_owned(),
                value: Some("high".to_owned()),
                expected: None,
            },
        };
        desk.run(&desk.admin().await, urgent).await.unwrap();
        desk.advance_seconds(10 * 86_400);
        let moved = Command::ChangeStage {
            client_id: clients[1].id,
            to_stage: "contacted".to_owned(),
            remarks: None,
            reason_code: None,
            expected_stage: None,
            override_graph: false,
        };
        desk.run(&root(), moved).await.unwrap();
        let none = ClientFilter::default;
        let id = cara.user_id().unwrap().to_string();
        for (filter, expect) in [
            (
                ClientFilter {
                    stage: Some("contacted, lost".into()),
                    ..none()
                },
                vec!["Ana Souza"],
            ),
            (
                ClientFilter {
                    assigned_to: Some(id),
                    ..none()
                },
                vec!["Ana Lima", "Ana Souza"],
            ),
            (
                ClientFilter {
                    urgency: Some(Urgency::High),
                    ..none()
                },
                vec!["Bob O'Brien"],
            ),
            (
                ClientFilter {
                    ids: Some(format!("{}, {}", clients[0].id, clients[3].id)),
                    unassigned: Some(true),
                    ..none()
                },
                vec!["Zoë Ångström"],
            ),
            (
                ClientFilter {
                    unassigned: Some(true),
                    urgency: Some(Urgency::Low),
                    ..none()
                },
                vec!["José Núñez", "Zoë Ångström"],
            ),
            (
                ClientFilter {
                    stale: Some(7),
                    unassigned: Some(false),
                    ..none()
                },
                vec!["Ana Lima"],
            ),
            (
                ClientFilter {
                    created_before: Some(clients[1].created_at),
                    ..none()
                },
                vec!["Zoë Ångström"],
            ),
            (
                ClientFilter {
                    created_after: Some(clients[4].created_at),
                    ..none()
                },
                vec!["José Núñez"],
            ),
            (
                ClientFilter {
                    captured: Some("false".into()),
                    ..none()
                },
                vec![],
            ),
        ] {
            let mut seen = names(&desk, &root(), filter.clone()).await;
            seen.sort();
            assert_eq!(seen, expect, "{filter:?}");
        }
        let mine = ClientFilter {
            assigned_to: Some("me".into()),
            ..none()
        };
        assert_eq!(names(&desk, &cara, mine).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_filter_that_cannot_be_read_is_a_field_error() {
    for_each_engine(|desk| async move {
        let (_, _) = five(&desk).await;
        let none = ClientFilter::default;
        let page = desk
            .list_clients(
                &root(),
                ClientFilter {
                    limit: Some(1),
                    ..none()
                },
            )
            .await
            .unwrap();
        let cursor = page.next.unwrap();
        for (filter, expect) in [
            (
                ClientFilter {
                    stage: Some("won".into()),
                    ..none()
                },
                vec!["stage"],
            ),
            (
                ClientFilter {
                    assigned_to: Some("x".into()),
                    ..none()
                },
                vec!["assigned_to"],
            ),
            (
                ClientFilter {
                    captured: Some("x".into()),
                    ..none()
                },
                vec!["captured"],
            ),
            (
                ClientFilter {
                    ordering: Some("size".into()),
                    ..none()
                },
                vec!["ordering"],
            ),
            (
                ClientFilter {
                    cursor: Some("x".into()),
                    ..none()
                },
                vec!["cursor"],
            ),
            (
                ClientFilter {
                    cursor: Some(cursor),
                    ordering: Some("name".into()),
                    ..none()
                },
                vec!["cursor"],
            ),
            (
                ClientFilter {
                    limit: Some(0),
                    ..none()
                },
                vec!["limit"],
            ),
            (
                ClientFilter {
                    limit: Some(201),
                    ..none()
                },
                vec!["limit"],
            ),
            (
                ClientFilter {
                    q: Some("x".repeat(201)),
                    ..none()
                },
                vec!["q"],
            ),
            (
                ClientFilter {
                    stage: Some("won".into()),
                    captured: Some("x".into()),
                    ..none()
                },
                vec!["captured", "stage"],
            ),
        ] {
            let error = desk
                .list_clients(&root(), filter.clone())
                .await
                .unwrap_err();
            assert_eq!(fields(&error), expect, "{filter:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn equal_contacts_are_shown_as_possible_duplicates() {
    for_each_engine(|desk| async move {
        let (cara, clients) = five(&desk).await;
        let twin = ClientId::new();
        let make = Command::CreateClient {
            client_id: twin,
            name: None,
            email: clients[1].email.clone(),
            phone: clients[1].phone.clone(),
            assigned_to: None,
        };
        desk.run(&root(), make).await.unwrap();
        let found = desk
            .list_duplicates(&root(), clients[1].id, None, None)
            .await
            .unwrap()
            .results;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].id, twin);
        assert_eq!(found[0].same, ["email", "phone"]);
        let seen = desk
            .list_duplicates(&cara, clients[1].id, None, None)
            .await
            .unwrap()
            .results;
        assert!(
            seen.is_empty(),
            "a duplicate that may not be seen is not named"
        );
        assert!(
            desk.list_duplicates(&root(), clients[2].id, None, None)
                .await
                .unwrap()
                .results
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn a_bulk_action_tells_each_client_its_own_result() {
    for_each_engine(|desk| async move {
        let (cara, clients) = five(&desk).await;
        let admin = desk.admin().await;
        let ids = vec![clients[0].id, ClientId::new(), clients[2].id];
        let assign = rivo_core::api::client::Assign {
            assigned_to: cara.user_id(),
            remarks: Some("Yours now.".to_owned()),
            expected_assigned_to: None,
        };
        let bulk = BulkClients {
            ids,
            action: BulkAction::Assign(assign),
        };
        let results = desk
            .bulk_clients(&admin, bulk.clone())
            .await
            .unwrap()
            .results;
        let seen: Vec<_> = results
            .iter()
            .map(|item| (item.index, item.status))
            .collect();
        assert_eq!(seen, [(0, 200), (1, 404), (2, 200)]);
        let refused = desk.bulk_clients(&cara, bulk).await.unwrap().results;
        let refused: Vec<_> = refused.iter().map(|item| item.status).collect();
        assert_eq!(refused, [403, 404, 403]);
        let too_many = BulkClients {
            ids: vec![clients[0].id; 501],
            action: BulkAction::Extract,
        };
        assert_eq!(
            fields(&desk.bulk_clients(&admin, too_many).await.unwrap_err()),
            ["ids"]
        );

        let workload = desk.workload(&admin).await.unwrap().results;
        let line = workload
            .iter()
            .find(|line| line.user.name == "Cara Desk")
            .unwrap();
        assert_eq!((line.open_clients, line.new_leads, line.urgent), (4, 4, 0));
        let report = desk.pipeline_report(&admin).await.unwrap();
        assert_eq!(report.unassigned, 1);
        assert_eq!(report.stages.len(), 14);
        assert_eq!(report.stages[0].clients, 5);
        assert!(matches!(
            desk.pipeline_report(&cara).await,
            Err(Error::Forbidden { .. })
        ));
    })
    .await;
}
