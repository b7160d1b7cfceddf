//! Rates, means, quantiles and slope indices on tables.

use commonweal_methods::{Answer, MethodError, Request, Table, Values, find, read_csv};

fn run(method: &str, csv: &str, set: impl FnOnce(Request<'_>) -> Request<'_>) -> Result<Answer, MethodError> {
    let table = read_csv("test", csv.as_bytes()).unwrap();
    set(Request::new(find(method).unwrap(), &table)).run()
}

#[track_caller]
fn numbers(answer: &Answer, column: &str) -> Vec<f64> {
    match answer.main().column(column) {
        Some(Values::Number(values)) => values.clone(),
        other => panic!("column {column}: {other:?}"),
    }
}

#[test]
fn groups_are_added_up_and_rows_without_groups_are_not() {
    let csv = "area,events,population\nB,1,10\nA,2,10\nB,3,30\n";
    let grouped = run("proportion", csv, |request| request.by(["area"])).unwrap();
    assert_eq!(numbers(&grouped, "value"), [0.2, 0.1]);
    assert_eq!(numbers(&grouped, "population"), [10.0, 40.0]);
    let rows = run("proportion", csv, |request| request).unwrap();
    assert_eq!(numbers(&rows, "value"), [0.1, 0.2, 0.1]);
    assert!(rows.main().column("area").is_some());
}

#[test]
fn a_missing_number_makes_its_group_missing_and_no_other() {
    let csv = "area,events,population\nA,1,10\nA,,10\nB,5,10\n";
    for method in ["proportion", "rate"] {
        let answer = run(method, csv, |request| request.by(["area"]).option("per", "1")).unwrap();
        let value = numbers(&answer, "value");
        assert!(value[0].is_nan() && value[1] == 0.5, "{method}");
        assert!(numbers(&answer, "lower_95")[0].is_nan() && numbers(&answer, "upper_95")[1] > 0.5);
    }
}

#[test]
fn no_level_gives_no_limits_and_certainty_gives_all_there_is() {
    let csv = "events,population\n5,10\n";
    let none = run("proportion", csv, |request| request.option("confidence", "")).unwrap();
    assert!(none.main().columns().iter().all(|column| !column.name.starts_with("lower")));
    let certain = run("proportion", csv, |request| request.option("confidence", "100").option("per", "100")).unwrap();
    assert_eq!((numbers(&certain, "lower_100"), numbers(&certain, "upper_100")), (vec![0.0], vec![100.0]));
    let both = run("proportion", csv, |request| request.option("confidence", "0.95,99.8")).unwrap();
    assert!(numbers(&both, "lower_99_8")[0] < numbers(&both, "lower_95")[0]);
    assert!(run("proportion", csv, |request| request.option("confidence", "0.5")).is_err());
}

#[test]
fn a_refusal_names_the_group_and_the_row_and_no_value() {
    let csv = "area,events,population,standard_population\nB,20,100,1\nA,20,100,1\nB,20,0,1\n";
    let error = run("directly-standardised-rate", csv, |request| request.by(["area"])).unwrap_err().to_string();
    assert!(error.starts_with("in area = B: row 3: "), "{error}");
    let error = run("proportion", "area,events,population\nA,77,3\n", |request| request.by(["area"])).unwrap_err();
    assert!(error.to_string().starts_with("in area = A: ") && !error.to_string().contains("77"), "{error}");
}

#[test]
fn an_unreliable_rate_says_so_and_is_not_just_missing() {
    let csv = "area,events,population,standard_population\nA,9,100,1\nB,10,100,1\n";
    let answer = run("directly-standardised-rate", csv, |request| request.by(["area"])).unwrap();
    let value = numbers(&answer, "value");
    assert!(value[0].is_nan() && value[1] == 10_000.0);
    assert_eq!(numbers(&answer, "events"), [9.0, 10.0]);
    let Some(Values::Text(notes)) = answer.main().column("note") else { panic!("no notes") };
    assert_eq!(notes[0].as_deref(), Some("unreliable: fewer than 10 events"));
    assert_eq!(notes[1], None);
    assert_eq!(answer.warnings, ["1 group has fewer than 10 events and no rate (area = A)"]);
}

#[test]
fn repeat_events_of_independent_people_are_single_events() {
    let single = "area,events,population,standard_population\nA,20,100,1\nA,30,50,2\n";
    let repeats = "area,band,events,events_each,population,standard_population\n\
                   A,young,12,1,100,1\nA,old,30,1,50,2\nA,young,8,1,100,1\n";
    let of = |csv| run("directly-standardised-rate", csv, |request| request.by(["area"])).unwrap();
    for column in ["value", "lower_95", "upper_95", "population"] {
        let (one, other) = (numbers(&of(single), column), numbers(&of(repeats), column));
        assert!((one[0] - other[0]).abs() < 1e-9 * one[0], "{column}");
    }
    let differing = repeats.replace("A,young,8,1,100,1", "A,young,8,1,101,1");
    assert!(run("directly-standardised-rate", &differing, |request| request.by(["area"])).is_err());
}

#[test]
fn a_reference_once_for_all_equals_one_beside_each_row() {
    let beside = "area,events,population,reference_events,reference_population\n\
                  A,5,1000,20,10000\nA,35,500,300,5000\nB,4,800,20,10000\nB,20,600,300,5000\n";
    for method in ["indirectly-standardised-rate", "indirectly-standardised-ratio"] {
        let rows = run(method, beside, |request| request.by(["area"])).unwrap();
        let shared = run(method, beside, |request| {
            request.by(["area"]).option("shared-events", "20,300").option("shared-population", "10000,5000")
        })
        .unwrap();
        assert_eq!(rows, shared);
        let short = run(method, beside, |request| {
            request.by(["area"]).option("shared-events", "20").option("shared-population", "10000")
        });
        assert!(short.is_err());
    }
}

#[test]
fn a_group_that_expects_nothing_has_no_ratio_and_a_warning() {
    let csv = "area,events,population,reference_events,reference_population\nA,5,0,20,10000\nB,5,100,20,10000\n";
    let answer = run("indirectly-standardised-ratio", csv, |request| request.by(["area"])).unwrap();
    let value = numbers(&answer, "value");
    assert!(value[0].is_nan() && value[1] > 0.0 && answer.warnings.len() == 1);
}

#[test]
fn means_of_one_or_with_a_gap_warn() {
    let csv = "area,value\nA,1\nB,1\nB,3\nC,2\nC,\n";
    let answer = run("mean", csv, |request| request.by(["area"])).unwrap();
    assert_eq!(numbers(&answer, "count"), [1.0, 2.0, 2.0]);
    let value = numbers(&answer, "value");
    assert!(value[0] == 1.0 && value[1] == 2.0 && value[2].is_nan());
    assert!(numbers(&answer, "lower_95")[0].is_nan() && numbers(&answer, "lower_95")[1] < 0.0);
    assert_eq!(answer.warnings.len(), 2);
}

#[test]
fn quantiles_keep_the_rows_in_their_order_and_groups_apart() {
    let csv = "area,group,value\na,x,1\nb,y,1\nc,x,2\nd,y,2\ne,z,9\n";
    let answer = run("quantile", csv, |request| request.by(["group"]).option("quantiles", "2")).unwrap();
    let quantile = numbers(&answer, "quantile");
    assert_eq!(quantile[..4], [2.0, 2.0, 1.0, 1.0]);
    assert!(quantile[4].is_nan() && answer.warnings[0].contains("group = z"));
}

fn fifths(values: [f64; 5]) -> String {
    let rows = values.iter().enumerate().rev().map(|(at, value)| format!("{},100,{value},0.5\n", at + 1));
    format!("quantile,population,value,standard_error\n{}", rows.collect::<String>())
}

#[test]
fn equal_fifths_have_no_slope_and_turning_the_contrast_turns_the_sign() {
    let slope = |values, contrast: &str| {
        run("slope-index", &fifths(values), |request| {
            request.option("contrast", contrast).option("repetitions", "1000")
        })
        .unwrap()
    };
    let equal = slope([50.0; 5], "most-minus-least");
    assert_eq!((numbers(&equal, "slope"), numbers(&equal, "relative")), (vec![0.0], vec![1.0]));
    assert!(!equal.warnings.is_empty());
    let (most, least) = ([50.0, 48.0, 47.0, 45.0, 40.0], "least-minus-most");
    let (one, other) = (slope(most, "most-minus-least"), slope(most, least));
    assert_eq!(numbers(&one, "slope")[0], -numbers(&other, "slope")[0]);
    assert!(numbers(&one, "slope")[0] > 0.0 && one.warnings.is_empty());
}

#[test]
fn an_areas_limits_do_not_depend_on_other_areas() {
    let area = |name: &str, first: f64| -> String {
        (1..=5).map(|at| format!("{name},{at},100,{},0.5\n", first - f64::from(at * at))).collect()
    };
    let header = "area,quantile,population,value,standard_error\n";
    let answer = |rows: String| {
        let csv = format!("{header}{rows}");
        run("slope-index", &csv, |request| request.by(["area"]).option("repetitions", "1000")).unwrap()
    };
    let (alone, among) = (answer(area("B", 80.0)), answer(area("A", 60.0) + &area("B", 80.0)));
    for column in alone.main().columns().iter().filter(|column| column.name != "area") {
        let (one, two) = (numbers(&alone, &column.name), numbers(&among, &column.name));
        assert_eq!(one[0], two[1], "{}", column.name);
    }
}

#[test]
fn a_ratio_turned_over_has_its_limits_turned_over() {
    let of = |csv: &str| run("ratio", csv, |request| request).unwrap();
    let (one, other) = (of("over,under\n12,30\n"), of("over,under\n30,12\n"));
    assert!((numbers(&one, "lower_95")[0] * numbers(&other, "upper_95")[0] - 1.0).abs() < 1e-12);
    assert!(run("ratio", "over,under\n1,0\n", |request| request).is_err());
    let empty = Table::new().with("over", Vec::<f64>::new()).with("under", Vec::<f64>::new());
    assert!(Request::new(find("ratio").unwrap(), &empty).run().is_err());
}
