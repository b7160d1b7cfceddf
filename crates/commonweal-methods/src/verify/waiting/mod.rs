//! Waiting lists and queues: the reference functions and how their calls become ours.

mod lists;
mod relations;

use super::Function;

pub(crate) const FUNCTIONS: &[Function] = &[
    Function { name: "calc_queue_load", run: relations::queue_load },
    Function { name: "calc_target_mean_wait", run: relations::target_mean_wait },
    Function { name: "calc_target_queue_size", run: relations::target_queue_size },
    Function { name: "calc_target_capacity", run: relations::target_capacity },
    Function { name: "calc_relief_capacity", run: relations::relief_capacity },
    Function { name: "calc_waiting_list_pressure", run: relations::pressure },
    Function { name: "wl_queue_size", run: lists::queue_size },
    Function { name: "wl_referral_stats", run: lists::referral_stats },
    Function { name: "wl_removal_stats", run: lists::removal_stats },
    Function { name: "wl_stats", run: lists::stats },
    Function { name: "wl_join", run: lists::join },
    Function { name: "wl_insert", run: lists::insert },
    Function { name: "wl_schedule", run: lists::schedule },
];
