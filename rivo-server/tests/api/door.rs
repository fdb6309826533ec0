//! What holds for every request: Host, CORS, headers, the shapes of refusals, one spelling.

use axum::http::Method;
use rivo_core::auth::Actor;
use rivo_server::InProcess;
use serde_json::json;
use tower::ServiceExt as _;

use crate::support::{CLOSED, OPEN, for_each_engine, on_sqlite};

const STREAM: &str = "/api/v1/chat/stream/";

#[tokio::test]
async fn a_foreign_host_is_refused() {
    on_sqlite(CLOSED, |app| async move {
        let for_host = |host: &str| app.anonymous().with("host", host);
        assert_eq!(
            for_host("evil.test").get("/api/v1/stages/").await.code(400),
            "host_not_allowed"
        );
        assert_eq!(
            for_host("").get("/api/v1/stages/").await.code(400),
            "host_not_allowed"
        );
        assert_eq!(
            for_host("a b").get("/api/v1/stages/").await.code(400),
            "host_not_allowed"
        );
        assert_eq!(
            for_host("desk.test:8443")
                .get("/api/v1/stages/")
                .await
                .code(401),
            "not_authenticated"
        );
        for probe in ["/healthz", "/readyz", "/healthz/", "/readyz/"] {
            let answer = for_host("10.0.0.9").get(probe).await;
            assert!(answer.json(200)["status"].is_string(), "{probe}");
        }
        let scraped = app.anonymous().get("/metrics/").await;
        assert_eq!(
            scraped.text.lines().next(),
            app.anonymous().get("/metrics").await.text.lines().next()
        );
        let mut any = for_host("evil.test");
        any.app = app.with(OPEN);
        any.get("/api/v1/stages/").await.is(401);
    })
    .await;
}

