//! A thread's part: takes batches, gives answers.

use super::batch::{Batch, TableRows};
use super::column::Column;
use super::error::EvaluateError;
use super::interval::{Interval, date_of, day_number};
use super::program::Program;
use super::run::{Change, Context, Literals, Scratch, Slot, in_time_order, run, update};
use super::symbols::Symbols;
use crate::query::Value;

/// Evaluates batches; one for each thread.
///
/// # Example
/// ```
/// use commonweal_cohort::evaluate::{Ask, Batch, Column, Interval, Program, TableRows, Worker};
/// use commonweal_cohort::query::{BinaryFunction, Catalogue, Graph, Parameter, TableRef};
/// let catalogue = Catalogue::read(r#"{"ehrql.tables.core": {"clinical_events": {"table": "clinical_events",
///     "one_row_per_patient": false, "columns": {"date": {"type": "date"}}}}}"#)?;
/// let mut graph = Graph::new();
/// let events = graph.table(&TableRef::new("ehrql.tables.core", "clinical_events"), &catalogue)?;
/// let (date, index_date) = (graph.column(events, "date")?, graph.parameter(Parameter::IntervalEnd));
/// let until = graph.binary(BinaryFunction::LE, date, index_date)?;
/// let known = graph.filter(events, until)?;
/// let count = graph.count(known);
///
/// let program = Program::compile(&graph, &[Ask { outputs: vec![count], event_tables: Vec::new() }])?;
/// let mut worker = Worker::new(&program);
/// let rows = TableRows { offsets: vec![0, 2, 2], columns: vec![Column::Date(vec![19_000, 19_365])] };
/// let batch = Batch { people: vec![7, 9], tables: vec![rows] };
/// let dates = [jiff::civil::date(2022, 6, 30), jiff::civil::date(2023, 6, 30)].map(Interval::on);
/// let mut counts = Vec::new();
/// worker.evaluate(&batch, &dates, &mut |_, answers| counts.push(answers.output(0, 0).clone()))?;
/// assert_eq!(counts, [Column::Int(vec![1, 0]), Column::Int(vec![2, 0])]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Worker<'p> {
    program: &'p Program,
    symbols: Symbols,
    /// How many texts the program itself has.
    own_texts: usize,
    literals: Literals,
    slots: Vec<Slot>,
    changes: Vec<Change>,
    scratch: Scratch,
}

/// An interval, whether others of the same batch come before it, and how many days later those after it are.
#[derive(Debug, Clone, Copy)]
struct Turn {
    interval: Interval,
    again: bool,
    days_ahead: i32,
}

impl Turn {
    fn new(intervals: &[Interval], at: usize) -> Self {
        let (interval, after) = (intervals[at], &intervals[at + 1..]);
        let last = after.iter().flat_map(|interval| [interval.start, interval.end]).max();
        let soonest = interval.start.min(interval.end);
        let days_ahead = last.map_or(0, |last| (day_number(last) - day_number(soonest)).max(0));
        Self { interval, again: at > 0, days_ahead }
    }
}

/// What a batch's patients answer at one interval.
pub struct Answers<'a> {
    context: Context<'a>,
}

/// The rows of an event table.
#[derive(Debug, Clone)]
pub struct EventRows<'a> {
    /// Whose row it is: the place in [`Batch::people`].
    pub people: &'a [u32],
    /// The members in the order of [`Ask::event_tables`](super::Ask), each as long as `people`.
    pub columns: Vec<&'a Column>,
}

impl<'p> Worker<'p> {
    /// A worker of a program.
    pub fn new(program: &'p Program) -> Self {
        let mut symbols = Symbols::default();
        let literals = Literals::new(&program.plan, &mut symbols);
        let slots = vec![Slot::default(); program.plan.steps.len()];
        let changes = vec![Change::default(); slots.len()];
        let own_texts = symbols.len();
        Self { program, symbols, own_texts, literals, slots, changes, scratch: Scratch::default() }
    }

    /// The texts of this worker; the texts of its batches are numbers of these.
    pub fn symbols(&mut self) -> &mut Symbols {
        &mut self.symbols
    }

    /// Forgets every text but the program's own, so that columns with ever new texts do not fill the memory. Between
    /// batches; the texts of later batches are given numbers again.
    pub fn forget_texts(&mut self) {
        self.symbols.truncate(self.own_texts);
        self.scratch.forget_texts();
    }

