//! A small snapshot of people whose ids would be noticed anywhere, and the pass over it.

use commonweal_cohort::evaluate::Interval;
use commonweal_engine::{CellDimension, CellSpec, Geography, PassSpec, Questions, RecordFiles};
use commonweal_model::{AreaType, Family, PersonRecords};
use commonweal_records::{bucket_of, write_snapshot};
use commonweal_testkit::{definition_files, read_case};
use jiff::civil::{Date, date};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const WHOLE: &str = "E54000060";
/// Ids of nineteen digits; nothing else in a log or a file of cells looks like them.
const FIRST_ID: i64 = 7_310_000_000_000_000_000;
/// How every id is written at its beginning.
pub(crate) const ID_DIGITS: &str = "731000000000000";
/// Enough of them that every bucket has some.
const PEOPLE: usize = 4_000;
const ON: Date = date(2026, 9, 30);

/// Whether the number could only be an id.
pub(crate) fn is_id(number: i64) -> bool {
    (FIRST_ID..FIRST_ID + 1_000_000).contains(&number)
}

fn definitions() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../definitions")
}

/// Writes the people of the shipped cases, again and again under new ids, and makes the pass that asks all
/// of the shipped indicators' questions of them.
pub(crate) fn pass(dir: &Path, buckets: u32) -> Arc<PassSpec> {
    let files = definition_files(&definitions()).unwrap();
    let library = commonweal_cohort::Library::parse(&files).unwrap();
    let indicators: Vec<String> =
        library.indicators.values().filter(|i| !i.is_published()).map(|i| i.id.clone()).collect();
    assert!(indicators.len() >= 6, "{indicators:?}");
    let cases: Vec<PersonRecords> = indicators
        .iter()
        .flat_map(|id| read_case(&definitions().join("indicators").join(id).join("case")).unwrap().people)
        .collect();
    let people: Vec<PersonRecords> =
        cases.into_iter().cycle().take(PEOPLE).zip(FIRST_ID..).map(|(person, id)| with_id(person, id)).collect();
    let specs = [vec![], vec![CellDimension::Sex]].map(|dimensions| CellSpec {
        family: Family::Residence,
        area_type: AreaType::Icb,
        dimensions,
        questions: (0..u16::try_from(indicators.len()).unwrap()).collect(),
        intervals: vec![0, 1],
    });
    let questions = Questions::Library { files, cohorts: vec![], indicators };
    let dates = vec![Interval::on(ON), Interval::on(date(2025, 9, 30))];
    let files = write(dir, &people, buckets);
    Arc::new(PassSpec::new(questions, dates, files).with_cells(geography(&people), specs.to_vec()))
}

fn with_id(mut person: PersonRecords, id: i64) -> PersonRecords {
    person.patient.patient_id = id;
    person.registrations.iter_mut().for_each(|row| row.patient_id = id);
    person.addresses.iter_mut().for_each(|row| row.patient_id = id);
    person.ethnicity.iter_mut().for_each(|row| row.patient_id = id);
    person.events.iter_mut().for_each(|row| row.patient_id = id);
    person.registrations.sort_by_key(|row| row.start_date);
    person.addresses.sort_by_key(|row| row.start_date);
    person.ethnicity.sort_by_key(|row| row.date);
    person.events.sort_by_key(|row| row.date);
    person
}

/// Every address is in the one area.
fn geography(people: &[PersonRecords]) -> Geography {
    let mut geography = Geography::new();
    let mut lsoas: Vec<&str> =
        people.iter().flat_map(|p| &p.addresses).filter_map(|row| row.lsoa21.as_deref()).collect();
    lsoas.sort_unstable();
    lsoas.dedup();
    for lsoa in lsoas {
        geography.insert(Family::Residence, lsoa, AreaType::Icb, WHOLE.parse().unwrap());
    }
    geography
}

fn write(dir: &Path, people: &[PersonRecords], buckets: u32) -> RecordFiles {
    let of_bucket = |bucket| {
        let people: Vec<PersonRecords> =
            people.iter().filter(|p| bucket_of(p.patient.patient_id, buckets) == bucket).cloned().collect();
        Box::new(people.into_iter()) as Box<dyn Iterator<Item = PersonRecords> + Send>
    };
    let manifest = write_snapshot(dir, "test", "synthetic", buckets, of_bucket, 1, &|_| {}).unwrap();
    RecordFiles { tables: manifest.tables.keys().map(|table| (table.clone(), manifest.files(dir, table))).collect() }
}
