//! Settings of the desk: which there are, what each may be, and the snapshot that the rest of Rivo
//! reads.
//!
//! What an operator configures for one process (database, address, secret key) is no setting of the
//! desk; it comes from the environment.

mod cache;
mod registry;

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Map, Value, json};

pub(crate) use self::cache::SettingsCache;
use self::registry::{Definition, REGISTRY, definition};
use super::{
    Rivo,
    execute::{Execution, Outcome},
    seen::require_seen,
};
use crate::{
    api::{
        Page,
        admin::{Setting, UpdateSettings},
        command::Command,
        event::ChangeKind,
    },
    auth::Actor,
    error::{Error, FieldErrors, Result},
    id::CommandId,
    store::{
        Tx,
        table::setting::{self, StoredSetting},
    },
};

/// What the desk's settings are now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own in the desk's settings"
)]
pub struct Settings {
    /// Whether contact details are found in the free text of a chat.
    pub capture_from_text: bool,
    /// How long a conversation must be quiet before it is extracted again.
    pub extraction_quiet_seconds: i64,
    /// The longest that messages wait for an extraction while the conversation goes on.
    pub extraction_max_wait_seconds: i64,
    /// Whether extraction runs at all.
    pub extraction_enabled: bool,
    /// What extraction may cost a day, in millionths of a US dollar; 0: no limit.
    pub extraction_daily_budget_micros: i64,
    /// After how many days without a stage change a client counts as stale.
    pub stale_after_days: i64,
    /// Requests a minute of an API key that has no limit of its own; 0: no limit.
    pub api_key_rate_limit: i64,
    /// The desk's name, shown in its pages.
    pub desk_name: String,
    /// Within how many minutes a new lead shall be touched.
    pub first_touch_minutes: i64,
    /// The hour of the client's day from which nobody is called.
    pub quiet_from_hour: i64,
    /// The hour of the client's day until which nobody is called.
    pub quiet_until_hour: i64,
    /// How waiting leads find their CSM.
    pub assignment_mode: AssignmentMode,
    /// Whether a lead goes only to who is licensed in its state.
    pub assignment_by_licence: bool,
    /// Whether an open client without an open task is shown as one that lacks a next step.
    pub next_action_required: bool,
}

/// How waiting leads find their CSM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssignmentMode {
    /// By hand.
    Manual,
    /// To who got one longest ago.
    RoundRobin,
    /// To who has the least open, measured by what each can carry.
    LeastWorkload,
}

impl AssignmentMode {
    const NAMES: &[&str] = &["manual", "round_robin", "least_workload"];

    fn of(name: &str) -> Self {
        match name {
            "round_robin" => Self::RoundRobin,
            "least_workload" => Self::LeastWorkload,
            _ => Self::Manual,
        }
    }

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::RoundRobin => "round_robin",
            Self::LeastWorkload => "least_workload",
        }
    }

    /// The name for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Manual => "By hand",
            Self::RoundRobin => "Round robin",
            Self::LeastWorkload => "Least workload",
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::from_values(&BTreeMap::new())
    }
}

impl Settings {
    /// The settings that hold, from the database itself.
    pub(crate) async fn stored(tx: &mut Tx) -> Result<Self> {
        let stored = setting::list(tx).await?;
        let values = stored
            .into_iter()
            .map(|setting| (setting.key, setting.value))
            .collect();
        Ok(Self::from_values(&values))
    }

    /// What was set, and the defaults for the rest. A stored value that is no longer allowed counts
    /// as not set.
    fn from_values(values: &BTreeMap<String, Value>) -> Self {
        let value = |key: &str| -> Value {
            let definition = definition(key).expect("the registry holds every field of Settings");
            match values.get(key) {
                Some(value) if definition.kind.check(value).is_ok() => value.clone(),
                _ => definition.kind.default_value(),
            }
        };
        let boolean = |key| value(key).as_bool().unwrap_or_default();
        let integer = |key| value(key).as_i64().unwrap_or_default();
        Self {
            capture_from_text: boolean("capture_from_text"),
            extraction_quiet_seconds: integer("extraction_quiet_seconds"),
            extraction_max_wait_seconds: integer("extraction_max_wait_seconds"),
            extraction_enabled: boolean("extraction_enabled"),
            extraction_daily_budget_micros: integer("extraction_daily_budget_micros"),
            stale_after_days: integer("stale_after_days"),
            api_key_rate_limit: integer("api_key_rate_limit"),
            desk_name: value("desk_name").as_str().unwrap_or_default().to_owned(),
            first_touch_minutes: integer("first_touch_minutes"),
            quiet_from_hour: integer("quiet_from_hour"),
            quiet_until_hour: integer("quiet_until_hour"),
            assignment_mode: AssignmentMode::of(
                value("assignment_mode").as_str().unwrap_or_default(),
            ),
            assignment_by_licence: boolean("assignment_by_licence"),
            next_action_required: boolean("next_action_required"),
        }
    }
}

impl Rivo {
    /// The settings that hold. What another node set is seen within 5 seconds.
    pub async fn settings(&self) -> Result<Arc<Settings>> {
        let now = self.now();
        if let Some(settings) = self.settings_cache().get(now) {
            return Ok(settings);
        }
        let cleared = self.settings_cache().cleared();
        let settings = self
            .store()
            .read(|tx| Box::pin(async move { Settings::stored(tx).await }))
            .await?;
        let settings = Arc::new(settings);
        self.settings_cache()
            .put(Arc::clone(&settings), now, cleared);
        Ok(settings)
    }

