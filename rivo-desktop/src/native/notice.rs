//! Native notifications: a client assigned to me, a new message of one of mine, a task that is due.
//!
//! They tell what the window does not show already: nothing while the user looks at it, nothing
//! for what was there before the app was started or arrives with the first copy, and a crowd of
//! changes as one sentence.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use rivo_core::{
    api::{
        Page,
        chat::{ChatMessage, SenderType},
        client::{Assignment, Client, Task},
        event::{ChangeEvent, ChangeKind},
        user::Me,
    },
    clock::{Clock as _, SystemClock, Timestamp},
    id::TaskId,
};
use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt as _;
use tokio::{sync::mpsc, time::MissedTickBehavior};

use super::{unread::Unread, window};
use crate::{
    bridge::read,
    desk::{Desk, Open},
};

/// How long changes are gathered before they are told.
const GATHER: Duration = Duration::from_secs(2);
/// How often it is looked for tasks that came due.
const TASKS: Duration = Duration::from_mins(1);
/// More than this at once is one sentence.
const SINGLY: usize = 3;
/// More changed clients at once than this are not looked at one by one.
const CROWD: usize = 50;

/// Something worth a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Notice {
    title: String,
    body: String,
    /// The page that shows it.
    path: String,
    /// The client that it makes unread.
    client: Option<String>,
}

/// Takes changes in and tells of them, for as long as the app runs.
pub(crate) fn start(
    app: AppHandle,
    desk: Desk,
    unread: Unread,
) -> mpsc::UnboundedSender<ChangeEvent> {
    let (sender, receiver) = mpsc::unbounded_channel();
    lead_taps(&app);
    let teller = Teller {
        app,
        desk,
        unread,
        since: SystemClock.now(),
        told_tasks: BTreeSet::new(),
    };
    tauri::async_runtime::spawn(teller.run(receiver));
    sender
}

struct Teller {
    app: AppHandle,
    desk: Desk,
    unread: Unread,
    since: Timestamp,
    told_tasks: BTreeSet<TaskId>,
}

impl Teller {
    async fn run(mut self, mut changes: mpsc::UnboundedReceiver<ChangeEvent>) {
        let mut tasks = tokio::time::interval(TASKS);
        tasks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                change = changes.recv() => {
                    let Some(first) = change else { return };
                    tokio::time::sleep(GATHER).await;
                    let mut gathered = vec![first];
                    while let Ok(change) = changes.try_recv() {
                        gathered.push(change);
                    }
                    self.tell_changes(&gathered).await;
                }
                _ = tasks.tick() => self.tell_tasks().await,
            }
        }
    }

    async fn tell_changes(&self, changes: &[ChangeEvent]) {
        let Some(open) = self.settled() else { return };
        let ids = |kind| -> BTreeSet<String> {
            changes
                .iter()
                .filter(|change| change.kind == kind)
                .filter_map(|change| change.client_id)
                .map(|id| id.to_string())
                .collect()
        };
        let (moved, wrote) = (ids(ChangeKind::Client), ids(ChangeKind::Messages));
        if moved.len() + wrote.len() > CROWD {
            return;
        }
        let Some(me) = read::<Me>(&open, "/api/v1/auth/me/").await else {
            return;
        };
        let mut notices = Vec::new();
        for id in &moved {
            notices.extend(self.assignment(&open, &me, id).await);
        }
        for id in &wrote {
            notices.extend(self.message(&open, &me, id).await);
        }
        self.show(notices, "/dashboard/clients/");
    }

    /// A client that somebody else gave me.
    async fn assignment(&self, open: &Open, me: &Me, id: &str) -> Option<Notice> {
        let path = format!("/api/v1/clients/{id}/assignments/?limit=1");
        let newest: Page<Assignment> = read(open, &path).await?;
        let given = newest.results.into_iter().next()?;
        let to_me = given.assigned_to?.id == me.user.id;
        let by_me = given.assigned_by.is_some_and(|by| by.id == me.user.id);
        if !given.is_active || !to_me || by_me || given.created_at < self.since {
            return None;
        }
        let client: Client = read(open, &format!("/api/v1/clients/{id}/")).await?;
        Some(Notice {
            title: "A client was assigned to you".to_owned(),
            body: name_of(&client),
            path: format!("/dashboard/client/{id}/"),
            client: Some(id.to_owned()),
        })
    }

    /// A message that one of my clients wrote.
    async fn message(&self, open: &Open, me: &Me, id: &str) -> Option<Notice> {
        let client: Client = read(open, &format!("/api/v1/clients/{id}/")).await?;
        if client.assigned_to.as_ref()?.id != me.user.id {
            return None;
        }
        // Without a place to begin, the page before it is the newest.
        let path = format!("/api/v1/clients/{id}/messages/?before=&limit=5");
        let newest: Page<ChatMessage> = read(open, &path).await?;
        newest.results.iter().find(|message| {
            message.sender_type == SenderType::Client && message.created_at >= self.since
        })?;
        Some(Notice {
            title: format!("{} wrote", name_of(&client)),
            body: "Open the conversation to read it.".to_owned(),
            path: format!("/dashboard/client/{id}/"),
            client: Some(id.to_owned()),
        })
    }

    async fn tell_tasks(&mut self) {
        let Some(open) = self.settled() else { return };
        let path = "/api/v1/tasks/?mine=true&done=false&limit=50";
        let Some(tasks) = read::<Page<Task>>(&open, path).await else {
            return;
        };
        let now = SystemClock.now();
        let due = tasks
            .results
            .into_iter()
            .filter(|task| task.due_at.is_some_and(|at| at <= now))
            .filter(|task| self.told_tasks.insert(task.id))
            .map(|task| Notice {
                title: "A task is due".to_owned(),
                body: task.title,
                path: format!("/dashboard/client/{}/", task.client_id),
                client: None,
            })
            .collect();
        self.show(due, "/dashboard/clients/");
    }

    /// The open desk, once its first copy is complete.
    fn settled(&self) -> Option<Arc<Open>> {
        let open = self.desk.now()?;
        let copying = open
            .status()
            .is_some_and(|status| status.snapshot.is_some());
        (!copying).then_some(open)
    }

    fn show(&self, notices: Vec<Notice>, desk: &str) {
        if window::is_looked_at(&self.app) {
            return;
        }
        for client in notices.iter().filter_map(|notice| notice.client.as_deref()) {
            self.unread.add(client);
        }
        for notice in summed(notices, desk) {
            let shown = self
                .app
                .notification()
                .builder()
                .title(notice.title)
                .body(notice.body)
                .extra("path", notice.path)
                .show();
            if let Err(error) = shown {
                tracing::debug!(%error, "a notification could not be shown");
            }
        }
    }
}

