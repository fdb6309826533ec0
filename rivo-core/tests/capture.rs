//! Contact details: who becomes a lead, and what the chat may say of one that stands.

#![cfg(feature = "store")]

mod support;

use rivo_core::{
    api::{
        chat::DataType,
        client::{JobState, UpdateClient},
        command::Command,
    },
    id::SessionId,
    model::{context::FactValue, stage::Stage},
};
use support::{
    chat::{bot_says, client_says, make_lead, post},
    fields, for_each_engine, root,
};

#[tokio::test]
async fn three_details_make_a_lead_once() {
    for_each_engine(|desk| async move {
        let session = SessionId::new();
        let first = post(
            &desk,
            bot_says(session, "Hi! How can I help with your mortgage?"),
        )
        .await;
        assert_eq!((first.message.position, first.message.client), (1, None));
        post(
            &desk,
            client_says(
                session,
                DataType::Message,
                "I owe 412k at 6.875% and want to refinance",
            ),
        )
        .await;
        let id = make_lead(&desk, session, "Rosa.Delgado@Example.com").await;

        let client = desk.get_client(&root(), id).await.unwrap();
        assert_eq!(client.name.as_deref(), Some("Rosa Delgado"));
        assert_eq!(client.email.as_deref(), Some("rosa.delgado@example.com"));
        assert_eq!(client.phone.as_deref(), Some("+14155550134"));
        assert_eq!(client.current_stage, Stage::Lead);
        assert!(client.captured_at.is_some());
        assert_eq!(
            client.extraction.as_ref().map(|job| job.state),
            Some(JobState::Queued)
        );

        // Saying it all again changes nothing.
        make_lead(&desk, session, "rosa.delgado@example.com").await;
        let history = desk
            .list_stage_history(&root(), id, None, None)
            .await
            .unwrap()
            .results;
        assert_eq!(history.len(), 1);
        assert_eq!(
            (history[0].from_stage, history[0].to_stage),
            (None, Stage::Lead)
        );
        assert_eq!(
            history[0].remarks.as_deref(),
            Some("Client information collected via chat.")
        );
        let assignments = desk
            .list_assignments(&root(), id, None, None)
            .await
            .unwrap()
            .results;
        assert_eq!(assignments.len(), 1);
        assert!(assignments[0].is_active && assignments[0].assigned_to.is_none());

        // The earlier messages belong to the client as well.
        let said = desk
            .chat_history(&root(), session, None, None)
            .await
            .unwrap()
            .messages;
        assert!(said.iter().all(|message| message.client == Some(id)));
        let positions: Vec<i64> = said.iter().map(|message| message.position).collect();
        assert_eq!(positions, (1..=8).collect::<Vec<_>>());

        assert_eq!(desk.run_due_jobs().await.unwrap(), 1);
        let client = desk.get_client(&root(), id).await.unwrap();
        assert_eq!(client.extraction.map(|job| job.state), Some(JobState::Done));
        let rate = &client.context_meta.facts["loan_details.interest_rate"];
        assert_eq!(rate.value, Some(FactValue::Number(6.875)));
        let evidence = rate.evidence.as_ref().unwrap();
        assert_eq!(evidence.position, 2);
        assert!(said[1].message.contains(&evidence.quote));
    })
    .await;
}

#[tokio::test]
async fn details_in_free_text_count_for_their_author_only() {
    for_each_engine(|desk| async move {
        let session = SessionId::new();
        post(&desk, bot_says(session, "May I have your full name?")).await;
        let named = post(
            &desk,
            client_says(session, DataType::Message, "Alessandro Phoenix"),
        )
        .await;
        let id = named
            .message
            .client
            .expect("a bare name after the question is a name");
        post(
            &desk,
            bot_says(
                session,
                "Thanks! You can write to us at help@lender.example.com.",
            ),
        )
        .await;
        post(
            &desk,
            client_says(
                session,
                DataType::Message,
                "my email is alessandro.phoenix@example.com, cell 415-555-0142",
            ),
        )
        .await;
        let client = desk.get_client(&root(), id).await.unwrap();
        assert_eq!(client.name.as_deref(), Some("Alessandro Phoenix"));
        assert_eq!(
            client.email.as_deref(),
            Some("alessandro.phoenix@example.com")
        );
        assert_eq!(client.phone.as_deref(), Some("+14155550142"));
        assert!(client.captured_at.is_some());

        // What a bot says is never the client's.
        let other = SessionId::new();
        let told = post(
            &desk,
            bot_says(
                other,
                "I'm Sam Bot, call me at (415) 555-0199 or bot@example.com",
            ),
        )
        .await;
        assert_eq!(told.message.client, None);
    })
    .await;
}

#[tokio::test]
async fn a_value_that_does_not_validate_is_stored_as_a_message_with_a_warning() {
    for_each_engine(|desk| async move {
        let session = SessionId::new();
        let posted = post(
            &desk,
            client_says(session, DataType::Email, "not an address"),
        )
        .await;
        assert_eq!(posted.message.client, None);
        assert_eq!(posted.warnings.len(), 1, "{:?}", posted.warnings);
        let said = desk
            .chat_history(&root(), session, None, None)
            .await
            .unwrap()
            .messages;
        assert_eq!(said[0].message, "not an address");
    })
    .await;
}

