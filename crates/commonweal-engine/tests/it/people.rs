//! Random people, random definitions: the pass counts what the plain evaluator judges.

use crate::support::{At, counts, in_order, library, pass, spec, write};
use commonweal_cohort::Library;
use commonweal_cohort::evaluate::Interval;
use commonweal_engine::{CellDimension, CellSpec, Geography, PassSpec, UNKNOWN_CATEGORY};
use commonweal_model::{
    AgeBand, AreaType, EthnicCategory, EthnicGroup, EthnicityRow, Family, ImdEdition, PersonRecords, age_on,
    quintile_of_rank,
};
use commonweal_testkit::{INDEX_DATE, any_files, any_person, judge};
use jiff::ToSpan;
use jiff::civil::Date;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) const WHOLE: &str = "E54000060";
/// Small areas and the district of each; the last is in none.
const LSOAS: [(&str, Option<&str>); 3] =
    [("E01013810", Some("E06000018")), ("E01028270", Some("E07000174")), ("W01000001", None)];
/// Practices and the network of each; the last is in none.
const PRACTICES: [(&str, Option<&str>); 3] = [("C84023", Some("U00001")), ("C84001", Some("U00002")), ("Y00001", None)];
const CATEGORIES: [&str; 6] = ["A", "H", "N", "Z", "99", "nonsense"];
const BANDS: [AgeBand; 2] = [AgeBand { from: 0, to: Some(39) }, AgeBand { from: 40, to: Some(79) }];

pub(crate) fn specs() -> Vec<CellSpec> {
    let spec = |family, area_type, dimensions| CellSpec {
        family,
        area_type,
        dimensions,
        questions: vec![0],
        intervals: vec![0],
    };
    let (sex, ethnicity) = (CellDimension::Sex, CellDimension::Ethnicity);
    let (imd19, imd25) = (CellDimension::Imd2019Quintile, CellDimension::Imd2025Quintile);
    vec![
        spec(Family::Residence, AreaType::Icb, vec![]),
        spec(Family::Residence, AreaType::Icb, vec![sex, CellDimension::Age(BANDS.to_vec())]),
        spec(Family::Residence, AreaType::District, vec![imd19, ethnicity]),
        spec(Family::Residence, AreaType::District, vec![imd25]),
        spec(Family::Registration, AreaType::Pcn, vec![CellDimension::Sex]),
    ]
}

pub(crate) fn geography() -> Geography {
    let mut geography = Geography::new();
    for (lsoa, district) in LSOAS.iter().filter_map(|(lsoa, district)| Some((lsoa, (*district)?))) {
        geography.insert(Family::Residence, lsoa, AreaType::Icb, WHOLE.parse().unwrap());
        geography.insert(Family::Residence, lsoa, AreaType::District, district.parse().unwrap());
    }
    for (practice, network) in PRACTICES.iter().filter_map(|(practice, network)| Some((practice, (*network)?))) {
        geography.insert(Family::Registration, practice, AreaType::Pcn, network.parse().unwrap());
    }
    geography
}

pub(crate) fn any_population() -> impl Strategy<Value = Vec<PersonRecords>> {
    let place = (0..4_usize, option::of(1..=32_844_i32), option::of(1..=33_755_i32));
    let ethnicity = vec((-3000..60_i32, 0..CATEGORIES.len()), 0..4);
    let person = (any_person(), vec(place, 4), vec(0..3_usize, 4), ethnicity);
    vec(person, 1..40).prop_map(|people| {
        let settled = people.into_iter().zip(1..).map(|((mut person, places, practices, ethnicity), id)| {
            person.patient.patient_id = id;
            for (row, (lsoa, imd19, imd25)) in person.addresses.iter_mut().zip(places) {
                row.lsoa21 = LSOAS.get(lsoa).map(|(lsoa, _)| (*lsoa).into());
                (row.imd19_rank, row.imd25_rank) = (imd19, imd25);
                row.patient_id = id;
            }
            for (row, practice) in person.registrations.iter_mut().zip(practices) {
                row.practice_code = PRACTICES[practice].0.into();
                row.patient_id = id;
            }
            person.ethnicity = ethnicity.into_iter().map(|(days, category)| recorded(id, days, category)).collect();
            person.events.iter_mut().for_each(|row| row.patient_id = id);
            person
        });
        in_order(settled.collect())
    })
}

fn recorded(id: i64, days: i32, category: usize) -> EthnicityRow {
    EthnicityRow {
        patient_id: id,
        date: INDEX_DATE.saturating_add(days.days()),
        source: "gp".into(),
        category: CATEGORIES[category].into(),
        category_raw: CATEGORIES[category].into(),
    }
}

fn holds(start: Date, end: Option<Date>) -> bool {
    start <= INDEX_DATE && end.is_none_or(|end| end > INDEX_DATE)
}

/// The broad group by the words of the rule: the latest known answer, else that none was given, else not known.
fn ethnic_group(person: &PersonRecords) -> EthnicGroup {
    let by_now = person.ethnicity.iter().filter(|row| row.date <= INDEX_DATE);
    let read: Vec<EthnicCategory> =
        by_now.map(|row| EthnicCategory::from_record(&row.category).unwrap_or(EthnicCategory::NotKnown)).collect();
    match read.iter().rfind(|category| category.is_known()) {
        Some(known) => known.census2021_group(),
        None if read.contains(&EthnicCategory::NotStated) => EthnicGroup::NotStated,
        None => EthnicGroup::NotKnown,
    }
}

