//! How well extraction works and what it costs, and what a person's word says of it.

use super::{
    Rivo,
    execute::Execution,
    scope::{Scope, require_visible},
    select::Select,
};
use crate::{
    api::{
        client::JobState,
        extraction::{
            Budget, ExtractionReport, ExtractorState, FailureReason, FieldChange, FieldDifference,
            Reviews, RunComparison, Verdict,
        },
    },
    auth::{Actor, Permission},
    error::{Error, Result},
    extract::{Availability, Extractor as _, RulesExtractor},
    id::{ClientId, RunId},
    model::context::{ContextMeta, FACT_PATHS, Fact, FactSource, FactStatus},
    store::{
        Tx,
        table::{client_run, extraction_ledger, fact_review},
    },
};

/// The longest report, in days.
const MAX_DAYS: u32 = 366;
const DEFAULT_DAYS: u32 = 30;
const MAX_REASONS: i64 = 50;

impl Rivo {
    /// What extraction did over the last `days` days (30 if `None`): how often people found its
    /// facts right, what it cost, what failed and whether the model can be asked now.
    pub async fn extraction_report(
        &self,
        actor: &Actor,
        days: Option<u32>,
    ) -> Result<ExtractionReport> {
        actor.require(Permission::ReportView)?;
        let scope = Scope::of_list(actor)?;
        let days = days.unwrap_or(DEFAULT_DAYS);
        if !(1..=MAX_DAYS).contains(&days) {
            return Err(Error::invalid(
                "days",
                format!("Enter a whole number from 1 to {MAX_DAYS}."),
            ));
        }
        let now = self.now();
        let since = now.plus_seconds(-86_400 * i64::from(days - 1)).day();
        let settings = self.settings().await?;
        let limit = settings.extraction_daily_budget_micros;
        let extractor = self.extractor().name();
        let (spending, spent, reviews, failures) = self
            .store()
            .read({
                let since = since.clone();
                move |tx| {
                    let since = since.clone();
                    Box::pin(async move {
                        Ok((
                            extraction_ledger::since(tx, &since).await?,
                            extraction_ledger::cost_of_day(tx, now).await?,
                            reviews(tx, scope, &since).await?,
                            failures(tx, scope).await?,
                        ))
                    })
                }
            })
            .await?;
        let state = if extractor == RulesExtractor.name() {
            ExtractorState::RulesOnly
        } else if !settings.extraction_enabled {
            ExtractorState::SwitchedOff
        } else if limit > 0 && spent >= limit {
            ExtractorState::BudgetSpent
        } else {
            match self.extractor().availability() {
                Availability::Ready => ExtractorState::Ready,
                Availability::Paused { remaining, reason } => ExtractorState::Paused {
                    seconds: i64::try_from(remaining.as_secs()).unwrap_or(i64::MAX),
                    reason,
                },
            }
        };
        Ok(ExtractionReport {
            since,
            until: now.day(),
            extractor,
            state,
            budget: Budget {
                daily_micros: (limit > 0).then_some(limit),
                spent_micros: spent,
                left_micros: (limit > 0).then(|| (limit - spent).max(0)),
            },
            spending,
            reviews,
            failures,
        })
    }

    /// Compares a run of a client, or its newest, with another one, or with the one before it.
    /// Of a client that was never read every field is the same: nothing.
    pub async fn compare_runs(
        &self,
        actor: &Actor,
        client_id: ClientId,
        after: Option<RunId>,
        before: Option<RunId>,
    ) -> Result<RunComparison> {
        let scope = Scope::of(actor);
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    require_visible(tx, scope, client_id).await?;
                    let not_found = || Error::not_found("Run");
                    let after = match after {
                        Some(id) => Some(
                            client_run::find(tx, client_id, id)
                                .await?
                                .ok_or_else(not_found)?,
                        ),
                        None => client_run::newest(tx, client_id).await?,
                    };
                    let before = match (before, &after) {
                        (Some(id), _) => Some(
                            client_run::find(tx, client_id, id)
                                .await?
                                .ok_or_else(not_found)?,
                        ),
                        (None, Some(after)) => {
                            client_run::before(tx, client_id, &after.run).await?
                        }
                        (None, None) => None,
                    };
                    Ok(compare(before, after))
                })
            })
            .await
    }
}

