//! The release audit against plain enumeration, and the worked example of two groups and their total.

use commonweal_disclosure::audit::{Effort, Finding, NotATruth, System, audit};
use commonweal_disclosure::interval::Interval;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A small system: intervals of at most a few values, a truth in each, sums that the truth keeps.
#[derive(Debug, Clone)]
struct Small {
    truth: Vec<i64>,
    known: Vec<Interval>,
    sums: Vec<Vec<usize>>,
    hidden: Vec<usize>,
}

impl Small {
    fn system(&self) -> System {
        let mut system = System::default();
        let mut ids = Vec::new();
        for (place, (known, truth)) in self.known.iter().zip(&self.truth).enumerate() {
            let hidden = self.hidden.contains(&place);
            ids.push(if hidden { system.add_hidden(*known, *truth) } else { system.add(*known, *truth) });
        }
        for sum in &self.sums {
            let children: Vec<_> = sum[1..].iter().map(|at| ids[*at]).collect();
            system.sum(ids[sum[0]], &children);
        }
        system
    }

    /// The values of each hidden number in every table that fits, found by trying them all.
    fn by_hand(&self) -> Vec<BTreeSet<i64>> {
        let mut values = vec![BTreeSet::new(); self.known.len()];
        self.try_all(&mut Vec::new(), &mut values);
        self.hidden.iter().map(|at| values[*at].clone()).collect()
    }

    fn try_all(&self, table: &mut Vec<i64>, values: &mut [BTreeSet<i64>]) {
        let adds_up = |sum: &Vec<usize>| {
            let last = *sum.iter().max().unwrap();
            last >= table.len() || table[sum[0]] == sum[1..].iter().map(|at| table[*at]).sum::<i64>()
        };
        if !self.sums.iter().all(adds_up) {
            return;
        }
        let Some(known) = self.known.get(table.len()) else {
            for (value, seen) in table.iter().zip(values) {
                seen.insert(*value);
            }
            return;
        };
        for value in known.low..=known.high {
            table.push(value);
            self.try_all(table, values);
            table.pop();
        }
    }
}

/// A table of rows and columns with its margins: inner cells row by row, then row totals, column totals and the total.
fn two_way(rows: usize, columns: usize, inner: Vec<i64>, slack: Vec<(i64, i64)>) -> Small {
    let mut truth = inner.clone();
    let mut sums = Vec::new();
    let at = |r: usize, c: usize| r * columns + c;
    for r in 0..rows {
        let children: Vec<usize> = (0..columns).map(|c| at(r, c)).collect();
        sums.push([vec![truth.len()], children.clone()].concat());
        truth.push(children.iter().map(|i| inner[*i]).sum());
    }
    for c in 0..columns {
        let children: Vec<usize> = (0..rows).map(|r| at(r, c)).collect();
        sums.push([vec![truth.len()], children.clone()].concat());
        truth.push(children.iter().map(|i| inner[*i]).sum());
    }
    let total = truth.len();
    truth.push(inner.iter().sum());
    sums.push(std::iter::once(total).chain(rows * columns..rows * columns + rows).collect());
    sums.push(std::iter::once(total).chain(rows * columns + rows..total).collect());
    let known =
        truth.iter().zip(slack.iter().cycle()).map(|(t, (a, b))| Interval::new((t - a).max(0), t + b)).collect();
    Small { truth, known, sums, hidden: (0..rows * columns).collect() }
}

fn agrees(small: &Small) -> Result<(), TestCaseError> {
    let found = audit(&small.system(), Effort::Every).unwrap();
    let quick = audit(&small.system(), Effort::Enough).unwrap();
    for ((found, quick), values) in found.iter().zip(&quick).zip(small.by_hand()) {
        prop_assert!(found.proven);
        prop_assert_eq!(found.possible, values.len() as u64);
        prop_assert_eq!(found.within.low, *values.first().unwrap());
        prop_assert_eq!(found.within.high, *values.last().unwrap());
        prop_assert_eq!(quick.blocked(), values.len() < 5);
        prop_assert!(quick.within.low <= found.within.low && quick.within.high >= found.within.high);
    }
    Ok(())
}

