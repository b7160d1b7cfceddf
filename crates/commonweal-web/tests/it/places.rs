//! Areas, comparisons, data quality, definitions, changes: what each page shows is what its file holds.

use crate::site::{Answer, demo, get, site};
use axum::Router;
use axum::http::StatusCode;
use commonweal_chart::format;
use std::collections::BTreeMap;

/// Rows of a file by the names in its heading. No cell of these files holds a line break.
fn rows(file: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = file.split("\r\n").filter(|line| !line.is_empty()).map(cells);
    let header = lines.next().unwrap();
    lines.map(|row| header.iter().cloned().zip(row).collect()).collect()
}

fn cells(line: &str) -> Vec<String> {
    let (mut found, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => found.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    found.push(cell);
    found
}

/// Each number of a file's column stands in the page, written as pages write numbers.
#[track_caller]
fn shown(page: &Answer, row: &BTreeMap<String, String>, column: &str, unit: &str) {
    if let Ok(value) = row[column].parse::<f64>() {
        let said = format::value(value, unit.split(", ").next().unwrap());
        assert!(page.body.contains(&said), "{column} {said} is in the file and not in the page: {row:?}");
    }
}

async fn ok(router: &Router, address: &str) -> Answer {
    let answer = get(router, address).await;
    assert_eq!(answer.status, StatusCode::OK, "{address}");
    answer
}

#[tokio::test]
async fn every_area_is_listed_once_and_found_by_name_or_code() {
    let (site, router) = (site(), demo());
    let page = ok(&router, "/areas").await;
    for area in site.areas() {
        assert!(page.body.contains(&format!("href=\"/areas/{}\"", area.code)), "{} is not listed", area.code);
    }
    let file = rows(&ok(&router, "/areas.csv").await.body);
    assert_eq!(file.len(), site.areas().count());
    let found = ok(&router, "/areas?q=ashfield").await;
    assert!(found.body.contains("/areas/E07000170") && !found.body.contains("/areas/E07000176\""));
    assert!(ok(&router, "/areas?q=e07000176").await.body.contains("/areas/E07000176\""));
    assert!(ok(&router, "/areas?q=atlantis").await.body.contains("No place matches “atlantis”"));
}

#[tokio::test]
async fn a_profile_and_its_file_hold_the_same_questions_and_numbers() {
    let router = demo();
    for (area, view) in [("E07000170", ""), ("QT1-MID", "?view=life-course"), ("E54000060", "")] {
        let page = ok(&router, &format!("/areas/{area}{view}")).await;
        let file = rows(&ok(&router, &format!("/areas/{area}.csv{view}")).await.body);
        assert!(file.len() >= 4, "{area} has {} questions", file.len());
        assert_eq!(
            page.body
                .matches("scope=\"row\" class=\"nhsuk-table__header app-row-header\"><a href=\"/indicators/")
                .count(),
            file.len()
        );
        for row in &file {
            for column in ["value", "benchmark_value"] {
                shown(&page, row, column, &row["unit"]);
            }
            for column in ["numerator", "denominator"] {
                shown(&page, row, column, "people");
            }
        }
    }
}

#[tokio::test]
async fn a_profile_says_who_lives_there_and_which_areas_are_like_it() {
    let router = demo();
    for area in ["E07000170", "E02002868", "QT1-CITY"] {
        let page = ok(&router, &format!("/areas/{area}")).await;
        for id in ["id=\"ages\"", "id=\"deprivation\"", "id=\"similar\"", "id=\"spine\""] {
            assert!(page.body.contains(id), "{area} has no {id}");
        }
        assert!(
            !page.body.contains(&format!(
                "<th scope=\"row\" class=\"nhsuk-table__header app-row-header\"><a href=\"/areas/{area}\""
            )),
            "{area} is not like itself"
        );
    }
}

#[tokio::test]
async fn a_comparison_and_its_file_hold_the_same_numbers() {
    let router = demo();
    for query in [
        "indicator=smoking_prevalence&areas=E07000170,E07000176,E06000018",
        "indicator=smoking_prevalence&area=E54000060&by=imd2019_quintile_england",
        "indicator=smoking_prevalence",
    ] {
        let page = ok(&router, &format!("/compare?{query}")).await;
        let file = rows(&ok(&router, &format!("/compare.csv?{query}")).await.body);
        assert!((2..=6).contains(&file.len()), "{query}");
        for (at, row) in file.iter().enumerate() {
            shown(&page, row, "value", "%");
            shown(&page, row, "denominator", "people");
            shown(&page, row, "difference_from_first", "percentage points");
            let is_compared = !row["difference_from_first"].is_empty();
            assert!(at > 0 || !is_compared, "the first is not compared with itself");
            if is_compared {
                let (low, high): (f64, f64) =
                    (row["difference_lower_95"].parse().unwrap(), row["difference_upper_95"].parse().unwrap());
                let is_clear = low > 0.0 || high < 0.0;
                assert_eq!(row["direction"] == "no clear difference", !is_clear, "{row:?}");
            }
        }
    }
}

#[tokio::test]
async fn boxes_that_are_ticked_send_areas_once_each() {
    let router = demo();
    let one = ok(&router, "/compare?indicator=smoking_prevalence&areas=E07000170&areas=E07000176").await;
    let other = ok(&router, "/compare?indicator=smoking_prevalence&areas=E07000170,E07000176").await;
    assert_eq!(one.body, other.body);
}

#[tokio::test]
async fn comparisons_that_make_no_sense_say_what_does() {
    let router = demo();
    for (address, status, said) in [
        ("/compare?indicator=smoking_prevalence&areas=E07000170", StatusCode::BAD_REQUEST, "Choose two to six areas"),
        ("/compare?indicator=smoking_prevalence&areas=E07000170,E99999999", StatusCode::NOT_FOUND, "E99999999"),
        ("/compare?indicator=smoking_prevalence&by=colour", StatusCode::BAD_REQUEST, "sex"),
        ("/compare?indicator=no_such", StatusCode::NOT_FOUND, "/indicators/"),
        ("/compare?indicator=smoking_prevalence&kind=moon", StatusCode::BAD_REQUEST, "district"),
        ("/areas/E54000060?view=sideways", StatusCode::BAD_REQUEST, "life-course"),
        ("/definitions/no_such_thing", StatusCode::NOT_FOUND, "/definitions"),
        ("/definitions/asthma?kind=moon", StatusCode::BAD_REQUEST, "codelist"),
        ("/indicators/bp_recorded_5y/reconcile", StatusCode::NOT_FOUND, "/indicators/smoking_prevalence/reconcile"),
    ] {
        let answer = get(&router, address).await;
        assert_eq!(answer.status, status, "{address}");
        assert!(answer.body.contains(said), "{address} does not say {said}");
    }
}

#[tokio::test]
async fn areas_of_different_kinds_are_not_subtracted() {
    let page = ok(&demo(), "/compare?indicator=smoking_prevalence&areas=E07000170,QT1-MID").await;
    assert!(page.body.contains("the same people may be in both"));
}

#[tokio::test]
async fn data_quality_and_its_file_hold_the_same_numbers() {
    let router = demo();
    let page = ok(&router, "/data-quality").await;
    let file = rows(&ok(&router, "/data-quality.csv").await.body);
    for measure in
        ["ethnic_group_known", "people_in_records_of_public_population", "figures_not_shown", "published_series"]
    {
        assert!(file.iter().any(|row| row["measure"] == measure), "no row is about {measure}");
    }
    for row in file.iter().filter(|row| row["measure"] != "published_series") {
        shown(&page, row, "numerator", "people");
        shown(&page, row, "denominator", "people");
    }
}

#[tokio::test]
async fn every_kind_of_definition_has_a_page_that_says_its_rule_and_its_fingerprint() {
    let (site, router) = (site(), demo());
    for (id, kind, said) in [
        ("smoking_prevalence", "indicator", "Who could be counted"),
        ("asthma", "cohort", "Who leaves at each step"),
        ("asthma", "codelist", "Where it is used"),
    ] {
        let page = ok(&router, &format!("/definitions/{id}?kind={kind}")).await;
        assert!(page.body.contains(said), "{id} does not say {said}");
        let words = site.definitions().into_iter().find(|entry| entry.id == id && entry.kind.as_str() == kind).unwrap();
        let hash = site.definition(id, Some(words.kind)).unwrap().hash;
        assert!(page.body.contains(&hash), "{id} has no fingerprint");
    }
    let list = ok(&router, "/definitions").await;
    for entry in site.definitions() {
        assert!(list.body.contains(&format!("/definitions/{}", entry.id)), "{} is not listed", entry.id);
    }
    assert!(ok(&router, "/definitions?q=smok").await.body.contains("/definitions/smoking_prevalence"));
}

#[tokio::test]
async fn a_first_release_has_nothing_to_be_compared_with() {
    let page = ok(&demo(), "/changes").await;
    assert!(page.body.contains("This is the first release") && page.body.contains("Shown on these pages"));
    assert_eq!(rows(&ok(&demo(), "/changes.csv").await.body).len(), 0);
}

#[tokio::test]
async fn a_value_published_elsewhere_stands_beside_ours_with_the_difference_taken_apart() {
    let router = demo();
    let page = ok(&router, "/indicators/smoking_prevalence/reconcile").await;
    for said in ["Counted here", "Published", "Left out", "Counted over"] {
        assert!(page.body.contains(said), "the page does not say {said}");
    }
    let how = ok(&router, "/indicators/smoking_prevalence").await;
    assert!(how.body.contains("/indicators/smoking_prevalence/reconcile"), "the figure links to it");
    assert!(how.body.contains("commonweal refresh --snapshot"), "and says how to make it again");
}

#[tokio::test]
async fn a_preview_says_so_on_every_line_and_keeps_nothing() {
    let router = demo();
    let before = ok(&router, "/changes").await.body;
    let page = ok(&router, "/definitions/smoking_prevalence/preview").await;
    let rows = page.body.matches("<th scope=\"row\"").count();
    assert!(rows > 10, "{rows} rows");
    assert!(page.body.matches("Preview, not released").count() > rows, "every row is marked");
    assert_eq!(ok(&router, "/changes").await.body, before, "nothing was released");
    assert_eq!(get(&router, "/definitions/no_such/preview").await.status, StatusCode::NOT_FOUND);
    let published = get(&router, "/definitions/smoking_prevalence_survey/preview").await;
    assert!(published.status == StatusCode::NOT_FOUND && published.body.contains("published elsewhere"));
}
