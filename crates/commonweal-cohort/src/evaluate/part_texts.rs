//! One text for all that contain the same parts: columns of ever new texts become columns of few.

use super::program::PartNeed;
use super::run::Parts;
use super::symbols::Symbols;
use std::collections::HashMap;
use std::sync::Arc;

/// Gives one text for all texts that contain the same of some parts.
///
/// Hospital diagnoses are texts such as `||E119 ,I10X ||F001`, almost each another one. A definition only asks which of
/// its codes they contain, so the codes found in a text can stand for it.
///
/// # Example
/// ```
/// use commonweal_cohort::evaluate::{PartNeed, PartTexts, Symbols};
/// let need = PartNeed { column: 0, parts: ["E11".into(), "I10".into()].into() };
/// let (mut texts, mut symbols) = (PartTexts::new(&need), Symbols::default());
/// let one = texts.number("||I10X ,E119 ||F001", &mut symbols);
/// assert_eq!(texts.number("||E112 ,I10", &mut symbols), one);
/// assert_eq!(symbols.text(one), "E11|I10");
/// let none = texts.number("||J459", &mut symbols);
/// assert_eq!(symbols.text(none), "");
/// ```
#[derive(Debug)]
pub struct PartTexts {
    texts: Vec<Arc<str>>,
    parts: Parts,
    between: char,
    /// The number of the text for each set of parts.
    known: HashMap<Vec<u32>, u32>,
    found: Vec<u32>,
}

impl PartTexts {
    /// For the parts that are looked for in a column.
    pub fn new(need: &PartNeed) -> Self {
        let texts: Vec<Arc<str>> = need.parts.iter().cloned().collect();
        // With this between them, two parts make no third.
        let is_in_none = |char: &char| !texts.iter().any(|text| text.contains(*char));
        let between = std::iter::once('|').chain('\u{1}'..=char::MAX).find(is_in_none);
        let between = between.expect("parts are of fewer characters than there are");
        let parts = Parts::new((0..).zip(&texts).map(|(number, text)| (&**text, number)));
        Self { texts, parts, between, known: HashMap::new(), found: Vec::new() }
    }

    /// The number of a text that contains the same parts as this one, and no others.
    pub fn number(&mut self, text: &str, symbols: &mut Symbols) -> u32 {
        let Self { texts, parts, between, known, found } = self;
        found.clear();
        parts.each_list_in(text, |part| found.push(part));
        found.sort_unstable();
        found.dedup();
        if let Some(number) = known.get(found.as_slice()) {
            return *number;
        }
        let mut all = String::new();
        for (at, part) in found.iter().enumerate() {
            if at > 0 {
                all.push(*between);
            }
            all.push_str(&texts[*part as usize]);
        }
        let number = symbols.intern(&all);
        known.insert(found.clone(), number);
        number
    }

    /// Forgets the numbers it has given, as [`Worker::forget_texts`](super::Worker::forget_texts) does.
    pub fn forget_texts(&mut self) {
        self.known.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_that_stands_for_another_contains_the_same_parts() {
        let parts: [Arc<str>; 7] = ["E1", "E11", "I10", "|", "0|I", "1|", "||"].map(Arc::from);
        let need = PartNeed { column: 0, parts: parts.iter().filter(|part| part.len() > 1).cloned().collect() };
        let (mut texts, mut symbols) = (PartTexts::new(&need), Symbols::default());
        for text in ["", "E", "E1", "||E119 ,I10X", "I10|I10", "E11|I10", "J45", "||", "|E1|0|"] {
            let number = texts.number(text, &mut symbols);
            let found = |text: &str| need.parts.iter().filter(|part| text.contains(&***part)).count();
            assert_eq!(found(symbols.text(number)), found(text), "{text}");
            assert!(need.parts.iter().all(|part| text.contains(&**part) || !symbols.text(number).contains(&**part)));
        }
    }

    #[test]
    fn numbers_are_given_anew_once_forgotten() {
        let need = PartNeed { column: 0, parts: ["E11".into()].into() };
        let (mut texts, mut symbols) = (PartTexts::new(&need), Symbols::default());
        let before = texts.number("E11", &mut symbols);
        symbols.truncate(0);
        texts.forget_texts();
        let other = symbols.intern("J45");
        let after = texts.number("E112", &mut symbols);
        assert_eq!((before, other, symbols.text(after)), (0, 0, "E11"));
    }
}
