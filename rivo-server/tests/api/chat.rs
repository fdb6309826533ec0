//! The chat API as the Django project promised it, and what is new.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{CLOSED, OPEN, for_each_engine, on_sqlite};

const SESSION: &str = "6f1b2c34-5d6e-4f70-8a91-b2c3d4e5f601";
const STREAM: &str = "/api/v1/chat/stream/";

fn message(text: &str) -> Value {
    json!({"session_id": SESSION, "message": text, "sender_type": "client"})
}

#[tokio::test]
async fn a_message_is_answered_in_the_shape_the_chatbot_knows() {
    for_each_engine(OPEN, |app| async move {
        let bot = app.anonymous();
        let posted = bot.post(STREAM, message("  Hello\n")).await.json(201);
        let mut keys: Vec<&str> = posted
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        keys.sort_unstable();
        assert_eq!(
            keys,
            [
                "client",
                "created_at",
                "data_type",
                "id",
                "message",
                "metadata",
                "position",
                "sender_type",
                "session_id",
                "updated_at"
            ]
        );
        assert_eq!(posted["session_id"], SESSION);
        assert_eq!(posted["client"], Value::Null);
        assert_eq!(posted["message"], "  Hello\n", "kept as it came");
        assert_eq!(posted["sender_type"], "client");
        assert_eq!(posted["data_type"], "message");
        assert_eq!(posted["position"], 1);
        assert_eq!(posted["created_at"], posted["updated_at"]);
        assert!(posted["created_at"].as_str().unwrap().ends_with('Z'));

        let form = format!(
            "session_id={SESSION}&message=It%27s+%E2%82%AC5&sender_type=bot&data_type=message"
        );
        let answer = bot
            .raw(
                Method::POST,
                STREAM,
                "application/x-www-form-urlencoded",
                form,
            )
            .await;
        assert_eq!(answer.json(201)["message"], "It's €5");
        let part = |name: &str, value: &str| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let parts = part("session_id", SESSION) + &part("sender_type", "bot");
        let kind = "multipart/form-data; boundary=x";
        let form = format!("{parts}{}{}--x--\r\n", part("message", "It's €6"), part("metadata", "{\"a\": 1}"));
        let answer = bot.raw(Method::POST, STREAM, kind, form).await.json(201);
        assert_eq!(answer["message"], "It's €6");
        assert_eq!(answer["metadata"], json!({"a": 1}));
        let file = "--x\r\nContent-Disposition: form-data; name=\"message\"; filename=\"a.txt\"\r\n\r\nx\r\n--x--";
        let refused = bot.raw(Method::POST, STREAM, kind, format!("{parts}{file}")).await;
        assert!(refused.json(400)["message"].is_array());

        let history = bot
            .get(&format!("/api/v1/chat/history/?session_id={SESSION}"))
            .await
            .json(200);
        assert_eq!(history["session_id"], SESSION);
        let messages = history["messages"].as_array().unwrap();
        assert_eq!(messages.len(), 3);
        assert_eq!(messages[0], posted);
        let rest = bot
            .get(&format!(
                "/api/v1/chat/history/?session_id={SESSION}&after=1&limit=5"
            ))
            .await;
        assert_eq!(rest.json(200)["messages"][0]["position"], 2);
    })
    .await;
}

#[tokio::test]
async fn three_contact_details_make_a_lead() {
    for_each_engine(OPEN, |app| async move {
        let bot = app.anonymous();
        for (kind, text) in [
            ("name", "ANA DIAZ"),
            ("email", "Ana@Diaz.com"),
            ("phone", "(415) 555-0134"),
        ] {
            let mut body = message(text);
            body["data_type"] = json!(kind);
            bot.post(STREAM, body).await.is(201);
        }
        let client = bot.post(STREAM, message("thanks")).await.json(201)["client"].clone();
        let admin = app.admin().await;
        let lead = admin
            .get(&format!("/api/v1/clients/{}/", client.as_str().unwrap()))
            .await
            .json(200);
        assert_eq!(lead["name"], "Ana Diaz");
        assert_eq!(lead["email"], "ana@diaz.com");
        assert_eq!(lead["phone"], "+14155550134");
        assert_eq!(lead["current_stage"], "lead");
        assert!(lead["captured_at"].is_string());
    })
    .await;
}

