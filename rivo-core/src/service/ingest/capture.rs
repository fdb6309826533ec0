//! Capture: a client exists from its first contact detail and becomes a lead once name, email and
//! phone are all there.
//!
//! A captured value never overwrites one that a person edited, nor, once the lead exists, one that
//! stands: it becomes a proposal. A session never joins an existing client because it names the
//! same email or phone, since a visitor could claim anybody.

use serde_json::json;

use super::Incoming;
use crate::{
    api::{
        chat::{DataType, SenderType},
        client::ContactProposal,
        event::ChangeKind,
    },
    clock::Timestamp,
    error::Result,
    id::{AssignmentId, AuditId, ClientId, SessionId, StageChangeId},
    model::{
        contact::{self, Asked},
        stage::Stage,
        validate::{Email, InvalidValue, PersonName, Phone, Region},
    },
    store::{
        Tx,
        table::{
            audit_log, change_feed, chat_message,
            chat_session::LockedSession,
            client::{self, ClientRow, ContactField},
            client_assignment, client_stage_history, extraction_job,
        },
    },
};

/// Proposals kept on a client; a visitor who keeps changing their mind does not grow the row.
const PROPOSAL_LIMIT: usize = 10;

/// Uses what a message states about its author. Returns why something was not used.
pub(super) async fn capture(
    tx: &mut Tx,
    session: &mut LockedSession,
    incoming: &Incoming,
) -> Result<Vec<String>> {
    let mut warnings = Vec::new();
    let values = stated(session, incoming, &mut warnings);
    if values.is_empty() {
        return Ok(warnings);
    }
    let now = incoming.received_at;
    let (mut row, before) = match session.client_id {
        Some(id) => match client::lock(tx, id).await? {
            Some(row) => {
                let before = row.clone();
                (row, Some(before))
            }
            // Erased between the session's lock and now: the session is a fresh one.
            None => (ClientRow::new(ClientId::new(), "chat", now), None),
        },
        None => (ClientRow::new(ClientId::new(), "chat", now), None),
    };
    let position = session.message_count + 1;
    for (field, value) in values {
        let stated = Stated {
            field,
            value,
            session_id: session.session_id,
            position,
            at: now,
        };
        take(&mut row, stated);
    }
    if before.as_ref().is_some_and(|before| *before == row) {
        return Ok(warnings);
    }
    let is_lead_now = row.captured_at.is_none() && row.is_complete();
    if is_lead_now {
        row.captured_at = Some(now);
    }
    match &before {
        None => client::insert(tx, &row).await?,
        Some(_) => client::save(tx, &mut row, now).await?,
    }
    session.client_id = Some(row.id);
    if is_lead_now {
        make_lead(tx, &row, now).await?;
    }
    record(tx, before.as_ref(), &row, now).await?;
    Ok(warnings)
}

/// The valid contact values that the message states.
fn stated(
    session: &LockedSession,
    incoming: &Incoming,
    warnings: &mut Vec<String>,
) -> Vec<(ContactField, String)> {
    if incoming.post.sender_type == SenderType::Bot {
        return Vec::new();
    }
    match marked(incoming) {
        Some((field, Ok(value))) => return vec![(field, value)],
        Some((_, Err(sentence))) => warnings.push(sentence),
        None => {}
    }
    match incoming.post.data_type {
        DataType::Message if incoming.capture_from_text => {
            let text = &incoming.post.message;
            let found =
                contact::find_contact(text, Asked::from_bits(session.asked), incoming.region);
            let name = found
                .name
                .map(|found| (ContactField::Name, found.value.as_str().to_owned()));
            let email = found
                .email
                .map(|found| (ContactField::Email, found.value.as_str().to_owned()));
            let phone = found
                .phone
                .map(|found| (ContactField::Phone, found.value.as_str().to_owned()));
            name.into_iter().chain(email).chain(phone).collect()
        }
        _ => Vec::new(),
    }
}

/// The contact field that the message says it is the value of, and that value or why it is none.
fn marked(incoming: &Incoming) -> Option<(ContactField, Result<String, String>)> {
    let text = &incoming.post.message;
    let invalid = |error: InvalidValue| error.to_string();
    match incoming.post.data_type {
        DataType::Message => None,
        DataType::Name => {
            let name = PersonName::parse(text).map(|name| name.as_str().to_owned());
            Some((ContactField::Name, name.map_err(invalid)))
        }
        DataType::Email => {
            let email = Email::parse(text).map(|email| email.as_str().to_owned());
            Some((ContactField::Email, email.map_err(invalid)))
        }
        DataType::Phone => {
            let phone = Phone::parse(text, incoming.region).map(|phone| phone.as_str().to_owned());
            Some((ContactField::Phone, phone.map_err(invalid)))
        }
    }
}

