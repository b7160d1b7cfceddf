//! Reading `[[points]]`, `[[bands]]` and `[[segments]]`.

use crate::check::{Scope, check_rule};
use crate::place::is_id;
use crate::reader::Sheet;
use crate::{Band, CohortKind, Expr, Points, Rule, Score, Segment};
use std::collections::BTreeSet;

/// How a cohort scores people; `Some(None)` where it does not.
pub(crate) fn read_score(sheet: &Sheet<'_>, kind: Option<CohortKind>, scope: &Scope<'_>) -> Option<Option<Score>> {
    // All are asked for whatever the kind, so that a key of another kind is not called unknown.
    let points = sheet.tables("points");
    let bands = sheet.tables("bands");
    let divide_by = sheet.optional_number("divide_by");
    let kind = kind?;
    let scored = kind == CohortKind::Score || (kind == CohortKind::Risk && !points.is_empty());
    if !scored {
        return no_use(sheet, kind, &["points", "bands", "divide_by"]).then_some(None);
    }
    if points.is_empty() {
        let help = "add [[points]] with points and rule".to_owned();
        sheet.problem(sheet.place("kind"), "a score needs points", Some(help));
        return None;
    }
    let read: Vec<Option<Points>> = points.into_iter().map(|table| read_points(table, scope)).collect();
    let bands = read_bands(sheet, bands);
    let divide_by = match divide_by {
        Some((number, span)) if number <= 0.0 => {
            sheet.problem(span, "`divide_by` should be above zero", None);
            return None;
        }
        found => found.map(|(number, _)| number),
    };
    let points = read.into_iter().collect::<Option<Vec<Points>>>()?;
    warn_of_bands_out_of_reach(sheet, &points, divide_by, bands.as_deref().unwrap_or_default());
    Some(Some(Score { points, divide_by, bands: bands? }))
}

fn read_points(table: Sheet<'_>, scope: &Scope<'_>) -> Option<Points> {
    let points = table.number("points");
    let rule = table.raw("rule").and_then(|found| check_rule(&table, &found, scope));
    let about = table.optional("about").map(|found| found.text);
    table.finish();
    Some(Points { points: points?.0, rule: rule?, about })
}

fn read_bands(sheet: &Sheet<'_>, tables: Vec<Sheet<'_>>) -> Option<Vec<Band>> {
    let mut bands: Option<Vec<Band>> = Some(Vec::new());
    let mut ids = BTreeSet::new();
    let mut last: Option<f64> = None;
    for table in tables {
        let id = read_part_id(&table, &mut ids);
        let title = table.text("title");
        let from = table.number("from");
        if let Some((from, span)) = &from {
            if last.is_some_and(|last| *from <= last) {
                let help = "bands begin with the lowest".to_owned();
                sheet.problem(span.clone(), "this band does not begin above the one before", Some(help));
                bands = None;
            }
            last = Some(*from);
        }
        table.finish();
        let band = id.zip(title).zip(from).map(|((id, title), (from, _))| Band { id, title, from });
        bands = bands.zip(band).map(|(mut bands, band)| {
            bands.push(band);
            bands
        });
    }
    bands
}

/// Warns of bands that begin above every score there can be.
fn warn_of_bands_out_of_reach(sheet: &Sheet<'_>, points: &[Points], divide_by: Option<f64>, bands: &[Band]) {
    let most: f64 = points.iter().map(|points| points.points.max(0.0)).sum();
    let most = most / divide_by.unwrap_or(1.0);
    for band in bands.iter().filter(|band| band.from > most + 1e-9) {
        let message = format!("band `{}` begins at {}, and no score is above {most}", band.id, band.from);
        sheet.warning(sheet.place("bands"), message, None);
    }
}

/// The segments of a segmentation; none for other kinds.
pub(crate) fn read_segments(sheet: &Sheet<'_>, kind: Option<CohortKind>, scope: &Scope<'_>) -> Option<Vec<Segment>> {
    let tables = sheet.tables("segments");
    let kind = kind?;
    if kind != CohortKind::Segmentation {
        return no_use(sheet, kind, &["segments"]).then(Vec::new);
    }
    if tables.is_empty() {
        let help = "add [[segments]] with id, title and rule".to_owned();
        sheet.problem(sheet.place("kind"), "a segmentation needs segments", Some(help));
        return None;
    }
    let mut ids = BTreeSet::new();
    let mut read: Vec<Option<Segment>> = Vec::with_capacity(tables.len());
    for table in tables {
        let place = table.place("rule");
        let segment = read_segment(table, &mut ids, scope);
        if let Some(segment) = &segment {
            let before = read.iter().flatten();
            let takes_all =
                |known: &&Segment| known.rule.expr == Expr::Truth(true) || known.rule.expr == segment.rule.expr;
            if let Some(known) = before.clone().find(takes_all) {
                let message = format!("nobody reaches this segment: `{}` takes them all", known.id);
                sheet.warning(place, message, Some("put it further up, or take it away".to_owned()));
            }
        }
        read.push(segment);
    }
    read.into_iter().collect()
}

fn read_segment(table: Sheet<'_>, ids: &mut BTreeSet<String>, scope: &Scope<'_>) -> Option<Segment> {
    let id = read_part_id(&table, ids);
    let title = table.text("title");
    let rule: Option<Rule> = table.raw("rule").and_then(|found| check_rule(&table, &found, scope));
    let about = table.optional("about").map(|found| found.text);
    table.finish();
    Some(Segment { id: id?, title: title?, rule: rule?, about })
}

fn read_part_id(table: &Sheet<'_>, ids: &mut BTreeSet<String>) -> Option<String> {
    let id = table.located("id")?;
    if !is_id(&id.text) {
        let help = "ids are of a-z, digits and _ and begin with a letter".to_owned();
        table.problem(id.span, format!("`{}` cannot be an id", id.text), Some(help));
        return None;
    }
    if !ids.insert(id.text.clone()) {
        table.problem(id.span, format!("`{}` is used twice", id.text), None);
        return None;
    }
    Some(id.text)
}

/// Whether none of the keys is there; those that are have no use in a cohort of this kind.
fn no_use(sheet: &Sheet<'_>, kind: CohortKind, keys: &[&'static str]) -> bool {
    let there: Vec<&'static str> = keys.iter().copied().filter(|key| sheet.has(key)).collect();
    for key in &there {
        sheet.problem(sheet.place(key), format!("kind `{}` has no use for `{key}`", kind.as_str()), None);
    }
    there.is_empty()
}
