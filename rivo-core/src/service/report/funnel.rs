//! The funnel: who entered each stage, how many went on from there, how long they had stayed.

use std::collections::BTreeMap;

use super::{
    by_days::{by_stage, days_of, of_history, share},
    days::Days,
};
use crate::{
    api::report::{FunnelReport, FunnelStage, ReportDays},
    auth::Actor,
    error::Result,
    model::stage::{Phase, Stage},
    service::{Rivo, scope::Scope, select::Select},
    store::Tx,
};

impl Rivo {
    /// How clients went through the stages in some days.
    pub async fn funnel_report(&self, actor: &Actor, days: &ReportDays) -> Result<FunnelReport> {
        let (scope, days) = self.asked(actor, days)?;
        self.store()
            // One moment for all that is counted.
            .snapshot(move |tx| {
                let days = days.clone();
                Box::pin(async move {
                    let entered = entered(tx, scope, &days).await?;
                    let stays = stays(tx, scope, &days).await?;
                    let leads = entered.get(&Stage::Lead).map_or(0, |(count, _)| *count);
                    let stage = |stage: Stage| {
                        let (entered, reached) = entered.get(&stage).copied().unwrap_or_default();
                        let stay = stays.get(&stage).copied().unwrap_or_default();
                        let converted = has_later_phase(stage).then_some(reached);
                        FunnelStage {
                            stage,
                            phase: stage.phase(),
                            entered,
                            share_of_leads: share(entered, leads),
                            converted,
                            conversion: converted.and_then(|converted| share(converted, entered)),
                            left: stay.left,
                            median_days: stay.median.map(days_of),
                            p90_days: stay.p90.map(days_of),
                        }
                    };
                    Ok(FunnelReport {
                        from: days.from.clone(),
                        until: days.until.clone(),
                        leads,
                        stages: Stage::ALL.into_iter().map(stage).collect(),
                    })
                })
            })
            .await
    }
}

/// The phases that lie ahead of one; outside of the pipeline all do.
const fn later_phases(phase: Phase) -> &'static [Phase] {
    const IN_ORDER: &[Phase] = &[
        Phase::Intake,
        Phase::Documents,
        Phase::Application,
        Phase::Loan,
    ];
    match phase {
        Phase::Intake => IN_ORDER.split_at(1).1,
        Phase::Documents => IN_ORDER.split_at(2).1,
        Phase::Application => IN_ORDER.split_at(3).1,
        Phase::Loan | Phase::Over => &[],
    }
}

const fn has_later_phase(stage: Stage) -> bool {
    !matches!(stage.phase(), Phase::Loan | Phase::Over)
}

/// Who entered each stage, and how many of these have reached a later phase since.
///
/// One row a client, along the index by client: when it first came into each stage in these days,
/// and when it last came into each phase. Sorting the entries themselves costs ten times as much.
async fn entered(tx: &mut Tx, scope: Scope, days: &Days) -> Result<BTreeMap<Stage, (i64, i64)>> {
    let firsts = Stage::ALL.map(|stage| {
        format!(
            "MIN(CASE WHEN h.to_stage = '{stage}' AND h.created_at < ? THEN h.created_at END) AS into_{stage}"
        )
    });
    let lasts = later_phases(Phase::Intake).iter().map(|phase| {
        let stages = Stage::ALL.into_iter().filter(|it| it.phase() == *phase);
        let names: Vec<String> = stages.map(|stage| format!("'{stage}'")).collect();
        format!(
            "MAX(CASE WHEN h.to_stage IN ({}) THEN h.created_at END) AS phase_{}",
            names.join(", "),
            *phase as usize
        )
    });
    let columns: Vec<String> = firsts.into_iter().chain(lasts).collect();
    let counts = Stage::ALL.map(|stage| {
        let later = later_phases(stage.phase()).iter();
        let reached: Vec<String> = later
            .map(|phase| format!("phase_{} >= into_{stage}", *phase as usize))
            .collect();
        let reached = if reached.is_empty() {
            "FALSE".to_owned()
        } else {
            reached.join(" OR ")
        };
        format!("COUNT(into_{stage}), COUNT(*) FILTER (WHERE {reached})")
    });
    let mut select = of_history(
        &columns.join(", "),
        scope,
        Stage::ALL.map(|_| days.ends().into()),
    )
    .within("WITH came AS (");
    days.narrow_from(&mut select, "h.created_at");
    select.end(
        &format!(
            "GROUP BY h.client_id) SELECT {} FROM came",
            counts.join(", ")
        ),
        [],
    );
    let Some(mut row) = select.rows(tx).await?.pop() else {
        return Ok(BTreeMap::new());
    };
    Stage::ALL
        .into_iter()
        .map(|stage| Ok((stage, (row.get()?, row.get()?))))
        .collect()
}

/// How long those who left a stage had stayed.
#[derive(Clone, Copy, Default)]
struct Stay {
    left: i64,
    median: Option<i64>,
    p90: Option<i64>,
}

/// Puts the stage before the seconds in one number: sorting that costs a third of sorting by both.
const MIXED: i64 = 1_000_000_000_000;

/// Counted first, so that the places of the medians are known before the one sort. Call it under a
/// snapshot.
async fn stays(tx: &mut Tx, scope: Scope, days: &Days) -> Result<BTreeMap<Stage, Stay>> {
    let narrow = |select: &mut Select<'_>| {
        days.narrow(select, "h.created_at");
        select.and("h.from_stage IS NOT NULL", []);
        select.and("h.duration_seconds IS NOT NULL", []);
    };
    let counts =
        Stage::ALL.map(|stage| format!("COUNT(*) FILTER (WHERE h.from_stage = '{stage}')"));
    let mut select = of_history(&counts.join(", "), scope, []);
    narrow(&mut select);
    let mut stays = BTreeMap::new();
    let mut places: BTreeMap<i64, Vec<(Stage, bool)>> = BTreeMap::new();
    if let Some(mut row) = select.rows(tx).await?.pop() {
        let mut before = 0;
        for stage in Stage::ALL {
            let left: i64 = row.get()?;
            if left > 0 {
                let mut at = |place, is_median| {
                    let there: &mut Vec<_> = places.entry(before + place).or_default();
                    there.push((stage, is_median));
                };
                at((left + 1) / 2, true);
                at((9 * left + 9) / 10, false);
                stays.insert(
                    stage,
                    Stay {
                        left,
                        ..Stay::default()
                    },
                );
                before += left;
            }
        }
    }
    if places.is_empty() {
        return Ok(stays);
    }
    let stage = by_stage("h.from_stage", |stage| stage as usize);
    let mixed = format!("{stage} * {MIXED} + h.duration_seconds AS mixed");
    let mut select = of_history(&mixed, scope, []).within("WITH stay AS (");
    narrow(&mut select);
    let marks = vec!["?"; places.len()].join(", ");
    select.end(
        &format!(
            "), placed AS (SELECT mixed, ROW_NUMBER() OVER (ORDER BY mixed) AS place FROM stay)
             SELECT place, mixed FROM placed WHERE place IN ({marks})"
        ),
        places.keys().map(|place| (*place).into()),
    );
    for mut row in select.rows(tx).await? {
        let (place, mixed): (i64, i64) = (row.get()?, row.get()?);
        for (stage, is_median) in places.get(&place).into_iter().flatten() {
            let stay: &mut Stay = stays.entry(*stage).or_default();
            if *is_median {
                stay.median = Some(mixed % MIXED);
            } else {
                stay.p90 = Some(mixed % MIXED);
            }
        }
    }
    Ok(stays)
}
