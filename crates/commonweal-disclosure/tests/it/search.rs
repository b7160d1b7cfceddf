//! The attacker's view: from all that is shown of one cell, how many truths are possible?

use crate::figures::{PEOPLE, gate, proposed};
use commonweal_disclosure::rules::FEWEST_POSSIBLE_TRUTHS;
use commonweal_disclosure::{Evidence, Gate, Released, Statistic};
use commonweal_model::DataClass;
use std::collections::{BTreeMap, BTreeSet};

const LARGEST: u64 = 400;

/// Every number and word a reader gets of a figure, bit for bit.
fn seen(figure: &Released) -> Vec<u64> {
    let bits = |part: Option<f64>| [part.is_some() as u64, part.unwrap_or(0.0).to_bits()];
    let whole = |part: Option<i64>| [part.is_some() as u64, part.unwrap_or(0) as u64];
    let why = figure.withheld().map_or(9, |w| w as u64);
    let mut all = vec![why, figure.comparison() as u64];
    for part in [figure.value(), figure.lower(), figure.upper()] {
        all.extend(bits(part.value()));
    }
    for part in [figure.numerator(), figure.denominator()] {
        all.extend(whole(part.value()));
    }
    all
}

/// Checks every pair up to 400 against all pairs a little beyond, so that no group is cut short at the edge.
fn never_fewer_than_five(class: DataClass, show: impl Fn(&Gate, u64, u64) -> Vec<u64>) {
    let gate = gate();
    let mut truths: BTreeMap<Vec<u64>, Vec<(u64, u64)>> = BTreeMap::new();
    for d in 0..=LARGEST + 10 {
        for n in 0..=d {
            truths.entry(show(&gate, n, d)).or_default().push((n, d));
        }
    }
    let mut checked = 0;
    for pairs in truths.values() {
        for &(n, d) in pairs.iter().filter(|pair| pair.1 <= LARGEST) {
            checked += 1;
            let possible = pairs.len();
            assert!(possible >= FEWEST_POSSIBLE_TRUTHS, "{class}: {n} of {d} is one of {possible}: {pairs:?}");
            // None and all are exact by design in standard data; otherwise the count itself stays open too.
            if class == DataClass::Standard && d > 7 && (n == 0 || n == d) {
                continue;
            }
            let counts: BTreeSet<u64> = pairs.iter().map(|pair| pair.0).collect();
            assert!(counts.len() >= FEWEST_POSSIBLE_TRUTHS, "{class}: the count of {n} of {d} is one of {counts:?}");
        }
    }
    assert_eq!(checked, 80_601, "all pairs up to 400 were looked at");
}

#[test]
fn what_is_shown_of_a_proportion_never_fits_fewer_than_five_truths() {
    for class in PEOPLE {
        never_fewer_than_five(class, |gate, numerator, denominator| {
            let evidence = Evidence::Proportion { numerator, denominator };
            seen(&gate.release(proposed(Statistic::Proportion, class, "%", evidence)))
        });
    }
}

#[test]
fn a_count_a_rate_and_a_ratio_beside_the_proportion_add_nothing() {
    for class in PEOPLE {
        never_fewer_than_five(class, |gate, n, d| {
            let pair = || Evidence::Proportion { numerator: n, denominator: d };
            let events = Evidence::Events { events: n, people: n, denominator: d };
            // What is expected is known to the attacker: it follows from public rates and the rounded population.
            let expected = Evidence::Ratio { observed: n, expected: 30.0, population: d };
            let mut all = seen(&gate.release(proposed(Statistic::Proportion, class, "%", pair())));
            all.extend(seen(&gate.release(proposed(Statistic::Count, class, "people", pair()))));
            all.extend(seen(&gate.release(proposed(Statistic::CrudeRate, class, "per 1,000", events))));
            all.extend(seen(&gate.release(proposed(Statistic::IndirectlyStandardisedRatio, class, "ratio", expected))));
            all
        });
    }
}

#[test]
fn whether_a_standardised_rate_exists_tells_nothing_more() {
    // A rate shown from a total of 10 on would tell 10, 11 and 12 from 8 and 9, all of them shown as 10.
    for class in PEOPLE {
        never_fewer_than_five(class, |gate, n, d| {
            // The method itself refuses fewer than ten.
            let value = if n < 10 { f64::NAN } else { 2.0 };
            let estimate = commonweal_stats::Estimate { value, lower: value, upper: value };
            let groups = vec![(n, d)];
            let modelled = Evidence::Modelled { estimate, total_count: n, groups, every_group_shown: false };
            let pair = Evidence::Proportion { numerator: n, denominator: d };
            let mut all = seen(&gate.release(proposed(Statistic::Proportion, class, "%", pair)));
            all.extend(seen(&gate.release(proposed(Statistic::DirectlyStandardisedRate, class, "%", modelled))));
            all
        });
    }
}
