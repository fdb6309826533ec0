//! The stand-alone desk: the demo of `rivo-server seed-demo`, worked on as its admin.

use rivo_core::{
    Error, Result,
    auth::{Actor, actor::ActorKind},
    service::{Options, Rivo, UserFilter},
    store::{DatabaseUrl, FirstStatement},
};
use rivo_server::seed;

use super::{folder::Folder, seal::Secrets};

/// Whose desk it is.
pub(super) const EMAIL: &str = "admin@rivo.example";

/// Fills an empty file, telling how far it is.
pub(super) async fn fill(
    folder: &Folder,
    secrets: &Secrets,
    progress: impl FnMut(usize, usize) + Send + 'static,
) -> Result<()> {
    let mut progress = progress;
    let request = seed::Request::default();
    seed::run(options(folder, secrets), &request, &mut progress)
        .await
        .map(drop)
}

pub(super) fn options(folder: &Folder, secrets: &Secrets) -> Options {
    Options {
        first_statement: Some(FirstStatement::new(secrets.key.statement())),
        ..Options::new(DatabaseUrl::Sqlite(folder.database()))
    }
}

/// The demo's admin, as one who acts.
pub(super) async fn admin(rivo: &Rivo) -> Result<Actor> {
    let system = Actor::system("desktop");
    let filter = UserFilter {
        q: Some(EMAIL.to_owned()),
        ..UserFilter::default()
    };
    let users = rivo.list_users(&system, filter).await?.results;
    let user = users
        .into_iter()
        .find(|user| user.email == EMAIL)
        .ok_or_else(|| Error::bug("the demo has no admin"))?;
    let roles = rivo.list_roles(&system).await?.results;
    let role = user
        .role
        .and_then(|of_user| roles.into_iter().find(|role| role.id == of_user.id));
    Ok(Actor {
        kind: ActorKind::User {
            id: user.id,
            email: user.email,
        },
        permissions: role
            .map(|role| role.permissions)
            .unwrap_or_default()
            .iter()
            .filter_map(|name| name.parse().ok())
            .collect(),
        is_superuser: user.is_superuser,
        address: None,
    })
}
