//! ehrQL's own workload: 22 variables of patients with about a hundred rows each.
//!
//! `query.json` is what ehrQL's serialiser prints of the definition; the recipe makes the rows
//! that ehrQL was measured on.

mod check;
mod recipe;
mod twister;

use crate::Fallible;
use crate::generate::{Cell, Sheet};
use crate::meter::Meter;
use crate::ours::record_files;
use commonweal_cohort::evaluate::Interval;
use commonweal_engine::{Engine, PassSpec, Questions};
use commonweal_records::{bucket_of, epoch_day};
use recipe::Patient;
use std::path::Path;
use std::sync::Arc;

/// What is asked, as ehrQL's serialiser prints it.
const QUERY: &str = include_str!("query.json");
const BUCKETS: u32 = 8;
/// The definition is asked so many times: once is too short to be measured well.
const RUNS: u32 = 10;

/// Checks the recipe, makes the rows where they are not there, and prints what asking costs.
pub(crate) fn measure(folder: &Path, patients: i64, threads: usize) -> Fallible<()> {
    check::first_patients()?;
    generate(folder, patients)?;
    let questions = Questions::Query { definition: QUERY.to_owned() };
    let day = Interval::on(jiff::civil::date(2024, 3, 31));
    let spec = Arc::new(PassSpec::new(questions, vec![day], record_files(folder)?));
    let engine = Engine::new(Some(threads))?;
    let first = engine.pass(&spec, &|_| ())?;
    let population = first.totals.first().map_or(0, |total| total.numerator);
    println!("rows {} people, {} rows in all\ncount population {population}\nruns {RUNS}", first.people, first.rows);
    let meter = Meter::start()?;
    for _ in 0..RUNS {
        engine.pass(&spec, &|_| ())?;
    }
    meter.print("ehrql")
}

/// Writes the recipe's rows as records, unless they are there.
pub(crate) fn generate(folder: &Path, patients: i64) -> Fallible<()> {
    let mark = folder.join("made");
    let wanted = format!("ehrql, version 2, {patients} patients\n");
    if std::fs::read_to_string(&mark).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    let mut buckets: Vec<Vec<Patient>> = (0..BUCKETS).map(|_| Vec::new()).collect();
    for patient in recipe::patients(patients) {
        buckets[bucket_of(patient.id, BUCKETS) as usize].push(patient);
    }
    for (bucket, patients) in (0..).zip(buckets) {
        write(folder, bucket, patients)?;
    }
    Ok(std::fs::write(mark, wanted)?)
}

fn write(folder: &Path, bucket: u32, patients: Vec<Patient>) -> Fallible<()> {
    let sheet = |table, named: &[&str]| Sheet::create(folder, table, bucket, named);
    let mut people = sheet("patients", &["date_of_birth", "sex", "date_of_death"])?;
    let named = ["start_date", "end_date", "practice_code", "practice_pseudo_id"];
    let mut registrations = sheet("practice_registrations", &named)?;
    let mut events = sheet("clinical_events", &["date", "snomedct_code", "numeric_value"])?;
    let mut medications = sheet("medications", &["date", "dmd_code"])?;
    for mut patient in patients {
        let (id, (year, month)) = (patient.id, patient.born);
        let born = epoch_day(jiff::civil::date(year as i16, month as i8, 1));
        people.push(id, [Cell::Date(born), Cell::Text(patient.sex), Cell::date(patient.died)])?;
        for (start, end, practice) in patient.registrations {
            let code = format!("Y{practice:05}");
            registrations.push(id, [Cell::Date(start), Cell::date(end), Cell::Text(&code), Cell::Long(practice)])?;
        }
        patient.events.sort_by_key(|(day, ..)| *day);
        for (day, code, value) in &patient.events {
            events.push(id, [Cell::Date(*day), Cell::Text(code), value.map_or(Cell::Missing, Cell::Real)])?;
        }
        patient.medications.sort_by_key(|(day, _)| *day);
        for (day, code) in &patient.medications {
            medications.push(id, [Cell::Date(*day), Cell::Text(code)])?;
        }
    }
    for sheet in [people, registrations, events, medications] {
        sheet.finish()?;
    }
    Ok(())
}
