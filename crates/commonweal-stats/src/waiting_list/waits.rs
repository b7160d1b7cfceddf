//! How long people have waited: shares within a number of weeks, percentiles and long waits, from counts in bands of
//! weeks as the NHS publishes them.

use thiserror::Error;

/// People who have waited from `from_weeks` up to, but not including, `to_weeks`.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::WaitBand;
/// let longest = WaitBand { from_weeks: 104.0, to_weeks: None, people: 12.0 };
/// assert!(longest.to_weeks.is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WaitBand {
    /// Shortest wait of the band, in weeks.
    pub from_weeks: f64,
    /// Where the next band starts; `None` for the last, open one.
    pub to_weeks: Option<f64>,
    /// People in the band.
    pub people: f64,
}

/// A percentile of waits.
///
/// # Example
/// See [`wait_percentile`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WaitPercentile {
    /// So many weeks, interpolated within its band.
    Weeks(f64),
    /// More weeks than this: it falls into the open last band, within which nothing is known.
    MoreThan(f64),
}

/// Why waits have no measure.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::{WaitsError, within_weeks};
/// assert_eq!(within_weeks(&[], 18.0), Err(WaitsError::NobodyWaits));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WaitsError {
    /// The bands hold no people.
    #[error("nobody is waiting; a share or percentile of nobody has no value")]
    NobodyWaits,
    /// A count or edge is no finite number of zero or more.
    #[error("band {index} has a count or an edge that is not a number of zero or more; correct it")]
    BadBand {
        /// Position of the band.
        index: usize,
    },
    /// Bands leave a gap, overlap, or go on after the open one.
    #[error("band {index} does not begin where the band before it ends; sort the bands and fill the gaps")]
    NotInOrder {
        /// Position of the band.
        index: usize,
    },
    /// The number of weeks is inside a band.
    #[error("the number of weeks falls inside a band; choose the edge of a band")]
    InsideBand,
    /// A percentile outside 0 to 1.
    #[error("the percentile is not above 0 and below 1; give 0.92 for the 92nd")]
    BadPercentile,
}

/// Share of people who have waited less than `weeks`, from 0 to 1: the referral-to-treatment standard is 92% within 18.
///
/// # Errors
/// [`WaitsError`]: nobody waits, bands out of order, or `weeks` is not the edge of a band.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::{WaitBand, within_weeks};
/// let bands = [
///     WaitBand { from_weeks: 0.0, to_weeks: Some(18.0), people: 600.0 },
///     WaitBand { from_weeks: 18.0, to_weeks: None, people: 400.0 },
/// ];
/// assert_eq!(within_weeks(&bands, 18.0)?, 0.6);
/// # Ok::<(), commonweal_stats::waiting_list::WaitsError>(())
/// ```
pub fn within_weeks(bands: &[WaitBand], weeks: f64) -> Result<f64, WaitsError> {
    let all = check(bands)?;
    let long = waiting_over(bands, weeks)?;
    Ok((all - long) / all)
}

/// People who have waited `weeks` or longer: over 52, 65 or 78 weeks.
///
/// # Errors
/// As [`within_weeks`]; nobody waiting over a bound is 0, no error.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::{WaitBand, waiting_over};
/// let bands = [
///     WaitBand { from_weeks: 0.0, to_weeks: Some(52.0), people: 990.0 },
///     WaitBand { from_weeks: 52.0, to_weeks: None, people: 10.0 },
/// ];
/// assert_eq!(waiting_over(&bands, 52.0)?, 10.0);
/// # Ok::<(), commonweal_stats::waiting_list::WaitsError>(())
/// ```
pub fn waiting_over(bands: &[WaitBand], weeks: f64) -> Result<f64, WaitsError> {
    check(bands)?;
    let inside = |band: &&WaitBand| band.from_weeks < weeks && band.to_weeks.is_none_or(|end| end > weeks);
    // An empty band may be cut anywhere.
    if !weeks.is_finite() || bands.iter().filter(inside).any(|band| band.people > 0.0) {
        return Err(WaitsError::InsideBand);
    }
    Ok(bands.iter().filter(|band| band.from_weeks >= weeks).map(|band| band.people).sum())
}

/// The wait that a given share of people have not exceeded: 0.5 for the median, 0.92 for the 92nd percentile.
///
/// The person at position `share` times the number of people is found among the cumulated counts; within their band
/// people are taken to be spread evenly, as NHS England does with one-week bands.
///
/// # Errors
/// [`WaitsError`]: nobody waits, bands out of order, `share` not between 0 and 1.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::{WaitBand, WaitPercentile, wait_percentile};
/// let bands = [
///     WaitBand { from_weeks: 0.0, to_weeks: Some(1.0), people: 30.0 },
///     WaitBand { from_weeks: 1.0, to_weeks: Some(2.0), people: 40.0 },
///     WaitBand { from_weeks: 2.0, to_weeks: None, people: 30.0 },
/// ];
/// assert_eq!(wait_percentile(&bands, 0.5)?, WaitPercentile::Weeks(1.5));
/// assert_eq!(wait_percentile(&bands, 0.92)?, WaitPercentile::MoreThan(2.0));
/// # Ok::<(), commonweal_stats::waiting_list::WaitsError>(())
/// ```
pub fn wait_percentile(bands: &[WaitBand], share: f64) -> Result<WaitPercentile, WaitsError> {
    let all = check(bands)?;
    if !(share > 0.0 && share < 1.0) {
        return Err(WaitsError::BadPercentile);
    }
    let position = share * all;
    let mut before = 0.0;
    let mut furthest = WaitPercentile::Weeks(0.0);
    for band in bands.iter().filter(|band| band.people > 0.0) {
        let within = ((position - before) / band.people).min(1.0);
        furthest = match band.to_weeks {
            None => WaitPercentile::MoreThan(band.from_weeks),
            Some(end) => WaitPercentile::Weeks(band.from_weeks + within * (end - band.from_weeks)),
        };
        before += band.people;
        if position <= before {
            break;
        }
    }
    Ok(furthest)
}

/// People in all bands, after checking that the bands join up.
fn check(bands: &[WaitBand]) -> Result<f64, WaitsError> {
    let good = |number: f64| number.is_finite() && number >= 0.0;
    for (index, band) in bands.iter().enumerate() {
        if !good(band.people) || !good(band.from_weeks) || !band.to_weeks.is_none_or(good) {
            return Err(WaitsError::BadBand { index });
        }
        let joins = index == 0 || bands[index - 1].to_weeks == Some(band.from_weeks);
        if !joins || band.to_weeks.is_some_and(|end| end <= band.from_weeks) {
            return Err(WaitsError::NotInOrder { index });
        }
    }
    let all: f64 = bands.iter().map(|band| band.people).sum();
    if all > 0.0 && all.is_finite() { Ok(all) } else { Err(WaitsError::NobodyWaits) }
}
