//! Making and editing clients by hand.

use serde_json::{Map, Value as Json, json};

use super::{
    assignment,
    execute::{Execution, Outcome},
    scope::{Scope, lock_visible},
};
use crate::{
    api::{
        client::{CreateClient, UpdateClient},
        event::ChangeKind,
    },
    error::{Error, FieldErrors, NON_FIELD_ERRORS, Result},
    id::{AssignmentId, ClientId, StageChangeId, UserId},
    model::{
        stage::Stage,
        validate::{Email, InvalidValue, PersonName, Phone, Region},
    },
    store::table::{
        change_feed::NewChange,
        client::{self, ClientRow, ContactField},
        client_assignment::{self, NewAssignment},
        client_stage_history::{self, NewStageChange},
        extraction_job,
    },
};

/// Makes a client by hand, with at least one contact detail. It is a lead at once: the desk itself
/// took it up, so nothing more needs to be captured before somebody works it.
///
/// Who does not see all clients becomes the assignee of the ones they make.
pub(crate) async fn create_client(
    execution: &mut Execution<'_>,
    client_id: ClientId,
    create: CreateClient,
) -> Result<Outcome> {
    let now = execution.now;
    let mut row = ClientRow::new(client_id, "manual", now);
    let given = [
        (ContactField::Name, create.name),
        (ContactField::Email, create.email),
        (ContactField::Phone, create.phone),
    ];
    let mut errors = FieldErrors::default();
    for (field, value) in given {
        let Some(value) = value.filter(|value| !value.trim().is_empty()) else {
            continue;
        };
        match read_contact(field, &value, execution.region) {
            Ok(value) => {
                row.set_contact(field, Some(value));
                row.set_edited(field);
            }
            Err(invalid) => errors.add(field.name(), invalid.to_string()),
        }
    }
    if errors.0.is_empty() && row.edited_fields == 0 {
        errors.add(
            NON_FIELD_ERRORS,
            "Give a name, an email address or a phone number.",
        );
    }
    errors.into_result()?;
    row.assigned_to = match (create.assigned_to, Scope::of(execution.actor)) {
        (None, Scope::AssignedTo(user)) => Some(user),
        (assigned_to, _) => assigned_to,
    };
    assignment::check_assignee(execution, row.assigned_to).await?;
    row.captured_at = Some(now);
    client::insert(execution.tx, &row).await?;
    record_start(execution, &row, "Client added by hand.").await?;
    execution
        .audit(
            "client",
            client_id,
            Some(client_id),
            None,
            Some(json!({
                "name": row.name,
                "email": row.email,
                "phone": row.phone,
                "assigned_to": row.assigned_to,
            })),
        )
        .await?;
    announce_from(execution, &row, None).await?;
    Ok(Outcome::client(client_id, row.version))
}

/// Edits contact details. A field that a person edited is theirs: the chat only proposes from now
/// on.
pub(crate) async fn update_client(
    execution: &mut Execution<'_>,
    client_id: ClientId,
    update: UpdateClient,
) -> Result<Outcome> {
    let mut row = lock_visible(execution, client_id).await?;
    check_version(&row, update.version)?;
    if let Some(expected) = &update.expected {
        let seen = [
            (ContactField::Name, &expected.name),
            (ContactField::Email, &expected.email),
            (ContactField::Phone, &expected.phone),
        ];
        let is_stale = seen.into_iter().any(|(field, seen)| {
            seen.as_ref()
                .is_some_and(|seen| seen.as_deref() != row.contact(field))
        });
        if is_stale {
            return Err(stale(&row));
        }
    }
    let before = row.clone();
    let wished = [
        (ContactField::Name, update.name),
        (ContactField::Email, update.email),
        (ContactField::Phone, update.phone),
    ];
    let mut errors = FieldErrors::default();
    for (field, wish) in wished {
        let Some(wish) = wish else { continue };
        match wish
            .map(|text| read_contact(field, &text, execution.region))
            .transpose()
        {
            Ok(value) => set_by_hand(&mut row, field, value),
            Err(invalid) => errors.add(field.name(), invalid.to_string()),
        }
    }
    errors.into_result()?;
    if row == before {
        return Ok(Outcome::client(client_id, row.version));
    }
    save_contact(execution, &before, &mut row).await?;
    Ok(Outcome::client(client_id, row.version))
}

/// Sets a contact field as a person wants it; proposals of the same value are settled by it.
pub(super) fn set_by_hand(row: &mut ClientRow, field: ContactField, value: Option<String>) {
    row.proposals.retain(|proposal| {
        proposal.field != field.name() || Some(&proposal.value) != value.as_ref()
    });
    row.set_contact(field, value);
    row.set_edited(field);
}

