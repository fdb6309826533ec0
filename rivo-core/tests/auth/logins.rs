use rivo_core::{
    Error,
    api::{
        command::Command,
        user::{ChangePassword, UpdateUser},
    },
    auth::Actor,
    id::{CommandId, UserId},
    service::{
        Rivo,
        login::{BROWSER_LOGIN_SECONDS, DEVICE_IDLE_SECONDS, LoginKind},
    },
    store::Sql,
};

use crate::{
    ADDRESS, PASSWORD, code, log_in, make_superuser, make_user, role_named,
    support::{Desk, for_each_engine},
};

async fn try_password(rivo: &Rivo, email: &str, password: &str, address: &str) -> String {
    code(
        rivo.login(email, password, Some(address), LoginKind::Browser)
            .await
            .map(drop),
    )
}

/// What is kept of a password, seen from behind the desk.
async fn password_hash(desk: &Desk, email: &'static str) -> String {
    const FIND: Sql = Sql::same("SELECT password_hash FROM \"user\" WHERE email = ?1");
    desk.store()
        .await
        .read(move |tx| Box::pin(async move { tx.query_one(&FIND, &[email.into()]).await?.get() }))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_login_gives_a_token_that_proves_who_asks() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let csm = role_named(rivo, "CSM").await;
        let user = make_user(rivo, "ana@desk.example", Some(csm)).await;
        let (token, me) = rivo
            .login(
                " Ana@Desk.Example ",
                PASSWORD,
                Some(ADDRESS),
                LoginKind::Browser,
            )
            .await
            .unwrap();
        assert_eq!(me.user.id, user.id);
        assert_eq!(rivo.now().seconds_since(me.user.last_login.unwrap()), 0);
        assert!(me.permissions.contains(&"client.view_assigned".to_owned()));
        assert!(!me.permissions.contains(&"client.view_all".to_owned()));
        let login = rivo.authenticate_token(&token, None).await.unwrap();
        assert_eq!(login.actor.user_id(), Some(user.id));
        assert_eq!(rivo.me(&login.actor).await.unwrap(), me);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_an_unknown_address_and_a_deactivated_user_look_the_same() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        make_user(rivo, "ana@desk.example", None).await;
        let gone = make_user(rivo, "gone@desk.example", None).await;
        let deactivate = UpdateUser {
            is_active: Some(false),
            ..UpdateUser::default()
        };
        rivo.update_user(&Actor::system("test"), gone.id, deactivate)
            .await
            .unwrap();
        for (email, password) in [
            ("ana@desk.example", "not the password"),
            ("nobody@desk.example", PASSWORD),
            ("no address at all", PASSWORD),
            ("gone@desk.example", PASSWORD),
        ] {
            let refused = rivo
                .login(email, password, Some(ADDRESS), LoginKind::Browser)
                .await
                .unwrap_err();
            assert_eq!(refused.to_string(), "Invalid email or password", "{email}");
            assert_eq!(code::<()>(Err(refused)), "invalid_credentials", "{email}");
        }
        assert_eq!(try_password(rivo, "", "", ADDRESS).await, "email,password");
        assert_eq!(
            try_password(rivo, "a\0b@desk.example", "x\0", ADDRESS).await,
            "email,password"
        );
    })
    .await;
}

#[tokio::test]
async fn the_sixth_wrong_password_must_wait_and_a_right_one_clears() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        make_user(rivo, "ana@desk.example", None).await;
        for _ in 0..4 {
            assert_eq!(
                try_password(rivo, "ana@desk.example", "wrong", ADDRESS).await,
                "invalid_credentials"
            );
        }
        log_in(rivo, "ana@desk.example").await;
        for _ in 0..5 {
            assert_eq!(
                try_password(rivo, "ana@desk.example", "wrong", ADDRESS).await,
                "invalid_credentials"
            );
        }
        desk.advance_seconds(60);
        let refused = rivo
            .login(
                "ana@desk.example",
                PASSWORD,
                Some(ADDRESS),
                LoginKind::Browser,
            )
            .await
            .unwrap_err();
        assert!(
            matches!(
                refused,
                Error::TooManyRequests {
                    retry_after_seconds: 840
                }
            ),
            "{refused:?}"
        );
        // From elsewhere the account still works.
        rivo.login(
            "ana@desk.example",
            PASSWORD,
            Some("198.51.100.1"),
            LoginKind::Browser,
        )
        .await
        .unwrap();
        desk.advance_seconds(841);
        log_in(rivo, "ana@desk.example").await;
    })
    .await;
}

