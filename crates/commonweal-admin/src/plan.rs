//! What people add to the plans: who answers for a part of a framework, a commitment or an initiative, how it goes, whether it is
//! done. Each edit is one transaction with its audit entry; an undo is a new version with the content of an earlier one.
//!
//! Whoever may sign in for a board, a partner or the voluntary sector may edit within their scope, under the purpose of
//! planning: what nobody answers for, and what their own organisation does. A board may edit everything within its scope. Out of
//! scope and unknown look the same; the audit has why.

mod file;
mod history;
mod import;
mod rows;
mod save;

pub use history::{PlanChange, PlanStep};
pub use import::FrameworkImport;
pub use save::{PlanSaved, PlanView};

use crate::desk::Desk;
use crate::error::DeskError;
use crate::visitor::By;
use commonweal_operations::access::{self, Decision, Rule};
use commonweal_operations::audit::Action;
use commonweal_operations::plan::PlanRecord;
use commonweal_operations::{Level, Purpose, Role};

/// Editing records of the plan.
pub const PLAN_EDIT: Rule =
    Rule::needs(&[Role::Board, Role::Partner, Role::VoluntarySector], &[Purpose::Planning], Level::L5);

/// Why somebody may not edit a record as it stands, for the audit.
fn barred(by: By<'_>, record: &PlanRecord) -> Option<String> {
    let By::Visitor(visitor) = by else { return None };
    match access::decide_about(&PLAN_EDIT, Some(&visitor.acting()), &record.target()) {
        Decision::Allowed => {}
        Decision::NotFound(reason) => return Some(reason.to_string()),
        Decision::SignIn | Decision::ChoosePurpose => return Some("no purpose chosen".to_owned()),
    }
    let working = visitor.working.as_ref()?;
    let is_own = record.owner().is_none_or(|owner| working.organisation.as_deref() == Some(owner));
    (working.role != Role::Board && !is_own).then(|| "another organisation answers for it".to_owned())
}

impl Desk {
    /// Lets somebody edit a record, else writes the denial down and answers as for one that is not there.
    async fn may_edit(&self, by: By<'_>, record: &PlanRecord) -> Result<(), DeskError> {
        let Some(reason) = barred(by, record) else { return Ok(()) };
        let object = format!("{} {}", record.kind(), record.id());
        self.operations().note(by.draft(self.now(), Action::PageDenied, object).denied(reason)).await?;
        Err(DeskError::NotFound("record of the plan"))
    }
}
