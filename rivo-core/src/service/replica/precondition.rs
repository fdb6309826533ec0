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
pub(super) fn with_preconditions(mut command: Command, seen: &Json) -> Command {
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let at = |path: &str| seen["facts"].get(path).map(text);
    match &mut command {
        Command::ChangeStage { expected_stage, .. } if expected_stage.is_none() => {
            *expected_stage = text(&seen["current_stage"]);
        }
        Command::Assign {
            expected_assigned_to,
            ..
        } if expected_assigned_to.is_none() => {
            *expected_assigned_to = seen
                .get("assigned_to")
                .and_then(|assigned_to| serde_json::from_value(assigned_to.clone()).ok());
        }
        Command::DeleteClient { version, .. } => *version = None,
        Command::UpdateClient { update, .. } => {
            update.version = None;
            if !seen.is_null() && update.expected.is_none() {
                update.expected = Some(ContactValues {
                    name: update.name.is_some().then(|| text(&seen["name"])),
                    email: update.email.is_some().then(|| text(&seen["email"])),
                    phone: update.phone.is_some().then(|| text(&seen["phone"])),
                });
            }
        }
        Command::CorrectFact { fact, .. } if fact.expected.is_none() => {
            fact.expected = at(&fact.path);
        }
        Command::CorrectFacts { facts, .. } => {
            let mut known = BTreeSet::new();
            for fact in facts {
                // The same fact twice: the second finds what the first wrote.
                if known.insert(fact.path.clone()) && fact.expected.is_none() {
                    fact.expected = at(&fact.path);
                }
            }
        }
        Command::UpdateNote { update, .. } if update.expected.is_none() => {
            update.expected = text(&seen["note"]["body"]);
        }
        Command::DeleteNote { expected, .. } if expected.is_none() => {
            *expected = text(&seen["note"]["body"]);
        }
        Command::UpdateTask { update, .. } if update.expected.is_none() => {
            let task = seen.get("task").map(task_values);
            update.expected = task.map(|task| touched(task, update));
        }
        Command::DeleteTask { expected, .. } if expected.is_none() => {
            *expected = seen.get("task").map(task_values);
        }
        _ => {}
    }
    command
}

/// A task as its author saw it.
fn task_values(seen: &Json) -> TaskValues {
    fn value<T: DeserializeOwned>(seen: &Json, name: &str) -> Option<T> {
        serde_json::from_value(seen.get(name)?.clone()).ok()
    }
    TaskValues {
        title: value(seen, "title"),
        due_at: value(seen, "due_at"),
        assignee: value(seen, "assignee"),
        done: Some(!seen["done_at"].is_null()),
    }
}

/// Of what was seen, the values that an edit changes.
fn touched(seen: TaskValues, update: &UpdateTask) -> TaskValues {
    TaskValues {
        title: update.title.as_ref().and(seen.title),
        due_at: update.due_at.and(seen.due_at),
        assignee: update.assignee.and(seen.assignee),
        done: update.done.and(seen.done),
    }
}

/// A refused command as its author wishes it again, over whatever stands now.
pub(crate) fn without_preconditions(mut command: Command) -> Command {
    match &mut command {
        Command::ChangeStage { expected_stage, .. } => *expected_stage = None,
        Command::Assign {
            expected_assigned_to,
            ..
        } => *expected_assigned_to = None,
        Command::DeleteClient { version, .. } => *version = None,
        Command::UpdateClient { update, .. } => {
            update.version = None;
            update.expected = None;
        }
        Command::CorrectFact { fact, .. } => fact.expected = None,
        Command::CorrectFacts { facts, .. } => {
            for fact in facts {
                fact.expected = None;
            }
        }
        Command::EditMessage { edit, .. } => edit.expected = None,
        Command::UpdateNote { update, .. } => update.expected = None,
        Command::DeleteNote { expected, .. } => *expected = None,
        Command::UpdateTask { update, .. } => update.expected = None,
        Command::DeleteTask { expected, .. } => *expected = None,
        _ => {}
    }
    command
}
