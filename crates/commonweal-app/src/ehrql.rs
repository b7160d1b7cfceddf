//! Studies written in ehrQL: run on tables of their own, and reference vectors checked.

use crate::ehrql_out::{Destination, WrittenTable};
use crate::error::AppError;
use crate::text_files::{read_csv_text, read_text};
use commonweal_cohort::catalogue::{EHRQL_TABLES, ehrql, product};
use commonweal_cohort::evaluate::evaluate;
use commonweal_cohort::query::vectors::{Failure, Report, VectorFile, verify};
use commonweal_cohort::query::{Catalogue, Database, Definition, ResultTable, with_disclosure_control};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A study to run.
#[derive(Debug, Clone)]
pub struct StudyRequest {
    /// The serialised definition.
    pub definition: PathBuf,
    /// The folder with a file for each table, named as the engine names the table.
    pub tables: PathBuf,
    /// Where the answer goes; nowhere if none.
    pub out: Option<String>,
    /// The folder that paths of inline tables begin in; the definition's own if none.
    pub study: Option<PathBuf>,
}

/// What running a study did.
#[derive(Debug)]
pub struct StudySummary {
    /// The answer: `dataset`, its event tables, `measures`.
    pub tables: Vec<ResultTable>,
    /// What was written.
    pub written: Vec<WrittenTable>,
    /// Tables that the definition names and the folder has no file for; they count as empty.
    pub absent: Vec<String>,
    /// Whether small counts of the measures are hidden and the others rounded.
    pub disclosure_control: bool,
}

/// Runs a serialised study on its tables. All of it is held in memory: about 40 bytes a cell.
///
/// # Errors
/// `Study` naming the definition's node or the table's row and column, and what to do; `File` if a file cannot be
/// read or written.
pub fn run_study(request: &StudyRequest) -> Result<StudySummary, AppError> {
    let path = &request.definition;
    let destination = request.out.as_deref().map(Destination::parse).transpose()?;
    let text = read_text(path).map_err(|error| AppError::file("read", path, error))?;
    let definition = Definition::read(&text, &catalogue()).map_err(|error| AppError::study(path, error))?;
    let definition = with_inline_rows(&definition, request)?;
    let (texts, absent) = table_texts(&definition, &request.tables)?;
    let database = Database::from_csv(definition.graph(), |table| texts.get(table).cloned())
        .map_err(|error| AppError::study(&request.tables, error))?;
    let mut tables = evaluate(&definition, &database).map_err(|error| AppError::study(path, error))?;
    let disclosure_control = definition.envelope().and_then(|envelope| envelope.disclosure_control).unwrap_or(false);
    if disclosure_control && definition.measures().is_some() {
        // The measures come last.
        if let Some(measures) = tables.last_mut() {
            *measures = with_disclosure_control(measures);
        }
    }
    let written = destination.map_or_else(|| Ok(Vec::new()), |destination| destination.write(&tables))?;
    Ok(StudySummary { tables, written, absent, disclosure_control })
}

/// Every table a study may name: those of ehrQL's modules and our own.
fn catalogue() -> Catalogue {
    let mut catalogue = ehrql();
    catalogue.extend(&product());
    catalogue
}

/// The definition with the rows of its inline tables read from the study's folder.
fn with_inline_rows(definition: &Definition, request: &StudyRequest) -> Result<Definition, AppError> {
    let files = definition.inline_files();
    if files.is_empty() {
        return Ok(definition.clone());
    }
    let beside = request.definition.parent().unwrap_or(Path::new("."));
    let beside = if beside.as_os_str().is_empty() { Path::new(".") } else { beside };
    let study = request.study.as_deref().unwrap_or(beside);
    let study = study.canonicalize().map_err(|error| AppError::file("read", study, error))?;
    let mut texts = BTreeMap::new();
    for file in files {
        let path = study.join(&file.path);
        let real = path.canonicalize().map_err(|error| AppError::file("read", &path, error))?;
        // A link inside the folder may lead out of it.
        if !real.starts_with(&study) {
            let problem = format!("the file leads out of the study's folder {}; copy it there", study.display());
            return Err(AppError::study(&path, problem));
        }
        texts.insert(file.path, read_csv_text(&real)?);
    }
    definition.with_inline_rows(&texts).map_err(|error| AppError::study(&study, error))
}

type Texts = (BTreeMap<String, String>, Vec<String>);

/// The text of each table that the definition names, and the tables without a file.
fn table_texts(definition: &Definition, folder: &Path) -> Result<Texts, AppError> {
    if !folder.is_dir() {
        return Err(AppError::study(folder, "there is no such folder; name the one that has a file for each table"));
    }
    let (mut texts, mut absent) = (BTreeMap::new(), Vec::new());
    let names: std::collections::BTreeSet<&str> =
        definition.graph().tables().map(|(_, schema)| &*schema.table).collect();
    for name in &names {
        let files = ["csv", "csv.gz", "arrow"].map(|extension| folder.join(format!("{name}.{extension}")));
        let mut found = files.iter().filter(|path| path.is_file());
        match (found.next(), found.next()) {
            (Some(path), None) => {
                texts.insert((*name).to_owned(), read_csv_text(path)?);
            }
            (None, _) => absent.push((*name).to_owned()),
            (Some(first), Some(second)) => {
                let problem = format!("the table `{name}` is in {} too; keep one of the two", second.display());
                return Err(AppError::study(first, problem));
            }
        }
    }
    if texts.is_empty() && !names.is_empty() {
        let wanted: Vec<String> = names.iter().map(|name| format!("{name}.csv")).collect();
        let problem = format!("there is no file for any table of the definition; it wants {}", wanted.join(", "));
        return Err(AppError::study(folder, problem));
    }
    Ok((texts, absent))
}

/// Runs vector files of ehrQL through the engine's evaluator. A file that cannot be read counts as a failure.
pub fn verify_ehrql(files: &[PathBuf]) -> Report {
    let mut unread = Vec::new();
    // What the vectors do not say of a table stands in the program's own catalogue.
    let mut texts = vec![VectorFile { name: "ehrQL's tables".to_owned(), text: EHRQL_TABLES.to_owned() }];
    for path in files {
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        match read_text(path) {
            Ok(text) => texts.push(VectorFile { name, text }),
            Err(error) => unread.push(Failure { vector: name, why: format!("cannot be read: {error}") }),
        }
    }
    let mut report =
        verify(&texts, &|definition, database| evaluate(definition, database).map_err(|error| error.to_string()));
    report.failures.splice(0..0, unread);
    report
}
