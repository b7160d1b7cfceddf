//! The rows between two dates: a search in each patient's range, for rows ascend by date.

use super::context::Context;
use super::operand::Operand;
use super::slot::Selection;
use crate::evaluate::column::{Column, NULL_DATE};
use crate::evaluate::plan::{Bound, StepId};

/// The first and last day of a window; there is none where they are the wrong way round.
#[derive(Debug, Clone, Copy)]
struct Days {
    first: i32,
    last: i32,
}

/// Narrows the ranges of a backing to the rows dated between the bounds, of patients for whom the conditions are true.
pub(super) fn window(
    context: Context<'_>,
    backing: StepId,
    dates: Option<StepId>,
    [lower, upper]: [&[Bound]; 2],
    conditions: &[StepId],
    out: &mut Selection,
) {
    let conditions: Vec<Operand<'_, u8>> = conditions.iter().map(|id| context.view(*id).bools()).collect();
    let wanted = |person: usize| conditions.iter().all(|condition| condition.at(person) == 1);
    let Some(dates) = dates else {
        for range in context.selection(backing).ranges() {
            if wanted(range.person as usize) {
                out.push(range.person, range.start, range.end);
            }
        }
        return;
    };
    let Column::Date(dates) = context.column(dates) else { unreachable!("the time column is of dates") };
    let each = |bounds: &[Bound]| -> Vec<(Operand<'_, i32>, bool)> {
        bounds.iter().map(|bound| (context.view(bound.day).dates(), bound.outside)).collect()
    };
    let (lower, upper) = (each(lower), each(upper));
    let days = |person: usize| {
        // Null is before every day, and no row without a date is in a window.
        let mut days = Days { first: NULL_DATE + 1, last: i32::MAX };
        for (day, outside) in &lower {
            days.first = match day.at(person) {
                NULL_DATE => i32::MAX,
                day => days.first.max(day + i32::from(*outside)),
            };
        }
        for (day, outside) in &upper {
            days.last = match day.at(person) {
                NULL_DATE => NULL_DATE,
                day => days.last.min(day - i32::from(*outside)),
            };
        }
        days
    };
    let all_single = |bounds: &[(Operand<'_, i32>, bool)]| bounds.iter().all(|(day, _)| matches!(day, Operand::One(_)));
    let selection = context.selection(backing);
    if conditions.is_empty() && all_single(&lower) && all_single(&upper) {
        let days = days(0);
        narrowed(selection, dates, out, |_| Some(days));
    } else {
        narrowed(selection, dates, out, |person| wanted(person).then(|| days(person)));
    }
}

fn narrowed(selection: &Selection, dates: &[i32], out: &mut Selection, days: impl Fn(usize) -> Option<Days>) {
    for range in selection.ranges() {
        let Some(days) = days(range.person as usize) else { continue };
        let own = &dates[range.start..range.end];
        let end = until(own, days.last);
        let start = before(&own[..end], days.first);
        if start < end {
            out.push(range.person, range.start + start, range.start + end);
        }
    }
}

/// Ranges up to this length are walked; longer ones are halved.
const SHORT: usize = 12;

/// How many dates are not after a day.
fn until(dates: &[i32], last: i32) -> usize {
    if dates.len() > SHORT {
        return dates.partition_point(|date| *date <= last);
    }
    dates.iter().map(|date| usize::from(*date <= last)).sum()
}

/// How many dates are before a day.
fn before(dates: &[i32], first: i32) -> usize {
    if dates.len() > SHORT {
        return dates.partition_point(|date| *date < first);
    }
    dates.iter().map(|date| usize::from(*date < first)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_ranges_are_searched_alike() {
        for length in [1, SHORT, SHORT + 1, 40] {
            let dates: Vec<i32> = (0..length as i32).map(|at| at / 2 * 3).collect();
            for day in -1..70 {
                assert_eq!(until(&dates, day), dates.iter().filter(|date| **date <= day).count());
                assert_eq!(before(&dates, day), dates.iter().filter(|date| **date < day).count());
            }
        }
    }
}
