//! What was said and done since a merge, told apart when it is undone: each visitor's words go to
//! the client they were said as, as if there had been no merge.

use std::collections::BTreeSet;

use super::undo::Undoing;
use crate::{
    clock::Timestamp,
    error::Result,
    id::AssignmentId,
    model::{context::FACT_PATHS, stage::Stage},
    service::{
        ingest::capture::{Stated, make_lead, stated_since, take},
        setting::Settings,
    },
    store::table::{
        audit_log, chat_session,
        client::{ClientRow, ContactField},
        client_assignment, client_stage_history,
    },
};

/// What the visitors of either client stated since.
struct Heard {
    here: Vec<Stated>,
    elsewhere: Vec<Stated>,
}

impl Undoing<'_, '_> {
    /// Gives both clients the contact details that are theirs: what the one that stays had before,
    /// what its own visitors stated since and what a person wrote into it; and what the visitors of
    /// the one that came back stated meanwhile.
    pub(super) async fn part_contacts(&mut self) -> Result<()> {
        let heard = self.heard().await?;
        if let Some(at) = hear(&mut self.back, heard.elsewhere) {
            make_lead(self.execution.tx, &self.back, at).await?;
        }
        let (before, after) = (&self.snapshot.before, &self.snapshot.after);
        let mut own = before.clone();
        let own_start = hear(&mut own, heard.here);
        let stays = &mut self.stays;
        for field in ContactField::ALL {
            let by_hand = stays.edited(field)
                && (stays.contact(field) != after.contact(field) || !after.edited(field));
            if by_hand {
                continue;
            }
            stays.set_contact(field, own.contact(field).map(str::to_owned));
            if !before.edited(field) {
                stays.clear_edited(field);
            }
        }
        let (moved, stands) = (&self.snapshot.moved, stays.clone());
        stays.proposals.retain(|proposal| {
            let is_ones_own = before.proposals.contains(proposal)
                || !(after.proposals.contains(proposal)
                    || moved.sessions.contains(&proposal.session_id.0));
            let is_settled = ContactField::ALL.into_iter().any(|field| {
                field.name() == proposal.field && stands.contact(field) == Some(&proposal.value)
            });
            is_ones_own && !is_settled
        });
        self.take_back_start(own_start).await
    }

    async fn heard(&mut self) -> Result<Heard> {
        let tx = &mut *self.execution.tx;
        let settings = Settings::stored(tx).await?;
        let mut heard = Heard {
            here: Vec::new(),
            elsewhere: Vec::new(),
        };
        for (client, said) in [
            (self.stays.id, &mut heard.here),
            (self.back.id, &mut heard.elsewhere),
        ] {
            for session in chat_session::of_client(tx, client).await? {
                let id = session.session_id;
                let before = self.snapshot.heard.iter().find(|(known, _)| *known == id);
                let after = before.map_or(0, |(_, count)| *count);
                let region = self.execution.region;
                let capture = settings.capture_from_text;
                said.extend(stated_since(tx, id, after, capture, region).await?);
            }
            said.sort_by_key(|stated| (stated.at, stated.position));
        }
        Ok(heard)
    }

    /// Since when it is a lead is its own again: as before, or since its own visitors had said all
    /// of it. Where the merge made it one, or what the other's visitors said, it goes back to what
    /// it was, unless somebody has worked it since.
    async fn take_back_start(&mut self, own_start: Option<Timestamp>) -> Result<()> {
        let before = &self.snapshot.before;
        let stays = &mut self.stays;
        let is_worked = stays.is_complete() || stays.current_stage != Stage::Lead;
        stays.captured_at = match (before.captured_at, own_start) {
            (Some(at), _) | (None, Some(at)) => Some(at),
            (None, None) if is_worked => stays.captured_at,
            (None, None) => None,
        };
        if before.captured_at.is_none() && (own_start.is_some() || stays.captured_at.is_none()) {
            let (tx, since, now) = (&mut *self.execution.tx, self.merged_at, self.execution.now);
            client_stage_history::delete_start(tx, stays.id, since).await?;
            let started = AssignmentId(self.id.0);
            if client_assignment::active(tx, stays.id).await? == Some(started) {
                // Nobody gave it to anybody since.
                stays.assigned_to = before.assigned_to;
            }
            client_assignment::delete(tx, started).await?;
            client_assignment::delete_waiting(tx, stays.id, since).await?;
            client_assignment::stand_again(tx, stays.id, stays.assigned_to, now).await?;
            if let Some(at) = own_start {
                make_lead(tx, stays, at).await?;
            }
        }
        Ok(())
    }

    /// When a person first did something for the client that stays: as before, or since.
    pub(super) async fn take_back_first_touch(&mut self) -> Result<()> {
        let (tx, stays) = (&mut *self.execution.tx, &mut self.stays);
        if stays.first_touch_at == self.snapshot.after.first_touch_at {
            let since = audit_log::first_touch_since(tx, stays.id, self.merged_at).await?;
            let own = stays.captured_at.and(since);
            stays.first_touch_at = self.snapshot.before.first_touch_at.or(own);
        }
        Ok(())
    }

    /// Takes what is the other client's alone out of what was written down under the one that stays
    /// since the merge: who sees that one need not see the other.
    pub(super) async fn part_audit(&mut self) -> Result<()> {
        let mut words = words_of(&self.snapshot.from);
        words.append(&mut words_of(&self.back));
        for own in [&self.snapshot.before, &self.stays] {
            let own = words_of(own);
            words.retain(|word| !own.contains(word));
        }
        audit_log::take_out(self.execution.tx, self.stays.id, self.merged_at, &words).await
    }
}

/// Hears what was stated, in its order; when it was a lead by that.
fn hear(row: &mut ClientRow, stated: Vec<Stated>) -> Option<Timestamp> {
    let was_lead = row.captured_at;
    for one in stated {
        let at = one.at;
        take(row, one);
        if row.captured_at.is_none() && row.is_complete() {
            row.captured_at = Some(at);
        }
    }
    row.captured_at.filter(|_| was_lead.is_none())
}

/// What names a client and what is known of it, as the audit log has it.
fn words_of(row: &ClientRow) -> BTreeSet<String> {
    let contact = ContactField::ALL
        .into_iter()
        .filter_map(|field| row.contact(field).map(str::to_owned));
    let proposed = row.proposals.iter().map(|proposal| proposal.value.clone());
    let known = FACT_PATHS
        .iter()
        .filter_map(|known| row.context.text_at(known.path));
    contact.chain(proposed).chain(known).collect()
}
