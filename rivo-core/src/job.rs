//! The worker of the durable extraction queue.
//!
//! A job is a row with a lease. A worker that dies loses its lease, and another one takes the job
//! over; one that comes back too late finds that it no longer owns it and writes nothing. A failure
//! is kept on the job and shown on the client, and meanwhile the rules' context stands.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use serde_json::json;
use tokio::task::JoinSet;

use crate::{
    Error, Result,
    api::client::{ExtractionRun, JobState},
    api::event::ChangeKind,
    clock::Timestamp,
    extract::{
        self, ExtractError, Extraction, Extractor, RulesExtractor, Transcript, TranscriptMessage,
        Usage,
    },
    id::{AuditId, ClientId, RunId},
    model::context::Context,
    service::{Rivo, guarded},
    store::{
        Tx,
        table::{
            audit_log,
            change_feed::{self, NewChange},
            chat_message, chat_session, client,
            extraction_job::{self, Claim},
            extraction_ledger, extraction_run,
        },
    },
};

const LEASE_SECONDS: i64 = 30;
const RENEW_EVERY: Duration = Duration::from_secs(10);
/// A job is tried so often before only a person starts it again.
const MAX_ATTEMPTS: i64 = 6;
/// Of a session longer than this, the newest messages are read: nobody talks so long, but a machine
/// may.
const READ_LIMIT: i64 = 2_000;
/// A run that takes longer has failed.
const RUN_LIMIT: Duration = Duration::from_mins(10);
/// How long a due job of another node's making may go unseen.
const POLL: Duration = Duration::from_secs(2);

/// Starts the workers.
pub(crate) fn spawn(rivo: &Rivo, tasks: &mut JoinSet<()>) {
    for _ in 0..rivo.job_workers() {
        tasks.spawn(work(rivo.clone()));
    }
}

async fn work(rivo: Rivo) {
    let owner = uuid::Uuid::now_v7();
    let mut stopping = rivo.stopping();
    loop {
        if stopping.is_stopping() {
            return;
        }
        match claim(&rivo, owner).await {
            Ok(Some(claim)) => {
                tokio::select! {
                    outcome = run_guarded(&rivo, claim) => {
                        if let Err(error) = outcome {
                            tracing::error!(job_id = %claim.id, error = %crate::service::chain(&error),
                                "an extraction job could not be ended; its lease will run out and it is tried again");
                        }
                    }
                    () = stopping.stopped() => {
                        hand_back(&rivo, claim).await;
                        return;
                    }
                }
                // There may be another one.
                rivo.job_due().notify_one();
            }
            Ok(None) => {
                tokio::select! {
                    () = rivo.job_due().notified() => {}
                    () = tokio::time::sleep(POLL) => {}
                    () = stopping.stopped() => return,
                }
            }
            Err(error) => {
                tracing::warn!(error = %crate::service::chain(&error), "the job queue does not answer; trying again");
                tokio::select! {
                    () = tokio::time::sleep(POLL) => {}
                    () = stopping.stopped() => return,
                }
            }
        }
    }
}

impl Rivo {
    /// Runs the extraction jobs that are due, one after the other, and says how many there were:
    /// for embedders and tests that start no background work.
    pub async fn run_due_jobs(&self) -> Result<usize> {
        let owner = uuid::Uuid::now_v7();
        let mut count = 0;
        while let Some(claim) = claim(self, owner).await? {
            run_guarded(self, claim).await?;
            count += 1;
        }
        Ok(count)
    }
}

async fn claim(rivo: &Rivo, owner: uuid::Uuid) -> Result<Option<Claim>> {
    let now = rivo.now();
    // Most looks find nothing due; only the others need a transaction that writes.
    let due = rivo
        .store()
        .read(move |tx| Box::pin(async move { extraction_job::is_due(tx, now).await }))
        .await?;
    if !due {
        return Ok(None);
    }
    rivo.store()
        .write(move |tx| {
            Box::pin(async move {
                let lease_until = now.plus_seconds(LEASE_SECONDS);
                let claim = extraction_job::claim(tx, owner, lease_until, now).await?;
                if let Some(claim) = &claim {
                    announce_state(tx, claim, now).await?;
                }
                Ok(claim)
            })
        })
        .await
}

async fn hand_back(rivo: &Rivo, claim: Claim) {
    let now = rivo.now();
    let handed_back = rivo
        .store()
        .write(move |tx| {
            Box::pin(async move {
                extraction_job::hand_back(tx, &claim, now).await?;
                announce_state(tx, &claim, now).await
            })
        })
        .await;
    if let Err(error) = handed_back {
        tracing::warn!(job_id = %claim.id, %error, "a job could not be handed back; its lease will run out");
    }
}

