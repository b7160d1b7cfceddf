//! The statistics that the planning documents state as fact, worked out again from the tables.
//!
//! Every row of the `claims` table gets a [`ClaimCheck`]. The recomputations are in `recompute`, one arm for each
//! claim that public data can answer; the rest say why there is none.

mod compare;
mod facts;
mod recompute;
mod render;

use std::fmt;

use crate::error::ReferenceError;
use crate::reference::Reference;
use crate::table::{Table, Values};

pub use render::claims_markdown;

/// What became of checking a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClaimState {
    /// The recomputed value is the stated one, at the precision stated.
    Matches,
    /// The recomputed value is another.
    Differs,
    /// The documents disagree with each other, or with themselves, about it.
    Conflicts,
    /// It could be recomputed from public data that is not in the reference tables.
    NeedsDataWeLack,
    /// It may be recomputable and nobody has done it.
    NotChecked,
    /// It rests on data that is not public.
    NotRecomputable,
}

impl fmt::Display for ClaimState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Matches => "matches",
            Self::Differs => "differs",
            Self::Conflicts => "conflicts",
            Self::NeedsDataWeLack => "needs data we lack",
            Self::NotChecked => "not checked",
            Self::NotRecomputable => "not recomputable",
        })
    }
}

/// One claim of the planning documents and what the tables say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimCheck {
    /// Id in the `claims` table.
    pub id: String,
    /// What is claimed.
    pub statement: String,
    /// The value and unit, as printed.
    pub stated: String,
    /// The value and unit worked out from the tables, where there is one.
    pub recomputed: Option<String>,
    /// How the two compare.
    pub state: ClaimState,
    /// What was worked out, and what to know when reading it.
    pub explanation: String,
}

/// One row of the `claims` table, as far as checking needs it.
struct Claim {
    id: String,
    statement: String,
    value: String,
    unit: String,
    recomputable: String,
    earlier_check: String,
}

impl Claim {
    /// Public data is said to answer it, and an earlier reading said what that data gives.
    fn is_checked(&self) -> bool {
        self.recomputable.starts_with("yes") && self.earlier_check != "not checked"
    }

    fn stated(&self) -> String {
        with_unit(&self.value, &self.unit)
    }
}

fn with_unit(value: &str, unit: &str) -> String {
    match unit {
        "" => value.to_owned(),
        "%" => format!("{value}%"),
        unit if unit.starts_with('%') => format!("{value}{unit}"),
        unit => format!("{value} {unit}"),
    }
}

/// Every claim of the planning documents, in the order of the `claims` table, with its recomputation.
///
/// # Errors
/// The first fault met in the files behind it, or a claim that should have a recomputation and has none.
pub fn claims(reference: &Reference) -> Result<Vec<ClaimCheck>, ReferenceError> {
    let facts = facts::Facts::gather(reference)?;
    let table = reference.table("claims")?;
    rows(&table)?.iter().map(|claim| check(claim, &facts)).collect()
}

fn check(claim: &Claim, facts: &facts::Facts<'_>) -> Result<ClaimCheck, ReferenceError> {
    let finding = if claim.is_checked() { recompute::recompute(claim, facts)? } else { unchecked(claim) };
    Ok(ClaimCheck {
        id: claim.id.clone(),
        statement: claim.statement.clone(),
        stated: claim.stated(),
        recomputed: finding.recomputed,
        state: finding.state,
        explanation: finding.explanation,
    })
}

struct Finding {
    recomputed: Option<String>,
    state: ClaimState,
    explanation: String,
}

fn unchecked(claim: &Claim) -> Finding {
    let (kind, source) = claim.recomputable.split_once(": ").unwrap_or((&claim.recomputable, ""));
    let (state, mut explanation) = match (kind, source) {
        ("no", "") => (ClaimState::NotRecomputable, "Not public data.".to_owned()),
        ("no", reason) => (ClaimState::NotRecomputable, format!("Rests on {reason}.")),
        (_, source) => (ClaimState::NotChecked, format!("Would need: {source}.")),
    };
    if claim.earlier_check != "not checked" {
        explanation = format!("{explanation} Noted when it was read: {}.", claim.earlier_check);
    }
    Finding { recomputed: None, state, explanation }
}

fn rows(table: &Table) -> Result<Vec<Claim>, ReferenceError> {
    let text = |name: &str| match table.column(name).map(|column| &column.values) {
        Some(Values::Text(values)) => Ok(values),
        _ => Err(ReferenceError::file("plan/claims.csv", format!("the column `{name}` is not text"))),
    };
    let columns = [
        text("id")?,
        text("statement")?,
        text("value")?,
        text("unit")?,
        text("recomputable_from_public_data")?,
        text("check_against_public_data")?,
    ];
    Ok((0..table.rows())
        .map(|at| {
            let [id, statement, value, unit, recomputable, earlier_check] =
                columns.map(|column| column.get(at).cloned().flatten().unwrap_or_default());
            Claim { id, statement, value, unit, recomputable, earlier_check }
        })
        .collect())
}
