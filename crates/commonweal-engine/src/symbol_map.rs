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
        self.symbols.clear();
        self.symbols.extend(texts.iter().map(|text| match text {
            Some(text) if wanted.is_none_or(|wanted| wanted.contains(text)) => symbols.intern(text),
            _ => NULL_TEXT,
        }));
        self.dictionary = Some(Arc::clone(dictionary));
        Some(())
    }

    /// The number of each entry; [`NULL_TEXT`] where it has none.
    pub(crate) fn symbols(&self) -> &[u32] {
        &self.symbols
    }
}
