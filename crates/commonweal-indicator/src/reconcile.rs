//! Why do two values of the same thing differ? Their difference in parts: whom each counts over, how many each counts, and
//! what is left.

use commonweal_stats::decomposition::rate_gap_by_factor;

/// A share counted by somebody, in percent, with the people behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CountedShare {
    /// The value as given, in percent.
    pub value: f64,
    /// People counted.
    pub numerator: f64,
    /// People who could be.
    pub denominator: f64,
    /// How many people of the area each counted person stands for: ten where the records are a sample of one in ten.
    pub stands_for: f64,
}

/// The difference of two shares, ours minus theirs, in percentage points, part by part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DifferenceParts {
    /// The whole difference.
    pub total: f64,
    /// Because the two count over another number of people.
    pub denominator: f64,
    /// Because the two count another number of people.
    pub numerator: f64,
    /// What the counts do not explain: rounding, weighting, standardising.
    pub remainder: f64,
}

/// Takes a difference apart. A share is a numerator times one over a denominator; the parts are Das Gupta's, each the
/// effect of one factor with the other at its average, so that the order of the two does not matter. Counts of a sample
/// are raised to the whole area first.
///
/// None where a denominator is not above zero or a number is missing.
///
/// ```
/// use commonweal_indicator::{CountedShare, difference_parts};
/// let ours = CountedShare { value: 12.0, numerator: 120.0, denominator: 1_000.0, stands_for: 1.0 };
/// let theirs = CountedShare { value: 15.0, numerator: 120.0, denominator: 800.0, stands_for: 1.0 };
/// let parts = difference_parts(&ours, &theirs).unwrap();
/// assert_eq!(format!("{:.1} {:.1} {:.1}", parts.denominator, parts.numerator, parts.remainder), "-3.0 0.0 0.0");
/// ```
pub fn difference_parts(ours: &CountedShare, theirs: &CountedShare) -> Option<DifferenceParts> {
    let factors = |share: &CountedShare| {
        let (n, d) = (share.numerator * share.stands_for, share.denominator * share.stands_for);
        (d > 0.0 && n >= 0.0).then(|| [[n], [100.0 / d]])
    };
    let (first, second) = (factors(theirs)?, factors(ours)?);
    let effects = rate_gap_by_factor(&[&first[0], &first[1]], &[&second[0], &second[1]]).ok()?;
    let [numerator, denominator] = [effects[0].effect, effects[1].effect];
    let total = ours.value - theirs.value;
    total.is_finite().then_some(DifferenceParts {
        total,
        denominator,
        numerator,
        remainder: total - numerator - denominator,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(numerator: f64, denominator: f64, stands_for: f64) -> CountedShare {
        CountedShare { value: 100.0 * numerator / denominator, numerator, denominator, stands_for }
    }

    #[test]
    fn the_parts_add_up_to_the_difference() {
        for n in [10.0, 200.0, 555.0] {
            for d in [600.0, 1_000.0, 2_500.0] {
                let parts = difference_parts(&share(n, d, 10.0), &share(180.0, 900.0, 1.0)).unwrap();
                assert!((parts.numerator + parts.denominator + parts.remainder - parts.total).abs() < 1e-9);
                assert!(parts.remainder.abs() < 1e-9, "values that are what their counts say leave nothing over");
            }
        }
    }

    #[test]
    fn a_sample_that_counts_alike_differs_in_nothing() {
        let parts = difference_parts(&share(18.0, 90.0, 10.0), &share(180.0, 900.0, 1.0)).unwrap();
        assert!(parts.total.abs() < 1e-9 && parts.numerator.abs() < 1e-9 && parts.denominator.abs() < 1e-9);
    }

    #[test]
    fn what_counts_do_not_explain_is_left_over() {
        let weighted = CountedShare { value: 25.0, ..share(180.0, 900.0, 1.0) };
        let parts = difference_parts(&share(180.0, 900.0, 1.0), &weighted).unwrap();
        assert!((parts.remainder + 5.0).abs() < 1e-9, "{parts:?}");
    }

    #[test]
    fn nobody_to_count_over_has_no_parts() {
        assert_eq!(difference_parts(&share(1.0, 0.0, 1.0), &share(180.0, 900.0, 1.0)), None);
    }
}
