//! Logging in and out, and the proof that comes with each request: login tokens and API keys.
//!
//! What is written here is no command: a login changes nothing of the desk, and a password never
//! becomes part of anything that is kept. Logins, failures and logouts are audited.

mod attempts;
mod device;
mod key_cache;
mod proof;

use serde_json::{Value, json};

use self::attempts::{Buckets, network_of};
use self::device::own_id;
pub(crate) use self::key_cache::LoginCache;
use super::{
    Rivo,
    user::{add_password_faults, me},
};
use crate::{
    api::user::{ChangePassword, IssuedToken, Me, TokenRequest},
    auth::{
        Actor,
        actor::ActorKind,
        password::{self, Verdict},
        token,
    },
    clock::Timestamp,
    error::{Error, FieldErrors, Result},
    id::{AuditId, TokenId, UserId},
    model::validate::Email,
    store::{
        Tx,
        table::{
            audit_log, auth_token, login_attempt,
            user::{self, Credentials, Grants},
        },
    },
};

/// How long a browser stays logged in, in seconds: the cookie's `Max-Age`.
pub const BROWSER_LOGIN_SECONDS: i64 = 14 * 86_400;
/// After how long without use a device is logged out, in seconds.
pub const DEVICE_IDLE_SECONDS: i64 = 90 * 86_400;

const ATTEMPT_WINDOW_SECONDS: i64 = 15 * 60;
const ATTEMPTS_OF_ACCOUNT_FROM_ADDRESS: i64 = 5;
/// Softer: anybody can make a colleague's account fail.
const ATTEMPTS_OF_ACCOUNT: i64 = 20;
/// Softer: a whole office may share an address.
const ATTEMPTS_FROM_ADDRESS: i64 = 50;

const LAST_USED_SECONDS: i64 = 60;
/// How long a node may go on with an API key that another node revoked.
const KEY_FRESH_SECONDS: i64 = 4;
const MAX_DEVICE_NAME_CHARS: usize = 100;

/// What a login is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginKind {
    /// A browser's session, which ends after [`BROWSER_LOGIN_SECONDS`].
    Browser,
    /// A bearer token for a device or script, by its name.
    Device(String),
}

impl LoginKind {
    const fn name(&self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Device(_) => "device",
        }
    }

    fn device_name(&self) -> &str {
        match self {
            Self::Browser => "Browser",
            Self::Device(name) => name.trim(),
        }
    }

    const fn seconds(&self) -> i64 {
        match self {
            Self::Browser => BROWSER_LOGIN_SECONDS,
            Self::Device(_) => DEVICE_IDLE_SECONDS,
        }
    }
}

/// A request's proven login.
#[derive(Clone, Debug)]
pub struct LoggedIn {
    /// Who asks.
    pub actor: Actor,
    /// The login itself, which [`Rivo::logout`] ends and [`Rivo::change_password`] keeps.
    pub token_id: TokenId,
}

impl Rivo {
    /// Logs a user in with email and password. Returns the token, which is kept nowhere, and the
    /// user.
    ///
    /// # Errors
    ///
    /// [`Error::Unauthenticated`] with the code `invalid_credentials`, which does not tell an
    /// unknown address from a wrong password or a deactivated user, in what it says or in how long
    /// it takes; [`Error::TooManyRequests`] after too many tries.
    pub async fn login(
        &self,
        email: &str,
        password: &str,
        address: Option<&str>,
        kind: LoginKind,
    ) -> Result<(String, Me)> {
        check_login(email, password, &kind)?;
        let email = email.trim().to_lowercase();
        let buckets = self.buckets(&email, address);
        self.count_attempt(&buckets).await?;
        // Who may not log in is nobody here: the time must not tell that the password was right.
        let credentials = self
            .credentials(&email)
            .await?
            .filter(|found| found.is_active);
        let kept = credentials
            .as_ref()
            .map(|found| found.password_hash.clone());
        let verdict = password::verify(password.to_owned(), kept).await?;
        let Some(credentials) = credentials.filter(|_| verdict != Verdict::Wrong) else {
            self.audit_failure(&email, address).await?;
            return Err(invalid_credentials());
        };
        let upgraded_hash = match verdict {
            Verdict::RightButOld => Some(password::hash(password.to_owned()).await?),
            Verdict::Right | Verdict::Wrong => None,
        };
        let token = token::new_login_token();
        let login = NewLogin {
            credentials,
            upgraded_hash,
            token_hash: self.secret_key().token_hash(&token),
            kind,
            buckets,
            address: address.map(str::to_owned),
        };
        let me = self.keep_login(login).await?;
        Ok((token, me))
    }

    /// [`Rivo::login`] for a device or script, which keeps the token itself.
    pub async fn issue_token(
        &self,
        request: TokenRequest,
        address: Option<&str>,
    ) -> Result<IssuedToken> {
        let kind = LoginKind::Device(request.device_name);
        let (token, user) = self
            .login(&request.email, &request.password, address, kind)
            .await?;
        Ok(IssuedToken { token, user })
    }

