//! Moves the level of each register, practice by practice, to the prevalence that was published.

use super::Condition;
use super::mix::{self, Mix};
use crate::error::SyntheticError;
use crate::inputs::PopulationInputs;
use crate::odds::CONDITIONS;
use crate::place::Place;
use crate::practice::Practices;
use commonweal_reference::Reference;
use std::collections::BTreeMap;

/// A register of the Quality and Outcomes Framework: its group code there, and the youngest age it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Register {
    pub(crate) condition: Condition,
    pub(crate) group: &'static str,
    pub(crate) youngest: i32,
}

const fn register(condition: Condition, group: &'static str, youngest: i32) -> Register {
    Register { condition, group, youngest }
}

/// The registers, in the order in which they are solved: diabetes before those who do not have it.
pub(crate) const REGISTERS: [Register; 21] = [
    register(Condition::AtrialFibrillation, "af", 0),
    register(Condition::Asthma, "ast", 6),
    register(Condition::Cancer, "can", 0),
    register(Condition::CoronaryHeartDisease, "chd", 0),
    register(Condition::ChronicKidneyDisease, "ckd", 18),
    register(Condition::Copd, "copd", 0),
    register(Condition::Dementia, "dem", 0),
    register(Condition::Depression, "dep", 18),
    register(Condition::DiabetesType2, "dm", 17),
    register(Condition::Epilepsy, "ep", 18),
    register(Condition::HeartFailure, "hf", 0),
    register(Condition::Hypertension, "hyp", 0),
    register(Condition::LearningDisability, "ld", 0),
    register(Condition::SevereMentalIllness, "mh", 0),
    register(Condition::NonDiabeticHyperglycaemia, "ndh", 18),
    register(Condition::ObesityRegister, "ob", 18),
    register(Condition::OsteoporoticFracture, "ost", 50),
    register(Condition::PeripheralArterialDisease, "pad", 0),
    register(Condition::PalliativeCare, "pc", 0),
    register(Condition::RheumatoidArthritis, "ra", 16),
    register(Condition::StrokeOrTia, "stia", 0),
];

/// The model of health, set so that what is recorded comes near what was published.
#[derive(Debug, Clone)]
pub(crate) struct Calibration {
    /// Log odds added to each condition by practice; the whole system's come last.
    added: Vec<[f64; Condition::COUNT]>,
    /// What each condition leaves to itself beside its loadings.
    pub(crate) residual: [f64; Condition::COUNT],
    /// Published prevalence by practice and register, in the order of `REGISTERS`; the system's where a practice has none.
    pub(crate) published: Vec<[f64; REGISTERS.len()]>,
}

impl Calibration {
    /// Solves for every practice and register.
    pub(crate) fn new(reference: &Reference, inputs: &PopulationInputs, place: &Place) -> Result<Self, SyntheticError> {
        let published = published(reference, &place.practices)?;
        let by_cell: Vec<Vec<f64>> = CONDITIONS.iter().map(|row| mix::odds_by_cell(&row.odds)).collect();
        let added = mix::mixes(inputs, place)
            .iter()
            .zip(&published)
            .map(|(mix, published)| solve_practice(mix, published, &by_cell))
            .collect();
        let residual = std::array::from_fn(|at| {
            let shared: f64 = CONDITIONS[at].loadings.iter().map(|loading| loading * loading).sum();
            libm::sqrt((1.0 - shared).max(0.05))
        });
        Ok(Self { added, residual, published })
    }

    /// Log odds added to each condition for people of a practice, or of none.
    pub(crate) fn added(&self, practice: Option<usize>) -> &[f64; Condition::COUNT] {
        &self.added[practice.unwrap_or(self.added.len() - 1).min(self.added.len() - 1)]
    }
}

