//! What a plan's literals are for one worker: its numbers of their texts, sets to look into, classes of codes.

use super::operand::{Operand, View, map};
use super::parts::Parts;
use crate::evaluate::column::{Column, ColumnKind, NULL_BOOL, NULL_DATE, NULL_FLOAT, NULL_INT, NULL_TEXT};
use crate::evaluate::interval::day_number;
use crate::evaluate::plan::{Matching, Pass, Plan};
use crate::evaluate::symbols::Symbols;
use crate::query::{InlineRows, InlineTable, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a plan's literals are for one worker.
#[derive(Debug, Clone, Default)]
pub(in crate::evaluate) struct Literals {
    /// Each literal as a column of one value.
    pub(super) columns: Vec<Column>,
    pub(super) sets: Vec<LiteralSet>,
    /// What each pass looks for.
    pub(super) finders: Vec<Finder>,
    pub(super) inline_tables: Vec<InlineCells>,
}

/// A set of literals, ready to be looked into.
#[derive(Debug, Clone)]
pub(super) enum LiteralSet {
    Empty,
    /// Whether false and true are in it.
    Bools([bool; 2]),
    Ints(Vec<i64>),
    Floats(Vec<f64>),
    Dates(Vec<i32>),
    /// Whether each text is in it, by number; texts beyond are not.
    Texts(Vec<bool>),
}

/// Which lists of codes each code is in. Codes in the same lists are of one class.
#[derive(Debug, Clone, Default)]
pub(super) struct Classes {
    /// By number of the code's text; texts beyond are in no list. See [`Class`].
    of_text: Vec<u32>,
    /// The lists of the class at `n` are from `ends[n - 1]` to `ends[n]`; the first has none.
    ends: Vec<u32>,
    lists: Vec<u32>,
}

/// The lists that a code is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class<'a> {
    /// By far the most frequent, of codes that are in any.
    One(u32),
    /// Two or more.
    Several(&'a [u32]),
}

/// A code in one list has twice the list's number and three, one in several twice the class's place and two.
const IN_NO_LIST: u32 = 0;

/// What a pass looks for.
#[derive(Debug, Clone)]
pub(super) enum Finder {
    /// Codes.
    Whole(Classes),
    /// Parts of texts.
    Part(Parts),
}

/// A table that comes with the query.
#[derive(Debug, Clone, Default)]
pub(super) struct InlineCells {
    pub(super) row_of: HashMap<i64, u32>,
    pub(super) columns: Vec<Column>,
}

impl Classes {
    /// A number that is not zero where the code is in a list.
    #[inline]
    pub(super) fn of(&self, text: u32) -> u32 {
        self.of_text.get(text as usize).copied().unwrap_or(IN_NO_LIST)
    }

    /// What a number that is not zero means.
    #[inline]
    pub(super) fn class(&self, number: u32) -> Class<'_> {
        let at = (number >> 1) as usize;
        if number & 1 == 1 {
            return Class::One(at as u32 - 1);
        }
        Class::Several(&self.lists[self.ends[at - 1] as usize..self.ends[at] as usize])
    }

    fn new(pass: &Pass, symbols: &mut Symbols) -> Self {
        let mut lists_of_text: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (list, codes) in (0u32..).zip(&pass.lists) {
            for code in codes {
                lists_of_text.entry(symbols.intern(code)).or_default().push(list);
            }
        }
        let beyond = lists_of_text.last_key_value().map_or(0, |(text, _)| *text as usize + 1);
        let mut classes = Self { of_text: vec![IN_NO_LIST; beyond], ends: vec![0], lists: Vec::new() };
        let mut known: HashMap<Vec<u32>, u32> = HashMap::new();
        for (text, lists) in lists_of_text {
            classes.of_text[text as usize] = match lists[..] {
                [list] => 2 * list + 3,
                _ => *known.entry(lists).or_insert_with_key(|lists| {
                    classes.lists.extend(lists);
                    classes.ends.push(classes.lists.len() as u32);
                    2 * (classes.ends.len() as u32 - 1)
                }),
            };
        }
        classes
    }
}

impl LiteralSet {
    fn new(values: &BTreeSet<Value>, symbols: &mut Symbols) -> Self {
        let Some(first) = values.first() else { return Self::Empty };
        let column = column_of(first.into(), values.iter().map(Some), symbols);
        match column {
            Column::Bool(claims) => Self::Bools([claims.contains(&0), claims.contains(&1)]),
            Column::Int(numbers) => Self::Ints(numbers),
            Column::Float(numbers) => Self::Floats(numbers),
            Column::Date(days) => Self::Dates(days),
            Column::Text(texts) => {
                let mut members = vec![false; texts.iter().max().map_or(0, |most| *most as usize + 1)];
                texts.iter().for_each(|text| members[*text as usize] = true);
                Self::Texts(members)
            }
        }
    }

    #[inline]
    pub(super) fn has_text(&self, text: u32) -> bool {
        matches!(self, Self::Texts(members) if members.get(text as usize).copied().unwrap_or(false))
    }

    #[inline]
    pub(super) fn has_int(&self, number: i64) -> bool {
        matches!(self, Self::Ints(members) if members.binary_search(&number).is_ok())
    }

    #[inline]
    pub(super) fn has_date(&self, day: i32) -> bool {
        matches!(self, Self::Dates(members) if members.binary_search(&day).is_ok())
    }

    #[inline]
    pub(super) fn has_float(&self, number: f64) -> bool {
        let order = |member: &f64| super::compare::float_order(*member, number);
        matches!(self, Self::Floats(members) if members.binary_search_by(order).is_ok())
    }

