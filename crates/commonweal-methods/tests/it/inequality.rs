//! The measures of inequality on tables: what users see, and that no table makes them panic.

use commonweal_methods::{Answer, MethodError, Request, Table, Values, all, find, read_csv};
use proptest::prelude::*;

const METHODS: [&str; 8] = [
    "gap",
    "dispersion",
    "concentration-index",
    "gini",
    "attributable-fraction",
    "exposure-fraction",
    "compare-benchmark",
    "rate-gap",
];

fn table(csv: &str) -> Table {
    read_csv("example", csv.as_bytes()).unwrap()
}

fn run(method: &str, csv: &str, options: &[(&str, &str)]) -> Result<Answer, MethodError> {
    let table = table(csv);
    let mut request = Request::new(find(method)?, &table);
    for (name, value) in options {
        request = request.option(name, *value);
    }
    request.run()
}

fn numbers<'a>(answer: &'a Answer, column: &str) -> &'a [f64] {
    match answer.main().column(column) {
        Some(Values::Number(numbers)) => numbers,
        other => panic!("{column}: {other:?}"),
    }
}

fn words(answer: &Answer, column: &str) -> Vec<String> {
    let values = answer.main().column(column).unwrap();
    (0..values.len()).map(|row| values.shown(row)).collect()
}

fn value_of(answer: &Answer, measure: &str) -> f64 {
    let at = words(answer, "measure").iter().position(|name| name == measure).unwrap();
    numbers(answer, "value")[at]
}

#[test]
fn dispersion_gives_a_row_to_each_measure_and_says_which_have_no_value() {
    let answer = run("dispersion", "group,population,value\na,1,0\nb,1,10\n", &[("reference", "b")]).unwrap();
    assert_eq!(answer.main().rows(), 17);
    assert_eq!((value_of(&answer, "range"), value_of(&answer, "overall_level")), (10.0, 5.0));
    assert!(value_of(&answer, "mean_log_deviation").is_nan());
    assert!(answer.warnings.iter().any(|warning| warning.starts_with("mean_log_deviation has no value")));
}

#[test]
fn groups_without_a_value_are_left_out_aloud() {
    let answer = run("dispersion", "group,population,value\na,1,4\nb,1,\nc,1,10\n", &[]).unwrap();
    assert_eq!(value_of(&answer, "range"), 6.0);
    assert!(answer.warnings.iter().any(|warning| warning.contains("left out")));
    assert!(run("dispersion", "group,population,value\na,1,\n", &[]).is_err());
    assert!(run("dispersion", "group,population,value\na,1,4\n", &[("reference", "z")]).is_err());
}

#[test]
fn counts_of_people_carry_their_own_limits() {
    let csv = "group,population,events\n1,1000,300\n5,1000,100\n";
    let answer = run("attributable-fraction", csv, &[("per", "100"), ("reference", "5")]).unwrap();
    assert_eq!(value_of(&answer, "people").round(), 200.0);
    assert!((value_of(&answer, "attributable_fraction") - 0.5).abs() < 1e-12);
    assert!(numbers(&answer, "lower_95")[3] < 0.5 && numbers(&answer, "upper_95")[3] > 0.5);
    assert!(run("attributable-fraction", "population,events\n10,20\n", &[]).is_err());
    assert!(run("attributable-fraction", "population,events\n10,20\n", &[("counts", "events")]).is_ok());
}

#[test]
fn a_gap_needs_two_names_and_keeps_the_absolute_gap_where_nobody_has_it() {
    let csv = "group,events,population\na,5,100\nb,0,100\na,5,100\n";
    let answer = run("gap", csv, &[("against", "b"), ("per", "100"), ("confidence", "0.95,0.998")]).unwrap();
    assert_eq!(numbers(&answer, "value")[0], 5.0);
    assert!(numbers(&answer, "value")[1].is_nan() && !answer.warnings.is_empty());
    assert!(numbers(&answer, "lower_99_8")[0] < numbers(&answer, "lower_95")[0]);
    assert!(run("gap", csv, &[]).is_err(), "the first and last row are of one group");
    assert!(run("gap", "group,value,standard_error\na,10,1\nb,5,1\n", &[]).is_ok());
    assert!(run("gap", "group,value,lower,upper\na,10,8,12\nb,5,4,6\n", &[("confidence", "0.95,0.998")]).is_err());
}

#[test]
fn an_outcome_nobody_has_leaves_the_index_missing_with_a_warning() {
    let answer = run("concentration-index", "standing,outcome\n1,0\n2,0\n3,0\n", &[]).unwrap();
    assert!(numbers(&answer, "value")[0].is_nan() && answer.warnings.len() == 1);
    assert_eq!(numbers(&answer, "rows"), [3.0]);
    let same = run("concentration-index", "standing,outcome\n1,7\n2,7\n", &[("index", "erreygers")]).unwrap();
    assert!(numbers(&same, "value")[0].is_nan());
    assert_eq!(numbers(&same, "kakwani_variance"), [0.0]);
}

