//! A period that was released before: which of its figures may be stated anew, and which are kept as they were?
//!
//! All figures of one indicator and one period are stated anew together, or kept together as the last release has them, each
//! with its own date and snapshot. So whatever stands side by side (limits, comparisons, standardised rates, gaps between
//! fifths, totals and their groups) is of one snapshot and went through one audit of linked tables, and the rule of one figure,
//! that 1 to 9 people may not be told from a change, holds of sums and differences of figures too. Indicators that count the same
//! people are audited as one, so where one of them is kept, the others are.
//!
//! What is compared is who was asked and counted in each cell: two snapshots are read side by side, person by person
//! ([`Engine::compare`]). What cannot be compared is kept: a snapshot whose files are gone, and, where the records are of
//! real people, a definition that was changed since, whose people differ by a number that nobody can count any more. The last
//! release is the latest that was not withdrawn: to withdraw it is how a second person makes way for a correction.

use crate::Progress;
use crate::counts::record_files;
use crate::days::Days;
use crate::definitions::files;
use crate::error::AppError;
use crate::geography::geography;
use crate::refresh::RefreshRequest;
use crate::results::{ReleaseManifest, kept_releases, read_release};
use crate::standing::withdrawn_releases;
use crate::utility::HiddenOf;
use crate::wanted_cells::WantedCells;
use crate::workspace::Workspace;
use commonweal_cohort::evaluate::Interval;
use commonweal_cohort::{IndicatorDefinition, Library};
use commonweal_disclosure::linked::CellAddress;
use commonweal_disclosure::restatement::{Kept, Moved, may_be_stated_anew};
use commonweal_disclosure::{Released, WorkspaceClass};
use commonweal_engine::{CellSpec, Engine, Movement, PassSpec, Questions};
use commonweal_model::{AreaType, Dimension, Period};
use commonweal_records::SnapshotManifest;
use commonweal_reference::Reference;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// An indicator and a period.
pub(crate) type Which = (String, Period);

/// The figures of a release.
pub(crate) struct Restated {
    pub(crate) released: Vec<Released>,
    /// Of which indicators and periods they are those of an earlier release.
    pub(crate) kept: BTreeSet<Which>,
}

/// The cells of an indicator and a period in which anybody moved.
type Moves = BTreeMap<CellAddress, Moved>;

/// Why figures are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    Rule(Kept),
    /// The snapshot they were counted from is not there any more, or cannot be set beside the new one.
    NoSnapshot,
    /// They were counted by another definition, or in other groups of age.
    Definition,
    /// Another indicator that counts the same people is kept, and the two were audited as one.
    Together,
}

impl Why {
    fn in_words(self) -> &'static str {
        match self {
            Self::Rule(Kept::TooFewMoved) => "fewer than ten people joined, left or changed in one of their groups",
            Self::Rule(Kept::HiddenWithSamePeople) => {
                "some of them are hidden, and could be worked out from two releases about the same people"
            }
            Self::Rule(Kept::OtherwiseShown) => "new ones would show of the same people what was hidden before",
            Self::NoSnapshot => {
                "the snapshot they were counted from is gone, so nobody can say how many people a change would be about"
            }
            Self::Definition => {
                "they were counted by another definition; to state them anew, withdraw the release that has them"
            }
            Self::Together => "another indicator that counts the same people is kept, and the two are audited as one",
        }
    }
}

