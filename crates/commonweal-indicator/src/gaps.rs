//! How far apart are the most and the least deprived? Slope and relative index, concentration index,
//! the plain gap between the ends, and how many people the gap is about. All of it is worked out from
//! released figures, so that any reader can work it out again.

use commonweal_disclosure::{ShownFigure, Statistic};
use commonweal_model::Polarity;
use commonweal_stats::concentration::{Bounds, Index, concentration_index_of_groups};
use commonweal_stats::inequality::Group;
use commonweal_stats::{
    Confidence, Contrast, Estimate, Gradient, GradientGroup, absolute_gap, relative_gap, slope_index_of_inequality,
};

/// A calculation from the five released fifths, most deprived first; values are percentages.
pub(crate) type FromFifths = fn(&[ShownFigure]) -> Option<Estimate>;

/// The gap measures there are for an indicator of this polarity whose own values are `of`.
pub(crate) fn measures(polarity: Polarity, of: Statistic) -> Vec<(Statistic, FromFifths)> {
    // A share cannot pass 100%, which the relative index does not know: it shrinks as the share grows common.
    let concentration = match of {
        Statistic::Proportion => concentration_of_shares,
        _ => concentration_of_values,
    };
    let mut measures: Vec<(Statistic, FromFifths)> = vec![
        (Statistic::SlopeIndexOfInequality, slope),
        (Statistic::RelativeIndexOfInequality, relative_slope),
        (Statistic::ConcentrationIndex, concentration),
        (Statistic::AbsoluteGap, between_ends),
        (Statistic::RelativeGap, ratio_of_ends),
    ];
    match polarity {
        Polarity::HigherIsBetter => measures.push((Statistic::PeopleAffected, people_missing_out)),
        Polarity::LowerIsBetter => measures.push((Statistic::PeopleAffected, people_spared)),
        Polarity::Neutral => {}
    }
    measures
}

fn gradient(fifths: &[ShownFigure]) -> Option<Gradient> {
    let group = |f: &ShownFigure| GradientGroup::from_estimate(f.denominator as f64, &f.estimate, Confidence::P95);
    let groups: Vec<GradientGroup> = fifths.iter().map(group).collect();
    slope_index_of_inequality(&groups, Confidence::P95, Contrast::MostMinusLeast).ok()
}

/// Most deprived end less least deprived end of the fitted line, in points.
fn slope(fifths: &[ShownFigure]) -> Option<Estimate> {
    Some(gradient(fifths)?.slope)
}

/// Ratio of the same two ends.
fn relative_slope(fifths: &[ShownFigure]) -> Option<Estimate> {
    gradient(fifths)?.relative
}

/// Erreygers's concentration index of percentages: below zero where the more deprived have more.
fn concentration_of_shares(fifths: &[ShownFigure]) -> Option<Estimate> {
    concentration(fifths, Index::Erreygers(Bounds { lowest: 0.0, highest: 100.0 }))
}

/// The relative concentration index of values without an upper bound: ratios to what was expected.
fn concentration_of_values(fifths: &[ShownFigure]) -> Option<Estimate> {
    concentration(fifths, Index::Relative)
}

fn concentration(fifths: &[ShownFigure], index: Index) -> Option<Estimate> {
    let group = |f: &ShownFigure| Group {
        population: f.denominator as f64,
        value: f.estimate.value,
        standard_error: Some(standard_error(&f.estimate)),
    };
    let groups: Vec<Group> = fifths.iter().map(group).collect();
    Some(concentration_index_of_groups(&groups, index).ok()?.estimate(Confidence::P95))
}

/// Half the width of 95% limits over the normal deviate.
fn standard_error(estimate: &Estimate) -> f64 {
    (estimate.upper - estimate.lower) / (2.0 * Confidence::P95.z())
}

/// Most deprived fifth less least deprived fifth, in points.
fn between_ends(fifths: &[ShownFigure]) -> Option<Estimate> {
    absolute_gap(&fifths.first()?.estimate, &fifths.last()?.estimate).ok()
}

