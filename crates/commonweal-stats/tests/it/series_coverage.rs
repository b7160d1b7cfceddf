//! How often 95 % intervals of interrupted series hold the truth, and how often a change is found where there is none.
//!
//! A test run simulates a few hundred series of each kind; `cargo xtask prove its` sets `COMMONWEAL_ITS_SERIES` and
//! `COMMONWEAL_ITS_SEED` and reads the lines that begin with `its: `.

use commonweal_stats::Confidence;
use commonweal_stats::random::Random;
use commonweal_stats::series::{
    Design, Fit, Lags, Plan, Point, SmallSample, iterated, newey_west, ordinary, segmented,
};
use commonweal_stats::special::t_upper_quantile;

/// The promise: coverage of 95 % intervals, and false positives as what is left.
const COVERAGE: std::ops::RangeInclusive<f64> = 93.0..=97.0;
/// The shortest series may err on the safe side by a little more.
const MOST_OF_SHORTEST: f64 = 98.0;
const LENGTHS: [i32; 6] = [24, 36, 48, 60, 84, 120];
const SERIES: u32 = 400;
/// Warming up of the autoregression.
const BEFORE: i32 = 100;

type Interval = (f64, f64);
type Estimator = fn(&[Point], &Plan) -> [Interval; 2];

fn wald(fit: &Fit) -> [Interval; 2] {
    let t = t_upper_quantile(0.025, fit.degrees_of_freedom);
    [2, 3].map(|term| {
        let (centre, reach) = (fit.coefficients[term], t * fit.standard_errors[term]);
        (centre - reach, centre + reach)
    })
}

fn by_default(points: &[Point], plan: &Plan) -> [Interval; 2] {
    let change = segmented(points, plan, Confidence::P95).unwrap().changes()[0];
    [(change.level.lower, change.level.upper), (change.slope.lower, change.slope.upper)]
}

fn by_ols(points: &[Point], plan: &Plan) -> [Interval; 2] {
    wald(&ordinary(&Design::new(points, plan).unwrap()).unwrap())
}

fn by_newey_west(points: &[Point], plan: &Plan) -> [Interval; 2] {
    let design = Design::new(points, plan).unwrap();
    wald(&newey_west(&design, Lags::Automatic, SmallSample::Corrected).unwrap())
}

fn by_glsar(points: &[Point], plan: &Plan) -> [Interval; 2] {
    wald(&iterated(&Design::new(points, plan).unwrap(), 1, 20).unwrap().fit)
}

fn series(random: &mut Random, count: i32, rho: f64, effect: [f64; 2]) -> Vec<Point> {
    let mut error = 0.0;
    let mut points = Vec::new();
    for period in -BEFORE..count {
        error = rho * error + random.normal();
        let after = f64::from((period - count / 2).max(0));
        let step = if period >= count / 2 { effect[0] } else { 0.0 };
        let value = 40.0 + 0.05 * f64::from(period) + step + effect[1] * after + error;
        points.push(Point { period, value });
    }
    points.split_off(BEFORE as usize)
}

/// Counts of one kind of series: for level and slope, held the truth, excluded zero, and summed width.
#[derive(Default, Clone, Copy)]
struct Tally {
    held: [f64; 2],
    found: [f64; 2],
    width: [f64; 2],
}

fn tally(estimator: Estimator, count: i32, rho: f64, effect: [f64; 2], runs: (u32, u64)) -> Tally {
    let mut tally = Tally::default();
    let plan = Plan::at(count / 2);
    let kind = u64::from(count.unsigned_abs()) * 1_000 + (rho * 100.0 + 100.0) as u64 * 2 + u64::from(effect[0] != 0.0);
    for run in 0..u64::from(runs.0) {
        let mut random = Random::part(runs.1 ^ (kind << 32), run);
        let intervals = estimator(&series(&mut random, count, rho, effect), &plan);
        for (measure, (low, high)) in intervals.into_iter().enumerate() {
            tally.held[measure] += f64::from(u8::from(low <= effect[measure] && effect[measure] <= high));
            tally.found[measure] += f64::from(u8::from(low > 0.0 || high < 0.0));
            tally.width[measure] += high - low;
        }
    }
    let share = |counts: [f64; 2], per: f64| counts.map(|count| per * count / f64::from(runs.0));
    Tally { held: share(tally.held, 100.0), found: share(tally.found, 100.0), width: share(tally.width, 1.0) }
}

fn asked<N: std::str::FromStr>(variable: &str, otherwise: N) -> N {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn its_intervals_keep_their_promise() {
    let runs = (asked("COMMONWEAL_ITS_SERIES", SERIES), asked("COMMONWEAL_ITS_SEED", 20_261_123));
    // Four standard errors of a share more, for fewer series than the promise is about; it is for 4,000.
    let slack = if runs.0 >= 4_000 { 0.0 } else { 400.0 * (0.05 * 0.95 / f64::from(runs.0)).sqrt() };
    println!(
        "its: estimator   points  rho effect  coverage, level slope   found, level slope   mean width, level slope"
    );
    let (mut passed, mut failed) = (0, 0);
    let estimators: [(&str, Estimator); 4] =
        [("default", by_default), ("ols", by_ols), ("newey-west", by_newey_west), ("glsar", by_glsar)];
    for (name, estimator) in estimators {
        for count in LENGTHS {
            for rho in [0.0, 0.3, 0.6] {
                for effect in [[0.0, 0.0], [2.0, 0.1]] {
                    let seen = tally(estimator, count, rho, effect, runs);
                    let most = if count == LENGTHS[0] { MOST_OF_SHORTEST } else { *COVERAGE.end() };
                    let within = |share: f64| (COVERAGE.start() - slack..=most + slack).contains(&share);
                    let ([held, also], [found, too], [width, wide]) = (seen.held, seen.found, seen.width);
                    // Promised of the default, up to an autocorrelation of 0.3.
                    let promised = name == "default" && rho < 0.5;
                    let sound = within(held) && within(also);
                    let none = effect[0] == 0.0;
                    let verdict = match (promised, sound && (!none || within(100.0 - found) && within(100.0 - too))) {
                        (true, true) => "passed",
                        (true, false) => "FAILED",
                        (false, _) => "",
                    };
                    passed += u32::from(verdict == "passed");
                    failed += u32::from(verdict == "FAILED");
                    println!(
                        "its: {name:<11} {count:>6} {rho:>4} {:>6}  {held:>14.1} {also:>6.1}   {found:>11.1} {too:>6.1}   {width:>16.3} {wide:>6.4}  {verdict}",
                        if none { "none" } else { "some" }
                    );
                }
            }
        }
    }
    println!("its: {passed} passed, {failed} failed");
    assert!(failed == 0, "{failed} kinds of series are outside the promise");
}