#[tokio::test]
async fn the_chat_proposes_where_a_person_or_a_lead_already_stands() {
    for_each_engine(|desk| async move {
        let session = SessionId::new();
        let id = make_lead(&desk, session, "rosa@example.com").await;
        let edit = UpdateClient {
            name: Some(Some("Rosa M. Delgado".to_owned())),
            ..UpdateClient::default()
        };
        desk.run(
            &root(),
            Command::UpdateClient {
                client_id: id,
                update: edit,
            },
        )
        .await
        .unwrap();

        post(&desk, client_says(session, DataType::Name, "Rosie Delgado")).await;
        post(
            &desk,
            client_says(session, DataType::Email, "new@example.com"),
        )
        .await;
        post(
            &desk,
            client_says(session, DataType::Email, "new@example.com"),
        )
        .await;
        let client = desk.get_client(&root(), id).await.unwrap();
        assert_eq!(client.name.as_deref(), Some("Rosa M. Delgado"));
        assert_eq!(client.email.as_deref(), Some("rosa@example.com"));
        let proposed: Vec<_> = client
            .proposals
            .iter()
            .map(|p| (p.field.as_str(), p.value.as_str()))
            .collect();
        assert_eq!(
            proposed,
            [("name", "Rosie Delgado"), ("email", "new@example.com")]
        );
    })
    .await;
}

#[tokio::test]
async fn a_session_never_joins_a_client_because_it_names_the_same_address() {
    for_each_engine(|desk| async move {
        let mine = make_lead(&desk, SessionId::new(), "shared@example.com").await;
        let claimed = make_lead(&desk, SessionId::new(), "shared@example.com").await;
        assert_ne!(mine, claimed);
        let duplicates = desk
            .list_duplicates(&root(), mine, None, None)
            .await
            .unwrap()
            .results;
        assert_eq!(duplicates.len(), 1);
        assert_eq!(duplicates[0].id, claimed);
    })
    .await;
}

#[tokio::test]
async fn one_of_several_proposed_values_is_taken_and_the_others_go() {
    for_each_engine(|desk| async move {
        let session = SessionId::new();
        let id = make_lead(&desk, session, "rosa@example.com").await;
        for email in ["first@example.com", "second@example.com"] {
            post(&desk, client_says(session, DataType::Email, email)).await;
        }
        let resolve = |value: &str| Command::ResolveProposal {
            client_id: id,
            path: "email".to_owned(),
            accept: true,
            value: Some(value.to_owned()),
        };
        let unknown = desk.run(&root(), resolve("third@example.com")).await;
        assert_eq!(fields(&unknown.unwrap_err()), ["value"]);
        desk.run(&root(), resolve("first@example.com"))
            .await
            .unwrap();
        let client = desk.get_client(&root(), id).await.unwrap();
        assert_eq!(client.email.as_deref(), Some("first@example.com"));
        assert!(client.proposals.is_empty());
    })
    .await;
}

#[tokio::test]
async fn later_words_of_a_lead_are_read_again_after_a_quiet_time() {
    for_each_engine(|desk| async move {
        let session = SessionId::new();
        let id = make_lead(&desk, session, "rosa@example.com").await;
        desk.follow_feed().await.unwrap();
        assert_eq!(desk.run_due_jobs().await.unwrap(), 1);
        desk.follow_feed().await.unwrap();
        assert_eq!(
            desk.run_due_jobs().await.unwrap(),
            0,
            "nothing new was said"
        );

        post(
            &desk,
            client_says(session, DataType::Message, "My credit score is 742"),
        )
        .await;
        desk.follow_feed().await.unwrap();
        assert_eq!(
            desk.run_due_jobs().await.unwrap(),
            0,
            "the client may go on"
        );
        desk.advance_seconds(20);
        post(
            &desk,
            client_says(session, DataType::Message, "and I make 96k a year"),
        )
        .await;
        desk.follow_feed().await.unwrap();
        desk.advance_seconds(20);
        assert_eq!(
            desk.run_due_jobs().await.unwrap(),
            0,
            "20 s after the last word"
        );
        desk.advance_seconds(11);
        assert_eq!(desk.run_due_jobs().await.unwrap(), 1);
        let client = desk.get_client(&root(), id).await.unwrap();
        assert_eq!(
            client.context_meta.facts["financial_info.credit_score"].value,
            Some(FactValue::Number(742.0))
        );
        assert_eq!(client.context_meta.up_to_position, Some(5));

        // One who never stops is read after five minutes.
        let mut runs = 0;
        for turn in 0..16 {
            post(
                &desk,
                client_says(
                    session,
                    DataType::Message,
                    &format!("and another thing, number {turn}"),
                ),
            )
            .await;
            desk.follow_feed().await.unwrap();
            desk.advance_seconds(20);
            runs += desk.run_due_jobs().await.unwrap();
        }
        assert_eq!(runs, 1);
    })
    .await;
}
