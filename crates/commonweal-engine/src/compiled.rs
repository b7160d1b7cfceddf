//! The questions of a pass, made into one program.

use crate::cells::CellDimension;
use crate::error::EngineError;
use crate::spec::{PassSpec, Questions};
use commonweal_cohort::evaluate::{Ask, Program, TableNeed};
use commonweal_cohort::query::{Definition, Graph, SeriesId};
use commonweal_cohort::{Fact, Library, Lowering, catalogue, facts};
use commonweal_model::Family;
use std::collections::{BTreeMap, BTreeSet};

/// The table that says who there is.
const PEOPLE: &str = "patients";

/// A program, and where in its answers to look.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) program: Program,
    pub(crate) questions: Vec<Asked>,
    /// The ask of the facts, which comes last, and the place of each in it.
    facts: (usize, BTreeMap<Fact, usize>),
    /// The table of people, as it is read; among the program's tables if the program needs it.
    pub(crate) people: TableNeed,
}

/// Where the answer to a question is: outputs of one ask.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) id: String,
    pub(crate) ask: usize,
    pub(crate) numerator: usize,
    /// Who is asked; everybody where there is none.
    pub(crate) denominator: Option<usize>,
    /// Millionths of a person expected.
    pub(crate) expected: Option<usize>,
    /// What else is known of a person: a name and an output.
    pub(crate) columns: Vec<(String, usize)>,
}

/// The ask of one question, while it is put together.
#[derive(Default)]
struct Outputs(Vec<SeriesId>);

impl Outputs {
    fn add(&mut self, series: SeriesId) -> usize {
        self.0.push(series);
        self.0.len() - 1
    }
}

impl Compiled {
    pub(crate) fn new(spec: &PassSpec) -> Result<Self, EngineError> {
        let mut made = Made::default();
        match &spec.questions {
            Questions::Library { files, cohorts, indicators } => {
                let library = Library::parse(files).map_err(|problems| {
                    let first = problems.first().map_or_else(String::new, ToString::to_string);
                    EngineError::Definition(format!("{} problems in the definitions: {first}", problems.len()))
                })?;
                made.library(&library, cohorts, indicators)?;
            }
            Questions::Query { definition } => made.query(definition)?,
        }
        let wanted: BTreeSet<Fact> = spec.facts.iter().copied().chain(facts_of(spec)).collect();
        let mut outputs = Outputs::default();
        let mut places = BTreeMap::new();
        for fact in wanted {
            let series = facts::series(&mut made.graph, fact).map_err(refused)?;
            places.insert(fact, outputs.add(series));
        }
        made.asks.push(Ask { outputs: outputs.0, event_tables: Vec::new() });
        let program = Program::compile(&made.graph, &made.asks).map_err(refused)?;
        let known = program.tables().iter().find(|table| *table.name == *PEOPLE);
        let people = known.cloned().unwrap_or_else(|| TableNeed {
            name: PEOPLE.into(),
            one_row_per_patient: true,
            columns: Vec::new(),
            codes: None,
            parts: Vec::new(),
        });
        Ok(Self { program, questions: made.questions, facts: (made.asks.len() - 1, places), people })
    }

    /// Where a fact is in the answers: ask and output.
    pub(crate) fn fact(&self, fact: Fact) -> (usize, usize) {
        (self.facts.0, *self.facts.1.get(&fact).expect("every fact that is looked up was asked for"))
    }
}

#[derive(Default)]
struct Made {
    graph: Graph,
    asks: Vec<Ask>,
    questions: Vec<Asked>,
}

impl Made {
    fn library(&mut self, library: &Library, cohorts: &[String], indicators: &[String]) -> Result<(), EngineError> {
        let mut lowering = Lowering::new(library, &mut self.graph);
        for id in cohorts {
            let series = lowering.cohort(id).map_err(refused)?;
            let mut outputs = Outputs::default();
            let numerator = outputs.add(series.member);
            let named = [("score", series.score), ("band", series.band), ("segment", series.segment)];
            let others = named.into_iter().filter_map(|(name, series)| Some((name.to_owned(), outputs.add(series?))));
            let columns = std::iter::once(("member".to_owned(), numerator)).chain(others).collect();
            let ask = self.asks.len();
            self.questions.push(Asked { id: id.clone(), ask, numerator, denominator: None, expected: None, columns });
            self.asks.push(Ask { outputs: outputs.0, event_tables: Vec::new() });
        }
        for id in indicators {
            let series = lowering.indicator(id).map_err(refused)?;
            let mut outputs = Outputs::default();
            let (numerator, denominator) = (outputs.add(series.numerator), outputs.add(series.denominator));
            let expected = series.expected_millionths.map(|series| outputs.add(series));
            let columns = vec![("numerator".to_owned(), numerator), ("denominator".to_owned(), denominator)];
            let (ask, denominator) = (self.asks.len(), Some(denominator));
            self.questions.push(Asked { id: id.clone(), ask, numerator, denominator, expected, columns });
            self.asks.push(Ask { outputs: outputs.0, event_tables: Vec::new() });
        }
        Ok(())
    }

    fn query(&mut self, text: &str) -> Result<(), EngineError> {
        let mut known = catalogue::ehrql();
        known.extend(&catalogue::product());
        let definition = Definition::read(text, &known).map_err(refused)?;
        let dataset = definition
            .dataset()
            .ok_or_else(|| EngineError::Definition("the query has no dataset to ask for".to_owned()))?;
        let mut outputs = Outputs::default();
        let numerator = outputs.add(dataset.population);
        let columns = dataset.variables.iter().map(|(name, series)| (name.clone(), outputs.add(*series))).collect();
        let tables = dataset.events.iter().map(|table| table.members.iter().map(|(_, series)| *series).collect());
        self.asks.push(Ask { outputs: outputs.0, event_tables: tables.collect() });
        let id = "dataset".to_owned();
        self.questions.push(Asked { id, ask: 0, numerator, denominator: None, expected: None, columns });
        self.graph = definition.graph().clone();
        Ok(())
    }
}

/// The facts that cells are counted by.
fn facts_of(spec: &PassSpec) -> impl Iterator<Item = Fact> {
    let of_family = |family| match family {
        Family::Residence => Fact::Lsoa21,
        Family::Registration => Fact::PracticeCode,
    };
    let dimensions = spec.specs.iter().flat_map(|cuboid| &cuboid.dimensions).map(CellDimension::fact);
    spec.specs.iter().map(move |cuboid| of_family(cuboid.family)).chain(dimensions)
}

fn refused(error: impl std::fmt::Display) -> EngineError {
    EngineError::Definition(error.to_string())
}
