use rivo_core::{
    Error,
    api::{
        command::Command,
        user::{CreateUser, Practice, UpdateUser, UserValues},
    },
    auth::Actor,
    id::{CommandId, RoleId, UserId},
    service::{UserFilter, login::LoginKind},
};

use crate::{
    PASSWORD, code, log_in, make_role, make_superuser, make_user, role_named,
    support::for_each_engine,
};

fn new_user(email: &str) -> CreateUser {
    CreateUser {
        email: email.to_owned(),
        first_name: "Ana".to_owned(),
        last_name: "López".to_owned(),
        password: PASSWORD.to_owned(),
        role: None,
        is_superuser: false,
        practice: Practice::default(),
    }
}

fn deactivate() -> UpdateUser {
    UpdateUser {
        is_active: Some(false),
        ..UpdateUser::default()
    }
}

#[tokio::test]
async fn bad_input_names_each_field() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let root = Actor::system("test");
        rivo.create_user(&root, new_user("ana@desk.example"))
            .await
            .unwrap();
        let cases = [
            (new_user("ANA@desk.example"), "email"),
            (
                CreateUser {
                    email: "nobody".to_owned(),
                    password: "short".to_owned(),
                    ..new_user("")
                },
                "email,password",
            ),
            (
                CreateUser {
                    first_name: "x".repeat(151),
                    ..new_user("b@desk.example")
                },
                "first_name",
            ),
            (
                CreateUser {
                    last_name: "a\0b".to_owned(),
                    ..new_user("b@desk.example")
                },
                "last_name",
            ),
            (
                CreateUser {
                    role: Some(RoleId::new()),
                    ..new_user("b@desk.example")
                },
                "role",
            ),
        ];
        for (create, field) in cases {
            let shown = format!("{create:?}");
            assert_eq!(
                code(rivo.create_user(&root, create).await),
                field,
                "{shown}"
            );
        }
        let rename = UpdateUser {
            email: Some("ana@desk.example".to_owned()),
            ..UpdateUser::default()
        };
        let ben = rivo
            .create_user(&root, new_user("ben@desk.example"))
            .await
            .unwrap();
        assert_eq!(
            code(rivo.update_user(&root, ben.id, rename.clone()).await),
            "email"
        );
        assert_eq!(
            code(rivo.update_user(&root, UserId::new(), rename).await),
            "not_found"
        );
        let plain = Command::CreateUser {
            user_id: UserId::new(),
            email: "plain@desk.example".to_owned(),
            first_name: String::new(),
            last_name: String::new(),
            password_hash: PASSWORD.to_owned(),
            role: None,
            is_superuser: false,
            practice: Practice::default(),
        };
        assert_eq!(
            code(rivo.execute(&root, CommandId::new(), plain).await),
            "password_hash"
        );
    })
    .await;
}

#[tokio::test]
async fn users_are_listed_by_address_and_found_by_part_of_a_name() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let root = Actor::system("test");
        let csm = role_named(rivo, "CSM").await;
        for email in [
            "c@desk.example",
            "a_x@desk.example",
            "a.x@desk.example",
            "b@desk.example",
        ] {
            rivo.create_user(&root, new_user(email)).await.unwrap();
        }
        let ben = make_user(rivo, "ben@desk.example", Some(csm)).await;
        rivo.update_user(&root, ben.id, deactivate()).await.unwrap();
        let list = async |filter: UserFilter| {
            let page = rivo.list_users(&root, filter).await.unwrap();
            let emails: Vec<String> = page
                .results
                .iter()
                .map(|user| user.email.replace("@desk.example", ""))
                .collect();
            (emails, page.next)
        };
        let first = list(UserFilter {
            limit: Some(3),
            ..UserFilter::default()
        })
        .await;
        assert_eq!(first.0, ["a.x", "a_x", "b"]);
        let rest = list(UserFilter {
            limit: Some(3),
            cursor: first.1,
            ..UserFilter::default()
        })
        .await;
        assert_eq!(rest, (vec!["ben".to_owned(), "c".to_owned()], None));
        let q = |q: &str| UserFilter {
            q: Some(q.to_owned()),
            ..UserFilter::default()
        };
        assert_eq!(list(q("LOPEZ")).await.0.len(), 4);
        assert_eq!(list(q("ben@")).await.0, ["ben"]);
        assert_eq!(
            list(UserFilter {
                is_active: Some(false),
                ..UserFilter::default()
            })
            .await
            .0,
            ["ben"]
        );
        assert_eq!(
            list(UserFilter {
                role: Some(csm),
                ..UserFilter::default()
            })
            .await
            .0,
            ["ben"]
        );
        assert_eq!(
            code(
                rivo.list_users(
                    &root,
                    UserFilter {
                        limit: Some(0),
                        ..UserFilter::default()
                    }
                )
                .await
            ),
            "limit"
        );
        assert_eq!(
            code(
                rivo.list_users(
                    &root,
                    UserFilter {
                        cursor: Some("x".to_owned()),
                        ..UserFilter::default()
                    }
                )
                .await
            ),
            "cursor"
        );
        let directory = rivo.user_directory(&root).await.unwrap().results;
        assert_eq!(directory.len(), 4, "only those who can log in");
        assert_eq!(directory[0].name, "Ana López");
    })
    .await;
}

