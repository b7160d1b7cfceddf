//! The inputs of the comparison with R. No random numbers: value `i` of stream `k` is the fraction of `i` times the root
//! of the `k`-th prime, in doubles, so any language builds the same bits. The sums that other builds of it found are
//! asserted.

/// The primes of the streams.
const PRIMES: [f64; 4] = [2.0, 3.0, 5.0, 7.0];

/// Value `i` (from 1) of stream `k` (from 1): 0 up to 1.
fn u(k: usize, i: usize) -> f64 {
    let v = i as f64 * PRIMES[k - 1].sqrt();
    v - v.floor()
}

fn stream(k: usize, n: usize) -> impl Iterator<Item = f64> {
    (1..=n).map(move |i| u(k, i))
}

#[track_caller]
fn assert_sum(column: &[f64], known: f64) {
    let sum: f64 = column.iter().sum();
    assert!((sum - known).abs() <= 1e-9 * known.abs(), "the recipe gives {sum}, R gave {known}");
}

/// Counts and populations, a million rows.
pub(crate) struct Counts {
    pub(crate) events: Vec<f64>,
    pub(crate) population: Vec<f64>,
}

pub(crate) fn wilson() -> Counts {
    let n = 1_000_000;
    let population: Vec<f64> = stream(1, n).map(|u| 50.0 + (u * 9950.0).floor()).collect();
    let events: Vec<f64> = stream(2, n).zip(&population).map(|(u, n)| (u * (n + 1.0)).floor()).collect();
    assert_sum(&events, 2_512_254_468.0);
    assert_sum(&population, 5_024_503_140.0);
    Counts { events, population }
}

pub(crate) fn rate() -> Counts {
    let n = 1_000_000;
    let events: Vec<f64> = stream(3, n).map(|u| (u * u * u * 500.0).floor()).collect();
    let population: Vec<f64> = stream(4, n).map(|u| 1000.0 + (u * 1e6).floor()).collect();
    assert_sum(&population, 500_999_450_887.0);
    Counts { events, population }
}

/// European Standard Population 2013 in 19 bands.
const STANDARD: [f64; 19] = [
    5000.0, 5500.0, 5500.0, 5500.0, 6000.0, 6000.0, 6500.0, 7000.0, 7000.0, 7000.0, 7000.0, 6500.0, 6000.0, 5500.0,
    5000.0, 4000.0, 2500.0, 1500.0, 1000.0,
];

/// Age bands of 10,000 groups.
pub(crate) struct Bands {
    pub(crate) events: Vec<f64>,
    pub(crate) population: Vec<f64>,
    pub(crate) standard: Vec<f64>,
    pub(crate) reference_events: Vec<f64>,
    pub(crate) reference_population: Vec<f64>,
    pub(crate) starts: Vec<usize>,
}

pub(crate) fn bands() -> Bands {
    let groups = 10_000;
    let n = groups * 19;
    let events: Vec<f64> = stream(1, n).map(|u| (u * u * 40.0).floor()).collect();
    let population: Vec<f64> = stream(2, n).map(|u| 500.0 + (u * 20_000.0).floor()).collect();
    assert_sum(&events, 2_444_378.0);
    assert_sum(&population, 1_994_933_907.0);
    let band = |row: usize| (row % 19 + 1) as f64;
    Bands {
        events,
        population,
        standard: (0..n).map(|row| STANDARD[row % 19]).collect(),
        reference_events: (0..n).map(|row| 1000.0 + 50.0 * band(row)).collect(),
        reference_population: (0..n).map(|row| 1e6 + 1000.0 * band(row)).collect(),
        starts: (0..=groups).map(|group| group * 19).collect(),
    }
}

/// Deaths and people of 7,000 areas in 20 bands.
pub(crate) struct Lives {
    pub(crate) population: Vec<f64>,
    pub(crate) deaths: Vec<f64>,
}

/// The first age of each band.
pub(crate) const START_AGES: [f64; 20] = [
    0.0, 1.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0, 65.0, 70.0, 75.0, 80.0, 85.0, 90.0,
];
const DEATH_RATE: [f64; 20] = [
    400.0, 20.0, 10.0, 10.0, 25.0, 40.0, 50.0, 70.0, 100.0, 150.0, 230.0, 340.0, 520.0, 820.0, 1300.0, 2100.0, 3600.0,
    6300.0, 11000.0, 21000.0,
];

pub(crate) fn lives() -> Lives {
    let n = 7_000 * 20;
    let population: Vec<f64> = stream(1, n).map(|u| 1000.0 + (u * 2000.0).floor()).collect();
    let deaths: Vec<f64> = (0..n)
        .map(|row| {
            let (area, band) = (row / 20 + 1, row % 20);
            let level = 0.7 + 0.6 * u(3, area);
            let expected = DEATH_RATE[band] / 1e5 * level * population[row] * (0.8 + 0.4 * u(2, row + 1));
            let deaths = (expected + u(4, row + 1)).floor();
            let deaths = if band == 19 { deaths.max(1.0) } else { deaths };
            deaths.min(population[row])
        })
        .collect();
    assert_sum(&population, 279_930_409.0);
    assert_sum(&deaths, 6_733_826.0);
    Lives { population, deaths }
}

/// Tenths of 500 areas.
pub(crate) struct Tenths {
    pub(crate) population: Vec<f64>,
    pub(crate) value: Vec<f64>,
    pub(crate) standard_error: Vec<f64>,
    pub(crate) starts: Vec<usize>,
}

pub(crate) fn tenths() -> Tenths {
    let groups = 500;
    let n = groups * 10;
    let population: Vec<f64> = stream(1, n).map(|u| 5000.0 + (u * 10_000.0).floor()).collect();
    let value: Vec<f64> = stream(2, n).enumerate().map(|(i, u)| 70.0 + 0.8 * (i % 10 + 1) as f64 + 2.0 * u).collect();
    let standard_error: Vec<f64> = stream(3, n).map(|u| 0.2 + 0.3 * u).collect();
    assert_sum(&population, 49_998_133.0);
    assert_sum(&value, 377_000.443_259_774);
    assert_sum(&standard_error, 1_749.966_607_336_61);
    Tenths { population, value, standard_error, starts: (0..=groups).map(|group| group * 10).collect() }
}

/// 5,000 series of 36 months.
pub(crate) fn series() -> Vec<f64> {
    let n = 5_000 * 36;
    let value: Vec<f64> = (1..=n).map(|i| 100.0 + 20.0 * (u(1, i) + u(2, i) + u(3, i) - 1.5)).collect();
    assert_sum(&value, 18_000_009.356_329_7);
    value
}
