//! Stages on the wire: the graph as data, and a client's history.

use serde::{Deserialize, Serialize};

use super::user::UserRef;
use crate::{
    clock::Timestamp,
    id::StageChangeId,
    model::stage::{Phase, ReasonCode, Stage},
};

/// The stage graph as data: what the UI draws and offers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StageGraph {
    /// The fourteen stages in their order.
    pub stages: Vec<StageInfo>,
}

/// One stage and where it leads.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StageInfo {
    /// The stage's name on the wire.
    pub stage: Stage,
    /// The stage's name for people.
    pub label: String,
    /// The part of the pipeline it belongs to.
    pub phase: Phase,
    /// Whether work on the client is over here (lost, closed, rejected).
    pub terminal: bool,
    /// The moves out of it.
    pub moves: Vec<MoveInfo>,
}

/// A move the graph allows.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoveInfo {
    /// Where it leads; null stands for "the stage it was closed from".
    pub to: Option<Stage>,
    /// forward, back, out or reopen.
    pub direction: Direction,
    /// Whether a remark is required.
    pub remark_required: bool,
    /// Whether a reason code is required.
    pub reason_required: bool,
    /// Whether only an admin may do it.
    pub admin_only: bool,
    /// The reason codes to choose from; empty where none is asked.
    pub reason_codes: Vec<ReasonInfo>,
}

/// A reason code with its words.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReasonInfo {
    /// The code on the wire.
    pub code: ReasonCode,
    /// The words for people.
    pub label: String,
}

/// Which way a move goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Direction {
    /// On through the pipeline.
    Forward,
    /// A step back.
    Back,
    /// Out of the pipeline.
    Out,
    /// Back into the pipeline from outside.
    Reopen,
}

/// The request to move a client.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeStage {
    /// The stage to move to, by its name.
    pub to_stage: String,
    /// Why; required where the graph says so.
    #[serde(default)]
    pub remarks: Option<String>,
    /// The reason's code; required where the graph says so.
    #[serde(default)]
    pub reason_code: Option<String>,
    /// The stage the client was seen in; another one now is a 409.
    #[serde(default)]
    pub expected_stage: Option<String>,
    /// An admin's way past the graph; needs a remark.
    #[serde(default, rename = "override")]
    pub override_graph: bool,
}

/// A row of a client's stage history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StageChange {
    /// The row's id.
    pub id: StageChangeId,
    /// The stage before; null on the first row.
    pub from_stage: Option<Stage>,
    /// The stage after.
    pub to_stage: Stage,
    /// Who moved it; null where Rivo itself did.
    pub changed_by: Option<UserRef>,
    /// Why.
    pub remarks: Option<String>,
    /// The reason's code.
    pub reason_code: Option<ReasonCode>,
    /// Whether an admin went past the graph.
    pub overridden: bool,
    /// Seconds the client had spent in `from_stage`.
    pub duration_seconds: Option<i64>,
    /// When its author issued it, by the clock of their device; null where it was made here.
    #[serde(default)]
    pub issued_at: Option<Timestamp>,
    /// When, by the clock of the server.
    pub created_at: Timestamp,
}