/// [`run`], where a panic ends the job and not its worker.
async fn run_guarded(rivo: &Rivo, claim: Claim) -> Result<()> {
    match guarded(run(rivo, claim)).await {
        Err(Error::Internal {
            context,
            source: None,
        }) => {
            tracing::error!(job_id = %claim.id, %context, "an extraction broke off");
            end_dead(
                rivo,
                claim,
                "The extraction broke off. The operator's log says why.",
            )
            .await
        }
        outcome => outcome,
    }
}

/// Ends a job that only a person shall start again.
async fn end_dead(rivo: &Rivo, claim: Claim, detail: &'static str) -> Result<()> {
    let now = rivo.now();
    rivo.store()
        .write(move |tx| {
            Box::pin(async move {
                if !extraction_job::is_owned(tx, &claim).await? {
                    return Ok(());
                }
                extraction_job::fail(tx, &claim, JobState::Dead, now, detail, now).await?;
                announce_state(tx, &claim, now).await
            })
        })
        .await?;
    rivo.wake_feed();
    Ok(())
}

/// What a job reads: the conversation, how many messages it holds, whether the client was ever read.
struct Reading {
    transcript: Transcript,
    message_count: i64,
    is_first: bool,
}

async fn run(rivo: &Rivo, claim: Claim) -> Result<()> {
    if claim.attempts > MAX_ATTEMPTS {
        // Its workers died: what killed them would kill this one.
        return end_dead(rivo, claim, "The extraction never came to an end.").await;
    }
    let Some(reading) = read(rivo, claim.client_id).await? else {
        // Erased or merged meanwhile: the job's row went with the client.
        return Ok(());
    };
    let reading = Arc::new(reading);
    let (extractor, is_model) = choose(rivo).await?;
    if is_model && reading.is_first {
        // A model may take a minute or fail; staff see what the rules found at once.
        let rules = extract_by(&RulesExtractor, &reading).await;
        if let Ok(extraction) = rules {
            save(rivo, claim, Arc::clone(&reading), extraction, End::Goes).await?;
        }
    }
    let outcome = {
        let extracting = extract_by(&*extractor, &reading);
        tokio::pin!(extracting);
        loop {
            tokio::select! {
                outcome = &mut extracting => break outcome,
                () = tokio::time::sleep(RENEW_EVERY) => {
                    if !renew(rivo, claim).await {
                        tracing::warn!(job_id = %claim.id, "this job's lease was lost; another worker has it");
                        return Ok(());
                    }
                }
            }
        }
    };
    match outcome {
        Ok(extraction) => save(rivo, claim, reading, extraction, End::Done).await,
        Err(error) => fail(rivo, claim, reading, is_model, error).await,
    }
}

async fn extract_by(
    extractor: &dyn Extractor,
    reading: &Reading,
) -> Result<Extraction, ExtractError> {
    match tokio::time::timeout(RUN_LIMIT, extractor.extract(&reading.transcript)).await {
        // Nobody's word is taken for what can be looked up.
        Ok(outcome) => outcome.map(|it| extract::verified(it, &reading.transcript)),
        Err(_) => Err(ExtractError::Retryable {
            retry_after: None,
            detail: "The extraction did not end within ten minutes.".to_owned(),
            usage: Usage::default(),
        }),
    }
}

/// The desk's extractor, or the rules while it is switched off or the day's budget is spent.
async fn choose(rivo: &Rivo) -> Result<(Arc<dyn Extractor>, bool)> {
    let rules: (Arc<dyn Extractor>, bool) = (Arc::new(RulesExtractor), false);
    if rivo.extractor().name() == RulesExtractor.name() {
        return Ok(rules);
    }
    let settings = rivo.settings().await?;
    if !settings.extraction_enabled {
        return Ok(rules);
    }
    let budget = settings.extraction_daily_budget_micros;
    if budget > 0 {
        let now = rivo.now();
        let spent = rivo
            .store()
            .read(move |tx| Box::pin(async move { extraction_ledger::cost_of_day(tx, now).await }))
            .await?;
        if spent >= budget {
            tracing::info!(
                spent_micros = spent,
                "the day's extraction budget is spent; the rules read instead"
            );
            return Ok(rules);
        }
    }
    Ok((Arc::clone(rivo.extractor()), true))
}

