//! The lists of the back office across clients: scope, filters, both orders, and many at once.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use rivo_core::{
    Error,
    api::{
        chat::DataType,
        command::Command,
        office::{
            ApiKeyFilter, AssignmentFilter, BulkUsers, HistoryFilter, JobFilter, RoleFilter,
            SessionFilter, UserAction,
        },
    },
    auth::{Actor, Permission},
    id::{ClientId, SessionId},
    model::stage::Stage,
    service::{AuditFilter, MessageFilter, UserFilter},
};
use support::{Desk, chat, fields, for_each_engine, root, with_permissions};

async fn move_to(desk: &Desk, actor: &Actor, client_id: ClientId, to_stage: &str) {
    let command = Command::ChangeStage {
        client_id,
        to_stage: to_stage.to_owned(),
        remarks: Some("Because".to_owned()),
        reason_code: None,
        expected_stage: None,
        override_graph: false,
    };
    desk.run(actor, command).await.unwrap();
    desk.advance_seconds(60);
}

#[tokio::test]
async fn moves_and_assignments_are_listed_across_the_clients_one_sees() {
    for_each_engine(|desk| async move {
        let (ada, cara) = (desk.admin().await, desk.csm("Cara").await);
        let ana = desk.client_of("Ana", Some(&cara)).await;
        desk.advance_seconds(60);
        let bob = desk.client("Bob").await;
        desk.advance_seconds(60);
        move_to(&desk, &cara, ana.id, "contacted").await;
        move_to(&desk, &ada, bob.id, "contacted").await;
        move_to(&desk, &ada, bob.id, "qualified").await;
        let moves = async |actor: &Actor, filter: HistoryFilter| {
            let mut found = Vec::new();
            let mut filter = HistoryFilter {
                limit: Some(2),
                ..filter
            };
            loop {
                let page = desk
                    .list_all_stage_history(actor, filter.clone())
                    .await
                    .unwrap();
                found.extend(page.results.into_iter().map(|row| {
                    format!(
                        "{} {}",
                        row.client.name.unwrap(),
                        row.change.to_stage.as_str()
                    )
                }));
                filter.cursor = page.next;
                if filter.cursor.is_none() {
                    return found;
                }
            }
        };
        let all = moves(&ada, HistoryFilter::default()).await;
        assert_eq!(
            all,
            [
                "Bob qualified",
                "Bob contacted",
                "Ana contacted",
                "Bob lead",
                "Ana lead"
            ]
        );
        let oldest_first = HistoryFilter {
            ordering: Some("created_at".to_owned()),
            ..HistoryFilter::default()
        };
        let mut reversed = moves(&ada, oldest_first).await;
        reversed.reverse();
        assert_eq!(reversed, all);
        assert_eq!(
            moves(&cara, HistoryFilter::default()).await,
            ["Ana contacted", "Ana lead"],
            "never of somebody else's client"
        );
        for (filter, expect) in [
            (
                HistoryFilter {
                    q: Some("bob".to_owned()),
                    to_stage: Some(Stage::Qualified),
                    ..HistoryFilter::default()
                },
                vec!["Bob qualified"],
            ),
            (
                HistoryFilter {
                    user: cara.user_id(),
                    ..HistoryFilter::default()
                },
                vec!["Ana contacted"],
            ),
            (
                HistoryFilter {
                    from_stage: Some(Stage::Lead),
                    client_id: Some(bob.id),
                    overridden: Some(false),
                    ..HistoryFilter::default()
                },
                vec!["Bob contacted"],
            ),
            (
                HistoryFilter {
                    before: Some(bob.created_at),
                    ..HistoryFilter::default()
                },
                vec!["Ana lead"],
            ),
        ] {
            assert_eq!(moves(&ada, filter.clone()).await, expect, "{filter:?}");
        }
        let given = async |actor: &Actor, filter: AssignmentFilter| {
            let page = desk.list_all_assignments(actor, filter).await.unwrap();
            let names = page.results.into_iter().map(|row| row.client.name.unwrap());
            names.collect::<Vec<_>>()
        };
        assert_eq!(
            given(&ada, AssignmentFilter::default()).await,
            ["Bob", "Ana"]
        );
        assert_eq!(given(&cara, AssignmentFilter::default()).await, ["Ana"]);
        let to_cara = AssignmentFilter {
            assigned_to: cara.user_id(),
            active: Some(true),
            ..AssignmentFilter::default()
        };
        assert_eq!(given(&ada, to_cara).await, ["Ana"]);
        let all = desk.list_all_assignments(&ada, AssignmentFilter::default());
        let bob = all.await.unwrap().results.remove(0).assignment.id;
        let only = AssignmentFilter {
            id: Some(bob),
            ..AssignmentFilter::default()
        };
        assert_eq!(given(&ada, only.clone()).await, ["Bob"]);
        assert_eq!(given(&cara, only).await, [] as [&str; 0]);
        let nobody = with_permissions(&cara, &[]);
        let refused = desk
            .list_all_assignments(&nobody, AssignmentFilter::default())
            .await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })));
    })
    .await;
}

