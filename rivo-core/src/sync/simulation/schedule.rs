//! What happens next, as chance decides.

use std::sync::atomic::Ordering;

use super::{
    network::{block_on, poll},
    random::Random,
    world::{Accepted, World},
};
use crate::{
    api::{
        chat::{DataType, PostMessage, SenderType},
        client::{CorrectFact, UpdateClient, UpdateNote, UpdateTask},
        command::Command,
        user::{UpdateUser, WriteRole},
    },
    auth::Actor,
    id::{ClientId, CommandId, NoteId, SessionId, TaskId},
    service::Rivo,
    store::{
        Sql,
        sql::params,
        table::{auth_token, change_feed},
    },
    sync::{engine::RoundError, transport::TransportError},
};

const STAGES: [&str; 7] = [
    "contacted",
    "qualified",
    "docs_pending",
    "lost",
    "lead",
    "application_started",
    "closed",
];

impl World {
    /// One step.
    pub(super) fn step(&mut self, random: &mut Random) {
        let device = random.below(self.devices.len());
        match random.below(100) {
            0..28 => self.work_on_device(device, random),
            28..56 => self.run(device, random),
            56..76 => self.carry(device, random),
            76..92 => self.work_on_server(random),
            92..94 => self.crash(device),
            94 => self.end_login(device, random),
            95 => self.come_back(device),
            96 => self.forget_feed(),
            97 => {
                let jump = i64::try_from(random.below(20_000)).unwrap() - 10_000;
                self.devices[device]
                    .clock
                    .offset
                    .fetch_add(jump * 1_000_000, Ordering::SeqCst);
            }
            98 => self.answer_again(device, random),
            _ => {
                self.clock.offset.fetch_add(40_000_000, Ordering::SeqCst);
            }
        }
        self.shows_what_waits(device);
    }

    /// A person does something on a device.
    fn work_on_device(&mut self, at: usize, random: &mut Random) {
        let rivo = self.devices[at].engine.rivo().clone();
        let Some(actor) = self.devices[at].actor() else {
            return;
        };
        if random.percent(15) {
            self.decide(at, random);
            return;
        }
        if random.percent(8) {
            let written = "SELECT id FROM client WHERE last_message_at IS NOT NULL ORDER BY id";
            if let Some(client) = random.one_of(&ids::<ClientId>(&rivo, written)) {
                block_on(rivo.mark_seen(&actor, *client, None)).unwrap();
                self.figures.seen += 1;
            }
            return;
        }
        let Some(command) = self.wish(&rivo, random) else {
            return;
        };
        let id = CommandId::new();
        if block_on(rivo.execute(&actor, id, command.clone())).is_err() {
            return;
        }
        self.figures.accepted += 1;
        let user = self.devices[at].user;
        self.devices[at].accepted.push(Accepted {
            id,
            user,
            decided: false,
            wiped: false,
        });
        // The window may ask twice.
        if random.percent(10) {
            let again = block_on(rivo.execute(&actor, id, command)).unwrap();
            assert!(again.repeated, "a repeated command was executed again");
        }
    }

    /// A person decides on what was refused.
    fn decide(&mut self, at: usize, random: &mut Random) {
        let engine = self.devices[at].engine.clone();
        let rejected = block_on(engine.rejected()).unwrap();
        let Some(one) = random.one_of(&rejected) else {
            return;
        };
        let before = pending(&engine);
        let decided = if random.percent(50) {
            self.figures.redone += 1;
            block_on(engine.redo(one.command_id)).is_ok()
        } else {
            block_on(engine.drop_rejected(one.command_id)).unwrap();
            true
        };
        if !decided {
            return;
        }
        let user = self.devices[at].user;
        let device = &mut self.devices[at];
        for accepted in &mut device.accepted {
            accepted.decided |= accepted.id == one.command_id;
        }
        for id in pending(&engine) {
            if !before.contains(&id) {
                device.accepted.push(Accepted {
                    id,
                    user,
                    decided: false,
                    wiped: false,
                });
            }
        }
    }

