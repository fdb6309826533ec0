//! Push and pull, as a device of any make would call them.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CLOSED, Caller, TestApp, for_each_engine};

/// A device that keeps the documents it is sent, and nothing else.
struct Device {
    caller: Caller,
    cursor: Value,
    clients: BTreeMap<String, Value>,
    messages: BTreeMap<String, Value>,
    notes: BTreeMap<String, Value>,
    history: BTreeMap<String, Value>,
    pages: usize,
    bytes: usize,
}

impl Device {
    fn new(caller: Caller) -> Self {
        Self {
            caller,
            cursor: Value::Null,
            clients: BTreeMap::new(),
            messages: BTreeMap::new(),
            notes: BTreeMap::new(),
            history: BTreeMap::new(),
            pages: 0,
            bytes: 0,
        }
    }

    async fn page(&mut self, limit: u32) -> bool {
        let body = json!({"cursor": self.cursor, "limit": limit});
        let answer = self.caller.post("/api/v1/sync/pull/", body).await;
        self.bytes += answer.text.len();
        self.pages += 1;
        let page = answer.json(200);
        let mut documents = 0;
        for change in page["changes"].as_array().unwrap() {
            documents += self.put(change);
        }
        assert!(
            documents <= usize::try_from(limit).unwrap() + 1,
            "{documents} documents"
        );
        self.cursor = page["cursor"].clone();
        page["more"] == true
    }

    async fn pull(&mut self, limit: u32) {
        while self.page(limit).await {}
    }

    fn put(&mut self, change: &Value) -> usize {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let id = |row: &Value| text(&row["id"]);
        match change["kind"].as_str().unwrap() {
            "client" => {
                if change["whole"] == true {
                    self.forget(&text(&change["id"]));
                }
                self.clients
                    .insert(text(&change["id"]), change["client"].clone());
                1
            }
            "client_gone" => {
                self.forget(&text(&change["id"]));
                self.clients.remove(&text(&change["id"]));
                1
            }
            "messages" => {
                let rows = change["messages"].as_array().unwrap();
                for row in rows {
                    self.messages.insert(id(row), row.clone());
                }
                for gone in change["deleted"].as_array().into_iter().flatten() {
                    self.messages.remove(gone.as_str().unwrap());
                }
                rows.len()
            }
            "notes" => {
                for row in change["notes"].as_array().unwrap() {
                    let mut row = row.clone();
                    row["client"] = change["client_id"].clone();
                    self.notes.insert(id(&row), row);
                }
                change["notes"].as_array().unwrap().len()
            }
            "note_gone" => {
                self.notes.remove(&text(&change["id"]));
                1
            }
            "history" => {
                for row in change["history"].as_array().unwrap() {
                    self.history.insert(id(row), row.clone());
                }
                change["history"].as_array().unwrap().len()
            }
            _ => 1,
        }
    }

    fn forget(&mut self, client: &str) {
        self.messages.retain(|_, row| row["client"] != client);
        self.notes.retain(|_, row| row["client"] != client);
    }

    async fn push(&self, commands: Value) -> Vec<Value> {
        let body = json!({"device_id": "a laptop", "commands": commands});
        let answer = self.caller.post("/api/v1/sync/push/", body).await;
        answer.json(200)["results"].as_array().unwrap().clone()
    }

    async fn push_one(&self, id: Uuid, command: Value) -> Value {
        let pushed = json!([{"id": id, "issued_at": "2026-03-01T08:00:00Z", "base_version": 1, "command": command}]);
        self.push(pushed).await.remove(0)
    }
}

async fn id_of(caller: &Caller) -> Value {
    caller.get("/api/v1/auth/me/").await.json(200)["id"].clone()
}

async fn client(admin: &Caller, name: &str, csm: &Value) -> String {
    let new = json!({"name": name, "assigned_to": csm});
    let made = admin.post("/api/v1/clients/", new).await.json(201);
    made["id"].as_str().unwrap().to_owned()
}

/// An admin, a CSM with a device, and the CSM's id.
async fn desk(app: &TestApp) -> (Caller, Device, Value) {
    let admin = app.admin().await;
    let csm = app.csm("ben@desk.test").await;
    let ben = id_of(&csm).await;
    (admin, Device::new(csm), ben)
}

async fn chat(app: &TestApp, session: Uuid, messages: &[Value]) -> Value {
    let bot = app.key(&["chat:write"]).await;
    let mut last = Value::Null;
    for message in messages {
        let mut post = message.clone();
        post["session_id"] = json!(session);
        last = bot.post("/api/v1/chat/stream/", post).await.json(201);
    }
    last
}

