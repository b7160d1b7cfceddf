//! How many people of each age, sex and ethnic group live in each neighbourhood: whole numbers that add up.
//!
//! Neighbourhoods are taken district by district, the most deprived first, and what rounding leaves over in one is
//! carried to the next. So counts of a district, of a fifth of deprivation and of everybody are right to a person or
//! two, whatever the size of the population.

use super::mortality::{Mortality, OLDEST, people_now};
use super::rates::{LEAVING, LEFT_PER_RESIDENT, at};
use crate::ethnicity::CATEGORIES;
use crate::inputs::{AGES, Neighbourhood, PopulationInputs};

/// Cells by sex and age: women by age, then men.
pub(crate) const AGE_CELLS: usize = 2 * AGES;
/// Fewest people who live in a neighbourhood that has any: households need neighbours to be formed of.
const FEWEST: f64 = 40.0;
/// Rounds of fitting ethnic groups to both neighbourhoods and districts.
const ROUNDS: usize = 25;

/// One neighbourhood's people, by number.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub(crate) neighbourhood: usize,
    /// How many people come before it.
    pub(crate) before: u64,
    pub(crate) residents: u64,
    pub(crate) died: u64,
    pub(crate) left: u64,
    /// Residents by sex and age.
    pub(crate) ages: [u32; AGE_CELLS],
    /// Residents by ethnic category.
    pub(crate) categories: [u32; CATEGORIES.len()],
}

impl Block {
    pub(crate) fn people(&self) -> u64 {
        self.residents + self.died + self.left
    }
}

/// All neighbourhoods that have people, in order, for one number of people.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) blocks: Vec<Block>,
}

impl Plan {
    pub(crate) fn new(inputs: &PopulationInputs, mortality: &Mortality, people: u64) -> Self {
        let places = &inputs.neighbourhoods;
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_by_key(|at| (&places[*at].district, places[*at].quintile, &places[*at].lsoa11, &places[*at].lsoa21));
        let sizes: Vec<f64> = order.iter().map(|at| places[*at].ages.iter().sum()).collect();
        let died: Vec<f64> = order.iter().map(|at| expected_deaths(inputs, mortality, &places[*at])).collect();
        let leaving = |place: &Neighbourhood| (0..AGES).map(|age| place.ages[age] * at(LEAVING, to_age(age))).sum();
        let left: Vec<f64> = order.iter().map(|at| leaving(&places[*at])).collect();
        let deaths_a_resident = died.iter().sum::<f64>() / sizes.iter().sum::<f64>();
        let residents = people as f64 / (1.0 + deaths_a_resident + LEFT_PER_RESIDENT);
        let chosen = choose(&sizes, residents);
        let weigh =
            |weights: &[f64]| -> Vec<f64> { weights.iter().zip(&chosen).map(|(all, share)| all * share).collect() };
        let (sizes, died, left) = (weigh(&sizes), weigh(&died), weigh(&left));
        let residents = (residents + 0.5) as u64;
        let all_died = ((residents as f64 * deaths_a_resident + 0.5) as u64).min(people - residents.min(people));
        let residents = residents.min(people);
        let residents_by = share_out(residents, &sizes);
        let died_by = share_out(all_died, &died);
        let left_by = share_out(people - residents - all_died, &left);
        let groups = ethnic_shares(inputs, &order, &residents_by);
        let mut carried = ([0.0; AGE_CELLS], [0.0; CATEGORIES.len()]);
        let mut blocks = Vec::with_capacity(order.len());
        let mut before = 0;
        for (row, neighbourhood) in order.into_iter().enumerate() {
            let (residents, died, left) = (residents_by[row], died_by[row], left_by[row]);
            if residents + died + left == 0 {
                continue;
            }
            let place = &places[neighbourhood];
            let scale = residents as f64 / place.ages.iter().sum::<f64>();
            let women = &inputs.districts[&place.district].women;
            let expected: [f64; AGE_CELLS] = std::array::from_fn(|cell| {
                let age = cell % AGES;
                scale * place.ages[age] * if cell < AGES { women[age] } else { 1.0 - women[age] }
            });
            let ages = allot(&expected, &mut carried.0, residents);
            let categories = allot(&groups[row], &mut carried.1, residents);
            blocks.push(Block { neighbourhood, before, residents, died, left, ages, categories });
            before += residents + died + left;
        }
        Self { blocks }
    }
}

fn to_age(age: usize) -> i32 {
    i32::try_from(age).unwrap_or(i32::MAX)
}

fn expected_deaths(inputs: &PopulationInputs, mortality: &Mortality, place: &Neighbourhood) -> f64 {
    let women = &inputs.districts[&place.district].women;
    let mut deaths = 0.0;
    let people: Vec<[f64; 2]> =
        (0..OLDEST).map(|age| [people_now(place, women, 0, age), people_now(place, women, 1, age)]).collect();
    mortality.deaths(place.imd19_rank, |sex, age| people[age][sex], |_, _, _, died| deaths += died);
    deaths
}

