//! Waiting lists, queues, forecasts and trajectories on tables.

use commonweal_methods::{Answer, Kind, MethodError, Request, Table, Values, find};
use proptest::prelude::*;

const METHODS: [&str; 9] = [
    "waiting-list",
    "waiting-list-queue",
    "waiting-list-referrals",
    "waiting-list-removals",
    "waiting-list-schedule",
    "waits",
    "queue",
    "forecast",
    "trajectory",
];

fn list() -> Table {
    Table::new()
        .with("who", vec!["a", "b", "c", "d"])
        .with("referral", vec!["2024-01-04", "2024-01-01", "2024-01-10", "2024-01-16"])
        .with("removal", vec![None, Some("2024-01-08".to_owned()), None, None])
}

#[track_caller]
fn run(method: &str, table: &Table, options: &[(&str, &str)]) -> Result<Answer, MethodError> {
    let start = Request::new(find(method).unwrap(), table);
    options.iter().fold(start, |request, (name, value)| request.option(name, *value)).run()
}

#[track_caller]
fn number(answer: &Answer, column: &str, row: usize) -> f64 {
    match answer.main().column(column) {
        Some(Values::Number(values)) => values[row],
        other => panic!("{column}: {other:?}"),
    }
}

#[test]
fn a_late_start_counts_those_still_waiting_unless_asked_to_count_everybody() {
    let options = [("start", "2024-01-12"), ("end", "2024-01-12")];
    let still = run("waiting-list-queue", &list(), &options).unwrap();
    assert_eq!(number(&still, "queue_size", 0), 2.0);
    let ever = run("waiting-list-queue", &list(), &[options[0], options[1], ("opening", "ever-referred")]).unwrap();
    assert_eq!(number(&ever, "queue_size", 0), 3.0);
}

#[test]
fn an_end_before_the_last_referral_is_answered() {
    let answer = run("waiting-list-queue", &list(), &[("end", "2024-01-09")]).unwrap();
    assert_eq!(answer.main().rows(), 9);
    assert_eq!(number(&answer, "queue_size", 8), 1.0);
}

#[test]
fn slots_go_to_people_and_their_other_columns_go_with_them() {
    let options = [("slots", "2024-01-05,2024-01-06,2024-01-20"), ("add", "2024-01-02")];
    let answer = run("waiting-list-schedule", &list(), &options).unwrap();
    let table = answer.main();
    let shown = |column: &str| -> Vec<String> {
        let values = table.column(column).unwrap();
        (0..values.len()).map(|row| values.shown(row)).collect()
    };
    assert_eq!(shown("who"), ["b", "", "a", "c", "d"]);
    assert_eq!(shown("removal"), ["2024-01-08", "2024-01-05", "2024-01-06", "2024-01-20", ""]);
    assert_eq!(answer.table("slots").unwrap().column("used"), Some(&Values::Flag(vec![Some(true); 3])));
}

#[test]
fn rows_out_of_order_and_impossible_removals_are_warned_of() {
    let backwards =
        Table::new().with("referral", vec!["2024-01-09", "2024-01-01"]).with("removal", vec!["2024-01-02"; 2]);
    let answer = run("waiting-list", &backwards, &[]).unwrap();
    assert_eq!(answer.warnings.len(), 2, "{:?}", answer.warnings);
    assert!(answer.warnings[0].contains("row 1 is removed before it is referred"));
}

#[test]
fn no_referral_date_and_no_rows_are_refused() {
    let gap = Table::new().with("referral", vec![None::<String>]).with("removal", vec![None::<String>]);
    assert!(run("waiting-list", &gap, &[]).unwrap_err().to_string().contains("row 1 has no date of referral"));
    let none = Table::new().with("referral", Vec::<f64>::new()).with("removal", Vec::<f64>::new());
    assert!(run("waiting-list-schedule", &none, &[]).unwrap_err().to_string().contains("empty"));
}

#[test]
fn each_group_is_answered_as_if_it_were_alone() {
    let method = find("waiting-list").unwrap();
    let table = method.example_table().unwrap();
    let together = Request::new(method, &table).by(["specialty"]).run().unwrap();
    for (group, rows) in [[0, 1, 2, 3].as_slice(), &[4, 5, 6]].into_iter().enumerate() {
        let alone = Request::new(method, &table.pick(rows)).run().unwrap();
        for column in alone.main().columns() {
            assert_eq!(Some(&column.values), together.main().column(&column.name).map(|v| v.pick(&[group])).as_ref());
        }
    }
}

