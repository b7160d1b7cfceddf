//! The list itself: who was referred and removed when, joining lists, adding referrals, booking slots.

use thiserror::Error;

/// The furthest day from 1970-01-01 that a list may hold: about the years 9000 BC and 12950 AD.
const FURTHEST_DAY: i64 = 4_000_000;
/// The longest period whose days are counted one by one.
const LONGEST_PERIOD: i64 = 150_000;

/// One referral: when it joined the list, and when it left, if it did. Days are whole days since 1970-01-01.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::Pathway;
/// let treated = Pathway { referral: 19_723, removal: Some(19_730) };
/// assert!(treated.is_waiting_on(19_729) && !treated.is_waiting_on(19_730));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pathway {
    /// Day the person was referred.
    pub referral: i64,
    /// Day the person left the list: treated, or no longer in need; `None` while waiting.
    pub removal: Option<i64>,
}

impl Pathway {
    /// Whether the person is on the list at the end of a day.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::waiting_list::Pathway;
    /// assert!(Pathway { referral: 5, removal: None }.is_waiting_on(5));
    /// ```
    #[must_use]
    pub fn is_waiting_on(&self, day: i64) -> bool {
        self.referral <= day && self.removal.is_none_or(|removal| removal > day)
    }
}

/// The days a list is studied over, both included.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::{Pathway, Period};
/// let list = [Pathway { referral: 7, removal: None }, Pathway { referral: 3, removal: Some(9) }];
/// assert_eq!(Period::of(&list, None, None)?, Period { start: 3, end: 7 });
/// assert_eq!(Period::of(&list, None, Some(20))?.end, 20);
/// # Ok::<(), commonweal_stats::waiting_list::WaitingListError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// First day.
    pub start: i64,
    /// Last day.
    pub end: i64,
}

impl Period {
    /// The period from `start` to `end`; where one is not given, the first or the last referral of the list.
    ///
    /// # Errors
    /// As every function on a list: see [`WaitingListError`].
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::waiting_list::{Pathway, Period};
    /// let list = [3, 8, 20].map(|referral| Pathway { referral, removal: None });
    /// assert_eq!(Period::of(&list, None, Some(28))?, Period { start: 3, end: 28 });
    /// # Ok::<(), commonweal_stats::waiting_list::WaitingListError>(())
    /// ```
    pub fn of(list: &[Pathway], start: Option<i64>, end: Option<i64>) -> Result<Self, WaitingListError> {
        check_list(list)?;
        let first = list.iter().map(|pathway| pathway.referral).min().unwrap_or(0);
        let last = list.iter().map(|pathway| pathway.referral).max().unwrap_or(0);
        let period = Self { start: start.unwrap_or(first), end: end.unwrap_or(last) };
        period.check()?;
        Ok(period)
    }

    /// How many days, both ends included.
    pub(crate) fn days(&self) -> usize {
        usize::try_from(self.end - self.start + 1).unwrap_or(0)
    }

    pub(crate) fn check(&self) -> Result<(), WaitingListError> {
        let known = |day: i64| (-FURTHEST_DAY..=FURTHEST_DAY).contains(&day);
        if !known(self.start) || !known(self.end) {
            return Err(WaitingListError::PeriodOutOfRange);
        }
        if self.end < self.start {
            return Err(WaitingListError::PeriodBackwards);
        }
        if self.end - self.start >= LONGEST_PERIOD { Err(WaitingListError::PeriodTooLong) } else { Ok(()) }
    }
}

/// Why a waiting list has no answer.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::{Period, WaitingListError};
/// assert_eq!(Period::of(&[], None, None), Err(WaitingListError::EmptyList));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WaitingListError {
    /// Nobody was ever referred.
    #[error("the waiting list is empty; give at least one referral")]
    EmptyList,
    /// A date is thousands of years away.
    #[error("the pathway in position {index} has a date out of all range; correct it")]
    DateOutOfRange {
        /// Position of the pathway.
        index: usize,
    },
    /// The start or end is thousands of years away.
    #[error("the start or end of the period is out of all range; correct it")]
    PeriodOutOfRange,
    /// The end comes before the start.
    #[error("the period ends before it starts; exchange or correct the two dates")]
    PeriodBackwards,
    /// The period has more than 150,000 days.
    #[error("the period is longer than 400 years; one of the dates must be wrong")]
    PeriodTooLong,
}

