//! The sink that counts: column by column, a cell for each person and cuboid, then one addition a question.

use crate::cells::{CellDimension, CellSpec, CountRow, Place};
use crate::compiled::Compiled;
use crate::error::EngineError;
use crate::joint::{Counts, Joint, Part, Values};
use crate::sink::{Sink, Tally};
use crate::spec::PassSpec;
use commonweal_cohort::evaluate::{Answers, Column, NULL_INT, NULL_TEXT};
use commonweal_model::{AreaType, Family};

/// Nowhere: a person outside the areas.
const NOWHERE: u32 = u32::MAX;
/// A text that was not looked up yet.
const NOT_LOOKED_UP: u32 = u32::MAX - 1;

/// Counts of one bucket.
pub(crate) struct Counting<'p> {
    spec: &'p PassSpec,
    compiled: &'p Compiled,
    /// The areas each person is in, by family and type: looked up once a text, used by several cuboids.
    areas: Vec<Areas>,
    /// The categories each person is in.
    categories: Vec<Categories>,
    joints: Vec<Joint>,
    totals: Vec<Counts>,
    slots: Vec<u32>,
    sums: Vec<u64>,
}

struct Areas {
    family: Family,
    area_type: AreaType,
    /// The intervals at which it is asked for.
    at: Vec<bool>,
    known: Vec<u32>,
    people: Vec<u32>,
}

struct Categories {
    dimension: CellDimension,
    /// The intervals at which it is asked for.
    at: Vec<bool>,
    known: Vec<u32>,
    people: Vec<u8>,
}

/// One question's answers of a batch.
struct Answer<'a> {
    numerator: &'a [u8],
    denominator: Option<&'a [u8]>,
    expected: Option<&'a [i64]>,
}

impl<'p> Counting<'p> {
    pub(crate) fn new(spec: &'p PassSpec, compiled: &'p Compiled) -> Self {
        let mut counting = Self {
            spec,
            compiled,
            areas: Vec::new(),
            categories: Vec::new(),
            joints: Joint::of_specs(&spec.specs, spec.geography.areas().len(), spec.intervals.len()),
            totals: vec![Counts::default(); spec.intervals.len() * compiled.questions.len()],
            slots: Vec::new(),
            sums: Vec::new(),
        };
        for cuboid in &spec.specs {
            counting.look_up_for(cuboid);
        }
        counting
    }

    /// Makes room for what a cuboid's cells are told apart by.
    fn look_up_for(&mut self, cuboid: &CellSpec) {
        let CellSpec { family, area_type, dimensions, intervals, .. } = cuboid;
        let mark = |at: &mut Vec<bool>| {
            at.resize(self.spec.intervals.len(), false);
            for interval in intervals {
                at.get_mut(usize::from(*interval)).into_iter().for_each(|at| *at = true);
            }
        };
        let known = self.areas.iter_mut().find(|areas| (areas.family, areas.area_type) == (*family, *area_type));
        match known {
            Some(areas) => mark(&mut areas.at),
            None => {
                let (mut at, family, area_type) = (Vec::new(), *family, *area_type);
                mark(&mut at);
                self.areas.push(Areas { family, area_type, at, known: Vec::new(), people: Vec::new() });
            }
        }
        for dimension in dimensions {
            match self.categories.iter_mut().find(|categories| categories.dimension == *dimension) {
                Some(categories) => mark(&mut categories.at),
                None => {
                    let (mut at, dimension) = (Vec::new(), dimension.clone());
                    mark(&mut at);
                    self.categories.push(Categories { dimension, at, known: Vec::new(), people: Vec::new() });
                }
            }
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
        for areas in self.areas.iter_mut().filter(|areas| areas.at[interval]) {
            areas.look_up(self.spec, compiled, answers);
        }
        for categories in self.categories.iter_mut().filter(|categories| categories.at[interval]) {
            categories.look_up(compiled, answers);
        }
        let (areas, categories, sums) = (&self.areas, &self.categories, &mut self.sums);
        for joint in self.joints.iter_mut().filter(|joint| joint.is_counted_at(interval)) {
            let family = joint.family;
            let values = |part: &Part| match part {
                Part::Area(of) => {
                    let found = areas.iter().find(|areas| (areas.family, areas.area_type) == (family, *of));
                    Values::Areas(&found.expect("areas of every cuboid are looked up").people)
                }
                Part::Category(of) => {
                    let found = categories.iter().find(|categories| categories.dimension == *of);
                    Values::Categories(&found.expect("categories of every cuboid are looked up").people)
                }
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
        self.areas.iter_mut().for_each(|areas| areas.known.clear());
        self.categories.iter_mut().for_each(|categories| categories.known.clear());
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

impl Areas {
    fn look_up(&mut self, spec: &PassSpec, compiled: &Compiled, answers: &Answers<'_>) {
        let fact = match self.family {
            Family::Residence => commonweal_cohort::Fact::Lsoa21,
            Family::Registration => commonweal_cohort::Fact::PracticeCode,
        };
        let (ask, output) = compiled.fact(fact);
        let (family, area_type, known) = (self.family, self.area_type, &mut self.known);
        let area = |text: &str| spec.geography.area_of(family, text, area_type).map_or(NOWHERE, |area| area.0);
        self.people.clear();
        self.people.extend(texts(answers.output(ask, output)).iter().map(|symbol| match *symbol {
            NULL_TEXT => NOWHERE,
            symbol => looked_up(known, symbol, || area(answers.text(symbol))),
        }));
    }
}

impl Categories {
    fn look_up(&mut self, compiled: &Compiled, answers: &Answers<'_>) {
        let (ask, output) = compiled.fact(self.dimension.fact());
        let (dimension, known) = (&self.dimension, &mut self.known);
        self.people.clear();
        match answers.output(ask, output) {
            Column::Text(symbols) => self.people.extend(symbols.iter().map(|symbol| match *symbol {
                NULL_TEXT => dimension.of_text(None),
                symbol => {
                    let category = || u32::from(dimension.of_text(Some(answers.text(symbol))));
                    u8::try_from(looked_up(known, symbol, category)).expect("a category was looked up")
                }
            })),
            column => self.people.extend(numbers(column).iter().map(|number| match *number {
                NULL_INT => 0,
                number => dimension.of_number(number),
            })),
        }
    }
}

/// What a text means, looked up where it was not met before.
fn looked_up(known: &mut Vec<u32>, symbol: u32, look_up: impl FnOnce() -> u32) -> u32 {
    let at = symbol as usize;
    if known.len() <= at {
        known.resize(at + 1, NOT_LOOKED_UP);
    }
    if known[at] == NOT_LOOKED_UP {
        known[at] = look_up();
    }
    known[at]
}

fn claims(column: &Column) -> &[u8] {
    if let Column::Bool(claims) = column { claims } else { unreachable!("membership is a boolean") }
}

fn numbers(column: &Column) -> &[i64] {
    if let Column::Int(numbers) = column { numbers } else { unreachable!("the fact is a whole number") }
}

fn texts(column: &Column) -> &[u32] {
    if let Column::Text(symbols) = column { symbols } else { unreachable!("the fact is a text") }
}
