//! What the slope index is worked out from: one row per quantile, in order, with standard errors on the right scale.

use commonweal_stats::{Confidence, Estimate, GradientGroup, Scale};

use super::output::some_groups;
use crate::error::MethodError;
use crate::groups::Groups;
use crate::request::Request;
use crate::table::{Table, Values};

/// Groups that have every quantile, most deprived first.
pub(super) struct Gradients {
    /// The key columns of these groups.
    pub(super) keys: Table,
    /// Names of these groups, for messages.
    pub(super) names: Vec<String>,
    /// Their quantiles, group after group.
    pub(super) rows: Vec<GradientGroup>,
    /// Where each group begins.
    pub(super) starts: Vec<usize>,
    /// What the reader should know.
    pub(super) warnings: Vec<String>,
}

/// The scale of the values' kind.
pub(super) fn scale(request: &Request<'_>) -> Result<Scale, MethodError> {
    Ok(match request.text("kind")? {
        Some("rate") => Scale::Log,
        Some("proportion") => Scale::Logit,
        _ => Scale::Natural,
    })
}

/// Columns as they are in the table.
struct Columns<'a> {
    scale: Scale,
    population: &'a [f64],
    value: Option<&'a [f64]>,
    events: Option<&'a [f64]>,
    standard_error: Option<&'a [f64]>,
    limits: Option<(&'a [f64], &'a [f64])>,
}

pub(super) fn gradients(request: &Request<'_>) -> Result<Gradients, MethodError> {
    let scale = scale(request)?;
    let quantile = request.values("quantile")?.ok_or_else(|| request.missing("quantile"))?;
    let columns = columns(request, scale)?;
    columns.check()?;
    let by_quantile = Groups::of(&Table::new().with("quantile", quantile.clone()), request.table().rows());
    let quantiles = by_quantile.len();
    if !(5..=100).contains(&quantiles) {
        return Err(MethodError::refused("a gradient needs 5 to 100 quantiles; use fifths or finer"));
    }
    let mut place = vec![0; request.table().rows()];
    for (number, rows) in by_quantile.iter().enumerate() {
        for &row in rows {
            place[row] = number;
        }
    }

    let groups = request.groups()?;
    let mut gradients =
        Gradients { keys: Table::new(), names: vec![], rows: vec![], starts: vec![0], warnings: vec![] };
    if quantiles > 10 {
        gradients.warnings.push("with more than 10 quantiles small numbers can make the index unstable".to_owned());
    }
    let (mut complete, mut dropped) = (vec![], vec![]);
    let mut ordered: Vec<usize> = vec![];
    for (group, rows) in groups.iter().enumerate() {
        ordered.clear();
        ordered.extend_from_slice(rows);
        ordered.sort_by_key(|&row| place[row]);
        if ordered.windows(2).any(|pair| place[pair[0]] == place[pair[1]]) {
            let message = "a quantile has more than one row; give one row per quantile";
            return Err(MethodError::refused_in(&groups.name(group), message));
        }
        if ordered.len() < quantiles || ordered.iter().any(|&row| columns.is_missing(row) || is_missing(quantile, row))
        {
            dropped.push(group);
            continue;
        }
        complete.push(group);
        gradients.rows.extend(ordered.iter().map(|&row| columns.gradient_group(row)));
        gradients.starts.push(gradients.rows.len());
    }
    if !dropped.is_empty() {
        let (have, has) =
            ("lack a quantile or a value and were left out", "lacks a quantile or a value and was left out");
        gradients.warnings.push(some_groups(&groups, &dropped, have, has));
    }
    gradients.keys = groups.keys().pick(&complete);
    gradients.names = complete.iter().map(|&group| groups.name(group)).collect();
    Ok(gradients)
}

fn is_missing(values: &Values, row: usize) -> bool {
    values.shown(row).is_empty()
}

fn columns<'a>(request: &Request<'a>, scale: Scale) -> Result<Columns<'a>, MethodError> {
    let value = request.numbers_if("value")?;
    let events = if value.is_none() { request.numbers_if("events")? } else { None };
    if value.is_none() && (events.is_none() || scale != Scale::Logit) {
        return Err(request.missing("value"));
    }
    let standard_error = request.numbers_if("standard_error")?;
    let limits = match (standard_error, request.numbers_if("lower")?, request.numbers_if("upper")?) {
        (Some(_), _, _) => None,
        (None, Some(lower), Some(upper)) => Some((lower, upper)),
        (None, _, _) => return Err(request.missing("standard_error")),
    };
    Ok(Columns { scale, population: request.numbers("population")?, value, events, standard_error, limits })
}

impl Columns<'_> {
    /// Refuses what no quantile can have, by the row of the table.
    fn check(&self) -> Result<(), MethodError> {
        let share = |number: f64| number.is_nan() || (0.0..=1.0).contains(&number);
        for row in 0..self.population.len() {
            let refused = |problem: &str| Err(MethodError::refused(format!("row {}: {problem}", row + 1)));
            if self.population[row].is_nan() || self.population[row] <= 0.0 {
                return refused("the population is missing or not above zero; leave the group out or merge quantiles");
            }
            if self.standard_error.is_some_and(|column| column[row].is_nan() || column[row] < 0.0) {
                return refused("the standard error is missing or below zero");
            }
            if let Some((lower, upper)) = self.limits {
                if lower[row].is_nan() || upper[row].is_nan() {
                    return refused("a confidence limit is missing; give both, or standard errors");
                }
                if self.scale == Scale::Logit && !(share(lower[row]) && share(upper[row])) {
                    return refused("a confidence limit is not between 0 and 1; give proportions, not percentages");
                }
            }
            if self.scale == Scale::Logit && self.value.is_some_and(|column| !share(column[row])) {
                return refused("the value is not between 0 and 1; give proportions, not percentages");
            }
            if self.events.is_some_and(|column| column[row] <= 0.0) {
                return refused("the count of events is zero or below; the log of the odds needs some");
            }
        }
        Ok(())
    }

    fn value(&self, row: usize) -> f64 {
        match (self.value, self.events) {
            (Some(value), _) => value[row],
            (None, Some(events)) => events[row] / self.population[row],
            (None, None) => f64::NAN,
        }
    }

    fn is_missing(&self, row: usize) -> bool {
        self.value(row).is_nan()
    }

    /// Limits are 95% limits whatever level is asked for.
    fn gradient_group(&self, row: usize) -> GradientGroup {
        let value = self.value(row);
        let standard_error = match (self.standard_error, self.limits) {
            (Some(column), _) => column[row],
            (None, Some((lower, upper))) => {
                let estimate = Estimate { value, lower: lower[row], upper: upper[row] };
                self.scale.standard_error(&estimate, Confidence::P95)
            }
            (None, None) => f64::NAN,
        };
        GradientGroup { population: self.population[row], value, standard_error }
    }
}
