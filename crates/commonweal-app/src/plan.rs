//! What the plans promise: the framework's ambitions and every commitment, as the documents have them.

use crate::error::AppError;
use commonweal_reference::{Reference, Table, Values};
use std::collections::BTreeSet;

/// Which indicators serve which part of the plans: `id,indicator_id`, the id of a commitment or of a part of the
/// framework.
const SERVES: &str = include_str!("../../../definitions/framework/serves.csv");

/// A part of the framework: a domain, an ambition, a priority, a clinical area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanItem {
    /// `AMB-01`, `PRI-1.1`.
    pub id: String,
    /// `domain`, `ambition`, `priority`.
    pub level: String,
    /// The part it belongs to.
    pub parent: Option<String>,
    /// Its words.
    pub title: String,
    /// The list it stands in: `outcomes framework`, `strategy priorities`.
    pub set: String,
    /// What its readers noted.
    pub note: Option<String>,
}

/// A commitment, as the plans state it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// Its id: `S-SATOD`.
    pub id: String,
    /// In a few words.
    pub title: String,
    /// What is measured.
    pub measure: String,
    /// Of whom.
    pub population: String,
    /// Where.
    pub geography: String,
    /// Value at the start.
    pub baseline: Option<String>,
    /// When that was.
    pub baseline_period: Option<String>,
    /// Unit of the values.
    pub unit: Option<String>,
    /// The figure aimed at.
    pub target: Option<String>,
    /// How it is compared: `>=`, `decrease`.
    pub comparator: String,
    /// By when, as stated.
    pub target_date: Option<String>,
    /// The part of the framework it belongs to.
    pub parent: Option<String>,
    /// `target`, `milestone`, `directional` and others.
    pub kind: String,
    /// What its readers noted.
    pub note: Option<String>,
    /// Where it stands: file and line of the document.
    pub source: String,
}

/// What a commitment lacks before anybody can say whether it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lack {
    /// No figure to reach.
    Figure,
    /// No value it starts from.
    Baseline,
    /// No day.
    Date,
}

impl Commitment {
    /// What it lacks. A milestone is done or not by its day, so it needs no figure and no value to start from. Another's
    /// average is no figure of its own: it moves.
    pub fn lacks(&self) -> Vec<Lack> {
        let mut lacks = Vec::new();
        if self.kind != "milestone" {
            let is_figure = |target: &str| target == "all" || target.chars().any(|c| c.is_ascii_digit());
            if !self.target.as_deref().is_some_and(is_figure) {
                lacks.push(Lack::Figure);
            }
            if self.baseline.is_none() {
                lacks.push(Lack::Baseline);
            }
        }
        if self.target_date.is_none() {
            lacks.push(Lack::Date);
        }
        lacks
    }
}

/// Everything the plans promise, read once.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The framework, in the order of its file.
    pub items: Vec<PlanItem>,
    /// The commitments, in the order of their file.
    pub commitments: Vec<Commitment>,
    /// Pairs of a plan id and an indicator that serves it, in order.
    serves: BTreeSet<(String, String)>,
}

impl Plan {
    /// The plans among the reference data.
    ///
    /// # Errors
    /// A fault in the reference files.
    pub fn of(reference: &Reference) -> Result<Self, AppError> {
        let framework = reference.table("framework")?;
        let item = |at: usize| PlanItem {
            id: required(&framework, "id", at),
            level: required(&framework, "level", at),
            parent: cell(&framework, "parent_id", at),
            title: required(&framework, "title", at),
            set: required(&framework, "set", at),
            note: cell(&framework, "note", at),
        };
        let stated = reference.table("commitments")?;
        let commitment = |at: usize| Commitment {
            id: required(&stated, "id", at),
            title: required(&stated, "title", at),
            measure: required(&stated, "measure", at),
            population: required(&stated, "population", at),
            geography: required(&stated, "geography", at),
            baseline: cell(&stated, "baseline_value", at),
            baseline_period: cell(&stated, "baseline_period", at),
            unit: cell(&stated, "unit", at),
            target: cell(&stated, "target_value", at),
            comparator: required(&stated, "comparator", at),
            target_date: cell(&stated, "target_date", at),
            parent: cell(&stated, "framework_parent_id", at),
            kind: required(&stated, "commitment_type", at),
            note: cell(&stated, "note", at),
            source: required(&stated, "source", at),
        };
        Ok(Self {
            items: (0..framework.rows()).map(item).collect(),
            commitments: (0..stated.rows()).map(commitment).collect(),
            serves: pairs(SERVES),
        })
    }

