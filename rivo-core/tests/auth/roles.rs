use rivo_core::{
    Error,
    api::user::{RoleValues, UpdateRole, WriteRole},
    auth::{Actor, Permission},
};

use crate::{code, log_in, make_role, make_user, role_named, support::for_each_engine};

fn role(name: &str, permissions: &[&str]) -> WriteRole {
    WriteRole {
        name: name.to_owned(),
        description: String::new(),
        permissions: permissions.iter().map(|name| (*name).to_owned()).collect(),
    }
}

#[tokio::test]
async fn a_new_desk_has_an_admin_and_a_csm_role_and_keeps_what_it_makes_of_them() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let system = Actor::system("test");
        let roles = rivo.list_roles(&system).await.unwrap().results;
        let names: Vec<_> = roles.iter().map(|role| role.name.as_str()).collect();
        assert_eq!(names, ["Admin", "CSM"]);
        assert_eq!(roles[0].permissions.len(), Permission::ALL.len());
        assert_eq!(
            roles[1].permissions,
            [
                "client.view_assigned",
                "client.edit",
                "client.change_stage",
                "client.correct",
                "client.extract",
                "note.write",
                "task.write",
                "chat.view",
            ]
        );
        rivo.update_role(
            &system,
            roles[1].id,
            role("Loan officer", &["chat.view"]).into(),
        )
        .await
        .unwrap();
        rivo.ensure_roles().await.unwrap();
        let names: Vec<_> = rivo.list_roles(&system).await.unwrap().results;
        assert_eq!(
            names
                .iter()
                .map(|role| role.name.as_str())
                .collect::<Vec<_>>(),
            ["Admin", "Loan officer"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_role_has_a_name_of_its_own_and_known_permissions() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let system = Actor::system("test");
        for (write, field) in [
            (role("", &[]), "name"),
            (role(&"x".repeat(51), &[]), "name"),
            (role("a\0b", &[]), "name"),
            (role("Admin", &[]), "name"),
            (
                role("Night shift", &["client.fly", "chat.view"]),
                "permissions",
            ),
        ] {
            assert_eq!(code(rivo.create_role(&system, write).await), field);
        }
        let made = rivo
            .create_role(
                &system,
                role(
                    " Night shift ",
                    &["chat.view", "client.view_all", "chat.view"],
                ),
            )
            .await
            .unwrap();
        assert_eq!(made.name, "Night shift");
        assert_eq!(made.permissions, ["client.view_all", "chat.view"]);
        assert_eq!(
            code(
                rivo.update_role(&system, made.id, role("Admin", &[]).into())
                    .await
            ),
            "name"
        );
    })
    .await;
}

#[tokio::test]
async fn who_manages_roles_puts_no_more_into_them_than_they_have() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let own = make_role(rivo, "Role keeper", &["role.manage", "chat.view"]).await;
        make_user(rivo, "keeper@desk.example", Some(own)).await;
        let keeper = log_in(rivo, "keeper@desk.example").await.actor;
        let more = &["role.manage", "chat.view", "client.delete"];
        assert_eq!(
            code(
                rivo.update_role(&keeper, own, role("Role keeper", more).into())
                    .await
            ),
            "exceeds_own_permissions"
        );
        assert_eq!(
            code(rivo.create_role(&keeper, role("More", more)).await),
            "exceeds_own_permissions"
        );
        let admin = role_named(rivo, "Admin").await;
        assert_eq!(
            code(
                rivo.update_role(&keeper, admin, role("Admin", &[]).into())
                    .await
            ),
            "exceeds_own_permissions"
        );
        assert_eq!(
            code(rivo.delete_role(&keeper, admin).await),
            "exceeds_own_permissions"
        );
        let made = rivo
            .create_role(&keeper, role("Less", &["chat.view"]))
            .await
            .unwrap();
        rivo.delete_role(&keeper, made.id).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_role_in_use_stays_and_a_change_of_it_counts_for_all_who_have_it() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let system = Actor::system("test");
        let id = make_role(rivo, "Night shift", &["chat.view"]).await;
        make_user(rivo, "ana@desk.example", Some(id)).await;
        assert_eq!(rivo.get_role(&system, id).await.unwrap().user_count, 1);
        assert_eq!(code(rivo.delete_role(&system, id).await), "role_in_use");
        rivo.update_role(&system, id, role("Night shift", &["export"]).into())
            .await
            .unwrap();
        let actor = log_in(rivo, "ana@desk.example").await.actor;
        assert_eq!(rivo.me(&actor).await.unwrap().permissions, ["export"]);
        assert_eq!(code(rivo.list_roles(&actor).await), "permission_denied");
        assert_eq!(
            rivo.list_permissions(&actor).await.unwrap().results.len(),
            Permission::ALL.len()
        );
    })
    .await;
}

#[tokio::test]
async fn a_role_that_was_changed_meanwhile_is_not_overwritten_unseen() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let system = Actor::system("test");
        let id = make_role(rivo, "Night shift", &["chat.view"]).await;
        let over = |seen: &WriteRole, role: WriteRole| UpdateRole {
            role,
            expected: Some(RoleValues {
                name: Some(seen.name.clone()),
                description: Some(seen.description.clone()),
                permissions: Some(seen.permissions.clone()),
            }),
        };
        let seen = role("Night shift", &["chat.view"]);
        let first = over(&seen, role("Night shift", &["chat.view", "export"]));
        rivo.update_role(&system, id, first).await.unwrap();
        let second = over(&seen, role("Late shift", &["chat.view"]));
        let refused = rivo.update_role(&system, id, second).await.unwrap_err();
        assert!(
            matches!(&refused, Error::Conflict { code: "stale", current: Some(current), .. }
                if current["permissions"] == serde_json::json!(["chat.view", "export"])
                    && current["name"] == "Night shift"),
            "{refused:?}"
        );
        let looked = role("Night shift", &["chat.view", "export"]);
        let third = over(&looked, role("Late shift", &["chat.view", "export"]));
        let now = rivo.update_role(&system, id, third).await.unwrap();
        assert_eq!(
            (now.name.as_str(), now.permissions.len()),
            ("Late shift", 2)
        );
    })
    .await;
}
