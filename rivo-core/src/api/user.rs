//! Users, roles, logins and keys on the wire.

use serde::{Deserialize, Serialize};

use super::{double_option, given};
use crate::{
    clock::Timestamp,
    id::{ApiKeyId, RoleId, TokenId, UserId},
};

/// A user by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserRef {
    /// The user's id.
    pub id: UserId,
    /// The user's login.
    pub email: String,
    /// First and last name, or the email address where there is none.
    pub name: String,
}

/// A role by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoleRef {
    /// The role's id.
    pub id: RoleId,
    /// The role's name.
    pub name: String,
}

/// A staff user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// The user's id.
    pub id: UserId,
    /// The login.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// What the user may do.
    pub role: Option<RoleRef>,
    /// Whether the user can log in.
    pub is_active: bool,
    /// Whether the user may do everything.
    pub is_superuser: bool,
    /// The last login.
    pub last_login: Option<Timestamp>,
    /// What the user works, and how much of it.
    #[serde(flatten)]
    pub practice: Practice,
    /// When the user was made.
    pub created_at: Timestamp,
}

/// What a loan officer works, and how much of it: what automatic assignment goes by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Practice {
    /// USPS codes of the states where the user is licensed, in order: `["CA", "TX"]`.
    pub licence_states: Vec<String>,
    /// How many open clients the user can carry, 0 to 10,000; null: no limit.
    pub capacity: Option<i64>,
    /// Whether leads are given to the user by themselves.
    pub takes_leads: bool,
    /// The user's number in the NMLS, digits; null: none.
    pub nmls_id: Option<String>,
}

/// The user who asks, with what they may do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The user.
    #[serde(flatten)]
    pub user: User,
    /// The names of the user's permissions.
    pub permissions: Vec<String>,
}

/// A user with the number of clients they work: the line of a workload view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Workload {
    /// The CSM.
    pub user: UserRef,
    /// Clients assigned whose work is not over: neither ended nor paid out.
    pub open_clients: i64,
    /// Of these, in the stage `lead`.
    pub new_leads: i64,
    /// Of these, with high urgency.
    pub urgent: i64,
    /// What the CSM works, and how much of it.
    #[serde(flatten)]
    pub practice: Practice,
}

/// What each has to do and can carry, and what awaits somebody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkloadReport {
    /// Everyone who can log in, by name.
    pub results: Vec<Workload>,
    /// Leads that await somebody; 0 for who sees only their own clients.
    pub waiting: i64,
    /// Since when the oldest of them does.
    pub waiting_since: Option<Timestamp>,
    /// `manual`, `round_robin` or `least_workload`.
    pub assignment_mode: String,
}

/// Somebody who could work a client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suggestion {
    /// The CSM.
    pub user: UserRef,
    /// How many open clients they work.
    pub open_clients: i64,
    /// How many they can carry; null: no limit.
    pub capacity: Option<i64>,
    /// Whether they can carry one more.
    pub has_room: bool,
    /// Whether leads are given to them by themselves.
    pub takes_leads: bool,
    /// Whether they are licensed in the client's state; null where the phone does not tell it.
    pub licensed: Option<bool>,
    /// Why they stand where they stand: "3 of 10 open, licensed in CA".
    pub reason: String,
}

/// A new user.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateUser {
    /// The login.
    pub email: String,
    /// First name.
    #[serde(default)]
    pub first_name: String,
    /// Last name.
    #[serde(default)]
    pub last_name: String,
    /// At least 10 characters, not the email address and not a common one.
    pub password: String,
    /// The role's id; null for none.
    #[serde(deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub role: Option<RoleId>,
    /// Whether the user may do everything; only a superuser may say so.
    #[serde(default)]
    pub is_superuser: bool,
    /// What the user works, and how much of it.
    #[serde(flatten)]
    pub practice: Practice,
}