#[tokio::test]
async fn jobs_sessions_and_the_log_are_narrowed_to_dates() {
    for_each_engine(|desk| async move {
        let ada = desk.admin().await;
        let start = desk.now();
        let first = SessionId::new();
        chat::make_lead(&desk, first, "rosa@one.org").await;
        desk.advance_seconds(3600);
        let later = desk.now();
        let second = SessionId::new();
        chat::post(&desk, chat::bot_says(second, "Hello")).await;
        let sessions = async |filter: SessionFilter| {
            let page = desk.list_sessions(&ada, filter).await.unwrap();
            page.results
                .into_iter()
                .map(|it| it.session_id)
                .collect::<Vec<_>>()
        };
        assert_eq!(sessions(SessionFilter::default()).await, [second, first]);
        let oldest = SessionFilter {
            ordering: Some("created_at".to_owned()),
            ..SessionFilter::default()
        };
        assert_eq!(sessions(oldest).await, [first, second]);
        let found = async |q: &str| {
            let filter = SessionFilter {
                q: Some(q.to_owned()),
                ..SessionFilter::default()
            };
            sessions(filter).await
        };
        assert_eq!(found("rosa").await, [first]);
        assert_eq!(found("nobody").await, []);
        let id = second.to_string();
        assert_eq!(found(&id).await, [second]);
        assert_eq!(found(&id[..20].to_uppercase()).await, [second]);
        let early = SessionFilter {
            before: Some(later),
            has_client: Some(true),
            ..SessionFilter::default()
        };
        assert_eq!(sessions(early).await, [first]);
        let jobs =
            async |filter: JobFilter| desk.list_jobs(&ada, filter).await.unwrap().results.len();
        assert_eq!(
            jobs(JobFilter {
                q: Some("rosa".to_owned()),
                ..JobFilter::default()
            })
            .await,
            1
        );
        assert_eq!(
            jobs(JobFilter {
                q: Some("bob".to_owned()),
                ..JobFilter::default()
            })
            .await,
            0
        );
        assert_eq!(
            jobs(JobFilter {
                after: Some(later),
                ..JobFilter::default()
            })
            .await,
            0
        );
        let log = async |after, before| {
            let filter = AuditFilter {
                after,
                before,
                ..AuditFilter::default()
            };
            desk.list_audit(&ada, filter).await.unwrap().results.len()
        };
        assert_eq!(
            log(None, Some(start)).await + log(Some(start), None).await,
            log(None, None).await
        );
        assert!(log(Some(start), None).await > 0);
        let wrong = JobFilter {
            ordering: Some("name".to_owned()),
            ..JobFilter::default()
        };
        assert_eq!(
            fields(&desk.list_jobs(&ada, wrong).await.unwrap_err()),
            ["ordering"]
        );
    })
    .await;
}

