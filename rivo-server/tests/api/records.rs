//! Records over HTTP: the board, views, seen marks, exports as files, imports larger than other bodies.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{CLOSED, Caller, for_each_engine};

async fn client(caller: &Caller, name: &str) -> Value {
    let new = json!({"name": name, "email": format!("{}@x.org", name.to_lowercase())});
    caller.post("/api/v1/clients/", new).await.json(201)
}

#[tokio::test]
async fn a_board_a_view_and_a_merge_that_is_undone() {
    for_each_engine(CLOSED, |app| async move {
        let admin = app.admin().await;
        let (ana, bob) = (client(&admin, "Ana").await, client(&admin, "Bob").await);
        let board = admin
            .get("/api/v1/clients/board/?per_stage=1")
            .await
            .json(200);
        assert_eq!(board["columns"].as_array().unwrap().len(), 14);
        assert_eq!(board["columns"][0]["count"], 2);
        let next = board["columns"][0]["next"].as_str().unwrap();
        let rest = format!(
            "/api/v1/clients/summaries/?stage=lead&ordering=-stage_changed_at&cursor={next}"
        );
        let rest = admin.get(&rest).await.json(200);
        assert_eq!(rest["results"][0]["name"], "Ana");
        assert_eq!(rest["results"][0]["unread"], false);
        let wrong = admin
            .get("/api/v1/clients/summaries/?income_min=much")
            .await
            .json(400);
        assert_eq!(wrong["income_min"], json!(["A valid number is required."]));
        let seen = format!("/api/v1/clients/{}/seen/", ana["id"].as_str().unwrap());
        admin.post(&seen, Value::Null).await.is(204);

        let view = json!({"name": "Mine", "definition": {"search": {"unread": true}}});
        let made = admin.post("/api/v1/views/", view).await.json(201);
        assert_eq!(made["screen"], "clients");
        let one = format!("/api/v1/views/{}/", made["id"].as_str().unwrap());
        let csm = app.csm("ben@desk.test").await;
        csm.patch(&one, json!({"name": "x"})).await.is(404);
        admin.patch(&one, json!({"shared": true})).await.json(200);
        assert_eq!(
            csm.patch(&one, json!({"name": "x"})).await.code(403),
            "not_owner"
        );

        let seen = json!({"expected": {"shared": false}});
        let overtaken = admin.send(Method::DELETE, &one, Some(seen)).await;
        assert_eq!(overtaken.json(409)["current"]["shared"], true);
        admin.delete(&one).await.is(204);

        let both = json!({"into": ana["id"], "from": bob["id"]});
        admin.post("/api/v1/clients/merge/", both).await.json(200);
        let merges = format!("/api/v1/clients/{}/merges/", ana["id"].as_str().unwrap());
        let merge = admin.get(&merges).await.json(200)["results"][0].clone();
        assert_eq!(merge["can_undo"], true);
        let undo = format!(
            "/api/v1/clients/merges/{}/undo/",
            merge["id"].as_str().unwrap()
        );
        let back = admin.post(&undo, Value::Null).await.json(200);
        assert_eq!((&back["id"], &back["name"]), (&bob["id"], &json!("Bob")));
        assert_eq!(admin.post(&undo, Value::Null).await.code(409), "undone");
    })
    .await;
}

#[tokio::test]
async fn an_export_is_a_file_and_an_import_may_be_a_large_one() {
    for_each_engine(CLOSED, |app| async move {
        let admin = app.admin().await;
        client(&admin, "Ana").await;
        let file = admin
            .get("/api/v1/export/clients/?columns=name,email&q=ana")
            .await;
        file.is(200);
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(
            file.header("content-disposition"),
            "attachment; filename=\"clients.csv\""
        );
        assert_eq!(file.text, "\u{feff}name,email\r\nAna,ana@x.org\r\n");
        admin.get("/api/v1/export/passwords/").await.is(404);
        admin.get("/api/v1/export/jobs/?state=odd").await.is(400);
        let csm = app.csm("ben@desk.test").await;
        csm.get("/api/v1/export/clients/").await.is(403);
        let load = "/api/v1/reports/load/?format=csv&from=2026-01-01";
        let file = admin.get(load).await;
        file.is(200);
        assert!(file.text.starts_with("\u{feff}"), "{}", file.text);
        csm.get(load).await.is(403);
        let log = admin.get("/api/v1/audit/?action=export").await.json(200);
        let about = &log["results"][0]["after"];
        assert_eq!(about["resource"], "load", "who took it is kept: {log}");
        assert_eq!(about["filter"]["from"], "2026-01-01");

        let remark = "x".repeat(8_000);
        let rows = (0..200).map(|number| format!("Al,al{number}@x.org,{remark}\n"));
        let csv = format!("name,email,remark\n{}", rows.collect::<String>());
        assert!(csv.len() > 1024 * 1024);
        let body = json!({
            "csv": csv, "dry_run": true, "import_id": uuid::Uuid::new_v4(),
        });
        let preview = admin.post("/api/v1/import/clients/", body).await.json(200);
        assert_eq!(preview["created"], 200);
        let too_large = json!({"csv": "x".repeat(9 << 20), "import_id": uuid::Uuid::new_v4()});
        admin
            .post("/api/v1/import/clients/", too_large)
            .await
            .is(413);
        let elsewhere = json!({"name": "x".repeat(2 << 20)});
        admin.post("/api/v1/clients/", elsewhere).await.is(413);
    })
    .await;
}

#[tokio::test]
async fn a_list_counts_its_rows_or_says_that_it_does_not() {
    for_each_engine(CLOSED, |app| async move {
        let admin = app.admin().await;
        let bot = app.key(&["chat:write"]).await;
        for at in 0..3 {
            let body = json!({
                "session_id": uuid::Uuid::new_v4(), "sender_type": "client",
                "message": format!("I am Ana Diaz, ana{at}@diaz.com, 415-555-013{at}"),
            });
            bot.post("/api/v1/chat/stream/", body).await.is(201);
        }
        for (list, expect) in [
            ("clients/?q=ana1@diaz.com&", 1),
            ("clients/summaries/?", 3),
            ("users/?", 1),
            ("users/?q=nobody&", 0),
            ("roles/?", 2),
            ("api-keys/?active=true&", 1),
            ("jobs/?", 3),
            ("jobs/?before=2020-01-01T00:00:00Z&", 0),
            ("assignments/?", 3),
            ("stage-history/?", 3),
            ("chat/sessions/?", 3),
            ("chat/messages/?sender_type=client&", 3),
            ("audit/?action=capture&", 3),
        ] {
            let path = format!("/api/v1/{list}count=true");
            let page = admin.get(&format!("{path}&limit=1")).await.json(200);
            assert_eq!(page["count"], expect, "{list} {page}");
            if let Some(next) = page["next"].as_str() {
                let rest = admin.get(&format!("{path}&limit=1&cursor={next}")).await;
                assert_eq!(rest.json(200)["count"], expect, "{list}: of all pages");
            }
            let page = admin
                .get(&format!("/api/v1/{list}count=false"))
                .await
                .json(200);
            assert!(page.get("count").is_none(), "{list}");
        }
        for list in ["tasks", "notifications", "views", "settings", "permissions"] {
            assert_eq!(
                admin
                    .get(&format!("/api/v1/{list}/?count=true"))
                    .await
                    .json(400),
                json!({"count": ["This list does not count its rows."]})
            );
            admin
                .get(&format!("/api/v1/{list}/?count=false"))
                .await
                .is(200);
        }
    })
    .await;
}