#[tokio::test]
async fn a_contact_detail_that_is_none_is_stored_with_a_warning() {
    for_each_engine(OPEN, |app| async move {
        let mut body = message("not an address");
        body["data_type"] = json!("email");
        let posted = app.anonymous().post(STREAM, body).await.json(201);
        assert_eq!(posted["client"], Value::Null);
        assert_eq!(posted["warnings"].as_array().unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_post_that_is_wrong_says_everything_that_is_wrong() {
    on_sqlite(OPEN, |app| async move {
        let bot = app.anonymous();
        let required = json!(["This field is required."]);
        assert_eq!(
            bot.post(STREAM, json!({})).await.json(400),
            json!({"session_id": required, "message": required, "sender_type": required})
        );
        let wrong =
            json!({"session_id": "1", "message": "", "sender_type": "robot", "data_type": "age"});
        assert_eq!(
            bot.post(STREAM, wrong).await.json(400),
            json!({
                "session_id": ["Must be a valid UUID."],
                "message": ["This field may not be blank."],
                "sender_type": ["\"robot\" is not a valid choice."],
                "data_type": ["\"age\" is not a valid choice."],
            })
        );
        assert_eq!(
            bot.post(STREAM, message(&"ä".repeat(10_001)))
                .await
                .json(400),
            json!({"message": ["Ensure this field has no more than 10000 characters."]})
        );
        bot.post(STREAM, message(&"ä".repeat(10_000))).await.is(201);
        assert_eq!(
            bot.post(STREAM, message("a\u{0}b")).await.json(400),
            json!({"message": ["Null characters are not allowed."]})
        );
        assert_eq!(
            bot.raw(Method::POST, STREAM, "application/json", "{")
                .await
                .code(400),
            "parse_error"
        );
        assert_eq!(
            bot.raw(Method::POST, STREAM, "application/json", vec![b'"', 0xff])
                .await
                .code(400),
            "parse_error"
        );
        assert_eq!(
            bot.raw(Method::POST, STREAM, "text/plain", "x")
                .await
                .code(415),
            "unsupported_media_type"
        );
        let large = "x".repeat(1024 * 1024 + 1);
        assert_eq!(
            bot.raw(Method::POST, STREAM, "application/json", large)
                .await
                .code(413),
            "too_large"
        );
    })
    .await;
}

#[tokio::test]
async fn a_history_needs_a_session_and_an_unknown_one_is_empty() {
    on_sqlite(OPEN, |app| async move {
        let bot = app.anonymous();
        assert_eq!(
            bot.get("/api/v1/chat/history/").await.json(400),
            json!({"error": "session_id required"})
        );
        assert_eq!(
            bot.get("/api/v1/chat/history/?session_id=1")
                .await
                .json(400),
            json!({"session_id": ["Must be a valid UUID."]})
        );
        assert_eq!(
            bot.get(&format!("/api/v1/chat/history?session_id={SESSION}"))
                .await
                .json(200),
            json!({"session_id": SESSION, "messages": []})
        );
    })
    .await;
}

#[tokio::test]
async fn the_same_idempotency_key_gives_the_first_message_again() {
    for_each_engine(OPEN, |app| async move {
        let bot = app.anonymous().with("idempotency-key", "k1");
        let first = bot.post(STREAM, message("once")).await.json(201);
        assert_eq!(bot.post(STREAM, message("once")).await.json(200), first);
        assert_eq!(
            bot.post(STREAM, message("twice")).await.code(409),
            "idempotency_key_reused"
        );
        let long = app.anonymous().with("idempotency-key", &"k".repeat(201));
        assert!(long.post(STREAM, message("x")).await.json(400)["idempotency_key"].is_array());
        let strange = app.anonymous().with("idempotency-key", "\u{e9}");
        strange.post(STREAM, message("x")).await.is(201);
    })
    .await;
}

#[tokio::test]
async fn who_posts_again_is_warned_again() {
    for_each_engine(OPEN, |app| async move {
        let bot = app.anonymous().with("idempotency-key", "k1");
        let mut body = message("not an address");
        body["data_type"] = json!("email");
        let first = bot.post(STREAM, body.clone()).await.json(201);
        assert!(first["warnings"].is_array(), "{first}");
        assert_eq!(bot.post(STREAM, body).await.json(200), first);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_object_or_holds_a_nul_is_no_message() {
    on_sqlite(OPEN, |app| async move {
        let bot = app.anonymous();
        let list =
            json!({"non_field_errors": ["Invalid data. Expected a dictionary, but got list."]});
        for body in [
            json!([SESSION, "hello", "client"]),
            json!([SESSION, "a@b.co", "client", "email", {"k": 1}]),
        ] {
            assert_eq!(bot.post(STREAM, body).await.json(400), list);
        }
        let mut body = message("hello");
        body["sender_type"] = json!({"client": null});
        body["data_type"] = json!({"message": null});
        let wrong = bot.post(STREAM, body).await.json(400);
        assert_eq!(
            wrong["sender_type"],
            json!(["\"{\"client\":null}\" is not a valid choice."])
        );
        assert!(wrong["data_type"].is_array(), "{wrong}");
        let nul = json!(["Null characters are not allowed."]);
        let mut body = message("hello");
        body["extra"] = json!("a\u{0}b");
        assert_eq!(
            bot.post(STREAM, body).await.json(400),
            json!({"extra": nul})
        );
        let form = format!("session_id={SESSION}&message=hello&sender_type=bot&extra=%00");
        let kind = "application/x-www-form-urlencoded";
        let answer = bot.raw(Method::POST, STREAM, kind, form).await;
        assert_eq!(answer.json(400), json!({"extra": nul}));
        let required = json!(["This field is required."]);
        assert_eq!(
            bot.raw(Method::POST, STREAM, "application/json", "")
                .await
                .json(400),
            json!({"session_id": required, "message": required, "sender_type": required})
        );
    })
    .await;
}

#[tokio::test]
async fn one_message_with_a_nul_does_not_refuse_the_batch() {
    for_each_engine(OPEN, |app| async move {
        let bot = app.anonymous();
        let mut extra = message("b");
        extra["extra"] = json!(["\u{0}"]);
        let body = json!({"messages": [message("a\u{0}"), message("good"), extra, [message("c")]]});
        let results = bot.post("/api/v1/chat/batch/", body).await.json(200)["results"].clone();
        let nul = json!(["Null characters are not allowed."]);
        assert_eq!(results[0]["errors"], json!({"message": nul}));
        assert_eq!(results[1]["status"], 201);
        assert_eq!(results[2]["errors"], json!({"extra": nul}));
        assert_eq!(results[3]["status"], 400);
        let refused = json!({"messages": [message("a")], "extra": "\u{0}"});
        assert_eq!(
            bot.post("/api/v1/chat/batch/", refused).await.json(400),
            json!({"extra": nul})
        );
    })
    .await;
}

#[tokio::test]
async fn a_batch_stores_what_is_good_and_says_what_is_not() {
    for_each_engine(OPEN, |app| async move {
        let bot = app.anonymous();
        let mut keyed = message("b");
        keyed["idempotency_key"] = json!("k");
        let body = json!({"messages": [message("a"), {"message": "x"}, keyed, 3]});
        let results = bot.post("/api/v1/chat/batch/", body).await.json(200)["results"].clone();
        let statuses: Vec<u64> = (0..4)
            .map(|at| results[at]["status"].as_u64().unwrap())
            .collect();
        assert_eq!(statuses, [201, 400, 201, 400]);
        assert_eq!(
            results[1]["errors"]["session_id"],
            json!(["This field is required."])
        );
        assert_eq!(results[3]["index"], 3);
        assert!(
            bot.post("/api/v1/chat/batch/", json!({"messages": []}))
                .await
                .json(400)["messages"]
                .is_array()
        );
        let many = vec![json!(1); 1001];
        assert!(
            bot.post("/api/v1/chat/batch/", json!({"messages": many}))
                .await
                .json(400)["messages"]
                .is_array()
        );
        let history = bot
            .get(&format!("/api/v1/chat/history/?session_id={SESSION}"))
            .await
            .json(200);
        assert_eq!(history["messages"].as_array().unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_closed_desk_asks_for_a_key_of_the_right_scope() {
    for_each_engine(CLOSED, |app| async move {
        let history = format!("/api/v1/chat/history/?session_id={SESSION}");
        assert_eq!(
            app.anonymous().post(STREAM, message("x")).await.code(401),
            "not_authenticated"
        );
        assert_eq!(
            app.anonymous().get(&history).await.code(401),
            "not_authenticated"
        );
        let writer = app.key(&["chat:write"]).await;
        writer.post(STREAM, message("x")).await.is(201);
        assert_eq!(writer.get(&history).await.code(403), "scope_missing");
        let reader = app.key(&["chat:read"]).await;
        assert_eq!(
            reader.post(STREAM, message("x")).await.code(403),
            "scope_missing"
        );
        assert_eq!(
            reader.get(&history).await.json(200)["messages"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        assert_eq!(reader.get("/api/v1/clients/").await.code(403), "staff_only");
        let stranger = app.anonymous().bearer("rivo_nonsense");
        assert_eq!(
            stranger.post(STREAM, message("x")).await.code(401),
            "invalid_api_key"
        );
        let open: Vec<_> = CLOSED
            .iter()
            .copied()
            .chain([("CHAT_API_OPEN", "True")])
            .collect();
        app.with(&open)
            .anonymous()
            .post(STREAM, message("x"))
            .await
            .is(201);
        assert_eq!(
            app.with(&open)
                .anonymous()
                .get("/api/v1/clients/")
                .await
                .code(401),
            "not_authenticated"
        );
    })
    .await;
}

#[tokio::test]
async fn a_revoked_key_and_one_over_its_limit_are_refused() {
    for_each_engine(CLOSED, |app| async move {
        let admin = app.admin().await;
        let new = json!({"name": "bot", "scopes": ["chat:write"], "rate_limit": 2});
        let issued = admin.post("/api/v1/api-keys/", new).await.json(201);
        let bot = app.anonymous().bearer(issued["key"].as_str().unwrap());
        bot.post(STREAM, message("1")).await.is(201);
        bot.post(STREAM, message("2")).await.is(201);
        let refused = bot.post(STREAM, message("3")).await;
        assert_eq!(refused.code(429), "too_many_requests");
        assert!(refused.header("retry-after").parse::<u64>().unwrap() <= 60);
        let listed = admin.get("/api/v1/api-keys/").await.text;
        assert!(
            !listed.contains(issued["key"].as_str().unwrap()),
            "a key is shown once"
        );
        admin
            .delete(&format!(
                "/api/v1/api-keys/{}/",
                issued["id"].as_str().unwrap()
            ))
            .await
            .is(204);
        assert_eq!(
            bot.post(STREAM, message("4")).await.code(401),
            "api_key_revoked"
        );
    })
    .await;
}

#[tokio::test]
async fn messages_are_edited_and_deleted_by_staff_only() {
    for_each_engine(CLOSED, |app| async move {
        let bot = app.key(&["chat:write", "chat:read"]).await;
        let id = bot.post(STREAM, message("first")).await.json(201)["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let one = format!("/api/v1/chat/messages/{id}/");
        assert_eq!(
            bot.patch(&one, json!({"message": "edited"}))
                .await
                .code(403),
            "permission_denied"
        );
        bot.delete(&one).await.is(403);
        let admin = app.admin().await;
        assert_eq!(
            admin
                .patch(&one, json!({"message": "edited"}))
                .await
                .json(200)["message"],
            "edited"
        );
        let put = admin
            .send(Method::PUT, &one, Some(json!({"message": "again"})))
            .await;
        assert_eq!(put.json(200)["message"], "again");
        admin.delete(&one).await.is(204);
        admin.get(&one).await.is(404);
        let session = format!("/api/v1/chat/sessions/{SESSION}/");
        assert_eq!(admin.get(&session).await.json(200)["message_count"], 1);
        assert_eq!(
            bot.get("/api/v1/chat/sessions/").await.json(200)["results"][0]["session_id"],
            SESSION
        );
        admin.delete(&session).await.is(204);
        bot.get(&session).await.is(404);
    })
    .await;
}
