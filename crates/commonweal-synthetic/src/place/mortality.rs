//! How likely people are to die, and in which month.
//!
//! Rates by age and sex are those of the eight districts in 2014, lowered a little to the life expectancy of 2015 to
//! 2019. In each neighbourhood they are raised or lowered by its rank of deprivation, most at middle ages, so that
//! life expectancy falls across the tenths of the city and of the county as published. The effect was fitted to
//! those twenty tenths for each sex: the mean distance is about half a year for men and two thirds for women.

use crate::inputs::{AGES, Neighbourhood, PopulationInputs};
use commonweal_model::ImdEdition;

/// Ages that rates are held for.
pub(crate) const OLDEST: usize = 111;
/// Years of deaths in the records.
pub(crate) const YEARS: usize = 10;

/// The middle of an age band and deaths for 100,000 people a year, women then men. ONS, deaths registered in 2014 and
/// population at mid-2014, the eight districts together; 1 to 14 pooled. Rates at 105 are judgement.
const RATES: [(f64, f64, f64); 19] = [
    (7.5, 11.7, 16.3),
    (17.5, 9.0, 36.2),
    (22.5, 17.4, 45.0),
    (27.5, 30.8, 70.0),
    (32.5, 43.2, 86.0),
    (37.5, 87.3, 132.7),
    (42.5, 121.1, 181.5),
    (47.5, 185.0, 265.2),
    (52.5, 255.0, 370.0),
    (57.5, 390.2, 648.2),
    (62.5, 615.3, 985.0),
    (67.5, 966.9, 1525.9),
    (72.5, 1654.0, 2339.6),
    (77.5, 2981.6, 4209.9),
    (82.5, 5444.1, 7676.1),
    (87.5, 9827.8, 13676.5),
    (93.0, 21195.9, 22743.1),
    (99.0, 35300.0, 37900.0),
    (105.0, 58800.0, 63100.0),
];
/// In the first year of life, for 100,000 births. Infant mortality is 5.6 in 1,000 in the city and 3.8 in the county
/// (CL-143, CL-144).
const FIRST_YEAR: [f64; 2] = [400.0, 480.0];
/// From 2014 to the life expectancy of 2015 to 2019 (local health profiles): women, men.
const SINCE_2014: [f64; 2] = [0.97, 0.94];
/// Log of the rate at the most deprived rank of England less that at the middle; women, men. Fitted, see above, and
/// raised by a tenth because people who move take their years with them.
const DEPRIVATION: [f64; 2] = [0.82, 0.72];
/// The same within the most deprived fifth, at its end.
const MOST_DEPRIVED: [f64; 2] = [0.0, 0.2];
/// How much of that holds at an age: most in middle life, little at the end. Judgement, after ONS, mortality by
/// deprivation, 2020.
fn weight(age: f64) -> f64 {
    match age {
        age if age < 20.0 => 0.7,
        age if age < 35.0 => 0.7 + 0.3 * (age - 20.0) / 15.0,
        age if age < 55.0 => 1.0,
        age => (1.0 - 0.85 * (age - 55.0) / 38.0).max(0.15),
    }
}

/// Deaths by month of the year, January first, against the mean. ONS, monthly deaths in England, 2015 to 2019.
const MONTHS: [f64; 12] = [1.19, 1.11, 1.07, 1.00, 0.96, 0.93, 0.91, 0.90, 0.91, 0.96, 0.99, 1.07];
/// Months of the pandemic, year and month, against what would have been. ONS, excess deaths in England, 2020 to 2021,
/// rounded.
const PANDEMIC: [((i16, i8), f64); 13] = [
    ((2020, 3), 1.10),
    ((2020, 4), 2.00),
    ((2020, 5), 1.40),
    ((2020, 6), 1.04),
    ((2020, 10), 1.10),
    ((2020, 11), 1.25),
    ((2020, 12), 1.20),
    ((2021, 1), 1.40),
    ((2021, 2), 1.20),
    ((2021, 8), 1.10),
    ((2021, 9), 1.14),
    ((2021, 10), 1.10),
    ((2021, 11), 1.09),
];
/// No month weighs more than this.
pub(crate) const HEAVIEST_MONTH: f64 = 2.1;

/// How many deaths a month has against the mean month.
pub(crate) fn month_weight(year: i16, month: i8) -> f64 {
    let usual = usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or(1.0);
    let pandemic = PANDEMIC.iter().find(|(when, _)| *when == (year, month)).map_or(1.0, |(_, weight)| *weight);
    usual * pandemic
}

