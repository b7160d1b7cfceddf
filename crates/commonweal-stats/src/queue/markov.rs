//! Queues with random arrivals and exponential service: M/M/1 and M/M/c, with the Erlang formulas.

use super::relations::{QueueError, not_negative, positive, share, utilisation};

/// Servers are counted one by one up to here.
const MOST_SERVERS: u32 = 1_000_000;

/// A steady queue with random (Poisson) arrivals, exponential service times and one or more equal servers.
///
/// Source: Erlang 1917; Hillier and Lieberman, Introduction to operations research, M/M/s model.
///
/// # Example
/// ```
/// use commonweal_stats::queue::MarkovQueue;
/// // Two doctors, two patients an hour each, three arrivals an hour
/// let queue = MarkovQueue::new(3.0, 2.0, 2)?;
/// assert_eq!(format!("{:.3} {:.3}", queue.probability_of_waiting, queue.mean_wait), "0.643 0.643");
/// # Ok::<(), commonweal_stats::queue::QueueError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarkovQueue {
    /// Share of time that a server is busy.
    pub utilisation: f64,
    /// Chance that nobody is there at all.
    pub probability_empty: f64,
    /// Chance that somebody who arrives must wait (Erlang C).
    pub probability_of_waiting: f64,
    /// Mean number of people waiting.
    pub mean_waiting: f64,
    /// Mean number of people waiting or being served.
    pub mean_present: f64,
    /// Mean time until service starts, in the unit of the rates.
    pub mean_wait: f64,
    /// Mean time until service ends.
    pub mean_time: f64,
    /// Rate at which the waits of those who wait run out.
    drain: f64,
}

impl MarkovQueue {
    /// The queue of `servers` that each serve `service_rate` people in the unit of time in which `arrival_rate` arrive.
    ///
    /// # Errors
    /// [`QueueError`]: rates not above zero, `Overloaded` when the utilisation is 1 or more.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::queue::MarkovQueue;
    /// let queue = MarkovQueue::new(4.0, 5.0, 1)?;
    /// assert_eq!(format!("{:.1} {:.1}", queue.mean_waiting, queue.mean_time), "3.2 1.0");
    /// # Ok::<(), commonweal_stats::queue::QueueError>(())
    /// ```
    pub fn new(arrival_rate: f64, service_rate: f64, servers: u32) -> Result<Self, QueueError> {
        let arrivals = positive("the arrival rate", arrival_rate)?;
        let busy = utilisation(arrivals, service_rate, servers)?;
        if busy >= 1.0 {
            return Err(QueueError::Overloaded);
        }
        let offered = arrivals / service_rate;
        let probability_of_waiting = erlang_c(offered, servers)?;
        let drain = f64::from(servers) * service_rate - arrivals;
        let mean_waiting = probability_of_waiting * busy / (1.0 - busy);
        let mean_wait = probability_of_waiting / drain;
        Ok(Self {
            utilisation: busy,
            probability_empty: probability_empty(offered, servers, busy),
            probability_of_waiting,
            mean_waiting,
            mean_present: mean_waiting + offered,
            mean_wait,
            mean_time: mean_wait + 1.0 / service_rate,
            drain,
        })
    }

    /// Chance that somebody waits longer than `time` until service starts.
    ///
    /// # Errors
    /// [`QueueError::Negative`].
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::queue::MarkovQueue;
    /// let queue = MarkovQueue::new(4.0, 5.0, 1)?;
    /// assert_eq!(format!("{:.4}", queue.chance_of_waiting_longer_than(1.0)?), "0.2943"); // 0.8 exp(-1)
    /// # Ok::<(), commonweal_stats::queue::QueueError>(())
    /// ```
    pub fn chance_of_waiting_longer_than(&self, time: f64) -> Result<f64, QueueError> {
        Ok(self.probability_of_waiting * libm::exp(-self.drain * not_negative("the time", time)?))
    }

    /// The wait that a share of people do not exceed: 0.92 for the 92nd percentile. Zero where that many never wait.
    ///
    /// # Errors
    /// [`QueueError::NotAShare`].
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::queue::MarkovQueue;
    /// let queue = MarkovQueue::new(4.0, 5.0, 1)?;
    /// assert_eq!(format!("{:.3}", queue.wait_not_exceeded_by(0.92)?), "2.303"); // ln(0.8 / 0.08)
    /// # Ok::<(), commonweal_stats::queue::QueueError>(())
    /// ```
    pub fn wait_not_exceeded_by(&self, people: f64) -> Result<f64, QueueError> {
        let longer = 1.0 - share("the share of people", people)?;
        Ok((libm::log(self.probability_of_waiting / longer) / self.drain).max(0.0))
    }
}

