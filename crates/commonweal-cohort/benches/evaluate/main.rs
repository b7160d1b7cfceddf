//! How long the fast evaluator takes without any file beneath it: `cargo bench --package commonweal-cohort --bench
//! evaluate [-- PEOPLE [DATES]]`. Prints nanoseconds of this thread's processor time for each event, at one date and at
//! 36.
//!
//! People and definitions are made up: their numbers (events for each person, how many events have a code of some
//! list, how many lists a definition has) are those of a general practice's records and of the shipped library.

mod definitions;
mod people;

use commonweal_cohort::evaluate::{Ask, Interval, Program, Worker};
use jiff::civil::date;
use std::time::Instant;

const PEOPLE: usize = 20_000;
const PEOPLE_PER_BATCH: usize = 2_000;
const DEFINITIONS: usize = 72;
const ROUNDS: usize = 5;
/// What a reader spends on decoding an event's columns, as measured for the pass over files.
const DECODING_NS: f64 = 8.0;

fn main() {
    let mut said = std::env::args().skip(1).filter_map(|argument| argument.parse().ok());
    let count = said.next().unwrap_or(PEOPLE);
    let only = said.next();
    let (graph, outputs) = definitions::definitions(DEFINITIONS);
    let asks: Vec<Ask> = outputs.into_iter().map(|outputs| Ask { outputs, event_tables: Vec::new() }).collect();
    let begun = Instant::now();
    let program = Program::compile(&graph, &asks).expect("the definitions are sound");
    println!("{} definitions, compiled in {:.1} ms", asks.len(), begun.elapsed().as_secs_f64() * 1e3);

    let mut worker = Worker::new(&program);
    let (batches, events) = people::batches(&program, worker.symbols(), count, PEOPLE_PER_BATCH);
    println!("{count} people, {events} events, batches of {PEOPLE_PER_BATCH} people");
    let last = date(2025, 3, 31);
    let months: Vec<Interval> = (0..36)
        .rev()
        .map(|month| Interval::on(last.checked_sub(jiff::Span::new().months(month)).expect("the year is near 2025")))
        .collect();
    let mut best = Vec::new();
    for dates in only.map_or(vec![1, months.len()], |only| vec![only]) {
        let intervals = &months[months.len() - dates..];
        let mut least = f64::INFINITY;
        let mut members = 0_usize;
        for _ in 0..ROUNDS {
            let begun = processor_seconds();
            members = 0;
            for batch in &batches {
                let mut count = |_: usize, answers: &commonweal_cohort::evaluate::Answers<'_>| {
                    members += people::members(answers.output(0, 0));
                };
                worker.evaluate(batch, intervals, &mut count).expect("the batches are as the program says");
            }
            least = least.min((processor_seconds() - begun) * 1e9 / events as f64);
        }
        println!("{:>2} dates: {least:6.2} ns for each event ({members} in the first definition)", intervals.len());
        best.push(least);
    }
    if let [one, many] = best[..] {
        let (one, many) = (one + DECODING_NS, many + DECODING_NS);
        println!("with {DECODING_NS} ns for decoding, one date takes {:.1} times decoding", one / DECODING_NS);
        println!("and {} dates {:.1} times one date", months.len(), many / one);
    }
}

/// Processor time of this thread, where the system tells it; else the time of the clock.
fn processor_seconds() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(
        || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0.0, |time| time.as_secs_f64()),
        |nanoseconds| nanoseconds / 1e9,
    )
}
