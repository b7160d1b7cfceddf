//! Who is on each register by the shipped definitions, counted from written records by the evaluator that the engine
//! runs.

use crate::Population;
use crate::error::SyntheticError;
use crate::files::rows_of;
use crate::health::REGISTERS;
use commonweal_cohort::evaluate::{
    Answers, Ask, Batch, Column, ColumnKind, Interval, NULL_BOOL, NULL_DATE, NULL_FLOAT, NULL_INT, NULL_TEXT, Program,
    Symbols, TableNeed, TableRows, Worker,
};
use commonweal_cohort::query::Graph;
use commonweal_cohort::{Fact, Library, Lowering, days_since_1970, facts};
use commonweal_model::tables::{CLINICAL_EVENTS, RecordsTable, table};
use commonweal_model::{CellValue, ClinicalEventRow, PersonRecords};
use std::collections::BTreeMap;

/// The shipped cohort that counts each register, in the order of `REGISTERS`. None counts the register of osteoporosis
/// with a fracture: the shipped one asks for the diagnosis alone.
pub(super) const COHORTS: [Option<&str>; REGISTERS.len()] = [
    Some("atrial_fibrillation"),
    Some("asthma"),
    Some("cancer"),
    Some("chd"),
    Some("ckd_3_to_5"),
    Some("copd"),
    Some("dementia"),
    Some("depression"),
    Some("diabetes"),
    Some("epilepsy"),
    Some("heart_failure"),
    Some("hypertension"),
    Some("learning_disability"),
    Some("severe_mental_illness"),
    Some("non_diabetic_hyperglycaemia"),
    Some("obesity"),
    None,
    Some("peripheral_arterial_disease"),
    Some("palliative_care"),
    Some("rheumatoid_arthritis"),
    Some("stroke_tia"),
];

/// Facts that a list is made by, in the order in which they are asked for.
const FACTS: [Fact; 4] = [Fact::PracticeCode, Fact::Alive, Fact::Registered, Fact::Age];

/// People with a register, and people on the list that it is a share of: by practice, then by register.
pub(super) type Cells = Vec<[(f64, f64); REGISTERS.len()]>;

/// The definitions of the registers, ready to be asked.
pub(super) struct Questions {
    program: Program,
    /// Each records table that is read, in the program's order.
    tables: Vec<&'static RecordsTable>,
    practices: BTreeMap<String, usize>,
    on: Interval,
}

impl Questions {
    pub(super) fn new(population: &Population, library: &Library) -> Result<Self, SyntheticError> {
        let refused = |error: &dyn std::fmt::Display| SyntheticError::Definitions(error.to_string());
        let mut graph = Graph::new();
        let series = FACTS.map(|fact| facts::series(&mut graph, fact));
        let outputs = series.into_iter().collect::<Result<_, _>>().map_err(|error| refused(&error))?;
        let mut asks = vec![Ask { outputs, event_tables: Vec::new() }];
        let mut lowering = Lowering::new(library, &mut graph);
        for cohort in COHORTS.iter().flatten() {
            let member = lowering.cohort(cohort).map_err(|error| refused(&error))?.member;
            asks.push(Ask { outputs: vec![member], event_tables: Vec::new() });
        }
        let program = Program::compile(&graph, &asks).map_err(|error| refused(&error))?;
        let known = |need: &TableNeed| table(&need.name).ok_or_else(|| refused(&format!("no table `{}`", need.name)));
        let tables = program.tables().iter().map(known).collect::<Result<_, _>>()?;
        let practices = population.practice_codes().iter().cloned().zip(0..).collect();
        Ok(Self { program, tables, practices, on: Interval::on(population.as_of()) })
    }
}

/// People gathered for the definitions to be asked about.
pub(super) struct Asking<'q> {
    questions: &'q Questions,
    worker: Worker<'q>,
    batch: Batch,
}

impl<'q> Asking<'q> {
    pub(super) fn new(questions: &'q Questions) -> Self {
        let empty = |need: &TableNeed| {
            let kinds = need.columns.iter().map(|column| ColumnKind::of(column.value_type));
            TableRows { offsets: vec![0], columns: kinds.map(Column::empty).collect() }
        };
        let tables = questions.program.tables().iter().map(empty).collect();
        let batch = Batch { people: Vec::new(), tables };
        Self { questions, worker: Worker::new(&questions.program), batch }
    }