#[tokio::test]
async fn users_roles_and_keys_come_in_the_order_asked_for() {
    for_each_engine(|desk| async move {
        let ada = desk.admin().await;
        for name in ["Zoe", "Bea", "Max"] {
            desk.csm(name).await;
        }
        let users = async |ordering: &str| {
            let mut names = Vec::new();
            let mut filter = UserFilter {
                ordering: Some(ordering.to_owned()),
                limit: Some(2),
                ..UserFilter::default()
            };
            loop {
                let page = desk.list_users(&ada, filter.clone()).await.unwrap();
                names.extend(page.results.into_iter().map(|user| user.first_name));
                filter.cursor = page.next;
                if filter.cursor.is_none() {
                    return names;
                }
            }
        };
        assert_eq!(users("").await, ["Ada", "Bea", "Max", "Zoe"]);
        assert_eq!(users("-name").await, ["Zoe", "Max", "Bea", "Ada"]);
        assert_eq!(users("created_at").await, ["Ada", "Zoe", "Bea", "Max"]);
        let none = UserFilter {
            is_superuser: Some(true),
            ..UserFilter::default()
        };
        assert!(
            desk.list_users(&ada, none)
                .await
                .unwrap()
                .results
                .is_empty()
        );
        let roles = RoleFilter {
            ordering: Some("-user_count".to_owned()),
            ..RoleFilter::default()
        };
        let roles = desk.list_roles_as(&ada, roles).await.unwrap().results;
        assert_eq!(roles[0].name, "CSM");
        let managers = RoleFilter {
            permission: Some(Permission::UserManage.name().to_owned()),
            ..RoleFilter::default()
        };
        let managers = desk.list_roles_as(&ada, managers).await.unwrap().results;
        assert_eq!(managers.len(), 1);
        let keys = ApiKeyFilter {
            ordering: Some("size".to_owned()),
            ..ApiKeyFilter::default()
        };
        let error = desk.list_api_keys_as(&ada, keys).await.unwrap_err();
        assert_eq!(fields(&error), ["ordering"]);
    })
    .await;
}

#[tokio::test]
async fn many_users_are_kept_out_at_once_and_each_is_told_of() {
    for_each_engine(|desk| async move {
        let ada = desk.admin().await;
        let mut ids = Vec::new();
        for name in ["Bea", "Max"] {
            ids.push(desk.csm(name).await.user_id().unwrap().0);
        }
        ids.push(ada.user_id().unwrap().0);
        let bulk = |action| BulkUsers {
            ids: ids.clone(),
            action,
        };
        let done = desk
            .bulk_users(&ada, bulk(UserAction::Deactivate))
            .await
            .unwrap();
        let statuses: Vec<u16> = done.results.iter().map(|item| item.status).collect();
        assert_eq!(statuses, [200, 200, 400], "nobody locks themselves out");
        assert!(
            !desk
                .get_user(&root(), ids[0].into())
                .await
                .unwrap()
                .is_active
        );
        let done = desk
            .bulk_users(&ada, bulk(UserAction::Activate))
            .await
            .unwrap();
        assert!(done.results.iter().all(|item| item.status == 200));
        let cara = desk.csm("Cara").await;
        let refused = desk.bulk_users(&cara, bulk(UserAction::Deactivate)).await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })));
    })
    .await;
}

#[tokio::test]
async fn messages_of_all_conversations_are_found_by_their_dates() {
    for_each_engine(|desk| async move {
        let root = root();
        let mut days = Vec::new();
        for day in 0..5 {
            let session = SessionId::new();
            for word in ["Hello", "Bye"] {
                let text = format!("{word} {day}");
                chat::post(&desk, chat::client_says(session, DataType::Message, &text)).await;
            }
            days.push(desk.now());
            desk.advance_seconds(86_400);
        }
        let found = async |after: Option<usize>, before: Option<usize>, limit: u32| {
            let mut texts = Vec::new();
            let mut filter = MessageFilter {
                created_after: after.map(|day| days[day]),
                created_before: before.map(|day| days[day]),
                limit: Some(limit),
                ..MessageFilter::default()
            };
            loop {
                let page = desk.search_messages(&root, filter.clone()).await.unwrap();
                texts.extend(page.results.into_iter().map(|it| it.message));
                filter.cursor = page.next;
                if filter.cursor.is_none() {
                    return texts;
                }
            }
        };
        assert_eq!(found(None, Some(0), 50).await, ["Bye 0", "Hello 0"]);
        assert_eq!(found(Some(3), None, 1).await, ["Bye 4", "Hello 4"]);
        let between = ["Bye 3", "Hello 3", "Bye 2", "Hello 2"];
        assert_eq!(found(Some(1), Some(3), 3).await, between);
        assert_eq!(found(Some(4), None, 50).await, Vec::<String>::new());
        assert_eq!(found(None, None, 50).await.len(), 10);
    })
    .await;
}
