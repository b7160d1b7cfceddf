//! What somebody may see of releases: the list, one, its history, its report, the figures of a proposal.

use super::ProposalError;
use super::files;
use super::report::{About, AuditReport, audit};
use crate::definitions::load_library;
use crate::error::AppError;
use crate::release_export::texts;
use crate::results::{How, ReleaseManifest, current_release, kept_releases, read_release};
use crate::standing::{shown_release, withdrawn_releases};
use crate::workspace::Workspace;
use commonweal_admin::{By, Desk, DeskError, ReleaseStep, ReleaseView};
use commonweal_disclosure::{ReleasedRecord, WorkspaceClass};
use commonweal_model::AreaType;
use commonweal_operations::releases::{ReleaseHow, ReleaseState};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A proposal with its report.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposalReport {
    /// The release.
    pub view: ReleaseView,
    /// What was found about it.
    pub report: AuditReport,
}

/// A figure of a proposal beside the one that is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposedFigure {
    /// As it is proposed.
    pub now: ReleasedRecord,
    /// As it is shown; none where it is not.
    pub before: Option<ReleasedRecord>,
}

/// A view that says whether the release is the one shown.
pub(super) fn current(workspace: &Workspace, view: ReleaseView) -> Result<ReleaseView, ProposalError> {
    let is_current = shown_release(&workspace.dir)?.is_some_and(|id| id == view.id);
    Ok(ReleaseView { is_current, ..view })
}

/// Every release that somebody may know of, the latest first: those recorded, and those the program made by itself.
///
/// # Errors
/// `Desk` where they may not; `App` where the files cannot be read.
pub async fn list(desk: &Desk, by: By<'_>, workspace: &Workspace) -> Result<Vec<ReleaseView>, ProposalError> {
    let mut views = Vec::new();
    for view in desk.releases(by).await? {
        views.push(current(workspace, view)?);
    }
    let recorded: Vec<String> = desk.recorded_releases().await?.into_iter().map(|one| one.value.id).collect();
    views.extend(list_kept(workspace)?.into_iter().filter(|kept| !recorded.contains(&kept.id)));
    views.sort_by(|a, b| (b.proposed_at, &b.id).cmp(&(a.proposed_at, &a.id)));
    Ok(views)
}

/// Every release on disk, the latest first, as its files say: for workspaces without accounts.
///
/// # Errors
/// `File` where the folder cannot be read.
pub fn list_kept(workspace: &Workspace) -> Result<Vec<ReleaseView>, AppError> {
    if !workspace.dir.join("results").join("releases").is_dir() {
        return Ok(Vec::new());
    }
    let shown = shown_release(&workspace.dir)?;
    let withdrawn: BTreeMap<_, _> =
        withdrawn_releases(workspace)?.into_iter().map(|one| (one.release_id.clone(), one)).collect();
    let mut views: Vec<ReleaseView> = kept_releases(workspace)?
        .into_iter()
        .map(|manifest| {
            let gone = withdrawn.get(&manifest.release_id);
            let at = |text: &str| text.parse::<Timestamp>().ok();
            let released = at(&manifest.released_at).unwrap_or(Timestamp::UNIX_EPOCH);
            let (how, proposed_by, proposed_at, checked_by, checked_at, remark) = match &manifest.how {
                Some(How::Checked { proposed_by, proposed_at, checked_by, checked_at, remark }) => (
                    ReleaseHow::Checked,
                    Some(proposed_by.clone()),
                    at(proposed_at).unwrap_or(released),
                    Some(checked_by.clone()),
                    at(checked_at),
                    remark.clone(),
                ),
                _ => (ReleaseHow::Automatic, None, released, None, None, String::new()),
            };
            ReleaseView {
                is_current: shown.as_deref() == Some(manifest.release_id.as_str()),
                id: manifest.release_id,
                state: if gone.is_some() { ReleaseState::Withdrawn } else { ReleaseState::Released },
                how,
                project: None,
                proposed_by,
                proposed_at,
                checked_by,
                checked_at,
                remark,
                reason: gone.map(|one| one.reason.clone()).unwrap_or_default(),
                withdrawn_by: None,
                withdrawn_at: gone.and_then(|one| at(&one.at)),
                seal: manifest.seal,
                version: 0,
                may_check: false,
                may_withdraw: false,
            }
        })
        .collect();
    views.sort_by(|a, b| (b.proposed_at, &b.id).cmp(&(a.proposed_at, &a.id)));
    Ok(views)
}

