use super::{ReasonCode, Stage};
use crate::api::stage::{Direction, MoveInfo, ReasonInfo, StageGraph, StageInfo};

/// One move the graph allows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) from: Stage,
    /// `None`: the stage a closed client was closed from.
    pub(super) to: Option<Stage>,
    pub(super) direction: Direction,
    pub(super) remark_required: bool,
    pub(super) admin_only: bool,
    /// The codes to choose from; empty where no reason is asked.
    pub(super) reasons: &'static [ReasonCode],
}

impl Edge {
    const fn new(from: Stage, direction: Direction, to: Option<Stage>) -> Self {
        Self {
            from,
            to,
            direction,
            remark_required: false,
            admin_only: false,
            reasons: &[],
        }
    }

    /// R: a remark is required.
    const fn r(mut self) -> Self {
        self.remark_required = true;
        self
    }

    /// A: only an admin may do it.
    const fn a(mut self) -> Self {
        self.admin_only = true;
        self
    }

    /// C: a reason code is required, any of the target's.
    const fn c(self) -> Self {
        match self.to {
            Some(to) => self.only(ReasonCode::for_target(to)),
            None => self,
        }
    }

    /// C with a choice that is narrower than the target's.
    const fn only(mut self, reasons: &'static [ReasonCode]) -> Self {
        self.reasons = reasons;
        self
    }
}

const fn forward(from: Stage, to: Stage) -> Edge {
    Edge::new(from, Direction::Forward, Some(to))
}

const fn back(from: Stage, to: Stage) -> Edge {
    Edge::new(from, Direction::Back, Some(to))
}

const fn out(from: Stage, to: Stage) -> Edge {
    Edge::new(from, Direction::Out, Some(to))
}

const fn reopen(from: Stage, to: Stage) -> Edge {
    Edge::new(from, Direction::Reopen, Some(to))
}

use ReasonCode as Why;
use Stage::{
    Active, ApplicationApproved, ApplicationInProcess, ApplicationStarted, ApplicationSubmitted,
    Closed, Contacted, Disbursed, DocsPending, DocsReceived, Lead, Lost, Qualified, Rejected,
};

/// The graph. `r` = remark required, `c` = reason code required, `a` = admin only.
#[rustfmt::skip]
pub(super) const EDGES: &[Edge] = &[
    forward(Lead, Contacted),
    forward(Lead, Qualified).r(),
    out(Lead, Lost).c().r(),
    out(Lead, Closed).only(&[Why::Junk, Why::Duplicate]),

    forward(Contacted, Qualified),
    forward(Contacted, DocsPending).r(),
    back(Contacted, Lead).r(),
    out(Contacted, Lost).c().r(),
    out(Contacted, Closed).c(),

    forward(Qualified, DocsPending),
    forward(Qualified, ApplicationStarted).r(),
    back(Qualified, Contacted).r(),
    out(Qualified, Lost).c().r(),
    out(Qualified, Rejected).c().r(),

    forward(DocsPending, DocsReceived),
    back(DocsPending, Qualified).r(),
    out(DocsPending, Lost).c().r(),
    out(DocsPending, Rejected).c().r(),
    out(DocsPending, Closed).only(&[Why::Incomplete]).r(),

    forward(DocsReceived, ApplicationStarted),
    back(DocsReceived, DocsPending).r(),
    out(DocsReceived, Lost).c().r(),
    out(DocsReceived, Rejected).c().r(),

    forward(ApplicationStarted, ApplicationSubmitted),
    back(ApplicationStarted, DocsPending).r(),
    back(ApplicationStarted, DocsReceived).r(),
    out(ApplicationStarted, Lost).c().r(),
    out(ApplicationStarted, Rejected).c().r(),
    out(ApplicationStarted, Closed).c().r(),

    forward(ApplicationSubmitted, ApplicationInProcess),
    forward(ApplicationSubmitted, ApplicationApproved).r(),
    back(ApplicationSubmitted, ApplicationStarted).r(),
    out(ApplicationSubmitted, Lost).only(&[Why::Withdrawn]).r(),
    out(ApplicationSubmitted, Rejected).c().r(),

    forward(ApplicationInProcess, ApplicationApproved),
    back(ApplicationInProcess, ApplicationSubmitted).r(),
    back(ApplicationInProcess, DocsPending).r(),
    out(ApplicationInProcess, Lost).c().r(),
    out(ApplicationInProcess, Rejected).c().r(),

    forward(ApplicationApproved, Disbursed),
    back(ApplicationApproved, ApplicationInProcess).r(),
    out(ApplicationApproved, Lost).only(&[Why::ApprovedNotAccepted]).r(),
    out(ApplicationApproved, Rejected).a().c().r(),

    forward(Disbursed, Active),
    back(Disbursed, ApplicationApproved).a().r(),
    out(Disbursed, Closed).a().c().r(),

    out(Active, Closed).only(&[Why::PaidOff, Why::Sold, Why::RefinancedAway]),

    reopen(Lost, Lead).r(),
    reopen(Lost, Contacted).r(),
    reopen(Lost, Qualified).r(),
    out(Lost, Closed).c(),

    reopen(Rejected, Qualified).a().r(),
    reopen(Rejected, ApplicationStarted).a().r(),
    out(Rejected, Closed).c(),

    Edge::new(Closed, Direction::Reopen, None).a().r(),
];

/// The move from one stage to another, where the graph has it. `closed_from` is the stage a closed
/// client was closed from.
pub(super) fn find(from: Stage, to: Stage, closed_from: Option<Stage>) -> Option<&'static Edge> {
    EDGES
        .iter()
        .find(|edge| edge.from == from && edge.to.or(closed_from) == Some(to))
}

/// The graph as data: what the UI draws and offers.
#[must_use]
pub fn graph() -> StageGraph {
    let stages = Stage::ALL
        .into_iter()
        .map(|stage| StageInfo {
            stage,
            label: stage.label().to_owned(),
            phase: stage.phase(),
            terminal: stage.is_terminal(),
            moves: EDGES
                .iter()
                .filter(|edge| edge.from == stage)
                .map(move_info)
                .collect(),
        })
        .collect();
    StageGraph { stages }
}

fn move_info(edge: &Edge) -> MoveInfo {
    let reason_codes = edge
        .reasons
        .iter()
        .map(|code| ReasonInfo {
            code: *code,
            label: code.label().to_owned(),
        })
        .collect();
    MoveInfo {
        to: edge.to,
        direction: edge.direction,
        remark_required: edge.remark_required,
        reason_required: !edge.reasons.is_empty(),
        admin_only: edge.admin_only,
        reason_codes,
    }
}