async fn reviews(tx: &mut Tx, scope: Scope, since: &str) -> Result<Vec<Reviews>> {
    let mut select = Select::from(fact_review::COUNTS);
    select.and("r.day >= ?", [since.into()]);
    scope.narrow(&mut select);
    select.end(
        "GROUP BY r.day, r.path, r.extractor, r.verdict ORDER BY r.day, r.path, r.extractor, r.verdict",
        [],
    );
    let mut reviews = Vec::new();
    for mut row in select.rows(tx).await? {
        reviews.push(Reviews {
            day: row.get()?,
            path: row.get()?,
            extractor: row.get()?,
            verdict: row.parsed()?,
            fields: row.get()?,
        });
    }
    Ok(reviews)
}

async fn failures(tx: &mut Tx, scope: Scope) -> Result<Vec<FailureReason>> {
    let mut select = Select::from(
        "SELECT COALESCE(j.last_error, ''), j.state, COUNT(*)
         FROM extraction_job j JOIN client c ON c.id = j.client_id",
    );
    select.and("j.state IN ('failed', 'dead')", []);
    scope.narrow(&mut select);
    select.end(
        "GROUP BY j.last_error, j.state ORDER BY COUNT(*) DESC, j.last_error LIMIT ?",
        [MAX_REASONS.into()],
    );
    let mut failures = Vec::new();
    for mut row in select.rows(tx).await? {
        failures.push(FailureReason {
            reason: row.get()?,
            state: row.parsed::<JobState>()?,
            jobs: row.get()?,
        });
    }
    Ok(failures)
}

fn compare(
    before: Option<client_run::FullRun>,
    after: Option<client_run::FullRun>,
) -> RunComparison {
    let fields = FACT_PATHS.iter().map(|known| {
        let text = |run: &client_run::FullRun| run.run.context.text_at(known.path);
        let before_text = before.as_ref().and_then(text);
        let after_text = after.as_ref().and_then(text);
        let change = match (&before_text, &after_text) {
            (one, other) if one == other => FieldChange::Same,
            (None, _) => FieldChange::Added,
            (_, None) => FieldChange::Removed,
            _ => FieldChange::Changed,
        };
        let fact = |run: &client_run::FullRun| run.facts.get(known.path).cloned();
        FieldDifference {
            path: known.path.to_owned(),
            label: known.label.to_owned(),
            change,
            before_text,
            after_text,
            before: before.as_ref().and_then(fact),
            after: after.as_ref().and_then(fact),
        }
    });
    RunComparison {
        fields: fields.collect(),
        before: before.map(|full| full.run),
        after: after.map(|full| full.run),
    }
}

/// What extraction had said of a field, for the verdict of a person's word on it.
pub(crate) struct Claim {
    extractor: String,
    /// The last fact that no person made, as far as it was shown.
    shown: Option<Fact>,
}

impl Claim {
    /// The claim that stands on a field; `None` before the first extraction.
    pub(crate) fn on(meta: &ContextMeta, path: &str) -> Option<Self> {
        let newest = meta.extractor.clone()?;
        let fact = meta.facts.get(path);
        let claimed = fact.and_then(|fact| {
            std::iter::once(fact)
                .chain(&fact.previous)
                .find(|fact| fact.source != FactSource::Human)
        });
        let extractor = match claimed.map(|fact| fact.source) {
            Some(FactSource::Rules) => RulesExtractor.name(),
            _ => newest,
        };
        let shown = claimed.filter(|fact| fact.status == FactStatus::Verified);
        Some(Self {
            extractor,
            shown: shown.cloned(),
        })
    }

    /// What the fact that a person has set says of the claim; `None` where both know nothing.
    fn verdict(&self, word: Option<&Fact>) -> Option<Verdict> {
        let word = word.filter(|fact| fact.text.is_some());
        match (&self.shown, word) {
            (Some(claimed), Some(word)) if claimed.says_the_same(word) => Some(Verdict::Right),
            (Some(_), Some(_)) => Some(Verdict::Wrong),
            (Some(_), None) => Some(Verdict::Invented),
            (None, Some(_)) => Some(Verdict::Missed),
            (None, None) => None,
        }
    }

    /// Keeps the verdict of a person's word.
    pub(crate) async fn review(
        &self,
        execution: &mut Execution<'_>,
        client_id: ClientId,
        path: &str,
        word: Option<&Fact>,
    ) -> Result<()> {
        let Some(verdict) = self.verdict(word) else {
            return Ok(());
        };
        let now = execution.now;
        fact_review::set(execution.tx, client_id, path, &self.extractor, verdict, now).await
    }
}
