use rivo_core::{
    api::{command::Command, user::WriteRole},
    auth::Actor,
    id::{CommandId, RoleId},
};

use crate::{code, support::for_each_engine};

fn create_role(role_id: RoleId, name: &str) -> Command {
    Command::CreateRole {
        role_id,
        role: WriteRole {
            name: name.to_owned(),
            description: String::new(),
            permissions: Vec::new(),
        },
    }
}

#[tokio::test]
async fn a_repeated_command_is_told_the_first_outcome() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let system = Actor::system("test");
        let (id, role_id) = (CommandId::new(), RoleId::new());
        let first = rivo
            .execute(&system, id, create_role(role_id, "Night"))
            .await
            .unwrap();
        let again = rivo
            .execute(&system, id, create_role(role_id, "Night"))
            .await
            .unwrap();
        assert_eq!((first.id, first.repeated), (Some(role_id.0), false));
        assert_eq!((again.id, again.repeated), (Some(role_id.0), true));
        assert_eq!(
            code(rivo.execute(&system, id, create_role(role_id, "Day")).await),
            "command_id_reused"
        );
        assert_eq!(
            code(
                rivo.execute(
                    &Actor::system("other"),
                    id,
                    create_role(RoleId::new(), "Night")
                )
                .await
            ),
            "name",
            "another actor's command id is another command"
        );
    })
    .await;
}

#[tokio::test]
async fn a_rejection_is_told_again_even_when_the_reason_is_gone() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let system = Actor::system("test");
        let id = CommandId::new();
        let command = create_role(RoleId::new(), "Admin");
        assert_eq!(
            code(rivo.execute(&system, id, command.clone()).await),
            "name"
        );
        let admin = crate::role_named(rivo, "Admin").await;
        rivo.delete_role(&system, admin).await.unwrap();
        assert_eq!(
            code(rivo.execute(&system, id, command.clone()).await),
            "name"
        );
        rivo.execute(&system, CommandId::new(), command)
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn doubled_commands_at_once_are_done_once() {
    for_each_engine(|desk| async move {
        let rivo = &*desk;
        let system = Actor::system("test");
        let (id, command) = (CommandId::new(), create_role(RoleId::new(), "Night"));
        let answers = futures_util::future::join_all(
            (0..8).map(|_| rivo.execute(&system, id, command.clone())),
        )
        .await;
        let first = answers
            .iter()
            .filter(|answer| answer.as_ref().is_ok_and(|done| !done.repeated))
            .count();
        let repeated = answers
            .iter()
            .filter(|answer| answer.as_ref().is_ok_and(|done| done.repeated))
            .count();
        assert_eq!((first, repeated), (1, 7), "{answers:?}");
    })
    .await;
}
