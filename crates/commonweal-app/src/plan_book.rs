//! The plans as a book that people write in: the rows of the files, what people added to them, and how each commitment stands
//! by what is released. A file of changes that is missing or damaged never keeps anybody from reading the rows.

use crate::definitions::load_library;
use crate::error::AppError;
use commonweal_cohort::{IndicatorDefinition, Library};
use commonweal_disclosure::{Released, ReleasedSet, Selection, Statistic};
use commonweal_model::AreaCode;
use commonweal_operations::plan::{
    CHANGES_FILE, Commitment, CommitmentKind, Evidence, Graph, Judgement, LinkTexts, Links, Node, NodeKind, Observed,
    Orphans, PlanChanges, PlanRows, PlanTexts, Plans, Series, judge, smart,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::SystemTime;

macro_rules! of_plan {
    ($file:literal) => {
        include_str!(concat!("../../../reference/plan/", $file))
    };
}
macro_rules! of_framework {
    ($file:literal) => {
        include_str!(concat!("../../../definitions/framework/", $file))
    };
}

/// Statistics that are a plain value of people, not a gap or a comparison.
const PLAIN: [Statistic; 3] = [Statistic::Proportion, Statistic::CrudeRate, Statistic::PublishedValue];

/// The plans, the links between their parts, and what people added.
#[derive(Debug, Clone)]
pub struct PlanBook {
    files: (Plans, Links),
    laid: (Plans, Links),
    graph: Graph,
    indicators: BTreeSet<String>,
    /// Names of the indicators, by id.
    titles: BTreeMap<String, String>,
    /// Definitions that answer a cohort of the plans, as id and name, by its id there.
    live: BTreeMap<String, Vec<(String, String)>>,
    changes: PlanChanges,
    problem: Option<String>,
}

impl PlanBook {
    /// The plans with what people added in a workspace; without one, the files alone.
    ///
    /// # Errors
    /// `Definitions` where the workspace's definitions cannot be read.
    pub fn open(dir: Option<&Path>) -> Result<Self, AppError> {
        Ok(Self::of(&load_library(dir)?, dir))
    }

    /// The same with definitions that are read already.
    pub(crate) fn of(library: &Library, dir: Option<&Path>) -> Self {
        let (changes, problem) = dir.map_or_else(|| (PlanChanges::default(), None), read_plan_changes);
        let indicators: BTreeSet<String> = library.indicators.keys().cloned().collect();
        let title = |definition: &IndicatorDefinition| (definition.id.clone(), definition.short_title.clone());
        let titles = library.indicators.values().map(title).collect();
        let mut live: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for cohort in library.cohorts.values() {
            for id in &cohort.plan {
                live.entry(id.clone()).or_default().push((cohort.id.clone(), cohort.title.clone()));
            }
        }
        let (plans, _) = Plans::read(&PlanTexts {
            framework: of_plan!("framework.csv"),
            commitments: of_plan!("commitments.csv"),
            initiatives: of_plan!("initiatives.csv"),
            neighbourhoods: of_plan!("neighbourhoods.csv"),
            organisations: of_plan!("organisations.csv"),
            cohorts: of_plan!("cohorts.csv"),
            better_care: of_plan!("bcf.csv"),
        });
        let (links, _) = Links::read(&LinkTexts {
            serves: of_framework!("serves.csv"),
            outcomes: of_framework!("outcomes.csv"),
            returns: of_framework!("returns.csv"),
            links: of_framework!("links.csv"),
            contradictions: of_framework!("contradictions.csv"),
        });
        let files = (plans, links);
        let mut book = Self {
            laid: files.clone(),
            files,
            graph: Graph::default(),
            indicators,
            titles,
            live,
            changes: PlanChanges::default(),
            problem: None,
        };
        book.lay(changes, problem);
        book
    }

    /// Lays these changes over the rows of the files; `problem` is why changes cannot be read, where they cannot.
    pub(crate) fn lay(&mut self, changes: PlanChanges, problem: Option<String>) {
        self.laid = changes.over(&self.files.0, &self.files.1);
        (self.graph, _) = Graph::of(&self.laid.0, &self.laid.1, &self.indicators);
        (self.changes, self.problem) = (changes, problem);
    }

    /// The rows of the files, which edits are checked against.
    pub fn rows(&self) -> PlanRows<'_> {
        PlanRows { plans: &self.files.0, links: &self.files.1, indicators: &self.indicators }
    }

    /// The plans with what people added over them.
    pub fn plans(&self) -> &Plans {
        &self.laid.0
    }

    /// The links with what people added over them.
    pub fn links(&self) -> &Links {
        &self.laid.1
    }

    /// What people added.
    pub fn changes(&self) -> &PlanChanges {
        &self.changes
    }

    /// The last day on which somebody changed anything.
    pub fn changed_on(&self) -> Option<Date> {
        let changes = &self.changes;
        let parts = changes.parts.iter().map(|changed| changed.changed_on);
        let commitments = changes.commitments.iter().map(|changed| changed.changed_on);
        parts.chain(commitments).chain(changes.initiatives.iter().map(|changed| changed.changed_on)).max()
    }

    /// Why what people added cannot be shown, in words for the page; nothing where it can, or where nobody added anything.
    pub fn changes_problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// What has no place on the line of sight. `owned` are indicators that have an owner in the list of owners.
    pub fn orphans(&self, owned: &BTreeSet<String>) -> Orphans {
        self.graph.orphans(self.plans(), owned)
    }

    /// The line of sight, with what people added.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// What on the line has this id.
    pub fn node(&self, id: &str) -> Option<Node> {
        let kind = if self.plans().part(id).is_some() {
            NodeKind::Part
        } else if self.plans().commitment(id).is_some() {
            NodeKind::Commitment
        } else if self.plans().initiative(id).is_some() {
            NodeKind::Initiative
        } else if self.plans().cohorts.iter().any(|cohort| cohort.id == id) {
            NodeKind::Cohort
        } else if self.links().outcomes.iter().any(|outcome| outcome.id == id) {
            NodeKind::Outcome
        } else if self.links().returns.iter().any(|told| told.id == id) {
            NodeKind::Return
        } else if self.indicators.contains(id) {
            NodeKind::Indicator
        } else {
            return None;
        };
        Some(Node::new(kind, id))
    }

    /// The name of an indicator, whether it has figures or not.
    pub fn indicator_title(&self, id: &str) -> Option<&str> {
        self.titles.get(id).map(String::as_str)
    }

    /// The cohort definitions that answer a cohort of the plans, as id and name: none where the plans only name it.
    pub fn live_cohorts(&self, id: &str) -> &[(String, String)] {
        self.live.get(id).map_or(&[], Vec::as_slice)
    }

    /// Objectives with a value to reach that no indicator and no return shows.
    pub fn commitments_without_measure(&self) -> Vec<&Commitment> {
        let is_measured = |commitment: &Commitment| {
            let node = Node::new(NodeKind::Commitment, &commitment.id);
            self.graph.below(&node).any(|(below, _)| matches!(below.kind, NodeKind::Indicator | NodeKind::Return))
        };
        let needs_one = |commitment: &Commitment| {
            smart(commitment).is_objective && commitment.kind != Some(CommitmentKind::Milestone)
        };
        self.plans().commitments.iter().filter(|each| needs_one(each) && !is_measured(each)).collect()
    }

    /// How a commitment stands on a day: by what is released of an indicator that serves it, in its own area and unit, and by
    /// what its owner reported. Without a release, by the report alone.
    pub fn judge(&self, commitment: &Commitment, figures: Option<(&ReleasedSet, &AreaCode)>, today: Date) -> Judgement {
        let (report, way) = self.changes.evidence_of(&commitment.id);
        let found = figures.and_then(|(released, system)| self.figures_of(commitment, released, system));
        let series = found.and_then(series_of);
        let england = found.and_then(|figures| figures.last()).filter(|last| is_england(last));
        let england = england.and_then(Released::benchmark_value);
        judge(commitment, &Evidence { series: series.as_ref(), england, report, way, ..Evidence::none(today) })
    }

    /// What a commitment is judged by: every period of the first indicator that serves it, in its unit and area; what is counted
    /// here before what others publish. Withheld periods are among them.
    pub fn figures_of<'r>(
        &self,
        commitment: &Commitment,
        released: &'r ReleasedSet,
        system: &AreaCode,
    ) -> Option<&'r [Released]> {
        let area = area_of(commitment.geography.as_deref()?, system)?;
        let unit = commitment.unit.as_deref()?;
        let serving = self.links().serves.iter().filter(|serves| serves.id == commitment.id);
        let found = serving.filter_map(|serves| {
            let indicator = Some(serves.indicator.as_str());
            let figures = released.select(&Selection { indicator, area: Some(&area), ..Selection::default() });
            let fits = |figure: &&Released| {
                let key = figure.key();
                key.breakdowns.is_empty() && PLAIN.contains(&key.statistic) && same_unit(unit, figure.unit())
            };
            figures.into_iter().filter(fits).min_by_key(|figure| figure.index_date().is_none())
        });
        let first = found.min_by_key(|figure| figure.index_date().is_none())?;
        Some(released.trend(first.key()))
    }
}

