//! Values on their way into a function: one for all, or one for each.

use crate::evaluate::column::Column;

/// A column whose one value may stand for all.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) column: &'a Column,
    pub(super) single: bool,
}

/// Values of a known type.
#[derive(Debug, Clone, Copy)]
pub(super) enum Operand<'a, T> {
    One(T),
    Each(&'a [T]),
}

impl<T: Copy> Operand<'_, T> {
    #[inline]
    pub(super) fn at(&self, at: usize) -> T {
        match self {
            Self::One(value) => *value,
            Self::Each(values) => values[at],
        }
    }
}

/// Declares a function that takes a view as values of one kind.
macro_rules! typed {
    ($($name:ident: $kind:ident($of:ty);)*) => {
        impl<'a> View<'a> {
            $(#[inline]
            pub(super) fn $name(self) -> Operand<'a, $of> {
                match self.column {
                    Column::$kind(values) if self.single => Operand::One(values[0]),
                    Column::$kind(values) => Operand::Each(values),
                    other => unreachable!("a query is well typed, and here is a column of {:?}", other.kind()),
                }
            })*
        }
    };
}

typed! {
    bools: Bool(u8);
    ints: Int(i64);
    floats: Float(f64);
    dates: Date(i32);
    texts: Text(u32);
}

/// A function of one value, for each.
pub(super) fn map<A: Copy, R>(source: Operand<'_, A>, out: &mut Vec<R>, function: impl Fn(A) -> R) {
    match source {
        Operand::One(value) => out.push(function(value)),
        Operand::Each(values) => out.extend(values.iter().map(|value| function(*value))),
    }
}

/// A function of two values, for each.
pub(super) fn zip<A: Copy, B: Copy, R>(
    lhs: Operand<'_, A>,
    rhs: Operand<'_, B>,
    out: &mut Vec<R>,
    function: impl Fn(A, B) -> R,
) {
    match (lhs, rhs) {
        (Operand::One(lhs), Operand::One(rhs)) => out.push(function(lhs, rhs)),
        (Operand::One(lhs), Operand::Each(rhs)) => out.extend(rhs.iter().map(|rhs| function(lhs, *rhs))),
        (Operand::Each(lhs), Operand::One(rhs)) => out.extend(lhs.iter().map(|lhs| function(*lhs, rhs))),
        (Operand::Each(lhs), Operand::Each(rhs)) => {
            out.extend(lhs.iter().zip(rhs).map(|(lhs, rhs)| function(*lhs, *rhs)));
        }
    }
}

/// Where booleans go that are a function of two values: into a new column, or among those that are there.
pub(super) trait Claims {
    fn zip<A: Copy, B: Copy>(&mut self, lhs: Operand<'_, A>, rhs: Operand<'_, B>, function: impl Fn(A, B) -> u8);
}

impl Claims for Vec<u8> {
    fn zip<A: Copy, B: Copy>(&mut self, lhs: Operand<'_, A>, rhs: Operand<'_, B>, function: impl Fn(A, B) -> u8) {
        zip(lhs, rhs, self, function);
    }
}
