//! Who plays which story, and in which stage it is found.

use rivo_core::{Error, Result, model::stage::Stage};

use super::{
    people::{People, Person},
    random::Random,
    route,
    story::{Ends, Library, Story},
};

/// A client to be: a person, a story and where it has come to by now.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) story: &'a Story,
    pub(super) person: Person,
    /// `None`: the contact is not complete, or there is no client at all.
    pub(super) goal: Option<Goal>,
    /// Choices of this part alone.
    pub(super) random: Random,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// A lead nobody works yet; the number is its place among them.
    Unassigned(i64),
    /// A client somebody works.
    Stage(Stage),
}

impl Goal {
    pub(super) const fn stage(self) -> Stage {
        match self {
            Self::Unassigned(_) => Stage::Lead,
            Self::Stage(stage) => stage,
        }
    }
}

/// How many of a hundred leads stand in each stage, as a desk has them.
const SHARES: [(Stage, usize); 14] = [
    (Stage::Lead, 21),
    (Stage::Contacted, 11),
    (Stage::Qualified, 10),
    (Stage::DocsPending, 10),
    (Stage::DocsReceived, 5),
    (Stage::ApplicationStarted, 6),
    (Stage::ApplicationSubmitted, 5),
    (Stage::ApplicationInProcess, 7),
    (Stage::ApplicationApproved, 5),
    (Stage::Disbursed, 3),
    (Stage::Active, 4),
    (Stage::Lost, 7),
    (Stage::Closed, 3),
    (Stage::Rejected, 3),
];

/// Casts a desk of so many clients, and a few visitors who become none.
pub(super) fn cast<'a>(
    library: &'a Library,
    clients: usize,
    random: &mut Random,
) -> Result<Vec<Part<'a>>> {
    let mut people = People::new(random);
    let partial = (clients / 12).max(1);
    let mut parts = Vec::with_capacity(clients + 2);
    let mut add = |story: &'a Story, goal, random: &mut Random| {
        parts.push(Part {
            story,
            person: people.next(story.in_spanish, random),
            goal,
            random: random.fork(),
        });
    };
    for (goal, story) in leads(library, clients - partial, random)? {
        add(story, Some(goal), random);
    }
    for (ends, count) in [(Ends::Partial, partial), (Ends::Visitor, 2)] {
        let stories: Vec<_> = library
            .stories
            .iter()
            .filter(|story| story.ends == ends)
            .collect();
        for story in stories.iter().cycle().take(count) {
            add(story, None, random);
        }
    }
    Ok(parts)
}

/// The leads' stages, each with the story that was told the least so far.
fn leads<'a>(
    library: &'a Library,
    count: usize,
    random: &mut Random,
) -> Result<Vec<(Goal, &'a Story)>> {
    let mut stories: Vec<(&Story, usize)> = library
        .stories
        .iter()
        .filter(|story| story.ends == Ends::Lead)
        .map(|story| (story, 0))
        .collect();
    random.shuffle(&mut stories);
    let choices = |goal: &Goal| {
        stories
            .iter()
            .filter(|(story, _)| route::leads_to(story, goal.stage()))
            .count()
    };
    let mut goals = goals(count);
    // Where few stories fit, they must not be used up elsewhere.
    goals.sort_by_cached_key(choices);
    goals
        .into_iter()
        .map(|goal| {
            let (story, told) = stories
                .iter_mut()
                .filter(|(story, _)| route::leads_to(story, goal.stage()))
                .min_by_key(|(_, told)| *told)
                .ok_or_else(|| Error::bug(format!("no story ends in {}", goal.stage())))?;
            *told += 1;
            Ok((goal, *story))
        })
        .collect()
}

/// So many goals, in the shares of a desk; each stage has one at least.
fn goals(count: usize) -> Vec<Goal> {
    let mut counts: Vec<(Stage, usize)> = SHARES
        .iter()
        .map(|(stage, share)| (*stage, ((count * share + 50) / 100).max(1)))
        .collect();
    let given: usize = counts.iter().map(|(_, count)| count).sum();
    // What rounding left over waits as new leads; what it gave too much is taken there.
    counts[0].1 = (counts[0].1 + count).saturating_sub(given).max(1);
    let mut goals = Vec::with_capacity(count);
    for (stage, count) in counts {
        for place in 0..count {
            let is_new = stage == Stage::Lead && place * 3 < count * 2;
            goals.push(if is_new {
                Goal::Unassigned(i64::try_from(place).unwrap_or(0))
            } else {
                Goal::Stage(stage)
            });
        }
    }
    goals
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rivo_core::model::stage::Stage;

    use super::{Goal, goals};

    #[test]
    fn a_desk_has_the_wanted_number_of_leads_in_all_stages() {
        for count in [19, 55, 56, 100, 500] {
            let goals = goals(count);
            assert_eq!(goals.len(), count);
            let stages: BTreeSet<_> = goals.iter().map(|goal| goal.stage()).collect();
            assert_eq!(stages.len(), Stage::ALL.len(), "{count}");
            assert!(goals.contains(&Goal::Unassigned(0)));
        }
    }
}
