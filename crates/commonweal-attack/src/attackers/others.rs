//! Totals that one person dominates, and answers that change each time they are asked for.

use crate::claim::{Address, Claim, What};
use crate::output::{Known, Output, Total};
use std::collections::BTreeMap;

/// The largest contributor may be known to within this share of their contribution.
const WITHIN: f64 = 0.10;

/// The second largest takes their own from the total: what is left is the largest's, but for a little. Totals that are
/// hidden are first worked out from those of the areas around.
pub(super) fn dominance(output: &Output) -> Vec<Claim> {
    let mut totals: BTreeMap<&Address, (f64, f64)> = BTreeMap::new();
    for Total { cell, total, .. } in &output.totals {
        if let Some(total) = total {
            let half = if total.abs() < 1.0 { 0.5 } else { 0.5 * 10_f64.powf(total.abs().log10().floor() - 2.0) };
            let is_rounded = (total / (2.0 * half)).fract().abs() < 1e-9;
            totals.insert(cell, (*total, if is_rounded { half } else { 0.5 }));
        }
    }
    for Total { cell, parts, .. } in &output.totals {
        let hidden: Vec<&Address> = parts.iter().filter(|part| !totals.contains_key(part)).collect();
        if let ([hidden], Some((all, error))) = (hidden.as_slice(), totals.get(cell).copied()) {
            let shown: Vec<(f64, f64)> = parts.iter().filter_map(|part| totals.get(part).copied()).collect();
            let (sum, errors) = shown.iter().fold((all, error), |(sum, errors), (t, e)| (sum - t, errors + e));
            totals.insert(hidden, (sum, errors));
        }
    }
    let mut sizes: Vec<f64> = totals.values().map(|(total, _)| *total).collect();
    sizes.sort_by(f64::total_cmp);
    let usual = sizes.get(sizes.len() / 4).copied().unwrap_or_default();
    let mut claims = Vec::new();
    for known in &output.known {
        let Known::Own { cell, amount } = known else { continue };
        let Some((total, error)) = totals.get(cell) else { continue };
        let left = total - amount;
        // Whoever is second is not above the largest; with many others of the same size there is no saying.
        let (low, high) = ((left - error) / (1.0 + WITHIN), left + error);
        // A total far above those of other areas, of which one's own explains little: somebody is behind it.
        if left > *amount && left > STANDS_OUT * usual && error * 2.0 < WITHIN * left {
            let whole = (low.floor() as i64, high.ceil() as i64);
            claims.push(Claim::new(cell, What::Contribution, whole, "the total less one's own"));
        }
    }
    claims
}

/// A total so many times that of a quarter of the areas is somebody's.
const STANDS_OUT: f64 = 8.0;

/// The noise of the table builder as it is published, of 256 keys.
const NOISE: [(i64, f64); 5] = [(-2, 26.0), (-1, 51.0), (0, 102.0), (1, 51.0), (2, 26.0)];

/// A count this much less likely than the likeliest is ruled out.
const RULED_OUT: f64 = 1e-4;

/// As many counts are weighed.
const MOST: i64 = 4_000;

/// What each count would be shown as, and how often; the share of each count given all answers.
pub(super) fn repeats(output: &Output) -> Vec<Claim> {
    let mut answers: BTreeMap<&Address, Vec<Option<i64>>> = BTreeMap::new();
    for answer in &output.answers {
        answers.entry(&answer.cell).or_default().push(answer.count);
    }
    let mut claims = Vec::new();
    // The same answer each time is one answer: noise that is the same cannot be averaged away. Where one cell's answers
    // differ the noise is new each time, and answers that do not differ tell as much.
    let distinct = answers.values().any(|shown| shown.iter().any(|one| *one != shown[0]));
    for (cell, shown) in answers {
        let shown: &[Option<i64>] = if distinct { &shown } else { &shown[..1] };
        let Some(middle) = shown.iter().flatten().copied().max() else { continue };
        let counts: Vec<i64> = (0.max(middle - 12)..=(middle + 12).min(MOST)).collect();
        let weighed: Vec<f64> = counts.iter().map(|count| likelihood(*count, shown)).collect();
        let most = weighed.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if most == f64::NEG_INFINITY {
            continue;
        }
        let left: Vec<i64> =
            counts.iter().zip(&weighed).filter(|(_, l)| **l > most + RULED_OUT.ln()).map(|(count, _)| *count).collect();
        if let (Some(low), Some(high)) = (left.first(), left.last())
            && high - low < 4
            && (middle > 0 || distinct)
        {
            claims.push(Claim::new(cell, What::Count, (*low, *high), format!("{} answers", shown.len())));
        }
    }
    claims
}

fn likelihood(count: i64, shown: &[Option<i64>]) -> f64 {
    let mut chances: BTreeMap<Option<i64>, f64> = BTreeMap::new();
    let noise: &[(i64, f64)] = if count < 10 { &[(0, 256.0)] } else { &NOISE };
    for (noise, keys) in noise {
        let noisy = count + noise;
        let rounded = if (1..=7).contains(&noisy) { None } else { Some(5 * ((noisy + 2) / 5)) };
        *chances.entry(rounded).or_default() += keys / 256.0;
    }
    // A count may be withheld for those without the property, which says nothing of it here.
    let shown = shown.iter().filter(|one| one.is_some());
    shown.map(|one| chances.get(one).map_or(f64::NEG_INFINITY, |chance| chance.ln())).sum()
}
