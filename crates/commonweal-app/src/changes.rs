//! What has changed since the release before: which definitions, and which figures clearly.

use crate::error::AppError;
use crate::results::{ReleaseManifest, kept_releases, read_release};
use crate::workspace::Workspace;
use commonweal_disclosure::{FigureKey, Released, ReleasedSet, Statistic};
use commonweal_indicator::{Seen, difference};
use commonweal_model::{AreaCode, AreaType};
use std::collections::BTreeMap;

/// A release that the workspace keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRelease {
    /// What it says of itself.
    pub manifest: ReleaseManifest,
    /// Whether it is the one shown.
    pub is_current: bool,
}

/// How an indicator's definition differs from the release before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefinitionChange {
    /// It is new.
    Added {
        /// The indicator.
        indicator: String,
    },
    /// It is gone.
    Removed {
        /// The indicator.
        indicator: String,
    },
    /// Its content, or that of a codelist or cohort it rests on, is another.
    Changed {
        /// The indicator.
        indicator: String,
        /// The fingerprint before.
        before: String,
        /// The fingerprint now.
        now: String,
    },
}

impl DefinitionChange {
    /// The indicator.
    pub fn indicator(&self) -> &str {
        match self {
            Self::Added { indicator } | Self::Removed { indicator } | Self::Changed { indicator, .. } => indicator,
        }
    }
}

/// A figure that is clearly not what it was.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureChange {
    /// The figure now.
    pub key: FigureKey,
    /// Its unit.
    pub unit: String,
    /// The period of the value before.
    pub before_period: String,
    /// The value before.
    pub before: Seen,
    /// The value now.
    pub now: Seen,
    /// Now minus before, with limits.
    pub difference: Seen,
    /// Whether the definition changed too, so that the two may not count the same thing.
    pub definition_changed: bool,
}

/// What has changed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    /// Every release that is kept, the newest first.
    pub releases: Vec<KeptRelease>,
    /// The release before the one shown, where there is one.
    pub before: Option<String>,
    /// Definitions that changed, by indicator.
    pub definitions: Vec<DefinitionChange>,
    /// Figures that changed clearly, the clearest first.
    pub figures: Vec<FigureChange>,
    /// How many figures were compared.
    pub compared: usize,
}

/// Areas whose figures are compared: those that a board looks at, and networks.
const KINDS: [AreaType; 4] = [AreaType::Icb, AreaType::Place, AreaType::District, AreaType::Pcn];

/// Statistics that are a plain value.
const PLAIN: [Statistic; 4] =
    [Statistic::Proportion, Statistic::IndirectlyStandardisedRatio, Statistic::CrudeRate, Statistic::PublishedValue];

/// Reads the releases kept, and compares the one shown with the one before it.
pub(crate) fn changes(workspace: &Workspace, shown: &ReleasedSet, current: &str) -> Result<Changes, AppError> {
    let mut releases: Vec<KeptRelease> = kept_releases(workspace)?
        .into_iter()
        .map(|manifest| KeptRelease { is_current: manifest.release_id == current, manifest })
        .collect();
    let order = |release: &KeptRelease| (release.manifest.released_at.clone(), release.manifest.release_id.clone());
    releases.sort_by_key(|release| std::cmp::Reverse(order(release)));
    // What was withdrawn is listed and is nothing to compare with.
    let folder = workspace.dir.join("results").join("releases");
    let stands = |release: &&KeptRelease| !folder.join(&release.manifest.release_id).join("withdrawn.json").exists();
    let earlier = releases.iter().skip_while(|release| !release.is_current).skip(1).find(stands);
    let Some(before) = earlier.map(|release| release.manifest.release_id.clone()) else {
        return Ok(Changes { releases, ..Changes::default() });
    };
    let (_, set) = read_release(workspace, &before)?;
    let (definitions, (compared, figures)) = (changed_definitions(&set, shown), changed_figures(&set, shown));
    Ok(Changes { releases, before: Some(before), definitions, figures, compared })
}

/// The fingerprint of each indicator's definition.
fn hashes(set: &ReleasedSet) -> BTreeMap<&str, &str> {
    let mut hashes = BTreeMap::new();
    for figure in set.iter() {
        hashes.entry(figure.key().indicator_id.as_str()).or_insert(figure.definition_hash());
    }
    hashes
}

pub(crate) fn changed_definitions(before: &ReleasedSet, now: &ReleasedSet) -> Vec<DefinitionChange> {
    let (old, new) = (hashes(before), hashes(now));
    let mut changes = Vec::new();
    for (indicator, hash) in &new {
        let indicator = (*indicator).to_owned();
        match old.get(indicator.as_str()) {
            None => changes.push(DefinitionChange::Added { indicator }),
            Some(before) if before != hash => changes.push(DefinitionChange::Changed {
                indicator,
                before: (*before).to_owned(),
                now: (*hash).to_owned(),
            }),
            Some(_) => {}
        }
    }
    let gone = old.keys().filter(|indicator| !new.contains_key(*indicator));
    changes.extend(gone.map(|indicator| DefinitionChange::Removed { indicator: (*indicator).to_owned() }));
    changes.sort_by(|a, b| a.indicator().cmp(b.indicator()));
    changes
}

/// Which figure, whatever its period.
type Place<'a> = (&'a str, &'a str, &'a AreaCode, Statistic, Vec<String>);

/// The latest plain value of every indicator in every larger area.
fn latest(set: &ReleasedSet) -> BTreeMap<Place<'_>, &Released> {
    let mut latest: BTreeMap<Place<'_>, &Released> = BTreeMap::new();
    for figure in set.latest() {
        let key = figure.key();
        let by_sex_only = figure.snapshot().is_none() || key.breakdowns.is_empty();
        if !KINDS.contains(&key.area_type) || !PLAIN.contains(&key.statistic) || !by_sex_only {
            continue;
        }
        let groups = key.breakdowns.iter().map(|group| group.category.clone()).collect();
        let place = (key.indicator_id.as_str(), key.series.as_str(), &key.area, key.statistic, groups);
        let known = latest.entry(place).or_insert(figure);
        if key.period.end() > known.key().period.end() {
            *known = figure;
        }
    }
    latest
}

fn changed_figures(before: &ReleasedSet, now: &ReleasedSet) -> (usize, Vec<FigureChange>) {
    let old = latest(before);
    let mut compared = 0;
    let mut changes: Vec<(f64, FigureChange)> = Vec::new();
    for (place, figure) in latest(now) {
        let Some(earlier) = old.get(&place) else { continue };
        let (was, is) = (Seen::from(*earlier), Seen::from(figure));
        let change = difference(&is, &was);
        let Seen::Estimate(gap) = change else { continue };
        compared += 1;
        if gap.lower <= 0.0 && gap.upper >= 0.0 {
            continue;
        }
        let width = (gap.upper - gap.lower).max(f64::MIN_POSITIVE);
        let size = gap.value.abs() / width;
        let figure = FigureChange {
            key: figure.key().clone(),
            unit: figure.unit().to_owned(),
            before_period: earlier.key().period.to_string(),
            before: was,
            now: is,
            difference: change,
            definition_changed: earlier.definition_hash() != figure.definition_hash(),
        };
        changes.push((size, figure));
    }
    changes.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.key.cmp(&b.1.key)));
    (compared, changes.into_iter().map(|(_, change)| change).collect())
}
