//! Who may log in, and who may do what: passwords, logins, keys, users, roles, settings, audit.

#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod api_keys;
mod audit;
mod commands;
mod logins;
mod permissions;
mod roles;
mod settings;
#[path = "../support/mod.rs"]
mod support;
mod users;

use rivo_core::{
    Error,
    api::user::{CreateUser, Practice, User, WriteRole},
    auth::Actor,
    id::RoleId,
    service::{
        Rivo,
        login::{LoggedIn, LoginKind},
    },
};

pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const ADDRESS: &str = "192.0.2.7";

/// A user with [`PASSWORD`].
pub(crate) async fn make_user(rivo: &Rivo, email: &str, role: Option<RoleId>) -> User {
    let create = CreateUser {
        email: email.to_owned(),
        first_name: String::new(),
        last_name: String::new(),
        password: PASSWORD.to_owned(),
        role,
        is_superuser: false,
        practice: Practice::default(),
    };
    rivo.create_user(&Actor::system("test"), create)
        .await
        .unwrap()
}

pub(crate) async fn make_superuser(rivo: &Rivo, email: &str) -> User {
    rivo.create_superuser(email, PASSWORD).await.unwrap()
}

/// A role with these permissions.
pub(crate) async fn make_role(rivo: &Rivo, name: &str, permissions: &[&str]) -> RoleId {
    let role = WriteRole {
        name: name.to_owned(),
        description: String::new(),
        permissions: permissions.iter().map(|name| (*name).to_owned()).collect(),
    };
    rivo.create_role(&Actor::system("test"), role)
        .await
        .unwrap()
        .id
}

/// A seeded role by its name.
pub(crate) async fn role_named(rivo: &Rivo, name: &str) -> RoleId {
    let roles = rivo.list_roles(&Actor::system("test")).await.unwrap();
    roles
        .results
        .iter()
        .find(|role| role.name == name)
        .unwrap()
        .id
}

/// Logs in with [`PASSWORD`] and comes back as the request's login.
pub(crate) async fn log_in(rivo: &Rivo, email: &str) -> LoggedIn {
    let (token, _) = rivo
        .login(email, PASSWORD, Some(ADDRESS), LoginKind::Browser)
        .await
        .unwrap();
    rivo.authenticate_token(&token, Some(ADDRESS.to_owned()))
        .await
        .unwrap()
}

/// The code of an error, or the field for a field error.
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Ok(value) => format!("ok: {value:?}"),
        Err(
            Error::Unauthenticated { code, .. }
            | Error::Forbidden { code, .. }
            | Error::Conflict { code, .. },
        ) => code.to_owned(),
        Err(Error::Invalid(fields)) => fields.0.keys().cloned().collect::<Vec<_>>().join(","),
        Err(Error::NotFound { .. }) => "not_found".to_owned(),
        Err(Error::TooManyRequests { .. }) => "too_many_requests".to_owned(),
        Err(other) => format!("{other:?}"),
    }
}
