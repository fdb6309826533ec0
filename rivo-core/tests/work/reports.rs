//! Reports by dates.

use rivo_core::{
    api::report::{FunnelStage, ReportDays},
    auth::{Actor, Permission},
    id::{ClientId, SessionId},
    model::stage::{ReasonCode, Stage},
};
use serde_json::json;

use super::support::{Desk, chat::make_lead, fields, for_each_engine, root, with_permissions};

const DAY: i64 = 86_400;

async fn go(desk: &Desk, actor: &Actor, client_id: ClientId, to: &str, reason: Option<&str>) {
    let command = json!({"type": "change_stage", "client_id": client_id, "to_stage": to,
                         "remarks": "Because.", "reason_code": reason});
    desk.run(actor, serde_json::from_value(command).unwrap())
        .await
        .unwrap();
}

async fn lead_of(desk: &Desk, csm: &Actor, number: usize) -> ClientId {
    let client = make_lead(
        desk,
        SessionId::new(),
        &format!("rosa{number}@mail.example"),
    )
    .await;
    let give = json!({"type": "assign", "client_id": client, "assigned_to": csm.user_id()});
    desk.run(&root(), serde_json::from_value(give).unwrap())
        .await
        .unwrap();
    client
}

fn close(a: Option<f64>, b: f64) -> bool {
    a.is_some_and(|a| (a - b).abs() < 1e-3)
}

#[tokio::test]
async fn the_funnel_counts_each_client_once_and_finds_the_median_stay() {
    for_each_engine(|desk| async move {
        let (admin, ana) = (desk.admin().await, desk.csm("Ana").await);
        let mut clients = Vec::new();
        for number in 0..5 {
            clients.push(lead_of(&desk, &ana, number).await);
        }
        // They stay in `lead` for 1, 2, 3, 4 days; one stays for good.
        for client in &clients[..4] {
            desk.advance_seconds(DAY);
            go(&desk, &ana, *client, "contacted", None).await;
        }
        go(&desk, &ana, clients[0], "lead", None).await;
        go(&desk, &ana, clients[0], "contacted", None).await;
        go(&desk, &ana, clients[1], "docs_pending", None).await;
        go(&desk, &ana, clients[2], "lost", Some("rate")).await;
        go(&desk, &ana, clients[3], "lost", Some("rate")).await;
        go(&desk, &ana, clients[4], "closed", Some("junk")).await;

        let all = ReportDays::default();
        let report = desk.funnel_report(&admin, &all).await.unwrap();
        assert_eq!((report.leads, report.stages.len()), (5, 14));
        let of = |stage: Stage| -> &FunnelStage {
            report
                .stages
                .iter()
                .find(|line| line.stage == stage)
                .unwrap()
        };
        let lead = of(Stage::Lead);
        assert_eq!((lead.entered, lead.converted, lead.left), (5, Some(1), 6));
        // 0, 1, 2, 3, 4 and 4 days: the third and the last.
        assert!(
            close(lead.median_days, 2.0) && close(lead.p90_days, 4.0),
            "{lead:?}"
        );
        let contacted = of(Stage::Contacted);
        assert_eq!((contacted.entered, contacted.converted), (4, Some(1)));
        assert!(close(contacted.share_of_leads, 0.8) && close(contacted.conversion, 0.25));
        assert_eq!(of(Stage::Lost).converted, None);
        assert_eq!(of(Stage::Active).entered, 0);

        let reasons = desk.reasons_report(&admin, &all).await.unwrap().reasons;
        let lines: Vec<_> = reasons
            .iter()
            .map(|line| {
                (
                    line.stage,
                    line.reason_code.map(ReasonCode::as_str),
                    line.count,
                )
            })
            .collect();
        assert_eq!(
            lines,
            [
                (Stage::Lost, Some("rate"), 2),
                (Stage::Closed, Some("junk"), 1)
            ]
        );

        let loads = desk.load_report(&admin, &all).await.unwrap();
        let line = loads
            .results
            .iter()
            .find(|line| Some(line.user.id) == ana.user_id())
            .unwrap();
        assert_eq!((line.open, line.moved_forward, line.lost), (2, 6, 2));

        let sources = desk.sources_report(&admin, &all).await.unwrap().sources;
        let line = &sources[0];
        assert_eq!(
            (
                line.source.as_str(),
                line.leads,
                line.open,
                line.won,
                line.over
            ),
            ("chat", 5, 2, 0, 3)
        );

        // Another time, another scope, another role.
        let past = ReportDays {
            from: Some("2026-01-01".to_owned()),
            until: Some("2026-01-31".to_owned()),
            format: None,
        };
        assert_eq!(desk.funnel_report(&admin, &past).await.unwrap().leads, 0);
        assert!(
            desk.sources_report(&admin, &past)
                .await
                .unwrap()
                .sources
                .is_empty()
        );
        let own = with_permissions(
            &desk.csm("Ben").await,
            &[Permission::ReportView, Permission::ClientViewAssigned],
        );
        assert_eq!(desk.funnel_report(&own, &all).await.unwrap().leads, 0);
        assert!(
            desk.reasons_report(&own, &all)
                .await
                .unwrap()
                .reasons
                .is_empty()
        );
        assert_eq!(
            desk.first_touch_report(&own, &all).await.unwrap().all.leads,
            0
        );
        assert_eq!(desk.load_report(&own, &all).await.unwrap().results.len(), 1);
        assert_eq!(
            desk.funnel_report(&ana, &all).await.unwrap_err().code(),
            "permission_denied"
        );
        let wrong = ReportDays {
            from: Some("soon".to_owned()),
            until: None,
            format: None,
        };
        assert_eq!(
            fields(&desk.funnel_report(&admin, &wrong).await.unwrap_err()),
            ["from"]
        );
    })
    .await;
}