#[tokio::test]
async fn nobody_ends_their_own_account_and_the_last_superuser_stays() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let root = make_superuser(rivo, "root@desk.example").await;
        let actor = log_in(rivo, "root@desk.example").await.actor;
        assert_eq!(
            code(rivo.update_user(&actor, root.id, deactivate()).await),
            "is_active"
        );
        assert_eq!(code(rivo.delete_user(&actor, root.id).await), "own_account");
        let system = Actor::system("cli");
        assert_eq!(
            code(rivo.update_user(&system, root.id, deactivate()).await),
            "last_superuser"
        );
        assert_eq!(
            code(rivo.delete_user(&system, root.id).await),
            "last_superuser"
        );
        let step_down = UpdateUser {
            is_superuser: Some(false),
            ..UpdateUser::default()
        };
        assert_eq!(
            code(rivo.update_user(&actor, root.id, step_down.clone()).await),
            "last_superuser"
        );
        let second = make_superuser(rivo, "second@desk.example").await;
        rivo.update_user(&actor, root.id, step_down).await.unwrap();
        assert_eq!(
            code(rivo.update_user(&system, second.id, deactivate()).await),
            "last_superuser"
        );
    })
    .await;
}

#[tokio::test]
async fn two_superusers_who_step_down_at_once_leave_one() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let ids = [
            make_superuser(rivo, "one@desk.example").await.id,
            make_superuser(rivo, "two@desk.example").await.id,
        ];
        let system = Actor::system("cli");
        let answers = futures_util::future::join_all(
            ids.map(|id| rivo.update_user(&system, id, deactivate())),
        )
        .await;
        let stepped_down = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(stepped_down, 1, "{answers:?}");
    })
    .await;
}

#[tokio::test]
async fn who_manages_users_gives_no_more_than_they_have() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let manager_role = make_role(rivo, "Team lead", &["user.manage", "client.view_all"]).await;
        let small = make_role(rivo, "Reader", &["client.view_all"]).await;
        let admin = role_named(rivo, "Admin").await;
        let root = make_superuser(rivo, "root@desk.example").await;
        let boss = make_user(rivo, "boss@desk.example", Some(admin)).await;
        let reader = make_user(rivo, "reader@desk.example", Some(small)).await;
        make_user(rivo, "lead@desk.example", Some(manager_role)).await;
        let lead = log_in(rivo, "lead@desk.example").await.actor;
        let with_role = |role| CreateUser {
            role: Some(role),
            ..new_user("new@desk.example")
        };
        assert_eq!(
            code(
                rivo.create_user(
                    &lead,
                    CreateUser {
                        is_superuser: true,
                        practice: Practice::default(),
                        ..new_user("new@desk.example")
                    }
                )
                .await
            ),
            "superuser_required"
        );
        assert_eq!(
            code(rivo.create_user(&lead, with_role(admin)).await),
            "exceeds_own_permissions"
        );
        rivo.create_user(&lead, with_role(small)).await.unwrap();
        let rename = UpdateUser {
            first_name: Some("X".to_owned()),
            ..UpdateUser::default()
        };
        let promote = UpdateUser {
            role: Some(Some(admin)),
            ..UpdateUser::default()
        };
        let crown = UpdateUser {
            is_superuser: Some(true),
            ..UpdateUser::default()
        };
        assert_eq!(
            code(rivo.update_user(&lead, root.id, rename.clone()).await),
            "superuser_required"
        );
        assert_eq!(
            code(rivo.update_user(&lead, boss.id, rename.clone()).await),
            "exceeds_own_permissions"
        );
        assert_eq!(
            code(rivo.delete_user(&lead, boss.id).await),
            "exceeds_own_permissions"
        );
        assert_eq!(
            code(rivo.update_user(&lead, reader.id, promote.clone()).await),
            "exceeds_own_permissions"
        );
        assert_eq!(
            code(rivo.update_user(&lead, reader.id, crown.clone()).await),
            "superuser_required"
        );
        rivo.update_user(&lead, reader.id, rename).await.unwrap();
        let boss = log_in(rivo, "boss@desk.example").await.actor;
        rivo.update_user(&boss, reader.id, promote).await.unwrap();
        assert_eq!(
            code(rivo.update_user(&boss, reader.id, crown).await),
            "superuser_required"
        );
    })
    .await;
}