    /// The part of the framework with this id.
    pub fn item(&self, id: &str) -> Option<&PlanItem> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The ten ambitions of the outcomes framework.
    pub fn ambitions(&self) -> impl Iterator<Item = &PlanItem> {
        self.items.iter().filter(|item| item.level == "ambition" && item.set == "outcomes framework")
    }

    /// The commitments that belong to a part of the framework.
    pub fn commitments_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Commitment> {
        self.commitments.iter().filter(move |commitment| commitment.parent.as_deref() == Some(id))
    }

    /// Ids of the indicators that serve a commitment or a part of the framework.
    pub fn indicators_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a str> {
        self.serves.iter().filter(move |(plan, _)| plan == id).map(|(_, indicator)| indicator.as_str())
    }

    /// Ids of the commitments and parts of the framework that an indicator serves.
    pub fn served_by<'a>(&'a self, indicator: &'a str) -> impl Iterator<Item = &'a str> {
        self.serves.iter().filter(move |(_, id)| id == indicator).map(|(plan, _)| plan.as_str())
    }
}

fn cell(table: &Table, column: &str, row: usize) -> Option<String> {
    match &table.column(column)?.values {
        Values::Text(values) => values.get(row)?.clone(),
        _ => None,
    }
}

fn required(table: &Table, column: &str, row: usize) -> String {
    cell(table, column, row).unwrap_or_default()
}

/// The pairs of a file of two columns under a header.
fn pairs(text: &str) -> BTreeSet<(String, String)> {
    let pair = |line: &str| {
        let (plan, indicator) = line.split_once(',')?;
        Some((plan.trim().to_owned(), indicator.trim().to_owned()))
    };
    text.lines().skip(1).filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        Plan::of(&Reference::embedded()).expect("the plans are among the reference data")
    }

    #[test]
    fn the_framework_has_ten_ambitions_under_three_domains() {
        let plan = plan();
        assert_eq!(plan.ambitions().count(), 10);
        for ambition in plan.ambitions() {
            let domain = ambition.parent.as_deref().and_then(|id| plan.item(id)).expect("a domain");
            assert_eq!(domain.level, "domain", "{}", ambition.id);
        }
    }

    #[test]
    fn a_commitment_says_what_it_lacks() {
        #[track_caller]
        fn check(plan: &Plan, id: &str, lacks: &[Lack]) {
            let commitment = plan.commitments.iter().find(|commitment| commitment.id == id).expect("a commitment");
            assert_eq!(commitment.lacks(), lacks, "{id}");
        }
        let plan = plan();
        check(&plan, "S-LE", &[Lack::Figure, Lack::Baseline]);
        check(&plan, "S-BF", &[Lack::Baseline]);
        check(&plan, "S-SH", &[Lack::Figure]);
        check(&plan, "S-MOU1", &[]);
        check(&plan, "S-IDH", &[Lack::Date]);
    }

    #[test]
    fn every_pair_names_a_part_of_the_plans() {
        let plan = plan();
        assert!(plan.serves.len() > 20, "{} pairs", plan.serves.len());
        for (id, _) in &plan.serves {
            let known = plan.item(id).is_some() || plan.commitments.iter().any(|commitment| commitment.id == *id);
            assert!(known, "serves.csv names {id}, which no plan has");
        }
    }
}