    /// Every setting with its value and what it may be; any login may read them.
    pub async fn list_settings(&self, actor: &Actor) -> Result<Page<Setting>> {
        super::access::require_staff(actor)?;
        let stored = self.stored_settings().await?;
        let results = REGISTRY
            .iter()
            .map(|definition| wire(definition, &stored))
            .collect();
        Ok(Page {
            results,
            next: None,
            count: None,
        })
    }

    /// Sets what `update` names, all or nothing; null goes back to the default.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a name that is no setting and for a value that it may not have;
    /// [`Error::Conflict`] with the code `stale` where what was expected is another now.
    pub async fn update_settings(
        &self,
        actor: &Actor,
        update: UpdateSettings,
    ) -> Result<Page<Setting>> {
        let UpdateSettings { values, expected } = update;
        let command = Command::UpdateSettings { values, expected };
        self.execute(actor, CommandId::new(), command).await?;
        self.list_settings(actor).await
    }

    async fn stored_settings(&self) -> Result<Vec<StoredSetting>> {
        self.store()
            .read(|tx| Box::pin(async move { setting::list(tx).await }))
            .await
    }
}

/// [`Command::UpdateSettings`].
pub(crate) async fn update_settings(
    execution: &mut Execution<'_>,
    values: BTreeMap<String, Value>,
    expected: &BTreeMap<String, Value>,
) -> Result<Outcome> {
    check(&values, expected)?;
    setting::lock(execution.tx).await?;
    let stored = setting::list(execution.tx).await?;
    let now: Map<String, Value> = REGISTRY
        .iter()
        .map(|definition| (definition.key.to_owned(), wire(definition, &stored).value))
        .collect();
    require_seen(
        expected,
        &Value::Object(now.clone()),
        "The setting was changed meanwhile; look at it again.",
        &now,
    )?;
    let (mut before, mut after) = (Map::new(), Map::new());
    let mut resulting: BTreeMap<String, Value> = stored
        .iter()
        .map(|setting| (setting.key.clone(), setting.value.clone()))
        .collect();
    for (key, value) in values {
        let was = resulting.get(&key).cloned().unwrap_or(Value::Null);
        if was == value {
            continue;
        }
        if value.is_null() {
            setting::clear(execution.tx, &key).await?;
            resulting.remove(&key);
        } else {
            setting::set(execution.tx, &key, &value, execution.now).await?;
            resulting.insert(key.clone(), value.clone());
        }
        before.insert(key.clone(), was);
        after.insert(key, value);
    }
    let resulting = Settings::from_values(&resulting);
    if resulting.extraction_max_wait_seconds < resulting.extraction_quiet_seconds {
        return Err(Error::invalid(
            "extraction_max_wait_seconds",
            format!(
                "This must not be less than extraction_quiet_seconds, which is {}.",
                resulting.extraction_quiet_seconds
            ),
        ));
    }
    if !after.is_empty() {
        execution
            .audit(
                "setting",
                "desk",
                None,
                Some(before.into()),
                Some(after.into()),
            )
            .await?;
        execution
            .changed_thing(ChangeKind::Settings, "desk", None)
            .await?;
    }
    Ok(Outcome::done())
}

fn check(values: &BTreeMap<String, Value>, expected: &BTreeMap<String, Value>) -> Result<()> {
    let mut errors = FieldErrors::default();
    let seen = expected.keys().map(|key| (key, &Value::Null));
    for (key, value) in values.iter().chain(seen) {
        match definition(key) {
            None => errors.add(
                key,
                format!(
                    "There is no such setting. The settings are {}.",
                    REGISTRY
                        .iter()
                        .map(|definition| definition.key)
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
            ),
            Some(_) if value.is_null() => {}
            Some(definition) => {
                if let Err(sentence) = definition.kind.check(value) {
                    errors.add(key, sentence);
                }
            }
        }
    }
    errors.into_result()
}

fn wire(definition: &Definition, stored: &[StoredSetting]) -> Setting {
    let default = definition.kind.default_value();
    let set = stored.iter().find(|setting| {
        setting.key == definition.key && definition.kind.check(&setting.value).is_ok()
    });
    Setting {
        key: definition.key.to_owned(),
        value: set.map_or_else(|| json!(default), |setting| setting.value.clone()),
        default,
        kind: definition.kind.name().to_owned(),
        choices: definition.kind.choices(),
        description: definition.description.to_owned(),
        updated_at: set.map(|setting| setting.updated_at),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::{REGISTRY, Settings, check};

    #[test]
    fn each_default_is_a_value_that_its_setting_may_have() {
        for definition in REGISTRY {
            assert_eq!(
                definition.kind.check(&definition.kind.default_value()),
                Ok(()),
                "{}",
                definition.key
            );
        }
        assert_eq!(Settings::default().desk_name, "Rivo");
    }

    #[test]
    fn a_wrong_value_is_refused_by_name() {
        for (key, value, refused) in [
            ("desk_name", json!("North desk"), false),
            ("desk_name", json!("  "), true),
            ("desk_name", json!("a\u{0}b"), true),
            ("desk_name", json!(7), true),
            ("capture_from_text", json!(false), false),
            ("capture_from_text", json!("false"), true),
            ("stale_after_days", json!(14), false),
            ("stale_after_days", json!(0), true),
            ("stale_after_days", json!(1.5), true),
            ("stale_after_days", json!(null), false),
            ("assignment_mode", json!("round_robin"), false),
            ("assignment_mode", json!("by_luck"), true),
            ("assignment_mode", json!(1), true),
            ("quiet_from_hour", json!(23), false),
            ("quiet_from_hour", json!(24), true),
            ("no_such_thing", json!(1), true),
        ] {
            let values = BTreeMap::from([(key.to_owned(), value.clone())]);
            assert_eq!(
                check(&values, &BTreeMap::new()).is_err(),
                refused,
                "{key} = {value}"
            );
        }
    }
}
