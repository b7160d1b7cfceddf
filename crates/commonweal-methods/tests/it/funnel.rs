//! Funnels and overdispersion on tables.

use commonweal_methods::{Answer, MethodError, Request, Table, Values, find, read_csv};
use proptest::prelude::*;

fn ask(method: &str, csv: &str, by: &[&str], options: &[(&str, &str)]) -> Result<Answer, MethodError> {
    let table = read_csv("table", csv.as_bytes()).unwrap();
    let mut request = Request::new(find(method).unwrap(), &table).by(by.iter().copied());
    for (name, value) in options {
        request = request.option(name, *value);
    }
    request.run()
}

fn words(table: &Table, column: &str) -> Vec<String> {
    let values = table.column(column).unwrap();
    (0..values.len()).map(|row| values.shown(row)).collect()
}

fn numbers(table: &Table, column: &str) -> Vec<f64> {
    match table.column(column) {
        Some(Values::Number(numbers)) => numbers.clone(),
        other => panic!("{column}: {other:?}"),
    }
}

const TWO_YEARS: &str = "year,practice,events,population\n\
    2023,A,20,100\n2024,A,40,100\n2023,B,18,100\n2024,B,38,100\n2023,C,2,100\n2024,C,42,100\n";

#[test]
fn each_group_is_a_funnel_of_its_own_and_rows_keep_their_order() {
    let answer = ask("funnel-significance", TWO_YEARS, &["year"], &[]).unwrap();
    assert_eq!(words(answer.main(), "practice"), ["A", "A", "B", "B", "C", "C"]);
    assert_eq!(numbers(answer.main(), "benchmark"), [40.0 / 300.0, 0.4, 40.0 / 300.0, 0.4, 40.0 / 300.0, 0.4]);
    let positions = words(answer.main(), "position");
    assert_eq!(positions[4], "below 99.8% limit");
    assert_eq!([&positions[1], &positions[3], &positions[5]], ["within limits"; 3]);
    let lines = ask("funnel-limits", TWO_YEARS, &["year"], &[]).unwrap();
    assert_eq!(lines.main().rows(), 200);
}

#[test]
fn upper_limits_of_shares_stop_at_all_of_them_unless_told_otherwise() {
    let highest = |options: &[(&str, &str)]| {
        let answer = ask("funnel-limits", "events,population\n8,20\n30,100\n", &[], options).unwrap();
        numbers(answer.main(), "upper_99_8").into_iter().fold(0.0, f64::max)
    };
    assert_eq!(highest(&[]), 1.0);
    assert_eq!(highest(&[("per", "100")]), 100.0);
    assert_eq!(highest(&[("per", "100"), ("highest", "60")]), 60.0);
}

#[test]
fn a_refusal_names_the_row() {
    let refused = |csv: &str, options: &[(&str, &str)]| match ask("funnel-significance", csv, &[], options) {
        Err(error) => error.to_string(),
        Ok(_) => panic!("answered"),
    };
    let text = refused("events,population\n1,10\n11,10\n", &[]);
    assert!(text.starts_with("in row 2: "), "{text}");
    let text = refused("events,population\n1,10\n,10\n", &[]);
    assert!(text.starts_with("in row 2: "), "{text}");
    let text = refused("events,rate\n10,10\n0,0\n", &[("statistic", "rate")]);
    assert!(text.contains("give the population"), "{text}");
    let text = refused("events,rate\n10,10\n", &[]);
    assert!(text.contains("--population"), "{text}");
}

#[test]
fn a_standardised_rate_of_few_events_is_not_placed() {
    let csv = "events,rate,population\n9,100,9000\n12,100,12000\n0,0,5000\n";
    let options = [("statistic", "rate"), ("rate-type", "standardised")];
    let answer = ask("funnel-significance", csv, &[], &options).unwrap();
    assert_eq!(words(answer.main(), "position"), ["too few events", "within limits", "too few events"]);
    let answer = ask("funnel-points", csv, &[], &[("rate-type", "standardised")]).unwrap();
    assert_eq!(words(answer.main(), "chart_rate"), ["", "100", ""]);
}

#[test]
fn rows_of_one_unit_are_added_up() {
    let csv = "unit,events,denominator\nB,10,20\nA,30,25\nB,30,20\nC,9,10\nD,22,20\nE,70,60\n";
    let answer = ask("overdispersion", csv, &[], &[("measure", "root-ratio")]).unwrap();
    assert_eq!(words(answer.main(), "unit"), ["A", "B", "C", "D", "E"]);
    assert_eq!(numbers(answer.main(), "events")[1], 40.0);
    assert_eq!(numbers(answer.main(), "value")[1], 1.0);
}

#[test]
fn a_spread_of_chance_alone_falls_back_to_plain_limits_with_a_warning() {
    let csv = "events,denominator\n100,100.5\n51,50\n199,200\n80,79\n62,61\n";
    let answer = ask("overdispersion", csv, &[], &[]).unwrap();
    let model = answer.table("model").unwrap();
    assert_eq!(words(model, "uses_adjusted_limits"), ["false"]);
    assert_eq!(words(model, "uses_plain_limits"), ["true"]);
    assert_eq!(answer.warnings.len(), 1);
    assert!(answer.table("curves").unwrap().rows() >= 1000);
}

#[test]
fn one_column_cannot_be_both_sides() {
    let csv = "events,denominator\n10,10\n20,20\n";
    assert!(ask("overdispersion", csv, &[], &[]).is_err());
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        3 => (0_u32..500).prop_map(f64::from),
        1 => any::<f64>(),
        1 => Just(f64::NAN),
        1 => Just(0.0),
    ]
}

proptest! {
    #[test]
    fn any_table_gets_an_answer_or_a_refusal(
        rows in prop::collection::vec((any_number(), any_number(), any_number(), 0_u8..3), 0..8),
        per in prop_oneof![Just("1"), Just("100000"), Just("-1"), Just("1e300")],
        trim in prop_oneof![Just("0"), Just("0.1"), Just("0.4999"), Just("0.7")],
        by in prop::bool::ANY,
    ) {
        let column = |pick: fn(&(f64, f64, f64, u8)) -> f64| rows.iter().map(pick).collect::<Vec<_>>();
        let table = Table::new()
            .with("events", column(|row| row.0))
            .with("population", column(|row| row.1))
            .with("expected", column(|row| row.1))
            .with("denominator", column(|row| row.1))
            .with("rate", column(|row| row.2))
            .with("unit", rows.iter().map(|row| row.3.to_string()).collect::<Vec<_>>());
        let by: &[&str] = if by { &["unit"] } else { &[] };
        for method in ["funnel-limits", "funnel-significance", "funnel-points"] {
            for statistic in ["proportion", "ratio", "rate"] {
                let mut request = Request::new(find(method).unwrap(), &table).by(by.iter().copied()).option("per", per);
                if method != "funnel-points" {
                    request = request.option("statistic", statistic);
                }
                let _ = request.run();
            }
        }
        for measure in ["log-ratio", "root-ratio", "proportion", "count-ratio"] {
            for limits in ["adjusted", "both", "plain", "none"] {
                for arithmetic in ["exact", "funnelplotr"] {
                    let request = Request::new(find("overdispersion").unwrap(), &table).by(by.iter().copied());
                    let request = request.option("measure", measure).option("limits", limits).option("trim", trim);
                    let _ = request.option("per", per).option("arithmetic", arithmetic).run();
                }
            }
        }
    }
}
