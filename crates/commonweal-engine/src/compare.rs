//! Who joined, left or answers otherwise between two snapshots? Both are read side by side, person by person, and only
//! numbers of people by cell come of it.
//!
//! A person is in the bucket of the same number in every snapshot with as many buckets, and a bucket is in order of person.
//! So two buckets are walked together with a batch of people of each in memory, however many people there are.

use crate::cells::Place;
use crate::compiled::Compiled;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::geography::AreaId;
use crate::lookups::{Lookups, NOWHERE, claims, numbers};
use crate::sink::{Sink, Walk};
use crate::spec::PassSpec;
use commonweal_cohort::evaluate::Answers;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// People of each snapshot in memory at one time: what is known of them at many dates is a few megabytes.
const PEOPLE: usize = 1024;

/// No cell; no place has this number.
const NO_CELL: u64 = u64::MAX;

/// Marks of an answer: asked, and counted.
const ASKED: u8 = 1;
const COUNTED: u8 = 2;

/// How the people of one cell differ between two snapshots, for one question. Cells in which nobody moved have none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// Which interval, by its place in the pass.
    pub interval: u16,
    /// Which [`CellSpec`](crate::CellSpec), by its place in the pass.
    pub spec: u16,
    /// The area.
    pub area: AreaId,
    /// The category of each dimension of the spec, in its order.
    pub categories: Vec<String>,
    /// The question, by its place in the pass.
    pub question: u16,
    /// People asked about in this cell by the later snapshot and not by the earlier: new, or from another cell.
    pub joined: u64,
    /// People asked about in this cell by the earlier snapshot and not by the later.
    pub left: u64,
    /// People asked about in this cell by both, who are counted by one only, or of whom another share is expected.
    pub changed: u64,
}

#[derive(Default, Clone, Copy)]
struct Moves {
    joined: u64,
    left: u64,
    changed: u64,
}

/// Moves by interval, cell and question.
type Found = BTreeMap<(u16, u64, u16), Moves>;

