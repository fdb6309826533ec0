//! One client from the first word to now: the conversation, then what the desk does about it.

use rivo_core::{Error, Result, clock::Timestamp, id::SessionId, model::stage::Stage};

use super::{
    Action, Common, Event,
    chat::{self, Hand},
};
use crate::seed::{
    calendar::{WORKDAY, WorkTime, awake},
    cast::{Goal, Part},
    ids,
    random::Random,
    route::{self, Step},
    slot::Slots,
    staff::{self, CSMS},
    story::{Line, TaskLine},
};

const MINUTE: i64 = 60;
/// A history is never longer than this, about 45 days with their weekends.
const LONGEST: i64 = 31 * WORKDAY;

/// The events of one part, in order.
pub(super) fn events_of(
    part: &Part<'_>,
    number: usize,
    common: &mut Common,
    now: Timestamp,
) -> Result<Vec<Event>> {
    let mut random = part.random.clone();
    let telling = Telling::prepare(part, number, &mut random, now)?;
    let mut desk = Desk {
        number,
        part,
        common,
        now,
        hand: Hand::draw(&mut random),
        session_id: SessionId::from(ids::id(telling.chat_ends, &mut random)),
        slots: slots_of(part, telling.chat_ends, &mut random)?,
        csm: 0,
        open_task: None,
        tasks: 0,
        events: Vec::new(),
        random,
    };
    desk.converse(telling.chat_ends)?;
    if let Some(assigned_at) = telling.assigned_at {
        desk.assign(assigned_at)?;
        for (at, step) in telling.steps.iter().enumerate() {
            let until = telling.steps.get(at + 1).map_or(now, |(moment, _)| *moment);
            desk.advance(step.0, &step.1, until)?;
        }
        desk.leave_task();
    }
    Ok(desk.events)
}

/// What the slots of a part hold while nobody works it.
pub(in crate::seed) fn slots_of(
    part: &Part<'_>,
    today: Timestamp,
    random: &mut Random,
) -> Result<Slots> {
    let person = &part.person;
    let mut slots = Slots::new(today);
    for (name, text) in [
        ("name", person.name.as_str()),
        ("first", person.first_name()),
        ("email", person.email.as_str()),
        ("phone", person.phone.as_str()),
        ("city", person.city),
        ("lender", person.lender),
        ("csm", "the team"),
    ] {
        slots.set(name, text);
    }
    slots
        .draw(&part.story.lets, random)
        .map_err(|what| Error::bug(format!("the story {}: {what}", part.story.name)))?;
    Ok(slots)
}

/// When a client's story takes place.
struct Telling {
    chat_ends: Timestamp,
    assigned_at: Option<Timestamp>,
    steps: Vec<(Timestamp, Step)>,
}

impl Telling {
    fn prepare(
        part: &Part<'_>,
        number: usize,
        random: &mut Random,
        now: Timestamp,
    ) -> Result<Self> {
        let stage = match part.goal {
            Some(Goal::Stage(stage)) => stage,
            Some(Goal::Unassigned(place)) => return Ok(Self::unassigned(place, random, now)),
            None => {
                let hours = random.between(1, 16 * 24);
                let chat_ends = awake(now.plus_seconds(-hours * 3600));
                return Ok(Self {
                    chat_ends,
                    assigned_at: None,
                    steps: Vec::new(),
                });
            }
        };
        let steps = route::route(part.story, stage, random)?;
        // Working seconds before the assignment and before each step.
        let first = if number.is_multiple_of(3) {
            random.between(MINUTE, 4 * MINUTE)
        } else {
            random.between(8 * MINUTE, 90 * MINUTE)
        };
        let mut waits = vec![first];
        waits.extend(steps.iter().map(|step| wait_before(step, random)));
        let idle = idle_in(stage, random);
        let work: i64 = waits.iter().sum();
        if work + idle > LONGEST {
            let room = LONGEST - idle;
            for wait in &mut waits {
                *wait = (*wait * room / work).max(50 * MINUTE);
            }
        }
        let total = waits.iter().sum::<i64>() + idle;
        let begin = WorkTime::at(now).plus(-total).moment();
        let chat_ends = awake(begin.plus_seconds(-random.between(0, 9 * 3600)));
        let mut clock = WorkTime::at(chat_ends);
        let mut moments = waits.iter().map(|wait| {
            clock = clock.plus(*wait);
            clock.moment()
        });
        let assigned_at = moments.next();
        let steps = moments.zip(steps).collect();
        Ok(Self {
            chat_ends,
            assigned_at,
            steps,
        })
    }

    /// New leads: some came minutes ago, some wait since yesterday.
    fn unassigned(place: i64, random: &mut Random, now: Timestamp) -> Self {
        const MINUTES_AGO: [i64; 8] = [4, 19, 47, 130, 310, 700, 1500, 2600];
        let at = usize::try_from(place).unwrap_or(0);
        let minutes = MINUTES_AGO[at % MINUTES_AGO.len()] + random.between(0, 9) + place / 8 * 37;
        Self {
            chat_ends: now.plus_seconds(-minutes * MINUTE - random.between(0, 59)),
            assigned_at: None,
            steps: Vec::new(),
        }
    }
}

