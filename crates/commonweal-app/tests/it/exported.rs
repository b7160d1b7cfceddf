//! A release as files for those who check it: what is read back is what was released.

use crate::support::{copied, shared};
use commonweal_app::{AppError, ReleaseManifest, Site, Workspace, export_for_checking};
use commonweal_disclosure::COLUMNS;
use sha2::{Digest, Sha256};

/// A file of the export as rows, read by a reader of RFC 4180 that is not ours.
fn rows(path: &std::path::Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).expect("opens");
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

#[test]
fn an_export_read_back_is_the_release() {
    let shared = shared();
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("out");
    let made = export_for_checking(&shared.workspace, None, &out).expect("is written");
    assert_eq!(made.figures as usize, shared.set.len());
    let values = rows(&out.join("released_values.csv"));
    assert_eq!(values[0], COLUMNS);
    assert_eq!(values.len(), shared.set.len() + 1);
    let column = |name: &str| COLUMNS.iter().position(|column| *column == name).expect("a column");
    for (row, record) in values[1..].iter().zip(shared.set.records()) {
        assert_eq!(row[column("indicator_id")], record.indicator_id);
        assert_eq!(row[column("area_code")], record.area_code);
        assert_eq!(row[column("period")], record.period);
        let number = |name: &str| row[column(name)].parse::<f64>().ok();
        assert_eq!(
            (number("value"), number("lower_95"), number("upper_95")),
            (record.value, record.lower_95, record.upper_95)
        );
        let whole = |name: &str| row[column(name)].parse::<i64>().ok();
        assert_eq!((whole("numerator"), whole("denominator")), (record.numerator, record.denominator));
        assert_eq!(row[column("withheld_reason")], record.withheld_reason.unwrap_or_default());
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '@'])), "{row:?}");
    }
    // Every area and indicator named in a figure has a row, and what an area lies in is larger than it.
    let areas = rows(&out.join("areas.csv"));
    assert_eq!(areas[0], ["area_code", "area_type", "family", "name", "parent_code", "parent_type"]);
    let indicators = rows(&out.join("indicators.csv"));
    for row in &values[1..] {
        assert!(areas.iter().any(|area| area[0] == row[column("area_code")] && area[2] == row[column("family")]));
        assert!(indicators.iter().any(|indicator| indicator[0] == row[column("indicator_id")]));
    }
    let msoa = areas.iter().find(|area| area[1] == "msoa").expect("neighbourhoods are released");
    assert!(["icb", "place", "district"].contains(&msoa[5].as_str()), "{msoa:?}");
    // The description names each file and each of its columns, in order.
    let text = std::fs::read_to_string(out.join("csv-metadata.json")).expect("is there");
    let metadata: serde_json::Value = serde_json::from_str(&text).expect("is JSON");
    for table in metadata["tables"].as_array().expect("tables") {
        let columns = table["tableSchema"]["columns"].as_array().expect("columns");
        let names: Vec<&str> = columns.iter().filter_map(|column| column["name"].as_str()).collect();
        let file = out.join(table["url"].as_str().expect("a file"));
        assert_eq!(rows(&file)[0], names);
        assert!(columns.iter().all(|column| column["datatype"].is_string() && column["dc:description"].is_string()));
    }
    let release = std::fs::read_to_string(out.join("release.json")).expect("is there");
    assert!(release.contains(&made.release_id) && release.contains("\"automatic\": \"synthetic\""));
    let again = export_for_checking(&shared.workspace, None, &out);
    assert!(matches!(again, Err(AppError::Refused(_))), "two releases are never mixed");
}

#[test]
fn an_export_says_how_many_real_people_there_are_to_the_nearest_five_only() {
    let (dir, workspace) = copied();
    let exactly = shared().snapshot.people + 2;
    let folder =
        workspace.dir.join("results/releases").join(&commonweal_app::current_release(&workspace).unwrap().0.release_id);
    // Two people more, which the release itself says exactly: it stays inside.
    let path = folder.join("release.json");
    let mut manifest: ReleaseManifest = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    (manifest.people, manifest.manifest_sha256) = (exactly, String::new());
    let fingerprint = Sha256::digest(serde_json::to_vec_pretty(&manifest).unwrap());
    manifest.manifest_sha256 = fingerprint.iter().map(|byte| format!("{byte:02x}")).collect();
    std::fs::write(&path, serde_json::to_vec_pretty(&manifest).unwrap()).unwrap();
    for (class, people) in [("synthetic", exactly), ("personal", exactly - 2)] {
        let settings = workspace.dir.join("commonweal.toml");
        let text = std::fs::read_to_string(&settings).unwrap();
        std::fs::write(&settings, text.replace("class = \"synthetic\"", &format!("class = \"{class}\""))).unwrap();
        let workspace = Workspace::open(&workspace.dir).unwrap();
        let out = dir.path().join(class);
        export_for_checking(&workspace, None, &out).expect("is written");
        let said: serde_json::Value =
            serde_json::from_slice(&std::fs::read(out.join("release.json")).unwrap()).expect("is JSON");
        assert_eq!(said["people"], people, "{class}");
        for file in std::fs::read_dir(&out).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let is_there =
                text.split(|c: char| !c.is_ascii_digit() && c != '.').any(|word| word == exactly.to_string());
            assert!(!is_there || class == "synthetic", "no file says exactly how many real people there are");
        }
        assert_eq!(Site::open(&workspace.dir).unwrap().facts().people, people, "{class}: the pages say the same");
    }
}

#[test]
fn a_release_that_is_not_there_or_was_withdrawn_is_not_exported() {
    let (dir, workspace) = copied();
    let out = dir.path().join("out");
    for id in ["nothing", "../releases", "/etc", ""] {
        let unknown = export_for_checking(&workspace, Some(id), &out);
        assert!(matches!(unknown, Err(AppError::Unknown { .. })), "{id}: {unknown:?}");
    }
    let (manifest, _) = commonweal_app::current_release(&workspace).expect("a release");
    let note = workspace.dir.join("results/releases").join(&manifest.release_id).join("withdrawn.json");
    std::fs::write(note, r#"{"at":"2026-10-20T10:00:00Z","by":"ada","reason":"wrong"}"#).expect("a note");
    let gone = export_for_checking(&workspace, Some(&manifest.release_id), &out);
    assert!(matches!(gone, Err(AppError::Refused(_))), "{gone:?}");
    assert!(!out.exists(), "nothing is left half written");
}
