//! The compiled form of many definitions: one pass over a person's events answers them all.

use crate::ExpectedPrevalence;
use crate::codes::CodeTable;
use crate::fold::{Answers, CodeRef, FoldState, Keep, Slot};
use crate::{CompareOp, Fact, Part};
use commonweal_model::{Sex, age_on};
use jiff::civil::Date;

/// Plain facts about a person at the index date, apart from their events.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Day of birth, as the records have it (the first of the month).
    pub born: Date,
    /// Sex as recorded.
    pub sex: Sex,
    /// Day of death.
    pub died: Option<Date>,
    /// Whether a registration began on or before the index date and had not ended by it (an end date is the
    /// first day no longer registered).
    pub registered: bool,
    /// Whether the address held on the index date, the one that began last, is a care home.
    pub care_home: bool,
}

/// One indicator's question, compiled.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledQuestion {
    /// The indicator's id.
    pub id: String,
    /// The indicator's expected prevalence, for a ratio to expected.
    pub expected: Option<ExpectedPrevalence>,
    pub(crate) denominator: usize,
    pub(crate) numerator: usize,
}

/// Many definitions at one index date, ready for a single pass. Made by [`crate::compile`].
///
/// For each person: [`clear`](Self::clear) the state, give every event once in any order to
/// [`event`](Self::event), then ask for [`answers`](Self::answers). States of one person's parts
/// [`merge`](Self::merge) exactly.
#[derive(Debug, Clone)]
pub struct FoldProgram {
    pub(crate) index_date: Date,
    pub(crate) index_day: i32,
    pub(crate) codes: CodeTable,
    pub(crate) slots: Vec<SlotPlan>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) questions: Vec<CompiledQuestion>,
}

/// What a slot keeps: one distinct feature.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SlotPlan {
    pub(crate) keep: Keep,
    /// The last day too long ago; none looks back for ever.
    pub(crate) after_day: Option<i32>,
    /// Category of each code, as a word of the program, by the code's place in text order.
    pub(crate) categories: Vec<(u32, u32)>,
}

/// One step of the rules. Steps name earlier steps, equal steps are one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Node {
    Constant(Value),
    Fact(Fact),
    Slot(usize, Part),
    /// True when the step is true, else false.
    Met(usize),
    Not(usize),
    And(usize, usize),
    Or(usize, usize),
    Compare(CompareOp, usize, usize),
}

/// The value of a step for one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value {
    Missing,
    Truth(bool),
    Number(f64),
    Day(i32),
    /// A word by its number: the four sexes first, then words of rules and categories.
    Word(u32),
}

impl FoldProgram {
    /// The questions, in the order they were asked for; their places are what [`Answers`] speaks of.
    pub fn questions(&self) -> &[CompiledQuestion] {
        &self.questions
    }

    /// The day people are judged at.
    pub fn index_date(&self) -> Date {
        self.index_date
    }

    /// The index date in days since 1970-01-01. Later events change nothing.
    pub fn index_day(&self) -> i32 {
        self.index_day
    }

    /// A state with no events.
    pub fn new_state(&self) -> FoldState {
        FoldState { slots: vec![Slot::EMPTY; self.slots.len()] }
    }

    /// Room for one person's answers, to be used again for each person.
    pub fn new_answers(&self) -> Answers {
        let words = self.questions.len().div_ceil(64);
        Answers {
            denominators: vec![0; words],
            numerators: vec![0; words],
            values: vec![Value::Missing; self.nodes.len()],
        }
    }

    /// Empties a state for the next person.
    pub fn clear(&self, state: &mut FoldState) {
        state.slots.fill(Slot::EMPTY);
    }

    /// Looks a code up; [`CodeRef::UNUSED`] when no definition uses it.
    pub fn code_mask(&self, code: &str) -> CodeRef {
        self.codes.find(code)
    }

    /// Takes in one event: its code as looked up, its day since 1970-01-01 and its value (not a number is no value).
    #[inline]
    pub fn event(&self, state: &mut FoldState, code: CodeRef, day: i32, value: Option<f64>) {
        if !code.is_used() || day > self.index_day {
            return;
        }
        // Minus zero is zero, so that equal values are one value in the order of events.
        let value = value.filter(|v| !v.is_nan()).map(|v| v + 0.0);
        let event = Slot { count: 1, day, code: code.0, value };
        for slot in self.codes.slots(code) {
            let plan = &self.slots[*slot];
            if plan.after_day.is_none_or(|after| day > after) {
                state.slots[*slot].join(&event, plan.keep);
            }
        }
    }

    /// Adds to `state` what another state of the same person holds. The events of a person may be split in any way;
    /// the merged state is the state of all of them.
    pub fn merge(&self, state: &mut FoldState, other: &FoldState) {
        for (plan, (slot, other)) in self.slots.iter().zip(state.slots.iter_mut().zip(&other.slots)) {
            slot.join(other, plan.keep);
        }
    }

