//! A thread's part: takes batches, gives answers.

use super::batch::Batch;
use super::column::Column;
use super::error::EvaluateError;
use super::interval::Interval;
use super::program::Program;
use super::symbols::Symbols;

/// Evaluates batches; one for each thread.
#[derive(Debug)]
pub struct Worker<'p> {
    program: &'p Program,
    symbols: Symbols,
}

/// What a batch's patients answer at one interval.
#[derive(Debug)]
pub struct Answers<'a> {
    columns: Vec<Vec<&'a Column>>,
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
        Self { program, symbols: Symbols::default() }
    }

    /// The texts of this worker; the texts of its batches are numbers of these.
    pub fn symbols(&mut self) -> &mut Symbols {
        &mut self.symbols
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
        let _ = (batch, intervals, sink, self.program);
        Err(EvaluateError::NotYet)
    }
}

impl Answers<'_> {
    /// An output of an ask, one value for each patient of the batch.
    ///
    /// # Panics
    /// Where the program has no such ask or output.
    pub fn output(&self, ask: usize, output: usize) -> &Column {
        self.columns[ask][output]
    }

    /// The rows of an event table of an ask, for all patients of the batch.
    ///
    /// # Panics
    /// Where the program has no such ask or event table.
    pub fn events(&self, ask: usize, table: usize) -> EventRows<'_> {
        EventRows { people: &[], columns: vec![self.columns[ask][table]] }
    }

    /// The texts that the numbers in columns of text stand for.
    pub fn text(&self, number: u32) -> &str {
        let _ = number;
        ""
    }
}
