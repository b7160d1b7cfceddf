//! `csv` splits a text by RFC 4180 into rows of cells, each row with the line it begins on.

/// One record of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// The line it begins on, from 1.
    pub(super) line: usize,
    /// Its cells, without their quotes.
    pub(super) cells: Vec<String>,
}

/// Splits a text into records. An empty line is no record.
///
/// # Errors
/// The line of a quotation mark that is never closed, or that stands in the middle of a cell, with what is wrong.
pub(super) fn records(text: &str) -> Result<Vec<Record>, (usize, &'static str)> {
    let mut reader = Reader { line: 1, begun: 1, cells: Vec::new(), cell: String::new(), records: Vec::new() };
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text).chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if reader.cell.is_empty() => {
                let opened = reader.line;
                loop {
                    match rest.next() {
                        None => return Err((opened, "a quotation mark is opened and never closed")),
                        Some('"') if rest.peek() == Some(&'"') => {
                            rest.next();
                            reader.cell.push('"');
                        }
                        Some('"') => break,
                        Some(inside) => {
                            reader.line += usize::from(inside == '\n');
                            reader.cell.push(inside);
                        }
                    }
                }
                if !matches!(rest.peek(), None | Some(',' | '\r' | '\n')) {
                    return Err((reader.line, "something stands behind a closing quotation mark; put a comma between"));
                }
            }
            '"' => return Err((reader.line, "a quotation mark stands in the middle of a cell; quote the whole cell")),
            ',' => reader.end_cell(),
            '\r' if rest.peek() == Some(&'\n') => {}
            '\n' => reader.end_record(),
            other => reader.cell.push(other),
        }
    }
    reader.end_record();
    Ok(reader.records)
}

struct Reader {
    line: usize,
    begun: usize,
    cells: Vec<String>,
    cell: String,
    records: Vec<Record>,
}

impl Reader {
    fn end_cell(&mut self) {
        self.cells.push(std::mem::take(&mut self.cell));
    }

    fn end_record(&mut self) {
        if !self.cells.is_empty() || !self.cell.is_empty() {
            self.end_cell();
            self.records.push(Record { line: self.begun, cells: std::mem::take(&mut self.cells) });
        }
        self.line += 1;
        self.begun = self.line;
    }
}
