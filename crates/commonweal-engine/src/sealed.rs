//! The sink for evaluation: a row for each person and date, in a store that nothing shows.
//!
//! Rows are level 2. They have neither the patient's number nor a pseudonym: a row's number says only which rows are one
//! person's. They are written into a folder of their own, readable by its owner alone, with a manifest that says what
//! they are; there is no way from here to a page, a plan or another machine.

use crate::compiled::Compiled;
use crate::day::{Day, day_of};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::sink::{Sink, run_bucket};
use crate::spec::PassSpec;
use commonweal_cohort::Fact;
use commonweal_cohort::evaluate::{Answers, Column};
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::file::properties::WriterProperties;
use serde_json::json;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// A folder for rows about people, not to be shown.
#[derive(Debug)]
pub struct SealedStore {
    folder: PathBuf,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedSummary {
    /// People.
    pub people: u64,
    /// Rows: one for each person and date.
    pub rows: u64,
    /// Columns, in order.
    pub columns: Vec<String>,
}

impl SealedStore {
    /// A new folder of this name under `sealed/` in a workspace. That the workspace may keep rows (made-up people, or a
    /// recorded legal basis) is for the caller to know.
    ///
    /// # Errors
    /// `File` if its name is more than letters, digits, `-` and `_`, if it cannot be made, or is there already: what is
    /// sealed is not written over.
    pub fn create(workspace: &Path, name: &str) -> Result<Self, EngineError> {
        let folder = workspace.join("sealed").join(name);
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
            let message = "a store is named by letters, digits, `-` and `_`".to_owned();
            return Err(EngineError::File { path: folder, message });
        }
        let failed = |e: std::io::Error| EngineError::File { path: folder.clone(), message: e.to_string() };
        std::fs::create_dir_all(workspace.join("sealed")).map_err(failed)?;
        std::fs::create_dir(&folder).map_err(failed)?;
        owner_only(&folder).map_err(failed)?;
        Ok(Self { folder })
    }
}

#[cfg(unix)]
fn owner_only(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn owner_only(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// The rows of one bucket, written as they come.
struct Sealing<'c> {
    spec: &'c PassSpec,
    compiled: &'c Compiled,
    facts: &'c [Fact],
    path: PathBuf,
    writer: Option<ArrowWriter<File>>,
    people: u64,
    rows: u64,
}

impl Sealing<'_> {
    fn failed(&self, message: &dyn std::fmt::Display) -> EngineError {
        EngineError::File { path: self.path.clone(), message: message.to_string() }
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<(), EngineError> {
        if self.writer.is_none() {
            let file = File::create(&self.path).map_err(|e| self.failed(&e))?;
            let properties = WriterProperties::builder()
                .set_compression(Compression::ZSTD(ZstdLevel::default()))
                .set_created_by("commonweal".to_owned())
                .build();
            let writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).map_err(|e| self.failed(&e))?;
            self.writer = Some(writer);
        }
        let written = self.writer.as_mut().map_or(Ok(()), |writer| writer.write(batch));
        written.map_err(|e| self.failed(&e))
    }

    fn finish(mut self) -> Result<(u64, u64), EngineError> {
        if let Some(writer) = self.writer.take() {
            let file = writer.into_inner().map_err(|e| self.failed(&e))?;
            file.sync_all().map_err(|e| self.failed(&e))?;
        }
        Ok((self.people, self.rows))
    }
}

