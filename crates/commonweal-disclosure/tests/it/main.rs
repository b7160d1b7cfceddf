//! What the release gate promises, as sentences.

mod figures;
mod gate;
mod modelled;
mod reopen;
mod rules;
mod search;
mod set;
mod withheld;
