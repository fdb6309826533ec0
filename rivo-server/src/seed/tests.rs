use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use rivo_core::{
    api::client::{Client, ClientFilter},
    auth::Actor,
    clock::{Clock, TestClock},
    model::stage::Stage,
    service::{Options, Rivo},
    store::DatabaseUrl,
};

use super::{
    Request, Summary,
    cast::Part,
    people::People,
    plan::{self, Action},
    random::Random,
    run,
    story::{Ends, Library},
};

fn options(folder: &Path) -> Options {
    let clock: Arc<dyn Clock> = Arc::new(TestClock::new("2026-03-12T18:20:00Z".parse().unwrap()));
    Options {
        clock,
        ..Options::new(DatabaseUrl::Sqlite(folder.join("demo.db")))
    }
}

async fn seed(folder: &Path, seed: u64) -> Summary {
    let request = Request {
        seed,
        ..Request::default()
    };
    run(options(folder), &request, &mut |_, _| ())
        .await
        .unwrap()
}

async fn clients(rivo: &Rivo) -> Vec<Client> {
    let filter = ClientFilter {
        captured: Some("any".to_owned()),
        limit: Some(200),
        ..ClientFilter::default()
    };
    rivo.list_clients(&Actor::system("test"), filter)
        .await
        .unwrap()
        .results
}

/// A note whose mentions are without their ids: each desk makes its users anew.
fn unnumbered(body: &str) -> String {
    let mut parts = body.split("](user:");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push(']');
        text.push_str(part.split_once(')').map_or(part, |(_, rest)| rest));
    }
    text
}

