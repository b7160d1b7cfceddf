//! The sink that counts: column by column, a cell for each person and cuboid, then one addition a question.

use crate::cells::{CellDimension, CountRow, Place};
use crate::compiled::Compiled;
use crate::error::EngineError;
use crate::geography::AreaId;
use crate::sink::{Sink, Tally};
use crate::spec::PassSpec;
use commonweal_cohort::evaluate::{Answers, Column, NULL_INT, NULL_TEXT};
use commonweal_model::{AreaType, Family};

/// Nowhere: a person outside the areas, a cell without people yet.
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
    cuboids: Vec<Cuboid>,
    totals: Vec<Counts>,
    slots: Vec<u32>,
}

struct Areas {
    family: Family,
    area_type: AreaType,
    known: Vec<u32>,
    people: Vec<u32>,
}

struct Categories {
    dimension: CellDimension,
    known: Vec<u32>,
    people: Vec<u8>,
}

/// The counted cells of one cuboid.
struct Cuboid {
    areas: usize,
    /// Places of the categories; a cuboid without has neither.
    dimensions: Vec<usize>,
    /// Where in `cells` a cell is, by area and categories.
    slots: Vec<u32>,
    cells: Vec<Place>,
    /// For each interval, each cell and each question of the cuboid.
    counts: Vec<Vec<Counts>>,
}

/// What is counted of one question.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    numerator: u64,
    denominator: u64,
    expected: u64,
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
            cuboids: Vec::new(),
            totals: vec![Counts::default(); spec.intervals.len() * compiled.questions.len()],
            slots: Vec::new(),
        };
        for cuboid in &spec.specs {
            let areas = counting.areas_of(cuboid.family, cuboid.area_type);
            let dimensions: Vec<usize> = cuboid.dimensions.iter().map(|d| counting.categories_of(d)).collect();
            let categories: usize = cuboid.dimensions.iter().map(CellDimension::categories).product();
            counting.cuboids.push(Cuboid {
                areas,
                dimensions,
                slots: vec![NOWHERE; spec.geography.areas().len() * categories],
                cells: Vec::new(),
                counts: vec![Vec::new(); spec.intervals.len()],
            });
        }
        counting
    }

    fn areas_of(&mut self, family: Family, area_type: AreaType) -> usize {
        let known = self.areas.iter().position(|areas| (areas.family, areas.area_type) == (family, area_type));
        known.unwrap_or_else(|| {
            self.areas.push(Areas { family, area_type, known: Vec::new(), people: Vec::new() });
            self.areas.len() - 1
        })
    }

    fn categories_of(&mut self, dimension: &CellDimension) -> usize {
        let known = self.categories.iter().position(|categories| categories.dimension == *dimension);
        known.unwrap_or_else(|| {
            let dimension = dimension.clone();
            self.categories.push(Categories { dimension, known: Vec::new(), people: Vec::new() });
            self.categories.len() - 1
        })
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
        for (cuboid, spec) in self.cuboids.iter().zip(&self.spec.specs) {
            for (interval, counts) in cuboid.counts.iter().enumerate() {
                for (place, counts) in cuboid.cells.iter().zip(counts.chunks(spec.questions.len().max(1))) {
                    let asked = spec.questions.iter().zip(counts).filter(|(_, counts)| counts.denominator > 0);
                    rows.extend(asked.map(|(question, counts)| row(interval, *place, usize::from(*question), counts)));
                }
            }
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
        for areas in &mut self.areas {
            areas.look_up(self.spec, compiled, answers);
        }
        for categories in &mut self.categories {
            categories.look_up(compiled, answers);
        }
        for (number, (cuboid, spec)) in (0..).zip(self.cuboids.iter_mut().zip(&self.spec.specs)) {
            let areas = &self.areas[cuboid.areas].people;
            cuboid.place(number, areas, &self.categories, &mut self.slots);
            let questions = spec.questions.len();
            let counts = &mut cuboid.counts[interval];
            counts.resize(cuboid.cells.len() * questions, Counts::default());
            for (at, question) in spec.questions.iter().enumerate() {
                let slots = &self.slots;
                let Some(counts) = counts.get_mut(at..) else { continue };
                asked[usize::from(*question)].add_to(|person| slots[person], people.len(), counts, questions);
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

    /// Adds each person to the counts of their cell; `step` counts lie between one cell and the next.
    fn add_to(&self, slot: impl Fn(usize) -> u32, people: usize, counts: &mut [Counts], step: usize) {
        for person in 0..people {
            let slot = slot(person);
            if slot == NOWHERE || self.denominator.is_some_and(|asked| asked[person] != 1) {
                continue;
            }
            let counts = &mut counts[slot as usize * step];
            counts.denominator += 1;
            counts.numerator += u64::from(self.numerator[person] == 1);
            if let Some(expected) = self.expected {
                counts.expected += u64::try_from(expected[person]).unwrap_or(0);
            }
        }
    }
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

impl Cuboid {
    /// Finds each person's cell among those counted, and adds the cells that had nobody yet.
    fn place(&mut self, number: u16, areas: &[u32], categories: &[Categories], slots: &mut Vec<u32>) {
        slots.clear();
        for (person, area) in areas.iter().enumerate() {
            if *area == NOWHERE {
                slots.push(NOWHERE);
                continue;
            }
            let (mut at, mut place) = (*area as usize, [0; 2]);
            for (dimension, place) in self.dimensions.iter().zip(&mut place) {
                *place = categories[*dimension].people[person];
                at = at * categories[*dimension].dimension.categories() + usize::from(*place);
            }
            if self.slots[at] == NOWHERE {
                self.slots[at] = u32::try_from(self.cells.len()).expect("the cube is small");
                self.cells.push(Place::Cell(number, AreaId(*area), place));
            }
            slots.push(self.slots[at]);
        }
    }
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
