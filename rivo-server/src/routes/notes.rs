//! Notes on a client.

use axum::{extract::State, http::StatusCode};
use rivo_core::{
    api::{
        Page,
        client::{DeleteNote, Note, UpdateNote, WriteNote},
        command::Command,
    },
    id::{ClientId, NoteId},
};

use super::Paging;
use crate::{
    app::App,
    caller::Staff,
    input::{CommandHeader, CommandKey, Id, Json, OptionalJson, Query},
    problem::Answer,
    reply::{Created, Reply},
};

/// A client's notes, the newest first.
#[utoipa::path(get, path = "/api/v1/clients/{id}/notes/", tag = "notes and tasks",
    params(("id" = ClientId, Path), Paging), responses((status = 200, body = Page<Note>)))]
pub(super) async fn list_notes(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ClientId>,
    Query(page): Query<Paging>,
) -> Answer<Reply<Page<Note>>> {
    let notes = app.rivo().list_notes(&staff, id, page.cursor, page.limit);
    Ok(Reply(notes.await?))
}

/// Write a note.
#[utoipa::path(post, path = "/api/v1/clients/{id}/notes/", tag = "notes and tasks",
    params(("id" = ClientId, Path), CommandHeader), request_body = WriteNote, responses((status = 201, body = Note)))]
pub(super) async fn add_note(
    State(app): State<App>,
    staff: Staff,
    Id(client_id): Id<ClientId>,
    key: CommandKey,
    Json(WriteNote { body }): Json<WriteNote>,
) -> Answer<Created<Note>> {
    let note_id = NoteId(key.0.0);
    let command = Command::AddNote {
        client_id,
        note_id,
        body,
    };
    app.run(&staff, key, command).await?;
    Ok(Created(app.rivo().get_note(&staff, note_id).await?))
}

/// Edit one's own note.
#[utoipa::path(patch, path = "/api/v1/notes/{id}/", tag = "notes and tasks", params(("id" = NoteId, Path), CommandHeader),
    request_body = UpdateNote, responses((status = 200, body = Note)))]
pub(super) async fn update_note(
    State(app): State<App>,
    staff: Staff,
    Id(note_id): Id<NoteId>,
    key: CommandKey,
    Json(update): Json<UpdateNote>,
) -> Answer<Reply<Note>> {
    app.run(&staff, key, Command::UpdateNote { note_id, update })
        .await?;
    Ok(Reply(app.rivo().get_note(&staff, note_id).await?))
}

/// Delete one's own note.
#[utoipa::path(delete, path = "/api/v1/notes/{id}/", tag = "notes and tasks", params(("id" = NoteId, Path), CommandHeader),
    request_body = Option<DeleteNote>, responses((status = 204)))]
pub(super) async fn delete_note(
    State(app): State<App>,
    staff: Staff,
    Id(note_id): Id<NoteId>,
    key: CommandKey,
    OptionalJson(DeleteNote { expected }): OptionalJson<DeleteNote>,
) -> Answer<StatusCode> {
    app.run(&staff, key, Command::DeleteNote { note_id, expected })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
