//! Reports by dates: why clients left, how fast leads were touched, who did what, where
//! clients came from.
//!
//! Medians are found by the database, in one statement for all groups: each row gets its place, and
//! the row at the middle of its group is the median. So nothing but the answer leaves the database,
//! however large the desk is.

use std::collections::BTreeMap;

use super::days::Days;
use crate::{
    api::report::{
        CsmFirstTouch, CsmLoad, FirstTouch, FirstTouchBucket, FirstTouchReport, LoadReport,
        ReasonCount, ReasonsReport, ReportDays, SourceCount, SourcesReport,
    },
    auth::{Actor, Permission},
    error::Result,
    id::UserId,
    model::stage::Stage,
    service::{Rivo, scope::Scope, select::Select},
    store::{
        Engine, Row, Tx, Value,
        table::{
            client::{CAME_BY_ITSELF, IS_OVER, IS_WON},
            user,
        },
    },
};

const SECONDS_A_DAY: i64 = 86_400;
/// The bounds of the histogram, in minutes.
const BUCKETS: [i64; 7] = [1, 5, 15, 30, 60, 240, 1440];

impl Rivo {
    /// Why clients left the pipeline in some days.
    pub async fn reasons_report(&self, actor: &Actor, days: &ReportDays) -> Result<ReasonsReport> {
        let (scope, days) = self.asked(actor, days)?;
        self.store()
            .read(move |tx| {
                let days = days.clone();
                Box::pin(async move {
                    let mut select = of_history("h.to_stage, h.reason_code, COUNT(*)", scope, []);
                    days.narrow(&mut select, "h.created_at");
                    select.and(&format!("h.to_stage IN {IS_OVER}"), []);
                    select.end(
                        "GROUP BY h.to_stage, h.reason_code ORDER BY 3 DESC, h.to_stage, h.reason_code",
                        [],
                    );
                    let reasons = select
                        .rows(tx)
                        .await?
                        .into_iter()
                        .map(|mut row| {
                            Ok(ReasonCount {
                                stage: row.parsed()?,
                                reason_code: row.opt_parsed()?,
                                count: row.get()?,
                            })
                        })
                        .collect::<Result<_>>()?;
                    Ok(ReasonsReport {
                        from: days.from,
                        until: days.until,
                        reasons,
                    })
                })
            })
            .await
    }

    /// How fast the leads that came in some days were touched.
    pub async fn first_touch_report(
        &self,
        actor: &Actor,
        days: &ReportDays,
    ) -> Result<FirstTouchReport> {
        let (scope, days) = self.asked(actor, days)?;
        let clock_minutes = self.settings().await?.first_touch_minutes;
        self.store()
            .read(move |tx| {
                let days = days.clone();
                Box::pin(async move {
                    Ok(FirstTouchReport {
                        clock_minutes,
                        all: touched(tx, scope, &days, clock_minutes).await?,
                        by_csm: touched_by_csm(tx, scope, &days, clock_minutes).await?,
                        histogram: histogram(tx, scope, &days).await?,
                        from: days.from,
                        until: days.until,
                    })
                })
            })
            .await
    }

    /// What each CSM has to do now, and did in some days.
    pub async fn load_report(&self, actor: &Actor, days: &ReportDays) -> Result<LoadReport> {
        let (scope, days) = self.asked(actor, days)?;
        let workload = self.workload(actor).await?.results;
        let (from, until) = (days.from.clone(), days.until.clone());
        let moves = self
            .store()
            .read(move |tx| {
                let days = days.clone();
                Box::pin(async move { moves(tx, scope, &days).await })
            })
            .await?;
        let results = workload
            .into_iter()
            .map(|line| {
                let (moved_forward, lost) = moves.get(&line.user.id).copied().unwrap_or_default();
                CsmLoad {
                    open: line.open_clients,
                    new: line.new_leads,
                    urgent: line.urgent,
                    capacity: line.practice.capacity,
                    moved_forward,
                    lost,
                    user: line.user,
                }
            })
            .collect();
        Ok(LoadReport {
            from,
            until,
            results,
        })
    }

