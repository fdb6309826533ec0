//! Clients asked for by their ids: a selection, listed and exported.
#![cfg(feature = "store")]

mod support;

use rivo_core::{
    api::client::ClientFilter, auth::Permission, id::ClientId, model::csv, service::ExportRequest,
};
use support::{fields, for_each_engine, with_permissions};

fn chosen(ids: &[ClientId]) -> ClientFilter {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    ClientFilter {
        ids: Some(ids.join(",")),
        ..ClientFilter::default()
    }
}

#[tokio::test]
async fn a_selection_is_listed_counted_and_exported() {
    for_each_engine(|desk| async move {
        let (ada, ana) = (desk.admin().await, desk.csm("Ana").await);
        let mut ids = Vec::new();
        for (name, csm) in [("Rosa", None), ("Nora", Some(&ana)), ("Uma", None)] {
            ids.push(desk.client_of(name, csm).await.id);
        }
        let some = chosen(&[ids[2], ids[1], ids[2], ClientId::new()]);
        let counted = ClientFilter {
            count: Some(true),
            ordering: Some("name".to_owned()),
            ..some.clone()
        };
        let page = desk
            .list_client_summaries(&ada, counted.clone())
            .await
            .unwrap();
        let names: Vec<_> = page
            .results
            .iter()
            .filter_map(|it| it.name.clone())
            .collect();
        assert_eq!(
            (names.as_slice(), page.count),
            (&["Nora".into(), "Uma".into()][..], Some(2))
        );
        let whole = desk.list_clients(&ada, some.clone()).await.unwrap();
        assert_eq!(whole.results.len(), 2);
        // Only what the asking user sees.
        let own = desk.list_client_summaries(&ana, some).await.unwrap();
        assert_eq!(own.results.len(), 1);

        let exporter = with_permissions(&ada, &[Permission::ClientViewAll, Permission::Export]);
        let request = ExportRequest::Clients(Box::new(counted));
        let mut export = desk.export(&exporter, request, Some("name")).await.unwrap();
        let mut text = String::new();
        while let Some(chunk) = export.next_chunk().await.unwrap() {
            text.push_str(&chunk);
        }
        let rows: Vec<String> = csv::read(&text)
            .unwrap()
            .into_iter()
            .map(|record| record.cells.concat())
            .collect();
        assert_eq!(rows, ["name", "Nora", "Uma"]);
    })
    .await;
}

#[tokio::test]
async fn a_selection_is_bounded() {
    for_each_engine(|desk| async move {
        let ada = desk.admin().await;
        let many: Vec<ClientId> = (0..201).map(|_| ClientId::new()).collect();
        assert!(desk.list_clients(&ada, chosen(&many[..200])).await.is_ok());
        let wrong = ClientFilter {
            ids: Some("rosa".to_owned()),
            ..ClientFilter::default()
        };
        for filter in [chosen(&many), wrong] {
            let error = desk.list_clients(&ada, filter).await.unwrap_err();
            assert_eq!(fields(&error), ["ids"]);
        }
    })
    .await;
}
