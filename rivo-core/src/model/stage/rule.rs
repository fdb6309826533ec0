use super::{
    ReasonCode, Stage,
    graph::{Edge, find},
};
use crate::error::{Error, FieldErrors};

/// A move that somebody asks for, with all that the rule looks at.
#[derive(Clone, Copy, Debug)]
pub struct MoveRequest<'a> {
    /// Where the client stands.
    pub from: Stage,
    /// Where it shall stand.
    pub to: Stage,
    /// The stage it was closed from, while it is closed.
    pub closed_from: Option<Stage>,
    /// Why, in words; white space alone counts as none.
    pub remarks: Option<&'a str>,
    /// Why, as a code.
    pub reason_code: Option<ReasonCode>,
    /// Whether the one who asks may make admin-only moves and go past the graph.
    pub is_admin: bool,
    /// Whether the graph shall be gone past.
    pub override_graph: bool,
}

/// A move that may be made, as it is to be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// Where the client stood.
    pub from: Stage,
    /// Where it stands now.
    pub to: Stage,
    /// The reason's code.
    pub reason_code: Option<ReasonCode>,
    /// Whether an admin went past the graph. False for a move that the graph allows anyway.
    pub overridden: bool,
    /// What is kept on the client, so that a closed one can be opened again where it was.
    pub closed_from: Option<Stage>,
}

/// Why a move may not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MoveRefusal {
    /// The graph has no such move.
    NotAllowed {
        /// Where the client stands.
        from: Stage,
        /// A sentence for people.
        detail: String,
    },
    /// Only an admin may do it.
    AdminOnly {
        /// A sentence for people.
        detail: String,
    },
    /// Something is missing or does not fit, by field: `remarks`, `reason_code`.
    Incomplete(FieldErrors),
}

impl From<MoveRefusal> for Error {
    fn from(refusal: MoveRefusal) -> Self {
        match refusal {
            MoveRefusal::NotAllowed { from, detail } => Self::conflict("stage_not_allowed", detail)
                .with_current(serde_json::json!({ "current_stage": from })),
            MoveRefusal::AdminOnly { detail } => Self::forbidden("admin_only", detail),
            MoveRefusal::Incomplete(errors) => Self::Invalid(errors),
        }
    }
}

/// Whether a move may be made, by the graph or past it.
///
/// Two rules hold even for an override: a client does not move to the stage it stands in, and a
/// rejected client never becomes a lost one. An override needs a remark, and a reason's code where the
/// graph has the move and asks for one.
///
/// ```
/// # use rivo_core::model::stage::{MoveRequest, ReasonCode, Stage, check_move};
/// let request = MoveRequest {
///     from: Stage::Contacted,
///     to: Stage::Lost,
///     closed_from: None,
///     remarks: Some("Took her bank's offer."),
///     reason_code: Some(ReasonCode::WentElsewhere),
///     is_admin: false,
///     override_graph: false,
/// };
/// assert!(check_move(&request).is_ok());
/// let silent = MoveRequest { remarks: None, ..request };
/// assert!(check_move(&silent).is_err());
/// ```
pub fn check_move(request: &MoveRequest<'_>) -> Result<Move, MoveRefusal> {
    let MoveRequest { from, to, .. } = *request;
    if from == to {
        return Err(not_allowed(
            request,
            format!("The client is in the stage {} already.", to.label()),
        ));
    }
    if from == Stage::Rejected && to == Stage::Lost {
        return Err(not_allowed(
            request,
            "A rejected client never becomes a lost one.".to_owned(),
        ));
    }
    let edge = find(from, to, request.closed_from);
    let by_the_graph = match edge {
        Some(edge) => check_edge(edge, request),
        None => Err(not_allowed(
            request,
            format!(
                "A client cannot move from {} to {}.",
                from.label(),
                to.label()
            ),
        )),
    };
    let overridden = match by_the_graph {
        Ok(()) => false,
        Err(_) if request.override_graph => {
            check_override(edge, request)?;
            true
        }
        Err(refusal) => return Err(refusal),
    };
    Ok(Move {
        from,
        to,
        reason_code: request.reason_code,
        overridden,
        closed_from: (to == Stage::Closed).then_some(from),
    })
}

fn check_edge(edge: &Edge, request: &MoveRequest<'_>) -> Result<(), MoveRefusal> {
    if edge.admin_only && !request.is_admin {
        return Err(MoveRefusal::AdminOnly {
            detail: format!(
                "Only an admin may move a client from {} to {}.",
                request.from.label(),
                request.to.label()
            ),
        });
    }
    let mut errors = FieldErrors::default();
    if edge.remark_required && !has_remark(request) {
        errors.add("remarks", "This move needs a remark.");
    }
    match request.reason_code {
        None => check_has_reason(Some(edge), &mut errors),
        Some(code) => check_reason(code, edge.reasons, &mut errors),
    }
    complete(errors)
}

fn check_override(edge: Option<&Edge>, request: &MoveRequest<'_>) -> Result<(), MoveRefusal> {
    if !request.is_admin {
        return Err(MoveRefusal::AdminOnly {
            detail: "Only an admin may go past the stage graph.".to_owned(),
        });
    }
    let mut errors = FieldErrors::default();
    if !has_remark(request) {
        errors.add("remarks", "Going past the stage graph needs a remark.");
    }
    match request.reason_code {
        Some(code) => check_reason(code, ReasonCode::for_target(request.to), &mut errors),
        None => check_has_reason(edge, &mut errors),
    }
    complete(errors)
}

fn check_has_reason(edge: Option<&Edge>, errors: &mut FieldErrors) {
    if let Some(edge) = edge.filter(|edge| !edge.reasons.is_empty()) {
        errors.add(
            "reason_code",
            format!("This move needs a reason: {}.", listed(edge.reasons)),
        );
    }
}

fn check_reason(code: ReasonCode, choice: &[ReasonCode], errors: &mut FieldErrors) {
    if choice.is_empty() {
        errors.add("reason_code", "This move takes no reason code.");
    } else if !choice.contains(&code) {
        errors.add(
            "reason_code",
            format!(
                "\"{code}\" is no reason for this move; choose from: {}.",
                listed(choice)
            ),
        );
    }
}

fn has_remark(request: &MoveRequest<'_>) -> bool {
    request
        .remarks
        .is_some_and(|remarks| !remarks.trim().is_empty())
}

fn not_allowed(request: &MoveRequest<'_>, detail: String) -> MoveRefusal {
    MoveRefusal::NotAllowed {
        from: request.from,
        detail,
    }
}

fn complete(errors: FieldErrors) -> Result<(), MoveRefusal> {
    if errors.0.is_empty() {
        Ok(())
    } else {
        Err(MoveRefusal::Incomplete(errors))
    }
}

fn listed(codes: &[ReasonCode]) -> String {
    let names: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests;
