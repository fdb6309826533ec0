//! Importing clients and users from CSV: each row through its own command, under an id that follows
//! from the import and the line, so that a request sent again makes nothing twice.

mod sheet;

use std::collections::{BTreeMap, HashMap, HashSet};

use futures_util::{StreamExt as _, stream};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use self::sheet::{Fields, Sheet, Work, note_errors, read};
use super::{Rivo, practice, scope::Scope, select::Select};
use crate::{
    api::{
        command::Command,
        import::{ImportRequest, ImportResult, ImportRow, ImportStatus},
        user::{Role, User},
    },
    auth::{Actor, Permission, password},
    error::{Error, FieldErrors, NON_FIELD_ERRORS, Result},
    id::{ClientId, CommandId, RoleId, UserId},
    model::validate::{Email, PersonName, Phone, search_fold},
};

const MAX_CLIENTS: usize = 10_000;
/// Each has a password that is hashed.
const MAX_USERS: usize = 500;
/// Commands under way at once: enough to share commits, few enough to leave room for others.
const AT_ONCE: usize = 8;

const CLIENT_FIELDS: Fields = &[
    ("name", &["name", "full name", "client", "nombre"]),
    (
        "email",
        &["email", "e-mail", "email address", "mail", "correo"],
    ),
    (
        "phone",
        &[
            "phone",
            "phone number",
            "mobile",
            "cell",
            "telephone",
            "telefono",
        ],
    ),
    (
        "assigned_to",
        &["assigned to", "csm", "owner", "loan officer", "assignee"],
    ),
];

const USER_FIELDS: Fields = &[
    ("email", &["email", "e-mail", "email address", "login"]),
    ("first_name", &["first name", "given name"]),
    ("last_name", &["last name", "family name", "surname"]),
    ("role", &["role"]),
    ("password", &["password"]),
    (
        "licence_states",
        &[
            "license states",
            "licensed states",
            "licences",
            "licenses",
            "states",
        ],
    ),
    ("capacity", &["open clients"]),
    ("takes_leads", &[]),
    ("nmls_id", &["nmls", "nmls number"]),
];

impl Rivo {
    /// Imports clients. One whose email or phone a client that the actor sees already has, or an
    /// earlier row, is a duplicate and left out.
    pub async fn import_clients(
        &self,
        actor: &Actor,
        request: ImportRequest,
    ) -> Result<ImportResult> {
        actor.require(Permission::ClientCreate)?;
        let mut sheet = read(&request, CLIENT_FIELDS, MAX_CLIENTS)?;
        let users = self.assignees(actor, &sheet).await?;
        for row in &mut sheet.rows {
            self.check_client(row, &users);
        }
        self.find_known(actor, &request, &mut sheet.rows).await?;
        mark_repeated(&mut sheet.rows, &["email", "phone"]);
        if !request.dry_run {
            let import_id = request.import_id;
            let commands = sheet.new_rows(|row| {
                let id = row_id(import_id, "client", row);
                let value = |field: &str| row.values.get(field).cloned();
                let command = Command::CreateClient {
                    client_id: ClientId(id),
                    name: value("name"),
                    email: value("email"),
                    phone: value("phone"),
                    assigned_to: value("assigned_to").and_then(|email| users.get(&email).copied()),
                };
                (CommandId(id), id, command)
            });
            self.make(actor, &mut sheet, commands).await;
        }
        Ok(result(sheet))
    }

    /// Imports users: `email`, `first_name`, `last_name`, `role` by name, `password`, and what they
    /// work: `licence_states` as codes with spaces or commas between them, `capacity`,
    /// `takes_leads`, `nmls_id`.
    pub async fn import_users(
        &self,
        actor: &Actor,
        request: ImportRequest,
    ) -> Result<ImportResult> {
        actor.require(Permission::UserManage)?;
        let mut sheet = read(&request, USER_FIELDS, MAX_USERS)?;
        let roles = self.list_roles(actor).await?.results;
        let known = self.all_users().await?;
        for (row, secret) in sheet.rows.iter_mut().zip(&sheet.secrets) {
            check_user(row, secret.as_deref(), &roles);
            let id = UserId(row_id(request.import_id, "user", row));
            let email = row.values.get("email");
            let same = known.iter().find(|user| Some(&user.email) == email);
            match same {
                Some(user) if user.id == id => note_made(row, id.0),
                Some(user) => note_duplicate(row, Some(user.id.0)),
                None => {}
            }
        }
        mark_repeated(&mut sheet.rows, &["email"]);
        if !request.dry_run {
            let import_id = request.import_id;
            let mut commands = sheet.new_rows(|row| {
                let id = row_id(import_id, "user", row);
                let value = |field: &str| row.values.get(field).cloned().unwrap_or_default();
                let command = Command::CreateUser {
                    user_id: UserId(id),
                    email: value("email"),
                    first_name: value("first_name"),
                    last_name: value("last_name"),
                    password_hash: String::new(),
                    role: role_named(&roles, &value("role")),
                    is_superuser: false,
                    practice: practice::read(&row.values, &mut FieldErrors::default()),
                };
                // Under an id of its own: the hash of the same password is another each time.
                (CommandId::new(), id, command)
            });
            for work in &mut commands {
                work.secret = sheet.secrets.get(work.index).cloned().flatten();
            }
            self.make(actor, &mut sheet, commands).await;
        }
        Ok(result(sheet))
    }

