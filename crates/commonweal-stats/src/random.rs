//! Random numbers that are the same on every machine: a seed is part of a method, so that a published limit can be made
//! again.
//!
//! [`Random`] is SplitMix64 (Steele, Lea and Flood 2014): a counter stepped by an odd constant and mixed, with a period
//! of 2⁶⁴, any seed as good as another, and no state to warm up. Normal numbers come from the ziggurat of Marsaglia and
//! Tsang (2000) with 128 layers, in the form of Doornik (2005) in which layer and position use different bits of one
//! draw. Its tables are worked out with libm at first use, and the few draws that need an exponential or a logarithm
//! take it from libm too, so a seed gives the same bytes on every platform.
//!
//! The generator, [`Random`], is for simulation. It must never choose keys, tokens or anything that has to be hard to guess.

use std::sync::LazyLock;

/// A stream of random numbers.
///
/// # Example
/// ```
/// use commonweal_stats::random::Random;
/// let (mut one, mut same) = (Random::seeded(2024), Random::seeded(2024));
/// assert_eq!(one.normal(), same.normal());
/// assert_ne!(one.normal(), Random::seeded(2025).normal());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Random {
    state: u64,
}

impl Random {
    /// The stream of this seed.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::random::Random;
    /// assert_eq!(Random::seeded(1_234_567).bits(), 6_457_827_717_110_365_317); // the authors' own first number
    /// ```
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A stream of its own for each `part` of a piece of work: an area, a thread's share, one of several runs.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::random::Random;
    /// assert_ne!(Random::part(7, 0).bits(), Random::part(7, 1).bits());
    /// ```
    #[must_use]
    pub fn part(seed: u64, part: u64) -> Self {
        // Mixed twice, so that neighbouring parts begin at places of the one long sequence that are far apart.
        let start = Self::seeded(seed).bits() ^ Self::seeded(!part).bits();
        Self { state: Self::seeded(start).bits() }
    }

    /// 64 random bits.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::random::Random;
    /// let mut random = Random::seeded(1);
    /// assert_ne!(random.bits(), random.bits());
    /// ```
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 up to but not including 1, in steps of 2⁻⁵³.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::random::Random;
    /// let share = Random::seeded(1).uniform();
    /// assert!((0.0..1.0).contains(&share));
    /// ```
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A standard normal number.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::random::Random;
    /// let mut random = Random::seeded(1);
    /// let mean = (0..10_000).map(|_| random.normal()).sum::<f64>() / 10_000.0;
    /// assert!(mean.abs() < 0.05);
    /// ```
    pub fn normal(&mut self) -> f64 {
        self.normal_with(&ZIGGURAT)
    }

    /// Fills a column with standard normal numbers.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::random::Random;
    /// let mut draws = [0.0; 3];
    /// Random::seeded(1).normals(&mut draws);
    /// assert_eq!(draws[0], Random::seeded(1).normal());
    /// ```
    pub fn normals(&mut self, draws: &mut [f64]) {
        let ziggurat = &*ZIGGURAT;
        for draw in draws {
            *draw = self.normal_with(ziggurat);
        }
    }

    #[inline]
    fn normal_with(&mut self, ziggurat: &Ziggurat) -> f64 {
        let bits = self.bits();
        let layer = (bits & 127) as usize;
        let position = (bits >> 11) as f64 / (1_u64 << 52) as f64 - 1.0;
        if position.abs() < ziggurat.inside[layer] {
            return position * ziggurat.edge[layer];
        }
        self.normal_near_the_edge(ziggurat, layer, position)
    }

    /// One draw in seventy: between a layer's box and the curve, or beyond the lowest layer.
    #[cold]
    fn normal_near_the_edge(&mut self, ziggurat: &Ziggurat, mut layer: usize, mut position: f64) -> f64 {
        loop {
            if position.abs() < ziggurat.inside[layer] {
                return position * ziggurat.edge[layer];
            }
            if layer == 0 {
                return self.beyond(position < 0.0);
            }
            let x = position * ziggurat.edge[layer];
            let (wide, narrow) = (ziggurat.edge[layer], ziggurat.edge[layer + 1]);
            let low = libm::exp(-0.5 * (wide * wide - x * x));
            let high = libm::exp(-0.5 * (narrow * narrow - x * x));
            if low + self.uniform() * (high - low) < 1.0 {
                return x;
            }
            let bits = self.bits();
            layer = (bits & 127) as usize;
            position = (bits >> 11) as f64 / (1_u64 << 52) as f64 - 1.0;
        }
    }

