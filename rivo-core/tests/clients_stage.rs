//! Moving clients through the stages, on both engines.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use rivo_core::{
    Error,
    api::{command::Command, stage::ChangeStage},
    id::ClientId,
    model::stage::{ReasonCode, Stage},
};
use support::{Desk, fields, for_each_engine};

fn to(client_id: ClientId, to_stage: &str) -> Command {
    moved(client_id, to_stage, |_| {})
}

fn moved(client_id: ClientId, to_stage: &str, fill: impl FnOnce(&mut ChangeStage)) -> Command {
    let mut change = ChangeStage {
        to_stage: to_stage.to_owned(),
        remarks: None,
        reason_code: None,
        expected_stage: None,
        override_graph: false,
    };
    fill(&mut change);
    Command::ChangeStage {
        client_id,
        to_stage: change.to_stage,
        remarks: change.remarks,
        reason_code: change.reason_code,
        expected_stage: change.expected_stage,
        override_graph: change.override_graph,
    }
}

#[tokio::test]
async fn a_move_is_seen_on_the_client_and_in_its_history() {
    for_each_engine(|desk| async move {
        let csm = desk.csm("Cara").await;
        let client = desk.client_of("Ana Souza", Some(&csm)).await;
        desk.advance_seconds(3600);
        desk.run(&csm, to(client.id, "contacted")).await.unwrap();
        desk.advance_seconds(60);
        let lost = moved(client.id, "lost", |change| {
            change.remarks = Some("  Took her bank's offer. ".to_owned());
            change.reason_code = Some("went_elsewhere".to_owned());
        });
        desk.run(&csm, lost).await.unwrap();

        let now = desk.get_client(&csm, client.id).await.unwrap();
        assert_eq!(now.current_stage, Stage::Lost);
        assert_eq!(now.version, client.version + 2);
        assert!(now.stage_changed_at > client.stage_changed_at);

        let history = desk
            .list_stage_history(&csm, client.id, None, None)
            .await
            .unwrap();
        let seen: Vec<_> = history
            .results
            .iter()
            .map(|row| (row.from_stage, row.to_stage))
            .collect();
        assert_eq!(
            seen,
            [
                (Some(Stage::Contacted), Stage::Lost),
                (Some(Stage::Lead), Stage::Contacted),
                (None, Stage::Lead),
            ]
        );
        let newest = &history.results[0];
        assert_eq!(newest.remarks.as_deref(), Some("Took her bank's offer."));
        assert_eq!(newest.reason_code, Some(ReasonCode::WentElsewhere));
        assert_eq!(newest.changed_by.as_ref().unwrap().name, "Cara Desk");
        assert_eq!(newest.duration_seconds, Some(60));
        assert_eq!(history.results[1].duration_seconds, Some(3600));
        assert!(!newest.overridden);
    })
    .await;
}

#[tokio::test]
async fn what_the_graph_refuses_changes_nothing() {
    for_each_engine(|desk| async move {
        let csm = desk.csm("Cara").await;
        let client = desk.client_of("Ana Souza", Some(&csm)).await;

        let error = desk
            .run(&csm, to(client.id, "disbursed"))
            .await
            .unwrap_err();
        let Error::Conflict { code, current, .. } = error else {
            panic!("{error:?}");
        };
        assert_eq!(code, "stage_not_allowed");
        assert_eq!(
            *current.unwrap(),
            serde_json::json!({"current_stage": "lead"})
        );

        for (command, expect) in [
            (to(client.id, "won"), vec!["to_stage"]),
            (to(client.id, ""), vec!["to_stage"]),
            (to(client.id, "qualified"), vec!["remarks"]),
            (to(client.id, "lost"), vec!["reason_code", "remarks"]),
            (
                moved(client.id, "closed", |change| {
                    change.reason_code = Some("sold".to_owned());
                }),
                vec!["reason_code"],
            ),
            (
                moved(client.id, "lost", |change| {
                    change.reason_code = Some("bored".to_owned());
                }),
                vec!["reason_code"],
            ),
            (
                moved(client.id, "contacted", |change| {
                    change.expected_stage = Some("new".to_owned());
                }),
                vec!["expected_stage"],
            ),
            (
                moved(client.id, "contacted", |change| {
                    change.remarks = Some("x".repeat(2001));
                }),
                vec!["remarks"],
            ),
        ] {
            let error = desk.run(&csm, command).await.unwrap_err();
            assert_eq!(fields(&error), expect);
        }

        let stale = moved(client.id, "contacted", |change| {
            change.expected_stage = Some("qualified".to_owned());
        });
        let error = desk.run(&csm, stale).await.unwrap_err();
        assert!(
            matches!(error, Error::Conflict { code: "stale", .. }),
            "{error:?}"
        );
        assert_eq!(desk.get_client(&csm, client.id).await.unwrap(), client);
    })
    .await;
}