#[test]
fn observed_bounds_count_people_whose_standing_is_unknown() {
    let csv = "standing,outcome\n1,1\n2,2\n,5\n";
    let seen = run("concentration-index", csv, &[("index", "erreygers")]).unwrap();
    let given = run("concentration-index", csv, &[("index", "erreygers"), ("lowest", "1"), ("highest", "5")]).unwrap();
    assert_eq!(numbers(&seen, "value"), numbers(&given, "value"));
}

#[test]
fn comparison_keeps_the_table_and_adds_a_word_and_a_colour() {
    let csv = "area,value,lower,upper\nA,15,14,16\nB,13,12,14\nC,,,\n";
    let answer = run("compare-benchmark", csv, &[("polarity", "lower"), ("against", "13")]).unwrap();
    assert_eq!(words(&answer, "comparison"), ["worse", "similar", "not compared"]);
    assert_eq!(words(&answer, "colour"), ["red", "amber", ""]);
    assert_eq!(words(&answer, "area"), ["A", "B", "C"]);
    let goal = [("rule", "goal"), ("goal-lower", "10"), ("goal-upper", "14"), ("polarity", "lower")];
    assert_eq!(words(&run("compare-benchmark", csv, &goal).unwrap(), "comparison"), ["missed", "near", "not compared"]);
    let fifths = "value\n10\n20\n30\n40\n50\n50\n50\n50\n50\n50\n";
    let answer = run("compare-benchmark", fifths, &[("rule", "quintiles"), ("polarity", "higher")]).unwrap();
    assert_eq!(words(&answer, "comparison")[..3], ["worst fifth", "worst fifth", "second worst fifth"]);
    assert_eq!(words(&answer, "comparison")[4], words(&answer, "comparison")[9]);
}

#[test]
fn a_gap_in_rates_matches_strata_by_name_and_refuses_what_does_not_match() {
    let csv = "population,stratum,share,rate\n1,young,0.8,10\n1,old,0.2,50\n2,old,0.4,60\n2,young,0.6,12\n";
    let answer = run("rate-gap", csv, &[]).unwrap();
    let effects: Vec<String> = numbers(&answer, "effect").iter().map(|effect| format!("{effect:.1}")).collect();
    assert_eq!(effects, ["13.2", "8.8", "4.4"]);
    let people = csv.replace("0.8", "800").replace("0.2", "200").replace("0.4", "40").replace("0.6", "60");
    let of_people = run("rate-gap", &people, &[("shares-of-total", "true")]).unwrap();
    assert!((numbers(&of_people, "effect")[1] - 8.8).abs() < 1e-9);
    assert!(!run("rate-gap", &people, &[]).unwrap().warnings.is_empty());
    assert!(run("rate-gap", &csv.replace("2,old", "2,older"), &[]).is_err());
    assert!(run("rate-gap", &csv.replace("2,young", "3,young"), &[]).is_err());
}

fn cell() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>(),
        0.0..1.0_f64,
        1.0..1e6_f64,
        Just(0.0),
        Just(-1.0),
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(1.0),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_table_of_numbers_makes_a_measure_panic(
        cells in prop::collection::vec(cell(), 12 * 8), rows in 0..9_usize, choice in 0..6_usize, by in any::<bool>()
    ) {
        for id in METHODS {
            let method = all().into_iter().find(|method| method.id == id).unwrap();
            let mut table = Table::new();
            for (at, role) in method.columns.iter().enumerate() {
                let column: Vec<f64> = cells[at * 8..].iter().copied().take(rows).collect();
                let tame = |n: f64| if role.name == "group" || (role.name == "population" && id == "rate-gap") { (n.abs() % 2.0).floor() } else { n };
                table.push(role.name, column.into_iter().map(tame).collect::<Vec<f64>>());
            }
            table.push("area", cells[88..].iter().map(|n| f64::from(u8::from(*n > 0.5))).take(rows).collect::<Vec<f64>>());
            let mut request = Request::new(method, &table);
            if by {
                request = request.by(["area"]);
            }
            for option in method.options {
                if let commonweal_methods::Kind::Word(words) = option.kind {
                    request = request.option(option.name, words[choice % words.len()]);
                }
                if option.name.starts_with("goal") || option.name == "against" && id == "compare-benchmark" {
                    request = request.option(option.name, "0.5");
                }
            }
            let _ = request.run();
        }
    }
}

#[test]
fn a_group_that_cannot_be_answered_says_why_and_the_others_are_answered() {
    let csv = "area,group,population,value\nA,1,10,4\nA,2,10,6\nB,1,0,5\nB,2,10,5\n";
    let table = table(csv);
    let answer = Request::new(find("dispersion").unwrap(), &table).by(["area"]).run().unwrap();
    assert_eq!(answer.main().rows(), 17);
    assert!(answer.warnings.iter().any(|warning| warning.starts_with("in area = B: row 3 has no population")));
}
