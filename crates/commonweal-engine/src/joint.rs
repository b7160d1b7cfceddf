//! Cuboids that are counted together: a person is in one cell of each, so one addition does for all of them.
//!
//! The cells of a system, of its places and of their fifths are sums of cells that tell apart place and fifth at once.
//! Where there are few of those, and many dates, it is they that are counted.

use crate::cells::{CellDimension, CellSpec, Place};
use crate::geography::AreaId;
use commonweal_model::{AreaType, Family};
use std::collections::BTreeMap;

/// Nobody was met in this cell yet.
const UNMET: u32 = u32::MAX;

/// What is counted of one question.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) numerator: u64,
    pub(crate) denominator: u64,
    pub(crate) expected: u64,
}

impl Counts {
    pub(crate) fn add(&mut self, other: &Self) {
        self.numerator += other.numerator;
        self.denominator += other.denominator;
        self.expected += other.expected;
    }
}

/// What tells cells apart, and where it stands among the columns that were looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// The area of this type.
    Area(AreaType),
    /// The category of this dimension.
    Category(CellDimension),
}

/// Cuboids counted together, and the cells that tell all of theirs apart.
pub(crate) struct Joint {
    pub(crate) family: Family,
    /// The cuboids, by their place in the pass.
    members: Vec<u16>,
    /// The intervals it is counted at, ascending.
    pub(crate) intervals: Vec<u16>,
    /// The questions of any member, ascending.
    pub(crate) questions: Vec<u16>,
    pub(crate) parts: Vec<Part>,
    /// For each part, the cell that a cell of the parts before it becomes by a value of this one.
    steps: Vec<Step>,
    /// The values of the parts of each cell.
    cells: Vec<Vec<u32>>,
    /// For each interval of the pass, each cell and each question.
    counts: Vec<Vec<Counts>>,
}

#[derive(Default)]
struct Step {
    width: usize,
    next: Vec<u32>,
    /// The cell before and the value of each cell after.
    from: Vec<(u32, u32)>,
}

impl Joint {
    /// The cuboids of a pass, together where that is less work.
    ///
    /// `areas` and `intervals` are how many there are of them in the pass.
    pub(crate) fn of_specs(specs: &[CellSpec], areas: usize, intervals: usize) -> Vec<Self> {
        let mut numbered: Vec<(u16, &CellSpec)> = (0..).zip(specs).collect();
        // Those with most characteristics first: the others' cells are sums of theirs.
        numbered.sort_by_key(|(number, spec)| (std::cmp::Reverse(spec.dimensions.len()), *number));
        let mut joints: Vec<Self> = Vec::new();
        for (number, spec) in numbered {
            match joints.iter_mut().find(|joint| joint.may_take(spec, intervals)) {
                Some(joint) => joint.take_in(number, spec),
                None => joints.push(Self::new(number, spec, intervals)),
            }
        }
        for joint in &mut joints {
            joint.counts = vec![Vec::new(); intervals];
            let width = |part: &Part| match part {
                Part::Area(_) => areas + 1,
                Part::Category(dimension) => dimension.categories(),
            };
            joint.steps = joint.parts.iter().map(|part| Step { width: width(part), ..Step::default() }).collect();
        }
        joints
    }

    fn new(number: u16, spec: &CellSpec, intervals: usize) -> Self {
        let mut joint = Self {
            family: spec.family,
            members: Vec::new(),
            intervals: intervals_of(spec, intervals),
            questions: Vec::new(),
            parts: spec.dimensions.iter().cloned().map(Part::Category).collect(),
            steps: Vec::new(),
            cells: Vec::new(),
            counts: Vec::new(),
        };
        joint.take_in(number, spec);
        joint
    }

    /// Whether a cuboid's cells are sums of these, once its areas are told apart too. At one date there is nothing to gain
    /// from it.
    fn may_take(&self, spec: &CellSpec, intervals: usize) -> bool {
        let has = |dimension: &CellDimension| self.parts.contains(&Part::Category(dimension.clone()));
        self.intervals.len() > 1
            && (self.family, &self.intervals) == (spec.family, &intervals_of(spec, intervals))
            && spec.dimensions.iter().all(has)
    }

    fn take_in(&mut self, number: u16, spec: &CellSpec) {
        self.members.push(number);
        let area = Part::Area(spec.area_type);
        if !self.parts.contains(&area) {
            self.parts.push(area);
        }
        self.questions.extend(&spec.questions);
        self.questions.sort_unstable();
        self.questions.dedup();
    }

    pub(crate) fn is_counted_at(&self, interval: usize) -> bool {
        u16::try_from(interval).is_ok_and(|interval| self.intervals.binary_search(&interval).is_ok())
    }

