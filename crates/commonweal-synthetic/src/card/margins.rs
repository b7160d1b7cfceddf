//! Who lives here, beside what was published.

use super::seen::Seen;
use super::{CardLine, Tolerance};
use crate::error::SyntheticError;
use crate::ethnicity::group_position;
use crate::inputs::{AGES, Neighbourhood, PopulationInputs};
use commonweal_reference::Reference;
use std::collections::BTreeMap;

const PART: &str = "Who lives here on the day figures are made for";
/// Smaller cells are whole people: a person more or less is more than the hundredth that larger ones keep to.
const SMALL: f64 = 300.0;

/// A family of cells that people are counted in.
struct Margin {
    about: &'static str,
    source: &'static str,
    cell: fn(&Resident<'_>) -> String,
}

/// What a cell may depend on.
struct Resident<'a> {
    at: &'a Neighbourhood,
    age: usize,
    /// Broad ethnic group by position; none where people are counted by age.
    group: Option<usize>,
}

const AGE_SOURCE: &str = "ONS mid-2020, small areas";
const GROUP_SOURCE: &str = "Census 2021, small areas, of the people of mid-2020";
const MARGINS: [Margin; 7] = [
    Margin { about: "five-year ages", source: AGE_SOURCE, cell: |of| format!("{}", of.age.min(90) / 5) },
    Margin {
        about: "five-year ages by district",
        source: AGE_SOURCE,
        cell: |of| format!("{} {}", of.at.district, of.age.min(90) / 5),
    },
    Margin { about: "districts", source: AGE_SOURCE, cell: |of| of.at.district.clone() },
    Margin {
        about: "fifths of deprivation (IMD 2019)",
        source: AGE_SOURCE,
        cell: |of| of.at.quintile.number().to_string(),
    },
    Margin {
        about: "fifths of deprivation by district",
        source: AGE_SOURCE,
        cell: |of| format!("{} {}", of.at.district, of.at.quintile.number()),
    },
    Margin {
        about: "ethnic groups (5)",
        source: GROUP_SOURCE,
        cell: |of| of.group.map_or_else(String::new, |group| group.to_string()),
    },
    Margin {
        about: "ethnic groups (5) by district",
        source: GROUP_SOURCE,
        cell: |of| of.group.map_or_else(String::new, |group| format!("{} {group}", of.at.district)),
    },
];
/// The margins from here on count people by ethnic group.
const BY_GROUP: usize = 5;

/// Counts of residents beside published ones.
#[derive(Debug, Clone)]
pub(super) struct Margins {
    published: Vec<BTreeMap<String, f64>>,
    found: Vec<BTreeMap<String, f64>>,
    residents: f64,
}

impl Margins {
    pub(super) fn new(reference: &Reference) -> Result<Self, SyntheticError> {
        let inputs = PopulationInputs::gather(reference)?;
        let mut published = vec![BTreeMap::new(); MARGINS.len()];
        let mut sizes: BTreeMap<&str, f64> = BTreeMap::new();
        for at in &inputs.neighbourhoods {
            for age in 0..AGES {
                for (margin, cells) in MARGINS[..BY_GROUP].iter().zip(&mut published) {
                    let cell = (margin.cell)(&Resident { at, age, group: None });
                    *cells.entry(cell).or_insert(0.0) += at.ages[age];
                }
            }
            *sizes.entry(&at.district).or_insert(0.0) += at.ages.iter().sum::<f64>();
        }
        // Shares of the groups are a district's; its people are those of mid-2020.
        let mut districts: BTreeMap<&str, &Neighbourhood> = BTreeMap::new();
        for at in &inputs.neighbourhoods {
            districts.entry(&at.district).or_insert(at);
        }
        for (code, district) in &inputs.districts {
            let Some(at) = districts.get(code.as_str()) else { continue };
            let of = |group: usize| district.categories[group].iter().map(|(_, people)| people).sum::<f64>();
            let all: f64 = (0..5).map(of).sum();
            for group in 0..5 {
                for (margin, cells) in MARGINS.iter().zip(&mut published).skip(BY_GROUP) {
                    let cell = (margin.cell)(&Resident { at, age: 0, group: Some(group) });
                    *cells.entry(cell).or_insert(0.0) += of(group) / all * sizes[code.as_str()];
                }
            }
        }
        Ok(Self { published, found: vec![BTreeMap::new(); MARGINS.len()], residents: 0.0 })
    }

    pub(super) fn add(&mut self, seen: &Seen<'_>) {
        if !seen.here() {
            return;
        }
        self.residents += 1.0;
        let at = &seen.world.neighbourhoods[seen.life.home(seen.as_of()).neighbourhood];
        let age = usize::try_from(seen.age()).unwrap_or(0);
        let resident = Resident { at, age, group: group_position(seen.life.category) };
        for (margin, cells) in MARGINS.iter().zip(&mut self.found) {
            *cells.entry((margin.cell)(&resident)).or_insert(0.0) += 1.0;
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.residents += other.residents;
        for (cells, others) in self.found.iter_mut().zip(&other.found) {
            for (cell, people) in others {
                *cells.entry(cell.clone()).or_insert(0.0) += people;
            }
        }
    }

    pub(super) fn lines(&self) -> Vec<CardLine> {
        let mut lines = Vec::new();
        for (at, margin) in MARGINS.iter().enumerate() {
            let all: f64 = self.published[at].values().sum();
            let (mut large, mut small) = (0.0_f64, 0.0_f64);
            for (cell, people) in &self.published[at] {
                let wanted = people / all * self.residents;
                let off = (self.found[at].get(cell).copied().unwrap_or(0.0) - wanted).abs();
                if wanted >= SMALL {
                    large = large.max(100.0 * off / wanted);
                } else {
                    small = small.max(off);
                }
            }
            let line = |about, unit, target, achieved| CardLine {
                part: PART,
                about,
                unit,
                target: Some(target),
                source: margin.source,
                achieved,
                tolerance: Tolerance::AtMost,
            };
            let about = format!("{}: the cell furthest off, of those with 300 people or more", margin.about);
            lines.push(line(about, "% of its people", 1.0, large));
            if small > 0.0 {
                lines.push(line(format!("{}: the same, of smaller cells", margin.about), "people", 3.0, small));
            }
        }
        lines
    }
}
