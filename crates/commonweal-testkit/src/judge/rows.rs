//! Which events a feature looks at, and what it makes of them. Events only: rows of other tables are judged by the
//! oracle of queries alone.

use super::scalar::{Answer, moved, number, truth, yes_or_no};
use super::{Definition, Judge, combined};
use commonweal_cohort::{Expr, Feature, Part, Pick, RowPart};
use commonweal_model::ClinicalEventRow;
use jiff::civil::Date;
use std::cmp::Ordering;
use std::collections::BTreeSet;

impl<'a> Judge<'a> {
    pub(super) fn feature(&self, name: &str, part: Part, within: Definition<'_>) -> Answer {
        let feature = &within.features[name];
        let rows = self.rows(feature, within);
        let picked = picked(feature, &rows);
        let values = || rows.iter().filter_map(|row| value(row));
        match part {
            Part::Exists => yes_or_no(!rows.is_empty()),
            Part::Count => Answer::Number(match feature.pick {
                Pick::Days => rows.iter().map(|row| row.date).collect::<BTreeSet<_>>().len() as f64,
                Pick::Codes => rows.iter().map(|row| &row.snomedct_code).collect::<BTreeSet<_>>().len() as f64,
                Pick::Episodes => episodes(&rows, feature.gap_days.expect("episodes have a gap")) as f64,
                _ => rows.len() as f64,
            }),
            Part::Date => picked.map_or(Answer::Missing, |row| Answer::Day(row.date)),
            Part::Value => match feature.pick {
                Pick::Total if rows.is_empty() => Answer::Missing,
                Pick::Total => number(values().sum()),
                Pick::Mean => number(values().sum::<f64>() / rows.len() as f64),
                _ => picked.and_then(value).map_or(Answer::Missing, Answer::Number),
            },
            Part::Code => picked.map_or(Answer::Missing, |row| Answer::Word(row.snomedct_code.to_string())),
            Part::Category => picked.map_or(Answer::Missing, |row| self.category(feature, &row.snomedct_code)),
        }
    }

    pub(super) fn feature_column(&self, name: &str, column: &str, within: Definition<'_>) -> Answer {
        let feature = &within.features[name];
        picked(feature, &self.rows(feature, within)).map_or(Answer::Missing, |row| cell(row, column))
    }

    /// The events that count, in order.
    fn rows(&self, feature: &Feature, within: Definition<'_>) -> Vec<&'a ClinicalEventRow> {
        assert_eq!(feature.table, "clinical_events", "only events are judged");
        let date_of = |name: &String| match self.feature(name, Part::Date, within) {
            Answer::Day(day) => Some(day),
            _ => None,
        };
        let beside = |name: &Option<String>, fits: fn(&Date, &Date) -> bool| {
            let day = name.as_ref().map(date_of);
            move |row: &ClinicalEventRow| match day {
                None => true,
                Some(None) => false,
                Some(Some(day)) => fits(&row.date, &day),
            }
        };
        let since = beside(&feature.since, |own, other| own >= other);
        let after = beside(&feature.after, |own, other| own > other);
        let before = beside(&feature.before, |own, other| own < other);
        let mut rows: Vec<&ClinicalEventRow> = self
            .person
            .events
            .iter()
            .filter(|row| feature.codelists.is_empty() || self.is_meant(feature, &row.snomedct_code))
            .filter(|row| row.date <= self.index_date)
            .filter(|row| match feature.within {
                Some(length) => {
                    row.date > moved(self.index_date, -i32::from(length.months()), -i32::from(length.days()))
                }
                None => true,
            })
            .filter(|row| since(row) && after(row) && before(row))
            .filter(|row| !feature.pick.needs_value() || value(row).is_some())
            .filter(|row| {
                let condition = feature.condition.as_ref();
                condition.is_none_or(|rule| truth(self.of_row(&rule.expr, feature, row, within)))
            })
            .collect();
        rows.sort_by(|a, b| in_order(a, b));
        rows
    }

    /// A part of a condition on a row.
    fn of_row(&self, expr: &Expr, feature: &Feature, row: &ClinicalEventRow, within: Definition<'_>) -> Answer {
        let part = |expr: &Expr| self.of_row(expr, feature, row, within);
        match expr {
            Expr::Row(RowPart::Value) => value(row).map_or(Answer::Missing, Answer::Number),
            Expr::Row(RowPart::Date) => Answer::Day(row.date),
            Expr::Row(RowPart::Code) => Answer::Word(row.snomedct_code.to_string()),
            Expr::Row(RowPart::Category) => self.category(feature, &row.snomedct_code),
            Expr::Row(RowPart::Column(name)) => cell(row, name),
            expr if expr.parts().is_empty() => self.part(expr, within),
            expr => combined(expr, part, |exprs| exprs.iter().map(part).collect()),
        }
    }

    fn is_meant(&self, feature: &Feature, code: &str) -> bool {
        feature.codelists.iter().map(|id| &self.library.codelists[id]).any(|list| {
            let category = list.categories.get(code);
            let fits = feature.categories.is_empty() || category.is_some_and(|own| feature.categories.contains(own));
            list.codes.contains(code) && fits
        })
    }

    /// The category in the first of the codelists that has the code.
    fn category(&self, feature: &Feature, code: &str) -> Answer {
        let mut lists = feature.codelists.iter().map(|id| &self.library.codelists[id]);
        let category = lists.find(|list| list.codes.contains(code)).and_then(|list| list.categories.get(code));
        category.map_or(Answer::Missing, |category| Answer::Word(category.clone()))
    }
}

fn picked<'r>(feature: &Feature, rows: &[&'r ClinicalEventRow]) -> Option<&'r ClinicalEventRow> {
    let by_value = |a: &&&ClinicalEventRow, b: &&&ClinicalEventRow| {
        let (x, y) = (value(a).expect("it is known"), value(b).expect("it is known"));
        x.total_cmp(&y).then_with(|| in_order(a, b))
    };
    match feature.pick {
        Pick::Latest => rows.last(),
        Pick::Earliest => rows.first(),
        Pick::Highest => rows.iter().max_by(by_value),
        Pick::Lowest => rows.iter().min_by(by_value),
        _ => None,
    }
    .copied()
}

fn cell(row: &ClinicalEventRow, column: &str) -> Answer {
    match column {
        "date" => Answer::Day(row.date),
        "snomedct_code" => Answer::Word(row.snomedct_code.to_string()),
        "numeric_value" => value(row).map_or(Answer::Missing, Answer::Number),
        other => unreachable!("events have no column {other}"),
    }
}

/// What is no number, or none of finite size, is no value; minus zero is zero.
fn value(row: &ClinicalEventRow) -> Option<f64> {
    row.numeric_value.filter(|value| value.is_finite()).map(|value| value + 0.0)
}

/// Date, then value with no value first, then code as text.
fn in_order(a: &ClinicalEventRow, b: &ClinicalEventRow) -> Ordering {
    let by_value = match (value(a), value(b)) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(a), Some(b)) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
    };
    a.date.cmp(&b.date).then(by_value).then(a.snomedct_code.cmp(&b.snomedct_code))
}

/// Runs of days without a gap longer than so many days.
fn episodes(rows: &[&ClinicalEventRow], gap_days: i64) -> usize {
    let gaps = rows.windows(2).filter(|pair| {
        let days = pair[1].date.since(pair[0].date).expect("both are days").get_days();
        i64::from(days) > gap_days
    });
    gaps.count() + usize::from(!rows.is_empty())
}
