//! Today on the wire: what somebody should do next.

use serde::{Deserialize, Serialize};

use super::client::ClientSummary;
use crate::model::{
    area_code::LocalTime,
    today::{FirstTouchClock, Reason},
};

/// What somebody should do next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Today {
    /// At most 100 clients, the weightiest first.
    pub items: Vec<TodayItem>,
    /// Open clients for whom nothing is planned.
    pub no_next_action: NoNextAction,
    /// How much there is in all.
    pub counts: TodayCounts,
}

/// A client to turn to, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TodayItem {
    /// The client.
    pub client: ClientSummary,
    /// What the reasons weigh together.
    pub score: i64,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
    /// The clock of a new lead; null once somebody did something for it.
    pub clock: Option<FirstTouchClock>,
    /// The time where the client lives; null where the phone does not tell.
    pub quiet: Option<LocalTime>,
}

/// Open clients for whom nothing is planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoNextAction {
    /// How many, counted up to 1,000; 0 while the desk does not ask for a next step.
    pub count: i64,
    /// The first 20 of them, the oldest stage first.
    pub results: Vec<ClientSummary>,
}

/// How much there is in all, each counted up to 1,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TodayCounts {
    /// Open clients with a task that is overdue or due within a day, for whom it is that day.
    pub due: i64,
    /// New leads whose clock ran out.
    pub late: i64,
    /// New leads whose clock runs.
    pub new: i64,
    /// Open clients in a hurry.
    pub urgent: i64,
}
