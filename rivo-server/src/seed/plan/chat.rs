//! A conversation in time: who says what, after how long, and in which hand.

use rivo_core::{
    Error, Result,
    api::chat::{DataType, PostMessage, SenderType},
    id::SessionId,
};

use crate::seed::{random::Random, slot::Slots, story::Line};

/// How a client writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hand {
    /// As the story has it.
    Plain,
    /// All in small letters.
    Small,
    /// Without the stop at the end.
    NoStop,
}

impl Hand {
    pub(super) fn draw(random: &mut Random) -> Self {
        match random.between(0, 9) {
            0..=4 => Self::Plain,
            5 | 6 => Self::Small,
            _ => Self::NoStop,
        }
    }

    /// Names and addresses stay as they are: how they are written says who writes.
    fn write(self, line: &Line, wording: &str, text: String) -> String {
        let is_own = line.sender == SenderType::Client && line.data_type == DataType::Message;
        let states_contact = ["{name}", "{email}", "{phone}"]
            .iter()
            .any(|slot| wording.contains(slot));
        if !is_own || states_contact {
            return text;
        }
        match self {
            Self::Small if text.chars().count() < 90 => text.to_lowercase(),
            Self::NoStop => text.strip_suffix('.').map(str::to_owned).unwrap_or(text),
            Self::Plain | Self::Small => text,
        }
    }
}

/// What is said, with the seconds since the first word.
pub(super) fn talk(
    lines: &[Line],
    session_id: SessionId,
    hand: Hand,
    slots: &Slots,
    random: &mut Random,
) -> Result<Vec<(i64, PostMessage)>> {
    let mut seconds = 0;
    let mut said = Vec::with_capacity(lines.len());
    let mut before = None;
    for line in lines {
        if let Some(before) = before {
            seconds += pause(before, line.sender, random);
        }
        before = Some(line.sender);
        let wording = random.pick(&line.wordings).map_or("", String::as_str);
        let text = slots.fill(wording).map_err(Error::bug)?;
        said.push((
            seconds,
            PostMessage {
                session_id,
                message: hand.write(line, wording, text),
                sender_type: line.sender,
                data_type: line.data_type,
                metadata: None,
            },
        ));
    }
    Ok(said)
}

/// Seconds until the next message: the bot is quick, people think, type and get distracted.
fn pause(before: SenderType, next: SenderType, random: &mut Random) -> i64 {
    match (before, next) {
        (_, SenderType::Bot) => random.between(1, 3),
        (SenderType::Client, SenderType::Client) => random.between(4, 25),
        (SenderType::Bot, SenderType::Client) if random.percent(4) => random.between(240, 1500),
        (SenderType::Bot, SenderType::Client) => random.between(9, 75),
    }
}
