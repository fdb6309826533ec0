//! Every route with every role: what the table does not allow is refused, and a route that the
//! table does not know fails the test.

use axum::http::Method;
use rivo_core::auth::Permission;
use serde_json::{Value, json};

use crate::support::{CLOSED, Caller, TestApp, for_each_engine};

const ID: &str = "6f1b2c34-5d6e-4f70-8a91-b2c3d4e5f601";

/// Who a route lets in.
#[derive(Clone, Copy, Debug)]
enum Who {
    Everybody,
    /// Every login, whatever its role.
    Staff,
    /// Who has this permission.
    Has(&'static str),
    /// Who has one of these.
    HasAny(&'static [&'static str]),
    /// Who sees the client: to others there is none.
    Sees,
    ChatRead,
    ChatWrite,
    /// Who may delete in the chat, which no key may.
    ChatDelete,
}

use Who::{ChatDelete, ChatRead, ChatWrite, Everybody, Has, HasAny, Sees, Staff};

const VIEW: Who = HasAny(&["client.view_all", "client.view_assigned"]);

/// The table: an operation, who may, and a body that gets as far as the question.
fn table() -> Vec<(&'static str, Who, Value)> {
    let none = Value::Null;
    vec![
        (
            "login",
            Everybody,
            json!({"email": "x@desk.test", "password": "x"}),
        ),
        (
            "issue_token",
            Everybody,
            json!({"email": "y@desk.test", "password": "x", "device_name": "x"}),
        ),
        ("me", Staff, none.clone()),
        (
            "change_password",
            Staff,
            json!({"current_password": "x", "new_password": "x"}),
        ),
        ("list_devices", Staff, none.clone()),
        ("revoke_device", Staff, none.clone()),
        ("list_notifications", Staff, none.clone()),
        ("count_notifications", Staff, none.clone()),
        ("read_notifications", Staff, json!({"all": true})),
        ("list_clients", VIEW, none.clone()),
        ("list_client_summaries", VIEW, none.clone()),
        ("client_board", VIEW, none.clone()),
        ("client_figures", Sees, none.clone()),
        ("mark_seen", Sees, none.clone()),
        ("list_views", VIEW, none.clone()),
        (
            "create_view",
            VIEW,
            json!({"name": "Mine", "definition": {}}),
        ),
        ("update_view", VIEW, json!({})),
        ("delete_view", VIEW, none.clone()),
        ("get_client", Sees, none.clone()),
        ("create_client", Has("client.create"), json!({})),
        ("update_client", Has("client.edit"), json!({})),
        ("delete_client", Has("client.delete"), none.clone()),
        (
            "merge_clients",
            Has("client.merge"),
            json!({"into": ID, "from": ID}),
        ),
        ("list_merges", Sees, none.clone()),
        ("undo_merge", Has("client.merge"), none.clone()),
        ("list_duplicate_groups", Has("client.merge"), none.clone()),
        ("list_all_stage_history", VIEW, none.clone()),
        ("list_all_assignments", VIEW, none.clone()),
        ("export", Has("export"), none.clone()),
        ("client_file", Has("export"), none.clone()),
        (
            "import",
            Has("client.create"),
            json!({"csv": "", "import_id": ID}),
        ),
        (
            "bulk_users",
            Has("user.manage"),
            json!({"ids": [ID], "action": "activate"}),
        ),
        (
            "bulk_jobs",
            Has("job.manage"),
            json!({"ids": [ID], "action": "retry"}),
        ),
        (
            "bulk_api_keys",
            Has("api_key.manage"),
            json!({"ids": [ID], "action": "revoke"}),
        ),
        (
            "bulk_clients",
            Staff,
            json!({"ids": [ID], "action": {"type": "delete"}}),
        ),
        ("list_duplicates", Sees, none.clone()),
        (
            "change_stage",
            Has("client.change_stage"),
            json!({"to_stage": "contacted"}),
        ),
        ("list_stage_history", Sees, none.clone()),
        ("list_stages", Staff, none.clone()),
        (
            "assign_client",
            Has("client.assign"),
            json!({"assigned_to": null}),
        ),
        ("list_assignments", Sees, none.clone()),
        (
            "correct_context",
            Has("client.correct"),
            json!({"facts": []}),
        ),
        (
            "resolve_proposal",
            Has("client.correct"),
            json!({"path": "name", "accept": true}),
        ),
        ("request_extraction", Has("client.extract"), none.clone()),
        ("list_runs", Sees, none.clone()),
        ("compare_runs", Sees, none.clone()),
        ("list_client_messages", Sees, none.clone()),
        ("list_notes", Sees, none.clone()),
        ("add_note", Has("note.write"), json!({"body": "x"})),
        ("update_note", Has("note.write"), json!({"body": "x"})),
        ("delete_note", Has("note.write"), none.clone()),
        ("list_client_tasks", Sees, none.clone()),
        ("list_tasks", VIEW, none.clone()),
        ("add_task", Has("task.write"), json!({"title": "x"})),
        ("update_task", Has("task.write"), json!({})),
        ("delete_task", Has("task.write"), none.clone()),
        ("list_client_audit", Sees, none.clone()),
        ("client_local_time", Sees, none.clone()),
        ("today", VIEW, none.clone()),
        ("suggest_assignee", Has("client.assign"), none.clone()),
        (
            "workload_report",
            HasAny(&["client.assign", "client.view_all", "report.view"]),
            none.clone(),
        ),
        ("list_users", Has("user.manage"), none.clone()),
        (
            "create_user",
            Has("user.manage"),
            json!({"email": "x", "password": "x"}),
        ),
        ("get_user", Has("user.manage"), none.clone()),
        ("update_user", Has("user.manage"), json!({})),
        ("delete_user", Has("user.manage"), none.clone()),
        ("list_user_devices", Has("user.manage"), none.clone()),
        ("revoke_user_device", Has("user.manage"), none.clone()),
        ("user_directory", Staff, none.clone()),
        (
            "workload",
            HasAny(&["client.assign", "client.view_all", "report.view"]),
            none.clone(),
        ),
        (
            "list_roles",
            HasAny(&["role.manage", "user.manage"]),
            none.clone(),
        ),
        (
            "get_role",
            HasAny(&["role.manage", "user.manage"]),
            none.clone(),
        ),
        ("create_role", Has("role.manage"), json!({"name": ""})),
        ("update_role", Has("role.manage"), json!({"name": ""})),
        ("delete_role", Has("role.manage"), none.clone()),
        ("list_permissions", Staff, none.clone()),
        ("list_api_keys", Has("api_key.manage"), none.clone()),
        (
            "create_api_key",
            Has("api_key.manage"),
            json!({"name": "", "scopes": []}),
        ),
        ("get_api_key", Has("api_key.manage"), none.clone()),
        ("revoke_api_key", Has("api_key.manage"), none.clone()),
        ("list_audit", Has("audit.view"), none.clone()),
        ("get_audit_row", Has("audit.view"), none.clone()),
        ("list_settings", Staff, none.clone()),
        ("update_settings", Has("setting.manage"), json!({})),
        ("list_jobs", Has("job.manage"), none.clone()),
        ("get_job", Has("job.manage"), none.clone()),
        ("retry_job", Has("job.manage"), none.clone()),
        ("pipeline_report", Has("report.view"), none.clone()),
        ("funnel_report", Has("report.view"), none.clone()),
        ("reasons_report", Has("report.view"), none.clone()),
        ("first_touch_report", Has("report.view"), none.clone()),
        ("load_report", Has("report.view"), none.clone()),
        ("sources_report", Has("report.view"), none.clone()),
        ("extraction_report", Has("report.view"), none.clone()),
        ("events", Staff, none.clone()),
        (
            "sync_push",
            Staff,
            json!({"device_id": "x", "commands": []}),
        ),
        ("sync_pull", Staff, json!({"cursor": null})),
        ("sync_status", Staff, none.clone()),
        ("list_pending", Staff, none.clone()),
        ("list_rejected", Staff, none.clone()),
        ("redo_rejected", Staff, none.clone()),
        ("drop_rejected", Staff, none.clone()),
        ("retry_sync", Staff, none.clone()),
        ("sign_out", Staff, json!({"wipe": false})),
        (
            "post_message",
            ChatWrite,
            json!({"session_id": ID, "message": "x", "sender_type": "bot"}),
        ),
        (
            "post_batch",
            ChatWrite,
            json!({"messages": [{"session_id": ID, "message": "x", "sender_type": "bot"}]}),
        ),
        ("chat_history", ChatRead, none.clone()),
        ("list_sessions", ChatRead, none.clone()),
        ("get_session", ChatRead, none.clone()),
        ("session_events", ChatRead, none.clone()),
        ("search_messages", ChatRead, none.clone()),
        ("get_message", ChatRead, none.clone()),
        ("edit_message", ChatDelete, json!({"message": "x"})),
        ("patch_message", ChatDelete, json!({"message": "x"})),
        ("delete_message", ChatDelete, none.clone()),
        ("delete_session", ChatDelete, none.clone()),
        // Last, since it ends the login.
        ("logout", Staff, none),
    ]
}

