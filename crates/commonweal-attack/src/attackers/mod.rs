//! The sixteen attackers, by number.

mod cells;
mod doors;
mod linked;
mod numbers;
mod others;

use crate::claim::{Address, Claim, FEWEST, What};
use crate::output::Output;
use crate::seen::Reading;
use std::collections::BTreeSet;

/// One way to work out what is hidden from what is shown.
pub trait Attacker: Sync {
    /// Its number in the list of attacks.
    fn number(&self) -> u8;
    /// What it does.
    fn name(&self) -> &'static str;
    /// What it finds.
    fn attack(&self, output: &Output) -> Vec<Claim>;
}

/// A function as an attacker.
struct Way {
    number: u8,
    name: &'static str,
    find: fn(&Output) -> Vec<Claim>,
}

impl Attacker for Way {
    fn number(&self) -> u8 {
        self.number
    }

    fn name(&self) -> &'static str {
        self.name
    }

    fn attack(&self, output: &Output) -> Vec<Claim> {
        let mut claims = (self.find)(output);
        claims.sort();
        claims.dedup();
        claims
    }
}

const fn way(number: u8, name: &'static str, find: fn(&Output) -> Vec<Claim>) -> Way {
    Way { number, name, find }
}

static WAYS: [Way; 16] = [
    way(1, "small cells", cells::small),
    way(2, "margins", linked::margins),
    way(3, "complements", cells::complements),
    way(4, "zeros and 100%", cells::nobody_and_everybody),
    way(5, "rates worked back", numbers::rates),
    way(6, "limits worked back", numbers::limits),
    way(7, "nested areas", linked::areas),
    way(8, "practice against residence", linked::families),
    way(9, "month against year to date", linked::periods),
    way(10, "one snapshot against the next", linked::snapshots),
    way(11, "one person added", linked::one_more),
    way(12, "nested and shifted ages", linked::ages),
    way(13, "linked tables", linked::everything),
    way(14, "one who dominates", others::dominance),
    way(15, "ask again and average", others::repeats),
    way(16, "side doors", doors::side_doors),
];

/// The attackers, first to last.
pub fn attackers() -> [&'static dyn Attacker; 16] {
    std::array::from_fn(|at| &WAYS[at] as &dyn Attacker)
}

/// What all attackers find in a release: for those who check it, without the truth. Only what tells of somebody: fewer than
/// five values of a hidden number, one value of a shown one, a known answer or contribution, a planted word. A standard
/// nobody and everybody are shown by design, and how many people there are tells nobody's answer.
pub fn attack_release(output: &Output) -> Vec<Claim> {
    let mut claims: Vec<Claim> = attackers().iter().flat_map(|attacker| attacker.attack(output)).collect();
    claims.sort();
    claims.dedup();
    let reading = Reading::of(&output.exports);
    let shown: BTreeSet<&Address> =
        reading.plain().filter(|figure| figure.count.is_some()).map(|figure| &figure.cell).collect();
    let standard: BTreeSet<&Address> =
        reading.plain().filter(|figure| figure.class == "standard").map(|figure| &figure.cell).collect();
    let is_none = |claim: &Claim| (claim.low, claim.high) == (0, 0) && matches!(claim.what, What::Count | What::Others);
    let by_design: BTreeSet<Address> = claims
        .iter()
        .filter(|claim| is_none(claim) && standard.contains(&claim.cell))
        .map(|claim| claim.cell.clone())
        .collect();
    claims.retain(|claim| match claim.what {
        What::Contribution | What::Canary => true,
        What::Answer => claim.values() < FEWEST,
        What::People => claim.high <= MOST_WITHHELD && claim.high > 0 && claim.values() < FEWEST,
        What::Count | What::Others if by_design.contains(&claim.cell) => false,
        What::Count | What::Others if shown.contains(&claim.cell) => claim.values() == 1,
        What::Count | What::Others => claim.values() < FEWEST,
    });
    claims
}

/// The largest number of people that is never shown.
const MOST_WITHHELD: i64 = 7;
