//! The sink that counts: column by column, a cell for each person and cuboid, then one addition a question.

use crate::cells::{CountRow, Place};
use crate::compiled::Compiled;
use crate::error::EngineError;
use crate::joint::{Counts, Joint, Part, Values};
use crate::lookups::{Lookups, claims, numbers};
use crate::sink::{Sink, Tally};
use crate::spec::PassSpec;
use commonweal_cohort::evaluate::Answers;

/// Counts of one bucket.
pub(crate) struct Counting<'p> {
    spec: &'p PassSpec,
    compiled: &'p Compiled,
    /// The areas and categories each person is in: looked up once a text, used by several cuboids.
    known: Lookups,
    joints: Vec<Joint>,
    totals: Vec<Counts>,
    slots: Vec<u32>,
    sums: Vec<u64>,
}

/// One question's answers of a batch.
struct Answer<'a> {
    numerator: &'a [u8],
    denominator: Option<&'a [u8]>,
    expected: Option<&'a [i64]>,
}

impl<'p> Counting<'p> {
    pub(crate) fn new(spec: &'p PassSpec, compiled: &'p Compiled) -> Self {
        Self {
            spec,
            compiled,
            known: Lookups::new(spec),
            joints: Joint::of_specs(&spec.specs, spec.geography.areas().len(), spec.intervals.len()),
            totals: vec![Counts::default(); spec.intervals.len() * compiled.questions.len()],
            slots: Vec::new(),
            sums: Vec::new(),
        }
    }

    /// The counted rows in order of interval, place and question, with what was read.
    pub(crate) fn rows(&self, tally: Tally) -> Vec<CountRow> {
        let mut rows = Vec::new();
        let row = |interval: usize, place, question: usize, counts: &Counts| CountRow {
            interval: whole(interval as u64),
            place,
            question: whole(question as u64),
            numerator: whole(counts.numerator),
            denominator: whole(counts.denominator),
            expected: whole(counts.expected),
        };
        let questions = self.compiled.questions.len();
        for (at, counts) in self.totals.iter().enumerate() {
            rows.push(row(at / questions, Place::Total, at % questions, counts));
        }
        for joint in &self.joints {
            joint.each(&self.spec.specs, |interval, place, question, counts| {
                if counts.denominator > 0 {
                    rows.push(row(interval, place, usize::from(question), counts));
                }
            });
        }
        let read = [tally.people, tally.events, tally.rows, tally.bytes];
        for (question, numerator) in read.into_iter().enumerate() {
            rows.push(row(0, Place::Tally, question, &Counts { numerator, ..Counts::default() }));
        }
        rows.sort_unstable_by_key(|row| (row.interval, row.place, row.question));
        rows
    }
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).expect("counts of people are small")
}

impl Sink for Counting<'_> {
    fn take(&mut self, interval: usize, people: &[i64], answers: &Answers<'_>) -> Result<(), EngineError> {
        let compiled = self.compiled;
        let asked: Vec<Answer<'_>> = compiled
            .questions
            .iter()
            .map(|question| Answer {
                numerator: claims(answers.output(question.ask, question.numerator)),
                denominator: question.denominator.map(|output| claims(answers.output(question.ask, output))),
                expected: question.expected.map(|output| numbers(answers.output(question.ask, output))),
            })
            .collect();
        let totals = &mut self.totals[interval * asked.len()..];
        for (answer, total) in asked.iter().zip(totals) {
            answer.add_all_to(people.len(), total);
        }
        self.known.look_up(self.spec, compiled, interval, answers);
        let (known, sums) = (&self.known, &mut self.sums);
        for joint in self.joints.iter_mut().filter(|joint| joint.is_counted_at(interval)) {
            let family = joint.family;
            let values = |part: &Part| match part {
                Part::Area(of) => Values::Areas(known.areas(family, *of)),
                Part::Category(of) => Values::Categories(known.categories(of)),
            };
            joint.place(people.len(), values, &mut self.slots);
            let questions = joint.questions.clone();
            let (counts, cells) = joint.counts_at(interval);
            for (at, question) in questions.iter().enumerate() {
                let Some(counts) = counts.get_mut(at..) else { continue };
                let cells = Cells { slots: &self.slots, count: cells, step: questions.len() };
                asked[usize::from(*question)].add_to(&cells, sums, counts);
            }
        }
        Ok(())
    }

    fn forget_texts(&mut self) {
        self.known.forget_texts();
    }
}

impl Answer<'_> {
    /// Adds everybody to one count: sums of columns, without a look at each person.
    fn add_all_to(&self, people: usize, total: &mut Counts) {
        let Some(asked) = self.denominator else {
            total.denominator += people as u64;
            total.numerator += all_true(self.numerator, self.numerator);
            total.expected +=
                self.expected.map_or(0, |expected| expected.iter().map(|e| u64::try_from(*e).unwrap_or(0)).sum());
            return;
        };
        total.denominator += all_true(asked, asked);
        total.numerator += all_true(asked, self.numerator);
        if let Some(expected) = self.expected {
            let of = asked.iter().zip(expected).filter(|(asked, _)| **asked == 1);
            total.expected += of.map(|(_, expected)| u64::try_from(*expected).unwrap_or(0)).sum::<u64>();
        }
    }

    /// Adds each person to the counts of their cell.
    fn add_to(&self, cells: &Cells<'_>, sums: &mut Vec<u64>, counts: &mut [Counts]) {
        // Both counts of a cell in one number, so that a person is one addition: a batch has fewer than 2^32 people.
        sums.clear();
        sums.resize(cells.count, 0);
        match self.denominator {
            Some(asked) => {
                for ((slot, asked), counted) in cells.slots.iter().zip(asked).zip(self.numerator) {
                    let asked = u64::from(*asked == 1);
                    sums[*slot as usize] += (asked << 32) | (asked & u64::from(*counted == 1));
                }
            }
            None => {
                for (slot, counted) in cells.slots.iter().zip(self.numerator) {
                    sums[*slot as usize] += (1 << 32) | u64::from(*counted == 1);
                }
            }
        }
        for (sum, counts) in sums.iter().zip(counts.iter_mut().step_by(cells.step)) {
            counts.denominator += sum >> 32;
            counts.numerator += sum & u64::from(u32::MAX);
        }
        let Some(expected) = self.expected else { return };
        for (person, (slot, expected)) in cells.slots.iter().zip(expected).enumerate() {
            if self.denominator.is_none_or(|asked| asked[person] == 1) {
                counts[*slot as usize * cells.step].expected += u64::try_from(*expected).unwrap_or(0);
            }
        }
    }
}

/// Where people are counted: each one's cell, how many cells there are, and how far apart their counts lie.
struct Cells<'a> {
    slots: &'a [u32],
    count: usize,
    step: usize,
}

/// How many people both claims are true of.
fn all_true(claims: &[u8], others: &[u8]) -> u64 {
    // As many as a byte can count are counted in bytes, sixteen at a time.
    let some = |(claims, others): (&[u8], &[u8])| -> u64 {
        let both = claims.iter().zip(others).map(|(claim, other)| u8::from((*claim == 1) & (*other == 1)));
        both.fold(0, u8::wrapping_add).into()
    };
    claims.chunks(usize::from(u8::MAX)).zip(others.chunks(usize::from(u8::MAX))).map(some).sum()
}
