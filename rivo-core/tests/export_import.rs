//! What leaves the desk as CSV or as a page, and what comes in.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::BTreeMap;

use rivo_core::{
    Error,
    api::{
        chat::{DataType, EditMessage},
        client::{ClientFilter, CorrectFact},
        command::Command,
        import::{ImportRequest, ImportStatus},
        office::HistoryFilter,
    },
    auth::{Actor, Permission},
    id::{NoteId, SessionId, TaskId},
    model::{csv, language::Language},
    service::{AuditFilter, ExportRequest, MessageFilter, UserFilter},
};
use support::{Desk, chat, fields, for_each_engine, root, with_permissions};
use uuid::Uuid;

async fn export(
    desk: &Desk,
    actor: &Actor,
    request: ExportRequest,
    columns: Option<&str>,
) -> Result<Vec<Vec<String>>, Error> {
    let mut export = desk.export(actor, request, columns).await?;
    let mut text = String::new();
    while let Some(chunk) = export.next_chunk().await? {
        text.push_str(&chunk);
    }
    assert!(text.starts_with(csv::BOM));
    let records = csv::read(&text).unwrap();
    Ok(records.into_iter().map(|record| record.cells).collect())
}

fn clients(filter: ClientFilter) -> ExportRequest {
    ExportRequest::Clients(Box::new(filter))
}

fn exporter(actor: &Actor) -> Actor {
    let mut permissions: Vec<Permission> = actor.permissions.iter().copied().collect();
    permissions.push(Permission::Export);
    with_permissions(actor, &permissions)
}

#[tokio::test]
async fn an_export_holds_what_its_actor_sees_and_is_kept_in_the_log() {
    for_each_engine(|desk| async move {
        let (ada, cara) = (desk.admin().await, desk.csm("Cara").await);
        for index in 0..205 {
            let csm = (index % 100 == 0).then_some(&cara);
            desk.client_of(&format!("Client{}", "a".repeat(index % 7)), csm)
                .await;
            desk.advance_seconds(1);
        }
        let all = export(
            &desk,
            &ada,
            clients(ClientFilter::default()),
            Some("id,name"),
        )
        .await
        .unwrap();
        assert_eq!(all[0], ["id", "name"]);
        assert_eq!(all.len(), 206, "over several pages, each once");
        let ids: std::collections::BTreeSet<_> = all.iter().map(|row| &row[0]).collect();
        assert_eq!(ids.len(), 206);
        let own = export(
            &desk,
            &exporter(&cara),
            clients(ClientFilter::default()),
            None,
        )
        .await
        .unwrap();
        assert_eq!(own.len(), 4);
        let refused = export(&desk, &cara, clients(ClientFilter::default()), None).await;
        assert!(
            matches!(refused, Err(Error::Forbidden { .. })),
            "no permission to export"
        );
        let users = ExportRequest::Users(UserFilter::default());
        let refused = export(&desk, &exporter(&cara), users.clone(), None).await;
        assert!(
            matches!(refused, Err(Error::Forbidden { .. })),
            "nor to see the list"
        );
        assert_eq!(export(&desk, &ada, users, None).await.unwrap().len(), 3);
        let error = export(
            &desk,
            &ada,
            clients(ClientFilter::default()),
            Some("id,password"),
        )
        .await
        .unwrap_err();
        assert_eq!(fields(&error), ["columns"]);
        let moves = ExportRequest::StageHistory(HistoryFilter::default());
        assert_eq!(
            export(&desk, &exporter(&cara), moves, None)
                .await
                .unwrap()
                .len(),
            4
        );
        let log = AuditFilter {
            action: Some("export_done".to_owned()),
            ..AuditFilter::default()
        };
        let log = desk.list_audit(&ada, log).await.unwrap().results;
        let rows: Vec<_> = log
            .iter()
            .map(|row| row.after.as_ref().unwrap()["rows"].clone())
            .collect();
        assert_eq!(rows, [3, 2, 3, 205]);
    })
    .await;
}

