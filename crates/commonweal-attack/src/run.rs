//! Populations one after another: who wins against what.

use crate::attackers::attackers;
use crate::broken::broken;
use crate::claim::Claim;
use crate::judge::{Verdict, judge};
use crate::population::Population;
use crate::product::product;
use std::fmt;

/// What came of one population, attacker by attacker.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The seed of the population.
    pub seed: u64,
    /// Against the product.
    pub product: [Verdict; 16],
    /// Whether each won against its broken build.
    pub beats: [bool; 16],
    /// Of its claims against the broken build, those that were wrong.
    pub misses: [(u64, u64); 16],
}

/// One population: every attacker against the product and against its broken build.
pub fn run(seed: u64) -> Outcome {
    let population = Population::generate(seed);
    let made = product(&population);
    let mut outcome = Outcome {
        seed,
        product: std::array::from_fn(|_| Verdict::default()),
        beats: [false; 16],
        misses: [(0, 0); 16],
    };
    for (at, attacker) in attackers().iter().enumerate() {
        outcome.product[at] = judge(&attacker.attack(&made.output), &made.truth);
        let build = broken(attacker.number(), &population);
        let verdict = judge(&attacker.attack(&build.output), &build.truth);
        outcome.beats[at] = verdict.is_won();
        outcome.misses[at] = (verdict.wrong, verdict.claims);
    }
    outcome
}

/// An attacker must beat its broken build in at least this share of populations: otherwise it tests nothing.
pub const LEAST_BEATEN: f64 = 0.5;

/// As many wins are kept to be shown.
const WINS_KEPT: usize = 12;

/// What came of many populations.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    populations: u64,
    beaten: [u64; 16],
    claims: [u64; 16],
    exact: [u64; 16],
    under_five: [u64; 16],
    canaries: [u64; 16],
    wrong: [u64; 16],
    sharpened: [u64; 16],
    misses: [(u64, u64); 16],
    wins: Vec<(u64, u8, Claim)>,
}

impl Tally {
    /// One population more.
    pub fn add(&mut self, outcome: &Outcome) {
        self.populations += 1;
        for at in 0..16 {
            self.beaten[at] += u64::from(outcome.beats[at]);
            self.misses[at].0 += outcome.misses[at].0;
            self.misses[at].1 += outcome.misses[at].1;
            self.add_verdict(outcome.seed, at, &outcome.product[at]);
        }
    }

    /// What an attacker, counted from 0, came to besides: against pages that were made elsewhere.
    pub fn add_verdict(&mut self, seed: u64, at: usize, verdict: &Verdict) {
        self.claims[at] += verdict.claims;
        self.exact[at] += verdict.exact;
        self.under_five[at] += verdict.under_five;
        self.canaries[at] += verdict.canaries;
        self.wrong[at] += verdict.wrong;
        self.sharpened[at] += verdict.sharpened;
        let number = attackers()[at].number();
        let wins = verdict.won.iter().map(|claim| (seed, number, claim.clone()));
        self.wins.extend(wins.take(WINS_KEPT.saturating_sub(self.wins.len())));
    }

    /// The populations of another thread.
    pub fn join(&mut self, other: Self) {
        self.populations += other.populations;
        for at in 0..16 {
            for (mine, others) in [
                (&mut self.beaten, &other.beaten),
                (&mut self.claims, &other.claims),
                (&mut self.exact, &other.exact),
                (&mut self.under_five, &other.under_five),
                (&mut self.canaries, &other.canaries),
                (&mut self.wrong, &other.wrong),
                (&mut self.sharpened, &other.sharpened),
            ] {
                mine[at] += others[at];
            }
            self.misses[at].0 += other.misses[at].0;
            self.misses[at].1 += other.misses[at].1;
        }
        self.wins.extend(other.wins);
        self.wins.sort();
        self.wins.truncate(WINS_KEPT);
    }

    /// Whether an attacker, counted from 0, won nothing and can win where a rule is left out.
    pub fn is_passed(&self, at: usize) -> bool {
        self.won(at) == 0 && self.beaten[at] as f64 >= LEAST_BEATEN * self.populations as f64
    }

    /// How many attackers passed and how many did not.
    pub fn passed(&self) -> (usize, usize) {
        let passed = (0..16).filter(|at| self.is_passed(*at)).count();
        (passed, 16 - passed)
    }

    fn won(&self, at: usize) -> u64 {
        self.exact[at] + self.under_five[at] + self.canaries[at]
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} populations; each attacker against a build without its rule, then against the product",
            self.populations
        )?;
        writeln!(
            f,
            "{:>2} {:<28} {:>7} {:>7} {:>7} {:>7} {:>10} {:>8} {:>7} {:>9}  result",
            "", "attacker", "beaten", "missed", "claims", "exact", "under five", "canaries", "wrong", "sharpened"
        )?;
        for (at, attacker) in attackers().iter().enumerate() {
            let share = |part: u64, whole: u64| format!("{:.0}%", 100.0 * part as f64 / whole.max(1) as f64);
            writeln!(
                f,
                "{:>2} {:<28} {:>7} {:>7} {:>7} {:>7} {:>10} {:>8} {:>7} {:>9}  {}",
                attacker.number(),
                attacker.name(),
                share(self.beaten[at], self.populations),
                share(self.misses[at].0, self.misses[at].1),
                self.claims[at],
                self.exact[at],
                self.under_five[at],
                self.canaries[at],
                self.wrong[at],
                self.sharpened[at],
                if self.is_passed(at) { "passed" } else { "FAILED" }
            )?;
        }
        self.wins
            .iter()
            .try_for_each(|(seed, number, claim)| writeln!(f, "won: population {seed}, attacker {number}: {claim}"))
    }
}
