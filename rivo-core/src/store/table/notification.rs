//! `notification`: what users are told of; the same thing tells somebody once.

use crate::{
    api::notification::{Notification, NotificationKind},
    clock::Timestamp,
    error::Result,
    id::{ClientId, NotificationId, UserId},
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
        table::user,
    },
};

queries! {
    INSERT = Sql::same(
        "INSERT INTO notification (id, user_id, kind, subject, client_id, actor_id, title, body, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (user_id, kind, subject) DO NOTHING
         RETURNING id",
    );
    /// Tells again what was told and read, or told of an earlier time.
    INSERT_AGAIN = Sql::same(
        "INSERT INTO notification (id, user_id, kind, subject, client_id, actor_id, title, body, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (user_id, kind, subject) DO UPDATE SET
             read_at = NULL, client_id = excluded.client_id, body = excluded.body,
             created_at = excluded.created_at
         WHERE notification.read_at IS NOT NULL OR excluded.kind = 'task_due'
         RETURNING id",
    );
    RECIPIENTS = Sql::same(
        "SELECT user_id FROM notification WHERE kind = ?1 AND subject = ?2",
    );
    READERS = Sql::same("SELECT DISTINCT user_id FROM notification WHERE client_id = ?1");
    SET_BODY = Sql::same("UPDATE notification SET body = ?3 WHERE kind = ?1 AND subject = ?2");
    REMOVE = Sql::same("DELETE FROM notification WHERE kind = ?1 AND subject = ?2 AND user_id = ?3");
    READ_ALL = Sql::same(
        "UPDATE notification SET read_at = ?2 WHERE user_id = ?1 AND read_at IS NULL",
    );
    READ_ONE = Sql::same(
        "UPDATE notification SET read_at = ?3 WHERE user_id = ?1 AND id = ?2 AND read_at IS NULL",
    );
    PRUNE = Sql::same("DELETE FROM notification WHERE created_at < ?1");
    /// Tasks that came due since, of whom nobody was told since they are due.
    TASKS_DUE = Sql::same(
        "SELECT t.id, t.client_id, t.assignee, t.title
         FROM client_task t
         JOIN \"user\" u ON u.id = t.assignee AND u.is_active = TRUE
         WHERE t.done_at IS NULL AND t.due_at <= ?1 AND t.due_at > ?2
             AND NOT EXISTS (
                 SELECT 1 FROM notification n
                 WHERE n.user_id = t.assignee AND n.kind = 'task_due' AND n.subject = t.id
                     AND n.created_at >= t.due_at)
         ORDER BY t.due_at
         LIMIT 200",
    );
    /// Leads that came by themselves before a moment and that their CSM left alone, untold.
    UNTOUCHED = Sql::same(
        "SELECT c.id, c.assigned_to
         FROM client c
         WHERE c.first_touch_at IS NULL AND c.captured_at <= ?1 AND c.captured_at > ?2
             AND c.current_stage NOT IN ('lost', 'closed', 'rejected')
             AND c.assigned_to IS NOT NULL AND c.source NOT IN ('manual', 'import')
             AND NOT EXISTS (
                 SELECT 1 FROM notification n
                 WHERE n.user_id = c.assigned_to AND n.kind = 'first_touch_late' AND n.subject = c.id)
         ORDER BY c.captured_at
         LIMIT 200",
    );
    CLIENT_SPOKE_AT = Sql::same(
        "SELECT EXISTS (
             SELECT 1 FROM chat_message
             WHERE session_id = ?1 AND position >= ?2 AND sender_type = 'client'
                 AND deleted_at IS NULL AND created_at >= ?3)",
    );
}

/// What [`view`] reads, from `notification n` with its client `c` and who did it, `a`.
pub(crate) const VIEW: &str =
    "SELECT n.id, n.kind, n.client_id, c.name, n.actor_id, a.email, a.first_name, a.last_name,
         n.title, n.body, n.created_at, n.read_at
     FROM notification n
     JOIN client c ON c.id = n.client_id
     LEFT JOIN \"user\" a ON a.id = n.actor_id";

/// A notification on its way in.
#[derive(Clone, Debug)]
pub(crate) struct NewNotification<'a> {
    pub(crate) user_id: UserId,
    pub(crate) kind: NotificationKind,
    /// The note, assignment, task or client it is about.
    pub(crate) subject: uuid::Uuid,
    pub(crate) client_id: ClientId,
    pub(crate) actor_id: Option<UserId>,
    pub(crate) body: &'a str,
    /// Whether it is told again once it was read.
    pub(crate) again: bool,
}

