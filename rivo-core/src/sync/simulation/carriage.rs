//! What becomes of requests and answers, and the end of all trouble.

use serde_json::Value as Json;

use super::{
    network::{Kind, block_on, lost},
    random::Random,
    world::World,
};
use crate::{
    auth::Actor,
    error::{Error, Result},
    sync::{
        State,
        apply::{self, Ticket},
        protocol::{PushRequest, SyncChange},
        transport::TransportError,
    },
};

impl World {
    /// What becomes of a request that is under way.
    pub(super) fn carry(&mut self, at: usize, random: &mut Random) {
        let network = self.devices[at].network.clone();
        let flights: Vec<(u64, bool, bool)> = network.with(|lines| {
            lines
                .flights
                .iter()
                .map(|flight| (flight.id, flight.awaited, flight.answer.is_some()))
                .collect()
        });
        let Some(&(id, awaited, answered)) = random.one_of(&flights) else {
            self.run(at, random);
            return;
        };
        match (answered, random.below(10)) {
            (_, 0) => {
                self.figures.lost += 1;
                network.resolve(id, Err(lost()));
                network.with(|lines| lines.flights.retain(|flight| flight.id != id));
            }
            // The sender gives up, and the request goes on.
            (_, 1) => {
                self.figures.lost += 1;
                network.resolve(id, Err(lost()));
            }
            (true, _) => {
                let flight = network.with(|lines| {
                    let at = lines.flights.iter().position(|flight| flight.id == id);
                    at.and_then(|at| lines.flights[at].answer.take())
                });
                if !awaited {
                    self.figures.late += 1;
                }
                if let Some(answer) = flight {
                    network.resolve(id, answer);
                }
                network.with(|lines| lines.flights.retain(|flight| flight.id != id));
            }
            (false, chance) => {
                let breaks = chance == 2;
                self.arrive(at, id, breaks.then(|| random.below(3)));
                // Once more, now or much later.
                if chance == 3 {
                    self.figures.doubled += 1;
                    self.arrive(at, id, None);
                }
            }
        }
    }

    /// A request arrives at the server. `breaks_after`: the server breaks off after so many
    /// commands of a push, and no answer comes.
    pub(super) fn arrive(&mut self, at: usize, id: u64, breaks_after: Option<usize>) {
        self.figures.requests += 1;
        let network = self.devices[at].network.clone();
        let Some((kind, token, mut body)) = network.with(|lines| {
            let flight = lines.flights.iter_mut().find(|flight| flight.id == id)?;
            flight.arrivals += 1;
            Some((flight.kind, flight.token.clone(), flight.body.clone()))
        }) else {
            return;
        };
        if let (Kind::Push, Some(count)) = (kind, breaks_after) {
            self.figures.broken_pushes += 1;
            body["commands"].as_array_mut().unwrap().truncate(count);
        }
        let answer = self.answer(&token, kind, body);
        if matches!(&answer, Err(TransportError::CursorExpired)) {
            self.figures.expired += 1;
        }
        network.with(|lines| {
            if let Some(flight) = lines.flights.iter_mut().find(|flight| flight.id == id) {
                flight.answer = Some(if kind == Kind::Push && breaks_after.is_some() {
                    Err(lost())
                } else {
                    answer
                });
            }
        });
    }

    /// What the server answers to a device's token.
    fn answer(&self, token: &str, kind: Kind, body: Json) -> Result<Json, TransportError> {
        let login = block_on(self.server.authenticate_token(token, None));
        let actor = login.map_err(|error| refused(&error))?.actor;
        match kind {
            Kind::Push => {
                let request: PushRequest = serde_json::from_value(body).unwrap();
                let response = block_on(self.server.sync_push(&actor, request))
                    .map_err(|error| refused(&error))?;
                Ok(serde_json::to_value(response).unwrap())
            }
            Kind::Pull => {
                let request = serde_json::from_value(body).unwrap();
                let response = block_on(self.server.sync_pull(&actor, request))
                    .map_err(|error| refused(&error))?;
                for change in &response.changes {
                    self.check_scope(&actor, change);
                }
                Ok(serde_json::to_value(response).unwrap())
            }
        }
    }

