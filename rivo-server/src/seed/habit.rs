//! What a desk that is worked in has besides its clients: views that people keep, clients that two
//! conversations name alike, messages that somebody has yet to see.

use rivo_core::{
    Result,
    api::{
        client::{ClientFilter, UpdateClient},
        command::Command,
        view::CreateView,
    },
    id::{CommandId, ViewId},
    service::Rivo,
};
use serde_json::{Value, json};

use super::staff::Staff;

/// Of the clients that a CSM works, one in so many has news for them.
const ONE_UNREAD_IN: usize = 4;

/// Puts the habits of its staff on a desk.
pub(super) async fn settle(rivo: &Rivo, staff: &Staff) -> Result<()> {
    save_views(rivo, staff).await?;
    make_duplicates(rivo, staff).await?;
    see(rivo, staff).await
}

async fn save_views(rivo: &Rivo, staff: &Staff) -> Result<()> {
    let mut views = vec![
        (
            &staff.admin,
            "Waiting for somebody",
            true,
            json!({ "csm": "none", "order": "urgency" }),
        ),
        (
            &staff.admin,
            "Large loans, nothing planned",
            true,
            json!({ "loan_amount_min": 400_000, "no_next_action": true, "order": "-loan_amount" }),
        ),
    ];
    if let Some(csm) = staff.csms.first() {
        views.push((
            csm,
            "News from my clients",
            false,
            json!({ "unread": true }),
        ));
    }
    for (owner, name, shared, search) in views {
        let Value::Object(definition) = json!({ "search": search }) else {
            continue;
        };
        let view = CreateView {
            name: name.to_owned(),
            screen: "clients".to_owned(),
            shared,
            definition,
        };
        let view_id = ViewId::new();
        let command = Command::CreateView { view_id, view };
        rivo.execute(owner, CommandId::new(), command).await?;
    }
    Ok(())
}

/// Two pairs that may be one person: a couple with one phone, and somebody who wrote twice.
async fn make_duplicates(rivo: &Rivo, staff: &Staff) -> Result<()> {
    let filter = ClientFilter {
        stage: Some("lead,contacted".to_owned()),
        limit: Some(4),
        ..ClientFilter::default()
    };
    let found = rivo.list_client_summaries(&staff.admin, filter).await?;
    let [one, two, three, four] = found.results.as_slice() else {
        return Ok(());
    };
    let same_phone = UpdateClient {
        phone: Some(two.phone.clone()),
        ..UpdateClient::default()
    };
    let same_email = UpdateClient {
        email: Some(four.email.clone()),
        ..UpdateClient::default()
    };
    for (client, update) in [(one, same_phone), (three, same_email)] {
        let client_id = client.id;
        let command = Command::UpdateClient { client_id, update };
        rivo.execute(&staff.admin, CommandId::new(), command)
            .await?;
    }
    Ok(())
}

/// Each CSM has seen most of their clients, the admin all but the newest.
async fn see(rivo: &Rivo, staff: &Staff) -> Result<()> {
    for (number, reader) in staff.csms.iter().chain([&staff.admin]).enumerate() {
        let mut filter = ClientFilter {
            limit: Some(200),
            ..ClientFilter::default()
        };
        loop {
            let page = rivo.list_client_summaries(reader, filter.clone()).await?;
            for (place, client) in page.results.iter().enumerate() {
                if is_seen(number, place) {
                    rivo.mark_seen(reader, client.id, None).await?;
                }
            }
            filter.cursor = page.next;
            if filter.cursor.is_none() {
                break;
            }
        }
    }
    Ok(())
}

const fn is_seen(reader: usize, place: usize) -> bool {
    !(place + reader).is_multiple_of(ONE_UNREAD_IN)
}