/// When the file of what people added was written, and its length; nothing where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PlanStamp(Option<(SystemTime, u64)>);

impl PlanStamp {
    /// As the file stands now.
    pub(crate) fn of(dir: &Path) -> Self {
        let facts = std::fs::metadata(dir.join(CHANGES_FILE)).ok();
        Self(facts.and_then(|facts| Some((facts.modified().ok()?, facts.len()))))
    }
}

/// What people added in a workspace, and why it cannot be read, where it cannot.
pub fn read_plan_changes(dir: &Path) -> (PlanChanges, Option<String>) {
    match std::fs::read_to_string(dir.join(CHANGES_FILE)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => (PlanChanges::default(), None),
        Err(error) => {
            (PlanChanges::default(), Some(format!("the file of changes to the plan cannot be read: {}", error.kind())))
        }
        Ok(text) => match PlanChanges::from_json(&text) {
            Ok(changes) => (changes, None),
            Err(error) => (PlanChanges::default(), Some(error.to_string())),
        },
    }
}

/// The area that the plans' words for one mean; nothing for a part of a place, which has no figures of its own.
fn area_of(geography: &str, system: &AreaCode) -> Option<AreaCode> {
    match geography {
        "ICS" => Some(system.clone()),
        "Mid Notts" => "QT1-MID".parse().ok(),
        "South Notts" => "QT1-SOUTH".parse().ok(),
        "Nottingham City" => "QT1-CITY".parse().ok(),
        _ => None,
    }
}