/// All that a person could read on the desk, without the ids drawn inside Rivo.
async fn content(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let rivo = Rivo::open(options(folder)).await.unwrap();
    let actor = Actor::system("test");
    let mut content = BTreeMap::new();
    for client in clients(&rivo).await {
        let id = client.id;
        let messages = rivo
            .list_client_messages(&actor, id, None, None, Some(200))
            .await
            .unwrap();
        let history = rivo
            .list_stage_history(&actor, id, None, None)
            .await
            .unwrap();
        let notes = rivo.list_notes(&actor, id, None, None).await.unwrap();
        let tasks = rivo
            .list_client_tasks(&actor, id, None, None)
            .await
            .unwrap();
        let mut lines = vec![format!("{} {:?}", client.current_stage, client.context)];
        lines.extend(client.assigned_to.map(|csm| csm.email));
        lines.extend(messages.results.into_iter().map(|message| {
            format!(
                "{} {} {}",
                message.created_at, message.session_id, message.message
            )
        }));
        lines.extend(
            history
                .results
                .into_iter()
                .map(|row| format!("{} {} {:?}", row.created_at, row.to_stage, row.remarks)),
        );
        lines.extend(
            notes
                .results
                .into_iter()
                .map(|note| format!("{} {} {}", note.created_at, note.id, unnumbered(&note.body))),
        );
        lines.extend(tasks.results.into_iter().map(|task| {
            format!(
                "{} {:?} {:?} {}",
                task.id, task.due_at, task.done_at, task.title
            )
        }));
        let key = format!(
            "{:?} {:?} {:?} {}",
            client.email, client.name, client.phone, client.created_at
        );
        content.insert(key, lines);
    }
    content
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_desk_is_worth_looking_at() {
    let folder = tempfile::tempdir().unwrap();
    let summary = seed(folder.path(), 1).await;
    assert_eq!(summary.clients, 60);
    assert_eq!(summary.staff.len(), 5);

    let now = options(folder.path()).clock.now();
    let rivo = Rivo::open(options(folder.path())).await.unwrap();
    let actor = Actor::system("test");
    let clients = clients(&rivo).await;
    assert_eq!(clients.len(), 60);

    let stages: BTreeSet<_> = clients.iter().map(|client| client.current_stage).collect();
    assert_eq!(stages.len(), Stage::ALL.len());
    let captured: Vec<_> = clients
        .iter()
        .filter(|client| client.captured_at.is_some())
        .collect();
    assert_eq!(captured.len(), 55);
    for client in &captured {
        let evidence = client
            .context_meta
            .facts
            .values()
            .filter(|fact| fact.evidence.is_some());
        assert!(
            evidence.count() > 0,
            "{:?}: {:?}",
            client.name,
            client.context
        );
        assert_eq!(client.extraction.as_ref().unwrap().state.name(), "done");
    }
    let unassigned = captured
        .iter()
        .filter(|client| client.assigned_to.is_none())
        .count();
    assert!((5..=12).contains(&unassigned), "{unassigned}");
    let urgent = captured
        .iter()
        .filter(|client| client.context.urgency.as_str() == "high")
        .count();
    assert!(urgent >= 3, "{urgent}");
    let csms: BTreeSet<_> = captured
        .iter()
        .filter_map(|client| client.assigned_to.as_ref().map(|csm| csm.id))
        .collect();
    assert_eq!(csms.len(), 4);
    let first = clients
        .iter()
        .map(|client| client.created_at)
        .min()
        .unwrap();
    assert!(now.seconds_since(first) < 50 * 86_400 && now.seconds_since(first) > 20 * 86_400);

    let tasks = rivo
        .list_tasks(&actor, false, None, None, Some(200))
        .await
        .unwrap()
        .results;
    let open = || tasks.iter().filter(|task| task.done_at.is_none());
    assert!(
        open().any(|task| task.due_at.unwrap() < now),
        "one is overdue"
    );
    assert!(open().any(|task| task.due_at.unwrap() > now), "one is due");
    assert!(
        tasks.iter().any(|task| task.done_at.is_some()),
        "one is done"
    );
    let groups = rivo
        .list_duplicate_groups(&actor, None, None)
        .await
        .unwrap();
    let kinds: BTreeSet<_> = groups.results.iter().map(|group| &group.by).collect();
    assert_eq!(
        kinds.len(),
        2,
        "a phone and an email that two clients share"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seed_makes_the_same_desk_again_and_another_seed_another() {
    let [one, again, other] = [(); 3].map(|()| tempfile::tempdir().unwrap());
    for (folder, number) in [(&one, 3), (&again, 3), (&other, 4)] {
        let request = Request {
            seed: number,
            clients: 24,
            ..Request::default()
        };
        run(options(folder.path()), &request, &mut |_, _| ())
            .await
            .unwrap();
    }
    let first = content(one.path()).await;
    assert_eq!(first, content(again.path()).await);
    assert_ne!(first, content(other.path()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_with_clients_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let request = Request {
        clients: 24,
        ..Request::default()
    };
    run(options(folder.path()), &request, &mut |_, _| ())
        .await
        .unwrap();
    let error = run(options(folder.path()), &request, &mut |_, _| ())
        .await
        .unwrap_err();
    assert_eq!(error.code(), "desk_not_empty");
}

#[tokio::test]
async fn a_demo_has_enough_clients_to_fill_the_stages() {
    let folder = tempfile::tempdir().unwrap();
    let request = Request {
        clients: 3,
        ..Request::default()
    };
    let error = run(options(folder.path()), &request, &mut |_, _| ())
        .await
        .unwrap_err();
    assert_eq!(error.status(), 400);
}

/// Every story is told once by its own words alone, and leaves the client it says it leaves.
#[tokio::test(flavor = "multi_thread")]
async fn every_story_leaves_the_client_it_should() {
    let library = Library::read().unwrap();
    let mut random = Random::new(11);
    let mut people = People::new(&mut random);
    let rivo = Rivo::in_memory().await.unwrap();
    let actor = Actor::system("test");
    let mut wrong = Vec::new();
    for story in &library.stories {
        for round in 0..4 {
            let person = people.next(story.in_spanish, &mut random);
            let part = Part {
                story,
                person,
                goal: None,
                random: random.fork(),
            };
            let events = plan::plan(
                &library,
                &[part],
                "2026-03-12T18:20:00Z".parse().unwrap(),
                &mut random,
            );
            let mut client = None;
            let mut said = Vec::new();
            for event in events.unwrap() {
                if let Action::Say(post) = event.action {
                    said.push(post.message.clone());
                    client = rivo
                        .post_message(&actor, post, None)
                        .await
                        .unwrap()
                        .message
                        .client;
                }
            }
            let client = match client {
                Some(id) => Some(rivo.get_client(&actor, id).await.unwrap()),
                None => None,
            };
            let ends = match &client {
                None => Ends::Visitor,
                Some(client) if client.captured_at.is_none() => Ends::Partial,
                Some(_) => Ends::Lead,
            };
            if ends != story.ends {
                wrong.push(format!("{} in round {round}: {said:?}", story.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_line_of_every_story_can_be_filled() {
    let library = Library::read().unwrap();
    let mut random = Random::new(2);
    let mut people = People::new(&mut random);
    let now = "2026-03-12T18:20:00Z".parse().unwrap();
    for story in library.stories.iter().chain(&library.common) {
        let person = people.next(story.in_spanish, &mut random);
        let part = Part {
            story,
            person,
            goal: None,
            random: random.fork(),
        };
        let slots = plan::slots_of(&part, now, &mut random).unwrap();
        let said = story
            .later
            .iter()
            .flat_map(|(_, lines)| lines)
            .chain(&story.chat);
        let wordings = said.flat_map(|line| line.wordings.iter());
        let desk = &story.desk;
        let written = (desk.notes.iter().chain(&desk.remarks).map(|(_, text)| text))
            .chain(desk.tasks.iter().map(|(_, task)| &task.title))
            .chain(desk.facts.iter().map(|(_, fact)| &fact.value))
            .chain(
                story
                    .turns
                    .iter()
                    .chain(&story.outs)
                    .map(|leap| &leap.remark),
            )
            .chain(&desk.assign);
        for text in wordings.chain(written) {
            assert!(slots.fill(text).is_ok(), "{}: {text}", story.name);
        }
    }
    let told = library
        .stories
        .iter()
        .filter(|story| story.ends == Ends::Lead)
        .count();
    assert!(told >= 25, "{told} stories");
}
