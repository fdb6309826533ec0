//! `client`: one row a client, with its context and the proof of it.

use serde::{Deserialize, Serialize};

use crate::{
    api::client::{Client, ContactProposal, ExtractionState},
    clock::Timestamp,
    error::{Error, Result},
    id::{ClientId, UserId},
    model::{
        context::{Context, ContextMeta},
        mortgage,
        stage::Stage,
        validate::search_fold,
    },
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
        table::user,
    },
};

/// All columns but those that are derived from others.
macro_rules! columns {
    () => {
        "id, name, email, phone, current_stage, stage_changed_at, closed_from, assigned_to, context,
         context_meta, proposals, edited_fields, source, captured_at, last_message_at, version,
         created_at, updated_at, first_touch_at"
    };
}

/// The stages where nothing is done for a client any more, as SQL.
pub(crate) const IS_OVER: &str = "('lost', 'closed', 'rejected')";
/// What a person typed in or brought along has no clock, as SQL over `client c`.
pub(crate) const CAME_BY_ITSELF: &str = "c.source NOT IN ('manual', 'import')";
/// The stages of a loan that was paid out, as SQL.
pub(crate) const IS_WON: &str = "('disbursed', 'active')";

/// [`CAME_BY_ITSELF`] of a source.
pub(crate) fn came_by_itself(source: &str) -> bool {
    !matches!(source, "manual" | "import")
}

queries! {
    FIND = Sql::same(concat!("SELECT ", columns!(), " FROM client WHERE id = ?1"));
    // No key of a client ever changes, so rows that refer to it may be written meanwhile. SQLite
    // has one writer: reading is locking.
    LOCK = Sql::per_engine(
        concat!("SELECT ", columns!(), " FROM client WHERE id = ?1"),
        concat!("SELECT ", columns!(), " FROM client WHERE id = ?1 FOR NO KEY UPDATE"),
    );
    INSERT = Sql::same(
        concat!(
            "INSERT INTO client (", columns!(), ", search_key, name_key, sentiment, urgency, intent,
                 loan_type, loan_amount, property_value, income, credit_score)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                     ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29)"
        ),
    );
    SAVE = Sql::same(
        "UPDATE client
         SET name = ?2, email = ?3, phone = ?4, current_stage = ?5, stage_changed_at = ?6,
             closed_from = ?7, assigned_to = ?8, context = ?9, context_meta = ?10, proposals = ?11,
             edited_fields = ?12, source = ?13, captured_at = ?14, last_message_at = ?15,
             version = ?16, created_at = ?17, updated_at = ?18,
             first_touch_at = ?19, search_key = ?20, name_key = ?21, sentiment = ?22, urgency = ?23,
             intent = ?24, loan_type = ?25, loan_amount = ?26, property_value = ?27, income = ?28,
             credit_score = ?29
         WHERE id = ?1",
    );
    DELETE = Sql::same("DELETE FROM client WHERE id = ?1");
    ASSIGNEE = Sql::same("SELECT assigned_to FROM client WHERE id = ?1");
    IS_LEAD = Sql::same("SELECT captured_at IS NOT NULL FROM client WHERE id = ?1");
    TOUCH_LAST_MESSAGE = Sql::same(
        "UPDATE client SET last_message_at = ?2
         WHERE id = ?1 AND (last_message_at IS NULL OR last_message_at < ?2)",
    );
    NOTE_NEXT_DUE = Sql::same(
        "UPDATE client
         SET next_due_at = (SELECT MIN(due_at) FROM client_task WHERE client_id = ?1 AND done_at IS NULL)
         WHERE id = ?1",
    );
}

/// What [`view`] reads, and then the keys of
/// `client_summary::Keys` that no [`Client`] shows, from `client c` with its assignee `u` and its extraction job `j`. A WHERE
/// clause follows.
pub(crate) const VIEW: &str =
    "SELECT c.id, c.name, c.email, c.phone, c.current_stage, c.stage_changed_at,
         c.assigned_to, u.email, u.first_name, u.last_name, c.context, c.context_meta,
         j.state, j.attempts, j.last_error, j.finished_at, c.source, c.captured_at,
         c.last_message_at, c.first_touch_at, c.proposals, c.version, c.created_at, c.updated_at,
         c.next_due_at, c.loan_amount, c.credit_score
     FROM client c
     LEFT JOIN \"user\" u ON u.id = c.assigned_to
     LEFT JOIN extraction_job j ON j.client_id = c.id";

const INCOME: &str = "financial_info.income";

/// A number as the copies of facts hold it, so that it can be compared exactly; `None` for what is
/// no amount of anything.
pub(crate) fn to_hundredths(number: f64) -> Option<i64> {
    let hundredths = (number * 100.0).round();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "what does not fit is no number of a client"
    )]
    (hundredths.abs() < 9e15).then_some(hundredths as i64)
}

/// A contact field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ContactField {
    Name,
    Email,
    Phone,
}

impl ContactField {
    pub(crate) const ALL: [Self; 3] = [Self::Name, Self::Email, Self::Phone];

