//! Leads that find their CSM by themselves.

use std::collections::BTreeMap;

use rivo_core::{
    api::{client::Client, command::Command},
    auth::Actor,
    id::{ClientId, UserId},
    model::area_code,
    service::UserFilter,
    store::Engine,
};
use serde_json::json;

use super::{
    edit, lead, set,
    support::{Desk, for_each_engine, root},
};

/// Phones of four states, and one of none.
const PHONES: [&str; 5] = [
    "(415) 555-0134",
    "(212) 555-0134",
    "(713) 555-0134",
    "(305) 555-0134",
    "+49 30 12345678",
];

async fn assignee(desk: &Desk, id: ClientId) -> Option<UserId> {
    let client = desk.get_client(&root(), id).await.unwrap();
    client.assigned_to.map(|user| user.id)
}

async fn take(desk: &Desk, actor: &Actor, capacity: Option<i64>, states: &[&str]) {
    let update = json!({"takes_leads": true, "capacity": capacity, "licence_states": states});
    edit(desk, actor, update).await;
}

#[tokio::test]
async fn round_robin_gives_to_who_got_one_longest_ago() {
    for_each_engine(|desk| async move {
        let (ana, ben) = (desk.csm("Ana").await, desk.csm("Ben").await);
        let cara = desk.csm("Cara").await;
        take(&desk, &ana, None, &[]).await;
        take(&desk, &ben, Some(1), &[]).await;
        let mut leads = Vec::new();
        for _ in 0..4 {
            leads.push(lead(&desk, PHONES[0]).await.id);
        }
        assert_eq!(
            desk.assign_waiting().await.unwrap(),
            0,
            "by hand is the default"
        );
        set(&desk, json!({"assignment_mode": "round_robin"})).await;
        assert_eq!(desk.assign_waiting().await.unwrap(), 4);
        let mut got = Vec::new();
        for id in &leads {
            got.push(assignee(&desk, *id).await);
        }
        let (ana_id, ben_id) = (ana.user_id(), ben.user_id());
        // The two start level, so their ids decide; Ben can carry one.
        assert_eq!(got, [ana_id, ben_id, ana_id, ana_id]);
        assert!(!got.contains(&cara.user_id()), "she takes no leads");
        let rows = desk
            .list_assignments(&root(), leads[0], None, None)
            .await
            .unwrap();
        assert_eq!(rows.results[0].remarks.as_deref(), Some("Round robin"));
        assert_eq!(rows.results[0].assigned_by, None);
        // Whoever may not see their own clients is given none.
        edit(&desk, &cara, json!({"takes_leads": true, "role": null})).await;
        edit(&desk, &ana, json!({"takes_leads": false})).await;
        let waits = lead(&desk, PHONES[0]).await.id;
        assert_eq!(desk.assign_waiting().await.unwrap(), 0);
        assert_eq!(assignee(&desk, waits).await, None);
    })
    .await;
}

#[tokio::test]
async fn the_backlog_drains_as_soon_as_somebody_frees_up() {
    for_each_engine(|desk| async move {
        let ana = desk.csm("Ana").await;
        take(&desk, &ana, Some(1), &["CA"]).await;
        set(
            &desk,
            json!({"assignment_mode": "least_workload", "assignment_by_licence": true}),
        )
        .await;
        let (abroad, first) = (
            lead(&desk, PHONES[4]).await.id,
            lead(&desk, PHONES[0]).await.id,
        );
        let (second, texan) = (
            lead(&desk, PHONES[0]).await.id,
            lead(&desk, PHONES[2]).await.id,
        );
        assert_eq!(desk.assign_waiting().await.unwrap(), 1);
        assert_eq!(
            assignee(&desk, first).await,
            ana.user_id(),
            "the oldest she may take"
        );
        let rows = desk
            .list_assignments(&root(), first, None, None)
            .await
            .unwrap();
        assert_eq!(
            rows.results[0].remarks.as_deref(),
            Some("Least workload, 0 of 1 open, licensed in CA")
        );
        // A stage change frees her.
        let lose = json!({"type": "change_stage", "client_id": first, "to_stage": "lost",
                          "reason_code": "rate", "remarks": "Too high."});
        desk.run(&ana, serde_json::from_value(lose).unwrap())
            .await
            .unwrap();
        assert_eq!(desk.assign_waiting().await.unwrap(), 1);
        assert_eq!(assignee(&desk, second).await, ana.user_id());
        // So do more room and another licence, and the setting.
        edit(
            &desk,
            &ana,
            json!({"capacity": 9, "licence_states": ["CA", "TX"]}),
        )
        .await;
        assert_eq!(desk.assign_waiting().await.unwrap(), 1);
        assert_eq!(assignee(&desk, texan).await, ana.user_id());
        assert_eq!(
            assignee(&desk, abroad).await,
            None,
            "nobody knows its state"
        );
        set(&desk, json!({"assignment_by_licence": false})).await;
        assert_eq!(desk.assign_waiting().await.unwrap(), 1);
        assert_eq!(assignee(&desk, abroad).await, ana.user_id());
        let report = desk.workload_report(&root()).await.unwrap();
        assert_eq!((report.waiting, report.waiting_since), (0, None));
    })
    .await;
}

