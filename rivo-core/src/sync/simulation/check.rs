//! The promises, once everything has settled.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::{
    network::block_on,
    world::{Accepted, Device, World, sees_all},
};
use crate::{
    api::{client::ClientFilter, command::Command},
    auth::Actor,
    clock::Timestamp,
    error::Result,
    id::{ClientId, NoteId},
    service::Rivo,
    store::{
        Sql,
        sql::params,
        table::{client_seen, command_log, sync_outbox},
    },
};

impl World {
    pub(super) fn check(&mut self) {
        for at in 0..self.devices.len() {
            let accepted = self.devices[at].accepted.clone();
            for command in accepted {
                self.once_or_rejected(at, command);
            }
            match (self.actor_of(&self.devices[at]), self.devices[at].actor()) {
                (Some(actor), Some(local)) => self.same_view(at, &actor, &local),
                // Nobody may sign in: nothing is shown, and a wiped device holds nothing.
                (None, None) => {}
                (server, local) => panic!("{server:?} on the server, {local:?} on the device"),
            }
        }
        self.nothing_twice();
    }

    /// Promise 1: applied exactly once, or shown as rejected.
    fn once_or_rejected(&mut self, at: usize, command: Accepted) {
        let key = format!("user:{}", command.user);
        let id = command.id;
        let found = block_on(self.server.store().read(move |tx| {
            Box::pin(async move {
                let Some(earlier) = command_log::find(tx, &key, id).await? else {
                    return Ok(None);
                };
                Ok(Some(earlier.outcome().is_ok()))
            })
        }))
        .unwrap();
        let device = &self.devices[at];
        let entry = block_on(
            device
                .store
                .read(move |tx| Box::pin(async move { sync_outbox::find(tx, id).await })),
        )
        .unwrap();
        let waits_for_login = device.actor().is_none();
        match (found, entry.as_ref().map(|entry| entry.state.as_str())) {
            // Applied, and nothing of it waits.
            (Some(true), None) => self.figures.applied += 1,
            // Nobody may sign in to hear of it.
            (Some(_), Some("pending" | "applied")) | (None, Some("pending")) if waits_for_login => {
            }
            // Refused, and shown so, or decided on.
            (Some(false), Some("rejected")) => self.figures.rejected += 1,
            (Some(false), None) if command.decided || command.wiped => self.figures.rejected += 1,
            // A device that was told to wipe itself takes with it what it had not sent.
            (None, None) if command.wiped => {}
            (found, state) => panic!(
                "{command:?} is {found:?} on the server and {state:?} in the outbox of its device: {entry:?}"
            ),
        }
    }

    /// Promise 2 and 3: what is shown on the device is what its user may see on the server.
    fn same_view(&mut self, at: usize, actor: &Actor, local: &Actor) {
        let device = &self.devices[at];
        assert_eq!(actor.permissions, local.permissions);
        let on_server = block_on(view(&self.server, actor)).unwrap();
        let on_device = block_on(view(device.engine.rivo(), local)).unwrap();
        for (name, document) in &on_server {
            assert_eq!(
                on_device.get(name),
                Some(document),
                "{name} differs on the device"
            );
        }
        for name in on_device.keys() {
            assert!(
                on_server.contains_key(name),
                "{name} is on the device alone"
            );
        }
        self.figures.documents += on_server.len();
        self.marks_arrived(at);
        self.nothing_foreign(at, actor);
    }

    /// What its user has seen on a device, they have seen on the server.
    fn marks_arrived(&self, at: usize) {
        let device = &self.devices[at];
        let user = device.user;
        let marks = block_on(device.store.read(move |tx| {
            const MARKS: Sql =
                Sql::same("SELECT client_id, seen_at FROM client_seen WHERE user_id = ?1");
            Box::pin(async move { tx.query(&MARKS, params![user]).await })
        }));
        for mut row in marks.unwrap() {
            let client: ClientId = row.get().unwrap();
            let here: Timestamp = row.get().unwrap();
            let store = self.server.store();
            let there = store.read(move |tx| Box::pin(client_seen::find(tx, user, client)));
            let there = block_on(there).unwrap();
            assert!(there >= Some(here), "seen {here:?} here, {there:?} there");
        }
    }

    /// At any moment, in the middle of a round too: a note that its author wrote here, and that fits,
    /// is on the screen until the server refuses it.
    pub(super) fn shows_what_waits(&mut self, at: usize) {
        let waiting = block_on(self.devices[at].store.read(|tx| {
            Box::pin(async move {
                let mut waiting = sync_outbox::pending(tx).await?;
                waiting.extend(sync_outbox::applied(tx).await?);
                Ok(waiting)
            })
        }))
        .unwrap();
        let commands = waiting
            .iter()
            .map(|entry| serde_json::from_value(entry.command.clone()).unwrap());
        // Its author may have taken it back, alone or with a client.
        let is_taken_back = |note: NoteId| {
            commands.clone().any(|command| match command {
                Command::DeleteNote { note_id, .. } => note_id == note,
                Command::DeleteClient { .. } => true,
                _ => false,
            })
        };
        let notes = column_of(&self.devices[at], "client_note", "id");
        for entry in waiting.iter().filter(|entry| entry.misfit.is_none()) {
            if let Ok(Command::AddNote { note_id, .. }) =
                serde_json::from_value(entry.command.clone())
                && !is_taken_back(note_id)
            {
                assert!(
                    notes.contains(&Some(note_id.0)),
                    "a note that waits is not shown: {entry:?}"
                );
                self.figures.shown += 1;
            }
        }
    }

