//! Serving ehrQL's tables over ours: a study is built again with our tables beneath it.

use super::ehrql::ehrql;
use super::made::Maker;
use super::product::{MODULE, product, product_ref};
use super::views::{Source, VIEWS, View, ViewRows};
use crate::query::{
    Catalogue, Definition, Frame, FrameId, Graph, InlineTable, NodeId, QueryError, RuleError, Series, SeriesId,
    TableRef, Tables,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

const EHRQL_MODULES: &str = "ehrql.tables.";

/// Something a study asks for that the records do not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotHeld {
    /// The variable, measure or other part that asks for it.
    pub place: String,
    /// The table as the study names it.
    pub table: TableRef,
    /// The column; none where the whole table is not held.
    pub column: Option<String>,
    /// What is held instead.
    pub held: Vec<String>,
}

impl fmt::Display for NotHeld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, table, column, held } = self;
        let held = held.join(", ");
        match column {
            Some(column) => write!(f, "{place}: of `{table}`, the column `{column}` is not held; these are: {held}"),
            None => write!(f, "{place}: the table `{table}` is not held; of its module these are: {held}"),
        }
    }
}

/// Why a study cannot be asked of the records.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ViewError {
    /// It asks for what is not held.
    #[error("the study asks for what the records do not hold; leave it out, or use what there is:\n{}", lines(.0))]
    NotHeld(Vec<NotHeld>),
    /// The study over our tables breaks a rule.
    #[error(transparent)]
    Query(#[from] QueryError),
}

fn lines(missing: &[NotHeld]) -> String {
    missing.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The same study over Commonweal's tables: each of ehrQL's tables becomes ours, and columns that we hold in another
/// shape are worked out (`imd_rounded`, `msoa_code` and others). Our own tables stay as they are.
///
/// `msoas` has the small areas of 2011 of each middle area of 2011, for `msoa_code`.
///
/// # Errors
/// [`ViewError::NotHeld`] naming every table and column that is not held, who asks for it, and what is held instead.
///
/// # Example
/// ```
/// use commonweal_cohort::catalogue::{ehrql, on_records};
/// use commonweal_cohort::query::{Dataset, Definition, Graph, TableRef};
/// let mut graph = Graph::new();
/// let spells = graph.table(&TableRef::new("ehrql.tables.tpp", "apcs"), &ehrql())?;
/// let cost_group = graph.column(spells, "spell_core_hrg_sus")?;
/// let groups = graph.aggregate(commonweal_cohort::query::Aggregation::CountDistinct, cost_group)?;
/// let population = graph.exists(spells);
/// let dataset = Dataset { population, variables: vec![("groups".to_owned(), groups)], events: Vec::new() };
/// let study = Definition::of_dataset(graph, dataset)?;
/// let refused = on_records(&study, &Default::default()).expect_err("there are no cost groups here").to_string();
/// assert!(refused.contains("variable `groups`: of `ehrql.tables.tpp.apcs`, the column `spell_core_hrg_sus` is not held"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn on_records(study: &Definition, msoas: &BTreeMap<String, BTreeSet<String>>) -> Result<Definition, ViewError> {
    let missing = missing(study);
    if !missing.is_empty() {
        return Err(ViewError::NotHeld(missing));
    }
    let product = product();
    let maker = Maker { product: &product, msoas };
    Ok(study.rebuilt(Views { product: &product, maker })?)
}

/// The view that stands for a table; none where it is not held.
fn view(table: &TableRef) -> Option<&'static View> {
    let module = table.module.strip_prefix(EHRQL_MODULES)?;
    VIEWS.iter().find(|view| view.name == &*table.name && view.modules.contains(&module))
}

/// Everything a study asks for that is not held, each once, with the part that asks for it.
fn missing(study: &Definition) -> Vec<NotHeld> {
    let graph = study.graph();
    let mut seen = BTreeSet::new();
    let mut missing = Vec::new();
    for (place, root) in parts(study) {
        for node in graph.reachable([root]) {
            let found = match node {
                NodeId::Frame(id) => match graph.frame(id) {
                    Frame::Table(table) => missing_table(table).map(|held| (table, None, held)),
                    _ => None,
                },
                NodeId::Series(id) => match graph.series(id) {
                    Series::Column { frame, name } => match graph.frame(graph.base(*frame)) {
                        Frame::Table(table) => {
                            missing_column(table, name).map(|held| (table, Some(name.to_string()), held))
                        }
                        _ => None,
                    },
                    _ => None,
                },
            };
            if let Some((table, column, held)) = found
                && seen.insert((table.clone(), column.clone()))
            {
                missing.push(NotHeld { place: place.clone(), table: table.clone(), column, held });
            }
        }
    }
    missing
}

