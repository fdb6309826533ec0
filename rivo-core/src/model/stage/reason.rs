use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::Stage;

macro_rules! reason_codes {
    ($($name:ident = $wire:literal, $label:literal;)+) => {
        /// Why a client left the pipeline, as a code that reports can count.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ReasonCode {
            $(#[doc = $label] $name,)+
        }

        impl ReasonCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The code on the wire and at rest.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $wire),+ }
            }

            /// The words for people.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label),+ }
            }
        }

        impl FromStr for ReasonCode {
            type Err = String;

            fn from_str(code: &str) -> Result<Self, String> {
                match code {
                    $($wire => Ok(Self::$name),)+
                    _ => Err(format!("\"{code}\" is not a reason code.")),
                }
            }
        }
    };
}

reason_codes! {
    Rate = "rate", "Rate or costs";
    WentElsewhere = "went_elsewhere", "Went to another lender";
    CashOrRelocation = "cash_or_relocation", "Pays cash or moves away";
    Timing = "timing", "Not the right time";
    NoResponse = "no_response", "No response";
    NotQualifiedYet = "not_qualified_yet", "Not qualified yet";
    Withdrawn = "withdrawn", "Withdrew the application";
    ApprovedNotAccepted = "approved_not_accepted", "Approved, not accepted";
    Credit = "credit", "Credit";
    Income = "income", "Income";
    DebtToIncome = "debt_to_income", "Debt to income";
    Collateral = "collateral", "Collateral";
    Documentation = "documentation", "Documentation";
    Employment = "employment", "Employment";
    PaidOff = "paid_off", "Paid off";
    Sold = "sold", "Property sold";
    RefinancedAway = "refinanced_away", "Refinanced elsewhere";
    Incomplete = "incomplete", "Left incomplete";
    Junk = "junk", "Junk";
    Duplicate = "duplicate", "Duplicate";
    Other = "other", "Other";
}

impl ReasonCode {
    /// All codes that may say why a client came into a stage; empty for stages that ask none.
    #[must_use]
    pub const fn for_target(to: Stage) -> &'static [Self] {
        match to {
            Stage::Lost => &[
                Self::Rate,
                Self::WentElsewhere,
                Self::CashOrRelocation,
                Self::Timing,
                Self::NoResponse,
                Self::NotQualifiedYet,
                Self::Withdrawn,
                Self::ApprovedNotAccepted,
                Self::Other,
            ],
            Stage::Rejected => &[
                Self::Credit,
                Self::Income,
                Self::DebtToIncome,
                Self::Collateral,
                Self::Documentation,
                Self::Employment,
                Self::Other,
            ],
            Stage::Closed => &[
                Self::PaidOff,
                Self::Sold,
                Self::RefinancedAway,
                Self::Incomplete,
                Self::Junk,
                Self::Duplicate,
                Self::Other,
            ],
            _ => &[],
        }
    }
}

impl fmt::Display for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
