//! Typed identifiers.
//!
//! Every id is a UUIDv7, made where the row is made, so that a desktop can make rows offline and
//! ids sort by the time they were made. A [`ClientId`] cannot be passed where a [`UserId`] is
//! meant.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = Uuid))]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id that sorts after the ones made before it in this process.
            #[must_use]
            #[expect(clippy::new_without_default, reason = "a default id would hide that each one is new")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// A client: a person who wrote to the chatbot.
    ClientId
    /// A chat session, named by the chatbot.
    SessionId
    /// One message of a session.
    MessageId
    /// A staff user.
    UserId
    /// A role, which holds permissions.
    RoleId
    /// A row of a client's stage history.
    StageChangeId
    /// An assignment of a client to a CSM.
    AssignmentId
    /// A note on a client.
    NoteId
    /// A task on a client.
    TaskId
    /// A login: a browser session or a device token.
    TokenId
    /// An API key of a chatbot.
    ApiKeyId
    /// An extraction job.
    JobId
    /// One run of an extractor.
    RunId
    /// An audit row.
    AuditId
    /// A saved view of a list.
    ViewId
    /// A merge of two clients.
    MergeId
    /// A notification of a user.
    NotificationId
    /// A command: what makes a repeated request the same request.
    CommandId
}