/// A few one by one, many as one sentence.
fn summed(notices: Vec<Notice>, desk: &str) -> Vec<Notice> {
    if notices.len() <= SINGLY {
        return notices;
    }
    let names: Vec<&str> = notices
        .iter()
        .take(SINGLY)
        .map(|notice| notice.body.as_str())
        .collect();
    let tasks = notices.iter().all(|notice| notice.client.is_none());
    vec![Notice {
        title: if tasks {
            format!("{} tasks are due", notices.len())
        } else {
            format!("{} news on your clients", notices.len())
        },
        body: if tasks {
            format!("{} …", names.join(", "))
        } else {
            "Open your desk to see them.".to_owned()
        },
        path: desk.to_owned(),
        client: None,
    }]
}

fn name_of(client: &Client) -> String {
    client
        .name
        .clone()
        .unwrap_or_else(|| "A client without a name yet".to_owned())
}

/// A click on a notification leads to what it told.
fn lead_taps(app: &AppHandle) {
    let handle = app.clone();
    let listening = app.notification().on_action(move |action| {
        let path = action
            .notification()
            .and_then(|notification| notification.extra().get("path"))
            .and_then(|path| path.as_str());
        match path {
            Some(path) => window::go(&handle, path),
            None => window::show(&handle),
        }
    });
    if let Err(error) = listening {
        tracing::debug!(%error, "clicks on notifications are not heard");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(title: &str) -> Notice {
        Notice {
            title: "A task is due".to_owned(),
            body: title.to_owned(),
            path: "/dashboard/client/x/".to_owned(),
            client: None,
        }
    }

    #[test]
    fn a_few_are_told_singly_and_a_crowd_as_one() {
        let few = vec![due("a"), due("b"), due("c")];
        assert_eq!(summed(few.clone(), "/"), few);
        let many = summed(
            vec![due("a"), due("b"), due("c"), due("d")],
            "/dashboard/clients/",
        );
        assert_eq!(many.len(), 1);
        assert_eq!(many[0].title, "4 tasks are due");
        assert_eq!(many[0].body, "a, b, c …");
        assert_eq!(many[0].path, "/dashboard/clients/");
    }
}
