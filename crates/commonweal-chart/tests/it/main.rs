//! What a chart may say, and that its picture and its table say the same.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own picture should stop")]

mod control;
mod figures;
mod maps;
mod numbers;
mod trajectory;
mod withheld;
mod xml;

use commonweal_chart::{
    AgeRow, AreaMap, Beside, Boundary, Chart, Classes, DeprivationStrip, GradientBars, GroupBars, Line, MapLayer,
    MiniBar, PathwayBar, PathwaySteps, People, Point, PopulationPyramid, PublicFigure, RankedAreas, Scale, Sparkline,
    SpineRow, TrendLine, Words, project,
};
use commonweal_model::Polarity;

fn words() -> Words {
    Words { id: "c1".to_owned(), heading: "A finding".to_owned(), subtitle: "What, who, when".to_owned() }
}

/// A row of square areas with the codes E02000001, E02000002 and so on.
fn squares(names: &[&str]) -> MapLayer {
    let boundaries: Vec<Boundary> = names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let (west, east) = (0.1 * i as f64, 0.1 * (i + 1) as f64);
            Boundary {
                code: code(i).parse().unwrap(),
                name: (*name).to_owned(),
                rings: vec![vec![(west, 53.0), (east, 53.0), (east, 53.1), (west, 53.1), (west, 53.0)]],
            }
        })
        .collect();
    project(&boundaries)
}

fn code(i: usize) -> String {
    format!("E0200000{}", i + 1)
}

/// Every chart of released figures, for the same points.
fn all_charts(points: &[Point], line: Option<&Line>) -> Vec<Chart> {
    let names: Vec<&str> = points.iter().map(Point::label).collect();
    let layer = squares(&names);
    let (points, line) = (points.to_vec(), line.cloned());
    let scale = Scale::from_zero(&points, line.as_ref());
    vec![
        GradientBars { words: words(), fifths: points.clone(), line: line.clone() }.svg(),
        GroupBars {
            words: words(),
            dimension: "Group".to_owned(),
            groups: points[1..].to_vec(),
            unknown: points[..1].to_vec(),
            line: line.clone(),
        }
        .svg(),
        RankedAreas {
            words: words(),
            area_heading: "Area".to_owned(),
            areas: points.clone(),
            highlight: Some(code(1).parse().unwrap()),
            line: line.clone(),
        }
        .svg(),
        AreaMap {
            words: words(),
            area_heading: "Area".to_owned(),
            layer: &layer,
            areas: points.clone(),
            classes: Classes::EqualCount,
            highlight: None,
            line: line.clone(),
        }
        .svg(),
        Sparkline { words: words(), periods: points.clone(), line: line.clone() }.svg(),
        TrendLine {
            words: words(),
            label: "Here".to_owned(),
            periods: points.clone(),
            ticks: points.iter().map(|point| point.label().to_owned()).collect(),
            beside: Some(Beside { label: "The system".to_owned(), periods: points[..1].to_vec() }),
            with_nought: false,
        }
        .svg(),
        control::chart(&points),
        SpineRow {
            words: words(),
            area: points[0].clone(),
            areas: points.clone(),
            line: line.clone(),
            polarity: Polarity::LowerIsBetter,
        }
        .svg(),
        MiniBar { words: words(), point: points[0].clone(), scale }.svg(),
        steps(&points).svg(),
    ]
}

/// A pathway of two steps, one of which counts those who are lost.
fn steps(points: &[Point]) -> PathwaySteps {
    let step = |stage: &str, counts_lost| PathwayBar {
        stage: stage.to_owned(),
        measure: "Blood pressure checked & recorded <5 years>".to_owned(),
        groups: points.to_vec(),
        counts_lost,
    };
    PathwaySteps {
        words: words(),
        dimension: "Group".to_owned(),
        steps: vec![step("Seeking", false), step("Controlled", true)],
    }
}

fn public_charts() -> Vec<Chart> {
    let figure = |value: f64| PublicFigure { value, source: "Census <2021> & friends".to_owned() };
    let row = |age: &str, n: f64| AgeRow {
        age: age.parse().unwrap(),
        people: People::BySex { female: figure(n), male: figure(n - 10.0) },
        comparator: Some(People::BySex { female: figure(9.0 * n), male: figure(8.0 * n) }),
    };
    vec![
        PopulationPyramid {
            words: words(),
            area: "Here".to_owned(),
            comparator: "England".to_owned(),
            ages: vec![row("0-19", 250.0), row("20-64", 600.0), row("65+", 210.0)],
        }
        .svg(),
        DeprivationStrip { words: words(), tenths: [30.0, 20.0, 10.0, 9.5, 8.0, 7.0, 6.5, 4.0, 3.0, 2.0].map(figure) }
            .svg(),
    ]
}

/// Everything a reader, a search engine or a curious neighbour can get from a chart.
fn everything(chart: &Chart) -> String {
    format!("{chart:?}\n{}", chart.file("Source, date, address"))
}
