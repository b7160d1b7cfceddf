//! The rows of one row group, some at a time: whose they are, which are wanted, and their values.

use crate::decoded::DecodedGroup;
use crate::error::{EngineError, decoding};
use crate::pages::PagedGroup;
use crate::symbol_map::SymbolMap;
use commonweal_cohort::evaluate::{Symbols, TableNeed, TableRows};

/// Rows of one person that stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    /// Whose rows they are.
    pub(crate) id: i64,
    /// The row after the last of them.
    pub(crate) end: usize,
}

/// How the rows of a group are read.
pub(crate) enum Rows {
    /// Page by page, the values of chosen rows alone.
    Paged(Box<PagedGroup>),
    /// By Arrow's decoders, every value.
    Decoded(DecodedGroup),
}

/// A row group being read.
pub(crate) struct Group {
    rows: Rows,
    /// Whether only the people of the rows are read: none of the rows can matter.
    bare: bool,
    /// Whether the texts of dictionaries have their numbers.
    numbered: bool,
}

impl Group {
    pub(crate) fn new(rows: Rows, bare: bool) -> Self {
        Self { rows, bare, numbered: false }
    }

    /// Goes on to the next rows, and says whose they are; there are none after the last.
    pub(crate) fn next(
        &mut self,
        need: &TableNeed,
        maps: &mut [SymbolMap<'_>],
        symbols: &mut Symbols,
        runs: &mut Vec<Run>,
    ) -> Result<(), EngineError> {
        runs.clear();
        match &mut self.rows {
            Rows::Paged(group) => decoding(|| group.next(runs)).flatten().ok_or_else(|| damaged(need))?,
            Rows::Decoded(group) => {
                decoding(|| group.next(need, self.bare, runs)).ok_or_else(|| damaged(need))??;
                self.numbered = false;
            }
        }
        if self.numbered { Ok(()) } else { self.number_texts(need, maps, symbols) }
    }

    /// Gives the texts of dictionaries their numbers.
    pub(crate) fn number_texts(
        &mut self,
        need: &TableNeed,
        maps: &mut [SymbolMap<'_>],
        symbols: &mut Symbols,
    ) -> Result<(), EngineError> {
        self.numbered = true;
        for (at, map) in maps.iter_mut().enumerate().filter(|_| !self.bare) {
            match &mut self.rows {
                Rows::Paged(group) => map.load(group.texts(at).map(Some), symbols),
                Rows::Decoded(group) => group.number_texts(need, at, map, symbols)?,
            }
        }
        Ok(())
    }

    /// The rows at hand, `count` of them, that are wanted.
    pub(crate) fn choose(
        &mut self,
        need: &TableNeed,
        maps: &[SymbolMap<'_>],
        count: usize,
        chosen: &mut Vec<u32>,
    ) -> Result<(), EngineError> {
        chosen.clear();
        match (&need.codes, &mut self.rows) {
            _ if self.bare => {}
            (None, _) => chosen.extend(0..place(count)),
            (Some(codes), Rows::Paged(group)) => {
                let symbols = maps[codes.column].symbols();
                let wanted = decoding(|| group.wanted(codes.column, symbols, chosen));
                wanted.flatten().ok_or_else(|| damaged(need))?;
            }
            (Some(codes), Rows::Decoded(group)) => group.wanted(codes.column, maps[codes.column].symbols(), chosen),
        }
        Ok(())
    }

    /// Adds the values of some of the rows at hand.
    pub(crate) fn copy(
        &mut self,
        need: &TableNeed,
        maps: &mut [SymbolMap<'_>],
        symbols: &mut Symbols,
        chosen: &[u32],
        into: &mut TableRows,
    ) -> Result<(), EngineError> {
        if self.bare || chosen.is_empty() {
            return Ok(());
        }
        for (at, (column, map)) in into.columns.iter_mut().zip(maps).enumerate() {
            match &mut self.rows {
                Rows::Paged(group) => {
                    let copied = decoding(|| group.copy(at, chosen, map.symbols(), column));
                    copied.flatten().ok_or_else(|| damaged(need))?;
                }
                Rows::Decoded(group) => group.copy(at, chosen, map, symbols, column),
            }
        }
        Ok(())
    }
}

fn damaged(need: &TableNeed) -> EngineError {
    EngineError::Damaged { table: need.name.to_string() }
}

/// A row's number as columns hold it.
pub(crate) fn place(row: usize) -> u32 {
    u32::try_from(row).expect("a batch of people has fewer than four billion rows")
}
