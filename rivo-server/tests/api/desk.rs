//! The main path of the desk: a lead is assigned, worked, annotated.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{CLOSED, Caller, TestApp, for_each_engine};

async fn lead(app: &TestApp) -> String {
    let bot = app.key(&["chat:write"]).await;
    let body = json!({
        "session_id": uuid::Uuid::new_v4(), "sender_type": "client",
        "message": "I am Ana Diaz, ana@diaz.com, 415-555-0134. My rate is 7.2%",
    });
    let posted = bot.post("/api/v1/chat/stream/", body).await.json(201);
    format!("/api/v1/clients/{}/", posted["client"].as_str().unwrap())
}

async fn id_of(caller: &Caller) -> Value {
    caller.get("/api/v1/auth/me/").await.json(200)["id"].clone()
}

#[tokio::test]
async fn a_lead_is_assigned_and_worked() {
    for_each_engine(CLOSED, |app| async move {
        let client = lead(&app).await;
        let admin = app.admin().await;
        let csm = app.csm("ben@desk.test").await;
        let ben = id_of(&csm).await;
        assert_eq!(csm.get(&client).await.code(404), "not_found", "not his yet");
        assert_eq!(
            csm.get("/api/v1/clients/").await.json(200)["results"],
            json!([])
        );

        let assigned = admin
            .post(&format!("{client}assign/"), json!({"assigned_to": ben}))
            .await
            .json(200);
        assert_eq!(assigned["assigned_to"]["email"], "ben@desk.test");
        assert_eq!(
            csm.get("/api/v1/clients/").await.json(200)["results"][0]["name"],
            "Ana Diaz"
        );

        let move_to = format!("{client}stage/");
        let moved = csm
            .post(
                &move_to,
                json!({"to_stage": "contacted", "expected_stage": "lead"}),
            )
            .await
            .json(200);
        assert_eq!(moved["current_stage"], "contacted");
        let stale = csm
            .post(
                &move_to,
                json!({"to_stage": "qualified", "expected_stage": "lead"}),
            )
            .await;
        assert!(stale.json(409)["current"].is_object() || stale.json(409)["current"].is_string());
        let jump = csm.post(&move_to, json!({"to_stage": "disbursed"})).await;
        jump.is(409);
        let lost = csm
            .post(&move_to, json!({"to_stage": "lost"}))
            .await
            .json(400);
        assert!(
            lost["remarks"].is_array() && lost["reason_code"].is_array(),
            "{lost}"
        );
        assert!(
            csm.post(&move_to, json!({"to_stage": "moon"}))
                .await
                .json(400)["to_stage"]
                .is_array()
        );
        let history = csm.get(&format!("{client}history/")).await.json(200);
        assert_eq!(history["results"][0]["to_stage"], "contacted");
        assert_eq!(
            history["results"][0]["changed_by"]["email"],
            "ben@desk.test"
        );
        assert_eq!(history["results"][1]["from_stage"], Value::Null);

        assert_eq!(
            csm.post(&format!("{client}assign/"), json!({"assigned_to": null}))
                .await
                .code(403),
            "permission_denied"
        );
        let edited = csm
            .patch(&client, json!({"phone": "(317) 555-0141"}))
            .await
            .json(200);
        assert_eq!(edited["phone"], "+13175550141");
        let stale = csm
            .patch(&client, json!({"phone": null, "version": 1}))
            .await;
        assert_eq!(stale.code(409), "stale");
        assert!(
            csm.patch(&client, json!({"email": "nonsense"}))
                .await
                .json(400)["email"]
                .is_array()
        );
    })
    .await;
}

