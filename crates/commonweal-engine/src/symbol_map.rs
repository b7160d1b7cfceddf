//! Texts of a file as numbers of the worker: looked up once for each entry of a dictionary, not for each row.

use commonweal_cohort::evaluate::{NULL_TEXT, Symbols};
use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The number of each entry of the dictionary at hand.
#[derive(Default)]
pub(crate) struct SymbolMap {
    dictionary: Option<ArrayRef>,
    symbols: Vec<u32>,
    /// By number: whether a text is wanted; nothing where all are.
    wanted: Option<Vec<bool>>,
}

impl SymbolMap {
    /// Takes a dictionary on; nothing is done where it is the one at hand. Texts that are not among those `wanted` have no
    /// number. None if the dictionary is not of texts.
    pub(crate) fn load(
        &mut self,
        dictionary: &ArrayRef,
        wanted: Option<&BTreeSet<Arc<str>>>,
        symbols: &mut Symbols,
    ) -> Option<()> {
        let at_hand =
            |known: &ArrayRef| Arc::ptr_eq(known, dictionary) || known.to_data().ptr_eq(&dictionary.to_data());
        if self.dictionary.as_ref().is_some_and(at_hand) {
            return Some(());
        }
        let texts = dictionary.as_string_opt::<i32>()?;
        if let (None, Some(wanted)) = (&self.wanted, wanted) {
            self.wanted = Some(numbers_of(wanted, symbols));
        }
        self.symbols.clear();
        self.symbols.extend(texts.iter().map(|text| match (text, &self.wanted) {
            (Some(text), None) => symbols.intern(text),
            (Some(text), Some(wanted)) => {
                let is_wanted = |number: &u32| wanted.get(*number as usize) == Some(&true);
                symbols.find(text).filter(is_wanted).unwrap_or(NULL_TEXT)
            }
            (None, _) => NULL_TEXT,
        }));
        self.dictionary = Some(Arc::clone(dictionary));
        Some(())
    }

    /// Forgets all numbers: the worker has forgotten its texts. The dictionary at hand must be taken on again.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    /// The number of each entry; [`NULL_TEXT`] where it has none.
    pub(crate) fn symbols(&self) -> &[u32] {
        &self.symbols
    }
}

fn numbers_of(texts: &BTreeSet<Arc<str>>, symbols: &mut Symbols) -> Vec<bool> {
    let mut wanted = Vec::new();
    for number in texts.iter().map(|text| symbols.intern(text) as usize) {
        wanted.resize(wanted.len().max(number + 1), false);
        wanted[number] = true;
    }
    wanted
}
