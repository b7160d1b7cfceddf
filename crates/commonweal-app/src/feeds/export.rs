//! How does a whole release become a folder of files?

use super::{Feed, Feeds};
use crate::error::AppError;
use crate::fingertips::FINGERTIPS_COLUMNS;
use crate::results_table::csv_lines;
use crate::site::Site;
use crate::workspace::Workspace;
use commonweal_disclosure::WorkspaceClass;
use commonweal_engine::Value;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The licence of released figures.
pub(crate) const LICENCE: &str = "Open Government Licence v3.0";

/// What was written.
#[derive(Debug)]
pub struct ExportSummary {
    /// The release.
    pub release_id: String,
    /// Each file with its rows, where it is a table.
    pub files: Vec<(PathBuf, Option<usize>)>,
}

/// Writes every table of the current release as CSV into a new or empty folder, with a file that describes each column
/// and one that describes the release.
///
/// # Errors
/// `NotEmpty` if the folder holds something; `NothingReleased`; `File` if it cannot be written.
pub fn export_release(workspace: &Workspace, out: &Path) -> Result<ExportSummary, AppError> {
    let feeds = Feeds::of(Arc::new(Site::open(&workspace.dir)?))?;
    std::fs::create_dir_all(out).map_err(|e| AppError::file("create", out, e))?;
    let mut there = std::fs::read_dir(out).map_err(|e| AppError::file("read", out, e))?;
    if there.next().is_some() {
        return Err(AppError::Refused(format!(
            "{} is not empty; choose a new or empty folder, so that two releases are never mixed",
            out.display()
        )));
    }
    let mut files = Vec::new();
    for feed in Feed::ALL {
        let path = out.join(format!("{}.csv", feed.name()));
        write(&path, feeds.csv_pieces(*feed))?;
        files.push((path, Some(feeds.rows_of(*feed))));
    }
    let path = out.join("fingertips.csv");
    write(&path, feeds.fingertips_pieces())?;
    files.push((path, Some(feeds.site().released().len())));
    for (name, text) in [("columns.csv", columns()), ("README.txt", readme(&feeds))] {
        let path = out.join(name);
        write(&path, std::iter::once(text))?;
        files.push((path, None));
    }
    Ok(ExportSummary { release_id: feeds.site().facts().release_id.clone(), files })
}

fn write(path: &Path, pieces: impl Iterator<Item = String>) -> Result<(), AppError> {
    let failed = |error| AppError::file("write", path, error);
    let mut file = BufWriter::new(File::create(path).map_err(failed)?);
    for piece in pieces {
        file.write_all(piece.as_bytes()).map_err(failed)?;
    }
    let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(failed)
}

/// Every column of every table, described.
fn columns() -> String {
    let text = |words: &str| Value::Text(words.to_owned());
    let mut rows = vec![["table", "column", "type", "may_be_empty", "about"].map(text).to_vec()];
    for feed in Feed::ALL {
        rows.extend(feed.columns().iter().map(|column| {
            let may_be_empty = if column.may_be_empty { "yes" } else { "no" };
            vec![
                text(feed.name()),
                text(column.name),
                text(column.kind.as_str()),
                text(may_be_empty),
                text(column.about),
            ]
        }));
    }
    let about = "As in the CSV that Fingertips gives for download; see docs/api.md.";
    rows.extend(
        FINGERTIPS_COLUMNS.map(|name| vec![text("fingertips"), text(name), text("text"), text("yes"), text(about)]),
    );
    csv_lines(&rows)
}

fn readme(feeds: &Feeds) -> String {
    let facts = feeds.site().facts();
    let (figures, withheld) = facts.figures;
    let people = match facts.class {
        WorkspaceClass::Synthetic => format!(
            "MADE-UP PEOPLE: {}. No real patient is shown. Areas, deprivation and practices are real public data.",
            facts.sample
        ),
        class => format!("Class of the workspace: {class}."),
    };
    let mut lines = vec![
        format!("{}: every figure of release {}", facts.name, facts.release_id),
        String::new(),
        people,
        format!("Released at {}. {figures} figures, {withheld} of them withheld.", facts.released_at),
        format!("Rules of disclosure control: {}. Commonweal {}.", facts.rules_version, facts.program_version),
        format!("Snapshot of records: {}.", facts.snapshot),
        format!("Licence: {LICENCE}. Contains public sector information licensed under it."),
        String::new(),
        "A withheld figure is a row whose value, limits and counts are empty and whose withheld_reason says why."
            .to_owned(),
        "Files are UTF-8 without a byte order mark; cells are quoted as RFC 4180 asks; days are written 2026-09-30."
            .to_owned(),
        "A text that a spreadsheet would take for a formula begins with an apostrophe.".to_owned(),
        String::new(),
    ];
    lines.extend(Feed::ALL.iter().map(|feed| format!("{}.csv: {}", feed.name(), feed.about())));
    lines.push("fingertips.csv: the same figures in the 27 columns of a Fingertips download.".to_owned());
    lines.push("columns.csv: what each column means.".to_owned());
    lines.join("\r\n") + "\r\n"
}
