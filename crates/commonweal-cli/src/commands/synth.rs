//! `commonweal synth`: made-up people of any number.

use super::{counted, threads};
use crate::arguments::{Synth, SynthFormat};
use crate::display::Stages;
use commonweal_app::{FileFormat, SynthRequest, synth};
use std::process::ExitCode;

pub(crate) fn run(arguments: &Synth) -> anyhow::Result<ExitCode> {
    let out = arguments.out.display();
    let format = match arguments.format {
        SynthFormat::Delta => None,
        SynthFormat::Csv => Some(FileFormat::Csv),
        SynthFormat::Ehrql => Some(FileFormat::Ehrql),
    };
    let request = SynthRequest {
        people: arguments.people,
        seed: arguments.seed,
        out: arguments.out.clone(),
        format,
        threads: threads(arguments.threads),
    };
    let stages = Stages::new();
    let made = synth(&request, &stages)?;
    stages.finish();
    let (people, years) = (counted(made.people), counted(made.person_years.round() as u64));
    eprintln!(
        "Made {people} people up in {out}: {}, with records of {years} years of life. Nobody there exists.",
        made.sample
    );
    for (table, rows) in &made.tables {
        eprintln!("  {table}: {} rows", counted(*rows));
    }
    if made.snapshot.is_some() {
        eprintln!("Next: commonweal refresh --dir {out}");
    }
    Ok(ExitCode::SUCCESS)
}
