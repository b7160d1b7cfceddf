//! Reads a CSV file by the names of its columns and says file, line and column when a value is wrong.

use crate::codes::CodeKind;
use crate::error::ReferenceError;
use crate::source::Source;

/// A CSV file whose wanted columns are known to exist.
pub(crate) struct Sheet {
    pub(crate) file: String,
    text: String,
    /// Name and position of each wanted column, in the order asked for.
    columns: Vec<(String, usize)>,
}

/// One line of a [`Sheet`]; columns are numbered in the order they were asked for.
pub(crate) struct Row<'a> {
    file: &'a str,
    columns: &'a [(String, usize)],
    record: &'a csv::StringRecord,
}

impl Sheet {
    pub(crate) fn open(source: &Source, file: &str, wanted: &[&str]) -> Result<Self, ReferenceError> {
        let text = source.text(file)?;
        let header = header(file, &text)?;
        let columns = wanted
            .iter()
            .map(|name| {
                let at = header.iter().position(|found| found == *name);
                at.map(|at| ((*name).to_owned(), at)).ok_or_else(|| ReferenceError::MissingColumn {
                    file: file.to_owned(),
                    column: (*name).to_owned(),
                    found: header.iter().collect::<Vec<_>>().join(", "),
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { file: file.to_owned(), text, columns })
    }

    /// Calls `read` for every line after the header; stops at the first error. Returns the number of rows.
    pub(crate) fn each(
        &self,
        mut read: impl FnMut(&Row<'_>) -> Result<(), ReferenceError>,
    ) -> Result<usize, ReferenceError> {
        let mut reader = csv::ReaderBuilder::new().from_reader(self.text.as_bytes());
        let mut record = csv::StringRecord::new();
        let mut rows = 0;
        while reader.read_record(&mut record).map_err(|e| unreadable(&self.file, &e))? {
            rows += 1;
            read(&Row { file: &self.file, columns: &self.columns, record: &record })?;
        }
        Ok(rows)
    }
}

fn header(file: &str, text: &str) -> Result<csv::StringRecord, ReferenceError> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    reader.headers().cloned().map_err(|e| unreadable(file, &e))
}

fn unreadable(file: &str, error: &csv::Error) -> ReferenceError {
    ReferenceError::Unreadable { file: file.to_owned(), reason: error.to_string() }
}

impl<'a> Row<'a> {
    /// The value, or `None` where the file has nothing.
    pub(crate) fn text(&self, column: usize) -> Option<&'a str> {
        let (_, at) = self.columns.get(column)?;
        self.record.get(*at).map(str::trim).filter(|value| !value.is_empty())
    }

    pub(crate) fn required(&self, column: usize) -> Result<&'a str, ReferenceError> {
        self.text(column).ok_or_else(|| self.fault(column, "is empty; the source always fills it"))
    }

    pub(crate) fn integer(&self, column: usize) -> Result<Option<i64>, ReferenceError> {
        self.text(column)
            .map(|value| {
                value.parse().map_err(|_| self.fault(column, format!("`{}` is not a whole number", short(value))))
            })
            .transpose()
    }

    pub(crate) fn required_integer(&self, column: usize) -> Result<i64, ReferenceError> {
        self.required(column)?;
        Ok(self.integer(column)?.unwrap_or_default())
    }

    /// A count of people: a whole number, not negative.
    pub(crate) fn people(&self, column: usize) -> Result<i64, ReferenceError> {
        let people = self.required_integer(column)?;
        // No area has this many people; the bound keeps every sum within range.
        if !(0..=1_000_000_000).contains(&people) {
            return Err(self.fault(column, format!("{people} is not a number of people")));
        }
        Ok(people)
    }

    pub(crate) fn real(&self, column: usize) -> Result<Option<f64>, ReferenceError> {
        self.text(column)
            .map(|value| match value.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(number),
                _ => Err(self.fault(column, format!("`{}` is not a number", short(value)))),
            })
            .transpose()
    }

    pub(crate) fn code(&self, column: usize, kind: CodeKind) -> Result<String, ReferenceError> {
        self.code_str(column, kind).map(str::to_owned)
    }

    pub(crate) fn code_str(&self, column: usize, kind: CodeKind) -> Result<&'a str, ReferenceError> {
        let code = self.required(column)?;
        if kind.matches(code) {
            Ok(code)
        } else {
            Err(self.fault(column, format!("`{}` is not {}", short(code), kind.shape())))
        }
    }

    pub(crate) fn fault(&self, column: usize, rule: impl Into<String>) -> ReferenceError {
        ReferenceError::Cell {
            file: self.file.to_owned(),
            line: self.record.position().map_or(0, csv::Position::line),
            column: self.columns.get(column).map_or_else(String::new, |(name, _)| name.clone()),
            rule: rule.into(),
        }
    }
}

/// The beginning of a value, so that a damaged file does not fill the screen.
fn short(value: &str) -> String {
    value.chars().take(40).collect()
}
