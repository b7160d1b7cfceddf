//! What is asked of a graph: a dataset of variables, event tables, measures.

use super::empty_patient::is_true_without_rows;
use super::error::{QueryError, RuleError};
use super::graph::{Graph, Rows};
use super::node::{NodeId, Parameter, Series, SeriesId};
use super::value::ValueType;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::fmt;

/// One row for each patient of a population, and tables of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// Who has a row: those for whom this is true.
    pub population: SeriesId,
    /// The columns: name and series with one value per patient.
    pub variables: Vec<(String, SeriesId)>,
    /// The event tables.
    pub events: Vec<EventTable>,
}

/// A table with a row for each row of its members' domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventTable {
    /// The name of the table.
    pub name: String,
    /// The columns: name and series.
    pub members: Vec<(String, SeriesId)>,
}

/// Numerator over denominator in each interval, by group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// The name of the measure.
    pub name: String,
    /// Counted among the denominator: a boolean or a whole number.
    pub numerator: SeriesId,
    /// Who is counted: a boolean, or a whole number above zero.
    pub denominator: SeriesId,
    /// What the rows are grouped by: name and series.
    pub group_by: Vec<(String, SeriesId)>,
    /// First and last day of each interval.
    pub intervals: Vec<(Date, Date)>,
}

/// A dataset, measures, or both, with the graph they are part of.
///
/// Two definitions are equal when they print alike: the numbering of nodes plays no part.
///
/// # Example
/// ```
/// use commonweal_cohort::query::{Catalogue, Dataset, Definition, Graph, TableRef};
/// let catalogue = Catalogue::read(r#"{"ehrql.tables.core": {"patients": {"table": "patients",
///     "one_row_per_patient": true, "columns": {"sex": {"type": "str"}}}}}"#)?;
/// let mut graph = Graph::new();
/// let patients = graph.table(&TableRef::new("ehrql.tables.core", "patients"), &catalogue)?;
/// let (population, sex) = (graph.exists(patients), graph.column(patients, "sex")?);
/// let dataset = Dataset { population, variables: vec![("sex".to_owned(), sex)], events: Vec::new() };
/// let definition = Definition::of_dataset(graph, dataset)?;
/// assert_eq!(Definition::read(&definition.to_string(), &catalogue)?, definition);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Definition {
    pub(super) graph: Graph,
    pub(super) dataset: Option<Dataset>,
    pub(super) measures: Option<Vec<Measure>>,
    pub(super) envelope: Option<Envelope>,
}

/// What stands around a definition when a whole definition file is printed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Envelope {
    /// Whether the measures' counts are to be rounded and small ones hidden; nothing where it is not said.
    pub disclosure_control: Option<bool>,
    /// The permissions the file claims.
    pub claimed_permissions: Vec<String>,
}

impl PartialEq for Definition {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Definition {}

impl Definition {
    /// A definition of a dataset, once its rules are checked.
    ///
    /// # Errors
    /// [`QueryError`] naming the variable or event table where a rule is broken.
    pub fn of_dataset(graph: Graph, dataset: Dataset) -> Result<Self, QueryError> {
        Self { graph, dataset: Some(dataset), measures: None, envelope: None }.checked()
    }

    /// A definition of measures, once their rules are checked.
    ///
    /// # Errors
    /// [`QueryError`] naming the measure where a rule is broken.
    pub fn of_measures(graph: Graph, measures: Vec<Measure>) -> Result<Self, QueryError> {
        Self { graph, dataset: None, measures: Some(measures), envelope: None }.checked()
    }

    /// The nodes.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The dataset, where there is one.
    pub fn dataset(&self) -> Option<&Dataset> {
        self.dataset.as_ref()
    }

    /// The measures, where there are any.
    pub fn measures(&self) -> Option<&[Measure]> {
        self.measures.as_deref()
    }

    /// What stood around the definition, where it came in an envelope.
    pub fn envelope(&self) -> Option<&Envelope> {
        self.envelope.as_ref()
    }

    pub(super) fn checked(self) -> Result<Self, QueryError> {
        if let Some(dataset) = &self.dataset {
            check_dataset(&self.graph, dataset)?;
        }
        if let Some(measures) = &self.measures {
            check_names("measures", measures.iter().map(|measure| measure.name.as_str()))?;
            measures.iter().try_for_each(|measure| check_measure(&self.graph, measure))?;
        }
        Ok(self)
    }

    /// Every series that a dataset asks for, the population first.
    pub fn dataset_roots(dataset: &Dataset) -> impl Iterator<Item = SeriesId> + '_ {
        let members = dataset.events.iter().flat_map(|table| &table.members);
        std::iter::once(dataset.population).chain(dataset.variables.iter().chain(members).map(|(_, series)| *series))
    }