#[tokio::test]
async fn a_device_gets_its_users_clients_and_then_what_changes() {
    for_each_engine(CLOSED, |app| async move {
        let (admin, mut device, ben) = desk(&app).await;
        let mine = client(&admin, "Ana Diaz", &ben).await;
        let other = client(&admin, "Eve Stone", &Value::Null).await;
        device.pull(500).await;
        assert_eq!(device.clients.keys().collect::<Vec<_>>(), [&mine]);
        assert_eq!(device.clients[&mine]["name"], "Ana Diaz");

        let notes = format!("/api/v1/clients/{other}/notes/");
        admin.post(&notes, json!({"body": "Called."})).await.is(201);
        device.pull(500).await;
        assert!(device.notes.is_empty(), "another's client");

        let assign = format!("/api/v1/clients/{other}/assign/");
        admin
            .post(&assign, json!({"assigned_to": ben}))
            .await
            .is(200);
        device.pull(500).await;
        assert_eq!(device.clients.len(), 2);
        assert_eq!(device.notes.len(), 1, "it comes whole");

        admin
            .post(&assign, json!({"assigned_to": null}))
            .await
            .is(200);
        device.pull(500).await;
        assert_eq!(device.clients.keys().collect::<Vec<_>>(), [&mine]);
        assert!(device.notes.is_empty());

        admin
            .delete(&format!("/api/v1/clients/{mine}/"))
            .await
            .is(204);
        device.pull(500).await;
        assert!(device.clients.is_empty());
    })
    .await;
}

#[tokio::test]
async fn one_change_costs_one_change() {
    for_each_engine(CLOSED, |app| async move {
        let (admin, mut device, ben) = desk(&app).await;
        let mut ids = Vec::new();
        for index in 0..30 {
            ids.push(client(&admin, &format!("Ana Diaz {index}"), &ben).await);
        }
        device.pull(500).await;
        device.bytes = 0;
        device.pages = 0;
        let stage = format!("/api/v1/clients/{}/stage/", ids[7]);
        admin
            .post(&stage, json!({"to_stage": "contacted"}))
            .await
            .is(200);
        device.pull(500).await;
        assert_eq!(device.clients[&ids[7]]["current_stage"], "contacted");
        assert_eq!(device.history.len(), 31);
        assert_eq!(device.pages, 1);
        assert!(device.bytes < 5_000, "{} bytes", device.bytes);
        device.bytes = 0;
        device.pull(500).await;
        assert!(device.bytes < 500, "{} bytes for nothing", device.bytes);
    })
    .await;
}

#[tokio::test]
async fn a_client_larger_than_a_page_comes_in_parts() {
    for_each_engine(CLOSED, |app| async move {
        let (admin, mut device, ben) = desk(&app).await;
        let session = Uuid::now_v7();
        let mut said: Vec<Value> = (0..37)
            .map(|n| json!({"sender_type": "bot", "message": format!("Question {n}?")}))
            .collect();
        said.push(json!({"sender_type": "client", "data_type": "name", "message": "Ana Diaz"}));
        let last = chat(&app, session, &said).await;
        let ana = last["client"].as_str().unwrap().to_owned();
        let assign = format!("/api/v1/clients/{ana}/assign/");
        admin
            .post(&assign, json!({"assigned_to": ben}))
            .await
            .is(200);
        device.pull(5).await;
        assert!(device.pages > 7, "{} pages", device.pages);
        let mut positions: Vec<i64> = device
            .messages
            .values()
            .map(|row| row["position"].as_i64().unwrap())
            .collect();
        positions.sort_unstable();
        assert_eq!(positions, (1..=38).collect::<Vec<_>>());

        // A page ends in the middle, and meanwhile the client is taken away.
        let mut second = Device::new(device.caller.clone());
        for _ in 0..3 {
            assert!(second.page(5).await);
        }
        assert!(!second.clients.is_empty());
        admin
            .post(&assign, json!({"assigned_to": null}))
            .await
            .is(200);
        second.pull(5).await;
        assert!(second.clients.is_empty() && second.messages.is_empty());
    })
    .await;
}

