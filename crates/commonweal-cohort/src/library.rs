//! All definitions together, read and checked against one another.

use crate::canon::sha256_hex;
use crate::codelist::{duplicate, read_codelists};
use crate::outline::{Outline, outline};
use crate::place::{Place, place};
use crate::read_cohort::read_cohort;
use crate::read_groups::{Known, read_groups};
use crate::read_indicator::read_indicator;
use crate::read_lattice::read_lattice;
use crate::reader::Problems;
use crate::{Codelist, CohortDefinition, Diagnostic, Expr, Groups, IndicatorDefinition, Lattice, Rule, SourceFile};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Every definition of a workspace, checked. A library that exists is sound.
#[derive(Debug, Clone, PartialEq)]
pub struct Library {
    /// Codelists by id.
    pub codelists: BTreeMap<String, Codelist>,
    /// Cohorts by id.
    pub cohorts: BTreeMap<String, CohortDefinition>,
    /// Indicators by id.
    pub indicators: BTreeMap<String, IndicatorDefinition>,
    /// Which breakdowns exist.
    pub lattice: Lattice,
    /// Where a reader finds each indicator.
    pub groups: Groups,
    /// What may not mean what its writer thinks, in order of file and line.
    pub warnings: Vec<Diagnostic>,
}

impl Library {
    /// Reads all files and checks them against one another. Files that are no definitions (cases, notes) are passed over.
    ///
    /// # Errors
    /// Every problem found, in order of file and line.
    pub fn parse(files: &[SourceFile]) -> Result<Self, Vec<Diagnostic>> {
        let problems = Problems::default();
        let codelists = read_codelists(files, &problems);
        let cohort_files = by_id(files, &problems, |place| match place {
            Place::Cohort(id) => Some(id),
            _ => None,
        });
        let indicator_files = by_id(files, &problems, |place| match place {
            Place::Indicator(id) => Some(id),
            _ => None,
        });
        let outlines: BTreeMap<String, Outline> =
            cohort_files.iter().map(|(id, file)| ((*id).to_owned(), outline(file))).collect();
        let mut cohorts = BTreeMap::new();
        for (id, file) in &cohort_files {
            if let Some(cohort) = read_cohort(id, file, &outlines, &codelists, &problems) {
                cohorts.insert((*id).to_owned(), cohort);
            }
        }
        let mut indicators = BTreeMap::new();
        for (id, file) in &indicator_files {
            if let Some(indicator) = read_indicator(id, file, &outlines, &codelists, &problems) {
                indicators.insert((*id).to_owned(), indicator);
            }
        }
        refuse_circles(&cohorts, &cohort_files, &problems);
        let lattice = only_lattice(files, &problems);
        let known = indicator_files.keys().map(|id| (*id, indicators.get(*id))).collect();
        let groups = only_groups(files, &known, &problems);
        match lattice {
            Some(lattice) if problems.is_sound() => {
                let warnings = problems.into_sorted();
                let mut library = Self { codelists, cohorts, indicators, lattice, groups, warnings };
                library.settle();
                Ok(library)
            }
            _ => Err(problems.into_sorted()),
        }
    }

    /// A warning for each codelist that a definition rests on and that was made or fetched more than so many years before
    /// today, where the manifest says when.
    pub fn stale_codelists(&self, today: Date, years: u16) -> Vec<Diagnostic> {
        let used = self.cohorts.values().flat_map(|cohort| &cohort.codelists);
        let used: BTreeSet<&String> =
            used.chain(self.indicators.values().flat_map(|indicator| &indicator.codelists)).collect();
        let codelists = used.into_iter().filter_map(|id| self.codelists.get(id));
        codelists.filter_map(|codelist| codelist.stale(today, years)).collect()
    }

    /// Fills in what each definition rests on through cohorts, and its hash over all of it.
    fn settle(&mut self) {
        let mut settled: BTreeMap<String, CohortDefinition> = BTreeMap::new();
        // No circles, so each round settles at least one cohort more.
        while settled.len() < self.cohorts.len() {
            for (id, cohort) in &self.cohorts {
                let uses = named_cohorts(cohort.rules());
                if !settled.contains_key(id) && uses.iter().all(|used| settled.contains_key(used)) {
                    let mut cohort = cohort.clone();
                    let (codelists, cohorts) = rests_on(&cohort.codelists, &uses, &settled);
                    cohort.hash = self.hash(&cohort.hash, &codelists, &uses, &settled);
                    (cohort.codelists, cohort.cohorts) = (codelists, cohorts);
                    settled.insert(id.clone(), cohort);
                }
            }
        }
        let mut indicators = std::mem::take(&mut self.indicators);
        for indicator in indicators.values_mut() {
            let uses = named_cohorts(indicator.rules());
            let (codelists, cohorts) = rests_on(&indicator.codelists, &uses, &settled);
            indicator.hash = self.hash(&indicator.hash, &codelists, &uses, &settled);
            (indicator.codelists, indicator.cohorts) = (codelists, cohorts);
        }
        self.indicators = indicators;
        self.cohorts = settled;
    }