#[tokio::test]
async fn what_a_visitor_typed_runs_neither_in_a_spreadsheet_nor_in_a_browser() {
    for_each_engine(|desk| async move {
        let ada = desk.admin().await;
        let session = SessionId::new();
        let id = chat::make_lead(&desk, session, "rosa@one.org").await;
        let evil = "=HYPERLINK(\"http://x\") <script>alert('1')</script>";
        let said = chat::post(&desk, chat::client_says(session, DataType::Message, evil)).await;
        let note = Command::AddNote {
            client_id: id,
            note_id: NoteId::new(),
            body: "</style><img src=x onerror=alert(2)>".to_owned(),
        };
        desk.run(&ada, note).await.unwrap();
        let messages = ExportRequest::Messages(MessageFilter {
            session_id: Some(session),
            ..MessageFilter::default()
        });
        let mut raw = desk
            .export(&ada, messages.clone(), Some("message"))
            .await
            .unwrap();
        let text = raw.next_chunk().await.unwrap().unwrap();
        assert!(text.contains("\"'=HYPERLINK(\"\"http://x\"\")"), "{text}");
        let read = export(&desk, &ada, messages, Some("message"))
            .await
            .unwrap();
        assert_eq!(read.last().unwrap()[0], evil);
        let page = desk.client_file(&ada, id, Language::English).await.unwrap();
        assert!(
            !page.contains("<script") && !page.contains("<img"),
            "{page}"
        );
        assert!(page.contains("&lt;script&gt;alert(&#39;1&#39;)"));
        assert!(page.contains("Rosa Delgado") && page.contains("default-src 'none'"));
        // Without the permission to read conversations there is none in it, nor in what was done.
        let edit = Command::EditMessage {
            message_id: said.message.id,
            edit: EditMessage {
                message: "Nothing of it".to_owned(),
                expected: None,
            },
        };
        desk.run(&ada, edit).await.unwrap();
        let blind: Vec<Permission> = ada
            .permissions
            .iter()
            .copied()
            .filter(|permission| *permission != Permission::ChatView)
            .collect();
        let blind = with_permissions(&ada, &blind);
        let log = AuditFilter::default();
        for (reader, reads) in [(&ada, true), (&blind, false)] {
            let page = desk
                .client_file(reader, id, Language::English)
                .await
                .unwrap();
            let of_client = desk.list_client_audit(reader, id, None, None).await;
            let of_desk = desk.list_audit(reader, log.clone()).await;
            let rows = [of_client.unwrap().results, of_desk.unwrap().results];
            assert_eq!(page.contains("Nothing of it"), reads);
            for rows in rows {
                let text = serde_json::to_string(&rows).unwrap();
                assert!(text.contains("edit_message"));
                assert_eq!(text.contains("HYPERLINK"), reads, "{text}");
            }
            assert_eq!(page.contains("HYPERLINK"), reads);
        }
        let cara = exporter(&desk.csm("Cara").await);
        let refused = desk.client_file(&cara, id, Language::English).await;
        assert!(matches!(refused, Err(Error::NotFound { .. })));
    })
    .await;
}

#[tokio::test]
async fn a_clients_file_speaks_the_language_of_its_reader() {
    for_each_engine(|desk| async move {
        let ada = desk.admin().await;
        let id = chat::make_lead(&desk, SessionId::new(), "rosa@one.org").await;
        let fact = |path: &str, value: &str| CorrectFact {
            path: path.to_owned(),
            value: Some(value.to_owned()),
            expected: None,
        };
        let facts = Command::CorrectFacts {
            client_id: id,
            facts: vec![
                fact("loan_details.current_loan_amount", "200k"),
                fact("loan_details.interest_rate", "6"),
                fact("urgency", "high"),
            ],
        };
        desk.run(&ada, facts).await.unwrap();
        let task = Command::AddTask {
            client_id: id,
            task_id: TaskId::new(),
            title: "Call <b>".to_owned(),
            due_at: Some("2026-04-01T16:30:00Z".parse().unwrap()),
            assignee: None,
        };
        desk.run(&ada, task).await.unwrap();
        for (language, said, never) in [
            (
                Language::English,
                [
                    "lang=\"en-US\"",
                    "<h2>Conversation</h2>",
                    "<dd>Lead</dd>",
                    "$1,199.10 a month (from Loan amount, Interest rate) 30 years",
                    "needs Property value",
                    "due Apr 1, 2026, 4:30 PM UTC",
                    "<td>high</td><td>a person</td><td>100%</td>",
                ],
                "Conversación",
            ),
            (
                Language::Spanish,
                [
                    "lang=\"es-US\"",
                    "<h2>Conversación</h2>",
                    "<dd>Prospecto</dd>",
                    "$1,199.10 al mes (a partir de: Monto del préstamo, Tasa de interés) 30 años",
                    "falta: Valor de la propiedad",
                    "vence el 1 abr 2026, 4:30 p. m. UTC",
                    "<td>alta</td><td>una persona</td><td>100 %</td>",
                ],
                "Conversation",
            ),
        ] {
            let page = desk.client_file(&ada, id, language).await.unwrap();
            for words in said {
                assert!(page.contains(words), "{words}: {page}");
            }
            assert!(!page.contains(never) && !page.contains("<b>"), "{page}");
        }
    })
    .await;
}

