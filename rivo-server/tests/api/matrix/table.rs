//! Who may call what.

use serde_json::{Value, json};

pub(super) const ID: &str = "6f1b2c34-5d6e-4f70-8a91-b2c3d4e5f601";

/// Who a route lets in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Who {
    Everybody,
    /// Every login, whatever its role.
    Staff,
    /// Who has this permission.
    Has(&'static str),
    /// Who has one of these.
    HasAny(&'static [&'static str]),
    /// Who takes lists out of the desk and has one of these.
    Exports(&'static [&'static str]),
    /// Who has all of these.
    All(&'static [&'static str]),
    /// Who sees the client: to others there is none.
    Sees,
    /// Who sees the client and may read what it said.
    Reads,
    ChatRead,
    ChatWrite,
}

use Who::{All, ChatRead, ChatWrite, Everybody, Exports, Has, HasAny, Reads, Sees, Staff};

/// Editing and deleting in the chat, which no key may: whoever cannot read it edits nothing.
const CHAT_DELETE: Who = All(&["chat.view", "chat.delete"]);

const VIEW: Who = HasAny(&["client.view_all", "client.view_assigned"]);

/// The table: an operation, who may, and a body that gets as far as the question. An operation on a
/// `{resource}` has a line for each.
pub(super) fn table() -> Vec<(&'static str, Who, Value)> {
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
        (
            "list_duplicate_groups",
            All(&["client.view_all", "client.merge"]),
            none.clone(),
        ),
        ("list_all_stage_history", VIEW, none.clone()),
        ("list_all_assignments", VIEW, none.clone()),
        (
            "export clients",
            Exports(&["client.view_all"]),
            none.clone(),
        ),
        ("export users", Exports(&["user.manage"]), none.clone()),
        ("export audit", Exports(&["audit.view"]), none.clone()),
        (
            "export stage_history",
            Exports(&["client.view_all"]),
            none.clone(),
        ),
        (
            "export assignments",
            Exports(&["client.view_all"]),
            none.clone(),
        ),
        ("export jobs", Exports(&["job.manage"]), none.clone()),
        ("export sessions", Exports(&["chat.view"]), none.clone()),
        ("export messages", Exports(&["chat.view"]), none.clone()),
        (
            "export api_keys",
            Exports(&["api_key.manage"]),
            none.clone(),
        ),
        (
            "export roles",
            Exports(&["role.manage", "user.manage"]),
            none.clone(),
        ),
        ("client_file", Has("export"), none.clone()),
        (
            "import clients",
            Has("client.create"),
            json!({"csv": "", "import_id": ID}),
        ),
        (
            "import users",
            Has("user.manage"),
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
        (
            "reopen_proposal",
            Has("client.correct"),
            json!({"path": "intent", "accepted": true, "value": "refinance"}),
        ),
        ("request_extraction", Has("client.extract"), none.clone()),
        ("list_runs", Sees, none.clone()),
        ("compare_runs", Sees, none.clone()),
        ("list_client_messages", Reads, none.clone()),
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
            HasAny(&["client.assign", "report.view"]),
            none.clone(),
        ),
        ("list_users", Has("user.manage"), none.clone()),
        (
            "create_user",
            Has("user.manage"),
            json!({"email": "x", "password": "x", "role": null}),
        ),
        ("get_user", Has("user.manage"), none.clone()),
        ("update_user", Has("user.manage"), json!({})),
        ("delete_user", Has("user.manage"), none.clone()),
        ("list_user_devices", Has("user.manage"), none.clone()),
        ("revoke_user_device", Has("user.manage"), none.clone()),
        ("user_directory", Staff, none.clone()),
        (
            "workload",
            HasAny(&["client.assign", "report.view"]),
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
        ("edit_message", CHAT_DELETE, json!({"message": "x"})),
        ("patch_message", CHAT_DELETE, json!({"message": "x"})),
        ("delete_message", CHAT_DELETE, none.clone()),
        ("delete_session", CHAT_DELETE, none.clone()),
        // Last, since it ends the login.
        ("logout", Staff, none),
    ]
}
