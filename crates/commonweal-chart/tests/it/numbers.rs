//! The picture and the table hold the same numbers, written one way.

use crate::figures::{release, share, share_of_fifth};
use crate::{all_charts, code, public_charts, steps, words};
use commonweal_chart::{Cell, Chart, GradientBars, GroupBars, Line, Point, RankedAreas, format};
use commonweal_disclosure::{Comparison, Evidence, Statistic};
use proptest::prelude::*;

/// The words of every direct label, in drawing order.
fn labels(svg: &str) -> Vec<String> {
    svg.split("<text ")
        .skip(1)
        .filter(|text| text.split('>').next().unwrap().contains("app-chart__value"))
        .map(|text| text.split_once('>').unwrap().1.split('<').next().unwrap().to_owned())
        .collect()
}

fn values(chart: &Chart) -> Vec<String> {
    chart.table.rows.iter().map(|row| row[1].text.clone()).collect()
}

fn points(counts: &[(u64, u64)]) -> Vec<Point> {
    let system = share("E54000060", 4_000, 9_000, None);
    counts
        .iter()
        .enumerate()
        .map(|(i, (n, d))| Point::of(&share(&code(i % 9), *n, *d, Some(&system)), &format!("Area {i}")))
        .collect()
}

proptest! {
    #[test]
    fn direct_labels_are_the_numbers_of_the_table(counts in prop::collection::vec((0u64..900, 900u64..2_000), 2..8)) {
        let points = points(&counts);
        let charts = [
            GradientBars { words: words(), fifths: points.clone(), line: None }.svg(),
            GroupBars { words: words(), dimension: "Sex".to_owned(), groups: points.clone(), unknown: vec![], line: None }.svg(),
            RankedAreas { words: words(), area_heading: "Area".to_owned(), areas: points, highlight: None, line: None }.svg(),
        ];
        for chart in charts {
            let twice: Vec<String> = values(&chart).into_iter().chain(values(&chart)).collect();
            prop_assert_eq!(labels(&chart.svg), twice, "once wide, once narrow");
        }
    }

    #[test]
    fn what_a_step_reaches_and_what_it_loses_are_a_hundred_together(counts in prop::collection::vec((0u64..900, 900u64..2_000), 2..5)) {
        let chart = steps(&points(&counts)).svg();
        let number = |cell: &Cell| cell.text.trim_end_matches('%').replace('−', "-").parse::<f64>().ok();
        let lost: Vec<String> = chart
            .table
            .rows
            .iter()
            .map(|row| if row[6].text == "*" { "*".to_owned() } else { format!("{} lost", row[6].text) })
            .collect();
        let twice: Vec<String> = lost.iter().chain(&lost).cloned().collect();
        prop_assert_eq!(labels(&chart.svg), twice, "once wide, once narrow");
        let (reached, turned) = chart.table.rows.split_at(counts.len());
        for (row, other) in reached.iter().zip(turned) {
            if let (Some(here), Some(gone)) = (number(&row[3]), number(&row[6])) {
                prop_assert!((here + gone - 100.0).abs() < 0.11, "{here} and {gone}");
                // The second step counts the same people as lost.
                prop_assert!((here - number(&other[6]).unwrap()).abs() < 0.11);
            }
        }
    }

    #[test]
    fn a_file_and_a_page_show_the_same_digits(value in -1e7f64..1e7, unit in prop::sample::select(vec!["%", "people", "ratio", "per 100,000", "years"])) {
        let plain = format::value(value, unit).replace(',', "").replace('−', "-").replace('%', "");
        prop_assert_eq!(plain, format::machine(value, unit));
    }
}

#[test]
fn numbers_are_written_one_way() {
    #[track_caller]
    fn check(value: f64, unit: &str, page: &str) {
        assert_eq!(format::value(value, unit), page, "{value} {unit}");
    }
    check(45.34, "%", "45.3%");
    check(100.0, "%", "100.0%");
    check(-3.21, "percentage points", "−3.2");
    check(-0.01, "%", "0.0%");
    check(1_234_567.0, "people", "1,234,567");
    check(999.0, "people", "999");
    check(1.445, "ratio", "1.45");
    check(87.4, "ratio", "87.4");
    check(1230.0, "per 100,000", "1,230");
    check(99.96, "per 100,000", "100");
    check(99.94, "per 100,000", "99.9");
    assert_eq!(format::sentence(11.2, "percentage points"), "11.2 percentage points");
    assert_eq!(format::limits(12.06, 15.9, "%"), "12.1% to 15.9%");
    assert_eq!(format::count(-12_345), "−12,345");
}

#[test]
fn a_table_carries_limits_counts_and_the_comparison_in_words() {
    let chart = GradientBars {
        words: words(),
        fifths: points(&[(300, 1_000), (600, 1_000)]),
        line: Line::of(&share("E54000060", 4_000, 9_000, None), "System"),
    }
    .svg();
    let heads: Vec<&str> = chart.table.columns.iter().map(|c| c.label.as_str()).collect();
    assert_eq!(
        heads,
        [
            "Deprivation",
            "Percentage",
            "Lower limit (95%)",
            "Upper limit (95%)",
            "Number",
            "Out of",
            "Compared with Nottingham and Nottinghamshire"
        ]
    );
    let text = |row: usize| chart.table.rows[row].iter().map(|c| c.text.as_str()).collect::<Vec<_>>();
    assert_eq!(text(0), ["Area 0", "30.0%", "27.2%", "32.9%", "300", "1,000", "Worse"]);
    assert_eq!(text(1)[6], "Better");
    assert_eq!(chart.table.rows[0][6].mark, Some(Comparison::Worse));
    assert_eq!(text(2)[..2], ["System", "44.4%"]);
    assert!(chart.table.rows.iter().all(|row| row.len() == heads.len()));
}

#[test]
fn public_figures_name_their_source_and_add_up() {
    for chart in public_charts() {
        assert!(chart.summary.contains("Census <2021> & friends"), "{}", chart.summary);
        assert!(chart.table.rows.iter().all(|row| row.len() == chart.table.columns.len()));
    }
    let strip = &public_charts()[1];
    assert!(strip.svg.contains(">30.0</text>"));
    assert_eq!(strip.table.rows[0][1].text, "30.0%");
}

#[test]
fn negative_values_are_drawn_and_written() {
    let gap = |value: f64| Evidence::Published {
        value: Some(value),
        lower: Some(value - 1.0),
        upper: Some(value + 1.0),
        count: None,
        denominator: None,
    };
    let made = |value: f64| {
        let figure = release("E02000001", Statistic::PublishedValue, "percentage points", gap(value), None);
        Point::of(&figure, "Gap")
    };
    for chart in all_charts(&[made(-4.0), made(2.0)], None) {
        assert!(!chart.svg.contains("NaN") && !chart.svg.contains("inf"));
        assert!(!chart.svg.contains("width=\"-") && !chart.svg.contains("height=\"-"));
    }
}

#[test]
fn a_fifth_keeps_its_shade_and_name_where_another_has_nobody() {
    let fifths = [2, 5].map(|n| Point::of(&share_of_fifth(n, 300, 1_000, None), &format!("Fifth {n}"))).to_vec();
    let chart = GradientBars { words: words(), fifths, line: None }.svg();
    for class in ["app-chart__fifth-2", "app-chart__fifth-5"] {
        assert!(chart.svg.contains(class), "{class}");
    }
    assert!(!chart.svg.contains("app-chart__fifth-1"));
    assert!(chart.svg.contains(">2nd fifth</text>") && chart.svg.contains(">Least deprived</text>"));
}
