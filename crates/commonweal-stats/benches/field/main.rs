//! How fast the methods are beside the field's R packages, on the same inputs: `cargo xtask bench stats`.
//!
//! Each row says what was worked out, the CPU seconds of one thread (the least of several runs), the time it takes on all
//! cores, how many times as fast as R that is by CPU seconds, the target, whether the answer is R's, and how often memory
//! was asked for while it ran on one thread. R's seconds are in `r.csv`; where R and its packages are installed,
//! `rival.R` measures them again on this machine.

mod inputs;
mod workloads;

use std::num::NonZeroUsize;
use std::time::Instant;

use commonweal_stats::parallel::Threads;

const RUNS: usize = 7;
/// R's seconds and check values: id, what, size, CPU seconds, check value.
const R: &str = include_str!("r.csv");

/// Something to work out: an id of `r.csv`, how many times as fast as R it must be, and the work.
pub(crate) struct Workload {
    id: &'static str,
    target: f64,
    units: f64,
    unit: &'static str,
    work: Box<dyn Work>,
}

impl Workload {
    pub(crate) fn new(
        id: &'static str,
        target: f64,
        units: f64,
        unit: &'static str,
        work: impl Work + 'static,
    ) -> Self {
        Self { id, target, units, unit, work: Box::new(work) }
    }
}

/// Work with its inputs and outputs in place.
pub(crate) trait Work {
    /// Does it.
    fn run(&mut self, threads: Threads);
    /// The check value of what was done last.
    fn check(&self) -> f64;
}

/// Work made of a state and what is done with it.
pub(crate) struct Job<S> {
    pub(crate) state: S,
    pub(crate) run: fn(&mut S, Threads),
    pub(crate) check: fn(&S) -> f64,
}

impl<S> Work for Job<S> {
    fn run(&mut self, threads: Threads) {
        (self.run)(&mut self.state, threads);
    }

    fn check(&self) -> f64 {
        (self.check)(&self.state)
    }
}

fn main() {
    let measured_here = std::env::var("COMMONWEAL_R_SECONDS").unwrap_or_default();
    println!(
        "{:<12} {:>26} {:>9} {:>9} {:>22} {:>8} {:>7} {:>7} {:>9} {:>7}",
        "id", "size", "CPU s", "wall s", "throughput", "R CPU s", "ratio", "target", "answer", "allocs"
    );
    let mut short = 0;
    for mut workload in workloads::all() {
        let Some(rival) = Rival::of(R, workload.id) else { continue };
        let rival_here = Rival::of(&measured_here, workload.id).map(|rival| rival.seconds);
        let work = &mut workload.work;
        work.run(Threads::ONE);
        let check = work.check();
        let allocations = allocation_counter::measure(|| work.run(Threads::ONE));
        let cpu = (0..RUNS).map(|_| cpu_seconds(|| work.run(Threads::ONE))).fold(f64::INFINITY, f64::min);
        let wall = (0..RUNS).map(|_| wall_seconds(|| work.run(Threads::All))).fold(f64::INFINITY, f64::min);
        let ratio = rival.seconds / cpu;
        let agrees = (check - rival.check).abs() <= 1e-9 * rival.check.abs();
        work.run(Threads::Exactly(NonZeroUsize::MIN.saturating_add(2)));
        let all = work.check();
        let answer = match (agrees, all.to_bits() == check.to_bits()) {
            (true, true) => "as R",
            (false, _) => "DIFFERS",
            (true, false) => "UNSTABLE",
        };
        short += usize::from(ratio < workload.target || answer != "as R");
        println!(
            "{:<12} {:>26} {:>9.5} {:>9.5} {:>22} {:>8.3} {:>6.0}x {:>6.0}x {:>9} {:>7}{}",
            workload.id,
            rival.size,
            cpu,
            wall,
            format!("{:.2} M {}/s", workload.units / cpu / 1e6, workload.unit),
            rival.seconds,
            ratio,
            workload.target,
            answer,
            allocations.count_total,
            rival_here
                .map(|seconds| format!("  (R on this machine {seconds:.3} s: {:.0}x)", seconds / cpu))
                .unwrap_or_default(),
        );
        if answer != "as R" {
            println!("  check value {check:.15}, R's {:.15}", rival.check);
        }
    }
    println!("{}", if short == 0 { "every target met".to_owned() } else { format!("{short} targets NOT met") });
}

/// What R needed.
struct Rival<'a> {
    size: &'a str,
    seconds: f64,
    check: f64,
}

impl<'a> Rival<'a> {
    fn of(table: &'a str, id: &str) -> Option<Self> {
        let row = table.lines().find(|line| line.split(';').next() == Some(id))?;
        let fields: Vec<&str> = row.split(';').collect();
        Some(Self { size: fields.get(2)?, seconds: fields.get(3)?.parse().ok()?, check: fields.get(4)?.parse().ok()? })
    }
}

/// CPU seconds of this thread, where the system tells them; else seconds by the clock.
fn cpu_seconds(work: impl FnOnce()) -> f64 {
    let on_cpu = || -> Option<f64> {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        Some(text.split_whitespace().next()?.parse::<f64>().ok()? / 1e9)
    };
    let (clock, before) = (Instant::now(), on_cpu());
    work();
    match (before, on_cpu()) {
        (Some(before), Some(after)) if after > before => after - before,
        _ => clock.elapsed().as_secs_f64(),
    }
}

fn wall_seconds(work: impl FnOnce()) -> f64 {
    let clock = Instant::now();
    work();
    clock.elapsed().as_secs_f64()
}
