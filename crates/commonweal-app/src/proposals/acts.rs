//! Propose, approve, return, withdraw: the record and the files together, in the order that survives a kill.

use super::files::{self, Found};
use super::make::Prepared;
use super::mending::{mend, mend_if_ours, point, publish_note};
use super::report::AuditReport;
use super::views::current;
use super::{ProposalError, files::DONE};
use crate::error::AppError;
use crate::results::{How, current_release, name_release, read_release, release_dir, sha256_hex, write_release};
use crate::workspace::{Workspace, write_whole};
use commonweal_admin::{AutomaticRelease, By, Desk, DeskError, ReleaseView};
use commonweal_disclosure::SecondCheck;
use commonweal_operations::releases::{ReleaseRecord, ReleaseRefusal};
use commonweal_operations::time_text::{instant_text, parse_instant};
use jiff::Timestamp;
use std::path::Path;

/// Whether somebody may propose; ask before [`super::prepare`], which takes long.
///
/// # Errors
/// `Forbidden` and what else the desk says.
pub async fn may_propose(desk: &Desk, by: By<'_>) -> Result<(), DeskError> {
    desk.may_propose(by).await
}

/// Records what was prepared, and gives its folder its name.
///
/// # Errors
/// `Desk` where the account may not; `App` where the folder is not what was prepared.
pub async fn propose(
    desk: &Desk,
    by: By<'_>,
    workspace: &Workspace,
    prepared: Prepared,
) -> Result<ReleaseView, ProposalError> {
    mend(desk, workspace).await?;
    let aside = files::aside(workspace, &prepared.id);
    if files::seal_of(&aside)? != prepared.seal {
        let words = format!("{} was changed since it was prepared; propose again", aside.display());
        return Err(AppError::Refused(words).into());
    }
    // Killed after this line: the row names a folder that is still aside, and `mend` gives it its name.
    let view = desk.propose_release(by, &prepared.id, &prepared.seal).await?;
    name_release(&aside, &files::dir(workspace, &prepared.id)?)?;
    current(workspace, view)
}

/// Lets a proposal go out, as a second person.
///
/// # Errors
/// `Desk`: not allowed, the same person, another state, no remark, somebody was first, claims stand. `App`: the files are not those
/// that were proposed.
pub async fn approve(
    desk: &Desk,
    by: By<'_>,
    workspace: &Workspace,
    id: &str,
    version: Option<i64>,
    remark: &str,
) -> Result<ReleaseView, ProposalError> {
    mend_if_ours(desk, workspace).await?;
    let stored = desk.release_to_check(by, id).await?;
    // The time as the database keeps it: what is made again from the row has to be the same.
    let at = parse_instant(&instant_text(desk.now())).unwrap_or_else(|_| desk.now());
    let actor = actor(by)?;
    // Words, state and person first: who may not approve is told so, whatever the files say. The record decides again.
    if stored.value.approved(actor, at, remark, &stored.value.seal).is_err()
        || version.is_some_and(|v| v != stored.version)
    {
        return Ok(desk.approve_release(by, id, version, remark, (&stored.value.seal, at)).await?);
    }
    let found = files::read(workspace, id, &stored.value.seal)?;
    if let Some(why) = found.report.stands_open() {
        return Err(DeskError::Refused(why).into());
    }
    stands_beside(workspace, &found.report)?;
    // Each check has a folder of its own aside, so that of two checkers at once neither writes into the other's.
    let check = sha256_hex(format!("{actor} {}", instant_text(at)).as_bytes());
    let aside = release_dir(workspace, id).with_file_name(format!(".{id}.{}.part", &check[..16]));
    let decided = stored.value.approved(actor, at, remark, &stored.value.seal).map_err(refusal)?;
    let is_ours = match write_checked(desk, &aside, &decided, found).await {
        Ok(()) => true,
        // Who serves may read what is proposed and write nothing: the record is enough to make the release from.
        Err(error) if error.is_shut() => false,
        Err(error) => return Err(error),
    };
    let approved = desk.approve_release(by, id, version, remark, (&stored.value.seal, at)).await;
    let view = match approved {
        Ok(view) => view,
        Err(error) => {
            if is_ours {
                std::fs::remove_dir_all(&aside).map_err(|e| AppError::file("write", &aside, e))?;
            }
            return Err(error.into());
        }
    };
    // Killed after the commit: the row says released, the proposal has no mark, and `mend` makes the release again.
    if is_ours {
        finish(workspace, id, &aside)?;
    }
    current(workspace, view)
}

