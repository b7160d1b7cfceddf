//! Features: which rows of a person's records are looked at, and what is made of them.

use crate::{Lookback, Rule};

/// Rows of one table of a person's records, and which of them is looked at. Only rows dated on or before the index
/// date count.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// What it is, in words, where the definition says.
    pub about: Option<String>,
    /// The records table.
    pub table: String,
    /// Ids of the codelists whose codes are meant; none means any row.
    pub codelists: Vec<String>,
    /// The categories of those codes that are meant; none means all.
    pub categories: Vec<String>,
    /// The columns of codes, any of which may match; the first is the row's code.
    pub code_columns: Vec<String>,
    /// The column of the row's day.
    pub date_column: String,
    /// The column of the row's value.
    pub value_column: Option<String>,
    /// What the value is in.
    pub unit: Option<String>,
    /// Which of the rows is picked, or what is made of them.
    pub pick: Pick,
    /// How far back from the index date to look; none means ever.
    pub within: Option<Lookback>,
    /// The feature on or after whose day rows count.
    pub since: Option<String>,
    /// The feature after whose day rows count.
    pub after: Option<String>,
    /// The feature before whose day rows count.
    pub before: Option<String>,
    /// What must be true of a row.
    pub condition: Option<Rule>,
    /// The longest gap within an episode, in days.
    pub gap_days: Option<i64>,
}

impl Feature {
    /// The features whose days this one's rows are compared with, by its keys and its condition.
    pub fn rests_on(&self) -> Vec<&str> {
        let keys = [&self.since, &self.after, &self.before].into_iter().flatten().map(String::as_str);
        let mut names: Vec<&str> = keys.collect();
        for part in self.condition.iter().flat_map(|rule| rule.expr.all_parts()) {
            if let crate::Expr::Feature { name, .. } | crate::Expr::FeatureColumn { name, .. } = part {
                names.push(name);
            }
        }
        names
    }
}

/// Which of a person's rows a feature picks, or what it makes of them. Rows are ordered by date, then value (no value
/// first), then code as text, so that rows of one day have one order whatever order they arrive in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pick {
    /// None in particular: only whether there is one.
    Ever,
    /// The last in order.
    Latest,
    /// The first in order.
    Earliest,
    /// The one with the highest value; of equals the last.
    Highest,
    /// The one with the lowest value; of equals the first.
    Lowest,
    /// None in particular: how many there are.
    Count,
    /// On how many different days there are any.
    Days,
    /// How many runs of days without a gap longer than the feature's.
    Episodes,
    /// How many different codes.
    Codes,
    /// The mean of the values.
    Mean,
    /// The sum of the values.
    Total,
    /// Of the rows that hold on the index date, the one that began last.
    Current,
}

impl Pick {
    /// Every way to pick.
    pub const ALL: [Self; 12] = [
        Self::Ever,
        Self::Latest,
        Self::Earliest,
        Self::Highest,
        Self::Lowest,
        Self::Count,
        Self::Days,
        Self::Episodes,
        Self::Codes,
        Self::Mean,
        Self::Total,
        Self::Current,
    ];

    /// The word definitions use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ever => "ever",
            Self::Latest => "latest",
            Self::Earliest => "earliest",
            Self::Highest => "highest",
            Self::Lowest => "lowest",
            Self::Count => "count",
            Self::Days => "days",
            Self::Episodes => "episodes",
            Self::Codes => "codes",
            Self::Mean => "mean",
            Self::Total => "total",
            Self::Current => "current",
        }
    }

    /// Whether one row is picked, so that it has a date, a value, a code.
    pub fn picks_one(self) -> bool {
        matches!(self, Self::Latest | Self::Earliest | Self::Highest | Self::Lowest | Self::Current)
    }

    /// Whether rows without a value are passed over.
    pub fn needs_value(self) -> bool {
        matches!(self, Self::Highest | Self::Lowest | Self::Mean | Self::Total)
    }
}
