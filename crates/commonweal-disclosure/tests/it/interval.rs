//! What shown figures stand for, against a search over all pairs.

use commonweal_disclosure::interval::{Interval, NO_LIMIT, Truths, withheld_counts};
use commonweal_disclosure::rules::{CellDecision, FEWEST_POSSIBLE_TRUTHS, rule_cell};
use commonweal_model::DataClass::{self, Sensitive, Standard};
use std::collections::{BTreeMap, BTreeSet};

const LARGEST: u64 = 400;

/// Every pair that a reader cannot tell apart, by what is shown.
fn by_shown(class: DataClass) -> BTreeMap<String, Vec<(u64, u64)>> {
    let mut all: BTreeMap<String, Vec<(u64, u64)>> = BTreeMap::new();
    for d in 0..=LARGEST + 10 {
        for n in 0..=d {
            all.entry(format!("{:?}", rule_cell(n, d, class))).or_default().push((n, d));
        }
    }
    all
}

#[test]
fn every_pair_is_in_its_own_box_and_every_pair_of_the_box_looks_the_same() {
    for class in [Standard, Sensitive] {
        for d in 1..=LARGEST {
            for n in 0..=d {
                let truths = Truths::of_cell(n, d, class);
                assert!(truths.hold(n, d), "{class} {n}/{d}");
                let shown = rule_cell(n, d, class);
                for other_d in d.saturating_sub(6)..=d + 6 {
                    let near = |end: u64| end.saturating_sub(15)..=(end + 15).min(other_d);
                    for other_n in near(0).chain(near(n)).chain(near(other_d)).filter(|n| *n <= other_d) {
                        if truths.hold(other_n, other_d) {
                            assert_eq!(
                                rule_cell(other_n, other_d, class),
                                shown,
                                "{class} {n}/{d}: {other_n}/{other_d}"
                            );
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn a_shown_pair_is_a_box_and_a_withheld_one_a_few_that_make_up_all() {
    for class in [Standard, Sensitive] {
        for pairs in by_shown(class).values() {
            let boxes: BTreeSet<_> = pairs
                .iter()
                .filter(|(_, d)| (1..=LARGEST).contains(d))
                .map(|(n, d)| Truths::of_cell(*n, *d, class))
                .map(|t| [t.count, t.others, t.people].map(|i| (i.low, i.high)))
                .collect();
            let first = pairs[0];
            let most = match rule_cell(first.0, first.1, class) {
                CellDecision::Show(_) => 1,
                CellDecision::WithholdCount { .. } => 3,
                CellDecision::WithholdAll => 2,
            };
            assert!(boxes.len() <= most, "{class} {first:?}: {boxes:?}");
        }
    }
}

#[test]
fn no_shown_figure_leaves_fewer_than_five_values_but_none_and_all_of_standard_data() {
    for class in [Standard, Sensitive] {
        for (shown, pairs) in by_shown(class) {
            if pairs.iter().all(|(_, d)| *d > LARGEST) {
                continue;
            }
            let counts: BTreeSet<u64> = pairs.iter().map(|(n, _)| *n).collect();
            let exempt = class == Standard && pairs.iter().all(|(n, d)| *n == 0 || n == d);
            assert!(exempt || counts.len() >= FEWEST_POSSIBLE_TRUTHS, "{class} {shown}: {counts:?}");
            // What the rule says in words: max(8, v - 2) to v + 2.
            if let CellDecision::Show(cell) = rule_cell(pairs[0].0, pairs[0].1, class) {
                let interval = Interval::of_shown(cell.numerator);
                if cell.denominator + 10 < LARGEST {
                    assert_eq!(Some(&(interval.low as u64)), counts.first(), "{shown}");
                    assert_eq!(Some(&(interval.high as u64)), counts.last(), "{shown}");
                }
            }
        }
    }
}

#[test]
fn the_side_the_truth_is_on_has_five_values_and_more() {
    for class in [Standard, Sensitive] {
        for d in 1..=LARGEST {
            for n in 0..=d {
                let Truths { count, others, people } = Truths::of_cell(n, d, class);
                if !matches!(rule_cell(n, d, class), CellDecision::Show(_)) {
                    for side in [count, others, people] {
                        let possible = side.values();
                        assert!(possible >= FEWEST_POSSIBLE_TRUTHS as u64, "{class} {n}/{d}: {count:?} {others:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_star_means_every_count_that_is_withheld_at_some_population_of_the_shown_total() {
    for class in [Standard, Sensitive] {
        for shown in (10..=390_u64).step_by(5) {
            let mut expected = BTreeSet::new();
            for d in (shown - 2).max(8)..=shown + 2 {
                expected.extend((0..=d).filter(|n| {
                    matches!(rule_cell(*n, d, class), CellDecision::WithholdCount { denominator } if denominator == shown)
                }));
            }
            let found: BTreeSet<u64> =
                withheld_counts(shown, class).into_iter().flat_map(|run| (run.low as u64)..=run.high as u64).collect();
            assert_eq!(found, expected, "{class} {shown}");
        }
    }
}

#[test]
fn what_the_audit_hid_stands_for_more_than_what_was_shown() {
    for class in [Standard, Sensitive] {
        for d in 1..=200_u64 {
            for n in 0..=d {
                let (count, cell) = (Truths::of_hidden_count(n, d, class), Truths::of_hidden_cell(n, d, class));
                assert!(count.hold(n, d) && cell.hold(n, d), "{class} {n}/{d}");
                let shown = Truths::of_cell(n, d, class);
                for (narrow, wide) in [(shown, count), (count, cell)] {
                    let pairs =
                        [(narrow.count, wide.count), (narrow.others, wide.others), (narrow.people, wide.people)];
                    assert!(pairs.iter().all(|(a, b)| b.low <= a.low && a.high <= b.high), "{class} {n}/{d}");
                }
            }
        }
    }
    assert_eq!(Truths::of_cell(9, 8, Standard), Truths::nothing_known());
    assert!(Truths::nothing_known().hold(3, 5) && Interval::unknown().high == NO_LIMIT);
    let exact = Truths::of_cell(3, 5, DataClass::Published);
    assert_eq!(exact.count, Interval::exactly(3));
}
