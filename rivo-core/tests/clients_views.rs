//! Saved views: whose they are, who shares them, what they may hold.
#![cfg(feature = "store")]

mod support;

use rivo_core::{
    Error,
    api::{
        command::Command,
        view::{CreateView, UpdateView},
    },
    auth::Permission,
    id::ViewId,
};
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
        let removed = desk.run(&dora, Command::DeleteView { view_id }).await;
        assert!(matches!(removed, Err(Error::Forbidden { .. })));
        desk.run(&cara, Command::DeleteView { view_id })
            .await
            .unwrap();
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
