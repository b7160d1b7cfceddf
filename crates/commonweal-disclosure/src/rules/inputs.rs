//! What a standardised rate, a slope index or a life expectancy may be calculated from.

use super::{CellDecision, LARGEST_WITHHELD, LEAST_MODELLED_TOTAL, rule_cell};
use commonweal_model::DataClass;

/// One group of the input: people, and those counted of them. Of a life table the deaths among those alive.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Input {
    /// Distinct people counted.
    pub counted: u64,
    /// People they are among.
    pub people: u64,
}

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Input").finish_non_exhaustive()
    }
}

/// Why nothing may be calculated from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputFault {
    /// There are no groups, or more are counted in one than there are people.
    NotCells,
    /// A group has so few people that the figure would be about them.
    SmallGroup,
    /// The count of all groups is itself withheld.
    WithheldTotal,
    /// The count of all groups is shown as 10 or fewer.
    FewCounted,
}

/// Whether a figure may be calculated inside the boundary from exact groups, and shown to 3 significant figures: every
/// group of more than seven people, the total count shown by its own rule and as more than ten.
///
/// # Errors
/// [`InputFault`] where it may not, the first that holds in the order above; no order tells a count of none from a few.
pub fn may_model(groups: &[Input], class: DataClass) -> Result<(), InputFault> {
    let add = |(n, d): (u64, u64), group: &Input| Some((n.checked_add(group.counted)?, d.checked_add(group.people)?));
    let total = groups.iter().try_fold((0_u64, 0_u64), add);
    let (Some((counted, people)), false) = (total, groups.iter().any(|group| group.counted > group.people)) else {
        return Err(InputFault::NotCells);
    };
    if groups.is_empty() {
        return Err(InputFault::NotCells);
    }
    if matches!(class, DataClass::Published | DataClass::Organisation) {
        return Ok(());
    }
    if groups.iter().any(|group| group.people <= LARGEST_WITHHELD) {
        return Err(InputFault::SmallGroup);
    }
    match rule_cell(counted, people, class) {
        CellDecision::Show(shown) if shown.numerator > LEAST_MODELLED_TOTAL => Ok(()),
        CellDecision::Show(_) => Err(InputFault::FewCounted),
        _ => Err(InputFault::WithheldTotal),
    }
}
