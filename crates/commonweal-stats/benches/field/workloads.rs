//! What is worked out. The columns a workload fills are made before it is timed, and summed after.

use commonweal_stats::columns::{
    Bands, Estimates, IndirectlyStandardised, Reference, Settings, Standardised, crude_rates,
    directly_standardised_rates, indirectly_standardised_rates, proportions, slope_indices,
};
use commonweal_stats::columns::{Line, SlopeIndex, SlopePlan};
use commonweal_stats::control_chart::{Baseline, XmrColumns, xmr_charts};
use commonweal_stats::life_table::{AgeBands, Convention, LifeExpectancies, Mortality, life_expectancies};
use commonweal_stats::parallel::Threads;
use commonweal_stats::{Confidence, Contrast, GradientGroup, Scale, SlopeSimulation};

use crate::inputs::{self, Counts, Lives, START_AGES};
use crate::{Job, Workload};

/// How many times as fast as R a method must be.
const BULK: f64 = 100.0;
/// R works out the shares of all rows at once too.
const VECTORISED: f64 = 10.0;

/// Columns of an answer.
struct Filled {
    value: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Filled {
    fn of(rows: usize) -> Self {
        let column = || vec![0.0; rows];
        Self { value: column(), lower: column(), upper: column(), first: column(), second: column() }
    }

    fn estimates(&mut self) -> Estimates<'_> {
        Estimates { value: &mut self.value, lower: &mut self.lower, upper: &mut self.upper }
    }
}

fn settings(per: f64, threads: Threads) -> Settings {
    Settings { level: Confidence::P95, per, threads }
}

/// The sum of a column's numbers, as R's `sum(x, na.rm = TRUE)`.
fn sum(column: &[f64]) -> f64 {
    column.iter().filter(|number| !number.is_nan()).sum()
}

fn limits(filled: &Filled) -> f64 {
    sum(&filled.lower) + sum(&filled.upper)
}

fn all_three(filled: &Filled) -> f64 {
    sum(&filled.value) + limits(filled)
}

/// Every workload, in the order of R's table.
pub(crate) fn all() -> Vec<Workload> {
    vec![wilson(), rate(), dsr(), isr(), slope(), life(), xmr()]
}

fn wilson() -> Workload {
    let run = |(input, out): &mut (Counts, Filled), threads| {
        proportions(&input.events, &input.population, &settings(1.0, threads), out.estimates())
            .expect("the inputs are sound");
    };
    let state = (inputs::wilson(), Filled::of(1_000_000));
    Workload::new("wilson", VECTORISED, 1e6, "rows", Job { state, run, check: |(_, out)| limits(out) })
}

fn rate() -> Workload {
    let run = |(input, out): &mut (Counts, Filled), threads| {
        crude_rates(&input.events, &input.population, &settings(100_000.0, threads), out.estimates())
            .expect("the inputs are sound");
    };
    let state = (inputs::rate(), Filled::of(1_000_000));
    Workload::new("rate", BULK, 1e6, "rows", Job { state, run, check: |(_, out)| limits(out) })
}

fn dsr() -> Workload {
    let run = |(input, out): &mut (inputs::Bands, Filled), threads| {
        let bands = Bands {
            events: &input.events,
            squared_events: None,
            population: &input.population,
            standard_population: &input.standard,
        };
        let out = Standardised {
            events: &mut out.first,
            population: &mut out.second,
            value: &mut out.value,
            lower: &mut out.lower,
            upper: &mut out.upper,
        };
        directly_standardised_rates(&bands, &input.starts, &settings(100_000.0, threads), out)
            .expect("the inputs are sound");
    };
    let state = (inputs::bands(), Filled::of(10_000));
    Workload::new("dsr", BULK, 1e4, "groups", Job { state, run, check: |(_, out)| all_three(out) })
}