/// Most deprived fifth over least deprived fifth; limits from those of the two on the log scale
/// (the method of variance estimates recovery; Zou and Donner 2008).
fn ratio_of_ends(fifths: &[ShownFigure]) -> Option<Estimate> {
    relative_gap(&fifths.first()?.estimate, &fifths.last()?.estimate).ok()
}

/// People more who would be counted if every fifth had the value of the least deprived one.
fn people_missing_out(fifths: &[ShownFigure]) -> Option<Estimate> {
    people_affected(fifths, 1.0)
}

/// People fewer who would be counted if every fifth had the value of the least deprived one.
fn people_spared(fifths: &[ShownFigure]) -> Option<Estimate> {
    people_affected(fifths, -1.0)
}

/// The sum over the four other fifths of the shortfall against the least deprived one, times the
/// people it applies to. Limits treat the fifths' values as independent and normal. Negative
/// where the least deprived fifth does worst.
fn people_affected(fifths: &[ShownFigure], direction: f64) -> Option<Estimate> {
    let error = |f: &ShownFigure| standard_error(&f.estimate);
    let (least, others) = fifths.split_last()?;
    let mut value = 0.0;
    let mut variance = 0.0;
    let mut people = 0.0;
    for fifth in others {
        let base = fifth.denominator as f64 / 100.0;
        value += direction * (least.estimate.value - fifth.estimate.value) * base;
        variance += (error(fifth) * base).powi(2);
        people += base;
    }
    variance += (error(least) * people).powi(2);
    let margin = Confidence::P95.z() * variance.sqrt();
    value.is_finite().then_some(Estimate { value, lower: value - margin, upper: value + margin })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fifth(percent: f64) -> ShownFigure {
        let estimate = Estimate { value: percent, lower: percent - 2.0, upper: percent + 2.0 };
        ShownFigure { estimate, numerator: 0, denominator: 1_000 }
    }

    #[test]
    fn people_affected_is_the_shortfall_of_each_fifth_against_the_least_deprived() {
        let fifths = [60.0, 65.0, 70.0, 75.0, 80.0].map(fifth);
        let more = people_missing_out(&fifths).expect("a number of people");
        assert!((more.value - 500.0).abs() < 1e-9, "200 + 150 + 100 + 50");
        let fewer = people_spared(&fifths).expect("a number of people");
        assert!((fewer.value + 500.0).abs() < 1e-9);
        let neutral = measures(Polarity::Neutral, Statistic::Proportion);
        assert!(neutral.iter().all(|(statistic, _)| *statistic != Statistic::PeopleAffected));
    }

    #[test]
    fn equal_fifths_have_no_gap_by_any_measure() {
        let fifths = [40.0; 5].map(fifth);
        let of = [Statistic::Proportion, Statistic::IndirectlyStandardisedRatio];
        for (statistic, calculate) in of.into_iter().flat_map(|of| measures(Polarity::HigherIsBetter, of)) {
            let none = match statistic {
                Statistic::RelativeGap | Statistic::RelativeIndexOfInequality => 1.0,
                _ => 0.0,
            };
            let found = calculate(&fifths).expect("five fifths with values");
            assert!((found.value - none).abs() < 1e-9 && found.lower <= none && none <= found.upper, "{statistic}");
        }
    }

    #[test]
    fn a_gap_is_positive_where_the_most_deprived_have_more() {
        let fifths = [25.0, 20.0, 15.0, 10.0, 5.0].map(fifth);
        assert!((slope(&fifths).expect("slope").value - 25.0).abs() < 1e-9, "a line that falls 5 a fifth, end to end");
        assert!((between_ends(&fifths).expect("gap").value - 20.0).abs() < 1e-9);
        assert!((ratio_of_ends(&fifths).expect("ratio").value - 5.0).abs() < 1e-9);
        // Shares 0.25 to 0.05 at ranks 0.1 to 0.9: twice the covariance is -0.04, four times that over the range of 1.
        let shares = concentration_of_shares(&fifths).expect("index");
        assert!((shares.value + 0.16).abs() < 1e-9 && shares.upper < 0.0, "{shares:?}");
        let relative = concentration_of_values(&fifths).expect("index");
        assert!((relative.value + 0.04 / 0.15).abs() < 1e-9, "the covariance over the mean of 0.15: {relative:?}");
    }
}
