//! Runs whole studies from their files, where they are at hand: the definition as the query language's command prints
//! it, tables as CSV, and the answer as CSV.

use crate::vectors::folder;
use commonweal_cohort::query::vectors::difference;
use commonweal_cohort::query::{Catalogue, Database, Definition, ResultTable};
use commonweal_testkit::oracle::evaluate;
use std::fs::read_to_string;
use std::path::Path;

#[track_caller]
fn check(study: &Path, catalogue: &Catalogue) {
    let definition = read_to_string(study.join("definition.json")).expect("a study has a definition");
    let definition = Definition::read(&definition, catalogue).unwrap_or_else(|error| panic!("{error}"));
    let text = |table: &str| read_to_string(study.join("tables").join(format!("{table}.csv"))).ok();
    let database = Database::from_csv(definition.graph(), text).unwrap_or_else(|error| panic!("{error}"));
    for answer in evaluate(&definition, &database).expect("the rows are at hand") {
        let expected = read_to_string(study.join(format!("expected_{}.csv", answer.name))).expect("there is an answer");
        let expected = ResultTable::from_csv(&answer.name, &answer.columns, &expected).expect("the answer is sound");
        let written =
            ResultTable::from_csv(&answer.name, &answer.columns, &answer.to_csv()).expect("we write what we read");
        assert_eq!(difference(&[written], &[expected]), None, "{}", study.display());
    }
}

#[test]
fn a_study_gives_its_answer_from_its_files() {
    let folder = folder();
    let Ok(catalogue) = read_to_string(folder.join("table_catalogue.json")) else {
        println!("SKIPPED: there are no studies at {}; name their folder in COMMONWEAL_VECTORS", folder.display());
        return;
    };
    let catalogue = Catalogue::read(&catalogue).expect("the catalogue is sound");
    let studies = folder.read_dir().expect("the folder can be read").filter_map(|entry| Some(entry.ok()?.path()));
    let definitions =
        studies.filter(|path| path.is_dir()).flat_map(|path| path.read_dir().expect("a study can be read"));
    let mut checked = 0;
    for definition in definitions {
        check(&definition.expect("a study can be read").path(), &catalogue);
        checked += 1;
    }
    println!("{checked} definitions of studies passed");
}
