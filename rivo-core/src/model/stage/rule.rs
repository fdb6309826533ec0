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
/// rejected client never becomes a lost one. An override needs a remark and nothing else.
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
    let by_the_graph = match find(from, to, request.closed_from) {
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
            check_override(request)?;
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
        None if edge.reasons.is_empty() => {}
        None => errors.add(
            "reason_code",
            format!("This move needs a reason: {}.", listed(edge.reasons)),
        ),
        Some(code) => check_reason(code, edge.reasons, &mut errors),
    }
    complete(errors)
}

fn check_override(request: &MoveRequest<'_>) -> Result<(), MoveRefusal> {
    if !request.is_admin {
        return Err(MoveRefusal::AdminOnly {
            detail: "Only an admin may go past the stage graph.".to_owned(),
        });
    }
    let mut errors = FieldErrors::default();
    if !has_remark(request) {
        errors.add("remarks", "Going past the stage graph needs a remark.");
    }
    if let Some(code) = request.reason_code {
        check_reason(code, ReasonCode::for_target(request.to), &mut errors);
    }
    complete(errors)
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
mod tests {
    use super::{super::graph::EDGES, *};
    use crate::model::stage::graph;

    /// The table of the design, word for word, read by the tests themselves.
    const DESIGN: &str = "
        lead | contacted · qualified R | – | lost CR · closed C (junk, duplicate)
        contacted | qualified · docs_pending R | lead R | lost CR · closed C
        qualified | docs_pending · application_started R | contacted R | lost CR · rejected CR
        docs_pending | docs_received | qualified R | lost CR · rejected CR · closed CR (incomplete)
        docs_received | application_started | docs_pending R | lost CR · rejected CR
        application_started | application_submitted | docs_pending R · docs_received R | lost CR · rejected CR · closed CR
        application_submitted | application_in_process · application_approved R | application_started R | lost CR (withdrawn) · rejected CR
        application_in_process | application_approved | application_submitted R · docs_pending R | lost CR · rejected CR
        application_approved | disbursed | application_in_process R | lost CR (approved_not_accepted) · rejected ACR
        disbursed | active | application_approved AR | closed ACR
        active | – | – | closed C (paid_off, sold, refinanced_away)
        lost | – | lead R · contacted R · qualified R | closed C
        rejected | – | qualified AR · application_started AR | closed C
        closed | – | – | –";

    #[derive(Debug)]
    struct Expected {
        from: Stage,
        to: Stage,
        column: usize,
        flags: String,
        reasons: Vec<ReasonCode>,
    }

    fn expected() -> Vec<Expected> {
        let mut moves = Vec::new();
        for row in DESIGN.trim().lines() {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let from: Stage = cells[0].parse().unwrap();
            for (column, cell) in cells.iter().enumerate().skip(1) {
                for part in cell.split('·').map(str::trim).filter(|part| *part != "–") {
                    let (words, choice) = match part.split_once('(') {
                        Some((words, choice)) => (words, Some(choice.trim_end_matches(')'))),
                        None => (part, None),
                    };
                    let mut words = words.split_whitespace();
                    let to: Stage = words.next().unwrap().parse().unwrap();
                    let flags = words.next().unwrap_or_default().to_owned();
                    let reasons = match choice {
                        Some(choice) => choice
                            .split(", ")
                            .map(|code| code.parse().unwrap())
                            .collect(),
                        None if flags.contains('C') => ReasonCode::for_target(to).to_vec(),
                        None => Vec::new(),
                    };
                    moves.push(Expected {
                        from,
                        to,
                        column,
                        flags,
                        reasons,
                    });
                }
            }
        }
        moves
    }

    /// Every combination of what a request may say about a move.
    fn requests(from: Stage, to: Stage) -> impl Iterator<Item = MoveRequest<'static>> {
        let reasons = ReasonCode::ALL.iter().copied().map(Some).chain([None]);
        reasons.flat_map(move |reason_code| {
            (0..12).map(move |bits| MoveRequest {
                from,
                to,
                closed_from: None,
                remarks: [None, Some(" \n"), Some("Because.")][bits / 4],
                reason_code,
                is_admin: bits & 1 != 0,
                override_graph: bits & 2 != 0,
            })
        })
    }

    #[test]
    fn every_pair_of_stages_is_decided_as_the_design_says() {
        let design = expected();
        for from in Stage::ALL {
            for to in Stage::ALL {
                let edge = design
                    .iter()
                    .find(|edge| edge.from == from && edge.to == to);
                for request in requests(from, to) {
                    let remark = request.remarks == Some("Because.");
                    let by_graph = edge.is_some_and(|edge| {
                        (!edge.flags.contains('R') || remark)
                            && (!edge.flags.contains('A') || request.is_admin)
                            && match request.reason_code {
                                None => edge.reasons.is_empty(),
                                Some(code) => edge.reasons.contains(&code),
                            }
                    });
                    let reason_fits = request
                        .reason_code
                        .is_none_or(|code| ReasonCode::for_target(to).contains(&code));
                    let past_it =
                        request.override_graph && request.is_admin && remark && reason_fits;
                    let never = from == to || (from, to) == (Stage::Rejected, Stage::Lost);
                    let outcome = check_move(&request);
                    assert_eq!(
                        outcome.is_ok(),
                        !never && (by_graph || past_it),
                        "{request:?}"
                    );
                    if let Ok(made) = outcome {
                        assert_eq!(made.overridden, !by_graph, "{request:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_graph_has_no_move_that_the_design_lacks() {
        let fixed = EDGES.iter().filter(|edge| edge.to.is_some()).count();
        assert_eq!(fixed, expected().len());
        for edge in expected() {
            let found = find(edge.from, edge.to, None).unwrap();
            let column = match found.direction {
                crate::api::stage::Direction::Forward => 1,
                crate::api::stage::Direction::Out => 3,
                _ => 2,
            };
            assert_eq!(column, edge.column, "{edge:?}");
        }
    }

    #[test]
    fn a_closed_client_opens_only_where_it_was_closed_from() {
        for closed_from in Stage::ALL {
            for to in Stage::ALL {
                for is_admin in [false, true] {
                    let outcome = check_move(&MoveRequest {
                        from: Stage::Closed,
                        to,
                        closed_from: Some(closed_from),
                        remarks: Some("Came back."),
                        reason_code: None,
                        is_admin,
                        override_graph: false,
                    });
                    let open = to == closed_from && to != Stage::Closed;
                    assert_eq!(
                        outcome.is_ok(),
                        open && is_admin,
                        "{closed_from} {to} {is_admin}"
                    );
                    if open && !is_admin {
                        assert!(matches!(outcome, Err(MoveRefusal::AdminOnly { .. })));
                    }
                }
            }
        }
    }

    #[test]
    fn closing_keeps_where_from_and_any_other_move_forgets_it() {
        let request = MoveRequest {
            from: Stage::Contacted,
            to: Stage::Closed,
            closed_from: None,
            remarks: None,
            reason_code: Some(ReasonCode::Junk),
            is_admin: false,
            override_graph: false,
        };
        let closed = check_move(&request).unwrap();
        assert_eq!(closed.closed_from, Some(Stage::Contacted));
        let opened = check_move(&MoveRequest {
            from: Stage::Closed,
            to: Stage::Contacted,
            closed_from: closed.closed_from,
            remarks: Some("Came back."),
            reason_code: None,
            is_admin: true,
            override_graph: false,
        });
        assert_eq!(opened.unwrap().closed_from, None);
    }

    #[test]
    fn losing_a_client_says_everything_that_is_missing_at_once() {
        let refusal = check_move(&MoveRequest {
            from: Stage::Lead,
            to: Stage::Lost,
            closed_from: None,
            remarks: None,
            reason_code: None,
            is_admin: true,
            override_graph: false,
        });
        let Err(MoveRefusal::Incomplete(errors)) = refusal else {
            panic!("{refusal:?}");
        };
        assert_eq!(
            errors.0.keys().collect::<Vec<_>>(),
            ["reason_code", "remarks"]
        );
    }

    #[test]
    fn the_graph_as_data_offers_exactly_the_moves_that_pass() {
        for info in graph().stages {
            for offered in info.moves {
                let Some(to) = offered.to else { continue };
                let outcome = check_move(&MoveRequest {
                    from: info.stage,
                    to,
                    closed_from: None,
                    remarks: offered.remark_required.then_some("Because."),
                    reason_code: offered.reason_codes.first().map(|reason| reason.code),
                    is_admin: offered.admin_only,
                    override_graph: false,
                });
                assert!(outcome.is_ok(), "{} to {to}", info.stage);
                assert_eq!(offered.reason_required, !offered.reason_codes.is_empty());
            }
        }
    }
}
