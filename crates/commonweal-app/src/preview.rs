//! What a changed definition would do to the figures, before anybody releases it.
//!
//! In a workspace of made-up people a whole indicator may be looked at: counted by the same engine and put through the same
//! gate, and kept nowhere. Elsewhere, and for all changed definitions at once, an analyst sees the whole area's counts under
//! the rules of disclosure control, on screen only.

use crate::Progress;
use crate::counts::{CountRequest, ShownPeople, count_people, find_snapshot, index_dates};
use crate::definitions::{files, load_library};
use crate::error::AppError;
use crate::refresh::{RefreshRequest, figures};
use crate::results::current_release;
use crate::workspace::Workspace;
use commonweal_cohort::IndicatorDefinition;
use commonweal_disclosure::{Gate, ReleaseNote, Released, ReleasedSet, Shown, WorkspaceClass};
use commonweal_engine::Questions;
use commonweal_indicator::{Seen, difference};
use std::collections::BTreeMap;

/// One figure as it would be, beside what is released.
#[derive(Debug, Clone)]
pub struct PreviewRow {
    /// The figure as it would be released.
    pub now: Released,
    /// The released figure of the same area and group, where there is one.
    pub before: Option<Released>,
    /// Now minus before, with limits, where both have them.
    pub difference: Seen,
}

/// What a release of one indicator would hold.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The indicator.
    pub indicator: String,
    /// Its name in the definitions as they are now.
    pub title: String,
    /// Whether it counts to the good or the bad.
    pub polarity: commonweal_model::Polarity,
    /// Fingerprint of the definition as it is now.
    pub hash: String,
    /// Fingerprint of the released one; none where nothing of the indicator is released.
    pub released_hash: Option<String>,
    /// The figures, in order.
    pub rows: Vec<PreviewRow>,
}

/// Counts one indicator by the definitions as they are on disk now, through the gate, and keeps nothing; `released` is what
/// it is set beside.
///
/// # Errors
/// `Refused` outside workspaces of made-up people, and for a published indicator; `Unknown` for one that does not exist;
/// `Definitions` with every problem of the definitions.
pub fn preview(
    workspace: &Workspace,
    id: &str,
    released: &ReleasedSet,
    progress: &dyn Progress,
) -> Result<Preview, AppError> {
    if workspace.config.class != WorkspaceClass::Synthetic {
        return Err(AppError::Refused(format!(
            "previews are for made-up people, and this workspace is of class `{}`; `commonweal check --diff` shows on screen \
             what a changed definition does",
            workspace.config.class
        )));
    }
    let library = load_library(Some(&workspace.dir))?;
    let indicator = library.indicators.get(id).ok_or_else(|| AppError::Unknown {
        what: "the indicator",
        given: id.to_owned(),
        known: Vec::new(),
    })?;
    if indicator.is_published() {
        return Err(AppError::Refused(format!("`{id}` is published elsewhere: there is nothing to count")));
    }
    let note = ReleaseNote { release_id: "preview".to_owned(), released_at: "preview".to_owned() };
    let gate = Gate::automatic(workspace.config.class, note)?;
    let request = RefreshRequest { only: vec![id.to_owned()], months: Some(1), ..RefreshRequest::default() };
    let made = figures(workspace, &library, &request, &gate, progress)?;
    let set = ReleasedSet::new(made.released)?;
    let row = |now: &Released| {
        let before = released.get(now.key()).cloned();
        let change = before.as_ref().map_or(Seen::Missing, |before| difference(&Seen::from(now), &Seen::from(before)));
        PreviewRow { now: now.clone(), before, difference: change }
    };
    let released_hash = released.latest_of(id).next().map(|figure| figure.definition_hash().to_owned());
    Ok(Preview {
        indicator: id.to_owned(),
        title: indicator.title.clone(),
        polarity: indicator.polarity,
        hash: indicator.hash.clone(),
        released_hash,
        rows: set.latest().map(row).collect(),
    })
}

/// How an indicator that changed, or is new, would count the whole area.
#[derive(Debug, Clone)]
pub struct DefinitionEffect {
    /// The indicator.
    pub indicator: String,
    /// Its name.
    pub title: String,
    /// The released numerator and denominator of everybody, where there are any.
    pub before: Option<(Shown<i64>, Shown<i64>)>,
    /// Whether the indicator is released at all.
    pub is_new: bool,
    /// How many people it would count now, of how many, as may be shown.
    pub now: ShownPeople,
}

/// Every indicator counted here whose definition is not the released one, with what it would count: for an analyst's
/// screen, in any workspace. The records are read once, and only if there is such an indicator.
///
/// # Errors
/// `Definitions` with every problem; `NoRecords` where there are none.
pub fn definition_effects(workspace: &Workspace, progress: &dyn Progress) -> Result<Vec<DefinitionEffect>, AppError> {
    let library = load_library(Some(&workspace.dir))?;
    let released = match current_release(workspace) {
        Ok((_, released)) => released,
        Err(AppError::NothingReleased(_)) => ReleasedSet::default(),
        Err(other) => return Err(other),
    };
    let is_released = |of: &IndicatorDefinition| released.find(&of.id).any(|f| f.definition_hash() == of.hash);
    let counted = library.indicators.values().filter(|of| !of.is_published());
    let changed: Vec<&IndicatorDefinition> = counted.filter(|of| !is_released(of)).collect();
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let snapshot = find_snapshot(workspace, None)?;
    let dates = index_dates(workspace, &[])?;
    let questions = Questions::Library {
        files: files(Some(&workspace.dir))?,
        cohorts: Vec::new(),
        indicators: changed.iter().map(|of| of.id.clone()).collect(),
    };
    let request = CountRequest { snapshot: &snapshot, dates: &dates[dates.len() - 1..], threads: None };
    let people = count_people(workspace, questions, &request, progress)?;
    let whole = |of: &IndicatorDefinition| {
        let mut latest: BTreeMap<_, &Released> = BTreeMap::new();
        for figure in released.find(&of.id) {
            let key = figure.key();
            if key.area == workspace.config.area && key.breakdowns.is_empty() && figure.denominator() != Shown::None {
                latest.insert((key.period.end(), key.statistic), figure);
            }
        }
        latest.into_values().next_back().map(|figure| (figure.numerator(), figure.denominator()))
    };
    let effect = |(number, of): (usize, &&IndicatorDefinition)| DefinitionEffect {
        indicator: of.id.clone(),
        title: of.title.clone(),
        before: whole(of),
        is_new: released.find(&of.id).len() == 0,
        now: people.shown_of(0, number, of.class),
    };
    Ok(changed.iter().enumerate().map(effect).collect())
}
