//! Acts a timetable out on a real desk: every event through the door that a chatbot, an admin or
//! a CSM would use.

use std::collections::HashMap;

use rivo_core::{
    Error, Result,
    api::{client::CorrectFact, command::Command, notification::ReadNotifications},
    auth::Actor,
    clock::Timestamp,
    id::{ClientId, CommandId, NoteId, TaskId},
    service::Rivo,
};

use super::{
    clock::StageClock,
    ids,
    plan::{Action, Event},
    random::Random,
    staff::{self, Staff},
};

/// What was done.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Done {
    pub(super) messages: usize,
    pub(super) commands: usize,
}

pub(super) struct Player<'a> {
    pub(super) rivo: &'a Rivo,
    pub(super) clock: &'a StageClock,
    pub(super) chatbot: Actor,
    pub(super) staff: Staff,
    pub(super) clients: HashMap<usize, ClientId>,
    pub(super) tasks: HashMap<(usize, usize), TaskId>,
    pub(super) done: Done,
}

impl Player<'_> {
    pub(super) async fn play(&mut self, event: Event) -> Result<()> {
        let Event {
            at,
            part,
            mut random,
            action,
        } = event;
        self.clock.set(at);
        match action {
            Action::Say(post) => {
                let posted = self.rivo.post_message(&self.chatbot, post, None).await?;
                if let Some(client) = posted.message.client {
                    self.clients.insert(part, client);
                }
                self.done.messages += 1;
            }
            Action::Read => drop(self.rivo.run_due_jobs().await?),
            action => {
                let (actor, command) = self.command(part, action, at, &mut random)?;
                let command_id = CommandId::from(ids::id(at, &mut random));
                self.rivo.execute(&actor, command_id, command).await?;
                self.done.commands += 1;
            }
        }
        Ok(())
    }

    /// The staff has read what it was told so far.
    pub(super) async fn read_news(&self) -> Result<()> {
        self.rivo.follow_feed().await?;
        for reader in self.staff.csms.iter().chain([&self.staff.admin]) {
            let all = ReadNotifications {
                all: true,
                ..ReadNotifications::default()
            };
            self.rivo.read_notifications(reader, all).await?;
        }
        Ok(())
    }

    /// What staff do, as a command and the one who gives it.
    fn command(
        &mut self,
        part: usize,
        action: Action,
        at: Timestamp,
        random: &mut Random,
    ) -> Result<(Actor, Command)> {
        let client_id = *self
            .clients
            .get(&part)
            .ok_or_else(|| Error::bug("the desk works a client who does not exist"))?;
        Ok(match action {
            Action::Assign { csm, remarks } => {
                let assigned_to = self.csm(csm)?.user_id();
                (
                    self.staff.admin.clone(),
                    Command::Assign {
                        client_id,
                        assigned_to,
                        remarks,
                        expected_assigned_to: None,
                    },
                )
            }
            Action::Move { csm, step } => {
                let command = Command::ChangeStage {
                    client_id,
                    to_stage: step.to.to_string(),
                    remarks: step.remark,
                    reason_code: step.reason.map(|code| code.as_str().to_owned()),
                    expected_stage: Some(step.from.to_string()),
                    override_graph: false,
                };
                (self.csm(csm)?, command)
            }
            Action::Note { csm, mut body } => {
                let note_id = NoteId::from(ids::id(at, random));
                if random.percent(15)
                    && let Some(mention) = staff::mention(&self.staff.admin)
                {
                    body = format!("{mention} {body}");
                }
                (
                    self.csm(csm)?,
                    Command::AddNote {
                        client_id,
                        note_id,
                        body,
                    },
                )
            }
            Action::Task {
                csm,
                number,
                title,
                due_at,
            } => {
                let task_id = TaskId::from(ids::id(at, random));
                self.tasks.insert((part, number), task_id);
                let due_at = Some(due_at);
                let command = Command::AddTask {
                    client_id,
                    task_id,
                    title,
                    due_at,
                    assignee: None,
                };
                (self.csm(csm)?, command)
            }
            Action::Complete { csm, number } => {
                let task_id = *self
                    .tasks
                    .get(&(part, number))
                    .ok_or_else(|| Error::bug("a task is done before it is made"))?;
                (self.csm(csm)?, Command::CompleteTask { task_id })
            }
            Action::Correct { csm, path, value } => {
                let fact = CorrectFact {
                    path,
                    value: Some(value),
                    expected: None,
                };
                (self.csm(csm)?, Command::CorrectFact { client_id, fact })
            }
            Action::Say(_) | Action::Read => {
                return Err(Error::bug("what is said or read is no command"));
            }
        })
    }

    fn csm(&self, number: usize) -> Result<Actor> {
        let csm = self.staff.csms.get(number).cloned();
        csm.ok_or_else(|| Error::bug("the timetable names a CSM who does not exist"))
    }
}
