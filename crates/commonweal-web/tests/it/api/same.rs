//! The same figures as the pages, cell by cell, in every format.

use super::{json, text};
use crate::site::{demo, get, site};
use commonweal_app::{FINGERTIPS_COLUMNS, FingertipsRow, read_fingertips};
use commonweal_disclosure::{Released, Selection};
use serde_json::Value;
use std::collections::BTreeSet;

/// A CSV as a header and rows.
fn table(csv: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    (header, rows)
}

/// Whether two numbers are the same but for the last digit, which the reader of JSON used here does not always get right.
fn same(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 2.0 * f64::EPSILON * a.abs().max(b.abs()),
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// Whether CSV writes a cell of JSON so.
fn is_written(value: &Value, written: &str) -> bool {
    match value {
        Value::Null => written.is_empty(),
        Value::String(text) => text == written,
        Value::Number(number) => same(number.as_f64(), Some(written.parse().unwrap_or(f64::NAN))),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn the_file_of_a_page_is_in_the_interface_line_by_line() {
    let (site, router) = (site(), demo());
    let mut compared = 0;
    for info in site.indicators().iter().step_by(3) {
        let all = text(&router, &format!("/api/v1/indicators/{}/values?period=all&format=csv", info.id)).await;
        let lines: BTreeSet<&str> = all.split("\r\n").collect();
        for area in ["E54000060", "QT1-MID", "E07000174", "U12563"] {
            let page = get(&router, &format!("/indicators/{}.csv?area={area}", info.id)).await;
            if page.status.is_success() {
                for line in page.body.split("\r\n") {
                    assert!(lines.contains(line), "{}, {area}: not in the interface: {line}", info.id);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 200, "{compared} lines");
}

#[tokio::test]
async fn json_says_what_csv_says_and_what_the_release_holds() {
    let (site, router) = (site(), demo());
    for info in site.indicators().iter().step_by(5) {
        let address = format!("/api/v1/indicators/{}/values?period=all&page_size=10000", info.id);
        let answer = json(&router, &address).await;
        let rows = answer["rows"].as_array().unwrap();
        let (header, lines) = table(&text(&router, &format!("{address}&format=csv")).await);
        assert_eq!(rows.len(), lines.len(), "{address}");
        let figures: Vec<&Released> = site.released().find(&info.id).collect();
        assert_eq!(rows.len(), figures.len(), "{address}");
        for ((row, line), figure) in rows.iter().zip(&lines).zip(figures) {
            for (name, written) in header.iter().zip(line) {
                assert!(is_written(&row[name], written), "{address}: {name} is {} and {written}", row[name]);
            }
            assert!(same(row["value"].as_f64(), figure.value().value()), "{address}: {row}");
            assert_eq!(row["numerator"].as_i64(), figure.numerator().value());
            assert_eq!(row["withheld"].as_str(), figure.withheld().map(|why| why.reason()));
            if figure.is_withheld() {
                assert!(row["value"].is_null() && row["lower_95"].is_null() && row["numerator"].is_null());
            }
        }
    }
}

#[tokio::test]
async fn pages_of_an_answer_together_are_the_answer() {
    let router = demo();
    let address = "/api/v1/indicators/bp_recorded_5y/values";
    let whole = json(&router, &format!("{address}?page_size=10000")).await;
    let mut rows: Vec<Value> = Vec::new();
    let mut next = Some(format!("{address}?page_size=37"));
    let mut pages = 0;
    while let Some(address) = next {
        let answer = json(&router, &address).await;
        rows.extend(answer["rows"].as_array().unwrap().iter().cloned());
        next = answer["page"]["next"].as_str().map(str::to_owned);
        pages += 1;
        assert_eq!(answer["page"]["number"], pages);
    }
    assert!(pages > 3, "{pages} pages");
    assert_eq!(rows, *whole["rows"].as_array().unwrap());
}

#[tokio::test]
async fn our_own_fingertips_file_is_read_back_to_the_same_values_and_no_two_rows_have_one_address() {
    let (site, router) = (site(), demo());
    let file = text(&router, "/api/v1/feed/fingertips.csv").await;
    assert_eq!(file.split("\r\n").next().unwrap(), FINGERTIPS_COLUMNS.join(","));
    let rows = read_fingertips(&file).unwrap();
    assert_eq!(rows.len(), site.released().len());
    let mut addresses: BTreeSet<[String; 9]> = BTreeSet::new();
    let plain = |number: Option<i64>| number.map(|number| number as f64);
    for (row, figure) in rows.iter().zip(site.released().iter()) {
        assert_eq!(row.area_code, figure.key().area.as_str());
        assert_eq!(
            (row.value, row.lower_95, row.upper_95),
            (figure.value().value(), figure.lower().value(), figure.upper().value())
        );
        assert_eq!(
            (row.count, row.denominator),
            (plain(figure.numerator().value()), plain(figure.denominator().value()))
        );
        let reason = figure.withheld().map_or("", |why| why.reason());
        assert!(row.value_note.starts_with(reason), "{}", row.value_note);
        let is_local = figure.snapshot().is_some();
        assert_eq!(row.value_note.contains("Made-up people"), is_local, "{}", row.value_note);
        assert!(!row.sex.is_empty() && !row.age.is_empty() && !row.area_type.is_empty());
        assert!(addresses.insert(address(row)), "two rows have the address {:?}", address(row));
    }
    let one = text(&router, "/api/v1/indicators/smoking_prevalence/values?period=all&by=sex&format=fingertips").await;
    let sexes: BTreeSet<String> = read_fingertips(&one).unwrap().into_iter().map(|row| row.sex).collect();
    assert!(sexes.contains("Female") && sexes.contains("Male") && !sexes.contains("Persons"), "{sexes:?}");
}

fn address(row: &FingertipsRow) -> [String; 9] {
    let parts = [
        &row.indicator_id,
        &row.area_code,
        &row.area_type,
        &row.sex,
        &row.age,
        &row.category_type,
        &row.category,
        &row.time_period,
        &row.time_period_range,
    ];
    parts.map(String::clone)
}

#[tokio::test]
async fn the_shape_of_the_department_of_health_holds_the_same_values() {
    let (site, router) = (site(), demo());
    let address =
        "/api/v1/indicators/smoking_prevalence/values?area=QT1-MID&by=imd2019_quintile_england&statistic=proportion";
    let answer = json(&router, &format!("{address}&format=dhsc")).await;
    assert_eq!(answer["indicatorId"], "smoking_prevalence");
    assert_eq!(answer["polarity"], "LowIsGood");
    let points = answer["areaHealthData"][0]["healthData"].as_array().unwrap();
    let area = "QT1-MID".parse().unwrap();
    let selection = Selection { indicator: Some("smoking_prevalence"), area: Some(&area), ..Selection::default() };
    let figures = site.released().select(&selection);
    for point in points {
        let fifth = point["deprivation"]["sequence"].to_string();
        let figure = figures
            .iter()
            .find(|figure| {
                let key = figure.key();
                key.statistic.as_str() == "proportion"
                    && key.breakdowns.len() == 1
                    && key.breakdowns[0].dimension.is_deprivation()
                    && key.breakdowns[0].category.parse().unwrap_or(0).to_string() == fifth
            })
            .unwrap();
        assert!(same(point["value"].as_f64(), figure.value().value()), "{point}");
        assert_eq!(point["count"].as_f64(), figure.numerator().value().map(|count| count as f64));
        assert!(same(point["lowerCi"].as_f64(), figure.lower().value()), "{point}");
        assert_eq!(point["deprivation"]["isAggregate"], false);
    }
    assert!(points.len() >= 5, "{} fifths", points.len());
}
