//! The fast evaluator agrees with the plain one, and with the query language's own engines.

use crate::vectors::folder;
use commonweal_cohort::evaluate::{Options, evaluate, evaluate_with};
use commonweal_cohort::query::vectors::verify;
use commonweal_cohort::query::{Database, Definition, ResultTable};
use commonweal_testkit::oracle::read_vector_files;
use commonweal_testkit::{RandomQuery, any_query, oracle};
use proptest::prelude::*;

/// Random cases of each property: 1,000, or as many as `COMMONWEAL_GENERATIVE_CASES` says.
fn cases() -> u32 {
    let said = std::env::var("COMMONWEAL_GENERATIVE_CASES").ok();
    said.map_or(1_000, |said| said.parse().expect("COMMONWEAL_GENERATIVE_CASES is a number"))
}

fn in_order(mut tables: Vec<ResultTable>) -> Vec<ResultTable> {
    tables.iter_mut().for_each(|table| table.rows.sort());
    tables
}

fn plain(definition: &Definition, database: &Database) -> Vec<ResultTable> {
    in_order(oracle::evaluate(definition, database).expect("the rows are in the definition"))
}

fn fast(definition: &Definition, database: &Database, options: Options) -> Vec<ResultTable> {
    in_order(evaluate_with(definition, database, options).expect("the rows are in the definition"))
}

#[test]
fn the_fast_evaluator_gives_the_expected_answer_of_every_vector() {
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn the_fast_evaluator_answers_as_the_plain_one_however_the_work_is_cut_up(query in any_query()) {
        let RandomQuery { definition, catalogue, database } = query;
        let expected = plain(&definition, &database);
        for (people_per_batch, intervals_together) in [(usize::MAX, usize::MAX), (1, usize::MAX), (3, 1)] {
            let options = Options { people_per_batch, intervals_together };
            prop_assert_eq!(&fast(&definition, &database, options), &expected, "{:?}", options);
        }
        let mut turned = database.clone();
        turned.tables.values_mut().for_each(|table| table.rows.reverse());
        prop_assert_eq!(&fast(&definition, &turned, Options::default()), &expected, "rows the other way round");
        let again = Definition::read(&definition.to_string(), &catalogue).expect("what we print can be read");
        prop_assert_eq!(fast(&again, &database, Options::default()), expected);
    }
}
