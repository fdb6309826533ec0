//! Reports by dates on the wire.

use serde::{Deserialize, Serialize};

use super::user::UserRef;
use crate::model::stage::{Phase, ReasonCode, Stage};

/// The days a report looks at, in UTC.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ReportDays {
    /// The first day, `2026-03-01`; 29 days before `until` if absent.
    pub from: Option<String>,
    /// The last day, itself included; today if absent.
    pub until: Option<String>,
}

/// How clients went through the stages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FunnelReport {
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// Clients who entered the stage `lead` in this time.
    pub leads: i64,
    /// All fourteen stages, in order.
    pub stages: Vec<FunnelStage>,
}

/// A stage of the funnel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FunnelStage {
    /// The stage.
    pub stage: Stage,
    /// The part of the pipeline it belongs to.
    pub phase: Phase,
    /// Clients who entered it in this time, each once.
    pub entered: i64,
    /// These, as a share of `leads`; null without leads. More than 1 is possible: those who enter
    /// now came as leads earlier.
    pub share_of_leads: Option<f64>,
    /// Of these, those who have reached a later phase by now; null outside the pipeline and in its
    /// last phase.
    pub converted: Option<i64>,
    /// These, as a share of those who entered.
    pub conversion: Option<f64>,
    /// Moves out of it in this time.
    pub left: i64,
    /// How many days half of those who left had stayed, at most.
    pub median_days: Option<f64>,
    /// How many days nine in ten of those who left had stayed, at most.
    pub p90_days: Option<f64>,
}

/// Why clients left the pipeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReasonsReport {
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// The reasons with their counts, the most frequent first.
    pub reasons: Vec<ReasonCount>,
}

/// A reason with how often it was given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReasonCount {
    /// `lost`, `closed` or `rejected`.
    pub stage: Stage,
    /// The code; null where none was given.
    pub reason_code: Option<ReasonCode>,
    /// Moves with it.
    pub count: i64,
}

/// How fast new leads were touched. Leads that a person typed in or imported have no clock and are
/// left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FirstTouchReport {
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// Minutes the desk gives itself.
    pub clock_minutes: i64,
    /// All leads that came in this time.
    pub all: FirstTouch,
    /// By who works them now, the most leads first; null for those whom nobody works.
    pub by_csm: Vec<CsmFirstTouch>,
    /// How many were touched within which time.
    pub histogram: Vec<FirstTouchBucket>,
}

/// How fast some leads were touched.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FirstTouch {
    /// Leads.
    pub leads: i64,
    /// Of these, those somebody did something for.
    pub touched: i64,
    /// Of these, those within the clock.
    pub within_clock: i64,
    /// Minutes within which half of the touched were.
    pub p50_minutes: Option<f64>,
    /// Minutes within which nine in ten of the touched were.
    pub p90_minutes: Option<f64>,
}

/// How fast the leads of a CSM were touched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CsmFirstTouch {
    /// The CSM; null: nobody.
    pub user: Option<UserRef>,
    /// How fast.
    #[serde(flatten)]
    pub speed: FirstTouch,
}

/// Leads that were touched within a time, and not within the one before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FirstTouchBucket {
    /// Minutes at most; null: longer than all others, or not yet.
    pub up_to_minutes: Option<i64>,
    /// Whether they were touched at all.
    pub touched: bool,
    /// How many.
    pub count: i64,
}

/// What each CSM has to do, and what each did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoadReport {
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// Everyone who can log in, by name.
    pub results: Vec<CsmLoad>,
}

/// What a CSM has to do now, and did in a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CsmLoad {
    /// The CSM.
    pub user: UserRef,
    /// Open clients, now.
    pub open: i64,
    /// Of these, in the stage `lead`.
    pub new: i64,
    /// Of these, in a hurry.
    pub urgent: i64,
    /// How many open clients they can carry; null: no limit.
    pub capacity: Option<i64>,
    /// Moves to a later stage that they made in this time.
    pub moved_forward: i64,
    /// Moves to `lost` that they made in this time.
    pub lost: i64,
}

/// Where clients came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourcesReport {
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// The sources, the most leads first.
    pub sources: Vec<SourceCount>,
}

/// What became of the leads of a source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourceCount {
    /// `chat`, `manual` …
    pub source: String,
    /// Leads that came in this time.
    pub leads: i64,
    /// Of these, still in the pipeline.
    pub open: i64,
    /// Of these, with the loan paid out.
    pub won: i64,
    /// Of these, lost, closed or rejected.
    pub over: i64,
}
