//! How far apart are the most and the least deprived? Slope and relative index, the plain gap
//! between the ends, and how many people the gap is about. All of it is worked out from released
//! figures, so that any reader can work it out again.

use commonweal_disclosure::{ShownFigure, Statistic};
use commonweal_model::Polarity;
use commonweal_stats::{
    Confidence, Contrast, Estimate, Gradient, GradientGroup, absolute_gap, slope_index_of_inequality,
};

/// A calculation from the five released fifths, most deprived first; values are percentages.
pub(crate) type FromFifths = fn(&[ShownFigure]) -> Option<Estimate>;

/// The gap measures there are for an indicator of this polarity.
pub(crate) fn measures(polarity: Polarity) -> Vec<(Statistic, FromFifths)> {
    let mut measures: Vec<(Statistic, FromFifths)> = vec![
        (Statistic::SlopeIndexOfInequality, slope),
        (Statistic::RelativeIndexOfInequality, relative_slope),
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

/// Most deprived fifth less least deprived fifth, in points.
fn between_ends(fifths: &[ShownFigure]) -> Option<Estimate> {
    absolute_gap(&fifths.first()?.estimate, &fifths.last()?.estimate).ok()
}

/// Most deprived fifth over least deprived fifth; limits from those of the two on the log scale
/// (the method of variance estimates recovery; Zou and Donner 2008).
fn ratio_of_ends(fifths: &[ShownFigure]) -> Option<Estimate> {
    let (most, least) = (fifths.first()?.estimate, fifths.last()?.estimate);
    if [most.lower, least.lower].iter().any(|x| *x <= 0.0) {
        return None;
    }
    let below = (most.value / most.lower).ln().hypot((least.upper / least.value).ln());
    let above = (most.upper / most.value).ln().hypot((least.value / least.lower).ln());
    let value = most.value / least.value;
    Some(Estimate { value, lower: value * (-below).exp(), upper: value * above.exp() })
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
    let z = Confidence::P95.z();
    let error = |f: &ShownFigure| (f.estimate.upper - f.estimate.lower) / (2.0 * z);
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
    let margin = z * variance.sqrt();
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
        assert!(measures(Polarity::Neutral).iter().all(|(statistic, _)| *statistic != Statistic::PeopleAffected));
    }

    #[test]
    fn equal_fifths_have_no_gap_by_any_measure() {
        let fifths = [40.0; 5].map(fifth);
        for (statistic, calculate) in measures(Polarity::HigherIsBetter) {
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
    }
}