    /// Evaluates a batch at each interval, and calls `sink` with the interval's place and the answers. What does not
    /// depend on the interval is computed once.
    ///
    /// # Errors
    /// [`EvaluateError::Batch`] where the batch is not as [`Program::tables`] says.
    pub fn evaluate(
        &mut self,
        batch: &Batch,
        intervals: &[Interval],
        sink: &mut dyn FnMut(usize, &Answers<'_>),
    ) -> Result<(), EvaluateError> {
        self.check(batch)?;
        let Some(first) = intervals.first() else { return Ok(()) };
        let time_columns = &self.program.plan.time_columns;
        let ordered: Vec<Option<TableRows>> = batch
            .tables
            .iter()
            .zip(time_columns)
            .map(|(rows, column)| column.and_then(|column| in_time_order(rows, column)))
            .collect();
        let tables: Vec<&TableRows> =
            batch.tables.iter().zip(&ordered).map(|(rows, ordered)| ordered.as_ref().unwrap_or(rows)).collect();
        self.run_steps(batch, &tables, Turn { interval: *first, again: false, days_ahead: 0 }, false);
        for at in 0..intervals.len() {
            let turn = Turn::new(intervals, at);
            self.run_steps(batch, &tables, turn, true);
            sink(at, &Answers { context: self.context(batch, &tables, turn) });
        }
        Ok(())
    }

    /// Runs the steps that depend on the interval, or those that do not.
    fn run_steps(&mut self, batch: &Batch, tables: &[&TableRows], turn: Turn, dynamic: bool) {
        let Self { program, symbols, literals, slots, changes, scratch, .. } = self;
        let plan = &program.plan;
        for id in if dynamic { &plan.dynamic_steps } else { &plan.static_steps } {
            // A step may look at all steps before it, and writes into its own slot.
            let mut out = std::mem::take(&mut slots[id.index()]);
            let Turn { interval, again, days_ahead } = turn;
            let people = &batch.people;
            let mut change = std::mem::take(&mut changes[id.index()]);
            let context =
                Context { plan, slots, tables, literals, symbols, people, interval, again, days_ahead, changes };
            match again {
                true => update(&context, *id, scratch, &mut out, &mut change),
                false => run(&context, *id, scratch, &mut out),
            }
            slots[id.index()] = out;
            changes[id.index()] = change;
        }
    }

    fn context<'a>(&'a self, batch: &'a Batch, tables: &'a [&'a TableRows], turn: Turn) -> Context<'a> {
        Context {
            plan: &self.program.plan,
            slots: &self.slots,
            tables,
            literals: &self.literals,
            symbols: &self.symbols,
            people: &batch.people,
            interval: turn.interval,
            again: turn.again,
            days_ahead: turn.days_ahead,
            changes: &self.changes,
        }
    }

    fn check(&self, batch: &Batch) -> Result<(), EvaluateError> {
        let needs = self.program.tables();
        if needs.len() != batch.tables.len() {
            let table = needs.get(batch.tables.len()).map_or_else(String::new, |need| need.name.to_string());
            return Err(EvaluateError::Batch { table, why: "give every table of the program, also one without rows" });
        }
        for (need, rows) in needs.iter().zip(&batch.tables) {
            let wrong = |why| Err(EvaluateError::Batch { table: need.name.to_string(), why });
            let (Some(0), true) = (rows.offsets.first(), rows.offsets.len() == batch.people.len() + 1) else {
                return wrong("give offsets from 0, one more than there are people");
            };
            if !rows.offsets.is_sorted() {
                return wrong("offsets must not fall");
            }
            let count = *rows.offsets.last().unwrap_or(&0) as usize;
            if rows.columns.len() != need.columns.len() || rows.columns.iter().any(|column| column.len() != count) {
                return wrong("give every column, each with as many cells as the last offset says");
            }
            let kinds = rows.columns.iter().map(Column::kind);
            if kinds.ne(need.columns.iter().map(|column| super::column::ColumnKind::of(column.value_type))) {
                return wrong("give each column in the kind of its type");
            }
            if need.one_row_per_patient && rows.offsets.windows(2).any(|bounds| bounds[1] - bounds[0] > 1) {
                return wrong("a patient may have one row only");
            }
        }
        Ok(())
    }
}

impl Answers<'_> {
    /// An output of an ask, one value for each patient of the batch.
    ///
    /// # Panics
    /// Where the program has no such ask or output.
    pub fn output(&self, ask: usize, output: usize) -> &Column {
        self.context.column(self.context.plan.asks[ask].outputs[output])
    }

    /// The rows of an event table of an ask, for all patients of the batch.
    ///
    /// # Panics
    /// Where the program has no such ask or event table.
    pub fn events(&self, ask: usize, table: usize) -> EventRows<'_> {
        let planned = &self.context.plan.asks[ask].event_tables[table];
        let columns = planned.columns.iter().map(|column| self.context.column(*column)).collect();
        EventRows { people: self.context.owners(planned.owners), columns }
    }

    /// The texts that the numbers in columns of text stand for.
    pub fn symbols(&self) -> &Symbols {
        self.context.symbols
    }

    /// The text that a number in a column of text stands for.
    ///
    /// # Panics
    /// Where the number is null, or of another worker.
    pub fn text(&self, number: u32) -> &str {
        self.context.symbols.text(number)
    }

    /// A value of a column of these answers, by its place; nothing is null.
    pub fn value(&self, column: &Column, at: usize) -> Option<Value> {
        if column.is_null(at) {
            return None;
        }
        match column {
            Column::Bool(claims) => Some(Value::Bool(claims[at] == 1)),
            Column::Int(numbers) => Some(Value::Int(numbers[at])),
            Column::Float(numbers) => Value::float(numbers[at]),
            Column::Date(days) => date_of(days[at]).map(Value::Date),
            Column::Text(texts) => Some(Value::Text(self.context.symbols.shared_text(texts[at]))),
        }
    }
}

impl std::fmt::Debug for Answers<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What is in the columns is about people, and is not for a log.
        write!(f, "Answers at {:?} of {} people", self.context.interval, self.context.people.len())
    }
}
