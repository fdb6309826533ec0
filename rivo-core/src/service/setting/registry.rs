//! Which settings there are, and what each may be.

use serde_json::Value;

use super::AssignmentMode;

/// A setting that there is.
pub(super) struct Definition {
    pub(super) key: &'static str,
    pub(super) kind: Kind,
    pub(super) description: &'static str,
}

/// What a setting may be.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Boolean {
        default: bool,
    },
    Integer {
        default: i64,
        least: i64,
        most: i64,
    },
    Text {
        default: &'static str,
        max_chars: usize,
    },
    Choice {
        default: &'static str,
        choices: &'static [&'static str],
    },
}

impl Kind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Boolean { .. } => "boolean",
            Self::Integer { .. } => "integer",
            Self::Text { .. } => "text",
            Self::Choice { .. } => "choice",
        }
    }

    pub(super) fn choices(self) -> Vec<String> {
        match self {
            Self::Choice { choices, .. } => choices.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        }
    }

    pub(super) fn default_value(self) -> Value {
        match self {
            Self::Boolean { default } => default.into(),
            Self::Integer { default, .. } => default.into(),
            Self::Text { default, .. } | Self::Choice { default, .. } => default.into(),
        }
    }

    /// `Err` with a sentence that says what the value may be.
    pub(super) fn check(self, value: &Value) -> Result<(), String> {
        let fits = match self {
            Self::Boolean { .. } => value.is_boolean(),
            Self::Integer { least, most, .. } => value
                .as_i64()
                .is_some_and(|number| (least..=most).contains(&number)),
            Self::Text { max_chars, .. } => value.as_str().is_some_and(|text| {
                !text.trim().is_empty() && !text.contains('\0') && text.chars().count() <= max_chars
            }),
            Self::Choice { choices, .. } => {
                value.as_str().is_some_and(|text| choices.contains(&text))
            }
        };
        if fits {
            return Ok(());
        }
        Err(match self {
            Self::Boolean { .. } => "This must be true or false.".to_owned(),
            Self::Integer { least, most, .. } => {
                format!("This must be a whole number from {least} to {most}.")
            }
            Self::Text { max_chars, .. } => {
                format!("This must be a text of 1 to {max_chars} characters.")
            }
            Self::Choice { choices, .. } => {
                format!("This must be one of {}.", choices.join(", "))
            }
        })
    }
}

/// Every setting there is, in the order a form shows them.
pub(super) const REGISTRY: &[Definition] = &[
    Definition {
        key: "desk_name",
        kind: Kind::Text {
            default: "Rivo",
            max_chars: 60,
        },
        description: "The desk's name, shown in its pages.",
    },
    Definition {
        key: "capture_from_text",
        kind: Kind::Boolean { default: true },
        description: "Find a visitor's name, email and phone in what they write freely. Off: only messages \
                      marked as name, email or phone count.",
    },
    Definition {
        key: "stale_after_days",
        kind: Kind::Integer {
            default: 7,
            least: 1,
            most: 365,
        },
        description: "Days without a stage change after which a client counts as stale.",
    },
    Definition {
        key: "first_touch_minutes",
        kind: Kind::Integer {
            default: 5,
            least: 1,
            most: 1440,
        },
        description: "Minutes within which somebody shall do something for a new lead.",
    },
    Definition {
        key: "next_action_required",
        kind: Kind::Boolean { default: true },
        description: "Show open clients without an open task as lacking a next step.",
    },
    Definition {
        key: "quiet_from_hour",
        kind: Kind::Integer {
            default: 21,
            least: 0,
            most: 23,
        },
        description: "The hour of a client's day, by the area code of the phone, from which nobody calls. \
                      The same as quiet_until_hour: no quiet hours.",
    },
    Definition {
        key: "quiet_until_hour",
        kind: Kind::Integer {
            default: 8,
            least: 0,
            most: 23,
        },
        description: "The hour of a client's day until which nobody calls.",
    },
    Definition {
        key: "assignment_mode",
        kind: Kind::Choice {
            default: "manual",
            choices: AssignmentMode::NAMES,
        },
        description: "How waiting leads find their CSM: manual (by hand), round_robin (who got one longest \
                      ago) or least_workload (who has the least open, measured by their capacity).",
    },
    Definition {
        key: "assignment_by_licence",
        kind: Kind::Boolean { default: false },
        description: "Give a lead only to who is licensed in its state, by the area code of the phone. A \
                      lead of an unknown state then waits for a person.",
    },
    Definition {
        key: "extraction_enabled",
        kind: Kind::Boolean { default: true },
        description: "Read conversations for their context. Off: nothing is sent to a model.",
    },
    Definition {
        key: "extraction_quiet_seconds",
        kind: Kind::Integer {
            default: 30,
            least: 0,
            most: 3600,
        },
        description: "Seconds a conversation must be quiet before it is read again.",
    },
    Definition {
        key: "extraction_max_wait_seconds",
        kind: Kind::Integer {
            default: 300,
            least: 0,
            most: 86_400,
        },
        description: "Seconds after which a conversation is read again even if it goes on.",
    },
    Definition {
        key: "extraction_daily_budget_micros",
        kind: Kind::Integer {
            default: 0,
            least: 0,
            most: 1_000_000_000_000,
        },
        description: "What a model may cost a day (UTC), in millionths of a US dollar; 0: no limit.",
    },
    Definition {
        key: "api_key_rate_limit",
        kind: Kind::Integer {
            default: 6000,
            least: 0,
            most: 100_000_000,
        },
        description: "Requests a minute that each server allows an API key without a limit of its own; 0: \
                      no limit.",
    },
];

pub(super) fn definition(key: &str) -> Option<&'static Definition> {
    REGISTRY.iter().find(|definition| definition.key == key)
}