fn request(csv: &str, import_id: Uuid, dry_run: bool) -> ImportRequest {
    ImportRequest {
        csv: csv.to_owned(),
        mapping: None,
        dry_run,
        import_id,
    }
}

#[tokio::test]
async fn an_import_is_previewed_makes_each_row_once_and_says_what_is_wrong() {
    use ImportStatus::{Created, Duplicate, Invalid, New};

    for_each_engine(|desk| async move {
        let ada = desk.admin().await;
        let cara = desk.csm("Cara").await;
        desk.client("Ana Diaz").await;
        let file = "\u{feff}Full Name;E-Mail;Phone Number;CSM\r\n\
            Bob Stone;BOB@x.org;(415) 555-0199;cara@desk.example.com\r\n\
            Ana;ana.diaz@mail.example.com;;\r\n\
            \"Eve; Adams\";not an address;;\r\n\
            Bobby;bob@x.org;;\r\n\
            ;;;\r\n\
            Zed;;;nobody@desk.example.com\r\n";
        let import_id = Uuid::now_v7();
        let preview = desk
            .import_clients(&ada, request(file, import_id, true))
            .await
            .unwrap();
        assert_eq!(
            preview.columns,
            ["Full Name", "E-Mail", "Phone Number", "CSM"]
        );
        assert_eq!(preview.mapping["email"], "E-Mail");
        let statuses: Vec<_> = preview
            .rows
            .iter()
            .map(|row| (row.line, row.status))
            .collect();
        assert_eq!(
            statuses,
            [
                (2, New),
                (3, Duplicate),
                (4, Invalid),
                (5, Duplicate),
                (6, Invalid),
                (7, Invalid)
            ]
        );
        assert_eq!(preview.rows[0].values["phone"], "+14155550199");
        assert!(preview.rows[1].duplicate_of.is_some() && preview.rows[3].duplicate_of.is_none());
        assert!(preview.rows[2].errors.contains_key("email"));
        assert!(preview.rows[5].errors.contains_key("assigned_to"));
        let count = "SELECT COUNT(*) FROM client";
        assert_eq!(desk.count(count).await, 1, "a preview makes nothing");
        for _ in 0..2 {
            let done = desk
                .import_clients(&ada, request(file, import_id, false))
                .await
                .unwrap();
            assert_eq!((done.created, done.duplicates, done.failed), (1, 2, 3));
            assert_eq!(done.rows[0].status, Created);
            let id = done.rows[0].id.unwrap().into();
            let bob = desk.get_client(&ada, id).await.unwrap();
            assert_eq!(bob.assigned_to.unwrap().name, "Cara Desk");
            assert_eq!(desk.count(count).await, 2, "once, however often it is sent");
        }
        // Another file under the same import: what it says is made, or a duplicate, and never told as made.
        let mended = "Full Name;E-Mail;Phone Number;CSM\r\n\
            Dave Stone;dave@x.org;;\r\n\
            Bob Stone;BOB@x.org;(415) 555-0199;cara@desk.example.com\r\n";
        let done = desk
            .import_clients(&ada, request(mended, import_id, false))
            .await
            .unwrap();
        let statuses: Vec<_> = done.rows.iter().map(|row| row.status).collect();
        assert_eq!(statuses, [Created, Duplicate]);
        let id = done.rows[0].id.unwrap().into();
        let dave = desk.get_client(&ada, id).await.unwrap();
        assert_eq!(dave.email.as_deref(), Some("dave@x.org"));
        // Whom a CSM does not see is no duplicate to them: that would tell.
        let may = with_permissions(
            &cara,
            &[Permission::ClientViewAssigned, Permission::ClientCreate],
        );
        let theirs = "email\nana.diaz@mail.example.com\nbob@x.org\n";
        let preview = desk
            .import_clients(&may, request(theirs, Uuid::now_v7(), true))
            .await
            .unwrap();
        let statuses: Vec<_> = preview.rows.iter().map(|row| row.status).collect();
        assert_eq!(statuses, [New, Duplicate]);
        let refused = desk
            .import_clients(&cara, request(theirs, Uuid::now_v7(), true))
            .await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })));
    })
    .await;
}