fn isr() -> Workload {
    let run = |(input, observed, out): &mut (inputs::Bands, Vec<f64>, Filled), threads| {
        for (observed, group) in observed.iter_mut().zip(input.starts.windows(2)) {
            *observed = input.events[group[0]..group[1]].iter().sum();
        }
        let reference = Reference::Rows { events: &input.reference_events, population: &input.reference_population };
        let out = IndirectlyStandardised {
            expected: &mut out.first,
            reference_rate: &mut out.second,
            value: &mut out.value,
            lower: &mut out.lower,
            upper: &mut out.upper,
        };
        let settings = settings(100_000.0, threads);
        indirectly_standardised_rates(observed, &input.population, &reference, &input.starts, &settings, out)
            .expect("the inputs are sound");
    };
    let state = (inputs::bands(), vec![0.0; 10_000], Filled::of(10_000));
    Workload::new("isr", BULK, 1e4, "groups", Job { state, run, check: |(_, _, out)| all_three(out) })
}

type Slopes = (Vec<GradientGroup>, Vec<usize>, Vec<SlopeIndex>);

fn slope() -> Workload {
    let run = |(groups, starts, out): &mut Slopes, threads| {
        let simulation = SlopeSimulation {
            level: Confidence::P95,
            contrast: Contrast::LeastMinusMost,
            scale: Scale::Natural,
            repetitions: 1_000,
            seed: 1,
        };
        slope_indices(groups, starts, &SlopePlan { simulation, line: Line::Values }, threads, out)
            .expect("the inputs are sound");
    };
    let input = inputs::tenths();
    let group = |row: usize| GradientGroup {
        population: input.population[row],
        value: input.value[row],
        standard_error: input.standard_error[row],
    };
    let groups = (0..input.value.len()).map(group).collect();
    let state: Slopes = (groups, input.starts, vec![SlopeIndex::MISSING; 500]);
    let check = |(_, _, out): &Slopes| out.iter().map(|index| index.slope.value + index.ratio.value).sum();
    Workload::new("sii", BULK, 500.0, "areas", Job { state, run, check })
}

fn life() -> Workload {
    let run = |(input, bands, out): &mut (Lives, AgeBands, Option<LifeExpectancies>), threads| {
        let mortality = Mortality { bands, deaths: &input.deaths, population: &input.population };
        *out = life_expectancies(&mortality, Convention::CHIANG, threads).ok();
    };
    let bands = AgeBands::starting_at(&START_AGES).expect("ages rise");
    let check = |(_, _, out): &(Lives, AgeBands, Option<LifeExpectancies>)| {
        let out = out.as_ref().expect("the inputs are sound");
        let ages = (0..out.areas()).filter_map(|area| out.area(area).ok()).flatten();
        ages.map(|age| {
            let (lower, upper) = age.limits(Confidence::P95).unwrap_or_default();
            age.years().unwrap_or(0.0) + lower + upper
        })
        .sum()
    };
    Workload::new("le", BULK, 7_000.0, "areas", Job { state: (inputs::lives(), bands, None), run, check })
}

fn xmr() -> Workload {
    let run = |(values, starts, out): &mut (Vec<f64>, Vec<usize>, Option<XmrColumns>), threads| {
        *out = xmr_charts(values, starts, &Baseline::default(), threads).ok();
    };
    let starts = (0..=5_000).map(|series| series * 36).collect();
    let check = |(_, _, out): &(Vec<f64>, Vec<usize>, Option<XmrColumns>)| {
        let out = out.as_ref().expect("the inputs are sound");
        let lines = |segment: &commonweal_stats::control_chart::XmrSegment| {
            36.0 * (segment.limits.lower().unwrap_or(0.0) + segment.limits.upper().unwrap_or(0.0))
        };
        let flags = out.causes.iter().filter(|cause| cause.is_special()).count();
        out.segments.iter().map(lines).sum::<f64>() + flags as f64
    };
    Workload::new("xmr", BULK, 5_000.0, "series", Job { state: (inputs::series(), starts, None), run, check })
}
