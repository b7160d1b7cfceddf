//! A few people to write, and a way to write them.

use commonweal_model::{AddressRow, ClinicalEventRow, EthnicityRow, PatientRow, PersonRecords, RegistrationRow, Sex};
use commonweal_records::{RecordsError, SnapshotManifest, ids_in_bucket, write_snapshot};
use jiff::ToSpan;
use jiff::civil::date;
use std::path::Path;

pub(crate) const BUCKETS: u32 = 4;

/// A person whose rows depend on their number alone.
pub(crate) fn person(id: i64) -> PersonRecords {
    let born = date(1950, 1, 1).saturating_add((id % 600).months());
    let joined = born.saturating_add(1.years());
    PersonRecords {
        patient: PatientRow {
            patient_id: id,
            date_of_birth: born,
            sex: if id % 2 == 0 { Sex::Female } else { Sex::Male },
            date_of_death: (id % 50 == 0).then(|| date(2024, 5, 6)),
        },
        registrations: vec![RegistrationRow {
            patient_id: id,
            start_date: joined,
            end_date: None,
            practice_code: format!("C84{:03}", id % 100).into(),
            practice_pseudo_id: id % 100 + 1,
            practice_stp: Some("E54000060".into()),
            practice_nuts1_region_name: None,
        }],
        addresses: vec![AddressRow {
            patient_id: id,
            start_date: joined,
            end_date: None,
            lsoa11: Some("E01013810".into()),
            lsoa21: None,
            imd19_rank: Some(i32::try_from(id % 32_844).unwrap() + 1),
            imd25_rank: None,
            rural_urban: None,
            care_home: id % 100 == 0,
            household_id: None,
        }],
        ethnicity: (0..id % 2)
            .map(|_| EthnicityRow {
                patient_id: id,
                date: joined,
                source: "gp".into(),
                category: "A".into(),
                category_raw: "A1".into(),
            })
            .collect(),
        events: (0..id % 7)
            .map(|n| ClinicalEventRow {
                patient_id: id,
                date: joined.saturating_add((n * 30).days()),
                snomedct_code: "271649006".into(),
                numeric_value: (n % 2 == 0).then_some(120.0 + n as f64),
            })
            .collect(),
        further: Vec::new(),
    }
}

pub(crate) fn write(dir: &Path, people: u64) -> SnapshotManifest {
    write_on(dir, people, 2).unwrap()
}

pub(crate) fn write_on(dir: &Path, people: u64, threads: usize) -> Result<SnapshotManifest, RecordsError> {
    let source = format!("test people 1 to {people}");
    write_people(dir, &source, "synthetic", threads, move |bucket| {
        Box::new(ids_in_bucket(people, bucket, BUCKETS).map(person))
    })
}

pub(crate) fn write_people(
    dir: &Path,
    source: &str,
    class: &str,
    threads: usize,
    people: impl Fn(u32) -> Box<dyn Iterator<Item = PersonRecords> + Send> + Sync,
) -> Result<SnapshotManifest, RecordsError> {
    write_snapshot(dir, source, class, BUCKETS, people, threads, &|_| {})
}

/// Every file under a folder with its bytes, in order, leaving out the Delta logs, which hold times.
pub(crate) fn contents(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && path.file_name().is_some_and(|name| name != "_delta_log") {
                folders.push(path);
            } else if path.is_file() {
                let name = path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
                found.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}
