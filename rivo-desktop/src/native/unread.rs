//! Which clients wrote or were assigned since they were last looked at, in this session.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::watch;

/// The counter behind the tray's number. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Unread {
    clients: Arc<Mutex<BTreeMap<String, u32>>>,
    total: Arc<watch::Sender<u32>>,
}

impl Default for Unread {
    fn default() -> Self {
        Self {
            clients: Arc::default(),
            total: Arc::new(watch::Sender::new(0)),
        }
    }
}

impl Unread {
    /// Something new on a client.
    pub(crate) fn add(&self, client: &str) {
        self.change(|clients| *clients.entry(client.to_owned()).or_default() += 1);
    }

    /// The client was looked at.
    pub(crate) fn read(&self, client: &str) {
        self.change(|clients| {
            clients.remove(client);
        });
    }

    /// Another user, or none.
    pub(crate) fn clear(&self) {
        self.change(BTreeMap::clear);
    }

    /// The sum, and every change of it.
    pub(crate) fn total(&self) -> watch::Receiver<u32> {
        self.total.subscribe()
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, u32>)) {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut clients);
        let total = clients.values().sum();
        self.total
            .send_if_modified(|before| std::mem::replace(before, total) != total);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_at_a_client_takes_its_part_away() {
        let unread = Unread::default();
        let total = unread.total();
        unread.add("a");
        unread.add("a");
        unread.add("b");
        assert_eq!(*total.borrow(), 3);
        unread.read("a");
        unread.read("a");
        assert_eq!(*total.borrow(), 1);
        unread.clear();
        assert_eq!(*total.borrow(), 0);
    }
}
