//! What a pass is asked to do, as plain data that can travel to another machine.

use crate::cells::CellSpec;
use crate::compiled::Compiled;
use crate::error::EngineError;
use crate::geography::Geography;
use crate::scan::RecordFiles;
use commonweal_cohort::evaluate::Interval;
use commonweal_cohort::query::Definition;
use commonweal_cohort::{Fact, SourceFile};
use std::sync::{Arc, OnceLock};

/// What is asked of everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Questions {
    /// Cohorts and indicators of definition files. Questions are numbered: the cohorts in this order, then the indicators.
    Library {
        /// The definition files, with those they refer to.
        files: Vec<SourceFile>,
        /// Ids of cohorts.
        cohorts: Vec<String>,
        /// Ids of indicators that are counted here.
        indicators: Vec<String>,
    },
    /// The dataset of a query: one question, whether somebody is in its population.
    Query {
        /// The definition as the query language's serialiser prints it, over the records tables.
        definition: String,
    },
}

impl Questions {
    /// The population of a definition's dataset.
    pub fn of_definition(definition: &Definition) -> Self {
        Self::Query { definition: definition.to_string() }
    }
}

/// One reading of the records: all questions, all dates, all cells.
///
/// It holds nothing about a person: which files, which definitions, which areas. It is compiled once, where it is run.
#[derive(Debug, Clone)]
pub struct PassSpec {
    /// What is asked.
    pub questions: Questions,
    /// The dates people are judged at, answered together.
    pub intervals: Vec<Interval>,
    /// The files that are read.
    pub files: RecordFiles,
    /// Which areas addresses and practices are in.
    pub geography: Geography,
    /// The cells to count; totals are counted always.
    pub specs: Vec<CellSpec>,
    /// Facts about people that are asked for besides, for sinks that keep rows.
    pub(crate) facts: Vec<Fact>,
    compiled: OnceLock<Arc<Compiled>>,
}

impl PassSpec {
    /// A pass that counts totals.
    pub fn new(questions: Questions, intervals: Vec<Interval>, files: RecordFiles) -> Self {
        Self {
            questions,
            intervals,
            files,
            geography: Geography::new(),
            specs: Vec::new(),
            facts: Vec::new(),
            compiled: OnceLock::new(),
        }
    }

    /// Counts these cells too.
    pub fn with_cells(mut self, geography: Geography, specs: Vec<CellSpec>) -> Self {
        (self.geography, self.specs) = (geography, specs);
        self.compiled = OnceLock::new();
        self
    }

    pub(crate) fn with_facts(mut self, facts: Vec<Fact>) -> Self {
        self.facts = facts;
        self.compiled = OnceLock::new();
        self
    }

    /// The questions as a program; compiled when first asked for.
    pub(crate) fn compiled(&self) -> Result<Arc<Compiled>, EngineError> {
        if let Some(compiled) = self.compiled.get() {
            return Ok(Arc::clone(compiled));
        }
        let compiled = Arc::new(Compiled::new(self)?);
        Ok(Arc::clone(self.compiled.get_or_init(|| compiled)))
    }
}

impl PartialEq for PassSpec {
    fn eq(&self, other: &Self) -> bool {
        self.questions == other.questions
            && self.intervals == other.intervals
            && self.files == other.files
            && self.geography == other.geography
            && self.specs == other.specs
            && self.facts == other.facts
    }
}