    /// Where the leads of some days came from, and what became of them.
    pub async fn sources_report(&self, actor: &Actor, days: &ReportDays) -> Result<SourcesReport> {
        let (scope, days) = self.asked(actor, days)?;
        self.store()
            .read(move |tx| {
                let days = days.clone();
                Box::pin(async move {
                    let mut select = Select::from(&format!(
                        "SELECT c.source, COUNT(*),
                             COUNT(*) FILTER (WHERE c.current_stage IN {IS_WON}),
                             COUNT(*) FILTER (WHERE c.current_stage IN {IS_OVER})
                         FROM client c",
                    ));
                    scope.narrow(&mut select);
                    days.narrow(&mut select, "c.captured_at");
                    select.end("GROUP BY c.source ORDER BY 2 DESC, c.source", []);
                    let sources = select
                        .rows(tx)
                        .await?
                        .into_iter()
                        .map(source)
                        .collect::<Result<_>>()?;
                    Ok(SourcesReport {
                        from: days.from,
                        until: days.until,
                        sources,
                    })
                })
            })
            .await
    }

    pub(super) fn asked(&self, actor: &Actor, days: &ReportDays) -> Result<(Scope, Days)> {
        actor.require(Permission::ReportView)?;
        Ok((Scope::of_list(actor)?, Days::read(days, self.now())?))
    }
}

/// A statement over the history, joined with the client only where that decides who sees it.
pub(super) fn of_history(
    columns: &str,
    scope: Scope,
    values: impl IntoIterator<Item = Value<'static>>,
) -> Select<'static> {
    let join = if scope == Scope::All {
        ""
    } else {
        " JOIN client c ON c.id = h.client_id"
    };
    let text = format!("SELECT {columns} FROM client_stage_history h{join}");
    let mut select = Select::with(&text, values);
    scope.narrow(&mut select);
    select
}

/// A number for each stage, as SQL.
pub(super) fn by_stage(column: &str, number: impl Fn(Stage) -> usize) -> String {
    let cases = Stage::ALL.map(|stage| format!("WHEN '{stage}' THEN {}", number(stage)));
    format!("(CASE {column} {} ELSE 0 END)", cases.join(" "))
}

/// Seconds from a lead's coming to its first touch, as SQL.
const fn seconds_to_touch(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "(c.first_touch_at - c.captured_at) / 1000000",
        Engine::Postgres => {
            "CAST(FLOOR(EXTRACT(EPOCH FROM (c.first_touch_at - c.captured_at))) AS BIGINT)"
        }
    }
}

/// The leads that came by themselves, each with its place among those of its group.
fn places(engine: Engine, group: &str, scope: Scope, days: &Days) -> Select<'static> {
    let seconds = seconds_to_touch(engine);
    let mut select = Select::from(&format!(
        "WITH touch AS (
             SELECT {group} AS csm, {seconds} AS seconds,
                 ROW_NUMBER() OVER (PARTITION BY {group}
                     ORDER BY c.first_touch_at IS NULL, {seconds}) AS place,
                 COUNT(c.first_touch_at) OVER (PARTITION BY {group}) AS many
             FROM client c"
    ));
    scope.narrow(&mut select);
    days.narrow(&mut select, "c.captured_at");
    select.and(CAME_BY_ITSELF, []);
    select
}

/// What [`first_touch`] reads; its placeholder is the clock, in seconds.
const SPEED: &str = "COUNT(*), COUNT(seconds), COUNT(*) FILTER (WHERE seconds <= ?),
     MAX(CASE WHEN place = (many + 1) / 2 THEN seconds END),
     MAX(CASE WHEN place = (9 * many + 9) / 10 THEN seconds END)";

fn first_touch(row: &mut Row) -> Result<FirstTouch> {
    Ok(FirstTouch {
        leads: row.get()?,
        touched: row.get()?,
        within_clock: row.get()?,
        p50_minutes: row.get::<Option<i64>>()?.map(minutes_of),
        p90_minutes: row.get::<Option<i64>>()?.map(minutes_of),
    })
}

async fn touched(tx: &mut Tx, scope: Scope, days: &Days, clock_minutes: i64) -> Result<FirstTouch> {
    let mut select = places(tx.engine(), "CAST(0 AS BIGINT)", scope, days);
    select.end(
        &format!(") SELECT {SPEED} FROM touch"),
        [(60 * clock_minutes).into()],
    );
    match select.rows(tx).await?.pop() {
        Some(mut row) => first_touch(&mut row),
        None => Ok(FirstTouch::default()),
    }
}