/// Working seconds that a client stays before a move.
fn wait_before(step: &Step, random: &mut Random) -> i64 {
    let (shortest, longest) = match (step.from, step.to) {
        (_, Stage::Lost | Stage::Closed | Stage::Rejected) => (WORKDAY, 6 * WORKDAY),
        (Stage::Lead, _) => (6 * MINUTE, 200 * MINUTE),
        (Stage::Contacted | Stage::Qualified, _) => (90 * MINUTE, 2 * WORKDAY),
        (Stage::DocsPending | Stage::ApplicationInProcess, _) => (WORKDAY, 5 * WORKDAY),
        (Stage::Disbursed, _) => (4 * WORKDAY, 7 * WORKDAY),
        _ => (2 * WORKDAY / 3, 3 * WORKDAY),
    };
    random.between(shortest, longest)
}

/// Working seconds since the last move, up to now.
fn idle_in(stage: Stage, random: &mut Random) -> i64 {
    let (shortest, longest) = match stage {
        Stage::Lead => (90 * MINUTE, 2 * WORKDAY),
        Stage::Contacted | Stage::Qualified => (90 * MINUTE, 5 * WORKDAY),
        Stage::Lost | Stage::Closed | Stage::Rejected => (WORKDAY / 2, 14 * WORKDAY),
        Stage::Active => (WORKDAY, 6 * WORKDAY),
        _ => (2 * 60 * MINUTE, 6 * WORKDAY),
    };
    random.between(shortest, longest)
}

struct OpenTask {
    number: usize,
    made_at: Timestamp,
    due_at: Timestamp,
}

/// The work on one client.
struct Desk<'a, 'b> {
    number: usize,
    part: &'a Part<'a>,
    common: &'b mut Common,
    now: Timestamp,
    hand: Hand,
    session_id: SessionId,
    slots: Slots,
    csm: usize,
    /// The task of the present stage.
    open_task: Option<OpenTask>,
    tasks: usize,
    events: Vec<Event>,
    random: Random,
}

impl Desk<'_, '_> {
    fn converse(&mut self, ends: Timestamp) -> Result<()> {
        let lines = &self.part.story.chat;
        let said = chat::talk(
            lines,
            self.session_id,
            self.hand,
            &self.slots,
            &mut self.random,
        )?;
        let length = said.last().map_or(0, |(seconds, _)| *seconds);
        let start = ends.plus_seconds(-length);
        for (seconds, post) in said {
            self.push(start.plus_seconds(seconds), Action::Say(post));
        }
        self.push(ends.plus_seconds(35), Action::Read);
        Ok(())
    }

    fn assign(&mut self, at: Timestamp) -> Result<()> {
        self.csm = if self.part.story.in_spanish {
            staff::SPANISH
        } else {
            self.someone()
        };
        self.common.given[self.csm] += 1;
        self.slots.set("csm", staff::first_name(self.csm));
        let own = self.part.story.desk.assign.first().cloned();
        let common = || self.random.pick(&self.common.assign).cloned();
        let remarks = own.or_else(common).filter(|text| !text.is_empty());
        let remarks = remarks.map(|text| self.fill(&text)).transpose()?;
        self.push(
            at,
            Action::Assign {
                csm: self.csm,
                remarks,
            },
        );
        if self.number.is_multiple_of(3) {
            // Who was free called at once, and the clock of the lead had not run out.
            let body = "Called back at once; nobody picked up yet.".to_owned();
            let csm = self.csm;
            self.push(at.plus_seconds(40), Action::Note { csm, body });
        }
        Ok(())
    }

    /// A CSM with few clients, not always the one with the fewest.
    fn someone(&mut self) -> usize {
        let (one, other) = (self.anyone(), self.anyone());
        if self.common.given[one] <= self.common.given[other] {
            one
        } else {
            other
        }
    }

    fn anyone(&mut self) -> usize {
        let last = i64::try_from(CSMS - 1).unwrap_or(0);
        usize::try_from(self.random.between(0, last)).unwrap_or(0)
    }

    /// A move and what the CSM does on it, all before `until`.
    fn advance(&mut self, at: Timestamp, step: &Step, until: Timestamp) -> Result<()> {
        self.end_task(at);
        let to = step.to;
        let kind = self.part.story.kind;
        let mut step = step.clone();
        if step.remark.is_none() && self.random.percent(45) {
            step.remark = self.common.remark(kind, to);
        }
        step.remark = step.remark.map(|text| self.fill(&text)).transpose()?;
        let is_first_time = !self
            .events
            .iter()
            .any(|event| matches!(&event.action, Action::Move { step, .. } if step.to == to));
        self.push(
            at,
            Action::Move {
                csm: self.csm,
                step,
            },
        );
        if to.is_terminal() || !is_first_time {
            return Ok(());
        }
        self.correct(at, to)?;
        self.write_notes(at, to)?;
        self.make_tasks(at, to)?;
        self.talk_again(at, to, until)
    }