/// Share of the people of an age from 90 on who are a year older again, from year to year. ONS, estimates of the very
/// old, 2020.
pub(crate) const A_YEAR_OLDER: f64 = 0.72;

/// Yearly rates of death in the middle of deprivation, and how steeply they follow it.
#[derive(Debug, Clone)]
pub(crate) struct Mortality {
    /// Women, men; by age.
    middle: [Vec<f64>; 2],
    /// Weights of the last ten years, the latest first: pandemic years have more deaths.
    pub(crate) years: [f64; YEARS],
}

impl Mortality {
    pub(crate) fn new(inputs: &PopulationInputs, years: [f64; YEARS]) -> Self {
        let usual = |sex: usize, age: usize| -> f64 {
            let middle = age as f64 + 0.5;
            let rate = |row: &(f64, f64, f64)| if sex == 0 { row.1 } else { row.2 };
            let per_100_000 = if age == 0 {
                FIRST_YEAR[sex]
            } else {
                let after = RATES.partition_point(|row| row.0 < middle).clamp(1, RATES.len() - 1);
                let (low, high) = (&RATES[after - 1], &RATES[after]);
                let along = ((middle - low.0) / (high.0 - low.0)).clamp(0.0, 1.0);
                let (low, high) = (libm::log(rate(low)), libm::log(rate(high)));
                libm::exp(low + (high - low) * along)
            };
            per_100_000 / 100_000.0 * SINCE_2014[sex]
        };
        // The published rates are those of everybody here; the middle's are lower or higher.
        let effect = |sex: usize, age: usize| {
            let (mut people, mut deaths) = (0.0, 0.0);
            for place in &inputs.neighbourhoods {
                let here = place.ages[age.min(AGES - 1)];
                people += here;
                deaths += here * libm::exp(weight(age as f64) * slope(sex, place.imd19_rank));
            }
            if people > 0.0 { deaths / people } else { 1.0 }
        };
        let middle = |sex: usize| (0..OLDEST).map(|age| usual(sex, age) / effect(sex, age)).collect();
        Self { middle: [middle(0), middle(1)], years }
    }

    /// Rates by age where this is the rank of deprivation.
    fn rates(&self, sex: usize, rank: i32) -> [f64; OLDEST] {
        let slope = slope(sex, rank);
        std::array::from_fn(|age| self.middle[sex][age] * libm::exp(weight(age as f64) * slope))
    }

    /// Calls back with sex, age they would have now, years ago and expected deaths, for people of a neighbourhood
    /// who now number `people` by age. The living of each year are those of today and those who died since.
    pub(crate) fn deaths(
        &self,
        rank: i32,
        people: impl Fn(usize, usize) -> f64,
        mut found: impl FnMut(usize, usize, usize, f64),
    ) {
        for sex in 0..2 {
            let rates = self.rates(sex, rank);
            for now in 0..OLDEST {
                let mut living = people(sex, now);
                for years_ago in 0..YEARS.min(now + 1) {
                    let age = now - years_ago;
                    let rate = if age == 0 { 0.5 * rates[0] } else { 0.5 * (rates[age] + rates[age - 1]) };
                    let died = living * (libm::exp(rate * self.years[years_ago]) - 1.0);
                    found(sex, now, years_ago, died);
                    living += died;
                }
            }
        }
    }
}

/// People of a neighbourhood now, by sex (women 0) and single age; those of 90 and over are spread over their ages.
pub(crate) fn people_now(place: &Neighbourhood, women: &[f64; AGES], sex: usize, age: usize) -> f64 {
    let held = age.min(AGES - 1);
    let people = place.ages[held] * if sex == 0 { women[held] } else { 1.0 - women[held] };
    if age < AGES - 1 {
        return people;
    }
    people * (1.0 - A_YEAR_OLDER) * libm::pow(A_YEAR_OLDER, (age - held) as f64)
}

fn slope(sex: usize, rank: i32) -> f64 {
    let ranks = f64::from(ImdEdition::Imd2019.ranked_areas());
    let place = 1.0 - 2.0 * (f64::from(rank) - 0.5) / ranks;
    DEPRIVATION[sex] * place + MOST_DEPRIVED[sex] * ((place - 0.6) / 0.4).max(0.0)
}
