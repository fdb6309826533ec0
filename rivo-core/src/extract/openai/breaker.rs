//! Leaves an endpoint alone that fails again and again, so that neither it nor the queue is worn
//! out. One request tries it after each pause; an answer closes the breaker.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::extract::Availability;

/// So many failures in a row open it.
const FAILURES: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_secs(15);
/// Short enough that nobody has to be told when the endpoint is back.
const LONGEST_PAUSE: Duration = Duration::from_mins(2);
/// What an endpoint may ask for by `Retry-After`.
const LONGEST_ASKED: Duration = Duration::from_hours(1);

#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    pause: Option<Pause>,
    /// A request is trying the endpoint after a pause.
    trying_since: Option<Instant>,
}

#[derive(Debug)]
struct Pause {
    until: Instant,
    reason: String,
}

impl Breaker {
    /// Whether a request may be sent; how long not, otherwise. A request that tries the endpoint
    /// and never reports back counts for `patience`.
    pub(super) fn admit(&self, now: Instant, patience: Duration) -> Result<(), (Duration, String)> {
        let mut state = self.state();
        let Some(pause) = &state.pause else {
            return Ok(());
        };
        let remaining = pause.until.saturating_duration_since(now);
        let trying = state
            .trying_since
            .is_some_and(|since| now.duration_since(since) < patience);
        if remaining.is_zero() && !trying {
            state.trying_since = Some(now);
            return Ok(());
        }
        Err((remaining.max(Duration::from_secs(1)), pause.reason.clone()))
    }

    /// The endpoint answered, whatever it said.
    pub(super) fn answered(&self) {
        *self.state() = State::default();
    }

    /// The endpoint failed; `asked` is the pause it wants.
    pub(super) fn failed(&self, now: Instant, asked: Option<Duration>, reason: &str) {
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        state.trying_since = None;
        let doublings = state.failures.saturating_sub(FAILURES).min(8);
        let own = (state.failures >= FAILURES)
            .then(|| (FIRST_PAUSE * 2_u32.pow(doublings)).min(LONGEST_PAUSE));
        let asked = asked.map(|wait| wait.min(LONGEST_ASKED));
        if let Some(wait) = own.max(asked) {
            let until = now + wait;
            let until = state
                .pause
                .as_ref()
                .map_or(until, |pause| pause.until.max(until));
            state.pause = Some(Pause {
                until,
                reason: reason.to_owned(),
            });
        }
    }

    pub(super) fn availability(&self, now: Instant) -> Availability {
        let state = self.state();
        match &state.pause {
            Some(pause) if pause.until > now => Availability::Paused {
                remaining: pause.until - now,
                reason: pause.reason.clone(),
            },
            _ => Availability::Ready,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{Breaker, FAILURES};
    use crate::extract::Availability;

    const PATIENCE: Duration = Duration::from_mins(1);

    #[test]
    fn it_opens_after_failures_in_a_row_and_one_request_tries_after_the_pause() {
        let breaker = Breaker::default();
        let mut now = Instant::now();
        for _ in 1..FAILURES {
            breaker.failed(now, None, "down");
            assert!(breaker.admit(now, PATIENCE).is_ok());
        }
        breaker.failed(now, None, "down");
        let (wait, reason) = breaker.admit(now, PATIENCE).unwrap_err();
        assert_eq!((wait.as_secs(), reason.as_str()), (15, "down"));
        let paused = matches!(breaker.availability(now), Availability::Paused { .. });
        assert!(paused);
        now += wait;
        assert!(breaker.admit(now, PATIENCE).is_ok());
        assert!(breaker.admit(now, PATIENCE).is_err(), "only one tries");
        breaker.failed(now, None, "down");
        let (wait, _) = breaker.admit(now, PATIENCE).unwrap_err();
        assert_eq!(wait.as_secs(), 30);
        now += wait;
        assert!(breaker.admit(now, PATIENCE).is_ok());
        now += PATIENCE;
        assert!(
            breaker.admit(now, PATIENCE).is_ok(),
            "the first one was lost"
        );
        breaker.answered();
        assert!(breaker.admit(now, PATIENCE).is_ok() && breaker.admit(now, PATIENCE).is_ok());
        assert_eq!(breaker.availability(now), Availability::Ready);
    }

    #[test]
    fn what_an_endpoint_asks_for_is_kept_at_once_and_within_bounds() {
        let breaker = Breaker::default();
        let now = Instant::now();
        breaker.failed(now, Some(Duration::from_secs(40)), "busy");
        assert_eq!(breaker.admit(now, PATIENCE).unwrap_err().0.as_secs(), 40);
        breaker.failed(now, Some(Duration::from_hours(90)), "busy");
        assert_eq!(breaker.admit(now, PATIENCE).unwrap_err().0.as_secs(), 3600);
    }
}