    fn correct(&mut self, at: Timestamp, stage: Stage) -> Result<()> {
        let facts = self
            .part
            .story
            .desk
            .facts
            .iter()
            .filter(|(of, _)| *of == stage);
        for (_, fact) in facts {
            let value = self.fill(&fact.value)?;
            let at = at.plus_seconds(self.random.between(2, 4) * MINUTE);
            self.push(
                at,
                Action::Correct {
                    csm: self.csm,
                    path: fact.path.clone(),
                    value,
                },
            );
        }
        Ok(())
    }

    fn write_notes(&mut self, at: Timestamp, stage: Stage) -> Result<()> {
        let story = self.part.story;
        let mut notes: Vec<String> = of_stage(&story.desk.notes, stage).cloned().collect();
        if notes.is_empty() && self.random.percent(65) {
            notes.extend(self.common.note(story.kind, stage));
        }
        for (place, note) in (1..).zip(notes) {
            let body = self.fill(&note)?;
            let at = at.plus_seconds(place * self.random.between(5, 12) * MINUTE);
            self.push(
                at,
                Action::Note {
                    csm: self.csm,
                    body,
                },
            );
        }
        Ok(())
    }

    fn make_tasks(&mut self, at: Timestamp, stage: Stage) -> Result<()> {
        let story = self.part.story;
        let mut tasks: Vec<TaskLine> = of_stage(&story.desk.tasks, stage).cloned().collect();
        if tasks.is_empty() && self.random.percent(60) {
            tasks.extend(self.common.task(story.kind, stage));
        }
        for task in tasks {
            let at = at.plus_seconds(self.random.between(14, 30) * MINUTE);
            let due_at = WorkTime::at(at).plus(task.due_in_days * WORKDAY).moment();
            self.tasks += 1;
            let number = self.tasks;
            let title = self.fill(&task.title)?;
            self.push(
                at,
                Action::Task {
                    csm: self.csm,
                    number,
                    title,
                    due_at,
                },
            );
            self.open_task = Some(OpenTask {
                number,
                made_at: at,
                due_at,
            });
        }
        Ok(())
    }

    /// Before the next move the task is done, mostly; the others are forgotten and overdue.
    fn end_task(&mut self, before: Timestamp) {
        if let Some(task) = self.open_task.take()
            && self.random.percent(94)
        {
            let minutes = self.random.between(3, 15);
            self.complete(&task, before.plus_seconds(-minutes * MINUTE));
        }
    }

    /// A task that is due by now was done in time, or is overdue.
    fn leave_task(&mut self) {
        if let Some(task) = self.open_task.take()
            && task.due_at < self.now
            && self.random.percent(50)
        {
            let minutes = self.random.between(10, 200);
            self.complete(&task, task.due_at.plus_seconds(-minutes * MINUTE));
        }
    }

    fn complete(&mut self, task: &OpenTask, at: Timestamp) {
        let (csm, number) = (self.csm, task.number);
        self.push(at.max(task.made_at), Action::Complete { csm, number });
    }

    /// What the client writes later, some time between this move and the next.
    fn talk_again(&mut self, at: Timestamp, stage: Stage, until: Timestamp) -> Result<()> {
        let story = self.part.story;
        let lines: Vec<Line> = of_stage(&story.later, stage)
            .flat_map(|lines| lines.iter().cloned())
            .collect();
        if lines.is_empty() {
            return Ok(());
        }
        let said = chat::talk(
            &lines,
            self.session_id,
            self.hand,
            &self.slots,
            &mut self.random,
        )?;
        let length = said.last().map_or(0, |(seconds, _)| *seconds);
        let room = until.min(self.now).seconds_since(at) - length - 2 * MINUTE;
        let start = at.plus_seconds((room * self.random.between(30, 70) / 100).max(MINUTE));
        if start.plus_seconds(length + MINUTE) >= until.min(self.now) {
            return Ok(());
        }
        for (seconds, post) in said {
            self.push(start.plus_seconds(seconds), Action::Say(post));
        }
        self.push(start.plus_seconds(length + 35), Action::Read);
        Ok(())
    }

    fn push(&mut self, at: Timestamp, action: Action) {
        let random = self.random.fork();
        self.events.push(Event {
            at: at.min(self.now),
            part: self.number,
            random,
            action,
        });
    }

    fn fill(&self, text: &str) -> Result<String> {
        self.slots.fill(text).map_err(|what| self.wrong(&what))
    }

    fn wrong(&self, what: &str) -> Error {
        Error::bug(format!("the story {}: {what}", self.part.story.name))
    }
}

fn of_stage<T>(lines: &[(Stage, T)], stage: Stage) -> impl Iterator<Item = &T> {
    lines
        .iter()
        .filter(move |(of, _)| *of == stage)
        .map(|(_, line)| line)
}