struct Role {
    name: &'static str,
    caller: Caller,
    /// `None`: no login.
    permissions: Option<Vec<&'static str>>,
    scopes: &'static [&'static str],
}

impl Role {
    fn may(&self, who: Who) -> bool {
        let has = |name: &str| {
            self.permissions
                .as_ref()
                .is_some_and(|all| all.contains(&name))
        };
        match who {
            Everybody => true,
            Staff => self.permissions.is_some(),
            Has(permission) => has(permission),
            HasAny(permissions) => permissions.iter().any(|it| has(it)),
            Sees => has("client.view_all") || has("client.view_assigned"),
            ChatRead => self.scopes.contains(&"chat:read") || has("chat.view"),
            ChatWrite => self.scopes.contains(&"chat:write") || has("client.view_all"),
            ChatDelete => has("chat.delete"),
        }
    }
}

async fn roles(app: &TestApp) -> Vec<Role> {
    let all = Permission::ALL.iter().map(|it| it.name()).collect();
    let csm = vec![
        "client.view_assigned",
        "client.edit",
        "client.change_stage",
        "client.correct",
        "client.extract",
        "note.write",
        "task.write",
        "chat.view",
    ];
    let role = |name, caller, permissions, scopes| Role {
        name,
        caller,
        permissions,
        scopes,
    };
    vec![
        role("anonymous", app.anonymous(), None, &[][..]),
        role(
            "a reader's key",
            app.key(&["chat:read"]).await,
            None,
            &["chat:read"],
        ),
        role(
            "a writer's key",
            app.key(&["chat:write"]).await,
            None,
            &["chat:write"],
        ),
        role(
            "no role",
            app.staff("no@desk.test", None).await,
            Some(vec![]),
            &[],
        ),
        role("CSM", app.csm("ben@desk.test").await, Some(csm), &[]),
        role("Admin", app.admin().await, Some(all), &[]),
    ]
}