async fn renew(rivo: &Rivo, claim: Claim) -> bool {
    let now = rivo.now();
    let renewed = rivo
        .store()
        .write(move |tx| {
            Box::pin(async move {
                extraction_job::renew(tx, &claim, now.plus_seconds(LEASE_SECONDS), now).await
            })
        })
        .await;
    match renewed {
        Ok(owned) => owned,
        Err(error) => {
            // The end of the job checks again; a database that is away now may be back by then.
            tracing::warn!(job_id = %claim.id, %error, "a lease could not be renewed");
            true
        }
    }
}

async fn read(rivo: &Rivo, client_id: ClientId) -> Result<Option<Reading>> {
    let region = rivo.region();
    rivo.store()
        .read(move |tx| {
            Box::pin(async move {
                let Some(row) = client::find(tx, client_id).await? else {
                    return Ok(None);
                };
                let message_count = chat_session::messages_of_client(tx, client_id).await?;
                let mut messages = Vec::new();
                for session in chat_session::of_client(tx, client_id).await? {
                    let after = session.message_count - READ_LIMIT;
                    let of_session =
                        chat_message::of_session(tx, session.session_id, after, READ_LIMIT).await?;
                    messages.extend(of_session.into_iter().map(|message| TranscriptMessage {
                        id: message.id,
                        position: message.position,
                        from_client: message.sender_type == crate::api::chat::SenderType::Client,
                        text: message.message,
                        at: message.created_at,
                    }));
                }
                Ok(Some(Reading {
                    transcript: Transcript {
                        messages,
                        region,
                        language: None,
                    },
                    message_count,
                    is_first: row.context_meta.extractor.is_none(),
                }))
            })
        })
        .await
}

/// Whether the saved extraction ends its job.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// The job goes on: the rules spoke before the model.
    Goes,
    /// The job is done.
    Done,
}

async fn save(
    rivo: &Rivo,
    claim: Claim,
    reading: Arc<Reading>,
    extraction: Extraction,
    end: End,
) -> Result<()> {
    let now = rivo.now();
    let extraction = Arc::new(extraction);
    rivo.store()
        .write(move |tx| {
            let (reading, extraction) = (Arc::clone(&reading), Arc::clone(&extraction));
            Box::pin(async move {
                if !extraction_job::is_owned(tx, &claim).await? {
                    return Ok(());
                }
                apply(tx, claim.client_id, &reading, &extraction, now).await?;
                if end == End::Done {
                    let unread = chat_session::messages_of_client(tx, claim.client_id).await?
                        > reading.message_count;
                    extraction_job::finish(tx, &claim, unread, now).await?;
                }
                Ok(())
            })
        })
        .await?;
    rivo.wake_feed();
    Ok(())
}

/// Merges an extraction into the client and keeps the run.
async fn apply(
    tx: &mut Tx,
    client_id: ClientId,
    reading: &Reading,
    extraction: &Extraction,
    now: Timestamp,
) -> Result<()> {
    let Some(mut row) = client::lock(tx, client_id).await? else {
        return Ok(());
    };
    let run = ExtractionRun {
        id: RunId::new(),
        extractor: extraction.extractor.clone(),
        up_to_position: reading.message_count,
        context: extraction.context.clone(),
        prompt_tokens: extraction
            .usage
            .as_ref()
            .map_or(0, |usage| usage.prompt_tokens),
        completion_tokens: extraction
            .usage
            .as_ref()
            .map_or(0, |usage| usage.completion_tokens),
        cost_micros: extraction
            .usage
            .as_ref()
            .map_or(0, |usage| usage.cost_micros),
        created_at: now,
    };
    // A person may have set facts before anybody read the conversation.
    let has_facts = row.context_meta.extractor.is_some() || !row.context_meta.facts.is_empty();
    let previous = has_facts.then_some((&row.context, &row.context_meta));
    let (context, context_meta) =
        extract::merge(previous, extraction, run.id, reading.message_count, now);
    row.context = context;
    row.context_meta = context_meta;
    client::save(tx, &mut row, now).await?;
    extraction_run::insert(tx, client_id, &run, &extraction.facts).await?;
    let usage = extraction.usage.unwrap_or_default();
    extraction_ledger::add(tx, &run.extractor, usage, false, now).await?;
    audit_log::insert(
        tx,
        &audit_log::Entry {
            id: AuditId::new(),
            actor_kind: "system",
            user_id: None,
            actor_name: "extraction",
            action: "extract",
            entity_kind: "client",
            entity_id: &client_id.to_string(),
            client_id: Some(client_id),
            before: None,
            after: Some(&json!({
                "run_id": run.id, "extractor": run.extractor, "up_to_position": run.up_to_position,
            })),
            address: None,
            command_id: None,
            issued_at: None,
            created_at: now,
        },
    )
    .await?;
    announce(tx, client_id, row.assigned_to, now).await
}

