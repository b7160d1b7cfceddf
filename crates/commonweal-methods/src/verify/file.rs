//! Vector files: reading them, running their cases, counting what passed.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use serde_json::Value;

use super::case::Case;
use super::compare::{Tolerance, difference, simulated_difference};
use crate::error::MethodError;

/// A case that did not pass.
///
/// Made by [`verify_files`]; its example reads one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// File, function and id of the case.
    pub case: String,
    /// What differed.
    pub why: String,
}

/// What came of some vector files.
///
/// Made by [`verify_files`]; its example reads one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Cases that agree.
    pub passed: usize,
    /// Cases that do not.
    pub failures: Vec<Failure>,
}

/// Runs every case of the files (`.json` or `.json.gz`). A file that cannot be read, or is no vector file, counts as one
/// failure, and the others still run.
///
/// # Example
/// ```
/// use commonweal_methods::verify::verify_files;
/// let report = verify_files(&["no-such-file.json"]);
/// assert_eq!((report.passed, report.failures.len()), (0, 1));
/// assert_eq!(report.failures[0].case, "no-such-file.json");
/// ```
pub fn verify_files(files: &[impl AsRef<Path>]) -> Report {
    let mut report = Report::default();
    for file in files {
        let file = file.as_ref();
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        if let Err(error) = read(file).and_then(|set| verify_set(&name, &set, &mut report)) {
            report.failures.push(Failure { case: file.display().to_string(), why: error.to_string() });
        }
    }
    report
}

fn read(path: &Path) -> Result<Value, MethodError> {
    let broken = |message: String| MethodError::File { what: path.display().to_string(), message };
    let mut text = String::new();
    let file = File::open(path).map_err(|error| broken(error.to_string()))?;
    let zipped = path.extension().is_some_and(|extension| extension == "gz");
    let read = if zipped { GzDecoder::new(file).read_to_string(&mut text) } else { { file }.read_to_string(&mut text) };
    read.map_err(|error| broken(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| broken(error.to_string()))
}

fn verify_set(file: &str, set: &Value, report: &mut Report) -> Result<(), MethodError> {
    let cases = set["cases"].as_array().ok_or_else(|| MethodError::File {
        what: file.to_owned(),
        message: "this is no vector file: it has no list `cases`; see the format in the methods handbook".to_owned(),
    })?;
    let tolerance = Tolerance::of(&set["tolerance"]);
    for json in cases {
        let function = json["function"].as_str().or(set["function"].as_str()).unwrap_or_default();
        let case = Case { json, function };
        match judge(&case, tolerance) {
            Ok(()) => report.passed += 1,
            Err(why) => {
                let id = json["id"].as_str().unwrap_or("?");
                report.failures.push(Failure { case: format!("{file} {function} {id}"), why });
            }
        }
    }
    Ok(())
}

/// Whether a case passes; if not, why.
fn judge(case: &Case<'_>, tolerance: Tolerance) -> Result<(), String> {
    let function = super::function(case.function)
        .ok_or_else(|| format!("no method answers the reference function `{}`", case.function))?;
    let answer = (function.run)(case);
    // An accidental stop of the reference: any clear answer or refusal will do.
    if case.json["note"].as_str().is_some_and(|note| note.starts_with("REFERENCE DEFECT")) {
        return Ok(());
    }
    let expected = &case.json["expected"];
    match (answer, expected["status"].as_str()) {
        (Err(_), Some("error")) => Ok(()),
        (Err(refusal), _) => Err(format!("refused: {refusal}")),
        (Ok(_), Some("error")) => Err(format!("answered what the reference refuses ({})", expected["message"])),
        (Ok(outcome), _) => {
            if let Some(difference) = difference(&outcome.output, &expected["output"], tolerance) {
                return Err(difference);
            }
            if let (Some(ci), Some((limits, repetitions))) = (expected.get("ci"), &outcome.simulated)
                && let Some(difference) = simulated_difference(limits, *repetitions, ci)
            {
                return Err(difference);
            }
            let silent = outcome.warnings.is_empty() && case.json["warnings"].as_array().is_some_and(|w| !w.is_empty());
            if silent {
                Err(format!("no warning where the reference warns: {}", case.json["warnings"]))
            } else {
                Ok(())
            }
        }
    }
}
