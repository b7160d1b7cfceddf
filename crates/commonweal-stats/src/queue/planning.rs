//! Planning with waits that are spread exponentially, as in a list that is busy and served in turn, and with a backlog.

use super::relations::{QueueError, not_negative, positive, share};

/// Share of people who wait no longer than `time` where waits are spread exponentially around their mean.
///
/// # Errors
/// [`QueueError`].
///
/// # Example
/// ```
/// use commonweal_stats::queue::share_within;
/// assert_eq!(format!("{:.3}", share_within(4.5, 18.0)?), "0.982"); // a target of four times the mean
/// # Ok::<(), commonweal_stats::queue::QueueError>(())
/// ```
pub fn share_within(mean_wait: f64, time: f64) -> Result<f64, QueueError> {
    Ok(-libm::expm1(-not_negative("the time", time)? / positive("the mean wait", mean_wait)?))
}

/// The wait that a share of people do not exceed where waits are spread exponentially.
///
/// # Errors
/// [`QueueError`].
///
/// # Example
/// ```
/// use commonweal_stats::queue::wait_not_exceeded;
/// assert_eq!(format!("{:.1}", wait_not_exceeded(7.0, 0.92)?), "17.7");
/// # Ok::<(), commonweal_stats::queue::QueueError>(())
/// ```
pub fn wait_not_exceeded(mean_wait: f64, people: f64) -> Result<f64, QueueError> {
    Ok(not_negative("the mean wait", mean_wait)? * -libm::log1p(-share("the share of people", people)?))
}

/// The mean wait at which a share of people wait no longer than the target: 92% within 18 weeks needs 7.1 weeks.
///
/// # Errors
/// [`QueueError`].
///
/// # Example
/// ```
/// use commonweal_stats::queue::mean_wait_for_target;
/// assert_eq!(format!("{:.2}", mean_wait_for_target(18.0, 0.92)?), "7.13");
/// # Ok::<(), commonweal_stats::queue::QueueError>(())
/// ```
pub fn mean_wait_for_target(target_wait: f64, people: f64) -> Result<f64, QueueError> {
    Ok(positive("the target wait", target_wait)? / -libm::log1p(-share("the share of people", people)?))
}

/// How long a queue takes to come down.
///
/// # Example
/// See [`clearance_time`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Clearance {
    /// It is no longer than it should be.
    AlreadyThere,
    /// So much time, in the unit of the rates.
    After(f64),
    /// Capacity is no larger than demand: it will not come down.
    Never,
}

/// Time until a queue is down to `target_size`, at steady demand and capacity. A demand of 0 gives the clearance time the
/// NHS quotes: weeks of work on the list if nobody joined it.
///
/// # Errors
/// [`QueueError::Negative`].
///
/// # Example
/// ```
/// use commonweal_stats::queue::{Clearance, clearance_time};
/// assert_eq!(clearance_time(1200.0, 390.0, 30.0, 48.0)?, Clearance::After(45.0));
/// assert_eq!(clearance_time(1200.0, 390.0, 30.0, 30.0)?, Clearance::Never);
/// # Ok::<(), commonweal_stats::queue::QueueError>(())
/// ```
pub fn clearance_time(size: f64, target_size: f64, demand: f64, capacity: f64) -> Result<Clearance, QueueError> {
    let excess = not_negative("the size of the queue", size)? - not_negative("the target size", target_size)?;
    let net = not_negative("the capacity", capacity)? - not_negative("the demand", demand)?;
    Ok(if excess <= 0.0 {
        Clearance::AlreadyThere
    } else if net > 0.0 {
        Clearance::After(excess / net)
    } else {
        Clearance::Never
    })
}
