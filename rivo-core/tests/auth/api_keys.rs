use rivo_core::{
    Error,
    api::{admin::UpdateSettings, user::CreateApiKey},
    auth::{Actor, actor::ActorKind},
};

use crate::{
    code,
    support::{Desk, for_each_engine},
};

fn key(scopes: &[&str], rate_limit: Option<i64>) -> CreateApiKey {
    CreateApiKey {
        name: "Website bot".to_owned(),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        rate_limit,
    }
}

#[tokio::test]
async fn a_key_proves_a_chatbot_with_its_scopes_and_is_shown_once() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let system = Actor::system("test");
        let issued = rivo.create_api_key(&system, key(&["chat:write"], None)).await.unwrap();
        assert!(issued.key.starts_with(&issued.api_key.prefix) && issued.key.starts_with("rivo_"));
        let actor = rivo.authenticate_api_key(&issued.key, None).await.unwrap();
        assert!(matches!(
            actor.kind,
            ActorKind::ApiKey { id, may_write_chat: true, may_read_chat: false, .. } if id == issued.api_key.id
        ));
        let listed = rivo.list_api_keys(&system).await.unwrap().results;
        assert_eq!(rivo.now().seconds_since(listed[0].last_used_at.unwrap()), 0);
        assert!(!serde_json::to_string(&listed).unwrap().contains(&issued.key));
        let alone = rivo.get_api_key(&system, issued.api_key.id).await.unwrap();
        assert_eq!(alone, listed[0]);
        assert_eq!(code(rivo.authenticate_api_key("rivo_nonsense", None).await), "invalid_api_key");
    })
    .await;
}

#[tokio::test]
async fn bad_input_names_each_field() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let system = Actor::system("test");
        for (create, field) in [
            (
                CreateApiKey {
                    name: " ".to_owned(),
                    ..key(&["chat:read"], None)
                },
                "name",
            ),
            (
                CreateApiKey {
                    name: "x".repeat(101),
                    ..key(&["chat:read"], None)
                },
                "name",
            ),
            (key(&[], None), "scopes"),
            (key(&["chat:fly"], None), "scopes"),
            (key(&["chat:read"], Some(0)), "rate_limit"),
        ] {
            assert_eq!(
                code(rivo.create_api_key(&system, create).await.map(drop)),
                field
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_revoked_key_stops_at_once_here_and_within_five_seconds_elsewhere() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let other_node = Desk::open(&desk.url, desk.engine).await;
        let system = Actor::system("test");
        let issued = rivo
            .create_api_key(&system, key(&["chat:write"], None))
            .await
            .unwrap();
        rivo.authenticate_api_key(&issued.key, None).await.unwrap();
        other_node
            .authenticate_api_key(&issued.key, None)
            .await
            .unwrap();
        rivo.revoke_api_key(&system, issued.api_key.id)
            .await
            .unwrap();
        rivo.revoke_api_key(&system, issued.api_key.id)
            .await
            .unwrap();
        assert_eq!(
            code(rivo.authenticate_api_key(&issued.key, None).await),
            "api_key_revoked"
        );
        other_node.advance_seconds(5);
        assert_eq!(
            code(other_node.authenticate_api_key(&issued.key, None).await),
            "api_key_revoked"
        );
        assert!(
            rivo.list_api_keys(&system).await.unwrap().results[0]
                .revoked_at
                .is_some()
        );
    })
    .await;
}

#[tokio::test]
async fn a_key_has_its_turns_a_minute() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let system = Actor::system("test");
        let own = rivo
            .create_api_key(&system, key(&["chat:write"], Some(3)))
            .await
            .unwrap()
            .key;
        let common = rivo
            .create_api_key(&system, key(&["chat:write"], None))
            .await
            .unwrap()
            .key;
        let update = UpdateSettings {
            values: [("api_key_rate_limit".to_owned(), 2.into())].into(),
            ..UpdateSettings::default()
        };
        rivo.update_settings(&system, update).await.unwrap();
        for (key, turns) in [(&own, 3), (&common, 2)] {
            for _ in 0..turns {
                rivo.authenticate_api_key(key, None).await.unwrap();
            }
        }
        desk.advance_seconds(20);
        for key in [&own, &common] {
            let refused = rivo.authenticate_api_key(key, None).await.unwrap_err();
            assert!(
                matches!(
                    refused,
                    Error::TooManyRequests {
                        retry_after_seconds: 40
                    }
                ),
                "{refused:?}"
            );
        }
        desk.advance_seconds(40);
        for key in [&own, &common] {
            rivo.authenticate_api_key(key, None).await.unwrap();
        }
    })
    .await;
}
