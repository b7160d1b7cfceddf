//! What the gate withheld cannot be found in a picture, its words, its table or its order.

use crate::figures::{release, share};
use crate::{all_charts, code, everything};
use commonweal_chart::{Chart, Line, Point, RankedAreas};
use commonweal_disclosure::{Evidence, Released, Statistic};
use proptest::prelude::*;

/// Three shown areas and two that are withheld, whose true counts are `first` and `second` of 40.
fn points(system: &Released, first: u64, second: u64) -> Vec<Point> {
    let counts =
        [("Zebra", first, 40), ("Beech", 200, 400), ("Ash", second, 40), ("Cedar", 120, 400), ("Dog", 300, 400)];
    counts.iter().enumerate().map(|(i, (name, n, d))| Point::of(&share(&code(i), *n, *d, Some(system)), name)).collect()
}

proptest! {
    /// The strongest thing to ask: whatever the hidden counts are, not one byte differs.
    #[test]
    fn hidden_counts_change_no_byte(first in 1u64..=7, second in 1u64..=7, complement in any::<bool>()) {
        let system = share("E54000060", 4_000, 9_000, None);
        let line = Line::of(&system, "System");
        let hidden = |n: u64| if complement { 40 - n } else { n };
        let charts = all_charts(&points(&system, hidden(first), hidden(second)), line.as_ref());
        let others = all_charts(&points(&system, 1, 7), line.as_ref());
        for (chart, other) in charts.iter().zip(&others) {
            prop_assert_eq!(everything(chart), everything(other));
        }
    }

    /// A modelled value that must not be shown is planted: every picture is as it is with another value.
    #[test]
    fn a_planted_number_is_found_nowhere(canary in 7_000_000u32..7_999_999) {
        for (chart, other) in with_planted(canary).iter().zip(&with_planted(1_234_567)) {
            let text = everything(chart);
            prop_assert_eq!(&text, &everything(other));
            prop_assert!(!text.replace(',', "").contains(&canary.to_string()), "{text}");
        }
    }
}

/// All charts of a withheld modelled value and a shown share.
fn with_planted(canary: u32) -> Vec<Chart> {
    let value = f64::from(canary);
    let evidence = Evidence::Modelled {
        estimate: commonweal_stats::Estimate { value, lower: value - 1.0, upper: value + 1.0 },
        total_count: 9,
        groups: vec![(4, 500), (5, 500)],
        every_group_shown: false,
    };
    let figure = release(&code(0), Statistic::DirectlyStandardisedRate, "per 100,000", evidence, None);
    assert!(figure.is_withheld());
    let shown = share(&code(1), 200, 400, None);
    all_charts(&[Point::of(&figure, "Hidden"), Point::of(&shown, "Shown")], None)
}

#[test]
fn withheld_areas_come_last_by_name() {
    let system = share("E54000060", 4_000, 9_000, None);
    for (first, second) in [(1, 7), (7, 1), (38, 2)] {
        let areas = points(&system, first, second);
        let chart =
            RankedAreas { words: crate::words(), area_heading: "Area".to_owned(), areas, highlight: None, line: None }
                .svg();
        let order: Vec<&str> = chart.table.rows.iter().map(|row| row[0].text.as_str()).collect();
        assert_eq!(order, ["Dog", "Beech", "Cedar", "Ash", "Zebra"]);
        for row in &chart.table.rows[3..] {
            assert_eq!(row[1].text, "*");
            assert_eq!(row[1].reason, Some("Hidden to protect people: fewer than 8"));
        }
    }
}

#[test]
fn axes_are_those_of_the_shown_areas_alone() {
    let system = share("E54000060", 4_000, 9_000, None);
    let all = points(&system, 38, 2);
    let shown: Vec<Point> = [1, 3, 4].map(|i| all[i].clone()).to_vec();
    let marks = |areas: Vec<Point>| -> Vec<String> {
        let words = crate::words();
        let chart = RankedAreas { words, area_heading: "Area".to_owned(), areas, highlight: None, line: None }.svg();
        // Marks and ticks: where along the width they stand, in drawing order.
        chart.svg.split(" x1=\"").skip(1).map(|part| part.split('"').next().unwrap().to_owned()).collect()
    };
    assert_eq!(marks(all), marks(shown));
}

#[test]
fn a_withheld_area_has_a_hatched_cell_a_star_and_its_reason() {
    let system = share("E54000060", 4_000, 9_000, None);
    for chart in all_charts(&points(&system, 3, 4), None) {
        assert!(chart.svg.contains("url(#c1-hatch)"));
        assert!(chart.svg.contains("Hidden to protect people: fewer than 8"));
        assert!(chart.table.rows.iter().flatten().any(|cell| cell.text == "*" && cell.reason.is_some()));
    }
}
