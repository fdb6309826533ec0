//! Permissions: names on a role. What each one allows is said once, here.

use std::str::FromStr;

macro_rules! permissions {
    ($($name:ident = $wire:literal, $description:literal;)+) => {
        /// Something a role may allow.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission {
            $(#[doc = $description] $name,)+
        }

        impl Permission {
            /// Every permission, in the order a form shows them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name on the wire and at rest.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $wire),+ }
            }

            /// What it allows, in a sentence.
            #[must_use]
            pub const fn description(self) -> &'static str {
                match self { $(Self::$name => $description),+ }
            }
        }

        impl FromStr for Permission {
            type Err = String;

            fn from_str(name: &str) -> Result<Self, String> {
                match name {
                    $($wire => Ok(Self::$name),)+
                    _ => Err(format!("\"{name}\" is not a permission.")),
                }
            }
        }
    };
}

permissions! {
    ClientViewAll = "client.view_all", "See every client.";
    ClientViewAssigned = "client.view_assigned", "See the clients assigned to oneself.";
    ClientCreate = "client.create", "Make clients by hand.";
    ClientEdit = "client.edit", "Edit contact details.";
    ClientDelete = "client.delete", "Erase clients with everything said by them.";
    ClientAssign = "client.assign", "Assign clients to CSMs.";
    ClientChangeStage = "client.change_stage", "Move clients through the stages.";
    ClientOverrideStage = "client.override_stage", "Make admin-only moves and go past the stage graph.";
    ClientCorrect = "client.correct", "Correct extracted facts.";
    ClientExtract = "client.extract", "Start an extraction.";
    ClientMerge = "client.merge", "Merge two clients that are one person.";
    NoteWrite = "note.write", "Write notes.";
    TaskWrite = "task.write", "Make and complete tasks.";
    ChatView = "chat.view", "Read the conversations of visible clients.";
    ChatDelete = "chat.delete", "Edit and delete messages and sessions.";
    UserManage = "user.manage", "Manage users.";
    RoleManage = "role.manage", "Manage roles.";
    ApiKeyManage = "api_key.manage", "Make and revoke API keys.";
    SettingManage = "setting.manage", "Change settings of the desk.";
    AuditView = "audit.view", "Read the audit log.";
    JobManage = "job.manage", "See and retry extraction jobs.";
    ReportView = "report.view", "See reports on the whole desk.";
    Export = "export", "Export data.";
}
