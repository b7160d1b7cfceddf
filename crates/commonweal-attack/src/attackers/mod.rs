//! The sixteen attackers, by number.

mod cells;
mod doors;
mod linked;
mod numbers;
mod others;

use crate::claim::{Claim, FEWEST};
use crate::output::Output;

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

/// What all attackers find in a release: for those who check it, without the truth. Only what leaves fewer than five
/// values, a known answer or contribution, or a planted word.
pub fn attack_release(output: &Output) -> Vec<Claim> {
    let mut claims: Vec<Claim> = attackers().iter().flat_map(|attacker| attacker.attack(output)).collect();
    claims.retain(|claim| {
        claim.values() < FEWEST || matches!(claim.what, crate::What::Contribution | crate::What::Canary)
    });
    claims.sort();
    claims.dedup();
    claims
}