#[tokio::test]
async fn a_mapping_may_be_given_and_a_file_that_is_none_is_refused() {
    for_each_engine(|desk| async move {
        let root = root();
        let mapped = ImportRequest {
            mapping: Some(BTreeMap::from([("name".to_owned(), "who".to_owned())])),
            ..request("who,other\nAna Diaz,x\n", Uuid::now_v7(), true)
        };
        let result = desk.import_clients(&root, mapped.clone()).await.unwrap();
        assert_eq!(result.rows[0].values["name"], "Ana Diaz");
        let wrong = ImportRequest {
            mapping: Some(BTreeMap::from([
                ("size".to_owned(), "who".to_owned()),
                ("name".to_owned(), "nowhere".to_owned()),
            ])),
            ..mapped
        };
        for (request, field) in [
            (wrong, "mapping"),
            (request("", Uuid::now_v7(), true), "csv"),
            (request("a,b\n1,2\n", Uuid::now_v7(), true), "mapping"),
            (request("name\n\"Ana", Uuid::now_v7(), true), "csv"),
            (
                request(
                    &format!("name\n{}", "x\n".repeat(10_001)),
                    Uuid::now_v7(),
                    true,
                ),
                "csv",
            ),
        ] {
            let error = desk.import_clients(&root, request).await.unwrap_err();
            assert_eq!(fields(&error), [field]);
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_user_works_is_exported_and_imported() {
    for_each_engine(|desk| async move {
        let ada = desk.admin().await;
        let file = "email,password,Licensed States,capacity,takes_leads,NMLS\n\
            zoe@desk.example.com,a-long-enough-secret-7,\"tx, CA\",40,yes,123456\n\
            max@desk.example.com,a-long-enough-secret-7,Texas,many,perhaps,1a\n\
            ivo@desk.example.com,a-long-enough-secret-7,,,,\n";
        let import_id = Uuid::now_v7();
        let preview = desk
            .import_users(&ada, request(file, import_id, true))
            .await
            .unwrap();
        assert_eq!(preview.mapping["licence_states"], "Licensed States");
        let wrong: Vec<_> = preview.rows[1].errors.keys().collect();
        let all = ["capacity", "licence_states", "nmls_id", "takes_leads"];
        assert_eq!(wrong, all, "each at its field");
        assert!(preview.rows[0].errors.is_empty() && preview.rows[2].errors.is_empty());
        let done = desk
            .import_users(&ada, request(file, import_id, false))
            .await
            .unwrap();
        assert_eq!((done.created, done.failed), (2, 1));
        let columns = "email,licence_states,capacity,takes_leads,nmls_id";
        let users = ExportRequest::Users(UserFilter::default());
        let rows = export(&desk, &ada, users, Some(columns)).await.unwrap();
        assert_eq!(
            rows[2..],
            [
                vec!["ivo@desk.example.com", "", "", "false", ""],
                vec!["zoe@desk.example.com", "CA TX", "40", "true", "123456"],
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn users_are_imported_with_their_roles_and_no_password_comes_back() {
    for_each_engine(|desk| async move {
        let ada = desk.admin().await;
        let file = "email,first name,last name,role,password\n\
            zoe@desk.example.com,Zoe,Kim,csm,a-long-enough-secret-7\n\
            ada@desk.example.com,Ada,Desk,Admin,a-long-enough-secret-7\n\
            max@desk.example.com,Max,,Nobody,short\n";
        let import_id = Uuid::now_v7();
        for _ in 0..2 {
            let done = desk
                .import_users(&ada, request(file, import_id, false))
                .await
                .unwrap();
            assert_eq!((done.created, done.duplicates, done.failed), (1, 1, 1));
            let text = serde_json::to_string(&done).unwrap();
            assert!(!text.contains("a-long-enough-secret-7"));
            let errors = &done.rows[2].errors;
            assert!(errors.contains_key("role") && errors.contains_key("password"));
        }
        let users = desk
            .list_users(&ada, UserFilter::default())
            .await
            .unwrap()
            .results;
        let zoe = users.iter().find(|user| user.first_name == "Zoe").unwrap();
        assert_eq!(zoe.role.as_ref().unwrap().name, "CSM");
        let cara = desk.csm("Cara").await;
        let refused = desk
            .import_users(&cara, request(file, import_id, true))
            .await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })));
    })
    .await;
}