    /// Answers every question for one person.
    pub fn answers(&self, state: &FoldState, person: &Person, out: &mut Answers) {
        out.values.clear();
        for node in &self.nodes {
            let value = self.value(*node, state, person, &out.values);
            out.values.push(value);
        }
        out.denominators.fill(0);
        out.numerators.fill(0);
        for (q, question) in self.questions.iter().enumerate() {
            let met = |node: usize| out.values[node] == Value::Truth(true);
            let denominator = met(question.denominator);
            out.denominators[q / 64] |= u64::from(denominator) << (q % 64);
            out.numerators[q / 64] |= u64::from(denominator && met(question.numerator)) << (q % 64);
        }
    }

    /// People expected of one person by question `q`'s published prevalence, in millionths of a person; 0 for a
    /// question without one. Sum these over the denominator.
    pub fn expected_millionths(&self, q: usize, person: &Person) -> u64 {
        let expected = self.questions.get(q).and_then(|question| question.expected.as_ref());
        expected.map_or(0, |table| table.millionths(person.sex, age_on(person.born, self.index_date)))
    }

    fn value(&self, node: Node, state: &FoldState, person: &Person, values: &[Value]) -> Value {
        match node {
            Node::Constant(value) => value,
            Node::Fact(fact) => self.fact(fact, person),
            Node::Slot(slot, part) => self.part(slot, part, state),
            Node::Met(a) => Value::Truth(values[a] == Value::Truth(true)),
            Node::Not(a) => match values[a] {
                Value::Truth(a) => Value::Truth(!a),
                _ => Value::Missing,
            },
            Node::And(a, b) => either(values[a], values[b], false),
            Node::Or(a, b) => either(values[a], values[b], true),
            Node::Compare(op, a, b) => compare(op, values[a], values[b]),
        }
    }

    fn fact(&self, fact: Fact, person: &Person) -> Value {
        match fact {
            Fact::Age => Value::Number(f64::from(age_on(person.born, self.index_date))),
            Fact::Sex => Value::Word(sex_word(person.sex)),
            Fact::Registered => Value::Truth(person.registered),
            Fact::Alive => {
                Value::Truth(person.born <= self.index_date && person.died.is_none_or(|died| died > self.index_date))
            }
            Fact::CareHome => Value::Truth(person.care_home),
            Fact::IndexDate => Value::Day(self.index_day),
            // The compiler takes no others.
            _ => Value::Missing,
        }
    }

    fn part(&self, slot: usize, part: Part, state: &FoldState) -> Value {
        let held = &state.slots[slot];
        match part {
            Part::Exists => Value::Truth(held.count > 0),
            Part::Count => Value::Number(f64::from(held.count)),
            _ if held.count == 0 => Value::Missing,
            // The compiler takes no codes.
            Part::Code => Value::Missing,
            Part::Date => Value::Day(held.day),
            Part::Value => held.value.map_or(Value::Missing, Value::Number),
            Part::Category => {
                let categories = &self.slots[slot].categories;
                match categories.binary_search_by_key(&held.code, |(code, _)| *code) {
                    Ok(at) => Value::Word(categories[at].1),
                    Err(_) => Value::Missing,
                }
            }
        }
    }
}

/// The number of the word of a sex; these four words have fixed numbers.
pub(crate) fn sex_word(sex: Sex) -> u32 {
    match sex {
        Sex::Female => 0,
        Sex::Male => 1,
        Sex::Intersex => 2,
        Sex::Unknown => 3,
    }
}

/// `and` and `or` with missing values: `decides` settles it whatever the other side is.
fn either(a: Value, b: Value, decides: bool) -> Value {
    match (a, b) {
        (Value::Truth(a), Value::Truth(b)) => Value::Truth(if decides { a || b } else { a && b }),
        (Value::Truth(known), _) | (_, Value::Truth(known)) if known == decides => Value::Truth(decides),
        _ => Value::Missing,
    }
}

fn compare(op: CompareOp, a: Value, b: Value) -> Value {
    use std::cmp::Ordering;
    let order = match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(&b),
        (Value::Day(a), Value::Day(b)) => Some(a.cmp(&b)),
        // Words are only equal or not; the checker refuses to order them.
        (Value::Word(a), Value::Word(b)) => Some(a.cmp(&b)),
        _ => None,
    };
    order.map_or(Value::Missing, |order| {
        Value::Truth(match op {
            CompareOp::Equal => order == Ordering::Equal,
            CompareOp::NotEqual => order != Ordering::Equal,
            CompareOp::Less => order == Ordering::Less,
            CompareOp::LessOrEqual => order != Ordering::Greater,
            CompareOp::Greater => order == Ordering::Greater,
            CompareOp::GreaterOrEqual => order != Ordering::Less,
        })
    })
}
