//! Random numbers that are the same on every machine: each person has a stream of their own.

/// `splitmix64`, begun from a person's number.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn of(seed: u64, stream: u64) -> Self {
        let mut random = Self(seed ^ stream.wrapping_mul(0xd134_2543_de82_ef95));
        random.next();
        random
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// At least 0 and below 1.
    pub(super) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(super) fn happens(&mut self, chance: f64) -> bool {
        self.share() < chance
    }

    /// At least 0 and below `end`, which is above 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    /// As `below`, the small numbers far more often: the codes of a list are used that unevenly.
    pub(super) fn skewed(&mut self, end: usize) -> usize {
        let share = self.share();
        (share * share * share * end as f64) as usize
    }

    pub(super) fn one_of<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }

    /// A whole number whose mean is `mean`, most often below it and at times three times as much.
    pub(super) fn count(&mut self, mean: f64) -> usize {
        let share = self.share();
        let wanted = mean * (0.25 + 2.25 * share * share);
        wanted as usize + usize::from(self.happens(wanted.fract()))
    }

    /// Near enough a normal distribution with mean 0 and standard deviation 1: the sum of four even ones.
    pub(super) fn normal(&mut self) -> f64 {
        let bits = self.next();
        let sum: u64 = [0, 16, 32, 48].map(|shift| (bits >> shift) & 0xffff).iter().sum();
        (sum as f64 / 65_535.0 - 2.0) * 1.732
    }
}
