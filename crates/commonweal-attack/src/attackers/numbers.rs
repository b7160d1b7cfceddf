//! From a rate, its limits or a standardised rate back to the counts it was made from.

use crate::claim::{Claim, FEWEST, What};
use crate::output::{Known, Output};
use crate::seen::{Box3, Exact, Figure, Range, Reading, Side, possible};
use commonweal_stats::{AgeBand, Confidence, directly_standardised_rate};
use std::collections::BTreeMap;

/// Pairs are tried in populations up to this: beyond, a percentage with its decimals fits too many of them.
const LARGEST: i64 = 20_000;

/// A standardised rate of more people than this, in two groups, fits too many.
const LARGEST_OF_TWO_GROUPS: i64 = 70;

fn near(number: Option<(f64, f64)>, x: f64) -> bool {
    // A share below one is written with as many digits as a computer has.
    number.is_none_or(|(value, half)| (value - x).abs() <= half.max(value.abs() * 1e-11))
}

fn scale(figure: &Figure) -> f64 {
    match (figure.numbers[0], figure.count, figure.people) {
        // The unit is the one in which the shown pair would come nearest to the value.
        (Some((value, _)), Some(n), Some(d)) if n > 0 && d > 0 => {
            let times = value / (n as f64 / d as f64);
            [1.0, 100.0, 1_000.0, 100_000.0]
                .into_iter()
                .min_by(|a, b| (times / a).ln().abs().total_cmp(&(times / b).ln().abs()))
        }
        _ => None,
    }
    .unwrap_or(100.0)
}

/// Wilson's limits (1927), written from the paper.
fn wilson(n: f64, d: f64) -> (f64, f64) {
    let z = 1.959_963_984_540_054_f64;
    let (p, zz) = (n / d, z * z);
    let middle = p + zz / (2.0 * d);
    let half = z * (p * (1.0 - p) / d + zz / (4.0 * d * d)).sqrt();
    ((middle - half) / (1.0 + zz / d), (middle + half) / (1.0 + zz / d))
}

/// The pairs within the box that give the numbers wanted.
fn pairs(seen: &Box3, fits: impl Fn(i64, i64) -> bool) -> Vec<(i64, i64)> {
    let mut found = Vec::new();
    for d in seen.people.0.max(1)..=seen.people.1.min(LARGEST) {
        for n in seen.count.0.max(d - seen.others.1).max(0)..=seen.count.1.min(d - seen.others.0) {
            if fits(n, d) {
                found.push((n, d));
            }
        }
    }
    found
}

fn hull(numbers: impl Iterator<Item = i64>) -> Option<Range> {
    numbers.fold(None, |range: Option<Range>, x| Some(range.map_or((x, x), |(low, high)| (low.min(x), high.max(x)))))
}

fn claims(figure: &Figure, pairs: &[(i64, i64)], how: &str) -> Vec<Claim> {
    let of = |what: What, range: Option<Range>| {
        let range = range.filter(|(low, high)| u64::try_from(high - low).is_ok_and(|more| more + 1 < FEWEST));
        range.map(|range| Claim::new(&figure.cell, what, range, how))
    };
    let counts = of(What::Count, hull(pairs.iter().map(|(n, _)| *n)));
    let others = of(What::Others, hull(pairs.iter().map(|(n, d)| d - n)));
    counts.into_iter().chain(others).collect()
}

/// Whether the shown pair gives the number by itself: then it tells nothing more.
fn is_of_shown(figure: &Figure, fits: impl Fn(i64, i64) -> bool) -> bool {
    matches!((figure.count, figure.people), (Some(n), Some(d)) if n <= d && d > 0 && fits(n, d))
}

fn boxed(figure: &Figure, exact: &Exact) -> Option<Box3> {
    let seen = possible(figure, exact, Side::Either);
    (seen.people.1 <= LARGEST).then_some(seen)
}

/// From values: percentages, and standardised rates of one or two groups.
pub(super) fn rates(output: &Output) -> Vec<Claim> {
    let reading = Reading::of(&output.exports);
    let exact = reading.exact();
    let mut found = Vec::new();
    for figure in reading.plain().filter(|figure| figure.statistic == "proportion" && figure.numbers[0].is_some()) {
        let times = scale(figure);
        let fits = |n: i64, d: i64| near(figure.numbers[0], n as f64 / d as f64 * times);
        if let Some(seen) = boxed(figure, &exact).filter(|_| !is_of_shown(figure, fits)) {
            found.extend(claims(figure, &pairs(&seen, fits), "the value fits these counts only"));
        }
    }
    found.extend(standardised(output, &reading, &exact));
    found
}

