//! The timetable of a desk: everything that is said and done, each at its moment.
//!
//! Pure: from a cast, a seed and the present moment to a list of events. `play` acts it out.

mod chat;
mod work;

#[cfg(test)]
pub(super) use self::work::slots_of;

use rivo_core::{Result, api::chat::PostMessage, clock::Timestamp, model::stage::Stage};

use super::{
    cast::Part,
    random::Random,
    route::Step,
    staff::CSMS,
    story::{Kind, Library, TaskLine},
};

/// Something that happens.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) at: Timestamp,
    /// Which part of the cast it belongs to.
    pub(super) part: usize,
    /// Choices for the ids it makes.
    pub(super) random: Random,
    pub(super) action: Action,
}

#[derive(Debug)]
pub(super) enum Action {
    /// A message of the conversation.
    Say(PostMessage),
    /// The extraction jobs that are due run.
    Read,
    /// The admin gives the client to a CSM, by the number.
    Assign {
        csm: usize,
        remarks: Option<String>,
    },
    /// The client's CSM moves it.
    Move {
        csm: usize,
        step: Step,
    },
    Note {
        csm: usize,
        body: String,
    },
    /// A task; its number tells it from the client's others.
    Task {
        csm: usize,
        number: usize,
        title: String,
        due_at: Timestamp,
    },
    Complete {
        csm: usize,
        number: usize,
    },
    Correct {
        csm: usize,
        path: String,
        value: String,
    },
}

/// The events of all parts, in the order in which they happen.
pub(super) fn plan(
    library: &Library,
    parts: &[Part<'_>],
    now: Timestamp,
    random: &mut Random,
) -> Result<Vec<Event>> {
    let mut common = Common::new(library, random);
    let mut events = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        events.extend(work::events_of(part, number, &mut common, now)?);
    }
    // Stable: what a part does at one moment keeps its order.
    events.sort_by_key(|event| event.at);
    Ok(events)
}

/// The desk's common words, the least used first, so that no two clients read alike.
struct Common {
    notes: Vec<Word>,
    remarks: Vec<Word>,
    tasks: Vec<(Word, i64)>,
    assign: Vec<String>,
    /// How many clients each CSM was given.
    given: [usize; CSMS],
}

struct Word {
    kind: Kind,
    stage: Stage,
    text: String,
    used: usize,
}

impl Common {
    fn new(library: &Library, random: &mut Random) -> Self {
        let word = |kind, (stage, text): &(Stage, String)| Word {
            kind,
            stage: *stage,
            text: text.clone(),
            used: 0,
        };
        let desks = || library.common.iter();
        let mut common = Self {
            notes: desks()
                .flat_map(|desk| desk.desk.notes.iter().map(|line| word(desk.kind, line)))
                .collect(),
            remarks: desks()
                .flat_map(|desk| desk.desk.remarks.iter().map(|line| word(desk.kind, line)))
                .collect(),
            tasks: desks()
                .flat_map(|desk| {
                    desk.desk.tasks.iter().map(|(stage, task)| {
                        (
                            word(desk.kind, &(*stage, task.title.clone())),
                            task.due_in_days,
                        )
                    })
                })
                .collect(),
            assign: desks()
                .flat_map(|desk| desk.desk.assign.iter().cloned())
                .collect(),
            given: [0; CSMS],
        };
        random.shuffle(&mut common.notes);
        random.shuffle(&mut common.remarks);
        random.shuffle(&mut common.tasks);
        common
    }

    fn note(&mut self, kind: Kind, stage: Stage) -> Option<String> {
        least_used(self.notes.iter_mut(), kind, stage).map(|word| word.text.clone())
    }

    fn remark(&mut self, kind: Kind, stage: Stage) -> Option<String> {
        least_used(self.remarks.iter_mut(), kind, stage).map(|word| word.text.clone())
    }

    fn task(&mut self, kind: Kind, stage: Stage) -> Option<TaskLine> {
        let (word, due_in_days) = self
            .tasks
            .iter_mut()
            .filter(|(word, _)| word.fits(kind, stage))
            .min_by_key(|(word, _)| word.used)?;
        word.used += 1;
        Some(TaskLine {
            due_in_days: *due_in_days,
            title: word.text.clone(),
        })
    }
}

impl Word {
    fn fits(&self, kind: Kind, stage: Stage) -> bool {
        self.stage == stage && (self.kind == Kind::Any || self.kind == kind)
    }
}

fn least_used<'a>(
    words: impl Iterator<Item = &'a mut Word>,
    kind: Kind,
    stage: Stage,
) -> Option<&'a mut Word> {
    let word = words
        .filter(|word| word.fits(kind, stage))
        .min_by_key(|word| word.used)?;
    word.used += 1;
    Some(word)
}
