//! The streams: what happens is told once, in order, to those who may know.

use std::time::Duration;

use axum::{body::BodyDataStream, http::Method};
use futures_util::StreamExt as _;
use serde_json::json;
use tower::ServiceExt as _;

use crate::support::{CLOSED, Caller, for_each_engine, on_sqlite};

/// A stream as a browser's `EventSource` reads it.
struct Reader {
    body: BodyDataStream,
    text: String,
    /// The newest `id`, of whatever event it came with.
    last_id: String,
}

#[derive(Debug, PartialEq, Eq)]
struct Seen {
    id: String,
    name: String,
    data: String,
}

impl Reader {
    async fn open(caller: &Caller, path: &str) -> Self {
        let request = caller.request(Method::GET, path, "");
        let response = caller.app.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self {
            body: response.into_body().into_data_stream(),
            text: String::new(),
            last_id: String::new(),
        }
    }

    /// What an `EventSource` does by itself when it is cut off.
    async fn reconnect(self, caller: &Caller, path: &str) -> Self {
        let away = caller.clone().with("last-event-id", &self.last_id);
        drop(self);
        Self::open(&away, path).await
    }

    /// The next event after the greeting; `None` when the stream ended.
    async fn next(&mut self) -> Option<Seen> {
        loop {
            let seen = self.read().await?;
            if seen.name != "following" {
                return Some(seen);
            }
        }
    }

    /// The next event.
    async fn read(&mut self) -> Option<Seen> {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    let line = block.lines().find_map(|line| line.strip_prefix(name));
                    line.map(|value| value.trim_start_matches(": ").to_owned())
                };
                let seen = field("event").map(|name| Seen {
                    id: field("id").unwrap_or_default(),
                    name,
                    data: field("data").unwrap_or_default(),
                });
                if let Some(id) = field("id") {
                    self.last_id = id;
                }
                self.text = rest.into();
                if seen.is_some() {
                    return seen;
                }
            }
            let wait = tokio::time::timeout(Duration::from_secs(20), self.body.next());
            let chunk = wait
                .await
                .expect("the stream says something")
                .transpose()
                .unwrap()?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}

#[tokio::test]
async fn a_reader_that_was_away_resumes_and_misses_nothing() {
    for_each_engine(CLOSED, |app| async move {
        app.rivo.start().await;
        let admin = app.admin().await;
        let mut reader = Reader::open(&admin, "/api/v1/events/").await;
        let create = |name: &str| admin.post("/api/v1/clients/", json!({"name": name}));
        let first = create("Ana Diaz").await.json(201);
        let seen = reader.next().await.unwrap();
        assert_eq!(seen.name, "change");
        let data: serde_json::Value = serde_json::from_str(&seen.data).unwrap();
        assert_eq!(
            (&data["kind"], &data["id"]),
            (&json!("client"), &first["id"])
        );
        drop(reader);
        let second = create("Ben Odell").await.json(201);
        let third = create("Cid Ruy").await.json(201);
        let away = admin.clone().with("last-event-id", &seen.id);
        let mut reader = Reader::open(&away, "/api/v1/events/").await;
        let mut ids = Vec::new();
        while ids.len() < 2 {
            let data: serde_json::Value =
                serde_json::from_str(&reader.next().await.unwrap().data).unwrap();
            if data["kind"] == "client" {
                ids.push(data["id"].clone());
            }
        }
        assert_eq!(ids, [second["id"].clone(), third["id"].clone()]);
        app.app.close();
        while reader.next().await.is_some() {}
        app.rivo.shutdown().await;
    })
    .await;
}

#[tokio::test]
async fn a_reader_that_was_cut_off_before_anything_happened_misses_nothing_either() {
    for_each_engine(CLOSED, |app| async move {
        app.rivo.start().await;
        let admin = app.admin().await;
        let path = "/api/v1/events/";
        let mut reader = Reader::open(&admin, path).await;
        let greeting = reader.read().await.unwrap();
        assert_eq!(
            (greeting.name.as_str(), greeting.data.as_str()),
            ("following", "{}")
        );
        let create = json!({"name": "Ana Diaz"});
        let ana = admin.post("/api/v1/clients/", create).await.json(201);
        // The change is in the feed before the reader is back.
        let mut other = Reader::open(&admin, &format!("{path}?cursor={}", greeting.id)).await;
        other.next().await.unwrap();
        let mut reader = reader.reconnect(&admin, path).await;
        let data: serde_json::Value =
            serde_json::from_str(&reader.next().await.unwrap().data).unwrap();
        assert_eq!(data["id"], ana["id"]);

        let bot = app.key(&["chat:read", "chat:write"]).await;
        let session = uuid::Uuid::new_v4();
        let path = format!("/api/v1/chat/sessions/{session}/events/");
        let mut reader = Reader::open(&bot, &path).await;
        assert_eq!(reader.read().await.unwrap().id, "0");
        let body = json!({"session_id": session, "message": "one", "sender_type": "bot"});
        bot.post("/api/v1/chat/stream/", body).await.is(201);
        let mut reader = reader.reconnect(&bot, &path).await;
        assert_eq!(reader.next().await.unwrap().id, "1");
        app.rivo.shutdown().await;
    })
    .await;
}