/// From limits, beside a count or beside none.
pub(super) fn limits(output: &Output) -> Vec<Claim> {
    let reading = Reading::of(&output.exports);
    let exact = reading.exact();
    let mut found = Vec::new();
    for figure in
        reading.plain().filter(|f| f.statistic == "proportion" && (f.numbers[1].is_some() || f.numbers[2].is_some()))
    {
        let times = scale(figure);
        let fits = |n: i64, d: i64| {
            let (lower, upper) = wilson(n as f64, d as f64);
            near(figure.numbers[1], lower * times) && near(figure.numbers[2], upper * times)
        };
        if let Some(seen) = boxed(figure, &exact).filter(|_| !is_of_shown(figure, fits)) {
            found.extend(claims(figure, &pairs(&seen, fits), "the limits fit these counts only"));
        }
    }
    found
}

/// A standardised rate with its limits is a function of few numbers where an indicator covers few ages: they are tried.
fn standardised(output: &Output, reading: &Reading, exact: &Exact) -> Vec<Claim> {
    let mut weights: BTreeMap<&str, &[f64]> = BTreeMap::new();
    for known in &output.known {
        if let Known::Weights { indicator, weights: of } = known {
            weights.insert(indicator, of);
        }
    }
    let plain: BTreeMap<_, &Figure> = reading.plain().map(|figure| (&figure.cell, figure)).collect();
    let mut found = Vec::new();
    for figure in reading.figures.iter().filter(|f| f.statistic == "directly_standardised_rate" && f.is_about_people())
    {
        let (Some(weights), Some(crude)) = (weights.get(figure.cell.indicator.as_str()), plain.get(&figure.cell))
        else {
            continue;
        };
        let Some(seen) = boxed(crude, exact) else { continue };
        if figure.numbers[0].is_none() || seen.people.1 > LARGEST_OF_TWO_GROUPS {
            continue;
        }
        let mut tried: Vec<(i64, i64)> = pairs(&seen, |n, d| fits_groups(figure, &[(n, d, 1.0)]));
        for cut in 1..weights.len() {
            let (young, old) = (weights[..cut].iter().sum::<f64>(), weights[cut..].iter().sum::<f64>());
            tried.extend(pairs(&seen, |n, d| two_groups(figure, (n, d), (young, old))));
        }
        found.extend(claims(crude, &tried, "the standardised rate and its limits fit these counts only"));
    }
    found
}

fn two_groups(figure: &Figure, (n, d): (i64, i64), (young, old): (f64, f64)) -> bool {
    let Some((value, half)) = figure.numbers[0] else { return false };
    (8..=d - 8).any(|first| {
        let second = d - first;
        // The value is a line in the count of the first group: only where it crosses can it fit.
        let per_young = young / (young + old) * 100.0 / first as f64;
        let per_old = old / (young + old) * 100.0 / second as f64;
        (0.max(n - second)..=n.min(first)).any(|of_first| {
            let made = of_first as f64 * per_young + (n - of_first) as f64 * per_old;
            (made - value).abs() <= rounding(value).max(half)
                && fits_groups(figure, &[(of_first, first, young), (n - of_first, second, old)])
        })
    })
}

/// Half of the third significant figure.
fn rounding(value: f64) -> f64 {
    if value == 0.0 { 0.0 } else { 0.5 * 10_f64.powf(value.abs().log10().floor() - 2.0) * (1.0 + 1e-9) }
}

fn fits_groups(figure: &Figure, groups: &[(i64, i64, f64)]) -> bool {
    let bands: Vec<AgeBand> = groups
        .iter()
        .map(|(n, d, weight)| AgeBand { events: *n as f64, population: *d as f64, standard_population: *weight })
        .collect();
    let Ok(made) = directly_standardised_rate(&bands, Confidence::P95, 100.0) else { return false };
    [made.value, made.lower, made.upper].into_iter().zip(figure.numbers).all(|(made, shown)| {
        shown.is_none_or(|(value, half)| {
            (value - made).abs() <= rounding(value).max(rounding(made)).min(half.max(rounding(value)))
        })
    })
}
