//! The recipe and the definition are those that ehrQL was measured on: the answer over the first patients is ehrQL's.

use super::QUERY;
use super::recipe;
use crate::Fallible;
use commonweal_cohort::catalogue;
use commonweal_cohort::evaluate::evaluate;
use commonweal_cohort::query::{Cells, Database, Definition, Table, Value};

const PATIENTS: i64 = 1_000;
/// FNV-1a of the answer as CSV. ehrQL's SQLite engine gives the same answer, its means printed to six places.
const ANSWER: u64 = 0x58a4_62ca_8a64_66c3;

/// Asks the definition of the first patients in memory.
pub(super) fn first_patients() -> Fallible<()> {
    let definition = Definition::read(QUERY, &catalogue::ehrql())?;
    let tables = evaluate(&definition, &database())?;
    let answer = tables.first().ok_or("the definition has no dataset")?.to_csv();
    let add = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let sum = answer.bytes().fold(0xcbf2_9ce4_8422_2325, add);
    if sum == ANSWER {
        Ok(())
    } else {
        Err(format!("the first {PATIENTS} patients are answered otherwise: {sum:x}").into())
    }
}

fn database() -> Database {
    let [mut people, mut registrations, mut events, mut medications] = [
        table(&["date_of_birth", "sex", "date_of_death"]),
        table(&["start_date", "end_date", "practice_pseudo_id"]),
        table(&["date", "snomedct_code", "numeric_value"]),
        table(&["date", "dmd_code"]),
    ];
    for patient in recipe::patients(PATIENTS) {
        let add = |table: &mut Table, cells: Cells| table.rows.push((patient.id, cells));
        let born = jiff::civil::date(patient.born.0 as i16, patient.born.1 as i8, 1);
        add(&mut people, vec![Some(Value::Date(born)), text(patient.sex), patient.died.and_then(day)]);
        for (start, end, practice) in &patient.registrations {
            add(&mut registrations, vec![day(*start), end.and_then(day), Some(Value::Int(*practice))]);
        }
        for (on, code, value) in &patient.events {
            add(&mut events, vec![day(*on), text(code), value.and_then(Value::float)]);
        }
        for (on, code) in &patient.medications {
            add(&mut medications, vec![day(*on), text(code)]);
        }
    }
    let names = ["patients", "practice_registrations", "clinical_events", "medications"];
    let tables = names.into_iter().map(Into::into).zip([people, registrations, events, medications]);
    Database { tables: tables.collect() }
}

fn table(header: &[&str]) -> Table {
    Table { header: header.iter().map(|name| (*name).into()).collect(), rows: Vec::new() }
}

fn text(text: &str) -> Option<Value> {
    Some(Value::text(text))
}

fn day(since_1970: i32) -> Option<Value> {
    let span = jiff::Span::new().try_days(since_1970).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(span).ok().map(Value::Date)
}
