//! Chance, the same every time: a stream of numbers for each person.

/// A stream of numbers that depends on a seed and a person alone. `splitmix64` (Steele, Lea and
/// Flood 2014), whose state is a counter, so that streams need no warming up.
#[derive(Debug, Clone)]
pub(crate) struct Chance {
    state: u64,
}

const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

impl Chance {
    /// The stream of one person for one purpose. Purposes have streams of their own, so that a
    /// change to one leaves the others as they were.
    pub(crate) fn new(seed: u64, index: u64, purpose: u64) -> Self {
        let person = mix(mix(seed.wrapping_add(GAMMA)) ^ index.wrapping_mul(GAMMA));
        Self { state: mix(person ^ mix(purpose.wrapping_add(GAMMA))) }
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GAMMA);
        mix(self.state)
    }

    /// From 0, included, to 1, excluded.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True this often.
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// From 0 to one less than `count`, which is at least 1.
    pub(crate) fn below(&mut self, count: i32) -> i32 {
        (self.unit() * f64::from(count)) as i32
    }

    /// Mean 0, standard deviation 1: the sum of twelve uniform numbers less six, which needs no
    /// functions that differ between machines.
    pub(crate) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// Waiting time with this mean, in whole units.
    pub(crate) fn wait(&mut self, mean: f64) -> i32 {
        (-libm::log(1.0 - self.unit()) * mean) as i32
    }
}

/// The things one of which is drawn, each in proportion to its weight.
#[derive(Debug, Clone)]
pub(crate) struct Draw {
    cumulative: Vec<f64>,
}

impl Draw {
    pub(crate) fn new(weights: impl IntoIterator<Item = f64>) -> Self {
        let mut total = 0.0;
        let cumulative = weights
            .into_iter()
            .map(|weight| {
                total += weight;
                total
            })
            .collect();
        Self { cumulative }
    }

    pub(crate) fn total(&self) -> f64 {
        self.cumulative.last().copied().unwrap_or(0.0)
    }

    /// How likely each is, by position.
    pub(crate) fn shares(&self) -> impl Iterator<Item = f64> + '_ {
        let total = self.total();
        let before = std::iter::once(0.0).chain(self.cumulative.iter().copied());
        self.cumulative.iter().zip(before).map(move |(upto, before)| (upto - before) / total)
    }

    /// How likely one is.
    pub(crate) fn share(&self, at: usize) -> f64 {
        let before = at.checked_sub(1).map_or(0.0, |before| self.cumulative[before]);
        (self.cumulative[at] - before) / self.total()
    }

    /// Which one, by position; one without weight never comes, unless nothing has weight.
    pub(crate) fn pick(&self, chance: &mut Chance) -> usize {
        let at = chance.unit() * self.total();
        self.cumulative.partition_point(|upto| *upto <= at).min(self.cumulative.len().saturating_sub(1))
    }
}
