//! `kill -9` under load, ten times: every message that got a 201 is there once and in order, and
//! every job ends.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use reqwest::Client;
use serde_json::{Value, json};
use tokio::sync::RwLock;
use uuid::Uuid;

use crate::server::{Database, ForTest as _, Server, create_superuser};

const KILLS: u64 = 10;
const WRITERS: usize = 16;

/// What one chatbot sent in its session, in order, and what of it was acknowledged.
struct Chatbot {
    session_id: Uuid,
    /// Sends each message again with the same key until it is acknowledged.
    insists: bool,
    acknowledged: Vec<(String, i64)>,
    sent: u64,
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_the_server_is_killed_on_sqlite() {
    survive_kills(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_the_server_is_killed_on_postgres() {
    survive_kills(Database::postgres().await).await;
}

async fn survive_kills(database: Database) {
    create_superuser(&database);
    let mut server = Server::start(&database).await;
    let address = Arc::new(RwLock::new(server.address.clone()));
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..WRITERS)
        .map(|n| tokio::spawn(write(n, Arc::clone(&address), Arc::clone(&stop))))
        .collect();
    for kill in 0..KILLS {
        // Uneven, so that the kills hit other moments of a commit.
        tokio::time::sleep(Duration::from_millis(250 + 37 * kill)).await;
        server.kill();
        server = Server::start(&database).await;
        address.write().await.clone_from(&server.address);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    stop.store(true, Ordering::SeqCst);
    let client = Client::new_for_test();
    let token = server.token(&client).await;
    let mut acknowledged = 0;
    for writer in writers {
        let chatbot = writer.await.unwrap();
        acknowledged += chatbot.acknowledged.len();
        check_history(&server, &client, &token, &chatbot).await;
    }
    assert!(
        acknowledged > 200,
        "only {acknowledged} messages got through: this tested nothing"
    );
    all_jobs_end(&server, &client, &token).await;
    drop(server);
    database.remove().await;
}

/// Posts until told to stop. The first messages make a lead, so that there are jobs.
async fn write(n: usize, address: Arc<RwLock<String>>, stop: Arc<AtomicBool>) -> Chatbot {
    let client = Client::new_for_test();
    let mut chatbot = Chatbot {
        session_id: Uuid::now_v7(),
        insists: n.is_multiple_of(2),
        acknowledged: Vec::new(),
        sent: 0,
    };
    while !stop.load(Ordering::SeqCst) {
        let number = chatbot.sent;
        chatbot.sent += 1;
        let (data_type, message) = match number {
            0 => (
                "name",
                format!("Avery Stone{}", char::from(b'a' + u8::try_from(n).unwrap())),
            ),
            1 => ("email", format!("avery{n}@example.com")),
            2 => ("phone", format!("(415) 555-01{:02}", n + 10)),
            _ => (
                "message",
                format!("message {number} of writer {n}: I owe 412k at 6.5%"),
            ),
        };
        let body = json!({"session_id": chatbot.session_id, "message": message,
                          "sender_type": "client", "data_type": data_type});
        loop {
            let url = format!("{}/api/v1/chat/stream/", address.read().await);
            let mut request = client.post(url).json(&body);
            if chatbot.insists {
                request = request.header("Idempotency-Key", format!("{n}-{number}"));
            }
            let answer = request.send().await;
            if let Ok(answer) = answer
                && answer.status().is_success()
                && let Ok(stored) = answer.json::<Value>().await
            {
                chatbot
                    .acknowledged
                    .push((message, stored["position"].as_i64().unwrap()));
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
            if !chatbot.insists {
                break;
            }
        }
    }
    chatbot
}

async fn check_history(server: &Server, client: &Client, token: &str, chatbot: &Chatbot) {
    let path = format!("/chat/history/?session_id={}", chatbot.session_id);
    let history = server.get(client, token, &path).await;
    let messages = history["messages"].as_array().unwrap();
    let mut seen: HashMap<&str, Vec<i64>> = HashMap::new();
    for (index, message) in messages.iter().enumerate() {
        let position = message["position"].as_i64().unwrap();
        assert_eq!(
            position,
            i64::try_from(index).unwrap() + 1,
            "positions have a gap"
        );
        seen.entry(message["message"].as_str().unwrap())
            .or_default()
            .push(position);
    }
    for (text, position) in &chatbot.acknowledged {
        assert_eq!(
            seen.get(text.as_str()).map(Vec::as_slice),
            Some([*position].as_slice()),
            "{text:?} was acknowledged at {position}"
        );
    }
    let in_order = chatbot
        .acknowledged
        .windows(2)
        .all(|pair| pair[0].1 < pair[1].1);
    assert!(
        in_order,
        "messages changed their order: {:?}",
        chatbot.acknowledged
    );
    if chatbot.insists {
        assert_eq!(
            messages.len() as u64,
            chatbot.sent,
            "an insisted message is there more than once"
        );
    }
}

async fn all_jobs_end(server: &Server, client: &Client, token: &str) {
    let mut open = Vec::new();
    for _ in 0..600 {
        let jobs = server.get(client, token, "/jobs/?limit=200").await;
        let jobs = jobs["results"].as_array().unwrap();
        // The quiet time of later messages is 30 s; such a job is queued and due later.
        open = jobs
            .iter()
            .filter(|job| {
                job["state"] == "running"
                    || (job["state"] == "queued" && job["finished_at"].is_null())
            })
            .cloned()
            .collect();
        if open.is_empty() && jobs.len() >= WRITERS / 2 {
            let failed = jobs
                .iter()
                .filter(|job| job["state"] == "failed" || job["state"] == "dead");
            assert_eq!(failed.count(), 0, "the rules cannot fail: {jobs:?}");
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("jobs did not end: {open:?}");
}
