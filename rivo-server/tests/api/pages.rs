//! The pages: one shell, redirects by role.

use axum::http::Method;

use crate::support::{CLOSED, for_each_engine, on_sqlite};

#[tokio::test]
async fn the_dashboard_leads_to_the_one_of_the_role_or_to_the_login() {
    for_each_engine(CLOSED, |app| async move {
        let home = app.anonymous().get("/").await;
        home.is(302);
        assert_eq!(home.header("location"), "/dashboard/");
        let stranger = app.anonymous().get("/dashboard").await;
        stranger.is(302);
        assert_eq!(
            stranger.header("location"),
            "/dashboard/login/?next=%2Fdashboard%2F"
        );
        assert_eq!(
            app.anonymous()
                .get("/dashboard?from=mail&x=1")
                .await
                .header("location"),
            "/dashboard/login/?next=%2Fdashboard%2F%3Ffrom%3Dmail%26x%3D1"
        );
        let admin = app.admin().await;
        assert_eq!(
            admin.get("/dashboard/").await.header("location"),
            "/dashboard/admin/"
        );
        let csm = app.csm("ben@desk.test").await;
        assert_eq!(
            csm.get("/dashboard/").await.header("location"),
            "/dashboard/csm/"
        );
        let login = csm.get("/dashboard/login/").await;
        login.is(302);
        assert_eq!(login.header("location"), "/dashboard/");
        app.anonymous().get("/dashboard/login/").await.is(200);
    })
    .await;
}

#[tokio::test]
async fn every_page_is_the_same_shell_under_a_strict_policy() {
    on_sqlite(CLOSED, |app| async move {
        let shell = app.anonymous().get("/dashboard/admin/").await;
        shell.is(200);
        assert_eq!(shell.header("content-type"), "text/html; charset=utf-8");
        let policy = shell.header("content-security-policy");
        assert!(
            policy.contains("script-src 'self';") && !policy.contains("unsafe-eval"),
            "{policy}"
        );
        for path in [
            "/dashboard/csm",
            "/dashboard/client/0192f0c1-2345-7890-abcd-ef0123456789/",
            "/admin/",
            "/admin/users",
            "/sync/",
            "/sync",
        ] {
            assert_eq!(app.anonymous().get(path).await.text, shell.text, "{path}");
        }
        let missing = app.anonymous().get("/no/such/page").await;
        missing.is(404);
        assert_eq!(
            missing.text, shell.text,
            "the shell says that there is nothing"
        );
        let again = app
            .anonymous()
            .with("if-none-match", shell.header("etag"))
            .get("/dashboard/admin/")
            .await;
        again.is(304);
        assert!(again.text.is_empty());
        let head = app
            .anonymous()
            .send(Method::HEAD, "/dashboard/admin/", None)
            .await;
        head.is(200);
        assert!(head.text.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_not_there_is_no_page() {
    on_sqlite(CLOSED, |app| async move {
        assert_eq!(
            app.anonymous().get("/assets/none.js").await.code(404),
            "not_found"
        );
        assert_eq!(
            app.anonymous()
                .get("/assets/../../Cargo.toml")
                .await
                .code(404),
            "not_found"
        );
    })
    .await;
}
