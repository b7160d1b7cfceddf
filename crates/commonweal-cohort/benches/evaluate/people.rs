//! Made-up people: about 250 events each over 15 years, three in ten of them with a code of some list.

use super::definitions::{CODES_PER_LIST, LISTS, code};
use commonweal_cohort::evaluate::{
    Batch, Column, ColumnKind, NULL_DATE, NULL_FLOAT, Program, Symbols, TableNeed, TableRows,
};

/// Days from 1970 to the first and the last event.
const FIRST_DAY: i64 = 14_700;
const LAST_DAY: i64 = 20_190;
/// Codes that are in no list.
const BACKGROUND: i64 = 4_000;

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as i64) % limit
    }

    fn one_in(&mut self, times: i64) -> bool {
        self.below(times) == 0
    }
}

/// Batches of people, and how many events they have.
pub(crate) fn batches(program: &Program, symbols: &mut Symbols, people: usize, each: usize) -> (Vec<Batch>, usize) {
    let mut numbers = Numbers(20_261_122);
    let codes = Codes::new(symbols);
    let (mut batches, mut events) = (Vec::new(), 0);
    let all: Vec<i64> = (1..=people as i64).collect();
    for people in all.chunks(each) {
        let tables: Vec<TableRows> =
            program.tables().iter().map(|need| table(need, people.len(), &codes, &mut numbers)).collect();
        for (need, rows) in program.tables().iter().zip(&tables) {
            if ["clinical_events", "medications"].contains(&&*need.name) {
                events += *rows.offsets.last().unwrap_or(&0) as usize;
            }
        }
        batches.push(Batch { people: people.to_vec(), tables });
    }
    (batches, events)
}

/// How many are true.
pub(crate) fn members(column: &Column) -> usize {
    match column {
        Column::Bool(claims) => claims.iter().filter(|claim| **claim == 1).count(),
        _ => 0,
    }
}

fn table(need: &TableNeed, people: usize, codes: &Codes, numbers: &mut Numbers) -> TableRows {
    let name = &*need.name;
    let mut offsets = vec![0];
    let mut columns: Vec<Column> =
        need.columns.iter().map(|column| Column::empty(ColumnKind::of(column.value_type))).collect();
    for _ in 0..people {
        let rows = match name {
            "clinical_events" => 60 + numbers.below(240),
            "medications" => numbers.below(140),
            "practice_registrations" => 1 + i64::from(numbers.one_in(4)),
            _ => 1,
        };
        let mut days: Vec<i64> = (0..rows).map(|_| FIRST_DAY + numbers.below(LAST_DAY - FIRST_DAY)).collect();
        days.sort_unstable();
        for day in days {
            let code = codes.any(name, numbers);
            for (column, need) in columns.iter_mut().zip(&need.columns) {
                match (column, &*need.name) {
                    (Column::Date(cells), "date" | "start_date") => cells.push(day as i32),
                    (Column::Date(cells), "date_of_birth") => cells.push((day - numbers.below(33_000)) as i32),
                    (Column::Date(cells), _) => {
                        cells.push(if numbers.one_in(4) { day as i32 + 400 } else { NULL_DATE });
                    }
                    (Column::Float(cells), _) => {
                        cells.push(if numbers.one_in(3) { NULL_FLOAT } else { (numbers.below(2_000) as f64) / 10.0 });
                    }
                    (Column::Text(cells), _) => cells.push(code),
                    (Column::Int(cells), _) => cells.push(numbers.below(400)),
                    (Column::Bool(cells), _) => cells.push(u8::from(numbers.one_in(2))),
                }
            }
        }
        offsets.push(offsets.last().unwrap_or(&0) + rows as u32);
    }
    TableRows { offsets, columns }
}

/// The numbers of all codes.
struct Codes {
    events: Vec<u32>,
    medications: Vec<u32>,
    background: Vec<u32>,
}

impl Codes {
    fn new(symbols: &mut Symbols) -> Self {
        let mut of = |table| (0..LISTS * CODES_PER_LIST).map(|at| symbols.intern(&code(table, 0, at))).collect();
        let (events, medications) = (of("clinical_events"), of("medications"));
        let background = (0..BACKGROUND).map(|at| symbols.intern(&format!("{}", 500_000_000 + at))).collect();
        Self { events, medications, background }
    }

    /// Three in ten codes are of a list, some lists far more often than others.
    fn any(&self, table: &str, numbers: &mut Numbers) -> u32 {
        if numbers.below(10) >= 3 {
            return self.background[numbers.below(BACKGROUND) as usize];
        }
        let list = numbers.below(LISTS as i64).min(numbers.below(LISTS as i64)) as usize;
        let code = list * CODES_PER_LIST + numbers.below(CODES_PER_LIST as i64) as usize;
        if table == "medications" { self.medications[code] } else { self.events[code] }
    }
}
