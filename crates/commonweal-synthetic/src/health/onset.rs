//! When a condition was first recorded.

use super::Condition;
use crate::day::{Day, YEAR};
use crate::life::Life;
use crate::odds::{CONDITIONS, Onset};
use crate::random::Chance;

/// Registers that count entries from a day on only: business rules of the Quality and Outcomes Framework.
const COUNTED_FROM: [(Condition, Day); 3] = [
    // 1 April 2003, 1 April 2006 and 1 April 2008.
    (Condition::Cancer, 12_143),
    (Condition::Depression, 13_239),
    (Condition::PalliativeCare, 13_970),
];
/// First and last day of the year in which fewer conditions were found: 23 March 2020 and 31 March 2021.
pub(crate) const PANDEMIC: (Day, Day) = (18_344, 18_717);
/// Share of the diagnoses of that year that came later: recorded diagnoses fell by a third to a half in spring 2020
/// (Williams et al., Lancet Public Health 2020).
const FOUND_LATER: f64 = 0.35;

/// The day a condition that somebody has on day `on` was first recorded. `odds` are those of having it then.
pub(super) fn day(condition: Condition, life: &Life, on: Day, odds: f64, chance: &mut Chance) -> Day {
    let row = &CONDITIONS[condition as usize];
    let age = life.age(on);
    let youngest = f64::from(row.odds.ages.0).min(age);
    let at_age = match row.onset {
        Onset::YearsAgo(mean) => age - mean * -libm::log(1.0 - chance.unit()),
        Onset::AtAge(mean, deviation) => mean + deviation * chance.normal(),
        Onset::WithAge => age_by_growth(condition, age, youngest, odds, chance),
    };
    let lived = (at_age.clamp(youngest, age) * YEAR) as Day + chance.below(28);
    let mut found = (life.born + lived).min(on);
    if let Some((_, from)) = COUNTED_FROM.iter().find(|(counted, _)| *counted == condition)
        && found < *from
    {
        found = from + chance.below((on - from).max(1));
    }
    if (PANDEMIC.0..PANDEMIC.1).contains(&found) && chance.happens(FOUND_LATER) {
        found += 120 + chance.below(360);
    }
    found.clamp(life.born.min(on), on)
}

/// An age drawn so that the share who have it by each age grows as the model's does.
fn age_by_growth(condition: Condition, age: f64, youngest: f64, odds: f64, chance: &mut Chance) -> f64 {
    let line = &CONDITIONS[condition as usize].odds;
    let height = |age: f64| {
        let decades = (age - 50.0) / 10.0;
        line.per_decade * decades + line.per_decade_squared * decades * decades
    };
    let share = chance.unit() * odds / (1.0 + odds);
    let wanted = height(age) + libm::log(share.max(1e-12) / (1.0 - share) / odds);
    let (mut low, mut high) = (youngest, age);
    for _ in 0..10 {
        let middle = 0.5 * (low + high);
        if height(middle) < wanted { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}
