//! The way to a figure: what is drawn and what the table beside it says.

use commonweal_chart::{Chart, ForecastPoint, PlannedWay, Trajectory, Words};

/// A straight way from 30 to 75 over 84 months, and a forecast for a month.
fn drawn(at: f64) -> Chart {
    Trajectory {
        words: Words { id: "way".to_owned(), heading: "H".to_owned(), subtitle: "S".to_owned() },
        label: "Here".to_owned(),
        unit: "%".to_owned(),
        periods: Vec::new(),
        ways: vec![PlannedWay {
            label: "Straight".to_owned(),
            from: "31 March 2021".to_owned(),
            until: "31 March 2028".to_owned(),
            points: vec![(0.0, 30.0), (84.0, 75.0)],
        }],
        forecast: Some(ForecastPoint { day: "the day".to_owned(), at, value: 60.0, limits: (55.0, 65.0) }),
        ticks: vec![(0.0, "2021".to_owned()), (84.0, "2028".to_owned())],
    }
    .svg()
}

fn row(chart: &Chart) -> Vec<&str> {
    chart.table.rows[0].iter().map(|cell| cell.text.as_str()).collect()
}

#[test]
fn ways_and_forecast_stand_in_the_picture_and_in_the_table() {
    let chart = drawn(84.0);
    assert!(chart.summary.contains("Forecast for the day: 60.0% (55.0% to 65.0%)"), "{}", chart.summary);
    assert_eq!(row(&chart), ["the day (forecast)", "60.0%", "55.0%", "65.0%", "75.0%"]);
    assert!(chart.svg.contains("app-chart__way") && chart.svg.contains("app-chart__forecast"));
    assert!(!chart.svg.contains("NaN") && !chart.svg.contains("inf"));
}

#[test]
fn a_way_has_values_between_its_points_and_none_outside() {
    assert_eq!(row(&drawn(42.0))[4], "52.5%");
    assert!(!row(&drawn(90.0))[4].contains('%'), "{:?}", row(&drawn(90.0)));
}
