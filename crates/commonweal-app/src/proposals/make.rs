//! What is proposed: the same figures as of any refresh, inside a proposal, with the report of what was found about them.

use super::files;
use super::report::{About, AuditReport, audit};
use crate::Progress;
use crate::definitions::load_library;
use crate::error::AppError;
use crate::refresh::{Made, RefreshRequest, figures, release_id};
use crate::release_export::texts;
use crate::restate::restate;
use crate::results::{ReleaseManifest, current_release, earlier_snapshots, write_release};
use crate::utility::{as_json, utility_of};
use crate::workspace::{Workspace, write_whole};
use commonweal_disclosure::{Gate, ReleaseNote, rules::RULES_VERSION};

/// A proposal that lies aside, ready to be recorded.
#[derive(Debug)]
pub struct Prepared {
    /// The release it would be.
    pub id: String,
    /// What was found about it.
    pub report: AuditReport,
    pub(super) seal: String,
}

/// Counts the records, makes the figures, audits and attacks them, and writes all of it aside. Nothing is proposed yet, and
/// nothing is shown.
///
/// # Errors
/// As [`crate::refresh`], but for the class of the workspace, which may be any.
pub fn prepare(workspace: &Workspace, request: &RefreshRequest, progress: &dyn Progress) -> Result<Prepared, AppError> {
    let id = release_id(workspace, request);
    let note = ReleaseNote { release_id: id.clone(), released_at: request.now.clone() };
    let library = load_library(Some(&workspace.dir))?;
    let proposing = Gate::proposing(workspace.config.class, note);
    let (proposal, (made, utility)) = proposing.propose(|gate| {
        let mut made = figures(workspace, &library, request, gate, progress)?;
        let released = std::mem::take(&mut made.released);
        let hidden = std::mem::take(&mut made.hidden);
        let restated =
            restate(workspace, &library, request, &made.snapshot, &made.days, (released, &hidden), progress)?;
        let utility = utility_of(hidden, &restated);
        Ok::<_, AppError>((restated.released, (made, utility)))
    })?;
    progress.stage("Comparing it with the release that is shown, and attacking it", None);
    let Made { repairs, days, snapshot, .. } = made;
    let utility = as_json(&utility);
    let rows: Vec<_> = proposal.records().collect();
    let manifest = ReleaseManifest {
        release_id: id.clone(),
        released_at: request.now.clone(),
        snapshot: snapshot.id.clone(),
        earlier_snapshots: earlier_snapshots(rows.iter().map(|row| row.snapshot.as_deref()), &snapshot.id),
        people: snapshot.people,
        index_dates: days.index_dates().map(|date| date.to_string()).collect(),
        months: days.months(),
        figures: proposal.len() as u64,
        withheld: proposal.withheld() as u64,
        lattice_hash: library.lattice.hash.clone(),
        rules_version: RULES_VERSION.to_owned(),
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        seal: proposal.seal(),
        how: None,
        utility_sha256: None,
        values_sha256: String::new(),
        manifest_sha256: String::new(),
    };
    let shown = match current_release(workspace) {
        Ok((manifest, set)) => Some((manifest.release_id, set.to_records())),
        Err(AppError::NothingReleased(_)) => None,
        Err(error) => return Err(error),
    };
    let export = texts(rows.iter().cloned(), &library, &workspace.config)?;
    let report = audit(&About {
        manifest: &manifest,
        rows: &rows,
        shown: shown.as_ref().map(|(id, rows)| (id.as_str(), rows.as_slice())),
        utility: Some(&utility),
        repairs,
        export: &export,
    });
    files::make_folder(workspace)?;
    let aside = files::aside(workspace, &id);
    write_release(&aside, manifest, rows.into_iter(), Some(&utility))?;
    write_whole(&aside.join("audit.json"), &report.json())?;
    files::only_readers(workspace, &aside)?;
    Ok(Prepared { seal: files::seal_of(&aside)?, id, report })
}
