//! A reader of the feed never misses a change, whatever order transactions commit in.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::*;
use crate::{service::Options, store::table::change_feed::NewChange};

/// Transactions that are open at once.
#[cfg(feature = "postgres")]
const OPEN: usize = 4;

/// Appends a change and holds its transaction open until told to commit. Returns once the change
/// is written, and what commits it.
async fn begin(rivo: &Rivo, name: String) -> (oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
    let (written, is_written) = oneshot::channel();
    let (commit, may_commit) = oneshot::channel();
    let steps = Arc::new(std::sync::Mutex::new(Some((written, may_commit))));
    let store = rivo.store().clone();
    let now = rivo.now();
    let transaction = tokio::spawn(async move {
        store
            .write(move |tx| {
                let (name, steps) = (name.clone(), Arc::clone(&steps));
                Box::pin(async move {
                    let change = NewChange {
                        kind: ChangeKind::Settings,
                        entity_id: &name,
                        client_id: None,
                        assignee_before: None,
                        assignee_after: None,
                        permission: None,
                        first_position: None,
                    };
                    change_feed::append(tx, &change, now).await?;
                    let (written, may_commit) = steps.lock().unwrap().take().unwrap();
                    written.send(()).unwrap();
                    may_commit.await.unwrap();
                    Ok(())
                })
            })
            .await
            .unwrap();
    });
    is_written.await.unwrap();
    (commit, transaction)
}

/// All orders of `0..n`.
fn orders(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for shorter in orders(n - 1) {
        for place in 0..n {
            let mut order = shorter.clone();
            order.insert(place, n - 1);
            all.push(order);
        }
    }
    all
}

/// Reads on from a cursor.
async fn read(rivo: &Rivo, cursor: &mut i64, seen: &mut Vec<(i64, String)>) {
    let (changes, up_to) = rivo
        .changes(&Actor::system("test"), *cursor, 100)
        .await
        .unwrap();
    seen.extend(
        changes
            .into_iter()
            .map(|change| (change.position, change.event.id)),
    );
    *cursor = up_to;
}

#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread")]
async fn a_reader_misses_nothing_in_any_order_of_commits() {
    let database = crate::store::tests::PostgresDatabase::create().await;
    let rivo = Rivo::open(Options::new(database.url())).await.unwrap();
    let mut cursor = rivo.feed_head().await.unwrap();
    let mut start = cursor;
    while rivo.stamp().await.unwrap() > 0 {}
    cursor = rivo.feed_head().await.unwrap().max(cursor);
    start = start.max(cursor);
    let mut expected = Vec::new();
    let mut seen = Vec::new();
    // Each bit says whether the sequencer runs and the reader reads after that commit.
    for (round, order) in orders(OPEN).iter().enumerate() {
        for stamps in 0..(1 << OPEN) {
            let mut open = Vec::new();
            for place in 0..OPEN {
                let name = format!("{round}/{stamps}/{place}");
                expected.push(name.clone());
                open.push(Some(begin(&rivo, name).await));
            }
            for (step, place) in order.iter().enumerate() {
                let (commit, transaction) = open[*place].take().unwrap();
                commit.send(()).unwrap();
                transaction.await.unwrap();
                if stamps & (1 << step) != 0 {
                    rivo.stamp().await.unwrap();
                    read(&rivo, &mut cursor, &mut seen).await;
                }
            }
            rivo.stamp().await.unwrap();
            read(&rivo, &mut cursor, &mut seen).await;
        }
    }
    let positions: Vec<i64> = seen.iter().map(|(position, _)| *position).collect();
    let dense: Vec<i64> = (start + 1..=start + i64::try_from(expected.len()).unwrap()).collect();
    assert_eq!(
        positions, dense,
        "a position was skipped, doubled or came late"
    );
    let mut names: Vec<String> = seen.into_iter().map(|(_, name)| name).collect();
    names.sort();
    expected.sort();
    assert_eq!(names, expected);
    database.remove().await;
}

