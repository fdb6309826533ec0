//! Tasks on a client.

use serde_json::{Value as Json, json};

use super::{
    Rivo,
    assignment::check_worker,
    client::touch,
    execute::{Execution, Outcome},
    paging,
    scope::{Scope, lock_visible, not_seen_as, require_visible},
    select::Select,
    text,
};
use crate::{
    api::{
        Page,
        client::{CreateTask, Task, TaskValues, UpdateTask},
        event::ChangeKind,
    },
    auth::Actor,
    clock::Timestamp,
    error::{Error, Result},
    id::{ClientId, TaskId, UserId},
    store::{
        Tx,
        table::{
            change_feed::NewChange,
            client::ClientRow,
            client_task::{self, TaskRow},
        },
    },
};

const MAX_TITLE: usize = 500;

/// Makes a task; without an assignee it is for the client's CSM, else for its author.
pub(crate) async fn add_task(
    execution: &mut Execution<'_>,
    client_id: ClientId,
    task_id: TaskId,
    create: CreateTask,
) -> Result<Outcome> {
    let mut client = lock_visible(execution, client_id).await?;
    check_worker(execution, "assignee", create.assignee).await?;
    let author = execution.actor.user_id();
    let task = TaskRow {
        id: task_id,
        client_id,
        title: text::required("title", &create.title, MAX_TITLE)?,
        due_at: create
            .due_at
            .map(|at| text::date("due_at", at))
            .transpose()?,
        done_at: None,
        assignee: create.assignee.or(client.assigned_to).or(author),
        created_by: author,
    };
    let now = execution.now;
    client_task::insert(execution.tx, &task, now).await?;
    touch(execution, &mut client).await?;
    record(execution, client.assigned_to, None, Some(&task)).await
}

/// Changes a task: its words, its date, who does it, whether it is done.
pub(crate) async fn update_task(
    execution: &mut Execution<'_>,
    task_id: TaskId,
    update: UpdateTask,
) -> Result<Outcome> {
    let (before, mut client) = visible_task(execution, task_id).await?;
    let now = execution.now;
    let mut task = before.clone();
    let wished = TaskValues {
        title: update
            .title
            .map(|title| text::required("title", &title, MAX_TITLE))
            .transpose()?,
        due_at: update.due_at,
        assignee: update.assignee,
        done: update.done,
    };
    if let Some(title) = &wished.title {
        task.title.clone_from(title);
    }
    if let Some(due_at) = update.due_at {
        task.due_at = due_at.map(|at| text::date("due_at", at)).transpose()?;
    }
    if let Some(assignee) = update.assignee {
        check_worker(execution, "assignee", assignee).await?;
        task.assignee = assignee;
    }
    if let Some(done) = update.done {
        task.done_at = done.then(|| task.done_at.unwrap_or(now));
    }
    if task == before {
        return Ok(Outcome::of(task_id.0));
    }
    require_seen(&before, update.expected.as_ref(), &wished)?;
    client_task::save(execution.tx, &task, now).await?;
    if task.done_at.is_some() && before.done_at.is_none() {
        touch(execution, &mut client).await?;
    }
    record(execution, client.assigned_to, Some(&before), Some(&task)).await
}

/// Deletes a task, as long as it is what was seen.
pub(crate) async fn delete_task(
    execution: &mut Execution<'_>,
    task_id: TaskId,
    expected: Option<TaskValues>,
) -> Result<Outcome> {
    let (task, client) = visible_task(execution, task_id).await?;
    require_seen(&task, expected.as_ref(), &TaskValues::default())?;
    client_task::delete(execution.tx, task_id, task.client_id).await?;
    record(execution, client.assigned_to, Some(&task), None).await
}

/// A task of a visible client, with the client.
async fn visible_task(
    execution: &mut Execution<'_>,
    task_id: TaskId,
) -> Result<(TaskRow, ClientRow)> {
    let missing = || Error::not_found("Task");
    let task = client_task::find(execution.tx, task_id)
        .await?
        .ok_or_else(missing)?;
    let client = lock_visible(execution, task.client_id)
        .await
        .map_err(not_seen_as("Task"))?;
    // Read again under the lock: another command may have changed or deleted it.
    let task = client_task::find(execution.tx, task_id)
        .await?
        .ok_or_else(missing)?;
    Ok((task, client))
}

/// Refuses a change whose author saw another task than stands.
fn require_seen(
    stands: &TaskRow,
    expected: Option<&TaskValues>,
    wished: &TaskValues,
) -> Result<()> {
    if expected.is_none_or(|seen| !is_stale(seen, stands, wished)) {
        return Ok(());
    }
    Err(
        Error::conflict("stale", "The task was changed meanwhile; look at it again.")
            .with_current(fields(stands)),
    )
}

/// Whether a task is another than the one that was seen. What stands as it is wished is no conflict.
fn is_stale(seen: &TaskValues, stands: &TaskRow, wished: &TaskValues) -> bool {
    fn differs<T: PartialEq>(seen: Option<&T>, stands: &T, wished: Option<&T>) -> bool {
        seen.is_some_and(|seen| seen != stands) && wished != Some(stands)
    }
    differs(seen.title.as_ref(), &stands.title, wished.title.as_ref())
        || differs(seen.due_at.as_ref(), &stands.due_at, wished.due_at.as_ref())
        || differs(
            seen.assignee.as_ref(),
            &stands.assignee,
            wished.assignee.as_ref(),
        )
        || differs(
            seen.done.as_ref(),
            &stands.done_at.is_some(),
            wished.done.as_ref(),
        )
}

fn fields(task: &TaskRow) -> Json {
    json!({
        "title": task.title,
        "due_at": task.due_at,
        "done_at": task.done_at,
        "assignee": task.assignee,
    })
}

