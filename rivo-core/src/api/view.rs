//! Saved views: lists as people like to see them.

use serde::{Deserialize, Serialize};

use super::user::UserRef;
use crate::{clock::Timestamp, id::ViewId};

/// A list as somebody likes to see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedView {
    /// The view's id.
    pub id: ViewId,
    /// 1 to 100 characters.
    pub name: String,
    /// The screen it belongs to: `clients`.
    pub screen: String,
    /// Whether the whole desk sees it.
    pub shared: bool,
    /// Who made it.
    pub owner: UserRef,
    /// Filters, order and columns, as the screen wrote them.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub definition: serde_json::Map<String, serde_json::Value>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A new view.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateView {
    /// 1 to 100 characters.
    pub name: String,
    /// The screen it belongs to; `clients` if absent.
    #[serde(default = "clients")]
    pub screen: String,
    /// Whether the whole desk sees it.
    #[serde(default)]
    pub shared: bool,
    /// Filters, order and columns: at most 8 KiB of JSON.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub definition: serde_json::Map<String, serde_json::Value>,
}

/// A change of a view. Absent leaves a field.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateView {
    /// 1 to 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the whole desk sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<bool>,
    /// Filters, order and columns: at most 8 KiB of JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub definition: Option<serde_json::Map<String, serde_json::Value>>,
    /// The values that were seen before the change; where one of them is another now, it is a 409.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<ViewValues>,
}

/// A view that is to go.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeleteView {
    /// The values that were seen; where one of them is another now, it is a 409.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<ViewValues>,
}

/// A view as it was seen. Absent: not checked.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ViewValues {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the whole desk saw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<bool>,
    /// Filters, order and columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub definition: Option<serde_json::Map<String, serde_json::Value>>,
}

fn clients() -> String {
    "clients".to_owned()
}