#[test]
fn a_group_without_an_answer_does_not_stop_the_others() {
    let table = Table::new()
        .with("area", vec!["A", "A", "B"])
        .with("referral", vec![Some("2024-01-01".to_owned()), Some("2024-01-05".to_owned()), None])
        .with("removal", vec![None::<String>, None, None])
        .with("value", vec![1.0, 2.0, f64::NAN]);
    for method in ["waiting-list", "waiting-list-queue", "waiting-list-referrals", "waiting-list-removals", "forecast"]
    {
        let answer = Request::new(find(method).unwrap(), &table).by(["area"]).run().unwrap();
        assert!(answer.warnings.iter().any(|warning| warning.contains("area = B")), "{method}: {:?}", answer.warnings);
        assert_eq!(answer.main().column("area").unwrap().shown(0), "A");
    }
}

#[test]
fn a_measure_without_its_columns_names_the_column_it_needs() {
    let table = Table::new().with("demand", vec![3.0]);
    let error = run("queue", &table, &[("measure", "load")]).unwrap_err().to_string();
    assert!(error.contains("--capacity"), "{error}");
    assert!(run("queue", &table, &[]).unwrap_err().to_string().contains("has not the columns of any measure"));
}

#[test]
fn an_overloaded_queue_has_no_wait_and_says_so() {
    let table = Table::new().with("demand", vec![3.0, 5.0]).with("capacity", vec![4.0, 4.0]);
    let answer = run("queue", &table, &[("measure", "random")]).unwrap();
    assert_eq!(number(&answer, "mean_wait_if_random", 0), 0.75);
    assert!(number(&answer, "mean_wait_if_random", 1).is_nan());
    assert!(answer.warnings[0].starts_with("random, row 2: demand is as large as capacity"), "{:?}", answer.warnings);
}

#[test]
fn periods_are_sorted_and_must_differ() {
    let years = |years: Vec<f64>| Table::new().with("period", years).with("value", vec![3.0, 1.0, 2.0]);
    let answer = run("forecast", &years(vec![2022.0, 2020.0, 2021.0]), &[("horizon", "1")]).unwrap();
    assert_eq!(number(&answer, "forecast", 0), 3.0);
    let twice = run("forecast", &years(vec![2022.0, 2020.0, 2020.0]), &[]).unwrap_err().to_string();
    assert!(twice.contains("rows 2 and 3"), "{twice}");
}

#[test]
fn a_status_that_cannot_be_judged_says_why() {
    let answer = find("trajectory").unwrap().example_answer().unwrap();
    let status = answer.table("status").unwrap();
    let shown: Vec<String> = (0..3).map(|row| status.column("status").unwrap().shown(row)).collect();
    assert_eq!(shown, ["off track", "off track", "cannot be judged"]);
    assert!(status.column("reason").unwrap().shown(2).contains("no value has been recorded"));
}

/// Any value a cell may hold; dates and small numbers often, so that methods get past their checks.
fn cells(rows: usize) -> impl Strategy<Value = Values> {
    let numbers = prop_oneof![Just(f64::NAN), any::<f64>(), -5.0..40.0_f64, (0..9_i32).prop_map(f64::from)];
    let day = (0_u32..60).prop_map(|day| Some(format!("2024-{:02}-{:02}", 1 + day / 28, 1 + day % 28)));
    let words = prop_oneof![4 => day, 1 => Just(None), 1 => ".{0,12}".prop_map(Some)];
    let dates = (0_u32..60).prop_map(|day| Some(format!("2024-{:02}-{:02}", 1 + day / 28, 1 + day % 28)));
    prop_oneof![
        prop::collection::vec(numbers, rows).prop_map(Values::Number),
        prop::collection::vec(words, rows).prop_map(Values::Text),
        prop::collection::vec(dates, rows).prop_map(Values::Text),
        prop::collection::vec(prop::option::of(any::<bool>()), rows).prop_map(Values::Flag),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_table_and_no_options_make_a_method_panic(
        which in 0..METHODS.len(),
        columns in (0_usize..8).prop_flat_map(|rows| prop::collection::vec(cells(rows), 13)),
        use_role in prop::collection::vec(prop::bool::weighted(0.8), 13),
        texts in prop::collection::vec(prop_oneof![3 => Just(String::new()), 1 => ".{0,8}", 1 => "[0-9]{1,2}(,[0-9]{1,2})?", 1 => Just("2024-01-20".to_owned())], 8),
        word in any::<prop::sample::Index>(),
    ) {
        let method = find(METHODS[which]).unwrap();
        let mut table = Table::new();
        for ((role, values), used) in method.columns.iter().zip(&columns).zip(&use_role) {
            if *used {
                table.push(role.name, values.clone());
            }
        }
        let mut request = Request::new(method, &table);
        for (choice, text) in method.options.iter().zip(&texts) {
            match choice.kind {
                Kind::Word(words) => request = request.option(choice.name, words[word.index(words.len())]),
                _ if !text.is_empty() => request = request.option(choice.name, text.clone()),
                _ => {}
            }
        }
        let _ = request.run();
    }
}
