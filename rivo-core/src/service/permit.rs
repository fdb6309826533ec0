//! Whether an actor may do what a command says. Their role decides; where it says no, what they do
//! not even see is not there, rather than forbidden.

use super::{
    access, replica,
    scope::{ChatScope, Scope, not_seen_as, require_visible},
};
use crate::{
    api::command::Command,
    auth::Actor,
    error::{Error, Result},
    store::{
        Tx,
        table::{chat_message, chat_session},
    },
};

/// What a command does something to that not everybody sees.
enum Thing {
    /// A client, or what hangs on one and is called so.
    OfClient(&'static str),
    /// A session or a message.
    OfChat(&'static str),
}

/// Refuses an actor whose role does not allow the command: as not found where they do not see what
/// it is about.
pub(crate) async fn permit(tx: &mut Tx, actor: &Actor, command: &Command) -> Result<()> {
    let Err(refused) = access::permit(actor, command) else {
        return Ok(());
    };
    // A key reads by its scopes; it edits nothing anywhere.
    let (Some(thing), Some(_)) = (thing_of(command), actor.user_id()) else {
        return Err(refused);
    };
    match thing {
        Thing::OfClient(what) => {
            let client_id = replica::concerned(tx, command).await?;
            let client_id = client_id.ok_or(Error::not_found(what))?;
            require_visible(tx, Scope::of(actor), client_id)
                .await
                .map_err(not_seen_as(what))?;
        }
        Thing::OfChat(what) => {
            let scope = ChatScope::of(actor)?;
            let client_id = match command {
                Command::EditMessage { message_id, .. } | Command::DeleteMessage { message_id } => {
                    let message = chat_message::find(tx, *message_id).await?;
                    message.ok_or(Error::not_found(what))?.client
                }
                Command::DeleteSession { session_id } => {
                    let session = chat_session::find(tx, *session_id).await?;
                    session.ok_or(Error::not_found(what))?.client
                }
                _ => return Err(refused),
            };
            if !scope.allows(tx, client_id).await? {
                return Err(Error::not_found(what));
            }
        }
    }
    Err(refused)
}

fn thing_of(command: &Command) -> Option<Thing> {
    match command {
        Command::UpdateClient { .. }
        | Command::DeleteClient { .. }
        | Command::MergeClients { .. }
        | Command::ChangeStage { .. }
        | Command::Assign { .. }
        | Command::CorrectFact { .. }
        | Command::CorrectFacts { .. }
        | Command::ResolveProposal { .. }
        | Command::RequestExtraction { .. }
        | Command::AddNote { .. }
        | Command::AddTask { .. } => Some(Thing::OfClient("Client")),
        Command::UpdateNote { .. } | Command::DeleteNote { .. } => Some(Thing::OfClient("Note")),
        Command::UpdateTask { .. } | Command::CompleteTask { .. } | Command::DeleteTask { .. } => {
            Some(Thing::OfClient("Task"))
        }
        Command::EditMessage { .. } | Command::DeleteMessage { .. } => {
            Some(Thing::OfChat("Message"))
        }
        Command::DeleteSession { .. } => Some(Thing::OfChat("Session")),
        _ => None,
    }
}
