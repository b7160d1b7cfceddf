//! The rows between two dates: a search in each patient's range, for rows ascend by date.
//!
//! From one interval to the next, few patients gain or lose a row. Where the days of a window move forward and are the
//! same for everybody, a calendar of the rows that are to come in and to go out says for whom.

use super::calendar::Draft;
use super::context::Context;
use super::marks::Marks;
use super::operand::Operand;
use super::slot::{Selection, Window};
use super::texts::Scratch;
use crate::evaluate::column::{Column, NULL_DATE};
use crate::evaluate::plan::{Bound, StepId};

/// The first and last day of a window; there is none where they are the wrong way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Days {
    first: i32,
    last: i32,
}

/// What a window asks of rows and patients.
pub(super) struct Asked<'a> {
    pub(super) backing: StepId,
    pub(super) dates: Option<StepId>,
    pub(super) lower: &'a [Bound],
    pub(super) upper: &'a [Bound],
    pub(super) conditions: &'a [StepId],
}

/// One end of a window, and whether that day itself is outside.
type End<'a> = (Operand<'a, i32>, bool);

/// Narrows the ranges of a backing to the rows dated between the bounds, of patients for whom the conditions are true.
pub(super) fn window(context: &Context<'_>, asked: &Asked<'_>, scratch: &mut Scratch, out: &mut Window) {
    let selection = context.selection(asked.backing);
    let conditions: Vec<Operand<'_, u8>> = asked.conditions.iter().map(|id| context.view(*id).bools()).collect();
    let wanted = |person: usize| conditions.iter().all(|condition| condition.at(person) == 1);
    let static_rows = !context.plan.planned(asked.backing).dynamic;
    // Where the backing has the rows that it had, a place is the same patient's.
    let known = context.again && static_rows;
    let Some(dates) = asked.dates else {
        out.days = None;
        return narrowed(selection, known, out, |range| if wanted(range.0) { range.1 } else { [range.1[0]; 2] });
    };
    let Column::Date(dates) = context.column(dates) else { unreachable!("the time column is of dates") };
    let ends = |bounds: &[Bound]| -> Vec<End<'_>> {
        bounds.iter().map(|bound| (context.view(bound.day).dates(), bound.outside)).collect()
    };
    let (lower, upper) = (ends(asked.lower), ends(asked.upper));
    let days = |person: usize| days_of(&lower, &upper, person);
    let is_single = |(day, _): &End<'_>| matches!(day, Operand::One(_));
    let same_for_all = conditions.is_empty() && lower.iter().chain(&upper).all(is_single);
    if !same_for_all {
        out.days = None;
        return narrowed(selection, known, out, |(person, bounds)| match wanted(person) {
            true => searched(dates, bounds, days(person)),
            false => [bounds[0]; 2],
        });
    }
    let days = days(0);
    if let Some((first, last)) = out.days
        && known
        && (first <= days.first && last <= days.last)
        && (out.coming.knows(days.last) && out.going.knows(days.first - 1))
    {
        return moved(selection, days, &mut scratch.marks, out);
    }
    narrowed(selection, known, out, |(_, bounds)| searched(dates, bounds, days));
    // A window the wrong way round has no rows, and says nothing of the one after it.
    let right_way_round = i64::from(days.first) <= i64::from(days.last) + 1;
    out.days = (context.days_ahead > 0 && static_rows && right_way_round).then_some((days.first, days.last));
    if out.days.is_some() {
        note_coming(selection, dates, context.days_ahead, &mut scratch.draft, out);
    }
}

fn days_of(lower: &[End<'_>], upper: &[End<'_>], person: usize) -> Days {
    // Null is before every day, and no row without a date is in a window.
    let mut days = Days { first: NULL_DATE + 1, last: i32::MAX - 1 };
    for (day, outside) in lower {
        days.first = match day.at(person) {
            NULL_DATE => i32::MAX,
            day => days.first.max(day + i32::from(*outside)),
        };
    }
    for (day, outside) in upper {
        days.last = match day.at(person) {
            NULL_DATE => NULL_DATE,
            day => days.last.min(day - i32::from(*outside)),
        };
    }
    days
}

/// Works out every patient's range from the place in the batch and the bounds of the backing. Notes which ranges are not
/// those of the interval before, where these are known.
fn narrowed(selection: Selection<'_>, known: bool, out: &mut Window, range: impl Fn((usize, [u32; 2])) -> [u32; 2]) {
    let Window { starts, ends, changed, .. } = out;
    let count = selection.people.len();
    starts.resize(count, 0);
    ends.resize(count, 0);
    let bounds = selection.starts.iter().zip(selection.ends);
    let outs = starts.iter_mut().zip(ends);
    let places = selection.people.iter().zip(bounds).zip(outs);
    if !known {
        *changed = None;
        for ((person, (start, end)), (out_start, out_end)) in places {
            [*out_start, *out_end] = range((*person as usize, [*start, *end]));
        }
        return;
    }
    let changed = changed.get_or_insert_default();
    changed.clear();
    for (place, ((person, (start, end)), (out_start, out_end))) in (0..).zip(places) {
        let new = range((*person as usize, [*start, *end]));
        if [*out_start, *out_end] != new {
            [*out_start, *out_end] = new;
            changed.push(place);
        }
    }
}

