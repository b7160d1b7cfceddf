//! Where somebody lives, how old they are, their sex and ethnic group, as published counts have them.

use crate::error::SyntheticError;
use crate::inputs::{AGES, PopulationInputs};
use crate::random::{Chance, Draw};
use commonweal_model::{EthnicCategory, Sex};

/// The oldest anybody here is.
const OLDEST: i32 = 104;
/// Share of the people of 90 and over who are a year older again, from year to year.
const A_YEAR_OLDER: f64 = 0.72;
/// Share of records that do not say a sex.
const SEX_UNKNOWN: f64 = 0.0005;

/// Draws of place, age, sex and ethnic group.
#[derive(Debug, Clone)]
pub(crate) struct Homes {
    /// Neighbourhood and age together: position `neighbourhood * AGES + age`.
    place_and_age: Draw,
    groups: Vec<Draw>,
    /// By neighbourhood, the share of women at each age.
    women: Vec<[f64; AGES]>,
    /// By neighbourhood, then by group, its district's categories.
    categories: Vec<[CategoryDraw; 5]>,
    /// By neighbourhood, the others of its district, to have moved from.
    district: Vec<Vec<usize>>,
}

#[derive(Debug, Clone)]
struct CategoryDraw {
    categories: Vec<EthnicCategory>,
    draw: Draw,
}

/// Somebody, before anything has happened to them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Resident {
    pub(crate) neighbourhood: usize,
    pub(crate) age: i32,
    pub(crate) sex: Sex,
    pub(crate) category: EthnicCategory,
}

impl Homes {
    pub(crate) fn new(inputs: &PopulationInputs) -> Result<Self, SyntheticError> {
        let neighbourhoods = &inputs.neighbourhoods;
        let place_and_age = Draw::new(neighbourhoods.iter().flat_map(|n| n.ages));
        if place_and_age.total() <= 0.0 {
            return Err(SyntheticError::Missing { what: "people in any small area".to_owned() });
        }
        let of = |n: &crate::inputs::Neighbourhood| &inputs.districts[&n.district];
        let categories = |pairs: &Vec<(EthnicCategory, f64)>| CategoryDraw {
            categories: pairs.iter().map(|(category, _)| *category).collect(),
            draw: Draw::new(pairs.iter().map(|(_, people)| *people)),
        };
        let district = |n: &crate::inputs::Neighbourhood| {
            (0..neighbourhoods.len()).filter(|at| neighbourhoods[*at].district == n.district).collect()
        };
        Ok(Self {
            place_and_age,
            groups: neighbourhoods.iter().map(|n| Draw::new(n.groups)).collect(),
            women: neighbourhoods.iter().map(|n| of(n).women).collect(),
            categories: neighbourhoods
                .iter()
                .map(|n| std::array::from_fn(|g| categories(&of(n).categories[g])))
                .collect(),
            district: neighbourhoods.iter().map(district).collect(),
        })
    }

    pub(crate) fn resident(&self, chance: &mut Chance) -> Resident {
        let place_and_age = self.place_and_age.pick(chance);
        let (neighbourhood, age) = (place_and_age / AGES, place_and_age % AGES);
        let sex = match chance.unit() {
            unknown if unknown < SEX_UNKNOWN => Sex::Unknown,
            _ if chance.happens(self.women[neighbourhood][age]) => Sex::Female,
            _ => Sex::Male,
        };
        let group = self.groups[neighbourhood].pick(chance);
        let categories = &self.categories[neighbourhood][group];
        let category = categories.categories.get(categories.draw.pick(chance)).copied();
        let mut age = i32::try_from(age).unwrap_or(OLDEST);
        while (90..OLDEST).contains(&age) && chance.happens(A_YEAR_OLDER) {
            age += 1;
        }
        Resident { neighbourhood, age, sex, category: category.unwrap_or(EthnicCategory::S) }
    }

    /// Where somebody lived before: mostly in the same district, else anywhere here.
    pub(crate) fn earlier_neighbourhood(&self, now: usize, chance: &mut Chance) -> usize {
        if chance.happens(0.8) {
            let near = &self.district[now];
            let count = i32::try_from(near.len()).unwrap_or(1);
            near[usize::try_from(chance.below(count)).unwrap_or(0)]
        } else {
            self.place_and_age.pick(chance) / AGES
        }
    }
}
