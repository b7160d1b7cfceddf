//! `bench_cluster PASS.json --executors N`: one pass in this process on N threads, and the same pass
//! through a scheduler and N executors of one slot each, which are this program started again.
//!
//! Prints wall time and CPU seconds of both, their ratio, and whether every cell is equal.

mod machines;

use commonweal_cluster::ClusterRunner;
use commonweal_engine::{Engine, PassSpec, PassSummary};
use machines::{Machines, cpu_seconds};
use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

/// Each way is measured so often; the quickest counts.
const ROUNDS: usize = 3;

/// What one way took.
struct Took {
    summary: PassSummary,
    wall: f64,
    cpu: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["role", role @ ..] => Ok(machines::play(role)?),
        [pass, "--executors", executors] => compare(pass, executors.parse()?),
        _ => Err("usage: bench_cluster PASS.json --executors N".into()),
    }
}

fn compare(pass: &str, executors: usize) -> Result<(), Box<dyn Error>> {
    let spec = Arc::new(PassSpec::from_json(&std::fs::read_to_string(pass)?)?);
    let here = Engine::new(Some(executors))?;
    let alone = quickest(|| measure(&here, &spec, || cpu_seconds(std::process::id())))?;
    let machines = Machines::start(executors)?;
    let there = Engine::new(Some(executors))?.with_runner(Arc::new(ClusterRunner::new(machines.scheduler())));
    let cpu = || cpu_seconds(std::process::id()) + machines.cpu_seconds();
    let spread = quickest(|| measure(&there, &spec, cpu))?;
    println!("in process, {executors} threads: {:.2} s, {:.2} CPU s", alone.wall, alone.cpu);
    println!("cluster, {executors} executors of one slot: {:.2} s, {:.2} CPU s", spread.wall, spread.cpu);
    println!("ratio of wall times: {:.2}; of CPU: {:.2}", spread.wall / alone.wall, spread.cpu / alone.cpu);
    println!(
        "people {}, cells {}, equal: {}",
        spread.summary.people,
        spread.summary.cells.len(),
        equal(&alone, &spread)
    );
    if equal(&alone, &spread) { Ok(()) } else { Err("the cluster counted something else".into()) }
}

fn equal(alone: &Took, spread: &Took) -> bool {
    alone.summary == spread.summary
}

fn measure(engine: &Engine, spec: &Arc<PassSpec>, cpu: impl Fn() -> f64) -> Result<Took, Box<dyn Error>> {
    let (begun, before) = (Instant::now(), cpu());
    let summary = engine.pass(spec, &|_| {})?;
    Ok(Took { summary, wall: begun.elapsed().as_secs_f64(), cpu: cpu() - before })
}

fn quickest(mut way: impl FnMut() -> Result<Took, Box<dyn Error>>) -> Result<Took, Box<dyn Error>> {
    let mut best = way()?;
    for _ in 1..ROUNDS {
        let next = way()?;
        if next.wall < best.wall {
            best = next;
        }
    }
    Ok(best)
}
