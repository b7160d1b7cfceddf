//! What a step gave. Slots keep their memory from batch to batch, and what they hold from interval to interval.

use super::calendar::Calendar;
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
    Backing(Box<Backing>),
    /// Rows of each list of a pass.
    Backings(Vec<Backing>),
    /// Some of a backing's rows.
    Window(Box<Window>),
    /// One row for some patients.
    Picked(Box<Picked>),
    /// A set for each patient.
    Sets(Box<Sets>),
    /// A patient for each position, by place in the batch.
    Owners(Vec<u32>),
}

/// A list of rows, cut up by patient.
#[derive(Debug, Clone, Default)]
pub(in crate::evaluate) struct Backing {
    /// The rows in ascending order; empty where all rows of the table are meant.
    pub(in crate::evaluate) rows: Vec<u32>,
    /// The patients with at least one row, ascending, by place in the batch; where it is steady, also some without.
    pub(in crate::evaluate) people: Vec<u32>,
    /// Where each of these patients' positions begin.
    pub(in crate::evaluate) starts: Vec<u32>,
    /// Where they end.
    pub(in crate::evaluate) ends: Vec<u32>,
    /// Whether a place is the same patient's from interval to interval. Then there are positions that are nobody's.
    pub(super) steady: bool,
    /// The places of the patients whose rows are not those of the interval before; all may be, where this is not known.
    pub(super) changed: Option<Vec<u32>>,
    /// By place: when a row will meet the test that does not now, or the other way round.
    pub(super) coming: Calendar,
    /// The day that the test sets rows against, where the calendar is about it.
    pub(super) day: Option<i32>,
}

/// A range of positions for each patient of a backing, some of them empty.
#[derive(Debug, Clone, Default)]
pub(in crate::evaluate) struct Window {
    pub(in crate::evaluate) starts: Vec<u32>,
    pub(in crate::evaluate) ends: Vec<u32>,
    /// The dates of rows to come in and to go out, by place.
    pub(super) coming: Calendar,
    pub(super) going: Calendar,
    /// The first and last day, where they are known to be the same for everybody.
    pub(super) days: Option<(i32, i32)>,
    /// The places of the patients whose range is not that of the interval before; all may be, where this is not known.
    pub(super) changed: Option<Vec<u32>>,
}

/// A patient and the positions of their rows.
#[derive(Debug, Clone, Copy)]
pub(in crate::evaluate) struct Range {
    /// By place in the batch.
    pub(in crate::evaluate) person: u32,
    pub(in crate::evaluate) start: usize,
    pub(in crate::evaluate) end: usize,
}

/// A backing or a window, to be looked at.
#[derive(Debug, Clone, Copy)]
pub(in crate::evaluate) struct Selection<'a> {
    pub(in crate::evaluate) people: &'a [u32],
    pub(super) starts: &'a [u32],
    pub(super) ends: &'a [u32],
    pub(super) changed: Option<&'a [u32]>,
}

impl Backing {
    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.people.clear();
        self.starts.clear();
        self.ends.clear();
        self.changed = None;
    }

    #[inline]
    pub(super) fn push(&mut self, person: u32, start: u32, end: u32) {
        self.people.push(person);
        self.starts.push(start);
        self.ends.push(end);
    }

    #[inline]
    pub(in crate::evaluate) fn selection(&self) -> Selection<'_> {
        Selection { people: &self.people, starts: &self.starts, ends: &self.ends, changed: self.changed.as_deref() }
    }
}

impl<'a> Selection<'a> {
    /// The range of the patient at a place.
    #[inline]
    pub(super) fn at(&self, place: usize) -> Range {
        let (start, end) = (self.starts[place] as usize, self.ends[place] as usize);
        Range { person: self.people[place], start, end }
    }

    /// Every patient's range.
    #[inline]
    pub(in crate::evaluate) fn ranges(self) -> impl Iterator<Item = Range> + 'a {
        let bounds = self.starts.iter().zip(self.ends);
        self.people.iter().zip(bounds).map(|(person, (start, end))| Range {
            person: *person,
            start: *start as usize,
            end: *end as usize,
        })
    }
}

/// No row is picked.
pub(super) const NO_ROW: u32 = u32::MAX;

/// One row for each patient of a backing, or [`NO_ROW`].
#[derive(Debug, Clone, Default)]
pub(in crate::evaluate) struct Picked {
    pub(super) rows: Vec<u32>,
    /// The places of the patients whose row is not that of the interval before; all may be, where this is not known.
    pub(super) changed: Option<Vec<u32>>,
}

/// Each patient's set.
#[derive(Debug, Clone, Default)]
pub(in crate::evaluate) struct Sets {
    /// Where each patient's values begin, and where the last one's end.
    pub(super) offsets: Vec<u32>,
    /// The values, without null; a value may occur twice.
    pub(super) values: Option<Column>,
}

/// Declares functions that give a slot's memory for values of one kind: emptied, or as the interval before left it.
macro_rules! memory {
    ($($name:ident, $left:ident: $kind:ident($of:ty);)*) => {
        impl Slot {
            $(pub(super) fn $left(&mut self) -> &mut Vec<$of> {
                if !matches!(self, Self::Values(Column::$kind(_))) {
                    *self = Self::Values(Column::$kind(Vec::new()));
                }
                match self {
                    Self::Values(Column::$kind(values)) => values,
                    _ => unreachable!("it was just made so"),
                }
            }

            pub(super) fn $name(&mut self) -> &mut Vec<$of> {
                let values = self.$left();
                values.clear();
                values
            })*
        }
    };
}

memory! {
    bools, left_bools: Bool(u8);
    ints, left_ints: Int(i64);
    floats, left_floats: Float(f64);
    dates, left_dates: Date(i32);
    texts, left_texts: Text(u32);
}

/// Declares functions that give a slot's memory for something, as it was left.
macro_rules! left {
    ($($name:ident: $kind:ident($of:ty);)*) => {
        impl Slot {
            $(pub(super) fn $name(&mut self) -> &mut $of {
                if !matches!(self, Self::$kind(_)) {
                    *self = Self::$kind(<$of>::default());
                }
                match self {
                    Self::$kind(own) => own,
                    _ => unreachable!("it was just made so"),
                }
            })*
        }
    };
}

left! {
    left_backing: Backing(Box<Backing>);
    left_window: Window(Box<Window>);
    left_picked: Picked(Box<Picked>);
    left_owners: Owners(Vec<u32>);
}

impl Slot {
    /// For rows, emptied.
    pub(super) fn backing(&mut self) -> &mut Backing {
        let backing = self.left_backing();
        backing.clear();
        backing
    }

    /// For owners, emptied.
    pub(super) fn owners(&mut self) -> &mut Vec<u32> {
        let owners = self.left_owners();
        owners.clear();
        owners
    }
}
