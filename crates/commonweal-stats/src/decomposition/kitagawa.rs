#![doc = include_str!("../../handbook/rate_gap.md")]

use thiserror::Error;

/// The most factors a gap is split into: the work doubles with each.
const MOST_FACTORS: usize = 12;

/// Why a gap between two rates was not decomposed.
///
/// # Example
/// ```
/// use commonweal_stats::decomposition::{RateGapError, RatesByStratum};
/// let area = RatesByStratum { shares: &[0.5, -0.5], rates: &[10.0, 20.0] };
/// assert_eq!(area.crude_rate(), Err(RateGapError::NegativePopulation { index: 1 }));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RateGapError {
    /// There is nothing to compare.
    #[error("there are no strata; give at least one in both populations")]
    NoStrata,
    /// The populations, or their factors, are not described by the same strata.
    #[error("the two populations do not have the same number of strata; give each stratum once in both")]
    Unmatched,
    /// A number is infinite or not a number.
    #[error("{what} of stratum {index} is not a finite number; a decomposition needs every stratum")]
    NotFinite {
        /// Which input.
        what: &'static str,
        /// Position of the stratum.
        index: usize,
    },
    /// A share is below zero.
    #[error("the population of stratum {index} is below zero; check the shares")]
    NegativePopulation {
        /// Position of the stratum.
        index: usize,
    },
    /// All populations are zero.
    #[error("the populations of the strata add up to zero; there is nothing to divide by")]
    NoPopulation,
    /// No factors, or too many.
    #[error("a gap is split into 1 to {most} factors; combine some", most = MOST_FACTORS)]
    WrongNumberOfFactors,
    /// Finite inputs are too extreme for a finite answer.
    #[error("the numbers are too extreme for a finite answer; check the units")]
    TooExtreme,
}

/// One population: how many people, or what share of them, are in each stratum, and the rate of each stratum.
///
/// # Example
/// ```
/// use commonweal_stats::decomposition::RatesByStratum;
/// let area = RatesByStratum { shares: &[0.8, 0.2], rates: &[10.0, 50.0] };
/// assert_eq!(area.crude_rate()?, 18.0);
/// # Ok::<(), commonweal_stats::decomposition::RateGapError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatesByStratum<'a> {
    /// Share of the population in each stratum, 0 to 1. [`RatesByStratum::crude_rate`] and [`rate_gap`] use them as they
    /// are, without making them add up to 1.
    pub shares: &'a [f64],
    /// Rate of each stratum, in any unit.
    pub rates: &'a [f64],
}

impl RatesByStratum<'_> {
    /// The population's own rate: its strata's rates weighted by their shares.
    ///
    /// # Errors
    /// As [`rate_gap`].
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::decomposition::RatesByStratum;
    /// let area = RatesByStratum { shares: &[0.5, 0.5], rates: &[10.0, 20.0] };
    /// assert_eq!(area.crude_rate()?, 15.0);
    /// # Ok::<(), commonweal_stats::decomposition::RateGapError>(())
    /// ```
    pub fn crude_rate(&self) -> Result<f64, RateGapError> {
        self.check()?;
        finite(dot(self.shares, self.rates))
    }

    fn check(&self) -> Result<(), RateGapError> {
        if self.shares.is_empty() {
            return Err(RateGapError::NoStrata);
        }
        if self.shares.len() != self.rates.len() {
            return Err(RateGapError::Unmatched);
        }
        for (index, (share, rate)) in self.shares.iter().zip(self.rates).enumerate() {
            for (what, number) in [("share", *share), ("rate", *rate)] {
                if !number.is_finite() {
                    return Err(RateGapError::NotFinite { what, index });
                }
            }
            if *share < 0.0 {
                return Err(RateGapError::NegativePopulation { index });
            }
        }
        if self.shares.iter().all(|share| *share == 0.0) {
            return Err(RateGapError::NoPopulation);
        }
        Ok(())
    }
}

