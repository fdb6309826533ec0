//! A client's way through the stages: forward, with the turns of its story, to its goal.

use rivo_core::{
    Error, Result,
    model::stage::{ReasonCode, Stage},
};

use super::{random::Random, story::Story};

/// One move of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) from: Stage,
    pub(super) to: Stage,
    pub(super) reason: Option<ReasonCode>,
    /// What the story says of the move, slots not yet filled.
    pub(super) remark: Option<String>,
}

/// The moves from `lead` to the goal.
pub(super) fn route(story: &Story, goal: Stage, random: &mut Random) -> Result<Vec<Step>> {
    let outs: Vec<_> = story.outs.iter().filter(|out| out.to == goal).collect();
    let out = random.pick(&outs).copied();
    let last = out.map_or(goal, |out| out.from);
    let mut turned = vec![false; story.turns.len()];
    let mut steps: Vec<Step> = Vec::new();
    let mut stage = Stage::Lead;
    while stage != last {
        let turn = story
            .turns
            .iter()
            .enumerate()
            .find(|(at, turn)| turn.from == stage && !turned[*at]);
        let step = if let Some((at, turn)) = turn {
            turned[at] = true;
            Step {
                from: stage,
                to: turn.to,
                reason: turn.reason,
                remark: Some(turn.remark.clone()),
            }
        } else {
            let to = forward(stage).ok_or_else(|| {
                Error::bug(format!("the story {} does not lead to {last}", story.name))
            })?;
            let remark = story.desk.remarks.iter().find(|(of, _)| *of == to);
            Step {
                from: stage,
                to,
                reason: None,
                remark: remark.map(|(_, text)| text.clone()),
            }
        };
        stage = step.to;
        steps.push(step);
    }
    if let Some(out) = out {
        steps.push(Step {
            from: out.from,
            to: out.to,
            reason: out.reason,
            remark: Some(out.remark.clone()),
        });
    }
    Ok(steps)
}

/// The next stage of the pipeline.
fn forward(stage: Stage) -> Option<Stage> {
    let at = Stage::ALL.iter().position(|known| *known == stage)?;
    Stage::ALL
        .get(at + 1)
        .copied()
        .filter(|next| !next.is_terminal())
}

#[cfg(test)]
mod tests {
    use rivo_core::model::stage::{MoveRequest, Stage, check_move};

    use super::route;
    use crate::seed::{
        random::Random,
        story::{Ends, Library},
    };

    #[test]
    fn every_story_reaches_each_stage_it_allows_by_legal_moves_of_a_csm() {
        let library = Library::read().unwrap();
        for story in library
            .stories
            .iter()
            .filter(|story| story.ends == Ends::Lead)
        {
            for goal in Stage::ALL.into_iter().filter(|stage| story.allows(*stage)) {
                for seed in 0..6 {
                    let steps = route(story, goal, &mut Random::new(seed)).unwrap();
                    assert_eq!(steps.last().map_or(Stage::Lead, |step| step.to), goal);
                    for step in steps {
                        let allowed = check_move(&MoveRequest {
                            from: step.from,
                            to: step.to,
                            closed_from: None,
                            remarks: step.remark.as_deref(),
                            reason_code: step.reason,
                            is_admin: false,
                            override_graph: false,
                        });
                        assert!(allowed.is_ok(), "{}: {step:?}: {allowed:?}", story.name);
                    }
                }
            }
        }
    }
}