/// Chance of an empty system, as the inverse of a sum in which every term is scaled by the largest.
fn probability_empty(offered: f64, servers: u32, busy: f64) -> f64 {
    // The terms of the sum are offered^n / n!; going down from the last one, each is the one above it times n / offered.
    let c = f64::from(servers);
    let log_last = c * libm::log(offered) - libm::lgamma(c + 1.0);
    let (mut sum, mut term) = (1.0 / (1.0 - busy), 1.0);
    for n in (1..=servers).rev() {
        term *= f64::from(n) / offered;
        sum += term;
        if !sum.is_finite() {
            // Far more servers than people: the sum is that of the exponential series.
            return libm::exp(-offered);
        }
    }
    libm::exp(-log_last - libm::log(sum))
}

/// Erlang B: chance that all servers are busy where nobody waits (a full ward turns people away). `offered_load` is
/// arrivals times mean length of stay.
///
/// # Errors
/// [`QueueError`]: a negative load, no servers or more than a million.
///
/// # Example
/// ```
/// use commonweal_stats::queue::erlang_b;
/// assert_eq!(format!("{:.4}", erlang_b(2.0, 3)?), "0.2105"); // (8/6) / (1 + 2 + 2 + 8/6)
/// # Ok::<(), commonweal_stats::queue::QueueError>(())
/// ```
pub fn erlang_b(offered_load: f64, servers: u32) -> Result<f64, QueueError> {
    let offered = not_negative("the offered load", offered_load)?;
    positive("the number of servers", f64::from(servers))?;
    if servers > MOST_SERVERS {
        return Err(QueueError::TooManyServers { maximum: MOST_SERVERS });
    }
    Ok((1..=servers).fold(1.0, |blocked, n| one_more_server(blocked, offered, n)))
}

/// The Erlang recursion: blocking with `n` servers from that with one less.
fn one_more_server(blocked: f64, offered: f64, n: u32) -> f64 {
    let carried = offered * blocked;
    carried / (f64::from(n) + carried)
}

/// Erlang C: chance that somebody must wait where people queue.
///
/// # Errors
/// [`QueueError`]: as [`erlang_b`]; `Overloaded` when the load is not below the number of servers.
///
/// # Example
/// ```
/// use commonweal_stats::queue::erlang_c;
/// assert_eq!(format!("{:.4}", erlang_c(2.0, 3)?), "0.4444");
/// # Ok::<(), commonweal_stats::queue::QueueError>(())
/// ```
pub fn erlang_c(offered_load: f64, servers: u32) -> Result<f64, QueueError> {
    let blocked = erlang_b(offered_load, servers)?;
    let busy = offered_load / f64::from(servers);
    if busy >= 1.0 {
        return Err(QueueError::Overloaded);
    }
    Ok(blocked / (1.0 - busy * (1.0 - blocked)))
}

/// Fewest servers with which the mean wait is at most `mean_wait`.
///
/// # Errors
/// [`QueueError`]; `TooManyServers` above a million.
///
/// # Example
/// ```
/// use commonweal_stats::queue::servers_for_mean_wait;
/// assert_eq!(servers_for_mean_wait(3.0, 2.0, 0.1)?, 3);
/// # Ok::<(), commonweal_stats::queue::QueueError>(())
/// ```
pub fn servers_for_mean_wait(arrival_rate: f64, service_rate: f64, mean_wait: f64) -> Result<u32, QueueError> {
    let wait = positive("the mean wait", mean_wait)?;
    fewest_servers(arrival_rate, service_rate, |waits, drain| waits / drain <= wait)
}

/// Fewest servers with which a share of people, such as 0.95, start service within `time`.
///
/// # Errors
/// [`QueueError`]; `TooManyServers` above a million.
///
/// # Example
/// ```
/// use commonweal_stats::queue::servers_for_service_level;
/// assert_eq!(servers_for_service_level(3.0, 2.0, 0.5, 0.95)?, 4);
/// # Ok::<(), commonweal_stats::queue::QueueError>(())
/// ```
pub fn servers_for_service_level(
    arrival_rate: f64,
    service_rate: f64,
    time: f64,
    people: f64,
) -> Result<u32, QueueError> {
    let time = not_negative("the time", time)?;
    let longer = 1.0 - share("the share of people", people)?;
    fewest_servers(arrival_rate, service_rate, |waits, drain| waits * libm::exp(-drain * time) <= longer)
}

/// Adds servers one at a time until the chance of waiting and the drain rate are good enough.
fn fewest_servers(
    arrival_rate: f64,
    service_rate: f64,
    good_enough: impl Fn(f64, f64) -> bool,
) -> Result<u32, QueueError> {
    let offered = positive("the arrival rate", arrival_rate)? / positive("the service rate", service_rate)?;
    let mut blocked = 1.0;
    for servers in 1..=MOST_SERVERS {
        blocked = one_more_server(blocked, offered, servers);
        let busy = offered / f64::from(servers);
        if busy < 1.0 {
            let waits = blocked / (1.0 - busy * (1.0 - blocked));
            if good_enough(waits, f64::from(servers) * service_rate - arrival_rate) {
                return Ok(servers);
            }
        }
    }
    Err(QueueError::TooManyServers { maximum: MOST_SERVERS })
}
