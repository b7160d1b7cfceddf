//! Work on columns split over threads. The answer never depends on how many there are: every row or group is worked out
//! by itself and lands where it belongs. [`in_parts`] collects what the parts make; [`fill`] writes into a column.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::thread;

/// Below this much work a thread costs more than it saves.
const SMALLEST_PART: usize = 1024;

/// How many threads to use.
///
/// # Example
/// ```
/// use commonweal_stats::parallel::{Threads, in_parts};
/// let sums = |threads| in_parts(9_999, 1, threads, |rows| rows.sum::<usize>()).into_iter().sum::<usize>();
/// assert_eq!(sums(Threads::All), sums(Threads::ONE));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Threads {
    /// One for each core that the process may use.
    #[default]
    All,
    /// This many.
    Exactly(NonZeroUsize),
}

impl Threads {
    /// The calling thread alone.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::parallel::{Threads, in_parts};
    /// assert_eq!(in_parts(1_000_000, 1, Threads::ONE, |rows| rows.len()), [1_000_000]);
    /// ```
    pub const ONE: Self = Self::Exactly(NonZeroUsize::MIN);

    fn count(self) -> usize {
        match self {
            Self::All => thread::available_parallelism().map_or(1, NonZeroUsize::get),
            Self::Exactly(count) => count.get(),
        }
    }
}

/// Splits `0..len` into neighbouring ranges, runs `work` on each, and returns what it made, in the order of the ranges.
///
/// `cost` is roughly how many rows one unit of `len` stands for (1 for a row, 19 for a group of 19 age bands): it decides
/// when splitting pays.
///
/// # Example
/// ```
/// use commonweal_stats::parallel::{Threads, in_parts};
/// let parts = in_parts(10_000, 1, Threads::All, |rows| rows.map(|row| row as f64).sum::<f64>());
/// assert_eq!(parts.iter().sum::<f64>(), 49_995_000.0);
/// ```
///
/// # Panics
/// If `work` panics.
pub fn in_parts<T: Send>(len: usize, cost: usize, threads: Threads, work: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    let parts = threads.count().min((len.saturating_mul(cost.max(1)) / SMALLEST_PART).max(1)).min(len.max(1));
    if parts == 1 {
        return vec![work(0..len)];
    }
    let bounds = |part: usize| part * len / parts;
    thread::scope(|scope| {
        let work = &work;
        let handles: Vec<_> =
            (1..parts).map(|part| scope.spawn(move || work(bounds(part)..bounds(part + 1)))).collect();
        let first = work(0..bounds(1));
        let rest = handles.into_iter().map(|handle| match handle.join() {
            Ok(made) => made,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        std::iter::once(first).chain(rest).collect()
    })
}

/// Fills `output`, one row for each of its elements, in neighbouring pieces: `work` gets the range of rows and the piece
/// of `output` that belongs to it. For columns whose rows are worked out without making anything in between.
///
/// # Example
/// ```
/// use commonweal_stats::parallel::{Threads, fill};
/// let mut squares = vec![0.0; 5];
/// fill(&mut squares, 1, Threads::All, |rows, piece| {
///     for (row, square) in rows.zip(piece) {
///         *square = (row * row) as f64;
///     }
/// });
/// assert_eq!(squares, [0.0, 1.0, 4.0, 9.0, 16.0]);
/// ```
pub fn fill<T: Send>(output: &mut [T], cost: usize, threads: Threads, work: impl Fn(Range<usize>, &mut [T]) + Sync) {
    let len = output.len();
    let parts = threads.count().min((len.saturating_mul(cost.max(1)) / SMALLEST_PART).max(1)).min(len.max(1));
    if parts == 1 {
        work(0..len, output);
        return;
    }
    let size = len.div_ceil(parts);
    thread::scope(|scope| {
        let work = &work;
        for (part, piece) in output.chunks_mut(size).enumerate() {
            let start = part * size;
            scope.spawn(move || work(start..start + piece.len(), piece));
        }
    });
}

/// As [`fill`] for several columns at once: `work` gets the range of rows and the piece of each column.
///
/// # Example
/// ```
/// use commonweal_stats::parallel::{Threads, fill_columns};
/// let (mut squares, mut cubes) = (vec![0.0; 3], vec![0.0; 3]);
/// fill_columns([&mut squares, &mut cubes], 1, Threads::All, |rows, [squares, cubes]| {
///     for (at, row) in rows.enumerate() {
///         squares[at] = (row * row) as f64;
///         cubes[at] = (row * row * row) as f64;
///     }
/// });
/// assert_eq!((squares[2], cubes[2]), (4.0, 8.0));
/// ```
///
/// # Panics
/// If the columns differ in length, which is a mistake of the caller.
pub fn fill_columns<T: Send, const N: usize>(
    mut columns: [&mut [T]; N],
    cost: usize,
    threads: Threads,
    work: impl Fn(Range<usize>, [&mut [T]; N]) + Sync,
) {
    let len = columns.first().map_or(0, |column| column.len());
    assert!(columns.iter().all(|column| column.len() == len), "columns are of one length");
    let parts = threads.count().min((len.saturating_mul(cost.max(1)) / SMALLEST_PART).max(1)).min(len.max(1));
    if parts == 1 {
        work(0..len, columns);
        return;
    }
    let size = len.div_ceil(parts);
    thread::scope(|scope| {
        let work = &work;
        let mut start = 0;
        while len - start > size {
            let pieces;
            (pieces, columns) = split(columns, size);
            let rows = start..start + size;
            scope.spawn(move || work(rows, pieces));
            start += size;
        }
        work(start..len, columns);
    });
}

/// Each column in two at the same row.
fn split<T, const N: usize>(columns: [&mut [T]; N], at: usize) -> ([&mut [T]; N], [&mut [T]; N]) {
    let mut rest = columns.map(Some);
    let mut second = [const { None }; N];
    for (whole, tail) in rest.iter_mut().zip(&mut second) {
        if let Some(column) = whole.take() {
            let (head, end) = column.split_at_mut(at);
            (*whole, *tail) = (Some(head), Some(end));
        }
    }
    (rest.map(Option::unwrap_or_default), second.map(Option::unwrap_or_default))
}
