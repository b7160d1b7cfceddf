//! Figures that wait for a second person: what a workspace of real people's records makes instead of a release.
//!
//! A [`Proposing`] gate applies the same rules as any other, but what comes out lies inside a [`Proposal`]. A proposal is
//! no [`ReleasedSet`], so no page, chart or file of released figures accepts it:
//!
//! ```compile_fail,E0308
//! # fn show(proposal: commonweal_disclosure::Proposal) {
//! fn page(figures: &commonweal_disclosure::ReleasedSet) {}
//! page(&proposal);
//! # }
//! ```
//!
//! The one way from it to a [`ReleasedSet`] is [`Proposal::open`], which asks for a [`SecondCheck`]:
//!
//! ```compile_fail,E0061
//! # fn open(proposal: commonweal_disclosure::Proposal) -> commonweal_disclosure::ReleasedSet {
//! proposal.open()
//! # }
//! ```
//!
//! and that cannot be made by writing one person's name twice, nor by filling its fields:
//!
//! ```
//! use commonweal_disclosure::SecondCheck;
//! assert!(SecondCheck::new("ada", "ada", "2026-04-01T09:00:00Z").is_err());
//! assert!(SecondCheck::new("ada", "ben", "2026-04-01T09:00:00Z").is_ok());
//! ```
//!
//! ```compile_fail,E0451
//! let check = commonweal_disclosure::SecondCheck { proposed_by: "ada".into(), checked_by: "ada".into(), at: "".into() };
//! ```
//!
//! The figures inside cannot be reached:
//!
//! ```compile_fail,E0616
//! # fn take(proposal: commonweal_disclosure::Proposal) -> commonweal_disclosure::ReleasedSet {
//! proposal.set
//! # }
//! ```
//!
//! nor is there a gate for real people's records beside this one:
//!
//! ```compile_fail,E0451
//! # fn tamper(gate: commonweal_disclosure::Gate) -> commonweal_disclosure::Gate {
//! commonweal_disclosure::Gate { class: commonweal_disclosure::WorkspaceClass::Personal, ..gate }
//! # }
//! ```
//!
//! Two rules hold at run time, where the compiler sees no difference: a figure that came out of a proposing gate bears a
//! mark, and [`ReleasedSet::new`] refuses it; and a proposal's seal is another than that of the set it would become, so rows of a
//! proposal are never read back as released.

use crate::gate::{Gate, ReleaseNote};
use crate::keeper::Keeper;
use crate::record::ReleasedRecord;
use crate::released::{Origin, Released};
use crate::reopen::{ReopenError, Reopening};
use crate::set::{ReleasedSet, SetError};
use crate::words::WorkspaceClass;
use sha2::{Digest, Sha256};

/// The gate of figures that a second person has to check.
#[derive(Debug)]
pub struct Proposing {
    gate: Gate,
}

impl Gate {
    /// The gate of a workspace of any class whose figures wait for a second person.
    pub fn proposing(class: WorkspaceClass, note: ReleaseNote) -> Proposing {
        Proposing { gate: Self::marking(class, note) }
    }
}

impl Proposing {
    /// Makes figures through the gate and keeps them inside a proposal; what else was made comes out beside it.
    ///
    /// # Errors
    /// Those of `make`, and [`SetError`] where two figures have one key or one is off the lattice.
    pub fn propose<T, E: From<SetError>>(
        self,
        make: impl FnOnce(&Gate) -> Result<(Vec<Released>, T), E>,
    ) -> Result<(Proposal, T), E> {
        let (figures, beside) = make(&self.gate)?;
        let mut keeper = Keeper::default();
        let mut kept: Vec<Released> = figures.into_iter().map(|figure| keeper.kept(figure)).collect();
        kept.sort_by(|a, b| a.key.cmp(&b.key));
        let release_id = self.gate.release_id().to_owned();
        Ok((Proposal { set: ReleasedSet::of_kept(kept)?, release_id }, beside))
    }
}

/// Figures after the rules, before the second person. Their numbers are for those who work on them and check them.
#[derive(Debug, PartialEq)]
pub struct Proposal {
    set: ReleasedSet,
    release_id: String,
}

impl Proposal {
    /// How many figures.
    pub fn len(&self) -> usize {
        self.set.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }

    /// How many of them are withheld.
    pub fn withheld(&self) -> usize {
        self.set.iter().filter(|figure| figure.is_withheld()).count()
    }

    /// The figures as rows, in order, one by one: to be kept, and for the eyes of those who check them. Rows are no
    /// [`Released`] figures.
    pub fn records(&self) -> impl ExactSizeIterator<Item = ReleasedRecord> {
        self.set.records()
    }

    /// The seal of the proposal: another than that of the release it would become.
    pub fn seal(&self) -> String {
        proposal_seal(&self.set.seal())
    }

    /// The released figures, once a second person has checked them. They bear the time of the check, but for those that
    /// are kept as an earlier release has them.
    ///
    /// # Panics
    /// Never: the figures were a set before, and only their time of release changes.
    pub fn open(self, check: &SecondCheck) -> ReleasedSet {
        let mut keeper = Keeper::default();
        let Self { set, release_id } = self;
        let figures = set.into_figures().into_iter().map(|figure| {
            let mut origin = Origin::clone(&figure.origin);
            origin.is_proposed = false;
            if origin.release_id == release_id {
                origin.released_at.clone_from(&check.at);
            }
            Released { origin: keeper.origin(origin), ..figure }
        });
        ReleasedSet::of_kept(figures.collect()).expect("the same keys made a set before")
    }
}

impl Reopening {
    /// The proposal of this release, if the rows bear this seal of a proposal.
    ///
    /// # Errors
    /// [`ReopenError::Seal`] where they do not, or came in another order.
    pub fn finish_proposal(self, release_id: &str, seal: &str) -> Result<Proposal, ReopenError> {
        let (set, is) = self.into_marked()?;
        if proposal_seal(&is) != seal {
            return Err(ReopenError::Seal);
        }
        Ok(Proposal { set, release_id: release_id.to_owned() })
    }
}

/// The seal of rows as a proposal: no row changes, and yet it opens no release.
fn proposal_seal(of_rows: &str) -> String {
    Sha256::digest(format!("proposal {of_rows}")).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// That a second person, not the one who proposed the figures, has checked them. Accounts, never people of the records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondCheck {
    proposed_by: String,
    checked_by: String,
    at: String,
}

/// The person who proposed a release would check it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("who proposed a release cannot check it; a second person has to")]
pub struct SamePerson;

impl SecondCheck {
    /// The check of `checked_by`, at a time (RFC 3339 in UTC), of what `proposed_by` proposed.
    ///
    /// # Errors
    /// [`SamePerson`] where both are one account, however it is written, or one of them is nobody.
    pub fn new(proposed_by: &str, checked_by: &str, at: &str) -> Result<Self, SamePerson> {
        let (author, checker) = (proposed_by.trim(), checked_by.trim());
        if author.is_empty() || checker.is_empty() || author.to_lowercase() == checker.to_lowercase() {
            return Err(SamePerson);
        }
        Ok(Self { proposed_by: author.to_owned(), checked_by: checker.to_owned(), at: at.to_owned() })
    }

    /// Who proposed it.
    pub fn proposed_by(&self) -> &str {
        &self.proposed_by
    }

    /// Who checked it.
    pub fn checked_by(&self) -> &str {
        &self.checked_by
    }

    /// When, RFC 3339 in UTC.
    pub fn at(&self) -> &str {
        &self.at
    }
}
