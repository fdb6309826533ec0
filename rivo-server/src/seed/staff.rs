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
/// Where the CSMs are licensed, how many open clients each can carry, their numbers in the NMLS.
const PRACTICE: [(&[&str], i64, &str); CSMS] = [
    (&["AZ", "CA", "NV", "TX"], 40, "1204417"),
    (&["CA", "OR", "WA"], 30, "1388120"),
    (&["CO", "FL", "GA", "NC", "TX"], 25, "1450938"),
    (&["IL", "NJ", "NY", "OH", "PA"], 12, "1519264"),
];
const CSM: [[&str; 3]; CSMS] = [
    ["Marisol", "Vega", "marisol@rivo.example"],
    ["Theo", "Lindqvist", "theo@rivo.example"],
    ["Priya", "Raman", "priya@rivo.example"],
    ["Jordan", "Okafor", "jordan@rivo.example"],
];

/// The admin as a note mentions them.
pub(super) fn mention(admin: &Actor) -> Option<String> {
    let [first_name, last_name, _] = ADMIN;
    let id = admin.user_id()?;
    Some(format!("@[{first_name} {last_name}](user:{id})"))
}

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
    let mut hire = Hire {
        rivo,
        system: &system,
        password,
        members: Vec::new(),
    };
    let admin = hire.make(ADMIN, admin_role, Practice::default()).await?;
    let mut csms = Vec::with_capacity(CSMS);
    for (person, (states, capacity, nmls_id)) in CSM.into_iter().zip(PRACTICE) {
        let practice = Practice {
            licence_states: states.iter().map(ToString::to_string).collect(),
            capacity: Some(capacity),
            takes_leads: true,
            nmls_id: Some(nmls_id.to_owned()),
        };
        csms.push(hire.make(person, csm_role, practice).await?);
    }
    Ok(Staff {
        admin,
        csms,
        members: hire.members,
    })
}

struct Hire<'a> {
    rivo: &'a Rivo,
    system: &'a Actor,
    password: &'a str,
    members: Vec<Member>,
}

impl Hire<'_> {
    async fn make(
        &mut self,
        [first_name, last_name, email]: [&str; 3],
        role: &Role,
        practice: Practice,
    ) -> Result<Actor> {
        let create = CreateUser {
            email: email.to_owned(),
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            password: self.password.to_owned(),
            role: Some(role.id),
            is_superuser: false,
            practice,
        };
        let user = self.rivo.create_user(self.system, create).await?;
        self.members.push(Member {
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
}
