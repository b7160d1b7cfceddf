//! The registers of the Quality and Outcomes Framework, practice by practice: as the shipped definitions count them from
//! written records, and as they truly are.

use super::recorded::{COHORTS, Cells};
use super::seen::Seen;
use super::{CardLine, Tolerance};
use crate::Population;
use crate::health::{Condition, REGISTERS};

const PART: &str = "Conditions";
const SOURCE: &str = "QOF 2020-21, practices of the system";
/// The registers in words, in the order of `REGISTERS`.
const NAMES: [&str; REGISTERS.len()] = [
    "atrial fibrillation",
    "asthma",
    "cancer",
    "coronary heart disease",
    "chronic kidney disease",
    "COPD",
    "dementia",
    "depression",
    "diabetes",
    "epilepsy",
    "heart failure",
    "hypertension",
    "learning disability",
    "severe mental illness",
    "non-diabetic hyperglycaemia",
    "obesity",
    "osteoporosis with a fracture",
    "peripheral arterial disease",
    "palliative care",
    "rheumatoid arthritis",
    "stroke or TIA",
];
/// Standard errors of a share that a cell may be off.
const ERRORS: f64 = 3.0;

/// People on each register and on the list it is a share of, by practice.
#[derive(Debug, Clone)]
pub(super) struct Registers {
    /// By practice, then by register.
    published: Vec<[f64; REGISTERS.len()]>,
    /// Of what is true of people.
    truly: Cells,
    /// Of what the definitions find.
    recorded: Cells,
}

impl Registers {
    pub(super) fn new(population: &Population) -> Self {
        let published = population.published_registers().to_vec();
        let none = vec![[(0.0, 0.0); REGISTERS.len()]; published.len()];
        Self { truly: none.clone(), recorded: none, published }
    }

    /// The cells that the definitions fill.
    pub(super) fn recorded(&mut self) -> &mut Cells {
        &mut self.recorded
    }

    pub(super) fn add(&mut self, seen: &Seen<'_>) {
        let Some(practice) = seen.life.practice(seen.as_of()).filter(|_| seen.here()) else { return };
        let has = |condition: Condition| seen.health.has(condition, seen.as_of());
        for (register, cell) in REGISTERS.iter().zip(&mut self.truly[practice]) {
            if seen.age() >= register.youngest {
                let other = register.condition == Condition::DiabetesType2 && has(Condition::DiabetesType1);
                cell.0 += f64::from(has(register.condition) || other);
                cell.1 += 1.0;
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        let own = self.truly.iter_mut().chain(&mut self.recorded);
        for (cells, others) in own.zip(other.truly.iter().chain(&other.recorded)) {
            for (cell, other) in cells.iter_mut().zip(others) {
                *cell = (cell.0 + other.0, cell.1 + other.1);
            }
        }
    }

    pub(super) fn lines(&self) -> Vec<CardLine> {
        let mut lines: Vec<CardLine> = (0..REGISTERS.len()).map(|register| self.line(register)).collect();
        let counted = "practices and registers within 3 standard errors of the published share";
        for (about, near) in [
            (format!("{counted}, counted from the records by the shipped definitions"), self.near(&self.recorded)),
            (format!("{counted}, by what is true of people"), self.near(&self.truly)),
        ] {
            lines.push(CardLine {
                part: PART,
                about,
                unit: "% of cells",
                target: Some(95.0),
                source: SOURCE,
                achieved: near,
                tolerance: Tolerance::AtLeast,
            });
        }
        lines
    }

    /// The share of a register among everybody it is counted among.
    fn line(&self, register: usize) -> CardLine {
        let found = if COHORTS[register].is_some() { &self.recorded } else { &self.truly };
        let (mut with, mut wanted, mut list) = (0.0, 0.0, 0.0);
        for (published, cells) in self.published.iter().zip(found) {
            let (having, people) = cells[register];
            (with, wanted, list) = (with + having, wanted + published[register] * people, list + people);
        }
        let share = wanted / list;
        let truly = if COHORTS[register].is_some() { "" } else { " (no shipped definition; by what is true)" };
        CardLine {
            part: PART,
            about: match REGISTERS[register].youngest {
                0 => format!("{}, of registered people{truly}", NAMES[register]),
                youngest => format!("{}, of registered people of {youngest} and over{truly}", NAMES[register]),
            },
            unit: "%",
            target: Some(100.0 * share),
            source: SOURCE,
            achieved: 100.0 * with / list,
            // Chance alone moves it by its standard error; a twentieth of it is left to the model.
            tolerance: Tolerance::Within(100.0 * (ERRORS * (share * (1.0 - share) / list).sqrt() + 0.05 * share)),
        }
    }

    /// The share of cells that are within so many binomial standard errors of what was published.
    fn near(&self, found: &Cells) -> f64 {
        let (mut cells, mut near) = (0.0, 0.0);
        for (published, found) in self.published.iter().zip(found) {
            for (share, (having, people)) in published.iter().zip(found) {
                if *people > 0.0 && *share > 0.0 {
                    let error = (share * (1.0 - share) / people).sqrt();
                    cells += 1.0;
                    near += f64::from((having / people - share).abs() <= ERRORS * error);
                }
            }
        }
        100.0 * near / cells
    }
}
