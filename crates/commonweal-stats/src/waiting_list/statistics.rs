//! Demand, capacity and pressure of a list over a period.

use super::list::{Pathway, Period, WaitingListError, check_list};
use super::pressure::{relief_capacity, target_capacity, target_queue_size, waiting_list_pressure};
use super::size::{Opening, queue_sizes};

/// Demand on a list: how often people are referred.
///
/// # Example
/// See [`referral_statistics`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReferralStatistics {
    /// Referrals a week; `None` where all referrals and the period fall on one day.
    pub demand_weekly: Option<f64>,
    /// Referrals a day; `None` as above.
    pub demand_daily: Option<f64>,
    /// Coefficient of variation of the gaps between referrals; `None` where there is but one gap, or only empty ones.
    pub variation: Option<f64>,
    /// Referrals in the period.
    pub referrals: usize,
    /// Gaps measured: one more than there are referrals, because the period's start and end count as well.
    pub gaps: usize,
}

/// Capacity of a list: how often people leave it while there is somebody to leave.
///
/// # Example
/// See [`removal_statistics`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RemovalStatistics {
    /// Removals a week; `None` where nobody has been removed, or everybody on one day.
    pub capacity_weekly: Option<f64>,
    /// Removals a day; `None` as above.
    pub capacity_daily: Option<f64>,
    /// Coefficient of variation of the gaps between removals, 0 for a single one; `None` as above.
    pub variation: Option<f64>,
    /// Removals, all of the list's.
    pub removals: usize,
}

/// What the list is meant to achieve, and how its opening is counted.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::WaitingListAims;
/// let aims = WaitingListAims { target_wait: 18.0, ..WaitingListAims::default() };
/// assert_eq!(aims.factor, 4.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WaitingListAims {
    /// Longest wait that is acceptable, in weeks.
    pub target_wait: f64,
    /// How many times the mean wait should go into the target: 4 to 6.
    pub factor: f64,
    /// Weeks in which a queue that is too big should come down.
    pub weeks_to_target: f64,
    /// Who is on the list when the period starts.
    pub opening: Opening,
}

impl Default for WaitingListAims {
    /// Four weeks, factor 4, half a year, and the list as it was.
    fn default() -> Self {
        Self { target_wait: 4.0, factor: 4.0, weeks_to_target: 26.0, opening: Opening::StillWaiting }
    }
}

/// A list in one row: demand, capacity, size, wait and pressure, and the capacity it needs.
///
/// # Example
/// See [`waiting_list_statistics`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WaitingListStatistics {
    /// Demand.
    pub referrals: ReferralStatistics,
    /// Capacity.
    pub removals: RemovalStatistics,
    /// Demand over capacity; `None` where either is not known or the demand is without bound.
    pub load: Option<f64>,
    /// Whether the load is 1 or more, so that the list grows; `None` without a load.
    pub load_too_big: Option<bool>,
    /// People waiting at the end of the period.
    pub queue_size: i64,
    /// Size at which the mean wait is the target's.
    pub target_queue_size: Option<f64>,
    /// Whether the queue is more than twice its target size.
    pub queue_too_big: Option<bool>,
    /// Mean days waited so far by those who wait at the end; `None` when nobody does.
    pub mean_wait_days: Option<f64>,
    /// Removals a week that hold the target; `None` where the queue must come down first, or capacity is not known.
    pub target_capacity: Option<f64>,
    /// Removals a week that bring the queue down; `None` where it is not too big.
    pub relief_capacity: Option<f64>,
    /// Twice the mean wait, in days, over the target wait as given; `None` when nobody waits.
    pub pressure: Option<f64>,
}

