//! Folders, passes and people the tests share.

use commonweal_cohort::evaluate::Interval;
use commonweal_cohort::{Library, SourceFile};
use commonweal_engine::{Cell, Engine, Geography, PassSpec, PassSummary, Questions, RecordFiles};
use commonweal_model::PersonRecords;
use commonweal_records::{SnapshotManifest, bucket_of, write_snapshot};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The repository's definitions folder.
pub(crate) fn definitions() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../definitions")
}

/// The library of some files, which must be sound.
#[track_caller]
pub(crate) fn library(files: &[SourceFile]) -> Library {
    Library::parse(files).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// Puts people's rows in the order the records keep.
pub(crate) fn in_order(mut people: Vec<PersonRecords>) -> Vec<PersonRecords> {
    people.sort_by_key(|person| person.patient.patient_id);
    for person in &mut people {
        person.registrations.sort_by_key(|row| row.start_date);
        person.addresses.sort_by_key(|row| row.start_date);
        person.ethnicity.sort_by_key(|row| row.date);
        person.events.sort_by_key(|row| row.date);
    }
    people
}

/// Writes people as a snapshot and names its files.
pub(crate) fn write(dir: &Path, people: &[PersonRecords], buckets: u32) -> RecordFiles {
    let of_bucket = |bucket| {
        let people: Vec<PersonRecords> =
            people.iter().filter(|p| bucket_of(p.patient.patient_id, buckets) == bucket).cloned().collect();
        Box::new(people.into_iter()) as Box<dyn Iterator<Item = PersonRecords> + Send>
    };
    let manifest = write_snapshot(dir, "test", "synthetic", buckets, of_bucket, 1, &|_| {}).expect("a snapshot");
    files(dir, &manifest)
}

fn files(dir: &Path, manifest: &SnapshotManifest) -> RecordFiles {
    RecordFiles { tables: manifest.tables.keys().map(|table| (table.clone(), manifest.files(dir, table))).collect() }
}

/// One indicator's question on one day.
pub(crate) fn spec(files: &RecordFiles, sources: &[SourceFile], indicator: &str, on: Date) -> PassSpec {
    let indicators = vec![indicator.to_owned()];
    let questions = Questions::Library { files: sources.to_vec(), cohorts: Vec::new(), indicators };
    PassSpec::new(questions, vec![Interval::on(on)], files.clone())
}

/// Runs a pass that must succeed.
#[track_caller]
pub(crate) fn pass(threads: usize, spec: &Arc<PassSpec>) -> PassSummary {
    Engine::new(Some(threads)).expect("threads").pass(spec, &|_| {}).expect("a pass")
}

/// Where a cell stands: the cuboid, the area and the categories.
pub(crate) type At = (u16, String, Vec<String>);

/// Numerator and denominator of every cell.
pub(crate) fn counts(geography: &Geography, summary: &PassSummary) -> BTreeMap<At, (u64, u64)> {
    let at = |cell: &Cell| (cell.spec, geography.area(cell.area).to_string(), cell.categories.clone());
    let counts: BTreeMap<_, _> =
        summary.cells.iter().map(|cell| (at(cell), (cell.numerator, cell.denominator))).collect();
    assert_eq!(counts.len(), summary.cells.len(), "each cell is counted once");
    counts
}
