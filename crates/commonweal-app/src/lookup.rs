//! Answers "this indicator, by that, here" from a release, or says what there is instead.

use crate::error::AppError;
use commonweal_disclosure::{FigureKey, Released, ReleasedSet};
use commonweal_model::{AreaCode, Dimension, Period};
use std::collections::BTreeSet;

/// What to look up.
#[derive(Debug, Clone, Default)]
pub struct LookupRequest {
    /// The indicator.
    pub indicator: String,
    /// Up to two characteristics; none for whole areas.
    pub by: Vec<Dimension>,
    /// Only this area; every area if none.
    pub area: Option<AreaCode>,
    /// Only this period; the latest if none.
    pub period: Option<Period>,
    /// Every period, where none is named.
    pub every_period: bool,
}

/// The figures asked for, in order of area, group and period.
///
/// # Errors
/// `Unknown` for an indicator or area without figures; `NotInLattice` for a breakdown that the
/// lattice does not list there, naming those it does.
pub fn lookup<'s>(set: &'s ReleasedSet, request: &LookupRequest) -> Result<Vec<&'s Released>, AppError> {
    let of_indicator: Vec<&Released> = match request.period.is_some() || request.every_period {
        true => set.find(&request.indicator).collect(),
        false => set.latest_of(&request.indicator).collect(),
    };
    if of_indicator.is_empty() {
        let known: BTreeSet<&str> = set.iter().map(|r| r.key().indicator_id.as_str()).collect();
        return Err(AppError::Unknown {
            what: "the indicator",
            given: request.indicator.clone(),
            known: known.into_iter().map(str::to_owned).collect(),
        });
    }
    let here = of_area(&of_indicator, request)?;
    let mut by = request.by.clone();
    by.sort();
    let matching: Vec<&Released> = here.iter().copied().filter(|r| dimensions(r.key()) == by).collect();
    if matching.is_empty() {
        return Err(AppError::NotInLattice(no_such_breakdown(&here, request)));
    }
    let found: Vec<&Released> =
        matching.iter().copied().filter(|r| request.period.is_none_or(|period| r.key().period == period)).collect();
    if found.is_empty() {
        let periods: BTreeSet<String> = matching.iter().map(|r| r.key().period.to_string()).collect();
        let periods: Vec<String> = periods.into_iter().collect();
        let given = request.period.map(|p| p.to_string()).unwrap_or_default();
        return Err(AppError::Unknown { what: "the period", given, known: periods });
    }
    Ok(found)
}

fn of_area<'s>(figures: &[&'s Released], request: &LookupRequest) -> Result<Vec<&'s Released>, AppError> {
    let Some(area) = &request.area else { return Ok(figures.to_vec()) };
    let here: Vec<&Released> = figures.iter().copied().filter(|r| r.key().area == *area).collect();
    if here.is_empty() {
        let types: BTreeSet<&str> = figures.iter().map(|r| r.key().area_type.as_str()).collect();
        let types: Vec<&str> = types.into_iter().collect();
        return Err(AppError::NotInLattice(format!(
            "`{}` has no figures for the area {area}; it has figures for areas of type: {}. `commonweal sql \"SELECT area_code, area_name FROM areas\"` lists codes",
            request.indicator,
            types.join(", ")
        )));
    }
    Ok(here)
}

fn dimensions(key: &FigureKey) -> Vec<Dimension> {
    key.breakdowns.iter().map(|b| b.dimension).collect()
}

fn no_such_breakdown(here: &[&Released], request: &LookupRequest) -> String {
    let words = |dimensions: &[Dimension]| match dimensions {
        [] => "none".to_owned(),
        some => some.iter().map(|d| d.as_str()).collect::<Vec<_>>().join(" and "),
    };
    let listed: BTreeSet<String> = here.iter().map(|r| words(&dimensions(r.key()))).collect();
    let listed: Vec<String> = listed.into_iter().collect();
    format!(
        "the lattice has no breakdown of `{}` by {} there; breakdowns there: {}",
        request.indicator,
        words(&request.by),
        listed.join("; ")
    )
}
