//! Made-up people whose answers are worth hiding: clustered, so that small cells are frequent.

use crate::random::Random;

/// What is particular about a population.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// Conditions of a tenth to a third.
    Ordinary,
    /// Conditions of a few in a hundred, in clusters.
    Rare,
    /// Nearly everybody has what is asked about.
    NearlyEverybody,
    /// Neighbourhoods of a few people.
    TinyNeighbourhoods,
    /// One person costs more than all others.
    OneDominates,
}

impl Shape {
    /// Every shape.
    pub const ALL: [Self; 5] =
        [Self::Ordinary, Self::Rare, Self::NearlyEverybody, Self::TinyNeighbourhoods, Self::OneDominates];
}

/// One made-up person at two snapshots.
#[derive(Debug, Clone)]
pub struct Person {
    pub(crate) number: u32,
    pub(crate) msoa: usize,
    pub(crate) practice: usize,
    pub(crate) age: u16,
    pub(crate) sex: &'static str,
    pub(crate) ethnicity: &'static str,
    pub(crate) fifth: usize,
    pub(crate) here: [bool; 2],
    pub(crate) registered_ill: [bool; 2],
    pub(crate) checked: [bool; 2],
    pub(crate) supported: [bool; 2],
    pub(crate) vaccinated: [bool; 2],
    /// Month of a referral, if any, and whether it was answered in time.
    pub(crate) referred: Option<usize>,
    pub(crate) in_time: bool,
    pub(crate) cost: f64,
}

/// People, and the areas they are in.
#[derive(Debug, Clone)]
pub struct Population {
    /// What it was made from.
    pub seed: u64,
    /// What is particular about it.
    pub shape: Shape,
    pub(crate) people: Vec<Person>,
    /// The district of each neighbourhood, and the place of each district.
    pub(crate) district_of: Vec<usize>,
    pub(crate) place_of: Vec<usize>,
}

/// Months of referrals.
pub(crate) const MONTHS: usize = 6;

/// Practices in a network.
pub(crate) const PRACTICES_IN_A_NETWORK: usize = 3;

const ETHNICITIES: [(&str, f64); 7] = [
    ("white", 0.55),
    ("asian", 0.15),
    ("black", 0.10),
    ("mixed", 0.07),
    ("other", 0.04),
    ("not_stated", 0.04),
    ("not_known", 0.05),
];

impl Population {
    /// The population of a seed.
    pub fn generate(seed: u64) -> Self {
        let mut random = Random::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ 0x5eed);
        let shape = Shape::ALL[usize::try_from(seed % Shape::ALL.len() as u64).unwrap_or(0)];
        let (mut district_of, mut place_of) = (Vec::new(), Vec::new());
        for place in 0..2 {
            for _ in 0..random.between(2, 3) {
                district_of.extend(std::iter::repeat_n(place_of.len(), random.between(2, 4)));
                place_of.push(place);
            }
        }
        let mut population = Self { seed, shape, people: Vec::new(), district_of, place_of };
        let share = match shape {
            Shape::Rare => 0.03,
            Shape::NearlyEverybody => 0.96,
            _ => 0.12 + 0.2 * random.share(),
        };
        for msoa in 0..population.district_of.len() {
            let people = match shape {
                Shape::TinyNeighbourhoods => random.between(5, 16),
                _ => random.between(18, 48),
            };
            let fifth = random.between(1, 5);
            // Some neighbourhoods have it often and some hardly ever.
            let local = match shape {
                Shape::NearlyEverybody => 1.0 - (1.0 - share) * 2.0 * random.share(),
                _ => (share * 2.2 * random.share()).min(0.95),
            };
            for _ in 0..people {
                let person = population.person(&mut random, msoa, fifth, local);
                population.people.push(person);
            }
        }
        population
    }

    fn person(&self, random: &mut Random, msoa: usize, fifth: usize, share: f64) -> Person {
        let areas = self.district_of.len();
        let age = match random.below(10) {
            0..2 => random.between(0, 17),
            2..5 => random.between(18, 39),
            5..7 => random.between(40, 64),
            _ => random.between(65, 79) + random.below(2) * random.below(14),
        };
        let mut pick = random.share();
        let ethnicity = ETHNICITIES.iter().find(|(_, share)| {
            pick -= share;
            pick <= 0.0
        });
        // Who moves in or out, and whose answer changes, are few.
        let here = match random.below(250) {
            0 => [true, false],
            1 => [false, true],
            _ => [true, true],
        };
        let twice = |random: &mut Random, share: f64| {
            let first = random.chance(share);
            [first, if random.chance(0.004) { !first } else { first }]
        };
        let registered_ill = twice(random, share);
        let referred = random.chance(0.5).then(|| random.below(MONTHS));
        Person {
            number: u32::try_from(self.people.len()).unwrap_or(u32::MAX),
            msoa,
            practice: if random.chance(0.96) { msoa } else { random.below(areas) },
            age: u16::try_from(age).unwrap_or(0),
            sex: if random.chance(0.5) { "female" } else { "male" },
            ethnicity: ethnicity.map_or("not_known", |(name, _)| name),
            fifth: if random.chance(0.8) { fifth } else { random.between(1, 5) },
            here,
            registered_ill,
            checked: if random.chance(0.6) { [true, true] } else { [false, false] },
            supported: twice(random, share * 0.8),
            vaccinated: twice(random, share.max(0.3)),
            referred,
            in_time: random.chance(if share > 0.5 { 0.9 } else { 0.3 }),
            cost: self.cost(random),
        }
    }

    fn cost(&self, random: &mut Random) -> f64 {
        let usual = 50.0 + 300.0 * random.share();
        let (often, times) = if self.shape == Shape::OneDominates { (0.03, 2_000.0) } else { (0.02, 1_000.0) };
        let cost = if random.chance(often) { usual * times } else { usual };
        cost.round()
    }

    pub(crate) fn districts(&self) -> usize {
        self.place_of.len()
    }

    pub(crate) fn msoas(&self) -> usize {
        self.district_of.len()
    }

    pub(crate) fn pcns(&self) -> usize {
        self.msoas().div_ceil(PRACTICES_IN_A_NETWORK)
    }

    /// How many people there are.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }
}
