//! The random numbers of Python's `random.Random(seed).random()`, so that the recipe gives the same rows here.
//!
//! Source: Matsumoto and Nishimura, Mersenne Twister, 1998, with their `init_by_array` of 2002.

const LENGTH: usize = 624;

/// MT19937.
pub(super) struct Twister {
    state: [u32; LENGTH],
    at: usize,
}

impl Twister {
    pub(super) fn new(seed: u32) -> Self {
        let mut state = [0_u32; LENGTH];
        state[0] = 19_650_218;
        for at in 1..LENGTH {
            state[at] = mixed(state[at - 1]).wrapping_mul(1_812_433_253).wrapping_add(at as u32);
        }
        let mut at = 1;
        // The key has one number, whose place is 0.
        for _ in 0..LENGTH {
            state[at] = (state[at] ^ mixed(state[at - 1]).wrapping_mul(1_664_525)).wrapping_add(seed);
            at = next(at, &mut state);
        }
        for _ in 1..LENGTH {
            let mixed = mixed(state[at - 1]).wrapping_mul(1_566_083_941);
            state[at] = (state[at] ^ mixed).wrapping_sub(at as u32);
            at = next(at, &mut state);
        }
        state[0] = 0x8000_0000;
        Self { state, at: LENGTH }
    }

    fn number(&mut self) -> u32 {
        if self.at == LENGTH {
            for at in 0..LENGTH {
                let bits = (self.state[at] & 0x8000_0000) | (self.state[(at + 1) % LENGTH] & 0x7fff_ffff);
                let odd = if bits & 1 == 1 { 0x9908_b0df } else { 0 };
                self.state[at] = self.state[(at + 397) % LENGTH] ^ (bits >> 1) ^ odd;
            }
            self.at = 0;
        }
        let mut bits = self.state[self.at];
        self.at += 1;
        bits ^= bits >> 11;
        bits ^= (bits << 7) & 0x9d2c_5680;
        bits ^= (bits << 15) & 0xefc6_0000;
        bits ^ (bits >> 18)
    }

    /// At least 0 and below 1, with 53 bits.
    pub(super) fn share(&mut self) -> f64 {
        let (high, low) = (f64::from(self.number() >> 5), f64::from(self.number() >> 6));
        (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0
    }

    /// `int(random() * end)`.
    pub(super) fn below(&mut self, end: f64) -> i32 {
        (self.share() * end) as i32
    }
}

fn mixed(bits: u32) -> u32 {
    bits ^ (bits >> 30)
}

fn next(at: usize, state: &mut [u32; LENGTH]) -> usize {
    if at + 1 == LENGTH {
        state[0] = state[LENGTH - 1];
        1
    } else {
        at + 1
    }
}
