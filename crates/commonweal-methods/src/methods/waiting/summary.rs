//! What a waiting list is like over a period.

use commonweal_stats::handbook;
use commonweal_stats::waiting_list::{
    Opening, WaitingListAims, queue_sizes, referral_statistics, removal_statistics, waiting_list_statistics,
};

use super::list::{COLUMNS, END, EXAMPLE, OPENING, START, lists};
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
    let read = lists(request, true)?;
    let usual = WaitingListAims::default();
    let aims = WaitingListAims {
        target_wait: request.number("target-wait")?.unwrap_or(18.0),
        factor: request.number("factor")?.unwrap_or(usual.factor),
        weeks_to_target: request.number("weeks-to-target")?.unwrap_or(usual.weeks_to_target),
        opening: opening(request)?,
    };
    let mut rows = Vec::with_capacity(read.groups.len());
    for (group, list) in read.lists.iter().enumerate() {
        let answer = waiting_list_statistics(list, read.period(group)?, aims);
        rows.push(answer.map_err(|error| read.refused(group, error))?);
    }
    let numbers = |of: fn(&commonweal_stats::waiting_list::WaitingListStatistics) -> Option<f64>| -> Vec<Option<f64>> {
        rows.iter().map(of).collect()
    };
    let flags = |of: fn(&commonweal_stats::waiting_list::WaitingListStatistics) -> Option<bool>| -> Vec<Option<bool>> {
        rows.iter().map(of).collect()
    };
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
    Ok(Answer { warnings: read.warnings, ..Answer::of(table) })
}

fn run_sizes(request: &Request<'_>) -> Result<Answer, MethodError> {
    let read = lists(request, true)?;
    let opening = opening(request)?;
    let (mut dates, mut sizes, mut counts) = (vec![], vec![], vec![]);
    for (group, list) in read.lists.iter().enumerate() {
        let period = read.period(group)?;
        let queue = queue_sizes(list, period, opening).map_err(|error| read.refused(group, error))?;
        counts.push(queue.len());
        dates.extend((period.start..=period.end).map(date));
        sizes.extend(queue.into_iter().map(|size| size as f64));
    }
    let table = read.groups.repeated(&counts).with("date", dates).with("queue_size", sizes);
    // The order of rows changes nothing here.
    let warnings = read.warnings.into_iter().filter(|warning| !warning.contains("not in order")).collect();
    Ok(Answer { warnings, ..Answer::of(table) })
}

fn run_referrals(request: &Request<'_>) -> Result<Answer, MethodError> {
    let read = lists(request, true)?;
    let mut rows = Vec::with_capacity(read.groups.len());
    for (group, list) in read.lists.iter().enumerate() {
        let answer = referral_statistics(list, read.period(group)?);
        rows.push(answer.map_err(|error| read.refused(group, error))?);
    }
    let table = (read.groups.keys().clone())
        .with("demand_weekly", rows.iter().map(|row| row.demand_weekly).collect::<Vec<_>>())
        .with("demand_daily", rows.iter().map(|row| row.demand_daily).collect::<Vec<_>>())
        .with("demand_variation", rows.iter().map(|row| row.variation).collect::<Vec<_>>())
        .with("referrals", rows.iter().map(|row| row.referrals as f64).collect::<Vec<_>>())
        .with("referral_gaps", rows.iter().map(|row| row.gaps as f64).collect::<Vec<_>>());
    Ok(Answer { warnings: read.warnings, ..Answer::of(table) })
}

fn run_removals(request: &Request<'_>) -> Result<Answer, MethodError> {
    let read = lists(request, true)?;
    let mut rows = Vec::with_capacity(read.groups.len());
    for (group, list) in read.lists.iter().enumerate() {
        let answer = removal_statistics(list, read.period(group)?);
        rows.push(answer.map_err(|error| read.refused(group, error))?);
    }
    let table = (read.groups.keys().clone())
        .with("capacity_weekly", rows.iter().map(|row| row.capacity_weekly).collect::<Vec<_>>())
        .with("capacity_daily", rows.iter().map(|row| row.capacity_daily).collect::<Vec<_>>())
        .with("capacity_variation", rows.iter().map(|row| row.variation).collect::<Vec<_>>())
        .with("removals", rows.iter().map(|row| row.removals as f64).collect::<Vec<_>>());
    // Removals are sorted, so the order of rows changes nothing here.
    let warnings = read.warnings.into_iter().filter(|warning| !warning.contains("not in order")).collect();
    Ok(Answer { warnings, ..Answer::of(table) })
}
