use rivo_core::{
    api::chat::{DataType, SenderType},
    model::stage::Stage,
};

use super::{Desk, Ends, FactLine, Kind, Leap, Line, Story, TaskLine};
use crate::seed::slot::Let;

/// Reads the stories of a file; an error says in which line.
pub(super) fn parse(text: &str) -> Result<Vec<Story>, (usize, String)> {
    let mut stories: Vec<Story> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim_end();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let read = match (line.strip_prefix("=== "), stories.last_mut()) {
            (Some(name), _) => {
                stories.push(blank(name));
                Ok(())
            }
            (None, Some(story)) => story.take(line),
            (None, None) => Err("no story has begun".to_owned()),
        };
        read.map_err(|what| (at + 1, what))?;
    }
    Ok(stories)
}

fn blank(name: &str) -> Story {
    Story {
        name: name.to_owned(),
        kind: Kind::Any,
        in_spanish: false,
        from: Stage::Lead,
        reach: Stage::Active,
        ends: Ends::Lead,
        lets: Vec::new(),
        chat: Vec::new(),
        later: Vec::new(),
        desk: Desk::default(),
        turns: Vec::new(),
        outs: Vec::new(),
    }
}

impl Story {
    fn take(&mut self, line: &str) -> Result<(), String> {
        if let Some(text) = line.strip_prefix("let ") {
            self.lets.push(Let::parse(text)?);
            return Ok(());
        }
        if let Some(stage) = line.strip_prefix("after ") {
            self.later.push((stage.parse()?, Vec::new()));
            return Ok(());
        }
        let (head, text) = line.split_once(':').ok_or("a line has a colon")?;
        let text = text.trim();
        let words: Vec<&str> = head.split_whitespace().collect();
        match words.as_slice() {
            ["kind"] => self.kind = kind(text)?,
            ["language"] => self.in_spanish = text == "es",
            ["from"] => self.from = text.parse()?,
            ["reach"] => self.reach = text.parse()?,
            ["ends"] => self.ends = ends(text)?,
            ["bot"] => self.say(SenderType::Bot, DataType::Message, text),
            ["client"] => self.say(SenderType::Client, DataType::Message, text),
            ["client", data_type] => self.say(SenderType::Client, data_type.parse()?, text),
            ["assign"] => self.desk.assign.push(text.to_owned()),
            ["remark", stage] => self.desk.remarks.push((stage.parse()?, text.to_owned())),
            ["note", stage] => self.desk.notes.push((stage.parse()?, text.to_owned())),
            ["task", stage, due] => {
                let due_in_days = due
                    .strip_prefix('+')
                    .and_then(|due| due.strip_suffix('d'))
                    .and_then(|due| due.parse().ok())
                    .ok_or("a task is due in +2d")?;
                let task = TaskLine {
                    due_in_days,
                    title: text.to_owned(),
                };
                self.desk.tasks.push((stage.parse()?, task));
            }
            ["fact", stage, path] => {
                let fact = FactLine {
                    path: (*path).to_owned(),
                    value: text.to_owned(),
                };
                self.desk.facts.push((stage.parse()?, fact));
            }
            ["turn", rest @ ..] => self.turns.push(leap(rest, text)?),
            ["out", rest @ ..] => self.outs.push(leap(rest, text)?),
            _ => return Err(format!("\"{head}\" begins no line of a story")),
        }
        Ok(())
    }

    fn say(&mut self, sender: SenderType, data_type: DataType, text: &str) {
        let line = Line {
            sender,
            data_type,
            wordings: text
                .split("||")
                .map(|wording| wording.trim().to_owned())
                .collect(),
        };
        match self.later.last_mut() {
            Some((_, lines)) => lines.push(line),
            None => self.chat.push(line),
        }
    }
}

fn leap(words: &[&str], remark: &str) -> Result<Leap, String> {
    let (from, to, reason) = match words {
        [from, to] => (from, to, None),
        [from, to, reason] => (from, to, Some(reason.parse()?)),
        _ => return Err("a move is written FROM TO [CODE]".to_owned()),
    };
    Ok(Leap {
        from: from.parse()?,
        to: to.parse()?,
        reason,
        remark: remark.to_owned(),
    })
}

fn kind(text: &str) -> Result<Kind, String> {
    Ok(match text {
        "buy" => Kind::Buy,
        "refi" => Kind::Refi,
        "equity" => Kind::Equity,
        "invest" => Kind::Invest,
        "service" => Kind::Service,
        "any" => Kind::Any,
        _ => return Err(format!("there is no kind {text}")),
    })
}

fn ends(text: &str) -> Result<Ends, String> {
    Ok(match text {
        "lead" => Ends::Lead,
        "partial" => Ends::Partial,
        "visitor" => Ends::Visitor,
        _ => return Err(format!("no story ends as {text}")),
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_mistake_in_a_story_is_named_with_its_line() {
        for (text, line, what) in [
            ("bot: Hi", 1, "no story has begun"),
            (
                "=== a\n\n# note\nbat: Hi",
                4,
                "\"bat\" begins no line of a story",
            ),
            ("=== a\nnote won: x", 2, "\"won\" is not a stage."),
            (
                "=== a\nout lead lost boredom: x",
                2,
                "\"boredom\" is not a reason code.",
            ),
            ("=== a\nclient fax: 1", 2, "\"fax\" is not a valid choice."),
            ("=== a\ntask lead 2: x", 2, "a task is due in +2d"),
        ] {
            assert_eq!(parse(text).unwrap_err(), (line, what.to_owned()));
        }
    }
}