/// Every cell a person stands in, one rule at a time.
pub(crate) fn cells_of(person: &PersonRecords) -> Vec<At> {
    let addresses = person.addresses.iter().filter(|r| holds(r.start_date, r.end_date));
    let address = addresses.max_by_key(|r| (r.start_date, r.lsoa21.as_deref(), r.imd19_rank, r.imd25_rank));
    let practices = person.registrations.iter().filter(|r| holds(r.start_date, r.end_date));
    let practice = practices.max_by_key(|r| (r.start_date, &*r.practice_code));
    let named = |names: &[(&str, Option<&'static str>)], code: Option<&str>| {
        names.iter().find(|(name, _)| Some(*name) == code).and_then(|(_, area)| *area)
    };
    let district = named(&LSOAS, address.and_then(|row| row.lsoa21.as_deref()));
    let network = named(&PRACTICES, practice.map(|row| &*row.practice_code));
    let fifth = |rank: Option<i32>, edition| {
        let fifth = rank.and_then(|rank| quintile_of_rank(u32::try_from(rank).unwrap(), edition));
        fifth.map_or(UNKNOWN_CATEGORY.to_owned(), |fifth| fifth.number().to_string())
    };
    let sex = person.patient.sex.as_str().to_owned();
    let age = age_on(person.patient.date_of_birth, INDEX_DATE);
    let band = BANDS.iter().find(|band| band.contains(age)).map_or(UNKNOWN_CATEGORY.to_owned(), ToString::to_string);
    let mut cells = Vec::new();
    if let (Some(district), Some(address)) = (district, address) {
        let of_2019 = fifth(address.imd19_rank, ImdEdition::Imd2019);
        cells.push((0, WHOLE.to_owned(), vec![]));
        cells.push((1, WHOLE.to_owned(), vec![sex.clone(), band]));
        cells.push((2, district.to_owned(), vec![of_2019, ethnic_group(person).as_str().to_owned()]));
        cells.push((3, district.to_owned(), vec![fifth(address.imd25_rank, ImdEdition::Imd2025)]));
    }
    cells.extend(network.map(|network| (4, network.to_owned(), vec![sex])));
    cells
}

fn expected(library: &Library, people: &[PersonRecords]) -> BTreeMap<At, (u64, u64)> {
    let mut expected: BTreeMap<At, (u64, u64)> = BTreeMap::new();
    for person in people {
        let judgement = judge(library, &library.indicators["random"], person, INDEX_DATE);
        for cell in cells_of(person).into_iter().filter(|_| judgement.in_denominator) {
            let counts = expected.entry(cell).or_default();
            *counts = (counts.0 + u64::from(judgement.in_numerator), counts.1 + 1);
        }
    }
    expected
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn cells_are_the_sum_of_what_the_plain_evaluator_says_of_each_person(
        people in any_population(),
        files in any_files(),
        buckets in 1..6_u32,
    ) {
        let library = library(&files);
        let dir = tempfile::tempdir().unwrap();
        let records = write(dir.path(), &people, buckets);
        let wanted = expected(&library, &people);
        let spec = Arc::new(spec(&records, &files, "random", INDEX_DATE).with_cells(geography(), specs()));
        let [one, two] = [1, 2].map(|threads| pass(threads, &spec));
        prop_assert_eq!(counts(&spec.geography, &one), wanted);
        let sent = PassSpec::from_json(&spec.to_json()).unwrap();
        prop_assert_eq!(&pass(2, &Arc::new(sent)).cells, &one.cells, "the pass as another machine reads it");
        prop_assert_eq!(&one.cells, &two.cells, "one thread or two");
        prop_assert_eq!((one.people, one.events), (two.people, two.events));
        prop_assert_eq!(one.people, people.len() as u64);
    }

    #[test]
    fn what_is_counted_at_many_dates_is_what_each_date_gives_alone(
        people in any_population(),
        files in any_files(),
        buckets in 1..6_u32,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let records = write(dir.path(), &people, buckets);
        let dates = [400, 31, 0].map(|days: i32| INDEX_DATE.saturating_sub(days.days()));
        let of_dates = |dates: &[Date], cells: Vec<CellSpec>| {
            let one = spec(&records, &files, "random", INDEX_DATE);
            let intervals = dates.iter().map(|date| Interval::on(*date)).collect();
            Arc::new(PassSpec::new(one.questions, intervals, one.files).with_cells(geography(), cells))
        };
        // Totals and fifths are followed, and so counted together; the last cuboid is of the last date alone.
        let imd = || vec![CellDimension::Imd2019Quintile];
        let followed = |area_type, dimensions| CellSpec {
            family: Family::Residence,
            area_type,
            dimensions,
            questions: vec![0],
            intervals: vec![0, 1, 2],
        };
        let cells = vec![
            followed(AreaType::Icb, vec![]),
            followed(AreaType::District, imd()),
            followed(AreaType::Icb, imd()),
            followed(AreaType::District, vec![]),
            CellSpec { intervals: vec![2], ..followed(AreaType::District, vec![CellDimension::Sex]) },
        ];
        let [one, two] = [1, 2].map(|threads| pass(threads, &of_dates(&dates, cells.clone())));
        prop_assert_eq!(&one.cells, &two.cells, "one thread or two");
        for (number, date) in (0..).zip(&dates) {
            let alone: Vec<CellSpec> = cells
                .iter()
                .map(|cell| {
                    let is_counted = cell.intervals.contains(&number);
                    CellSpec { intervals: if is_counted { vec![0] } else { vec![] }, ..cell.clone() }
                })
                .collect();
            let wanted = pass(2, &of_dates(&[*date], alone)).cells;
            let of_date = one.cells.iter().filter(|cell| cell.interval == number);
            let found: Vec<_> = of_date.map(|cell| commonweal_engine::Cell { interval: 0, ..cell.clone() }).collect();
            prop_assert_eq!(found, wanted, "on {}", date);
        }
    }
}
