//! The table beside a chart of released figures, and the sentence that stands in for the picture.

use crate::chart::{Cell, Column, TableOf, Words};
use crate::format;
use crate::mark;
use crate::point::{Line, Point};
use commonweal_disclosure::{Comparison, Shown};

/// One row for each point, in the order of the picture, and the benchmark last.
pub(crate) fn of_points(words: &Words, first: &str, points: &[&Point], line: Option<&Line>) -> TableOf {
    let unit = points.first().map_or("", |point| point.unit.as_str());
    let has = |part: fn(&Point) -> bool| points.iter().any(|point| part(point));
    let has_limits = has(|p| p.limits().is_some());
    let has_counts = has(|p| !matches!(p.numerator, Shown::None) || !matches!(p.denominator, Shown::None));
    let has_marks = has(|p| p.comparison != Comparison::NotCompared);

    let mut columns = vec![Column::words(first), Column::number(&value_heading(unit))];
    if has_limits {
        columns.push(Column::number("Lower limit (95%)"));
        columns.push(Column::number("Upper limit (95%)"));
    }
    if has_counts {
        columns.push(Column::number("Number"));
        columns.push(Column::number("Out of"));
    }
    if has_marks {
        let label = points.iter().find_map(|p| p.line.as_ref()).or(line).map(|l| l.label.as_str());
        columns.push(Column::words(&format!("Compared with {}", label.unwrap_or("the benchmark"))));
    }
    let mut rows: Vec<Vec<Cell>> = points
        .iter()
        .map(|point| {
            let mut row = vec![Cell::words(point.label.as_str()), value_cell(point)];
            if has_limits {
                row.push(part_cell(point, &point.lower));
                row.push(part_cell(point, &point.upper));
            }
            if has_counts {
                row.push(count_cell(point, &point.numerator));
                row.push(count_cell(point, &point.denominator));
            }
            if has_marks {
                row.push(mark_cell(point.comparison));
            }
            row
        })
        .collect();
    if let Some(line) = line {
        let mut row = vec![Cell::words(line.label.as_str()), Cell::number(format::value(line.value, &line.unit))];
        row.resize_with(columns.len(), || Cell::number(format::NONE));
        rows.push(row);
    }
    TableOf { caption: words.subtitle.clone(), columns, rows }
}

fn value_heading(unit: &str) -> String {
    match unit {
        "" => "Value".to_owned(),
        "%" => "Percentage".to_owned(),
        "people" | "count" => "Number".to_owned(),
        "ratio" => "Ratio".to_owned(),
        unit if unit.starts_with("per ") => format!("Rate {unit}"),
        unit => {
            let mut letters = unit.chars();
            letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
        }
    }
}

pub(crate) fn value_cell(point: &Point) -> Cell {
    match point.number() {
        Some(value) => Cell::number(format::value(value, &point.unit)),
        None => withheld_cell(point),
    }
}

fn withheld_cell(point: &Point) -> Cell {
    Cell { reason: Some(point.reason()), ..Cell::number(format::WITHHELD) }
}

fn part_cell(point: &Point, part: &Shown<f64>) -> Cell {
    match (point.number(), part) {
        (Some(_), Shown::Value(value)) => Cell::number(format::value(*value, &point.unit)),
        (Some(_), Shown::None) => Cell::number(format::NONE),
        _ => withheld_cell(point),
    }
}

pub(crate) fn count_cell(point: &Point, part: &Shown<i64>) -> Cell {
    match part {
        Shown::Withheld(withheld) => Cell { reason: Some(withheld.reason()), ..Cell::number(format::WITHHELD) },
        Shown::None if point.number().is_none() => withheld_cell(point),
        part => Cell::number(format::shown_count(part)),
    }
}

pub(crate) fn mark_cell(comparison: Comparison) -> Cell {
    Cell { mark: Some(comparison), ..Cell::words(mark::word(comparison)) }
}

/// Who is highest, who is lowest, where the benchmark lies and how many cannot be shown.
pub(crate) fn summary(what: &str, points: &[&Point], line: Option<&Line>) -> String {
    let mut shown: Vec<(&Point, f64)> = points.iter().filter_map(|p| p.number().map(|n| (*p, n))).collect();
    shown.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.label.cmp(&b.0.label)));
    let mut text = what.to_owned();
    match (shown.first(), shown.last()) {
        (Some(highest), Some(lowest)) if shown.len() > 1 => {
            text += &format!(
                " Highest: {}, {}. Lowest: {}, {}.",
                highest.0.label,
                highest.0.sentence(),
                lowest.0.label,
                lowest.0.sentence()
            );
        }
        (Some(only), _) => text += &format!(" {}: {}.", only.0.label, only.0.sentence()),
        _ => text += " No figure can be shown.",
    }
    if let Some(line) = line {
        text += &format!(" {}.", line.words());
    }
    let mut hidden: Vec<&str> = points.iter().filter(|p| p.number().is_none()).map(|p| p.label.as_str()).collect();
    hidden.sort_unstable();
    if !hidden.is_empty() && !shown.is_empty() {
        text += &if hidden.len() <= 4 {
            format!(" Not shown: {}.", hidden.join("; "))
        } else {
            format!(" Not shown: {} of {}.", hidden.len(), points.len())
        };
    }
    text
}
