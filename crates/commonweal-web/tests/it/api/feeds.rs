//! The whole release as files.

use super::{ask_with, json, text};
use crate::site::{demo, site};
use axum::http::{Method, StatusCode};
use commonweal_app::{Feed, Feeds, Value, read_method_table};
use commonweal_methods::Values;
use std::collections::BTreeSet;
use std::sync::Arc;

#[tokio::test]
async fn the_file_of_the_release_holds_every_figure_once_in_both_formats() {
    let (site, router) = (site(), demo());
    let csv = text(&router, "/api/v1/feed/released_values.csv").await;
    let figures: Vec<_> = site.released().iter().collect();
    assert!(csv == site.csv(&figures), "the file is the CSV of every figure");
    let dir = tempfile::tempdir().unwrap();
    for feed in Feed::ALL {
        let name = feed.name();
        let (answer, bytes) = ask_with(&router, Method::GET, &format!("/api/v1/feed/{name}.parquet"), &[]).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.headers["content-type"], "application/vnd.apache.parquet");
        let path = dir.path().join(format!("{name}.parquet"));
        std::fs::write(&path, &bytes).unwrap();
        let read = read_method_table(&path).unwrap();
        let feeds = Feeds::of(Arc::new(crate::site::site())).unwrap();
        let rows = feeds.rows(*feed, 0..feeds.rows_of(*feed));
        assert_eq!(read.columns().len(), feed.columns().len(), "{name}");
        for (at, (column, described)) in read.columns().iter().zip(feed.columns()).enumerate() {
            assert_eq!(column.name, described.name);
            let cells = rows.iter().map(|row| &row[at]);
            let expected: Vec<Option<String>> =
                cells.map(|cell| (*cell != Value::Null).then(|| cell.to_string())).collect();
            let found: Vec<Option<String>> = match &column.values {
                Values::Text(texts) => texts.clone(),
                Values::Number(numbers) => {
                    numbers.iter().map(|number| (!number.is_nan()).then(|| number.to_string())).collect()
                }
                Values::Flag(_) => panic!("{name} has no flags"),
            };
            assert!(found == expected, "{name}: {}", column.name);
        }
    }
}

#[tokio::test]
async fn every_key_of_the_facts_has_a_row_in_the_table_it_joins_to() {
    let feeds = Feeds::of(Arc::new(site())).unwrap();
    let column = |feed: Feed, name: &str| -> Vec<String> {
        let at = feed.columns().iter().position(|column| column.name == name).unwrap();
        feeds.rows(feed, 0..feeds.rows_of(feed)).into_iter().map(|row| row[at].to_string()).collect()
    };
    for (fact, table, key) in
        [("indicator_id", Feed::Indicators, "indicator_id"), ("area_code", Feed::Areas, "area_code")]
    {
        let keys: Vec<String> = column(table, key);
        let unique: BTreeSet<&String> = keys.iter().collect();
        assert_eq!(unique.len(), keys.len(), "{key} is a key");
        for value in column(Feed::ReleasedValues, fact) {
            assert!(unique.contains(&value), "{fact} {value} joins to nothing");
        }
    }
    let groups: BTreeSet<(String, String)> =
        column(Feed::Groups, "dimension").into_iter().zip(column(Feed::Groups, "category")).collect();
    for pair in ["1", "2"] {
        let named = column(Feed::ReleasedValues, &format!("dimension_{pair}"));
        for group in named.into_iter().zip(column(Feed::ReleasedValues, &format!("category_{pair}"))) {
            assert!(group.0.is_empty() || groups.contains(&group), "{group:?} joins to nothing");
        }
    }
}

#[tokio::test]
async fn the_index_counts_the_rows_that_the_files_have() {
    let router = demo();
    let index = json(&router, "/api/v1/").await;
    let files = index["files"].as_array().unwrap();
    assert_eq!(files.len(), 2 * Feed::ALL.len() + 1);
    for file in files.iter().filter(|file| file["name"].as_str().unwrap().ends_with(".csv")) {
        let csv = text(&router, file["address"].as_str().unwrap()).await;
        let rows = csv::Reader::from_reader(csv.as_bytes()).into_records().map(Result::unwrap).count();
        assert_eq!(file["rows"], rows, "{file}");
    }
}