/// What of these figures may be released, of periods that were released before: all others are replaced by the last
/// released ones.
///
/// # Errors
/// `Tampered` for an earlier release of real people's records that cannot be read; `Engine` where records cannot be.
pub(crate) fn restate(
    workspace: &Workspace,
    library: &Library,
    request: &RefreshRequest,
    snapshot: &SnapshotManifest,
    days: &Days,
    (released, audited): (Vec<Released>, &[HiddenOf]),
    progress: &dyn Progress,
) -> Result<Restated, AppError> {
    let mut now: BTreeMap<Which, Vec<Released>> = BTreeMap::new();
    let mut figures = Vec::new();
    for figure in released {
        match figure.snapshot() {
            Some(_) => now.entry(which(&figure)).or_default().push(figure),
            None => figures.push(figure),
        }
    }
    let last = last_released(workspace, now.keys().cloned().collect(), progress)?;
    let restating = Restating { workspace, library, request, snapshot, days };
    let moved = restating.moved(&now, &last, progress)?;
    let keeps = |(which, new): (&Which, &Vec<Released>)| {
        Some((which.clone(), restating.keeps(which, last.get(which)?, new, &moved)?))
    };
    let mut keeps: BTreeMap<Which, Why> = now.iter().filter_map(keeps).collect();
    for HiddenOf { indicators, period, .. } in audited {
        let of: Vec<Which> = indicators.iter().map(|indicator| (indicator.clone(), *period)).collect();
        if of.iter().any(|which| keeps.contains_key(which)) {
            of.into_iter().for_each(|which| _ = keeps.entry(which).or_insert(Why::Together));
        }
    }
    let mut reasons: BTreeMap<Why, u64> = BTreeMap::new();
    let mut kept = BTreeSet::new();
    for (which, new) in now {
        match (keeps.get(&which).copied(), last.get(&which)) {
            (Some(why), Some(last)) => {
                *reasons.entry(why).or_default() += 1;
                figures.extend(as_released(last, &new));
                kept.insert(which);
            }
            _ => figures.extend(new),
        }
    }
    for (why, number) in reasons {
        let what = if number == 1 { "one indicator and day is" } else { "indicators and days are" };
        let number = if number == 1 { String::new() } else { format!("{number} ") };
        progress
            .stage(&format!("Of periods released before, {number}{what} kept as released: {}", why.in_words()), None);
    }
    Ok(Restated { released: figures, kept })
}

fn which(figure: &Released) -> Which {
    (figure.key().indicator_id.clone(), figure.key().period)
}

/// The last released figures, but for tables that are not made any more. Statistics of a table stay with it: whether there is
/// a gap follows from how many groups have somebody in them.
fn as_released(last: &[Released], new: &[Released]) -> Vec<Released> {
    let table = |figure: &Released| -> (AreaType, Vec<Dimension>) {
        let key = figure.key();
        (key.area_type, key.breakdowns.iter().map(|group| group.dimension).collect())
    };
    let made: BTreeSet<_> = new.iter().map(table).collect();
    last.iter().filter(|figure| made.contains(&table(figure))).cloned().collect()
}

/// The figures of these indicators and periods in the latest release that has them and was not withdrawn.
fn last_released(
    workspace: &Workspace,
    mut open: BTreeSet<Which>,
    progress: &dyn Progress,
) -> Result<BTreeMap<Which, Vec<Released>>, AppError> {
    let mut last = BTreeMap::new();
    if !workspace.dir.join("results").join("releases").is_dir() {
        return Ok(last);
    }
    let withdrawn: BTreeSet<String> =
        withdrawn_releases(workspace)?.into_iter().map(|release| release.release_id).collect();
    let mut releases = kept_releases(workspace)?;
    if workspace.config.class == WorkspaceClass::Personal {
        all_can_be_read(workspace, &releases)?;
    }
    releases.retain(|release| !withdrawn.contains(&release.release_id));
    releases.sort_by(|a, b| (&b.released_at, &b.release_id).cmp(&(&a.released_at, &a.release_id)));
    for release in &releases {
        if !open.iter().any(|(_, period)| may_have(release, *period)) {
            continue;
        }
        let set = match read_release(workspace, &release.release_id) {
            Ok((_, set)) => set,
            // Nobody real is protected by it, and a refresh is how a damaged release of a demonstration is replaced.
            Err(AppError::Tampered { .. }) if workspace.config.class != WorkspaceClass::Personal => {
                let id = &release.release_id;
                progress.stage(&format!("The release {id} cannot be read and is passed over"), None);
                continue;
            }
            Err(error) => return Err(error),
        };
        let mut found: BTreeMap<Which, Vec<Released>> = BTreeMap::new();
        for figure in set.iter().filter(|figure| figure.snapshot().is_some()) {
            let which = which(figure);
            if open.contains(&which) {
                found.entry(which).or_default().push(figure.clone());
            }
        }
        open.retain(|which| !found.contains_key(which));
        last.extend(found);
    }
    Ok(last)
}

