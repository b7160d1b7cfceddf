//! One pass, the cube, the values, the gate, the release.

use crate::Progress;
use crate::audit_memory::AuditMemory;
use crate::counts::{find_snapshot, index_dates, record_files};
use crate::days::Days;
use crate::definitions::{files, load_library};
use crate::error::AppError;
use crate::geography::geography;
use crate::lineage::Areas;
use crate::published::published_rows;
use crate::restate::restate;
use crate::results::{How, ReleaseManifest, earlier_snapshots, keep_release};
use crate::utility::{HiddenOf, as_json, utility_of};
use crate::wanted_cells::WantedCells;
use crate::workspace::Workspace;
use commonweal_cohort::evaluate::Interval;
use commonweal_cohort::{IndicatorDefinition, Library};
use commonweal_disclosure::{Gate, ReleaseNote, Released, ReleasedSet, rules::RULES_VERSION};
use commonweal_engine::{CellSpec, PassSpec, PassSummary, Questions};
use commonweal_indicator::{Audited, Cube, Release, StandardPopulation, audited, release_published, together};
use commonweal_model::{AgeBand, AreaType, Period};
use commonweal_records::SnapshotManifest;
use commonweal_reference::Reference;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What to refresh.
#[derive(Debug, Clone, Default)]
pub struct RefreshRequest {
    /// The snapshot to count; the latest if none.
    pub snapshot: Option<String>,
    /// Days to judge people at; the workspace's own if empty.
    pub index_dates: Vec<Date>,
    /// Month ends up to the last of these days that have figures; as many as the workspace says if none.
    pub months: Option<u32>,
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
    /// Cells counted, at all days.
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
    let Made { released, hidden, days, snapshot, pass, .. } = figures(workspace, &library, request, &gate, progress)?;
    let restated = restate(workspace, &library, request, &snapshot, &days, (released, &hidden), progress)?;
    let utility = utility_of(hidden, &restated);
    let set = ReleasedSet::new(restated.released)?;
    progress.stage("Keeping the release", None);
    let manifest = ReleaseManifest {
        release_id,
        released_at: request.now.clone(),
        snapshot: snapshot.id.clone(),
        earlier_snapshots: earlier_snapshots(set.iter().map(Released::snapshot), &snapshot.id),
        people: snapshot.people,
        index_dates: days.index_dates().map(|date| date.to_string()).collect(),
        months: days.months(),
        figures: set.len() as u64,
        withheld: set.iter().filter(|figure| figure.is_withheld()).count() as u64,
        lattice_hash: library.lattice.hash.clone(),
        rules_version: RULES_VERSION.to_owned(),
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        seal: set.seal(),
        how: Some(How::Automatic(workspace.config.class.to_string())),
        utility_sha256: None,
        values_sha256: String::new(),
        manifest_sha256: String::new(),
    };
    let release = keep_release(workspace, manifest, &set, Some(&as_json(&utility)))?;
    Ok(RefreshSummary {
        release,
        people_read: pass.people,
        events_read: pass.events,
        cells: pass.cells.len() as u64,
        withheld: withheld(&set),
    })
}

/// What was counted, and the figures made of it, in no order.
pub(crate) struct Made {
    pub(crate) released: Vec<Released>,
    /// How much the rules and the audit hide.
    pub(crate) hidden: Vec<HiddenOf>,
    /// What the audit did, in words for those who check a release.
    pub(crate) repairs: Vec<String>,
    pub(crate) days: Days,
    pub(crate) snapshot: SnapshotManifest,
    pub(crate) pass: PassSummary,
}

