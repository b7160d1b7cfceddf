//! Texts within texts.

use super::aggregate::Met;
use super::calendar::Draft;
use super::marks::Marks;
use super::operand::{Operand, View, zip};
use super::slot::Slot;
use crate::evaluate::column::{NULL_BOOL, NULL_TEXT};
use crate::evaluate::symbols::Symbols;
use std::collections::HashMap;

/// What a worker keeps from step to step and from batch to batch.
#[derive(Debug, Clone, Default)]
pub(in crate::evaluate) struct Scratch {
    /// For each part searched for: whether each text has it, by number; 2 where nobody has looked.
    contains: HashMap<u32, Vec<u8>>,
    pub(super) hits: Vec<(u32, u32)>,
    pub(super) last_person: Vec<u32>,
    pub(super) small_tally: Vec<u8>,
    pub(super) tally: Vec<i32>,
    pub(super) ints: Vec<i64>,
    pub(super) floats: Vec<f64>,
    pub(super) days: Vec<i32>,
    pub(super) met: Met,
    /// Whose values a step that looks at few of them has changed.
    pub(super) noted: Vec<u32>,
    pub(super) marks: Marks,
    pub(super) draft: Draft,
    /// Whose rows are put to a test, by place.
    pub(super) places: Vec<u32>,
    /// The patients for whom a step is run, and what its inputs are for them.
    pub(super) few_people: Vec<u32>,
    pub(super) few: Vec<Slot>,
    /// By kind: where values of the interval before are, while they are set beside new ones.
    pub(super) spare: [Slot; 5],
}

impl Scratch {
    /// Forgets what is known of texts by number.
    pub(in crate::evaluate) fn forget_texts(&mut self) {
        self.contains.clear();
    }
}

/// Not looked yet.
const NOT_KNOWN: u8 = 2;

/// Whether a text has a part.
pub(super) fn contains(lhs: View<'_>, rhs: View<'_>, symbols: &Symbols, scratch: &mut Scratch, out: &mut Vec<u8>) {
    let has = |text: u32, part: u32| u8::from(symbols.text(text).contains(symbols.text(part)));
    match (lhs.texts(), rhs.texts()) {
        (Operand::Each(texts), Operand::One(part)) if part != NULL_TEXT => {
            // Texts repeat; each is searched once.
            let known = scratch.contains.entry(part).or_default();
            known.resize(symbols.len().max(known.len()), NOT_KNOWN);
            out.extend(texts.iter().map(|text| {
                if *text == NULL_TEXT {
                    return NULL_BOOL;
                }
                let known = &mut known[*text as usize];
                if *known == NOT_KNOWN {
                    *known = has(*text, part);
                }
                *known
            }));
        }
        (lhs, rhs) => {
            zip(
                lhs,
                rhs,
                out,
                |text, part| {
                    if text == NULL_TEXT || part == NULL_TEXT { NULL_BOOL } else { has(text, part) }
                },
            )
        }
    }
}