    /// The name on the wire.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }

    /// The field's bit in [`ClientRow::edited_fields`].
    const fn bit(self) -> i64 {
        match self {
            Self::Name => 1,
            Self::Email => 2,
            Self::Phone => 4,
        }
    }
}

/// A client as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ClientRow {
    pub(crate) id: ClientId,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) current_stage: Stage,
    pub(crate) stage_changed_at: Timestamp,
    /// The stage it was closed from, while it is closed.
    pub(crate) closed_from: Option<Stage>,
    pub(crate) assigned_to: Option<UserId>,
    pub(crate) context: Context,
    pub(crate) context_meta: ContextMeta,
    pub(crate) proposals: Vec<ContactProposal>,
    /// Contact fields a person edited, as bits.
    pub(crate) edited_fields: i64,
    pub(crate) source: String,
    pub(crate) captured_at: Option<Timestamp>,
    pub(crate) last_message_at: Option<Timestamp>,
    pub(crate) version: i64,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    /// When a person first did something for the lead.
    pub(crate) first_touch_at: Option<Timestamp>,
}

impl ClientRow {
    /// A client of whom nothing is known yet.
    pub(crate) fn new(id: ClientId, source: &str, now: Timestamp) -> Self {
        Self {
            id,
            name: None,
            email: None,
            phone: None,
            current_stage: Stage::Lead,
            stage_changed_at: now,
            closed_from: None,
            assigned_to: None,
            context: Context::default(),
            context_meta: ContextMeta::default(),
            proposals: Vec::new(),
            edited_fields: 0,
            source: source.to_owned(),
            captured_at: None,
            last_message_at: None,
            version: 1,
            created_at: now,
            updated_at: now,
            first_touch_at: None,
        }
    }

    pub(crate) fn contact(&self, field: ContactField) -> Option<&str> {
        match field {
            ContactField::Name => self.name.as_deref(),
            ContactField::Email => self.email.as_deref(),
            ContactField::Phone => self.phone.as_deref(),
        }
    }

    /// Sets a contact field to a normalised value.
    pub(crate) fn set_contact(&mut self, field: ContactField, value: Option<String>) {
        match field {
            ContactField::Name => self.name = value,
            ContactField::Email => self.email = value,
            ContactField::Phone => self.phone = value,
        }
    }

    /// Whether a person edited the field.
    pub(crate) const fn edited(&self, field: ContactField) -> bool {
        self.edited_fields & field.bit() != 0
    }

    /// Says that a person edited the field: the chat only proposes from now on.
    pub(crate) const fn set_edited(&mut self, field: ContactField) {
        self.edited_fields |= field.bit();
    }

    /// Takes [`ClientRow::set_edited`] back.
    pub(crate) const fn clear_edited(&mut self, field: ContactField) {
        self.edited_fields &= !field.bit();
    }

    /// Whether name, email and phone are all there.
    pub(crate) const fn is_complete(&self) -> bool {
        self.name.is_some() && self.email.is_some() && self.phone.is_some()
    }

    fn name_key(&self) -> String {
        search_fold(self.name.as_deref().unwrap_or_default())
    }

    /// The number of a fact as its copy holds it: in hundredths, income as a year's.
    fn figure(&self, path: &str) -> Option<i64> {
        let fact = self.context_meta.facts.get(path)?;
        let number = if path == INCOME {
            mortgage::yearly_income(fact)
        } else {
            fact.as_number()
        };
        to_hundredths(number?)
    }

    /// What a search looks through: folded name and email, the digits of the phone number.
    fn search_key(&self) -> String {
        let digits: String = self
            .phone
            .iter()
            .flat_map(|phone| phone.chars())
            .filter(char::is_ascii_digit)
            .collect();
        let email = search_fold(self.email.as_deref().unwrap_or_default());
        [self.name_key(), email, digits].join(" ")
    }
}

pub(crate) async fn find(tx: &mut Tx, id: ClientId) -> Result<Option<ClientRow>> {
    tx.query_opt(&FIND, params![id])
        .await?
        .map(client_row)
        .transpose()
}

/// Locks a client until the transaction ends. Lock its sessions first, in the order of their ids.
pub(crate) async fn lock(tx: &mut Tx, id: ClientId) -> Result<Option<ClientRow>> {
    tx.query_opt(&LOCK, params![id])
        .await?
        .map(client_row)
        .transpose()
}

pub(crate) async fn insert(tx: &mut Tx, row: &ClientRow) -> Result<()> {
    write(tx, &INSERT, row).await?;
    Ok(())
}

/// Writes a changed row, with its version raised.
pub(crate) async fn save(tx: &mut Tx, row: &mut ClientRow, now: Timestamp) -> Result<()> {
    row.version += 1;
    row.updated_at = now;
    write(tx, &SAVE, row).await?;
    Ok(())
}

/// Writes a row as it stands elsewhere, its version included.
pub(crate) async fn put(tx: &mut Tx, row: &ClientRow) -> Result<()> {
    if write(tx, &SAVE, row).await? == 0 {
        write(tx, &INSERT, row).await?;
    }
    Ok(())
}