    /// Promise 3, by a look at the file itself.
    fn nothing_foreign(&self, at: usize, actor: &Actor) {
        let device = &self.devices[at];
        let visible: Vec<ClientId> = self
            .client_ids()
            .into_iter()
            .filter(|(_, assigned_to)| {
                sees_all(actor)
                    || (actor.has(crate::auth::Permission::ClientViewAssigned)
                        && *assigned_to == actor.user_id())
            })
            .map(|(id, _)| id)
            .collect();
        for (table, column) in [
            ("client", "id"),
            ("client_note", "client_id"),
            ("client_task", "client_id"),
            ("client_stage_history", "client_id"),
            ("client_assignment", "client_id"),
            ("extraction_run", "client_id"),
            ("extraction_job", "client_id"),
            ("fact_review", "client_id"),
            ("chat_session", "client_id"),
            ("base_client", "id"),
            ("base_client_note", "client_id"),
            ("base_fact_review", "client_id"),
            ("base_chat_message", "session_id"),
        ] {
            for id in column_of(device, table, column) {
                assert!(
                    id.is_some_and(|id| visible.contains(&ClientId(id))),
                    "{table} of the device holds {id:?}, which its user may not see"
                );
            }
        }
        let sessions = column_of(device, "chat_session", "session_id");
        for session in column_of(device, "chat_message", "session_id") {
            assert!(sessions.contains(&session), "a message without its session");
        }
        if !actor.has(crate::auth::Permission::ChatView) {
            assert_eq!(sessions, [], "conversations for somebody who may read none");
        }
        for entry in block_on(
            device
                .store
                .read(|tx| Box::pin(async move { sync_outbox::rejected(tx).await })),
        )
        .unwrap()
        {
            let is_visible = entry.client_id.is_none_or(|id| visible.contains(&id));
            assert!(
                is_visible || (entry.seen.is_none() && entry.current.is_none()),
                "a refused command still shows a client that its author may not see: {entry:?}"
            );
        }
    }

    /// Promise 1, from the other side: each text stands once, each command has one audit row.
    fn nothing_twice(&self) {
        for sql in [
            "SELECT COUNT(*) FROM (SELECT body FROM client_note GROUP BY body HAVING COUNT(*) > 1)",
            "SELECT COUNT(*) FROM (SELECT title FROM client_task GROUP BY title HAVING COUNT(*) > 1)",
            "SELECT COUNT(*) FROM (SELECT command_id FROM audit_log WHERE command_id IS NOT NULL
             GROUP BY command_id HAVING COUNT(*) > 1)",
        ] {
            let doubled: i64 = block_on(self.server.store().read(move |tx| {
                Box::pin(async move { tx.query_one(&Sql::same(sql), params![]).await?.get() })
            }))
            .unwrap();
            assert_eq!(doubled, 0, "{sql}");
        }
    }
}

fn column_of(device: &Device, table: &str, column: &str) -> Vec<Option<uuid::Uuid>> {
    let sql = Sql::assembled(format!("SELECT {column} FROM {table}"));
    block_on(device.store.read(move |tx| {
        Box::pin(async move {
            tx.query(&sql, params![])
                .await?
                .into_iter()
                .map(|mut row| row.get())
                .collect()
        })
    }))
    .unwrap()
}

/// Everything the screens show, by the same queries.
async fn view(rivo: &Rivo, actor: &Actor) -> Result<BTreeMap<String, Json>> {
    let mut view = BTreeMap::new();
    let mut keep = |name: String, document: Json| {
        view.insert(name, document);
    };
    let mut me = rivo.me(actor).await?;
    me.user.last_login = None;
    keep("me".to_owned(), json!(me));
    keep("users".to_owned(), json!(rivo.user_directory(actor).await?));
    keep(
        "settings".to_owned(),
        json!(rivo.list_settings(actor).await?),
    );
    let Ok(tasks) = rivo.list_tasks(actor, false, None, None, Some(200)).await else {
        return Ok(view);
    };
    keep("tasks".to_owned(), json!(tasks));
    let filter = ClientFilter {
        captured: Some("any".to_owned()),
        limit: Some(200),
        ..ClientFilter::default()
    };
    for client in rivo.list_clients(actor, filter).await?.results {
        let id = client.id;
        let limit = Some(200);
        keep(format!("client {id}"), json!(client));
        let history = rivo.list_stage_history(actor, id, None, limit).await?;
        keep(format!("history {id}"), json!(history));
        let assignments = rivo.list_assignments(actor, id, None, limit).await?;
        keep(format!("assignments {id}"), json!(assignments));
        let notes = rivo.list_notes(actor, id, None, limit).await?;
        keep(format!("notes {id}"), json!(notes));
        let runs = rivo.list_runs(actor, id, None, limit).await?;
        keep(format!("runs {id}"), json!(runs));
        let duplicates = rivo.list_duplicates(actor, id, None, limit).await?;
        keep(format!("duplicates {id}"), json!(duplicates));
        if let Ok(messages) = transcript(rivo, actor, id).await {
            keep(format!("messages {id}"), messages);
        }
    }
    Ok(view)
}

async fn transcript(rivo: &Rivo, actor: &Actor, id: ClientId) -> Result<Json> {
    Ok(json!(
        rivo.list_client_messages(actor, id, None, None, Some(200))
            .await?
    ))
}
