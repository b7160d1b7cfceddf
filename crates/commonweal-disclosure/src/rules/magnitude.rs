//! Money, bed days and other magnitudes: who contributes how much, without keeping everybody.

use super::{DOMINANT_SHARE, LEAST_PEOPLE_FOR_MEAN, LEAST_REST_OVER_LARGEST, three_significant_figures};

/// The contributions to one total, kept as its two largest and their sum: enough for the rule, and nothing else about
/// anybody. Its `Debug` tells none.
///
/// ```
/// use commonweal_disclosure::rules::Magnitude;
/// let of = |contributions: &[f64]| contributions.iter().copied().collect::<Magnitude>();
/// assert!(of(&[900.0, 50.0, 30.0, 10.0, 10.0, 0.0, 0.0, 0.0]).shown_total().is_none());
/// assert_eq!(of(&[300.0, 250.0, 250.0, 200.0, 1.0, 1.0, 1.0, 1.0]).shown_total(), Some(1_000.0));
/// ```
#[derive(Clone, Copy, PartialEq, Default)]
pub struct Magnitude {
    people: u64,
    largest: f64,
    second: f64,
    /// Of all but the two largest, by size.
    rest: f64,
    total: f64,
    not_a_number: bool,
}

impl std::fmt::Debug for Magnitude {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Magnitude").finish_non_exhaustive()
    }
}

impl Magnitude {
    /// One person's contribution in all: several of one person are added up before.
    pub fn add(&mut self, contribution: f64) {
        self.people += 1;
        self.not_a_number |= !contribution.is_finite();
        self.total += contribution;
        self.place(contribution.abs());
    }

    /// Those of other people, from another part of the records.
    pub fn join(&mut self, other: &Self) {
        self.people += other.people;
        self.not_a_number |= other.not_a_number;
        self.total += other.total;
        self.rest += other.rest;
        self.place(other.largest);
        self.place(other.second);
    }

    fn place(&mut self, size: f64) {
        let out = if size > self.largest {
            std::mem::replace(&mut self.second, std::mem::replace(&mut self.largest, size))
        } else if size > self.second {
            std::mem::replace(&mut self.second, size)
        } else {
            size
        };
        self.rest += out;
    }

    /// How many people contributed, those with nothing included.
    pub fn people(&self) -> u64 {
        self.people
    }

    /// Whether one or two people make up so much of the total that it would tell theirs.
    pub fn is_dominated(&self) -> bool {
        let (two, all) = (self.largest + self.second, self.largest + self.second + self.rest);
        let some = all > 0.0 && all.is_finite() && !self.not_a_number;
        !some || two / all >= DOMINANT_SHARE || self.rest / self.largest < LEAST_REST_OVER_LARGEST
    }

    /// The total to 3 significant figures, where enough people contributed and none dominates.
    pub fn shown_total(&self) -> Option<f64> {
        let may = self.people >= LEAST_PEOPLE_FOR_MEAN && !self.is_dominated();
        may.then(|| three_significant_figures(self.total))
    }

    /// The mean to 3 significant figures, where the total may be shown: the mean times the people is the total.
    pub fn shown_mean(&self) -> Option<f64> {
        self.shown_total()?;
        Some(three_significant_figures(self.total / self.people as f64))
    }
}

impl FromIterator<f64> for Magnitude {
    fn from_iter<I: IntoIterator<Item = f64>>(contributions: I) -> Self {
        let mut all = Self::default();
        contributions.into_iter().for_each(|contribution| all.add(contribution));
        all
    }
}
