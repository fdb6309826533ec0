//! Bodies: what is not as the document says is refused, all of it at once, and changes nothing.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{CLOSED, Caller, PASSWORD, for_each_engine, on_sqlite};

const ID: &str = "6f1b2c34-5d6e-4f70-8a91-b2c3d4e5f601";

fn required() -> Value {
    json!(["This field is required."])
}

#[tokio::test]
async fn a_list_is_no_body_of_any_route() {
    on_sqlite(CLOSED, |app| async move {
        let admin = app.admin().await;
        let document = rivo_server::contract::document();
        let mut wrong = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if operation["requestBody"].is_null() {
                    continue;
                }
                let path = path.replace("{id}", ID).replace("{resource}", "clients");
                let method: Method = method.to_uppercase().parse().unwrap();
                for body in [json!([]), json!(["a@b.co", "a-long-password-17"])] {
                    let answer = admin.send(method.clone(), &path, Some(body)).await;
                    let said = "Invalid data. Expected a dictionary, but got list.";
                    if answer.status != 400 || !answer.text.contains(said) {
                        wrong.push(format!(
                            "{method} {path}: {} {}",
                            answer.status, answer.text
                        ));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    })
    .await;
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    on_sqlite(CLOSED, |app| async move {
        let admin = app.admin().await;
        for (path, body, expect) in [
            (
                "users/",
                json!({}),
                json!({"email": required(), "password": required(), "role": required()}),
            ),
            (
                "users/",
                json!({"email": 3, "role": "bad"}),
                json!({
                    "email": ["Not a valid string."],
                    "password": required(),
                    "role": ["Must be a valid UUID."],
                }),
            ),
            (
                "auth/login/",
                json!({}),
                json!({"email": required(), "password": required()}),
            ),
            (
                "api-keys/",
                json!({}),
                json!({"name": required(), "scopes": required()}),
            ),
            (
                "import/clients/",
                json!({"dry_run": 1}),
                json!({
                    "csv": required(),
                    "import_id": required(),
                    "dry_run": ["Must be a valid boolean."],
                }),
            ),
            (
                "users/bulk/",
                json!({"ids": [ID], "action": {"deactivate": null}}),
                json!({"action": ["\"{\"deactivate\":null}\" is not a valid choice."]}),
            ),
        ] {
            let answer = admin.post(&format!("/api/v1/{path}"), body).await;
            assert_eq!(answer.json(400), expect, "{path}");
        }
        let empty = admin
            .raw(Method::POST, "/api/v1/auth/login/", "application/json", "")
            .await;
        assert_eq!(
            empty.json(400),
            json!({"email": required(), "password": required()})
        );
    })
    .await;
}

/// A client of a CSM, with a fact.
async fn client_of(admin: &Caller, csm: &Caller) -> String {
    let id = csm.get("/api/v1/auth/me/").await.json(200)["id"].clone();
    let new = json!({"name": "Ana Diaz", "assigned_to": id});
    let client = admin.post("/api/v1/clients/", new).await.json(201);
    client["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_not_said_is_not_taken_for_null() {
    for_each_engine(CLOSED, |app| async move {
        let admin = app.admin().await;
        let csm = app.csm("ben@desk.test").await;
        let id = client_of(&admin, &csm).await;
        let client = format!("/api/v1/clients/{id}/");
        let assign = format!("{client}assign/");
        for body in [json!({}), json!({"asigned_to": null})] {
            assert_eq!(
                admin.post(&assign, body).await.json(400),
                json!({"assigned_to": required()})
            );
        }
        let path = "loan_details.interest_rate";
        let context = format!("{client}context/");
        assert_eq!(
            csm.patch(&context, json!({"facts": [{"path": path}]}))
                .await
                .json(400),
            json!({"facts.0.value": required()})
        );
        let bulk = json!({"ids": [id], "action": {"type": "assign"}});
        assert_eq!(
            admin.post("/api/v1/clients/bulk/", bulk).await.json(400),
            json!({"action.assigned_to": required()})
        );
        let push = json!({"device_id": "x", "commands": [
            {"id": uuid::Uuid::now_v7(), "command": {"type": "assign", "client_id": id}},
            {"id": uuid::Uuid::now_v7(),
             "command": {"type": "correct_fact", "client_id": id, "path": path}},
            {"id": uuid::Uuid::now_v7(), "command": ["assign", id, null]},
        ]});
        let pushed = admin.post("/api/v1/sync/push/", push).await.json(200)["results"].clone();
        for at in 0..3 {
            assert_eq!(pushed[at]["status"], "rejected", "{pushed}");
            assert_eq!(pushed[at]["code"], "invalid", "{pushed}");
        }
        let stands = admin.get(&client).await.json(200);
        assert_eq!(stands["assigned_to"]["email"], "ben@desk.test");
        assert!(stands["context_meta"]["facts"][path].is_null(), "{stands}");

        let fact = json!({"facts": [{"path": path, "value": null}]});
        csm.patch(&context, fact).await.is(200);
        let taken = admin.post(&assign, json!({"assigned_to": null})).await;
        assert!(taken.json(200)["assigned_to"].is_null());
    })
    .await;
}

#[tokio::test]
async fn a_user_is_made_with_a_role_or_none_but_not_by_forgetting_it() {
    for_each_engine(CLOSED, |app| async move {
        let admin = app.admin().await;
        let mut new = json!({"email": "new@desk.test", "password": PASSWORD});
        let answer = admin.post("/api/v1/users/", new.clone()).await;
        assert_eq!(answer.json(400), json!({"role": required()}));
        new["role"] = Value::Null;
        let made = admin.post("/api/v1/users/", new).await.json(201);
        assert!(made["role"].is_null());
    })
    .await;
}
