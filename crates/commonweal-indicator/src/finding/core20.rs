//! How does the most deprived fifth fare against everybody else?

use super::{Direction, Seen, about_people, difference_words, gap_unit, with_unit};
use crate::text::say;
use commonweal_disclosure::rules::scale_of_unit;
use commonweal_disclosure::{Released, Statistic, Withheld};
use commonweal_model::Polarity;
use commonweal_stats::{Confidence, Estimate, absolute_gap, indirectly_standardised_ratio, proportion};

/// Fifths of England.
const FIFTHS: usize = 5;

/// The two sides of the comparison, and what lies between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Core20Values {
    /// The value of the most deprived fifth.
    pub most: Estimate,
    /// The value of the four other fifths together.
    pub elsewhere: Estimate,
    /// Most deprived less elsewhere.
    pub gap: Estimate,
    /// How many more (or fewer, below zero) people of the most deprived fifth would be counted if it had the value of
    /// elsewhere.
    pub people: Estimate,
}

/// What may be said of the most deprived fifth (the 20% of Core20PLUS5).
#[derive(Debug, Clone, PartialEq)]
pub struct Core20 {
    /// Which way the difference points, for the most deprived fifth.
    pub direction: Direction,
    /// The numbers, where all five fifths are shown.
    pub values: Option<Core20Values>,
    /// The sentence; none where the figure is not broken down by deprivation here.
    pub sentence: Option<String>,
}

impl Core20 {
    /// People of the most deprived fifth who are missed, with limits: only where the difference is clear and to their
    /// disadvantage.
    pub fn people_missed(&self) -> Option<Estimate> {
        let people = self.values.filter(|_| self.direction == Direction::Worse)?.people;
        let (low, high) = (people.lower.abs(), people.upper.abs());
        Some(Estimate { value: people.value.abs(), lower: low.min(high), upper: low.max(high) })
    }
}

/// What may be said of the most deprived fifth, from the five released plain values of an area, most deprived first.
/// Silent where there are not five; withheld where one of them is, because the rest could be worked out from it.
///
/// `title` names the question: `Blood pressure checked`.
pub fn core20(title: &str, fifths: &[&Released], polarity: Polarity) -> Core20 {
    let silent = Core20 { direction: Direction::NotShown, values: None, sentence: None };
    let Some(first) = fifths.first().filter(|_| fifths.len() == FIFTHS) else { return silent };
    let said = |sentence: String| Core20 { sentence: Some(sentence), ..silent.clone() };
    match fifths.iter().find_map(|fifth| fifth.withheld()) {
        Some(Withheld::NotCalculated) => return silent,
        Some(Withheld::Disclosure | Withheld::Linked | Withheld::Unreliable) => {
            return said(say("finding.core20.withheld", &[("title", title)]));
        }
        None => {}
    }
    let pairs: Option<Vec<(i64, i64)>> =
        fifths.iter().map(|fifth| Some((fifth.numerator().value()?, fifth.denominator().value()?))).collect();
    let Some(values) = pairs.and_then(|pairs| core20_values(&pairs, first.key().statistic, first.unit())) else {
        return silent;
    };
    let direction = Direction::of(&Seen::Estimate(values.gap), polarity);
    Core20 { direction, values: Some(values), sentence: Some(sentence(title, &values, direction, first.unit())) }
}

/// The numbers of the comparison from the counts shown: (people counted, people asked about or expected), most deprived
/// first. None where a value cannot be made of them.
pub fn core20_values(fifths: &[(i64, i64)], statistic: Statistic, unit: &str) -> Option<Core20Values> {
    let (&most, others) = fifths.split_first()?;
    let elsewhere = others
        .iter()
        .try_fold((0_i64, 0_i64), |sum, pair| Some((sum.0.checked_add(pair.0)?, sum.1.checked_add(pair.1)?)))?;
    let scale = match statistic {
        Statistic::IndirectlyStandardisedRatio => 100.0,
        Statistic::Proportion => scale_of_unit(unit)?,
        _ => return None,
    };
    let value = |(counted, asked): (i64, i64)| {
        let (counted, asked) = (counted as f64, asked as f64);
        match statistic {
            Statistic::Proportion => {
                let Estimate { value, lower, upper } = proportion(counted, asked, Confidence::P95).ok()?;
                Some(Estimate { value: value * scale, lower: lower * scale, upper: upper * scale })
            }
            _ => indirectly_standardised_ratio(counted, asked, Confidence::P95, scale).ok(),
        }
    };
    let (most_value, elsewhere) = (value(most)?, value(elsewhere)?);
    let gap = absolute_gap(&most_value, &elsewhere).ok()?;
    let people = |gap: f64| -gap / scale * most.1 as f64;
    let people = Estimate { value: people(gap.value), lower: people(gap.upper), upper: people(gap.lower) };
    Some(Core20Values { most: most_value, elsewhere, gap, people })
}

fn sentence(title: &str, values: &Core20Values, direction: Direction, unit: &str) -> String {
    if !direction.is_clear() {
        return say("finding.core20.none", &[("title", title)]);
    }
    let value = with_unit(values.most.value, unit);
    let difference = difference_words(&Seen::Estimate(values.gap), gap_unit(unit));
    let places = [("title", title), ("value", value.as_str()), ("size", difference.as_str())];
    if direction != Direction::Worse {
        return say("finding.core20.clear", &places);
    }
    let people = about_people(values.people.value);
    say("finding.core20.worse", &[places[0], places[1], places[2], ("people", &people)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_others_are_taken_together_and_people_are_those_of_the_most_deprived() {
        let fifths = [(610, 1_000), (680, 1_000), (700, 1_000), (700, 1_000), (720, 1_000)];
        let values = core20_values(&fifths, Statistic::Proportion, "%").expect("values");
        assert!((values.elsewhere.value - 70.0).abs() < 1e-9 && (values.gap.value + 9.0).abs() < 1e-9);
        assert!((values.people.value - 90.0).abs() < 1e-9, "9 points of 1,000");
        assert!(values.people.lower > 0.0 && values.people.lower < 90.0 && values.people.upper > 90.0);
        let ratio = core20_values(&fifths, Statistic::IndirectlyStandardisedRatio, "%").expect("values");
        assert!((ratio.gap.value + 9.0).abs() < 1e-9);
        assert!(core20_values(&fifths, Statistic::Proportion, "years").is_none(), "no scale");
        assert!(core20_values(&fifths, Statistic::PublishedValue, "%").is_none(), "no counts of our own");
        assert!(core20_values(&[], Statistic::Proportion, "%").is_none());
    }
}
