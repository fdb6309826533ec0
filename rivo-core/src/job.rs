//! The worker of the durable extraction queue.
//!
//! A job is a row with a lease. A worker that dies loses its lease, and another one takes the job
//! over; one that comes back too late finds that it no longer owns it and writes nothing. A failure
//! is kept on the job and shown on the client, and meanwhile the rules' context stands.

mod end;

use std::{sync::Arc, time::Duration};

use tokio::task::JoinSet;

use self::end::{End, announce_state, fail, save};
use crate::{
    Error, Result,
    api::client::JobState,
    extract::{self, ExtractError, Extraction, Extractor, RulesExtractor, Transcript, Usage},
    id::ClientId,
    service::{Rivo, conversation, guarded},
    store::table::{
        chat_session, client,
        extraction_job::{self, Claim},
        extraction_ledger,
    },
};

const LEASE_SECONDS: i64 = 30;
const RENEW_EVERY: Duration = Duration::from_secs(10);
/// A job is tried so often before only a person starts it again.
const MAX_ATTEMPTS: i64 = 6;
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
                let transcript = conversation::of_client(tx, client_id, region).await?;
                Ok(Some(Reading {
                    transcript,
                    message_count,
                    is_first: row.context_meta.extractor.is_none(),
                }))
            })
        })
        .await
}