/// That every folder of releases says what it is: beside one that is passed over, nobody looks at what two tell together.
fn all_can_be_read(workspace: &Workspace, kept: &[ReleaseManifest]) -> Result<(), AppError> {
    let dir = workspace.dir.join("results").join("releases");
    for entry in std::fs::read_dir(&dir).map_err(|e| AppError::file("read", &dir, e))? {
        let path = entry.map_err(|e| AppError::file("read", &dir, e))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_aside = name.starts_with('.') || !path.is_dir();
        if !is_aside && !kept.iter().any(|release| release.release_id == name) {
            return Err(AppError::Refused(format!(
                "{} does not say any more what was released, and figures of real people are made beside those that were released \
                 before; bring it back from a backup",
                path.display()
            )));
        }
    }
    Ok(())
}

/// Whether a release has figures of this day, by what it says of itself.
fn may_have(release: &ReleaseManifest, period: Period) -> bool {
    let dates: Option<Vec<Date>> = release.index_dates.iter().map(|date| date.parse().ok()).collect();
    dates.is_none_or(|dates| Days::new(dates, release.months).all().iter().any(|day| Period::point(*day) == period))
}

/// What a restatement is judged by.
struct Restating<'a> {
    workspace: &'a Workspace,
    library: &'a Library,
    request: &'a RefreshRequest,
    snapshot: &'a SnapshotManifest,
    days: &'a Days,
}