    /// Ends the login that came with the request.
    pub async fn logout(&self, login: &LoggedIn) -> Result<()> {
        let now = self.now();
        let LoggedIn { actor, token_id } = login.clone();
        self.store()
            .write(move |tx| {
                let actor = actor.clone();
                Box::pin(async move {
                    auth_token::delete(tx, token_id).await?;
                    audit(tx, &actor, "logout", None, now).await
                })
            })
            .await
    }

    /// Changes one's own password. Every other login of the user ends.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a wrong present password and for a new one that is too easy;
    /// [`Error::TooManyRequests`] after too many wrong ones.
    pub async fn change_password(&self, login: &LoggedIn, change: ChangePassword) -> Result<()> {
        let user_id = own_id(&login.actor)?;
        let email = login.actor.name().to_owned();
        let mut errors = FieldErrors::default();
        add_password_faults(&change.new_password, &email, "new_password", &mut errors);
        errors.into_result()?;
        let buckets = self.buckets(&email, login.actor.address.as_deref());
        self.count_attempt(&buckets).await?;
        let credentials = self
            .store()
            .read(move |tx| Box::pin(async move { user::credentials(tx, user_id).await }))
            .await?
            .ok_or(Error::not_found("User"))?;
        let kept = Some(credentials.password_hash.clone());
        if password::verify(change.current_password, kept).await? == Verdict::Wrong {
            return Err(Error::invalid(
                "current_password",
                "This is not your present password.",
            ));
        }
        let new_hash = password::hash(change.new_password).await?;
        self.keep_password(login, credentials, new_hash, buckets)
            .await
    }

    /// Forgets ended logins and old login attempts. For a server's hourly round.
    pub async fn prune_logins(&self) -> Result<()> {
        let now = self.now();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    auth_token::prune(tx, now).await?;
                    login_attempt::prune(tx, now.plus_seconds(-ATTEMPT_WINDOW_SECONDS)).await?;
                    Ok(())
                })
            })
            .await
    }

    async fn credentials(&self, email: &str) -> Result<Option<Credentials>> {
        // What is no address is nobody's; only the time is spent.
        let Ok(email) = Email::parse(email) else {
            return Ok(None);
        };
        self.store()
            .read(move |tx| {
                Box::pin(async move { user::credentials_by_email(tx, email.as_str()).await })
            })
            .await
    }

    /// Keeps a login whose password was right.
    async fn keep_login(&self, login: NewLogin) -> Result<Me> {
        let now = self.now();
        let login = std::sync::Arc::new(login);
        self.store()
            .write(move |tx| {
                let login = std::sync::Arc::clone(&login);
                Box::pin(async move { keep_login(tx, &login, now).await })
            })
            .await
    }

    async fn keep_password(
        &self,
        login: &LoggedIn,
        verified: Credentials,
        new_hash: String,
        buckets: Buckets,
    ) -> Result<()> {
        let now = self.now();
        let LoggedIn { actor, token_id } = login.clone();
        self.store()
            .write(move |tx| {
                let (actor, verified) = (actor.clone(), verified.clone());
                let (new_hash, buckets) = (new_hash.clone(), buckets.clone());
                Box::pin(async move {
                    require_unchanged(tx, &verified).await?;
                    user::set_password_hash(tx, verified.id, &new_hash, now).await?;
                    auth_token::delete_all(tx, verified.id, Some(token_id)).await?;
                    buckets.succeed(tx).await?;
                    audit(tx, &actor, "change_password", None, now).await
                })
            })
            .await
    }

    fn buckets(&self, email: &str, address: Option<&str>) -> Buckets {
        let network = address.map_or_else(|| "local".to_owned(), network_of);
        let name =
            |purpose, text: &str| format!("{purpose}:{}", self.secret_key().blinded(purpose, text));
        Buckets {
            account_from_address: name("account_from_address", &format!("{email}\0{network}")),
            address: name("address", &network),
            account: name("account", email),
        }
    }

    /// Counts an attempt before its password is looked at, so that many at once gain nothing.
    async fn count_attempt(&self, buckets: &Buckets) -> Result<()> {
        let now = self.now();
        let buckets = buckets.clone();
        let wait_seconds = self
            .store()
            .write(move |tx| {
                let buckets = buckets.clone();
                Box::pin(async move { buckets.count(tx, now).await })
            })
            .await?;
        match wait_seconds {
            None => Ok(()),
            Some(wait_seconds) => Err(Error::TooManyRequests {
                retry_after_seconds: u64::try_from(wait_seconds.max(1)).unwrap_or(1),
            }),
        }
    }

    /// The address that was typed is kept only where a user has it: people type passwords there.
    async fn audit_failure(&self, email: &str, address: Option<&str>) -> Result<()> {
        let now = self.now();
        let known = self.credentials(email).await?;
        let address = address.map(str::to_owned);
        self.store()
            .write(move |tx| {
                let (known, address) = (known.clone(), address.clone());
                Box::pin(async move {
                    let id = known
                        .as_ref()
                        .map(|user| user.id.to_string())
                        .unwrap_or_default();
                    let after = known.map(|user| json!({"email": user.email}));
                    // Not by the user: who it was is what could not be proven.
                    let entry = audit_log::Entry {
                        id: AuditId::new(),
                        actor_kind: "system",
                        user_id: None,
                        actor_name: "login",
                        action: "login_failed",
                        entity_kind: "user",
                        entity_id: &id,
                        client_id: None,
                        before: None,
                        after: after.as_ref(),
                        address: address.as_deref(),
                        command_id: None,
                        issued_at: None,
                        created_at: now,
                    };
                    audit_log::insert(tx, &entry).await
                })
            })
            .await
    }
}