/// Counts the records, makes every figure asked for and puts each through the gate; keeps nothing.
pub(crate) fn figures(
    workspace: &Workspace,
    library: &Library,
    request: &RefreshRequest,
    gate: &Gate,
    progress: &dyn Progress,
) -> Result<Made, AppError> {
    let (counted, published) = chosen(library, &request.only)?;
    let snapshot = find_snapshot(workspace, request.snapshot.as_deref())?;
    let index_dates = index_dates(workspace, &request.index_dates)?;
    let days = Days::new(index_dates, request.months.unwrap_or(workspace.config.months));
    let reference = Reference::embedded();
    let engine = workspace.config.engine.engine(request.threads)?;
    let standard = standard_population(&reference)?;
    progress.stage(&format!("Reading every record once for {days}"), Some(snapshot.people));
    let cells = WantedCells::new(&library.lattice, &counted, &days);
    let spec = spec(workspace, &snapshot, &counted, &days, cells.specs())?;
    let pass = engine.pass(&spec, &|people| progress.done(people))?;
    progress.stage("Working out values, gaps and limits, and what could be worked out from them", None);
    let areas = Areas::of(&reference)?;
    let of_day = |number: usize| vec![(number, cells.cube(&pass, number, &spec.geography, &counted))];
    let cubes: BTreeMap<usize, Cube> = on_threads(request.threads, days.all().len(), &of_day).into_iter().collect();
    // Indicators that count the same people are one piece of work at one day: the last day has nearly all of it.
    let sets: Vec<(usize, Vec<&IndicatorDefinition>)> = cubes
        .iter()
        .flat_map(|(number, cube)| together(&counted, cube).into_iter().map(|set| (*number, set)))
        .collect();
    let memory = AuditMemory::open(workspace);
    let of_piece = |piece: usize| {
        let (number, set) = &sets[piece];
        let with = Release {
            gate,
            lattice: &library.lattice,
            standard: &standard,
            whole: workspace.config.area.clone(),
            whole_name: workspace.config.name.clone(),
            snapshot: snapshot.id.clone(),
            index_date: days.all()[*number],
        };
        vec![(piece, audited(set, &cubes[number], &with, &areas, &memory))]
    };
    let mut pieces = on_threads(request.threads, sets.len(), &of_piece);
    memory.write()?;
    pieces.sort_by_key(|(piece, _)| *piece);
    let (mut released, mut hidden, mut repairs) = (Vec::new(), Vec::new(), Vec::new());
    for (piece, Audited { released: made, utility, repairs: mended }) in pieces {
        let (number, set) = &sets[piece];
        let indicators = set.iter().map(|indicator| indicator.id.clone()).collect();
        released.extend(made);
        hidden.push(HiddenOf { indicators, period: Period::point(days.all()[*number]), utility });
        repairs.extend_from_slice(mended.in_words());
    }
    for indicator in published {
        released.extend(release_published(indicator, &published_rows(indicator, &reference)?, gate));
    }
    Ok(Made { released, hidden, repairs, days, snapshot, pass })
}

/// How much of what a release counted at its last day is withheld, for each type of area that has figures.
pub(crate) fn withheld(set: &ReleasedSet) -> Vec<WithheldShare> {
    let share = |area_type: AreaType| {
        let counted = set.latest().filter(|figure| figure.snapshot().is_some() && figure.key().area_type == area_type);
        let (figures, withheld) =
            counted.fold((0, 0), |(all, withheld), figure| (all + 1, withheld + u64::from(figure.is_withheld())));
        WithheldShare { area_type, figures, withheld }
    };
    AreaType::ALL.iter().copied().map(share).filter(|share| share.figures > 0).collect()
}

/// An id no other release of the workspace has: its time, and a fingerprint of what was asked.
pub(crate) fn release_id(workspace: &Workspace, request: &RefreshRequest) -> String {
    let asked = format!("{}|{request:?}", workspace.config.text());
    let fingerprint: String = Sha256::digest(asked.as_bytes()).iter().take(4).map(|b| format!("{b:02x}")).collect();
    let time: String = request.now.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    format!("{time}-{fingerprint}")
}

/// What a piece of work gives, done on threads; the pieces come in any order.
fn on_threads<T: Send>(threads: Option<usize>, pieces: usize, work: &(dyn Fn(usize) -> Vec<T> + Sync)) -> Vec<T> {
    let threads = threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let next = AtomicUsize::new(0);
    let mine = || {
        let mut done = Vec::new();
        loop {
            // The last day has most to do, so it is begun first.
            match pieces.checked_sub(next.fetch_add(1, Ordering::Relaxed) + 1) {
                Some(piece) => done.extend(work(piece)),
                None => return done,
            }
        }
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.clamp(1, pieces.max(1))).map(|_| scope.spawn(mine)).collect();
        let mut all = mine();
        for other in others {
            match other.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    })
}

type Chosen<'l> = (Vec<&'l IndicatorDefinition>, Vec<&'l IndicatorDefinition>);

/// The indicators asked for: those counted here, and those published elsewhere.
pub(crate) fn chosen<'l>(library: &'l Library, only: &[String]) -> Result<Chosen<'l>, AppError> {
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

/// One reading of the records for all indicators at all days.
fn spec(
    workspace: &Workspace,
    snapshot: &SnapshotManifest,
    indicators: &[&IndicatorDefinition],
    days: &Days,
    cells: Vec<CellSpec>,
) -> Result<Arc<PassSpec>, AppError> {
    let questions = Questions::Library {
        files: files(Some(&workspace.dir))?,
        cohorts: Vec::new(),
        indicators: indicators.iter().map(|indicator| indicator.id.clone()).collect(),
    };
    let intervals = days.all().iter().map(|date| Interval::on(*date)).collect();
    let pass = PassSpec::new(questions, intervals, record_files(workspace, snapshot));
    Ok(Arc::new(pass.with_cells(geography(&Reference::embedded())?, cells)))
}
