//! Definitions in plain English, as a care coordinator reads them.

use crate::support::shipped;
use commonweal_cohort::query::{Database, Table, Value};
use commonweal_cohort::{Holds, explain, explain_indicator, why};
use jiff::civil::date;
use std::fs;
use std::path::PathBuf;

fn expected(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/explained")).join(format!("{name}.txt"))
}

/// What is said is what the file says. With `RENEW` set in the environment, the file is written instead: read the
/// difference before you keep it.
#[track_caller]
fn check(name: &str, said: &str) {
    if std::env::var_os("RENEW").is_some() {
        fs::write(expected(name), said).expect("the folder is in the repository");
    }
    let told = fs::read_to_string(expected(name)).unwrap_or_default();
    assert_eq!(said, told, "\n{said}");
}

#[test]
fn eleven_definitions_read_well() {
    let library = shipped();
    for id in [
        "adult_smokers",
        "asthma_obese_20_39",
        "copd",
        "copd_without_rehab_24m",
        "hypertension_undiagnosed",
        "hypertension_undiagnosed_deprived",
        "diabetes_type2_risk",
        "undiagnosed_af_risk",
        "smokers_awaiting_surgery",
        "ethnic_minority",
        "smokers_current",
    ] {
        let explanation = explain(&library, id).expect("the cohort is shipped");
        check(id, &explanation.to_string());
    }
}

#[test]
fn an_indicator_reads_well_whether_it_is_counted_here_or_published() {
    let library = shipped();
    let said = |id: &str| explain_indicator(&library, id).expect("the indicator is shipped").to_string();
    let counted = said("smoking_prevalence");
    let begins = "Adults who smoke, by what their practice has recorded\n\
                  Indicator (smoking_prevalence). How many adults smoke?\n\n\
                  Could be counted: people aged 18 and over who live in the area, are registered with a practice and have \
                  a smoking status recorded. All of this is true on the index date:\n  1. They are alive\n  \
                  2. They are registered with a practice\n  3. They are aged 18 or over\n  \
                  4. They have a record of smoking status\n\n\
                  Are counted, of these: those of them whose latest status says that they smoke. All of this is true on \
                  the index date:\n  1. The category of their latest record of smoking status is \u{2018}S\u{2019}\n";
    assert!(counted.starts_with(begins), "{counted}");
    let published = said("healthy_life_expectancy");
    assert!(published.contains("\nThe values are published elsewhere: "), "{published}");
}

#[test]
fn the_flow_of_exclusions_shows_who_leaves_at_each_step() {
    let explanation = explain(&shipped(), "adult_smokers").expect("the cohort is shipped");
    check("flow", &explanation.flow(Some(&[1200, 210, 197])));
    assert_eq!(explanation.flow(None).lines().count(), explanation.steps.len() + 2);
}

/// One person whose only blood pressure is high.
fn person() -> Database {
    let mut database = Database::default();
    let mut add = |name: &str, header: &[&str], rows: Vec<Vec<Option<Value>>>| {
        let header = header.iter().map(|column| (*column).into()).collect();
        let rows = rows.into_iter().map(|cells| (7, cells)).collect();
        database.tables.insert(name.into(), Table { header, rows });
    };
    let day = |year, month, day| Some(Value::Date(date(year, month, day)));
    add("patients", &["date_of_birth", "sex"], vec![vec![day(1960, 5, 1), Some(Value::text("female"))]]);
    add(
        "practice_registrations",
        &["start_date", "practice_code"],
        vec![vec![day(2001, 1, 1), Some(Value::text("C84023"))]],
    );
    let event = |on, code: &str, value| vec![on, Some(Value::text(code)), Value::float(value)];
    let events = vec![
        event(day(2024, 11, 5), "271649006", 152.0),
        event(day(2024, 11, 5), "271650006", 84.0),
        event(day(2021, 2, 1), "271649006", 171.0),
    ];
    add("clinical_events", &["date", "snomedct_code", "numeric_value"], events);
    database
}

#[test]
fn why_a_person_belongs_is_told_with_the_rows_that_make_it_so() {
    let told = why(&shipped(), "hypertension_undiagnosed", &person(), 7, date(2025, 3, 31)).expect("they are there");
    assert!(told.member);
    assert!(told.reasons.iter().all(|reason| reason.holds == Holds::Yes));
    check("why", &told.to_string());
}

#[test]
fn why_a_person_does_not_belong_names_the_part_that_is_not_so() {
    let told = why(&shipped(), "hypertension", &person(), 7, date(2025, 3, 31)).expect("they are there");
    assert!(!told.member);
    let missing: Vec<&str> =
        told.reasons.iter().filter(|reason| reason.holds != Holds::Yes).map(|reason| reason.words.as_str()).collect();
    assert_eq!(missing[0], "they have a record of hypertension diagnosis");
    let nobody = why(&shipped(), "hypertension", &person(), 8, date(2025, 3, 31)).map(|told| told.member);
    assert_eq!(
        nobody.map_err(|error| error.to_string()),
        Err("there is no patient 8 in the records; give the number that the records have".to_owned())
    );
}