    pub(super) fn add(&mut self, person: &PersonRecords) {
        self.batch.people.push(person.patient.patient_id);
        let needs = self.questions.program.tables().iter().zip(&self.questions.tables);
        for ((need, table), rows) in needs.zip(&mut self.batch.tables) {
            let symbols = self.worker.symbols();
            let mut number = rows.offsets.last().copied().unwrap_or(0);
            if table.name == CLINICAL_EVENTS.name {
                let added = person.events.iter().filter(|event| add_event(need, event, rows, symbols));
                number += u32::try_from(added.count()).unwrap_or(u32::MAX);
            } else {
                let places: Vec<Option<usize>> = need.columns.iter().map(|column| place(table, &column.name)).collect();
                for cells in rows_of(person, table).iter() {
                    for (column, place) in rows.columns.iter_mut().zip(&places) {
                        push(column, place.and_then(|at| cells.get(at)).unwrap_or(&CellValue::Missing), symbols);
                    }
                    number += 1;
                }
            }
            rows.offsets.push(number);
        }
    }

    /// Asks about everybody gathered, and adds them to the cells.
    pub(super) fn count(mut self, cells: &mut Cells) -> Result<(), SyntheticError> {
        let Questions { practices, on, .. } = self.questions;
        let asked = self.worker.evaluate(&self.batch, &[*on], &mut |_, answers| add_up(answers, practices, cells));
        asked.map_err(|error| SyntheticError::Definitions(error.to_string()))
    }
}

fn add_up(answers: &Answers<'_>, practices: &BTreeMap<String, usize>, cells: &mut Cells) {
    let [practice, alive, registered, age] = std::array::from_fn(|fact| answers.output(0, fact));
    let (Column::Text(codes), Column::Int(ages)) = (practice, age) else { return };
    for (person, (code, age)) in codes.iter().zip(ages).enumerate() {
        let counted = !practice.is_null(person) && holds(alive, person) && holds(registered, person);
        let Some(at) = counted.then(|| practices.get(answers.text(*code))).flatten() else { continue };
        let mut ask = 0;
        for (register, (cohort, cell)) in REGISTERS.iter().zip(COHORTS.iter().zip(&mut cells[*at])) {
            if cohort.is_none() {
                continue;
            }
            ask += 1;
            if *age >= i64::from(register.youngest) {
                cell.0 += f64::from(holds(answers.output(ask, 0), person));
                cell.1 += 1.0;
            }
        }
    }
}

fn holds(claims: &Column, person: usize) -> bool {
    matches!(claims, Column::Bool(claims) if claims[person] == 1)
}

/// Where a column stands among a row's cells, which do not say whose they are.
fn place(table: &RecordsTable, name: &str) -> Option<usize> {
    table.columns.iter().skip(1).position(|column| column.name == name)
}

/// Adds an event, unless its code is none that anybody asks for, as most are; says whether it did.
fn add_event(need: &TableNeed, event: &ClinicalEventRow, rows: &mut TableRows, symbols: &mut Symbols) -> bool {
    if need.codes.is_some() && symbols.find(&event.snomedct_code).is_none() {
        return false;
    }
    for (column, needed) in rows.columns.iter_mut().zip(&need.columns) {
        let cell = match &*needed.name {
            "date" => CellValue::Date(event.date),
            "snomedct_code" => CellValue::Text(event.snomedct_code.clone()),
            _ => event.numeric_value.map_or(CellValue::Missing, CellValue::Real),
        };
        push(column, &cell, symbols);
    }
    true
}

fn push(column: &mut Column, cell: &CellValue, symbols: &mut Symbols) {
    match (column, cell) {
        (Column::Bool(claims), CellValue::Flag(claim)) => claims.push(u8::from(*claim)),
        (Column::Int(numbers), CellValue::Long(number)) => numbers.push(*number),
        (Column::Int(numbers), CellValue::Integer(number)) => numbers.push(i64::from(*number)),
        (Column::Float(numbers), CellValue::Real(number)) => numbers.push(*number),
        (Column::Date(days), CellValue::Date(day)) => days.push(days_since_1970(*day)),
        (Column::Text(texts), CellValue::Text(text)) => texts.push(symbols.intern(text)),
        (Column::Bool(claims), _) => claims.push(NULL_BOOL),
        (Column::Int(numbers), _) => numbers.push(NULL_INT),
        (Column::Float(numbers), _) => numbers.push(NULL_FLOAT),
        (Column::Date(days), _) => days.push(NULL_DATE),
        (Column::Text(texts), _) => texts.push(NULL_TEXT),
    }
}
