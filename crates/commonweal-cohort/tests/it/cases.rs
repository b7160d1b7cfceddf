//! The cases that come with indicators, through the fast program and the plain evaluator.

use crate::support::{definitions, shipped};
use commonweal_cohort::{compile, days_since_1970};
use commonweal_testkit::{judge, person_on, read_case};

#[test]
fn every_case_comes_out_as_it_says_in_both_evaluators() {
    let library = shipped();
    for indicator in library.indicators.values().filter(|indicator| !indicator.is_published()) {
        let case = read_case(&definitions().join("indicators").join(&indicator.id).join("case")).unwrap();
        assert!(case.people.len() >= 8, "{} has too few people", indicator.id);
        assert_eq!(case.people.len(), case.expected.len(), "{}", indicator.id);
        let program = compile(&library, &[&indicator.id], case.index_date).unwrap();
        let (mut state, mut answers) = (program.new_state(), program.new_answers());
        for person in &case.people {
            let expected = &case.expected[&person.patient.patient_id];
            program.clear(&mut state);
            for event in &person.events {
                let code = program.code_mask(&event.snomedct_code);
                program.event(&mut state, code, days_since_1970(event.date), event.numeric_value);
            }
            program.answers(&state, &person_on(person, case.index_date), &mut answers);
            let expected_pair = (expected.in_denominator, expected.in_numerator);
            let told = format!("{}: {}", indicator.id, expected.why);
            assert_eq!((answers.in_denominator(0), answers.in_numerator(0)), expected_pair, "program, {told}");
            let judged = judge(&library, indicator, person, case.index_date);
            assert_eq!((judged.in_denominator, judged.in_numerator), expected_pair, "evaluator, {told}");
        }
    }
}
