//! Logging in and out, and the proof that comes with a request.

use serde_json::json;

use crate::support::{CLOSED, Caller, OPEN, PASSWORD, TestApp, for_each_engine};

const LOGIN: &str = "/api/v1/auth/login/";

/// A browser of a user, with the cookie it was given.
async fn browser(app: &TestApp, email: &str) -> Caller {
    let answer = app
        .anonymous()
        .post(LOGIN, json!({"email": email, "password": PASSWORD}))
        .await;
    answer.is(200);
    let cookie = answer
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    app.anonymous()
        .with("cookie", &cookie)
        .with("origin", "http://desk.test")
}

#[tokio::test]
async fn a_login_sets_a_cookie_that_scripts_cannot_read() {
    for_each_engine(CLOSED, |app| async move {
        app.make_user("ana@desk.test", Some("CSM")).await;
        let answer = app
            .anonymous()
            .post(
                LOGIN,
                json!({"email": "Ana@desk.test", "password": PASSWORD}),
            )
            .await;
        let me = answer.json(200);
        assert_eq!(me["email"], "ana@desk.test");
        assert_eq!(me["role"]["name"], "CSM");
        assert!(
            me["permissions"]
                .as_array()
                .unwrap()
                .contains(&json!("client.view_assigned"))
        );
        let cookie = answer.header("set-cookie");
        for part in [
            "rivo_session=rvt_",
            "Path=/",
            "HttpOnly",
            "SameSite=Lax",
            "Secure",
            "Max-Age=",
        ] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let debug = app.with(OPEN);
        let answer = debug
            .anonymous()
            .post(
                LOGIN,
                json!({"email": "ana@desk.test", "password": PASSWORD}),
            )
            .await;
        assert!(
            !answer.header("set-cookie").contains("Secure"),
            "a developer has no TLS"
        );
    })
    .await;
}

#[tokio::test]
async fn a_wrong_login_does_not_tell_what_was_wrong() {
    for_each_engine(CLOSED, |app| async move {
        app.make_user("ana@desk.test", None).await;
        let wrong = |email: &str| json!({"email": email, "password": "not this one"});
        let expected =
            json!({"detail": "Invalid email or password", "code": "invalid_credentials"});
        assert_eq!(
            app.anonymous()
                .post(LOGIN, wrong("ana@desk.test"))
                .await
                .json(400),
            expected
        );
        assert_eq!(
            app.anonymous()
                .post(LOGIN, wrong("nobody@desk.test"))
                .await
                .json(400),
            expected
        );
        assert_eq!(
            app.anonymous()
                .post(LOGIN, json!({"email": "ana@desk.test"}))
                .await
                .json(400),
            json!({"password": ["This field is required."]})
        );
    })
    .await;
}

#[tokio::test]
async fn too_many_wrong_logins_have_to_wait() {
    for_each_engine(CLOSED, |app| async move {
        let wrong = json!({"email": "ana@desk.test", "password": "not this one"});
        for _ in 0..5 {
            app.anonymous().post(LOGIN, wrong.clone()).await.is(400);
        }
        let refused = app.anonymous().post(LOGIN, wrong).await;
        assert_eq!(refused.code(429), "too_many_requests");
        assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
    })
    .await;
}

