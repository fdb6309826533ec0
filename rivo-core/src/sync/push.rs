//! The server's side of a push: each command in its own transaction, in order, once.

use serde_json::Value as Json;

use super::protocol::{
    PushRequest, PushResponse, PushResult, PushStatus, SeenMark, UNKNOWN_COMMAND,
};
use crate::{
    api::command::Command,
    auth::Actor,
    clock::Timestamp,
    error::{Error, Result},
    id::{CommandId, TokenId},
    service::{
        Rivo, access, chain, replica,
        scope::{Scope, require_visible},
        text,
    },
    store::table::{auth_token, client, client_seen},
};

/// The most commands of one push, and the most marks.
const MAX_COMMANDS: usize = 500;
const MAX_DEVICE_ID: usize = 200;
/// A login's time of last sync is written anew only after so long.
const SYNC_NOTED_SECONDS: i64 = 30;

impl Rivo {
    /// Executes a device's commands and says what became of each.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a request that is none. A command that is refused is a result, not an
    /// error; where the database fails, the results end before it.
    pub async fn sync_push(&self, actor: &Actor, request: PushRequest) -> Result<PushResponse> {
        access::require_user(actor)?;
        if request.commands.len() > MAX_COMMANDS {
            return Err(Error::invalid(
                "commands",
                format!("Send at most {MAX_COMMANDS} commands at once."),
            ));
        }
        if request.seen.len() > MAX_COMMANDS {
            return Err(Error::invalid(
                "seen",
                format!("Send at most {MAX_COMMANDS} marks at once."),
            ));
        }
        text::required("device_id", &request.device_id, MAX_DEVICE_ID)?;
        let seen = self.take_marks(actor, request.seen).await?;
        let mut results = Vec::with_capacity(request.commands.len());
        for pushed in request.commands {
            // What no clock can mean is kept out of the history; the command is as good without.
            let issued_at = pushed
                .issued_at
                .and_then(|at| text::date("issued_at", at).ok());
            match self
                .push_one(actor, pushed.id, issued_at, pushed.command)
                .await
            {
                Ok(result) => results.push(result),
                Err(error) if results.is_empty() => return Err(error),
                Err(error) => {
                    tracing::warn!(error = %chain(&error), "a push broke off; the device sends the rest again");
                    break;
                }
            }
        }
        Ok(PushResponse { results, seen })
    }

    /// Moves marks forward; what stands then, of the clients that the actor may see.
    async fn take_marks(&self, actor: &Actor, mut marks: Vec<SeenMark>) -> Result<Vec<SeenMark>> {
        if marks.is_empty() {
            return Ok(marks);
        }
        let (user, scope, now) = (access::require_user(actor)?, Scope::of(actor), self.now());
        marks.sort_by_key(|mark| mark.client_id);
        self.store()
            .write(move |tx| {
                let marks = marks.clone();
                Box::pin(async move {
                    let mut standing = Vec::new();
                    for SeenMark { client_id, seen_at } in marks {
                        match require_visible(tx, scope, client_id).await {
                            Ok(()) => {}
                            Err(Error::NotFound { .. }) => continue,
                            Err(error) => return Err(error),
                        }
                        if let Ok(at) = text::date("seen_at", seen_at) {
                            client_seen::advance(tx, user, client_id, at.min(now)).await?;
                        }
                        let stands = client_seen::find(tx, user, client_id).await?;
                        standing.extend(stands.map(|seen_at| SeenMark { client_id, seen_at }));
                    }
                    Ok(standing)
                })
            })
            .await
    }

    async fn push_one(
        &self,
        actor: &Actor,
        id: CommandId,
        issued_at: Option<Timestamp>,
        json: Json,
    ) -> Result<PushResult> {
        let command = match read(json) {
            Ok(command) => command,
            Err(result) => return Ok(PushResult { id, ..*result }),
        };
        if !access::works_offline(&command) {
            return Ok(PushResult {
                id,
                ..refused(
                    "online_only",
                    "This can only be done while connected to the server.".to_owned(),
                )
            });
        }
        let outcome = self
            .execute_issued(actor, id, command.clone(), issued_at)
            .await;
        match outcome {
            Ok(outcome) => Ok(PushResult {
                id,
                status: if outcome.repeated {
                    PushStatus::Duplicate
                } else {
                    PushStatus::Applied
                },
                outcome: Some(outcome),
                code: None,
                detail: None,
                errors: None,
                current: None,
            }),
            Err(error) if error.is_rejection() => {
                let current = self.current_of(actor, &command, &error).await?;
                let errors = match &error {
                    Error::Invalid(errors) => Some(errors.clone()),
                    _ => None,
                };
                Ok(PushResult {
                    id,
                    errors,
                    current,
                    ..refused(error.code(), replica::sentence(&error))
                })
            }
            Err(error) => Err(error),
        }
    }

    /// What stands now of the thing a command was about, for its author to compare. Nothing of what
    /// the actor may not see, though they did when the command was first refused.
    async fn current_of(
        &self,
        actor: &Actor,
        command: &Command,
        error: &Error,
    ) -> Result<Option<Json>> {
        let scope = Scope::of(actor);
        let command = command.clone();
        let seen = self
            .store()
            .read(move |tx| {
                Box::pin(async move {
                    let Some(client_id) = replica::concerned(tx, &command).await? else {
                        return Ok(None);
                    };
                    let row = client::find(tx, client_id).await?;
                    Ok(row
                        .filter(|row| scope.sees(row.assigned_to))
                        .map(|_| client_id))
                })
            })
            .await?;
        let Some(client_id) = seen else {
            return Ok(None);
        };
        if let Error::Conflict {
            current: Some(current),
            ..
        } = error
        {
            return Ok(Some((**current).clone()));
        }
        match self.get_client(actor, client_id).await {
            Ok(client) => serde_json::to_value(client)
                .map(Some)
                .map_err(|error| Error::internal("writing a client as JSON", error)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Notes that a login was used to sync.
    pub async fn note_sync(&self, token_id: TokenId) -> Result<()> {
        let now = self.now();
        let unless_since = now.plus_seconds(-SYNC_NOTED_SECONDS);
        self.store()
            .write(move |tx| {
                Box::pin(
                    async move { auth_token::note_sync(tx, token_id, now, unless_since).await },
                )
            })
            .await
    }
}

/// A command from the wire, or the verdict on one that is none.
fn read(json: Json) -> Result<Command, Box<PushResult>> {
    // serde would take a list, its first item as the type.
    if !json.is_object() {
        let detail = "A command is an object with a type.".to_owned();
        return Err(Box::new(refused("invalid", detail)));
    }
    let name = json["type"].as_str().unwrap_or_default().to_owned();
    serde_json::from_value(json).map_err(|error| {
        let text = error.to_string();
        Box::new(if text.starts_with("unknown variant") || name.is_empty() {
            refused(
                UNKNOWN_COMMAND,
                format!("This server does not know the command \"{name}\"."),
            )
        } else {
            refused("invalid", format!("The command cannot be read: {text}."))
        })
    })
}

fn refused(code: &str, detail: String) -> PushResult {
    PushResult {
        id: CommandId(uuid::Uuid::nil()),
        status: PushStatus::Rejected,
        outcome: None,
        code: Some(code.to_owned()),
        detail: Some(detail),
        errors: None,
        current: None,
    }
}
