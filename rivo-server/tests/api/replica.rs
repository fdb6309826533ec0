//! The app: its own router over a replica, and a server that it reaches or does not.

use std::sync::{Arc, atomic::AtomicBool};

use rivo_core::{
    clock::SystemClock,
    store::DatabaseUrl,
    sync::{Engine, EngineOptions, State},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    support::{Caller, OPEN, TestApp, on_sqlite},
    window::{Cable, Window},
};

async fn desk(app: &TestApp) -> (Caller, Caller, String) {
    app.rivo.start().await;
    let admin = app.admin().await;
    let csm = app.csm("ben@desk.test").await;
    let ben = csm.get("/api/v1/auth/me/").await.json(200)["id"].clone();
    let new = json!({"name": "Ana Diaz", "email": "ana@diaz.com", "assigned_to": ben});
    let ana = admin.post("/api/v1/clients/", new).await.json(201)["id"].clone();
    (admin, csm, ana.as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_days_work_offline_arrives_and_a_conflict_is_its_authors_to_decide() {
    on_sqlite(OPEN, |app| async move {
        let (admin, csm, ana) = desk(&app).await;
        let folder = tempfile::tempdir().unwrap();
        let file = DatabaseUrl::Sqlite(folder.path().join("replica.db"));
        let window = Window::open(&csm, file.clone()).await;
        window.until_level().await;
        let clients = window.get("/api/v1/clients/").await;
        assert_eq!(clients["results"][0]["name"], "Ana Diaz");

        window.plug(false);
        window
            .until("offline", |it| it.state == State::Offline)
            .await;
        let path = format!("/api/v1/clients/{ana}/");
        let moved = window
            .post(&format!("{path}stage/"), json!({"to_stage": "contacted"}))
            .await;
        assert_eq!(moved.0, 200, "{}", moved.1);
        assert_eq!(moved.1["current_stage"], "contacted");
        let note = window
            .post(&format!("{path}notes/"), json!({"body": "Called her."}))
            .await;
        assert_eq!(note.0, 201);
        let task = window
            .post(&format!("{path}tasks/"), json!({"title": "Send the form"}))
            .await;
        assert_eq!(task.0, 201);
        let pending = window.get("/api/v1/sync/pending/").await;
        assert_eq!(pending["results"].as_array().unwrap().len(), 3);
        assert_eq!(pending["results"][0]["client_name"], "Ana Diaz");
        let users = window.ask("GET", "/api/v1/users/", None).await;
        assert_eq!((users.0, &users.1["code"]), (503, &json!("offline")));

        // The app ends and starts again, still without a server.
        window.engine.stop().await;
        drop(window);
        // Meanwhile somebody else moves the client.
        admin
            .post(
                &format!("{path}stage/"),
                json!({"to_stage": "qualified", "remarks": "Knows her."}),
            )
            .await
            .is(200);
        let window = Window::open(&csm, file).await;
        assert_eq!(window.get(&path).await["current_stage"], "contacted");
        window
            .until("told of the conflict", |it| {
                it.rejected == 1 && it.pending == 0
            })
            .await;
        window.until_level().await;
        assert_eq!(window.get(&path).await["current_stage"], "qualified");
        let notes = admin.get(&format!("{path}notes/")).await.json(200);
        assert_eq!(notes["results"][0]["body"], "Called her.");
        assert_eq!(notes["results"][0]["id"], note.1["id"]);
        let rejected = window.get("/api/v1/sync/rejected/").await["results"][0].clone();
        assert_eq!(rejected["code"], "stale");
        assert_eq!(rejected["seen"]["current_stage"], "lead");
        assert_eq!(rejected["current"]["current_stage"], "qualified");
        assert_eq!(rejected["command"]["to_stage"], "contacted");

        // Back to contacted needs a remark, so the wish fails as it is, and stays.
        let id = rejected["command_id"].as_str().unwrap();
        let redo = format!("/api/v1/sync/rejected/{id}/redo/");
        let (status, _) = window.ask("POST", &redo, None).await;
        assert_eq!(status, 400);
        let drop_it = format!("/api/v1/sync/rejected/{id}/");
        assert_eq!(window.ask("DELETE", &drop_it, None).await.0, 204);
        assert_eq!(window.ask("DELETE", &drop_it, None).await.0, 404);
        window.until("decided", |it| it.rejected == 0).await;
        window.engine.stop().await;
    })
    .await;
}

/// An admin away from the server gives a client to somebody, and somebody else was faster.
#[tokio::test]
async fn a_client_is_not_taken_unseen_from_who_got_it_meanwhile() {
    on_sqlite(OPEN, |app| async move {
        let (admin, csm, ana) = desk(&app).await;
        let id_of =
            async |caller: &Caller| caller.get("/api/v1/auth/me/").await.json(200)["id"].clone();
        let (ben, me) = (id_of(&csm).await, id_of(&admin).await);
        let cid = id_of(&app.csm("cid@desk.test").await).await;
        let window = Window::open(&admin, DatabaseUrl::SqliteMemory).await;
        window.until_level().await;
        window.plug(false);
        window
            .until("offline", |it| it.state == State::Offline)
            .await;
        let assign = format!("/api/v1/clients/{ana}/assign/");
        let given = window.post(&assign, json!({"assigned_to": me})).await;
        assert_eq!(given.0, 200, "{}", given.1);
        admin
            .post(&assign, json!({"assigned_to": cid}))
            .await
            .is(200);
        window.plug(true);
        window
            .until("told of the conflict", |it| {
                it.rejected == 1 && it.pending == 0
            })
            .await;
        let path = format!("/api/v1/clients/{ana}/");
        let stands = admin.get(&path).await.json(200)["assigned_to"]["id"].clone();
        assert_eq!(stands, cid, "who got it meanwhile keeps it");
        let rejected = window.get("/api/v1/sync/rejected/").await["results"][0].clone();
        assert_eq!(rejected["code"], "stale");
        assert_eq!(rejected["seen"]["assigned_to"], ben);
        assert_eq!(rejected["current"]["assigned_to"], cid);

        // Whoever has seen it may still wish it.
        let id = rejected["command_id"].as_str().unwrap();
        let redo = format!("/api/v1/sync/rejected/{id}/redo/");
        let (status, answer) = window.ask("POST", &redo, None).await;
        assert_eq!(status, 200, "{answer}");
        window
            .until("sent", |it| it.rejected == 0 && it.pending == 0)
            .await;
        let stands = admin.get(&path).await.json(200)["assigned_to"]["id"].clone();
        assert_eq!(stands, me);
        window.engine.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_note_and_a_task_are_not_overwritten_unseen() {
    on_sqlite(OPEN, |app| async move {
        let (admin, csm, ana) = desk(&app).await;
        let path = format!("/api/v1/clients/{ana}/");
        let new = json!({"body": "First."});
        let note = csm.post(&format!("{path}notes/"), new).await.json(201)["id"].clone();
        let new = json!({"title": "Call"});
        let task = csm.post(&format!("{path}tasks/"), new).await.json(201)["id"].clone();
        let note = format!("/api/v1/notes/{}/", note.as_str().unwrap());
        let task = format!("/api/v1/tasks/{}/", task.as_str().unwrap());
        let folder = tempfile::tempdir().unwrap();
        let file = DatabaseUrl::Sqlite(folder.path().join("replica.db"));
        let window = Window::open(&csm, file).await;
        window.until_level().await;
        window.plug(false);
        for (path, body) in [
            (&note, json!({"body": "Mine."})),
            (&task, json!({"title": "Mine", "done": true})),
        ] {
            let (status, answer) = window.ask("PATCH", path, Some(body)).await;
            assert_eq!(status, 200, "{answer}");
        }
        csm.patch(&note, json!({"body": "From elsewhere."}))
            .await
            .is(200);
        admin.patch(&task, json!({"title": "Write"})).await.is(200);
        let stale = csm
            .patch(&note, json!({"body": "Mine.", "expected": "First."}))
            .await;
        assert_eq!(
            stale.json(409)["current"],
            json!({"body": "From elsewhere."})
        );
        window.plug(true);
        window
            .until("told of the conflicts", |it| {
                it.rejected == 2 && it.pending == 0
            })
            .await;
        let rejected = window.get("/api/v1/sync/rejected/").await["results"].clone();
        for (row, seen, current) in [
            (
                &rejected[0],
                json!("First."),
                json!({"body": "From elsewhere."}),
            ),
            (&rejected[1], json!("Call"), rejected[1]["current"].clone()),
        ] {
            assert_eq!(row["code"], "stale");
            let expected = &row["command"]["expected"];
            assert!(*expected == seen || expected["title"] == seen, "{row}");
            assert_eq!(row["current"], current);
        }
        assert_eq!(rejected[1]["current"]["title"], "Write");
        // Done over what stands, both hold.
        for row in rejected.as_array().unwrap() {
            let id = row["command_id"].as_str().unwrap();
            let redo = format!("/api/v1/sync/rejected/{id}/redo/");
            let (status, answer) = window.ask("POST", &redo, None).await;
            assert_eq!(status, 200, "{answer}");
        }
        window.until("done again", |it| it.rejected == 0).await;
        window.until_level().await;
        let one = async |list: &str| {
            let page = admin.get(&format!("{path}{list}/")).await.json(200);
            page["results"][0].clone()
        };
        assert_eq!(one("notes").await["body"], "Mine.");
        let task = one("tasks").await;
        assert!(task["title"] == "Mine" && task["done_at"].is_string());
        window.engine.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_note_and_a_task_that_somebody_wrote_on_are_not_deleted_unseen() {
    on_sqlite(OPEN, |app| async move {
        let (admin, csm, ana) = desk(&app).await;
        let path = format!("/api/v1/clients/{ana}/");
        let new = json!({"body": "First."});
        let note = csm.post(&format!("{path}notes/"), new).await.json(201)["id"].clone();
        let new = json!({"title": "Call"});
        let task = csm.post(&format!("{path}tasks/"), new).await.json(201)["id"].clone();
        let note = format!("/api/v1/notes/{}/", note.as_str().unwrap());
        let task = format!("/api/v1/tasks/{}/", task.as_str().unwrap());
        let folder = tempfile::tempdir().unwrap();
        let file = DatabaseUrl::Sqlite(folder.path().join("replica.db"));
        let window = Window::open(&csm, file).await;
        window.until_level().await;
        window.plug(false);
        for one in [&note, &task] {
            let (status, answer) = window.ask("DELETE", one, None).await;
            assert_eq!(status, 204, "{answer}");
        }
        let body = json!({"body": "From elsewhere."});
        csm.patch(&note, body).await.is(200);
        admin.patch(&task, json!({"title": "Write"})).await.is(200);
        window.plug(true);
        window
            .until("told of the conflicts", |it| {
                it.rejected == 2 && it.pending == 0
            })
            .await;
        let rejected = window.get("/api/v1/sync/rejected/").await["results"].clone();
        assert_eq!(rejected[0]["command"]["expected"], "First.");
        assert_eq!(rejected[0]["current"], json!({"body": "From elsewhere."}));
        assert_eq!(rejected[1]["command"]["expected"]["title"], "Call");
        assert_eq!(rejected[1]["current"]["title"], "Write");
        // Both stand again, with what was written on them, until their author says what of it.
        window.until_level().await;
        let notes = window.get(&format!("{path}notes/")).await;
        assert_eq!(notes["results"][0]["body"], "From elsewhere.");
        let id = rejected[0]["command_id"].as_str().unwrap();
        let redo = format!("/api/v1/sync/rejected/{id}/redo/");
        assert_eq!(window.ask("POST", &redo, None).await.0, 200);
        window.until("done again", |it| it.rejected == 1).await;
        window.until_level().await;
        let notes = admin.get(&format!("{path}notes/")).await.json(200);
        assert_eq!(notes["results"], json!([]));
        window.engine.stop().await;
    })
    .await;
}

/// The clients' rows may come in an order in which the one that stays arrives before the other one
/// is gone: then its conversation is on the device already, with what was deleted meanwhile.
#[tokio::test]
async fn a_message_deleted_before_its_session_moved_leaves_the_device() {
    on_sqlite(OPEN, |app| async move {
        let (admin, csm, ana) = desk(&app).await;
        let ben = csm.get("/api/v1/auth/me/").await.json(200)["id"].clone();
        let session = "7b0e8a52-6f0f-4c55-9a6f-3a1c64c1d009";
        let say = async |data_type: &str, message: &str| {
            let body = json!({"session_id": session, "sender_type": "client",
                              "data_type": data_type, "message": message});
            admin.post("/api/v1/chat/stream/", body).await.json(201)
        };
        let first = say("name", "Ana D.").await;
        say("message", "Hello again").await;
        let (other, said) = (&first["client"], first["id"].as_str().unwrap());
        let assign = format!("/api/v1/clients/{}/assign/", other.as_str().unwrap());
        admin
            .post(&assign, json!({"assigned_to": ben}))
            .await
            .is(200);
        let folder = tempfile::tempdir().unwrap();
        let file = DatabaseUrl::Sqlite(folder.path().join("replica.db"));
        let window = Window::open(&csm, file).await;
        window.until_level().await;
        window.plug(false);
        window
            .until("offline", |it| it.state == State::Offline)
            .await;

        let path = format!("/api/v1/clients/{ana}/");
        let named = admin.patch(&path, json!({"name": "Ana M. Diaz"})).await;
        named.is(200);
        let message = format!("/api/v1/chat/messages/{said}/");
        admin.delete(&message).await.is(204);
        let merge = json!({"into": ana, "from": other});
        admin.post("/api/v1/clients/merge/", merge).await.is(200);
        window.plug(true);
        window.until_level().await;

        let path = format!("{path}messages/");
        let on_server = admin.get(&path).await.json(200)["results"].clone();
        assert_eq!(on_server[0]["message"], "Hello again");
        assert_eq!(window.get(&path).await["results"], on_server);
        window.engine.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_only_the_server_knows_is_asked_there() {
    on_sqlite(OPEN, |app| async move {
        let (admin, _, ana) = desk(&app).await;
        let window = Window::open(&admin, DatabaseUrl::SqliteMemory).await;
        window.until_level().await;
        let users = window.get("/api/v1/users/?limit=1").await;
        assert_eq!(users["results"].as_array().unwrap().len(), 1);
        assert!(window.get("/api/v1/audit/").await["results"].is_array());
        let (status, made) = window
            .post(
                "/api/v1/users/",
                json!({"email": "new@desk.test", "password": "correct-horse-battery", "role": null}),
            )
            .await;
        assert_eq!(status, 201, "{made}");
        // A whole file passes, as it does into a browser's server.
        let csv = format!("name,email\n{}", "Ana Diaz,ana@diaz.com\n".repeat(60_000));
        let import = json!({"csv": csv, "dry_run": true, "import_id": Uuid::now_v7()});
        let (status, refused) = window.post("/api/v1/import/clients/", import).await;
        assert_eq!(status, 400, "{refused}");
        assert!(refused["csv"].is_array(), "{refused}");
        let (status, _) = window
            .post(
                "/api/v1/auth/login/",
                json!({"email": "x", "password": "x"}),
            )
            .await;
        assert_eq!(status, 503);
        // A change of the server shows by itself: the line says so.
        let stage = format!("/api/v1/clients/{ana}/stage/");
        admin
            .post(&stage, json!({"to_stage": "contacted"}))
            .await
            .is(200);
        let mut grew = window.engine.rivo().feed_changed();
        let path = format!("/api/v1/clients/{ana}/");
        while window.get(&path).await["current_stage"] != "contacted" {
            tokio::time::timeout(std::time::Duration::from_secs(30), grew.changed())
                .await
                .expect("the replica's feed grows")
                .unwrap();
        }
        window.engine.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_login_that_ended_locks_and_a_revoked_one_wipes() {
    on_sqlite(OPEN, |app| async move {
        let (_, csm, ana) = desk(&app).await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("replica.db");
        let window = Window::open(&csm, DatabaseUrl::Sqlite(path.clone())).await;
        window.until_level().await;
        window.plug(false);
        window
            .until("offline", |it| it.state == State::Offline)
            .await;
        let notes = format!("/api/v1/clients/{ana}/notes/");
        let (status, _) = window.post(&notes, json!({"body": "Called."})).await;
        assert_eq!(status, 201);
        csm.post("/api/v1/auth/logout/", Value::Null).await.is(204);
        window.plug(true);
        window.until("locked", |it| it.state == State::Locked).await;
        let (status, told) = window.ask("GET", "/api/v1/clients/", None).await;
        assert_eq!((status, &told["code"]), (401, &json!("locked")));
        assert_eq!(window.engine.pending().await.unwrap().len(), 1, "kept");
        window.engine.stop().await;
        drop(window);

        // Somebody else may not take over what waits.
        let other = app.csm("cleo@desk.test").await;
        let engine = Engine::open(EngineOptions {
            database: DatabaseUrl::Sqlite(path.clone()),
            first_statement: None,
            clock: Arc::new(SystemClock),
            device_name: "Ben's laptop".to_owned(),
        })
        .await
        .unwrap();
        let me = other.get("/api/v1/auth/me/").await.json(200);
        let cable = |server: &Caller| {
            Arc::new(Cable {
                server: server.clone(),
                plugged: Arc::new(AtomicBool::new(true)),
            })
        };
        let me = serde_json::from_value(me).unwrap();
        let refused = engine.sign_in(cable(&other), &me).await.unwrap_err();
        assert_eq!(refused.code(), "other_user");
        drop(engine);

        // The same user signs in again, and what waited is sent.
        let again = app.log_in("ben@desk.test").await;
        let window = Window::open(&again, DatabaseUrl::Sqlite(path.clone())).await;
        window.until_level().await;
        let root = rivo_core::auth::Actor::system("test");
        let sent = app
            .rivo
            .list_notes(&root, ana.parse().unwrap(), None, None)
            .await
            .unwrap();
        assert_eq!(sent.results.len(), 1);

        let devices = again.get("/api/v1/auth/devices/").await.json(200);
        let id = devices["results"][0]["id"].as_str().unwrap().to_owned();
        let revoked = app.log_in("ben@desk.test").await;
        revoked
            .delete(&format!("/api/v1/auth/devices/{id}/"))
            .await
            .is(204);
        window.plug(true);
        window
            .until("revoked", |it| it.state == State::Revoked)
            .await;
        assert_eq!(window.ask("GET", "/api/v1/clients/", None).await.0, 401);
        window.engine.stop().await;
        drop(window);
        let bytes = std::fs::read(&path).unwrap();
        for secret in ["Ana Diaz", "ana@diaz.com", "Called."] {
            let found = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} is still in the file");
        }
    })
    .await;
}