    /// The users that clients are assigned to, by their addresses.
    async fn assignees(&self, actor: &Actor, sheet: &Sheet) -> Result<HashMap<String, UserId>> {
        if !sheet.mapping.contains_key("assigned_to") {
            return Ok(HashMap::new());
        }
        actor.require(Permission::ClientAssign)?;
        let users = self.user_directory(actor).await?.results;
        Ok(users
            .into_iter()
            .map(|user| (user.email, user.id))
            .collect())
    }

    fn check_client(&self, row: &mut ImportRow, users: &HashMap<String, UserId>) {
        let mut errors = FieldErrors::default();
        let mut checked = BTreeMap::new();
        for (field, value) in &row.values {
            let read = match field.as_str() {
                "name" => PersonName::parse(value)
                    .map(|name| name.as_str().to_owned())
                    .map_err(|error| error.to_string()),
                "email" => Email::parse(value)
                    .map(|email| email.as_str().to_owned())
                    .map_err(|error| error.to_string()),
                "phone" => Phone::parse(value, self.region())
                    .map(|phone| phone.as_str().to_owned())
                    .map_err(|error| error.to_string()),
                _ => {
                    let email = value.to_lowercase();
                    if users.contains_key(&email) {
                        Ok(email)
                    } else {
                        Err("There is no active user with this email.".to_owned())
                    }
                }
            };
            match read {
                Ok(value) => drop(checked.insert(field.clone(), value)),
                Err(sentence) => {
                    errors.add(field, sentence);
                    checked.insert(field.clone(), value.clone());
                }
            }
        }
        if !["name", "email", "phone"]
            .iter()
            .any(|field| checked.contains_key(*field))
        {
            errors.add(
                NON_FIELD_ERRORS,
                "Give a name, an email address or a phone number.",
            );
        }
        row.values = checked;
        note_errors(row, errors);
    }

    /// Marks rows whose client is there already, as far as the actor sees it.
    async fn find_known(
        &self,
        actor: &Actor,
        request: &ImportRequest,
        rows: &mut [ImportRow],
    ) -> Result<()> {
        let scope = Scope::of(actor);
        let wanted: Vec<[Option<String>; 2]> = rows
            .iter()
            .map(|row| ["email", "phone"].map(|field| row.values.get(field).cloned()))
            .collect();
        let made: Vec<ClientId> = rows
            .iter()
            .map(|row| ClientId(row_id(request.import_id, "client", row)))
            .collect();
        let found: Vec<(Option<ClientId>, bool)> = self
            .store()
            .read(move |tx| {
                Box::pin(async move {
                    let mut found = Vec::with_capacity(wanted.len());
                    for (values, made) in wanted.iter().zip(made) {
                        let mut same = None;
                        let mut is_made = false;
                        let mut select = Select::from("SELECT c.id FROM client c");
                        select.and("c.id = ?", [made.into()]);
                        is_made |= !select.rows(tx).await?.is_empty();
                        for (column, value) in ["c.email", "c.phone"].iter().zip(values) {
                            let (Some(value), None) = (value, same) else {
                                continue;
                            };
                            let mut select = Select::from("SELECT c.id FROM client c");
                            select.and(&format!("{column} = ?"), [value.into()]);
                            scope.narrow(&mut select);
                            select.end("ORDER BY c.created_at, c.id LIMIT 1", []);
                            if let Some(mut row) = select.rows(tx).await?.pop() {
                                same = Some(row.get()?);
                            }
                        }
                        found.push((same, is_made));
                    }
                    Ok(found)
                })
            })
            .await?;
        for (row, (same, is_made)) in rows.iter_mut().zip(found) {
            let id = row_id(request.import_id, "client", row);
            if is_made {
                note_made(row, id);
            } else if let Some(same) = same {
                note_duplicate(row, Some(same.0));
            }
        }
        Ok(())
    }

    async fn all_users(&self) -> Result<Vec<User>> {
        use crate::store::table::user;

        let all = user::Filter {
            limit: i64::MAX,
            ..user::Filter::default()
        };
        self.store()
            .read(move |tx| Box::pin(async move { user::list(tx, &all).await }))
            .await
    }
}