    #[inline]
    pub(super) fn has_bool(&self, claim: u8) -> bool {
        matches!(self, Self::Bools(members) if members.get(usize::from(claim)).copied().unwrap_or(false))
    }

    /// Whether each value is in the set: never in an empty one, known or not.
    pub(super) fn look_up(&self, source: View<'_>, length: usize, out: &mut Vec<u8>) {
        if matches!(self, Self::Empty) {
            return out.resize(length, 0);
        }
        match source.column {
            Column::Bool(_) => member(source.bools(), |claim| claim == NULL_BOOL, |claim| self.has_bool(claim), out),
            Column::Int(_) => member(source.ints(), |number| number == NULL_INT, |number| self.has_int(number), out),
            Column::Float(_) => member(source.floats(), f64::is_nan, |number| self.has_float(number), out),
            Column::Date(_) => member(source.dates(), |day| day == NULL_DATE, |day| self.has_date(day), out),
            Column::Text(_) => member(source.texts(), |text| text == NULL_TEXT, |text| self.has_text(text), out),
        }
    }
}

fn member<T: Copy>(
    source: Operand<'_, T>,
    is_null: impl Fn(T) -> bool,
    is_member: impl Fn(T) -> bool,
    out: &mut Vec<u8>,
) {
    map(source, out, |value| if is_null(value) { NULL_BOOL } else { u8::from(is_member(value)) });
}

impl From<&Value> for ColumnKind {
    fn from(value: &Value) -> Self {
        Self::of(value.plain_type())
    }
}

/// Values as a column of a kind; a value of another kind is null.
pub(in crate::evaluate) fn column_of<'v>(
    kind: ColumnKind,
    values: impl Iterator<Item = Option<&'v Value>>,
    symbols: &mut Symbols,
) -> Column {
    match kind {
        ColumnKind::Bool => Column::Bool(
            values
                .map(|value| if let Some(Value::Bool(claim)) = value { u8::from(*claim) } else { NULL_BOOL })
                .collect(),
        ),
        ColumnKind::Int => Column::Int(
            values.map(|value| if let Some(Value::Int(number)) = value { *number } else { NULL_INT }).collect(),
        ),
        ColumnKind::Float => Column::Float(
            values
                .map(|value| if let Some(Value::Float(number)) = value { number.get() } else { NULL_FLOAT })
                .collect(),
        ),
        ColumnKind::Date => Column::Date(
            values.map(|value| if let Some(Value::Date(day)) = value { day_number(*day) } else { NULL_DATE }).collect(),
        ),
        ColumnKind::Text => Column::Text(
            values
                .map(|value| if let Some(Value::Text(text)) = value { symbols.intern(text) } else { NULL_TEXT })
                .collect(),
        ),
    }
}

impl Literals {
    pub(in crate::evaluate) fn new(plan: &Plan, symbols: &mut Symbols) -> Self {
        // The codes of lists have the lowest numbers, which keeps the tables of classes small.
        let finder = |pass: &Pass| match pass.matching {
            Matching::Whole => Finder::Whole(Classes::new(pass, symbols)),
            Matching::Part => {
                let lists = (0..).zip(&pass.lists);
                Finder::Part(Parts::new(lists.flat_map(|(list, parts)| parts.iter().map(move |part| (&**part, list)))))
            }
        };
        let finders = plan.passes.iter().map(finder).collect();
        let column =
            |(kind, value): &(ColumnKind, Option<Value>)| column_of(*kind, std::iter::once(value.as_ref()), symbols);
        let columns = plan.literals.iter().map(column).collect();
        let sets = plan.sets.iter().map(|set| LiteralSet::new(set, symbols)).collect();
        let inline_tables = plan.inline_tables.iter().map(|table| InlineCells::new(table, symbols)).collect();
        Self { columns, sets, finders, inline_tables }
    }
}

impl InlineCells {
    fn new(table: &InlineTable, symbols: &mut Symbols) -> Self {
        let rows = match &table.rows {
            InlineRows::Given(rows) => rows.as_slice(),
            InlineRows::File { .. } => unreachable!("a program whose rows are in a file is refused"),
        };
        let columns = table.columns.iter().enumerate().map(|(at, (_, value_type))| {
            column_of(ColumnKind::of(*value_type), rows.iter().map(|(_, cells)| cells[at].as_ref()), symbols)
        });
        Self {
            columns: columns.collect(),
            row_of: (0u32..).zip(rows).map(|(at, (patient, _))| (*patient, at)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_knows_its_lists() {
        let list = |codes: &[&str]| codes.iter().map(|code| (*code).into()).collect::<BTreeSet<std::sync::Arc<str>>>();
        let lists = vec![list(&["a", "b"]), list(&["b", "c"]), list(&["b", "c", "d"])];
        let mut symbols = Symbols::default();
        let classes = Classes::new(&Pass { table: 0, column: 0, matching: Matching::Whole, lists }, &mut symbols);
        let mut class_of = |code: &str| classes.of(symbols.intern(code));
        let [a, b, c, d] = ["a", "b", "c", "d"].map(&mut class_of);
        assert_eq!([class_of("e"), classes.of(NULL_TEXT)], [IN_NO_LIST; 2]);
        assert_eq!(classes.class(a), Class::One(0));
        assert_eq!(classes.class(b), Class::Several(&[0, 1, 2]));
        assert_eq!(classes.class(c), Class::Several(&[1, 2]));
        assert_eq!(classes.class(d), Class::One(2));
    }
}
