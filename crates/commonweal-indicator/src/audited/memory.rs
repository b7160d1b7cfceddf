//! What audits came to, kept for the next time: cells that did not change need not be audited again.

use crate::cube::Counts;
use commonweal_disclosure::linked::{CellAddress, LinkedRepair, Withholding};
use commonweal_disclosure::tables::Treatment;

/// Keeps what audits came to. A memory must forget whatever another version of the program worked out.
pub trait Remembers: Sync {
    /// What is known of cells of this [fingerprint](commonweal_disclosure::linked::LinkedCells::fingerprint).
    fn recall(&self, fingerprint: &str) -> Option<Mended>;

    /// Takes in what an audit came to.
    fn keep(&self, fingerprint: String, mended: Mended);
}

/// A memory of nothing.
#[derive(Debug, Clone, Copy)]
pub struct NoMemory;

impl Remembers for NoMemory {
    fn recall(&self, _: &str) -> Option<Mended> {
        None
    }

    fn keep(&self, _: String, _: Mended) {}
}

/// How cells were mended. The words name cells and intervals of hidden counts: not for readers.
#[derive(Clone, PartialEq, Eq)]
pub struct Mended {
    /// One digit for each cell, in their order: how it is treated.
    pub treatments: String,
    /// What was done, in order.
    pub in_words: Vec<String>,
}

impl std::fmt::Debug for Mended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mended").field("steps", &self.in_words.len()).finish_non_exhaustive()
    }
}

/// Each at the place of its digit.
const TREATMENTS: [Treatment; 5] =
    [Treatment::ByRule, Treatment::CountWithheld, Treatment::Withheld, Treatment::Merged, Treatment::NotListed];

impl Mended {
    pub(super) fn of(repaired: &LinkedRepair, cells: &[(CellAddress, Counts)]) -> Self {
        let digit = |(address, _): &(CellAddress, Counts)| {
            let treatment = repaired.withholding.treatment(address);
            let place = TREATMENTS.iter().position(|one| *one == treatment).unwrap_or(TREATMENTS.len() - 1);
            char::from(b'0' + u8::try_from(place).unwrap_or_default())
        };
        Self { treatments: cells.iter().map(digit).collect(), in_words: repaired.in_words() }
    }

    /// What is hidden of these cells. A digit that is missing or unknown hides all there is.
    pub(super) fn withholding(&self, cells: &[(CellAddress, Counts)]) -> Withholding {
        let mut withholding = Withholding::default();
        let mut digits = self.treatments.bytes();
        for (address, _) in cells {
            let place = digits.next().and_then(|digit| digit.checked_sub(b'0'));
            let treatment = place.and_then(|place| TREATMENTS.get(usize::from(place)));
            withholding.treat(address.clone(), treatment.copied().unwrap_or(Treatment::NotListed));
        }
        withholding
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use commonweal_model::{AreaType, Family, Period};

    fn cells(number: usize) -> Vec<(CellAddress, Counts)> {
        let cell = |at: usize| {
            let address = CellAddress {
                indicator_id: format!("i{at}"),
                period: Period::point(jiff::civil::date(2026, 9, 30)),
                family: Family::Residence,
                area_type: AreaType::Icb,
                area: "E54000060".parse().unwrap(),
                breakdowns: Vec::new(),
            };
            (address, Counts { numerator: 10, denominator: 20, ..Counts::default() })
        };
        (0..number).map(cell).collect()
    }

    #[test]
    fn what_is_remembered_wrongly_is_hidden() {
        let cells = cells(5);
        let mended = Mended { treatments: "019".to_owned(), in_words: Vec::new() };
        let hidden = mended.withholding(&cells);
        let found: Vec<Treatment> = cells.iter().map(|(address, _)| hidden.treatment(address)).collect();
        let all = Treatment::NotListed;
        assert_eq!(found, [Treatment::ByRule, Treatment::CountWithheld, all, all, all]);
    }
}