#[tokio::test]
async fn messages_arrive_are_edited_and_deleted() {
    for_each_engine(CLOSED, |app| async move {
        let admin = app.admin().await;
        let mut device = Device::new(admin.clone());
        let session = Uuid::now_v7();
        let said = [
            json!({"sender_type": "client", "message": "Hello"}),
            json!({"sender_type": "client", "data_type": "name", "message": "Ana Diaz"}),
        ];
        chat(&app, session, &said).await;
        device.pull(500).await;
        assert_eq!(
            device.messages.len(),
            2,
            "what was said before the name too"
        );

        let more = chat(
            &app,
            session,
            &[json!({"sender_type": "client", "message": "My rate is 7%"})],
        )
        .await;
        device.pull(500).await;
        assert_eq!(device.messages.len(), 3);
        let path = format!("/api/v1/chat/messages/{}/", more["id"].as_str().unwrap());
        admin
            .patch(&path, json!({"message": "My rate is 6%"}))
            .await
            .is(200);
        device.pull(500).await;
        let edited = &device.messages[more["id"].as_str().unwrap()];
        assert_eq!(edited["message"], "My rate is 6%");
        admin.delete(&path).await.is(204);
        device.pull(500).await;
        assert_eq!(device.messages.len(), 2);
        let session = format!("/api/v1/chat/sessions/{session}/");
        admin.delete(&session).await.is(204);
        let body = json!({"cursor": device.cursor});
        let page = admin.post("/api/v1/sync/pull/", body).await.json(200);
        let kinds: Vec<&Value> = page["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|change| &change["kind"])
            .collect();
        assert!(kinds.contains(&&json!("session_gone")), "{kinds:?}");
    })
    .await;
}

#[tokio::test]
async fn a_merged_client_brings_along_what_hung_on_the_other() {
    for_each_engine(CLOSED, |app| async move {
        let (admin, mut device, ben) = desk(&app).await;
        let into = client(&admin, "Ana Diaz", &ben).await;
        let from = client(&admin, "Ana D.", &Value::Null).await;
        let notes = format!("/api/v1/clients/{from}/notes/");
        admin.post(&notes, json!({"body": "Called."})).await.is(201);
        device.pull(500).await;
        let merge = json!({"into": into, "from": from});
        admin.post("/api/v1/clients/merge/", merge).await.is(200);
        device.pull(500).await;
        assert_eq!(device.clients.keys().collect::<Vec<_>>(), [&into]);
        assert_eq!(device.notes.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_command_is_applied_once_however_often_it_comes() {
    for_each_engine(CLOSED, |app| async move {
        let (admin, device, ben) = desk(&app).await;
        let ana = client(&admin, "Ana Diaz", &ben).await;
        let id = Uuid::now_v7();
        let command = json!({"type": "change_stage", "client_id": ana, "to_stage": "contacted"});
        let first = device.push_one(id, command.clone()).await;
        assert_eq!(first["status"], "applied");
        let second = device.push_one(id, command.clone()).await;
        assert_eq!(second["status"], "duplicate");
        assert_eq!(second["outcome"], first["outcome"]);
        let history = admin
            .get(&format!("/api/v1/clients/{ana}/history/"))
            .await
            .json(200);
        let rows = history["results"].as_array().unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0]["id"], json!(id), "its row has the command's id");
        assert_eq!(rows[0]["issued_at"], "2026-03-01T08:00:00.000000Z");
        assert_ne!(rows[0]["created_at"], rows[0]["issued_at"]);

        let other = json!({"type": "change_stage", "client_id": ana, "to_stage": "qualified"});
        let reused = device.push_one(id, other).await;
        assert_eq!(reused["code"], "command_id_reused");
    })
    .await;
}

#[tokio::test]
async fn a_refused_command_says_why_and_what_stands_and_the_others_go_on() {
    for_each_engine(CLOSED, |app| async move {
        let (admin, device, ben) = desk(&app).await;
        let ana = client(&admin, "Ana Diaz", &ben).await;
        let stage_path = format!("/api/v1/clients/{ana}/stage/");
        admin
            .post(&stage_path, json!({"to_stage": "contacted"}))
            .await
            .is(200);
        let (stale, note, bad, unknown) = (
            Uuid::now_v7(),
            Uuid::now_v7(),
            Uuid::now_v7(),
            Uuid::now_v7(),
        );
        let wish = json!({"type": "change_stage", "client_id": ana, "to_stage": "contacted", "expected_stage": "lead"});
        let results = device
            .push(json!([
                {"id": stale, "command": wish},
                {"id": note, "command": {"type": "add_note", "client_id": ana, "note_id": note, "body": "Called."}},
                {"id": bad, "command": {"type": "add_note", "client_id": ana, "note_id": bad, "body": " "}},
                {"id": unknown, "command": {"type": "levitate", "client_id": ana}},
                {"id": Uuid::now_v7(), "command": {"type": "update_settings", "values": {}}},
                {"id": Uuid::now_v7(), "command": {"type": "assign", "client_id": ana, "assigned_to": null}},
            ]))
            .await;
        let told: Vec<(&Value, &Value)> = results
            .iter()
            .map(|result| (&result["status"], &result["code"]))
            .collect();
        let expect = [
            ("rejected", json!("stale")),
            ("applied", Value::Null),
            ("rejected", json!("invalid")),
            ("rejected", json!("unknown_command")),
            ("rejected", json!("online_only")),
            ("rejected", json!("permission_denied")),
        ];
        for (told, (status, code)) in told.iter().zip(&expect) {
            assert_eq!(told.0, status);
            assert_eq!(told.1, code);
        }
        assert_eq!(results[0]["current"]["current_stage"], "contacted");
        assert!(results[2]["errors"]["body"].is_array());
        // The same again, the first time's answer again.
        let again = device.push_one(stale, wish.clone()).await;
        assert_eq!(again["status"], "rejected");
        assert_eq!(again["code"], "stale");
        assert_eq!(again["current"]["current_stage"], "contacted");

        // Somebody else's client by now: what stands is no longer theirs to see.
        let assign = format!("/api/v1/clients/{ana}/assign/");
        admin
            .post(&assign, json!({"assigned_to": null}))
            .await
            .is(200);
        let again = device.push_one(stale, wish).await;
        assert_eq!(again["status"], "rejected");
        assert_eq!(again.get("current"), None);
        let gone = json!({"type": "add_note", "client_id": ana, "note_id": Uuid::now_v7(), "body": "x"});
        let gone = device.push_one(Uuid::now_v7(), gone).await;
        assert_eq!(gone["code"], "not_found");
        assert_eq!(gone.get("current"), None);
    })
    .await;
}

#[tokio::test]
async fn another_role_brings_and_takes_clients() {
    for_each_engine(CLOSED, |app| async move {
        let (admin, mut device, ben) = desk(&app).await;
        let mine = client(&admin, "Ana Diaz", &ben).await;
        client(&admin, "Eve Stone", &Value::Null).await;
        let ends = client(&admin, "Tom Reed", &Value::Null).await;
        device.pull(500).await;
        assert_eq!(device.clients.len(), 1);
        let roles = admin.get("/api/v1/roles/").await.json(200);
        let role = |name: &str| {
            roles["results"]
                .as_array()
                .unwrap()
                .iter()
                .find(|role| role["name"] == name)
                .unwrap()["id"]
                .clone()
        };
        let user = format!("/api/v1/users/{}/", ben.as_str().unwrap());
        admin
            .patch(&user, json!({"role": role("Admin")}))
            .await
            .is(200);
        device.pull(1).await;
        assert_eq!(device.clients.len(), 3);
        // It is there no more when the device is told what it may not hold any longer.
        admin
            .delete(&format!("/api/v1/clients/{ends}/"))
            .await
            .is(204);
        admin
            .patch(&user, json!({"role": role("CSM")}))
            .await
            .is(200);
        device.pull(1).await;
        assert_eq!(device.clients.keys().collect::<Vec<_>>(), [&mine]);
        admin.patch(&user, json!({"role": null})).await.is(200);
        device.pull(1).await;
        assert!(device.clients.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_revoked_device_is_told_so_and_a_foreign_cursor_is_of_no_use() {
    for_each_engine(CLOSED, |app| async move {
        let (admin, mut device, ben) = desk(&app).await;
        device.pull(500).await;
        let of_ben = format!("/api/v1/users/{}/devices/", ben.as_str().unwrap());
        let devices = admin.get(&of_ben).await.json(200);
        assert!(devices["results"][0]["last_sync_at"].is_string());
        let body = json!({"cursor": device.cursor});
        let foreign = admin.post("/api/v1/sync/pull/", body.clone()).await;
        assert_eq!(foreign.code(410), "cursor_expired");
        let claim = device.cursor.as_str().unwrap().split('.').next().unwrap();
        let unsigned = json!({"cursor": claim});
        let unsigned = device.caller.post("/api/v1/sync/pull/", unsigned).await;
        assert_eq!(unsigned.code(410), "cursor_expired");
        let nonsense = admin
            .post("/api/v1/sync/pull/", json!({"cursor": "x"}))
            .await;
        assert!(nonsense.json(400)["cursor"].is_array());
        let own = device.caller.get(&of_ben).await;
        assert_eq!(own.code(403), "permission_denied");

        let id = devices["results"][0]["id"].as_str().unwrap();
        admin.delete(&format!("{of_ben}{id}/")).await.is(204);
        let told = device.caller.post("/api/v1/sync/pull/", body).await;
        assert_eq!(told.code(401), "device_revoked");
        admin.delete(&format!("{of_ben}{id}/")).await.is(404);
    })
    .await;
}

#[tokio::test]
async fn versions_that_do_not_speak_the_same_say_so() {
    for_each_engine(CLOSED, |app| async move {
        let admin = app.admin().await;
        let pull = |version: &'static str| {
            let caller = admin.clone().with("rivo-sync-protocol", version);
            async move {
                caller
                    .post("/api/v1/sync/pull/", json!({"cursor": null}))
                    .await
            }
        };
        pull("1").await.is(200);
        assert_eq!(pull("0").await.code(409), "app_too_old");
        assert_eq!(pull("99").await.code(409), "server_too_old");
        assert!(pull("new").await.json(400)["Rivo-Sync-Protocol"].is_array());
        let status = admin.get("/api/v1/sync/status/").await;
        assert_eq!(status.code(404), "not_a_replica");
    })
    .await;
}