/// Why the value that the message says it is was not used, for who asks again.
pub(super) fn warnings_of(incoming: &Incoming) -> Vec<String> {
    match incoming.post.sender_type {
        SenderType::Bot => Vec::new(),
        SenderType::Client => marked(incoming)
            .and_then(|(_, value)| value.err())
            .into_iter()
            .collect(),
    }
}

/// A contact detail that a visitor stated.
#[derive(Clone, Debug)]
pub(in crate::service) struct Stated {
    pub(in crate::service) field: ContactField,
    pub(in crate::service) value: String,
    pub(in crate::service) session_id: SessionId,
    pub(in crate::service) position: i64,
    pub(in crate::service) at: Timestamp,
}

/// What the visitor of a session stated after a position, heard again.
pub(in crate::service) async fn stated_since(
    tx: &mut Tx,
    session_id: SessionId,
    after: i64,
    capture_from_text: bool,
    region: Region,
) -> Result<Vec<Stated>> {
    let mut session = LockedSession {
        session_id,
        client_id: None,
        message_count: 0,
        asked: 0,
    };
    let mut all = Vec::new();
    for message in chat_message::of_session(tx, session_id, 0, i64::MAX).await? {
        let (position, at) = (message.position, message.created_at);
        let incoming = Incoming::again(message, capture_from_text, region);
        if position > after {
            let values = stated(&session, &incoming, &mut Vec::new());
            all.extend(values.into_iter().map(|(field, value)| Stated {
                field,
                value,
                session_id,
                position,
                at,
            }));
        }
        if let Some(asked) = incoming.asks {
            session.asked = asked.to_bits();
        }
    }
    Ok(all)
}

/// Puts a value where nothing better stands, else beside it.
pub(in crate::service) fn take(row: &mut ClientRow, stated: Stated) {
    let Stated {
        field,
        value,
        session_id,
        position,
        at,
    } = stated;
    let stands = row.contact(field);
    if stands == Some(value.as_str()) {
        return;
    }
    let guarded = row.edited(field) || (row.captured_at.is_some() && stands.is_some());
    if !guarded {
        row.set_contact(field, Some(value));
        return;
    }
    let proposal = ContactProposal {
        field: field.name().to_owned(),
        value,
        session_id,
        position,
        at,
    };
    row.proposals
        .retain(|earlier| (&earlier.field, &earlier.value) != (&proposal.field, &proposal.value));
    row.proposals.push(proposal);
    if row.proposals.len() > PROPOSAL_LIMIT {
        row.proposals.remove(0);
    }
}

/// What happens once, when the three details are all there.
pub(in crate::service) async fn make_lead(
    tx: &mut Tx,
    row: &ClientRow,
    now: Timestamp,
) -> Result<()> {
    client_stage_history::insert(
        tx,
        &client_stage_history::NewStageChange {
            id: StageChangeId::new(),
            client_id: row.id,
            from_stage: None,
            to_stage: Stage::Lead,
            changed_by: None,
            remarks: Some("Client information collected via chat."),
            reason_code: None,
            overridden: false,
            duration_seconds: None,
            issued_at: None,
            created_at: now,
        },
    )
    .await?;
    // Whoever was given the client before it was a lead keeps it.
    if row.assigned_to.is_none() {
        client_assignment::deactivate(tx, row.id, now).await?;
        client_assignment::insert(
            tx,
            &client_assignment::NewAssignment {
                id: AssignmentId::new(),
                client_id: row.id,
                assigned_to: None,
                assigned_by: None,
                is_active: true,
                remarks: None,
                created_at: now,
            },
        )
        .await?;
    }
    extraction_job::request_now(tx, row.id, now).await
}

async fn record(
    tx: &mut Tx,
    before: Option<&ClientRow>,
    row: &ClientRow,
    now: Timestamp,
) -> Result<()> {
    let contact = |row: &ClientRow| {
        json!({"name": row.name, "email": row.email, "phone": row.phone,
               "captured_at": row.captured_at, "proposals": row.proposals})
    };
    audit_log::insert(
        tx,
        &audit_log::Entry {
            id: AuditId::new(),
            actor_kind: "system",
            user_id: None,
            actor_name: "ingest",
            action: "capture",
            entity_kind: "client",
            entity_id: &row.id.to_string(),
            client_id: Some(row.id),
            before: before.map(contact).as_ref(),
            after: Some(&contact(row)),
            address: None,
            command_id: None,
            issued_at: None,
            created_at: now,
        },
    )
    .await?;
    change_feed::append(
        tx,
        &change_feed::NewChange::on_client(
            ChangeKind::Client,
            &row.id.to_string(),
            row.id,
            row.assigned_to,
        ),
        now,
    )
    .await
}