impl Sink for Sealing<'_> {
    fn take(&mut self, interval: usize, people: &[i64], answers: &Answers<'_>) -> Result<(), EngineError> {
        // Each batch comes at every interval, in order; its people are counted once, at the first.
        if interval == 0 {
            self.people += people.len() as u64;
        }
        let first = self.people - people.len() as u64;
        let numbers: Int64Array = (first..self.people).map(u64::cast_signed).collect();
        let day: Day = day_of(self.spec.intervals[interval].end);
        let mut columns: Vec<(String, ArrayRef)> = vec![
            ("row".to_owned(), Arc::new(numbers)),
            ("index_date".to_owned(), Arc::new(Date32Array::from(vec![day; people.len()]))),
        ];
        for fact in self.facts {
            let (ask, output) = self.compiled.fact(*fact);
            columns.push((fact.as_str().to_owned(), array(answers.output(ask, output), answers)));
        }
        for question in &self.compiled.questions {
            for (name, output) in &question.columns {
                let values = array(answers.output(question.ask, *output), answers);
                columns.push((format!("{}.{name}", question.id), values));
            }
        }
        let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, c)| (name, c, true)));
        self.rows += people.len() as u64;
        self.write(&batch.map_err(|e| self.failed(&e))?)
    }
}

/// A column of answers, its nulls as Arrow has them.
fn array(column: &Column, answers: &Answers<'_>) -> ArrayRef {
    let known = |at: usize| !column.is_null(at);
    match column {
        Column::Bool(values) => {
            Arc::new(values.iter().enumerate().map(|(at, v)| known(at).then_some(*v == 1)).collect::<BooleanArray>())
        }
        Column::Int(values) => {
            Arc::new(values.iter().enumerate().map(|(at, v)| known(at).then_some(*v)).collect::<Int64Array>())
        }
        Column::Float(values) => {
            Arc::new(values.iter().enumerate().map(|(at, v)| known(at).then_some(*v)).collect::<Float64Array>())
        }
        Column::Date(values) => {
            Arc::new(values.iter().enumerate().map(|(at, v)| known(at).then_some(*v)).collect::<Date32Array>())
        }
        Column::Text(values) => Arc::new(
            values.iter().enumerate().map(|(at, v)| known(at).then(|| answers.text(*v))).collect::<StringArray>(),
        ),
    }
}

impl Engine {
    /// Writes what a pass finds of each person into a sealed store: the facts, then each question's answers.
    ///
    /// # Errors
    /// As [`Engine::pass`]; `File` if the store cannot be written.
    pub fn seal(&self, spec: &PassSpec, facts: &[Fact], store: &SealedStore) -> Result<SealedSummary, EngineError> {
        let spec = spec.clone().with_facts(facts.to_vec());
        let compiled: Arc<Compiled> = spec.compiled()?;
        spec.files.check(&compiled)?;
        let work = |bucket: usize| {
            let path = store.folder.join(format!("part-{bucket:05}.parquet"));
            let (spec, compiled) = (&spec, &*compiled);
            let mut sealing = Sealing { spec, compiled, facts, path, writer: None, people: 0, rows: 0 };
            run_bucket(spec, compiled, bucket, &AtomicU64::new(0), &mut sealing)?;
            sealing.finish()
        };
        let (mut people, mut rows) = (0, 0);
        self.for_each_bucket(spec.files.buckets(), work, |_, (of_bucket, written)| {
            people += of_bucket;
            rows += written;
            Ok(())
        })?;
        let of_facts = facts.iter().map(|fact| fact.as_str().to_owned());
        let of_questions = compiled
            .questions
            .iter()
            .flat_map(|question| question.columns.iter().map(|(name, _)| format!("{}.{name}", question.id)));
        let columns: Vec<String> =
            ["row", "index_date"].map(str::to_owned).into_iter().chain(of_facts).chain(of_questions).collect();
        let dates: Vec<String> = spec.intervals.iter().map(|interval| interval.end.to_string()).collect();
        let manifest = json!({
            "level": "L2", "shown": "never", "one_row_per": "person and index date; rows of one number and one file are one person's",
            "index_dates": dates, "people": people, "rows": rows, "columns": columns,
        });
        let path = store.folder.join("manifest.json");
        let failed = |e: std::io::Error| EngineError::File { path: path.clone(), message: e.to_string() };
        std::fs::write(&path, format!("{manifest:#}\n")).map_err(failed)?;
        Ok(SealedSummary { people, rows, columns })
    }
}
