//! Figures of a period that were released before.
//!
//! A restated figure of the same period invites subtraction: where 1 to 9 people joined or left the population since, the
//! change of the figure is theirs. Then the last released figure stands, with its date. Successive periods are different
//! populations; [`crate::containment`] judges those.

use crate::containment::MINIMUM_DIFFERENCE;
use crate::released::Released;

/// How the people of a cell changed since the last release of the same period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// People who are in its population now and were not.
    pub joined: u64,
    /// People who were and are not.
    pub left: u64,
    /// People who were and are, and whose answer changed: found late, corrected, withdrawn.
    pub changed: u64,
}

impl Moved {
    /// Whether so few people moved that the change of the figure would tell about them. Any of the three few is too few: who
    /// knows the many may subtract them.
    ///
    /// The written rule speaks of those who joined or left; one person's changed answer moves a figure just as much, so this
    /// counts them too.
    pub fn too_few(self) -> bool {
        let few = |people: u64| people > 0 && people < MINIMUM_DIFFERENCE;
        [self.joined, self.left, self.changed].into_iter().any(few)
    }
}

/// What of a restated period may be shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Restated {
    /// The new figure.
    New(Released),
    /// The last released figure, with its own release and date.
    Kept(Released),
}

impl Restated {
    /// The figure to show.
    pub fn into_figure(self) -> Released {
        match self {
            Self::New(figure) | Self::Kept(figure) => figure,
        }
    }
}

/// The figures are not of the same series and period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a figure can be kept in place of a newer one of the same series and period only")]
pub struct NotTheSame;

/// The new figure, or the last released one where too few people moved.
///
/// # Errors
/// [`NotTheSame`] for figures of different series or periods.
pub fn restate(last: &Released, new: Released, moved: Moved) -> Result<Restated, NotTheSame> {
    if last.key() != new.key() {
        return Err(NotTheSame);
    }
    Ok(if moved.too_few() { Restated::Kept(last.clone()) } else { Restated::New(new) })
}
