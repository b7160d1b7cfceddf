//! `kept` is what people add to the plans: who answers for a part or a commitment, what shows it, whether it is done.
//!
//! The rows of the plans' files are version 0 of every record and never change; a record lies over its row. Records of
//! initiatives are in [`super::register`].

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::frameworks::FRAMEWORKS;
use super::links::{LinkKind, Links};
use super::register::{InitiativeRecord, number_problems};
use super::rows::Initiative;
use super::series::{Report, Way};
use super::whole::Plans;
use super::words::{Basis, PartLevel};
use crate::records::{RecordProblem, require_text};
use crate::words::words;

words! {
    /// A kind of record of the plan.
    pub enum PlanKind("a kind of record of the plan") {
        /// A part of a framework, or an outcome.
        Part = "part", "Part of a framework";
        /// A commitment.
        Commitment = "commitment", "Commitment";
        /// An initiative.
        Initiative = "initiative", "Initiative";
    }
}

/// The level of a part that is an outcome of ours.
pub const OUTCOME_LEVEL: &str = "outcome";

/// What people keep of a part of a framework, or of an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartRecord {
    /// `AMB-01`, `OUT-01.1`.
    pub id: String,
    /// The framework: `outcomes`.
    pub framework: String,
    /// `ambition`, `outcome`.
    pub level: String,
    /// Its words.
    pub title: String,
    /// The part it belongs to.
    pub parent: Option<String>,
    /// Who says so.
    pub basis: Basis,
    /// The organisation that answers for it; empty where nobody does.
    pub organisation_id: String,
    /// The post within it.
    pub person: Option<String>,
    /// Indicators and returns that show it.
    pub measures: Vec<String>,
    /// What else to know.
    pub note: String,
}

/// What people keep of a commitment. What was promised is in its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitmentRecord {
    /// `S-SATOD`.
    pub id: String,
    /// The organisation that answers for it; empty where nobody does.
    pub organisation_id: String,
    /// The post within it.
    pub person: Option<String>,
    /// The shape of the way to the target.
    pub way: Way,
    /// Whether it is done, where somebody has said.
    pub report: Option<Report>,
    /// What else to know.
    pub note: String,
}

/// The rows of the files, and the indicators there are: what a record is checked against.
#[derive(Debug, Clone, Copy)]
pub struct PlanRows<'r> {
    /// The rows.
    pub plans: &'r Plans,
    /// The links of the files.
    pub links: &'r Links,
    /// Ids of the indicators.
    pub indicators: &'r BTreeSet<String>,
}

impl PartRecord {
    /// Version 0: what the files have of a part or an outcome; `None` where they have none of this id.
    #[must_use]
    pub fn of_files(id: &str, rows: PlanRows<'_>) -> Option<Self> {
        let shows = |from: &str| -> Vec<String> {
            let kinds = [LinkKind::OutcomeIndicator, LinkKind::OutcomeReturn];
            let linked = rows.links.links.iter().filter(|link| link.from == from);
            let linked = linked.filter(|link| link.kind.is_some_and(|kind| kinds.contains(&kind)));
            let serves = rows.links.serves.iter().filter(|serves| serves.id == from);
            let ids = linked.map(|link| link.to.clone()).chain(serves.map(|serves| serves.indicator.clone()));
            ids.collect::<BTreeSet<_>>().into_iter().collect()
        };
        let bare = Self {
            id: id.to_owned(),
            framework: String::new(),
            level: String::new(),
            title: String::new(),
            parent: None,
            basis: Basis::Proposed,
            organisation_id: String::new(),
            person: None,
            measures: shows(id),
            note: String::new(),
        };
        if let Some(part) = rows.plans.part(id) {
            let framework = FRAMEWORKS.iter().find(|each| each.sets.contains(&part.set.as_str()));
            return Some(Self {
                framework: framework.map_or("", |framework| framework.id).to_owned(),
                level: part.level.map(PartLevel::as_str).unwrap_or_default().to_owned(),
                title: part.title.clone(),
                parent: part.parent.clone(),
                basis: Basis::Stated,
                ..bare
            });
        }
        let outcome = rows.links.outcomes.iter().find(|outcome| outcome.id == id)?;
        Some(Self {
            framework: "outcomes".to_owned(),
            level: OUTCOME_LEVEL.to_owned(),
            title: outcome.title.clone(),
            parent: Some(outcome.ambition.clone()),
            basis: outcome.basis.unwrap_or(Basis::Proposed),
            ..bare
        })
    }

