//! Random people and random definitions, small enough that chance makes them meet.

use commonweal_cohort::SourceFile;
use commonweal_model::{AddressRow, ClinicalEventRow, PatientRow, PersonRecords, RegistrationRow, Sex};
use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// The index date of random tests: the day after a leap day, so that months back meet short months.
pub const INDEX_DATE: Date = date(2024, 3, 31);

/// Codes of the random codelists and some no list has: plain numbers, long ones, a leading zero, letters.
const CODES: [&str; 9] =
    ["11", "22", "33", "1082641000000106", "9999999999999999", "0044", "XaPwi", "44", "12345678901234567890"];

/// A random person whose events use the codes of [`any_files`] around [`INDEX_DATE`].
pub fn any_person() -> impl Strategy<Value = PersonRecords> {
    let born = (-110i32 * 365..200).prop_map(days_from_index);
    let died = option::weighted(0.2, (-400i32..400).prop_map(days_from_index));
    let sex = prop::sample::select(Sex::ALL);
    let spells = || vec(((-2000i32..30), option::of(0i32..2500), any::<bool>()), 0..4);
    (born, died, sex, spells(), spells(), vec(any_event(), 0..14)).prop_map(
        |(born, died, sex, registrations, addresses, mut events)| {
            events.sort_by_key(|event| event.date);
            PersonRecords {
                patient: PatientRow { patient_id: 1, date_of_birth: born, sex, date_of_death: died },
                registrations: registrations.into_iter().map(|(start, days, _)| registration(start, days)).collect(),
                addresses: one_start_each(addresses).into_iter().map(address).collect(),
                ethnicity: Vec::new(),
                events,
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
        practice_code: "C84023".to_owned(),
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
        imd19_rank: None,
        imd25_rank: None,
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
        prop::sample::select(vec![Some(-0.0), Some(0.0), Some(1.0), Some(140.5), Some(f64::NAN), Some(f64::INFINITY)]),
    ];
    (day, prop::sample::select(CODES.to_vec()), value).prop_map(|(date, code, numeric_value)| ClinicalEventRow {
        patient_id: 1,
        date,
        snomedct_code: code.to_owned(),
        numeric_value,
    })
}

/// Random definition files: three codelists, a cohort, an indicator that uses it, and a lattice. Always sound.
pub fn any_files() -> impl Strategy<Value = Vec<SourceFile>> {
    let features = || vec(any_feature(), 4);
    (features(), features(), any_rule_text(false), any_rule_text(true), any_rule_text(true)).prop_map(
        |(cohort_features, features, cohort_rule, denominator, numerator)| {
            let file = |path: &str, text: String| SourceFile { path: path.to_owned(), text };
            vec![
                file("codelists/a.csv", "code,term,category\n11,x,S\n22,x,E\n33,x,\n1082641000000106,x,N\n".to_owned()),
                file("codelists/b.csv", "code,term,category\n22,x,S\n0044,x,N\nXaPwi,x,E\n".to_owned()),
                file("codelists/c.csv", "code,term,category\n9999999999999999,x,S\n11,x,N\n44,x,E\n".to_owned()),
                file("cohorts/random/definition.toml", cohort(&cohort_features, &cohort_rule)),
                file("indicators/random/definition.toml", indicator(&features, &denominator, &numerator)),
                file("lattice.toml", LATTICE.to_owned()),
            ]
        },
    )
}

const LATTICE: &str = "deprivation = 'imd2019_quintile_england'\n[ages]\nshown = ['0+']\nstandard = ['0+']\n";

/// The features every random definition has are `latest`, `earliest`, `ever` and `count`, by the way they pick.
const PICKS: [&str; 4] = ["latest", "earliest", "ever", "count"];

fn any_feature() -> impl Strategy<Value = String> {
    let codelist = prop::sample::select(vec!["a", "b", "c"]);
    let within =
        prop::sample::select(vec!["", "within = 'P1M'", "within = 'P12M'", "within = 'P2Y'", "within = 'P90D'"]);
    (codelist, within).prop_map(|(codelist, within)| format!("codelist = '{codelist}'\n{within}"))
}

fn feature_tables(features: &[String]) -> String {
    let tables = PICKS.iter().zip(features);
    tables.map(|(pick, rest)| format!("[features.{pick}_one]\npick = '{pick}'\n{rest}\n")).collect()
}

fn cohort(features: &[String], rule: &str) -> String {
    let head = "id = 'random'\ntitle = 'Random'\nabout = 'Random'\nclass = 'standard'\n";
    format!("{head}rule = \"\"\"\n{rule}\"\"\"\n{}", feature_tables(features))
}

fn indicator(features: &[String], denominator: &str, numerator: &str) -> String {
    let head = "id = 'random'\ntitle = 'Random'\nshort_title = 'R'\nquestion = 'How many?'\ndomain = 'access'\n\
                family = 'residence'\nclass = 'standard'\npolarity = 'neutral'\nunit = '%'\n\
                counting_unit = 'person'\nmethod = 'proportion'\nstandardise = false\nowner = 'o'\nsource = 's'\n";
    format!(
        "{head}[denominator]\ntext = 't'\nrule = \"\"\"\n{denominator}\"\"\"\n\
         [numerator]\ntext = 't'\nrule = \"\"\"\n{numerator}\"\"\"\n{}",
        feature_tables(features)
    )
}

/// A random rule over the features of the random definitions, well typed; it may name the random cohort.
pub fn any_rule_text(with_cohort: bool) -> impl Strategy<Value = String> {
    let op = || prop::sample::select(vec!["=", "!=", "<", "<=", ">", ">="]);
    let numbers = || {
        prop::sample::select(vec![
            "age",
            "latest_one.value",
            "earliest_one.value",
            "latest_one.count",
            "count_one.count",
            "0",
            "1",
            "2",
            "45",
            "140.5",
            "-1",
        ])
    };
    let dates = || prop::sample::select(vec!["index_date", "latest_one.date", "earliest_one.date"]);
    let mut claims = vec!["alive", "registered", "care_home", "latest_one", "earliest_one", "ever_one", "count_one"];
    if with_cohort {
        claims.push("cohort.random");
    }
    let texts = prop::sample::select(vec![
        "sex = 'female'",
        "sex != 'unknown'",
        "latest_one.category = 'S'",
        "earliest_one.category != 'N'",
        "latest_one.category = earliest_one.category",
    ]);
    let leaf = prop_oneof![
        prop::sample::select(claims).prop_map(str::to_owned),
        texts.prop_map(str::to_owned),
        (numbers(), op(), numbers()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        (dates(), op(), dates()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| format!("not ({a})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) and ({b})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a})\n or ({b})")),
        ]
    })
}
