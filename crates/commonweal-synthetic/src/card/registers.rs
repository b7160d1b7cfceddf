//! The registers of the Quality and Outcomes Framework, practice by practice.

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
    found: Vec<[(f64, f64); REGISTERS.len()]>,
}

impl Registers {
    pub(super) fn new(population: &Population) -> Self {
        let published = population.published_registers().to_vec();
        Self { found: vec![[(0.0, 0.0); REGISTERS.len()]; published.len()], published }
    }

    pub(super) fn add(&mut self, seen: &Seen<'_>) {
        let Some(practice) = seen.life.practice(seen.as_of()).filter(|_| seen.here()) else { return };
        let has = |condition: Condition| seen.health.has(condition, seen.as_of());
        for (register, cell) in REGISTERS.iter().zip(&mut self.found[practice]) {
            if seen.age() >= register.youngest {
                let other = register.condition == Condition::DiabetesType2 && has(Condition::DiabetesType1);
                cell.0 += f64::from(has(register.condition) || other);
                cell.1 += 1.0;
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (cells, others) in self.found.iter_mut().zip(&other.found) {
            for (cell, other) in cells.iter_mut().zip(others) {
                *cell = (cell.0 + other.0, cell.1 + other.1);
            }
        }
    }

    pub(super) fn lines(&self) -> Vec<CardLine> {
        let (mut cells, mut near) = (0.0, 0.0);
        let mut lines = Vec::new();
        for (at, register) in REGISTERS.iter().enumerate() {
            let (mut with, mut wanted, mut list) = (0.0, 0.0, 0.0);
            for (published, found) in self.published.iter().zip(&self.found) {
                let (share, (having, people)) = (published[at], found[at]);
                if people > 0.0 && share > 0.0 {
                    let error = (share * (1.0 - share) / people).sqrt();
                    cells += 1.0;
                    near += f64::from((having / people - share).abs() <= ERRORS * error);
                    (with, wanted, list) = (with + having, wanted + share * people, list + people);
                }
            }
            let share = wanted / list;
            lines.push(CardLine {
                part: PART,
                about: match register.youngest {
                    0 => format!("{}, of registered people", NAMES[at]),
                    youngest => format!("{}, of registered people of {youngest} and over", NAMES[at]),
                },
                unit: "%",
                target: Some(100.0 * share),
                source: SOURCE,
                achieved: 100.0 * with / list,
                // Chance alone moves it by its standard error; a twentieth of it is left to the model.
                tolerance: Tolerance::Within(100.0 * (ERRORS * (share * (1.0 - share) / list).sqrt() + 0.05 * share)),
            });
        }
        lines.push(CardLine {
            part: PART,
            about: "practices and registers whose share is within 3 standard errors of the published".to_owned(),
            unit: "% of cells",
            target: Some(95.0),
            source: SOURCE,
            achieved: 100.0 * near / cells,
            tolerance: Tolerance::AtLeast,
        });
        lines
    }
}