    /// Something that somebody may want of what they see.
    fn wish(&mut self, rivo: &Rivo, random: &mut Random) -> Option<Command> {
        let clients: Vec<ClientId> = ids(rivo, "SELECT id FROM client ORDER BY id");
        let client_id = *random.one_of(&clients)?;
        Some(match random.below(17) {
            0..3 => Command::ChangeStage {
                client_id,
                to_stage: (*random.one_of(&STAGES)?).to_owned(),
                remarks: Some("Because.".to_owned()),
                reason_code: random.percent(30).then(|| "other".to_owned()),
                expected_stage: None,
                override_graph: random.percent(20),
            },
            3..5 => Command::AddNote {
                client_id,
                note_id: NoteId::new(),
                body: self.text("note"),
            },
            5 => Command::UpdateNote {
                note_id: *random.one_of(&ids(rivo, "SELECT id FROM client_note ORDER BY id"))?,
                update: UpdateNote {
                    body: self.text("changed note"),
                    expected: None,
                },
            },
            6 => Command::DeleteNote {
                note_id: *random.one_of(&ids(rivo, "SELECT id FROM client_note ORDER BY id"))?,
                expected: None,
            },
            7 | 8 => Command::AddTask {
                client_id,
                task_id: TaskId::new(),
                title: self.text("task"),
                due_at: None,
                assignee: None,
            },
            9 => Command::CompleteTask {
                task_id: *random.one_of(&ids(rivo, "SELECT id FROM client_task ORDER BY id"))?,
            },
            10 => Command::UpdateTask {
                task_id: *random.one_of(&ids(rivo, "SELECT id FROM client_task ORDER BY id"))?,
                update: UpdateTask {
                    title: Some(self.text("changed task")),
                    ..UpdateTask::default()
                },
            },
            11 => Command::UpdateClient {
                client_id,
                update: UpdateClient {
                    name: Some(Some(format!(
                        "Rosa {}",
                        ["Diaz", "Lopez", "Ruiz"][random.below(3)]
                    ))),
                    ..UpdateClient::default()
                },
            },
            12 => Command::CorrectFact {
                client_id,
                fact: CorrectFact {
                    path: "loan_details.interest_rate".to_owned(),
                    value: Some(format!("{}.5%", 3 + random.below(5))),
                    expected: None,
                },
            },
            13 => Command::Assign {
                client_id,
                assigned_to: random.one_of(&self.users).copied(),
                remarks: None,
                expected_assigned_to: None,
            },
            14 => Command::RequestExtraction { client_id },
            15 if random.percent(30) => Command::DeleteClient {
                client_id,
                version: None,
            },
            15 => Command::CreateClient {
                client_id: ClientId::new(),
                name: Some("Ana Ruiz".to_owned()),
                email: None,
                phone: None,
                assigned_to: None,
            },
            _ if random.percent(30) => Command::MergeClients {
                into: client_id,
                from: *random.one_of(&clients)?,
            },
            _ => Command::DeleteMessage {
                message_id: *random
                    .one_of(&ids(rivo, "SELECT id FROM chat_message ORDER BY id"))?,
            },
        })
    }

    /// Something happens on the server.
    fn work_on_server(&mut self, random: &mut Random) {
        let server = self.server.clone();
        match random.below(16) {
            0..5 => {
                if let Some(command) = self.wish(&server, random) {
                    drop(self.root(command));
                }
            }
            5..9 => {
                let clients = self.client_ids();
                if let Some((client_id, _)) = random.one_of(&clients) {
                    let assigned_to = if random.percent(85) {
                        random.one_of(&self.users).copied()
                    } else {
                        None
                    };
                    drop(self.root(Command::Assign {
                        client_id: *client_id,
                        assigned_to,
                        remarks: None,
                        expected_assigned_to: None,
                    }));
                }
            }
            9 => self.create_client(random),
            10..13 => self.chat(random),
            13 => {
                block_on(server.follow_feed()).unwrap();
                block_on(server.run_due_jobs()).unwrap();
            }
            14 => self.change_role(random),
            _ => {
                let values = [("stale_after_days".to_owned(), (1 + random.below(30)).into())];
                self.root(Command::UpdateSettings {
                    values: values.into(),
                    expected: std::collections::BTreeMap::new(),
                })
                .unwrap();
            }
        }
    }

    fn chat(&mut self, random: &mut Random) {
        if self.sessions.len() < 3 {
            self.sessions.push(SessionId(CommandId::new().0));
        }
        let session_id = self.sessions[random.below(self.sessions.len())];
        let number = self.texts;
        self.texts += 1;
        let (data_type, message) = match random.below(5) {
            0 => (DataType::Name, "Marta Stein".to_owned()),
            1 => (DataType::Email, format!("marta{number}@mail.example")),
            2 => (DataType::Phone, format!("317555{number:04}")),
            _ => (DataType::Message, format!("Hello {number}")),
        };
        let post = PostMessage {
            session_id,
            message,
            sender_type: SenderType::Client,
            data_type,
            metadata: None,
        };
        // Its lanes are tasks of a runtime.
        self.runtime
            .block_on(
                self.server
                    .post_message(&Actor::system("ingest"), post, None),
            )
            .unwrap();
    }

