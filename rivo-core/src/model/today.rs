//! What a CSM should do next: reasons and their weight. Pure, so that a device decides the same as
//! the server.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;
/// A task is named this long before it is due.
pub const AHEAD_SECONDS: i64 = DAY;

/// Why a client is on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReasonKind {
    /// A new lead whose clock runs.
    NewLead,
    /// A new lead whose clock ran out before anybody did anything.
    FirstTouchLate,
    /// A task was due.
    TaskOverdue,
    /// A task is due within a day.
    TaskDue,
    /// The client wrote, and the reader has not seen it.
    ClientWrote,
    /// The client is in a hurry.
    Urgent,
    /// The client stands in its stage for longer than the desk likes.
    StageAge,
    /// Nothing is planned.
    NoNextAction,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reason {
    /// Which.
    pub code: ReasonKind,
    /// The moment it is counted from: when the lead came, the task is due, the client wrote, the
    /// stage changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Whole minutes: that a lead has left or is late by, that a task is overdue by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i64>,
    /// The task's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_id: Option<crate::id::TaskId>,
}

impl Reason {
    const fn of(code: ReasonKind, at: Option<Timestamp>, minutes: Option<i64>) -> Self {
        Self {
            code,
            at,
            minutes,
            title: None,
            task_id: None,
        }
    }
}

/// The clock of a new lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FirstTouchClock {
    /// Until when somebody shall do something for it.
    pub due_at: Timestamp,
    /// Whether that has passed.
    pub late: bool,
}

/// What is known of a client.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and they are read in one place"
)]
pub struct Facts {
    /// Whether the lead came by itself: what a person typed in has no clock.
    pub came_by_itself: bool,
    /// When it became a lead.
    pub captured_at: Option<Timestamp>,
    /// When a person first did something for it.
    pub first_touch_at: Option<Timestamp>,
    /// Since when it stands in its stage.
    pub stage_changed_at: Timestamp,
    /// Whether staying there for long is worth a word: not where the loan is paid out.
    pub stage_may_age: bool,
    /// Whether it is in a hurry.
    pub urgent: bool,
    /// When it wrote something that the reader has not seen.
    pub unseen_at: Option<Timestamp>,
    /// When its first open task is due.
    pub task_due_at: Option<Timestamp>,
    /// Whether it has an open task, with a date or without.
    pub has_next_action: bool,
}

/// What the desk demands.
#[derive(Clone, Copy, Debug)]
pub struct Demands {
    /// Minutes a new lead may wait.
    pub first_touch_minutes: i64,
    /// Days after which a stage is old.
    pub stale_after_days: i64,
    /// Whether each open client needs a next step.
    pub next_action_required: bool,
}

/// The clock of a lead that nobody did anything for yet.
#[must_use]
pub fn clock(facts: &Facts, demands: Demands, now: Timestamp) -> Option<FirstTouchClock> {
    let captured_at = facts
        .captured_at
        .filter(|_| facts.came_by_itself && facts.first_touch_at.is_none())?;
    let due_at = captured_at.plus_seconds(demands.first_touch_minutes * MINUTE);
    Some(FirstTouchClock {
        due_at,
        late: due_at <= now,
    })
}

