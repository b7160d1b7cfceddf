//! What those who run an installation do, shared by the web and the command line.
//!
//! A [`Desk`] holds the databases and keys that one process may hold and is asked for everything else. Rules live in
//! `commonweal-operations`, tables in `commonweal-store`, keys and proofs in `commonweal-identity`; here they meet, each
//! act in one transaction with its audit entry.
//!
//! | module | question it answers |
//! | --- | --- |
//! | [`settings`] | how is this installation run, and what is wrong in its settings? |
//! | `desk`, `role`, `clock` | what does this process hold, and what time is it? |
//! | `visitor` | who asks, and may they? |
//! | `sign_in` | who is this, and what do they work as? |
//! | `people` | which accounts are there, and what may each do? |
//! | `governance` | who is responsible for what, and how long is it kept? |
//! | `plan` | who answers for what the plans promise, how does it go, and what was it before? |
//! | `releases` | who proposed figures, who checked them, who took them back? |
//! | `audit`, `heads` | what was done, and is the record of it whole? |
//! | `backup` | is it safe, and does it come back? |
//! | `readiness` | can this process work now? |

mod audit;
mod backup;
mod clock;
mod conflict;
mod desk;
mod error;
mod governance;
mod heads;
mod keys;
mod people;
mod plan;
mod proof;
mod readiness;
mod releases;
mod role;
pub mod settings;
mod sign_in;
mod visitor;

pub use audit::{AuditFilter, AuditPage, AuditView, VerifyReport};
pub use backup::{BackupReport, BackupSummary, DrillReport, Progress, RestoreReport};
pub use clock::{Clock, SetClock, SystemClock};
pub use commonweal_identity::Secret;
pub use conflict::Conflict;
pub use desk::Desk;
pub use error::DeskError;
pub use governance::{
    AgreementForm, AgreementView, JobBasis, JobView, KeptFile, KeptFiles, LawfulAnswer, NewOwner, OrganisationEdit,
    OrganisationRow, OrganisationView, OwnerView, RetentionDone, RetentionView,
};
pub use people::{
    AccountEdit, AccountFilter, AccountView, GrantView, Invitation, NewAccount, NewGrant, NewService, Page,
    SessionView, Whose,
};
pub use plan::{FrameworkImport, PLAN_EDIT, PlanChange, PlanSaved, PlanStep, PlanView};
pub use readiness::{Check, Readiness, SizeView};
pub use releases::{
    AutomaticRelease, RELEASES_CHECK, RELEASES_LIST, RELEASES_PROPOSE, RELEASES_REPORT, RELEASES_WITHDRAW, ReleaseStep,
    ReleaseView,
};
pub use role::ProcessRole;
pub use settings::{DatabasePlace, Network, SettingProblem, Settings};
pub use sign_in::{
    Choice, Choose, Enrol, Factor, Finish, Invited, NewFactor, OidcBegin, OidcFinish, PasswordChange, Proof,
    RecoveryCodes, SignIn, SignedIn,
};
pub use visitor::{By, Request, SessionEnds, Visitor, Working};
