//! Approximations for queues with any spread of arrivals and service times.

use super::markov::erlang_c;
use super::relations::{QueueError, not_negative, positive, utilisation};

/// Kingman's approximation: mean wait of a queue with one server, from the coefficients of variation of the gaps between
/// arrivals and of the service times. Exact for random arrivals and exponential service (both 1), better the busier the
/// queue is.
///
/// Source: Kingman 1961; Hillier and Lieberman; as in Fong et al. 2022.
///
/// # Errors
/// [`QueueError`]: rates not above zero, `Overloaded` when demand reaches capacity.
///
/// # Example
/// ```
/// use commonweal_stats::queue::kingman_wait;
/// let regular = kingman_wait(9.0, 10.0, 0.5, 0.5)?;
/// assert_eq!(format!("{regular:.4}"), "0.2250"); // 0.9 / 0.1 x 0.25 / 10
/// # Ok::<(), commonweal_stats::queue::QueueError>(())
/// ```
pub fn kingman_wait(
    arrival_rate: f64,
    service_rate: f64,
    arrival_variation: f64,
    service_variation: f64,
) -> Result<f64, QueueError> {
    allen_cunneen_wait(arrival_rate, service_rate, 1, arrival_variation, service_variation)
}

/// Allen and Cunneen's approximation: mean wait of a queue with several servers, as the wait of M/M/c times the mean
/// squared coefficient of variation. With one server it is Kingman's.
///
/// Source: Allen 1990, Probability, statistics and queueing theory.
///
/// # Errors
/// [`QueueError`]: as [`kingman_wait`].
///
/// # Example
/// ```
/// use commonweal_stats::queue::{MarkovQueue, allen_cunneen_wait};
/// let random = allen_cunneen_wait(3.0, 2.0, 2, 1.0, 1.0)?;
/// assert!((random - MarkovQueue::new(3.0, 2.0, 2)?.mean_wait).abs() < 1e-15);
/// # Ok::<(), commonweal_stats::queue::QueueError>(())
/// ```
pub fn allen_cunneen_wait(
    arrival_rate: f64,
    service_rate: f64,
    servers: u32,
    arrival_variation: f64,
    service_variation: f64,
) -> Result<f64, QueueError> {
    let arrivals = positive("the arrival rate", arrival_rate)?;
    if utilisation(arrivals, service_rate, servers)? >= 1.0 {
        return Err(QueueError::Overloaded);
    }
    let waiting = erlang_c(arrivals / service_rate, servers)?;
    let drain = f64::from(servers) * service_rate - arrivals;
    Ok(waiting / drain * variability(arrival_variation, service_variation)?)
}

/// Capacity that holds the mean wait of one queue at `mean_wait`: Kingman's formula solved for the service rate.
///
/// The margin over demand that [`crate::waiting_list::target_capacity`] adds is the first term of this answer when the
/// wait is long compared with one service.
///
/// # Errors
/// [`QueueError`].
///
/// # Example
/// ```
/// use commonweal_stats::queue::{capacity_for_mean_wait, kingman_wait};
/// let capacity = capacity_for_mean_wait(30.0, 13.0, 1.1, 1.2)?;
/// assert!((kingman_wait(30.0, capacity, 1.1, 1.2)? - 13.0).abs() < 1e-9);
/// # Ok::<(), commonweal_stats::queue::QueueError>(())
/// ```
pub fn capacity_for_mean_wait(
    arrival_rate: f64,
    mean_wait: f64,
    arrival_variation: f64,
    service_variation: f64,
) -> Result<f64, QueueError> {
    let arrivals = positive("the arrival rate", arrival_rate)?;
    let wait = positive("the mean wait", mean_wait)?;
    let margin = variability(arrival_variation, service_variation)? / wait;
    // capacity x (capacity - arrivals) = arrivals x margin; the larger root
    Ok((arrivals + (arrivals * arrivals + 4.0 * arrivals * margin).sqrt()) / 2.0)
}

fn variability(arrivals: f64, services: f64) -> Result<f64, QueueError> {
    let arrivals = not_negative("the variation of arrivals", arrivals)?;
    let services = not_negative("the variation of services", services)?;
    Ok((arrivals * arrivals + services * services) / 2.0)
}
