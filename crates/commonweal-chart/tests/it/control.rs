//! Control charts: what stands out has a shape, a rule in the table and words; what is withheld is a gap.

use crate::figures::share;
use crate::{code, words};
use commonweal_chart::{Aim, Chart, Control, ControlChart, Event, Point};
use commonweal_disclosure::Comparison;

/// A control chart of any points, with everything that can be on one.
pub(crate) fn chart(points: &[Point]) -> Chart {
    let control = |at: usize| {
        let rule = (at == 1).then_some((Comparison::Worse, "above the upper limit"));
        Control { stretch: at / 3, mean: 40.0, limits: Some((30.0, 50.0)), rule }
    };
    ControlChart {
        words: words(),
        periods: points.to_vec(),
        ticks: points.iter().map(|point| point.label().to_owned()).collect(),
        control: (0..points.len()).map(|at| Some(control(at))).collect(),
        target: Some(Aim { label: "Target of <less> & more".to_owned(), value: 35.0 }),
        events: vec![Event { before: 1, words: "1 April 2025: <began> & went on".to_owned() }],
    }
    .svg()
}

fn points(counted: &[u64]) -> Vec<Point> {
    let point =
        |(at, numerator): (usize, &u64)| Point::of(&share(&code(at), *numerator, 1_000, None), &format!("Month {at}"));
    counted.iter().enumerate().map(point).collect()
}

#[test]
fn a_point_that_stands_out_has_a_shape_a_rule_and_words() {
    let chart = chart(&points(&[400, 560, 410]));
    assert!(chart.svg.contains("app-mark--worse") && chart.svg.contains("Stands out: worse"));
    assert_eq!(
        chart.table.rows[1].last().map(|cell| (cell.text.as_str(), cell.mark)),
        Some(("above the upper limit", Some(Comparison::Worse)))
    );
    assert_eq!(chart.table.rows[0].last().map(|cell| cell.text.as_str()), Some("no"));
    assert!(chart.summary.contains("Points that stand out: Month 1 (worse, above the upper limit)."));
    assert!(chart.summary.contains("Mean: 40.0%. Control limits: 30.0% to 50.0%."));
    for row in &chart.table.rows {
        assert_eq!(row.len(), chart.table.columns.len());
    }
}

#[test]
fn a_withheld_point_is_a_gap_and_no_line_passes_over_it() {
    let whole = chart(&points(&[400, 410, 405, 400]));
    let gap = chart(&points(&[400, 3, 405, 400]));
    let lines = |chart: &Chart| chart.svg.matches("class=\"app-chart__trend\"").count();
    // Two pictures, wide and narrow; a gap takes the line before it and the one after it out of each.
    assert_eq!((lines(&whole), lines(&gap)), (6, 2));
    assert!(gap.svg.contains("app-chart__withheld") && gap.summary.contains("Not shown: 1 of 4 periods."));
    assert!(!gap.summary.contains("Month 1 ("), "a rule says nothing of a point that is not shown");
}

#[test]
fn limits_end_where_a_stretch_ends() {
    let chart = chart(&points(&[400, 410, 405, 400, 395]));
    // Stretches of three and two points: two lines and one, twice for the limits, in two pictures, beside two keys.
    assert_eq!(chart.svg.matches("class=\"app-chart__control-limit\"").count(), 2 * (2 * (2 + 1)) + 2);
}

#[test]
fn a_target_far_off_is_said_and_does_not_press_the_picture_flat() {
    let far = |value: f64| {
        let points = points(&[400, 410, 405]);
        let control = Control { stretch: 0, mean: 40.5, limits: Some((39.0, 42.0)), rule: None };
        ControlChart {
            words: words(),
            ticks: points.iter().map(|point| point.label().to_owned()).collect(),
            control: vec![Some(control); 3],
            periods: points,
            target: Some(Aim { label: "Target".to_owned(), value }),
            events: Vec::new(),
        }
        .svg()
    };
    assert!(far(5.0).svg.contains("Target: 5.0% (below this picture)"));
    assert!(far(90.0).svg.contains("Target: 90.0% (above this picture)"));
    assert!(!far(41.0).svg.contains("this picture)"));
    assert!(far(41.0).summary.contains("No point stands out."));
}

#[test]
fn words_of_events_and_targets_cannot_become_markup() {
    let chart = chart(&points(&[400, 560, 410]));
    assert!(chart.svg.contains("&lt;began&gt; &amp; went on") && !chart.svg.contains("<began>"));
    assert!(chart.svg.contains("Target of &lt;less&gt; &amp; more"));
}
