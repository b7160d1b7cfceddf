//! How much of a release is hidden, as a file beside its figures: `utility.json`. It describes what is in the release: where
//! figures were kept as an earlier release has them, those and not the ones that were counted anew.

use crate::error::AppError;
use crate::restate::{Restated, Which};
use crate::results::{ReleaseManifest, release_dir, sha256_hex, tampered};
use crate::workspace::Workspace;
use commonweal_disclosure::linked::CellAddress;
use commonweal_disclosure::{Released, Statistic, Utility, UtilityRow, Withheld};
use commonweal_model::{Dimension, Period};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How much of a release is hidden.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct ReleaseUtility {
    /// The counts, by kind of area and breakdown.
    #[serde(flatten)]
    pub(crate) counted: Utility,
    /// How many of the counts are read from figures, because some were kept as an earlier release has them. What was not listed
    /// beside those is in no row, so it is not among the counts.
    #[serde(default)]
    pub(crate) kept: u64,
}

/// What was hidden of indicators that were audited together, at one period.
#[derive(Debug)]
pub(crate) struct HiddenOf {
    pub(crate) indicators: Vec<String>,
    pub(crate) period: Period,
    pub(crate) utility: Utility,
}

/// What of a release is hidden: as the audit counted it, where all it looked at together is in the release; else, where one
/// of its indicators was kept, as the figures themselves say it.
pub(crate) fn utility_of(hidden: Vec<HiddenOf>, restated: &Restated) -> ReleaseUtility {
    let mut all = ReleaseUtility::default();
    let mut by_figures: BTreeSet<Which> = BTreeSet::new();
    for HiddenOf { indicators, period, utility } in hidden {
        let of: Vec<Which> = indicators.into_iter().map(|indicator| (indicator, period)).collect();
        if of.iter().any(|which| restated.kept.contains(which)) {
            by_figures.extend(of);
        } else {
            all.counted.add(utility);
        }
    }
    let mut cells: BTreeMap<CellAddress, UtilityRow> = BTreeMap::new();
    for figure in restated.released.iter().filter(|figure| figure.snapshot().is_some() && is_of_a_count(figure)) {
        let key = figure.key();
        if by_figures.contains(&(key.indicator_id.clone(), key.period)) {
            cells.insert(CellAddress::of(key), row(figure));
        }
    }
    all.kept = cells.len() as u64;
    let mut rows: BTreeMap<_, UtilityRow> = BTreeMap::new();
    for row in cells.into_values() {
        match rows.get_mut(&(row.family, row.area_type, row.dimensions.clone())) {
            None => {
                rows.insert((row.family, row.area_type, row.dimensions.clone()), row);
            }
            Some(sum) => {
                sum.cells += row.cells;
                sum.withheld_by_rule += row.withheld_by_rule;
                sum.withheld_by_audit += row.withheld_by_audit;
            }
        }
    }
    all.counted.add(Utility { rows: rows.into_values().collect() });
    all
}

/// Whether a figure is the one that stands for the count of its cell: standardised rates and gaps are made from it.
fn is_of_a_count(figure: &Released) -> bool {
    use Statistic::{Count, CrudeRate, IndirectlyStandardisedRatio, Proportion};
    matches!(figure.key().statistic, Proportion | CrudeRate | IndirectlyStandardisedRatio | Count)
}

/// One cell as a row of its own.
fn row(figure: &Released) -> UtilityRow {
    let key = figure.key();
    let mut dimensions: Vec<Dimension> = key.breakdowns.iter().map(|group| group.dimension).collect();
    dimensions.sort_unstable();
    UtilityRow {
        family: key.family,
        area_type: key.area_type,
        dimensions,
        cells: 1,
        withheld_by_rule: u64::from(figure.withheld() == Some(Withheld::Disclosure)),
        withheld_by_audit: u64::from(figure.withheld() == Some(Withheld::Linked)),
        not_listed: 0,
    }
}

/// The file's bytes.
pub(crate) fn as_json(utility: &ReleaseUtility) -> Vec<u8> {
    serde_json::to_vec_pretty(utility).expect("numbers and words")
}

/// What a release says of itself; none where it was made before this was kept.
pub(crate) fn read_utility(
    workspace: &Workspace,
    manifest: &ReleaseManifest,
) -> Result<Option<ReleaseUtility>, AppError> {
    let Some(expected) = &manifest.utility_sha256 else { return Ok(None) };
    let path = release_dir(workspace, &manifest.release_id).join("utility.json");
    let bytes = std::fs::read(&path).map_err(|e| AppError::file("read", &path, e))?;
    if sha256_hex(&bytes) != *expected {
        return Err(tampered(&path, "it was changed since".to_owned()));
    }
    serde_json::from_slice(&bytes).map(Some).map_err(|e| tampered(&path, e.to_string()))
}
