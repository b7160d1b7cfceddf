//! Pictures are well-formed, escape what they are given, name their parts once, and carry no style.

use crate::figures::share;
use crate::{all_charts, code, everything, public_charts};
use commonweal_chart::{CSS, Line, Point};
use std::collections::BTreeSet;

/// Every element closes in order, every attribute is quoted, every `&` starts a reference, every id is used once.
fn check_well_formed(markup: &str) {
    let (mut open, mut ids, mut rest) = (Vec::new(), BTreeSet::new(), markup);
    while let Some(at) = rest.find('<') {
        check_text(&rest[..at]);
        let end = rest[at..].find('>').expect("a tag ends") + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closing tag out of order");
            continue;
        }
        let body = tag.strip_suffix('/').unwrap_or(tag);
        let (name, mut attributes) = body.split_once(' ').unwrap_or((body, ""));
        let mut seen = BTreeSet::new();
        while !attributes.is_empty() {
            let (key, after) = attributes.split_once("=\"").expect("an attribute has a quoted value");
            let (value, after) = after.split_once('"').expect("a value ends");
            assert!(seen.insert(key), "`{key}` twice in <{tag}>");
            assert_ne!(key, "style", "no inline style: the content policy forbids it");
            assert!(!key.starts_with("on"), "no script");
            check_text(value);
            if key == "id" {
                assert!(ids.insert(value.to_owned()), "id `{value}` twice");
            }
            attributes = after.trim_start();
        }
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    check_text(rest);
    assert!(open.is_empty(), "left open: {open:?}");
    for (at, _) in markup.match_indices("aria-labelledby=\"") {
        let names = markup[at + 17..].split('"').next().unwrap();
        assert!(names.split(' ').all(|id| ids.contains(id)), "`{names}` names nothing");
    }
}

fn check_text(text: &str) {
    for (at, _) in text.match_indices('&') {
        let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"];
        assert!(known.iter().any(|k| text[at..].starts_with(k)), "a bare & in {text}");
    }
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "a character XML cannot hold");
}

fn awkward_points() -> Vec<Point> {
    let names = [
        "Rise Park & Top <Valley>",
        "\"Quoted\" 'name'",
        "Bell\u{7} and NUL\u{0}",
        "</svg><script>alert(1)</script>",
        "Plain",
    ];
    let system = share("E54000060", 4_000, 9_000, None);
    let counts = [(3, 40), (200, 400), (260, 400), (90, 400), (0, 400)];
    names
        .iter()
        .zip(counts)
        .enumerate()
        .map(|(i, (name, (n, d)))| Point::of(&share(&code(i), n, d, Some(&system)), name))
        .collect()
}

#[test]
fn every_chart_is_well_formed_whatever_areas_are_called() {
    let line = Line::of(&share("E54000060", 4_000, 9_000, None), "Us & <them>");
    for chart in all_charts(&awkward_points(), line.as_ref()).iter().chain(&public_charts()) {
        check_well_formed(&chart.svg);
        check_well_formed(&chart.file("Source & <address>"));
        assert!(!chart.svg.contains("<script"), "a name became markup");
    }
}

#[test]
fn charts_of_nothing_are_well_formed_and_say_so() {
    let nothing = Point::of(&share("E02000001", 3, 40, None), "Only");
    for chart in all_charts(&[nothing], None) {
        check_well_formed(&chart.svg);
    }
    let chart = commonweal_chart::GradientBars { words: crate::words(), fifths: Vec::new(), line: None }.svg();
    check_well_formed(&chart.svg);
    assert!(chart.summary.contains("No figure can be shown"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let charts =
        || all_charts(&awkward_points(), None).iter().chain(&public_charts()).map(everything).collect::<Vec<_>>();
    assert_eq!(charts(), charts());
}

#[test]
fn every_class_has_its_looks_in_the_style_sheet() {
    let shapeless = ["app-chart__picture", "app-map", "app-map__withheld"];
    for chart in all_charts(&awkward_points(), None).iter().chain(&public_charts()) {
        for (at, _) in chart.svg.match_indices("class=\"") {
            for class in chart.svg[at + 7..].split('"').next().unwrap().split(' ') {
                assert!(shapeless.contains(&class) || CSS.contains(&format!(".{class}")), "`{class}` has no looks");
            }
        }
    }
}
