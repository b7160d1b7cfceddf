//! Which published rows belong to an indicator, as the gate takes them.

use crate::error::AppError;
use commonweal_cohort::{IndicatorDefinition, Method};
use commonweal_indicator::PublishedRow;
use commonweal_model::PeriodKind;
use commonweal_reference::{PublishedIndicator, Reference};

/// The rows of `published_indicators` that the definition names, whole areas only.
pub(crate) fn published_rows(
    indicator: &IndicatorDefinition,
    reference: &Reference,
) -> Result<Vec<PublishedRow>, AppError> {
    let Method::Published(series) = &indicator.method else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    for row in reference.published_indicators()?.iter().filter(|row| row.category_type.is_none()) {
        let wanted = series.iter().find(|s| s.indicator_id == row.indicator_id && s.sex == row.sex && s.age == row.age);
        rows.extend(wanted.and_then(|series| published_row(row, &series.series)));
    }
    Ok(rows)
}

/// A row of a kind of area we show; others (combined authorities, for one) are left out, and so is a row that
/// contradicts itself.
fn published_row(row: &PublishedIndicator, series: &str) -> Option<PublishedRow> {
    if contradicts_itself(row) {
        return None;
    }
    let period_text = row.period.as_deref()?;
    Some(PublishedRow {
        series: series.to_owned(),
        area: row.area_code.parse().ok()?,
        area_type: row.area_type.parse().ok()?,
        sex: row.sex.parse().ok(),
        period: period_text.parse().ok()?,
        period_kind: kind_of(period_text),
        value: row.value,
        lower: row.lower_95,
        upper: row.upper_95,
        count: row.count,
        denominator: row.denominator,
    })
}

/// A value of nought with limits of nought beside people counted: the publisher's mark for a value that it did not
/// calculate, written as a number (as for breastfeeding in Gedling, 760 of 1,040).
fn contradicts_itself(row: &PublishedIndicator) -> bool {
    let is_nought = |number: Option<f64>| number == Some(0.0);
    [row.value, row.lower_95, row.upper_95].into_iter().all(is_nought) && row.count.is_some_and(|count| count > 0)
}

fn kind_of(period: &str) -> PeriodKind {
    match period.split_once('/') {
        Some((start, "P1Y")) if start.ends_with("-01-01") => PeriodKind::CalendarYear,
        Some((start, "P1Y")) if start.ends_with("-04-01") => PeriodKind::FinancialYear,
        Some((start, "P1Y")) if start.ends_with("-09-01") => PeriodKind::AcademicYear,
        Some((_, "P1D")) => PeriodKind::Point,
        Some((_, "P1M")) => PeriodKind::Month,
        Some((_, "P3M")) => PeriodKind::Quarter,
        _ => PeriodKind::Pooled,
    }
}
