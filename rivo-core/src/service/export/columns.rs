//! The columns of each list, as a spreadsheet gets them.

use crate::{
    api::{
        admin::{AuditRow, Job},
        chat::{ChatMessage, ChatSession},
        client::ClientSummary,
        office::{ClientAssignment, ClientStageChange},
        user::{ApiKey, Role, User, UserRef},
    },
    clock::Timestamp,
    model::stage::{ReasonCode, Stage},
};

/// A column: its head, and its text of a row.
pub(super) struct Column<T: 'static> {
    pub(super) name: &'static str,
    pub(super) text: fn(&T) -> String,
}

const fn column<T>(name: &'static str, text: fn(&T) -> String) -> Column<T> {
    Column { name, text }
}

fn text(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

fn shown(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn email(user: Option<&UserRef>) -> String {
    user.map(|user| user.email.clone()).unwrap_or_default()
}

fn at(at: Timestamp) -> String {
    at.to_string()
}

fn json(value: Option<&serde_json::Value>) -> String {
    shown(value)
}

pub(super) const CLIENTS: &[Column<ClientSummary>] = &[
    column("id", |it| it.id.to_string()),
    column("name", |it| text(it.name.as_ref())),
    column("email", |it| text(it.email.as_ref())),
    column("phone", |it| text(it.phone.as_ref())),
    column("current_stage", |it| it.current_stage.as_str().to_owned()),
    column("stage_changed_at", |it| at(it.stage_changed_at)),
    column("assigned_to", |it| email(it.assigned_to.as_ref())),
    column("urgency", |it| it.urgency.as_str().to_owned()),
    column("sentiment", |it| it.sentiment.as_str().to_owned()),
    column("intent", |it| text(it.intent.as_ref())),
    column("loan_type", |it| text(it.loan_type.as_ref())),
    column("loan_amount", |it| shown(it.loan_amount)),
    column("property_value", |it| shown(it.property_value)),
    column("income", |it| shown(it.income)),
    column("credit_score", |it| shown(it.credit_score)),
    column("source", |it| it.source.clone()),
    column("extraction_state", |it| {
        shown(it.extraction_state.map(crate::api::client::JobState::name))
    }),
    column("captured_at", |it| shown(it.captured_at)),
    column("first_touch_at", |it| shown(it.first_touch_at)),
    column("last_message_at", |it| shown(it.last_message_at)),
    column("next_due_at", |it| shown(it.next_due_at)),
    column("created_at", |it| at(it.created_at)),
    column("updated_at", |it| at(it.updated_at)),
];

pub(super) const USERS: &[Column<User>] = &[
    column("id", |it| it.id.to_string()),
    column("email", |it| it.email.clone()),
    column("first_name", |it| it.first_name.clone()),
    column("last_name", |it| it.last_name.clone()),
    column("role", |it| {
        shown(it.role.as_ref().map(|role| role.name.as_str()))
    }),
    column("is_active", |it| it.is_active.to_string()),
    column("is_superuser", |it| it.is_superuser.to_string()),
    column("licence_states", |it| it.practice.licence_states.join(" ")),
    column("capacity", |it| shown(it.practice.capacity)),
    column("takes_leads", |it| it.practice.takes_leads.to_string()),
    column("nmls_id", |it| text(it.practice.nmls_id.as_ref())),
    column("last_login", |it| shown(it.last_login)),
    column("created_at", |it| at(it.created_at)),
];

pub(super) const AUDIT: &[Column<AuditRow>] = &[
    column("id", |it| it.id.to_string()),
    column("created_at", |it| at(it.created_at)),
    column("actor_kind", |it| it.actor_kind.clone()),
    column("user", |it| email(it.user.as_ref())),
    column("actor_name", |it| it.actor_name.clone()),
    column("action", |it| it.action.clone()),
    column("entity_kind", |it| it.entity_kind.clone()),
    column("entity_id", |it| it.entity_id.clone()),
    column("before", |it| json(it.before.as_ref())),
    column("after", |it| json(it.after.as_ref())),
    column("address", |it| text(it.address.as_ref())),
];

pub(super) const HISTORY: &[Column<ClientStageChange>] = &[
    column("id", |it| it.change.id.to_string()),
    column("created_at", |it| at(it.change.created_at)),
    column("client_id", |it| it.client.id.to_string()),
    column("client", |it| text(it.client.name.as_ref())),
    column("from_stage", |it| {
        shown(it.change.from_stage.map(Stage::as_str))
    }),
    column("to_stage", |it| it.change.to_stage.as_str().to_owned()),
    column("changed_by", |it| email(it.change.changed_by.as_ref())),
    column("reason_code", |it| {
        shown(it.change.reason_code.map(ReasonCode::as_str))
    }),
    column("remarks", |it| text(it.change.remarks.as_ref())),
    column("overridden", |it| it.change.overridden.to_string()),
    column("duration_seconds", |it| shown(it.change.duration_seconds)),
];

pub(super) const ASSIGNMENTS: &[Column<ClientAssignment>] = &[
    column("id", |it| it.assignment.id.to_string()),
    column("created_at", |it| at(it.assignment.created_at)),
    column("client_id", |it| it.client.id.to_string()),
    column("client", |it| text(it.client.name.as_ref())),
    column("assigned_to", |it| {
        email(it.assignment.assigned_to.as_ref())
    }),
    column("assigned_by", |it| {
        email(it.assignment.assigned_by.as_ref())
    }),
    column("is_active", |it| it.assignment.is_active.to_string()),
    column("remarks", |it| text(it.assignment.remarks.as_ref())),
];

pub(super) const JOBS: &[Column<Job>] = &[
    column("id", |it| it.id.to_string()),
    column("client_id", |it| it.client_id.to_string()),
    column("client", |it| text(it.client_name.as_ref())),
    column("state", |it| it.state.name().to_owned()),
    column("attempts", |it| it.attempts.to_string()),
    column("run_at", |it| at(it.run_at)),
    column("last_error", |it| text(it.last_error.as_ref())),
    column("finished_at", |it| shown(it.finished_at)),
    column("created_at", |it| at(it.created_at)),
    column("updated_at", |it| at(it.updated_at)),
];

pub(super) const SESSIONS: &[Column<ChatSession>] = &[
    column("session_id", |it| it.session_id.to_string()),
    column("client_id", |it| shown(it.client)),
    column("message_count", |it| it.message_count.to_string()),
    column("last_message_at", |it| at(it.last_message_at)),
    column("created_at", |it| at(it.created_at)),
];

pub(super) const MESSAGES: &[Column<ChatMessage>] = &[
    column("id", |it| it.id.to_string()),
    column("session_id", |it| it.session_id.to_string()),
    column("client_id", |it| shown(it.client)),
    column("position", |it| it.position.to_string()),
    column("sender_type", |it| it.sender_type.name().to_owned()),
    column("data_type", |it| it.data_type.name().to_owned()),
    column("message", |it| it.message.clone()),
    column("created_at", |it| at(it.created_at)),
    column("updated_at", |it| at(it.updated_at)),
];

pub(super) const API_KEYS: &[Column<ApiKey>] = &[
    column("id", |it| it.id.to_string()),
    column("name", |it| it.name.clone()),
    column("prefix", |it| it.prefix.clone()),
    column("scopes", |it| it.scopes.join(" ")),
    column("rate_limit", |it| shown(it.rate_limit)),
    column("last_used_at", |it| shown(it.last_used_at)),
    column("revoked_at", |it| shown(it.revoked_at)),
    column("created_at", |it| at(it.created_at)),
];

pub(super) const ROLES: &[Column<Role>] = &[
    column("id", |it| it.id.to_string()),
    column("name", |it| it.name.clone()),
    column("description", |it| it.description.clone()),
    column("permissions", |it| it.permissions.join(" ")),
    column("user_count", |it| it.user_count.to_string()),
    column("created_at", |it| at(it.created_at)),
    column("updated_at", |it| at(it.updated_at)),
];
