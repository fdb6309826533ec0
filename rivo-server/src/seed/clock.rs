//! The clock of the demo: it shows the moment of the event that is being played.

use std::sync::atomic::{AtomicI64, Ordering};

use rivo_core::clock::{Clock, Timestamp};

/// A clock that is set by hand and never goes back.
#[derive(Debug)]
pub(super) struct StageClock(AtomicI64);

impl StageClock {
    pub(super) const fn new(start: Timestamp) -> Self {
        Self(AtomicI64::new(start.as_micros()))
    }

    pub(super) fn set(&self, moment: Timestamp) {
        self.0.fetch_max(moment.as_micros(), Ordering::SeqCst);
    }
}

impl Clock for StageClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}