impl Restating<'_> {
    /// Why the last figures of an indicator and period are kept, if they are.
    fn keeps(
        &self,
        which: &Which,
        last: &[Released],
        new: &[Released],
        moved: &BTreeMap<String, BTreeMap<Which, Moves>>,
    ) -> Option<Why> {
        let real = self.workspace.config.class == WorkspaceClass::Personal;
        if self.is_of_another_definition(last, new) {
            return real.then_some(Why::Definition);
        }
        let nobody = Moves::new();
        let moves = match snapshot_of(last) {
            // Of made-up people the same snapshot may be shown in other breakdowns and by other rules.
            Some(earlier) if earlier == self.snapshot.id && !real => return None,
            Some(earlier) if earlier == self.snapshot.id => &nobody,
            Some(earlier) => match moved.get(earlier) {
                Some(moved) => moved.get(which).unwrap_or(&nobody),
                None => return Some(Why::NoSnapshot),
            },
            None => return Some(Why::NoSnapshot),
        };
        let (last, new): (Vec<&Released>, Vec<&Released>) = (last.iter().collect(), new.iter().collect());
        may_be_stated_anew(&last, &new, moves).err().map(Why::Rule)
    }

    /// Whether the definitions or the groups of age are not those of the last figures.
    fn is_of_another_definition(&self, last: &[Released], new: &[Released]) -> bool {
        let hash = new.first().map(Released::definition_hash);
        let bands: BTreeSet<String> = self.library.lattice.age_bands.iter().map(ToString::to_string).collect();
        let is_known = |age: &str| age == commonweal_engine::UNKNOWN_CATEGORY || bands.contains(age);
        let ages_are_known = |figure: &Released| {
            let ages = figure.key().breakdowns.iter().filter(|group| group.dimension == Dimension::Age);
            ages.map(|group| group.category.as_str()).all(is_known)
        };
        last.iter().any(|figure| Some(figure.definition_hash()) != hash || !ages_are_known(figure))
    }

    /// Who moved since each earlier snapshot that is still there, at the days that its figures are of.
    fn moved(
        &self,
        now: &BTreeMap<Which, Vec<Released>>,
        last: &BTreeMap<Which, Vec<Released>>,
        progress: &dyn Progress,
    ) -> Result<BTreeMap<String, BTreeMap<Which, Moves>>, AppError> {
        let mut wanted: BTreeMap<&str, BTreeSet<Period>> = BTreeMap::new();
        for (which, last) in last {
            let same = now.get(which).is_some_and(|new| !self.is_of_another_definition(last, new));
            if let Some(earlier) = snapshot_of(last).filter(|earlier| same && *earlier != self.snapshot.id) {
                wanted.entry(earlier).or_default().insert(which.1);
            }
        }
        let mut moved = BTreeMap::new();
        for (earlier, periods) in wanted {
            if let Some(earlier) = self.comparable(earlier)? {
                moved.insert(earlier.id.clone(), self.moved_since(&earlier, &periods, progress)?);
            }
        }
        Ok(moved)
    }

    /// The earlier snapshot, if every file of it is there and people are in the same buckets.
    fn comparable(&self, id: &str) -> Result<Option<SnapshotManifest>, AppError> {
        let dir = &self.workspace.dir;
        let all = commonweal_records::snapshots(dir)?;
        let is_there = |snapshot: &SnapshotManifest| {
            snapshot.tables.values().flat_map(|table| &table.files).all(|file| dir.join(&file.path).is_file())
        };
        let found = all.into_iter().find(|snapshot| snapshot.id == id);
        Ok(found.filter(|snapshot| snapshot.buckets == self.snapshot.buckets && is_there(snapshot)))
    }

    fn moved_since(
        &self,
        earlier: &SnapshotManifest,
        periods: &BTreeSet<Period>,
        progress: &dyn Progress,
    ) -> Result<BTreeMap<Which, Moves>, AppError> {
        let only = &self.request.only;
        let counted: Vec<&IndicatorDefinition> = self
            .library
            .indicators
            .values()
            .filter(|indicator| (only.is_empty() || only.contains(&indicator.id)) && !indicator.is_published())
            .collect();
        let cells = WantedCells::new(&self.library.lattice, &counted, self.days);
        let numbered: Vec<(u16, Date)> = (0..)
            .zip(self.days.all().iter().copied())
            .filter(|(_, day)| periods.contains(&Period::point(*day)))
            .collect();
        let specs = at_days(cells.listed_specs(), &numbered);
        let geography = geography(&Reference::embedded())?;
        let files = files(Some(&self.workspace.dir))?;
        let spec = |snapshot: &SnapshotManifest| {
            let questions = Questions::Library {
                files: files.clone(),
                cohorts: Vec::new(),
                indicators: counted.iter().map(|indicator| indicator.id.clone()).collect(),
            };
            let intervals = numbered.iter().map(|(_, day)| Interval::on(*day)).collect();
            let pass = PassSpec::new(questions, intervals, record_files(self.workspace, snapshot));
            pass.with_cells(geography.clone(), specs.clone())
        };
        let engine: Engine = self.workspace.config.engine.engine(self.request.threads)?;
        let stage = "Comparing with the records of the last release, person by person";
        progress.stage(stage, Some(self.snapshot.people));
        let movements = engine.compare(&spec(earlier), &spec(self.snapshot), &|people| progress.done(people))?;
        let mut moved: BTreeMap<Which, Moves> = BTreeMap::new();
        for Movement { interval, spec, area, categories, question, joined, left, changed } in movements {
            let indicator = counted[usize::from(question)];
            let period = Period::point(numbered[usize::from(interval)].1);
            let mut key = cells.key_of(spec, geography.area(area), &categories, &indicator.id);
            key.breakdowns.sort();
            let address = CellAddress {
                indicator_id: key.indicator.clone(),
                period,
                family: indicator.family,
                area_type: key.area_type,
                area: key.area,
                breakdowns: key.breakdowns,
            };
            moved.entry((key.indicator, period)).or_default().insert(address, Moved { joined, left, changed });
        }
        Ok(moved)
    }
}

/// The one snapshot that figures are of; none where they are of several.
fn snapshot_of(figures: &[Released]) -> Option<&str> {
    let first = figures.first()?.snapshot()?;
    figures.iter().all(|figure| figure.snapshot() == Some(first)).then_some(first)
}

/// The specs at some of the days, which are numbered anew.
fn at_days(specs: Vec<CellSpec>, days: &[(u16, Date)]) -> Vec<CellSpec> {
    let number = |old: u16| (0..).zip(days).find(|(_, (number, _))| *number == old).map(|(new, _)| new);
    let at = |spec: CellSpec| {
        let intervals = spec.intervals.iter().filter_map(|old| number(*old)).collect();
        CellSpec { intervals, ..spec }
    };
    specs.into_iter().map(at).collect()
}
