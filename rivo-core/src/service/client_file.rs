//! The whole file of a client as one HTML page that needs nothing else: to keep, to send, to print.
//!
//! Everything that somebody typed is escaped on its way in ([`page`]), and the page itself says
//! that nothing in it may run or be fetched.

mod page;
mod words;

use serde_json::json;

use self::words::Say;
use super::Rivo;
use crate::{
    api::{
        admin::AuditRow,
        chat::ChatMessage,
        client::{Assignment, Client, Note, Task},
        stage::StageChange,
    },
    auth::{Actor, Permission},
    error::{Error, Result},
    id::{AuditId, ClientId},
    model::language::Language,
};

/// The most messages of a file: more is no conversation, and a page holds it all at once.
const MAX_MESSAGES: usize = 20_000;
/// The most rows of any other part.
const MAX_ROWS: usize = 5_000;

/// A list of the file.
struct Part<T> {
    rows: Vec<T>,
    /// Whether there are more than the file holds.
    is_cut: bool,
}

/// All pages of a list, up to so many rows.
macro_rules! all {
    ($most:ident, |$cursor:ident| $list:expr) => {{
        let mut rows = Vec::new();
        let mut next = None;
        loop {
            let $cursor = next.take();
            let page = $list.await?;
            rows.extend(page.results);
            next = page.next;
            if next.is_none() || rows.len() >= $most {
                break Part {
                    rows,
                    is_cut: next.is_some(),
                };
            }
        }
    }};
}

/// Everything of a client that an actor sees.
struct File {
    client: Client,
    history: Part<StageChange>,
    assignments: Part<Assignment>,
    notes: Part<Note>,
    tasks: Part<Task>,
    /// `None` where the actor may not read conversations.
    messages: Option<Part<ChatMessage>>,
    audit: Part<AuditRow>,
}

impl Rivo {
    /// The whole file of a client as one HTML page, within what the actor sees, in their language.
    pub async fn client_file(
        &self,
        actor: &Actor,
        id: ClientId,
        language: Language,
    ) -> Result<String> {
        actor.require(Permission::Export)?;
        let client = self.get_client(actor, id).await?;
        let messages = if actor.has(Permission::ChatView) {
            Some(all!(MAX_MESSAGES, |cursor| self.list_client_messages(
                actor,
                id,
                cursor,
                None,
                Some(200)
            )))
        } else {
            None
        };
        let file = File {
            history: all!(MAX_ROWS, |cursor| self.list_stage_history(
                actor,
                id,
                cursor,
                Some(200)
            )),
            assignments: all!(MAX_ROWS, |cursor| self.list_assignments(
                actor,
                id,
                cursor,
                Some(200)
            )),
            notes: all!(MAX_ROWS, |cursor| self.list_notes(
                actor,
                id,
                cursor,
                Some(200)
            )),
            tasks: all!(MAX_ROWS, |cursor| self.list_client_tasks(
                actor,
                id,
                cursor,
                Some(200)
            )),
            audit: all!(MAX_ROWS, |cursor| self.list_client_audit(
                actor,
                id,
                cursor,
                Some(200)
            )),
            messages,
            client,
        };
        let about = json!({ "resource": "client_file", "client": id });
        self.audit_export(actor, AuditId::new(), "export_file", Some(id), about)
            .await?;
        let mut page = String::new();
        page::write(&mut page, &file, Say(language), actor.name(), self.now())
            .map_err(|error| Error::internal("writing a client's file", error))?;
        Ok(page)
    }
}