    fn hash(
        &self,
        content: &str,
        codelists: &[String],
        uses: &BTreeSet<String>,
        settled: &BTreeMap<String, CohortDefinition>,
    ) -> String {
        let mut text = content.to_owned();
        for id in codelists {
            let codelist = &self.codelists[id];
            text.push_str(&format!("\ncodelist {id} {:?} {}", codelist.version, codelist.content_hash()));
        }
        for id in uses {
            text.push_str(&format!("\ncohort {id} {}", settled[id].hash));
        }
        sha256_hex(&text)
    }
}

/// Definition files by the id of their folder; a second of the same id is a problem.
fn by_id<'a>(
    files: &'a [SourceFile],
    problems: &Problems,
    id_of: fn(Place<'a>) -> Option<&'a str>,
) -> BTreeMap<&'a str, &'a SourceFile> {
    let mut found: BTreeMap<&str, &SourceFile> = BTreeMap::new();
    for file in files {
        let Some(id) = id_of(place(&file.path)) else { continue };
        match found.get(id) {
            Some(first) => problems.add(duplicate(file, id, &first.path)),
            None => {
                found.insert(id, file);
            }
        }
    }
    found
}

fn only_lattice(files: &[SourceFile], problems: &Problems) -> Option<Lattice> {
    let mut found = files.iter().filter(|file| place(&file.path) == Place::Lattice);
    let Some(file) = found.next() else {
        let nowhere = SourceFile { path: "lattice.toml".to_owned(), text: String::new() };
        let problem = nowhere.problem(0..0, "there is no lattice.toml, so no breakdown exists");
        problems.add(problem.help("copy the shipped definitions/lattice.toml"));
        return None;
    };
    for second in found {
        problems.add(duplicate(second, "lattice", &file.path));
    }
    read_lattice(file, problems)
}

/// How indicators are grouped; not at all where no file says.
fn only_groups(files: &[SourceFile], known: &Known<'_>, problems: &Problems) -> Groups {
    let mut found = files.iter().filter(|file| place(&file.path) == Place::Groups);
    let Some(file) = found.next() else { return Groups::default() };
    for second in found {
        problems.add(duplicate(second, "groups", &file.path));
    }
    read_groups(file, known, problems).unwrap_or_default()
}

/// Ids of the cohorts that rules name themselves.
fn named_cohorts<'a>(rules: impl IntoIterator<Item = &'a Rule>) -> BTreeSet<String> {
    let parts = rules.into_iter().flat_map(|rule| rule.expr.all_parts());
    parts.filter_map(|part| if let Expr::Cohort { id, .. } = part { Some(id.clone()) } else { None }).collect()
}

/// Codelists and cohorts a definition rests on, those of its cohorts included.
fn rests_on(
    own: &[String],
    uses: &BTreeSet<String>,
    settled: &BTreeMap<String, CohortDefinition>,
) -> (Vec<String>, Vec<String>) {
    let mut codelists: BTreeSet<String> = own.iter().cloned().collect();
    let mut cohorts = uses.clone();
    for id in uses {
        codelists.extend(settled[id].codelists.iter().cloned());
        cohorts.extend(settled[id].cohorts.iter().cloned());
    }
    (codelists.into_iter().collect(), cohorts.into_iter().collect())
}

/// A cohort may rest on others but never, through them, on itself.
fn refuse_circles(
    cohorts: &BTreeMap<String, CohortDefinition>,
    files: &BTreeMap<&str, &SourceFile>,
    problems: &Problems,
) {
    let uses: BTreeMap<&String, BTreeSet<String>> =
        cohorts.iter().map(|(id, cohort)| (id, named_cohorts(cohort.rules()))).collect();
    for id in cohorts.keys() {
        let mut reached: BTreeSet<&String> = BTreeSet::new();
        let mut rest: Vec<&String> = uses[id].iter().collect();
        while let Some(next) = rest.pop() {
            if reached.insert(next) {
                rest.extend(uses.get(next).into_iter().flatten());
            }
        }
        if reached.contains(id) {
            let file = files[id.as_str()];
            let place = file.text.find("cohort.").unwrap_or(0);
            let problem = file.problem(place..place + 7, format!("cohort `{id}` rests on itself"));
            problems.add(problem.help("take one of the cohorts out of the circle"));
        }
    }
}
