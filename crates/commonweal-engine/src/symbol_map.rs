//! Texts of a file as numbers of the worker: looked up once for each entry of a dictionary, not for each row.

use commonweal_cohort::evaluate::{NULL_TEXT, PartTexts, Symbols, TableNeed};
use datafusion::arrow::array::{Array, ArrayRef};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The number of each entry of the dictionary at hand of one column.
pub(crate) struct SymbolMap<'n> {
    dictionary: Option<ArrayRef>,
    symbols: Vec<u32>,
    /// The texts that are wanted; nothing where all are.
    codes: Option<&'n BTreeSet<Arc<str>>>,
    /// By number: whether a text is wanted. Empty until the first dictionary.
    wanted: Vec<bool>,
    /// What stands for the texts, where they are only looked through for parts.
    parts: Option<PartTexts>,
}

impl<'n> SymbolMap<'n> {
    /// For a column of a table.
    pub(crate) fn new(need: &'n TableNeed, column: usize) -> Self {
        let codes = need.codes.as_ref().filter(|codes| codes.column == column).map(|codes| &codes.codes);
        let parts = need.parts.iter().find(|parts| parts.column == column).map(PartTexts::new);
        Self { dictionary: None, symbols: Vec::new(), codes, wanted: Vec::new(), parts }
    }

    /// What stands for the texts, where they are only looked through for parts.
    pub(crate) fn parts(&mut self) -> Option<&mut PartTexts> {
        self.parts.as_mut()
    }

    /// Whether an array of texts is the dictionary at hand.
    pub(crate) fn is_at_hand(&self, dictionary: &ArrayRef) -> bool {
        let known = self.dictionary.as_ref();
        known.is_some_and(|known| Arc::ptr_eq(known, dictionary) || known.to_data().ptr_eq(&dictionary.to_data()))
    }

    /// Notes that the dictionary at hand is this array.
    pub(crate) fn note(&mut self, dictionary: &ArrayRef) {
        self.dictionary = Some(Arc::clone(dictionary));
    }

    /// Takes a dictionary on. Texts that are not among those wanted have no number.
    pub(crate) fn load<'t>(&mut self, texts: impl Iterator<Item = Option<&'t str>>, symbols: &mut Symbols) {
        self.dictionary = None;
        if let Some(codes) = self.codes
            && self.wanted.is_empty()
        {
            self.wanted = numbers_of(codes, symbols);
        }
        let Self { codes, wanted, parts, .. } = self;
        self.symbols.clear();
        self.symbols.extend(texts.map(|text| match (text, &mut *parts) {
            (Some(text), Some(parts)) => parts.number(text, symbols),
            (Some(text), None) if codes.is_none() => symbols.intern(text),
            (Some(text), None) => {
                let is_wanted = |number: &u32| wanted.get(*number as usize) == Some(&true);
                symbols.find(text).filter(is_wanted).unwrap_or(NULL_TEXT)
            }
            (None, _) => NULL_TEXT,
        }));
    }

    /// Forgets all numbers: the worker has forgotten its texts. The dictionary at hand must be taken on again.
    pub(crate) fn forget(&mut self) {
        self.dictionary = None;
        self.symbols.clear();
        self.wanted.clear();
        if let Some(parts) = &mut self.parts {
            parts.forget_texts();
        }
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
