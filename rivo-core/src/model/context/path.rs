use super::{Context, Sentiment, Urgency};

/// A field of the context that a person may correct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactPath {
    /// Where it stands: `loan_details.interest_rate`.
    pub path: &'static str,
    /// What a person calls it.
    pub label: &'static str,
    /// What it may hold.
    pub kind: FactKind,
}

/// What a field may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// An amount of money, or a range.
    Money,
    /// An amount of money a month, or a range.
    MoneyPerMonth,
    /// Income: an amount with a period; a year if it has none.
    Income,
    /// A percentage, or a range.
    Percent,
    /// A credit score from 300 to 850, or a range.
    Score,
    /// A short word or phrase.
    Label,
    /// A sentence or two.
    Text,
    /// One item a line.
    List,
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// All correctable fields, in the order of the context.
pub const FACT_PATHS: [FactPath; 16] = [
    FactPath {
        path: "intent",
        label: "Intent",
        kind: FactKind::Label,
    },
    FactPath {
        path: "loan_details.current_loan_amount",
        label: "Loan amount",
        kind: FactKind::Money,
    },
    FactPath {
        path: "loan_details.monthly_payment",
        label: "Monthly payment",
        kind: FactKind::MoneyPerMonth,
    },
    FactPath {
        path: "loan_details.interest_rate",
        label: "Interest rate",
        kind: FactKind::Percent,
    },
    FactPath {
        path: "loan_details.loan_type",
        label: "Loan type",
        kind: FactKind::Label,
    },
    FactPath {
        path: "loan_details.property_type",
        label: "Property type",
        kind: FactKind::Label,
    },
    FactPath {
        path: "loan_details.property_value",
        label: "Property value",
        kind: FactKind::Money,
    },
    FactPath {
        path: "financial_info.income",
        label: "Income",
        kind: FactKind::Income,
    },
    FactPath {
        path: "financial_info.credit_score",
        label: "Credit score",
        kind: FactKind::Score,
    },
    FactPath {
        path: "financial_info.debt_to_income",
        label: "Debt to income",
        kind: FactKind::Percent,
    },
    FactPath {
        path: "financial_info.employment_status",
        label: "Employment",
        kind: FactKind::Label,
    },
    FactPath {
        path: "preferences",
        label: "Preferences",
        kind: FactKind::List,
    },
    FactPath {
        path: "key_points",
        label: "Key points",
        kind: FactKind::List,
    },
    FactPath {
        path: "sentiment",
        label: "Sentiment",
        kind: FactKind::Choice(&["positive", "neutral", "negative"]),
    },
    FactPath {
        path: "urgency",
        label: "Urgency",
        kind: FactKind::Choice(&["low", "medium", "high"]),
    },
    FactPath {
        path: "summary",
        label: "Summary",
        kind: FactKind::Text,
    },
];

/// The field at `path`, or `None` for anything that may not be corrected.
#[must_use]
pub fn fact_path(path: &str) -> Option<&'static FactPath> {
    FACT_PATHS.iter().find(|known| known.path == path)
}

impl FactKind {
    /// The unit of a fact of this kind, as [`super::Fact::unit`] has it. Income is told with its
    /// own period and has the yearly unit unless that says otherwise.
    #[must_use]
    pub const fn unit(self) -> Option<&'static str> {
        match self {
            Self::Money => Some("currency"),
            Self::MoneyPerMonth => Some("currency_per_month"),
            Self::Income => Some("currency_per_year"),
            Self::Percent => Some("percent"),
            Self::Score => Some("score"),
            Self::Label | Self::Text | Self::List | Self::Choice(_) => None,
        }
    }

    /// Whether a fact of this kind is a number or a range of numbers.
    #[must_use]
    pub const fn is_number(self) -> bool {
        self.unit().is_some()
    }
}

impl Context {
    /// What the field at `path` shows; a list has one item a line. `None` where nothing is known
    /// or there is no such field.
    #[must_use]
    pub fn text_at(&self, path: &str) -> Option<String> {
        match path {
            "preferences" => joined(&self.preferences),
            "key_points" => joined(&self.key_points),
            "sentiment" => Some(self.sentiment.as_str().to_owned()),
            "urgency" => Some(self.urgency.as_str().to_owned()),
            _ => self.clone().slot(path)?.clone(),
        }
    }

    /// Sets the field at `path` to what it should show; an unknown path changes nothing.
    pub fn set_text_at(&mut self, path: &str, text: Option<String>) {
        match path {
            "preferences" => self.preferences = lines(text.as_deref()),
            "key_points" => self.key_points = lines(text.as_deref()),
            "sentiment" => {
                self.sentiment = match text.as_deref() {
                    Some("positive") => Sentiment::Positive,
                    Some("negative") => Sentiment::Negative,
                    _ => Sentiment::Neutral,
                }
            }
            "urgency" => {
                self.urgency = match text.as_deref() {
                    Some("high") => Urgency::High,
                    Some("medium") => Urgency::Medium,
                    _ => Urgency::Low,
                }
            }
            _ => {
                if let Some(slot) = self.slot(path) {
                    *slot = text;
                }
            }
        }
    }

    fn slot(&mut self, path: &str) -> Option<&mut Option<String>> {
        Some(match path {
            "intent" => &mut self.intent,
            "summary" => &mut self.summary,
            "loan_details.current_loan_amount" => &mut self.loan_details.current_loan_amount,
            "loan_details.monthly_payment" => &mut self.loan_details.monthly_payment,
            "loan_details.interest_rate" => &mut self.loan_details.interest_rate,
            "loan_details.loan_type" => &mut self.loan_details.loan_type,
            "loan_details.property_type" => &mut self.loan_details.property_type,
            "loan_details.property_value" => &mut self.loan_details.property_value,
            "financial_info.income" => &mut self.financial_info.income,
            "financial_info.credit_score" => &mut self.financial_info.credit_score,
            "financial_info.debt_to_income" => &mut self.financial_info.debt_to_income,
            "financial_info.employment_status" => &mut self.financial_info.employment_status,
            _ => return None,
        })
    }
}

fn joined(items: &[String]) -> Option<String> {
    (!items.is_empty()).then(|| items.join("\n"))
}

fn lines(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default()
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}