/// A login whose password was right, on its way into the database.
struct NewLogin {
    credentials: Credentials,
    /// The password hashed anew, where it was kept in an older way.
    upgraded_hash: Option<String>,
    token_hash: Vec<u8>,
    kind: LoginKind,
    buckets: Buckets,
    address: Option<String>,
}

async fn keep_login(tx: &mut Tx, login: &NewLogin, now: Timestamp) -> Result<Me> {
    let id = login.credentials.id;
    let user = require_unchanged(tx, &login.credentials).await?;
    if let Some(hash) = &login.upgraded_hash {
        user::set_password_hash(tx, id, hash, now).await?;
    }
    user::set_last_login(tx, id, now).await?;
    let row = auth_token::NewRow {
        id: TokenId::new(),
        hash: &login.token_hash,
        user_id: id,
        kind: login.kind.name(),
        device_name: login.kind.device_name(),
        expires_at: now.plus_seconds(login.kind.seconds()),
    };
    auth_token::insert(tx, &row, now).await?;
    login.buckets.succeed(tx).await?;
    let grants = user::grants(tx, id).await?.unwrap_or_default();
    let actor = user_actor(id, user.email.clone(), &grants, login.address.clone());
    let after = json!({"kind": row.kind, "device_name": row.device_name});
    audit(tx, &actor, "login", Some(after), now).await?;
    let user = crate::api::user::User {
        last_login: Some(now),
        ..user
    };
    Ok(me(user, &actor))
}

/// Locks a user whose password was verified; it must still be that user's.
async fn require_unchanged(tx: &mut Tx, verified: &Credentials) -> Result<crate::api::user::User> {
    let user = user::lock(tx, verified.id).await?;
    let current = user::credentials(tx, verified.id).await?;
    let unchanged = current.is_some_and(|current| {
        current.is_active && current.password_hash == verified.password_hash
    });
    user.filter(|_| unchanged).ok_or_else(invalid_credentials)
}

/// A staff user as the one who asks.
fn user_actor(id: UserId, email: String, grants: &Grants, address: Option<String>) -> Actor {
    Actor {
        kind: ActorKind::User { id, email },
        // A name that only a newer Rivo knows allows nothing here.
        permissions: grants
            .permissions
            .iter()
            .filter_map(|name| name.parse().ok())
            .collect(),
        is_superuser: grants.is_superuser,
        address,
    }
}

async fn audit(
    tx: &mut Tx,
    actor: &Actor,
    action: &str,
    after: Option<Value>,
    now: Timestamp,
) -> Result<()> {
    let id = actor.user_id().map(|id| id.to_string()).unwrap_or_default();
    let entry = audit_log::Entry {
        id: AuditId::new(),
        actor_kind: actor.kind_name(),
        user_id: actor.user_id(),
        actor_name: actor.name(),
        action,
        entity_kind: "user",
        entity_id: &id,
        client_id: None,
        before: None,
        after: after.as_ref(),
        address: actor.address.as_deref(),
        command_id: None,
        issued_at: None,
        created_at: now,
    };
    audit_log::insert(tx, &entry).await
}

fn check_login(email: &str, password: &str, kind: &LoginKind) -> Result<()> {
    let mut errors = FieldErrors::default();
    let mut fields = vec![("email", email.trim()), ("password", password)];
    if let LoginKind::Device(name) = kind {
        fields.push(("device_name", name.trim()));
        if name.chars().count() > MAX_DEVICE_NAME_CHARS {
            errors.add(
                "device_name",
                format!("Ensure this field has no more than {MAX_DEVICE_NAME_CHARS} characters."),
            );
        }
    }
    for (field, text) in fields {
        if text.is_empty() {
            errors.add(field, "This field may not be blank.");
        }
        if text.contains('\0') {
            errors.add(field, "Null characters are not allowed.");
        }
    }
    errors.into_result()
}

/// Whether a time of last use is so old that it is written anew.
fn invalid_credentials() -> Error {
    unauthenticated("invalid_credentials", "Invalid email or password")
}

fn unauthenticated(code: &'static str, detail: &str) -> Error {
    Error::Unauthenticated {
        code,
        detail: detail.to_owned(),
    }
}