/// A gap between two rates, split into what the make-up of the populations explains and what the strata's rates do.
///
/// # Example
/// ```
/// use commonweal_stats::decomposition::{RatesByStratum, rate_gap};
/// let first = RatesByStratum { shares: &[0.8, 0.2], rates: &[10.0, 50.0] };
/// let second = RatesByStratum { shares: &[0.6, 0.4], rates: &[10.0, 50.0] };
/// let gap = rate_gap(&first, &second)?;
/// assert!((gap.structure_effect - 8.0).abs() < 1e-12 && gap.rate_effect == 0.0); // older, not sicker
/// # Ok::<(), commonweal_stats::decomposition::RateGapError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct StandardisedRates {
    /// The two populations' own rates.
    pub crude: [f64; 2],
    /// What the two rates would be if both had the average of the strata's rates: only structure differs.
    pub structure_standardised: [f64; 2],
    /// What the two rates would be if both had the average structure: only rates differ.
    pub rate_standardised: [f64; 2],
    /// The second population's own rate minus the first's.
    pub difference: f64,
    /// How much of the difference is the make-up of the populations.
    pub structure_effect: f64,
    /// How much of the difference is the rates within strata.
    pub rate_effect: f64,
    /// The same for each stratum.
    pub strata: Vec<StratumEffect>,
}

/// What one stratum adds to the two effects.
///
/// # Example
/// ```
/// use commonweal_stats::decomposition::StratumEffect;
/// let effect = StratumEffect { structure: -2.0, rate: 5.0 };
/// assert_eq!(effect.structure + effect.rate, 3.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StratumEffect {
    /// Part of the structure effect. A stratum that grew adds and the others take away; only the sum over the strata is
    /// free of where zero is on the scale of the rates.
    pub structure: f64,
    /// Part of the rate effect.
    pub rate: f64,
}

/// Kitagawa's decomposition of the gap between two rates, second minus first: how much is the make-up of the
/// populations, and how much the rates within their strata.
///
/// The two effects add up to the gap: the joint part is shared equally between them. Strata of both are in the same
/// order.
///
/// Source: Kitagawa 1955; Das Gupta 1993, two factors; as `dgnpop`.
///
/// # Errors
/// [`RateGapError`] where there are no strata, they do not match, or a number is missing or a share below zero.
///
/// # Example
/// ```
/// use commonweal_stats::decomposition::{RatesByStratum, rate_gap};
/// let first = RatesByStratum { shares: &[0.8, 0.2], rates: &[10.0, 50.0] };
/// let second = RatesByStratum { shares: &[0.6, 0.4], rates: &[12.0, 60.0] };
/// let gap = rate_gap(&first, &second)?;
/// assert_eq!(format!("{:.1}", gap.difference), "13.2"); // 31.2 - 18.0
/// assert_eq!(format!("{:.1} {:.1}", gap.structure_effect, gap.rate_effect), "8.8 4.4");
/// # Ok::<(), commonweal_stats::decomposition::RateGapError>(())
/// ```
pub fn rate_gap(first: &RatesByStratum<'_>, second: &RatesByStratum<'_>) -> Result<StandardisedRates, RateGapError> {
    first.check()?;
    second.check()?;
    if first.shares.len() != second.shares.len() {
        return Err(RateGapError::Unmatched);
    }
    let average = |a: f64, b: f64| a / 2.0 + b / 2.0;
    let strata: Vec<StratumEffect> = (0..first.shares.len())
        .map(|i| StratumEffect {
            structure: (second.shares[i] - first.shares[i]) * average(first.rates[i], second.rates[i]),
            rate: (second.rates[i] - first.rates[i]) * average(first.shares[i], second.shares[i]),
        })
        .collect();
    let standardised =
        |shares: &[f64], rates: &[f64], rates_too: &[f64]| average(dot(shares, rates), dot(shares, rates_too));
    let [crude_first, crude_second] = [first, second].map(|one| dot(one.shares, one.rates));
    let structure_standardised = [first, second].map(|one| standardised(one.shares, first.rates, second.rates));
    let rate_standardised = [first, second].map(|one| standardised(one.rates, first.shares, second.shares));
    Ok(StandardisedRates {
        crude: [finite(crude_first)?, finite(crude_second)?],
        difference: finite(crude_second - crude_first)?,
        structure_effect: finite(strata.iter().map(|effect| effect.structure).sum())?,
        rate_effect: finite(strata.iter().map(|effect| effect.rate).sum())?,
        structure_standardised,
        rate_standardised,
        strata,
    })
}

