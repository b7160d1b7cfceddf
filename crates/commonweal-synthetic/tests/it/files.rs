//! Files for other tools: complete, labelled, and the same however they were written.

use crate::population;
use commonweal_synthetic::{FileFormat, SyntheticError, write_files};
use std::collections::BTreeMap;
use std::path::Path;

const PEOPLE: u64 = 2_300;

fn written(format: FileFormat, threads: usize) -> BTreeMap<String, Vec<u8>> {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let (files, notes) = write_files(&population(PEOPLE, 1), &out, format, threads, &|_| {}).unwrap();
    let found = contents(&out);
    for file in &files {
        let text = &found[&format!("{}.csv", file.table)];
        let lines = text.iter().filter(|byte| **byte == b'\n').count() as u64;
        assert_eq!(lines, file.rows + 1, "{}", file.table);
    }
    assert!((8.0..10.0).contains(&(notes.person_years() / PEOPLE as f64)));
    found
}

fn contents(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(dir).unwrap().map(Result::unwrap);
    entries.map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())).collect()
}

fn lines<'a>(files: &'a BTreeMap<String, Vec<u8>>, name: &str) -> Vec<&'a str> {
    std::str::from_utf8(&files[name]).unwrap().lines().collect()
}

#[test]
fn files_do_not_depend_on_the_number_of_threads() {
    for format in [FileFormat::Csv, FileFormat::Ehrql] {
        let (one, three) = (written(format, 1), written(format, 3));
        assert!(one == three, "{format:?}");
    }
}

#[test]
fn every_folder_says_that_nobody_in_it_exists() {
    for format in [FileFormat::Csv, FileFormat::Ehrql] {
        let files = written(format, 2);
        let readme = lines(&files, "README.txt").join("\n");
        assert!(
            readme.contains("SYNTHETIC DATA") && readme.contains("2300 made-up people") && readme.contains("seed 1")
        );
        let opt_outs = lines(&files, "opt_outs.csv");
        assert_eq!(opt_outs[0], "patient_id,opted_out_on");
        let share = opt_outs.len() as f64 / PEOPLE as f64;
        assert!((0.02..0.08).contains(&share), "{share}");
    }
}

#[test]
fn tables_are_called_as_ehrql_calls_them_and_hold_what_its_schemas_allow() {
    let files = written(FileFormat::Ehrql, 2);
    let header = |name: &str| lines(&files, name)[0].to_owned();
    assert_eq!(header("patients.csv"), "patient_id,date_of_birth,sex,date_of_death");
    assert_eq!(header("clinical_events.csv"), "patient_id,date,snomedct_code,numeric_value");
    assert_eq!(header("medications.csv"), "patient_id,date,dmd_code");
    assert_eq!(
        header("practice_registrations.csv"),
        "patient_id,start_date,end_date,practice_pseudo_id,practice_stp,practice_nuts1_region_name"
    );
    for line in &lines(&files, "addresses.csv")[1..] {
        let cells: Vec<&str> = line.split(',').collect();
        let [.., address_type, class, rank, msoa, postcode, care_home] = cells[..] else { panic!("{line}") };
        assert!(address_type == "0" && ["T", "F"].contains(&postcode) && ["T", "F"].contains(&care_home), "{line}");
        assert!(class.is_empty() || (1..=8).contains(&class.parse::<i32>().unwrap()), "{line}");
        let rank: i32 = rank.parse().unwrap();
        assert!((0..=32_800).contains(&rank) && rank % 100 == 0, "{line}");
        assert!(msoa.starts_with("E020") && msoa.len() == 9, "{line}");
    }
    for line in &lines(&files, "ethnicity_from_sus.csv")[1..] {
        let code = line.split(',').nth(1).unwrap();
        assert!(code.len() == 1 && "ABCDEFGHJKLMNPRS".contains(code), "{line}");
    }
    let codes = lines(&files, "clinical_events.csv");
    let sound = |code: &str| (6..=18).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit());
    assert!(codes.len() > 1000 && codes[1..].iter().all(|line| sound(line.split(',').nth(2).unwrap())));
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("mine.txt"), "mine").unwrap();
    let refused = write_files(&population(10, 1), dir.path(), FileFormat::Csv, 1, &|_| {});
    assert!(matches!(refused, Err(SyntheticError::NotEmpty { .. })));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}
