//! What a waiting list is like over a period.

use commonweal_stats::handbook;
use commonweal_stats::waiting_list::{
    Opening, WaitingListAims, WaitingListStatistics, queue_sizes, referral_statistics, removal_statistics,
    waiting_list_statistics,
};

use super::list::{COLUMNS, END, EXAMPLE, OPENING, RowOrder, START, lists};
use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{Choice, Kind, Method};
use crate::request::{Request, date};

pub(super) const SUMMARY: Method = Method {
    id: "waiting-list",
    title: "Waiting list",
    summary: "How long a waiting list is, how fast it grows, and the capacity that keeps it within its target.",
    chapter: handbook::WAITING_LIST,
    columns: COLUMNS,
    options: &[TARGET, START, END, OPENING, FACTOR, WEEKS],
    grouped: true,
    example: EXAMPLE,
    example_arguments: "--by specialty --target-wait 18 --end 2024-01-31",
    run: run_summary,
};

pub(super) const SIZES: Method = Method {
    id: "waiting-list-queue",
    title: "Waiting list by day",
    summary: "How many people are on a waiting list at the end of each day.",
    chapter: handbook::WAITING_LIST,
    columns: COLUMNS,
    options: &[START, END, OPENING],
    grouped: true,
    example: EXAMPLE,
    example_arguments: "--by specialty --end 2024-01-31",
    run: run_sizes,
};

pub(super) const REFERRALS: Method = Method {
    id: "waiting-list-referrals",
    title: "Demand on a waiting list",
    summary: "How many people join a waiting list each week, and how evenly.",
    chapter: handbook::WAITING_LIST,
    columns: COLUMNS,
    options: &[START, END],
    grouped: true,
    example: EXAMPLE,
    example_arguments: "--by specialty",
    run: run_referrals,
};

pub(super) const REMOVALS: Method = Method {
    id: "waiting-list-removals",
    title: "Capacity of a waiting list",
    summary: "How many people leave a waiting list each week while there is somebody on it, and how evenly.",
    chapter: handbook::WAITING_LIST,
    columns: COLUMNS,
    options: &[START, END],
    grouped: true,
    example: EXAMPLE,
    example_arguments: "--by specialty",
    run: run_removals,
};

const TARGET: Choice = Choice {
    name: "target-wait",
    help: "longest acceptable wait in weeks; pressure divides the mean wait in days by it as it is given",
    kind: Kind::Number,
    default: "18",
};
const FACTOR: Choice = Choice {
    name: "factor",
    help: "how many times the mean wait should go into the target: 4 to 6",
    kind: Kind::Number,
    default: "4",
};
const WEEKS: Choice = Choice {
    name: "weeks-to-target",
    help: "weeks in which a queue that is too big should come down",
    kind: Kind::Number,
    default: "26",
};

fn opening(request: &Request<'_>) -> Result<Opening, MethodError> {
    Ok(match request.text("opening")? {
        Some("ever-referred") => Opening::EverReferred,
        _ => Opening::StillWaiting,
    })
}

fn run_summary(request: &Request<'_>) -> Result<Answer, MethodError> {
    let mut read = lists(request, true, RowOrder::Matters)?;
    let usual = WaitingListAims::default();
    let aims = WaitingListAims {
        target_wait: request.number("target-wait")?.unwrap_or(18.0),
        factor: request.number("factor")?.unwrap_or(usual.factor),
        weeks_to_target: request.number("weeks-to-target")?.unwrap_or(usual.weeks_to_target),
        opening: opening(request)?,
    };
    let rows = read.each(|list, period| waiting_list_statistics(list, period, aims));
    let numbers = |of: fn(&WaitingListStatistics) -> Option<f64>| column(&rows, of);
    let flags = |of: fn(&WaitingListStatistics) -> Option<bool>| column(&rows, of);
    let table = (read.groups.keys().clone())
        .with("demand_weekly", numbers(|row| row.referrals.demand_weekly))
        .with("capacity_weekly", numbers(|row| row.removals.capacity_weekly))
        .with("load", numbers(|row| row.load))
        .with("load_too_big", flags(|row| row.load_too_big))
        .with("referrals", numbers(|row| Some(row.referrals.referrals as f64)))
        .with("referral_gaps", numbers(|row| Some(row.referrals.gaps as f64)))
        .with("removals", numbers(|row| Some(row.removals.removals as f64)))
        .with("queue_size", numbers(|row| Some(row.queue_size as f64)))
        .with("target_queue_size", numbers(|row| row.target_queue_size))
        .with("queue_too_big", flags(|row| row.queue_too_big))
        .with("mean_wait_days", numbers(|row| row.mean_wait_days))
        .with("demand_variation", numbers(|row| row.referrals.variation))
        .with("capacity_variation", numbers(|row| row.removals.variation))
        .with("target_capacity", numbers(|row| row.target_capacity))
        .with("relief_capacity", numbers(|row| row.relief_capacity))
        .with("pressure", numbers(|row| row.pressure));
    read.settle(Answer::of(table))
}

fn run_sizes(request: &Request<'_>) -> Result<Answer, MethodError> {
    let mut read = lists(request, true, RowOrder::IsFree)?;
    let opening = opening(request)?;
    let made = read.each(|list, period| queue_sizes(list, period, opening).map(|sizes| (period.start, sizes)));
    let (mut dates, mut queue, mut counts) = (vec![], vec![], vec![]);
    for answered in made {
        let (start, sizes) = answered.unwrap_or_default();
        counts.push(sizes.len());
        for (day, size) in (start..).zip(sizes) {
            dates.push(date(day));
            queue.push(size as f64);
        }
    }
    let table = read.groups.repeated(&counts).with("date", dates).with("queue_size", queue);
    read.settle(Answer::of(table))
}

fn run_referrals(request: &Request<'_>) -> Result<Answer, MethodError> {
    let mut read = lists(request, true, RowOrder::Matters)?;
    let rows = read.each(referral_statistics);
    let table = (read.groups.keys().clone())
        .with("demand_weekly", column(&rows, |row| row.demand_weekly))
        .with("demand_daily", column(&rows, |row| row.demand_daily))
        .with("demand_variation", column(&rows, |row| row.variation))
        .with("referrals", column(&rows, |row| Some(row.referrals as f64)))
        .with("referral_gaps", column(&rows, |row| Some(row.gaps as f64)));
    read.settle(Answer::of(table))
}

fn run_removals(request: &Request<'_>) -> Result<Answer, MethodError> {
    let mut read = lists(request, true, RowOrder::IsFree)?;
    let rows = read.each(removal_statistics);
    let table = (read.groups.keys().clone())
        .with("capacity_weekly", column(&rows, |row| row.capacity_weekly))
        .with("capacity_daily", column(&rows, |row| row.capacity_daily))
        .with("capacity_variation", column(&rows, |row| row.variation))
        .with("removals", column(&rows, |row| Some(row.removals as f64)));
    read.settle(Answer::of(table))
}

/// One value of each list; missing for a list without an answer.
fn column<T, V>(rows: &[Option<T>], of: impl Fn(&T) -> Option<V>) -> Vec<Option<V>> {
    rows.iter().map(|row| row.as_ref().and_then(&of)).collect()
}
