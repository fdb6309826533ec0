use rivo_core::{Error, api::admin::UpdateSettings, auth::Actor};
use serde_json::{Value, json};

use crate::{
    code, log_in, make_user,
    support::{Desk, for_each_engine},
};

fn set(values: &[(&str, Value)]) -> UpdateSettings {
    UpdateSettings {
        values: values
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect(),
        ..UpdateSettings::default()
    }
}

/// [`set`], as somebody decides it who saw these values.
fn set_over(seen: &[(&str, Value)], values: &[(&str, Value)]) -> UpdateSettings {
    UpdateSettings {
        expected: set(seen).values,
        ..set(values)
    }
}

#[tokio::test]
async fn a_setting_holds_here_at_once_and_elsewhere_within_five_seconds() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let other_node = Desk::open(&desk.url, desk.engine).await;
        let system = Actor::system("test");
        assert!(rivo.settings().await.unwrap().capture_from_text);
        assert!(other_node.settings().await.unwrap().capture_from_text);
        let update = set(&[
            ("capture_from_text", json!(false)),
            ("desk_name", json!("North desk")),
        ]);
        let listed = rivo.update_settings(&system, update).await.unwrap().results;
        let name = listed
            .iter()
            .find(|setting| setting.key == "desk_name")
            .unwrap();
        assert_eq!(
            (&name.value, &name.default, name.kind.as_str()),
            (&json!("North desk"), &json!("Rivo"), "text")
        );
        assert!(name.updated_at.is_some());
        assert!(!rivo.settings().await.unwrap().capture_from_text);
        other_node.advance_seconds(5);
        assert_eq!(other_node.settings().await.unwrap().desk_name, "North desk");
        rivo.update_settings(&system, set(&[("desk_name", Value::Null)]))
            .await
            .unwrap();
        assert_eq!(rivo.settings().await.unwrap().desk_name, "Rivo");
    })
    .await;
}

#[tokio::test]
async fn a_wrong_value_changes_nothing_and_says_what_may_be() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let system = Actor::system("test");
        for (update, field) in [
            (
                set(&[("desk_name", json!("North")), ("no_such_thing", json!(1))]),
                "no_such_thing",
            ),
            (
                set(&[
                    ("desk_name", json!("North")),
                    ("stale_after_days", json!("7")),
                ]),
                "stale_after_days",
            ),
            (
                set(&[
                    ("desk_name", json!("North")),
                    ("extraction_quiet_seconds", json!(301)),
                ]),
                "extraction_max_wait_seconds",
            ),
        ] {
            assert_eq!(code(rivo.update_settings(&system, update).await), field);
        }
        assert_eq!(rivo.settings().await.unwrap().desk_name, "Rivo");
        make_user(rivo, "ana@desk.example", None).await;
        let ana = log_in(rivo, "ana@desk.example").await.actor;
        assert_eq!(rivo.list_settings(&ana).await.unwrap().results.len(), 14);
        let update = set(&[("desk_name", json!("Mine"))]);
        assert_eq!(
            code(rivo.update_settings(&ana, update).await),
            "permission_denied"
        );
        assert_eq!(
            code(rivo.list_settings(&Actor::open_chat()).await),
            "staff_only"
        );
    })
    .await;
}

#[tokio::test]
async fn what_somebody_else_set_meanwhile_is_not_overwritten_unseen() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let system = Actor::system("test");
        // What nobody set is seen as its default.
        let first = set_over(
            &[("desk_name", json!("Rivo"))],
            &[("desk_name", json!("North"))],
        );
        rivo.update_settings(&system, first.clone()).await.unwrap();
        let refused = rivo.update_settings(&system, first).await.unwrap_err();
        assert!(
            matches!(&refused, Error::Conflict { code: "stale", current: Some(current), .. }
                if current["desk_name"] == "North"),
            "{refused:?}"
        );
        let elsewhere = set_over(
            &[("stale_after_days", json!(7))],
            &[("stale_after_days", json!(9))],
        );
        rivo.update_settings(&system, elsewhere).await.unwrap();
        let unknown = set_over(&[("no_such_thing", json!(1))], &[]);
        assert_eq!(
            code(rivo.update_settings(&system, unknown).await),
            "no_such_thing"
        );
        assert_eq!(rivo.settings().await.unwrap().desk_name, "North");
    })
    .await;
}
