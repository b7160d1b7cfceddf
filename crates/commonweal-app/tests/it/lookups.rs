//! Questions about a release that have no answer are answered with those that have.

use crate::support::shared;
use commonweal_app::{AppError, LookupRequest, Value, csv_of, lookup, records_table, rows_of_table, sql};
use commonweal_model::Dimension;

fn request(indicator: &str) -> LookupRequest {
    LookupRequest { indicator: indicator.to_owned(), ..LookupRequest::default() }
}

#[track_caller]
fn refused(request: &LookupRequest) -> String {
    lookup(&shared().set, request).expect_err("no answer").to_string()
}

#[test]
fn whole_areas_and_groups_are_looked_up_apart() {
    let plain = lookup(&shared().set, &request("smoking_prevalence")).unwrap();
    assert!(!plain.is_empty() && plain.iter().all(|f| f.key().breakdowns.is_empty()));
    let by = |by: &[Dimension]| LookupRequest {
        by: by.to_vec(),
        area: Some("E54000060".parse().unwrap()),
        ..request("smoking_prevalence")
    };
    let both = [Dimension::Sex, Dimension::Imd2019QuintileEngland];
    let found = lookup(&shared().set, &by(&both)).unwrap();
    assert!(found.iter().all(|f| f.key().breakdowns.len() == 2 && f.key().area.as_str() == "E54000060"));
    let turned = [both[1], both[0]];
    assert_eq!(lookup(&shared().set, &by(&turned)).unwrap(), found, "in either order");
    let sexes = lookup(&shared().set, &by(&[Dimension::Sex])).unwrap();
    assert!(sexes.iter().any(|f| f.key().breakdowns[0].category == "female"));
}

#[test]
fn an_unknown_indicator_is_answered_with_those_like_it() {
    let text = refused(&request("smoking"));
    assert!(text.starts_with("the indicator `smoking` is not known; of 268, like it are: "), "{text}");
    assert!(text.contains("smoking_prevalence_survey") && !text.contains("bp_recorded_5y"), "{text}");
    let text = refused(&request("x"));
    assert!(text.starts_with("the indicator `x` is not known; there are 268, such as: aaa_screening, "), "{text}");
    assert!(text.len() < 1_000, "{text}");
}

#[test]
fn an_area_without_figures_is_answered_with_the_kinds_of_area_there_are() {
    let area = Some("E06000001".parse().unwrap());
    let text = refused(&LookupRequest { area, ..request("smoking_prevalence") });
    assert!(text.contains("`smoking_prevalence` has no figures for the area E06000001"), "{text}");
    assert!(text.contains("icb") && text.contains("place") && text.contains("commonweal sql"), "{text}");
}

#[test]
fn a_breakdown_off_the_lattice_is_answered_with_those_on_it() {
    let by = vec![Dimension::Sex, Dimension::Age];
    let text = refused(&LookupRequest { by, ..request("smoking_prevalence") });
    assert!(text.starts_with("the lattice has no breakdown of `smoking_prevalence` by sex and age"), "{text}");
    let there = text.split("breakdowns there: ").nth(1).unwrap();
    assert!(
        there.contains("imd2019_quintile_england and sex") && there.contains("none;") | there.contains("; none"),
        "{text}"
    );
}

#[test]
fn a_period_without_figures_is_answered_with_those_there_are() {
    let period = Some("2019-03-31/P1D".parse().unwrap());
    let text = refused(&LookupRequest { period, ..request("smoking_prevalence") });
    let known = "2026-06-30/P1D, 2026-07-31/P1D, 2026-08-31/P1D, 2026-09-30/P1D";
    assert_eq!(text, format!("the period `2019-03-31/P1D` is not known; use one of: {known}"));
    let period = Some("2026-09-30/P1D".parse().unwrap());
    assert!(lookup(&shared().set, &LookupRequest { period, ..request("smoking_prevalence") }).is_ok());
}

#[test]
fn sql_csv_and_lookup_show_the_same_figures() {
    let shared = &shared();
    let all = shared.set.to_records();
    let answer = sql(Some(&shared.workspace), "SELECT * FROM released_values").unwrap();
    assert_eq!(answer, rows_of_table(&records_table(&all)));
    let csv = csv_of(&all);
    assert_eq!(csv.matches("\r\n").count(), all.len() + 1);
    assert!(csv.starts_with("indicator_id,series,area_code,area_type,"), "{}", &csv[..80]);
    let count = sql(
        Some(&shared.workspace),
        "SELECT count(*) FROM released_values WHERE withheld_reason IS NOT NULL AND value IS NOT NULL",
    );
    assert_eq!(count.unwrap().rows, [[Value::Integer(0)]]);
}

#[test]
fn released_values_exist_in_a_workspace_only_and_records_never() {
    let error = sql(None, "SELECT * FROM released_values").unwrap_err();
    assert!(matches!(error, AppError::Engine(_)));
    assert!(!error.to_string().contains("released_values,"), "{error}");
    for table in ["patients", "clinical_events", "addresses"] {
        let error = sql(Some(&shared().workspace), &format!("SELECT * FROM {table}")).unwrap_err().to_string();
        assert!(error.contains("The tables are:") && error.contains("released_values"), "{error}");
    }
}