/// Refuses a list that is empty or holds a date out of range.
pub(crate) fn check_list(list: &[Pathway]) -> Result<(), WaitingListError> {
    if list.is_empty() {
        return Err(WaitingListError::EmptyList);
    }
    let known = |day: i64| (-FURTHEST_DAY..=FURTHEST_DAY).contains(&day);
    match list.iter().position(|pathway| !(known(pathway.referral) && pathway.removal.is_none_or(known))) {
        Some(index) => Err(WaitingListError::DateOutOfRange { index }),
        None => Ok(()),
    }
}

/// Two lists as one, in the order of their referrals; on the same day the first list's come first.
///
/// # Errors
/// [`WaitingListError::EmptyList`] if either is empty; dates out of range.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::{Pathway, join};
/// let hips = [Pathway { referral: 10, removal: None }];
/// let knees = [Pathway { referral: 4, removal: Some(12) }];
/// assert_eq!(join(&hips, &knees)?[0], knees[0]);
/// # Ok::<(), commonweal_stats::waiting_list::WaitingListError>(())
/// ```
pub fn join(first: &[Pathway], second: &[Pathway]) -> Result<Vec<Pathway>, WaitingListError> {
    check_list(first)?;
    check_list(second)?;
    let mut both = [first, second].concat();
    both.sort_by_key(|pathway| pathway.referral);
    Ok(both)
}

/// A list with new referrals, all waiting, in the order of referral.
///
/// # Errors
/// [`WaitingListError::EmptyList`] if the list is empty; dates out of range.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::{Pathway, add_referrals};
/// let list = add_referrals(&[Pathway { referral: 10, removal: Some(30) }], &[4, 12])?;
/// assert_eq!(list.iter().map(|pathway| pathway.referral).collect::<Vec<_>>(), [4, 10, 12]);
/// # Ok::<(), commonweal_stats::waiting_list::WaitingListError>(())
/// ```
pub fn add_referrals(list: &[Pathway], referrals: &[i64]) -> Result<Vec<Pathway>, WaitingListError> {
    check_list(list)?;
    let mut longer = list.to_vec();
    longer.extend(referrals.iter().map(|&referral| Pathway { referral, removal: None }));
    check_list(&longer)?;
    longer.sort_by_key(|pathway| pathway.referral);
    Ok(longer)
}

/// A list after slots were given out.
///
/// # Example
/// See [`book`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    /// The list in the order of referral; on the same day, people who already had a removal date come first.
    pub pathways: Vec<Pathway>,
    /// Where each of them was in the list given.
    pub positions: Vec<usize>,
    /// Whether each slot was used.
    pub used: Vec<bool>,
}

/// Gives slots to the people waiting, in the order they are listed.
///
/// Each slot goes to the next person who waits, if they were referred before that day; otherwise the slot is lost. Slots
/// are taken in the order given.
///
/// # Errors
/// [`WaitingListError::EmptyList`]; dates out of range.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::{Pathway, book};
/// let list = [Pathway { referral: 1, removal: None }, Pathway { referral: 8, removal: None }];
/// let booked = book(&list, &[5, 6, 9])?;
/// assert_eq!(booked.pathways[0].removal, Some(5));
/// assert_eq!(booked.used, [true, false, true]); // nobody else was waiting on day 6
/// # Ok::<(), commonweal_stats::waiting_list::WaitingListError>(())
/// ```
pub fn book(list: &[Pathway], slots: &[i64]) -> Result<Booked, WaitingListError> {
    check_list(list)?;
    let (mut positions, waiting): (Vec<usize>, Vec<usize>) =
        (0..list.len()).partition(|&position| list[position].removal.is_some());
    let mut pathways = list.to_vec();
    let mut next = waiting.iter().peekable();
    let mut used = Vec::with_capacity(slots.len());
    for &slot in slots {
        let fits = next.next_if(|&&position| slot > list[position].referral);
        used.push(fits.is_some());
        if let Some(&position) = fits {
            pathways[position].removal = Some(slot);
        }
    }
    check_list(&pathways)?;
    positions.extend(&waiting);
    positions.sort_by_key(|&position| list[position].referral);
    let pathways = positions.iter().map(|&position| pathways[position]).collect();
    Ok(Booked { pathways, positions, used })
}
