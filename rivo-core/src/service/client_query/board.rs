//! The pipeline as a board: for each stage how many stand in it, and who came last.

use std::collections::BTreeMap;

use super::{
    Shown, list,
    narrow::Narrowed,
    ordering::{BY_STAGE_CHANGE, Ordering},
};
use crate::{
    api::client::{Board, BoardColumn, ClientFilter},
    auth::Actor,
    error::{Error, Result},
    model::stage::Stage,
    service::{Rivo, scope::Scope, select::Select},
    store::Tx,
};

const PER_STAGE: u32 = 25;
const MAX_PER_STAGE: u32 = 50;

impl Rivo {
    /// All stages with the clients an actor sees in them, newest arrivals first.
    ///
    /// What the filter says of stages, order and pages does not count: the board has its own. Each
    /// column goes on as a list of summaries.
    pub async fn client_board(
        &self,
        actor: &Actor,
        filter: ClientFilter,
        per_stage: Option<u32>,
    ) -> Result<Board> {
        let scope = Scope::of_list(actor)?;
        let filter = ClientFilter {
            stage: None,
            ..filter
        };
        let narrowed = Narrowed::read(&filter, actor, self.now(), self.store().engine())?;
        let ordering = Ordering::read(Some(BY_STAGE_CHANGE))?;
        let per_stage = match per_stage.unwrap_or(PER_STAGE) {
            number @ 1..=MAX_PER_STAGE => i64::from(number),
            other => {
                return Err(Error::invalid(
                    "per_stage",
                    format!("Ensure this value is between 1 and {MAX_PER_STAGE}, not {other}."),
                ));
            }
        };
        let shown = Shown::in_short(actor);
        // One snapshot, so that a client on the move is in one column and counted there.
        self.store()
            .snapshot(move |tx| {
                Box::pin(async move {
                    let counts = counts(tx, scope, &narrowed).await?;
                    let mut columns = Vec::with_capacity(Stage::ALL.len());
                    for stage in Stage::ALL {
                        let mut column = BoardColumn {
                            stage,
                            count: counts.get(&stage).copied().unwrap_or_default(),
                            results: Vec::new(),
                            next: None,
                        };
                        if column.count > 0 {
                            let here = narrowed.in_stage(stage);
                            let page =
                                list(tx, scope, &here, ordering, None, per_stage, shown).await?;
                            column.results = page.results;
                            column.next = page.next;
                        }
                        columns.push(column);
                    }
                    Ok(Board { columns })
                })
            })
            .await
    }
}

async fn counts(tx: &mut Tx, scope: Scope, narrowed: &Narrowed) -> Result<BTreeMap<Stage, i64>> {
    let mut select = Select::from("SELECT c.current_stage, COUNT(*) FROM client c");
    scope.narrow(&mut select);
    narrowed.narrow(&mut select);
    select.end("GROUP BY c.current_stage", []);
    let mut counted = BTreeMap::new();
    for mut row in select.rows(tx).await? {
        counted.insert(row.parsed()?, row.get()?);
    }
    Ok(counted)
}