/// Whether a figure's unit is a commitment's. A number of people follows the size of the population and is never taken for one.
fn same_unit(promised: &str, shown: &str) -> bool {
    ["%", "years", "per 100,000"].contains(&promised) && promised == shown
}

fn is_england(figure: &Released) -> bool {
    figure.benchmark_label().is_some_and(|label| label.contains("England"))
}

/// The shown values as a series; a period that is withheld is not there.
pub fn series_of(figures: &[Released]) -> Option<Series> {
    let value = |figure: &Released| {
        let end = figure.key().period.end().yesterday().ok()?;
        let limits = figure.lower().value().zip(figure.upper().value());
        Some(Observed { end, value: figure.value().value()?, limits })
    };
    let values: Vec<Observed> = figures.iter().filter_map(value).collect();
    let months = |end: Date| i32::from(end.year()) * 12 + i32::from(end.month());
    let mut ends: Vec<i32> = values.iter().map(|observed| months(observed.end)).collect();
    ends.sort_unstable();
    let step = ends.windows(2).map(|pair| pair[1] - pair[0]).filter(|step| *step > 0).min().unwrap_or(12);
    let step_months = [1, 3, 12].into_iter().rev().find(|months| step >= i32::from(*months))?;
    (!values.is_empty()).then_some(Series { step_months, values })
}