/// Writes a client whose contact details changed, with everything that follows from it.
pub(super) async fn save_contact(
    execution: &mut Execution<'_>,
    before: &ClientRow,
    row: &mut ClientRow,
) -> Result<()> {
    let now = execution.now;
    first_touch(execution, row);
    let becomes_lead = row.captured_at.is_none() && row.is_complete();
    if becomes_lead {
        row.captured_at = Some(now);
    }
    client::save(execution.tx, row, now).await?;
    if becomes_lead {
        record_start(execution, row, "Client information completed by hand.").await?;
        extraction_job::request_now(execution.tx, row.id, now).await?;
    }
    let (old, new) = changed_contact(before, row);
    execution
        .audit("client", row.id, Some(row.id), Some(old), Some(new))
        .await?;
    announce(execution, row).await
}

/// The first row of the history and an assignment, where a client becomes a lead.
pub(super) async fn record_start(
    execution: &mut Execution<'_>,
    row: &ClientRow,
    remarks: &str,
) -> Result<()> {
    let now = execution.now;
    if row.current_stage == Stage::Lead {
        client_stage_history::insert(
            execution.tx,
            &NewStageChange {
                id: StageChangeId(execution.command_id.0),
                client_id: row.id,
                from_stage: None,
                to_stage: Stage::Lead,
                changed_by: execution.actor.user_id(),
                remarks: Some(remarks),
                reason_code: None,
                overridden: false,
                duration_seconds: None,
                issued_at: execution.issued_at,
                created_at: now,
            },
        )
        .await?;
    }
    client_assignment::deactivate(execution.tx, row.id, now).await?;
    client_assignment::insert(
        execution.tx,
        &NewAssignment {
            id: AssignmentId(execution.command_id.0),
            client_id: row.id,
            assigned_to: row.assigned_to,
            assigned_by: row.assigned_to.and(execution.actor.user_id()),
            is_active: true,
            remarks: None,
            created_at: now,
        },
    )
    .await
}

/// Notes that a person does something for a lead, where it is the first thing; whether it was.
pub(super) fn first_touch(execution: &Execution<'_>, row: &mut ClientRow) -> bool {
    let is_first = row.captured_at.is_some()
        && row.first_touch_at.is_none()
        && execution.actor.user_id().is_some();
    if is_first {
        row.first_touch_at = Some(execution.now);
    }
    is_first
}

/// [`first_touch`] by something that leaves the client's own row as it is.
pub(super) async fn touch(execution: &mut Execution<'_>, row: &mut ClientRow) -> Result<()> {
    if first_touch(execution, row) {
        client::save(execution.tx, row, execution.now).await?;
        announce(execution, row).await?;
    }
    Ok(())
}

/// Puts a change of a client into the feed.
pub(super) async fn announce(execution: &mut Execution<'_>, row: &ClientRow) -> Result<()> {
    announce_from(execution, row, row.assigned_to).await
}

/// [`announce`] for a change of the assignee: the one before learns of it too.
pub(super) async fn announce_from(
    execution: &mut Execution<'_>,
    row: &ClientRow,
    assignee_before: Option<UserId>,
) -> Result<()> {
    let id = row.id.to_string();
    execution
        .changed(NewChange {
            assignee_before,
            ..NewChange::on_client(ChangeKind::Client, &id, row.id, row.assigned_to)
        })
        .await
}

fn read_contact(field: ContactField, text: &str, region: Region) -> Result<String, InvalidValue> {
    match field {
        ContactField::Name => PersonName::parse(text).map(|name| name.as_str().to_owned()),
        ContactField::Email => Email::parse(text).map(|email| email.as_str().to_owned()),
        ContactField::Phone => Phone::parse(text, region).map(|phone| phone.as_str().to_owned()),
    }
}

/// The contact details that differ, as they were and as they are.
pub(super) fn changed_contact(before: &ClientRow, after: &ClientRow) -> (Json, Json) {
    let (mut old, mut new) = (Map::new(), Map::new());
    for field in ContactField::ALL {
        if before.contact(field) != after.contact(field) {
            old.insert(field.name().to_owned(), json!(before.contact(field)));
            new.insert(field.name().to_owned(), json!(after.contact(field)));
        }
    }
    if before.proposals != after.proposals {
        old.insert("proposals".to_owned(), json!(before.proposals));
        new.insert("proposals".to_owned(), json!(after.proposals));
    }
    (old.into(), new.into())
}

/// Refuses who saw another version than the one that stands.
pub(super) fn check_version(row: &ClientRow, seen: Option<i64>) -> Result<()> {
    match seen {
        Some(version) if version != row.version => Err(stale(row)),
        _ => Ok(()),
    }
}

fn stale(row: &ClientRow) -> Error {
    Error::conflict(
        "stale",
        "The client was changed meanwhile; look at it again.",
    )
    .with_current(json!({
        "version": row.version,
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
    }))
}
