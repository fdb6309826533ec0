//! What a list of clients is narrowed to: a [`ClientFilter`] with every word of it read.

use super::search::Search;
use crate::{
    api::client::{ClientFilter, JobState},
    auth::Actor,
    clock::Timestamp,
    error::{Error, FieldErrors, Result},
    id::{ClientId, UserId},
    model::{
        context::{Sentiment, Urgency},
        stage::Stage,
    },
    service::{select::Select, text},
    store::{
        Engine,
        table::client::{IS_OVER, to_hundredths},
    },
};

const SECONDS_A_DAY: i64 = 86_400;
/// A statement holds only so many values.
const MAX_USERS: usize = 100;
const MAX_CLIENTS: usize = 200;
const MAX_WORD: usize = 200;

/// A filter, read.
#[derive(Clone, Debug)]
pub(crate) struct Narrowed {
    ids: Option<Vec<ClientId>>,
    engine: Engine,
    extraction: Option<JobState>,
    stages: Vec<Stage>,
    assigned_to: Vec<UserId>,
    unassigned: Option<bool>,
    captured: Option<bool>,
    /// Columns that must hold a word.
    words: Vec<(&'static str, String)>,
    /// Columns of numbers with what they are compared with.
    numbers: Vec<(&'static str, i64)>,
    /// Columns of times with what they are compared with.
    times: Vec<(&'static str, Timestamp)>,
    no_next_action: bool,
    /// Whose unread clients, or those without any.
    unread: Option<(UserId, bool)>,
    search: Search,
}

impl Narrowed {
    pub(crate) fn read(
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
        let narrowed = Self {
            engine,
            ids: clients(filter.ids.as_deref())
                .map_err(&mut keep)
                .unwrap_or_default(),
            extraction: filter.extraction,
            stages: stages(filter.stage.as_deref())
                .map_err(&mut keep)
                .unwrap_or_default(),
            assigned_to: users(filter.assigned_to.as_deref(), actor)
                .map_err(&mut keep)
                .unwrap_or_default(),
            unassigned: filter.unassigned,
            captured: captured(filter.captured.as_deref())
                .map_err(&mut keep)
                .unwrap_or_default(),
            words: words(filter, &mut keep),
            numbers: numbers(filter, &mut keep),
            times: times(filter, now, &mut keep),
            no_next_action: filter.no_next_action == Some(true),
            unread: unread(filter.unread, actor)
                .map_err(&mut keep)
                .unwrap_or_default(),
            search: Search::read(filter.q.as_deref(), engine)
                .map_err(&mut keep)
                .unwrap_or_default(),
        };
        errors.into_result()?;
        Ok(narrowed)
    }

    /// The same for one stage alone.
    pub(super) fn in_stage(&self, stage: Stage) -> Self {
        Self {
            stages: vec![stage],
            ..self.clone()
        }
    }

    /// Narrows a statement over `client c`.
    pub(crate) fn narrow<'a>(&'a self, select: &mut Select<'a>) {
        if let Some(ids) = &self.ids {
            let marks = vec!["?"; ids.len()].join(", ");
            select.and(
                &format!("c.id IN ({marks})"),
                ids.iter().map(|id| (*id).into()),
            );
        }
        if let Some(state) = self.extraction {
            select.and(in_state(state), []);
        }
        match self.captured {
            Some(true) => select.and("c.captured_at IS NOT NULL", []),
            Some(false) => select.and("c.captured_at IS NULL", []),
            None => {}
        }
        if let [stage] = self.stages.as_slice() {
            select.and("c.current_stage = ?", [stage.as_str().into()]);
        } else if !self.stages.is_empty() {
            let marks = vec!["?"; self.stages.len()].join(", ");
            // By an index of several stages SQLite would sort all their clients.
            let column = match self.engine {
                Engine::Sqlite => "+c.current_stage",
                Engine::Postgres => "c.current_stage",
            };
            select.and(
                &format!("{column} IN ({marks})"),
                self.stages.iter().map(|stage| stage.as_str().into()),
            );
        }
        if let [user] = self.assigned_to.as_slice() {
            select.and("c.assigned_to = ?", [(*user).into()]);
        } else if !self.assigned_to.is_empty() {
            let marks = vec!["?"; self.assigned_to.len()].join(", ");
            select.and(
                &format!("c.assigned_to IN ({marks})"),
                self.assigned_to.iter().map(|user| (*user).into()),
            );
        }
        match self.unassigned {
            Some(true) => select.and("c.assigned_to IS NULL", []),
            Some(false) => select.and("c.assigned_to IS NOT NULL", []),
            None => {}
        }
        for (condition, word) in &self.words {
            select.and(condition, [word.into()]);
        }
        for (condition, number) in &self.numbers {
            select.and(condition, [(*number).into()]);
        }
        for (condition, at) in &self.times {
            select.and(condition, [(*at).into()]);
        }
        if self.no_next_action {
            select.and(&format!("c.current_stage NOT IN {IS_OVER}"), []);
            select.and(
                "NOT EXISTS (SELECT 1 FROM client_task o WHERE o.client_id = c.id AND o.done_at IS NULL)",
                [],
            );
        }
        match self.unread {
            Some((user, true)) => select.and(
                "c.last_message_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM client_seen r
                     WHERE r.user_id = ? AND r.client_id = c.id AND r.seen_at >= c.last_message_at)",
                [user.into()],
            ),
            Some((user, false)) => select.and(
                "(c.last_message_at IS NULL OR EXISTS (SELECT 1 FROM client_seen r
                     WHERE r.user_id = ? AND r.client_id = c.id AND r.seen_at >= c.last_message_at))",
                [user.into()],
            ),
            None => {}
        }
        self.search.narrow(select);
    }
}