/// Tells somebody, unless they were told; the notification where they were not.
pub(crate) async fn insert(
    tx: &mut Tx,
    new: &NewNotification<'_>,
    now: Timestamp,
) -> Result<Option<NotificationId>> {
    let statement = if new.again { &INSERT_AGAIN } else { &INSERT };
    let row = tx
        .query_opt(
            statement,
            params![
                NotificationId::new(),
                new.user_id,
                new.kind.name(),
                new.subject,
                new.client_id,
                new.actor_id,
                new.kind.sentence(),
                new.body,
                now
            ],
        )
        .await?;
    row.map(|mut row| row.get::<uuid::Uuid>().map(NotificationId))
        .transpose()
}

/// Who was told of something.
pub(crate) async fn recipients(
    tx: &mut Tx,
    kind: NotificationKind,
    subject: uuid::Uuid,
) -> Result<Vec<UserId>> {
    tx.query(&RECIPIENTS, params![kind.name(), subject])
        .await?
        .into_iter()
        .map(|mut row| row.get())
        .collect()
}

/// Who was told of anything about a client.
pub(crate) async fn readers(tx: &mut Tx, client_id: ClientId) -> Result<Vec<UserId>> {
    tx.query(&READERS, params![client_id])
        .await?
        .into_iter()
        .map(|mut row| row.get())
        .collect()
}

pub(crate) async fn set_body(
    tx: &mut Tx,
    kind: NotificationKind,
    subject: uuid::Uuid,
    body: &str,
) -> Result<()> {
    tx.execute(&SET_BODY, params![kind.name(), subject, body])
        .await?;
    Ok(())
}

pub(crate) async fn remove(
    tx: &mut Tx,
    kind: NotificationKind,
    subject: uuid::Uuid,
    user_id: UserId,
) -> Result<()> {
    tx.execute(&REMOVE, params![kind.name(), subject, user_id])
        .await?;
    Ok(())
}

/// Marks as read what of a user was not; whether there was any.
pub(crate) async fn read(
    tx: &mut Tx,
    user_id: UserId,
    ids: Option<&[NotificationId]>,
    now: Timestamp,
) -> Result<bool> {
    let Some(ids) = ids else {
        return Ok(tx.execute(&READ_ALL, params![user_id, now]).await? > 0);
    };
    let mut read = 0;
    for id in ids {
        read += tx.execute(&READ_ONE, params![user_id, *id, now]).await?;
    }
    Ok(read > 0)
}

pub(crate) async fn prune(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(&PRUNE, params![before]).await
}

/// A task that came due: its id, client, assignee and title.
pub(crate) type DueTask = (uuid::Uuid, ClientId, UserId, String);

pub(crate) async fn tasks_due(
    tx: &mut Tx,
    now: Timestamp,
    since: Timestamp,
) -> Result<Vec<DueTask>> {
    tx.query(&TASKS_DUE, params![now, since])
        .await?
        .into_iter()
        .map(|mut row| Ok((row.get()?, row.get()?, row.get()?, row.get()?)))
        .collect()
}

/// Leads that came before `latest` and after `since` and wait for a first touch by their CSM.
pub(crate) async fn untouched(
    tx: &mut Tx,
    latest: Timestamp,
    since: Timestamp,
) -> Result<Vec<(ClientId, UserId)>> {
    tx.query(&UNTOUCHED, params![latest, since])
        .await?
        .into_iter()
        .map(|mut row| Ok((row.get()?, row.get()?)))
        .collect()
}

/// Whether a client said something in a session from a position on, at a moment or later.
pub(crate) async fn client_spoke(
    tx: &mut Tx,
    session_id: crate::id::SessionId,
    position: i64,
    since: Timestamp,
) -> Result<bool> {
    tx.query_one(&CLIENT_SPOKE_AT, params![session_id, position, since])
        .await?
        .get()
}

/// Reads a row of [`VIEW`].
pub(crate) fn view(mut row: Row) -> Result<Notification> {
    Ok(Notification {
        id: row.get()?,
        kind: row.parsed()?,
        client_id: row.get()?,
        client_name: row.get()?,
        actor: user::opt_user_ref(&mut row)?,
        title: row.get()?,
        body: row.get()?,
        created_at: row.get()?,
        read_at: row.get()?,
    })
}
