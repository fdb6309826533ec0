//! The loop: when the next round comes.

use std::{sync::Arc, time::Duration};

use tokio::sync::mpsc;

use super::{Engine, RoundError};
use crate::{service::chain, sync::State};

/// The pause after the first failure; it doubles with each one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// How often a device looks that has a live line, and one that has none.
const POLL_WITH_LINE: Duration = Duration::from_mins(1);
const POLL: Duration = Duration::from_secs(15);
const OPEN_LINE: Duration = Duration::from_secs(10);

/// What ended a pause.
#[derive(PartialEq, Eq)]
enum Woken {
    /// It is time, or somebody gave hope.
    Go,
    /// The outbox changed.
    Outbox,
    /// The live line ended.
    LineEnded,
    Stop,
}

impl Engine {
    /// Starts the loop, and what follows the replica's own feed.
    pub async fn start(&self) {
        let mut task = self.0.task.lock().await;
        if task.is_some() {
            return;
        }
        self.0.stopping.send_replace(false);
        self.0.rivo.start().await;
        *task = Some(tokio::spawn(self.clone().run()));
    }

    /// Ends the loop. A round under way is cut off, which loses nothing.
    pub async fn stop(&self) {
        self.0.stopping.send_replace(true);
        if let Some(task) = self.0.task.lock().await.take() {
            drop(task.await);
        }
        self.0.rivo.shutdown().await;
    }

    async fn run(self) {
        let mut stopping = self.0.stopping.subscribe();
        let mut outbox = self.0.replica.outbox.subscribe();
        let mut failures = 0_u32;
        let mut line: Option<mpsc::Receiver<()>> = None;
        loop {
            let is_ready = self.transport().is_some() && self.may_try();
            let mut pause = POLL_WITH_LINE;
            if is_ready {
                outbox.mark_unchanged();
                let outcome = tokio::select! {
                    outcome = self.round() => outcome,
                    () = self.0.cut.notified() => continue,
                    _ = stopping.wait_for(|stop| *stop) => return,
                };
                match outcome {
                    Ok(()) => {
                        failures = 0;
                        if line.is_none() {
                            line = self.open_line().await;
                        }
                        if line.is_none() {
                            pause = POLL;
                        }
                    }
                    Err(error) => {
                        failures = failures.saturating_add(1);
                        line = None;
                        pause = backoff(failures, uuid::Uuid::new_v4().as_bytes()[0]);
                        log(&error, pause);
                    }
                }
            }
            let until = tokio::time::Instant::now() + pause;
            loop {
                let woken = tokio::select! {
                    () = self.0.wake.notified() => Woken::Go,
                    changed = outbox.changed() => if changed.is_ok() { Woken::Outbox } else { Woken::Stop },
                    word = next_word(&mut line) => if word { Woken::Go } else { Woken::LineEnded },
                    () = tokio::time::sleep_until(until) => Woken::Go,
                    _ = stopping.wait_for(|stop| *stop) => Woken::Stop,
                };
                match woken {
                    Woken::Stop => return,
                    Woken::Go => break,
                    Woken::LineEnded => {
                        line = None;
                        break;
                    }
                    Woken::Outbox => {
                        let status = self.0.status.borrow().clone();
                        if let Err(error) = self.publish(status.state, status.detail).await {
                            tracing::warn!(error = %chain(&error), "the outbox could not be counted");
                        }
                        // A device that is offline waits for its time: a new command gives no hope.
                        if is_ready && failures == 0 {
                            break;
                        }
                    }
                }
            }
        }
    }

    /// Whether a round may be tried: not while somebody has to sign in first.
    fn may_try(&self) -> bool {
        !matches!(
            self.0.status.borrow().state,
            State::SignedOut | State::Locked | State::Revoked
        )
    }

    async fn open_line(&self) -> Option<mpsc::Receiver<()>> {
        let transport = self.transport()?;
        match tokio::time::timeout(OPEN_LINE, Arc::clone(&transport).wake_ups()).await {
            Ok(Ok(line)) => Some(line),
            Ok(Err(error)) => {
                tracing::debug!(%error, "the server has no live line now; it is asked now and then");
                None
            }
            Err(_) => None,
        }
    }
}

/// The next word of the line; false once it ended. Without a line, never.
async fn next_word(line: &mut Option<mpsc::Receiver<()>>) -> bool {
    match line {
        Some(line) => line.recv().await.is_some(),
        None => std::future::pending().await,
    }
}

fn log(error: &RoundError, pause: Duration) {
    match error {
        RoundError::Transport(error) => {
            tracing::debug!(%error, pause_ms = pause.as_millis(), "no contact with the server");
        }
        RoundError::Rivo(error) => {
            tracing::warn!(error = %chain(error), "a round of sync failed; trying again");
        }
    }
}

/// 1 s, 2 s, 4 s … five minutes, each less up to a half by chance: a server that comes back is not
/// met by all its devices at once.
fn backoff(failures: u32, chance: u8) -> Duration {
    let doubled = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1)));
    let longest = doubled.min(LONGEST_PAUSE);
    longest.mul_f64(1.0 - f64::from(chance) / 512.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_bound_and_spread() {
        assert_eq!(backoff(1, 0), Duration::from_secs(1));
        assert_eq!(backoff(2, 0), Duration::from_secs(2));
        assert_eq!(backoff(5, 0), Duration::from_secs(16));
        assert_eq!(backoff(30, 0), LONGEST_PAUSE);
        assert_eq!(backoff(u32::MAX, 0), LONGEST_PAUSE);
        for failures in 1..20 {
            let (most, least) = (backoff(failures, 0), backoff(failures, 255));
            assert!(least < most && least >= most / 2, "{failures}");
        }
    }
}