/// The few that are not done are found by the partial indexes, which want to see the state itself.
const fn in_state(state: JobState) -> &'static str {
    match state {
        JobState::Queued => {
            "c.id IN (SELECT e.client_id FROM extraction_job e WHERE e.state = 'queued')"
        }
        JobState::Running => {
            "c.id IN (SELECT e.client_id FROM extraction_job e WHERE e.state = 'running')"
        }
        JobState::Failed => {
            "c.id IN (SELECT e.client_id FROM extraction_job e WHERE e.state = 'failed')"
        }
        JobState::Dead => {
            "c.id IN (SELECT e.client_id FROM extraction_job e WHERE e.state = 'dead')"
        }
        JobState::Done => {
            "EXISTS (SELECT 1 FROM extraction_job e WHERE e.client_id = c.id AND e.state = 'done')"
        }
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

fn clients(ids: Option<&str>) -> Result<Option<Vec<ClientId>>> {
    let Some(ids) = ids.filter(|ids| !ids.is_empty()) else {
        return Ok(None);
    };
    let refused = || {
        let sentence = format!("Enter 1 to {MAX_CLIENTS} ids of clients, separated by commas.");
        Error::invalid("ids", sentence)
    };
    let ids: Vec<ClientId> = ids
        .split(',')
        .map(|id| id.trim().parse().map_err(|_| refused()))
        .collect::<Result<_>>()?;
    if ids.len() > MAX_CLIENTS {
        return Err(refused());
    }
    Ok(Some(ids))
}

fn users(names: Option<&str>, actor: &Actor) -> Result<Vec<UserId>> {
    let mut users = Vec::new();
    for name in names.unwrap_or_default().split(',').map(str::trim) {
        let user = match name {
            "" => continue,
            "me" => actor
                .user_id()
                .ok_or_else(|| Error::invalid("assigned_to", "Only a user may say \"me\"."))?,
            id => id
                .parse()
                .map_err(|_| Error::invalid("assigned_to", "Enter a user's id, or \"me\"."))?,
        };
        if !users.contains(&user) {
            users.push(user);
        }
    }
    if users.len() > MAX_USERS {
        return Err(Error::invalid(
            "assigned_to",
            format!("Name at most {MAX_USERS} users."),
        ));
    }
    Ok(users)
}

fn unread(wanted: Option<bool>, actor: &Actor) -> Result<Option<(UserId, bool)>> {
    match (wanted, actor.user_id()) {
        (None, _) => Ok(None),
        (Some(unread), Some(user)) => Ok(Some((user, unread))),
        (Some(_), None) => Err(Error::invalid("unread", "Only a user sees messages.")),
    }
}

fn words(filter: &ClientFilter, keep: &mut impl FnMut(Error)) -> Vec<(&'static str, String)> {
    let mut words: Vec<(&'static str, String)> = Vec::new();
    for (field, condition, word) in [
        ("source", "c.source = ?", &filter.source),
        ("intent", "c.intent = ?", &filter.intent),
        ("loan_type", "c.loan_type = ?", &filter.loan_type),
    ] {
        match text::optional(field, word.as_deref(), MAX_WORD) {
            Ok(word) => words.extend(word.map(|word| (condition, word))),
            Err(error) => keep(error),
        }
    }
    let choices = [
        ("c.sentiment = ?", filter.sentiment.map(Sentiment::as_str)),
        ("c.urgency = ?", filter.urgency.map(Urgency::as_str)),
    ];
    for (condition, word) in choices {
        words.extend(word.map(|word| (condition, word.to_owned())));
    }
    words
}

fn numbers(filter: &ClientFilter, keep: &mut impl FnMut(Error)) -> Vec<(&'static str, i64)> {
    let bounds = [
        (
            "loan_amount_min",
            "c.loan_amount >= ?",
            filter.loan_amount_min,
        ),
        (
            "loan_amount_max",
            "c.loan_amount <= ?",
            filter.loan_amount_max,
        ),
        (
            "property_value_min",
            "c.property_value >= ?",
            filter.property_value_min,
        ),
        (
            "property_value_max",
            "c.property_value <= ?",
            filter.property_value_max,
        ),
        ("income_min", "c.income >= ?", filter.income_min),
        ("income_max", "c.income <= ?", filter.income_max),
        (
            "credit_score_min",
            "c.credit_score >= ?",
            filter.credit_score_min,
        ),
        (
            "credit_score_max",
            "c.credit_score <= ?",
            filter.credit_score_max,
        ),
    ];
    let mut numbers = Vec::new();
    for (field, condition, number) in bounds {
        let Some(number) = number else { continue };
        match to_hundredths(number) {
            Some(number) => numbers.push((condition, number)),
            None => keep(Error::invalid(field, "A valid number is required.")),
        }
    }
    numbers
}

fn times(
    filter: &ClientFilter,
    now: Timestamp,
    keep: &mut impl FnMut(Error),
) -> Vec<(&'static str, Timestamp)> {
    let bounds = [
        ("created_after", "c.created_at >= ?", filter.created_after),
        ("created_before", "c.created_at < ?", filter.created_before),
        (
            "captured_after",
            "c.captured_at >= ?",
            filter.captured_after,
        ),
        (
            "captured_before",
            "c.captured_at < ?",
            filter.captured_before,
        ),
        (
            "stage_changed_after",
            "c.stage_changed_at >= ?",
            filter.stage_changed_after,
        ),
        (
            "stage_changed_before",
            "c.stage_changed_at < ?",
            filter.stage_changed_before,
        ),
        (
            "last_message_after",
            "c.last_message_at >= ?",
            filter.last_message_after,
        ),
        (
            "last_message_before",
            "c.last_message_at < ?",
            filter.last_message_before,
        ),
    ];
    let mut times = Vec::new();
    for (field, condition, at) in bounds {
        let Some(at) = at else { continue };
        match text::date(field, at) {
            Ok(at) => times.push((condition, at)),
            Err(error) => keep(error),
        }
    }
    // No stage change since.
    if let Some(days) = filter.stale {
        let since = now.plus_seconds(-i64::from(days.min(50_000)) * SECONDS_A_DAY);
        times.push(("c.stage_changed_at <= ?", since));
    }
    times
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
