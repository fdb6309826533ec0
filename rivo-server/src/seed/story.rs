//! Stories: what a client and the bot say, and what the desk makes of it.
//!
//! They are written in `stories/*.txt`, in lines:
//!
//! ```text
//! === first-time-fha            a story begins
//! kind: buy                     buy, refi, equity, invest, service or any
//! language: es                  goes to a CSM who speaks it
//! from: docs_pending            the first and …
//! reach: qualified              … the last stage in which its client may be found
//! ends: partial                 no lead in the end; `visitor`: no client at all
//! let price 380..420 step 5     a number, see the slots
//! client: around {price:k}      what is said; `||` stands between wordings to choose from
//! client email: {email}         the same with a data_type
//! after docs_pending            what follows is said once that stage is reached
//! assign: Call after 5.         the admin's word to the CSM
//! note contacted: …             what the CSM does on reaching a stage: a note,
//! task contacted +2d: …         a task due so many working days later,
//! fact contacted PATH: …        a corrected fact;
//! remark qualified: …           and the remark of the move there
//! turn FROM TO [CODE]: remark   instead of going forward, the first time that FROM is reached
//! out FROM TO CODE: remark      how it may end outside the pipeline
//! ```

mod parse;

use rivo_core::{
    Error, Result,
    api::chat::{DataType, SenderType},
    model::stage::{ReasonCode, Stage},
};

use super::slot::Let;

/// A story and all that may come of it.
#[derive(Clone, Debug)]
pub(super) struct Story {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) in_spanish: bool,
    pub(super) from: Stage,
    pub(super) reach: Stage,
    pub(super) ends: Ends,
    pub(super) lets: Vec<Let>,
    pub(super) chat: Vec<Line>,
    /// What is said after a stage was reached.
    pub(super) later: Vec<(Stage, Vec<Line>)>,
    pub(super) desk: Desk,
    pub(super) turns: Vec<Leap>,
    pub(super) outs: Vec<Leap>,
}

/// What the desk does, by stage.
#[derive(Clone, Debug, Default)]
pub(super) struct Desk {
    pub(super) assign: Vec<String>,
    pub(super) remarks: Vec<(Stage, String)>,
    pub(super) notes: Vec<(Stage, String)>,
    pub(super) tasks: Vec<(Stage, TaskLine)>,
    pub(super) facts: Vec<(Stage, FactLine)>,
}

/// What a story is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Buy,
    Refi,
    Equity,
    Invest,
    Service,
    /// The desk's common words, no story.
    Any,
}

/// What a conversation makes of its visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// A lead: name, email and phone are there.
    Lead,
    /// A client whose contact is not complete.
    Partial,
    /// Nobody.
    Visitor,
}

/// Something said.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) sender: SenderType,
    pub(super) data_type: DataType,
    pub(super) wordings: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) struct TaskLine {
    pub(super) due_in_days: i64,
    pub(super) title: String,
}

#[derive(Clone, Debug)]
pub(super) struct FactLine {
    pub(super) path: String,
    pub(super) value: String,
}

/// A move that is not the next one forward.
#[derive(Clone, Debug)]
pub(super) struct Leap {
    pub(super) from: Stage,
    pub(super) to: Stage,
    pub(super) reason: Option<ReasonCode>,
    pub(super) remark: String,
}

/// All stories, and the desk's common words.
pub(super) struct Library {
    pub(super) stories: Vec<Story>,
    pub(super) common: Vec<Story>,
}

const FILES: [(&str, &str); 6] = [
    ("purchase.txt", include_str!("stories/purchase.txt")),
    ("refinance.txt", include_str!("stories/refinance.txt")),
    ("equity.txt", include_str!("stories/equity.txt")),
    ("investor.txt", include_str!("stories/investor.txt")),
    ("service.txt", include_str!("stories/service.txt")),
    ("desk.txt", include_str!("stories/desk.txt")),
];

impl Library {
    pub(super) fn read() -> Result<Self> {
        let mut stories = Vec::new();
        for (file, text) in FILES {
            let of_file = parse::parse(text)
                .map_err(|(line, what)| Error::bug(format!("{file}, line {line}: {what}")))?;
            stories.extend(of_file);
        }
        let (common, stories) = stories.into_iter().partition(|story| story.chat.is_empty());
        Ok(Self { stories, common })
    }
}
