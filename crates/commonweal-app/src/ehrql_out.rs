//! Where a study's answer goes: one file, or a folder with a file for each table.

use crate::error::AppError;
use crate::workspace::write_whole;
use commonweal_cohort::query::ResultTable;
use commonweal_engine::arrow_bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A table that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenTable {
    /// `dataset`, `measures`, or the name of an event table.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// How many rows.
    pub rows: usize,
}

/// The formats of ehrQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    CsvGz,
    Arrow,
}

impl Format {
    const ALL: [(&'static str, Self); 3] = [("csv.gz", Self::CsvGz), ("csv", Self::Csv), ("arrow", Self::Arrow)];

    fn extension(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, format)| *format == self).map_or("csv", |(extension, _)| extension)
    }

    fn bytes(self, table: &ResultTable) -> Result<Vec<u8>, AppError> {
        match self {
            Self::Csv => Ok(table.to_csv().into_bytes()),
            Self::CsvGz => {
                let mut packed = GzEncoder::new(Vec::new(), Compression::default());
                packed.write_all(table.to_csv().as_bytes()).expect("memory can be written to");
                Ok(packed.finish().expect("memory can be written to"))
            }
            Self::Arrow => Ok(arrow_bytes(table)?),
        }
    }
}

/// Where an answer goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Destination {
    /// To this file, in the format of its name.
    File(PathBuf, FileFormat),
    /// To this folder, a file for each table.
    Folder(PathBuf, FileFormat),
}

/// A format that a name asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileFormat(Format);

impl Destination {
    /// `FILE.csv`, `FILE.csv.gz` or `FILE.arrow`; or `FOLDER/:csv` and so on; or a folder, for CSV.
    pub(crate) fn parse(out: &str) -> Result<Self, AppError> {
        if let Some((folder, extension)) = out.rsplit_once(':')
            && let Some((_, format)) = Format::ALL.into_iter().find(|(name, _)| *name == extension)
        {
            let folder = folder.trim_end_matches('/');
            let folder = if folder.is_empty() { "." } else { folder };
            return Ok(Self::Folder(PathBuf::from(folder), FileFormat(format)));
        }
        let path = Path::new(out);
        if out.ends_with('/') || path.is_dir() {
            return Ok(Self::Folder(path.to_owned(), FileFormat(Format::Csv)));
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let format = Format::ALL.into_iter().find(|(extension, _)| {
            name.strip_suffix(extension).and_then(|stem| stem.strip_suffix('.')).is_some_and(|stem| !stem.is_empty())
        });
        match format {
            Some((_, format)) => Ok(Self::File(path.to_owned(), FileFormat(format))),
            None => Err(AppError::study(
                path,
                "the name says no format; end it in .csv, .csv.gz or .arrow, or write FOLDER/:csv for a file a table",
            )),
        }
    }

    /// Writes every table, each file whole or not at all.
    pub(crate) fn write(&self, tables: &[ResultTable]) -> Result<Vec<WrittenTable>, AppError> {
        let targets: Vec<(PathBuf, &ResultTable)> = match (self, tables) {
            (Self::File(path, _), [table]) => vec![(path.clone(), table)],
            (Self::File(path, FileFormat(format)), _) => {
                let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
                let problem = format!(
                    "the answer has {} tables ({}), and this is one file; write `--out FOLDER/:{}` for a file each",
                    tables.len(),
                    names.join(", "),
                    format.extension()
                );
                return Err(AppError::study(path, problem));
            }
            (Self::Folder(folder, FileFormat(format)), _) => {
                let mut targets = Vec::new();
                for table in tables {
                    targets.push((folder.join(file_name(folder, table, *format)?), table));
                }
                targets
            }
        };
        let (Self::File(_, FileFormat(format)) | Self::Folder(_, FileFormat(format))) = self;
        let mut written = Vec::new();
        for (path, table) in targets {
            if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                std::fs::create_dir_all(folder).map_err(|error| AppError::file("create", folder, error))?;
            }
            write_whole(&path, &format.bytes(table)?)?;
            written.push(WrittenTable { name: table.name.clone(), path, rows: table.rows.len() });
        }
        Ok(written)
    }
}

/// The name of a table's file; an event table may be called anything, so one that would leave the folder is refused.
fn file_name(folder: &Path, table: &ResultTable, format: Format) -> Result<String, AppError> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ');
    if table.name.is_empty() || !table.name.chars().all(plain) {
        let problem = format!("the event table `{}` cannot name a file; give it a name of letters and _", table.name);
        return Err(AppError::study(folder, problem));
    }
    Ok(format!("{}.{}", table.name, format.extension()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(out: &str, expected: Option<Destination>) {
        assert_eq!(Destination::parse(out).ok(), expected, "{out}");
    }

    #[test]
    fn a_name_says_where_the_answer_goes_and_in_which_format() {
        let file = |path: &str, format| Some(Destination::File(path.into(), FileFormat(format)));
        let folder = |path: &str, format| Some(Destination::Folder(path.into(), FileFormat(format)));
        check("out/x.csv", file("out/x.csv", Format::Csv));
        check("x.csv.gz", file("x.csv.gz", Format::CsvGz));
        check("x.v2.arrow", file("x.v2.arrow", Format::Arrow));
        check("out/:arrow", folder("out", Format::Arrow));
        check("out/cohort:csv.gz", folder("out/cohort", Format::CsvGz));
        check(":csv", folder(".", Format::Csv));
        check("out/", folder("out/", Format::Csv));
        for wrong in ["x", "x.dta", ".csv", "out/:dta"] {
            check(wrong, None);
        }
    }

    #[test]
    fn several_tables_need_a_folder_and_names_that_stay_in_it() {
        let table = |name: &str| ResultTable { name: name.to_owned(), columns: Vec::new(), rows: Vec::new() };
        let one_file = Destination::parse("x.csv").expect("a file").write(&[table("dataset"), table("jabs")]);
        let said = one_file.map_err(|error| error.to_string()).expect_err("two tables do not go into one file");
        assert_eq!(
            said,
            "x.csv: the answer has 2 tables (dataset, jabs), and this is one file; write `--out FOLDER/:csv` for a file each"
        );
        let outside = Destination::parse("x/:csv").expect("a folder").write(&[table("../dataset")]);
        assert!(outside.is_err_and(|error| error.to_string().contains("cannot name a file")));
    }
}
