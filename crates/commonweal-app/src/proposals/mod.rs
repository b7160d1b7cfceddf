//! How figures of a workspace go out with a second person: proposed, checked, released, withdrawn.
//!
//! The record of it lies in the operations database (`commonweal-admin`), the figures lie in files. An act touches both, and the
//! program may be killed between any two writes. One order holds everywhere: **write aside, commit, rename.**
//!
//! | act | aside | commit | then |
//! | --- | --- | --- | --- |
//! | propose | `proposed/.ID.part/`, whole | row `proposed` with the seal of the folder | rename to `proposed/ID` |
//! | approve | `releases/.ID.CHECK.part/`, whole | row `released` | rename to `releases/ID`, `current`, mark `proposed/ID/released` |
//! | return | | row `returned` | |
//! | withdraw | | row `withdrawn` | `releases/ID/withdrawn.json`, `current` |
//!
//! What is found after a kill, and how [`mend`] puts it right at the next start or act:
//!
//! | killed | found | mended |
//! | --- | --- | --- |
//! | before the commit | a folder aside that no row names; nobody sees it | removed after a day |
//! | propose, after the commit | a row, and its folder still aside | renamed, where the seal is the row's |
//! | approve, after the commit | a row `released`, its proposal without the mark | the release is made again from the proposal and the row, `current`, mark |
//! | withdraw, after the commit | a row `withdrawn`, no `withdrawn.json` | written, then `current` moves |
//!
//! A process that serves and may only read (`docs/install.md`) commits and leaves the files: to whoever owns them its act is one
//! that was killed after the commit, and `commonweal release finish`, which a timer runs, does the rest.
//!
//! So nothing is shown that no second person approved, nothing is lost that was approved, and each step can be taken twice.
//! A folder below `releases/` is never written again but for the note of its withdrawal.
//!
//! | module | question it answers |
//! | --- | --- |
//! | `make` | what is proposed? |
//! | `report` | what changed, what is withheld, what do attackers find? |
//! | `files` | where does it lie, and is it what was proposed? |
//! | `acts` | who does what to it? |
//! | `mending` | what was left half done? |
//! | `views` | what may somebody see of it? |
//! | `kept` | how long is it kept? |

mod acts;
mod files;
mod kept;
mod make;
mod mending;
mod report;
mod views;

pub use acts::{approve, give_back, may_propose, propose, withdraw};
pub use commonweal_admin::{ReleaseStep, ReleaseView};
pub use kept::{delete_proposal, kept_proposals, needed_snapshots};
pub use make::{Prepared, prepare};
pub use mending::{mend, mend_if_ours};
pub use report::{AuditReport, ClaimLine, DefinitionLine};
pub use views::{ProposalReport, ProposedFigure, audit_kept, figures, history, list, list_kept, one, report};

use crate::error::AppError;
use commonweal_admin::DeskError;

/// Why an act on a release failed.
#[derive(Debug, thiserror::Error)]
pub enum ProposalError {
    /// The account may not, the state does not allow it, somebody was first, or the database did not answer.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The files: missing, changed, or not to be written.
    #[error(transparent)]
    App(#[from] AppError),
}

impl ProposalError {
    /// As [`AppError::is_shut`].
    pub fn is_shut(&self) -> bool {
        matches!(self, Self::App(error) if error.is_shut())
    }
}
