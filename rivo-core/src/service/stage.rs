//! Stages: moving a client, its history, and the graph as data.

use serde_json::json;

use super::{
    Rivo,
    client::{announce, first_touch},
    execute::{Execution, Outcome},
    newest, paging,
    scope::{Scope, lock_visible, require_visible},
    text,
};
use crate::{
    api::{
        Page,
        stage::{ChangeStage, StageChange, StageGraph},
    },
    auth::{Actor, Permission},
    error::{Error, FieldErrors, Result},
    id::{ClientId, StageChangeId},
    model::stage::{self, MoveRequest, ReasonCode, Stage, check_move},
    store::table::{
        client::{self, ClientRow},
        client_stage_history::{self, NewStageChange},
    },
};

/// The most characters of a remark.
pub(crate) const MAX_REMARKS: usize = 2000;

/// Moves a client, as the graph allows or an admin insists.
pub(crate) async fn change_stage(
    execution: &mut Execution<'_>,
    client_id: ClientId,
    change: ChangeStage,
) -> Result<Outcome> {
    let mut row = lock_visible(execution, client_id).await?;
    let remarks = text::optional("remarks", change.remarks.as_deref(), MAX_REMARKS)?;
    let names = Names::parse(&change)?;
    if names
        .expected
        .is_some_and(|expected| expected != row.current_stage)
    {
        return Err(stale(&row));
    }
    let made = check_move(&MoveRequest {
        from: row.current_stage,
        to: names.to,
        closed_from: row.closed_from,
        remarks: remarks.as_deref(),
        reason_code: names.reason,
        is_admin: execution.actor.has(Permission::ClientOverrideStage),
        override_graph: change.override_graph,
    })?;
    let now = execution.now;
    client_stage_history::insert(
        execution.tx,
        &NewStageChange {
            id: StageChangeId(execution.command_id.0),
            client_id,
            from_stage: Some(made.from),
            to_stage: made.to,
            changed_by: execution.actor.user_id(),
            remarks: remarks.as_deref(),
            reason_code: made.reason_code,
            overridden: made.overridden,
            duration_seconds: Some(now.seconds_since(row.stage_changed_at).max(0)),
            issued_at: execution.issued_at,
            created_at: now,
        },
    )
    .await?;
    row.current_stage = made.to;
    row.stage_changed_at = now;
    row.closed_from = made.closed_from;
    first_touch(execution, &mut row);
    client::save(execution.tx, &mut row, now).await?;
    execution
        .audit(
            "client",
            client_id,
            Some(client_id),
            Some(json!({ "current_stage": made.from })),
            Some(json!({
                "current_stage": made.to,
                "remarks": remarks,
                "reason_code": made.reason_code,
                "overridden": made.overridden,
            })),
        )
        .await?;
    announce(execution, &row).await?;
    Ok(Outcome::client(client_id, row.version))
}

/// The names in a request, read.
struct Names {
    to: Stage,
    reason: Option<ReasonCode>,
    expected: Option<Stage>,
}

impl Names {
    fn parse(change: &ChangeStage) -> Result<Self> {
        fn read<T: std::str::FromStr<Err = String>>(
            field: &str,
            name: Option<&str>,
            errors: &mut FieldErrors,
        ) -> Option<T> {
            let name = name.map(str::trim).filter(|name| !name.is_empty())?;
            name.parse()
                .map_err(|sentence: String| errors.add(field, sentence))
                .ok()
        }
        let mut errors = FieldErrors::default();
        let to = read("to_stage", Some(&change.to_stage), &mut errors);
        let reason = read("reason_code", change.reason_code.as_deref(), &mut errors);
        let expected = read(
            "expected_stage",
            change.expected_stage.as_deref(),
            &mut errors,
        );
        if to.is_none() && !errors.0.contains_key("to_stage") {
            errors.add("to_stage", "This field may not be blank.");
        }
        match to {
            Some(to) if errors.0.is_empty() => Ok(Self {
                to,
                reason,
                expected,
            }),
            _ => Err(Error::Invalid(errors)),
        }
    }
}

fn stale(row: &ClientRow) -> Error {
    Error::conflict(
        "stale",
        format!(
            "The client is in the stage {} by now.",
            row.current_stage.label()
        ),
    )
    .with_current(json!({ "current_stage": row.current_stage }))
}

impl Rivo {
    /// A client's moves, newest first.
    pub async fn list_stage_history(
        &self,
        actor: &Actor,
        client_id: ClientId,
        cursor: Option<String>,
        limit: Option<u32>,
    ) -> Result<Page<StageChange>> {
        let scope = Scope::of(actor);
        let limit = paging::page_limit(limit)?;
        let before = newest::before::<StageChangeId>(cursor.as_deref())?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    require_visible(tx, scope, client_id).await?;
                    let rows =
                        client_stage_history::of_client(tx, client_id, before, limit + 1).await?;
                    Ok(newest::page(rows, limit, |row| (row.created_at, row.id)))
                })
            })
            .await
    }

    /// The stage graph as data; the same for every login.
    pub fn list_stages(&self, _actor: &Actor) -> StageGraph {
        stage::graph()
    }
}
