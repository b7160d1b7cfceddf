//! The model card: what the people follow, how closely, and what must not be concluded from them.
//!
//! One line a quantity: its target, where the target is from, what was achieved, and how far off it may be. The lines
//! stand in tables in code (`ratios`, `margins`, `registers`, `lifetimes`), are measured on the people themselves, and
//! `page` makes the page of the documentation of them, so that the page cannot say what is not so.

mod lifetimes;
mod margins;
mod networks;
mod page;
mod ratios;
mod recorded;
mod registers;
mod seen;

use crate::Population;
use crate::error::SyntheticError;
use commonweal_cohort::Library;
use commonweal_reference::Reference;
use lifetimes::Lifetimes;
use margins::Margins;
use networks::Networks;
use ratios::Ratios;
use recorded::{Asking, Questions};
use registers::Registers;
pub(crate) use seen::Seen;
use std::collections::BTreeMap;

/// People that one thread measures at a time.
const CHUNK: u64 = 5_000;

/// How far from its target a quantity may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tolerance {
    /// At most so far, either way.
    Within(f64),
    /// No more than the target.
    AtMost,
    /// No less than the target.
    AtLeast,
    /// Shown for the reader; there is no target, or none that it should meet.
    Shown,
}

/// One quantity of the card.
#[derive(Debug, Clone, PartialEq)]
pub struct CardLine {
    /// The part of the card it stands in.
    pub part: &'static str,
    /// What it is.
    pub about: String,
    /// Its unit.
    pub unit: &'static str,
    /// What it should be, where anything says so.
    pub target: Option<f64>,
    /// Where the target is from: a claim of the plans, a publication, or a judgement.
    pub source: &'static str,
    /// What it is among these people.
    pub achieved: f64,
    /// How far off it may be.
    pub tolerance: Tolerance,
}

impl CardLine {
    /// Whether it is as near its target as it should be.
    #[must_use]
    pub fn is_met(&self) -> bool {
        let Some(target) = self.target else { return true };
        match self.tolerance {
            Tolerance::Within(off) => (self.achieved - target).abs() <= off,
            Tolerance::AtMost => self.achieved <= target,
            Tolerance::AtLeast => self.achieved >= target,
            Tolerance::Shown => true,
        }
    }
}

/// The card of a population.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelCard {
    /// People measured, those who died or moved away included.
    pub people: u64,
    /// Their seed.
    pub seed: u64,
    /// Every quantity.
    pub lines: Vec<CardLine>,
    /// Rows of each table, a person.
    pub rows: BTreeMap<&'static str, f64>,
}

impl ModelCard {
    /// Measures everybody; registers are counted by the cohorts of `library`. The outcome does not depend on `threads`.
    ///
    /// # Errors
    /// As making a population fails, if the reference data has gaps; `Definitions` if the library lacks a register.
    pub fn measure(
        population: &Population,
        reference: &Reference,
        library: &Library,
        threads: usize,
    ) -> Result<Self, SyntheticError> {
        let blank = Measures::new(population, reference)?;
        let questions = Questions::new(population, library)?;
        let chunks = population.people().div_ceil(CHUNK);
        let next = std::sync::atomic::AtomicU64::new(0);
        let work = || {
            let mut done = Vec::new();
            loop {
                let chunk = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                if chunk >= chunks {
                    return Ok(done);
                }
                let mut measures = blank.clone();
                let mut asking = Asking::new(&questions);
                let range = chunk * CHUNK..((chunk + 1) * CHUNK).min(population.people());
                population.see(range, |seen| {
                    measures.add(&seen);
                    asking.add(seen.person);
                });
                asking.count(measures.registers.recorded())?;
                done.push((chunk, measures));
            }
        };
        let done: Vec<Result<Vec<(u64, Measures)>, SyntheticError>> = std::thread::scope(|scope| {
            let running: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
            let ended = running.into_iter();
            ended.map(|one| one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        });
        let mut parts = Vec::new();
        for part in done {
            parts.extend(part?);
        }
        // Added up in one order, whoever measured what.
        parts.sort_by_key(|(chunk, _)| *chunk);
        let mut whole = blank;
        parts.iter().for_each(|(_, part)| whole.merge(part));
        Ok(whole.card(population))
    }

    /// The quantities that are further from their targets than they should be.
    pub fn missed(&self) -> impl Iterator<Item = &CardLine> {
        self.lines.iter().filter(|line| !line.is_met())
    }

    /// The page of the documentation, in Markdown: populations of one seed and of several sizes side by side, the first
    /// of them the one that tolerances are for.
    #[must_use]
    pub fn page(cards: &[Self]) -> String {
        page::page(cards)
    }
}

/// Everything that is counted while people pass by.
#[derive(Debug, Clone)]
struct Measures {
    margins: Margins,
    registers: Registers,
    lifetimes: Lifetimes,
    ratios: Ratios,
    networks: Networks,
    rows: BTreeMap<&'static str, u64>,
}

impl Measures {
    fn new(population: &Population, reference: &Reference) -> Result<Self, SyntheticError> {
        Ok(Self {
            margins: Margins::new(reference)?,
            registers: Registers::new(population),
            lifetimes: Lifetimes::default(),
            ratios: Ratios::default(),
            networks: Networks::new(population, reference)?,
            rows: BTreeMap::new(),
        })
    }

    fn add(&mut self, seen: &Seen<'_>) {
        self.margins.add(seen);
        self.registers.add(seen);
        self.lifetimes.add(seen);
        self.ratios.add(seen);
        self.networks.add(seen);
        let person = seen.person;
        let own = [
            ("practice_registrations", person.registrations.len()),
            ("addresses", person.addresses.len()),
            ("ethnicity_records", person.ethnicity.len()),
            ("clinical_events", person.events.len()),
        ];
        let further = person.further.iter().map(|further| (further.table.name, further.rows.len()));
        for (table, rows) in own.into_iter().chain(further) {
            *self.rows.entry(table).or_default() += u64::try_from(rows).unwrap_or(0);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.margins.merge(&other.margins);
        self.registers.merge(&other.registers);
        self.lifetimes.merge(&other.lifetimes);
        self.ratios.merge(&other.ratios);
        self.networks.merge(&other.networks);
        for (table, rows) in &other.rows {
            *self.rows.entry(table).or_default() += rows;
        }
    }

    fn card(&self, population: &Population) -> ModelCard {
        let mut lines = self.margins.lines();
        lines.extend(self.registers.lines());
        lines.extend(self.lifetimes.lines());
        lines.extend(self.ratios.lines());
        lines.extend(self.networks.lines());
        let a_person = |rows: u64| rows as f64 / population.people() as f64;
        ModelCard {
            people: population.people(),
            seed: population.seed(),
            lines,
            rows: self.rows.iter().map(|(table, rows)| (*table, a_person(*rows))).collect(),
        }
    }
}
