//! Works out the steps of a plan for one batch.

mod aggregate;
mod calendar;
mod cells;
mod changes;
mod choose;
mod compare;
mod context;
mod days;
mod dispatch;
mod events;
mod keep;
mod literals;
mod logic;
mod marks;
mod numbers;
mod operand;
mod parts;
mod pick;
mod select;
mod sets;
mod slot;
mod steady;
mod tally;
mod texts;
mod time_order;
mod window;

pub(super) use changes::{Change, update};
pub(super) use context::Context;
pub(super) use dispatch::run;
pub(super) use literals::{Literals, column_of};
pub(super) use parts::Parts;
pub(super) use slot::Slot;
pub(super) use texts::Scratch;
pub(super) use time_order::in_time_order;
