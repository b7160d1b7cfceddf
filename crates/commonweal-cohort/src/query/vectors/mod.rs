//! Runs vectors: definitions with tables and the answers that the query language's own engines give.
//!
//! A vector file has one JSON object a line, or is one JSON list. Whoever evaluates gives a function; reading,
//! printing and comparing are the same for all. No vector is treated apart.

mod compare;
mod vector;

use super::catalogue::Catalogue;
use super::definition::Definition;
use super::json::Json;
use super::table::{Database, ResultTable, with_disclosure_control};
pub use compare::difference;
use vector::{Kind, Vector};

/// Answers a definition from a database, or says why not.
pub type Evaluate<'a> = &'a dyn Fn(&Definition, &Database) -> Result<Vec<ResultTable>, String>;

/// A vector that did not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The file and the vector's id.
    pub vector: String,
    /// What differed.
    pub why: String,
}

/// What came of some vectors.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Vectors that agree.
    pub passed: usize,
    /// Vectors that do not.
    pub failures: Vec<Failure>,
}

/// The text of a file of vectors, or of a catalogue of tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VectorFile {
    /// What the file is called in the report.
    pub name: String,
    /// Its text, unpacked.
    pub text: String,
}

/// Runs every vector of some files.
///
/// Tables that a vector does not describe are looked up in what the other vectors say of them, and in the files that
/// hold a catalogue instead of vectors. A line that is no vector counts as a failure, and the others still run.
///
/// # Example
/// ```
/// use commonweal_cohort::query::vectors::{VectorFile, verify};
/// let text = r#"{"id": "a", "kind": "invalid", "query": {"value": {"ref": "1"}, "1": {"Function.Sqrt": {}}}}"#;
/// let file = VectorFile { name: "rules.jsonl".to_owned(), text: text.to_owned() };
/// let report = verify(&[file], &|_, _| unreachable!("nothing to evaluate"));
/// assert_eq!((report.passed, report.failures.len()), (1, 0));
/// ```
pub fn verify(files: &[VectorFile], evaluate: Evaluate<'_>) -> Report {
    let mut report = Report::default();
    let mut catalogue = Catalogue::new();
    let mut vectors: Vec<(&str, Vector)> = Vec::new();
    for file in files {
        if let Some(tables) = as_catalogue(&file.text) {
            catalogue.extend(&tables);
            continue;
        }
        for vector in read(&file.text) {
            match vector {
                Ok(vector) => vectors.push((&file.name, vector)),
                Err((place, why)) => {
                    report.failures.push(Failure { vector: format!("{} {place}", file.name), why });
                }
            }
        }
    }
    for (_, vector) in &vectors {
        let mut known = vector.catalogue.clone();
        known.extend(&catalogue);
        catalogue = known;
    }
    for (file, vector) in &vectors {
        match judge(vector, &catalogue, evaluate) {
            Ok(()) => report.passed += 1,
            Err(why) => report.failures.push(Failure { vector: format!("{file} {}", vector.id), why }),
        }
    }
    report
}

/// A file that is one object of modules, and no vector.
fn as_catalogue(text: &str) -> Option<Catalogue> {
    let first = text.lines().next()?;
    let is_vector = Json::read(first).is_ok_and(|json| json.field("kind").is_some());
    if is_vector { None } else { Catalogue::read(text).ok() }
}

/// The vectors of a file: one a line, one list of all, or just one.
fn read(text: &str) -> Vec<Result<Vector, (String, String)>> {
    let whole = match Json::read(text) {
        Ok(Json::List(list)) => Some(list),
        Ok(json) => Some(vec![json]),
        Err(_) => None,
    };
    if let Some(list) = whole {
        let numbered = (1..).zip(&list);
        return numbered.map(|(at, json)| Vector::of(json).map_err(|why| (format!("vector {at}"), why))).collect();
    }
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let vector = |(at, line): (usize, &str)| {
        let json = Json::read(line).map_err(|error| error.to_string());
        json.and_then(|json| Vector::of(&json)).map_err(|why| (format!("line {at}"), why))
    };
    lines.map(vector).collect()
}

/// Whether a vector passes; if not, why.
fn judge(vector: &Vector, others: &Catalogue, evaluate: Evaluate<'_>) -> Result<(), String> {
    let mut catalogue = others.clone();
    catalogue.extend(&vector.catalogue);
    let read = super::read::read(&vector.query, &catalogue);
    if vector.kind == Kind::Invalid {
        return match read {
            Err(_) => Ok(()),
            Ok(_) => Err("accepted what the reference refuses".to_owned()),
        };
    }
    let definition = read.map_err(|error| format!("refused: {error}"))?;
    prints_as_it_reads(&definition, &catalogue)?;
    if let Some(module) = &vector.module_details {
        let whole = super::read::read(module, &catalogue).map_err(|error| format!("envelope refused: {error}"))?;
        let inner = Definition { envelope: None, ..whole.clone() };
        if inner != definition {
            return Err("the definition in its envelope is another one".to_owned());
        }
        prints_as_it_reads(&whole, &catalogue)?;
    }
    let answer = evaluate(&definition, &vector.database).map_err(|error| format!("not answered: {error}"))?;
    if let Some(difference) = difference(&answer, &vector.expected) {
        return Err(difference);
    }
    let controlled: Vec<ResultTable> = answer.iter().map(with_disclosure_control).collect();
    match vector.expected_controlled.as_ref().and_then(|expected| difference(&controlled, expected)) {
        Some(difference) => Err(format!("after disclosure control: {difference}")),
        None => Ok(()),
    }
}

fn prints_as_it_reads(definition: &Definition, catalogue: &Catalogue) -> Result<(), String> {
    let again = Definition::read(&definition.to_string(), catalogue);
    match again.map_err(|error| format!("refused as we print it: {error}"))? == *definition {
        true => Ok(()),
        false => Err("another definition comes back from what we print".to_owned()),
    }
}
