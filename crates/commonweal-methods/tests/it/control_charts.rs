//! Control charts and trends on tables.

use commonweal_methods::{Answer, MethodError, Request, Table, Values, find};
use proptest::prelude::*;

fn xmr(table: &Table) -> Request<'_> {
    Request::new(find("xmr").unwrap(), table)
}

fn numbers(answer: &Answer, table: &str, column: &str) -> Vec<f64> {
    match answer.table(table).unwrap().column(column) {
        Some(Values::Number(numbers)) => numbers.clone(),
        other => panic!("{column} is {other:?}"),
    }
}

fn words(answer: &Answer, table: &str, column: &str) -> Vec<String> {
    let values = answer.table(table).unwrap().column(column).unwrap();
    (0..values.len()).map(|row| values.shown(row)).collect()
}

fn months(count: usize) -> Vec<String> {
    (0..count).map(|month| format!("{}-{:02}-01", 2023 + month / 12, 1 + month % 12)).collect()
}

fn step() -> Table {
    let values = [[9.0, 11.0].repeat(8), [19.0, 21.0].repeat(8)].concat();
    Table::new().with("date", months(32)).with("value", values)
}

#[test]
fn a_rebase_shows_its_reason_and_only_the_latest_segment_is_assessed() {
    let table = step();
    let request = xmr(&table).option("rebase", "2024-05-01=a second clinic").option("improvement", "increase");
    let answer = request.option("target", "14").run().unwrap();
    assert_eq!(numbers(&answer, "summary", "mean"), [10.0, 20.0]);
    assert_eq!(words(&answer, "summary", "rebase_reason"), ["", "a second clinic"]);
    assert_eq!(words(&answer, "summary", "assurance"), ["", "pass"]);
    assert!(answer.warnings.is_empty());
}

#[test]
fn a_rebase_where_no_point_is_changes_nothing_and_says_so() {
    let table = step();
    let plain = xmr(&table).run().unwrap();
    let answer = xmr(&table).option("rebase", "2024-05-15").run().unwrap();
    assert_eq!(answer.main(), plain.main());
    assert!(answer.warnings[0].contains("2024-05-15"));
    let refused = xmr(&table).option("rebase", "May").run();
    assert!(matches!(refused, Err(MethodError::BadOption { .. })), "{refused:?}");
}

#[test]
fn rows_come_out_by_group_and_time_whatever_their_order() {
    let areas = [vec!["b"; 14], vec!["a"; 14]].concat();
    let days: Vec<String> = (0..28).map(|day| format!("2025-03-{:02}T08:30:00", 1 + (day * 5) % 14)).collect();
    let values: Vec<f64> = (0..28).map(|day| f64::from((day * 7) % 11)).collect();
    let table = Table::new().with("area", areas).with("date", days).with("value", values);
    let mut order: Vec<usize> = (0..28).collect();
    order.reverse();
    let turned = table.pick(&order);
    let answer = |table: &Table| xmr(table).by(["area"]).run().unwrap();
    assert_eq!(answer(&table), answer(&turned));
    assert!(words(&answer(&table), "points", "area").is_sorted());
}

#[test]
fn a_point_without_a_value_is_left_out_with_a_warning_and_hands_its_rebase_on() {
    let mut values = vec![9.0, 11.0, 9.0, f64::NAN, 21.0, 19.0];
    let reasons = vec![None, None, None, Some("moved".to_owned()), None, None];
    let table = |values: &Vec<f64>| {
        Table::new().with("date", months(6)).with("value", values.clone()).with("rebase_reason", reasons.clone())
    };
    let answer = xmr(&table(&values)).run().unwrap();
    assert_eq!(numbers(&answer, "summary", "points"), [3.0, 2.0]);
    assert_eq!(numbers(&answer, "points", "segment"), [0.0, 0.0, 0.0, 1.0, 1.0]);
    assert!(answer.warnings.iter().any(|warning| warning.contains("left out")));
    values.fill(f64::NAN);
    assert!(xmr(&table(&values)).run().is_err());
}

#[test]
fn two_rows_of_one_date_and_words_that_are_no_dates_are_refused() {
    let table = |dates: [&str; 2]| Table::new().with("date", dates.to_vec()).with("value", vec![1.0, 2.0]);
    let refused = |dates| xmr(&table(dates)).run().unwrap_err().to_string();
    assert!(refused(["2024-01-01", "2024-01-01T00:00:00Z"]).contains("same date"));
    assert!(refused(["2024-01-01", "Tuesday"]).contains("row 2"));
}

#[test]
fn targets_may_differ_by_group_and_the_last_rows_counts() {
    let groups = [["a"; 16], ["b"; 16]].concat();
    let targets = [[14.0; 16], [30.0; 16]].concat();
    let table = step().with("group", groups).with("targets", targets);
    let request = xmr(&table).by(["group"]).option("improvement", "decrease");
    let answer = request.run().unwrap();
    assert_eq!(words(&answer, "summary", "assurance"), ["inconsistent", "pass"]);
}

