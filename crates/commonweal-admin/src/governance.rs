//! Who is responsible for what: organisations, owners, agreements, the legal bases of jobs, and how long things are kept.

mod agreement;
mod job;
mod organisation;
mod owner;
mod retention;

pub use agreement::{AgreementForm, AgreementView};
pub use job::{JobBasis, JobView, LawfulAnswer};
pub(crate) use organisation::refuse;
pub use organisation::{OrganisationEdit, OrganisationRow, OrganisationView};
pub use owner::{NewOwner, OwnerView};
pub use retention::{KeptFile, KeptFiles, RetentionDone, RetentionView};