async fn record(
    execution: &mut Execution<'_>,
    csm: Option<UserId>,
    before: Option<&TaskRow>,
    after: Option<&TaskRow>,
) -> Result<Outcome> {
    let Some(task) = after.or(before) else {
        return Err(Error::bug("a task was recorded that is nowhere"));
    };
    let (task_id, client_id) = (task.id, task.client_id);
    execution
        .audit(
            "task",
            task_id,
            Some(client_id),
            before.map(fields),
            after.map(fields),
        )
        .await?;
    let id = task_id.to_string();
    execution
        .changed(NewChange::on_client(ChangeKind::Task, &id, client_id, csm))
        .await?;
    Ok(Outcome::of(task_id.0))
}

/// What a list of tasks is narrowed to.
#[derive(Clone, Copy, Debug, Default)]
struct Narrowed {
    client_id: Option<ClientId>,
    assignee: Option<UserId>,
    done: Option<bool>,
}

/// The key of a row, in the order of the list: what is due first, then what is due at no time.
type Key = (Option<Timestamp>, TaskId);

impl Rivo {
    /// A client's tasks by the time they are due; those without one last.
    pub async fn list_client_tasks(
        &self,
        actor: &Actor,
        client_id: ClientId,
        cursor: Option<String>,
        limit: Option<u32>,
    ) -> Result<Page<Task>> {
        let scope = Scope::of(actor);
        let limit = paging::page_limit(limit)?;
        let after = read_key(cursor.as_deref())?;
        let narrowed = Narrowed {
            client_id: Some(client_id),
            ..Narrowed::default()
        };
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    require_visible(tx, scope, client_id).await?;
                    list(tx, scope, narrowed, after, limit).await
                })
            })
            .await
    }

    /// The tasks of all visible clients by the time they are due; `mine`: only those the actor is
    /// to do, `done`: only those that are done, or are not.
    pub async fn list_tasks(
        &self,
        actor: &Actor,
        mine: bool,
        done: Option<bool>,
        cursor: Option<String>,
        limit: Option<u32>,
    ) -> Result<Page<Task>> {
        let scope = Scope::of_list(actor)?;
        let limit = paging::page_limit(limit)?;
        let after = read_key(cursor.as_deref())?;
        let assignee = match (mine, actor.user_id()) {
            (true, None) => return Err(Error::invalid("mine", "Only a user has tasks.")),
            (true, user) => user,
            (false, _) => None,
        };
        let narrowed = Narrowed {
            client_id: None,
            assignee,
            done,
        };
        self.store()
            .read(move |tx| Box::pin(list(tx, scope, narrowed, after, limit)))
            .await
    }

    /// One task of a visible client.
    pub async fn get_task(&self, actor: &Actor, id: TaskId) -> Result<Task> {
        let scope = Scope::of(actor);
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let mut select = Select::from(client_task::VIEW);
                    select.and("t.id = ?", [id.into()]);
                    scope.narrow(&mut select);
                    let found = select.rows(tx).await?.pop();
                    found
                        .map(client_task::view)
                        .transpose()?
                        .ok_or(Error::not_found("Task"))
                })
            })
            .await
    }
}

/// Reads the dated rows first, then the others, each part in the order of its own index.
async fn list(
    tx: &mut Tx,
    scope: Scope,
    narrowed: Narrowed,
    after: Option<Key>,
    limit: i64,
) -> Result<Page<Task>> {
    let mut tasks = Vec::new();
    if !matches!(after, Some((None, _))) {
        let mut select = narrowed.select(scope);
        match after {
            Some((Some(due_at), id)) => {
                select.and("(t.due_at, t.id) > (?, ?)", [due_at.into(), id.into()]);
            }
            _ => select.and("t.due_at IS NOT NULL", []),
        }
        select.end("ORDER BY t.due_at, t.id LIMIT ?", [(limit + 1).into()]);
        tasks = views(tx, select).await?;
    }
    let missing = limit + 1 - i64::try_from(tasks.len()).unwrap_or(i64::MAX);
    if missing > 0 {
        let mut select = narrowed.select(scope);
        select.and("t.due_at IS NULL", []);
        if let Some((None, id)) = after {
            select.and("t.id > ?", [id.into()]);
        }
        select.end("ORDER BY t.id LIMIT ?", [missing.into()]);
        tasks.extend(views(tx, select).await?);
    }
    Ok(paging::page(tasks, limit, |task| {
        paging::write_cursor(&(task.due_at, task.id))
    }))
}

async fn views(tx: &mut Tx, select: Select<'_>) -> Result<Vec<Task>> {
    select
        .rows(tx)
        .await?
        .into_iter()
        .map(client_task::view)
        .collect()
}

impl Narrowed {
    fn select(self, scope: Scope) -> Select<'static> {
        let mut select = Select::from(client_task::VIEW);
        scope.narrow(&mut select);
        if let Some(client_id) = self.client_id {
            select.and("t.client_id = ?", [client_id.into()]);
        }
        if let Some(assignee) = self.assignee {
            select.and("t.assignee = ?", [assignee.into()]);
        }
        match self.done {
            Some(true) => select.and("t.done_at IS NOT NULL", []),
            Some(false) => select.and("t.done_at IS NULL", []),
            None => {}
        }
        select
    }
}

fn read_key(cursor: Option<&str>) -> Result<Option<Key>> {
    let Some(cursor) = cursor else {
        return Ok(None);
    };
    let (due_at, id): Key = paging::read_cursor(cursor)?;
    let due_at = due_at.map(|at| text::date("cursor", at)).transpose()?;
    Ok(Some((due_at, id)))
}
