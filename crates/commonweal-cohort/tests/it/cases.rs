//! The cases that come with indicators, through the plain judge of definitions. The evaluators of queries have their
//! test in the test kit.

use crate::support::{definitions, shipped};
use commonweal_testkit::{judge, read_case};

#[test]
fn every_case_comes_out_as_it_says() {
    let library = shipped();
    for indicator in library.indicators.values().filter(|indicator| !indicator.is_published()) {
        let case = read_case(&definitions().join("indicators").join(&indicator.id).join("case")).unwrap();
        assert!(case.people.len() >= 8, "{} has too few people", indicator.id);
        assert_eq!(case.people.len(), case.expected.len(), "{}", indicator.id);
        for person in &case.people {
            let expected = &case.expected[&person.patient.patient_id];
            let judged = judge(&library, indicator, person, case.index_date);
            let expected_pair = (expected.in_denominator, expected.in_numerator);
            assert_eq!(
                (judged.in_denominator, judged.in_numerator),
                expected_pair,
                "{}: {}",
                indicator.id,
                expected.why
            );
        }
    }
}