    /// Promise 3, at the door: what leaves the server is the user's to see.
    fn check_scope(&self, actor: &Actor, change: &SyncChange) {
        let client_id = match change {
            SyncChange::Client { id, .. } => *id,
            SyncChange::History { client_id, .. }
            | SyncChange::Assignments { client_id, .. }
            | SyncChange::Notes { client_id, .. }
            | SyncChange::Tasks { client_id, .. }
            | SyncChange::Runs { client_id, .. }
            | SyncChange::Messages { client_id, .. } => *client_id,
            _ => return,
        };
        block_on(self.server.get_client(actor, client_id))
            .unwrap_or_else(|_| panic!("{change:?} was sent to somebody who may not see it"));
        if matches!(change, SyncChange::Messages { .. }) {
            assert!(
                actor.has(crate::auth::Permission::ChatView),
                "messages were sent to somebody who may not read them"
            );
        }
    }

    /// An answer of long ago comes once more.
    pub(super) fn answer_again(&mut self, at: usize, random: &mut Random) {
        let device = &self.devices[at];
        if device.round.is_some() || device.actor().is_none() {
            return;
        }
        let old = device
            .network
            .with(|lines| random.one_of(&lines.pulled).cloned());
        let Some((cursor, response)) = old else {
            return;
        };
        self.figures.late += 1;
        let rivo = device.engine.rivo();
        let current = block_on(apply::ticket(rivo)).unwrap().cursor;
        let is_open = current == cursor;
        // While the question is still open, an answer to it that came a little late is as good.
        if !is_open {
            let applied = block_on(apply::page(rivo, Ticket::late(cursor), response));
            assert!(matches!(applied, Ok(false)), "an old answer was applied");
        }
    }

    /// Everything works from here on: all that waits is sent, all that is there is fetched.
    pub(super) fn heal(&mut self) {
        // Requests that are still under way arrive, unawaited, before anything else.
        for at in 0..self.devices.len() {
            self.devices[at].crash();
            let ids: Vec<u64> = self.devices[at].network.with(|lines| {
                lines
                    .flights
                    .iter()
                    .filter(|flight| flight.answer.is_none())
                    .map(|flight| flight.id)
                    .collect()
            });
            for id in ids {
                self.arrive(at, id, None);
            }
            self.devices[at].network.with(|lines| lines.flights.clear());
        }
        block_on(self.server.follow_feed()).unwrap();
        block_on(self.server.run_due_jobs()).unwrap();
        block_on(self.server.follow_feed()).unwrap();
        for at in 0..self.devices.len() {
            self.settle(at, 3);
        }
        // What one device sent, the others fetch.
        block_on(self.server.follow_feed()).unwrap();
        for at in 0..self.devices.len() {
            self.settle(at, 3);
        }
    }

    /// Rounds over a network without faults, until one ends well; nobody can be helped whose login
    /// is no good and who may not log in.
    pub(super) fn settle(&mut self, at: usize, rounds: usize) {
        for _ in 0..rounds {
            if self.devices[at].actor().is_none() {
                let user = self.devices[at].user;
                self.devices[at].token = self.log_in(user);
                let mut device = self.devices.remove(at);
                self.sign_in(&mut device);
                self.devices.insert(at, device);
                if self.devices[at].actor().is_none() {
                    return;
                }
            }
            let engine = self.devices[at].engine.clone();
            self.devices[at].round = Some(Box::pin(async move { engine.round().await }));
            while !self.poll_round(at) {
                let network = self.devices[at].network.clone();
                if network.with(|lines| lines.waiting) {
                    let id = network.with(|lines| lines.flights.last().map(|flight| flight.id));
                    let id = id.expect("whoever waits has sent a request");
                    self.arrive(at, id, None);
                    let answer = network.with(|lines| {
                        lines.waiting = false;
                        lines.flights.last_mut().and_then(|it| it.answer.take())
                    });
                    network.resolve(id, answer.expect("the server answers now"));
                    network.with(|lines| lines.flights.clear());
                }
            }
            if self.devices[at].engine.status().borrow().state == State::Online {
                return;
            }
        }
    }
}

fn refused(error: &Error) -> TransportError {
    assert!(
        error.status() < 500,
        "the server failed: {}",
        crate::service::chain(error)
    );
    TransportError::of_answer(error.status(), &error.body()).unwrap()
}
