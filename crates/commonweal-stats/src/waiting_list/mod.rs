#![doc = include_str!("../../handbook/waiting_list.md")]

mod list;
mod pressure;
mod size;
mod statistics;
mod waits;

pub use list::{Booked, Pathway, Period, WaitingListError, add_referrals, book, join};
pub use pressure::{
    cautious_demand, queue_load, relief_capacity, target_capacity, target_mean_wait, target_queue_size,
    waiting_list_pressure,
};
pub use size::{Opening, queue_sizes};
pub use statistics::{
    ReferralStatistics, RemovalStatistics, WaitingListAims, WaitingListStatistics, referral_statistics,
    removal_statistics, waiting_list_statistics,
};
pub use waits::{WaitBand, WaitPercentile, WaitsError, wait_percentile, waiting_over, within_weeks};