/// What one factor explains of the gap between two rates that are products of factors.
///
/// # Example
/// ```
/// use commonweal_stats::decomposition::FactorEffect;
/// let effect = FactorEffect { standardised: [42.0, 45.0], effect: 3.0 };
/// assert_eq!(effect.standardised[1] - effect.standardised[0], effect.effect);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FactorEffect {
    /// The two rates if only this factor differed and all others were averaged.
    pub standardised: [f64; 2],
    /// Their difference, second minus first: the factor's part of the gap.
    pub effect: f64,
}

/// Das Gupta's decomposition of the gap between two rates, each the sum over strata of a product of factors.
///
/// `first` and `second` hold one slice for each factor, with one number for each stratum (a single stratum is a plain
/// product such as births per woman times women per person). One effect is given for each factor, and they add up to the
/// gap; with two factors the answer is Kitagawa's.
///
/// Source: Das Gupta 1993, Standardization and Decomposition of Rates: A User's Manual, chapters 2 and 4.
///
/// # Errors
/// [`RateGapError`] where there are no factors or more than 12, no strata, or numbers do not match or are missing.
///
/// # Example
/// ```
/// use commonweal_stats::decomposition::rate_gap_by_factor;
/// // Das Gupta 1993, example 2.1: average earnings times the proportion who earn
/// let first: [&[f64]; 2] = [&[10_930.0], &[0.717892]];
/// let second: [&[f64]; 2] = [&[16_591.0], &[0.825974]];
/// let effects = rate_gap_by_factor(&first, &second)?;
/// assert_eq!(format!("{:.0} {:.0}", effects[0].effect, effects[1].effect), "4370 1487");
/// # Ok::<(), commonweal_stats::decomposition::RateGapError>(())
/// ```
pub fn rate_gap_by_factor(first: &[&[f64]], second: &[&[f64]]) -> Result<Vec<FactorEffect>, RateGapError> {
    let factors = first.len();
    if factors == 0 || factors > MOST_FACTORS {
        return Err(RateGapError::WrongNumberOfFactors);
    }
    if second.len() != factors {
        return Err(RateGapError::Unmatched);
    }
    let strata = first[0].len();
    if strata == 0 {
        return Err(RateGapError::NoStrata);
    }
    for factor in first.iter().chain(second) {
        if factor.len() != strata {
            return Err(RateGapError::Unmatched);
        }
        if let Some(index) = factor.iter().position(|number| !number.is_finite()) {
            return Err(RateGapError::NotFinite { what: "a factor", index });
        }
    }
    // The rate for every choice of population for each factor: bit `f` of the choice is factor `f` from the second.
    let rate = |choice: usize| -> f64 {
        let factor = |f: usize| if choice >> f & 1 == 1 { second[f] } else { first[f] };
        (0..strata).map(|i| (0..factors).map(|f| factor(f)[i]).product::<f64>()).sum()
    };
    let rates: Vec<f64> = (0..1_usize << factors).map(rate).collect();
    let weights: Vec<f64> = (0..factors).map(|taken| weight(factors, taken)).collect();
    (0..factors)
        .map(|f| {
            let standardised = [0, 1].map(|population: usize| {
                let chosen = (0..rates.len()).filter(|choice| choice >> f & 1 == population);
                chosen
                    .map(|choice| {
                        let taken = choice.count_ones() as usize - population;
                        weights[taken] * rates[choice]
                    })
                    .sum::<f64>()
            });
            let effect = finite(standardised[1] - standardised[0])?;
            Ok(FactorEffect { standardised, effect })
        })
        .collect()
}

/// Das Gupta's weight of a choice in which `taken` of the other factors come from the second population: each number
/// taken weighs the same in all, shared between the ways to take that many.
fn weight(factors: usize, taken: usize) -> f64 {
    let others = factors - 1;
    let ways = (0..taken).fold(1.0, |ways, k| ways * (others - k) as f64 / (k + 1) as f64);
    1.0 / (factors as f64 * ways)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn finite(number: f64) -> Result<f64, RateGapError> {
    if number.is_finite() { Ok(number) } else { Err(RateGapError::TooExtreme) }
}