/// The positions of the dates within the days.
#[inline]
fn searched(dates: &[i32], [start, end]: [u32; 2], days: Days) -> [u32; 2] {
    let own = &dates[start as usize..end as usize];
    let until = until(own, days.last);
    let before = before(&own[..until], days.first);
    [start + before as u32, start + until as u32]
}

/// Ranges up to this length are walked; longer ones are halved.
const SHORT: usize = 12;

/// How many dates are not after a day.
#[inline]
fn until(dates: &[i32], last: i32) -> usize {
    match dates.last() {
        // Most windows end today, after all rows.
        Some(latest) if *latest <= last => dates.len(),
        _ if dates.len() > SHORT => dates.partition_point(|date| *date <= last),
        _ => dates.iter().map(|date| usize::from(*date <= last)).sum(),
    }
}

/// How many dates are before a day.
#[inline]
fn before(dates: &[i32], first: i32) -> usize {
    match dates.first() {
        Some(earliest) if *earliest >= first => 0,
        _ if dates.len() > SHORT => dates.partition_point(|date| *date < first),
        _ => dates.iter().map(|date| usize::from(*date < first)).sum(),
    }
}

/// Bounds that are so many months away from parameters may move by some days more than these do.
pub(super) const SLACK: i32 = 31;

/// Notes whose ranges will change and when, for so many days: a row comes in on its date, and goes out on the day after.
fn note_coming(selection: Selection<'_>, dates: &[i32], days_ahead: i32, draft: &mut Draft, out: &mut Window) {
    let Window { starts, ends, coming, going, days, .. } = out;
    let Some((first, last)) = *days else { return };
    let note = |positions: &[u32], until: i32, entries: &mut Vec<(i32, u32)>| {
        for (place, (at, end)) in (0u32..).zip(positions.iter().zip(selection.ends)) {
            let rows = dates[*at as usize..*end as usize].iter().take_while(|date| **date <= until);
            entries.extend(rows.map(|date| (*date, place)));
        }
    };
    let days_ahead = days_ahead.saturating_add(SLACK);
    coming.write(last, days_ahead, draft, |until, entries| note(ends, until, entries));
    going.write(first - 1, days_ahead, draft, |until, entries| note(starts, until, entries));
}

/// Moves the ranges that change between the interval before and this one.
fn moved(selection: Selection<'_>, days: Days, marks: &mut Marks, out: &mut Window) {
    let Window { starts, ends, coming, going, changed, .. } = out;
    marks.make_room(starts.len());
    for place in coming.until(days.last) {
        ends[place as usize] += 1;
        marks.mark(place);
    }
    for place in going.until(days.first - 1) {
        starts[place as usize] += 1;
        marks.mark(place);
    }
    let changed = changed.get_or_insert_default();
    changed.clear();
    marks.move_to(changed);
    if i64::from(days.first) <= i64::from(days.last) + 1 {
        out.days = Some((days.first, days.last));
    } else {
        out.days = None;
        narrowed(selection, false, out, |(_, [start, _])| [start; 2]);
    }
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

    #[test]
    fn a_window_that_moves_is_as_one_looked_for_anew() {
        let dates: Vec<i32> = vec![NULL_DATE, 1, 1, 3, 9, 2, 2, 5, 7, 7, 8, 30, NULL_DATE];
        let (people, starts, ends) = (vec![0, 3, 4, 9], vec![0, 5, 8, 12], vec![5, 8, 12, 13]);
        let selection = Selection { people: &people, starts: &starts, ends: &ends, changed: None };
        let look = |days: Days, out: &mut Window| {
            narrowed(selection, false, out, |(_, bounds)| searched(&dates, bounds, days))
        };
        let mut window = Window::default();
        look(Days { first: 0, last: 1 }, &mut window);
        window.days = Some((0, 1));
        note_coming(selection, &dates, 40, &mut Draft::default(), &mut window);
        for last in 2..40 {
            let days = Days { first: last - 4, last };
            let before = window.clone();
            moved(selection, days, &mut Marks::default(), &mut window);
            let mut anew = Window::default();
            look(days, &mut anew);
            assert_eq!((&window.starts, &window.ends), (&anew.starts, &anew.ends), "{days:?}");
            let differ = |place: &u32| {
                let place = *place as usize;
                (before.starts[place], before.ends[place]) != (window.starts[place], window.ends[place])
            };
            assert_eq!(window.changed, Some((0..4).filter(differ).collect()));
        }
    }
}