#[tokio::test]
async fn every_route_lets_in_whom_the_table_says_and_nobody_else() {
    for_each_engine(CLOSED, |app| async move {
        let table = table();
        let document = rivo_server::contract::document();
        let mut routes = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let id = operation["operationId"].as_str().unwrap();
                let at = table.iter().position(|(name, ..)| *name == id);
                let at = at.unwrap_or_else(|| panic!("{id} is not in the table: who may call it?"));
                routes.push((
                    at,
                    method.to_uppercase(),
                    path.replace("{id}", ID)
                        .replace("{device_id}", ID)
                        .replace("{resource}", "clients"),
                ));
            }
        }
        routes.sort();
        let mut wrong = Vec::new();
        let roles = roles(&app).await;
        let client = client_of_the_csm(&roles).await;
        for role in roles {
            for (at, method, path) in &routes {
                let (id, who, body) = &table[*at];
                let path = if matches!(who, Sees) {
                    path.replace(ID, &client)
                } else {
                    path.clone()
                };
                let status = ask(&role.caller, method, &path, body).await;
                let refused = matches!(status, 401 | 403) || (matches!(who, Sees) && status == 404);
                if refused == role.may(*who) || status >= 500 {
                    wrong.push(format!(
                        "{id} for {}: {status}, and the table says {who:?}",
                        role.name
                    ));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    })
    .await;
}

/// A client that a CSM and an admin see, and nobody else.
async fn client_of_the_csm(roles: &[Role]) -> String {
    let caller = |name: &str| &roles.iter().find(|role| role.name == name).unwrap().caller;
    let csm = caller("CSM").get("/api/v1/auth/me/").await.json(200)["id"].clone();
    let new = json!({"name": "Ana Diaz", "assigned_to": csm});
    let client = caller("Admin")
        .post("/api/v1/clients/", new)
        .await
        .json(201);
    client["id"].as_str().unwrap().to_owned()
}

/// The status alone: the body of a stream does not end.
async fn ask(caller: &Caller, method: &str, path: &str, body: &Value) -> u16 {
    use tower::ServiceExt as _;

    let method: Method = method.parse().unwrap();
    let path = if path.ends_with("/history/") && path.contains("/chat/") {
        format!("{path}?session_id={ID}")
    } else {
        path.to_owned()
    };
    let text = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let mut request = caller.request(method, &path, text);
    if !body.is_null() {
        request
            .headers_mut()
            .insert("content-type", "application/json".parse().unwrap());
    }
    caller
        .app
        .router
        .clone()
        .oneshot(request)
        .await
        .unwrap()
        .status()
        .as_u16()
}
