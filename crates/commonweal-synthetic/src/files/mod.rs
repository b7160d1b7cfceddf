//! Made-up people as plain files that other tools read: a folder with a CSV file for each table.
//!
//! `cells` turns a person's rows into cells and cells into text, `layout` says which files there are and what stands in
//! their columns, `ehrql` is the layout of ehrQL's tables.

mod cells;
mod ehrql;
mod layout;
mod notes;

pub use notes::Notes;

use crate::Population;
use crate::error::SyntheticError;
pub(crate) use cells::rows_of;
use commonweal_reference::Reference;
use layout::FileLayout;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// People whose rows one thread gathers before they are written: bounds memory, whatever the number of people.
const CHUNK: i64 = 1000;

/// How tables are laid out in files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// Every records table under its own name with its own columns; days as `2020-02-29`, `true` and `false`.
    Csv,
    /// The tables of ehrQL's `core` and `tpp` modules that the records can fill, as its engine for local files reads
    /// them: `T` and `F`. Tables without rows have a file too, because that engine asks for one.
    Ehrql,
}

impl FileFormat {
    /// Its word on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ehrql => "ehrql",
        }
    }

    fn layout(self) -> Result<Vec<FileLayout>, SyntheticError> {
        match self {
            Self::Csv => Ok(layout::plain()),
            Self::Ehrql => {
                // Which middle area a small area lies in is the same whatever people were made from.
                let reference = Reference::embedded();
                let areas = reference.lsoa11()?.iter();
                Ok(ehrql::layout(areas.filter_map(|area| Some((area.lsoa11.clone(), area.msoa11.clone()?))).collect()))
            }
        }
    }
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFile {
    /// The table.
    pub table: &'static str,
    /// Rows, the header left out.
    pub rows: u64,
}

