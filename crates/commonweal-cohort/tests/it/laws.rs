//! What must hold for any person and any definition.

use crate::support::library;
use commonweal_cohort::{FoldProgram, FoldState, compile, days_since_1970};
use commonweal_model::{ClinicalEventRow, PersonRecords};
use commonweal_testkit::{INDEX_DATE, any_person, any_simple_files, judge, person_on};
use proptest::prelude::*;

fn fold<'a>(program: &FoldProgram, events: impl IntoIterator<Item = &'a ClinicalEventRow>) -> FoldState {
    let mut state = program.new_state();
    for event in events {
        let code = program.code_mask(&event.snomedct_code);
        program.event(&mut state, code, days_since_1970(event.date), event.numeric_value);
    }
    state
}

fn answers(program: &FoldProgram, state: &FoldState, person: &PersonRecords) -> (bool, bool) {
    let mut answers = program.new_answers();
    program.answers(state, &person_on(person, INDEX_DATE), &mut answers);
    (answers.in_denominator(0), answers.in_numerator(0))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_program_and_the_plain_evaluator_agree(files in any_simple_files(), people in prop::collection::vec(any_person(), 1..12)) {
        let library = library(&files);
        let program = compile(&library, &["random"], INDEX_DATE).unwrap();
        for person in &people {
            let fast = answers(&program, &fold(&program, &person.events), person);
            let plain = judge(&library, &library.indicators["random"], person, INDEX_DATE);
            prop_assert_eq!(fast, (plain.in_denominator, plain.in_numerator));
        }
    }

    #[test]
    fn any_order_and_any_split_of_the_events_give_the_same_state(
        files in any_simple_files(),
        person in any_person(),
        parts in prop::collection::vec(0usize..3, 14),
        keys in prop::collection::vec(any::<u32>(), 14),
    ) {
        let program = compile(&library(&files), &["random"], INDEX_DATE).unwrap();
        let whole = fold(&program, &person.events);
        let mut shuffled: Vec<_> = person.events.iter().zip(keys).collect();
        shuffled.sort_by_key(|(_, key)| *key);
        prop_assert_eq!(&fold(&program, shuffled.into_iter().map(|(event, _)| event)), &whole);
        let part = |wanted| person.events.iter().zip(&parts).filter(move |(_, part)| **part == wanted).map(|(event, _)| event);
        let mut merged = fold(&program, part(2));
        program.merge(&mut merged, &fold(&program, part(0)));
        program.merge(&mut merged, &fold(&program, part(1)));
        prop_assert_eq!(&merged, &whole);
        program.clear(&mut merged);
        prop_assert_eq!(&merged, &program.new_state());
    }
}

#[test]
fn events_of_one_day_are_ordered_by_value_with_none_first_and_then_by_code_as_text() {
    let library = crate::support::shipped();
    let program = compile(&library, &["smoking_prevalence"], INDEX_DATE).unwrap();
    let person = commonweal_cohort::Person {
        born: INDEX_DATE.saturating_sub(jiff::Span::new().years(40)),
        sex: commonweal_model::Sex::Unknown,
        died: None,
        registered: true,
        care_home: false,
    };
    let (smoker, ex_smoker) = ("77176002", "8517006");
    let smokes = |events: [(&str, Option<f64>); 2]| {
        let (mut state, mut answers) = (program.new_state(), program.new_answers());
        for (code, value) in events {
            program.event(&mut state, program.code_mask(code), 19_000, value);
        }
        program.answers(&state, &person, &mut answers);
        answers.in_numerator(0)
    };
    assert!(
        !smokes([(ex_smoker, None), (smoker, None)]),
        "8 comes after 7 as text, though 8517006 is the smaller number"
    );
    assert!(smokes([(smoker, Some(-5.0)), (ex_smoker, None)]), "any value comes after none");
    assert!(smokes([(smoker, Some(2.0)), (ex_smoker, Some(1.0))]));
    assert!(!smokes([(smoker, Some(0.0)), (ex_smoker, Some(-0.0))]), "minus zero is zero, so the code decides");
    assert!(!smokes([(smoker, Some(f64::NAN)), (ex_smoker, None)]), "not a number is no value, so the code decides");
}
