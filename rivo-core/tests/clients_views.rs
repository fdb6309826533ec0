//! Saved views: whose they are, who shares them, what they may hold.
#![cfg(feature = "store")]

mod support;

use rivo_core::{
    Error,
    api::{
        command::Command,
        view::{CreateView, UpdateView, ViewValues},
    },
    auth::Permission,
    id::ViewId,
};
use serde_json::json;
use support::{fields, for_each_engine, with_permissions};

#[tokio::test]
async fn a_view_is_its_owners_and_a_shared_one_the_desks() {
    for_each_engine(|desk| async move {
        let (ada, cara, dora) = (
            desk.admin().await,
            desk.csm("Cara").await,
            desk.csm("Dora").await,
        );
        let view_id = ViewId::new();
        let create = |name: &str, size: usize| {
            let mut definition = serde_json::Map::new();
            definition.insert("q".to_owned(), "x".repeat(size).into());
            CreateView {
                name: name.to_owned(),
                screen: "clients".to_owned(),
                shared: false,
                definition,
            }
        };
        let save = Command::CreateView {
            view_id,
            view: create(" Mine ", 10),
        };
        desk.run(&cara, save).await.unwrap();
        let listed = desk.list_views(&cara, None, None).await.unwrap().results;
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0].name, "Mine");
        assert_eq!(listed[0].owner.name, "Cara Desk");
        assert_eq!(listed[0].definition["q"], "xxxxxxxxxx");
        for other in [&ada, &dora] {
            assert!(
                desk.list_views(other, None, None)
                    .await
                    .unwrap()
                    .results
                    .is_empty()
            );
            let found = desk.get_view(other, view_id).await;
            assert!(matches!(found, Err(Error::NotFound { .. })));
        }
        let rename = |name: &str| Command::UpdateView {
            view_id,
            update: UpdateView {
                name: Some(name.to_owned()),
                ..UpdateView::default()
            },
        };
        let hidden = desk.run(&ada, rename("Hers")).await;
        assert!(matches!(hidden, Err(Error::NotFound { .. })));
        let share = Command::UpdateView {
            view_id,
            update: UpdateView {
                shared: Some(true),
                ..UpdateView::default()
            },
        };
        desk.run(&cara, share).await.unwrap();
        assert_eq!(desk.get_view(&dora, view_id).await.unwrap().name, "Mine");
        let refused = desk.run(&dora, rename("Dora's")).await;
        assert!(matches!(
            refused,
            Err(Error::Forbidden {
                code: "not_owner",
                ..
            })
        ));
        desk.run(&ada, rename("The desk's")).await.unwrap();
        let remove = Command::DeleteView {
            view_id,
            expected: None,
        };
        let removed = desk.run(&dora, remove.clone()).await;
        assert!(matches!(removed, Err(Error::Forbidden { .. })));
        desk.run(&cara, remove).await.unwrap();
        assert!(
            desk.list_views(&dora, None, None)
                .await
                .unwrap()
                .results
                .is_empty()
        );
        for (view, field) in [
            (create("", 1), "name"),
            (create("Large", 9000), "definition"),
            (
                CreateView {
                    screen: "nowhere".to_owned(),
                    ..create("x", 1)
                },
                "screen",
            ),
        ] {
            let view_id = ViewId::new();
            let error = desk
                .run(&cara, Command::CreateView { view_id, view })
                .await
                .unwrap_err();
            assert_eq!(fields(&error), [field]);
        }
        let blind = with_permissions(&cara, &[Permission::NoteWrite]);
        let refused = desk.list_views(&blind, None, None).await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })));
    })
    .await;
}

#[tokio::test]
async fn a_shared_view_is_changed_and_deleted_only_as_it_was_seen() {
    for_each_engine(|desk| async move {
        let (ada, cara) = (desk.admin().await, desk.csm("Cara").await);
        let view_id = ViewId::new();
        let definition = |stage: &str| -> serde_json::Map<String, serde_json::Value> {
            serde_json::from_value(json!({"search": {"stage": stage}, "columns": []})).unwrap()
        };
        let save = Command::CreateView {
            view_id,
            view: CreateView {
                name: "Hot".to_owned(),
                screen: "clients".to_owned(),
                shared: true,
                definition: definition("lead"),
            },
        };
        desk.run(&cara, save).await.unwrap();
        let change = |stage: &str, seen: &str| Command::UpdateView {
            view_id,
            update: UpdateView {
                definition: Some(definition(stage)),
                expected: Some(ViewValues {
                    definition: Some(definition(seen)),
                    ..ViewValues::default()
                }),
                ..UpdateView::default()
            },
        };
        desk.run(&cara, change("contacted", "lead")).await.unwrap();
        let overtaken = desk.run(&ada, change("qualified", "lead")).await;
        let stands = stale(&overtaken.unwrap_err());
        assert_eq!(stands["definition"]["search"]["stage"], "contacted");
        assert_eq!(stands["name"], "Hot");
        assert_eq!(stands["owner"]["name"], "Cara Desk");
        // What stands as it is wished is no conflict; what was not seen is not asked about.
        desk.run(&ada, change("contacted", "lead")).await.unwrap();
        let rename = Command::UpdateView {
            view_id,
            update: UpdateView {
                name: Some("Warm".to_owned()),
                expected: Some(ViewValues {
                    name: Some("Hot".to_owned()),
                    shared: Some(true),
                    definition: None,
                }),
                ..UpdateView::default()
            },
        };
        desk.run(&ada, rename).await.unwrap();
        let remove = |name: &str| Command::DeleteView {
            view_id,
            expected: Some(ViewValues {
                name: Some(name.to_owned()),
                shared: Some(true),
                definition: Some(definition("contacted")),
            }),
        };
        let overtaken = desk.run(&cara, remove("Hot")).await;
        assert_eq!(stale(&overtaken.unwrap_err())["name"], "Warm");
        desk.run(&cara, remove("Warm")).await.unwrap();
        let gone = desk.get_view(&cara, view_id).await;
        assert!(matches!(gone, Err(Error::NotFound { .. })));
    })
    .await;
}

fn stale(error: &Error) -> serde_json::Value {
    match error {
        Error::Conflict {
            code: "stale",
            current: Some(current),
            ..
        } => (**current).clone(),
        other => panic!("no conflict: {other:?}"),
    }
}
