//! One pass, the cube, the values, the gate, the release.

use crate::Progress;
use crate::counts::{find_snapshot, index_dates, record_files};
use crate::definitions::{files, load_library};
use crate::error::AppError;
use crate::geography::geography;
use crate::published::published_rows;
use crate::results::{ReleaseManifest, keep_release};
use crate::workspace::Workspace;
use commonweal_cohort::evaluate::Interval;
use commonweal_cohort::{Cuboid, IndicatorDefinition, Lattice, Library};
use commonweal_disclosure::{Gate, ReleaseNote, Released, ReleasedSet, rules::RULES_VERSION};
use commonweal_engine::{CellDimension, CellSpec, PassSpec, PassSummary, Questions};
use commonweal_indicator::{Counts, Cube, CubeKey, Release, StandardPopulation, release, release_published};
use commonweal_model::{AgeBand, AreaType, Breakdown, Dimension};
use commonweal_records::SnapshotManifest;
use commonweal_reference::Reference;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What to refresh.
#[derive(Debug, Clone, Default)]
pub struct RefreshRequest {
    /// The snapshot to count; the latest if none.
    pub snapshot: Option<String>,
    /// Days to judge people at; the workspace's own if empty.
    pub index_dates: Vec<Date>,
    /// Only these indicators; all if empty.
    pub only: Vec<String>,
    /// Threads; as many as the machine has if none.
    pub threads: Option<usize>,
    /// The time now, RFC 3339 in UTC.
    pub now: String,
}

/// What a refresh did.
#[derive(Debug)]
pub struct RefreshSummary {
    /// The release it made.
    pub release: ReleaseManifest,
    /// People read.
    pub people_read: u64,
    /// Clinical events read.
    pub events_read: u64,
    /// Cells counted, at all index dates.
    pub cells: u64,
    /// How much of what was counted here is withheld, for each type of area that has figures, largest areas first.
    pub withheld: Vec<WithheldShare>,
}

/// How many of the figures of a type of area are withheld.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithheldShare {
    /// The type of area.
    pub area_type: AreaType,
    /// Its figures that were counted from records.
    pub figures: u64,
    /// Those of them that are withheld, to protect people or because too few support them.
    pub withheld: u64,
}

/// Counts the records, makes every figure, puts each through the gate and releases what comes out.
///
/// # Errors
/// `NotAutomatic` in a workspace of real people; `NoRecords`; `Unknown` for an indicator that
/// does not exist; `Definitions` if any definition has a problem.
pub fn refresh(
    workspace: &Workspace,
    request: &RefreshRequest,
    progress: &dyn Progress,
) -> Result<RefreshSummary, AppError> {
    let release_id = release_id(workspace, request);
    let note = ReleaseNote { release_id: release_id.clone(), released_at: request.now.clone() };
    let gate = Gate::automatic(workspace.config.class, note)?;
    let library = load_library(Some(&workspace.dir))?;
    let (counted, published) = chosen(&library, &request.only)?;
    let snapshot = find_snapshot(workspace, request.snapshot.as_deref())?;
    let index_dates = index_dates(workspace, &request.index_dates)?;
    let reference = Reference::embedded();
    let engine = workspace.config.engine.engine(request.threads)?;
    let standard = standard_population(&reference)?;
    let mut released: Vec<Released> = Vec::new();
    let dates: Vec<String> = index_dates.iter().map(ToString::to_string).collect();
    progress.stage(&format!("Reading every record once for {}", dates.join(", ")), Some(snapshot.people));
    let spec = spec(workspace, &snapshot, &library, &counted, &index_dates)?;
    let pass = engine.pass(&spec, &|people| progress.done(people))?;
    progress.stage("Working out values, gaps and limits", None);
    for (number, index_date) in (0..).zip(&index_dates) {
        let cube = cube(&pass, number, &spec, &library.lattice, &counted);
        let with = Release {
            gate: &gate,
            lattice: &library.lattice,
            standard: &standard,
            whole: workspace.config.area.clone(),
            whole_name: workspace.config.name.clone(),
            snapshot: snapshot.id.clone(),
            index_date: *index_date,
        };
        released.extend(counted.iter().flat_map(|indicator| release(indicator, &cube, &with)));
    }
    for indicator in published {
        released.extend(release_published(indicator, &published_rows(indicator, &reference)?, &gate));
    }
    let set = ReleasedSet::new(released)?;
    progress.stage("Keeping the release", None);
    let manifest = ReleaseManifest {
        release_id,
        released_at: request.now.clone(),
        snapshot: snapshot.id.clone(),
        people: snapshot.people,
        index_dates: index_dates.iter().map(ToString::to_string).collect(),
        figures: set.len() as u64,
        withheld: set.iter().filter(|figure| figure.is_withheld()).count() as u64,
        lattice_hash: library.lattice.hash.clone(),
        rules_version: RULES_VERSION.to_owned(),
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        seal: set.seal(),
        values_sha256: String::new(),
        manifest_sha256: String::new(),
    };
    let release = keep_release(workspace, manifest, &set)?;
    let cells = pass.cells.len() as u64;
    Ok(RefreshSummary { release, people_read: pass.people, events_read: pass.events, cells, withheld: withheld(&set) })
}

