//! The fourteen stages of a client and the graph of moves between them.
//!
//! Pure: a rule is asked with everything it needs ([`check_move`]) and answers at once. The graph
//! is one table (`stage/graph.rs`); the server checks by it, and the UI draws from the same table,
//! served as data ([`graph`]).

mod graph;
mod reason;
mod rule;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

pub use self::{
    graph::graph,
    reason::ReasonCode,
    rule::{Move, MoveRefusal, MoveRequest, check_move},
};

/// Where a client stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Stage {
    /// All contact details are there; nobody has talked to the client yet.
    Lead,
    /// Somebody of the desk has talked to the client.
    Contacted,
    /// The client wants a loan and can probably have one.
    Qualified,
    /// The client was asked for documents.
    DocsPending,
    /// The documents are there.
    DocsReceived,
    /// The application is being written.
    ApplicationStarted,
    /// The application went to the lender.
    ApplicationSubmitted,
    /// The lender works on it.
    ApplicationInProcess,
    /// The lender said yes.
    ApplicationApproved,
    /// The money was paid out.
    Disbursed,
    /// The loan is being paid back.
    Active,
    /// The client went away.
    Lost,
    /// Nothing is left to do.
    Closed,
    /// The lender, or the desk, said no.
    Rejected,
}

/// The part of the pipeline that a stage belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Phase {
    /// Getting to know the client.
    Intake,
    /// Collecting the documents.
    Documents,
    /// From the application to the lender's word.
    Application,
    /// The loan is paid out.
    Loan,
    /// Outside the pipeline.
    Over,
}

impl Stage {
    /// All stages, in the order of the pipeline.
    pub const ALL: [Self; 14] = [
        Self::Lead,
        Self::Contacted,
        Self::Qualified,
        Self::DocsPending,
        Self::DocsReceived,
        Self::ApplicationStarted,
        Self::ApplicationSubmitted,
        Self::ApplicationInProcess,
        Self::ApplicationApproved,
        Self::Disbursed,
        Self::Active,
        Self::Lost,
        Self::Closed,
        Self::Rejected,
    ];

    /// The name on the wire and at rest.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Contacted => "contacted",
            Self::Qualified => "qualified",
            Self::DocsPending => "docs_pending",
            Self::DocsReceived => "docs_received",
            Self::ApplicationStarted => "application_started",
            Self::ApplicationSubmitted => "application_submitted",
            Self::ApplicationInProcess => "application_in_process",
            Self::ApplicationApproved => "application_approved",
            Self::Disbursed => "disbursed",
            Self::Active => "active",
            Self::Lost => "lost",
            Self::Closed => "closed",
            Self::Rejected => "rejected",
        }
    }

    /// The name for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Lead => "Lead",
            Self::Contacted => "Contacted",
            Self::Qualified => "Qualified",
            Self::DocsPending => "Documents pending",
            Self::DocsReceived => "Documents received",
            Self::ApplicationStarted => "Application started",
            Self::ApplicationSubmitted => "Application submitted",
            Self::ApplicationInProcess => "Application in process",
            Self::ApplicationApproved => "Application approved",
            Self::Disbursed => "Disbursed",
            Self::Active => "Active",
            Self::Lost => "Lost",
            Self::Closed => "Closed",
            Self::Rejected => "Rejected",
        }
    }

    /// The part of the pipeline it belongs to.
    #[must_use]
    pub const fn phase(self) -> Phase {
        match self {
            Self::Lead | Self::Contacted | Self::Qualified => Phase::Intake,
            Self::DocsPending | Self::DocsReceived => Phase::Documents,
            Self::ApplicationStarted
            | Self::ApplicationSubmitted
            | Self::ApplicationInProcess
            | Self::ApplicationApproved => Phase::Application,
            Self::Disbursed | Self::Active => Phase::Loan,
            Self::Lost | Self::Closed | Self::Rejected => Phase::Over,
        }
    }

    /// Whether work on the client is over here: lost, closed or rejected.
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        matches!(self, Self::Lost | Self::Closed | Self::Rejected)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Stage {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|stage| stage.as_str() == name)
            .ok_or_else(|| format!("\"{name}\" is not a stage."))
    }
}

#[cfg(test)]
mod tests {
    use super::{ReasonCode, Stage};

    #[test]
    fn a_stage_has_one_name_on_the_wire_at_rest_and_in_from_str() {
        for stage in Stage::ALL {
            assert_eq!(serde_json::to_value(stage).unwrap(), stage.as_str());
            assert_eq!(stage.as_str().parse(), Ok(stage));
        }
        assert_eq!(
            "won".parse::<Stage>(),
            Err("\"won\" is not a stage.".to_owned())
        );
    }

    #[test]
    fn a_reason_code_has_one_name_on_the_wire_at_rest_and_in_from_str() {
        for code in ReasonCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
            assert_eq!(code.as_str().parse(), Ok(*code));
        }
    }
}
