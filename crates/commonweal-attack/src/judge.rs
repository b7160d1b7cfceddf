//! Claims against the truth.

use crate::claim::{Address, Claim, FEWEST, What};
use std::collections::BTreeMap;

/// One cell as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrueCell {
    /// People with the property.
    pub count: i64,
    /// People asked about.
    pub people: i64,
    /// Whether it is of class `sensitive`; otherwise `standard`.
    pub is_sensitive: bool,
    /// Whether its count is withheld.
    pub is_hidden: bool,
}

/// What is so. Kept from the attackers.
#[derive(Debug, Clone, Default)]
pub struct Truth {
    /// The cells.
    pub cells: BTreeMap<Address, TrueCell>,
    /// The largest contribution to a total.
    pub largest: BTreeMap<Address, f64>,
}

/// What an attacker's claims come to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// Claims of fewer than five values, answers, contributions and planted values.
    pub claims: u64,
    /// Numbers known exactly that should not be.
    pub exact: u64,
    /// Hidden numbers, and single answers or contributions, of which fewer than five values are left.
    pub under_five: u64,
    /// Planted values found.
    pub canaries: u64,
    /// Claims that do not hold the truth.
    pub wrong: u64,
    /// Shown numbers, eight or more, of which fewer than five values but more than one are left: nobody is told from them.
    pub sharpened: u64,
    /// The claims that won.
    pub won: Vec<Claim>,
}

impl Verdict {
    /// Whether the attacker won anything.
    pub fn is_won(&self) -> bool {
        self.exact + self.under_five + self.canaries > 0
    }
}

enum Outcome {
    Exact,
    UnderFive,
    Canary,
    Sharpened,
    Exempt,
    Wrong,
}

/// What the claims come to.
pub fn judge(claims: &[Claim], truth: &Truth) -> Verdict {
    let mut verdict = Verdict { claims: claims.len() as u64, ..Verdict::default() };
    for claim in claims {
        let outcome = outcome(claim, truth);
        match outcome {
            Outcome::Exact => verdict.exact += 1,
            Outcome::UnderFive => verdict.under_five += 1,
            Outcome::Canary => verdict.canaries += 1,
            Outcome::Sharpened => verdict.sharpened += 1,
            Outcome::Wrong => verdict.wrong += 1,
            Outcome::Exempt => {}
        }
        if matches!(outcome, Outcome::Exact | Outcome::UnderFive | Outcome::Canary) {
            verdict.won.push(claim.clone());
        }
    }
    verdict
}

fn outcome(claim: &Claim, truth: &Truth) -> Outcome {
    match claim.what {
        What::Canary => return Outcome::Canary,
        What::Contribution => {
            let holds =
                truth.largest.get(&claim.cell).is_some_and(|x| claim.low as f64 <= *x && *x <= claim.high as f64);
            return if holds { Outcome::UnderFive } else { Outcome::Wrong };
        }
        _ => {}
    }
    let Some(cell) = truth.cells.get(&claim.cell) else { return Outcome::Wrong };
    let (number, exempt, hidden) = match claim.what {
        What::Count => {
            (cell.count, !cell.is_sensitive && (cell.count == 0 || cell.count == cell.people), cell.is_hidden)
        }
        What::Others => {
            let exempt = !cell.is_sensitive && (cell.count == 0 || cell.count == cell.people);
            (cell.people - cell.count, exempt, cell.is_hidden)
        }
        // A population as such tells nobody's answer; a small one is judged with its count.
        What::People => (cell.people, cell.people > 7 || cell.people == 0, false),
        _ => {
            let Some(less) = claim.less.as_ref().and_then(|less| truth.cells.get(less)) else { return Outcome::Wrong };
            let nothing_new = cell.count == less.count && cell.people == less.people;
            let all_exempt =
                !cell.is_sensitive && [cell, less].iter().all(|cell| cell.count == 0 || cell.count == cell.people);
            (cell.count - less.count, nothing_new || all_exempt, true)
        }
    };
    match (claim.low <= number && number <= claim.high, claim.values()) {
        (false, _) => Outcome::Wrong,
        (true, _) if exempt => Outcome::Exempt,
        (true, 1) => Outcome::Exact,
        (true, values) if values >= FEWEST => Outcome::Exempt,
        (true, _) if hidden => Outcome::UnderFive,
        (true, _) => Outcome::Sharpened,
    }
}
