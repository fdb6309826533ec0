use super::*;
use crate::model::stage::{graph, graph::EDGES};

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
                let has_reason = request.reason_code.is_some()
                    || edge.is_none_or(|edge| edge.reasons.is_empty());
                let past_it = request.override_graph
                    && request.is_admin
                    && remark
                    && reason_fits
                    && has_reason;
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