    /// A draw from the tail beyond the lowest layer (Marsaglia 1964).
    fn beyond(&mut self, negative: bool) -> f64 {
        loop {
            // One minus the number, so that the logarithm is never of zero.
            let x = libm::log(1.0 - self.uniform()) / LOWEST_EDGE;
            let y = libm::log(1.0 - self.uniform());
            if -2.0 * y >= x * x {
                return if negative { x - LOWEST_EDGE } else { LOWEST_EDGE - x };
            }
        }
    }
}

/// Where the lowest of 128 layers of equal area ends, and that area.
const LOWEST_EDGE: f64 = 3.442_619_855_899;
const LAYER_AREA: f64 = 9.912_563_035_262_17e-3;

struct Ziggurat {
    /// How far each layer reaches; the first is the lowest with the tail, as if it were a box.
    edge: [f64; 129],
    /// The part of each layer that is under the curve whatever the height.
    inside: [f64; 128],
}

static ZIGGURAT: LazyLock<Ziggurat> = LazyLock::new(|| {
    let mut edge = [0.0; 129];
    let mut height = libm::exp(-0.5 * LOWEST_EDGE * LOWEST_EDGE);
    edge[0] = LAYER_AREA / height;
    edge[1] = LOWEST_EDGE;
    for layer in 2..128 {
        edge[layer] = libm::sqrt(-2.0 * libm::log(LAYER_AREA / edge[layer - 1] + height));
        height = libm::exp(-0.5 * edge[layer] * edge[layer]);
    }
    let mut inside = [0.0; 128];
    for (layer, part) in inside.iter_mut().enumerate() {
        *part = edge[layer + 1] / edge[layer];
    }
    Ziggurat { edge, inside }
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::{chi_squared_upper_tail, normal_cdf};

    #[test]
    fn uniform_numbers_fill_the_unit_interval_evenly() {
        let mut random = Random::seeded(3);
        let mut counts = [0_u32; 64];
        for _ in 0..640_000 {
            counts[(random.uniform() * 64.0) as usize] += 1;
        }
        let misfit: f64 = counts.iter().map(|&n| (f64::from(n) - 10_000.0).powi(2) / 10_000.0).sum();
        assert!(chi_squared_upper_tail(misfit, 63.0) > 1e-4, "chi-squared {misfit}");
    }

    #[test]
    fn normal_numbers_fall_as_the_normal_distribution_says_tails_included() {
        let mut random = Random::seeded(42);
        let n = 2_000_000;
        let edges = [-4.0, -3.5, -3.0, -2.5, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0];
        let mut counts = [0_u32; 18];
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..n {
            let z = random.normal();
            counts[edges.partition_point(|&edge| edge < z)] += 1;
            sum += z;
            squares += z * z;
        }
        let n = f64::from(n);
        let mut misfit = 0.0;
        for (cell, &count) in counts.iter().enumerate() {
            let below = |edge: usize| if edge == edges.len() { 1.0 } else { normal_cdf(edges[edge]) };
            let expected = n * (below(cell) - if cell == 0 { 0.0 } else { below(cell - 1) });
            misfit += (f64::from(count) - expected).powi(2) / expected;
        }
        assert!(chi_squared_upper_tail(misfit, 17.0) > 1e-4, "chi-squared {misfit}");
        assert!((sum / n).abs() < 4.0 / n.sqrt() && (squares / n - 1.0).abs() < 6.0 / n.sqrt());
    }

    #[test]
    fn parts_of_one_seed_are_not_alike() {
        let (mut one, mut other) = (Random::part(9, 0), Random::part(9, 1));
        let n = 100_000;
        let covariance = (0..n).map(|_| one.normal() * other.normal()).sum::<f64>() / f64::from(n);
        assert!(covariance.abs() < 0.015, "{covariance}");
    }

    #[test]
    fn layers_close_the_curve_at_the_top() {
        let top = ZIGGURAT.edge[127];
        let height = 1.0 - libm::exp(-0.5 * top * top);
        assert!((top * height - LAYER_AREA).abs() < 1e-10, "area of the top layer {}", top * height);
    }
}