#[tokio::test]
async fn an_account_tried_from_many_addresses_and_an_address_that_tries_many_accounts_must_wait() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        make_user(rivo, "ana@desk.example", None).await;
        for attempt in 0..20 {
            let address = format!("198.51.100.{attempt}");
            assert_eq!(
                try_password(rivo, "ana@desk.example", "wrong", &address).await,
                "invalid_credentials"
            );
        }
        assert_eq!(
            try_password(rivo, "ana@desk.example", PASSWORD, "203.0.113.1").await,
            "too_many_requests"
        );
        for attempt in 0..50 {
            let email = format!("nobody{attempt}@desk.example");
            assert_eq!(
                try_password(rivo, &email, "wrong", "2001:db8::1").await,
                "invalid_credentials"
            );
        }
        // The same network by another of its addresses.
        assert_eq!(
            try_password(rivo, "other@desk.example", "wrong", "2001:db8::2").await,
            "too_many_requests"
        );
    })
    .await;
}

#[tokio::test]
async fn a_password_of_the_django_project_works_and_is_hashed_anew() {
    // `make_password("correct horse battery", salt="seasalt")` with 1,000 iterations.
    const DJANGO: &str = "pbkdf2_sha256$1000$seasalt$DrdiWD40lyBuydnjvZiDrdQMx1S1mOA9O0QYex0R6ww=";
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let command = Command::CreateUser {
            user_id: UserId::new(),
            email: "ana@desk.example".to_owned(),
            first_name: String::new(),
            last_name: String::new(),
            password_hash: DJANGO.to_owned(),
            role: None,
            is_superuser: false,
            practice: rivo_core::api::user::Practice::default(),
        };
        rivo.execute(&Actor::system("test"), CommandId::new(), command)
            .await
            .unwrap();
        assert_eq!(password_hash(&desk, "ana@desk.example").await, DJANGO);
        assert_eq!(
            try_password(rivo, "ana@desk.example", "wrong", ADDRESS).await,
            "invalid_credentials"
        );
        log_in(rivo, "ana@desk.example").await;
        let upgraded = password_hash(&desk, "ana@desk.example").await;
        assert!(upgraded.starts_with("$argon2id$"), "{upgraded}");
        log_in(rivo, "ana@desk.example").await;
        assert_eq!(password_hash(&desk, "ana@desk.example").await, upgraded);
    })
    .await;
}

#[tokio::test]
async fn a_browser_login_ends_after_its_time_and_a_device_after_disuse() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        make_user(rivo, "ana@desk.example", None).await;
        let kind = LoginKind::Device("Ana's laptop".to_owned());
        let (browser, _) = rivo
            .login("ana@desk.example", PASSWORD, None, LoginKind::Browser)
            .await
            .unwrap();
        let (device, _) = rivo
            .login("ana@desk.example", PASSWORD, None, kind)
            .await
            .unwrap();
        desk.advance_seconds(BROWSER_LOGIN_SECONDS - 1);
        rivo.authenticate_token(&browser, None).await.unwrap();
        rivo.authenticate_token(&device, None).await.unwrap();
        desk.advance_seconds(1);
        assert_eq!(
            code(rivo.authenticate_token(&browser, None).await.map(drop)),
            "token_expired"
        );
        desk.advance_seconds(DEVICE_IDLE_SECONDS - 2);
        rivo.authenticate_token(&device, None).await.unwrap();
        desk.advance_seconds(DEVICE_IDLE_SECONDS);
        assert_eq!(
            code(rivo.authenticate_token(&device, None).await.map(drop)),
            "token_expired"
        );
        assert_eq!(
            code(
                rivo.authenticate_token("rvt_nonsense", None)
                    .await
                    .map(drop)
            ),
            "not_authenticated"
        );
        rivo.prune_logins().await.unwrap();
        assert_eq!(
            code(rivo.authenticate_token(&device, None).await.map(drop)),
            "not_authenticated"
        );
    })
    .await;
}

#[tokio::test]
async fn the_last_use_of_a_device_is_kept_to_the_minute() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        make_user(rivo, "ana@desk.example", None).await;
        let kind = LoginKind::Device(" Ana's laptop ".to_owned());
        let (token, _) = rivo
            .login("ana@desk.example", PASSWORD, None, kind)
            .await
            .unwrap();
        let made_at = rivo.now();
        desk.advance_seconds(59);
        let actor = rivo.authenticate_token(&token, None).await.unwrap().actor;
        let devices = rivo.list_devices(&actor).await.unwrap().results;
        assert_eq!(devices[0].device_name, "Ana's laptop");
        assert_eq!(devices[0].kind, "device");
        assert_eq!(made_at.seconds_since(devices[0].last_used_at.unwrap()), 0);
        desk.advance_seconds(1);
        rivo.authenticate_token(&token, None).await.unwrap();
        let devices = rivo.list_devices(&actor).await.unwrap().results;
        assert_eq!(
            rivo.now().seconds_since(devices[0].last_used_at.unwrap()),
            0
        );
    })
    .await;
}

