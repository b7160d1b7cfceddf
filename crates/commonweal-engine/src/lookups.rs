//! Which areas and categories is each person of a batch in? Each text is looked up once, for all cuboids that need it.

use crate::cells::{CellDimension, CellSpec};
use crate::compiled::Compiled;
use crate::spec::PassSpec;
use commonweal_cohort::Fact;
use commonweal_cohort::evaluate::{Answers, Column, NULL_INT, NULL_TEXT};
use commonweal_model::{AreaType, Family};

/// Nowhere: a person outside the areas.
pub(crate) const NOWHERE: u32 = u32::MAX;
/// A text that was not looked up yet.
const NOT_LOOKED_UP: u32 = u32::MAX - 1;

/// What cells are told apart by, for the people of one batch at one interval.
#[derive(Default)]
pub(crate) struct Lookups {
    areas: Vec<Areas>,
    categories: Vec<Categories>,
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

impl Lookups {
    /// What the cuboids of a pass need.
    pub(crate) fn new(spec: &PassSpec) -> Self {
        let mut lookups = Self::default();
        for cuboid in &spec.specs {
            lookups.add(cuboid, spec.intervals.len());
        }
        lookups
    }

    /// Makes room for what a cuboid's cells are told apart by.
    fn add(&mut self, cuboid: &CellSpec, all: usize) {
        let CellSpec { family, area_type, dimensions, intervals, .. } = cuboid;
        let mark = |at: &mut Vec<bool>| {
            at.resize(all, false);
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

    /// Looks up everything that is asked for at an interval, for the people of these answers.
    pub(crate) fn look_up(&mut self, spec: &PassSpec, compiled: &Compiled, interval: usize, answers: &Answers<'_>) {
        for areas in self.areas.iter_mut().filter(|areas| areas.at[interval]) {
            areas.look_up(spec, compiled, answers);
        }
        for categories in self.categories.iter_mut().filter(|categories| categories.at[interval]) {
            categories.look_up(compiled, answers);
        }
    }

    /// The area of a type that each person is in, [`NOWHERE`] for none.
    pub(crate) fn areas(&self, family: Family, area_type: AreaType) -> &[u32] {
        let found = self.areas.iter().find(|areas| (areas.family, areas.area_type) == (family, area_type));
        &found.expect("areas of every cuboid are looked up").people
    }

    /// The number of the category that each person is in.
    pub(crate) fn categories(&self, dimension: &CellDimension) -> &[u8] {
        let found = self.categories.iter().find(|categories| categories.dimension == *dimension);
        &found.expect("categories of every cuboid are looked up").people
    }

    /// Forgets what is known of texts by their numbers.
    pub(crate) fn forget_texts(&mut self) {
        self.areas.iter_mut().for_each(|areas| areas.known.clear());
        self.categories.iter_mut().for_each(|categories| categories.known.clear());
    }
}

impl Areas {
    fn look_up(&mut self, spec: &PassSpec, compiled: &Compiled, answers: &Answers<'_>) {
        let fact = match self.family {
            Family::Residence => Fact::Lsoa21,
            Family::Registration => Fact::PracticeCode,
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

pub(crate) fn claims(column: &Column) -> &[u8] {
    if let Column::Bool(claims) = column { claims } else { unreachable!("membership is a boolean") }
}

pub(crate) fn numbers(column: &Column) -> &[i64] {
    if let Column::Int(numbers) = column { numbers } else { unreachable!("the fact is a whole number") }
}

fn texts(column: &Column) -> &[u32] {
    if let Column::Text(symbols) = column { symbols } else { unreachable!("the fact is a text") }
}
