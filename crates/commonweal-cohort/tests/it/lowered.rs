//! What definitions mean as queries: the plain evaluator of definitions and that of queries agree.

use crate::support::library;
use commonweal_cohort::query::{Cells, Graph, SeriesId, Value};
use commonweal_cohort::{Fact, Library, Lowering, facts};
use commonweal_model::{PersonRecords, Sex};
use commonweal_testkit::{INDEX_DATE, any_files, any_person, database_of, judge, judge_cohort, oracle};
use proptest::prelude::*;

/// As many as are asked for; a proof asks for more than a check.
fn cases() -> u32 {
    let said = std::env::var("COMMONWEAL_GENERATIVE_CASES").ok();
    said.map_or(500, |said| said.parse().expect("COMMONWEAL_GENERATIVE_CASES is a number"))
}

fn numbered(people: &[PersonRecords]) -> Vec<PersonRecords> {
    let number = |(id, person): (i64, &PersonRecords)| {
        let mut person = person.clone();
        person.patient.patient_id = id;
        person
    };
    (1..).zip(people).map(number).collect()
}

/// The series of every definition: of each cohort member, score, band and segment, then denominator and numerator.
fn asked(library: &Library, graph: &mut Graph) -> Vec<Option<SeriesId>> {
    let mut lowering = Lowering::new(library, graph);
    let mut asked = Vec::new();
    for id in library.cohorts.keys() {
        let series = lowering.cohort(id).expect("a sound library has a query");
        asked.extend([Some(series.member), series.score, series.band, series.segment]);
    }
    for id in library.indicators.keys() {
        let series = lowering.indicator(id).expect("a sound library has a query");
        asked.extend([Some(series.denominator), Some(series.numerator)]);
    }
    asked
}

fn judged(library: &Library, person: &PersonRecords) -> Cells {
    let mut cells = Vec::new();
    for id in library.cohorts.keys() {
        let standing = judge_cohort(library, id, person, INDEX_DATE);
        cells.push(Some(Value::Bool(standing.member)));
        cells.push(standing.score.and_then(Value::float));
        cells.extend([standing.band, standing.segment].map(|word| word.map(Value::text)));
    }
    for indicator in library.indicators.values() {
        let judgement = judge(library, indicator, person, INDEX_DATE);
        cells.extend([judgement.in_denominator, judgement.in_numerator].map(|claim| Some(Value::Bool(claim))));
    }
    cells
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn a_query_made_from_definitions_says_of_everybody_what_the_definitions_say(
        files in any_files(),
        people in prop::collection::vec(any_person(), 1..6),
    ) {
        let library = library(&files);
        let people = numbered(&people);
        let mut graph = Graph::new();
        let asked = asked(&library, &mut graph);
        let series: Vec<SeriesId> = asked.iter().flatten().copied().collect();
        let answers = oracle::series_on(&graph, &series, &database_of(&people), INDEX_DATE).expect("all rows are here");
        for person in &people {
            let mut answered = answers[&person.patient.patient_id].iter();
            let answered: Cells = asked.iter().map(|series| series.and_then(|_| answered.next().cloned().flatten())).collect();
            prop_assert_eq!(&answered, &judged(&library, person), "{:?}", person);
        }
    }
}

#[test]
fn random_definitions_put_some_people_in_and_some_out() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut kinds = std::collections::BTreeSet::new();
    let mut judgements = [[0; 2]; 3];
    for _ in 0..400 {
        let library = library(&any_files().new_tree(&mut runner).expect("files can be made").current());
        let person = any_person().new_tree(&mut runner).expect("people can be made").current();
        for (at, id) in library.cohorts.keys().enumerate() {
            let standing = judge_cohort(&library, id, &person, INDEX_DATE);
            judgements[at][usize::from(standing.member)] += 1;
            kinds.extend(standing.band);
            kinds.extend(standing.segment);
        }
    }
    assert!(judgements.iter().flatten().all(|count| *count > 40), "{judgements:?}");
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), ["first", "high", "low", "rest", "second"]);
}