/// A change of a user. Absent leaves a field.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateUser {
    /// The login.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// First name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// A new password; ends the user's logins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// The role's id; null takes the role.
    #[serde(
        default,
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<RoleId>))]
    pub role: Option<Option<RoleId>>,
    /// Whether the user can log in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_active: Option<bool>,
    /// Whether the user may do everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_superuser: Option<bool>,
    /// USPS codes of the states where the user is licensed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_states: Option<Vec<String>>,
    /// How many open clients the user can carry; null: no limit.
    #[serde(
        default,
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub capacity: Option<Option<i64>>,
    /// Whether leads are given to the user by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes_leads: Option<bool>,
    /// The user's number in the NMLS; null: none.
    #[serde(
        default,
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub nmls_id: Option<Option<String>>,
    /// The values that were seen before the edit; where one of them is another now, it is a 409.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Box<UserValues>>,
}

/// A user as it was seen. Absent: not checked.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserValues {
    /// The login.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// First name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The role's id; null: there was none.
    #[serde(
        default,
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<RoleId>))]
    pub role: Option<Option<RoleId>>,
    /// Whether the user could log in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_active: Option<bool>,
    /// Whether the user might do everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_superuser: Option<bool>,
    /// USPS codes of states, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_states: Option<Vec<String>>,
    /// How many open clients; null: no limit.
    #[serde(
        default,
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub capacity: Option<Option<i64>>,
    /// Whether leads were given to the user by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes_leads: Option<bool>,
    /// The number in the NMLS; null: there was none.
    #[serde(
        default,
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub nmls_id: Option<Option<String>>,
}

/// A role: a name for a set of permissions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Role {
    /// The role's id.
    pub id: RoleId,
    /// The role's name, unique.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The names of its permissions.
    pub permissions: Vec<String>,
    /// How many users have it.
    pub user_count: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A new role.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WriteRole {
    /// 1 to 50 characters, unique.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// Names of permissions.
    #[serde(default)]
    pub permissions: Vec<String>,
}

/// The whole of a changed role.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateRole {
    /// What it shall be.
    #[serde(flatten)]
    pub role: WriteRole,
    /// The values that were seen before the edit; where one of them is another now, it is a 409.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<RoleValues>,
}

impl From<WriteRole> for UpdateRole {
    fn from(role: WriteRole) -> Self {
        Self {
            role,
            expected: None,
        }
    }
}

/// A role as it was seen. Absent: not checked.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoleValues {
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The names of its permissions, in the order of a role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<String>>,
}

/// A permission and what it allows, for the role form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PermissionInfo {
    /// The permission's name.
    pub name: String,
    /// What it allows.
    pub description: String,
}

/// A login.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Login {
    /// The login.
    pub email: String,
    /// The password.
    pub password: String,
}

/// A login that ends in a bearer token.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenRequest {
    /// The login.
    pub email: String,
    /// The password.
    pub password: String,
    /// What the token is for: "Ana's laptop".
    pub device_name: String,
}

/// A bearer token, shown once.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssuedToken {
    /// To be sent as `Authorization: Bearer …`.
    pub token: String,
    /// Whose it is.
    pub user: Me,
}

/// A change of one's own password.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePassword {
    /// The present password.
    pub current_password: String,
    /// The new one, by the rules of [`CreateUser`].
    pub new_password: String,
}

/// A device or browser that is logged in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Device {
    /// The login's id.
    pub id: TokenId,
    /// Its name.
    pub device_name: String,
    /// `browser` or `device`.
    pub kind: String,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it last sent or fetched changes, to the half minute; null: never.
    pub last_sync_at: Option<Timestamp>,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An API key of a chatbot, without its secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKey {
    /// The key's id.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// The first characters, to tell keys apart.
    pub prefix: String,
    /// `chat:write`, `chat:read`.
    pub scopes: Vec<String>,
    /// Requests a minute; null: the desk's default.
    pub rate_limit: Option<i64>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A new API key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateApiKey {
    /// What it is for, 1 to 100 characters.
    pub name: String,
    /// `chat:write`, `chat:read`.
    pub scopes: Vec<String>,
    /// Requests a minute; absent: the desk's default.
    #[serde(default)]
    pub rate_limit: Option<i64>,
}

/// A new API key with its secret, shown once.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssuedApiKey {
    /// The key as it will be listed.
    #[serde(flatten)]
    pub api_key: ApiKey,
    /// To be sent as `Authorization: Bearer rivo_…`.
    pub key: String,
}