/// A batch of messages enters as one row: each of its sessions has a place of its own all the same,
/// and a reader may stop between two of them.
#[cfg(feature = "postgres")]
#[tokio::test]
async fn a_batch_takes_a_place_for_each_of_its_sessions() {
    use crate::service::ingest::BatchMessage;

    const WIDEST: Sql = Sql::per_engine("SELECT 0", "SELECT MAX(places) FROM change_feed");
    let database = crate::store::tests::PostgresDatabase::create().await;
    let rivo = Rivo::open(Options::new(database.url())).await.unwrap();
    let system = Actor::system("test");
    rivo.follow_feed().await.unwrap();
    let start = rivo.feed_head().await.unwrap();
    let mut expected = Vec::new();
    // A change that is still open when the batch is stamped comes after it.
    let (commit, transaction) = begin(&rivo, "open".to_owned()).await;
    let messages = (0..40)
        .map(|_| {
            let session_id = crate::id::SessionId::new();
            expected.push(session_id.to_string());
            let post = serde_json::json!({
                "session_id": session_id, "message": "Hello", "sender_type": "bot",
            });
            BatchMessage {
                post: serde_json::from_value(post).unwrap(),
                idempotency_key: None,
            }
        })
        .collect();
    rivo.post_batch(&system, messages).await.unwrap();
    rivo.stamp().await.unwrap();
    commit.send(()).unwrap();
    transaction.await.unwrap();
    rivo.stamp().await.unwrap();
    let widest: i64 = rivo
        .store()
        .read(|tx| Box::pin(async move { tx.query_one(&WIDEST, &[]).await?.get() }))
        .await
        .unwrap();
    assert!(widest > 1, "no row holds a batch");

    for limit in [1, 3, 100] {
        let mut cursor = start;
        let mut seen = Vec::new();
        loop {
            let (changes, up_to) = rivo.changes(&system, cursor, limit).await.unwrap();
            if changes.is_empty() {
                break;
            }
            assert!(i64::try_from(changes.len()).unwrap() <= limit);
            for change in changes {
                cursor += 1;
                assert_eq!(change.position, cursor, "a position was skipped or doubled");
                seen.push(change.event.id);
            }
            assert_eq!(up_to, cursor);
        }
        assert_eq!(cursor, rivo.feed_head().await.unwrap());
        assert_eq!(seen.pop().as_deref(), Some("open"));
        seen.sort();
        expected.sort();
        assert_eq!(seen, expected);
    }
    database.remove().await;
}

#[cfg(feature = "sqlite")]
#[tokio::test]
async fn a_cursor_older_than_the_kept_changes_is_told_so() {
    let rivo = Rivo::in_memory().await.unwrap();
    let now = rivo.now();
    for name in ["a", "b", "c", "d"] {
        rivo.store()
            .write(move |tx| {
                Box::pin(async move {
                    let change = NewChange {
                        kind: ChangeKind::Settings,
                        entity_id: name,
                        client_id: None,
                        assignee_before: None,
                        assignee_after: None,
                        permission: None,
                        first_position: None,
                    };
                    change_feed::append(tx, &change, now).await
                })
            })
            .await
            .unwrap();
    }
    let head = rivo.feed_head().await.unwrap();
    let system = Actor::system("test");
    let (changes, up_to) = rivo.changes(&system, head - 2, 10).await.unwrap();
    assert_eq!((changes.len(), up_to), (2, head));
    rivo.store()
        .write(move |tx| Box::pin(async move { change_feed::prune(tx, now.plus_seconds(1)).await }))
        .await
        .unwrap();
    let expired = rivo.changes(&system, 0, 10).await.unwrap_err();
    assert_eq!(expired.code(), "cursor_expired");
    // The head itself is kept, so that positions go on from it.
    assert_eq!(rivo.feed_head().await.unwrap(), head);
    assert!(rivo.changes(&system, head, 10).await.unwrap().0.is_empty());
    // A cursor of another database, ahead of this one, is no cursor either.
    assert!(rivo.changes(&system, head + 100, 10).await.is_err());
}
