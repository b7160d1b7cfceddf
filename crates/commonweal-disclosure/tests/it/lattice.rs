//! Made-up people of a whole ICS, counted by nested areas and by deprivation, ethnicity, sex and age.

use commonweal_disclosure::tables::{CellId, Tables};
use commonweal_model::DataClass;
use std::collections::BTreeMap;

/// Groups of each characteristic: fifths and unknown; census groups and unknown; sexes and unknown; ages.
const GROUPS: [&[u64]; 4] = [&[26, 23, 20, 17, 13, 1], &[78, 8, 5, 4, 2, 1, 2], &[49, 50, 1], &[21, 30, 33, 12, 4]];

/// Repeatable numbers that look random: an additive generator with a multiplied finish (SplitMix64).
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn group(&mut self, weights: &[u64]) -> usize {
        let mut left = self.below(weights.iter().sum());
        weights.iter().position(|weight| left.checked_sub(*weight).map(|rest| left = rest).is_none()).unwrap()
    }
}

/// How large a lattice.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    /// How many areas of the next kind each area has, from the whole down.
    pub(crate) areas: &'static [usize],
    /// Kinds of area, from the whole down, that have two characteristics at once.
    pub(crate) with_pairs: usize,
    /// People of each smallest area, on average.
    pub(crate) people: u64,
    /// Of a thousand, how many are counted.
    pub(crate) rate: u64,
}

/// The address of a cell: kind of area, area, and a group of each characteristic or none.
type Address = (usize, usize, [Option<usize>; 4]);

/// The cells and sums of one indicator.
pub(crate) fn indicator(size: Size, seed: u64) -> Tables {
    let mut numbers = Numbers(seed);
    let kinds = size.areas.len() + 1;
    let smallest: usize = size.areas.iter().product();
    let mut counts: BTreeMap<Address, (u64, u64)> = BTreeMap::new();
    for area in 0..smallest {
        let people = size.people / 2 + numbers.below(size.people);
        for _ in 0..people {
            let groups = GROUPS.map(|weights| numbers.group(weights));
            let counted = u64::from(numbers.below(1000) < size.rate);
            for kind in 0..kinds {
                let within: usize = size.areas[kind..].iter().product();
                for listed in listed(kind < size.with_pairs) {
                    let mut wanted = [None; 4];
                    listed.iter().for_each(|dimension| wanted[*dimension] = Some(groups[*dimension]));
                    let cell = counts.entry((kind, area / within, wanted)).or_default();
                    *cell = (cell.0 + counted, cell.1 + 1);
                }
            }
        }
    }
    wire(&size, &counts)
}

fn listed(pairs: bool) -> Vec<Vec<usize>> {
    let mut listed = vec![vec![], vec![0], vec![1], vec![2], vec![3]];
    if pairs {
        listed.extend((0..4).flat_map(|a| (a + 1..4).map(move |b| vec![a, b])));
    }
    listed
}

fn wire(size: &Size, counts: &BTreeMap<Address, (u64, u64)>) -> Tables {
    let mut tables = Tables::default();
    let ids: BTreeMap<Address, CellId> =
        counts.iter().map(|(address, (n, d))| (*address, tables.add(*n, *d, DataClass::Standard))).collect();
    for ((kind, area, groups), id) in &ids {
        if *kind < size.areas.len() {
            let inside = size.areas[*kind];
            let children: Vec<CellId> = (area * inside..(area + 1) * inside)
                .filter_map(|child| ids.get(&(kind + 1, child, *groups)).copied())
                .collect();
            // Pairs end at some kind of area; there a cell has no smaller areas.
            if kind + 1 < size.with_pairs || groups.iter().flatten().count() < 2 {
                tables.sum(*id, &children);
            }
        }
        for dimension in (0..4).filter(|dimension| groups[*dimension].is_none()) {
            let child = |group: usize| {
                let mut groups = *groups;
                groups[dimension] = Some(group);
                ids.get(&(*kind, *area, groups)).copied()
            };
            let children: Vec<CellId> = (0..GROUPS[dimension].len()).filter_map(child).collect();
            if !children.is_empty() {
                tables.sum(*id, &children);
            }
        }
    }
    tables
}

