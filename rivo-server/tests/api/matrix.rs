//! Every route with every role: what the table does not allow is refused, and a route that the
//! table does not know fails the test.

use std::collections::BTreeSet;

use axum::http::Method;
use rivo_core::{
    api::user::WriteRole,
    auth::{Actor, Permission},
};
use serde_json::{Value, json};

use crate::support::{CLOSED, Caller, TestApp, for_each_engine};

mod table;

use table::{
    ID,
    Who::{self, All, ChatRead, ChatWrite, Everybody, Exports, Has, HasAny, Reads, Sees, Staff},
    table,
};

/// The session of the client that there is.
const SESSION: &str = "7a2c3d45-6e7f-4081-9ba2-c3d4e5f60712";

struct Role {
    name: String,
    caller: Caller,
    /// `None`: no login.
    permissions: Option<BTreeSet<&'static str>>,
    scopes: &'static [&'static str],
    /// Whether it is there for the exports alone.
    only_exports: bool,
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
            Exports(permissions) => has("export") && self.may(HasAny(permissions)),
            All(permissions) => permissions.iter().all(|it| has(it)),
            Sees => has("client.view_all") || has("client.view_assigned"),
            Reads => self.may(Sees) && has("chat.view"),
            ChatRead => self.scopes.contains(&"chat:read") || has("chat.view"),
            ChatWrite => self.scopes.contains(&"chat:write") || self.may(Sees),
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
    let role = |name, caller, permissions: Option<Vec<&'static str>>, scopes| Role {
        name: String::from(name),
        caller,
        permissions: permissions.map(|all| all.into_iter().collect()),
        scopes,
        only_exports: false,
    };
    let mut roles = vec![
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
    ];
    // So that no line of the table is right by chance: each permission alone, and what files need.
    for permission in Permission::ALL {
        for beside in [None, Some("export")] {
            roles.push(with_permission(app, permission.name(), beside).await);
        }
    }
    roles
}

/// Somebody who sees all clients and may do one thing besides, or two.
async fn with_permission(
    app: &TestApp,
    permission: &'static str,
    beside: Option<&'static str>,
) -> Role {
    let permissions: BTreeSet<_> = ["client.view_all", permission]
        .into_iter()
        .chain(beside)
        .collect();
    let name = permissions
        .iter()
        .copied()
        .collect::<Vec<_>>()
        .join(" and ");
    // The same twice, such as the export beside the export, is the same role.
    let email = format!("{permission}.{}@desk.test", beside.unwrap_or("alone"));
    let new = WriteRole {
        name: email.clone(),
        description: String::new(),
        permissions: permissions.iter().map(|&it| it.to_owned()).collect(),
    };
    app.rivo
        .create_role(&Actor::system("test"), new)
        .await
        .unwrap();
    Role {
        name,
        caller: app.staff(&email, Some(&email)).await,
        permissions: Some(permissions),
        scopes: &[],
        only_exports: beside.is_some(),
    }
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
                let lines = table.iter().enumerate().filter_map(|(at, (name, ..))| {
                    let (name, resource) = name.split_once(' ').unwrap_or((name, ""));
                    (name == id).then_some((at, resource))
                });
                let before = routes.len();
                for (at, resource) in lines {
                    let path = path
                        .replace("{device_id}", ID)
                        .replace("{resource}", resource);
                    routes.push((at, method.to_uppercase(), path));
                }
                let is_known = routes.len() > before;
                assert!(is_known, "{id} is not in the table: who may call it?");
            }
        }
        routes.sort();
        let mut wrong = Vec::new();
        let roles = roles(&app).await;
        let things = things_of_the_csm(&roles).await;
        for role in roles {
            for (at, method, path) in &routes {
                let (id, who, body) = &table[*at];
                if role.only_exports && !matches!(who, Exports(_)) {
                    continue;
                }
                // Who may not is refused what there is; who may tries it on nothing, so that it stays.
                let may = role.may(*who);
                let thing = things.iter().find(|(prefix, _)| path.starts_with(prefix));
                let is_real = !may || matches!(who, Sees | Reads);
                let of = thing.filter(|_| is_real).map_or(ID, |(_, id)| id.as_str());
                let path = path.replace("{id}", of);
                let body = body.to_string().replace(ID, of).parse().unwrap();
                let status = ask(&role.caller, method, &path, &body).await;
                // To who does not see a client there is none.
                let unseen = status == 404 && is_real && thing.is_some() && !role.may(Sees);
                let refused = matches!(status, 401 | 403) || unseen;
                if refused == may || status >= 500 {
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

/// What hangs on a client that a CSM and all who see every client see: where it is asked for, and
/// its id.
async fn things_of_the_csm(roles: &[Role]) -> Vec<(&'static str, String)> {
    let caller = |name: &str| &roles.iter().find(|role| role.name == name).unwrap().caller;
    let (admin, bot) = (caller("Admin"), caller("a writer's key"));
    let csm = caller("CSM").get("/api/v1/auth/me/").await.json(200)["id"].clone();
    let says = json!({
        "session_id": SESSION, "sender_type": "client",
        "message": "I am Ana Diaz, ana@diaz.com, 415-555-0134.",
    });
    let said = bot.post("/api/v1/chat/stream/", says).await.json(201);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let id = text(&said["client"]);
    let client = format!("/api/v1/clients/{id}/");
    let made = |path: &'static str, body: Value| {
        let path = format!("{client}{path}/");
        async move { admin.post(&path, body).await }
    };
    made("assign", json!({"assigned_to": csm})).await.is(200);
    let note = made("notes", json!({"body": "x"})).await.json(201);
    let task = made("tasks", json!({"title": "x"})).await.json(201);
    vec![
        ("/api/v1/clients/", id),
        ("/api/v1/notes/", text(&note["id"])),
        ("/api/v1/tasks/", text(&task["id"])),
        ("/api/v1/chat/messages/", text(&said["id"])),
        ("/api/v1/chat/sessions/", SESSION.to_owned()),
    ]
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
