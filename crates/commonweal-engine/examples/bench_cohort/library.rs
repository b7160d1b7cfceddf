//! The shipped definitions, as files and as questions of one graph.

use crate::Fallible;
use commonweal_cohort::query::{Frame, Graph, NodeId, Series, SeriesId};
use commonweal_cohort::{Library, Lowering, SourceFile};
use commonweal_testkit::sql::Question;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Every definition that is counted from records, as series.
pub(crate) struct Asked {
    pub(crate) graph: Graph,
    pub(crate) cohorts: Vec<String>,
    pub(crate) indicators: Vec<String>,
    /// Cohorts, then the denominator and the numerator of each indicator.
    pub(crate) questions: Vec<Question>,
}

/// Reads the definitions and asks for all of them.
pub(crate) fn asked(files: &[SourceFile]) -> Fallible<Asked> {
    let library = Library::parse(files).map_err(|problems| {
        let first = problems.first().map(ToString::to_string).unwrap_or_default();
        format!("{} problems in the definitions; the first: {first}", problems.len())
    })?;
    let mut graph = Graph::new();
    let mut lowering = Lowering::new(&library, &mut graph);
    let mut questions = Vec::new();
    let cohorts: Vec<String> = library.cohorts.keys().cloned().collect();
    for id in &cohorts {
        let series = lowering.cohort(id)?;
        let others = [series.score, series.band, series.segment].into_iter().flatten();
        let roots = std::iter::once(series.member).chain(others).collect();
        questions.push(Question { id: id.clone(), member: series.member, roots });
    }
    let counted = library.indicators.values().filter(|indicator| !indicator.is_published());
    let indicators: Vec<String> = counted.map(|indicator| indicator.id.clone()).collect();
    for id in &indicators {
        let series = lowering.indicator(id)?;
        let roots: Vec<SeriesId> = [Some(series.denominator), Some(series.numerator), series.expected_millionths]
            .into_iter()
            .flatten()
            .collect();
        for (part, member) in [("denominator", series.denominator), ("numerator", series.numerator)] {
            questions.push(Question { id: format!("{id}_{part}"), member, roots: roots.clone() });
        }
    }
    Ok(Asked { graph, cohorts, indicators, questions })
}

impl Asked {
    /// The columns that the questions look at, by table of the records, `patient_id` among them.
    pub(crate) fn columns(&self) -> BTreeMap<String, BTreeSet<String>> {
        columns(&self.graph, self.questions.iter().flat_map(|question| question.roots.iter().copied()))
    }
}

/// The columns that series look at, by table of the records, `patient_id` among them.
pub(crate) fn columns(graph: &Graph, roots: impl Iterator<Item = SeriesId>) -> BTreeMap<String, BTreeSet<String>> {
    let mut columns: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for node in graph.reachable(roots) {
        let (frame, column) = match node {
            NodeId::Series(id) => match graph.series(id) {
                Series::Column { frame, name } => (graph.base(*frame), &**name),
                _ => continue,
            },
            NodeId::Frame(id) => (graph.base(id), "patient_id"),
        };
        let Frame::Table(reference) = graph.frame(frame) else { continue };
        let Some(schema) = graph.schema(reference) else { continue };
        let of_table = columns.entry(schema.table.to_string()).or_default();
        of_table.extend(["patient_id".to_owned(), column.to_owned()]);
    }
    columns
}

/// Every definition file beneath a folder, cases left out.
pub(crate) fn source_files(folder: &Path) -> Fallible<Vec<SourceFile>> {
    let mut files = Vec::new();
    add_files(folder, folder, &mut files)?;
    Ok(files)
}

fn add_files(root: &Path, folder: &Path, into: &mut Vec<SourceFile>) -> Fallible<()> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if !path.ends_with("case") {
                add_files(root, &path, into)?;
            }
        } else {
            let name = path.strip_prefix(root)?.to_string_lossy().into_owned();
            into.push(SourceFile { path: format!("definitions/{name}"), text: std::fs::read_to_string(&path)? });
        }
    }
    Ok(())
}
