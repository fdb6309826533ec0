use std::collections::BTreeSet;

use rivo_core::{
    api::{
        admin::AuditRow,
        chat::{DataType, EditMessage},
        command::Command,
        user::{UpdateUser, WriteRole},
    },
    auth::{Actor, Permission},
    id::{AuditId, NoteId, SessionId},
    service::{AuditFilter, ExportRequest, Rivo, login::LoginKind},
};
use serde_json::json;

use crate::{
    ADDRESS, PASSWORD, code, log_in, make_superuser, make_user,
    support::{
        chat::{client_says, post},
        for_each_engine, with_permissions,
    },
};

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
                version: None,
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

#[tokio::test]
async fn an_auditor_reads_of_the_clients_they_see_and_of_no_client() {
    for_each_engine(|desk| async move {
        let admin = desk.admin().await;
        let cora = desk.csm("Cora").await;
        let mine = desk.client_of("Mia Park", Some(&cora)).await;
        let foreign = desk.client_of("Otto Lund", None).await;
        let visitor = post(
            &desk,
            client_says(SessionId::new(), DataType::Message, "Only looking."),
        )
        .await;
        let edit = Command::EditMessage {
            message_id: visitor.message.id,
            edit: EditMessage {
                message: "Only looking at rates.".to_owned(),
                expected: None,
            },
        };
        desk.run(&admin, edit).await.unwrap();
        for client_id in [mine.id, foreign.id] {
            let note = Command::AddNote {
                client_id,
                note_id: NoteId::new(),
                body: "Calls back.".to_owned(),
            };
            desk.run(&admin, note).await.unwrap();
        }
        let auditor = with_permissions(
            &cora,
            &[
                Permission::AuditView,
                Permission::ClientViewAssigned,
                Permission::ChatView,
                Permission::Export,
            ],
        );
        let everything = rows(&desk, AuditFilter::default()).await;
        let is_hidden = |row: &AuditRow| {
            let text = serde_json::to_string(row).unwrap();
            row.entity_kind == "message"
                || row.entity_id == foreign.id.to_string()
                || text.contains("Otto")
        };
        let hidden: Vec<_> = everything.iter().filter(|row| is_hidden(row)).collect();
        assert!(hidden.len() >= 2, "{everything:?}");
        let seen = desk.list_audit(&auditor, AuditFilter::default()).await;
        let seen = seen.unwrap().results;
        assert!(!seen.iter().any(is_hidden), "{seen:?}");
        let kinds: BTreeSet<_> = seen.iter().map(|row| row.entity_kind.as_str()).collect();
        assert!(
            kinds.contains("client") && kinds.contains("user"),
            "{kinds:?}"
        );
        let notes = seen.iter().filter(|row| row.action == "add_note");
        assert_eq!(notes.count(), 1);
        let one = AuditFilter {
            entity_id: Some(foreign.id.to_string()),
            ..AuditFilter::default()
        };
        let one = desk.list_audit(&auditor, one).await.unwrap();
        assert!(one.results.is_empty());
        for row in hidden {
            let read = desk.get_audit_row(&auditor, row.id).await;
            assert_eq!(code(read), "not_found");
            assert!(desk.get_audit_row(&admin, row.id).await.is_ok());
        }
        let request = ExportRequest::Audit(AuditFilter::default());
        let mut export = desk.export(&auditor, request, None).await.unwrap();
        let mut file = String::new();
        while let Some(chunk) = export.next_chunk().await.unwrap() {
            file.push_str(&chunk);
        }
        assert!(file.contains(&mine.id.to_string()));
        assert!(!file.contains(&foreign.id.to_string()) && !file.contains("Otto"));
        let blind = with_permissions(&cora, &[Permission::AuditView]);
        let seen = desk.list_audit(&blind, AuditFilter::default()).await;
        let seen = seen.unwrap().results;
        assert!(seen.iter().all(|row| row.entity_kind != "client"));
        assert!(seen.iter().any(|row| row.entity_kind == "user"));
    })
    .await;
}
