//! A client's way through the stages: forward, with the turns of its story, to its goal.

use rivo_core::{
    Error, Result,
    model::stage::{ReasonCode, Stage},
};

use super::{
    random::Random,
    story::{Leap, Story},
};

/// One move of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) from: Stage,
    pub(super) to: Stage,
    pub(super) reason: Option<ReasonCode>,
    /// What the story says of the move, slots not yet filled.
    pub(super) remark: Option<String>,
}

/// The moves from `lead` to the goal, as far as the story leads there.
pub(super) fn route(story: &Story, goal: Stage, random: &mut Random) -> Result<Vec<Step>> {
    let way = way(story);
    let outs: Vec<_> = outs(story, &way, goal).collect();
    let out = random.pick(&outs).copied();
    let last = out.map_or(goal, |out| out.from);
    let length = arrival(&way, last)
        .ok_or_else(|| Error::bug(format!("the story {} does not lead to {last}", story.name)))?;
    let mut steps = way;
    steps.truncate(length);
    steps.extend(out.map(step_of));
    Ok(steps)
}

/// Whether the story's client may be found in this stage at the end.
pub(super) fn leads_to(story: &Story, goal: Stage) -> bool {
    let way = way(story);
    if goal.is_terminal() {
        outs(story, &way, goal).next().is_some()
    } else {
        (story.from..=story.reach).contains(&goal) && arrival(&way, goal).is_some()
    }
}

/// The ends of a story in this stage that its way passes.
fn outs<'a>(story: &'a Story, way: &[Step], goal: Stage) -> impl Iterator<Item = &'a Leap> {
    story
        .outs
        .iter()
        .filter(move |out| out.to == goal && arrival(way, out.from).is_some())
}

/// After how many moves a stage is reached for the first time.
fn arrival(way: &[Step], stage: Stage) -> Option<usize> {
    if stage == Stage::Lead {
        return Some(0);
    }
    way.iter()
        .position(|step| step.to == stage)
        .map(|at| at + 1)
}

/// The whole way of a story, to the end of the pipeline; each turn is taken once.
fn way(story: &Story) -> Vec<Step> {
    let mut turned = vec![false; story.turns.len()];
    let mut steps = Vec::new();
    let mut stage = Stage::Lead;
    loop {
        let turn = story
            .turns
            .iter()
            .enumerate()
            .find(|(at, turn)| turn.from == stage && !turned[*at]);
        let step = if let Some((at, turn)) = turn {
            turned[at] = true;
            step_of(turn)
        } else if let Some(to) = forward(stage) {
            let remark = story.desk.remarks.iter().find(|(of, _)| *of == to);
            let remark = remark.map(|(_, text)| text.clone());
            Step {
                from: stage,
                to,
                reason: None,
                remark,
            }
        } else {
            return steps;
        };
        stage = step.to;
        steps.push(step);
    }
}

fn step_of(leap: &Leap) -> Step {
    Step {
        from: leap.from,
        to: leap.to,
        reason: leap.reason,
        remark: Some(leap.remark.clone()),
    }
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

    use super::{leads_to, route};
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
            for goal in Stage::ALL
                .into_iter()
                .filter(|stage| leads_to(story, *stage))
            {
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