impl Engine {
    /// Reads two snapshots side by side and counts, in every cell and for every question, who joined, left or answers
    /// otherwise. Both passes have the same intervals, cells and geography, and as many questions; each is asked by its own
    /// definitions of its own files. Here, on all threads, also where passes run elsewhere.
    ///
    /// `progress` is told the number of people of the later snapshot read so far.
    ///
    /// # Errors
    /// As [`Engine::pass`]; `Definition` where the two passes cannot be set beside each other.
    pub fn compare(
        &self,
        earlier: &PassSpec,
        later: &PassSpec,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<Movement>, EngineError> {
        let compiled = [earlier.compiled()?, later.compiled()?];
        let [before, now] = &compiled;
        let alike = (&earlier.intervals, &earlier.specs, &earlier.geography, before.questions.len())
            == (&later.intervals, &later.specs, &later.geography, now.questions.len());
        if !alike || earlier.files.buckets() != later.files.buckets() {
            let message =
                "two snapshots are compared in the same cells at the same dates, with as many questions and buckets";
            return Err(EngineError::Definition(message.to_owned()));
        }
        earlier.files.check(before)?;
        later.files.check(now)?;
        if later.intervals.is_empty() {
            return Ok(Vec::new());
        }
        let read = AtomicU64::new(0);
        let work = |bucket| {
            let sides = (Side::new(earlier, before, bucket), Side::new(later, now, bucket));
            compare_bucket(sides, later, &read)
        };
        let mut all = Found::new();
        self.for_each_bucket(later.files.buckets(), work, |_, found| {
            progress(read.load(Ordering::Relaxed));
            for (key, moves) in found {
                let sum = all.entry(key).or_default();
                sum.joined += moves.joined;
                sum.left += moves.left;
                sum.changed += moves.changed;
            }
            Ok(())
        })?;
        Ok(all.into_iter().filter_map(|(key, moves)| movement(later, key, moves)).collect())
    }
}

fn movement(spec: &PassSpec, (interval, cell, question): (u16, u64, u16), moves: Moves) -> Option<Movement> {
    let Place::Cell(number, area, numbers) = Place::of_key(cell.cast_signed()) else { return None };
    let dimensions = spec.specs[usize::from(number)].dimensions.iter().zip(numbers);
    let categories = dimensions.map(|(dimension, number)| dimension.category(number)).collect();
    let Moves { joined, left, changed } = moves;
    Some(Movement { interval, spec: number, area, categories, question, joined, left, changed })
}

fn compare_bucket(
    (mut earlier, mut later): (Side<'_>, Side<'_>),
    spec: &PassSpec,
    read: &AtomicU64,
) -> Result<Found, EngineError> {
    let unread = AtomicU64::new(0);
    let mut found = Found::new();
    loop {
        let (before, now) = (earlier.person(&unread)?, later.person(read)?);
        let (is_before, is_now) = match (before, now) {
            (None, None) => break,
            (Some(before), Some(now)) => (before <= now, now <= before),
            (before, now) => (before.is_some(), now.is_some()),
        };
        for interval in 0..spec.intervals.len() {
            let rows = (is_before.then(|| earlier.row(interval)), is_now.then(|| later.row(interval)));
            if rows.0 != rows.1 {
                differ(spec, interval, rows, &later.seen, &mut found);
            }
        }
        earlier.next += usize::from(is_before);
        later.next += usize::from(is_now);
    }
    earlier.walk.finish()?;
    later.walk.finish()?;
    Ok(found)
}

/// Notes what differs of one person at one interval.
fn differ(
    spec: &PassSpec,
    interval: usize,
    (before, now): (Option<Row<'_>>, Option<Row<'_>>),
    seen: &Seen<'_>,
    found: &mut Found,
) {
    let number = u16::try_from(interval).expect("intervals are numbered by u16");
    for (at, cuboid) in seen.cuboids[interval].iter().enumerate() {
        let cell = |row: Option<Row<'_>>| row.map_or(NO_CELL, |row| row.cells[at]);
        let (from, to) = (cell(before), cell(now));
        for question in &spec.specs[*cuboid].questions {
            let answer = |row: Option<Row<'_>>, cell: u64| match row {
                Some(row) if cell != NO_CELL => row.answer(usize::from(*question)),
                _ => (0, 0),
            };
            let (was, is) = (answer(before, from), answer(now, to));
            let (was_asked, is_asked) = (was.0 & ASKED != 0, is.0 & ASKED != 0);
            if was_asked && is_asked && from == to {
                if was != is {
                    found.entry((number, to, *question)).or_default().changed += 1;
                }
                continue;
            }
            if was_asked {
                found.entry((number, from, *question)).or_default().left += 1;
            }
            if is_asked {
                found.entry((number, to, *question)).or_default().joined += 1;
            }
        }
    }
}

/// One snapshot's way through a bucket, with the people it is at.
struct Side<'s> {
    walk: Walk<'s>,
    seen: Seen<'s>,
    /// The next of the people at hand.
    next: usize,
}

impl<'s> Side<'s> {
    fn new(spec: &'s PassSpec, compiled: &'s Compiled, bucket: usize) -> Self {
        Self { walk: Walk::in_steps_of(PEOPLE, spec, compiled, bucket), seen: Seen::new(spec, compiled), next: 0 }
    }

    /// The next person, read where none is at hand; none at the end of the bucket.
    fn person(&mut self, read: &AtomicU64) -> Result<Option<i64>, EngineError> {
        if self.next == self.seen.people.len() {
            self.next = 0;
            if !self.walk.step(read, &mut self.seen)? {
                self.seen.people.clear();
            }
        }
        Ok(self.seen.people.get(self.next).copied())
    }

    /// What is known of that person at an interval.
    fn row(&self, interval: usize) -> Row<'_> {
        self.seen.batches[interval].row(self.next)
    }
}

/// What is known of the people at hand.
struct Seen<'s> {
    spec: &'s PassSpec,
    compiled: &'s Compiled,
    known: Lookups,
    people: Vec<i64>,
    /// The cuboids counted at each interval.
    cuboids: Vec<Vec<usize>>,
    /// By interval.
    batches: Vec<Rows>,
}

