//! The committed document is the one of the handlers.

use crate::support::{CLOSED, on_sqlite};

#[test]
fn the_committed_document_is_fresh() {
    let committed: serde_json::Value =
        serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    assert!(
        committed == rivo_server::contract::document(),
        "rivo-server/openapi.json is stale: run cargo xtask openapi"
    );
}

#[test]
fn every_operation_says_what_it_does_and_how_it_fails() {
    let document = rivo_server::contract::document();
    for (path, item) in document["paths"].as_object().unwrap() {
        assert!(
            path.starts_with("/api/v1/") && path.ends_with('/'),
            "{path}"
        );
        for (method, operation) in item.as_object().unwrap() {
            assert!(
                operation["summary"].is_string(),
                "{method} {path} has no summary"
            );
            let responses = operation["responses"].as_object().unwrap();
            assert!(
                responses.keys().any(|status| status.starts_with('2')),
                "{method} {path}"
            );
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap();
                let in_path = path.contains(&format!("{{{name}}}"));
                assert_eq!(in_path, parameter["in"] == "path", "{method} {path} {name}");
            }
        }
    }
}

#[tokio::test]
async fn the_document_and_its_page_need_no_login() {
    on_sqlite(CLOSED, |app| async move {
        let anonymous = app.anonymous();
        let served = anonymous.get("/api/schema").await.json(200);
        assert_eq!(served, rivo_server::contract::document());
        assert_eq!(served["openapi"], "3.1.0");
        let page = anonymous.get("/api/docs/").await;
        page.is(200);
        assert!(
            page.header("content-security-policy")
                .contains("script-src 'self'")
        );
        assert!(
            !page.text.contains("http://") && !page.text.contains("https://"),
            "nothing from elsewhere"
        );
        for part in ["/api/docs/docs.js", "/api/docs/docs.css"] {
            assert!(page.text.contains(part));
            anonymous.get(part).await.is(200);
        }
    })
    .await;
}
