//! What the author of a queued command saw, as its precondition; and the command without it.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::api::{
    client::{ContactValues, TaskValues, UpdateTask},
    command::Command,
};

/// A command with what its author saw as its precondition, field by field: what somebody else
/// changed meanwhile is never overwritten unseen. A precondition on the version of the whole client
/// would refuse too much: the server's version counts changes that have nothing to do with it.
pub(super) fn with_preconditions(command: Command, seen: &Json) -> Command {
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let at = |path: &str| seen["facts"].get(path).map(text);
    match command {
        Command::ChangeStage {
            client_id,
            to_stage,
            remarks,
            reason_code,
            expected_stage,
            override_graph,
        } => Command::ChangeStage {
            client_id,
            to_stage,
            remarks,
            reason_code,
            expected_stage: expected_stage.or_else(|| text(&seen["current_stage"])),
            override_graph,
        },
        Command::UpdateClient {
            client_id,
            mut update,
        } => {
            update.version = None;
            if !seen.is_null() && update.expected.is_none() {
                update.expected = Some(ContactValues {
                    name: update.name.is_some().then(|| text(&seen["name"])),
                    email: update.email.is_some().then(|| text(&seen["email"])),
                    phone: update.phone.is_some().then(|| text(&seen["phone"])),
                });
            }
            Command::UpdateClient { client_id, update }
        }
        Command::CorrectFact {
            client_id,
            mut fact,
        } => {
            if fact.expected.is_none() {
                fact.expected = at(&fact.path);
            }
            Command::CorrectFact { client_id, fact }
        }
        Command::CorrectFacts {
            client_id,
            mut facts,
        } => {
            let mut known = BTreeSet::new();
            for fact in &mut facts {
                // The same fact twice: the second finds what the first wrote.
                if known.insert(fact.path.clone()) && fact.expected.is_none() {
                    fact.expected = at(&fact.path);
                }
            }
            Command::CorrectFacts { client_id, facts }
        }
        Command::Assign {
            client_id,
            assigned_to,
            remarks,
            expected_assigned_to,
        } => Command::Assign {
            client_id,
            assigned_to,
            remarks,
            expected_assigned_to: expected_assigned_to
                .or_else(|| serde_json::from_value(seen.get("assigned_to")?.clone()).ok()),
        },
        Command::UpdateNote {
            note_id,
            mut update,
        } => {
            update.expected = update.expected.or_else(|| text(&seen["note"]["body"]));
            Command::UpdateNote { note_id, update }
        }
        Command::UpdateTask {
            task_id,
            mut update,
        } => {
            if update.expected.is_none() {
                update.expected = seen.get("task").map(|task| task_values(task, &update));
            }
            Command::UpdateTask { task_id, update }
        }
        other => other,
    }
}

/// Of what its author saw of a task, the values that the edit changes.
fn task_values(seen: &Json, update: &UpdateTask) -> TaskValues {
    fn value<T: DeserializeOwned>(seen: &Json, name: &str) -> Option<T> {
        serde_json::from_value(seen.get(name)?.clone()).ok()
    }
    TaskValues {
        title: update.title.as_ref().and(value(seen, "title")),
        due_at: update.due_at.and(value(seen, "due_at")),
        assignee: update.assignee.and(value(seen, "assignee")),
        done: update.done.and(Some(!seen["done_at"].is_null())),
    }
}

/// A refused command as its author wishes it again, over whatever stands now.
pub(crate) fn without_preconditions(command: Command) -> Command {
    match command {
        Command::ChangeStage {
            client_id,
            to_stage,
            remarks,
            reason_code,
            override_graph,
            ..
        } => Command::ChangeStage {
            client_id,
            to_stage,
            remarks,
            reason_code,
            expected_stage: None,
            override_graph,
        },
        Command::UpdateClient {
            client_id,
            mut update,
        } => {
            update.version = None;
            update.expected = None;
            Command::UpdateClient { client_id, update }
        }
        Command::CorrectFact {
            client_id,
            mut fact,
        } => {
            fact.expected = None;
            Command::CorrectFact { client_id, fact }
        }
        Command::CorrectFacts {
            client_id,
            mut facts,
        } => {
            for fact in &mut facts {
                fact.expected = None;
            }
            Command::CorrectFacts { client_id, facts }
        }
        Command::EditMessage {
            message_id,
            mut edit,
        } => {
            edit.expected = None;
            Command::EditMessage { message_id, edit }
        }
        Command::Assign {
            client_id,
            assigned_to,
            remarks,
            ..
        } => Command::Assign {
            client_id,
            assigned_to,
            remarks,
            expected_assigned_to: None,
        },
        Command::UpdateNote {
            note_id,
            mut update,
        } => {
            update.expected = None;
            Command::UpdateNote { note_id, update }
        }
        Command::UpdateTask {
            task_id,
            mut update,
        } => {
            update.expected = None;
            Command::UpdateTask { task_id, update }
        }
        other => other,
    }
}
