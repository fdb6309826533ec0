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
    /// `csv`: as a file for spreadsheets, which also needs the permission `export`.
    pub format: Option<String>,
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

/// A report as rows for a spreadsheet.
pub trait Table {
    /// The name of the file, without its ending.
    const NAME: &'static str;
    /// The heads of the columns.
    const HEADS: &'static [&'static str];

    /// The rows, each as long as the heads.
    fn rows(&self) -> Vec<Vec<String>>;
}

fn cell<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn number(value: Option<f64>) -> String {
    value.map(|value| format!("{value:.3}")).unwrap_or_default()
}

impl Table for FunnelReport {
    const NAME: &'static str = "funnel";
    const HEADS: &'static [&'static str] = &[
        "stage",
        "entered",
        "share_of_leads",
        "converted",
        "conversion",
        "left",
        "median_days",
        "p90_days",
    ];

    fn rows(&self) -> Vec<Vec<String>> {
        let row = |line: &FunnelStage| {
            vec![
                line.stage.to_string(),
                line.entered.to_string(),
                number(line.share_of_leads),
                cell(line.converted),
                number(line.conversion),
                line.left.to_string(),
                number(line.median_days),
                number(line.p90_days),
            ]
        };
        self.stages.iter().map(row).collect()
    }
}

impl Table for ReasonsReport {
    const NAME: &'static str = "reasons";
    const HEADS: &'static [&'static str] = &["stage", "reason_code", "count"];

    fn rows(&self) -> Vec<Vec<String>> {
        let row = |line: &ReasonCount| {
            vec![
                line.stage.to_string(),
                cell(line.reason_code.map(ReasonCode::as_str)),
                line.count.to_string(),
            ]
        };
        self.reasons.iter().map(row).collect()
    }
}

impl Table for FirstTouchReport {
    const NAME: &'static str = "first_touch";
    const HEADS: &'static [&'static str] = &[
        "csm",
        "leads",
        "touched",
        "within_clock",
        "p50_minutes",
        "p90_minutes",
    ];

    fn rows(&self) -> Vec<Vec<String>> {
        let row = |name: &str, speed: &FirstTouch| {
            vec![
                name.to_owned(),
                speed.leads.to_string(),
                speed.touched.to_string(),
                speed.within_clock.to_string(),
                number(speed.p50_minutes),
                number(speed.p90_minutes),
            ]
        };
        let by_csm = self.by_csm.iter().map(|line| {
            let name = line.user.as_ref().map(|user| user.name.as_str());
            row(name.unwrap_or("(nobody)"), &line.speed)
        });
        std::iter::once(row("(all)", &self.all))
            .chain(by_csm)
            .collect()
    }
}

impl Table for LoadReport {
    const NAME: &'static str = "load";
    const HEADS: &'static [&'static str] = &[
        "csm",
        "email",
        "open",
        "new",
        "urgent",
        "capacity",
        "moved_forward",
        "lost",
    ];

    fn rows(&self) -> Vec<Vec<String>> {
        let row = |line: &CsmLoad| {
            vec![
                line.user.name.clone(),
                line.user.email.clone(),
                line.open.to_string(),
                line.new.to_string(),
                line.urgent.to_string(),
                cell(line.capacity),
                line.moved_forward.to_string(),
                line.lost.to_string(),
            ]
        };
        self.results.iter().map(row).collect()
    }
}

impl Table for SourcesReport {
    const NAME: &'static str = "sources";
    const HEADS: &'static [&'static str] = &["source", "leads", "open", "won", "over"];

    fn rows(&self) -> Vec<Vec<String>> {
        let row = |line: &SourceCount| {
            vec![
                line.source.clone(),
                line.leads.to_string(),
                line.open.to_string(),
                line.won.to_string(),
                line.over.to_string(),
            ]
        };
        self.sources.iter().map(row).collect()
    }
}