/// That the release which a proposal was compared with is still the one that is shown. What may be stated anew was judged by
/// it, and figures of it may have been kept: beside another one nobody has looked at what the two together tell.
fn stands_beside(workspace: &Workspace, report: &AuditReport) -> Result<(), DeskError> {
    let shown = match current_release(workspace) {
        Ok((manifest, _)) => Some(manifest.release_id),
        Err(AppError::NothingReleased(_)) => None,
        Err(error) => return Err(DeskError::Refused(error.to_string())),
    };
    if shown == report.against {
        return Ok(());
    }
    let words = |id: &Option<String>| id.as_ref().map_or("no release".to_owned(), |id| format!("release {id}"));
    Err(DeskError::Refused(format!(
        "this was compared with {}, and {} is shown now: nobody has looked at what the two tell together. Return this one, and \
         have it proposed again",
        words(&report.against),
        words(&shown)
    )))
}

/// Who acts, as an account.
fn actor(by: By<'_>) -> Result<&str, DeskError> {
    match by {
        By::Visitor(visitor) => Ok(&visitor.account),
        By::CommandLine { .. } => Err(DeskError::Refused("sign in with --account to act on releases".to_owned())),
    }
}

fn refusal(why: ReleaseRefusal) -> DeskError {
    DeskError::Refused(why.to_string())
}

/// Writes the release that a checked proposal becomes, aside.
pub(super) async fn write_checked(
    desk: &Desk,
    aside: &Path,
    record: &ReleaseRecord,
    found: Found,
) -> Result<(), ProposalError> {
    let nobody = || DeskError::Refused(format!("release {} has no second person on record", record.id));
    let checker = record.checked_by.as_deref().ok_or_else(nobody)?;
    let at = instant_text(record.checked_at.ok_or_else(nobody)?);
    // Names, not ids of accounts: somebody who was given a second account is still the same person.
    let (proposed_by, checked_by) = (desk.user_name_of(&record.proposed_by).await?, desk.user_name_of(checker).await?);
    let check = SecondCheck::new(&proposed_by, &checked_by, &at).map_err(|e| DeskError::Refused(e.to_string()))?;
    let Found { mut manifest, utility, proposal, .. } = found;
    let set = proposal.open(&check);
    manifest.released_at.clone_from(&at);
    manifest.seal = set.seal();
    manifest.how = Some(How::Checked {
        proposed_by,
        proposed_at: instant_text(record.proposed_at),
        checked_by,
        checked_at: at,
        remark: record.remark.clone().unwrap_or_default(),
    });
    write_release(aside, manifest, set.records(), utility.as_deref())?;
    Ok(())
}

/// Gives a release its name, makes it current and marks its proposal. Each step can be taken twice.
pub(super) fn finish(workspace: &Workspace, id: &str, aside: &Path) -> Result<(), AppError> {
    let dir = release_dir(workspace, id);
    if dir.exists() {
        std::fs::remove_dir_all(aside).map_err(|e| AppError::file("write", aside, e))?;
    } else {
        name_release(aside, &dir)?;
    }
    point(workspace)?;
    write_whole(&files::dir(workspace, id)?.join(DONE), b"")
}

/// Gives a proposal back to its author, with the reason. Its files stay, so that the report can be read.
///
/// # Errors
/// As [`approve`], but for files and claims.
pub async fn give_back(
    desk: &Desk,
    by: By<'_>,
    workspace: &Workspace,
    id: &str,
    version: Option<i64>,
    reason: &str,
) -> Result<ReleaseView, ProposalError> {
    mend_if_ours(desk, workspace).await?;
    let view = desk.return_release(by, id, version, reason).await?;
    current(workspace, view)
}

/// Takes a release back: it is kept, says so, and is no longer shown. Figures go out again only as a new proposal.
///
/// # Errors
/// `Desk`: not allowed, another state, no reason, somebody was first.
pub async fn withdraw(
    desk: &Desk,
    by: By<'_>,
    workspace: &Workspace,
    id: &str,
    version: Option<i64>,
    reason: &str,
) -> Result<ReleaseView, ProposalError> {
    mend_if_ours(desk, workspace).await?;
    let automatic = match files::dir(workspace, id).and_then(|_| read_release(workspace, id)) {
        Ok((manifest, _)) if !matches!(manifest.how, Some(How::Checked { .. })) => {
            let at = manifest.released_at.parse::<Timestamp>();
            at.ok().map(|at| AutomaticRelease { at, seal: manifest.seal })
        }
        _ => None,
    };
    let view = desk.withdraw_release(by, id, version, reason, automatic).await?;
    // Killed after the commit: the row says withdrawn, and `mend` writes the note and moves `current`.
    for stored in desk.recorded_releases().await?.iter().filter(|stored| stored.value.id == id) {
        match publish_note(desk, workspace, &stored.value).await {
            Err(error) if !error.is_shut() => return Err(error),
            _ => {}
        }
    }
    current(workspace, view)
}