pub(crate) async fn delete(tx: &mut Tx, id: ClientId) -> Result<()> {
    tx.execute(&DELETE, params![id]).await?;
    Ok(())
}

/// Who works a client; `None` for nobody or an unknown client.
pub(crate) async fn assignee(tx: &mut Tx, id: ClientId) -> Result<Option<UserId>> {
    match tx.query_opt(&ASSIGNEE, params![id]).await? {
        Some(mut row) => row.get(),
        None => Ok(None),
    }
}

/// Whether all contact details were there once; false for an unknown client.
pub(crate) async fn is_lead(tx: &mut Tx, id: ClientId) -> Result<bool> {
    match tx.query_opt(&IS_LEAD, params![id]).await? {
        Some(mut row) => row.get(),
        None => Ok(false),
    }
}

/// Notes when the newest message of a client's sessions was stored. The version stays: who reads
/// the messages learns of it from them.
pub(crate) async fn touch_last_message(tx: &mut Tx, id: ClientId, at: Timestamp) -> Result<()> {
    tx.execute(&TOUCH_LAST_MESSAGE, params![id, at]).await?;
    Ok(())
}

/// Notes when the first open task of a client is due. The version stays: who shows the client
/// learns of it from the task.
pub(crate) async fn note_next_due(tx: &mut Tx, id: ClientId) -> Result<()> {
    tx.execute(&NOTE_NEXT_DUE, params![id]).await?;
    Ok(())
}

/// The one place where the derived columns are made: search and name keys, copies of facts.
async fn write(tx: &mut Tx, statement: &Sql, row: &ClientRow) -> Result<u64> {
    let as_json = |error| Error::internal(format!("writing client {} as JSON", row.id), error);
    let context = serde_json::to_string(&row.context).map_err(as_json)?;
    let context_meta = serde_json::to_string(&row.context_meta).map_err(as_json)?;
    let proposals = serde_json::to_string(&row.proposals).map_err(as_json)?;
    tx.execute(
        statement,
        params![
            row.id,
            &row.name,
            &row.email,
            &row.phone,
            row.current_stage.as_str(),
            row.stage_changed_at,
            row.closed_from.map(Stage::as_str),
            row.assigned_to,
            &context,
            &context_meta,
            &proposals,
            row.edited_fields,
            &row.source,
            row.captured_at,
            row.last_message_at,
            row.version,
            row.created_at,
            row.updated_at,
            row.first_touch_at,
            &row.search_key(),
            &row.name_key(),
            row.context.sentiment.as_str(),
            row.context.urgency.as_str(),
            row.context.intent.as_deref(),
            row.context.loan_details.loan_type.as_deref(),
            row.figure("loan_details.current_loan_amount"),
            row.figure("loan_details.property_value"),
            row.figure(INCOME),
            row.figure("financial_info.credit_score")
        ],
    )
    .await
}

fn client_row(mut row: Row) -> Result<ClientRow> {
    Ok(ClientRow {
        id: row.get()?,
        name: row.get()?,
        email: row.get()?,
        phone: row.get()?,
        current_stage: row.parsed()?,
        stage_changed_at: row.get()?,
        closed_from: row.opt_parsed()?,
        assigned_to: row.get()?,
        context: row.json()?,
        context_meta: row.json()?,
        proposals: row.json()?,
        edited_fields: row.get()?,
        source: row.get()?,
        captured_at: row.get()?,
        last_message_at: row.get()?,
        version: row.get()?,
        created_at: row.get()?,
        updated_at: row.get()?,
        first_touch_at: row.get()?,
    })
}

/// Reads a row of [`VIEW`].
pub(crate) fn view(row: Row) -> Result<Client> {
    Ok(view_of(row)?.0)
}

/// A client, and the row behind it.
pub(super) fn view_of(mut row: Row) -> Result<(Client, Row)> {
    let client = Client {
        id: row.get()?,
        name: row.get()?,
        email: row.get()?,
        phone: row.get()?,
        current_stage: row.parsed()?,
        stage_changed_at: row.get()?,
        assigned_to: user::opt_user_ref(&mut row)?,
        context: row.json()?,
        context_meta: row.json()?,
        extraction: extraction_state(&mut row)?,
        source: row.get()?,
        captured_at: row.get()?,
        last_message_at: row.get()?,
        first_touch_at: row.get()?,
        proposals: row.json()?,
        version: row.get()?,
        created_at: row.get()?,
        updated_at: row.get()?,
    };
    Ok((client, row))
}

fn extraction_state(row: &mut Row) -> Result<Option<ExtractionState>> {
    let state = row.opt_parsed()?;
    let attempts: Option<i64> = row.get()?;
    let error = row.get()?;
    let finished_at = row.get()?;
    Ok(state.map(|state| ExtractionState {
        state,
        attempts: attempts.unwrap_or_default(),
        error,
        finished_at,
    }))
}
