//! API keys: how a chatbot proves who it is.

use serde_json::json;

use super::{
    Rivo,
    execute::{Execution, Outcome},
};
use crate::{
    api::{
        Page,
        command::Command,
        event::ChangeKind,
        user::{ApiKey, CreateApiKey, IssuedApiKey},
    },
    auth::{Actor, Permission, token},
    error::{Error, FieldErrors, Result},
    id::{ApiKeyId, CommandId},
    store::table::api_key,
};

/// Appends messages, and nothing else.
pub(crate) const CHAT_WRITE: &str = "chat:write";
/// Reads messages.
pub(crate) const CHAT_READ: &str = "chat:read";

const SCOPES: &[&str] = &[CHAT_WRITE, CHAT_READ];
const MAX_NAME_CHARS: usize = 100;
const MAX_RATE_LIMIT: i64 = 100_000_000;

/// A key as [`Command::CreateApiKey`] makes one.
pub(crate) struct NewApiKey {
    pub(crate) name: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) rate_limit: Option<i64>,
    pub(crate) prefix: String,
    pub(crate) secret_hash: String,
}

impl Rivo {
    /// Every key without its secret, newest first, revoked ones included.
    pub async fn list_api_keys(&self, actor: &Actor) -> Result<Page<ApiKey>> {
        actor.require(Permission::ApiKeyManage)?;
        let results = self
            .store()
            .read(|tx| Box::pin(async move { api_key::list(tx).await }))
            .await?;
        Ok(Page {
            results,
            next: None,
            count: None,
        })
    }

    /// One key without its secret.
    pub async fn get_api_key(&self, actor: &Actor, id: ApiKeyId) -> Result<ApiKey> {
        actor.require(Permission::ApiKeyManage)?;
        self.api_key(id).await
    }

    /// Makes a key. Only this answer ever holds its secret.
    pub async fn create_api_key(
        &self,
        actor: &Actor,
        create: CreateApiKey,
    ) -> Result<IssuedApiKey> {
        let new = token::new_api_key();
        let api_key_id = ApiKeyId::new();
        let command = Command::CreateApiKey {
            api_key_id,
            name: create.name,
            scopes: create.scopes,
            rate_limit: create.rate_limit,
            prefix: new.prefix,
            secret_hash: new.secret_hash,
        };
        self.execute(actor, CommandId::new(), command).await?;
        Ok(IssuedApiKey {
            api_key: self.api_key(api_key_id).await?,
            key: new.key,
        })
    }

    /// Revokes a key: it stops here at once and on every node within 5 seconds.
    pub async fn revoke_api_key(&self, actor: &Actor, id: ApiKeyId) -> Result<()> {
        let command = Command::RevokeApiKey { api_key_id: id };
        self.execute(actor, CommandId::new(), command).await?;
        self.login_cache().forget_api_key(id);
        Ok(())
    }

    async fn api_key(&self, id: ApiKeyId) -> Result<ApiKey> {
        self.store()
            .read(move |tx| Box::pin(async move { api_key::find(tx, id).await }))
            .await?
            .ok_or(Error::not_found("API key"))
    }
}

/// [`Command::CreateApiKey`].
pub(crate) async fn create_api_key(
    execution: &mut Execution<'_>,
    id: ApiKeyId,
    new: NewApiKey,
) -> Result<Outcome> {
    let (scopes, hash) = checked(&new)?;
    let row = api_key::NewRow {
        id,
        name: new.name.trim(),
        prefix: &new.prefix,
        hash: &hash,
        scopes: &scopes,
        rate_limit: new.rate_limit,
    };
    api_key::insert(execution.tx, &row, execution.now).await?;
    let after = json!({
        "name": row.name,
        "prefix": row.prefix,
        "scopes": row.scopes,
        "rate_limit": row.rate_limit,
    });
    execution
        .audit("api_key", id, None, None, Some(after))
        .await?;
    execution
        .changed_thing(ChangeKind::ApiKey, id, Some(Permission::ApiKeyManage))
        .await?;
    Ok(Outcome::of(id.0))
}

/// [`Command::RevokeApiKey`]. Revoking a revoked key changes nothing.
pub(crate) async fn revoke_api_key(execution: &mut Execution<'_>, id: ApiKeyId) -> Result<Outcome> {
    let key = api_key::find(execution.tx, id)
        .await?
        .ok_or(Error::not_found("API key"))?;
    if api_key::revoke(execution.tx, id, execution.now).await? {
        let before = json!({"name": key.name, "prefix": key.prefix});
        let after = json!({"revoked_at": execution.now});
        execution
            .audit("api_key", id, None, Some(before), Some(after))
            .await?;
        execution
            .changed_thing(ChangeKind::ApiKey, id, Some(Permission::ApiKeyManage))
            .await?;
    }
    Ok(Outcome::of(id.0))
}

/// The scopes, each once, and the hash of the secret.
fn checked(new: &NewApiKey) -> Result<(Vec<String>, Vec<u8>)> {
    let mut errors = FieldErrors::default();
    let name = new.name.trim();
    if name.is_empty() {
        errors.add("name", "This field may not be blank.");
    }
    if name.chars().count() > MAX_NAME_CHARS {
        errors.add(
            "name",
            format!("Ensure this field has no more than {MAX_NAME_CHARS} characters."),
        );
    }
    if name.chars().any(char::is_control) {
        errors.add("name", "A name is one line of text.");
    }
    if new.scopes.is_empty() {
        errors.add(
            "scopes",
            format!("Choose at least one of {}.", SCOPES.join(", ")),
        );
    }
    for scope in &new.scopes {
        if !SCOPES.contains(&scope.as_str()) {
            errors.add(
                "scopes",
                format!("{scope:?} is not a scope; choose of {}.", SCOPES.join(", ")),
            );
        }
    }
    if new
        .rate_limit
        .is_some_and(|limit| !(1..=MAX_RATE_LIMIT).contains(&limit))
    {
        errors.add(
            "rate_limit",
            format!("Ensure this value is between 1 and {MAX_RATE_LIMIT}."),
        );
    }
    let shown = new.prefix.strip_prefix(token::API_KEY_PREFIX);
    if !shown.is_some_and(|shown| {
        shown.len() <= 12 && shown.chars().all(|letter| letter.is_ascii_graphic())
    }) {
        errors.add("prefix", "This is not the beginning of an API key.");
    }
    let hash = token::parse_secret_hash(&new.secret_hash);
    if hash.is_none() {
        errors.add("secret_hash", "This is not the hash of an API key.");
    }
    errors.into_result()?;
    let scopes = SCOPES
        .iter()
        .filter(|scope| new.scopes.iter().any(|wanted| wanted == *scope))
        .map(|scope| (*scope).to_owned())
        .collect();
    Ok((scopes, hash.unwrap_or_default()))
}
