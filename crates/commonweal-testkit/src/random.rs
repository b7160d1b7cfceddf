//! Random people, small enough that chance makes them meet random definitions.

use commonweal_model::{AddressRow, ClinicalEventRow, EthnicityRow, PatientRow, PersonRecords, RegistrationRow, Sex};
use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// The index date of random tests: the day after a leap day, so that months back meet short months.
pub const INDEX_DATE: Date = date(2024, 3, 31);

/// Codes of the random codelists and some no list has: of six digits to eighteen, and texts that are no codes.
const CODES: [&str; 9] = [
    "110011",
    "220022",
    "330033",
    "1082641000000106",
    "999999999999999999",
    "4400440044",
    "550055",
    "XaPwi",
    "12345678901234567890",
];

/// A random person whose events use the codes of [`crate::any_files`] around [`INDEX_DATE`].
pub fn any_person() -> impl Strategy<Value = PersonRecords> {
    let born = (-110i32 * 365..200).prop_map(days_from_index);
    let died = option::weighted(0.2, (-400i32..400).prop_map(days_from_index));
    let sex = prop::sample::select(Sex::ALL);
    let spells = || vec(((-2000i32..30), option::of(0i32..2500), any::<bool>()), 0..4);
    let ethnicity = vec(((-2000i32..30), prop::sample::select(vec!["A", "H", "R", "S", "Z", "99", "?"])), 0..4);
    (born, died, sex, spells(), spells(), ethnicity, vec(any_event(), 0..14)).prop_map(
        |(born, died, sex, registrations, addresses, ethnicity, mut events)| {
            events.sort_by_key(|event| event.date);
            let ethnicity = ethnicity.into_iter().map(|(days, category)| EthnicityRow {
                patient_id: 1,
                date: days_from_index(days),
                source: "gp".into(),
                category: category.into(),
                category_raw: category.into(),
            });
            let ethnicity = ethnicity.collect();
            PersonRecords {
                patient: PatientRow { patient_id: 1, date_of_birth: born, sex, date_of_death: died },
                registrations: registrations.into_iter().map(|(start, days, _)| registration(start, days)).collect(),
                addresses: one_start_each(addresses).into_iter().map(address).collect(),
                ethnicity,
                events,
                further: Vec::new(),
            }
        },
    )
}

/// Two addresses begun on one day have no order; records do not hold them.
fn one_start_each(mut spells: Vec<(i32, Option<i32>, bool)>) -> Vec<(i32, Option<i32>, bool)> {
    spells.sort_by_key(|(start, ..)| *start);
    spells.dedup_by_key(|(start, ..)| *start);
    spells
}

fn days_from_index(days: i32) -> Date {
    INDEX_DATE.saturating_add(Span::new().days(days))
}

fn registration(start: i32, days: Option<i32>) -> RegistrationRow {
    RegistrationRow {
        patient_id: 1,
        start_date: days_from_index(start),
        end_date: days.map(|days| days_from_index(start + days)),
        practice_code: "C84023".into(),
        practice_pseudo_id: 1,
        practice_stp: None,
        practice_nuts1_region_name: None,
    }
}

fn address((start, days, care_home): (i32, Option<i32>, bool)) -> AddressRow {
    AddressRow {
        patient_id: 1,
        start_date: days_from_index(start),
        end_date: days.map(|days| days_from_index(start + days)),
        lsoa11: None,
        lsoa21: None,
        imd19_rank: days.map(|days| days * 20),
        imd25_rank: days.map(|days| days * 14),
        rural_urban: None,
        care_home,
        household_id: None,
    }
}

/// Days cluster on the edges of the random windows; values are few, so that ties happen.
fn any_event() -> impl Strategy<Value = ClinicalEventRow> {
    let edges: Vec<Date> = [0.months(), 1.month(), 12.months(), 24.months()]
        .into_iter()
        .flat_map(|back| (-1..=1).map(move |day| INDEX_DATE.saturating_sub(back).saturating_add(day.days())))
        .collect();
    let day = prop_oneof![prop::sample::select(edges), (-1000i32..10).prop_map(days_from_index)];
    let value = prop_oneof![
        Just(None),
        prop::sample::select(vec![Some(-0.0), Some(0.0), Some(1.0), Some(140.5), Some(f64::NAN)]),
    ];
    (day, prop::sample::select(CODES.to_vec()), value).prop_map(|(date, code, numeric_value)| ClinicalEventRow {
        patient_id: 1,
        date,
        snomedct_code: code.into(),
        numeric_value,
    })
}