/// Prevalence by practice and register, as shares; the last row is the system's. A practice that took another over
/// has both of theirs, by the people each brought.
fn published(reference: &Reference, practices: &Practices) -> Result<Vec<[f64; REGISTERS.len()]>, SyntheticError> {
    let mut found: BTreeMap<(usize, &str), f64> = BTreeMap::new();
    let mut sums = [(0.0, 0.0); REGISTERS.len()];
    for row in reference.published_indicators()?.iter().filter(|row| row.area_type == "practice") {
        let group = row.indicator_id.strip_prefix("qof-prevalence-");
        let Some(at) = group.and_then(|group| REGISTERS.iter().position(|register| register.group == group)) else {
            continue;
        };
        if let (Some(count), Some(list)) = (row.count, row.denominator)
            && list > 0
        {
            let (count, list) = (count as f64, list as f64);
            found.insert((at, row.area_code.as_str()), count / list);
            sums[at] = (sums[at].0 + count, sums[at].1 + list);
        }
    }
    let system: [f64; REGISTERS.len()] = std::array::from_fn(|at| sums[at].0 / sums[at].1.max(1.0));
    if system.contains(&0.0) {
        return Err(SyntheticError::Missing { what: "registers of the Quality and Outcomes Framework".to_owned() });
    }
    let practice =
        |code: &String| std::array::from_fn(|at| found.get(&(at, code.as_str())).copied().unwrap_or(system[at]));
    let mut shares: Vec<[f64; REGISTERS.len()]> = practices.codes.iter().map(practice).chain([system]).collect();
    for merger in &practices.mergers {
        let joined = shares[merger.from];
        shares[merger.into].iter_mut().zip(joined).for_each(|(own, joined)| *own += merger.share * (joined - *own));
        shares[merger.from] = shares[merger.into];
    }
    Ok(shares)
}

fn solve_practice(mix: &Mix, published: &[f64; REGISTERS.len()], by_cell: &[Vec<f64>]) -> [f64; Condition::COUNT] {
    let mut added = [0.0; Condition::COUNT];
    let share = |odds: f64| odds / (1.0 + odds);
    // Of the people in each cell, those without diabetes of either type.
    let type_1 = |cell: usize| share(by_cell[Condition::DiabetesType1 as usize][cell]);
    let mut without_diabetes: Vec<f64> = (0..mix.len()).map(|cell| mix[cell] * (1.0 - type_1(cell))).collect();
    for (register, prevalence) in REGISTERS.iter().zip(published) {
        let condition = register.condition as usize;
        let counted: Vec<bool> = (0..mix.len()).map(|cell| mix::asked(cell).age >= register.youngest).collect();
        let listed = |cell: &usize| counted[*cell] && mix[*cell] > 0.0;
        let list: f64 = (0..mix.len()).filter(listed).map(|cell| mix[cell]).sum();
        let mut wanted = prevalence * list;
        let among: &[f64] = match register.condition {
            Condition::DiabetesType2 => {
                wanted -= (0..mix.len()).filter(listed).map(|cell| mix[cell] * type_1(cell)).sum::<f64>();
                &without_diabetes
            }
            Condition::NonDiabeticHyperglycaemia => &without_diabetes,
            _ => mix,
        };
        let cells: Vec<(f64, f64)> =
            (0..mix.len()).filter(listed).map(|cell| (among[cell], by_cell[condition][cell])).collect();
        added[condition] = solve(&cells, wanted);
        if register.condition == Condition::DiabetesType2 {
            let raised = libm::exp(added[condition]);
            for (cell, people) in without_diabetes.iter_mut().enumerate() {
                *people *= 1.0 - share(by_cell[condition][cell] * raised);
            }
        }
    }
    added
}

/// The log odds that make the expected number with a condition the number wanted, by Newton's method. `cells` are
/// people and their odds.
fn solve(cells: &[(f64, f64)], wanted: f64) -> f64 {
    let (people, likely) = cells
        .iter()
        .fold((0.0, 0.0), |(people, likely), (number, odds)| (people + number, likely + number * odds / (1.0 + odds)));
    if people <= 0.0 || likely <= 0.0 {
        return 0.0;
    }
    let wanted = wanted.clamp(people * 1e-6, people * 0.9);
    let mut added = libm::log(wanted / likely);
    for _ in 0..8 {
        let raised = libm::exp(added);
        let (expected, slope) = cells.iter().fold((0.0, 0.0), |(expected, slope), (number, odds)| {
            let odds = odds * raised;
            let share = odds / (1.0 + odds);
            (expected + number * share, slope + number * share * (1.0 - share))
        });
        if slope <= 0.0 || (expected - wanted).abs() < 1e-9 * people {
            break;
        }
        added = (added + ((wanted - expected) / slope).clamp(-1.5, 1.5)).clamp(-8.0, 8.0);
    }
    added
}
