//! Runs one step.

use super::context::Context;
use super::slot::Slot;
use super::texts::{self, Scratch};
use super::{
    aggregate, cells, choose, compare, days, events, keep, logic, numbers, operand, pick, select, sets, steady, tally,
    window,
};
use crate::evaluate::column::Column;
use crate::evaluate::plan::{Planned, Step, StepId};
use crate::query::{BinaryFunction, UnaryFunction};

/// Runs a step whose parts have been run.
pub(in crate::evaluate) fn run(context: &Context<'_>, id: StepId, scratch: &mut Scratch, out: &mut Slot) {
    let planned = context.plan.planned(id);
    let people = context.people.len();
    match &planned.step {
        Step::AllRows { table } => select::all_rows(context, *table, out.backing()),
        Step::Buckets { pass } => select::buckets(context, *pass, scratch, out),
        // The pass has its rows.
        Step::Bucket { .. } => {}
        Step::Keep { source, test } => {
            let out = out.left_backing();
            let whose = steady::whose(context, *source, test, planned.dynamic, scratch, out);
            keep::keep(&keep::Kept { context, source: *source, whose, places: &scratch.places }, test, out);
        }
        Step::Window { backing, dates, lower, upper, conditions } => {
            let asked = window::Asked { backing: *backing, dates: *dates, lower, upper, conditions };
            window::window(context, &asked, scratch, out.left_window());
        }
        Step::Pick { source, position, dates, keys } => {
            pick::pick(context, *source, *position, *dates, keys, out.left_picked());
        }
        Step::Gather { backing, column } => cells::gather(context, *backing, *column, out),
        Step::Expand { backing, source } => cells::expand(context, *backing, *source, out),
        Step::Owners { backing } => cells::owners(context, *backing, out.owners()),
        Step::Literal(at) => *out = Slot::Values(context.literals.columns[*at].clone()),
        Step::Parameter(parameter) => out.dates().push(context.parameter(*parameter)),
        Step::TableCell { table, column } => cells::of_table(context, *table, *column, out),
        Step::TableExists { table } => cells::table_exists(context, *table, out.bools()),
        Step::InlineCell { table, column } => cells::of_inline(context, *table, *column, out),
        Step::InlineExists { table } => cells::inline_exists(context, *table, out.bools()),
        Step::PickCell { pick, column } => cells::picked(context, *pick, *column, &mut scratch.noted, out),
        Step::Exists { selection } => {
            aggregate::exists(context.selection(*selection), people, &mut scratch.noted, out.left_bools());
        }
        Step::Count { selection } => {
            aggregate::count(context.selection(*selection), people, &mut scratch.noted, out.left_ints());
        }
        Step::Aggregate { how, selection, values } => {
            aggregate::aggregate(context, *how, *selection, *values, scratch, out);
        }
        Step::Sets { selection, values } => sets::collect(context, *selection, *values, out),
        Step::Spread { source } => cells::spread(context.column(*source), people, out),
        Step::EventOwners { selection } => events::owners(context.selection(*selection), out.owners()),
        Step::EventColumn { selection, source } => events::column(context, *selection, *source, out),
        _ => function(context, planned, scratch, out),
    }
}

/// Runs a function of values.
pub(super) fn function(context: &Context<'_>, planned: &Planned, scratch: &mut Scratch, out: &mut Slot) {
    let length = context.length(planned.shape);
    match &planned.step {
        Step::Unary { function, source } => unary(context, *function, *source, out),
        Step::Binary { function, lhs, rhs } => binary(context, *function, [*lhs, *rhs], scratch, out),
        Step::Packed { unit, source } => days::pack(*unit, context.view(*source), out),
        Step::PackedDifference { unit, lhs, rhs } => {
            days::packed_difference(*unit, context.view(*lhs), context.view(*rhs), out);
        }
        Step::InLiterals { source, set } => {
            context.literals.sets[*set].look_up(context.view(*source), length, out.bools());
        }
        Step::InSets { source, sets, owners } => {
            let owners = owners.map(|owners| context.owners(owners));
            let look = sets::Look { sets: context.sets(*sets), owners, people: length };
            look.up(context.view(*source), out.bools());
        }
        Step::Extreme { which, sources } => {
            choose::extreme(*which, &context.views(sources), length, context.symbols, out);
        }
        Step::Case { cases, default } => {
            let view = |(condition, value): &(StepId, StepId)| (context.view(*condition), context.view(*value));
            let cases: Vec<_> = cases.iter().map(view).collect();
            choose::case(&cases, context.view(*default), length, planned.kind, out);
        }
        Step::Tally { points, whole } => tally::tally(context, points, *whole, planned.kind, scratch, out),
        _ => unreachable!("the others are no functions"),
    }
}

fn unary(context: &Context<'_>, function: UnaryFunction, source: StepId, out: &mut Slot) {
    use UnaryFunction as F;
    let source = context.view(source);
    match function {
        F::Not => operand::map(source.bools(), out.bools(), logic::not),
        F::IsNull => is_null(source, out.bools()),
        F::Negate | F::Absolute | F::CastToInt | F::CastToFloat => numbers::unary(function, source, out),
        F::YearFromDate | F::MonthFromDate | F::DayFromDate | F::ToFirstOfYear | F::ToFirstOfMonth => {
            days::unary(function, source, out);
        }
    }
}

fn is_null(source: operand::View<'_>, out: &mut Vec<u8>) {
    use crate::evaluate::column::{NULL_BOOL, NULL_DATE, NULL_INT, NULL_TEXT};
    match source.column {
        Column::Bool(_) => operand::map(source.bools(), out, |claim| u8::from(claim == NULL_BOOL)),
        Column::Int(_) => operand::map(source.ints(), out, |number| u8::from(number == NULL_INT)),
        Column::Float(_) => operand::map(source.floats(), out, |number| u8::from(number.is_nan())),
        Column::Date(_) => operand::map(source.dates(), out, |day| u8::from(day == NULL_DATE)),
        Column::Text(_) => operand::map(source.texts(), out, |text| u8::from(text == NULL_TEXT)),
    }
}

fn binary(
    context: &Context<'_>,
    function: BinaryFunction,
    [lhs, rhs]: [StepId; 2],
    scratch: &mut Scratch,
    out: &mut Slot,
) {
    use BinaryFunction as F;
    let (lhs, rhs) = (context.view(lhs), context.view(rhs));
    match function {
        F::EQ | F::NE | F::LT | F::LE | F::GT | F::GE => {
            compare::compare(function, lhs, rhs, context.symbols, out.bools());
        }
        F::And => operand::zip(lhs.bools(), rhs.bools(), out.bools(), logic::and),
        F::Or => operand::zip(lhs.bools(), rhs.bools(), out.bools(), logic::or),
        F::Add | F::Subtract | F::Multiply | F::TrueDivide | F::FloorDivide | F::Power => {
            numbers::binary(function, lhs, rhs, out);
        }
        F::StringContains => texts::contains(lhs, rhs, context.symbols, scratch, out.bools()),
        F::DateAddDays | F::DateAddMonths | F::DateAddYears | F::DateDifferenceInDays => {
            days::binary(function, lhs, rhs, out);
        }
        F::DateDifferenceInMonths | F::DateDifferenceInYears => {
            unreachable!("whole months and years are differences of packed dates")
        }
    }
}