/// How often people are referred in the period.
///
/// The gaps are between the start of the period, each referral in the period in the order listed, and its end. The mean
/// gap does not depend on the order of the list; the variation does, so sort the list by referral first.
///
/// # Errors
/// [`WaitingListError`].
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::{Pathway, Period, referral_statistics};
/// let list = [0, 3, 9, 15].map(|referral| Pathway { referral, removal: None });
/// let demand = referral_statistics(&list, Period { start: 0, end: 15 })?;
/// assert_eq!((demand.referrals, demand.gaps), (4, 5));
/// assert_eq!(format!("{:.2}", demand.demand_weekly.unwrap()), "2.33"); // 7 / (15 days / 5 gaps)
/// # Ok::<(), commonweal_stats::waiting_list::WaitingListError>(())
/// ```
pub fn referral_statistics(list: &[Pathway], period: Period) -> Result<ReferralStatistics, WaitingListError> {
    Ok(ReferralStatistics::of(&referral_gaps(list, period)?))
}

impl ReferralStatistics {
    fn of(gaps: &Gaps) -> Self {
        Self {
            demand_weekly: finite(gaps.weekly()),
            demand_daily: finite(1.0 / gaps.mean),
            variation: finite(gaps.variation()),
            referrals: gaps.count - 1,
            gaps: gaps.count,
        }
    }
}

fn referral_gaps(list: &[Pathway], period: Period) -> Result<Gaps, WaitingListError> {
    check_list(list)?;
    period.check()?;
    let referrals = list.iter().map(|pathway| pathway.referral).filter(|day| (period.start..=period.end).contains(day));
    Ok(Gaps::of(period.start, referrals.chain(std::iter::once(period.end)).map(Event::Counted)))
}

/// How often people leave the list while there is somebody on it.
///
/// Takes all removals, before, in and after the period. A gap runs from the previous removal, from the last day on which
/// nobody waited if that is later, or from the start of the period for the first one: an empty list says nothing about
/// capacity. A removal that leaves nobody waiting ends a gap of no days. Removals before the start of the period shorten
/// its first gap, even below zero: leave them out of the list when the period is a late part of it.
///
/// # Errors
/// [`WaitingListError`].
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::{Pathway, Period, removal_statistics};
/// let list = [(0, Some(7)), (3, Some(9)), (9, Some(16)), (15, None)];
/// let list = list.map(|(referral, removal)| Pathway { referral, removal });
/// let capacity = removal_statistics(&list, Period { start: 0, end: 15 })?;
/// assert_eq!(capacity.removals, 3);
/// assert_eq!(capacity.capacity_weekly, Some(1.3125)); // 7 / ((7 + 2 + 7) / 3)
/// # Ok::<(), commonweal_stats::waiting_list::WaitingListError>(())
/// ```
pub fn removal_statistics(list: &[Pathway], period: Period) -> Result<RemovalStatistics, WaitingListError> {
    Ok(RemovalStatistics::of(&removal_gaps(list, period)?))
}

impl RemovalStatistics {
    fn of(gaps: &Gaps) -> Self {
        Self {
            capacity_weekly: finite(gaps.weekly()),
            capacity_daily: finite(1.0 / gaps.mean),
            variation: finite(gaps.variation()),
            removals: gaps.count,
        }
    }
}

fn removal_gaps(list: &[Pathway], period: Period) -> Result<Gaps, WaitingListError> {
    check_list(list)?;
    period.check()?;
    let whole = Period::of(list, None, None)?;
    let sizes = queue_sizes(list, whole, Opening::StillWaiting)?;
    let mut removals: Vec<i64> = list.iter().filter_map(|pathway| pathway.removal).collect();
    removals.sort_unstable();
    let mut events = Vec::with_capacity(removals.len());
    let mut empty_days = (whole.start..).zip(&sizes).filter(|(_, size)| **size == 0).map(|(day, _)| day).peekable();
    for removal in removals {
        while let Some(day) = empty_days.next_if(|day| *day <= removal) {
            events.push(Event::Passed(day));
        }
        events.push(Event::Counted(removal));
    }
    let mut gaps = Gaps::of(period.start, events.into_iter());
    if gaps.count == 1 {
        gaps.deviation = 0.0;
    }
    Ok(gaps)
}

