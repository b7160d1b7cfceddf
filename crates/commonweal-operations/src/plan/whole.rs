//! `whole` reads all files of the plans together, and says where one names what no other has.

use std::collections::{BTreeMap, BTreeSet};

use super::commitment::{Commitment, commitments};
use super::rows::{
    BetterCareRow, Initiative, Neighbourhood, Part, PlanCohort, PlanOrganisation, better_care, cohorts, initiatives,
    neighbourhoods, organisations, parts,
};
use super::sheet::PlanProblem;

/// The texts of the files.
#[derive(Debug, Clone, Copy)]
pub struct PlanTexts<'t> {
    /// `framework.csv`.
    pub framework: &'t str,
    /// `commitments.csv`.
    pub commitments: &'t str,
    /// `initiatives.csv`.
    pub initiatives: &'t str,
    /// `neighbourhoods.csv`.
    pub neighbourhoods: &'t str,
    /// `organisations.csv`.
    pub organisations: &'t str,
    /// `cohorts.csv`.
    pub cohorts: &'t str,
    /// `bcf.csv`.
    pub better_care: &'t str,
}

/// Everything the plans say, in the order of their files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plans {
    /// Parts of all frameworks.
    pub parts: Vec<Part>,
    /// What is promised.
    pub commitments: Vec<Commitment>,
    /// What is done.
    pub initiatives: Vec<Initiative>,
    /// Where first.
    pub neighbourhoods: Vec<Neighbourhood>,
    /// By whom.
    pub organisations: Vec<PlanOrganisation>,
    /// For whom.
    pub cohorts: Vec<PlanCohort>,
    /// The Better Care Fund.
    pub better_care: Vec<BetterCareRow>,
}

impl Plans {
    /// Reads them. Every row is kept, also one with a problem; a cell that cannot be read is empty.
    #[must_use]
    pub fn read(texts: &PlanTexts<'_>) -> (Self, Vec<PlanProblem>) {
        let mut problems = Vec::new();
        fn kept<T>((rows, new): (Vec<T>, Vec<PlanProblem>), problems: &mut Vec<PlanProblem>) -> Vec<T> {
            problems.extend(new);
            rows
        }
        let plans = Self {
            parts: kept(parts(texts.framework), &mut problems),
            commitments: kept(commitments(texts.commitments), &mut problems),
            initiatives: kept(initiatives(texts.initiatives), &mut problems),
            neighbourhoods: kept(neighbourhoods(texts.neighbourhoods), &mut problems),
            organisations: kept(organisations(texts.organisations), &mut problems),
            cohorts: kept(cohorts(texts.cohorts), &mut problems),
            better_care: kept(better_care(texts.better_care), &mut problems),
        };
        problems.extend(plans.loose_ends());
        (plans, problems)
    }

    /// Every id with what it names, in the order of the files.
    pub fn ids(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let parts = self.parts.iter().map(|row| ("framework.csv", row.id.as_str()));
        let commitments = self.commitments.iter().map(|row| ("commitments.csv", row.id.as_str()));
        let initiatives = self.initiatives.iter().map(|row| ("initiatives.csv", row.id.as_str()));
        let neighbourhoods = self.neighbourhoods.iter().map(|row| ("neighbourhoods.csv", row.id.as_str()));
        let organisations = self.organisations.iter().map(|row| ("organisations.csv", row.id.as_str()));
        let cohorts = self.cohorts.iter().map(|row| ("cohorts.csv", row.id.as_str()));
        let care = self.better_care.iter().map(|row| ("bcf.csv", row.id.as_str()));
        parts
            .chain(commitments)
            .chain(initiatives)
            .chain(neighbourhoods)
            .chain(organisations)
            .chain(cohorts)
            .chain(care)
    }

    /// The part of a framework with this id.
    #[must_use]
    pub fn part(&self, id: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.id == id)
    }

    /// The initiative with this id.
    #[must_use]
    pub fn initiative(&self, id: &str) -> Option<&Initiative> {
        self.initiatives.iter().find(|initiative| initiative.id == id)
    }

    /// The commitment with this id.
    #[must_use]
    pub fn commitment(&self, id: &str) -> Option<&Commitment> {
        self.commitments.iter().find(|commitment| commitment.id == id)
    }

    /// Ids that stand twice, and parents that no row has. Its lines count one for each row under the header.
    fn loose_ends(&self) -> Vec<PlanProblem> {
        let mut problems = Vec::new();
        let mut line_of: BTreeMap<&str, usize> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for (file, id) in self.ids() {
            let row = line_of.entry(file).or_insert(1);
            *row += 1;
            if !seen.insert(id) {
                let rule = format!("the id {id} stands twice; ids are unique within and across the files");
                problems.push(PlanProblem { file, line: *row, column: Some("id".to_owned()), rule });
            }
        }
        let parts: BTreeSet<&str> = self.parts.iter().map(|part| part.id.as_str()).collect();
        let bodies: BTreeSet<&str> = self.organisations.iter().map(|body| body.id.as_str()).collect();
        let named_parts = self.parts.iter().map(|part| ("framework.csv", "parent_id", &part.id, &part.parent));
        let promised =
            self.commitments.iter().map(|row| ("commitments.csv", "framework_parent_id", &row.id, &row.parent));
        let named_bodies =
            self.organisations.iter().map(|body| ("organisations.csv", "parent", &body.id, &body.parent));
        let rows = named_parts.map(|row| (row, &parts)).chain(promised.map(|row| (row, &parts)));
        for ((file, column, id, parent), known) in rows.chain(named_bodies.map(|row| (row, &bodies))) {
            if let Some(parent) = parent.as_deref().filter(|parent| !known.contains(parent)) {
                let line =
                    self.ids().filter(|(of, _)| *of == file).position(|(_, each)| each == id).map_or(0, |at| at + 2);
                let rule = format!("{id} belongs to {parent}, which no row has");
                problems.push(PlanProblem { file, line, column: Some(column.to_owned()), rule });
            }
        }
        problems
    }
}