#[test]
fn events_of_one_day_are_ordered_by_value_with_none_first_and_then_by_code_as_text() {
    let library = crate::support::shipped();
    let mut graph = Graph::new();
    let series = Lowering::new(&library, &mut graph).indicator("smoking_prevalence").expect("it is shipped");
    let (smoker, ex_smoker) = ("77176002", "8517006");
    let smokes = |events: [(&'static str, Option<f64>); 2]| {
        let day = INDEX_DATE.saturating_sub(jiff::Span::new().years(1));
        let mut person = adult();
        person.events = events
            .into_iter()
            .map(|(code, numeric_value)| commonweal_model::ClinicalEventRow {
                patient_id: 1,
                date: day,
                snomedct_code: code.into(),
                numeric_value,
            })
            .collect();
        let database = database_of(&[person]);
        let answers = oracle::series_on(&graph, &[series.numerator], &database, INDEX_DATE).expect("all rows are here");
        answers[&1][0] == Some(Value::Bool(true))
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

/// Somebody of forty, registered, with no other rows.
fn adult() -> PersonRecords {
    use commonweal_model::{PatientRow, RegistrationRow};
    let born = INDEX_DATE.saturating_sub(jiff::Span::new().years(40));
    let registration = RegistrationRow {
        patient_id: 1,
        start_date: born,
        end_date: None,
        practice_code: "C84023".into(),
        practice_pseudo_id: 1,
        practice_stp: None,
        practice_nuts1_region_name: None,
    };
    PersonRecords {
        patient: PatientRow { patient_id: 1, date_of_birth: born, sex: Sex::Unknown, date_of_death: None },
        registrations: vec![registration],
        addresses: Vec::new(),
        ethnicity: Vec::new(),
        events: Vec::new(),
        further: Vec::new(),
    }
}

/// What a fact is for a person, as text.
#[track_caller]
fn check(fact: Fact, person: &PersonRecords, expected: &str) {
    let mut graph = Graph::new();
    let series = facts::series(&mut graph, fact).expect("facts have series");
    let database = database_of(std::slice::from_ref(person));
    let answers = oracle::series_on(&graph, &[series], &database, INDEX_DATE).expect("all rows are here");
    let said = match &answers[&1][0] {
        None => "missing".to_owned(),
        Some(Value::Text(text)) => text.to_string(),
        Some(Value::Int(number)) => number.to_string(),
        Some(Value::Bool(claim)) => claim.to_string(),
        Some(Value::Date(day)) => day.to_string(),
        Some(Value::Float(number)) => number.get().to_string(),
    };
    assert_eq!(said, expected, "{}", fact.as_str());
}

#[test]
fn facts_are_what_holds_on_the_index_date() {
    use commonweal_model::{AddressRow, EthnicityRow, PatientRow, RegistrationRow};
    use jiff::civil::date;
    let registration = |start, end, practice: &str| RegistrationRow {
        patient_id: 1,
        start_date: start,
        end_date: end,
        practice_code: practice.to_owned().into(),
        practice_pseudo_id: 1,
        practice_stp: None,
        practice_nuts1_region_name: None,
    };
    let address = |start, rank, care_home| AddressRow {
        patient_id: 1,
        start_date: start,
        end_date: None,
        lsoa11: Some("E01013810".into()),
        lsoa21: None,
        imd19_rank: rank,
        imd25_rank: Some(33_755),
        rural_urban: None,
        care_home,
        household_id: None,
    };
    let ethnicity = |on, category: &str| EthnicityRow {
        patient_id: 1,
        date: on,
        source: "gp".into(),
        category: category.to_owned().into(),
        category_raw: category.to_owned().into(),
    };
    let mut person = PersonRecords {
        patient: PatientRow { patient_id: 1, date_of_birth: date(1984, 4, 1), sex: Sex::Female, date_of_death: None },
        registrations: vec![
            registration(date(2010, 1, 1), Some(INDEX_DATE), "C84023"),
            registration(date(2005, 1, 1), None, "C84001"),
        ],
        addresses: vec![address(date(2020, 1, 1), Some(3_285), true), address(date(2010, 1, 1), Some(1), false)],
        ethnicity: vec![
            ethnicity(date(2020, 1, 1), "R"),
            ethnicity(date(2023, 1, 1), "Z"),
            ethnicity(date(2025, 1, 1), "A"),
        ],
        events: Vec::new(),
        further: Vec::new(),
    };
    check(Fact::Age, &person, "39");
    check(Fact::AgeInMonths, &person, "479");
    check(Fact::Sex, &person, "female");
    check(Fact::DateOfBirth, &person, "1984-04-01");
    check(Fact::Registered, &person, "true");
    check(Fact::PracticeCode, &person, "C84001");
    check(Fact::Alive, &person, "true");
    check(Fact::CareHome, &person, "true");
    check(Fact::IndexDate, &person, "2024-03-31");
    check(Fact::Lsoa11, &person, "E01013810");
    check(Fact::Lsoa21, &person, "missing");
    check(Fact::Imd2019Rank, &person, "3285");
    check(Fact::Imd2019Decile, &person, "2");
    check(Fact::Imd2019Quintile, &person, "1");
    check(Fact::Imd2025Decile, &person, "10");
    check(Fact::Imd2025Quintile, &person, "5");
    check(Fact::Ethnicity, &person, "R");
    check(Fact::EthnicityGroup, &person, "asian");
    person.ethnicity.remove(0);
    check(Fact::Ethnicity, &person, "Z");
    check(Fact::EthnicityGroup, &person, "unknown");
    person.ethnicity.clear();
    check(Fact::Ethnicity, &person, "99");
    person.addresses[0].imd19_rank = Some(32_845);
    check(Fact::Imd2019Decile, &person, "missing");
    person.addresses[0].imd19_rank = Some(3_284);
    check(Fact::Imd2019Decile, &person, "1");
    person.registrations.remove(1);
    check(Fact::Registered, &person, "false");
    check(Fact::PracticeCode, &person, "missing");
    person.patient.date_of_death = Some(INDEX_DATE);
    check(Fact::Alive, &person, "false");
}