/// How much of what a release counted is withheld, for each type of area that has figures.
pub(crate) fn withheld(set: &ReleasedSet) -> Vec<WithheldShare> {
    let share = |area_type: AreaType| {
        let counted = set.iter().filter(|figure| figure.snapshot().is_some() && figure.key().area_type == area_type);
        let (figures, withheld) =
            counted.fold((0, 0), |(all, withheld), figure| (all + 1, withheld + u64::from(figure.is_withheld())));
        WithheldShare { area_type, figures, withheld }
    };
    AreaType::ALL.iter().copied().map(share).filter(|share| share.figures > 0).collect()
}

/// An id no other release of the workspace has: its time, and a fingerprint of what was asked.
fn release_id(workspace: &Workspace, request: &RefreshRequest) -> String {
    let asked = format!("{}|{request:?}", workspace.config.text());
    let fingerprint: String = Sha256::digest(asked.as_bytes()).iter().take(4).map(|b| format!("{b:02x}")).collect();
    let time: String = request.now.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    format!("{time}-{fingerprint}")
}

type Chosen<'l> = (Vec<&'l IndicatorDefinition>, Vec<&'l IndicatorDefinition>);

/// The indicators asked for: those counted here, and those published elsewhere.
fn chosen<'l>(library: &'l Library, only: &[String]) -> Result<Chosen<'l>, AppError> {
    if let Some(unknown) = only.iter().find(|id| !library.indicators.contains_key(*id)) {
        return Err(AppError::Unknown {
            what: "the indicator",
            given: unknown.clone(),
            known: library.indicators.keys().cloned().collect(),
        });
    }
    Ok(library
        .indicators
        .values()
        .filter(|indicator| only.is_empty() || only.contains(&indicator.id))
        .partition(|indicator| !indicator.is_published()))
}

fn standard_population(reference: &Reference) -> Result<StandardPopulation, AppError> {
    let band = |from: i64, to: Option<i64>| AgeBand {
        from: u16::try_from(from).expect("ages are small"),
        to: to.map(|to| u16::try_from(to).expect("ages are small")),
    };
    let bands = reference.standard_population()?;
    Ok(StandardPopulation(bands.iter().map(|b| (band(b.age_from, b.age_to), b.people as f64)).collect()))
}