/// Demand, capacity, size, wait and pressure of a list, and the capacity it needs.
///
/// # Errors
/// [`WaitingListError`].
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::{Pathway, Period, WaitingListAims, waiting_list_statistics};
/// let list = [(0, Some(7)), (3, Some(9)), (9, Some(16)), (15, None)];
/// let list = list.map(|(referral, removal)| Pathway { referral, removal });
/// let aims = WaitingListAims { target_wait: 18.0, ..WaitingListAims::default() };
/// let now = waiting_list_statistics(&list, Period { start: 0, end: 15 }, aims)?;
/// assert_eq!((now.queue_size, now.load_too_big, now.queue_too_big), (2, Some(true), Some(false)));
/// assert_eq!(format!("{:.2}", now.load.unwrap()), "1.78"); // 2.33 / 1.3125
/// # Ok::<(), commonweal_stats::waiting_list::WaitingListError>(())
/// ```
pub fn waiting_list_statistics(
    list: &[Pathway],
    period: Period,
    aims: WaitingListAims,
) -> Result<WaitingListStatistics, WaitingListError> {
    let (referred, removed) = (referral_gaps(list, period)?, removal_gaps(list, period)?);
    let queue_size = queue_sizes(list, period, aims.opening)?.last().copied().unwrap_or(0);
    let (waited, waiting) = list
        .iter()
        .filter(|pathway| pathway.is_waiting_on(period.end))
        .fold((0, 0_usize), |(days, people), pathway| (days + (period.end - pathway.referral), people + 1));
    let mean_wait_days = finite(waited as f64 / waiting as f64);
    // Where everybody is referred or removed on one day the rate is infinite, and still compares as it should.
    let demand = referred.weekly();
    let load = demand / removed.weekly();
    let target = target_queue_size(demand, aims.target_wait, aims.factor);
    let queue = queue_size as f64;
    let queue_too_big = if target.is_nan() { None } else { Some(queue > 2.0 * target) };
    let (held, relieved) = match queue_too_big {
        Some(true) => (None, finite(relief_capacity(demand, queue, target, aims.weeks_to_target))),
        Some(false) => {
            let (referred, removed) = (referred.variation(), removed.variation());
            (finite(target_capacity(demand, aims.target_wait, aims.factor, referred, removed)), None)
        }
        None => (None, None),
    };
    Ok(WaitingListStatistics {
        referrals: ReferralStatistics::of(&referred),
        removals: RemovalStatistics::of(&removed),
        load: finite(load),
        load_too_big: if load.is_nan() { None } else { Some(load >= 1.0) },
        queue_size,
        target_queue_size: finite(target),
        queue_too_big,
        mean_wait_days,
        target_capacity: held,
        relief_capacity: relieved,
        pressure: mean_wait_days.and_then(|wait| finite(waiting_list_pressure(wait, aims.target_wait))),
    })
}

fn finite(number: f64) -> Option<f64> {
    Some(number).filter(|number| number.is_finite())
}

/// A day that ends a gap: one that is counted, or one that only starts the next.
#[derive(Clone, Copy)]
enum Event {
    Counted(i64),
    Passed(i64),
}

/// Mean and standard deviation (of a sample) of the gaps between days; no numbers where there are too few.
struct Gaps {
    count: usize,
    mean: f64,
    deviation: f64,
}

impl Gaps {
    fn of(start: i64, events: impl Iterator<Item = Event> + Clone) -> Self {
        let lengths = || {
            events.clone().scan(start, |previous, event| {
                let (day, counted) = match event {
                    Event::Counted(day) => (day, true),
                    Event::Passed(day) => (day, false),
                };
                let gap = day - *previous;
                *previous = day;
                Some(counted.then_some(gap))
            })
        };
        let gaps = || lengths().flatten();
        let count = gaps().count();
        let mean = gaps().sum::<i64>() as f64 / count as f64;
        let squares: f64 = gaps().map(|gap| (gap as f64 - mean) * (gap as f64 - mean)).sum();
        Self { count, mean, deviation: (squares / (count as f64 - 1.0)).sqrt() }
    }

    /// How often a gap ends in a week: infinite where all are empty, no number where there is none.
    fn weekly(&self) -> f64 {
        7.0 * (1.0 / self.mean)
    }

    fn variation(&self) -> f64 {
        self.deviation / self.mean
    }
}