    /// Everything that is wrong with it, beside its row and the ids there are.
    #[must_use]
    pub fn problems(&self, rows: PlanRows<'_>) -> Vec<RecordProblem> {
        let mut problems = Vec::new();
        require_text(&mut problems, "title", "the words of this part", &self.title, 400);
        if !is_plan_id(&self.id) {
            problems.push(RecordProblem::new("id", ID_WORDS));
        }
        if PartLevel::ALL.iter().all(|level| level.as_str() != self.level) && self.level != OUTCOME_LEVEL {
            let levels = PartLevel::ALL.iter().map(|level| level.as_str()).chain([OUTCOME_LEVEL]);
            let message = format!("Choose a level: {}", levels.collect::<Vec<_>>().join(", "));
            problems.push(RecordProblem::new("level", message));
        }
        if let Some(part) = rows.plans.part(&self.id) {
            let level = part.level.map(PartLevel::as_str).unwrap_or_default();
            let stated = (&part.title, part.parent.as_deref(), level);
            if stated != (&self.title, self.parent.as_deref(), &self.level) {
                let message = "The plans state the title, the level and the parent of this part; keep them as they are";
                problems.push(RecordProblem::new("title", message));
            }
        }
        require_note(&mut problems, &self.note, self.person.as_deref());
        problems.extend(number_problems(&[&self.measures]));
        let unknown = self.measures.iter().find(|id| !rows.is_measure(id));
        problems.extend(unknown.map(|id| unknown_id("measures", "indicator or return", id)));
        problems
    }
}

impl CommitmentRecord {
    /// Version 0: nothing is known but what was promised.
    #[must_use]
    pub fn of_files(id: &str, rows: PlanRows<'_>) -> Option<Self> {
        rows.plans.commitment(id).map(|row| Self {
            id: row.id.clone(),
            organisation_id: String::new(),
            person: None,
            way: Way::Straight,
            report: None,
            note: String::new(),
        })
    }

    /// Everything that is wrong with it, on a day.
    #[must_use]
    pub fn problems(&self, today: Date) -> Vec<RecordProblem> {
        let mut problems = Vec::new();
        require_note(&mut problems, &self.note, self.person.as_deref());
        if let Some(Report::DoneOn(day)) = self.report
            && day > today
        {
            problems.push(RecordProblem::new("report_on", "Enter the day it was done; it cannot be after today"));
        }
        let has_owner = !self.organisation_id.trim().is_empty();
        if self.report.is_some() && !has_owner {
            let message = "Enter the organisation that answers for it, before anything is reported";
            problems.push(RecordProblem::new("organisation_id", message));
        }
        problems
    }
}

