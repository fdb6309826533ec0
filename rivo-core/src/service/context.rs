//! A person's word on what was extracted: corrections, proposals, another run.

use serde_json::{Map, json};

use super::{
    Rivo,
    client::{announce, first_touch, save_contact, set_by_hand},
    execute::{Execution, Outcome},
    extraction_report::Claim,
    newest, paging,
    scope::{Scope, lock_visible, require_visible},
};
use crate::{
    api::{
        Page,
        client::{ContactProposal, CorrectFact, ExtractionRun, ReopenProposal, ResolveProposal},
    },
    auth::{Actor, Permission},
    error::{Error, Result},
    extract::retell,
    id::{ClientId, RunId, UserId},
    model::context::{self, FactSource, fact_path},
    store::table::{
        client::{self, ClientRow, ContactField},
        client_run, extraction_job, fact_review,
    },
};

/// The most facts that one request corrects.
const MAX_FACTS: usize = 50;

/// Corrects facts, all or none. A corrected fact is locked: later runs propose, never overwrite.
pub(crate) async fn correct_context(
    execution: &mut Execution<'_>,
    client_id: ClientId,
    facts: Vec<CorrectFact>,
) -> Result<Outcome> {
    if facts.is_empty() || facts.len() > MAX_FACTS {
        return Err(Error::invalid(
            "facts",
            format!("Give 1 to {MAX_FACTS} facts."),
        ));
    }
    let by = person(execution)?;
    let now = execution.now;
    let mut row = lock_visible(execution, client_id).await?;
    let (mut before, mut after) = (Map::new(), Map::new());
    for fact in facts {
        if fact
            .value
            .as_deref()
            .is_some_and(|value| value.contains('\0'))
        {
            return Err(Error::invalid(
                fact.path,
                "Null characters are not allowed.",
            ));
        }
        let path = fact.path.as_str();
        let stands = row.context.text_at(path);
        let claim = Claim::on(&row.context_meta, path);
        if let Some(expected) = fact.expected.filter(|_| fact_path(path).is_some())
            && expected != stands
        {
            return Err(Error::conflict(
                "stale",
                "The fact was changed meanwhile; look at it again.",
            )
            .with_current(json!({ path: stands })));
        }
        context::correct(
            &mut row.context,
            &mut row.context_meta,
            path,
            fact.value.as_deref(),
            by,
            now,
        )
        .map_err(Error::Invalid)?;
        if let Some(claim) = claim {
            let word = row.context_meta.facts.get(path);
            claim.review(execution, client_id, path, word).await?;
        }
        after.insert(path.to_owned(), json!(row.context.text_at(path)));
        before.entry(path).or_insert_with(|| json!(stands));
    }
    if before != after {
        retell(&mut row.context, &row.context_meta.facts);
    }
    first_touch(execution, &mut row);
    client::save(execution.tx, &mut row, now).await?;
    execution
        .audit(
            "client",
            client_id,
            Some(client_id),
            Some(before.into()),
            Some(after.into()),
        )
        .await?;
    announce(execution, &row).await?;
    Ok(Outcome::client(client_id, row.version))
}

/// Accepts or rejects what waits for a person's word: a fact's proposal, or the newest value the
/// chat stated for a contact field.
pub(crate) async fn resolve_proposal(
    execution: &mut Execution<'_>,
    client_id: ClientId,
    word: ResolveProposal,
) -> Result<Outcome> {
    let row = lock_visible(execution, client_id).await?;
    match ContactField::ALL
        .into_iter()
        .find(|field| field.name() == word.path)
    {
        Some(field) => resolve_contact(execution, row, field, word).await,
        None => resolve_fact(execution, row, &word).await,
    }
}

async fn resolve_contact(
    execution: &mut Execution<'_>,
    mut row: ClientRow,
    field: ContactField,
    word: ResolveProposal,
) -> Result<Outcome> {
    execution.actor.require(Permission::ClientEdit)?;
    let before = row.clone();
    let proposed = || {
        let of_field = |proposal: &&ContactProposal| proposal.field == field.name();
        row.proposals.iter().rev().filter(of_field)
    };
    if proposed().next().is_none() {
        return Err(Error::invalid(
            "path",
            format!("Nothing is proposed for \"{}\".", field.name()),
        ));
    }
    let meant =
        proposed().find(|proposal| word.value.as_ref().is_none_or(|it| *it == proposal.value));
    let Some(value) = meant.map(|proposal| proposal.value.clone()) else {
        let values: Vec<&str> = proposed().map(|proposal| proposal.value.as_str()).collect();
        return Err(Error::invalid(
            "value",
            format!("Not proposed; there is {}.", values.join(", ")),
        ));
    };
    row.proposals
        .retain(|proposal| proposal.field != field.name());
    if word.accept {
        set_by_hand(&mut row, field, Some(value));
    } else {
        // The value that stands was confirmed by a person.
        row.set_edited(field);
    }
    save_contact(execution, &before, &mut row).await?;
    Ok(Outcome::client(row.id, row.version))
}

