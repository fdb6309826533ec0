//! Tasks on clients.

use axum::{extract::State, http::StatusCode};
use rivo_core::{
    api::{
        Page,
        client::{CreateTask, DeleteTask, Task, UpdateTask},
        command::Command,
    },
    id::{ClientId, TaskId},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::Paging;
use crate::{
    app::App,
    caller::Staff,
    input::{CommandHeader, CommandKey, Id, Json, OptionalJson, Query},
    problem::Answer,
    reply::{Created, Reply},
};

/// What a list of tasks is narrowed to.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct TaskFilter {
    /// `true`: only the caller's own.
    mine: bool,
    /// `true`: only those done; `false`: only those open.
    done: Option<bool>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// Rows a page, 1 to 200; 50 if absent.
    limit: Option<u32>,
}

/// Tasks on all visible clients, the most urgent first.
#[utoipa::path(get, path = "/api/v1/tasks/", tag = "notes and tasks", params(TaskFilter),
    responses((status = 200, body = Page<Task>)))]
pub(super) async fn list_tasks(
    State(app): State<App>,
    staff: Staff,
    Query(filter): Query<TaskFilter>,
) -> Answer<Reply<Page<Task>>> {
    let tasks = app.rivo().list_tasks(
        &staff,
        filter.mine,
        filter.done,
        filter.cursor,
        filter.limit,
    );
    Ok(Reply(tasks.await?))
}

/// A client's tasks.
#[utoipa::path(get, path = "/api/v1/clients/{id}/tasks/", tag = "notes and tasks",
    params(("id" = ClientId, Path), Paging), responses((status = 200, body = Page<Task>)))]
pub(super) async fn list_client_tasks(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ClientId>,
    Query(page): Query<Paging>,
) -> Answer<Reply<Page<Task>>> {
    let tasks = app
        .rivo()
        .list_client_tasks(&staff, id, page.cursor, page.limit);
    Ok(Reply(tasks.await?))
}

/// Make a task.
#[utoipa::path(post, path = "/api/v1/clients/{id}/tasks/", tag = "notes and tasks",
    params(("id" = ClientId, Path), CommandHeader), request_body = CreateTask, responses((status = 201, body = Task)))]
pub(super) async fn add_task(
    State(app): State<App>,
    staff: Staff,
    Id(client_id): Id<ClientId>,
    key: CommandKey,
    Json(new): Json<CreateTask>,
) -> Answer<Created<Task>> {
    let task_id = TaskId(key.0.0);
    let command = Command::AddTask {
        client_id,
        task_id,
        title: new.title,
        due_at: new.due_at,
        assignee: new.assignee,
    };
    app.run(&staff, key, command).await?;
    Ok(Created(app.rivo().get_task(&staff, task_id).await?))
}

/// Change a task, or mark it as done.
#[utoipa::path(patch, path = "/api/v1/tasks/{id}/", tag = "notes and tasks", params(("id" = TaskId, Path), CommandHeader),
    request_body = UpdateTask, responses((status = 200, body = Task)))]
pub(super) async fn update_task(
    State(app): State<App>,
    staff: Staff,
    Id(task_id): Id<TaskId>,
    key: CommandKey,
    Json(update): Json<UpdateTask>,
) -> Answer<Reply<Task>> {
    app.run(&staff, key, Command::UpdateTask { task_id, update })
        .await?;
    Ok(Reply(app.rivo().get_task(&staff, task_id).await?))
}

/// Delete a task.
#[utoipa::path(delete, path = "/api/v1/tasks/{id}/", tag = "notes and tasks", params(("id" = TaskId, Path), CommandHeader),
    request_body = Option<DeleteTask>, responses((status = 204)))]
pub(super) async fn delete_task(
    State(app): State<App>,
    staff: Staff,
    Id(task_id): Id<TaskId>,
    key: CommandKey,
    OptionalJson(DeleteTask { expected }): OptionalJson<DeleteTask>,
) -> Answer<StatusCode> {
    app.run(&staff, key, Command::DeleteTask { task_id, expected })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