impl Rivo {
    /// Makes rows, a few at once, and notes what became of each.
    async fn make(&self, actor: &Actor, sheet: &mut Sheet, work: Vec<Work>) {
        let made: Vec<(usize, Result<Uuid>)> = stream::iter(work)
            .map(|work| self.make_one(actor, work))
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        for (index, outcome) in made {
            let Some(row) = sheet.rows.get_mut(index) else {
                continue;
            };
            match outcome {
                Ok(id) => note_made(row, id),
                Err(error) => note_failed(row, error),
            }
        }
    }

    /// A password is hashed just before its user is made: what was made until a request ends stays,
    /// and the same request goes on from there.
    async fn make_one(&self, actor: &Actor, work: Work) -> (usize, Result<Uuid>) {
        let mut command = work.command;
        if let (Command::CreateUser { password_hash, .. }, Some(secret)) =
            (&mut command, work.secret)
        {
            match password::hash(secret).await {
                Ok(hash) => *password_hash = hash,
                Err(error) => return (work.index, Err(error)),
            }
        }
        let outcome = self.execute(actor, work.command_id, command).await;
        (work.index, outcome.map(|_| work.id))
    }
}

fn note_failed(row: &mut ImportRow, error: Error) {
    if !error.is_rejection() {
        let error = super::chain(&error);
        tracing::error!(line = row.line, error, "a row could not be imported");
    }
    row.status = ImportStatus::Failed;
    row.errors = match error {
        Error::Invalid(FieldErrors(fields)) => fields,
        other => BTreeMap::from([(
            NON_FIELD_ERRORS.to_owned(),
            vec![super::replica::sentence(&other)],
        )]),
    };
}

fn check_user(row: &mut ImportRow, secret: Option<&str>, roles: &[Role]) {
    let mut errors = FieldErrors::default();
    let email = row.values.get("email").cloned().unwrap_or_default();
    match Email::parse(&email) {
        Ok(email) => drop(row.values.insert("email".to_owned(), email.to_string())),
        Err(error) => errors.add("email", error.to_string()),
    }
    if let Some(role) = row.values.get("role")
        && role_named(roles, role).is_none()
    {
        errors.add("role", "There is no such role.");
    }
    practice::check(&practice::read(&row.values, &mut errors), &mut errors);
    super::user::add_password_faults(secret.unwrap_or_default(), &email, "password", &mut errors);
    note_errors(row, errors);
}

fn role_named(roles: &[Role], name: &str) -> Option<RoleId> {
    let folded = search_fold(name);
    let role = roles.iter().find(|role| search_fold(&role.name) == folded);
    role.map(|role| role.id)
}

/// A later row that names what an earlier one does is its duplicate.
fn mark_repeated(rows: &mut [ImportRow], fields: &[&str]) {
    let mut seen: HashSet<(usize, String)> = HashSet::new();
    for row in rows {
        let keys: Vec<(usize, String)> = fields
            .iter()
            .enumerate()
            .filter_map(|(at, field)| Some((at, row.values.get(*field)?.clone())))
            .collect();
        let repeats = keys.iter().any(|key| seen.contains(key));
        match row.status {
            ImportStatus::New if repeats => note_duplicate(row, None),
            ImportStatus::New | ImportStatus::Created => {
                seen.extend(keys);
            }
            _ => {}
        }
    }
}

fn note_duplicate(row: &mut ImportRow, of: Option<Uuid>) {
    if row.status == ImportStatus::New {
        row.status = ImportStatus::Duplicate;
        row.duplicate_of = of;
    }
}

fn note_made(row: &mut ImportRow, id: Uuid) {
    row.status = ImportStatus::Created;
    row.id = Some(id);
}

/// The id of what a line makes: the same each time the import is sent with the same values there.
fn row_id(import_id: Uuid, kind: &str, row: &ImportRow) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(import_id.as_bytes());
    hash.update(kind.as_bytes());
    hash.update(row.line.to_be_bytes());
    for (field, value) in &row.values {
        for text in [field, value] {
            hash.update(text.len().to_be_bytes());
            hash.update(text);
        }
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

fn result(sheet: Sheet) -> ImportResult {
    let count = |statuses: &[ImportStatus]| {
        let rows = sheet.rows.iter();
        rows.filter(|row| statuses.contains(&row.status)).count()
    };
    ImportResult {
        created: count(&[ImportStatus::New, ImportStatus::Created]),
        duplicates: count(&[ImportStatus::Duplicate]),
        failed: count(&[ImportStatus::Invalid, ImportStatus::Failed]),
        columns: sheet.columns,
        mapping: sheet.mapping,
        rows: sheet.rows,
    }
}
