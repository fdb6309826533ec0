//! Notes on a client.

use serde_json::json;

use super::{
    Rivo,
    client::touch,
    execute::{Execution, Outcome},
    newest,
    notification::check_mentions,
    paging,
    scope::{Scope, lock_visible, not_seen_as, require_visible},
    text,
};
use crate::{
    api::{
        Page,
        client::{Note, UpdateNote},
        event::ChangeKind,
    },
    auth::Actor,
    error::{Error, Result},
    id::{ClientId, NoteId, UserId},
    store::table::{
        change_feed::NewChange,
        client_note::{self, NoteRow},
    },
};

const MAX_BODY: usize = 10_000;

/// Writes a note.
pub(crate) async fn add_note(
    execution: &mut Execution<'_>,
    client_id: ClientId,
    note_id: NoteId,
    body: String,
) -> Result<Outcome> {
    let mut client = lock_visible(execution, client_id).await?;
    let note = NoteRow {
        id: note_id,
        client_id,
        author: execution.actor.user_id(),
        body: text::required("body", &body, MAX_BODY)?,
    };
    if !execution.is_replica {
        check_mentions(execution.tx, client.assigned_to, "", &note.body).await?;
    }
    let now = execution.now;
    client_note::insert(execution.tx, &note, now).await?;
    touch(execution, &mut client).await?;
    record(execution, &note, client.assigned_to, None, Some(&note.body)).await
}

/// Edits one's own note.
pub(crate) async fn update_note(
    execution: &mut Execution<'_>,
    note_id: NoteId,
    update: UpdateNote,
) -> Result<Outcome> {
    let (note, assignee) = own_note(execution, note_id).await?;
    let body = text::required("body", &update.body, MAX_BODY)?;
    if note.body == body {
        return Ok(Outcome::of(note_id.0));
    }
    require_seen(&note, update.expected.as_deref())?;
    if !execution.is_replica {
        check_mentions(execution.tx, assignee, &note.body, &body).await?;
    }
    let now = execution.now;
    client_note::set_body(execution.tx, note_id, &body, now).await?;
    record(execution, &note, assignee, Some(&note.body), Some(&body)).await
}

/// Deletes one's own note, as long as it says what was seen.
pub(crate) async fn delete_note(
    execution: &mut Execution<'_>,
    note_id: NoteId,
    expected: Option<String>,
) -> Result<Outcome> {
    let (note, assignee) = own_note(execution, note_id).await?;
    require_seen(&note, expected.as_deref())?;
    client_note::delete(execution.tx, note_id).await?;
    record(execution, &note, assignee, Some(&note.body), None).await
}

/// Refuses a change whose author saw another text than stands.
fn require_seen(note: &NoteRow, expected: Option<&str>) -> Result<()> {
    if expected.is_none_or(|seen| seen == note.body) {
        return Ok(());
    }
    Err(
        Error::conflict("stale", "The note was changed meanwhile; look at it again.")
            .with_current(json!({ "body": note.body })),
    )
}

/// A note of a visible client that the actor wrote, with the client's assignee. A superuser may
/// change anybody's.
async fn own_note(
    execution: &mut Execution<'_>,
    note_id: NoteId,
) -> Result<(NoteRow, Option<UserId>)> {
    let missing = || Error::not_found("Note");
    let note = client_note::find(execution.tx, note_id)
        .await?
        .ok_or_else(missing)?;
    let client = lock_visible(execution, note.client_id)
        .await
        .map_err(not_seen_as("Note"))?;
    // Read again under the lock: another command may have deleted it.
    let note = client_note::find(execution.tx, note_id)
        .await?
        .ok_or_else(missing)?;
    let is_author = note.author.is_some() && note.author == execution.actor.user_id();
    if !is_author && !execution.actor.is_superuser {
        return Err(Error::forbidden(
            "not_author",
            "Only its author may change a note.",
        ));
    }
    Ok((note, client.assigned_to))
}

async fn record(
    execution: &mut Execution<'_>,
    note: &NoteRow,
    assignee: Option<UserId>,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<Outcome> {
    let body = |text: Option<&str>| text.map(|text| json!({ "body": text }));
    execution
        .audit(
            "note",
            note.id,
            Some(note.client_id),
            body(before),
            body(after),
        )
        .await?;
    let id = note.id.to_string();
    execution
        .changed(NewChange::on_client(
            ChangeKind::Note,
            &id,
            note.client_id,
            assignee,
        ))
        .await?;
    Ok(Outcome::of(note.id.0))
}

impl Rivo {
    /// A client's notes, newest first.
    pub async fn list_notes(
        &self,
        actor: &Actor,
        client_id: ClientId,
        cursor: Option<String>,
        limit: Option<u32>,
    ) -> Result<Page<Note>> {
        let scope = Scope::of(actor);
        let limit = paging::page_limit(limit)?;
        let before = newest::before::<NoteId>(cursor.as_deref())?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    require_visible(tx, scope, client_id).await?;
                    let rows = client_note::of_client(tx, client_id, before, limit + 1).await?;
                    Ok(newest::page(rows, limit, |row| (row.created_at, row.id)))
                })
            })
            .await
    }

    /// One note of a visible client.
    pub async fn get_note(&self, actor: &Actor, id: NoteId) -> Result<Note> {
        let scope = Scope::of(actor);
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let Some(row) = client_note::find(tx, id).await? else {
                        return Err(Error::not_found("Note"));
                    };
                    require_visible(tx, scope, row.client_id)
                        .await
                        .map_err(not_seen_as("Note"))?;
                    client_note::view(tx, id)
                        .await?
                        .ok_or(Error::not_found("Note"))
                })
            })
            .await
    }
}
