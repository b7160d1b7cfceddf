//! Who is expected to be registered with each practice, by age, sex, deprivation and ethnic group.

use crate::inputs::PopulationInputs;
use crate::odds::{Asked, Odds, Smoking};
use crate::place::Place;
use crate::practice::{AGE_BANDS, age_band};
use commonweal_model::EthnicGroup;

/// Ages are told apart one by one up to 19, then in bands of five years; 90 and over together.
pub(crate) const AGE_CELLS: usize = 35;
const SINGLE_AGES: usize = 20;
/// Steps from the middle fifth of deprivation, then groups, sexes and ages.
pub(crate) const CELLS: usize = 5 * 5 * 2 * AGE_CELLS;
/// In the order of `FIVE_GROUPS`.
const GROUPS: [EthnicGroup; 5] =
    [EthnicGroup::Asian, EthnicGroup::Black, EthnicGroup::Mixed, EthnicGroup::White, EthnicGroup::Other];
/// Practices that hold less than this share of a neighbourhood's people do not matter to their mix.
const LEAST_SHARE: f64 = 1e-4;

/// Expected people of one practice in each cell.
pub(crate) type Mix = Vec<f64>;

/// The age in the middle of a cell.
pub(crate) fn middle_age(age_cell: usize) -> i32 {
    let cell = i32::try_from(age_cell).unwrap_or(0);
    if age_cell < SINGLE_AGES {
        cell
    } else if age_cell == AGE_CELLS - 1 {
        93
    } else {
        20 + (cell - 20) * 5 + 2
    }
}

fn age_cell(age: usize) -> usize {
    if age < SINGLE_AGES { age } else { (SINGLE_AGES + (age - SINGLE_AGES) / 5).min(AGE_CELLS - 1) }
}

/// Whoever a cell stands for.
pub(crate) fn asked(cell: usize) -> Asked {
    let (rest, age) = (cell / AGE_CELLS, cell % AGE_CELLS);
    let (rest, sex) = (rest / 2, rest % 2);
    let (steps, group) = (rest / 5, rest % 5);
    Asked {
        age: middle_age(age),
        man: sex == 1,
        steps: i32::try_from(steps).unwrap_or(2) - 2,
        group: GROUPS[group],
        smoking: Smoking::Never,
    }
}

/// The odds, not their logarithm, in every cell.
pub(crate) fn odds_by_cell(odds: &Odds) -> Vec<f64> {
    (0..CELLS).map(|cell| libm::exp(odds.log_odds(&asked(cell)))).collect()
}

/// The mix of every practice, by position among them, and of all together at the end.
pub(crate) fn mixes(inputs: &PopulationInputs, place: &Place) -> Vec<Mix> {
    let practices = place.practices.codes.len();
    let mut mixes = vec![vec![0.0; CELLS]; practices + 1];
    for (at, home) in inputs.neighbourhoods.iter().enumerate() {
        let women = &inputs.districts[&home.district].women;
        let steps = usize::from(5 - home.quintile.number());
        let people: f64 = home.groups.iter().sum::<f64>().max(1.0);
        let cells = steps * 5 * 2 * AGE_CELLS..(steps + 1) * 5 * 2 * AGE_CELLS;
        for band in 0..AGE_BANDS {
            let mut here = [[[0.0; AGE_CELLS]; 2]; 5];
            for (age, number) in home.ages.iter().enumerate().filter(|(age, _)| age_band(*age) == band) {
                for (group, of_group) in home.groups.iter().enumerate() {
                    let both = number * of_group / people;
                    here[group][0][age_cell(age)] += both * women[age];
                    here[group][1][age_cell(age)] += both * (1.0 - women[age]);
                }
            }
            let here = here.as_flattened().as_flattened();
            for (practice, share) in place.practices.shares(at, band).filter(|(_, share)| *share > LEAST_SHARE) {
                for mix in [practice, practices] {
                    mixes[mix][cells.clone()].iter_mut().zip(here).for_each(|(sum, number)| *sum += number * share);
                }
            }
        }
    }
    for merger in &place.practices.mergers {
        // People who died on a list that has joined another are like those of the joint list.
        mixes[merger.from] = mixes[merger.into].clone();
    }
    mixes
}