async fn touched_by_csm(
    tx: &mut Tx,
    scope: Scope,
    days: &Days,
    clock_minutes: i64,
) -> Result<Vec<CsmFirstTouch>> {
    let mut select = places(tx.engine(), "c.assigned_to", scope, days);
    select.end(
        &format!(
            ") SELECT csm, u.email, u.first_name, u.last_name, {SPEED}
             FROM touch LEFT JOIN \"user\" u ON u.id = csm
             GROUP BY csm, u.email, u.first_name, u.last_name
             ORDER BY COUNT(*) DESC, u.email"
        ),
        [(60 * clock_minutes).into()],
    );
    select
        .rows(tx)
        .await?
        .into_iter()
        .map(|mut row| {
            Ok(CsmFirstTouch {
                user: user::opt_user_ref(&mut row)?,
                speed: first_touch(&mut row)?,
            })
        })
        .collect()
}

async fn histogram(tx: &mut Tx, scope: Scope, days: &Days) -> Result<Vec<FirstTouchBucket>> {
    let seconds = seconds_to_touch(tx.engine());
    let cumulated = BUCKETS
        .map(|minutes| format!("COUNT(*) FILTER (WHERE {seconds} <= {})", 60 * minutes))
        .join(", ");
    let mut select = Select::from(&format!(
        "SELECT {cumulated}, COUNT(c.first_touch_at), COUNT(*) FROM client c"
    ));
    scope.narrow(&mut select);
    days.narrow(&mut select, "c.captured_at");
    select.and(CAME_BY_ITSELF, []);
    let Some(mut row) = select.rows(tx).await?.pop() else {
        return Ok(Vec::new());
    };
    let mut histogram = Vec::with_capacity(BUCKETS.len() + 2);
    let mut before = 0;
    let mut bucket = |row: &mut Row, up_to_minutes, touched| -> Result<FirstTouchBucket> {
        let so_far: i64 = row.get()?;
        let count = so_far - before;
        before = so_far;
        Ok(FirstTouchBucket {
            up_to_minutes,
            touched,
            count,
        })
    };
    for minutes in BUCKETS {
        histogram.push(bucket(&mut row, Some(minutes), true)?);
    }
    histogram.push(bucket(&mut row, None, true)?);
    histogram.push(bucket(&mut row, None, false)?);
    Ok(histogram)
}

/// Moves forward and to `lost`, by who made them.
async fn moves(tx: &mut Tx, scope: Scope, days: &Days) -> Result<BTreeMap<UserId, (i64, i64)>> {
    // The place in the pipeline, from 1; outside of it nothing is ahead.
    let place = |column: &str| {
        by_stage(column, |stage| {
            if stage.is_terminal() {
                0
            } else {
                stage as usize + 1
            }
        })
    };
    let join = if scope == Scope::All {
        ""
    } else {
        " JOIN client c ON c.id = h.client_id"
    };
    // From the users on, each along the index of their own moves: Rivo's moves are nobody's work.
    let mut select = Select::from(&format!(
        "SELECT u.id,
             COUNT(*) FILTER (WHERE {from} > 0 AND {to} > {from}),
             COUNT(*) FILTER (WHERE h.to_stage = 'lost')
         FROM \"user\" u JOIN client_stage_history h ON h.changed_by = u.id{join}",
        from = place("h.from_stage"),
        to = place("h.to_stage"),
    ));
    scope.narrow(&mut select);
    days.narrow(&mut select, "h.created_at");
    select.end("GROUP BY u.id", []);
    select
        .rows(tx)
        .await?
        .into_iter()
        .map(|mut row| Ok((row.get()?, (row.get()?, row.get()?))))
        .collect()
}

fn source(mut row: Row) -> Result<SourceCount> {
    let (source, leads) = (row.get()?, row.get()?);
    let (won, over): (i64, i64) = (row.get()?, row.get()?);
    Ok(SourceCount {
        source,
        leads,
        open: leads - won - over,
        won,
        over,
    })
}

pub(super) fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| ratio(part, whole))
}

pub(super) fn days_of(seconds: i64) -> f64 {
    ratio(seconds, SECONDS_A_DAY)
}

fn minutes_of(seconds: i64) -> f64 {
    ratio(seconds, 60)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts and seconds of a desk are far below 2^53"
)]
fn ratio(part: i64, whole: i64) -> f64 {
    part as f64 / whole as f64
}
