//! What is asked: the whole shipped library at one date, of the records of the cohort benchmark.

use commonweal_cohort::Library;
use commonweal_cohort::evaluate::Interval;
use commonweal_engine::{PassSpec, PassSummary, Questions, RecordFiles};
use commonweal_testkit::definition_files;
use jiff::civil::{Date, date};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The day people are judged at, as in `cargo xtask bench cohort`.
const INDEX_DATE: Date = date(2026, 3, 31);

/// A pass, and what its questions are called.
pub(crate) struct Question {
    pub(crate) spec: Arc<PassSpec>,
    cohorts: Vec<String>,
    indicators: Vec<String>,
}

impl Question {
    pub(crate) fn read(folder: &Path, definitions: &Path) -> Result<Self, Box<dyn Error>> {
        let mut files = definition_files(definitions)?;
        files.retain(|file| !file.path.split('/').any(|part| part == "case"));
        let library =
            Library::parse(&files).map_err(|problems| format!("{} problems in definitions", problems.len()))?;
        let cohorts: Vec<String> = library.cohorts.keys().cloned().collect();
        let counted = library.indicators.values().filter(|indicator| !indicator.is_published());
        let indicators: Vec<String> = counted.map(|indicator| indicator.id.clone()).collect();
        let questions = Questions::Library { files, cohorts: cohorts.clone(), indicators: indicators.clone() };
        let spec = PassSpec::new(questions, vec![Interval::on(INDEX_DATE)], record_files(folder)?);
        Ok(Self { spec: Arc::new(spec), cohorts, indicators })
    }

    /// A line for each count, as `bench_cohort` prints them.
    pub(crate) fn print_counts(&self, summary: &PassSummary) {
        for total in &summary.totals {
            let question = usize::from(total.question);
            match question.checked_sub(self.cohorts.len()) {
                None => println!("count {} {}", self.cohorts[question], total.numerator),
                Some(indicator) => {
                    let id = &self.indicators[indicator];
                    println!("count {id}_denominator {}\ncount {id}_numerator {}", total.denominator, total.numerator);
                }
            }
        }
    }
}

/// Every table that has files, a file for each bucket.
fn record_files(folder: &Path) -> Result<RecordFiles, Box<dyn Error>> {
    let mut found = RecordFiles::default();
    for table in sorted(&folder.join("records"))? {
        let name = table.file_name().unwrap_or_default().to_string_lossy().into_owned();
        found.tables.insert(name, sorted(&table)?.into_iter().map(|file| vec![file]).collect());
    }
    Ok(found)
}

/// What is in a folder, by name.
fn sorted(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    Ok(paths)
}