#[tokio::test]
async fn suggestions_say_who_is_best_and_why() {
    for_each_engine(|desk| async move {
        let admin = desk.admin().await;
        let (ana, ben) = (desk.csm("Ana").await, desk.csm("Ben").await);
        take(&desk, &ana, Some(1), &["CA"]).await;
        take(&desk, &ben, Some(9), &["TX"]).await;
        let nora = desk.client_of("Nora Lind", Some(&ana)).await;
        let client = lead(&desk, PHONES[2]).await;
        let found = desk.suggest_assignee(&admin, client.id).await.unwrap();
        let names: Vec<_> = found.iter().map(|it| it.user.name.as_str()).collect();
        assert_eq!(names, ["Ben Desk", "Ada Desk", "Ana Desk"]);
        assert_eq!(found[0].reason, "0 of 9 open, licensed in TX");
        assert_eq!(found[0].licensed, Some(true));
        assert_eq!(found[2].reason, "1 of 1 open, not licensed in TX, no room");
        assert!(!found[2].has_room);
        for (id, code) in [(nora.id, "permission_denied"), (client.id, "not_found")] {
            let refused = desk.suggest_assignee(&ana, id).await.unwrap_err();
            assert_eq!(refused.code(), code);
        }
    })
    .await;
}

/// A number that looks drawn, the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// What must hold once nothing is left to do: no waiting lead that somebody with room may take, and
/// nobody beyond what they can carry.
async fn check_drained(desk: &Desk, by_licence: bool, rounds: &str) {
    let mut clients: Vec<Client> = Vec::new();
    let mut cursor = None;
    loop {
        let filter = rivo_core::api::client::ClientFilter {
            limit: Some(200),
            cursor,
            ..Default::default()
        };
        let page = desk.list_clients(&root(), filter).await.unwrap();
        clients.extend(page.results);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let mut open: BTreeMap<UserId, i64> = BTreeMap::new();
    let is_open = |client: &&Client| !client.current_stage.is_terminal();
    for client in clients.iter().filter(is_open) {
        if let Some(user) = &client.assigned_to {
            *open.entry(user.id).or_default() += 1;
        }
    }
    let users = desk
        .list_users(&root(), UserFilter::default())
        .await
        .unwrap()
        .results;
    for user in users
        .iter()
        .filter(|user| user.practice.takes_leads && user.is_active)
    {
        let has = open.get(&user.id).copied().unwrap_or_default();
        let room = user.practice.capacity.is_none_or(|capacity| has < capacity);
        for client in clients
            .iter()
            .filter(is_open)
            .filter(|client| client.assigned_to.is_none())
        {
            let state = client
                .phone
                .as_deref()
                .and_then(area_code::locate)
                .map(|place| place.state);
            let licensed = state
                .is_some_and(|state| user.practice.licence_states.iter().any(|own| own == state));
            assert!(
                !room || (by_licence && !licensed),
                "{rounds}: {} has {has} of {:?} and could take {:?}",
                user.email,
                user.practice,
                client.phone
            );
        }
    }
    for (user, has) in open {
        let user = users.iter().find(|it| it.id == user).unwrap();
        let most = user.practice.capacity.unwrap_or(i64::MAX);
        assert!(
            has <= most,
            "{rounds}: {} carries {has} of {most}",
            user.email
        );
    }
}

#[tokio::test]
async fn nothing_is_left_that_somebody_could_take_and_nobody_gets_too_much() {
    for_each_engine(|desk| async move {
        let mut users = Vec::new();
        for name in ["Ana", "Ben", "Cara", "Dev"] {
            users.push(desk.csm(name).await);
        }
        let mut dice = Dice(7);
        let mut capacities = [0_i64; 4];
        for world in 0..12 {
            let by_licence = dice.below(2) == 0;
            let mode = if dice.below(2) == 0 { "round_robin" } else { "least_workload" };
            set(&desk, json!({"assignment_mode": mode, "assignment_by_licence": by_licence})).await;
            for (at, user) in users.iter().enumerate() {
                let states: Vec<&str> = ["CA", "NY", "TX", "FL"]
                    .into_iter()
                    .filter(|_| dice.below(2) == 0)
                    .collect();
                // It only grows, since what somebody has is never taken from them.
                capacities[at] += i64::try_from(dice.below(4)).unwrap();
                let update = json!({"takes_leads": dice.below(4) > 0, "capacity": capacities[at], "licence_states": states});
                edit(&desk, user, update).await;
            }
            for _ in 0..dice.below(9) {
                lead(&desk, PHONES[usize::try_from(dice.below(5)).unwrap()]).await;
            }
            desk.assign_waiting().await.unwrap();
            check_drained(&desk, by_licence, &format!("world {world}")).await;
        }
    })
    .await;
}

#[tokio::test]
async fn two_nodes_and_a_person_never_give_a_lead_twice_nor_too_much() {
    for_each_engine(|desk| async move {
        // A SQLite file has one node.
        if desk.engine == Engine::Sqlite {
            return;
        }
        let other = Desk::open(&desk.url, desk.engine).await;
        let (ana, ben) = (desk.csm("Ana").await, desk.csm("Ben").await);
        take(&desk, &ana, Some(12), &[]).await;
        take(&desk, &ben, Some(30), &[]).await;
        let mut leads = Vec::new();
        for _ in 0..60 {
            leads.push(lead(&desk, PHONES[0]).await.id);
        }
        set(&desk, json!({"assignment_mode": "least_workload"})).await;
        let by_hand = async {
            // A person gives Ana some, the newest first, while two nodes give them away.
            let mut given = 0;
            for id in leads.iter().rev().take(6) {
                let give = Command::Assign {
                    client_id: *id,
                    assigned_to: ana.user_id(),
                    remarks: None,
                    expected_assigned_to: Some(None),
                };
                given += usize::from(desk.run(&root(), give).await.is_ok());
            }
            given
        };
        let (here, there, again, by_hand) = tokio::join!(
            desk.assign_waiting(),
            other.assign_waiting(),
            desk.assign_waiting(),
            by_hand
        );
        let rest = desk.assign_waiting().await.unwrap();
        let given = here.unwrap() + there.unwrap() + again.unwrap() + rest + by_hand;
        let of = async |user: &Actor| {
            let report = desk.workload_report(&root()).await.unwrap();
            let id = user.user_id().unwrap();
            let line = report.results.into_iter().find(|line| line.user.id == id).unwrap();
            line.open_clients
        };
        let (ana_has, ben_has) = (of(&ana).await, of(&ben).await);
        assert_eq!(i64::try_from(given).unwrap(), ana_has + ben_has, "each was given once");
        assert_eq!(ben_has, 30);
        // By hand one may go beyond; the nodes alone never do.
        assert!((12..=18).contains(&ana_has), "{ana_has}");
        let doubled = desk
            .count("SELECT COUNT(*) FROM (SELECT client_id FROM client_assignment
                    WHERE assigned_to IS NOT NULL GROUP BY client_id HAVING COUNT(*) > 1) AS doubled")
            .await;
        assert_eq!(doubled, 0);
    })
    .await;
}

#[tokio::test]
async fn the_next_round_goes_on_where_the_last_one_ended() {
    for_each_engine(|desk| async move {
        let (ana, ben) = (desk.csm("Ana").await, desk.csm("Ben").await);
        take(&desk, &ana, None, &[]).await;
        take(&desk, &ben, None, &[]).await;
        set(&desk, json!({"assignment_mode": "round_robin"})).await;
        let mut got = Vec::new();
        // Three at once, then one by one: Ana, Ben, Ana, then Ben's turn.
        let mut leads = Vec::new();
        for _ in 0..3 {
            leads.push(lead(&desk, PHONES[0]).await.id);
        }
        assert_eq!(desk.assign_waiting().await.unwrap(), 3);
        leads.push(lead(&desk, PHONES[0]).await.id);
        assert_eq!(desk.assign_waiting().await.unwrap(), 1);
        for id in leads {
            got.push(assignee(&desk, id).await);
        }
        let (ana, ben) = (ana.user_id(), ben.user_id());
        assert_eq!(got, [ana, ben, ana, ben]);
    })
    .await;
}

#[tokio::test]
async fn who_fills_up_within_a_round_leaves_the_rest_to_others() {
    for_each_engine(|desk| async move {
        let (ana, ben) = (desk.csm("Ana").await, desk.csm("Ben").await);
        take(&desk, &ana, Some(1), &["CA"]).await;
        take(&desk, &ben, None, &["TX"]).await;
        set(
            &desk,
            json!({"assignment_mode": "least_workload", "assignment_by_licence": true}),
        )
        .await;
        let mut californians = Vec::new();
        for _ in 0..60 {
            californians.push(lead(&desk, PHONES[0]).await.id);
        }
        let texan = lead(&desk, PHONES[2]).await.id;
        assert_eq!(desk.assign_waiting().await.unwrap(), 2);
        assert_eq!(assignee(&desk, californians[0]).await, ana.user_id());
        assert_eq!(assignee(&desk, californians[1]).await, None);
        assert_eq!(assignee(&desk, texan).await, ben.user_id());
    })
    .await;
}