impl InitiativeRecord {
    /// Version 0: what the files have of an initiative. The plans do not say how far it is, so it is proposed.
    #[must_use]
    pub fn of_row(row: &Initiative, links: &Links) -> Self {
        let linked = |wanted: &[LinkKind], down: bool| -> Vec<String> {
            let of_kind = links.links.iter().filter(|link| link.kind.is_some_and(|kind| wanted.contains(&kind)));
            let mine = of_kind.filter(|link| if down { link.from == row.id } else { link.to == row.id });
            let ends = mine.map(|link| if down { link.to.clone() } else { link.from.clone() });
            ends.collect::<BTreeSet<_>>().into_iter().collect()
        };
        let title: String = row.title.chars().take(200).collect();
        Self {
            plan_id: Some(row.id.clone()),
            serves: linked(&[LinkKind::PartInitiative], false),
            moves: linked(&[LinkKind::IndicatorInitiative, LinkKind::ReturnInitiative], false),
            cohorts: linked(&[LinkKind::InitiativeCohort], true),
            places: row.places.clone(),
            networks: row.networks.clone(),
            partners: row.lead.iter().flat_map(|lead| lead.split(';')).map(|one| one.trim().to_owned()).collect(),
            ..Self::begun(row.id.to_lowercase(), title)
        }
    }

    /// Version 0 of the initiative with this id of the plans, or with this id of a record.
    #[must_use]
    pub fn of_files(id: &str, rows: PlanRows<'_>) -> Option<Self> {
        let row = rows.plans.initiatives.iter().find(|row| row.id == id || row.id.to_lowercase() == id);
        row.map(|row| Self::of_row(row, rows.links))
    }

    /// Ids in it that nothing has. `parts` are ids of parts that people added.
    #[must_use]
    pub fn unknown_ids(&self, rows: PlanRows<'_>, parts: &BTreeSet<String>) -> Vec<RecordProblem> {
        let is_part = |id: &String| {
            let in_files = rows.plans.part(id).is_some() || rows.links.outcomes.iter().any(|each| each.id == *id);
            in_files || parts.contains(id)
        };
        let is_cohort = |id: &String| rows.plans.cohorts.iter().any(|cohort| cohort.id == *id);
        // The plans name networks by id, and some of their groups in words: `all Mid Notts PCNs`.
        let is_named = |id: &String| rows.plans.initiatives.iter().any(|row| row.networks.contains(id));
        let is_network = |id: &String| rows.plans.organisations.iter().any(|body| body.id == *id) || is_named(id);
        let wrong = [
            ("serves", "part of a framework", self.serves.iter().find(|id| !is_part(id))),
            ("moves", "indicator or return", self.moves.iter().find(|id| !rows.is_measure(id))),
            ("cohorts", "cohort", self.cohorts.iter().find(|id| !is_cohort(id))),
            ("networks", "network", self.networks.iter().find(|id| !is_network(id))),
        ];
        wrong.into_iter().filter_map(|(field, what, id)| Some(unknown_id(field, what, id?))).collect()
    }
}

impl PlanRows<'_> {
    /// Whether an indicator or a return has this id.
    #[must_use]
    pub fn is_measure(&self, id: &str) -> bool {
        self.indicators.contains(id) || self.links.returns.iter().any(|each| each.id == id)
    }

    /// Whether a return has this id.
    #[must_use]
    pub fn is_return(&self, id: &str) -> bool {
        self.links.returns.iter().any(|each| each.id == id)
    }
}

const ID_WORDS: &str = "Enter an id of 2 to 60 letters, digits, hyphens and points, like OUT-01.4";

/// An id as the plans' files have them.
pub(super) fn is_plan_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    (2..=60).contains(&id.len()) && id.starts_with(|c: char| c.is_ascii_alphanumeric()) && id.chars().all(plain)
}

fn require_note(problems: &mut Vec<RecordProblem>, note: &str, person: Option<&str>) {
    if note.chars().count() > 2_000 {
        problems.push(RecordProblem::new("note", "Enter a note of at most 2,000 characters"));
    }
    if person.is_some_and(|person| person.chars().count() > 120) {
        problems.push(RecordProblem::new("person", "Enter a post of at most 120 characters"));
    }
}

fn unknown_id(field: &'static str, what: &str, id: &str) -> RecordProblem {
    let id: String = id.chars().take(60).collect();
    RecordProblem::new(field, format!("There is no {what} `{id}`; take it out, or write it as the lists have it"))
}