#[tokio::test]
async fn a_csm_hears_of_their_own_clients_only() {
    for_each_engine(CLOSED, |app| async move {
        app.rivo.start().await;
        let admin = app.admin().await;
        let csm = app.csm("ben@desk.test").await;
        let ben = csm.get("/api/v1/auth/me/").await.json(200)["id"].clone();
        let mut reader = Reader::open(&csm, "/api/v1/events/").await;
        admin
            .post("/api/v1/clients/", json!({"name": "Ana Diaz"}))
            .await
            .is(201);
        let his = json!({"name": "Ben Odell", "assigned_to": ben});
        let his = admin.post("/api/v1/clients/", his).await.json(201);
        let data: serde_json::Value =
            serde_json::from_str(&reader.next().await.unwrap().data).unwrap();
        assert_eq!(data["id"], his["id"]);
        app.rivo.shutdown().await;
    })
    .await;
}

#[tokio::test]
async fn a_cursor_that_is_not_kept_is_answered_by_a_reset() {
    on_sqlite(CLOSED, |app| async move {
        app.rivo.start().await;
        let admin = app.admin().await;
        let mut reader = Reader::open(&admin, "/api/v1/events/?cursor=999999").await;
        let seen = reader.next().await.unwrap();
        assert_eq!(seen.name, "reset");
        assert_eq!(seen.data, r#"{"code":"cursor_expired"}"#);
        assert!(admin.get("/api/v1/events/?cursor=x").await.json(400)["cursor"].is_array());
        let odd = admin.with("last-event-id", "x");
        assert!(odd.get("/api/v1/events/").await.json(400)["Last-Event-ID"].is_array());
        app.rivo.shutdown().await;
    })
    .await;
}

#[tokio::test]
async fn a_stream_ends_soon_after_its_login() {
    on_sqlite(CLOSED, |app| async move {
        app.rivo.start().await;
        let csm = app.csm("ben@desk.test").await;
        let mut reader = Reader::open(&csm, "/api/v1/events/").await;
        csm.post("/api/v1/auth/logout/", json!({})).await.is(204);
        assert_eq!(reader.next().await, None);
        app.rivo.shutdown().await;
    })
    .await;
}

#[tokio::test]
async fn a_stream_ends_sooner_after_its_key() {
    on_sqlite(CLOSED, |app| async move {
        app.rivo.start().await;
        let admin = app.admin().await;
        let new = json!({"name": "bot", "scopes": ["chat:read"]});
        let issued = admin.post("/api/v1/api-keys/", new).await.json(201);
        let bot = app.anonymous().bearer(issued["key"].as_str().unwrap());
        let session = uuid::Uuid::new_v4();
        let path = format!("/api/v1/chat/sessions/{session}/events/");
        let mut reader = Reader::open(&bot, &path).await;
        let key = issued["id"].as_str().unwrap();
        let key = format!("/api/v1/api-keys/{key}/");
        admin.delete(&key).await.is(204);
        // Another node may know the key by heart for four seconds more.
        let wait = tokio::time::timeout(Duration::from_secs(3), reader.next());
        assert_eq!(wait.await.expect("the stream ends"), None);
        app.rivo.shutdown().await;
    })
    .await;
}

#[tokio::test]
async fn a_session_can_be_followed() {
    for_each_engine(CLOSED, |app| async move {
        app.rivo.start().await;
        let bot = app.key(&["chat:read", "chat:write"]).await;
        let session = uuid::Uuid::new_v4();
        let post = |text: &str| {
            let body = json!({"session_id": session, "message": text, "sender_type": "bot"});
            bot.post("/api/v1/chat/stream/", body)
        };
        post("one").await.is(201);
        let path = format!("/api/v1/chat/sessions/{session}/events/");
        let mut all = Reader::open(&bot, &format!("{path}?after=0")).await;
        let mut new = Reader::open(&bot, &path).await;
        post("two").await.is(201);
        let seen = new.next().await.unwrap();
        assert_eq!((seen.name.as_str(), seen.id.as_str()), ("message", "2"));
        for text in ["one", "two"] {
            let data: serde_json::Value =
                serde_json::from_str(&all.next().await.unwrap().data).unwrap();
            assert_eq!(data["message"], text);
        }
        app.rivo.shutdown().await;
    })
    .await;
}
