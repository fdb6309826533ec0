//! A model behind an OpenAI-compatible endpoint, working and failing: the chatbot never waits for
//! it, staff see what happened, and what the rules found stands meanwhile.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::post,
};
use reqwest::Client;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::server::{Database, ForTest as _, Server, create_superuser};

/// How the endpoint behaves now.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mood {
    Fails,
    LimitsRate,
    TalksNonsense,
    NeverAnswers,
    RefusesTheKey,
    Works,
}

type Endpoint = Arc<Mutex<(Mood, usize)>>;

async fn complete(State(endpoint): State<Endpoint>, body: String) -> Response {
    let mood = {
        let mut endpoint = endpoint.lock().unwrap();
        endpoint.1 += 1;
        endpoint.0
    };
    assert!(
        !body.contains("123-45-6789"),
        "a social security number was sent to the model"
    );
    match mood {
        Mood::Fails => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Mood::LimitsRate => {
            (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "1")]).into_response()
        }
        Mood::TalksNonsense => completion("Sure! Here is a poem about {houses}."),
        Mood::NeverAnswers => {
            tokio::time::sleep(Duration::from_mins(1)).await;
            StatusCode::OK.into_response()
        }
        Mood::RefusesTheKey => StatusCode::UNAUTHORIZED.into_response(),
        // The rules fill what it missed.
        Mood::Works => completion(
            r#"{"intent": "refinance", "interest_rate": 6.875, "summary": "Wants to refinance."}"#,
        ),
    }
}

fn completion(content: &str) -> Response {
    let body = json!({
        "id": "1", "object": "chat.completion", "model": "test-model",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}],
        "usage": {"prompt_tokens": 321, "completion_tokens": 12, "total_tokens": 333},
    });
    Response::builder()
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap()
}

async fn serve_endpoint(endpoint: Endpoint) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new()
        .route("/v1/chat/completions", post(complete))
        .with_state(endpoint);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}/v1")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_model_is_seen_and_holds_nobody_up() {
    let endpoint: Endpoint = Arc::new(Mutex::new((Mood::Fails, 0)));
    let base_url = serve_endpoint(Arc::clone(&endpoint)).await;
    let database = Database::sqlite();
    create_superuser(&database);
    let settings = [
        ("OPENAI_API_KEY", "sk-very-secret"),
        ("OPENAI_BASE_URL", base_url.as_str()),
        ("OPENAI_TIMEOUT_SECONDS", "2"),
        // The most that an operator can ask to be told.
        ("RUST_LOG", "trace"),
    ];
    let server = Server::start_with(&database, &settings).await;
    let client = Client::new_for_test();
    let token = server.token(&client).await;

    for mood in [
        Mood::Fails,
        Mood::LimitsRate,
        Mood::TalksNonsense,
        Mood::NeverAnswers,
        Mood::RefusesTheKey,
    ] {
        endpoint.lock().unwrap().0 = mood;
        let id = converse(&server, &client).await;
        let failed = wait_for(&server, &client, &token, &id, |lead| {
            !lead["extraction"]["error"].is_null()
        })
        .await;
        let state = failed["extraction"]["state"].as_str().unwrap();
        assert!(state == "failed" || state == "dead", "{mood:?}: {state}");
        let error = failed["extraction"]["error"].as_str().unwrap();
        assert!(
            error.len() > 10 && !error.contains("412"),
            "{mood:?}: {error:?}"
        );
        assert_eq!(
            failed["context"]["loan_details"]["interest_rate"], "6.875%",
            "{mood:?}"
        );
        assert_eq!(
            failed["context_meta"]["facts"]["loan_details.interest_rate"]["source"],
            "rules"
        );

        endpoint.lock().unwrap().0 = Mood::Works;
        let retried = client
            .post(format!("{}/api/v1/clients/{id}/extract/", server.address))
            .bearer_auth(&token)
            .send()
            .await
            .unwrap();
        assert_eq!(retried.status(), 202, "{mood:?}");
        let done = wait_for(&server, &client, &token, &id, |lead| {
            lead["extraction"]["state"] == "done"
        })
        .await;
        assert!(done["extraction"]["error"].is_null());
        assert_eq!(
            done["context"]["loan_details"]["interest_rate"], "6.875%",
            "{mood:?}"
        );
        let runs = server
            .get(&client, &token, &format!("/clients/{id}/runs/"))
            .await;
        let newest = &runs["results"][0];
        assert!(
            newest["extractor"].as_str().unwrap().starts_with("openai:"),
            "{newest}"
        );
        assert_eq!(newest["prompt_tokens"], 321);
    }
    assert!(endpoint.lock().unwrap().1 >= 10);
    drop(server);
    let log = std::fs::read_to_string(database.folder().join("server.log")).unwrap();
    assert!(log.contains("an extraction failed"));
    for secret in [
        "123-45-6789",
        "sk-very-secret",
        "rosa@example.com",
        "555-0134",
        "412k",
    ] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    database.remove().await;
}

/// Posts a conversation that makes a lead, as fast as if there were no model; returns the client.
async fn converse(server: &Server, client: &Client) -> String {
    let session_id = Uuid::now_v7();
    let mut id = String::new();
    for (data_type, message) in [
        (
            "message",
            "I owe 412k at 6.875% and want to refinance, my SSN is 123-45-6789",
        ),
        ("name", "Rosa Delgado"),
        ("email", "rosa@example.com"),
        ("phone", "(415) 555-0134"),
    ] {
        let started = Instant::now();
        let answer = client
            .post(format!("{}/api/v1/chat/stream/", server.address))
            .json(&json!({"session_id": session_id, "message": message,
                          "sender_type": "client", "data_type": data_type}))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 201);
        // The slow endpoint takes two seconds to be given up on: nobody waits for that.
        assert!(
            started.elapsed() < Duration::from_millis(1900),
            "a message waited for the model"
        );
        let stored: Value = answer.json().await.unwrap();
        stored["client"]
            .as_str()
            .unwrap_or_default()
            .clone_into(&mut id);
    }
    id
}

async fn wait_for(
    server: &Server,
    client: &Client,
    token: &str,
    id: &str,
    is_there: impl Fn(&Value) -> bool,
) -> Value {
    let mut lead = Value::Null;
    for _ in 0..400 {
        lead = server.get(client, token, &format!("/clients/{id}/")).await;
        if is_there(&lead) {
            return lead;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it did not come to pass: {}", lead["extraction"]);
}
