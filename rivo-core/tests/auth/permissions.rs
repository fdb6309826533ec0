//! Every command with every role: the table of `access`, seen from outside.

use std::collections::BTreeSet;

use rivo_core::{
    Error,
    api::{
        chat::EditMessage,
        client::{CorrectFact, ReopenProposal, UpdateClient, UpdateNote, UpdateTask},
        command::Command,
        user::{UpdateUser, WriteRole},
        view::{CreateView, UpdateView},
    },
    auth::{Actor, actor::ActorKind},
    id::{
        ApiKeyId, ClientId, CommandId, JobId, MergeId, MessageId, NoteId, RoleId, SessionId,
        TaskId, UserId, ViewId,
    },
};

use crate::support::{
    Desk,
    chat::{bot_says, make_lead, post},
    for_each_engine, root, with_permissions,
};

/// What commands are about.
#[derive(Clone, Copy)]
struct Things {
    client: ClientId,
    note: NoteId,
    task: TaskId,
    session: SessionId,
    message: MessageId,
}

impl Things {
    /// Things that do not exist.
    fn none() -> Self {
        Self {
            client: ClientId::new(),
            note: NoteId::new(),
            task: TaskId::new(),
            session: SessionId::new(),
            message: MessageId::new(),
        }
    }

    /// Things of a CSM's client.
    async fn of(desk: &Desk, csm: &Actor) -> Self {
        let session = SessionId::new();
        let client = make_lead(desk, session, "ana@diaz.example").await;
        let message = post(desk, bot_says(session, "Hello")).await.message.id;
        let things = Self {
            client,
            session,
            message,
            ..Self::none()
        };
        for command in [
            Command::Assign {
                client_id: client,
                assigned_to: csm.user_id(),
                remarks: None,
                expected_assigned_to: None,
            },
            Command::AddNote {
                client_id: client,
                note_id: things.note,
                body: "A note.".to_owned(),
            },
            Command::AddTask {
                client_id: client,
                task_id: things.task,
                title: "Call".to_owned(),
                due_at: None,
                assignee: None,
            },
        ] {
            desk.run(&root(), command).await.unwrap();
        }
        things
    }
}

/// One of each command.
fn one_of_each(things: Things) -> Vec<Command> {
    let Things {
        client: client_id,
        note: note_id,
        task: task_id,
        session: session_id,
        message: message_id,
    } = things;
    let user_id = UserId::new();
    let fact = CorrectFact {
        path: "financial_info.credit_score".to_owned(),
        value: Some("720".to_owned()),
        expected: None,
    };
    let role = WriteRole {
        name: String::new(),
        description: String::new(),
        permissions: Vec::new(),
    };
    let change_stage = |override_graph| Command::ChangeStage {
        client_id,
        to_stage: "contacted".to_owned(),
        remarks: Some("Called.".to_owned()),
        reason_code: None,
        expected_stage: None,
        override_graph,
    };
    let create_client = |assigned_to| Command::CreateClient {
        client_id: ClientId::new(),
        name: None,
        email: Some("no address".to_owned()),
        phone: None,
        assigned_to,
    };
    vec![
        create_client(None),
        create_client(Some(user_id)),
        Command::UpdateClient {
            client_id,
            update: UpdateClient::default(),
        },
        Command::DeleteClient {
            client_id,
            version: None,
        },
        Command::MergeClients {
            into: client_id,
            from: ClientId::new(),
        },
        change_stage(false),
        change_stage(true),
        Command::Assign {
            client_id,
            assigned_to: None,
            remarks: None,
            expected_assigned_to: None,
        },
        Command::CorrectFact {
            client_id,
            fact: fact.clone(),
        },
        Command::CorrectFacts {
            client_id,
            facts: vec![fact],
        },
        Command::ResolveProposal {
            client_id,
            path: "name".to_owned(),
            accept: true,
            value: None,
        },
        Command::ReopenProposal {
            client_id,
            word: ReopenProposal {
                path: "intent".to_owned(),
                accepted: true,
                value: None,
            },
        },
        Command::RequestExtraction { client_id },
        Command::AddNote {
            client_id,
            note_id: NoteId::new(),
            body: "A note.".to_owned(),
        },
        Command::UpdateNote {
            note_id,
            update: UpdateNote {
                body: "A note.".to_owned(),
                expected: None,
            },
        },
        Command::DeleteNote {
            note_id,
            expected: None,
        },
        Command::AddTask {
            client_id,
            task_id: TaskId::new(),
            title: "Call".to_owned(),
            due_at: None,
            assignee: None,
        },
        Command::UpdateTask {
            task_id,
            update: UpdateTask::default(),
        },
        Command::CompleteTask { task_id },
        Command::DeleteTask {
            task_id,
            expected: None,
        },
        Command::EditMessage {
            message_id,
            edit: EditMessage {
                message: "Hello".to_owned(),
                expected: None,
            },
        },
        Command::DeleteMessage { message_id },
        Command::DeleteSession { session_id },
        Command::CreateUser {
            user_id,
            email: "no address".to_owned(),
            first_name: String::new(),
            last_name: String::new(),
            password_hash: String::new(),
            role: None,
            is_superuser: false,
            practice: rivo_core::api::user::Practice::default(),
        },
        Command::UpdateUser {
            user_id,
            update: UpdateUser::default(),
            password_hash: None,
        },
        Command::DeleteUser { user_id },
        Command::CreateRole {
            role_id: RoleId::new(),
            role: role.clone(),
        },
        Command::UpdateRole {
            role_id: RoleId::new(),
            update: role.into(),
        },
        Command::DeleteRole {
            role_id: RoleId::new(),
        },
        Command::CreateApiKey {
            api_key_id: ApiKeyId::new(),
            name: String::new(),
            scopes: Vec::new(),
            rate_limit: None,
            prefix: String::new(),
            secret_hash: String::new(),
        },
        Command::RevokeApiKey {
            api_key_id: ApiKeyId::new(),
        },
        Command::UpdateSettings {
            values: [("no_such_thing".to_owned(), 1.into())].into(),
            expected: std::collections::BTreeMap::new(),
        },
        Command::RetryJob {
            job_id: JobId::new(),
        },
        Command::UndoMerge {
            merge_id: MergeId::new(),
        },
        Command::CreateView {
            view_id: ViewId::new(),
            view: CreateView {
                name: "Mine".to_owned(),
                screen: "clients".to_owned(),
                shared: false,
                definition: serde_json::Map::new(),
            },
        },
        Command::UpdateView {
            view_id: ViewId::new(),
            update: UpdateView::default(),
        },
        Command::DeleteView {
            view_id: ViewId::new(),
            expected: None,
        },
    ]
}

