//! Maps: small, faithful, and shaded by what is shown.

use crate::figures::share;
use crate::{code, squares, words};
use commonweal_chart::{AreaGroup, AreaMap, Boundary, Chart, Classes, NamedAreasMap, Point, Ring, project};
use std::path::Path;

fn map(counts: &[u64], classes: Classes) -> Chart {
    let names: Vec<String> = (0..counts.len()).map(|i| format!("Area {i}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let layer = squares(&names);
    let areas = counts.iter().enumerate().map(|(i, n)| Point::of(&share(&code(i), *n, 400, None), names[i])).collect();
    AreaMap {
        words: words(),
        area_heading: "Area".to_owned(),
        layer: &layer,
        areas,
        classes,
        highlight: None,
        line: None,
    }
    .svg()
}

#[test]
fn named_areas_are_drawn_by_group_and_listed_and_the_later_group_counts() {
    let layer = squares(&["First", "Second", "Third"]);
    let group = |label: &str, numbers: &[usize]| AreaGroup {
        label: label.to_owned(),
        areas: numbers.iter().map(|i| (code(*i).parse().expect("a code"), format!("{label} {i}"))).collect(),
    };
    let chart = NamedAreasMap {
        words: words(),
        headings: ["Area", "Group", "Why"].map(str::to_owned),
        layer: &layer,
        groups: vec![group("Put first", &[0, 1]), group("With an initiative", &[1])],
        others: "Not named".to_owned(),
    }
    .svg();
    assert!(chart.svg.contains("<title>Second: With an initiative 1</title>"), "{}", chart.svg);
    assert!(chart.svg.contains("<title>First: Put first 0</title>"));
    assert!(chart.svg.contains("<title>Third: Not named</title>"));
    for words in ["With an initiative (1)", "Put first (1)", "Not named (1)"] {
        assert!(chart.svg.contains(&format!("<span>{words}</span>")), "{words}");
        assert!(chart.summary.contains(words), "{words}");
    }
    assert_eq!(chart.table.rows.len(), 2, "an area that nobody names is on the map alone");
}

#[test]
fn equal_count_classes_hold_about_as_many_areas_each_and_equal_values_share_one() {
    let chart = map(&[40, 80, 120, 160, 200], Classes::EqualCount);
    for class in 1..=5 {
        assert_eq!(chart.svg.matches(&format!("app-map__class-{class}\" d=")).count(), 1, "class {class}");
    }
    let chart = map(&[100, 100, 100, 100, 200], Classes::EqualCount);
    assert!(chart.svg.contains("<span>25.0% (4 areas)</span>"), "{}", chart.svg);
    assert!(chart.svg.contains("<span>50.0% (1 area)</span>"));
}

#[test]
fn fixed_classes_start_where_they_are_told() {
    let chart = map(&[40, 100, 300], Classes::From(vec![25.0, 50.0]));
    assert!(chart.svg.contains("<span>10.0% (1 area)</span>"));
    assert!(chart.svg.contains("<span>25.0% (1 area)</span>"));
    assert!(chart.svg.contains("<span>75.0% (1 area)</span>"));
}

#[test]
fn an_area_without_a_figure_is_not_an_area_with_a_hidden_one() {
    let layer = squares(&["Shown", "Hidden", "Without"]);
    let areas =
        vec![Point::of(&share(&code(0), 100, 400, None), "Shown"), Point::of(&share(&code(1), 3, 400, None), "Hidden")];
    let chart = AreaMap {
        words: words(),
        area_heading: "Area".to_owned(),
        layer: &layer,
        areas,
        classes: Classes::EqualCount,
        highlight: None,
        line: None,
    }
    .svg();
    assert!(chart.svg.contains("Without: no figure"));
    assert!(chart.svg.contains("Hidden: Hidden to protect people: fewer than 8"));
    assert!(chart.svg.contains("<span>No figure (1 area)</span>"));
}

/// The points of each ring of a path, in tenths of a pixel.
fn points_of(path: &str) -> Vec<(i32, i32)> {
    let mut numbers = Vec::new();
    let mut points = Vec::new();
    for ring in path.split_terminator('z') {
        let spaced = ring.replace(['M', 'l'], " ").replace('-', " -");
        numbers.clear();
        numbers.extend(spaced.split_whitespace().map(|n| (n.parse::<f64>().unwrap() * 10.0).round() as i32));
        let (mut x, mut y) = (0, 0);
        for pair in numbers.chunks_exact(2) {
            x += pair[0];
            y += pair[1];
            points.push((x, y));
        }
    }
    points
}

#[test]
fn neighbours_keep_the_same_points_on_their_shared_boundary() {
    // A wiggly boundary between two areas, walked upwards by one and downwards by the other.
    let wiggle: Ring = (0..=200).map(|i| (0.5 + 0.01 * f64::from(i * 7 % 13), 53.0 + 0.005 * f64::from(i))).collect();
    let mut left = vec![(0.0, 54.0), (0.0, 53.0)];
    left.extend(&wiggle);
    let mut right: Ring = vec![(2.0, 53.0), (2.0, 54.0)];
    right.extend(wiggle.iter().rev());
    let area =
        |code: &str, ring: Ring| Boundary { code: code.parse().unwrap(), name: code.to_owned(), rings: vec![ring] };
    let layer = project(&[area("E02000001", left), area("E02000002", right)]);
    let [a, b] = [0, 1].map(|i| points_of(&layer.shapes[i].path));
    let outer = |p: &&(i32, i32)| p.0 > 30 && p.0 < 5_550;
    let mut shared_a: Vec<_> = a.iter().filter(outer).collect();
    let mut shared_b: Vec<_> = b.iter().filter(outer).collect();
    shared_a.sort_unstable();
    shared_b.sort_unstable();
    assert!(shared_a.len() > 50);
    assert_eq!(shared_a, shared_b);
}

#[test]
fn nothing_to_project_gives_an_empty_layer() {
    assert!(project(&[]).shapes.is_empty());
}

#[test] // DESIGN's budget for a first view leaves 60 kB for the paths of a map
fn the_neighbourhoods_of_an_integrated_care_system_fit_into_sixty_kilobytes() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/boundaries/msoa21_notts.geojson.gz");
    let Ok(file) = std::fs::File::open(&file) else {
        eprintln!("skipped: no boundaries at {}", file.display());
        return;
    };
    let json: serde_json::Value = serde_json::from_reader(flate2::read::GzDecoder::new(file)).unwrap();
    let boundaries: Vec<Boundary> = json["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| {
            let coordinates = feature["geometry"]["coordinates"].clone();
            let rings: Vec<Ring> = match feature["geometry"]["type"].as_str() {
                Some("Polygon") => serde_json::from_value(coordinates).unwrap(),
                _ => serde_json::from_value::<Vec<Vec<Ring>>>(coordinates).unwrap().concat(),
            };
            let property = |key: &str| feature["properties"][key].as_str().unwrap().to_owned();
            Boundary { code: property("msoa21cd").parse().unwrap(), name: property("msoa21hclnm"), rings }
        })
        .collect();
    let layer = project(&boundaries);
    let bytes: usize = layer.shapes.iter().map(|shape| shape.path.len()).sum();
    assert_eq!(layer.shapes.len(), 137);
    assert!(bytes < 60_000, "{bytes} bytes");
    assert!(layer.shapes.iter().all(|shape| points_of(&shape.path).len() >= 4), "an area vanished");
    for shape in &layer.shapes {
        let (x, y) = shape.middle;
        assert!(x > 0.0 && x < layer.width && y > 0.0 && y < layer.height, "{}", shape.name);
    }
}