    /// Somebody gets another role, leaves, comes back, or a role changes for all who have it.
    fn change_role(&mut self, random: &mut Random) {
        self.figures.rescoped += 1;
        let user_id = self.users[random.below(self.users.len())];
        let update = match random.below(6) {
            0..3 => UpdateUser {
                role: Some(Some(self.roles[random.below(self.roles.len())])),
                ..UpdateUser::default()
            },
            3 => UpdateUser {
                is_active: Some(random.percent(60)),
                ..UpdateUser::default()
            },
            _ => {
                let mut permissions = vec!["note.write", "task.write", "client.change_stage"];
                for permission in ["client.view_all", "client.view_assigned", "chat.view"] {
                    if random.percent(60) {
                        permissions.push(permission);
                    }
                }
                self.root(Command::UpdateRole {
                    role_id: self.roles[2],
                    update: WriteRole {
                        name: "Reader".to_owned(),
                        description: String::new(),
                        permissions: permissions.into_iter().map(str::to_owned).collect(),
                    }
                    .into(),
                })
                .unwrap();
                return;
            }
        };
        drop(self.root(Command::UpdateUser {
            user_id,
            update,
            password_hash: None,
        }));
    }

    /// A device goes on with its round, or begins one.
    pub(super) fn run(&mut self, at: usize, random: &mut Random) {
        let device = &mut self.devices[at];
        if device.round.is_none() {
            if device.actor().is_none() {
                self.come_back(at);
                return;
            }
            let engine = device.engine.clone();
            device.round = Some(Box::pin(async move { engine.round().await }));
        }
        for _ in 0..=random.below(16) {
            // Between any two polls: before a write was begun, and after it was.
            if random.percent(1) {
                self.figures.crashes_in_writes += 1;
                self.crash(at);
                return;
            }
            if self.poll_round(at) || self.devices[at].network.with(|lines| lines.waiting) {
                return;
            }
        }
    }

    /// Polls a round, and lets the database end what it was asked for; whether the round ended.
    pub(super) fn poll_round(&mut self, at: usize) -> bool {
        let device = &mut self.devices[at];
        let Some(round) = &mut device.round else {
            return true;
        };
        let outcome = match poll(round) {
            Ok(outcome) => outcome,
            Err(alarm) => {
                if !device.network.with(|lines| lines.waiting) {
                    alarm.wait();
                }
                return false;
            }
        };
        device.round = None;
        match outcome {
            Ok(()) | Err(RoundError::Transport(TransportError::Offline { .. })) => {}
            Err(RoundError::Transport(TransportError::Unauthenticated { code, .. })) => {
                if code == "device_revoked" {
                    self.figures.wiped += 1;
                    device.all_wiped();
                } else {
                    self.figures.locked += 1;
                }
            }
            Err(error) => panic!("a round failed: {error:?}"),
        }
        true
    }

    /// The user signs in again, where they may.
    fn come_back(&mut self, at: usize) {
        if self.devices[at].actor().is_none() {
            let user = self.devices[at].user;
            self.devices[at].token = self.log_in(user);
            let mut device = self.devices.remove(at);
            self.sign_in(&mut device);
            self.devices.insert(at, device);
        }
    }

    fn crash(&mut self, at: usize) {
        self.figures.crashes += 1;
        self.devices[at].crash();
    }

    /// A login is revoked, or just ends.
    fn end_login(&mut self, at: usize, random: &mut Random) {
        let (id, user) = (self.devices[at].token.0, self.devices[at].user);
        let is_revoked = random.percent(40);
        let now = self.server.now();
        block_on(self.server.store().write(move |tx| {
            Box::pin(async move {
                if is_revoked {
                    auth_token::revoke(tx, id, user, now).await.map(drop)
                } else {
                    auth_token::delete(tx, id).await
                }
            })
        }))
        .unwrap();
    }

    /// The feed keeps nothing of the past.
    fn forget_feed(&self) {
        let now = self.server.now().plus_seconds(86_400);
        block_on(
            self.server.store().write(move |tx| {
                Box::pin(async move { change_feed::prune(tx, now).await.map(drop) })
            }),
        )
        .unwrap();
    }
}

fn pending(engine: &crate::sync::Engine) -> Vec<CommandId> {
    block_on(engine.pending())
        .unwrap()
        .iter()
        .map(|command| command.command_id)
        .collect()
}

/// Ids in the order they were made, by a look behind the desk.
fn ids<T: From<uuid::Uuid> + Send + 'static>(rivo: &Rivo, sql: &'static str) -> Vec<T> {
    block_on(rivo.store().read(move |tx| {
        Box::pin(async move {
            tx.query(&Sql::same(sql), params![])
                .await?
                .into_iter()
                .map(|mut row| row.get::<uuid::Uuid>().map(T::from))
                .collect()
        })
    }))
    .unwrap()
}
