//! The cases that come with indicators, through the plain judge of definitions. The evaluators of queries have their
//! test in the test kit.

use crate::support::{definitions, shipped};
use commonweal_cohort::{IndicatorDefinition, Library};
use commonweal_testkit::{judge, read_case};

/// Whether an indicator, with the cohorts it rests on, looks at coded events alone, as the plain judge does.
fn is_of_events(library: &Library, indicator: &IndicatorDefinition) -> bool {
    let of_cohorts = indicator.cohorts.iter().flat_map(|id| library.cohorts[id].features.values());
    indicator.features.values().chain(of_cohorts).all(|feature| feature.table == "clinical_events")
}

#[test]
fn every_case_of_coded_events_comes_out_as_it_says() {
    let library = shipped();
    let mut cases = 0;
    for indicator in library.indicators.values().filter(|indicator| !indicator.is_published()) {
        if !is_of_events(&library, indicator) {
            continue;
        }
        cases += 1;
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
    assert!(cases >= 40, "{cases} cases");
}
