//! What a step gave. Slots keep their memory from batch to batch.

use crate::evaluate::column::Column;

/// What a step gave for the batch, or for the interval.
#[derive(Debug, Clone, Default)]
pub(in crate::evaluate) enum Slot {
    /// Nothing yet.
    #[default]
    Empty,
    /// Values.
    Values(Column),
    /// Values that are a column of a table as it is.
    TableColumn { table: usize, column: usize },
    /// Rows.
    Selection(Selection),
    /// Rows of each list of a pass.
    Selections(Vec<Selection>),
    /// One row for some patients.
    Picked(Picked),
    /// A set for each patient.
    Sets(Sets),
    /// A patient for each position, by place in the batch.
    Owners(Vec<u32>),
}

/// Ranges of positions in a list of rows, for the patients who have any.
#[derive(Debug, Clone, Default)]
pub(in crate::evaluate) struct Selection {
    /// The rows in ascending order; empty where a backing has them, or where all rows of the table are meant.
    pub(in crate::evaluate) rows: Vec<u32>,
    /// The patients with at least one row, ascending, by place in the batch.
    pub(in crate::evaluate) people: Vec<u32>,
    /// Where each patient's positions begin.
    pub(in crate::evaluate) starts: Vec<u32>,
    /// Where they end.
    pub(in crate::evaluate) ends: Vec<u32>,
}

/// A patient and the positions of their rows.
#[derive(Debug, Clone, Copy)]
pub(in crate::evaluate) struct Range {
    pub(in crate::evaluate) person: u32,
    pub(in crate::evaluate) start: usize,
    pub(in crate::evaluate) end: usize,
}

impl Selection {
    pub(in crate::evaluate) fn clear(&mut self) {
        self.rows.clear();
        self.people.clear();
        self.starts.clear();
        self.ends.clear();
    }

    pub(in crate::evaluate) fn push(&mut self, person: u32, start: usize, end: usize) {
        self.people.push(person);
        self.starts.push(start as u32);
        self.ends.push(end as u32);
    }

    pub(in crate::evaluate) fn ranges(&self) -> impl Iterator<Item = Range> + '_ {
        let bounds = self.starts.iter().zip(&self.ends);
        self.people.iter().zip(bounds).map(|(person, (start, end))| Range {
            person: *person,
            start: *start as usize,
            end: *end as usize,
        })
    }
}

/// One row for some patients.
#[derive(Debug, Clone, Default)]
pub(in crate::evaluate) struct Picked {
    /// The patients, ascending, by place in the batch.
    pub(in crate::evaluate) people: Vec<u32>,
    /// The row of each.
    pub(in crate::evaluate) rows: Vec<u32>,
}

/// Each patient's set.
#[derive(Debug, Clone, Default)]
pub(in crate::evaluate) struct Sets {
    /// Where each patient's values begin, and where the last one's end.
    pub(in crate::evaluate) offsets: Vec<u32>,
    /// The values, without null; a value may occur twice.
    pub(in crate::evaluate) values: Option<Column>,
}

/// Declares a function that gives a slot's memory for values of one kind, emptied.
macro_rules! emptied {
    ($($(#[$doc:meta])* $name:ident: $kind:ident($of:ty);)*) => {
        impl Slot {
            $($(#[$doc])*
            pub(in crate::evaluate) fn $name(&mut self) -> &mut Vec<$of> {
                if !matches!(self, Self::Values(Column::$kind(_))) {
                    *self = Self::Values(Column::$kind(Vec::new()));
                }
                match self {
                    Self::Values(Column::$kind(values)) => {
                        values.clear();
                        values
                    }
                    _ => unreachable!("it was just made so"),
                }
            })*
        }
    };
}

emptied! {
    /// For booleans.
    bools: Bool(u8);
    /// For whole numbers.
    ints: Int(i64);
    /// For floats.
    floats: Float(f64);
    /// For dates.
    dates: Date(i32);
    /// For texts.
    texts: Text(u32);
}

impl Slot {
    /// For rows, emptied.
    pub(in crate::evaluate) fn selection(&mut self) -> &mut Selection {
        if !matches!(self, Self::Selection(_)) {
            *self = Self::Selection(Selection::default());
        }
        match self {
            Self::Selection(selection) => {
                selection.clear();
                selection
            }
            _ => unreachable!("it was just made so"),
        }
    }

    /// For a pick, emptied.
    pub(in crate::evaluate) fn picked(&mut self) -> &mut Picked {
        if !matches!(self, Self::Picked(_)) {
            *self = Self::Picked(Picked::default());
        }
        match self {
            Self::Picked(picked) => {
                picked.people.clear();
                picked.rows.clear();
                picked
            }
            _ => unreachable!("it was just made so"),
        }
    }

    /// For owners, emptied.
    pub(in crate::evaluate) fn owners(&mut self) -> &mut Vec<u32> {
        if !matches!(self, Self::Owners(_)) {
            *self = Self::Owners(Vec::new());
        }
        match self {
            Self::Owners(owners) => {
                owners.clear();
                owners
            }
            _ => unreachable!("it was just made so"),
        }
    }
}