/// Every series a study asks for, with a name for it.
fn parts(study: &Definition) -> Vec<(String, SeriesId)> {
    let mut parts = Vec::new();
    if let Some(dataset) = study.dataset() {
        parts.push(("population".to_owned(), dataset.population));
        parts.extend(dataset.variables.iter().map(|(name, series)| (format!("variable `{name}`"), *series)));
        for table in &dataset.events {
            let place =
                |(name, series): &(String, SeriesId)| (format!("event table `{}`, `{name}`", table.name), *series);
            parts.extend(table.members.iter().map(place));
        }
    }
    for measure in study.measures().into_iter().flatten() {
        parts.extend(Definition::measure_roots(measure).map(|series| (format!("measure `{}`", measure.name), series)));
    }
    parts
}

fn missing_table(table: &TableRef) -> Option<Vec<String>> {
    if &*table.module == MODULE || view(table).is_some() {
        return None;
    }
    let module = table.module.strip_prefix(EHRQL_MODULES).unwrap_or_default();
    let of_module = VIEWS.iter().filter(|view| view.modules.contains(&module));
    let mut held: Vec<String> = of_module.map(|view| view.name.to_owned()).collect();
    if held.is_empty() {
        held = VIEWS
            .iter()
            .filter(|view| view.modules.contains(&"tpp"))
            .map(|view| format!("tpp.{}", view.name))
            .collect();
    }
    held.sort();
    Some(held)
}

fn missing_column(table: &TableRef, column: &str) -> Option<Vec<String>> {
    let view = view(table)?;
    if view.columns.iter().any(|(name, _)| *name == column) {
        return None;
    }
    let catalogue = ehrql();
    let in_module = |name: &str| catalogue.schema(table).is_some_and(|schema| schema.column(name).is_some());
    Some(view.columns.iter().map(|(name, _)| (*name).to_owned()).filter(|name| in_module(name)).collect())
}

struct Views<'a> {
    product: &'a Catalogue,
    maker: Maker<'a>,
}

impl Tables for Views<'_> {
    fn table(&mut self, graph: &mut Graph, table: &TableRef) -> Result<FrameId, RuleError> {
        match view(table).map(|view| view.rows) {
            None => graph.table(table, self.product),
            Some(ViewRows::Of(ours)) => graph.table(&product_ref(ours), self.product),
            Some(ViewRows::HospitalEthnicity) => self.maker.hospital_ethnicity(graph),
        }
    }

    fn inline(&mut self, table: &InlineTable) -> InlineTable {
        table.clone()
    }

    fn column(
        &mut self,
        graph: &mut Graph,
        table: Option<&TableRef>,
        frame: FrameId,
        name: &str,
    ) -> Result<SeriesId, RuleError> {
        let source = table.and_then(view).and_then(|view| view.columns.iter().find(|(column, _)| *column == name));
        match source {
            None | Some((_, Source::Same)) => graph.column(frame, name),
            Some((_, Source::Named(ours))) => graph.column(frame, ours),
            Some((_, Source::Made(made))) => self.maker.column(graph, *made, frame),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_view_has_the_shape_and_types_that_studies_expect() {
        let (ehrql, product, msoas) = (ehrql(), product(), BTreeMap::new());
        let mut views = Views { product: &product, maker: Maker { product: &product, msoas: &msoas } };
        let mut checked = 0;
        for view in VIEWS {
            for module in view.modules {
                let reference = TableRef::new(&format!("{EHRQL_MODULES}{module}"), view.name);
                let schema = ehrql.schema(&reference).unwrap_or_else(|| panic!("ehrQL has no {reference}"));
                let mut graph = Graph::new();
                let frame = views.table(&mut graph, &reference).expect("the table is held");
                let one_row = graph.frame_rows(frame) == crate::query::Rows::OnePerPatient;
                assert_eq!(one_row, schema.one_row_per_patient, "{reference}");
                for (column, value_type) in &schema.columns {
                    if view.columns.iter().any(|(name, _)| *name == &**column) {
                        let series = views.column(&mut graph, Some(&reference), frame, column).expect("it is held");
                        assert_eq!(graph.value_type(series), Some(*value_type), "{reference}.{column}");
                        checked += 1;
                    }
                }
            }
        }
        assert!(checked > 90, "{checked} columns");
    }
}
