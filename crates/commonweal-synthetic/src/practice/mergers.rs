//! Practices that opened and that merged into others within the years of records.

use crate::day::{Calendar, Day};
use crate::inputs::PracticeInput;
use jiff::civil::{Date, date};

/// A list that joined another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Merger {
    /// Position among the practices: the one that closed, after the open ones.
    pub(crate) from: usize,
    /// The one that took its list over.
    pub(crate) into: usize,
    /// First day of the joint list.
    pub(crate) on: Day,
    /// Share of the joint list that came from the one that closed.
    pub(crate) share: f64,
    /// Position of the closed one among the inputs.
    pub(super) from_input: usize,
}

/// Days of mergers, in turn: practices that were listed in January 2022 and not in October 2025 closed in between.
/// Judgement: the first of a half-year, as contracts end.
const DAYS: [Date; 6] =
    [date(2022, 10, 1), date(2023, 4, 1), date(2023, 10, 1), date(2024, 4, 1), date(2024, 10, 1), date(2025, 4, 1)];

/// The practices that are open, and those that merged: each into the nearest of its network, else the nearest of all
/// (judgement).
pub(super) fn settle(practices: &[&PracticeInput], calendar: &Calendar) -> (Vec<usize>, Vec<Merger>) {
    let mut closed: Vec<(usize, Day)> = Vec::new();
    for (at, _) in practices.iter().enumerate().filter(|(_, practice)| practice.closed) {
        closed.push((at, calendar.day(DAYS[closed.len() % DAYS.len()])));
    }
    closed.retain(|(_, on)| *on <= calendar.as_of);
    let is_open = |at: &usize| !closed.iter().any(|(other, _)| other == at);
    let open: Vec<usize> = (0..practices.len()).filter(is_open).collect();
    let mut mergers: Vec<Merger> = Vec::with_capacity(closed.len());
    for (number, (at, on)) in closed.iter().enumerate() {
        let nearest = nearest(practices, *at, open.iter().copied().filter(|other| !practices[*other].closed));
        let Some(into) = nearest.and_then(|into| open.iter().position(|other| *other == into)) else { continue };
        mergers.push(Merger { from: open.len() + number, into, on: *on, share: 0.0, from_input: *at });
    }
    for at in 0..mergers.len() {
        // Of those who are with the joint list now, who was on the list that closed.
        let joined = |merger: &&Merger| merger.into == mergers[at].into;
        let sum: f64 = mergers.iter().filter(joined).map(|merger| practices[merger.from_input].list_size).sum();
        let all = sum + practices[open[mergers[at].into]].list_size;
        mergers[at].share = practices[mergers[at].from_input].list_size / all;
    }
    (open, mergers)
}

/// The practice nearest to another by their postcodes' districts, of the same network if there is one.
fn nearest(practices: &[&PracticeInput], at: usize, among: impl Iterator<Item = usize>) -> Option<usize> {
    let from = practices[at];
    let near = |other: usize| {
        let to = practices[other];
        let alike = from.postcode.bytes().zip(to.postcode.bytes()).take_while(|(a, b)| a == b).count();
        let network = from.network.is_some() && from.network == to.network;
        (!network, std::cmp::Reverse(alike), other)
    };
    among.filter(|other| *other != at).min_by_key(|other| near(*other))
}

/// By practice: the day it opened, if within the records, and the practice its people had before, the nearest.
pub(super) fn openings(practices: &[&PracticeInput], open: &[usize], calendar: &Calendar) -> Vec<Option<(Day, usize)>> {
    let opening = |at: &usize| {
        let day = calendar.day(practices[*at].opened?);
        let older = open
            .iter()
            .copied()
            .filter(|other| practices[*other].opened.is_none_or(|date| calendar.day(date) <= calendar.start));
        let before = nearest(practices, *at, older)?;
        let before = open.iter().position(|other| *other == before)?;
        (day > calendar.start).then_some((day, before))
    };
    open.iter().map(opening).collect()
}