#[test]
#[ignore = "a full release: prints how long its audit takes"]
fn the_audit_of_a_full_release_takes_minutes() {
    use commonweal_disclosure::audit::Effort;
    use std::time::{Duration, Instant};
    let (mut cells, mut hidden, mut leaks, mut unproven) = (0, 0, 0, 0);
    let mut took = Duration::ZERO;
    let releases = std::env::var("RELEASES").map_or(80, |n| n.parse().unwrap());
    for number in 0..releases {
        let rate = [20, 60, 120, 300, 600, 850][number as usize % 6];
        let size = Size { areas: &[5, 10, 5], with_pairs: 2, people: 200 + 150 * (number % 7), rate };
        let tables = indicator(size, number);
        let started = Instant::now();
        let found = tables.audit(Effort::Enough).unwrap();
        took += started.elapsed();
        cells += tables.len();
        hidden += found.len();
        leaks += found.iter().filter(|leak| leak.finding.blocked()).count();
        unproven += found.iter().filter(|leak| !leak.finding.proven && leak.finding.blocked()).count();
        println!(
            "{number}: {cells} cells, {hidden} hidden numbers, {leaks} leaks, {unproven} of them given up, {took:?}"
        );
    }
}

/// The lattice that ships: an ICB with pairs, its places, its primary care networks.
const SHIPPED: Size = Size { areas: &[5, 10], with_pairs: 1, people: 0, rate: 0 };

#[test]
#[ignore = "a release of the lattice that ships: prints what repairs take and cost"]
fn what_repairing_a_release_takes() {
    use commonweal_disclosure::repair::repair;
    use commonweal_disclosure::tables::Side;
    use std::time::{Duration, Instant};
    let (mut took, mut all) = (Duration::ZERO, [0; 4]);
    for number in 0..24_u64 {
        let rate = [20, 60, 120, 300, 600, 850][number as usize % 6];
        let people = [300, 2_000, 8_000, 20_000][number as usize / 6];
        let tables = indicator(Size { people, rate, ..SHIPPED }, number);
        let started = Instant::now();
        let leaks = tables.leaks().unwrap();
        let audited = started.elapsed();
        let repaired = repair(tables).unwrap();
        took += started.elapsed();
        let of = |side: Side| leaks.iter().filter(|leak| leak.side == side).count();
        let sides = [Side::Count, Side::Others, Side::People].map(of);
        let (before, after) = (repaired.before, repaired.after);
        for (sum, one) in all.iter_mut().zip([before.cells, before.without_count, after.without_count, leaks.len()]) {
            *sum += one;
        }
        println!(
            "{number}: {people} people an area, rate {rate}: {} cells, {sides:?} leaks in {audited:?}, {} steps, without \
             a count {} then {}; {took:?}",
            before.cells,
            repaired.steps.len(),
            before.without_count,
            after.without_count
        );
    }
    println!("cells, withheld before, withheld after, leaks: {all:?}");
}

#[test]
#[ignore = "the lattice with practices, which does not ship: prints what repairs take and cost"]
fn what_repairing_practices_takes() {
    use commonweal_disclosure::repair::repair;
    use std::time::Instant;
    for number in [0_u64, 5, 9, 34] {
        let rate = [20, 60, 120, 300, 600, 850][number as usize % 6];
        let size = Size { areas: &[5, 10, 5], with_pairs: 2, people: 200 + 150 * (number % 7), rate };
        let tables = indicator(size, number);
        let started = Instant::now();
        let repaired = repair(tables).unwrap();
        let (before, after) = (repaired.before, repaired.after);
        println!(
            "{number}: {} cells, {} steps, without a count {} then {}, {:?}",
            before.cells,
            repaired.steps.len(),
            before.without_count,
            after.without_count,
            started.elapsed()
        );
    }
}
