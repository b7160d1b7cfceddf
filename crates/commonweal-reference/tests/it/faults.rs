//! A damaged or mixed-up file is an error that says where, and never a panic.

use std::fs;
use std::io::Read;
use std::path::Path;

use commonweal_reference::{Reference, ReferenceError};
use proptest::prelude::*;
use tempfile::TempDir;

use super::sources::{files, folder};

/// A copy of the reference folder in which one file can be replaced.
fn copy() -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for file in files(&folder(), "") {
        let to = copy.path().join(&file);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(folder().join(&file), to).unwrap();
    }
    copy
}

fn text(file: &str) -> String {
    let bytes = fs::read(folder().join(file)).unwrap();
    let mut text = String::new();
    if file.ends_with(".gz") {
        flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    text
}

fn write(to: &Path, file: &str, bytes: &[u8]) {
    let path = to.join(file);
    if file.ends_with(".gz") {
        let mut gz = flate2::write::GzEncoder::new(fs::File::create(path).unwrap(), flate2::Compression::fast());
        std::io::Write::write_all(&mut gz, bytes).unwrap();
        gz.finish().unwrap();
    } else {
        fs::write(path, bytes).unwrap();
    }
}

/// The fault that `table` reports once `change` has been made to `file`.
fn fault(table: &str, file: &str, change: impl Fn(String) -> String) -> ReferenceError {
    let copy = copy();
    let before = text(file);
    let after = change(before.clone());
    assert_ne!(before, after, "the change to {file} does nothing");
    write(copy.path(), file, after.as_bytes());
    Reference::from_dir(copy.path()).table(table).unwrap_err()
}

#[track_caller]
fn check(error: &ReferenceError, words: &[&str]) {
    let message = error.to_string();
    assert!(words.iter().all(|word| message.contains(word)), "`{message}` should say {words:?}");
}

const IMD19: &str = "deprivation/imd2019_lsoa11_england.csv.gz";
const LOCAL11: &str = "geography/geo_lsoa11_lookup_notts.csv.gz";
const AGES: &str = "population/pop_mid2020_lsoa11_notts_single_year_persons.csv.gz";

/// Replaces the value of a column in a line (the header is line 1).
fn set(text: &str, line: usize, column: &str, value: &str) -> String {
    let at = text.lines().next().unwrap().split(',').position(|name| name == column).unwrap();
    let lines = text.lines().enumerate().map(|(number, content)| {
        if number + 1 != line {
            return content.to_owned();
        }
        let mut cells: Vec<&str> = content.split(',').collect();
        cells[at] = value;
        cells.join(",")
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_missing_file_is_named() {
    let copy = copy();
    fs::remove_file(copy.path().join(IMD19)).unwrap();
    let error = Reference::from_dir(copy.path()).lsoa11().unwrap_err();
    assert_eq!(error, ReferenceError::MissingFile { file: IMD19.to_owned() });
}

#[test]
fn a_wrong_value_is_named_with_file_line_and_column() {
    let error = fault("lsoa11", IMD19, |text| set(&text, 5, "imd_rank", "many"));
    check(&error, &[IMD19, "line 5", "`imd_rank`", "`many` is not a whole number"]);
    let error = fault("lsoa11", IMD19, |text| set(&text, 7, "lsoa11cd", "E02000001"));
    check(&error, &[IMD19, "line 7", "`lsoa11cd`", "an LSOA code"]);
    let error = fault("lsoa11", IMD19, |text| set(&text, 9, "pop_total_mid2015", "-4"));
    check(&error, &[IMD19, "line 9", "`pop_total_mid2015`", "not a number of people"]);
}

#[test]
fn a_missing_column_is_named_with_those_found() {
    let error = fault("lsoa11", IMD19, |text| text.replacen("imd_rank", "rank", 1));
    check(&error, &[IMD19, "`imd_rank`", "lsoa11cd, lsoa11nm"]);
}

#[test]
fn ranks_must_run_without_gaps_and_agree_with_deciles() {
    let error = fault("lsoa11", IMD19, |text| set(&text, 2, "imd_rank", "1"));
    check(&error, &[IMD19, "rank"]);
    let error = fault("lsoa11", IMD19, |text| set(&text, 2, "imd_decile", "8"));
    check(&error, &[IMD19, "is in decile 9, not 8"]);
    let error = fault("lsoa11", IMD19, |text| set(&text, 2, "imd_decile", "11"));
    check(&error, &[IMD19, "11 is not a decile"]);
}

#[test]
fn a_lost_or_repeated_row_is_an_error() {
    let error = fault("lsoa11", IMD19, |text| text.lines().take(20_000).collect::<Vec<_>>().join("\n"));
    check(&error, &["2011"]);
    let error = fault("lsoa11", IMD19, |text| {
        let first = text.lines().nth(1).unwrap().to_owned();
        text.trim_end().to_owned() + "\n" + &first + "\n"
    });
    check(&error, &[IMD19, "E01000001 appears twice"]);
}

#[test]
fn editions_of_areas_must_not_be_mixed() {
    // E01035605 exists only in the 2021 edition.
    let error = fault("lsoa11", LOCAL11, |text| set(&text, 2, "lsoa11cd", "E01035605"));
    check(&error, &["E01035605", "2011"]);
    let error = fault("population", AGES, |text| set(&text, 2, "lsoa11cd", "E01035605"));
    check(&error, &[AGES, "E01035605", "editions must not be mixed"]);
}

#[test]
fn ages_must_add_up_to_their_total() {
    let error = fault("population", AGES, |text| set(&text, 3, "age_40", "9999"));
    check(&error, &[AGES, "line 3", "`all_ages`", "not the sum of the ages"]);
}

#[test]
fn a_network_without_a_place_is_an_error() {
    let error =
        fault("practices", "practices/gp_practices_icb_qt1_oct2025.csv", |text| text.replacen("U12563", "U00001", 1));
    check(&error, &["U00001 has no place", "practices/pcn_place.csv"]);
}

#[test]
fn a_truncated_gzip_file_is_an_error() {
    let copy = copy();
    let bytes = fs::read(folder().join(IMD19)).unwrap();
    fs::write(copy.path().join(IMD19), &bytes[..bytes.len() / 2]).unwrap();
    check(&Reference::from_dir(copy.path()).lsoa11().unwrap_err(), &[IMD19, "gzip"]);
}

#[test]
fn a_boundary_that_is_not_a_closed_ring_is_an_error() {
    let copy = copy();
    let file = "boundaries/icb_qt1.geojson.gz";
    let feature = r#"{"features":[{"properties":{"icb22cd":"E54000060","icb22nm":"x"},"geometry":{"type":"Polygon","coordinates":[[[-1.0,53.0],[-1.1,53.0],[-1.1,53.1],[-1.0,53.1]]]}}]}"#;
    write(copy.path(), file, feature.as_bytes());
    check(&Reference::from_dir(copy.path()).boundaries("icb").unwrap_err(), &[file, "closed rings"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_in_every_file_are_errors_and_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..400), compressed in any::<bool>()) {
        let folder = tempfile::tempdir().unwrap();
        for file in files(&super::sources::folder(), "") {
            fs::create_dir_all(folder.path().join(&file).parent().unwrap()).unwrap();
            if compressed {
                write(folder.path(), &file, &bytes);
            } else {
                fs::write(folder.path().join(&file), &bytes).unwrap();
            }
        }
        prop_assert!(!Reference::from_dir(folder.path()).check().is_empty());
    }

    #[test]
    fn a_mutated_file_is_read_or_refused_and_never_a_panic(
        pick in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<Option<prop::sample::Index>>(),
    ) {
        let all: Vec<String> = files(&folder(), "").into_iter().filter(|file| file.contains('/')).collect();
        let file = pick.get(&all);
        let mut bytes = text(file).into_bytes();
        for (at, byte) in &changes {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let copy = copy();
        write(copy.path(), file, &bytes);
        let _ = Reference::from_dir(copy.path()).check();
    }

    #[test]
    fn a_mutated_value_of_a_plausible_kind_is_read_or_refused_and_never_a_panic(
        pick in any::<prop::sample::Index>(),
        line in any::<prop::sample::Index>(),
        column in any::<prop::sample::Index>(),
        value in prop::sample::select(vec!["", "0", "-1", "9223372036854775807", "-9223372036854775808", "1e308", "NaN", "inf", "E01013810", "é", "U", "2016 - 15", "99/00", "Jan 2018 - Jan 2018"]),
    ) {
        let all: Vec<String> = files(&folder(), "").into_iter().filter(|file| file.contains(".csv") && file.contains('/')).collect();
        let file = pick.get(&all);
        let text = text(file);
        let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        let line = 2 + line.index(text.lines().count() - 1);
        let cells = text.lines().nth(line - 1).unwrap().split(',').count();
        prop_assume!(cells == header.len());
        let changed = set(&text, line, header[column.index(header.len())], value);
        let copy = copy();
        write(copy.path(), file, changed.as_bytes());
        let _ = Reference::from_dir(copy.path()).check();
    }
}