#[tokio::test]
async fn notes_and_tasks_hang_on_a_client() {
    for_each_engine(CLOSED, |app| async move {
        let client = lead(&app).await;
        let admin = app.admin().await;
        let note = admin
            .post(&format!("{client}notes/"), json!({"body": "called"}))
            .await
            .json(201);
        let one = format!("/api/v1/notes/{}/", note["id"].as_str().unwrap());
        assert_eq!(
            admin
                .patch(&one, json!({"body": "called twice"}))
                .await
                .json(200)["body"],
            "called twice"
        );
        assert_eq!(
            admin.get(&format!("{client}notes/")).await.json(200)["results"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        let seen = json!({"expected": "called"});
        let overtaken = admin.send(Method::DELETE, &one, Some(seen)).await;
        assert_eq!(
            overtaken.json(409)["current"],
            json!({"body": "called twice"})
        );
        let wrong = json!({"expected": 7});
        let wrong = admin.send(Method::DELETE, &one, Some(wrong)).await;
        assert!(wrong.json(400)["expected"].is_array());
        let text = admin.raw(Method::DELETE, &one, "text/plain", "expected".to_owned());
        text.await.is(415);
        let seen = json!({"expected": "called twice"});
        let gone = admin.send(Method::DELETE, &one, Some(seen)).await;
        gone.is(204);
        admin.delete(&one).await.is(404);

        let task = json!({"title": "call back", "due_at": "2030-01-01T09:00:00Z"});
        let task = admin.post(&format!("{client}tasks/"), task).await.json(201);
        let one = format!("/api/v1/tasks/{}/", task["id"].as_str().unwrap());
        assert!(admin.patch(&one, json!({"done": true})).await.json(200)["done_at"].is_string());
        let open = admin
            .get("/api/v1/tasks/?mine=true&done=false")
            .await
            .json(200);
        assert_eq!(open["results"], json!([]));
        assert_eq!(
            admin.get("/api/v1/tasks/?done=true").await.json(200)["results"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        assert!(admin.patch(&one, json!({"due_at": "soon"})).await.json(400)["due_at"].is_array());
        let seen = json!({"expected": {"title": "call back", "done": false}});
        let overtaken = admin.send(Method::DELETE, &one, Some(seen)).await;
        assert!(overtaken.json(409)["current"]["done_at"].is_string());
        admin
            .send(Method::DELETE, &one, Some(Value::Null))
            .await
            .is(204);
    })
    .await;
}

#[tokio::test]
async fn who_gives_their_client_away_is_told_that_it_worked() {
    for_each_engine(CLOSED, |app| async move {
        let admin = app.admin().await;
        let role = json!({
            "name": "Giver",
            "permissions": ["client.view_assigned", "client.create", "client.assign"],
        });
        let role = admin.post("/api/v1/roles/", role).await.json(201);
        let giver = app.staff("gia@desk.test", None).await;
        let id = giver.get("/api/v1/auth/me/").await.json(200)["id"].clone();
        let user = format!("/api/v1/users/{}/", id.as_str().unwrap());
        admin
            .patch(&user, json!({"role": role["id"]}))
            .await
            .is(200);
        let csm = app.csm("ben@desk.test").await;
        let ben = csm.get("/api/v1/auth/me/").await.json(200)["id"].clone();

        let own = giver
            .post("/api/v1/clients/", json!({"name": "Ana Diaz"}))
            .await
            .json(201);
        let client = format!("/api/v1/clients/{}/", own["id"].as_str().unwrap());
        let once = giver.with("command-id", &uuid::Uuid::now_v7().to_string());
        for _ in 0..2 {
            let answer = once
                .post(&format!("{client}assign/"), json!({"assigned_to": ben}))
                .await;
            answer.is(204);
            assert_eq!(answer.text, "");
        }
        assert_eq!(csm.get(&client).await.json(200)["assigned_to"]["id"], ben);
        let other = once.with("command-id", &uuid::Uuid::now_v7().to_string());
        other.get(&client).await.is(404);
        let to_take = json!({"assigned_to": id});
        other
            .post(&format!("{client}assign/"), to_take)
            .await
            .is(404);
        let new = json!({"name": "Cid Ruy", "assigned_to": ben});
        let other = other.with("command-id", &uuid::Uuid::now_v7().to_string());
        other.post("/api/v1/clients/", new).await.is(204);
    })
    .await;
}

#[tokio::test]
async fn the_same_command_id_makes_a_thing_once() {
    for_each_engine(CLOSED, |app| async move {
        let id = uuid::Uuid::now_v7().to_string();
        let admin = app.admin().await.with("command-id", &id);
        let new = json!({"name": "Ana Diaz", "email": "ana@diaz.com"});
        let first = admin.post("/api/v1/clients/", new.clone()).await.json(201);
        assert_eq!(first["id"], json!(id));
        assert_eq!(
            admin.post("/api/v1/clients/", new).await.json(201)["id"],
            first["id"]
        );
        let other = admin.post("/api/v1/clients/", json!({"name": "Ben"})).await;
        assert_eq!(other.code(409), "command_id_reused");
        let all = admin
            .get("/api/v1/clients/?captured=any&count=true")
            .await
            .json(200);
        assert_eq!(all["count"], 1);
    })
    .await;
}

#[tokio::test]
async fn the_office_manages_users_roles_and_settings() {
    for_each_engine(CLOSED, |app| async move {
        let admin = app.admin().await;
        let role = json!({"name": "Reader", "permissions": ["client.view_all"]});
        let role = admin.post("/api/v1/roles/", role).await.json(201);
        let user = json!({"email": "cid@desk.test", "password": "a-long-enough-secret", "role": role["id"]});
        let user = admin.post("/api/v1/users/", user).await.json(201);
        assert_eq!(user["role"]["name"], "Reader");
        let again = json!({"email": "cid@desk.test", "password": "a-long-enough-secret", "role": null});
        assert!(admin.post("/api/v1/users/", again).await.json(400)["email"].is_array());
        let one = format!("/api/v1/users/{}/", user["id"].as_str().unwrap());
        assert_eq!(admin.patch(&one, json!({"is_active": false})).await.json(200)["is_active"], false);
        let bad = admin.post("/api/v1/roles/", json!({"name": "x", "permissions": ["fly"]})).await;
        assert!(bad.json(400)["permissions"].is_array());
        let settings = admin.patch("/api/v1/settings/", json!({"desk_name": "Lakeside"})).await.json(200);
        let named = settings["results"].as_array().unwrap().iter().find(|it| it["key"] == "desk_name").unwrap();
        assert_eq!(named["value"], "Lakeside");
        assert!(admin.patch("/api/v1/settings/", json!({"nonsense": 1})).await.json(400)["nonsense"].is_array());
        let audit = admin.get("/api/v1/audit/?action=create_role").await.json(200);
        assert_eq!(audit["results"][0]["address"], "192.0.2.7");
        let graph = admin.get("/api/v1/stages/").await.json(200);
        assert_eq!(graph["stages"].as_array().unwrap().len(), 14);
    })
    .await;
}

#[tokio::test]
async fn many_clients_are_worked_at_once_and_each_by_itself() {
    for_each_engine(CLOSED, |app| async move {
        let admin = app.admin().await;
        let first = admin
            .post(
                "/api/v1/clients/",
                json!({"name": "Ana Diaz", "email": "a@x.org", "phone": "4155550134"}),
            )
            .await
            .json(201);
        let body = json!({
            "ids": [first["id"], uuid::Uuid::now_v7()],
            "action": {"type": "change_stage", "to_stage": "contacted"},
        });
        let results = admin.post("/api/v1/clients/bulk/", body).await.json(200)["results"].clone();
        assert_eq!(results[0]["status"], 200);
        assert_eq!(results[1]["status"], 404);
    })
    .await;
}

#[tokio::test]
async fn what_one_may_not_see_is_not_there_rather_than_forbidden() {
    for_each_engine(CLOSED, |app| async move {
        let client = lead(&app).await;
        let id = client.rsplit('/').nth(1).unwrap();
        let admin = app.admin().await;
        let ben = app.csm("ben@desk.test").await;
        let note = admin
            .post(&format!("{client}notes/"), json!({"body": "called"}))
            .await
            .json(201);
        let messages = admin.get(&format!("{client}messages/")).await.json(200);
        let message = format!(
            "/api/v1/chat/messages/{}/",
            messages["results"][0]["id"].as_str().unwrap()
        );
        let session = format!(
            "/api/v1/chat/sessions/{}/",
            messages["results"][0]["session_id"].as_str().unwrap()
        );
        let nobody = app.staff("no@desk.test", None).await;
        let tries = |caller: Caller| {
            let (client, id, message, session) = (
                client.clone(),
                id.to_owned(),
                message.clone(),
                session.clone(),
            );
            async move {
                [
                    caller.delete(&client).await.code_of(),
                    caller
                        .post(&format!("{client}assign/"), json!({"assigned_to": null}))
                        .await
                        .code_of(),
                    caller
                        .post(
                            "/api/v1/clients/merge/",
                            json!({"into": id, "from": uuid::Uuid::now_v7()}),
                        )
                        .await
                        .code_of(),
                    caller
                        .post(&format!("{client}suggest-assignee/"), Value::Null)
                        .await
                        .code_of(),
                    caller.delete(&message).await.code_of(),
                    caller.delete(&session).await.code_of(),
                ]
            }
        };
        assert_eq!(
            tries(ben.clone()).await,
            ["not_found"; 6],
            "somebody else's"
        );
        let note = format!("/api/v1/notes/{}/", note["id"].as_str().unwrap());
        for answer in [
            nobody.patch(&client, json!({})).await,
            nobody
                .post(&format!("{client}stage/"), json!({"to_stage": "contacted"}))
                .await,
            nobody.post(&format!("{client}extract/"), json!({})).await,
            nobody.patch(&note, json!({"body": "x"})).await,
        ] {
            assert_eq!(answer.code(404), "not_found");
        }
        let stranger = format!("/api/v1/clients/{}/", uuid::Uuid::now_v7());
        assert_eq!(
            ben.delete(&stranger).await.text,
            ben.delete(&client).await.text,
            "nothing tells the two apart"
        );
        let assign = json!({"assigned_to": id_of(&ben).await});
        admin
            .post(&format!("{client}assign/"), assign)
            .await
            .is(200);
        assert_eq!(tries(ben).await, ["permission_denied"; 6], "his own");
        admin.get(&client).await.is(200);
    })
    .await;
}

#[tokio::test]
async fn a_client_that_changed_meanwhile_is_not_erased() {
    for_each_engine(CLOSED, |app| async move {
        let client = lead(&app).await;
        let admin = app.admin().await;
        let seen = admin.get(&client).await.json(200)["version"].clone();
        let edited = admin.patch(&client, json!({"name": "Anna Diaz"})).await;
        let version = edited.json(200)["version"].clone();
        let delete = |version: Value| {
            let (admin, client) = (admin.clone(), client.clone());
            async move {
                let body = json!({ "version": version });
                admin.send(Method::DELETE, &client, Some(body)).await
            }
        };
        let stale = delete(seen).await;
        assert_eq!(stale.code(409), "stale");
        assert_eq!(stale.json(409)["current"]["name"], "Anna Diaz");
        assert_eq!(stale.json(409)["current"]["version"], version);
        assert!(delete(json!("x")).await.json(400)["version"].is_array());
        delete(version).await.is(204);
        admin.get(&client).await.is(404);
        let another = admin
            .post("/api/v1/clients/", json!({"name": "Eve Stone"}))
            .await
            .json(201);
        let another = format!("/api/v1/clients/{}/", another["id"].as_str().unwrap());
        admin.delete(&another).await.is(204);
    })
    .await;
}

#[tokio::test]
async fn a_csm_writes_into_the_sessions_of_their_clients() {
    for_each_engine(CLOSED, |app| async move {
        let client = lead(&app).await;
        let admin = app.admin().await;
        let ben = app.csm("ben@desk.test").await;
        let messages = admin.get(&format!("{client}messages/")).await.json(200);
        let session = messages["results"][0]["session_id"].clone();
        let stream = "/api/v1/chat/stream/";
        let says =
            |session: &Value| json!({"session_id": session, "message": "Hi", "sender_type": "bot"});
        let refused = ben.post(stream, says(&session)).await;
        assert_eq!(refused.code(404), "not_found");
        let fresh = json!(uuid::Uuid::new_v4());
        assert_eq!(
            ben.post(stream, says(&fresh)).await.json(201)["position"],
            1
        );
        assert_eq!(
            ben.post(stream, says(&fresh)).await.json(201)["position"],
            2
        );
        let batch = json!({"messages": [says(&session), says(&fresh)]});
        let results = ben
            .post("/api/v1/chat/batch/", batch.clone())
            .await
            .json(200);
        assert_eq!(results["results"][0]["status"], 404);
        assert_eq!(results["results"][1]["status"], 201);
        let assign = json!({"assigned_to": id_of(&ben).await});
        admin
            .post(&format!("{client}assign/"), assign)
            .await
            .is(200);
        ben.post(stream, says(&session)).await.is(201);
        let results = ben.post("/api/v1/chat/batch/", batch).await.json(200);
        assert_eq!(results["results"][0]["status"], 201);
        let nobody = app.staff("no@desk.test", None).await;
        assert_eq!(
            nobody.post(stream, says(&fresh)).await.code(403),
            "permission_denied"
        );
    })
    .await;
}