#[tokio::test]
async fn only_an_admin_goes_past_the_graph_and_the_history_says_so() {
    for_each_engine(|desk| async move {
        let (admin, csm) = (desk.admin().await, desk.csm("Cara").await);
        let client = desk.client_of("Ana Souza", Some(&csm)).await;
        let past = |remarks: Option<&str>| {
            moved(client.id, "disbursed", |change| {
                change.override_graph = true;
                change.remarks = remarks.map(str::to_owned);
            })
        };
        let error = desk
            .run(&csm, past(Some("Came from the bank.")))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Forbidden { .. }), "{error:?}");
        let error = desk.run(&admin, past(None)).await.unwrap_err();
        assert_eq!(fields(&error), ["remarks"]);
        desk.run(&admin, past(Some("Came from the bank.")))
            .await
            .unwrap();
        let history = desk
            .list_stage_history(&admin, client.id, None, Some(1))
            .await
            .unwrap();
        assert!(history.results[0].overridden);
        assert!(history.next.is_some());

        let back = moved(client.id, "application_approved", |change| {
            change.remarks = Some("The transfer bounced.".to_owned());
        });
        let error = desk.run(&csm, back.clone()).await.unwrap_err();
        assert!(
            matches!(
                error,
                Error::Forbidden {
                    code: "admin_only",
                    ..
                }
            ),
            "{error:?}"
        );
        desk.run(&admin, back).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_closed_client_is_opened_where_it_was_closed_from() {
    for_each_engine(|desk| async move {
        let admin = desk.admin().await;
        let client = desk.client("Ana Souza").await;
        desk.run(&admin, to(client.id, "contacted")).await.unwrap();
        let close = moved(client.id, "closed", |change| {
            change.reason_code = Some("junk".to_owned());
        });
        desk.run(&admin, close).await.unwrap();
        let reopen = |stage: &str| {
            moved(client.id, stage, |change| {
                change.remarks = Some("She called.".to_owned());
            })
        };
        let error = desk.run(&admin, reopen("qualified")).await.unwrap_err();
        assert!(matches!(error, Error::Conflict { .. }), "{error:?}");
        desk.run(&admin, reopen("contacted")).await.unwrap();
        let now = desk.get_client(&admin, client.id).await.unwrap();
        assert_eq!(now.current_stage, Stage::Contacted);
    })
    .await;
}

#[tokio::test]
async fn two_who_move_the_same_client_at_once_do_not_both_win() {
    for_each_engine(|desk| async move {
        let client = desk.client("Ana Souza").await;
        let seen_as_lead = || {
            moved(client.id, "contacted", |change| {
                change.expected_stage = Some("lead".to_owned());
            })
        };
        let admin = desk.admin().await;
        let moves = (0..8).map(|_| desk.run(&admin, seen_as_lead()));
        let outcomes = futures_util::future::join_all(moves).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        for error in outcomes.into_iter().filter_map(Result::err) {
            assert!(
                matches!(error, Error::Conflict { code: "stale", .. }),
                "{error:?}"
            );
        }
        assert_eq!(history_length(&desk, client.id).await, 2);
    })
    .await;
}

async fn history_length(desk: &Desk, client_id: ClientId) -> usize {
    let page = desk
        .list_stage_history(&support::root(), client_id, None, None)
        .await
        .unwrap();
    page.results.len()
}