/// The state of its job is part of a client as it is shown.
async fn announce_state(tx: &mut Tx, claim: &Claim, now: Timestamp) -> Result<()> {
    let assignee = client::assignee(tx, claim.client_id).await?;
    announce(tx, claim.client_id, assignee, now).await
}

async fn announce(
    tx: &mut Tx,
    client_id: ClientId,
    assignee: Option<crate::id::UserId>,
    now: Timestamp,
) -> Result<()> {
    let id = client_id.to_string();
    let change = NewChange::on_client(ChangeKind::Client, &id, client_id, assignee);
    change_feed::append(tx, &change, now).await
}

async fn fail(
    rivo: &Rivo,
    claim: Claim,
    reading: Arc<Reading>,
    is_model: bool,
    error: ExtractError,
) -> Result<()> {
    let now = rivo.now();
    let away = matches!(error, ExtractError::Away { .. });
    let dead = !error.is_retryable() || !away && claim.attempts >= MAX_ATTEMPTS;
    let state = if dead {
        JobState::Dead
    } else {
        JobState::Failed
    };
    let asked_wait = match &error {
        ExtractError::Retryable {
            retry_after: Some(wait),
            ..
        }
        | ExtractError::Away {
            retry_after: Some(wait),
            ..
        } => i64::try_from(wait.as_secs()).unwrap_or(i64::MAX),
        _ => 0,
    };
    let wait = match error {
        ExtractError::Away { .. } => asked_wait.max(5) + spread_seconds(claim, asked_wait.max(5)),
        _ => asked_wait.clamp(backoff_seconds(claim), 3600),
    };
    tracing::warn!(job_id = %claim.id, client_id = %claim.client_id, attempts = claim.attempts,
        state = state.name(), %error, "an extraction failed");
    // The rules need no server: what they find stands until the model answers.
    let rules = if is_model {
        extract_by(&RulesExtractor, &reading)
            .await
            .ok()
            .map(Arc::new)
    } else {
        None
    };
    let detail = Arc::new(error.to_string());
    let spent = error.usage();
    let extractor = rivo.extractor().name();
    rivo.store()
        .write(move |tx| {
            let (reading, rules, detail) =
                (Arc::clone(&reading), rules.clone(), Arc::clone(&detail));
            let extractor = extractor.clone();
            Box::pin(async move {
                if !extraction_job::is_owned(tx, &claim).await? {
                    return Ok(());
                }
                if spent.requests > 0 {
                    if !away {
                        let run = failed_run(&extractor, spent, now);
                        extraction_run::insert(tx, claim.client_id, &run, &BTreeMap::new()).await?;
                    }
                    extraction_ledger::add(tx, &extractor, spent, true, now).await?;
                }
                if let Some(rules) = rules
                    && extraction_run::newest_position(tx, claim.client_id).await?
                        < reading.message_count
                {
                    apply(tx, claim.client_id, &reading, &rules, now).await?;
                }
                let run_at = now.plus_seconds(wait);
                if away {
                    let known = extraction_job::last_error(tx, &claim).await?;
                    extraction_job::postpone(tx, &claim, run_at, &detail, now).await?;
                    if known.as_deref() == Some(detail.as_str()) {
                        // Nothing new to tell, however often the other side is found away.
                        return Ok(());
                    }
                } else {
                    extraction_job::fail(tx, &claim, state, run_at, &detail, now).await?;
                }
                announce_state(tx, &claim, now).await
            })
        })
        .await?;
    rivo.wake_feed();
    Ok(())
}

/// A failed run has read nothing, but it may have cost something, and the ledger says so.
fn failed_run(extractor: &str, spent: Usage, now: Timestamp) -> ExtractionRun {
    ExtractionRun {
        id: RunId::new(),
        extractor: format!("{extractor} (failed)"),
        up_to_position: 0,
        context: Context::default(),
        prompt_tokens: spent.prompt_tokens,
        completion_tokens: spent.completion_tokens,
        cost_micros: spent.cost_micros,
        created_at: now,
    }
}

/// 5 s, 10 s, 20 s … with a spread of a quarter, by the job's own id, so that many jobs that failed
/// together do not come back together.
fn backoff_seconds(claim: Claim) -> i64 {
    let exponent = u32::try_from(claim.attempts.clamp(1, 10) - 1).unwrap_or(0);
    let base = 5 * 2_i64.pow(exponent);
    base + spread_seconds(claim, base)
}

/// Up to a quarter of a wait.
fn spread_seconds(claim: Claim, wait: i64) -> i64 {
    i64::from(claim.id.0.as_bytes()[15]) * wait / 1024
}
