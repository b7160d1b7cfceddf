//! What holds for every queue that neither grows nor shrinks.

use thiserror::Error;

/// Why a queue has no answer.
///
/// # Example
/// ```
/// use commonweal_stats::queue::{QueueError, kingman_wait};
/// assert_eq!(kingman_wait(10.0, 10.0, 1.0, 1.0), Err(QueueError::Overloaded));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum QueueError {
    /// A number that must be above zero is not, or is no number.
    #[error("{what} is not a number above zero; correct it")]
    NotPositive {
        /// Which number.
        what: &'static str,
    },
    /// A number that must be zero or more is not, or is no number.
    #[error("{what} is not a number of zero or more; correct it")]
    Negative {
        /// Which number.
        what: &'static str,
    },
    /// A share that is not above 0 and below 1.
    #[error("{what} is not above 0 and below 1; give 0.92 for 92%")]
    NotAShare {
        /// Which number.
        what: &'static str,
    },
    /// More arrive than can be served: the queue grows without end and has no mean.
    #[error("demand is as large as capacity or larger, so the queue grows without end; add capacity first")]
    Overloaded,
    /// More servers than are counted one by one.
    #[error("more than {maximum} servers are asked for; use a larger unit of capacity")]
    TooManyServers {
        /// The greatest number of servers.
        maximum: u32,
    },
}

pub(crate) fn positive(what: &'static str, number: f64) -> Result<f64, QueueError> {
    if number.is_finite() && number > 0.0 { Ok(number) } else { Err(QueueError::NotPositive { what }) }
}

pub(crate) fn not_negative(what: &'static str, number: f64) -> Result<f64, QueueError> {
    if number.is_finite() && number >= 0.0 { Ok(number) } else { Err(QueueError::Negative { what }) }
}

pub(crate) fn share(what: &'static str, number: f64) -> Result<f64, QueueError> {
    if number > 0.0 && number < 1.0 { Ok(number) } else { Err(QueueError::NotAShare { what }) }
}

/// Little's law: people in the queue are those who arrive in the time that one of them spends there.
///
/// Holds for any queue that neither grows nor shrinks, whatever its order and its spread of waits.
///
/// Source: Little 1961; Hillier and Lieberman, Introduction to operations research, chapter on queueing theory.
///
/// # Errors
/// [`QueueError::Negative`].
///
/// # Example
/// ```
/// use commonweal_stats::queue::number_in_queue;
/// assert_eq!(number_in_queue(30.0, 13.0)?, 390.0); // 30 a week, 13 weeks each
/// # Ok::<(), commonweal_stats::queue::QueueError>(())
/// ```
pub fn number_in_queue(arrival_rate: f64, mean_time: f64) -> Result<f64, QueueError> {
    Ok(not_negative("the arrival rate", arrival_rate)? * not_negative("the mean time", mean_time)?)
}

/// Little's law the other way: mean time in the queue from its size and the arrivals.
///
/// # Errors
/// [`QueueError`]: no arrivals, or a negative size.
///
/// # Example
/// ```
/// use commonweal_stats::queue::mean_time;
/// assert_eq!(mean_time(390.0, 30.0)?, 13.0);
/// # Ok::<(), commonweal_stats::queue::QueueError>(())
/// ```
pub fn mean_time(number_in_queue: f64, arrival_rate: f64) -> Result<f64, QueueError> {
    Ok(not_negative("the number in the queue", number_in_queue)? / positive("the arrival rate", arrival_rate)?)
}

/// Utilisation: the share of their time that servers are busy; from 1 up, the queue grows without end.
///
/// # Errors
/// [`QueueError`]: a negative arrival rate, a service rate or number of servers that is not above zero.
///
/// # Example
/// ```
/// use commonweal_stats::queue::utilisation;
/// assert_eq!(utilisation(18.0, 5.0, 4)?, 0.9); // 18 a day, 4 clinics that see 5 a day each
/// # Ok::<(), commonweal_stats::queue::QueueError>(())
/// ```
pub fn utilisation(arrival_rate: f64, service_rate: f64, servers: u32) -> Result<f64, QueueError> {
    let arrivals = not_negative("the arrival rate", arrival_rate)?;
    let capacity = positive("the service rate", service_rate)? * positive("the number of servers", f64::from(servers))?;
    Ok(arrivals / capacity)
}
