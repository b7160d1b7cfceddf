//! Random frames.

use super::rows::any_value;
use super::series::Maker;
use super::{MODULE, TYPES};
use commonweal_cohort::query::{
    BinaryFunction, Extreme, Frame, FrameId, InlineRows, InlineTable, Position, SeriesId, TableRef, UnaryFunction,
    Value, ValueType,
};
use std::collections::BTreeSet;

impl Maker<'_> {
    /// A frame of many rows per patient.
    pub(super) fn many_rows(&mut self, depth: usize) -> FrameId {
        let kind = if depth == 0 { 0 } else { self.choices.below(8) };
        match kind {
            0 | 1 => {
                let name = self.choices.of(&["events", "spells"]);
                self.table(name)
            }
            2 | 3 => {
                let source = self.many_rows(depth - 1);
                let scope = self.ancestor(source);
                let condition = self.series(ValueType::Bool, Some(scope), depth - 1);
                self.graph.filter(source, condition).expect("the condition is of the frame's rows")
            }
            4 => self.sorted(depth - 1),
            5 => {
                let source = self.many_rows(depth - 1);
                self.with_code(source)
            }
            6 => {
                let source = self.many_rows(depth - 1);
                self.dated(source, depth - 1)
            }
            _ => {
                let source = self.many_rows(depth - 1);
                let coded = self.with_code(source);
                self.dated(coded, depth - 1)
            }
        }
    }

    /// The rows with one of some codes, or with one code; now and then without any of them.
    fn with_code(&mut self, source: FrameId) -> FrameId {
        let scope = self.ancestor(source);
        let of = TYPES[5];
        let code = self.column(of, scope);
        let condition = if self.choices.one_in(3) {
            let value = self.literal(of);
            self.graph.binary(BinaryFunction::EQ, value, code).expect("both are codes")
        } else {
            let values: BTreeSet<Value> = (0..self.choices.below(4)).map(|_| any_value(self.choices, of)).collect();
            let set = self.graph.literal_set(values, Some(of)).expect("the values are codes");
            self.graph.is_in(code, set).expect("the set is of codes")
        };
        let condition = match self.choices.one_in(6) {
            true => self.graph.unary(UnaryFunction::Not, condition).expect("it is a boolean"),
            false => condition,
        };
        self.graph.filter(source, condition).expect("the condition is of the frame's rows")
    }

    /// The rows on one side of a date, or between two; dates of everybody, or of each patient.
    fn dated(&mut self, source: FrameId, depth: usize) -> FrameId {
        use BinaryFunction::{EQ, GE, GT, LE, LT};
        let scope = self.ancestor(source);
        let date = self.column(ValueType::Date, scope);
        let side = |maker: &mut Self| {
            let day = maker.series(ValueType::Date, None, depth);
            let function = maker.choices.of(&[LE, GT, LT, GE, EQ]);
            let (lhs, rhs) = if maker.choices.one_in(3) { (day, date) } else { (date, day) };
            maker.graph.binary(function, lhs, rhs).expect("both are dates")
        };
        let mut condition = side(self);
        if self.choices.one_in(5) {
            // How records say that something is still so: no last day, or one after some date.
            let open = self.graph.unary(UnaryFunction::IsNull, date).expect("every value may be null");
            condition = self.graph.binary(BinaryFunction::Or, condition, open).expect("both are booleans");
        } else if self.choices.one_in(2) {
            let other = side(self);
            condition = self.graph.binary(BinaryFunction::And, condition, other).expect("both are booleans");
        }
        self.graph.filter(source, condition).expect("the condition is of the frame's rows")
    }

    /// A frame sorted by its date, as definitions are wont to.
    fn sorted_by_date(&mut self, depth: usize) -> FrameId {
        let source = self.many_rows(depth);
        let source = if self.choices.one_in(2) { self.with_code(source) } else { source };
        let date = self.column(ValueType::Date, source);
        self.graph.sort(source, date).expect("dates have an order")
    }

    /// A frame of one row per patient.
    pub(super) fn one_row(&mut self, depth: usize) -> FrameId {
        let kind = if depth == 0 { 0 } else { self.choices.below(9) };
        match kind {
            0 | 1 => self.table("patients"),
            2 => self.inline(),
            3..=5 => {
                let source = self.sorted_by_date(depth - 1);
                let position = self.choices.of(&[Position::Last, Position::First]);
                self.graph.pick(source, position).expect("the frame was sorted")
            }
            _ => {
                let mut source = self.sorted(depth - 1);
                if self.choices.one_in(4) {
                    let condition = self.series(ValueType::Bool, Some(source), depth - 1);
                    source = self.graph.filter(source, condition).expect("the condition is of the frame's rows");
                }
                let position = self.choices.of(&[Position::First, Position::Last]);
                self.graph.pick(source, position).expect("the frame was sorted")
            }
        }
    }

    fn sorted(&mut self, depth: usize) -> FrameId {
        let source = self.many_rows(depth);
        let key = self.sort_key(source, depth);
        self.graph.sort(source, key).expect("the key is of the frame's rows and has an order")
    }

    /// A column, or now and then something made of one.
    fn sort_key(&mut self, source: FrameId, depth: usize) -> SeriesId {
        let scope = self.ancestor(source);
        let value_type = self.choices.of(&[ValueType::Date, ValueType::Int, ValueType::Float, ValueType::Str]);
        let column = self.column(value_type, scope);
        if depth == 0 || !self.choices.one_in(3) {
            return column;
        }
        let other = self.series(value_type, Some(scope), depth - 1);
        self.graph.extreme(Extreme::Maximum, &[column, other]).expect("both are of one type and of the same rows")
    }

    /// The frame, or one it was filtered from.
    fn ancestor(&mut self, frame: FrameId) -> FrameId {
        match *self.graph.frame(frame) {
            Frame::Filter { source, .. } | Frame::Sort { source, .. } if self.choices.one_in(3) => {
                self.ancestor(source)
            }
            _ => frame,
        }
    }

    fn table(&mut self, name: &str) -> FrameId {
        self.graph.table(&TableRef::new(MODULE, name), self.catalogue).expect("the catalogue has it")
    }

    /// A table that comes with the query; it has a patient whom no other table has.
    fn inline(&mut self) -> FrameId {
        let column = |name: &str, value_type| (name.into(), value_type);
        let cell = |value: Value| Some(value);
        let rows = vec![
            (1, vec![cell(Value::Int(2)), cell(Value::text("a")), None]),
            (3, vec![None, cell(Value::text("")), cell(Value::Bool(true))]),
            (99, vec![cell(Value::Int(-1)), None, cell(Value::Bool(false))]),
        ];
        let taken = self.choices.below(rows.len() + 1);
        let table = InlineTable {
            columns: vec![
                column("number", ValueType::Int),
                column("word", ValueType::Str),
                column("flag", ValueType::Bool),
            ],
            rows: InlineRows::Given(rows.into_iter().take(taken).collect()),
        };
        self.graph.inline_table(table).expect("the table is sound")
    }
}