#[tokio::test]
async fn a_deactivated_user_is_out_at_once() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let ana = make_user(rivo, "ana@desk.example", None).await;
        let (token, _) = rivo
            .login("ana@desk.example", PASSWORD, None, LoginKind::Browser)
            .await
            .unwrap();
        let system = Actor::system("test");
        rivo.update_user(&system, ana.id, deactivate())
            .await
            .unwrap();
        assert_eq!(
            code(rivo.authenticate_token(&token, None).await.map(drop)),
            "device_revoked"
        );
        let activate = UpdateUser {
            is_active: Some(true),
            ..UpdateUser::default()
        };
        rivo.update_user(&system, ana.id, activate).await.unwrap();
        assert_eq!(
            code(rivo.authenticate_token(&token, None).await.map(drop)),
            "device_revoked"
        );
        log_in(rivo, "ana@desk.example").await;
    })
    .await;
}

#[tokio::test]
async fn a_new_role_and_a_new_password_from_an_admin_count_at_once() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let system = Actor::system("test");
        let ana = make_user(rivo, "ana@desk.example", None).await;
        let (token, me) = rivo
            .login("ana@desk.example", PASSWORD, None, LoginKind::Browser)
            .await
            .unwrap();
        assert!(me.permissions.is_empty());
        let promote = UpdateUser {
            role: Some(Some(role_named(rivo, "Admin").await)),
            ..UpdateUser::default()
        };
        rivo.update_user(&system, ana.id, promote).await.unwrap();
        let actor = rivo.authenticate_token(&token, None).await.unwrap().actor;
        assert!(!rivo.me(&actor).await.unwrap().permissions.is_empty());
        let new_password = UpdateUser {
            password: Some("a brand new password".to_owned()),
            ..UpdateUser::default()
        };
        rivo.update_user(&system, ana.id, new_password)
            .await
            .unwrap();
        assert_eq!(
            code(rivo.authenticate_token(&token, None).await.map(drop)),
            "not_authenticated"
        );
        rivo.login(
            "ana@desk.example",
            "a brand new password",
            None,
            LoginKind::Browser,
        )
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_user_who_worked_is_kept_and_one_who_never_did_can_go() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let system = Actor::system("test");
        let fresh = make_user(rivo, "fresh@desk.example", None).await;
        let worked = make_user(rivo, "worked@desk.example", None).await;
        log_in(rivo, "worked@desk.example").await;
        assert_eq!(
            code(rivo.delete_user(&system, worked.id).await),
            "has_history"
        );
        rivo.delete_user(&system, fresh.id).await.unwrap();
        assert_eq!(code(rivo.get_user(&system, fresh.id).await), "not_found");
        assert_eq!(code(rivo.delete_user(&system, fresh.id).await), "not_found");
    })
    .await;
}

#[tokio::test]
async fn without_user_manage_one_sees_oneself_and_the_directory() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let ana = make_user(rivo, "ana@desk.example", None).await;
        let ben = make_user(rivo, "ben@desk.example", None).await;
        let actor = log_in(rivo, "ana@desk.example").await.actor;
        assert_eq!(rivo.get_user(&actor, ana.id).await.unwrap().id, ana.id);
        assert_eq!(
            code(rivo.get_user(&actor, ben.id).await),
            "permission_denied"
        );
        assert_eq!(
            code(rivo.list_users(&actor, UserFilter::default()).await),
            "permission_denied"
        );
        assert_eq!(rivo.user_directory(&actor).await.unwrap().results.len(), 2);
        assert_eq!(
            code(rivo.user_directory(&Actor::open_chat()).await),
            "staff_only"
        );
    })
    .await;
}

#[tokio::test]
async fn a_field_that_was_changed_meanwhile_is_not_overwritten_unseen() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let root = Actor::system("test");
        let admin = role_named(rivo, "Admin").await;
        let csm = role_named(rivo, "CSM").await;
        let ana = make_user(rivo, "ana@desk.example", Some(admin)).await.id;
        let give = |seen: RoleId, role: RoleId| UpdateUser {
            role: Some(Some(role)),
            expected: Some(Box::new(UserValues {
                role: Some(Some(seen)),
                ..UserValues::default()
            })),
            ..UpdateUser::default()
        };
        rivo.update_user(&root, ana, give(admin, csm))
            .await
            .unwrap();
        let refused = rivo
            .update_user(&root, ana, give(admin, admin))
            .await
            .unwrap_err();
        assert!(
            matches!(&refused, Error::Conflict { code: "stale", current: Some(current), .. }
                if current["role"]["name"] == "CSM"),
            "{refused:?}"
        );
        // Another field than the one that was changed is nobody's conflict.
        let rename = UpdateUser {
            first_name: Some("Ana".to_owned()),
            capacity: Some(Some(3)),
            expected: Some(Box::new(UserValues {
                first_name: Some(String::new()),
                capacity: Some(None),
                licence_states: Some(Vec::new()),
                ..UserValues::default()
            })),
            ..UpdateUser::default()
        };
        let now = rivo.update_user(&root, ana, rename).await.unwrap();
        assert_eq!(
            (now.first_name.as_str(), now.role.unwrap().name.as_str()),
            ("Ana", "CSM")
        );
    })
    .await;
}
