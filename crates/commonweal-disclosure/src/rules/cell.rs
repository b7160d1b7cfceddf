//! One cell: a count of people in a population.

use super::{LARGEST_WITHHELD, LEAST_ROUNDED_REMAINDER, ROUNDED_TO};
use commonweal_model::DataClass;

/// A count to the nearest 5: `5 * floor((x + 2) / 5)`.
///
/// ```
/// use commonweal_disclosure::rules::r5;
/// assert_eq!([7, 8, 12, 13, 42].map(r5), [5, 10, 10, 15, 40]);
/// ```
pub fn r5(x: u64) -> u64 {
    // The same as the formula, written so that the largest numbers do not overflow on the way.
    let (fives, rest) = (x / ROUNDED_TO, x % ROUNDED_TO);
    if rest >= 3 { fives.saturating_add(1).saturating_mul(ROUNDED_TO) } else { fives * ROUNDED_TO }
}

/// A count and its population as shown: rounded where people are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownCell {
    /// People counted.
    pub numerator: u64,
    /// People asked about.
    pub denominator: u64,
}

/// What the rules say about one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellDecision {
    /// Show this pair, and figures made from this pair.
    Show(ShownCell),
    /// Withhold the count and every figure made from it; the rounded population may be shown.
    WithholdCount {
        /// The population, rounded.
        denominator: u64,
    },
    /// Withhold everything.
    WithholdAll,
}

/// The rule of one cell: `n` people with a property among `d`.
///
/// For people (`standard`, `sensitive`):
/// 1. a population of 7 or fewer: nothing is shown;
/// 2. 1 to 7 people with the property, or 1 to 7 without: the count is withheld. Sensitive data: also nobody and everybody;
/// 3. the count is withheld too where the rounded numbers are 5 apart;
/// 4. otherwise both are shown rounded to 5.
///
/// `published` and `organisation` data are shown as given. A count above its population is no cell: nothing is shown.
pub fn rule_cell(n: u64, d: u64, class: DataClass) -> CellDecision {
    if n > d {
        return CellDecision::WithholdAll;
    }
    let sensitive = match class {
        DataClass::Published | DataClass::Organisation => {
            return CellDecision::Show(ShownCell { numerator: n, denominator: d });
        }
        DataClass::Standard => false,
        DataClass::Sensitive => true,
    };
    if d <= LARGEST_WITHHELD {
        return CellDecision::WithholdAll;
    }
    let shown = ShownCell { numerator: r5(n), denominator: r5(d) };
    let small = |people: u64| (1..=LARGEST_WITHHELD).contains(&people);
    let remainder = shown.denominator - shown.numerator;
    let withhold = small(n)
        || small(d - n)
        || (sensitive && (n == 0 || n == d))
        || (remainder > 0 && remainder < LEAST_ROUNDED_REMAINDER);
    if withhold { CellDecision::WithholdCount { denominator: shown.denominator } } else { CellDecision::Show(shown) }
}

/// The groups as shown, or none where any of them is withheld: what a figure may be calculated from when readers see
/// every group beside it.
pub fn shown_groups(groups: &[(u64, u64)], class: DataClass) -> Option<Vec<ShownCell>> {
    groups
        .iter()
        .map(|&(n, d)| match rule_cell(n, d, class) {
            CellDecision::Show(cell) => Some(cell),
            CellDecision::WithholdCount { .. } | CellDecision::WithholdAll => None,
        })
        .collect()
}
