//! What would a breakdown cost? How many of its figures would have to be hidden, before it is added to those that are
//! released.
//!
//! The indicator is counted by the breakdowns it has and by the one asked about, and goes through the same audit as a release.
//! What comes out is a number of cells and a band of people; no figure is made, kept or shown.

use crate::Progress;
use crate::counts::{find_snapshot, index_dates, record_files};
use crate::days::Days;
use crate::definitions::{files, load_library};
use crate::error::AppError;
use crate::geography::geography;
use crate::lineage::Areas;
use crate::wanted_cells::WantedCells;
use crate::workspace::Workspace;
use commonweal_cohort::evaluate::Interval;
use commonweal_cohort::{Cuboid, IndicatorDefinition, Lattice};
use commonweal_disclosure::linked::{CellAddress, Withholding};
use commonweal_disclosure::rules::{CellDecision, MAXIMUM_BREAKDOWNS, rule_cell};
use commonweal_disclosure::tables::Treatment;
use commonweal_engine::{PassSpec, Questions};
use commonweal_indicator::{Cube, CubeKey, audit_cells};
use commonweal_model::{AreaType, Dimension, Family, Period};
use commonweal_reference::Reference;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct CostRequest {
    /// The indicator.
    pub indicator: String,
    /// One or two characteristics; none for areas alone.
    pub by: Vec<Dimension>,
    /// Areas of this kind alone; every kind that the indicator's family has if none.
    pub area_type: Option<AreaType>,
    /// The snapshot to count; the latest if none.
    pub snapshot: Option<String>,
    /// The day to judge people at; the workspace's last if none.
    pub index_date: Option<Date>,
    /// Threads; as many as the machine has if none.
    pub threads: Option<usize>,
}

/// How many people are behind what would be hidden. A band, because the number itself could point at somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PeopleBand {
    /// Nobody.
    Nobody,
    /// Fewer than 100.
    Under100,
    /// 100 to 999.
    Under1000,
    /// 1,000 to 9,999.
    Under10000,
    /// 10,000 or more.
    More,
}

impl PeopleBand {
    fn of(people: u64) -> Self {
        match people {
            0 => Self::Nobody,
            1..100 => Self::Under100,
            100..1_000 => Self::Under1000,
            1_000..10_000 => Self::Under10000,
            10_000.. => Self::More,
        }
    }

    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nobody => "none",
            Self::Under100 => "under_100",
            Self::Under1000 => "100_to_999",
            Self::Under10000 => "1000_to_9999",
            Self::More => "10000_or_more",
        }
    }
}

/// What the breakdown would cost in one kind of area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostRow {
    /// The kind of area.
    pub area_type: AreaType,
    /// Whether it is released now.
    pub is_listed: bool,
    /// Cells with anybody in them.
    pub cells: u64,
    /// Hidden because they are small.
    pub withheld_by_rule: u64,
    /// Hidden besides, so that no other can be worked out.
    pub withheld_besides: u64,
    /// How many of both would be no rows at all.
    pub not_listed: u64,
    /// People in the cells that would be hidden.
    pub people: PeopleBand,
}

/// What a breakdown would cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakdownCost {
    /// The indicator.
    pub indicator: String,
    /// Its name.
    pub title: String,
    /// The characteristics, sorted.
    pub by: Vec<Dimension>,
    /// The snapshot counted.
    pub snapshot: String,
    /// The day people were judged at.
    pub index_date: Date,
    /// One row for each kind of area, largest areas first.
    pub rows: Vec<CostRow>,
}

/// Works out what a breakdown would cost.
///
/// # Errors
/// `Unknown` for an indicator that does not exist; `Refused` for one that is published elsewhere, for more than two
/// characteristics and for another edition of deprivation than the workspace has; `NotInLattice` for a kind of area that the
/// indicator's family does not have; `NoRecords`, `NoIndexDate`, and whatever is wrong with the definitions.
pub fn release_cost(
    workspace: &Workspace,
    request: &CostRequest,
    progress: &dyn Progress,
) -> Result<BreakdownCost, AppError> {
    let library = load_library(Some(&workspace.dir))?;
    let by = characteristics(&request.by, &library.lattice)?;
    let indicator = library.indicators.get(&request.indicator).ok_or_else(|| AppError::Unknown {
        what: "the indicator",
        given: request.indicator.clone(),
        known: library.indicators.keys().cloned().collect(),
    })?;
    if indicator.is_published() {
        let id = &indicator.id;
        return Err(AppError::Refused(format!("`{id}` is published elsewhere: there is nothing to count")));
    }
    let (lattice, kinds) = with_breakdown(&library.lattice, indicator.family, &by, request.area_type)?;
    let indicator = also_by(indicator, &by);
    let snapshot = find_snapshot(workspace, request.snapshot.as_deref())?;
    let asked: Vec<Date> = request.index_date.into_iter().collect();
    let date = index_dates(workspace, &asked)?.pop().ok_or(AppError::NoIndexDate)?;
    let days = Days::new(vec![date], 1);
    let counted = [&indicator];
    let cells = WantedCells::new(&lattice, &counted, &days);
    let questions = Questions::Library {
        files: files(Some(&workspace.dir))?,
        cohorts: Vec::new(),
        indicators: vec![indicator.id.clone()],
    };
    let reference = Reference::embedded();
    let pass = PassSpec::new(questions, vec![Interval::on(date)], record_files(workspace, &snapshot));
    let spec = Arc::new(pass.with_cells(geography(&reference)?, cells.specs()));
    let engine = workspace.config.engine.engine(request.threads)?;
    progress.stage(&format!("Reading every record once for {days}"), Some(snapshot.people));
    let pass = engine.pass(&spec, &|people| progress.done(people))?;
    progress.stage("Working out what would have to be hidden", None);
    let cube = cells.cube(&pass, 0, &spec.geography, &counted);
    let audit = audit_cells(&indicator, &cube, date, &Areas::of(&reference)?);
    let row = |area_type: AreaType| {
        let is_listed = library.lattice.cuboids.iter().any(|cuboid| {
            cuboid.family == indicator.family && cuboid.area_type == area_type && cuboid.dimensions == by
        });
        row(&indicator, &cube, &audit.withholding, (area_type, by.as_slice(), date), is_listed)
    };
    Ok(BreakdownCost {
        indicator: indicator.id.clone(),
        title: indicator.short_title.clone(),
        rows: kinds.into_iter().map(row).collect(),
        by,
        snapshot: snapshot.id.clone(),
        index_date: date,
    })
}

