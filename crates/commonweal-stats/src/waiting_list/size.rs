//! How many people are on the list at the end of each day.

use super::list::{Pathway, Period, WaitingListError, check_list};

/// Who is on the list when the period starts.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::{Opening, Pathway, Period, queue_sizes};
/// let list = [Pathway { referral: 1, removal: Some(3) }, Pathway { referral: 2, removal: None }];
/// let period = Period { start: 5, end: 5 };
/// assert_eq!(queue_sizes(&list, period, Opening::StillWaiting)?, [1]);
/// assert_eq!(queue_sizes(&list, period, Opening::EverReferred)?, [2]);
/// # Ok::<(), commonweal_stats::waiting_list::WaitingListError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Opening {
    /// People referred before the period and not yet removed: the list as it was.
    #[default]
    StillWaiting,
    /// Everybody referred before the period, removed or not, as NHSRwaitinglist counts. Where people were removed before
    /// the period starts it is too high by their number on every day; it is here to repeat figures made that way.
    EverReferred,
}

/// Size of the list at the end of each day of the period.
///
/// A person counts from the day of referral up to the day before removal. A removal dated before its referral takes one
/// from the list on its own day, so the size can be wrong, even below zero, between the two: correct such rows.
///
/// # Errors
/// [`WaitingListError`]: an empty list, dates out of range, a period that ends before it starts.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::{Opening, Pathway, Period, queue_sizes};
/// let list = [Pathway { referral: 1, removal: Some(3) }, Pathway { referral: 2, removal: None }];
/// assert_eq!(queue_sizes(&list, Period { start: 1, end: 4 }, Opening::StillWaiting)?, [1, 2, 1, 1]);
/// # Ok::<(), commonweal_stats::waiting_list::WaitingListError>(())
/// ```
pub fn queue_sizes(list: &[Pathway], period: Period, opening: Opening) -> Result<Vec<i64>, WaitingListError> {
    check_list(list)?;
    period.check()?;
    let mut sizes = vec![0_i64; period.days()];
    let mut change = |day: i64, by: i64| {
        let day = day.max(period.start);
        if day <= period.end {
            let position = usize::try_from(day - period.start).expect("a day of the period is not before its start");
            sizes[position] += by;
        }
    };
    for pathway in list {
        change(pathway.referral, 1);
        match pathway.removal {
            Some(removal) if removal >= period.start || opening == Opening::StillWaiting => change(removal, -1),
            _ => {}
        }
    }
    let mut size = 0;
    for day in &mut sizes {
        size += *day;
        *day = size;
    }
    Ok(sizes)
}
