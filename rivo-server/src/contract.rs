//! The OpenAPI document: what the handlers declare, and what holds for all of them.
//!
//! A handler says what it takes and what it answers when all is well. Who may come and how things
//! go wrong follows from rules, so it is written here once and cannot be forgotten on a route.

use serde_json::{Map, Value, json};
use utoipa_axum::router::OpenApiRouter;

use crate::{app::App, offline::Offline, routes};

/// Routes that need no login: they are how one gets one.
const PUBLIC: [&str; 2] = ["login", "issue_token"];
/// Routes whose password tries are counted.
const COUNTED: [&str; 3] = ["login", "issue_token", "change_password"];
/// Routes that name a thing in the body, which may not exist.
const NAMED_IN_BODY: [&str; 1] = ["merge_clients"];
/// Routes of the app alone: a server has no device of its own.
const OF_THE_APP: [&str; 5] = [
    "sync_status",
    "list_pending",
    "list_rejected",
    "retry_sync",
    "sign_out",
];
/// Changes that no state of the desk forbids.
const ALWAYS_FIT: [&str; 4] = ["login", "issue_token", "change_password", "logout"];

/// The document, as `/api/schema/` serves it.
#[must_use]
#[expect(
    clippy::missing_panics_doc,
    reason = "utoipa always writes the parts that are looked for"
)]
pub fn document() -> Value {
    let router: OpenApiRouter<App> = routes::chat_routes().merge(routes::desk_routes());
    let mut document =
        serde_json::to_value(router.get_openapi()).expect("a document can be written as JSON");
    document["info"] = json!({
        "title": "Rivo",
        "version": env!("CARGO_PKG_VERSION"),
        "description": "The lead desk behind a mortgage chatbot: chat in, leads out, with proof.\n\n\
            A trailing slash is optional everywhere. Validation answers `{\"field\": [\"sentence\", …]}`, \
            other errors `{\"detail\", \"code\"}`. Every response has `X-Request-Id`. The rate of an API key \
            is limited: 429 with `Retry-After`.",
        "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
    });
    document["servers"] = json!([{"url": "/"}]);
    document["security"] = json!([{"bearer": []}, {"session": []}]);
    let paths = document["paths"]
        .as_object_mut()
        .expect("a document has paths");
    for (path, item) in paths {
        let methods = item.as_object_mut().expect("a path has methods");
        for (method, operation) in methods {
            let operation = operation
                .as_object_mut()
                .expect("a method has an operation");
            complete(path, method, operation);
        }
    }
    let components = &mut document["components"];
    components["securitySchemes"] = json!({
        "bearer": {"type": "http", "scheme": "bearer", "description": "A token of `/auth/token/`, or an API key."},
        "session": {"type": "apiKey", "in": "cookie", "name": "rivo_session", "description": "The login of a browser."},
    });
    components["responses"] = shared_responses();
    components["schemas"]["FieldErrors"] = json!({
        "type": "object",
        "description": "Sentences by field; `non_field_errors` holds what belongs to none.",
        "additionalProperties": {"type": "array", "items": {"type": "string"}},
    });
    components["schemas"]["Problem"] = json!({
        "type": "object",
        "description": "An error that belongs to no field.",
        "required": ["detail", "code"],
        "properties": {
            "detail": {"type": "string", "description": "A sentence for people."},
            "code": {"type": "string", "description": "A word for programs."},
            "current": {"description": "With a 409: what stands now."},
        },
    });
    document
}

/// The schemas that bodies of requests are made of, by name.
pub(crate) fn schemas_of_bodies() -> Map<String, Value> {
    let mut document = document();
    let mut all = match document["components"]["schemas"].take() {
        Value::Object(schemas) => schemas,
        _ => Map::new(),
    };
    let operations = document["paths"].as_object().into_iter().flatten();
    let mut named = Vec::new();
    for (_, item) in operations {
        for operation in item.as_object().into_iter().flatten() {
            names_in(&operation.1["requestBody"], &mut named);
        }
    }
    let mut schemas = Map::new();
    while let Some(name) = named.pop() {
        if let Some(schema) = all.remove(&name) {
            names_in(&schema, &mut named);
            schemas.insert(name, schema);
        }
    }
    schemas
}

/// The paths of lists that take no such parameter.
pub(crate) fn lists_without(parameter: &str) -> Vec<String> {
    let document = document();
    let paths = document["paths"].as_object().into_iter().flatten();
    paths
        .filter(|(_, item)| {
            let mut schemas = Vec::new();
            names_in(&item["get"]["responses"]["200"], &mut schemas);
            let parameters = item["get"]["parameters"].as_array();
            let takes = |it: &Value| it["name"] == parameter;
            schemas.iter().any(|name| name.starts_with("Page_"))
                && !parameters.is_some_and(|all| all.iter().any(takes))
        })
        .map(|(path, _)| path.clone())
        .collect()
}

