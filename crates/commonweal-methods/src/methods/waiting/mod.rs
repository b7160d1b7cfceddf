//! Waiting lists and queues.

mod bands;
mod list;
mod queue;
mod schedule;
mod summary;

use crate::method::Method;

pub(crate) const METHODS: &[Method] = &[
    summary::SUMMARY,
    summary::SIZES,
    summary::REFERRALS,
    summary::REMOVALS,
    schedule::SCHEDULE,
    bands::WAITS,
    queue::QUEUE,
];