#[tokio::test]
async fn first_touches_are_timed_for_leads_that_came_by_themselves() {
    for_each_engine(|desk| async move {
        let (admin, ana, ben) = (
            desk.admin().await,
            desk.csm("Ana").await,
            desk.csm("Ben").await,
        );
        // Not counted: a person typed it in.
        desk.client("Nora Lind").await;
        for (number, minutes, csm) in [(0, 1, &ana), (1, 4, &ana), (2, 20, &ana), (3, 2000, &ben)] {
            let client = lead_of(&desk, csm, number).await;
            desk.advance_seconds(60 * minutes);
            go(&desk, csm, client, "contacted", None).await;
        }
        lead_of(&desk, &ben, 4).await;
        let report = desk
            .first_touch_report(&admin, &ReportDays::default())
            .await
            .unwrap();
        assert_eq!(report.clock_minutes, 5);
        let all = &report.all;
        assert_eq!((all.leads, all.touched, all.within_clock), (5, 4, 2));
        assert!(
            close(all.p50_minutes, 4.0) && close(all.p90_minutes, 2000.0),
            "{all:?}"
        );
        let lines: Vec<_> = report
            .by_csm
            .iter()
            .map(|line| {
                let user = line.user.as_ref().map(|user| user.name.as_str());
                (
                    user,
                    line.speed.leads,
                    line.speed.touched,
                    line.speed.within_clock,
                )
            })
            .collect();
        assert_eq!(
            lines,
            [(Some("Ana Desk"), 3, 3, 2), (Some("Ben Desk"), 2, 1, 0)]
        );
        assert!(close(report.by_csm[0].speed.p50_minutes, 4.0));
        let buckets: Vec<_> = report
            .histogram
            .iter()
            .map(|bucket| (bucket.up_to_minutes, bucket.touched, bucket.count))
            .collect();
        assert_eq!(
            buckets,
            [
                (Some(1), true, 1),
                (Some(5), true, 1),
                (Some(15), true, 0),
                (Some(30), true, 1),
                (Some(60), true, 0),
                (Some(240), true, 0),
                (Some(1440), true, 0),
                (None, true, 1),
                (None, false, 1),
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn what_a_client_had_reached_before_converts_nobody() {
    for_each_engine(|desk| async move {
        let (admin, ana) = (desk.admin().await, desk.csm("Ana").await);
        let client = lead_of(&desk, &ana, 0).await;
        go(&desk, &ana, client, "contacted", None).await;
        go(&desk, &ana, client, "docs_pending", None).await;
        desk.advance_seconds(40 * DAY);
        // Sent back within the days of the report, and once more reached within them.
        go(&desk, &ana, client, "qualified", None).await;
        let converted = async || {
            let report = desk
                .funnel_report(&admin, &ReportDays::default())
                .await
                .unwrap();
            let line = report
                .stages
                .iter()
                .find(|line| line.stage == Stage::Qualified);
            line.map(|line| (line.entered, line.converted)).unwrap()
        };
        assert_eq!(converted().await, (1, Some(0)));
        desk.advance_seconds(DAY);
        go(&desk, &ana, client, "docs_pending", None).await;
        assert_eq!(converted().await, (1, Some(1)));
    })
    .await;
}

#[tokio::test]
async fn a_loan_that_is_paid_out_fills_nobodys_desk() {
    for_each_engine(|desk| async move {
        let (admin, ana) = (desk.admin().await, desk.csm("Ana").await);
        let client = lead_of(&desk, &ana, 0).await;
        let open = async || {
            let report = desk.workload_report(&admin).await.unwrap();
            let line = report
                .results
                .into_iter()
                .find(|it| Some(it.user.id) == ana.user_id());
            let suggested = desk
                .suggest_assignee(&admin, desk.client("Nora Lind").await.id)
                .await;
            let suggested = suggested.unwrap();
            let other = suggested
                .iter()
                .find(|it| Some(it.user.id) == ana.user_id());
            (line.unwrap().open_clients, other.unwrap().open_clients)
        };
        assert_eq!(open().await, (1, 1));
        let won = json!({"type": "change_stage", "client_id": client, "to_stage": "disbursed",
                         "remarks": "Paid out.", "override": true});
        desk.run(&root(), serde_json::from_value(won).unwrap())
            .await
            .unwrap();
        assert_eq!(open().await, (0, 0));
    })
    .await;
}