/// The names of the schemas that a value refers to.
fn names_in(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(name) = fields.get("$ref").and_then(Value::as_str) {
                names.extend(name.rsplit('/').next().map(str::to_owned));
            }
            fields.values().for_each(|value| names_in(value, names));
        }
        Value::Array(items) => items.iter().for_each(|value| names_in(value, names)),
        _ => {}
    }
}

/// Adds to an operation what follows from its path, method and body.
fn complete(path: &str, method: &str, operation: &mut Map<String, Value>) {
    let id = operation["operationId"]
        .as_str()
        .expect("an operation has an id")
        .to_owned();
    let id = id.as_str();
    let is_chat = path.starts_with("/api/v1/chat/");
    operation.insert("x-rivo-offline".to_owned(), json!(Offline::of(id).name()));
    let has_body = operation.contains_key("requestBody");
    let named = path.contains('{');
    for parameter in operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        place(path, parameter);
    }
    if PUBLIC.contains(&id) {
        operation.insert("security".to_owned(), json!([]));
    } else if is_chat {
        // Open in development, and where the operator says so.
        operation.insert(
            "security".to_owned(),
            json!([{"bearer": []}, {"session": []}, {}]),
        );
    }
    let responses = operation["responses"]
        .as_object_mut()
        .expect("an operation has responses");
    for (status, response) in responses.iter_mut() {
        describe(status, response);
    }
    let applies = [
        ("400", "Invalid", true),
        ("401", "NotAuthenticated", !PUBLIC.contains(&id)),
        ("403", "Forbidden", true),
        (
            "404",
            "NotFound",
            named || NAMED_IN_BODY.contains(&id) || OF_THE_APP.contains(&id),
        ),
        ("405", "MethodNotAllowed", true),
        (
            "409",
            "Conflict",
            method != "get" && !ALWAYS_FIT.contains(&id),
        ),
        ("413", "TooLarge", has_body),
        ("415", "UnsupportedMediaType", has_body),
        ("429", "TooManyRequests", is_chat || COUNTED.contains(&id)),
        ("503", "Unavailable", true),
    ];
    for (status, name, _) in applies.into_iter().filter(|(_, _, applies)| *applies) {
        let reference = json!({"$ref": format!("#/components/responses/{name}")});
        responses.entry(status).or_insert(reference);
    }
}

/// Puts a parameter where it stands. A filter's type does not say that its fields are of the query,
/// and no parameter can be null: it is there or it is not.
fn place(path: &str, parameter: &mut Value) {
    let name = parameter["name"].as_str().unwrap_or_default();
    let named = path.contains(&format!("{{{name}}}"));
    let is_page_size = name == "limit" && parameter["schema"]["format"] == "int32";
    if parameter["in"] == "path" && !named {
        parameter["in"] = json!("query");
        parameter["required"] = json!(false);
    }
    let schema = &mut parameter["schema"];
    if let Some(types) = schema.get_mut("type").and_then(Value::as_array_mut) {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            schema["type"] = only.clone();
        }
    }
    if let Some(kinds) = schema.get_mut("oneOf").and_then(Value::as_array_mut) {
        kinds.retain(|kind| kind["type"] != "null");
        if let [only] = kinds.as_slice() {
            *schema = only.clone();
        }
    }
    if is_page_size {
        *schema = json!({"type": "integer", "minimum": 1, "maximum": 200, "default": 50});
    }
}

/// Says in words what a status means where a handler did not.
fn describe(status: &str, response: &mut Value) {
    if response["description"].as_str().is_none_or(str::is_empty) {
        response["description"] = json!(match status {
            "201" => "Made.",
            "204" => "Done.",
            _ => "As asked.",
        });
    }
}

fn shared_responses() -> Value {
    let problem = |description: &str| {
        json!({
            "description": description,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        })
    };
    let waiting = |description: &str| {
        let mut response = problem(description);
        response["headers"] = json!({
            "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
        });
        response
    };
    json!({
        "Invalid": {
            "description": "Something in the request is not valid.",
            "content": {"application/json": {"schema": {"anyOf": [
                {"$ref": "#/components/schemas/Problem"},
                {"$ref": "#/components/schemas/FieldErrors"},
                {
                    "type": "object",
                    "description": "As the Django project answered a history request without a session.",
                    "required": ["error"],
                    "properties": {"error": {"type": "string"}},
                },
            ]}}},
        },
        "NotAuthenticated": problem("No valid login or key came with the request."),
        "Forbidden": problem("The caller may not do this."),
        "NotFound": problem("There is no such thing, or the caller may not see it."),
        "MethodNotAllowed": problem("This address takes other methods."),
        "Conflict": problem("Stale, taken, or not allowed by the stage graph; `current` says what stands now."),
        "TooLarge": problem("The body is larger than 1 MiB."),
        "UnsupportedMediaType": problem("The body is of a kind that is not taken here."),
        "TooManyRequests": waiting("Too many tries or requests."),
        "Unavailable": waiting("Something Rivo needs does not answer now."),
    })
}