/// Cells and answers of the people at hand at one interval, a row each.
#[derive(Default, Clone)]
struct Rows {
    /// A number for each cuboid counted at the interval.
    cells: Vec<u64>,
    /// A mark for each question.
    answers: Vec<u8>,
    /// Millionths of a person expected, for each question.
    expected: Vec<i64>,
    cuboids: usize,
    questions: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Row<'r> {
    cells: &'r [u64],
    answers: &'r [u8],
    expected: &'r [i64],
}

impl Rows {
    fn row(&self, person: usize) -> Row<'_> {
        let of_questions = person * self.questions..(person + 1) * self.questions;
        Row {
            cells: &self.cells[person * self.cuboids..(person + 1) * self.cuboids],
            answers: &self.answers[of_questions.clone()],
            expected: &self.expected[of_questions],
        }
    }
}

impl Row<'_> {
    fn answer(&self, question: usize) -> (u8, i64) {
        (self.answers[question], self.expected[question])
    }
}

impl<'s> Seen<'s> {
    fn new(spec: &'s PassSpec, compiled: &'s Compiled) -> Self {
        let counted_at = |interval: usize| -> Vec<usize> {
            let is_counted = |at: &u16| usize::from(*at) == interval;
            let numbered = spec.specs.iter().enumerate();
            numbered.filter(|(_, cuboid)| cuboid.intervals.iter().any(is_counted)).map(|(number, _)| number).collect()
        };
        Self {
            spec,
            compiled,
            known: Lookups::new(spec),
            people: Vec::new(),
            cuboids: (0..spec.intervals.len()).map(counted_at).collect(),
            batches: vec![Rows::default(); spec.intervals.len()],
        }
    }
}

impl Sink for Seen<'_> {
    fn take(&mut self, interval: usize, people: &[i64], answers: &Answers<'_>) -> Result<(), EngineError> {
        self.known.look_up(self.spec, self.compiled, interval, answers);
        if interval == 0 {
            self.people.clear();
            self.people.extend_from_slice(people);
        }
        let (cuboids, questions) = (&self.cuboids[interval], &self.compiled.questions);
        let rows = &mut self.batches[interval];
        (rows.cuboids, rows.questions) = (cuboids.len(), questions.len());
        rows.cells.clear();
        rows.cells.resize(people.len() * cuboids.len(), NO_CELL);
        for (at, number) in cuboids.iter().enumerate() {
            let cuboid = &self.spec.specs[*number];
            let areas = self.known.areas(cuboid.family, cuboid.area_type);
            let categories: Vec<&[u8]> = cuboid.dimensions.iter().map(|d| self.known.categories(d)).collect();
            let number = u16::try_from(*number).expect("cuboids are numbered by u16");
            for (person, area) in areas.iter().enumerate().filter(|(_, area)| **area != NOWHERE) {
                let mut numbers = [0; 2];
                for (number, column) in numbers.iter_mut().zip(&categories) {
                    *number = column[person];
                }
                let place = Place::Cell(number, AreaId(*area), numbers);
                rows.cells[person * cuboids.len() + at] = place.key().cast_unsigned();
            }
        }
        rows.answers.clear();
        rows.answers.resize(people.len() * questions.len(), 0);
        rows.expected.clear();
        rows.expected.resize(people.len() * questions.len(), 0);
        for (at, question) in questions.iter().enumerate() {
            let counted = claims(answers.output(question.ask, question.numerator));
            let asked = question.denominator.map(|output| claims(answers.output(question.ask, output)));
            let expected = question.expected.map(|output| numbers(answers.output(question.ask, output)));
            for person in (0..people.len()).filter(|person| asked.is_none_or(|asked| asked[*person] == 1)) {
                let place = person * questions.len() + at;
                rows.answers[place] = if counted[person] == 1 { ASKED | COUNTED } else { ASKED };
                if let Some(expected) = expected {
                    rows.expected[place] = expected[person].max(0);
                }
            }
        }
        Ok(())
    }

    fn forget_texts(&mut self) {
        self.known.forget_texts();
    }
}
