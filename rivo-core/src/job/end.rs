//! The end of a job: what a run found is merged into its client, what it failed of is kept.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::json;

use super::{MAX_ATTEMPTS, Reading, extract_by};
use crate::{
    Result,
    api::{
        client::{ExtractionRun, JobState},
        event::ChangeKind,
    },
    clock::Timestamp,
    extract::{self, ExtractError, Extraction, RulesExtractor, Usage},
    id::{AuditId, ClientId, RunId, UserId},
    model::context::Context,
    service::{Rivo, conversation},
    store::{
        Tx,
        table::{
            audit_log,
            change_feed::{self, NewChange},
            chat_session, client,
            extraction_job::{self, Claim},
            extraction_ledger, extraction_run,
        },
    },
};

/// Whether the saved extraction ends its job.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The job goes on: the rules spoke before the model.
    Goes,
    /// The job is done.
    Done,
}

pub(super) async fn save(
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
    // Words may have gone from what an earlier run read.
    let known = extract::quoted(&row.context_meta.facts);
    let transcript = reading.transcript.clone();
    let transcript = conversation::with_quoted(tx, client_id, transcript, &known).await?;
    extract::drop_disproved(&mut row.context, &mut row.context_meta.facts, &transcript);
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
pub(super) async fn announce_state(tx: &mut Tx, claim: &Claim, now: Timestamp) -> Result<()> {
    let assignee = client::assignee(tx, claim.client_id).await?;
    announce(tx, claim.client_id, assignee, now).await
}

async fn announce(
    tx: &mut Tx,
    client_id: ClientId,
    assignee: Option<UserId>,
    now: Timestamp,
) -> Result<()> {
    let id = client_id.to_string();
    let change = NewChange::on_client(ChangeKind::Client, &id, client_id, assignee);
    change_feed::append(tx, &change, now).await
}

pub(super) async fn fail(
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