/// At most two characteristics, sorted, of the one edition of deprivation that a release has.
fn characteristics(by: &[Dimension], lattice: &Lattice) -> Result<Vec<Dimension>, AppError> {
    let mut by = by.to_vec();
    by.sort_unstable();
    by.dedup();
    if by.len() > MAXIMUM_BREAKDOWNS {
        return Err(AppError::Refused("a release is broken down by two characteristics at most".to_owned()));
    }
    if let Some(other) = by.iter().find(|of| of.is_deprivation() && **of != lattice.deprivation) {
        return Err(AppError::Refused(format!(
            "a release has one edition of deprivation: this workspace has {}, not {other}",
            lattice.deprivation
        )));
    }
    Ok(by)
}

/// The breakdowns of a family with this one besides, and the kinds of area asked about.
fn with_breakdown(
    lattice: &Lattice,
    family: Family,
    by: &[Dimension],
    area_type: Option<AreaType>,
) -> Result<(Lattice, Vec<AreaType>), AppError> {
    let of_family = || lattice.cuboids.iter().filter(|cuboid| cuboid.family == family);
    let editions: BTreeMap<AreaType, &str> =
        of_family().map(|cuboid| (cuboid.area_type, cuboid.area_edition.as_str())).collect();
    if let Some(unknown) = area_type.filter(|kind| !editions.contains_key(kind)) {
        let known: Vec<&str> = editions.keys().map(|kind| kind.as_str()).collect();
        return Err(AppError::NotInLattice(format!(
            "{} have no areas of kind `{unknown}`; use one of: {}",
            family.label(),
            known.join(", ")
        )));
    }
    let kinds: Vec<AreaType> =
        editions.keys().copied().filter(|kind| area_type.is_none_or(|asked| asked == *kind)).collect();
    let mut cuboids: Vec<Cuboid> = of_family().cloned().collect();
    for kind in &kinds {
        let cuboid =
            Cuboid { family, area_type: *kind, area_edition: editions[kind].to_owned(), dimensions: by.to_vec() };
        if !cuboids.contains(&cuboid) {
            cuboids.push(cuboid);
        }
    }
    let lattice = Lattice { cuboids, trends: Vec::new(), standardisation: Vec::new(), ..lattice.clone() };
    Ok((lattice, kinds))
}

/// The indicator as if its definition named these characteristics too.
fn also_by(indicator: &IndicatorDefinition, by: &[Dimension]) -> IndicatorDefinition {
    let mut indicator = indicator.clone();
    for dimension in by {
        if !indicator.breakdowns.contains(dimension) {
            indicator.breakdowns.push(*dimension);
        }
    }
    indicator
}

/// The breakdown in one kind of area: what the rule of one cell hides, and what the audit hides besides.
fn row(
    indicator: &IndicatorDefinition,
    cube: &Cube,
    withholding: &Withholding,
    (area_type, by, date): (AreaType, &[Dimension], Date),
    is_listed: bool,
) -> CostRow {
    let mut row = CostRow {
        area_type,
        is_listed,
        cells: 0,
        withheld_by_rule: 0,
        withheld_besides: 0,
        not_listed: 0,
        people: PeopleBand::Nobody,
    };
    let mut people = 0_u64;
    let is_it = |key: &CubeKey| {
        key.area_type == area_type && key.breakdowns.iter().map(|group| group.dimension).eq(by.iter().copied())
    };
    for (key, counts) in cube.of_indicator(&indicator.id).filter(|(key, _)| is_it(key)) {
        let treatment = withholding.treatment(&address(indicator, key, date));
        let decision = rule_cell(counts.numerator, counts.denominator, indicator.class);
        row.cells += 1;
        match (decision, treatment) {
            (CellDecision::Show(_), Treatment::ByRule) => continue,
            (CellDecision::Show(_), _) => row.withheld_besides += 1,
            (CellDecision::WithholdCount { .. } | CellDecision::WithholdAll, _) => row.withheld_by_rule += 1,
        }
        row.not_listed += u64::from(treatment == Treatment::NotListed);
        people += counts.denominator;
    }
    CostRow { people: PeopleBand::of(people), ..row }
}

fn address(indicator: &IndicatorDefinition, key: &CubeKey, date: Date) -> CellAddress {
    let mut breakdowns = key.breakdowns.clone();
    breakdowns.sort();
    CellAddress {
        indicator_id: key.indicator.clone(),
        period: Period::point(date),
        family: indicator.family,
        area_type: key.area_type,
        area: key.area.clone(),
        breakdowns,
    }
}
