//! Random series of a wanted type: with one value per patient, or of the rows of a frame.

use super::TYPES;
use super::choices::Choices;
use super::rows::any_value;
use commonweal_cohort::query::{
    Aggregation, BinaryFunction as B, Catalogue, Extreme, Frame, FrameId, Graph, Parameter, SeriesId,
    UnaryFunction as U, ValueType,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Makes nodes as the choices say.
pub(super) struct Maker<'a> {
    pub(super) graph: Graph,
    pub(super) catalogue: &'a Catalogue,
    pub(super) choices: &'a mut Choices,
    /// Whether the dates of an interval may be used.
    pub(super) in_measure: bool,
}

/// The rows a series may have: those of this frame, or one value per patient.
type Scope = Option<FrameId>;

impl Maker<'_> {
    /// A series of a type that can stand in a scope.
    pub(super) fn series(&mut self, of: ValueType, scope: Scope, depth: usize) -> SeriesId {
        let kind = if depth == 0 { self.choices.below(3) } else { self.choices.below(10) };
        match (kind, scope) {
            (0, _) => self.literal(of),
            (1 | 2, Some(frame)) => self.column(of, frame),
            (1..=3, None) => {
                let frame = self.one_row(depth);
                self.column(of, frame)
            }
            (4 | 5, _) => self.aggregated(of, depth - 1),
            (3 | 6, _) => self.case(of, scope, depth - 1),
            _ => self.function(of, scope, depth - 1),
        }
    }

    /// A column of a frame; a literal where it has none of the type.
    pub(super) fn column(&mut self, of: ValueType, frame: FrameId) -> SeriesId {
        let fitting: Vec<Arc<str>> =
            self.columns(frame).into_iter().filter(|(_, own)| *own == of).map(|(name, _)| name).collect();
        if fitting.is_empty() {
            return self.literal(of);
        }
        let name = &fitting[self.choices.below(fitting.len())];
        self.graph.column(frame, name).expect("the frame has the column")
    }

    /// Any column of a frame.
    pub(super) fn any_column(&mut self, frame: FrameId) -> SeriesId {
        let columns = self.columns(frame);
        let (name, _) = &columns[self.choices.below(columns.len())];
        self.graph.column(frame, name).expect("the frame has the column")
    }

    fn columns(&self, frame: FrameId) -> Vec<(Arc<str>, ValueType)> {
        match self.graph.frame(self.graph.base(frame)) {
            Frame::Table(reference) => self.graph.schema(reference).map(|schema| schema.columns.clone()),
            Frame::Inline(table) => Some(table.columns.clone()),
            Frame::Filter { .. } | Frame::Sort { .. } | Frame::Pick { .. } => None,
        }
        .unwrap_or_default()
    }

    pub(super) fn literal(&mut self, of: ValueType) -> SeriesId {
        if of == ValueType::Date && self.in_measure && self.choices.one_in(2) {
            let parameter = self.choices.of(&[Parameter::IntervalStart, Parameter::IntervalEnd]);
            return self.graph.parameter(parameter);
        }
        let value = any_value(self.choices, of);
        self.graph.literal(value, of).expect("the value is of the type")
    }

    /// A patient's rows made into one value of the type.
    fn aggregated(&mut self, of: ValueType, depth: usize) -> SeriesId {
        let frame = self.many_rows(depth.min(3));
        let whole = [
            Aggregation::Sum,
            Aggregation::Min,
            Aggregation::Max,
            Aggregation::CountDistinct,
            Aggregation::CountEpisodes { maximum_gap_days: 3 },
        ];
        let fractions = [Aggregation::Sum, Aggregation::Min, Aggregation::Max, Aggregation::Mean];
        let how = match of {
            ValueType::Bool => {
                let one = self.choices.one_in(3);
                let frame = if one { self.one_row(depth.min(2)) } else { frame };
                return self.graph.exists(frame);
            }
            ValueType::Int if self.choices.one_in(3) => return self.graph.count(frame),
            ValueType::Int => self.choices.of(&whole),
            ValueType::Float => self.choices.of(&fractions),
            _ => self.choices.of(&[Aggregation::Min, Aggregation::Max]),
        };
        let from = match how {
            Aggregation::CountDistinct => self.choices.of(&TYPES),
            Aggregation::CountEpisodes { .. } => ValueType::Date,
            Aggregation::Mean => self.choices.of(&[ValueType::Int, ValueType::Float]),
            _ => of,
        };
        let source = self.series_of_rows(from, frame, depth);
        self.graph.aggregate(how, source).expect("the series has many rows and a fitting type")
    }

    /// A series that has a value for each row of the frame, and not one per patient.
    fn series_of_rows(&mut self, of: ValueType, frame: FrameId, depth: usize) -> SeriesId {
        let column = self.column_of_rows(of, frame);
        if depth == 0 || !self.choices.one_in(3) {
            return column;
        }
        let other = self.series(of, Some(frame), depth - 1);
        let known = self.graph.unary(U::IsNull, column).expect("every value may be null");
        self.graph.case(&[(known, Some(other))], Some(column)).expect("both are of one type and of the same rows")
    }

    /// A column of the type, or where the frame has none, a case of the type over its rows.
    fn column_of_rows(&mut self, of: ValueType, frame: FrameId) -> SeriesId {
        if self.columns(frame).iter().any(|(_, own)| *own == of) {
            return self.column(of, frame);
        }
        let any = self.any_column(frame);
        let known = self.graph.unary(U::IsNull, any).expect("every value may be null");
        let value = self.literal(of);
        self.graph.case(&[(known, Some(value))], None).expect("one branch is sound")
    }

    fn case(&mut self, of: ValueType, scope: Scope, depth: usize) -> SeriesId {
        let mut cases = Vec::new();
        for _ in 0..=self.choices.below(2) {
            let condition = self.series(ValueType::Bool, scope, depth);
            let value = if self.choices.one_in(5) { None } else { Some(self.series(of, scope, depth)) };
            if cases.iter().all(|(other, _)| *other != condition) {
                cases.push((condition, value));
            }
        }
        let default = self.series(of, scope, depth);
        self.graph.case(&cases, Some(default)).expect("the branches are of one type and of the same rows")
    }

    fn function(&mut self, of: ValueType, scope: Scope, depth: usize) -> SeriesId {
        use ValueType::{Bool, Date, Float, Int, Str};
        if of != Bool && self.choices.one_in(4) {
            let sources: Vec<SeriesId> = (0..=self.choices.below(3)).map(|_| self.series(of, scope, depth)).collect();
            let which = self.choices.of(&[Extreme::Minimum, Extreme::Maximum]);
            return self.graph.extreme(which, &sources).expect("the sources are of one type and of the same rows");
        }
        if matches!(of, Int | Float) && self.choices.one_in(5) {
            return self.points(of, scope, depth);
        }
        let comparable = [Int, Float, Date, Str, TYPES[5]];
        let ordered = self.choices.of(&comparable);
        let number = self.choices.of(&[Int, Float]);
        match of {
            Bool => match self.choices.below(9) {
                0 | 1 => self.binary(&[B::LT, B::LE, B::GT, B::GE], ordered, ordered, scope, depth),
                2 => {
                    let either = self.choices.of(&TYPES);
                    self.binary(&[B::EQ, B::NE], either, either, scope, depth)
                }
                3 | 4 => self.binary(&[B::And, B::Or], Bool, Bool, scope, depth),
                5 => self.unary(&[U::Not], Bool, scope, depth),
                6 => {
                    let any = self.choices.of(&TYPES);
                    self.unary(&[U::IsNull], any, scope, depth)
                }
                7 => self.binary(&[B::StringContains], Str, Str, scope, depth),
                _ => self.member(scope, depth),
            },
            Int => match self.choices.below(6) {
                0 | 1 => self.binary(&[B::Add, B::Subtract, B::Multiply], Int, Int, scope, depth),
                2 => self.binary(&[B::FloorDivide], number, number, scope, depth),
                3 => {
                    let difference = [B::DateDifferenceInDays, B::DateDifferenceInMonths, B::DateDifferenceInYears];
                    self.binary(&difference, Date, Date, scope, depth)
                }
                4 => self.unary(&[U::YearFromDate, U::MonthFromDate, U::DayFromDate], Date, scope, depth),
                _ => {
                    let from = self.choices.of(&[Int, Float, Bool]);
                    let signs = [U::Negate, U::Absolute, U::CastToInt];
                    self.unary(if from == Int { &signs } else { &signs[2..] }, from, scope, depth)
                }
            },
            Float => match self.choices.below(4) {
                0 => self.binary(&[B::Add, B::Subtract, B::Multiply], Float, Float, scope, depth),
                1 => self.binary(&[B::TrueDivide, B::Power], number, number, scope, depth),
                2 => self.unary(&[U::CastToFloat], number, scope, depth),
                _ => self.unary(&[U::Negate, U::Absolute], Float, scope, depth),
            },
            Date => match self.choices.below(2) {
                0 => self.binary(&[B::DateAddDays, B::DateAddMonths, B::DateAddYears], Date, Int, scope, depth),
                _ => self.unary(&[U::ToFirstOfYear, U::ToFirstOfMonth], Date, scope, depth),
            },
            _ => self.case(of, scope, depth),
        }
    }

    /// A sum of so many for each claim that is true.
    fn points(&mut self, of: ValueType, scope: Scope, depth: usize) -> SeriesId {
        let mut sum = self.literal(of);
        for _ in 0..=self.choices.below(4) {
            let claim = self.series(ValueType::Bool, scope, depth.min(1));
            let (met, unmet) = (self.literal(of), self.literal(of));
            let points = self.graph.case(&[(claim, Some(met))], Some(unmet)).expect("both are of one type");
            let (lhs, rhs) = if self.choices.one_in(3) { (points, sum) } else { (sum, points) };
            sum = self.graph.binary(B::Add, lhs, rhs).expect("both are numbers of one type");
        }
        sum
    }

    fn unary(&mut self, functions: &[U], of: ValueType, scope: Scope, depth: usize) -> SeriesId {
        let function = self.choices.of(functions);
        let source = self.series(of, scope, depth);
        self.graph.unary(function, source).expect("the function takes the type")
    }

    fn binary(&mut self, functions: &[B], left: ValueType, right: ValueType, scope: Scope, depth: usize) -> SeriesId {
        let function = self.choices.of(functions);
        let (lhs, rhs) = (self.series(left, scope, depth), self.series(right, scope, depth));
        self.graph.binary(function, lhs, rhs).expect("the function takes the types, and the rows are the same")
    }

    /// Membership of a set: written out, or made of a patient's rows.
    fn member(&mut self, scope: Scope, depth: usize) -> SeriesId {
        let of = self.choices.of(&TYPES);
        let lhs = self.series(of, scope, depth);
        let rhs = if self.choices.one_in(2) {
            let frame = self.many_rows(depth.min(2));
            let source = self.column_of_rows(of, frame);
            self.graph.aggregate(Aggregation::CombineAsSet, source).expect("the series has many rows")
        } else {
            let values: BTreeSet<_> = (0..self.choices.below(3)).map(|_| any_value(self.choices, of)).collect();
            self.graph.literal_set(values, Some(of)).expect("the values are of the type")
        };
        self.graph.is_in(lhs, rhs).expect("the set is of the type")
    }
}