#[test]
fn charts_of_counts_are_drawn_per_so_many() {
    let events = [40.0, 62.0, 51.0, 47.0];
    let table = Table::new()
        .with("date", vec![1.0, 2.0, 3.0, 4.0])
        .with("events", events.to_vec())
        .with("population", vec![400.0, 420.0, 390.0, 450.0]);
    for method in ["p-chart", "u-chart"] {
        let ask = |per: &str| {
            let request = Request::new(find(method).unwrap(), &table).option("per", per).option("laney", "true");
            request.option("improvement", "increase").option("target", if per == "1" { "0.5" } else { "50" }).run()
        };
        let (ones, hundreds) = (ask("1").unwrap(), ask("100").unwrap());
        for column in ["value", "mean", "lower", "upper"] {
            let pairs = numbers(&ones, "points", column).into_iter().zip(numbers(&hundreds, "points", column));
            assert!(pairs.into_iter().all(|(one, hundred)| (one * 100.0 - hundred).abs() < 1e-12), "{column}");
        }
        assert_eq!(words(&ones, "summary", "assurance"), words(&hundreds, "summary", "assurance"));
        assert!(ask("0").is_err());
    }
}

#[test]
fn a_proportion_may_come_with_its_value_in_place_of_a_count() {
    let (events, population) = ([750.0, 800.0, 880.0, 950.0, 1000.0], [4000.0; 5]);
    let years = Table::new().with("year", (2020..2025).map(f64::from).collect::<Vec<_>>());
    let shares: Vec<f64> = events.iter().zip(population).map(|(events, all)| events / all).collect();
    let trend = |table: &Table| {
        let answer = Request::new(find("recent-trend").unwrap(), table).option("kind", "proportion").run().unwrap();
        words(&answer, "values", "trend")
    };
    let population = years.clone().with("population", population.to_vec()).with("value", shares.clone());
    assert_eq!(trend(&population), ["increasing"]);
    assert_eq!(trend(&years.with("events", events.to_vec()).with("value", shares)), ["increasing"]);
}

#[test]
fn a_year_given_twice_stops_one_group_and_not_the_others() {
    let years = [2020.0, 2021.0, 2022.0, 2023.0, 2024.0].repeat(2);
    let mut table = Table::new().with("area", [["a"; 5], ["b"; 5]].concat());
    let mut twice = years.clone();
    twice[1] = 2020.0;
    table = table.with("year", twice).with("events", vec![50.0; 10]).with("population", vec![100.0; 10]);
    let request = |table| Request::new(find("recent-trend").unwrap(), table).option("kind", "proportion");
    let answer = request(&table).by(["area"]).run().unwrap();
    assert_eq!(words(&answer, "values", "reason"), ["two points of one year", "no significant trend"]);
    let alone = table.pick(&[0, 1, 2, 3, 4]);
    assert!(request(&alone).by(["area"]).run().is_err());
}

fn any_column(rows: usize) -> impl Strategy<Value = Values> {
    let number = prop_oneof![any::<f64>(), (-3..4).prop_map(f64::from), Just(f64::NAN)];
    let word = prop::sample::select(vec![
        None,
        Some("2024-01-01"),
        Some("2024-02-30"),
        Some("2024-01-01T06:00:00Z"),
        Some("-9999-01-01"),
        Some(""),
        Some("e\u{301}t\u{e9}"),
        Some("7"),
    ]);
    prop_oneof![
        prop::collection::vec(number, rows).prop_map(Values::Number),
        Just(Values::Number((0..rows).map(|row| row as f64).collect())),
        prop::collection::vec(word.prop_map(|word| word.map(str::to_owned)), rows).prop_map(Values::Text),
        prop::collection::vec(prop::option::of(any::<bool>()), rows).prop_map(Values::Flag),
    ]
}

fn any_table() -> impl Strategy<Value = Table> {
    let names = ["date", "value", "events", "population", "year", "lower", "upper", "targets", "rebase_reason", "area"];
    (0..12_usize).prop_flat_map(move |rows| {
        prop::collection::vec(any_column(rows), names.len()).prop_map(move |columns| {
            names.iter().zip(columns).fold(Table::new(), |table, (name, values)| table.with(*name, values))
        })
    })
}

proptest! {
    #[test]
    fn no_table_makes_a_chart_or_trend_panic(
        table in any_table(),
        method in prop::sample::select(vec!["xmr", "p-chart", "u-chart", "c-chart", "change-points", "recent-trend"]),
        options in prop::collection::vec(prop::sample::select(vec![
            ("target", "1e300"), ("rebase", "2024-01-01=x,3,,="), ("baseline", "12"), ("laney", "true"), ("per", "1e-300"),
            ("keep-outliers", "true"), ("kind", "proportion"), ("improvement", "decrease"), ("value-scale", "1e300"),
        ]), 0..3),
        by: bool,
    ) {
        let known = find(method).unwrap();
        let mut request = Request::new(known, &table);
        for (name, value) in options {
            if known.options.iter().any(|option| option.name == name) {
                request = request.option(name, value);
            }
        }
        let _ = if by { request.by(["area"]).run() } else { request.run() };
    }
}