#[tokio::test]
async fn every_answer_has_an_id_and_the_security_headers() {
    on_sqlite(CLOSED, |app| async move {
        for path in [
            "/healthz",
            "/api/v1/stages/",
            "/api/v1/nothing/",
            "/dashboard/login/",
            "/nothing",
            "/api/docs/",
        ] {
            let answer = app.anonymous().get(path).await;
            assert!(answer.header("x-request-id").len() >= 32, "{path}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answer.header("x-frame-options"), "SAMEORIGIN", "{path}");
            assert!(
                answer
                    .header("content-security-policy")
                    .starts_with("default-src"),
                "{path}"
            );
        }
        let named = app
            .anonymous()
            .with("x-request-id", "trace-7")
            .get("/healthz")
            .await;
        assert_eq!(named.header("x-request-id"), "trace-7");
        assert_eq!(
            app.anonymous()
                .get("/api/v1/stages/")
                .await
                .header("cache-control"),
            "no-store"
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_not_there_is_said_in_json() {
    on_sqlite(OPEN, |app| async move {
        let admin = app.admin().await;
        assert_eq!(admin.get("/api/v1/nothing/").await.code(404), "not_found");
        assert_eq!(admin.get("/api/nothing").await.code(404), "not_found");
        assert_eq!(
            admin.post("/dashboard/nothing", json!({})).await.code(405),
            "method_not_allowed"
        );
        let wrong = admin.delete("/api/v1/stages/").await;
        assert_eq!(wrong.code(405), "method_not_allowed");
        assert!(wrong.header("allow").contains("GET"));
        assert_eq!(
            admin.get("/api/v1/clients/x/").await.json(400),
            json!({"id": ["Must be a valid UUID."]})
        );
        assert_eq!(
            admin.get("/api/v1/clients/%ff/").await.json(400),
            json!({"id": ["Must be a valid UUID."]})
        );
        let unknown = format!("/api/v1/clients/{}/", uuid::Uuid::now_v7());
        assert_eq!(admin.get(&unknown).await.code(404), "not_found");
        let none = admin.get("/api/v1/clients/?limit=0").await;
        assert!(none.json(400)["limit"].is_array());
        assert!(
            admin
                .get("/api/v1/clients/?limit=x&urgency=huge")
                .await
                .json(400)["limit"]
                .is_array()
        );
        assert!(
            admin
                .get("/api/v1/clients/?cursor=nonsense")
                .await
                .json(400)["cursor"]
                .is_array()
        );
        assert!(admin.get("/api/v1/clients/?q=%00").await.json(400)["q"].is_array());
        let nul = json!({"name": "a\u{0}"});
        assert_eq!(
            admin.post("/api/v1/clients/", nul).await.json(400),
            json!({"name": ["Null characters are not allowed."]})
        );
        let key = admin.clone().with("command-id", "x");
        assert!(
            key.post("/api/v1/clients/", json!({"name": "Ana"}))
                .await
                .json(400)["Command-Id"]
                .is_array()
        );
    })
    .await;
}

#[tokio::test]
async fn the_last_slash_may_be_left_out_everywhere() {
    on_sqlite(OPEN, |app| async move {
        let admin = app.admin().await;
        let document = rivo_server::contract::document();
        for (path, item) in document["paths"].as_object().unwrap() {
            // Streams do not end.
            if item.get("get").is_none() || path.ends_with("/events/") {
                continue;
            }
            let path = path.replace("{id}", "6f1b2c34-5d6e-4f70-8a91-b2c3d4e5f601");
            let with = admin.get(&path).await;
            let without = admin.get(path.trim_end_matches('/')).await;
            assert_eq!(with.status, without.status, "{path}");
            assert_eq!(with.text, without.text, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_widget_of_an_allowed_origin_may_call_the_chat_routes_only() {
    let settings: Vec<_> = OPEN
        .iter()
        .copied()
        .chain([("CORS_ALLOWED_ORIGINS", "https://shop.test")])
        .collect();
    on_sqlite(&settings, |app| async move {
        let from = |origin: &str| {
            app.anonymous()
                .with("origin", origin)
                .with("access-control-request-method", "POST")
        };
        let preflight = from("https://shop.test")
            .send(Method::OPTIONS, STREAM, None)
            .await;
        preflight.is(204);
        assert_eq!(
            preflight.header("access-control-allow-origin"),
            "https://shop.test"
        );
        assert!(
            preflight
                .header("access-control-allow-headers")
                .contains("authorization")
        );
        assert_eq!(preflight.header("access-control-allow-credentials"), "");
        let answer = from("https://shop.test").post(STREAM, json!({})).await;
        answer.is(400);
        assert_eq!(
            answer.header("access-control-allow-origin"),
            "https://shop.test"
        );
        let foreign = from("https://evil.test")
            .send(Method::OPTIONS, STREAM, None)
            .await;
        assert_eq!(foreign.header("access-control-allow-origin"), "");
        let desk = from("https://shop.test")
            .send(Method::OPTIONS, "/api/v1/clients/", None)
            .await;
        assert_eq!(desk.header("access-control-allow-origin"), "");
    })
    .await;
}

#[tokio::test]
async fn a_caller_inside_the_process_needs_no_cookie_and_no_host() {
    for_each_engine(CLOSED, |app| async move {
        let mut request = app.anonymous().with("host", "tauri.localhost").request(
            Method::GET,
            "/api/v1/clients/",
            "",
        );
        request
            .extensions_mut()
            .insert(InProcess(Actor::system("desktop")));
        let response = app.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
    })
    .await;
}

#[tokio::test]
async fn metrics_are_for_neighbours_and_staff() {
    on_sqlite(CLOSED, |app| async move {
        app.anonymous().get("/metrics").await.is(401);
        app.csm("ben@desk.test").await.get("/metrics").await.is(403);
        let text = app.admin().await.get("/metrics").await.text;
        assert!(text.contains("rivo_http_requests_total"), "{text}");
    })
    .await;
}
