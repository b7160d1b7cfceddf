//! Reading one CSV file row by row, keeping every problem and going on.

use crate::SourceFile;
use crate::diagnostic::nearest;
use crate::reader::Problems;
use std::ops::Range;

/// A CSV file with a header.
pub(crate) struct CsvSheet<'a> {
    file: &'a SourceFile,
    header: Vec<String>,
    /// Rows passed over.
    pub(crate) faults: usize,
    reader: csv::Reader<&'a [u8]>,
}

impl<'a> CsvSheet<'a> {
    pub(crate) fn open(file: &'a SourceFile, problems: &Problems) -> Option<Self> {
        // A spreadsheet may begin the file with a byte order mark.
        let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let header = match reader.headers() {
            Ok(header) => header.iter().map(|name| name.trim().to_owned()).collect(),
            Err(_) => {
                problems.add(file.problem(0..0, "the header of this CSV file cannot be read"));
                return None;
            }
        };
        Some(Self { file, header, faults: 0, reader })
    }

    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// The places of columns that must be there.
    pub(crate) fn columns<const N: usize>(&self, names: [&str; N], problems: &Problems) -> Option<[usize; N]> {
        let mut places = [0; N];
        let mut complete = true;
        for (place, name) in places.iter_mut().zip(names) {
            match self.column(name) {
                Some(at) => *place = at,
                None => {
                    let end = self.file.text.find('\n').unwrap_or(self.file.text.len());
                    let help = nearest(name, self.header.iter().map(String::as_str));
                    let message = format!("the header has no column `{name}`");
                    problems.add(self.file.problem(0..end, message).maybe_help(help));
                    complete = false;
                }
            }
        }
        complete.then_some(places)
    }

    /// The next row, its fields trimmed, and the bytes it takes in the file; rows of the wrong length are reported
    /// and passed over.
    pub(crate) fn next(&mut self, problems: &Problems) -> Option<(Vec<String>, Range<usize>)> {
        loop {
            let mut record = csv::StringRecord::new();
            let start = self.reader.position().byte();
            if !self.reader.read_record(&mut record).unwrap_or(false) {
                return None;
            }
            let skipped = self.file.text.len() - self.text_length();
            let start = skipped + usize::try_from(record.position().map_or(start, csv::Position::byte)).unwrap_or(0);
            let span = start..start + self.file.text.get(start..).and_then(|t| t.find('\n')).unwrap_or(0);
            if record.len() == self.header.len() {
                return Some((record.iter().map(|field| field.trim().to_owned()).collect(), span));
            }
            self.faults += 1;
            let message = format!("this row has {} fields and the header has {}", record.len(), self.header.len());
            problems.add(self.file.problem(span, message).help("put quotes round a field with a comma in it"));
        }
    }

    /// Bytes of the file after a byte order mark.
    fn text_length(&self) -> usize {
        self.file.text.strip_prefix('\u{feff}').unwrap_or(&self.file.text).len()
    }
}
