//! Two processes on one Postgres: both take messages, both tell of all changes, jobs run once.

use std::{collections::HashSet, time::Duration};

use reqwest::Client;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    pooler::Pooler,
    server::{Database, ForTest as _, Server, create_superuser},
};

const SESSIONS: usize = 24;

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_share_one_desk() {
    let database = Database::postgres().await;
    // Both migrate at once, as two nodes that start together do.
    let (one, other) = tokio::join!(Server::start(&database), Server::start(&database));
    share_one_desk(&database, one, other).await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_behind_a_pooler_in_transaction_mode_share_one_desk() {
    let direct = Database::postgres().await;
    let pooler = Pooler::start(&direct).await;
    let behind = pooler.database();
    // One finds the pooler out, the other is told; one is woken over a direct connection, the other polls.
    let told = behind.with_parameter("pooler=transaction");
    let wake = [("LISTEN_URL", direct.url.as_str())];
    let (one, other) = tokio::join!(Server::start(&behind), Server::start_with(&told, &wake));
    share_one_desk(&behind, one, other).await;
    drop(pooler);
    direct.remove().await;
}

async fn share_one_desk(database: &Database, one: Server, other: Server) {
    create_superuser(database);
    let client = Client::new_for_test();
    let token = one.token(&client).await;
    let listeners =
        [&one, &other].map(|server| tokio::spawn(listen(server.address.clone(), token.clone())));
    // The listeners are there before the first message.
    tokio::time::sleep(Duration::from_millis(500)).await;

    let sessions: Vec<Uuid> = (0..SESSIONS).map(|_| Uuid::now_v7()).collect();
    let posting = sessions.iter().enumerate().map(|(n, session_id)| {
        let (client, one, other) = (&client, &one, &other);
        async move {
            let details = [
                ("message", "Hi, I want to refinance my house".to_owned()),
                (
                    "name",
                    format!("Jordan Vale{}", char::from(b'a' + u8::try_from(n).unwrap())),
                ),
                ("email", format!("jordan{n}@example.org")),
                ("phone", format!("(415) 555-01{:02}", n + 10)),
                (
                    "message",
                    "It is worth 640k and I owe 412k at 6.875%".to_owned(),
                ),
            ];
            for (turn, (data_type, message)) in details.into_iter().enumerate() {
                let server = if turn % 2 == 0 { one } else { other };
                let answer = client
                    .post(format!("{}/api/v1/chat/stream/", server.address))
                    .json(&json!({"session_id": session_id, "message": message,
                                  "sender_type": "client", "data_type": data_type}))
                    .send()
                    .await
                    .unwrap();
                assert_eq!(answer.status(), 201);
                let stored: Value = answer.json().await.unwrap();
                assert_eq!(stored["position"], turn + 1);
            }
        }
    });
    futures_util::future::join_all(posting).await;

    let clients = leads(&one, &client, &token).await;
    for listener in listeners {
        let heard = listener.await.unwrap();
        let missed: Vec<_> = clients.iter().filter(|id| !heard.contains(*id)).collect();
        assert!(missed.is_empty(), "a node did not tell of {missed:?}");
    }
    for id in &clients {
        let runs = other
            .get(&client, &token, &format!("/clients/{id}/runs/"))
            .await;
        let runs = runs["results"].as_array().unwrap();
        let read: Vec<_> = runs
            .iter()
            .map(|run| run["up_to_position"].as_i64().unwrap())
            .collect();
        let distinct: HashSet<_> = read.iter().collect();
        assert_eq!(
            distinct.len(),
            read.len(),
            "the same messages were read twice: {read:?}"
        );
    }
    drop((one, other));
}

/// Waits until every session is a lead whose extraction is done; returns the clients' ids.
async fn leads(server: &Server, client: &Client, token: &str) -> Vec<String> {
    for _ in 0..1_800 {
        let page = server.get(client, token, "/clients/?limit=200").await;
        let done: Vec<String> = page["results"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| !row["extraction"]["finished_at"].is_null())
            .map(|row| row["id"].as_str().unwrap().to_owned())
            .collect();
        if done.len() == SESSIONS {
            return done;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("not all sessions became leads with a finished extraction");
}

/// The clients that a node's stream of changes told of, until it is silent for two seconds.
async fn listen(address: String, token: String) -> HashSet<String> {
    let client = Client::builder().build().unwrap();
    let mut answer = client
        .get(format!("{address}/api/v1/events/"))
        .bearer_auth(token)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    let mut text = String::new();
    while let Ok(Ok(Some(bytes))) =
        tokio::time::timeout(Duration::from_secs(4), answer.chunk()).await
    {
        text.push_str(&String::from_utf8_lossy(&bytes));
    }
    text.lines()
        .filter_map(|line| line.strip_prefix("data:"))
        .filter_map(|data| serde_json::from_str::<Value>(data).ok())
        .filter_map(|change| change["client_id"].as_str().map(str::to_owned))
        .collect()
}
