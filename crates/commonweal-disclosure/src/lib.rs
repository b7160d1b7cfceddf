//! The release gate: the only maker of figures that readers may see.
//!
//! An exact count enters as [`Evidence`] in a [`Proposed`] figure. [`Gate::release`] applies the rules of [`rules`] and
//! hands back a [`Released`] figure: either rounded numbers and what follows from them, or the word that says why they
//! are [`Withheld`]. Pages, charts, files and the command line accept `Released` and nothing else, and nobody but this
//! crate can make one:
//!
//! ```compile_fail,E0451
//! # fn tamper(note: commonweal_disclosure::ReleaseNote) {
//! let gate = commonweal_disclosure::Gate { class: commonweal_disclosure::WorkspaceClass::Personal, note };
//! # }
//! ```
//!
//! The one way to a gate whose figures go out at once is [`Gate::automatic`], which exists for made-up and for published
//! data only; [`Gate::proposing`] makes figures that stay inside a [`Proposal`] until a second person has checked them:
//!
//! ```
//! use commonweal_disclosure::{Gate, ReleaseNote, WorkspaceClass};
//! let note = || ReleaseNote { release_id: "r1".into(), released_at: "2025-10-01T09:00:00Z".into() };
//! assert!(Gate::automatic(WorkspaceClass::Synthetic, note()).is_ok());
//! assert!(Gate::automatic(WorkspaceClass::Personal, note()).is_err());
//! ```
//!
//! Two rules shape everything here. What is shown is a function of *rounded* counts, so nobody can calculate back from
//! a percentage or its limits. And where a count is withheld, every figure made from it is withheld with it: value,
//! limits, comparison and rank.
//!
//! [`ReleasedSet`] keeps released figures in order, finds them quickly, writes them as [`ReleasedRecord`] rows under a
//! seal and reads back only what it wrote. The periods of a figure lie side by side ([`ReleasedSet::trend`]), and what is
//! asked of a set is answered from the latest unless every one is asked for ([`Periods`]). Rules that need to see many figures at once (differences between nested
//! populations, the release audit) belong between `Gate::release` and `ReleasedSet::new`.
//!
//! | Question | Where |
//! | --- | --- |
//! | When is a count shown, and as what? | [`rules`] |
//! | Which figure, made from what? | [`FigureKey`], [`Evidence`], [`Proposed`] |
//! | Who may release? | [`Gate`], [`Proposal`], [`SecondCheck`] |
//! | What may a reader see? | [`Released`], [`Shown`], [`Withheld`] |
//! | What does a shown figure stand for? | [`interval`] |
//! | What can be worked out from all tables together, and what mends them? | [`linked`], [`tables`], [`audit`], [`repair`] |
//! | Which populations may not stand side by side? | [`containment`], [`families`], [`restatement`] |
//! | Which noise does a table builder add? | [`cell_key`] |
//! | How much of a release is hidden? | [`Utility`] |
//! | How is it kept and read back? | [`ReleasedSet`], [`ReleasedRecord`] |

pub mod audit;
mod benchmark;
mod between;
pub mod cell_key;
pub mod containment;
pub mod families;
mod figure;
mod gate;
pub mod interval;
mod judge;
mod keeper;
pub mod linked;
mod proposal;
mod record;
mod released;
mod reopen;
pub mod repair;
pub mod restatement;
pub mod rules;
mod seal;
mod set;
mod shape;
pub mod tables;
mod utility;
mod words;

pub use benchmark::Benchmark;
pub use figure::{Evidence, FigureKey, Proposed, ShownFigure};
pub use gate::{Gate, NotAutomatic, ReleaseNote};
pub use proposal::{Proposal, Proposing, SamePerson, SecondCheck};
pub use record::{COLUMNS, ReleasedRecord};
pub use released::{Released, Shown};
pub use reopen::{ReopenError, Reopening};
pub use set::{Periods, ReleasedSet, Selection, SetError};
pub use utility::{Utility, UtilityRow};
pub use words::{Comparison, Statistic, UnknownWord, Withheld, WorkspaceClass};