async fn resolve_fact(
    execution: &mut Execution<'_>,
    mut row: ClientRow,
    word: &ResolveProposal,
) -> Result<Outcome> {
    let by = person(execution)?;
    let now = execution.now;
    let path = word.path.as_str();
    let stands = row.context.text_at(path);
    let claim = Claim::on(&row.context_meta, path);
    let standing = row.context_meta.facts.get(path).cloned();
    if word.accept {
        context::accept_proposal(&mut row.context, &mut row.context_meta, path, by, now)
    } else {
        context::reject_proposal(&mut row.context_meta, path)
    }
    .map_err(Error::Invalid)?;
    if word.accept {
        retell(&mut row.context, &row.context_meta.facts);
    }
    // A person who keeps what a run shows says that it is right.
    let judged = if word.accept {
        row.context_meta.facts.get(path)
    } else {
        standing
            .as_ref()
            .filter(|fact| fact.source != FactSource::Human)
    };
    if let (Some(claim), Some(judged)) = (claim, judged) {
        claim.review(execution, row.id, path, Some(judged)).await?;
    }
    first_touch(execution, &mut row);
    client::save(execution.tx, &mut row, now).await?;
    execution
        .audit(
            "client",
            row.id,
            Some(row.id),
            Some(json!({ path: stands })),
            Some(json!({ path: row.context.text_at(path), "accepted": word.accept })),
        )
        .await?;
    announce(execution, &row).await?;
    Ok(Outcome::client(row.id, row.version))
}

/// Takes back the word on a fact's proposal, as long as it is the last thing that was done to it.
pub(crate) async fn reopen_proposal(
    execution: &mut Execution<'_>,
    client_id: ClientId,
    word: ReopenProposal,
) -> Result<Outcome> {
    person(execution)?;
    let mut row = lock_visible(execution, client_id).await?;
    let path = word.path.as_str();
    let stands = row.context.text_at(path);
    let is_reopened = context::reopen_proposal(
        &mut row.context,
        &mut row.context_meta,
        path,
        word.accepted,
        word.value.as_deref(),
    )
    .map_err(Error::Invalid)?;
    if !is_reopened {
        return Err(
            Error::conflict("stale", "The fact was changed meanwhile; look at it again.")
                .with_current(json!({ path: stands })),
        );
    }
    if word.accepted {
        retell(&mut row.context, &row.context_meta.facts);
    }
    // What is said of the extractor is what the word said that stands again, if any does.
    let standing = row.context_meta.facts.get(path);
    let standing = standing.filter(|fact| fact.source == FactSource::Human);
    match (Claim::on(&row.context_meta, path), standing) {
        (Some(claim), Some(word)) => claim.review(execution, row.id, path, Some(word)).await?,
        _ => fact_review::remove(execution.tx, row.id, path).await?,
    }
    client::save(execution.tx, &mut row, execution.now).await?;
    execution
        .audit(
            "client",
            row.id,
            Some(row.id),
            Some(json!({ path: stands })),
            Some(json!({ path: row.context.text_at(path), "reopened": word.value })),
        )
        .await?;
    announce(execution, &row).await?;
    Ok(Outcome::client(row.id, row.version))
}

/// Asks for a fresh extraction now.
pub(crate) async fn request_extraction(
    execution: &mut Execution<'_>,
    client_id: ClientId,
) -> Result<Outcome> {
    let mut row = lock_visible(execution, client_id).await?;
    let now = execution.now;
    extraction_job::request_now(execution.tx, client_id, now).await?;
    // The job's state is part of the client as it is shown.
    client::save(execution.tx, &mut row, now).await?;
    execution
        .audit(
            "client",
            client_id,
            Some(client_id),
            None,
            Some(json!({ "extraction": "queued" })),
        )
        .await?;
    announce(execution, &row).await?;
    Ok(Outcome::client(client_id, row.version))
}

/// The person whose word it is.
fn person(execution: &Execution<'_>) -> Result<UserId> {
    execution.actor.user_id().ok_or_else(|| {
        Error::forbidden(
            "permission_denied",
            "Only a user may say what is true of a client.",
        )
    })
}

impl Rivo {
    /// The runs of an extractor over a client's conversation, newest first.
    pub async fn list_runs(
        &self,
        actor: &Actor,
        client_id: ClientId,
        cursor: Option<String>,
        limit: Option<u32>,
    ) -> Result<Page<ExtractionRun>> {
        let scope = Scope::of(actor);
        let limit = paging::page_limit(limit)?;
        let before = newest::before::<RunId>(cursor.as_deref())?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    require_visible(tx, scope, client_id).await?;
                    let rows = client_run::of_client(tx, client_id, before, limit + 1).await?;
                    Ok(newest::page(rows, limit, |row| (row.created_at, row.id)))
                })
            })
            .await
    }
}
