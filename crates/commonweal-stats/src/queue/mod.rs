#![doc = include_str!("../../handbook/queue.md")]

mod general;
mod markov;
mod planning;
mod relations;

pub use general::{allen_cunneen_wait, capacity_for_mean_wait, kingman_wait};
pub use markov::{MarkovQueue, erlang_b, erlang_c, servers_for_mean_wait, servers_for_service_level};
pub use planning::{Clearance, clearance_time, mean_wait_for_target, share_within, wait_not_exceeded};
pub use relations::{QueueError, mean_time, number_in_queue, utilisation};
