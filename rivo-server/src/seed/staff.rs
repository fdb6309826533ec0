//! The demo's staff: an admin and four CSMs, with one password.

use rivo_core::{
    Error, Result,
    api::user::{CreateUser, Practice, Role},
    auth::{Actor, actor::ActorKind},
    service::Rivo,
};

/// Somebody of the demo's staff.
#[derive(Clone, Debug)]
pub struct Member {
    /// The login.
    pub email: String,
    /// First and last name.
    pub name: String,
    /// The name of the role.
    pub role: String,
}

pub(super) const CSMS: usize = 4;
/// The CSM whose clients write Spanish.
pub(super) const SPANISH: usize = 0;

const ADMIN: [&str; 3] = ["Dana", "Whitlock", "admin@rivo.example"];
const CSM: [[&str; 3]; CSMS] = [
    ["Marisol", "Vega", "marisol@rivo.example"],
    ["Theo", "Lindqvist", "theo@rivo.example"],
    ["Priya", "Raman", "priya@rivo.example"],
    ["Jordan", "Okafor", "jordan@rivo.example"],
];

pub(super) const fn first_name(csm: usize) -> &'static str {
    CSM[csm][0]
}

/// The logins of the demo, which must not be there yet.
pub(super) fn logins() -> impl Iterator<Item = &'static str> {
    CSM.into_iter().chain([ADMIN]).map(|[_, _, email]| email)
}

/// The staff as those who act.
pub(super) struct Staff {
    pub(super) admin: Actor,
    pub(super) csms: Vec<Actor>,
    pub(super) members: Vec<Member>,
}

/// Makes the users, as Rivo's command line does.
pub(super) async fn hire(rivo: &Rivo, password: &str) -> Result<Staff> {
    let system = Actor::system("seed-demo");
    let roles = rivo.list_roles(&system).await?.results;
    let role = |name: &str| {
        roles.iter().find(|role| role.name == name).ok_or_else(|| {
            Error::conflict(
                "role_missing",
                format!("This desk has no role {name}; seed-demo needs the roles Admin and CSM."),
            )
        })
    };
    let (admin_role, csm_role) = (role("Admin")?, role("CSM")?);
    let mut members = Vec::new();
    let admin = make(rivo, &system, ADMIN, admin_role, password, &mut members).await?;
    let mut csms = Vec::with_capacity(CSMS);
    for person in CSM {
        csms.push(make(rivo, &system, person, csm_role, password, &mut members).await?);
    }
    Ok(Staff {
        admin,
        csms,
        members,
    })
}

async fn make(
    rivo: &Rivo,
    system: &Actor,
    [first_name, last_name, email]: [&str; 3],
    role: &Role,
    password: &str,
    members: &mut Vec<Member>,
) -> Result<Actor> {
    let create = CreateUser {
        email: email.to_owned(),
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        password: password.to_owned(),
        role: Some(role.id),
        is_superuser: false,
        practice: Practice::default(),
    };
    let user = rivo.create_user(system, create).await?;
    members.push(Member {
        email: user.email.clone(),
        name: format!("{first_name} {last_name}"),
        role: role.name.clone(),
    });
    Ok(Actor {
        kind: ActorKind::User {
            id: user.id,
            email: user.email,
        },
        permissions: role
            .permissions
            .iter()
            .filter_map(|name| name.parse().ok())
            .collect(),
        is_superuser: false,
        address: None,
    })
}
