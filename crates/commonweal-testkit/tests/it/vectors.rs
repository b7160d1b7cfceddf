//! Runs the public vectors of the query language, where they are at hand.

use commonweal_cohort::query::vectors::verify;
use commonweal_testkit::oracle::{evaluate, read_vector_files};
use std::path::PathBuf;

/// The folder of the vectors: named by `COMMONWEAL_VECTORS`, or beside the repository.
pub(crate) fn folder() -> PathBuf {
    let named = std::env::var_os("COMMONWEAL_VECTORS").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    named.unwrap_or(beside).join("ehrql")
}

#[test]
fn the_plain_evaluator_gives_the_expected_answer_of_every_vector() {
    let folder = folder();
    if !folder.is_dir() {
        println!("SKIPPED: there are no vectors at {}; name their folder in COMMONWEAL_VECTORS", folder.display());
        return;
    }
    let files = read_vector_files(&folder).expect("the vectors can be read");
    let report =
        verify(&files, &|definition, database| evaluate(definition, database).map_err(|error| error.to_string()));
    for failure in &report.failures {
        println!("{}: {}", failure.vector, failure.why);
    }
    println!("{} passed, {} failed", report.passed, report.failures.len());
    assert!(report.passed > 0 && report.failures.is_empty(), "some vectors failed; they are listed above");
}
