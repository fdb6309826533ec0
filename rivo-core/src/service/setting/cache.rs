//! The settings as they were read last.

use std::sync::{Arc, PoisonError, RwLock};

use super::Settings;
use crate::clock::Timestamp;

/// How long a node may go on with a snapshot while another node set something.
const FRESH_SECONDS: i64 = 4;

/// The newest snapshot, for a few seconds.
#[derive(Default)]
pub(crate) struct SettingsCache(RwLock<Kept>);

#[derive(Default)]
struct Kept {
    snapshot: Option<Snapshot>,
    /// Raised by each clearing: what was read before one is not kept after it.
    cleared: u64,
}

struct Snapshot {
    settings: Arc<Settings>,
    taken_at: Timestamp,
}

impl SettingsCache {
    pub(super) fn get(&self, now: Timestamp) -> Option<Arc<Settings>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let snapshot = kept.snapshot.as_ref()?;
        (0..FRESH_SECONDS)
            .contains(&now.seconds_since(snapshot.taken_at))
            .then(|| Arc::clone(&snapshot.settings))
    }

    /// How often it was cleared; asked before reading, told when putting.
    pub(super) fn cleared(&self) -> u64 {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .cleared
    }

    /// Keeps what was read, unless it was cleared since: then something newer was set meanwhile.
    pub(super) fn put(&self, settings: Arc<Settings>, taken_at: Timestamp, cleared: u64) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.cleared == cleared {
            kept.snapshot = Some(Snapshot { settings, taken_at });
        }
    }

    /// Makes the next reader look again.
    pub(crate) fn clear(&self) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        kept.snapshot = None;
        kept.cleared += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_change_is_not_kept_after_it() {
        let cache = SettingsCache::default();
        let now = Timestamp::from_micros(0);
        let before = cache.cleared();
        cache.clear();
        cache.put(Arc::default(), now, before);
        assert!(cache.get(now).is_none());
        cache.put(Arc::default(), now, cache.cleared());
        assert!(cache.get(now).is_some());
    }
}
