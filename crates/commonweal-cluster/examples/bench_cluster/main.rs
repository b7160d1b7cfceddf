//! `bench_cluster FOLDER DEFINITIONS here THREADS` runs the pass of the cohort benchmark in this process;
//! `bench_cluster FOLDER DEFINITIONS cluster EXECUTORS` runs it through a scheduler and executors of one slot each, which
//! are this program started again.
//!
//! Prints what `cargo xtask bench cohort --cluster` reads: the counts, and the cost of the quicker round.

mod machines;
mod question;

use commonweal_cluster::{ClusterRunner, FoldBucketsExec};
use commonweal_engine::{Engine, PassSpec, PassSummary, PersonFoldExec};
use datafusion::physical_plan::displayable;
use machines::Machines;
use question::Question;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// The pass is run so often; the quicker counts.
const ROUNDS: usize = 2;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["role", role @ ..] => Ok(machines::play(role)?),
        [folder, definitions, "here", threads] => {
            let question = Question::read(Path::new(folder), Path::new(definitions))?;
            let engine = Engine::new(Some(threads.parse()?))?;
            measure(&engine, &question, &Machines::none())
        }
        [folder, definitions, "cluster", executors] => {
            let question = Question::read(Path::new(folder), Path::new(definitions))?;
            let plan = FoldBucketsExec::of(&PersonFoldExec::new(Arc::clone(&question.spec))?)?;
            print!("plan {}", displayable(&plan).one_line());
            let machines = Machines::start(executors.parse()?)?;
            let engine = Engine::new(Some(1))?.with_runner(Arc::new(ClusterRunner::new(machines.scheduler())));
            measure(&engine, &question, &machines)
        }
        _ => Err("usage: bench_cluster FOLDER DEFINITIONS here THREADS | cluster EXECUTORS".into()),
    }
}

/// What one round took.
struct Took {
    summary: PassSummary,
    seconds: f64,
    cpu: f64,
}

/// Runs the pass, and prints the counts and the cost of the quicker round.
fn measure(engine: &Engine, question: &Question, machines: &Machines) -> Result<(), Box<dyn Error>> {
    let mut best = round(engine, &question.spec, machines)?;
    for _ in 1..ROUNDS {
        let next = round(engine, &question.spec, machines)?;
        if next.summary != best.summary {
            return Err("two rounds of the same pass counted differently".into());
        }
        if next.seconds < best.seconds {
            best = next;
        }
    }
    let Took { summary, seconds, cpu } = &best;
    println!("rows {} people, {} events, {} rows in all", summary.people, summary.events, summary.rows);
    question.print_counts(summary);
    println!("cost pass {seconds:.4} {cpu:.3} {} {}", summary.bytes_read, machines.peak_kib());
    Ok(())
}

fn round(engine: &Engine, spec: &Arc<PassSpec>, machines: &Machines) -> Result<Took, Box<dyn Error>> {
    let (begun, before) = (Instant::now(), machines.cpu_seconds());
    let summary = engine.pass(spec, &|_| {})?;
    Ok(Took { summary, seconds: begun.elapsed().as_secs_f64(), cpu: machines.cpu_seconds() - before })
}
