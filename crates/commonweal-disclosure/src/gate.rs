//! Who may release, and the one function that does.

use crate::figure::{FigureKey, Proposed};
use crate::judge::{is_about_people, judge};
use crate::linked::{CellAddress, Withholding};
use crate::released::{Origin, Parts, Released, Shown};
use crate::rules::{MAXIMUM_BREAKDOWNS, RULES_VERSION};
use crate::tables::Treatment;
use crate::words::{Comparison, Statistic, Withheld, WorkspaceClass};
use commonweal_model::DataClass;
use commonweal_stats::Estimate;
use std::sync::Arc;

/// What stands beside every figure of one release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseNote {
    /// The release.
    pub release_id: String,
    /// When, RFC 3339 in UTC. Passed in: nothing here reads a clock.
    pub released_at: String,
}

/// Why a workspace has no automatic release.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAutomatic {
    /// The workspace holds records of real people.
    #[error(
        "figures of a workspace of class `personal` are not released automatically; propose them with `commonweal release \
         propose` and let a second person check them with `commonweal release approve`"
    )]
    Personal,
}

/// The gate. Only figures that pass it become [`Released`].
#[derive(Debug, Clone)]
pub struct Gate {
    class: WorkspaceClass,
    note: ReleaseNote,
    withholding: Arc<Withholding>,
    is_proposing: bool,
}

impl Gate {
    /// The gate of a workspace whose figures need no second person: made-up people, or statistics already published.
    ///
    /// # Errors
    /// [`NotAutomatic`] for a workspace of real people's records.
    pub fn automatic(class: WorkspaceClass, note: ReleaseNote) -> Result<Self, NotAutomatic> {
        match class {
            WorkspaceClass::Synthetic | WorkspaceClass::Published => {
                Ok(Self { class, note, withholding: Arc::default(), is_proposing: false })
            }
            WorkspaceClass::Personal => Err(NotAutomatic::Personal),
        }
    }

    /// A gate whose figures bear the mark of a proposal.
    pub(crate) fn marking(class: WorkspaceClass, note: ReleaseNote) -> Self {
        Self { class, note, withholding: Arc::default(), is_proposing: true }
    }

    /// The same gate, which withholds besides what the audit of linked tables found must be.
    pub fn withholding(self, withholding: Withholding) -> Self {
        Self { withholding: Arc::new(withholding), ..self }
    }

    /// Applies the rules to one figure. It always gives a figure: shown, or withheld with the reason.
    ///
    /// Withheld for disclosure besides the rules of counts: a figure about people in a workspace that may hold only
    /// published statistics, and a figure broken down by more than the lattice's two dimensions.
    pub fn release(&self, proposed: Proposed) -> Released {
        let Proposed { mut key, class, unit, polarity, evidence, benchmark, definition_hash, index_date, snapshot } =
            proposed;
        key.breakdowns.sort();
        let parts = if !on_lattice(&key) || !self.may_hold(class) {
            Parts::withheld(Withheld::Disclosure, None)
        } else {
            self.as_audited(&key, class, judge(key.statistic, class, &unit, &evidence))
        };
        let benchmark =
            benchmark.filter(|b| parts.value.value().is_some() && b.fits(&key.indicator_id, key.statistic, &unit));
        let comparison = match (&benchmark, parts.value, parts.lower, parts.upper) {
            (Some(benchmark), Shown::Value(value), Shown::Value(lower), Shown::Value(upper)) => {
                benchmark.compare(&Estimate { value, lower, upper }, polarity)
            }
            _ => Comparison::NotCompared,
        };
        let origin = Origin {
            class,
            unit,
            definition_hash,
            index_date,
            snapshot,
            rules_version: RULES_VERSION.to_owned(),
            release_id: self.note.release_id.clone(),
            released_at: self.note.released_at.clone(),
            is_proposed: self.is_proposing,
        };
        Released { key, parts, comparison, benchmark: benchmark.map(Arc::new), origin: Arc::new(origin) }
    }

    /// What the audit leaves of a figure. A reason that depends on no count stays as it is.
    fn as_audited(&self, key: &FigureKey, class: DataClass, parts: Parts) -> Parts {
        if !is_about_people(class) || parts.withheld == Some(Withheld::NotCalculated) {
            return parts;
        }
        let of_people = matches!(key.statistic, Statistic::Proportion | Statistic::CrudeRate | Statistic::Count);
        match self.withholding.treatment(&CellAddress::of(key)) {
            Treatment::ByRule => parts,
            Treatment::CountWithheld if of_people => Parts::withheld(why(parts), parts.denominator.value()),
            // Whether the rule of one figure hides it too is not said: readers are to know nothing of it.
            Treatment::NotListed => Parts::withheld(Withheld::Linked, None),
            _ => Parts::withheld(why(parts), None),
        }
    }

    /// The release that its figures belong to.
    pub(crate) fn release_id(&self) -> &str {
        &self.note.release_id
    }

    fn may_hold(&self, class: DataClass) -> bool {
        match self.class {
            WorkspaceClass::Published => matches!(class, DataClass::Published | DataClass::Organisation),
            WorkspaceClass::Synthetic | WorkspaceClass::Personal => true,
        }
    }
}

/// Why the audit withholds a figure: what the rule of one figure hides anyway says so; the rest protects something else.
fn why(parts: Parts) -> Withheld {
    match parts.withheld {
        Some(Withheld::Disclosure) => Withheld::Disclosure,
        _ => Withheld::Linked,
    }
}

/// Whether the breakdowns are at most two, of different dimensions.
pub(crate) fn on_lattice(key: &FigureKey) -> bool {
    key.breakdowns.len() <= MAXIMUM_BREAKDOWNS && key.breakdowns.windows(2).all(|b| b[0].dimension != b[1].dimension)
}
