use rivo_core::{
    api::{
        admin::AuditRow,
        command::Command,
        user::{UpdateUser, WriteRole},
    },
    auth::Actor,
    id::{AuditId, NoteId},
    service::{AuditFilter, Rivo, login::LoginKind},
};
use serde_json::json;

use crate::{ADDRESS, PASSWORD, code, log_in, make_superuser, make_user, support::for_each_engine};

async fn rows(rivo: &Rivo, filter: AuditFilter) -> Vec<AuditRow> {
    rivo.list_audit(&Actor::system("test"), filter)
        .await
        .unwrap()
        .results
}

#[tokio::test]
async fn logins_failures_and_logouts_leave_a_trace_without_secrets() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let ana = make_user(rivo, "ana@desk.example", None).await;
        for (email, password) in [
            ("ana@desk.example", "hunter2hunter2"),
            ("typed-a-secret@x.example", "x"),
        ] {
            rivo.login(email, password, Some(ADDRESS), LoginKind::Browser)
                .await
                .unwrap_err();
        }
        let login = log_in(rivo, "ana@desk.example").await;
        rivo.logout(&login).await.unwrap();
        let all = rows(rivo, AuditFilter::default()).await;
        let actions: Vec<_> = all.iter().map(|row| row.action.as_str()).collect();
        assert_eq!(
            actions,
            [
                "logout",
                "login",
                "login_failed",
                "login_failed",
                "create_user"
            ]
        );
        assert_eq!(all[1].user.as_ref().unwrap().id, ana.id);
        assert_eq!(all[1].address.as_deref(), Some(ADDRESS));
        assert_eq!(all[3].entity_id, ana.id.to_string());
        assert_eq!(
            (all[3].user.as_ref(), all[2].entity_id.as_str()),
            (None, "")
        );
        let text = serde_json::to_string(&all).unwrap();
        for secret in ["hunter2", "typed-a-secret", PASSWORD, "argon2", "rvt_"] {
            assert!(!text.contains(secret), "{secret}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_change_is_kept_with_what_was_before_and_after() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        make_superuser(rivo, "root@desk.example").await;
        let root = log_in(rivo, "root@desk.example").await.actor;
        let ana = make_user(rivo, "ana@desk.example", None).await;
        let update = UpdateUser {
            first_name: Some("Ana".to_owned()),
            password: Some("a brand new password".to_owned()),
            ..UpdateUser::default()
        };
        rivo.update_user(&root, ana.id, update).await.unwrap();
        let filter = AuditFilter {
            entity_kind: Some("user".to_owned()),
            entity_id: Some(ana.id.to_string()),
            action: Some("update_user".to_owned()),
            user: root.user_id(),
            ..AuditFilter::default()
        };
        let found = rows(rivo, filter).await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].before, Some(json!({"first_name": ""})));
        assert_eq!(
            found[0].after,
            Some(json!({"first_name": "Ana", "password": "changed"}))
        );
        // What changes nothing leaves no trace.
        rivo.update_user(&root, ana.id, UpdateUser::default())
            .await
            .unwrap();
        assert_eq!(
            rows(
                rivo,
                AuditFilter {
                    q: Some("UPDATE_user".to_owned()),
                    ..AuditFilter::default()
                }
            )
            .await
            .len(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn the_log_is_read_in_pages_by_those_who_may() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let system = Actor::system("test");
        for number in 0..5 {
            let role = WriteRole {
                name: format!("Role {number}"),
                description: String::new(),
                permissions: Vec::new(),
            };
            rivo.create_role(&system, role).await.unwrap();
        }
        let mut names = Vec::new();
        let mut cursor = None;
        loop {
            let filter = AuditFilter {
                limit: Some(2),
                cursor,
                ..AuditFilter::default()
            };
            let page = rivo.list_audit(&system, filter).await.unwrap();
            names.extend(
                page.results
                    .iter()
                    .map(|row| row.after.as_ref().unwrap()["name"].clone()),
            );
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(
            json!(names),
            json!(["Role 4", "Role 3", "Role 2", "Role 1", "Role 0"])
        );
        let oldest = AuditFilter {
            ordering: Some("created_at".to_owned()),
            entity_kind: Some("role".to_owned()),
            limit: Some(1),
            ..AuditFilter::default()
        };
        let first = rivo.list_audit(&system, oldest).await.unwrap().results;
        assert_eq!(first[0].after.as_ref().unwrap()["name"], "Role 0");
        let alone = rivo.get_audit_row(&system, first[0].id).await.unwrap();
        assert_eq!(alone, first[0]);
        assert_eq!(
            code(rivo.get_audit_row(&system, AuditId::new()).await),
            "not_found"
        );
        for q in ["100%", "a_b", "!"] {
            assert!(
                rows(
                    rivo,
                    AuditFilter {
                        q: Some(q.to_owned()),
                        ..AuditFilter::default()
                    }
                )
                .await
                .is_empty()
            );
        }
        let nul = AuditFilter {
            q: Some("\0".to_owned()),
            ..AuditFilter::default()
        };
        assert_eq!(code(rivo.list_audit(&system, nul).await), "q");
        make_user(rivo, "ana@desk.example", None).await;
        let ana = log_in(rivo, "ana@desk.example").await.actor;
        assert_eq!(
            code(rivo.list_audit(&ana, AuditFilter::default()).await),
            "permission_denied"
        );
    })
    .await;
}

#[tokio::test]
async fn a_clients_log_is_for_those_who_see_the_client_and_addresses_for_auditors() {
    for_each_engine(|desk| async move {
        let admin = desk.admin().await;
        let cora = desk.csm("Cora").await;
        let other = desk.csm("Otto").await;
        let client = desk.client_of("Mia Park", Some(&cora)).await;
        let note = Command::AddNote {
            client_id: client.id,
            note_id: NoteId::new(),
            body: "Calls back on Monday.".to_owned(),
        };
        desk.run(&admin, note).await.unwrap();
        let log = async |actor: &Actor| desk.list_client_audit(actor, client.id, None, None).await;
        let seen = log(&admin).await.unwrap().results;
        assert_eq!(seen[0].action, "add_note");
        assert_eq!(seen[0].address.as_deref(), Some(ADDRESS));
        assert_eq!(log(&cora).await.unwrap().results[0].address, None);
        assert_eq!(code(log(&other).await), "not_found");
        desk.run(
            &admin,
            Command::DeleteClient {
                client_id: client.id,
            },
        )
        .await
        .unwrap();
        let text = serde_json::to_string(&rows(&desk, AuditFilter::default()).await).unwrap();
        assert!(
            text.contains("add_note") && !text.contains("Monday") && !text.contains("Mia"),
            "{text}"
        );
    })
    .await;
}