#[tokio::test]
async fn a_revoked_device_is_told_so_and_a_logout_ends_only_itself() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        make_user(rivo, "ana@desk.example", None).await;
        make_user(rivo, "ben@desk.example", None).await;
        let kind = LoginKind::Device("Laptop".to_owned());
        let (device, _) = rivo
            .login("ana@desk.example", PASSWORD, None, kind)
            .await
            .unwrap();
        let (browser, _) = rivo
            .login("ana@desk.example", PASSWORD, None, LoginKind::Browser)
            .await
            .unwrap();
        let ana = rivo.authenticate_token(&browser, None).await.unwrap();
        let laptop = rivo.authenticate_token(&device, None).await.unwrap();
        let ben = log_in(rivo, "ben@desk.example").await;
        assert_eq!(
            code(rivo.revoke_device(&ben.actor, laptop.token_id).await),
            "not_found"
        );
        rivo.revoke_device(&ana.actor, laptop.token_id)
            .await
            .unwrap();
        assert_eq!(
            code(rivo.authenticate_token(&device, None).await.map(drop)),
            "device_revoked"
        );
        assert_eq!(
            code(rivo.revoke_device(&ana.actor, laptop.token_id).await),
            "not_found"
        );
        let left: Vec<_> = rivo.list_devices(&ana.actor).await.unwrap().results;
        assert_eq!(
            left.iter().map(|login| login.id).collect::<Vec<_>>(),
            [ana.token_id]
        );
        rivo.logout(&ana).await.unwrap();
        assert_eq!(
            code(rivo.authenticate_token(&browser, None).await.map(drop)),
            "not_authenticated"
        );
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_the_other_logins() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        make_user(rivo, "ana@desk.example", None).await;
        let (here, _) = rivo
            .login("ana@desk.example", PASSWORD, None, LoginKind::Browser)
            .await
            .unwrap();
        let (there, _) = rivo
            .login("ana@desk.example", PASSWORD, None, LoginKind::Browser)
            .await
            .unwrap();
        let login = rivo
            .authenticate_token(&here, Some(ADDRESS.to_owned()))
            .await
            .unwrap();
        let change = |current: &str, new: &str| ChangePassword {
            current_password: current.to_owned(),
            new_password: new.to_owned(),
        };
        for (current, new, field) in [
            ("wrong", "a brand new password", "current_password"),
            (PASSWORD, "short", "new_password"),
            (PASSWORD, "ana@desk.example", "new_password"),
        ] {
            assert_eq!(
                code(rivo.change_password(&login, change(current, new)).await),
                field
            );
        }
        rivo.change_password(&login, change(PASSWORD, "a brand new password"))
            .await
            .unwrap();
        rivo.authenticate_token(&here, None).await.unwrap();
        assert_eq!(
            code(rivo.authenticate_token(&there, None).await.map(drop)),
            "not_authenticated"
        );
        assert_eq!(
            try_password(rivo, "ana@desk.example", PASSWORD, ADDRESS).await,
            "invalid_credentials"
        );
        rivo.login(
            "ana@desk.example",
            "a brand new password",
            None,
            LoginKind::Browser,
        )
        .await
        .unwrap();
        // Somebody who found an open browser cannot guess on.
        for _ in 0..4 {
            assert_eq!(
                code(
                    rivo.change_password(&login, change("wrong", "yet another password"))
                        .await
                ),
                "current_password"
            );
        }
        assert_eq!(
            code(
                rivo.change_password(&login, change("wrong", "yet another password"))
                    .await
            ),
            "too_many_requests"
        );
    })
    .await;
}

#[tokio::test]
async fn many_guesses_at_once_gain_nothing() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        make_superuser(rivo, "root@desk.example").await;
        let guesses = (0..12).map(|_| try_password(rivo, "root@desk.example", "wrong", ADDRESS));
        let answers = futures_util::future::join_all(guesses).await;
        let looked_at = answers
            .iter()
            .filter(|answer| *answer == "invalid_credentials")
            .count();
        assert_eq!(looked_at, 5, "{answers:?}");
    })
    .await;
}
