//! The relations of a waiting list to its target. They follow the arithmetic in whatever unit of time the caller uses
//! throughout: a divisor of zero gives an infinite number, zero over zero no number.

/// Load: how many join the list for each one who leaves. From 1 up, the list grows without end.
///
/// No capacity gives infinity where there is demand.
///
/// Source: Fong et al. 2022, Understanding waiting lists pressures.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::queue_load;
/// assert_eq!(format!("{:.2}", queue_load(30.0, 27.0)), "1.11");
/// ```
#[must_use]
pub fn queue_load(demand: f64, capacity: f64) -> f64 {
    demand / capacity
}

/// The mean wait that keeps nearly everybody within the target: the target divided by `factor`.
///
/// When waits are spread exponentially, 1.8% wait longer than four times the mean and 0.2% longer than six times it.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::target_mean_wait;
/// assert_eq!(target_mean_wait(52.0, 4.0), 13.0);
/// ```
#[must_use]
pub fn target_mean_wait(target_wait: f64, factor: f64) -> f64 {
    target_wait / factor
}

/// The size of queue at which the mean wait is the target's (Little's law: demand times mean wait).
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::target_queue_size;
/// assert_eq!(target_queue_size(30.0, 52.0, 4.0), 390.0);
/// ```
#[must_use]
pub fn target_queue_size(demand: f64, target_wait: f64, factor: f64) -> f64 {
    demand * target_mean_wait(target_wait, factor)
}

/// The capacity that keeps a list of target size at its target wait: demand plus a margin for the ups and downs of
/// referrals and removals (coefficients of variation of the gaps between them).
///
/// Source: Kingman's and Marchal's approximation in heavy traffic, as in Fong et al. 2022.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::target_capacity;
/// let capacity = target_capacity(30.0, 52.0, 3.0, 1.1, 1.2);
/// assert_eq!(format!("{capacity:.4}"), "30.0764"); // 30 + (1.21 + 1.44) / 2 x 3 / 52
/// ```
#[must_use]
pub fn target_capacity(
    demand: f64,
    target_wait: f64,
    factor: f64,
    demand_variation: f64,
    capacity_variation: f64,
) -> f64 {
    let variability = (demand_variation * demand_variation + capacity_variation * capacity_variation) / 2.0;
    demand + variability * (factor / target_wait)
}

/// The capacity that brings a queue down to its target size in so much time: demand, and an equal part of the backlog in
/// each step.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::relief_capacity;
/// assert_eq!(format!("{:.2}", relief_capacity(30.0, 1200.0, 390.0, 26.0)), "61.15");
/// ```
#[must_use]
pub fn relief_capacity(demand: f64, queue_size: f64, target_queue_size: f64, time_to_target: f64) -> f64 {
    demand + (queue_size - target_queue_size) / time_to_target
}

/// Demand raised by two standard errors, where it is itself an estimate from so many referrals: a capacity planned for it
/// is not too small by chance. Where the referrals are too few to bear the raise, or zero, the demand is as it was.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::{cautious_demand, relief_capacity};
/// let demand = cautious_demand(12.0, 10_000.0, 0.5);
/// assert_eq!(format!("{demand:.2}"), "13.64"); // 12 / (1 - 2 x 12 x 0.5 / 100)
/// assert!(relief_capacity(demand, 1500.0, 800.0, 26.0) > relief_capacity(12.0, 1500.0, 800.0, 26.0));
/// ```
#[must_use]
pub fn cautious_demand(demand: f64, referrals: f64, demand_variation: f64) -> f64 {
    let margin = 2.0 * demand * demand_variation / referrals.sqrt();
    if referrals > 0.0 && margin < 1.0 { demand / (1.0 - margin) } else { demand }
}

/// Pressure: twice the mean wait over the target. Above 1, the target is most likely missed.
///
/// # Example
/// ```
/// use commonweal_stats::waiting_list::waiting_list_pressure;
/// assert_eq!(format!("{:.2}", waiting_list_pressure(63.0, 52.0)), "2.42");
/// ```
#[must_use]
pub fn waiting_list_pressure(mean_wait: f64, target_wait: f64) -> f64 {
    2.0 * mean_wait / target_wait
}
