//! Life expectancy, and how it differs.

use super::seen::Seen;
use super::{CardLine, Tolerance};
use crate::day::{Day, YEAR};
use commonweal_stats::life_table::{AgeBands, Convention, life_table};

const PART: &str = "Length of life";
/// Under 1, 1 to 4, five years each, 90 and over.
const BANDS: usize = 20;
/// Days between two looks at where somebody lives.
const STEP: Day = 91;

/// A group of people whose life expectancy is known: sex, then city, county and the fifths of deprivation.
const GROUPS: usize = 7;

/// Deaths and person-years of the ten years of records, by sex, group and age.
#[derive(Debug, Clone)]
pub(super) struct Lifetimes {
    counts: Vec<[(f64, f64); BANDS]>,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self { counts: vec![[(0.0, 0.0); BANDS]; 2 * GROUPS] }
    }
}

fn band(age: f64) -> usize {
    if age < 1.0 { 0 } else { (1 + (age / 5.0) as usize).min(BANDS - 1) }
}

/// The groups somebody is in on a day.
fn groups(seen: &Seen<'_>, day: Day) -> [usize; 2] {
    let sex = GROUPS * usize::from(seen.life.man);
    [sex + usize::from(!seen.city(day)), sex + 1 + usize::from(seen.world.fifth(seen.life, day))]
}

impl Lifetimes {
    pub(super) fn add(&mut self, seen: &Seen<'_>) {
        let life = seen.life;
        let end = life.end(seen.as_of());
        let mut day = life.came.max(seen.world.calendar.start);
        while day < end {
            let next = (day + STEP).min(end);
            for group in groups(seen, day) {
                self.counts[group][band(life.age(day))].1 += f64::from(next - day) / YEAR;
            }
            day = next;
        }
        if let Some(died) = life.died {
            for group in groups(seen, died) {
                self.counts[group][band(life.age(died))].0 += 1.0;
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (cells, others) in self.counts.iter_mut().zip(&other.counts) {
            for (cell, other) in cells.iter_mut().zip(others) {
                *cell = (cell.0 + other.0, cell.1 + other.1);
            }
        }
    }

    /// Life expectancy at birth; not a number where nobody was seen.
    fn years(&self, group: usize) -> f64 {
        let rates: Vec<f64> = self.counts[group].iter().map(|(deaths, years)| deaths / years.max(1e-9)).collect();
        life_table(&AgeBands::english(), &rates, Convention::CHIANG).map_or(f64::NAN, |table| table.life_expectancy())
    }

    pub(super) fn lines(&self) -> Vec<CardLine> {
        let line = |about: &str, source, target, achieved, off| CardLine {
            part: PART,
            about: about.to_owned(),
            unit: "years",
            target: Some(target),
            source,
            achieved,
            tolerance: Tolerance::Within(off),
        };
        let men = GROUPS;
        // A tenth of the people have some 11,000 deaths in ten years: the standard error of an expectancy is about 0.3
        // years in the city, and the two pandemic years take a quarter of a year.
        vec![
            line("life expectancy at birth, women, city", "CL-078", 81.0, self.years(0), 1.5),
            line("life expectancy at birth, women, county", "CL-079", 83.0, self.years(1), 1.5),
            line("life expectancy at birth, men, city", "CL-082", 76.6, self.years(men), 1.5),
            line("life expectancy at birth, men, county", "CL-083", 80.0, self.years(men + 1), 1.5),
            line(
                "women, least deprived fifth less the most deprived",
                "PHE, East Midlands by tenth of deprivation, in pairs",
                6.0,
                self.years(6) - self.years(2),
                1.8,
            ),
            line(
                "men, least deprived fifth less the most deprived",
                "PHE, East Midlands by tenth of deprivation, in pairs",
                7.1,
                self.years(men + 6) - self.years(men + 2),
                1.8,
            ),
        ]
    }
}