/// Whether a CSM may. No `_` here: a new command needs a word on it, and a line in
/// [`one_of_each`].
fn csm_may(command: &Command) -> bool {
    match command {
        Command::UpdateClient { .. }
        | Command::CorrectFact { .. }
        | Command::CorrectFacts { .. }
        | Command::ResolveProposal { .. }
        | Command::ReopenProposal { .. }
        | Command::RequestExtraction { .. }
        | Command::AddNote { .. }
        | Command::UpdateNote { .. }
        | Command::DeleteNote { .. }
        | Command::AddTask { .. }
        | Command::UpdateTask { .. }
        | Command::CompleteTask { .. }
        | Command::DeleteTask { .. }
        | Command::CreateView { .. }
        | Command::UpdateView { .. }
        | Command::DeleteView { .. } => true,
        Command::ChangeStage { override_graph, .. } => !override_graph,
        Command::CreateClient { .. }
        | Command::DeleteClient { .. }
        | Command::MergeClients { .. }
        | Command::UndoMerge { .. }
        | Command::Assign { .. }
        | Command::EditMessage { .. }
        | Command::DeleteMessage { .. }
        | Command::DeleteSession { .. }
        | Command::CreateUser { .. }
        | Command::UpdateUser { .. }
        | Command::DeleteUser { .. }
        | Command::CreateRole { .. }
        | Command::UpdateRole { .. }
        | Command::DeleteRole { .. }
        | Command::CreateApiKey { .. }
        | Command::RevokeApiKey { .. }
        | Command::UpdateSettings { .. }
        | Command::RetryJob { .. } => false,
    }
}

fn name(command: &Command) -> String {
    let json = serde_json::to_value(command).unwrap();
    json["type"].as_str().unwrap().to_owned()
}

/// Whether a caller may run a command at all.
type MayRun = fn(&Command) -> bool;

#[tokio::test]
async fn each_command_asks_the_role_first() {
    for_each_engine(|desk| async move {
        let nobody = with_permissions(&desk.csm("Nora").await, &[]);
        let key = Actor {
            kind: ActorKind::ApiKey {
                id: ApiKeyId::new(),
                name: "Bot".to_owned(),
                may_write_chat: true,
                may_read_chat: true,
            },
            ..nobody.clone()
        };
        let always = |_: &Command| true;
        let never = |_: &Command| false;
        let callers: [(&str, Actor, MayRun); 5] = [
            (
                "superuser",
                Actor {
                    is_superuser: true,
                    ..nobody.clone()
                },
                always,
            ),
            ("Admin", desk.admin().await, always),
            ("CSM", desk.csm("Cora").await, csm_may),
            ("no role", nobody, never),
            ("API key", key, never),
        ];
        // Who is refused is refused with what exists and they see; who is not tries it on nothing.
        let cora = callers[2].1.clone();
        let (real, unreal) = (Things::of(&desk, &cora).await, Things::none());
        for (caller, actor, may) in callers {
            for (real, unreal) in one_of_each(real).into_iter().zip(one_of_each(unreal)) {
                let name = name(&real);
                let expected = may(&real);
                let command = if expected { unreal } else { real };
                let answer = desk
                    .execute(&actor, CommandId::new(), command.clone())
                    .await;
                let refused = matches!(
                    &answer,
                    Err(Error::Forbidden {
                        code: "permission_denied",
                        ..
                    })
                );
                let unseen = caller == "no role" && matches!(&answer, Err(Error::NotFound { .. }));
                assert_eq!(
                    !(refused || unseen),
                    expected,
                    "{caller}: {name}: {answer:?}"
                );
                let is_fault = matches!(&answer, Err(Error::Internal { .. }));
                assert!(!is_fault, "{caller}: {name}: {answer:?}");
            }
        }
    })
    .await;
}

#[test]
fn the_matrix_has_every_command() {
    let names: BTreeSet<String> = one_of_each(Things::none()).iter().map(name).collect();
    // As many as `csm_may` names; the compiler counts there.
    assert_eq!(names.len(), 35, "{names:?}");
}