    /// Every series that a measure asks for.
    pub fn measure_roots(measure: &Measure) -> impl Iterator<Item = SeriesId> + '_ {
        [measure.numerator, measure.denominator].into_iter().chain(measure.group_by.iter().map(|(_, series)| *series))
    }
}

impl fmt::Display for Definition {
    /// The definition as JSON, as the query language's own serialiser has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", super::print::definition(self))
    }
}

fn check_dataset(graph: &Graph, dataset: &Dataset) -> Result<(), QueryError> {
    let population = dataset.population;
    one_per_patient(graph, "population", population, "the population")?;
    of_type(graph, "population", population, &[ValueType::Bool], "compare it with something")?;
    if is_true_without_rows(graph, population) {
        return Err(QueryError::new("population", RuleError::EverybodyIsIn));
    }
    check_names("dataset", dataset.variables.iter().map(|(name, _)| name.as_str()))?;
    for (name, series) in &dataset.variables {
        let place = format!("variable `{name}`");
        one_per_patient(graph, &place, *series, "a variable")?;
        single(graph, &place, *series)?;
    }
    check_names("event tables", dataset.events.iter().map(|table| table.name.as_str()))?;
    dataset.events.iter().try_for_each(|table| check_events(graph, table))?;
    for node in graph.reachable(Definition::dataset_roots(dataset)) {
        if let NodeId::Series(id) = node
            && let Series::Parameter(parameter) = graph.series(id)
        {
            let problem = RuleError::ParameterOutsideMeasure { name: Parameter::name(*parameter) };
            return Err(QueryError::new("dataset", problem));
        }
    }
    Ok(())
}

fn check_events(graph: &Graph, table: &EventTable) -> Result<(), QueryError> {
    let place = format!("event table `{}`", table.name);
    check_names(&place, table.members.iter().map(|(name, _)| name.as_str()))?;
    table.members.iter().try_for_each(|(_, series)| single(graph, &place, *series))?;
    let rows = graph
        .common_rows("SeriesCollectionFrame", table.members.iter().map(|(_, series)| *series))
        .map_err(|error| QueryError::new(&place, error))?;
    if rows == Rows::OnePerPatient {
        let problem = RuleError::OneRow { node: "SeriesCollectionFrame".to_owned(), what: "every member" };
        return Err(QueryError::new(&place, problem));
    }
    Ok(())
}

fn check_measure(graph: &Graph, measure: &Measure) -> Result<(), QueryError> {
    let place = format!("measure `{}`", measure.name);
    for (series, what) in [(measure.numerator, "the numerator"), (measure.denominator, "the denominator")] {
        one_per_patient(graph, &place, series, what)?;
        of_type(graph, &place, series, &[ValueType::Bool, ValueType::Int], "compare, count or cast it")?;
    }
    check_names(&place, measure.group_by.iter().map(|(name, _)| name.as_str()))?;
    for (_, series) in &measure.group_by {
        one_per_patient(graph, &place, *series, "a group")?;
        single(graph, &place, *series)?;
    }
    match measure.intervals.iter().position(|(start, end)| start > end) {
        Some(at) => Err(QueryError::new(&place, RuleError::IntervalBackwards { number: at + 1 })),
        None => Ok(()),
    }
}

fn check_names<'a>(place: &str, names: impl Iterator<Item = &'a str>) -> Result<(), QueryError> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(QueryError::new(place, RuleError::SameName { name: name.to_owned() }));
        }
    }
    Ok(())
}

fn one_per_patient(graph: &Graph, place: &str, series: SeriesId, what: &str) -> Result<(), QueryError> {
    match graph.series_rows(series) {
        Rows::OnePerPatient => Ok(()),
        Rows::Many(domain) => {
            let rows = graph.domain_name(domain);
            Err(QueryError::new(place, RuleError::ManyRows { what: what.to_owned(), rows }))
        }
    }
}

fn single(graph: &Graph, place: &str, series: SeriesId) -> Result<(), QueryError> {
    of_type(graph, place, series, &[], "a set may stand only on the right of Function.In")
}

/// Whether a series has single values of one of the types; of any, where none is given.
fn of_type(
    graph: &Graph,
    place: &str,
    series: SeriesId,
    types: &[ValueType],
    fix: &'static str,
) -> Result<(), QueryError> {
    let fits = graph.value_type(series).is_some_and(|own| types.is_empty() || types.contains(&own));
    if fits {
        return Ok(());
    }
    let wanted = match types {
        [] => "of single values",
        [_] => "bool",
        _ => "bool or int",
    };
    let got = graph.series_type(series).to_string();
    Err(QueryError::new(place, RuleError::Type { node: place.to_owned(), field: "series", wanted, got, fix }))
}
