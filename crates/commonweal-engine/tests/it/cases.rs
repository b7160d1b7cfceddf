//! The cases that come with the shipped indicators, through files and the pass.

use crate::support::{counts, definitions, in_order, library, pass, spec};
use crate::tables::write_tables;
use commonweal_cohort::SourceFile;
use commonweal_engine::{CellDimension, CellSpec, Geography};
use commonweal_model::{AreaType, Family, PersonRecords, Sex};
use commonweal_testkit::{definition_files, read_case, read_definition_case};
use std::collections::BTreeMap;
use std::sync::Arc;

const WHOLE: &str = "E54000060";

/// Every address and practice of these people is in the one area.
fn one_area(people: &[PersonRecords]) -> Geography {
    let mut geography = Geography::new();
    for person in people {
        for lsoa in person.addresses.iter().filter_map(|row| row.lsoa21.as_deref()) {
            geography.insert(Family::Residence, lsoa, AreaType::Icb, WHOLE.parse().unwrap());
        }
        for row in &person.registrations {
            geography.insert(Family::Registration, &row.practice_code, AreaType::Icb, WHOLE.parse().unwrap());
        }
    }
    geography
}

/// What one indicator needs: a pass reads its definitions anew, and those of the other indicators would be most of them.
fn needed(sources: &[SourceFile], indicator: &str) -> Vec<SourceFile> {
    let own = format!("indicators/{indicator}/");
    let is_needed = |path: &str| path != "groups.toml" && (!path.starts_with("indicators/") || path.starts_with(&own));
    sources.iter().filter(|file| is_needed(&file.path)).cloned().collect()
}

#[test]
fn every_case_of_a_shipped_indicator_comes_out_as_its_author_expects() {
    let sources = definition_files(&definitions()).unwrap();
    let library = library(&sources);
    let mut cases = 0;
    for indicator in library.indicators.values().filter(|indicator| !indicator.is_published()) {
        let folder = definitions().join("indicators").join(&indicator.id).join("case");
        let case = read_case(&folder).unwrap();
        let tables = read_definition_case(&folder).unwrap();
        let people = in_order(case.people);
        let mut expected: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        let mut all = (0, 0);
        for person in &people {
            let stands = &case.expected[&person.patient.patient_id];
            if stands.in_denominator {
                let sex: Sex = person.patient.sex;
                let of_sex = expected.entry(sex.as_str().to_owned()).or_default();
                for counts in [of_sex, &mut all] {
                    *counts = (counts.0 + u64::from(stands.in_numerator), counts.1 + 1);
                }
            }
        }
        assert!(all.0 > 0 && all.1 > all.0, "{}: the case shows people of both kinds", indicator.id);
        let dir = tempfile::tempdir().unwrap();
        let files = write_tables(dir.path(), &tables.database, 3);
        let cuboid = |dimensions| CellSpec {
            family: indicator.family,
            area_type: AreaType::Icb,
            dimensions,
            questions: vec![0],
            intervals: vec![0],
        };
        let cuboids = vec![cuboid(vec![]), cuboid(vec![CellDimension::Sex])];
        let sources = needed(&sources, &indicator.id);
        let spec = spec(&files, &sources, &indicator.id, case.index_date).with_cells(one_area(&people), cuboids);
        let summary = pass(2, &Arc::new(spec));
        let mut wanted = BTreeMap::from([((0, WHOLE.to_owned(), vec![]), all)]);
        wanted.extend(expected.into_iter().map(|(sex, counts)| ((1, WHOLE.to_owned(), vec![sex]), counts)));
        assert_eq!(counts(&one_area(&people), &summary), wanted, "{}", indicator.id);
        assert_eq!(summary.people, people.len() as u64, "{}", indicator.id);
        assert_eq!(summary.events, people.iter().map(|p| p.events.len() as u64).sum::<u64>(), "{}", indicator.id);
        cases += 1;
    }
    assert_eq!(cases, 144, "the indicators counted here");
}