/// Writes everybody into a new or empty folder, a CSV file for each table, rows by `patient_id` and date, beside them
/// who opted out, and a `README.txt` that says what the files are and that nobody in them exists. `progress` hears how many people are
/// done. The files do not depend on `threads`, and memory does not depend on the number of people.
///
/// # Errors
/// `File` if the folder holds something already or cannot be written to.
///
/// # Example
/// ```
/// use commonweal_reference::Reference;
/// use commonweal_synthetic::{FileFormat, Population, write_files};
/// use jiff::civil::date;
///
/// let dir = std::env::temp_dir().join(format!("commonweal-example-{}", std::process::id()));
/// let population = Population::new(&Reference::embedded(), 20, 1, date(2026, 9, 30))?;
/// let (files, _) = write_files(&population, &dir, FileFormat::Csv, 1, &|_| {})?;
/// assert_eq!((files[0].table, files[0].rows), ("patients", 20));
/// # std::fs::remove_dir_all(&dir).expect("it was made just now");
/// # Ok::<(), commonweal_synthetic::SyntheticError>(())
/// ```
pub fn write_files(
    population: &Population,
    dir: &Path,
    format: FileFormat,
    threads: usize,
    progress: &dyn Fn(u64),
) -> Result<(Vec<WrittenFile>, Notes), SyntheticError> {
    new_folder(dir)?;
    let layout = format.layout()?;
    let mut files = Vec::with_capacity(layout.len());
    for table in &layout {
        files.push(OpenFile::create(dir.join(format!("{}.csv", table.name)), &table.header())?);
    }
    let notes = Notes::default();
    let last = i64::try_from(population.people()).unwrap_or(i64::MAX);
    let mut first = 1;
    while first <= last {
        let ranges: Vec<Range<i64>> = (0..i64::try_from(threads.max(1)).unwrap_or(1))
            .map(|at| (first + at * CHUNK).min(last + 1)..(first + (at + 1) * CHUNK).min(last + 1))
            .collect();
        first = ranges.last().map_or(last + 1, |range| range.end);
        let made: Vec<Vec<Lines>> = std::thread::scope(|scope| {
            let running: Vec<_> =
                ranges.into_iter().map(|ids| scope.spawn(|| lines_of(population, ids, &layout, &notes))).collect();
            let ended = running.into_iter();
            ended.map(|one| one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        });
        for lines in &made {
            files.iter_mut().zip(lines).try_for_each(|(file, lines)| file.write(lines))?;
        }
        progress(u64::try_from(first - 1).unwrap_or(0));
    }
    let written = layout.iter().zip(&files).map(|(table, file)| WrittenFile { table: table.name, rows: file.rows });
    let written: Vec<WrittenFile> = written.collect();
    files.into_iter().try_for_each(OpenFile::finish)?;
    for (name, text) in [(Notes::OPT_OUTS, notes.opt_outs_csv()), ("README.txt", read_me(population, format))] {
        let path = dir.join(name);
        std::fs::write(&path, text).map_err(SyntheticError::file("write", &path))?;
    }
    Ok((written, notes))
}

/// What stands beside made-up records, whatever their format, so that nobody takes them for real.
#[must_use]
pub fn read_me(population: &Population, format: FileFormat) -> String {
    let what = match format {
        FileFormat::Csv => {
            "Each file is one table of Commonweal's records; docs/records.md there says what columns hold."
        }
        FileFormat::Ehrql => {
            "The files are tables of ehrQL's core and tpp modules, for `ehrql` or `commonweal ehrql run`."
        }
    };
    label(population) + what + "\n"
}

/// The words that every folder of made-up records carries.
#[must_use]
pub fn label(population: &Population) -> String {
    format!(
        "SYNTHETIC DATA. Nobody in these files exists.\n\n\
         {} made-up people with the structure of Nottingham and Nottinghamshire, where {} really live, as of {}, with ten\n\
         years of records; those who died or moved away in these years are among them.\n\
         Made by `commonweal synth --people {} --seed {}`. Class: synthetic.\n\
         People who opted out of planning and research are listed in {}.\n\
         Figures made from them show what software does, and nothing about anybody's health. See docs/model-card.md of\n\
         Commonweal for what follows published figures, what does not, and what must not be concluded.\n\n",
        population.people(),
        population.real_people(),
        population.as_of(),
        population.people(),
        population.seed(),
        Notes::OPT_OUTS,
    )
}

fn new_folder(dir: &Path) -> Result<(), SyntheticError> {
    if dir.exists() {
        let empty = std::fs::read_dir(dir).map(|mut entries| entries.next().is_none());
        if !empty.map_err(SyntheticError::file("read", dir))? {
            return Err(SyntheticError::NotEmpty { path: dir.to_owned() });
        }
    }
    std::fs::create_dir_all(dir).map_err(SyntheticError::file("create", dir))
}

/// Lines of one file, not yet written.
#[derive(Default)]
struct Lines {
    bytes: Vec<u8>,
    rows: u64,
}

fn lines_of(population: &Population, ids: Range<i64>, layout: &[FileLayout], notes: &Notes) -> Vec<Lines> {
    let mut lines: Vec<Lines> = layout.iter().map(|_| Lines::default()).collect();
    for person in population.people_of(ids) {
        notes.note(population, &person);
        for (table, lines) in layout.iter().zip(&mut lines) {
            lines.rows += table.write(&person, &rows_of(&person, table.of), &mut lines.bytes);
        }
    }
    lines
}

struct OpenFile {
    path: PathBuf,
    file: BufWriter<File>,
    rows: u64,
}

impl OpenFile {
    fn create(path: PathBuf, header: &str) -> Result<Self, SyntheticError> {
        let file = File::create(&path).map_err(SyntheticError::file("create", &path))?;
        let mut open = Self { path, file: BufWriter::new(file), rows: 0 };
        open.write(&Lines { bytes: header.as_bytes().to_vec(), rows: 0 })?;
        Ok(open)
    }

    fn write(&mut self, lines: &Lines) -> Result<(), SyntheticError> {
        self.rows += lines.rows;
        self.file.write_all(&lines.bytes).map_err(SyntheticError::file("write", &self.path))
    }

    fn finish(mut self) -> Result<(), SyntheticError> {
        self.file.flush().map_err(SyntheticError::file("write", &self.path))
    }
}
