//! Sums of points: so many for each claim that is true. Scores and counts of conditions are of this form.

use super::Shape;
use super::builder::Builder;
use super::step::{Points, Step, StepId};
use crate::evaluate::column::ColumnKind;
use crate::evaluate::terms::{Term, TermId};
use crate::query::{BinaryFunction, Value};

/// No sum of points is above this, so that no sum leaves the numbers that floats and whole numbers hold exactly.
const MOST: f64 = 1e9;

impl Builder<'_> {
    /// The tally that a sum is, where all it adds are points for claims about patients.
    pub(super) fn tally(&mut self, id: TermId, shape: Shape) -> Option<StepId> {
        let kind = self.terms.about(id).kind;
        if shape != Shape::People || !matches!(kind, ColumnKind::Int | ColumnKind::Float) {
            return None;
        }
        // What is added anyway is points for a claim that is true.
        let always = self.literal(ColumnKind::Bool, &Some(Value::Bool(true)));
        let points = self.points(id, always)?;
        let sizes = points.iter().map(|points| points.met().abs().max(points.unmet().abs()));
        if points.len() < 2 || sizes.sum::<f64>() > MOST {
            return None;
        }
        let whole = points.iter().all(|points| points.met().fract() == 0.0 && points.unmet().fract() == 0.0);
        if !whole && !self.one_by_one(id) {
            return None;
        }
        Some(self.values(Step::Tally { points, whole }, kind, Shape::People))
    }

    /// The points in the order they are added in, where they are added one by one.
    fn points(&self, id: TermId, always: StepId) -> Option<Vec<Points>> {
        let (mut points, mut open) = (Vec::new(), vec![id]);
        while let Some(id) = open.pop() {
            match self.terms.term(id) {
                Term::Binary(BinaryFunction::Add, lhs, rhs) => {
                    // What is itself a sum comes first.
                    let [first, last] = if self.is_sum(*rhs) { [*rhs, *lhs] } else { [*lhs, *rhs] };
                    open.extend([last, first]);
                }
                Term::Case { cases, default } => match cases[..] {
                    [(condition, met)] => {
                        let (met, unmet) = (self.number(met)?, self.number(*default)?);
                        points.push(Points::new(*self.people.get(&condition)?, met, unmet));
                    }
                    _ => return None,
                },
                _ => {
                    let number = self.number(id)?;
                    points.push(Points::new(always, number, number));
                }
            }
        }
        Some(points)
    }

    fn is_sum(&self, id: TermId) -> bool {
        matches!(self.terms.term(id), Term::Binary(BinaryFunction::Add, ..))
    }

    /// Whether each sum adds one thing to what was added before: only then is the order of floats that of the points.
    fn one_by_one(&self, mut id: TermId) -> bool {
        while let Term::Binary(BinaryFunction::Add, lhs, rhs) = self.terms.term(id) {
            match (self.is_sum(*lhs), self.is_sum(*rhs)) {
                (true, true) => return false,
                (true, false) => id = *lhs,
                (false, true) => id = *rhs,
                (false, false) => return true,
            }
        }
        true
    }

    fn number(&self, id: TermId) -> Option<f64> {
        match self.terms.term(id) {
            Term::Literal(_, Some(Value::Float(number))) => Some(number.get()),
            Term::Literal(_, Some(Value::Int(number))) if (*number as f64).abs() <= MOST => Some(*number as f64),
            _ => None,
        }
    }
}
