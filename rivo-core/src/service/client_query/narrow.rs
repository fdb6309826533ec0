//! What a list of clients is narrowed to: a [`ClientFilter`] with every word of it read.

use super::search::Search;
use crate::{
    api::client::ClientFilter,
    auth::Actor,
    clock::Timestamp,
    error::{Error, FieldErrors, Result},
    id::UserId,
    model::{
        context::{Sentiment, Urgency},
        stage::Stage,
    },
    service::{select::Select, text},
    store::Engine,
};

const SECONDS_A_DAY: i64 = 86_400;

/// A filter, read.
#[derive(Clone, Debug)]
pub(super) struct Narrowed {
    stages: Vec<Stage>,
    assigned_to: Option<UserId>,
    unassigned: Option<bool>,
    captured: Option<bool>,
    sentiment: Option<Sentiment>,
    urgency: Option<Urgency>,
    created_after: Option<Timestamp>,
    created_before: Option<Timestamp>,
    /// No stage change since.
    stale_since: Option<Timestamp>,
    search: Search,
}

impl Narrowed {
    pub(super) fn read(
        filter: &ClientFilter,
        actor: &Actor,
        now: Timestamp,
        engine: Engine,
    ) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let mut keep = |error: Error| {
            if let Error::Invalid(FieldErrors(fields)) = error {
                errors.0.extend(fields);
            }
        };
        let stages = stages(filter.stage.as_deref())
            .map_err(&mut keep)
            .unwrap_or_default();
        let assigned_to = user(filter.assigned_to.as_deref(), actor)
            .map_err(&mut keep)
            .unwrap_or_default();
        let captured = captured(filter.captured.as_deref())
            .map_err(&mut keep)
            .unwrap_or_default();
        let search = Search::read(filter.q.as_deref(), engine)
            .map_err(&mut keep)
            .unwrap_or_default();
        let mut date = |field, at: Option<Timestamp>| {
            at.and_then(|at| text::date(field, at).map_err(&mut keep).ok())
        };
        let created_after = date("created_after", filter.created_after);
        let created_before = date("created_before", filter.created_before);
        errors.into_result()?;
        Ok(Self {
            stages,
            assigned_to,
            unassigned: filter.unassigned,
            captured,
            sentiment: filter.sentiment,
            urgency: filter.urgency,
            created_after,
            created_before,
            stale_since: filter
                .stale
                .map(|days| now.plus_seconds(-i64::from(days.min(50_000)) * SECONDS_A_DAY)),
            search,
        })
    }

    /// Narrows a statement over `client c`.
    pub(super) fn narrow<'a>(&'a self, select: &mut Select<'a>) {
        match self.captured {
            Some(true) => select.and("c.captured_at IS NOT NULL", []),
            Some(false) => select.and("c.captured_at IS NULL", []),
            None => {}
        }
        if let [stage] = self.stages.as_slice() {
            select.and("c.current_stage = ?", [stage.as_str().into()]);
        } else if !self.stages.is_empty() {
            let marks = vec!["?"; self.stages.len()].join(", ");
            select.and(
                &format!("c.current_stage IN ({marks})"),
                self.stages.iter().map(|stage| stage.as_str().into()),
            );
        }
        if let Some(user) = self.assigned_to {
            select.and("c.assigned_to = ?", [user.into()]);
        }
        match self.unassigned {
            Some(true) => select.and("c.assigned_to IS NULL", []),
            Some(false) => select.and("c.assigned_to IS NOT NULL", []),
            None => {}
        }
        if let Some(sentiment) = self.sentiment {
            select.and("c.sentiment = ?", [sentiment.as_str().into()]);
        }
        if let Some(urgency) = self.urgency {
            select.and("c.urgency = ?", [urgency.as_str().into()]);
        }
        if let Some(at) = self.created_after {
            select.and("c.created_at >= ?", [at.into()]);
        }
        if let Some(at) = self.created_before {
            select.and("c.created_at < ?", [at.into()]);
        }
        if let Some(at) = self.stale_since {
            select.and("c.stage_changed_at <= ?", [at.into()]);
        }
        self.search.narrow(select);
    }
}

fn stages(names: Option<&str>) -> Result<Vec<Stage>> {
    let mut stages = Vec::new();
    for name in names.unwrap_or_default().split(',').map(str::trim) {
        if name.is_empty() {
            continue;
        }
        let stage = name
            .parse()
            .map_err(|sentence: String| Error::invalid("stage", sentence))?;
        if !stages.contains(&stage) {
            stages.push(stage);
        }
    }
    Ok(stages)
}

fn user(name: Option<&str>, actor: &Actor) -> Result<Option<UserId>> {
    match name.filter(|name| !name.is_empty()) {
        None => Ok(None),
        Some("me") => match actor.user_id() {
            Some(user) => Ok(Some(user)),
            None => Err(Error::invalid("assigned_to", "Only a user may say \"me\".")),
        },
        Some(id) => match id.parse() {
            Ok(id) => Ok(Some(id)),
            Err(_) => Err(Error::invalid(
                "assigned_to",
                "Enter a user's id, or \"me\".",
            )),
        },
    }
}

fn captured(word: Option<&str>) -> Result<Option<bool>> {
    match word {
        None | Some("" | "true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some("any") => Ok(None),
        Some(_) => Err(Error::invalid(
            "captured",
            "Choose one of: true, false, any.",
        )),
    }
}
