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
                    let (all, histogram) = touched(tx, scope, &days, clock_minutes).await?;
                    Ok(FirstTouchReport {
                        clock_minutes,
                        all,
                        by_csm: touched_by_csm(tx, scope, &days, clock_minutes).await?,
                        histogram,
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

/// The leads that came by themselves, narrowed to what is asked for.
fn narrow(select: &mut Select<'_>, scope: Scope, days: &Days) {
    scope.narrow(select);
    days.narrow(select, "c.captured_at");
    select.and(CAME_BY_ITSELF, []);
}

/// How fast all of them were touched, and how many within which time: counted in one reading, with
/// the middle found by a sort of those that were touched at all.
async fn touched(
    tx: &mut Tx,
    scope: Scope,
    days: &Days,
    clock_minutes: i64,
) -> Result<(FirstTouch, Vec<FirstTouchBucket>)> {
    let seconds = seconds_to_touch(tx.engine());
    let within = |minutes: i64| format!("COUNT(*) FILTER (WHERE {seconds} <= {})", 60 * minutes);
    let cumulated = BUCKETS.map(within).join(", ");
    let mut select = Select::from(&format!(
        "SELECT {}, {cumulated}, COUNT(c.first_touch_at), COUNT(*) FROM client c",
        within(clock_minutes)
    ));
    narrow(&mut select, scope, days);
    let Some(mut row) = select.rows(tx).await?.pop() else {
        return Ok((FirstTouch::default(), Vec::new()));
    };
    let within_clock = row.get()?;
    let mut histogram = Vec::with_capacity(BUCKETS.len() + 2);
    let mut before = 0;
    let mut bucket = |so_far: i64, up_to_minutes, touched| {
        histogram.push(FirstTouchBucket {
            up_to_minutes,
            touched,
            count: so_far - before,
        });
        before = so_far;
    };
    for minutes in BUCKETS {
        bucket(row.get()?, Some(minutes), true);
    }
    let (touched, leads) = (row.get()?, row.get()?);
    bucket(touched, None, true);
    bucket(leads, None, false);

    let mut select = Select::from(&format!(
        "WITH touch AS (
             SELECT {seconds} AS seconds, ROW_NUMBER() OVER (ORDER BY {seconds}) AS place
             FROM client c"
    ));
    narrow(&mut select, scope, days);
    select.and("c.first_touch_at IS NOT NULL", []);
    select.end(
        ") SELECT MAX(CASE WHEN place = ? THEN seconds END), MAX(CASE WHEN place = ? THEN seconds END)
         FROM touch",
        [((touched + 1) / 2).into(), ((9 * touched + 9) / 10).into()],
    );
    let mut row = select.rows(tx).await?.pop();
    let mut minutes = || -> Result<Option<f64>> {
        let seconds: Option<i64> = row.as_mut().map(Row::get).transpose()?.flatten();
        Ok(seconds.map(minutes_of))
    };
    let all = FirstTouch {
        leads,
        touched,
        within_clock,
        p50_minutes: minutes()?,
        p90_minutes: minutes()?,
    };
    Ok((all, histogram))
}

async fn touched_by_csm(
    tx: &mut Tx,
    scope: Scope,
    days: &Days,
    clock_minutes: i64,
) -> Result<Vec<CsmFirstTouch>> {
    let seconds = seconds_to_touch(tx.engine());
    // An expression: SQLite would go through the index of each one's work, which holds none of this.
    let csm = match tx.engine() {
        Engine::Sqlite => "+c.assigned_to",
        Engine::Postgres => "c.assigned_to",
    };
    let mut select = Select::from(&format!(
        "WITH touch AS (
             SELECT {csm} AS csm, {seconds} AS seconds,
                 ROW_NUMBER() OVER (PARTITION BY {csm}
                     ORDER BY c.first_touch_at IS NULL, {seconds}) AS place,
                 COUNT(c.first_touch_at) OVER (PARTITION BY {csm}) AS many
             FROM client c"
    ));
    narrow(&mut select, scope, days);
    select.end(
        ") SELECT csm, u.email, u.first_name, u.last_name,
             COUNT(*), COUNT(seconds), COUNT(*) FILTER (WHERE seconds <= ?),
             MAX(CASE WHEN place = (many + 1) / 2 THEN seconds END),
             MAX(CASE WHEN place = (9 * many + 9) / 10 THEN seconds END)
         FROM touch LEFT JOIN \"user\" u ON u.id = csm
         GROUP BY csm, u.email, u.first_name, u.last_name
         ORDER BY COUNT(*) DESC, u.email",
        [(60 * clock_minutes).into()],
    );
    select
        .rows(tx)
        .await?
        .into_iter()
        .map(|mut row| {
            Ok(CsmFirstTouch {
                user: user::opt_user_ref(&mut row)?,
                speed: FirstTouch {
                    leads: row.get()?,
                    touched: row.get()?,
                    within_clock: row.get()?,
                    p50_minutes: row.get::<Option<i64>>()?.map(minutes_of),
                    p90_minutes: row.get::<Option<i64>>()?.map(minutes_of),
                },
            })
        })
        .collect()
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
