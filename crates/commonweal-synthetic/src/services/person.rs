//! A person as services see them: when they can be seen, how old they are then, where they go.

use super::timing::Timing;
use crate::day::{Day, YEAR};
use crate::health::{Condition, Health};
use crate::life::Life;
use crate::random::Chance;
use crate::world::World;
use commonweal_model::CellValue;
use jiff::Timestamp;

/// Minutes since 1970 began. Times of day are in UTC.
pub(super) type Minute = i64;

/// Minutes of a day.
pub(super) const DAY: Minute = 1_440;

/// Numbers that one person's rows can have: more than anybody has rows.
const NUMBERS_EACH: i64 = 1 << 14;

/// Ages at which the bands of [`band`] begin, after the first.
const BANDS: [f64; 8] = [1.0, 5.0, 15.0, 25.0, 45.0, 65.0, 75.0, 85.0];

/// Rates by age: under 1, 1-4, 5-14, 15-24, 25-44, 45-64, 65-74, 75-84, 85 and over.
pub(super) type ByAge = [f64; 9];

/// Where an age stands among the bands of [`ByAge`].
pub(super) fn band(age: f64) -> usize {
    BANDS.partition_point(|from| *from <= age)
}

/// A person, with what every service needs to know of them.
pub(super) struct Person<'a> {
    pub(super) world: &'a World,
    pub(super) life: &'a Life,
    pub(super) health: &'a Health,
    /// First day that services here know of them.
    pub(super) from: Day,
    /// First day they no longer do.
    pub(super) end: Day,
    /// Uses services more or less than others like them: mean 1.
    pub(super) usage: f64,
    numbered: i64,
}

/// A year of records, or the part of one that somebody was here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Year {
    pub(super) from: Day,
    pub(super) days: i32,
    pub(super) middle: Day,
    pub(super) age: f64,
    pub(super) band: usize,
    /// Whether they die within a year of its middle.
    pub(super) last: bool,
    /// Frailty then.
    pub(super) frailty: f64,
}

impl<'a> Person<'a> {
    pub(super) fn new(world: &'a World, life: &'a Life, health: &'a Health, chance: &mut Chance) -> Self {
        // Judgement: use varies between like people by half its mean, as overdispersed counts of visits do.
        const SPREAD: f64 = 0.5;
        Self {
            world,
            life,
            health,
            from: world.calendar.start.max(life.came).max(life.born),
            end: life.end(world.calendar.as_of),
            usage: libm::exp(SPREAD * chance.normal() - SPREAD * SPREAD / 2.0),
            numbered: 0,
        }
    }

    /// A number for a row, which no other row has.
    pub(super) fn number(&mut self) -> CellValue {
        CellValue::Long(self.next_number())
    }

    pub(super) fn next_number(&mut self) -> i64 {
        self.numbered += 1;
        self.life.patient_id * NUMBERS_EACH + self.numbered
    }

    pub(super) fn has(&self, condition: Condition, on: Day) -> bool {
        self.health.has(condition, on)
    }

    /// Frailty grows by a twentieth of its last value a year (judgement; Stow and others 2018 found it doubling in
    /// the last decades of life).
    pub(super) fn frailty(&self, on: Day) -> f64 {
        let years = f64::from(self.end - on) / YEAR;
        self.health.frailty * (1.0 - 0.05 * years).max(0.0)
    }

    /// Steps of deprivation from the middle fifth, on a day.
    pub(super) fn steps(&self, on: Day) -> f64 {
        3.0 - f64::from(self.world.neighbourhoods[self.life.home(on).neighbourhood].quintile.number())
    }

    /// The district they live in on a day.
    pub(super) fn district(&self, on: Day) -> &'a str {
        let home = self.life.home(on);
        &self.world.neighbourhoods[home.neighbourhood].district
    }

    /// The years they were here, the first first.
    pub(super) fn years(&self) -> impl Iterator<Item = Year> + use<'a> {
        let (from, end, frailty) = (self.from, self.end, self.health.frailty);
        let (life, died) = (self.life, self.life.died);
        let count = (end - from + 364) / 365;
        (0..count.max(0)).map(move |at| {
            let start = from + at * 365;
            let days = (end - start).min(365);
            let middle = start + days / 2;
            let age = life.age(middle);
            Year {
                from: start,
                days,
                middle,
                age,
                band: band(age),
                last: died.is_some_and(|day| day - middle < 365),
                frailty: frailty * (1.0 - 0.05 * f64::from(end - middle) / YEAR).max(0.0),
            }
        })
    }

    /// Days in a year on which something happens at this rate a year, as seasons and the pandemic let it.
    pub(super) fn days(
        &self,
        year: Year,
        rate: f64,
        timing: &Timing,
        chance: &mut Chance,
        mut on: impl FnMut(Day, &mut Chance),
    ) {
        let mean = rate * timing.most() * f64::from(year.days) / YEAR;
        for _ in 0..count(chance, mean) {
            let day = year.from + chance.below(year.days);
            if chance.happens(timing.at(&self.world.calendar, day) / timing.most()) {
                on(day, chance);
            }
        }
    }
}

/// How often something happens that happens this often in the mean (Poisson, by Knuth's products).
pub(super) fn count(chance: &mut Chance, mean: f64) -> u32 {
    if mean <= 0.0 {
        return 0;
    }
    let least = libm::exp(-mean.min(60.0));
    let (mut product, mut count) = (chance.unit(), 0);
    while product > least {
        product *= chance.unit();
        count += 1;
    }
    count
}

/// Log odds as a probability.
pub(super) fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

/// The day of a minute.
pub(super) fn day_of(minute: Minute) -> Day {
    i32::try_from(minute.div_euclid(DAY)).unwrap_or(Day::MAX)
}

/// A minute of a day in working hours.
pub(super) fn in_hours(day: Day, chance: &mut Chance) -> Minute {
    Minute::from(day) * DAY + 8 * 60 + Minute::from(chance.below(9 * 60))
}

/// The first working day from this day on.
pub(super) fn working_day(day: Day) -> Day {
    // 1 January 1970 was a Thursday.
    match (day + 3).rem_euclid(7) {
        5 => day + 2,
        6 => day + 1,
        _ => day,
    }
}

/// One of these.
pub(super) fn one_of<T: Copy>(chance: &mut Chance, of: &[T]) -> T {
    of[usize::try_from(chance.below(i32::try_from(of.len()).unwrap_or(1))).unwrap_or(0)]
}

/// The first of these, by position, whose share is met: shares that sum to less than 1 leave the last.
pub(super) fn by_share(chance: &mut Chance, shares: &[f64]) -> usize {
    let mut at = chance.unit() * shares.iter().sum::<f64>();
    for (position, share) in shares.iter().enumerate() {
        at -= share;
        if at < 0.0 {
            return position;
        }
    }
    shares.len().saturating_sub(1)
}

/// A text cell.
pub(super) fn text(text: &'static str) -> CellValue {
    CellValue::Text(text.into())
}

/// A moment.
pub(super) fn moment(minute: Minute) -> CellValue {
    Timestamp::from_second(minute * 60).map_or(CellValue::Missing, CellValue::Instant)
}

/// A moment, unless it is not yet.
pub(super) fn moment_before(minute: Minute, end: Day) -> CellValue {
    if day_of(minute) < end { moment(minute) } else { CellValue::Missing }
}