/// What a client's reasons weigh together, and the reasons themselves, the heaviest first. Empty:
/// there is nothing to do now.
///
/// | reason | weight |
/// |---|---|
/// | a lead whose clock runs | 100, and up to 20 more as it runs out |
/// | a lead whose clock ran out | 90 in the first hour, 2 less each hour after, never under 50 |
/// | the client wrote | 60, and 1 more an hour that it waits, up to 20 |
/// | a task was due | 50, and 2 more a day, up to 20 |
/// | a task is due within a day | 30, and up to 10 more as it comes near |
/// | in a hurry | 25 |
/// | an old stage | 10, and 1 more a day, up to 10 |
/// | nothing planned | 5, only beside another reason |
///
/// So a lead that can still be reached in time comes before everything, and one that was lost hours
/// ago does not hide a client who waits for an answer now. Weights add up: a hurried client who
/// wrote comes before a calm one.
#[must_use]
pub fn weigh(facts: &Facts, demands: Demands, now: Timestamp) -> (i64, Vec<Reason>) {
    let mut found: Vec<(i64, Reason)> = Vec::new();
    if let Some(clock) = clock(facts, demands, now) {
        let since_due = now.seconds_since(clock.due_at);
        let minutes = Some(since_due.abs() / MINUTE);
        found.push(if clock.late {
            let weight = (90 - 2 * (since_due / (60 * MINUTE))).max(50);
            (
                weight,
                Reason::of(ReasonKind::FirstTouchLate, facts.captured_at, minutes),
            )
        } else {
            let whole = (demands.first_touch_minutes * MINUTE).max(1);
            let gone = (whole + since_due).clamp(0, whole);
            (
                100 + 20 * gone / whole,
                Reason::of(ReasonKind::NewLead, facts.captured_at, minutes),
            )
        });
    }
    if let Some(at) = facts.unseen_at {
        let hours = (now.seconds_since(at) / (60 * MINUTE)).clamp(0, 20);
        found.push((
            60 + hours,
            Reason::of(ReasonKind::ClientWrote, Some(at), None),
        ));
    }
    if let Some(due_at) = facts.task_due_at {
        let over = now.seconds_since(due_at);
        if due_at <= now {
            let weight = 50 + (2 * (over / DAY)).min(20);
            let minutes = Some(over / MINUTE);
            found.push((
                weight,
                Reason::of(ReasonKind::TaskOverdue, Some(due_at), minutes),
            ));
        } else if -over <= AHEAD_SECONDS {
            let weight = 30 + 10 * (AHEAD_SECONDS + over) / AHEAD_SECONDS;
            found.push((weight, Reason::of(ReasonKind::TaskDue, Some(due_at), None)));
        }
    }
    if facts.urgent {
        found.push((25, Reason::of(ReasonKind::Urgent, None, None)));
    }
    let days = now.seconds_since(facts.stage_changed_at) / DAY - demands.stale_after_days;
    if facts.stage_may_age && days >= 0 {
        let at = Some(facts.stage_changed_at);
        found.push((
            10 + days.min(10),
            Reason::of(ReasonKind::StageAge, at, None),
        ));
    }
    if demands.next_action_required && !facts.has_next_action && !found.is_empty() {
        found.push((5, Reason::of(ReasonKind::NoNextAction, None, None)));
    }
    found.sort_by_key(|(weight, reason)| (-weight, reason.code));
    let score = found.iter().map(|(weight, _)| weight).sum();
    (score, found.into_iter().map(|(_, reason)| reason).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEMANDS: Demands = Demands {
        first_touch_minutes: 5,
        stale_after_days: 7,
        next_action_required: true,
    };

    fn now() -> Timestamp {
        "2026-03-02T15:00:00Z".parse().unwrap()
    }

    fn ago(seconds: i64) -> Timestamp {
        now().plus_seconds(-seconds)
    }

    fn calm() -> Facts {
        Facts {
            came_by_itself: true,
            captured_at: Some(ago(3 * DAY)),
            first_touch_at: Some(ago(3 * DAY)),
            stage_changed_at: ago(DAY),
            stage_may_age: true,
            urgent: false,
            unseen_at: None,
            task_due_at: None,
            has_next_action: true,
        }
    }

    fn new_lead(age: i64) -> Facts {
        Facts {
            captured_at: Some(ago(age)),
            first_touch_at: None,
            ..calm()
        }
    }

    fn codes(facts: &Facts) -> Vec<ReasonKind> {
        let (_, reasons) = weigh(facts, DEMANDS, now());
        reasons.into_iter().map(|reason| reason.code).collect()
    }

    fn score(facts: &Facts) -> i64 {
        weigh(facts, DEMANDS, now()).0
    }

    #[test]
    fn each_reason_is_found_and_said_with_its_moment() {
        let (score, reasons) = weigh(&calm(), DEMANDS, now());
        assert_eq!((score, reasons.len()), (0, 0));
        let (_, reasons) = weigh(&new_lead(2 * MINUTE), DEMANDS, now());
        assert_eq!(reasons[0].code, ReasonKind::NewLead);
        assert_eq!(
            (reasons[0].at, reasons[0].minutes),
            (Some(ago(2 * MINUTE)), Some(3))
        );
        let (_, reasons) = weigh(&new_lead(12 * MINUTE), DEMANDS, now());
        assert_eq!(
            (reasons[0].code, reasons[0].minutes),
            (ReasonKind::FirstTouchLate, Some(7))
        );
        let due = |at| Facts {
            task_due_at: Some(at),
            ..calm()
        };
        assert_eq!(codes(&due(ago(0))), [ReasonKind::TaskOverdue]);
        assert_eq!(codes(&due(ago(-DAY))), [ReasonKind::TaskDue]);
        assert!(codes(&due(ago(-DAY - 1))).is_empty());
        let old = Facts {
            stage_changed_at: ago(7 * DAY),
            ..calm()
        };
        assert_eq!(codes(&old), [ReasonKind::StageAge]);
        assert!(
            codes(&Facts {
                stage_may_age: false,
                ..old
            })
            .is_empty()
        );
        let wrote = Facts {
            unseen_at: Some(ago(60)),
            urgent: true,
            has_next_action: false,
            ..calm()
        };
        assert_eq!(
            codes(&wrote),
            [
                ReasonKind::ClientWrote,
                ReasonKind::Urgent,
                ReasonKind::NoNextAction
            ]
        );
        assert!(
            codes(&Facts {
                has_next_action: false,
                ..calm()
            })
            .is_empty(),
            "that list is another one"
        );
    }

    #[test]
    fn the_clock_runs_for_leads_that_came_by_themselves_until_they_are_touched() {
        let at = |facts: &Facts| clock(facts, DEMANDS, now());
        assert_eq!(
            at(&new_lead(60)),
            Some(FirstTouchClock {
                due_at: ago(-240),
                late: false
            })
        );
        assert!(at(&new_lead(300)).is_some_and(|clock| clock.late));
        assert_eq!(at(&calm()), None);
        assert_eq!(
            at(&Facts {
                came_by_itself: false,
                ..new_lead(60)
            }),
            None
        );
        assert_eq!(
            at(&Facts {
                captured_at: None,
                ..new_lead(60)
            }),
            None
        );
    }

    #[test]
    fn what_can_still_be_saved_comes_first_and_waiting_makes_it_heavier() {
        let in_time = score(&new_lead(60));
        assert!(score(&new_lead(4 * MINUTE)) > in_time);
        let late = score(&new_lead(10 * MINUTE));
        assert!(in_time > late);
        let lost = score(&new_lead(2 * DAY));
        let wrote = score(&Facts {
            unseen_at: Some(ago(60)),
            ..calm()
        });
        assert!(late > wrote && wrote > lost);
        let overdue = |days: i64| {
            score(&Facts {
                task_due_at: Some(ago(days * DAY)),
                ..calm()
            })
        };
        assert!(wrote > overdue(1) && overdue(9) > overdue(1));
        let tomorrow = score(&Facts {
            task_due_at: Some(ago(-DAY)),
            ..calm()
        });
        let soon = score(&Facts {
            task_due_at: Some(ago(-60)),
            ..calm()
        });
        assert!(overdue(0) > soon && soon > tomorrow);
        let old = score(&Facts {
            stage_changed_at: ago(90 * DAY),
            ..calm()
        });
        assert!(tomorrow > old);
        let hurried = Facts {
            urgent: true,
            unseen_at: Some(ago(60)),
            ..calm()
        };
        assert!(score(&hurried) > wrote);
    }

    #[test]
    fn clocks_that_differ_break_nothing() {
        let ahead = Facts {
            unseen_at: Some(ago(-3600)),
            ..new_lead(-3600)
        };
        let (score, reasons) = weigh(&ahead, DEMANDS, now());
        assert_eq!((score, reasons.len()), (160, 2));
    }
}
