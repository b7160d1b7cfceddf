//! Which files there are, and what stands in their columns.

use super::cells::write_cell;
use commonweal_model::tables::{ALL, RecordsTable};
use commonweal_model::{CellValue, PersonRecords};

/// Rows of one table that a person may have before numbers made of both run into the next person's.
const ROWS_OF_A_PERSON: i64 = 100_000;

/// One file: a table made of one of ours.
pub(super) struct FileLayout {
    /// The table's name, and the file's.
    pub(super) name: &'static str,
    /// Our table that its rows come from.
    pub(super) of: &'static RecordsTable,
    /// Its columns after `patient_id`.
    pub(super) columns: Vec<(&'static str, Column)>,
    /// Which of our rows become rows of it.
    pub(super) rows: Rows,
    /// The words for true and false.
    pub(super) flags: [&'static str; 2],
}

/// Makes a cell of a row.
type Make = Box<dyn Fn(&[CellValue]) -> CellValue + Send + Sync>;
/// Says whether a row is meant.
type Holds = Box<dyn Fn(&[CellValue]) -> bool + Send + Sync>;
/// Makes one row, or none, of all a person's rows.
type Merge = fn(&[Vec<CellValue>]) -> Option<Vec<CellValue>>;

/// What stands in a column.
pub(super) enum Column {
    /// A cell of ours, by its place after `patient_id`.
    At(usize),
    /// A number that is the row's own.
    Number,
    /// Made of the row.
    Made(Make),
}

impl Column {
    pub(super) fn made(make: impl Fn(&[CellValue]) -> CellValue + Send + Sync + 'static) -> Self {
        Self::Made(Box::new(make))
    }
}

/// Which rows a file has.
pub(super) enum Rows {
    /// Each of ours.
    All,
    /// Those of ours that this holds for.
    Where(Holds),
    /// One a person at most, made of all of theirs.
    One(Merge),
}

impl FileLayout {
    /// The first line.
    pub(super) fn header(&self) -> String {
        let names = self.columns.iter().map(|(name, _)| *name);
        std::iter::once("patient_id").chain(names).collect::<Vec<_>>().join(",") + "\n"
    }

    /// Adds the lines of a person's rows of our table; how many there are.
    pub(super) fn write(&self, person: &PersonRecords, rows: &[Vec<CellValue>], out: &mut Vec<u8>) -> u64 {
        let id = person.patient.patient_id;
        match &self.rows {
            Rows::All => rows.iter().enumerate().for_each(|(at, row)| self.line(id, at, row, out)),
            Rows::Where(holds) => {
                let kept: Vec<_> = rows.iter().enumerate().filter(|(_, row)| holds(row)).collect();
                kept.iter().for_each(|(at, row)| self.line(id, *at, row, out));
                return count(kept.len());
            }
            Rows::One(made) => {
                let row = made(rows);
                row.iter().for_each(|row| self.line(id, 0, row, out));
                return u64::from(row.is_some());
            }
        }
        count(rows.len())
    }

    fn line(&self, id: i64, at: usize, row: &[CellValue], out: &mut Vec<u8>) {
        write_cell(&CellValue::Long(id), self.flags, out);
        for (_, column) in &self.columns {
            out.push(b',');
            match column {
                Column::At(place) => write_cell(&row[*place], self.flags, out),
                Column::Number => {
                    let at = i64::try_from(at).unwrap_or(0);
                    write_cell(&CellValue::Long(id.saturating_mul(ROWS_OF_A_PERSON) + at), self.flags, out);
                }
                Column::Made(made) => write_cell(&made(row), self.flags, out),
            }
        }
        out.push(b'\n');
    }
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).expect("a length fits 64 bits")
}

/// Every records table as it is.
pub(super) fn plain() -> Vec<FileLayout> {
    let file = |of: &'static RecordsTable| {
        let columns = of.columns.iter().skip(1).enumerate().map(|(at, column)| (column.name, Column::At(at)));
        FileLayout { name: of.name, of, columns: columns.collect(), rows: Rows::All, flags: ["true", "false"] }
    };
    ALL.into_iter().map(file).collect()
}