/// How much of each neighbourhood is taken: all of it, or for few people none of most, and of some as if they stood
/// for the rest, spread evenly along the order.
fn choose(sizes: &[f64], residents: f64) -> Vec<f64> {
    if residents >= FEWEST * sizes.len() as f64 {
        return vec![1.0; sizes.len()];
    }
    let wanted = (residents / FEWEST).max(1.0) as u64;
    share_out(wanted, sizes).into_iter().zip(sizes).map(|(times, size)| times as f64 / size.max(1.0)).collect()
}

/// Whole numbers in proportion to weights, each right to one and so is the sum of any that follow each other.
fn share_out(total: u64, weights: &[f64]) -> Vec<u64> {
    let all: f64 = weights.iter().sum();
    let (mut so_far, mut given) = (0.0, 0);
    let mut upto = |weight: &f64| {
        so_far += weight;
        let upto = (total as f64 * (so_far / all) + 0.5) as u64;
        let share = upto.min(total) - given;
        given += share;
        share
    };
    weights.iter().map(&mut upto).collect()
}

/// Whole numbers that add up to `total`, near what is expected and what was left over before; what is left over now
/// is carried on.
fn allot<const CELLS: usize>(expected: &[f64; CELLS], carried: &mut [f64; CELLS], total: u64) -> [u32; CELLS] {
    let wanted: [f64; CELLS] = std::array::from_fn(|cell| expected[cell] + carried[cell]);
    let mut given: [u32; CELLS] = std::array::from_fn(|cell| wanted[cell].max(0.0) as u32);
    let mut missing = i64::try_from(total).unwrap_or(0) - given.iter().map(|n| i64::from(*n)).sum::<i64>();
    let mut order: [usize; CELLS] = std::array::from_fn(|cell| cell);
    let lack = |cell: &usize| wanted[*cell] - f64::from(given[*cell]);
    order.sort_by(|a, b| lack(b).total_cmp(&lack(a)).then(a.cmp(b)));
    while missing > 0 {
        for cell in &order {
            // A cell nobody is expected in stays empty.
            if missing > 0 && expected[*cell] > 0.0 {
                given[*cell] += 1;
                missing -= 1;
            }
        }
        if expected.iter().all(|people| *people <= 0.0) {
            break;
        }
    }
    for cell in order.iter().rev().cycle().take(CELLS * 4) {
        if missing < 0 && given[*cell] > 0 {
            given[*cell] -= 1;
            missing += 1;
        }
    }
    *carried = std::array::from_fn(|cell| wanted[cell] - f64::from(given[cell]));
    given
}

/// Expected residents by ethnic category: the five groups as the neighbourhood's census has them, the categories
/// within each as the district's, and all raised or lowered until the district's categories are right.
fn ethnic_shares(inputs: &PopulationInputs, order: &[usize], residents: &[u64]) -> Vec<[f64; CATEGORIES.len()]> {
    let mut found: Vec<[f64; CATEGORIES.len()]> = Vec::with_capacity(order.len());
    let places = &inputs.neighbourhoods;
    for (row, at) in order.iter().enumerate() {
        let district = &inputs.districts[&places[*at].district];
        let all: f64 = places[*at].groups.iter().sum();
        let mut shares = [0.0; CATEGORIES.len()];
        for (group, categories) in district.categories.iter().enumerate() {
            let people: f64 = categories.iter().map(|(_, people)| people).sum();
            for (category, number) in categories {
                if let Some(cell) = CATEGORIES.iter().position(|known| known == category) {
                    let share = number / people.max(1.0) * places[*at].groups[group] / all.max(1.0);
                    shares[cell] += share * residents[row] as f64;
                }
            }
        }
        found.push(shares);
    }
    let mut from = 0;
    while from < order.len() {
        let district = &places[order[from]].district;
        let to = from + order[from..].iter().take_while(|at| places[**at].district == *district).count();
        fit(&mut found[from..to], &residents[from..to], &district_shares(&inputs.districts[district]));
        from = to;
    }
    found
}

fn district_shares(district: &crate::inputs::District) -> [f64; CATEGORIES.len()] {
    let mut shares = [0.0; CATEGORIES.len()];
    for (category, people) in district.categories.iter().flatten() {
        if let Some(cell) = CATEGORIES.iter().position(|known| known == category) {
            shares[cell] += people;
        }
    }
    let all: f64 = shares.iter().sum();
    shares.map(|people| people / all.max(1.0))
}

/// Fits the rows of a district to its residents in each neighbourhood and to its shares of the categories.
fn fit(rows: &mut [[f64; CATEGORIES.len()]], residents: &[u64], shares: &[f64; CATEGORIES.len()]) {
    let all = residents.iter().sum::<u64>() as f64;
    for _ in 0..ROUNDS {
        for cell in 0..CATEGORIES.len() {
            let found: f64 = rows.iter().map(|row| row[cell]).sum();
            let factor = if found > 0.0 { shares[cell] * all / found } else { 0.0 };
            rows.iter_mut().for_each(|row| row[cell] *= factor);
        }
        for (row, residents) in rows.iter_mut().zip(residents) {
            let found: f64 = row.iter().sum();
            let factor = if found > 0.0 { *residents as f64 / found } else { 0.0 };
            row.iter_mut().for_each(|people| *people *= factor);
        }
    }
}