/// One release.
///
/// # Errors
/// `Desk(NotFound)` where there is none that they may know of.
pub async fn one(desk: &Desk, by: By<'_>, workspace: &Workspace, id: &str) -> Result<ReleaseView, ProposalError> {
    match desk.release(by, id).await {
        Ok(view) => current(workspace, view),
        // One that the program made by itself has no row; whoever may list releases may know of it.
        Err(DeskError::NotFound(what)) => {
            desk.releases(by).await?;
            let recorded = desk.recorded_releases().await?.into_iter().any(|stored| stored.value.id == id);
            let kept = list_kept(workspace)?.into_iter().find(|kept| kept.id == id && !recorded);
            Ok(kept.ok_or(DeskError::NotFound(what))?)
        }
        Err(error) => Err(error.into()),
    }
}

/// What became of a release, oldest first.
///
/// # Errors
/// As [`one`].
pub async fn history(desk: &Desk, by: By<'_>, _: &Workspace, id: &str) -> Result<Vec<ReleaseStep>, ProposalError> {
    Ok(desk.release_history(by, id).await?)
}

/// The report of a proposal. An entry of the audit says who read it.
///
/// # Errors
/// `Desk` where they may not; `App` where the files are not those that were proposed, or are no longer kept.
pub async fn report(desk: &Desk, by: By<'_>, workspace: &Workspace, id: &str) -> Result<ProposalReport, ProposalError> {
    let view = desk.release_read(by, id).await?;
    let report = files::report(workspace, id, &view.seal)?;
    Ok(ProposalReport { view: current(workspace, view)?, report })
}

/// The figures of a proposal for one indicator, each beside the one that is shown: for the screens of analysts and checkers.
///
/// # Errors
/// As [`report`].
pub async fn figures(
    desk: &Desk,
    by: By<'_>,
    workspace: &Workspace,
    id: &str,
    indicator: &str,
    area_type: Option<AreaType>,
) -> Result<Vec<ProposedFigure>, ProposalError> {
    let view = desk.release_read(by, id).await?;
    let found = files::read(workspace, id, &view.seal)?;
    let wanted = |row: &ReleasedRecord| {
        row.indicator_id == indicator && area_type.is_none_or(|kind| kind.as_str() == row.area_type)
    };
    let address = |row: &ReleasedRecord| {
        (
            (row.series.clone(), row.area_type.clone(), row.area_code.clone(), row.family.clone()),
            (row.category_1.clone(), row.category_2.clone(), row.statistic.clone(), row.period.clone()),
        )
    };
    let shown = match current_release(workspace) {
        Ok((_, set)) => set.find(indicator).map(|figure| figure.to_record()).filter(|row| wanted(row)).collect(),
        Err(AppError::NothingReleased(_)) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let mut before: BTreeMap<_, ReleasedRecord> = shown.into_iter().map(|row| (address(&row), row)).collect();
    let rows = found.proposal.records().filter(|row| wanted(row));
    Ok(rows.map(|now| ProposedFigure { before: before.remove(&address(&now)), now }).collect())
}

/// Audits and attacks a release that is shown, or another that is kept, afresh, beside the one before it: for workspaces
/// without accounts.
///
/// # Errors
/// `Refused` in a workspace of real people, where the report of a proposal is for those who check it; `NothingReleased`; `Unknown`.
pub fn audit_kept(workspace: &Workspace, id: Option<&str>) -> Result<AuditReport, AppError> {
    if workspace.config.class == WorkspaceClass::Personal {
        let words = "the audit of a release of real people is read under an account: give --account";
        return Err(AppError::Refused(words.to_owned()));
    }
    let (manifest, set) = match id {
        None => current_release(workspace)?,
        Some(id) => {
            files::dir(workspace, id)?;
            read_release(workspace, id)?
        }
    };
    let before = |other: &ReleaseManifest| {
        (&other.released_at, &other.release_id) < (&manifest.released_at, &manifest.release_id)
    };
    let mut earlier: Vec<_> = kept_releases(workspace)?.into_iter().filter(|other| before(other)).collect();
    earlier.sort_by(|a, b| (&a.released_at, &a.release_id).cmp(&(&b.released_at, &b.release_id)));
    let shown = match earlier.pop() {
        Some(other) => Some((other.release_id.clone(), read_release(workspace, &other.release_id)?.1.to_records())),
        None => None,
    };
    let rows = set.to_records();
    let library = load_library(Some(&workspace.dir))?;
    let export = texts(rows.iter().cloned(), &library, &workspace.config)?;
    let path = crate::results::release_dir(workspace, &manifest.release_id).join("utility.json");
    let utility = match manifest.utility_sha256 {
        Some(_) => Some(std::fs::read(&path).map_err(|e| AppError::file("read", &path, e))?),
        None => None,
    };
    Ok(audit(&About {
        manifest: &manifest,
        rows: &rows,
        shown: shown.as_ref().map(|(id, rows)| (id.as_str(), rows.as_slice())),
        utility: utility.as_deref(),
        repairs: Vec::new(),
        export: &export,
    }))
}