#[tokio::test]
async fn a_logout_ends_the_login() {
    for_each_engine(CLOSED, |app| async move {
        app.make_user("ana@desk.test", Some("CSM")).await;
        let browser = browser(&app, "ana@desk.test").await;
        browser.get("/api/v1/auth/me/").await.is(200);
        let answer = browser.post("/api/v1/auth/logout/", json!({})).await;
        answer.is(204);
        assert!(answer.header("set-cookie").contains("Max-Age=0"));
        assert_eq!(
            browser.get("/api/v1/auth/me/").await.code(401),
            "not_authenticated"
        );
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_all_other_logins() {
    for_each_engine(CLOSED, |app| async move {
        let device = app.staff("ana@desk.test", Some("CSM")).await;
        let browser = browser(&app, "ana@desk.test").await;
        assert_eq!(
            browser.get("/api/v1/auth/devices/").await.json(200)["results"]
                .as_array()
                .unwrap()
                .len(),
            2
        );
        let change = json!({"current_password": "wrong", "new_password": "another-fine-secret"});
        assert!(
            browser
                .post("/api/v1/auth/password/", change)
                .await
                .json(400)["current_password"]
                .is_array()
        );
        let change = json!({"current_password": PASSWORD, "new_password": "short"});
        assert!(
            browser
                .post("/api/v1/auth/password/", change)
                .await
                .json(400)["new_password"]
                .is_array()
        );
        let change = json!({"current_password": PASSWORD, "new_password": "another-fine-secret"});
        browser.post("/api/v1/auth/password/", change).await.is(204);
        browser.get("/api/v1/auth/me/").await.is(200);
        device.get("/api/v1/auth/me/").await.is(401);
    })
    .await;
}

#[tokio::test]
async fn a_revoked_device_is_told_so() {
    for_each_engine(CLOSED, |app| async move {
        let device = app.staff("ana@desk.test", Some("CSM")).await;
        let browser = browser(&app, "ana@desk.test").await;
        let devices = browser.get("/api/v1/auth/devices/").await.json(200);
        let listed = devices["results"].as_array().unwrap();
        let id = listed.iter().find(|it| it["kind"] == "device").unwrap()["id"]
            .as_str()
            .unwrap();
        browser
            .delete(&format!("/api/v1/auth/devices/{id}/"))
            .await
            .is(204);
        assert_eq!(
            device.get("/api/v1/auth/me/").await.code(401),
            "device_revoked"
        );
        let ben = app.staff("ben@desk.test", Some("CSM")).await;
        ben.delete(&format!("/api/v1/auth/devices/{id}/"))
            .await
            .is(404);
    })
    .await;
}

#[tokio::test]
async fn with_a_cookie_only_our_own_pages_change_things() {
    for_each_engine(CLOSED, |app| async move {
        app.make_user("ana@desk.test", Some("CSM")).await;
        let browser = browser(&app, "ana@desk.test").await;
        let change = json!({"current_password": "wrong", "new_password": "another-fine-secret"});
        let path = "/api/v1/auth/password/";
        let from = |name: &'static str, value: &str| browser.clone().with(name, value);
        from("sec-fetch-site", "same-origin")
            .post(path, change.clone())
            .await
            .is(400);
        assert_eq!(
            from("sec-fetch-site", "cross-site")
                .post(path, change.clone())
                .await
                .code(403),
            "csrf_failed"
        );
        assert_eq!(
            from("sec-fetch-site", "same-site")
                .post(path, change.clone())
                .await
                .code(403),
            "csrf_failed"
        );
        for origin in [
            "http://evil.test",
            "null",
            "http://desk.test.evil.test",
            "http://desk.test:8080",
        ] {
            assert_eq!(
                from("origin", origin)
                    .post(path, change.clone())
                    .await
                    .code(403),
                "csrf_failed",
                "{origin}"
            );
        }
        // A foreign page may make a browser read, which tells the page nothing.
        from("origin", "http://evil.test")
            .get("/api/v1/auth/me/")
            .await
            .is(200);
        let trusted: Vec<_> = CLOSED
            .iter()
            .copied()
            .chain([("CSRF_TRUSTED_ORIGINS", "https://other.test")])
            .collect();
        let mut elsewhere = from("origin", "https://other.test");
        elsewhere.app = app.with(&trusted);
        elsewhere.post(path, change).await.is(400);
        let login = json!({"email": "ana@desk.test", "password": PASSWORD});
        let foreign = app.anonymous().with("origin", "http://evil.test");
        assert_eq!(foreign.post(LOGIN, login).await.code(403), "csrf_failed");
    })
    .await;
}