fn slacks(numbers: usize) -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((0_i64..=3, 0_i64..=3), numbers)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn two_by_two_tables_agree_with_trying_every_table(
        inner in prop::collection::vec(0_i64..9, 4), slack in slacks(9),
    ) {
        agrees(&two_way(2, 2, inner, slack))?;
    }

    #[test]
    fn two_by_three_tables_agree_with_trying_every_table(
        inner in prop::collection::vec(0_i64..9, 6), slack in slacks(12),
    ) {
        agrees(&two_way(2, 3, inner, slack))?;
    }

    #[test]
    fn trees_agree_with_trying_every_table(
        leaves in prop::collection::vec(0_i64..9, 5), slack in slacks(8),
    ) {
        let (a, b) = (leaves[0] + leaves[1], leaves[2] + leaves[3]);
        let truth = [&leaves[..], &[a, b, a + b + leaves[4]]].concat();
        let known =
            truth.iter().zip(&slack).map(|(t, (x, y))| Interval::new((t - x).max(0), t + y)).collect();
        let sums = vec![vec![5, 0, 1], vec![6, 2, 3], vec![7, 5, 6, 4]];
        agrees(&Small { truth, known, sums, hidden: (0..5).collect() })?;
    }

    #[test]
    fn linked_tables_in_three_ways_agree_with_trying_every_table(
        inner in prop::collection::vec(0_i64..5, 8),
        slack in prop::collection::vec((0_i64..=1, 0_i64..=1), 20),
    ) {
        // A cube of two by two by two with all its two-way margins shown: no network, and the case where fractions and
        // whole numbers differ.
        let mut truth = inner.clone();
        let mut sums = Vec::new();
        for way in 0..3 {
            let others: Vec<usize> = (0..3).filter(|w| *w != way).collect();
            for a in 0..2 {
                for b in 0..2 {
                    let fits = |i: &usize| (i >> others[0]) & 1 == a && (i >> others[1]) & 1 == b;
                    let children: Vec<usize> = (0..8).filter(fits).collect();
                    sums.push([vec![truth.len()], children.clone()].concat());
                    truth.push(children.iter().map(|i| inner[*i]).sum());
                }
            }
        }
        let known = truth.iter().zip(&slack).map(|(t, (x, y))| Interval::new((t - x).max(0), t + y)).collect();
        agrees(&Small { truth, known, sums, hidden: (0..8).collect() })?;
    }

    #[test]
    fn what_is_possible_does_not_depend_on_the_truth(
        inner in prop::collection::vec(0_i64..9, 6), slack in slacks(12), pick in any::<prop::sample::Index>(),
    ) {
        // Another table that fits the same intervals must get the same answers.
        let small = two_way(2, 3, inner, slack);
        let mut tables = Vec::new();
        every_table(&small, &mut Vec::new(), &mut tables);
        let other = Small { truth: tables[pick.index(tables.len())].clone(), ..small.clone() };
        prop_assert_eq!(audit(&small.system(), Effort::Every), audit(&other.system(), Effort::Every));
    }
}

fn every_table(small: &Small, table: &mut Vec<i64>, all: &mut Vec<Vec<i64>>) {
    let adds_up = |sum: &Vec<usize>| {
        let last = *sum.iter().max().unwrap();
        last >= table.len() || table[sum[0]] == sum[1..].iter().map(|at| table[*at]).sum::<i64>()
    };
    if !small.sums.iter().all(adds_up) || all.len() > 500 {
        return;
    }
    match small.known.get(table.len()) {
        None => all.push(table.clone()),
        Some(known) => {
            for value in known.low..=known.high {
                table.push(value);
                every_table(small, table, all);
                table.pop();
            }
        }
    }
}

fn two_groups(total: Option<Interval>) -> Vec<Finding> {
    let mut system = System::default();
    let hidden = system.add_hidden(Interval::new(1, 7), 6);
    let shown = system.add(Interval::of_shown(10), 12);
    let sum = system.add(total.unwrap_or(Interval::unknown()), 18);
    system.sum(sum, &[hidden, shown]);
    audit(&system, Effort::Every).unwrap()
}

#[test]
fn a_star_and_ten_of_twenty_are_blocked_and_safe_without_the_total() {
    let with_total = two_groups(Some(Interval::of_shown(20)));
    assert_eq!((with_total[0].within, with_total[0].possible), (Interval::new(6, 7), 2));
    assert!(with_total[0].blocked());
    let without = two_groups(None);
    assert_eq!((without[0].within, without[0].possible), (Interval::new(1, 7), 7));
    assert!(!without[0].blocked());
}

#[test]
fn equal_parts_are_answered_alike_and_contradictions_are_named_without_values() {
    let mut system = System::default();
    for truth in [6, 7] {
        let hidden = system.add_hidden(Interval::new(1, 7), truth);
        let shown = system.add(Interval::of_shown(10), 12);
        let total = system.add(Interval::of_shown(20), truth + 12);
        system.sum(total, &[hidden, shown]);
    }
    let found = audit(&system, Effort::Every).unwrap();
    assert_eq!((found[0].within, found[0].possible), (found[1].within, found[1].possible));
    let lone = system.add_hidden(Interval::new(1, 7), 9);
    let outside = audit(&system, Effort::Enough).unwrap_err();
    assert!(!outside.to_string().contains(['9', '7']), "{outside}");
    let mut wrong = System::default();
    let (a, b) = (wrong.add(Interval::unknown(), 3), wrong.add(Interval::unknown(), 4));
    wrong.sum(a, &[b]);
    assert_eq!(audit(&wrong, Effort::Enough), Err(NotATruth::NotASum(0)));
    assert_ne!(lone, a);
}
