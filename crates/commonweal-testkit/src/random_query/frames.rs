//! Random frames.

use super::MODULE;
use super::series::Maker;
use commonweal_cohort::query::{
    Frame, FrameId, InlineRows, InlineTable, Position, SeriesId, TableRef, Value, ValueType,
};

impl Maker<'_> {
    /// A frame of many rows per patient.
    pub(super) fn many_rows(&mut self, depth: usize) -> FrameId {
        let kind = if depth == 0 { 0 } else { self.choices.below(5) };
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
            _ => self.sorted(depth - 1),
        }
    }

    /// A frame of one row per patient.
    pub(super) fn one_row(&mut self, depth: usize) -> FrameId {
        let kind = if depth == 0 { 0 } else { self.choices.below(6) };
        match kind {
            0 | 1 => self.table("patients"),
            2 => self.inline(),
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
        self.graph
            .extreme(commonweal_cohort::query::Extreme::Maximum, &[column, other])
            .expect("both are of one type and of the same rows")
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
