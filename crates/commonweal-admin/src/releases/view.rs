//! A release as somebody is shown it.

use super::{RELEASES_CHECK, RELEASES_WITHDRAW, judged};
use crate::error::DeskError;
use crate::visitor::Visitor;
use commonweal_operations::releases::{ReleaseHow, ReleaseRecord, ReleaseState};
use commonweal_store::{Reading, RecordKind, Stored};
use jiff::Timestamp;

/// One release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseView {
    /// The release.
    pub id: String,
    /// How it stands.
    pub state: ReleaseState,
    /// How it came about.
    pub how: ReleaseHow,
    /// The project it belongs to.
    pub project: Option<String>,
    /// User name of who proposed it; none where the program made it.
    pub proposed_by: Option<String>,
    /// When; for an automatic release, when it was released.
    pub proposed_at: Timestamp,
    /// User name of who approved or returned it.
    pub checked_by: Option<String>,
    /// When.
    pub checked_at: Option<Timestamp>,
    /// What was said at the approval.
    pub remark: String,
    /// Why it was returned or withdrawn.
    pub reason: String,
    /// User name of who withdrew it.
    pub withdrawn_by: Option<String>,
    /// When.
    pub withdrawn_at: Option<Timestamp>,
    /// Seal of the figures as they were proposed.
    pub seal: String,
    /// Changes with every act; 0 where nothing is recorded.
    pub version: i64,
    /// Whether it is the one that is shown.
    pub is_current: bool,
    /// Whether who asks may approve or return it.
    pub may_check: bool,
    /// Whether who asks may withdraw it.
    pub may_withdraw: bool,
}

/// What was done with a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseStep {
    /// When.
    pub at: Timestamp,
    /// User name of who did it.
    pub by: String,
    /// The state it came to.
    pub state: ReleaseState,
    /// What was said.
    pub words: String,
}

/// The user name of an account; what is no account keeps its own name.
pub(super) async fn user_name(reading: &mut Reading, account: &str) -> Result<String, DeskError> {
    let found = reading.account(account).await?;
    Ok(found.map_or_else(|| account.to_owned(), |stored| stored.value.user_name))
}

async fn some_name(reading: &mut Reading, account: Option<&String>) -> Result<Option<String>, DeskError> {
    match account {
        Some(account) => Ok(Some(user_name(reading, account).await?)),
        None => Ok(None),
    }
}

pub(super) async fn view(
    reading: &mut Reading,
    visitor: &Visitor,
    stored: Stored<ReleaseRecord>,
    own: &[String],
) -> Result<ReleaseView, DeskError> {
    let (one, version) = (stored.value, stored.version);
    let is_open = one.state == ReleaseState::Proposed && one.proposed_by != visitor.account;
    let author = (one.how == ReleaseHow::Checked).then_some(&one.proposed_by);
    Ok(ReleaseView {
        may_check: is_open && judged(&RELEASES_CHECK, visitor, &one, own).is_allowed(),
        may_withdraw: one.state == ReleaseState::Released
            && judged(&RELEASES_WITHDRAW, visitor, &one, own).is_allowed(),
        proposed_by: some_name(reading, author).await?,
        checked_by: some_name(reading, one.checked_by.as_ref()).await?,
        withdrawn_by: some_name(reading, one.withdrawn_by.as_ref()).await?,
        id: one.id,
        state: one.state,
        how: one.how,
        project: one.project,
        proposed_at: one.proposed_at,
        checked_at: one.checked_at,
        remark: one.remark.unwrap_or_default(),
        reason: one.reason.unwrap_or_default(),
        withdrawn_at: one.withdrawn_at,
        seal: one.seal,
        version,
        is_current: false,
    })
}

pub(super) async fn steps(reading: &mut Reading, id: &str) -> Result<Vec<ReleaseStep>, DeskError> {
    let mut steps = Vec::new();
    for change in reading.changes(RecordKind::Release, id).await?.into_iter().rev() {
        let after = change.after.unwrap_or_default();
        let text = |column: &str| after.get(column).cloned().unwrap_or_default();
        let Ok(state) = text("state").parse::<ReleaseState>() else { continue };
        let words = match state {
            ReleaseState::Proposed => String::new(),
            ReleaseState::Released => text("remark"),
            ReleaseState::Returned | ReleaseState::Withdrawn => text("reason"),
        };
        steps.push(ReleaseStep { at: change.at, by: user_name(reading, &change.actor).await?, state, words });
    }
    Ok(steps)
}
