//! The cohort engine beside its rivals: makes the records, decodes them, asks the whole shipped library of them.
//!
//! `cargo xtask bench cohort` calls this once for each measurement, so that each has a peak of memory of its own.

mod ehrql;
mod floor;
mod generate;
mod library;
mod meter;
mod ours;
mod records;
mod rivals;

use jiff::civil::{Date, date};
use meter::Meter;
use std::error::Error;
use std::path::Path;

type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The day people are judged at: the last of the records.
const INDEX_DATE: Date = date(2026, 3, 31);

const USAGE: &str = "usage: bench_cohort generate FOLDER DEFINITIONS PEOPLE THREADS
       bench_cohort floor | pass | warm FOLDER DEFINITIONS THREADS [DATES]
       bench_cohort rivals FOLDER DEFINITIONS
       bench_cohort ehrql FOLDER PATIENTS THREADS";

fn main() -> Fallible<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["generate", folder, definitions, people, threads] => {
            let meter = Meter::start()?;
            let rows =
                generate::generate(Path::new(folder), Path::new(definitions), people.parse()?, threads.parse()?)?;
            print!("{rows}");
            meter.print("generate")
        }
        ["ehrql", folder, patients, threads] => ehrql::measure(Path::new(folder), patients.parse()?, threads.parse()?),
        [what @ ("floor" | "pass" | "warm" | "rivals"), folder, definitions, rest @ ..] => {
            let (folder, definitions) = (Path::new(folder), library::source_files(Path::new(definitions))?);
            let asked = library::asked(&definitions)?;
            println!("definitions {} cohorts, {} indicators", asked.cohorts.len(), asked.indicators.len());
            let threads = rest.first().map_or(Ok(1), |threads| threads.parse())?;
            let count: i32 = rest.get(1).map_or(Ok(1), |dates| dates.parse())?;
            let meter = Meter::start()?;
            match *what {
                "rivals" => return rivals::write(folder, &asked, INDEX_DATE),
                "warm" => return ours::warm(folder, &definitions, &asked, INDEX_DATE, threads),
                "floor" => println!("rows {}", floor::decode(folder, &asked.columns(), threads)?),
                _ => ours::pass(folder, &definitions, &asked, &dates(count)?, threads)?,
            }
            meter.print(what)
        }
        _ => Err(USAGE.into()),
    }
}

/// So many ends of months, the index date the last.
fn dates(count: i32) -> Fallible<Vec<Date>> {
    let month = |back| -> Fallible<Date> {
        let first = INDEX_DATE.first_of_month().checked_sub(jiff::Span::new().try_months(back)?)?;
        Ok(first.last_of_month())
    };
    (0..count).rev().map(month).collect()
}