    /// Each person's cell; `value` gives a column of each part. Cells that had nobody yet are added.
    pub(crate) fn place<'v>(&mut self, people: usize, values: impl Fn(&Part) -> Values<'v>, slots: &mut Vec<u32>) {
        slots.clear();
        slots.resize(people, 0);
        for (part, step) in self.parts.iter().zip(&mut self.steps) {
            match values(part) {
                Values::Areas(column) => step.take(slots, column.iter().map(|area| area.wrapping_add(1))),
                Values::Categories(column) => step.take(slots, column.iter().map(|category| u32::from(*category))),
            }
        }
        let Some(last) = self.steps.last() else { return };
        for cell in self.cells.len()..last.from.len() {
            let mut values = vec![0; self.steps.len()];
            let mut at = cell;
            for (step, value) in self.steps.iter().zip(&mut values).rev() {
                let (before, found) = step.from[at];
                (at, *value) = (before as usize, found);
            }
            self.cells.push(values);
        }
    }

    /// The counts at an interval of all cells met so far: those of one cell lie together, in the order of questions.
    pub(crate) fn counts_at(&mut self, interval: usize) -> (&mut [Counts], usize) {
        let counts = &mut self.counts[interval];
        counts.resize(self.cells.len() * self.questions.len(), Counts::default());
        (counts.as_mut_slice(), self.cells.len())
    }

    /// The counts of every member's cells, as interval, place, question and counts.
    pub(crate) fn each(&self, specs: &[CellSpec], mut put: impl FnMut(usize, Place, u16, &Counts)) {
        let questions = self.questions.len();
        for number in &self.members {
            let spec = &specs[usize::from(*number)];
            let places: Vec<Option<Place>> = self.cells.iter().map(|cell| self.place_of(*number, spec, cell)).collect();
            let asked: Vec<(usize, u16)> =
                (0..).zip(self.questions.iter().copied()).filter(|(_, asked)| spec.questions.contains(asked)).collect();
            for interval in self.intervals.iter().map(|interval| usize::from(*interval)) {
                let mut sums: BTreeMap<Place, Vec<Counts>> = BTreeMap::new();
                for (place, counts) in places.iter().zip(self.counts[interval].chunks(questions.max(1))) {
                    let Some(place) = place else { continue };
                    let sum = sums.entry(*place).or_insert_with(|| vec![Counts::default(); asked.len()]);
                    for (sum, (at, _)) in sum.iter_mut().zip(&asked) {
                        sum.add(&counts[*at]);
                    }
                }
                for (place, sums) in &sums {
                    for (counts, (_, question)) in sums.iter().zip(&asked) {
                        put(interval, *place, *question, counts);
                    }
                }
            }
        }
    }

    /// The cell of a member that a cell is a part of; none for people outside the member's areas.
    fn place_of(&self, number: u16, spec: &CellSpec, cell: &[u32]) -> Option<Place> {
        let value = |wanted: &Part| {
            let at = self.parts.iter().position(|part| part == wanted).expect("a member's parts are among the joint's");
            cell[at]
        };
        let area = value(&Part::Area(spec.area_type)).checked_sub(1)?;
        let mut categories = [0; 2];
        for (dimension, category) in spec.dimensions.iter().zip(&mut categories) {
            let number = value(&Part::Category(dimension.clone()));
            *category = u8::try_from(number).expect("a dimension has fewer than 255 categories");
        }
        Some(Place::Cell(number, AreaId(area), categories))
    }
}

/// Which of the pass's intervals a cuboid is counted at, ascending.
fn intervals_of(spec: &CellSpec, intervals: usize) -> Vec<u16> {
    let mut wanted: Vec<u16> = spec.intervals.iter().copied().filter(|at| usize::from(*at) < intervals).collect();
    wanted.sort_unstable();
    wanted.dedup();
    wanted
}

/// A column of what is known of each person: areas, with [`u32::MAX`] for none, or numbers of categories.
pub(crate) enum Values<'a> {
    Areas(&'a [u32]),
    Categories(&'a [u8]),
}

impl Step {
    /// Takes each person one step further.
    fn take(&mut self, slots: &mut [u32], values: impl Iterator<Item = u32>) {
        for (slot, value) in slots.iter_mut().zip(values) {
            let at = *slot as usize * self.width + value as usize;
            if at >= self.next.len() {
                self.next.resize((*slot as usize + 1) * self.width, UNMET);
            }
            if self.next[at] == UNMET {
                self.next[at] = u32::try_from(self.from.len()).expect("the cube is small");
                self.from.push((*slot, value));
            }
            *slot = self.next[at];
        }
    }
}