/// One reading of the records for all indicators at all index dates.
fn spec(
    workspace: &Workspace,
    snapshot: &SnapshotManifest,
    library: &Library,
    indicators: &[&IndicatorDefinition],
    index_dates: &[Date],
) -> Result<Arc<PassSpec>, AppError> {
    let questions = Questions::Library {
        files: files(Some(&workspace.dir))?,
        cohorts: Vec::new(),
        indicators: indicators.iter().map(|indicator| indicator.id.clone()).collect(),
    };
    let records = record_files(workspace, snapshot);
    let intervals = index_dates.iter().map(|date| Interval::on(*date)).collect();
    let specs = specs(&library.lattice, indicators);
    let pass = PassSpec::new(questions, intervals, records);
    Ok(Arc::new(pass.with_cells(geography(&Reference::embedded())?, specs)))
}

/// The lattice as cells to count: first what may be released, then, by standard age, what
/// standardised values are made from.
fn specs(lattice: &Lattice, indicators: &[&IndicatorDefinition]) -> Vec<CellSpec> {
    let questions = |wanted: &dyn Fn(&IndicatorDefinition) -> bool| -> Vec<u16> {
        let numbered = indicators.iter().enumerate().filter(|(_, indicator)| wanted(indicator));
        numbered.map(|(i, _)| u16::try_from(i).expect("fewer than 65,536 indicators")).collect()
    };
    let covers = |cuboid: &Cuboid, indicator: &IndicatorDefinition| {
        indicator.family == cuboid.family && cuboid.dimensions.iter().all(|d| indicator.breakdowns.contains(d))
    };
    let dimension = |d: &Dimension| match d {
        Dimension::Imd2019QuintileEngland => CellDimension::Imd2019Quintile,
        Dimension::Imd2025QuintileEngland => CellDimension::Imd2025Quintile,
        Dimension::EthnicityCensus2021 => CellDimension::Ethnicity,
        Dimension::Sex => CellDimension::Sex,
        Dimension::Age => CellDimension::Age(lattice.age_bands.clone()),
    };
    let released = lattice.cuboids.iter().map(|cuboid| CellSpec {
        family: cuboid.family,
        area_type: cuboid.area_type,
        dimensions: cuboid.dimensions.iter().map(dimension).collect(),
        questions: questions(&|indicator| covers(cuboid, indicator)),
    });
    let by_standard_age = lattice.standardisation.iter().map(|cuboid| CellSpec {
        family: cuboid.family,
        area_type: cuboid.area_type,
        dimensions: cuboid
            .dimensions
            .iter()
            .map(dimension)
            .chain([CellDimension::Age(lattice.standard_age_bands.clone())])
            .collect(),
        questions: questions(&|indicator| indicator.standardise && covers(cuboid, indicator)),
    });
    released.chain(by_standard_age).collect()
}

/// The counted cells of one index date by indicator, area and group.
fn cube(
    pass: &PassSummary,
    interval: u16,
    spec: &PassSpec,
    lattice: &Lattice,
    indicators: &[&IndicatorDefinition],
) -> Cube {
    let cuboids: Vec<&Cuboid> = lattice.cuboids.iter().chain(&lattice.standardisation).collect();
    let mut cube = Cube::default();
    for cell in pass.cells.iter().filter(|cell| cell.interval == interval) {
        let number = usize::from(cell.spec);
        let cuboid = cuboids[number];
        let breakdowns = cuboid.dimensions.iter().zip(&cell.categories);
        let key = CubeKey {
            indicator: indicators[usize::from(cell.question)].id.clone(),
            area_type: cuboid.area_type,
            area: spec.geography.area(cell.area).clone(),
            breakdowns: breakdowns.map(|(d, c)| Breakdown { dimension: *d, category: c.clone() }).collect(),
        };
        let counts = Counts {
            numerator: cell.numerator,
            denominator: cell.denominator,
            expected_millionths: cell.expected_millionths,
        };
        if number < lattice.cuboids.len() {
            cube.insert(key, counts);
        } else if let Some(Ok(band)) = cell.categories.last().map(|band| band.parse()) {
            cube.insert_standard_age(key, band, counts);
        }
    }
    cube
}
