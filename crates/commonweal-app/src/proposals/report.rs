//! The report of a proposal: what changed against the release that is shown, what is withheld, what was mended, and what
//! sixteen attackers who see nothing but its files would learn.

use crate::release_export::ExportTexts;
use crate::results::ReleaseManifest;
use commonweal_attack::{Output, attack_release};
use commonweal_disclosure::ReleasedRecord;
use commonweal_indicator::{Seen, difference};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Lines of changed figures that a report lists; the number of all stands beside them.
const MOST_CHANGES: usize = 50;
/// Attackers that try.
const ATTACKERS: u32 = 16;

/// What was found about a proposal. It is working material: the repairs say which cells had to be hidden for which.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditReport {
    /// The release it would be.
    pub release_id: String,
    /// The snapshot counted.
    pub snapshot: String,
    /// The days people were judged at.
    pub data_dates: Vec<String>,
    /// Figures.
    pub figures: u64,
    /// How many of them are withheld.
    pub withheld: u64,
    /// Why, and how many figures each.
    pub withheld_because: BTreeMap<String, u64>,
    /// The release it was compared with; none where nothing is shown.
    pub against: Option<String>,
    /// Figures that both have with a value and limits.
    pub compared: u64,
    /// Every indicator with the fingerprint of its definition, before and now.
    pub definitions: Vec<DefinitionLine>,
    /// Figures whose limits do not cover the value of before.
    pub figures_changed: u64,
    /// The clearest of them, in words.
    pub figure_changes: Vec<String>,
    /// How much is withheld, as `utility.json` has it.
    pub utility: Option<serde_json::Value>,
    /// What the audit of linked tables mended, in words.
    pub repairs: Vec<String>,
    /// How many attackers tried.
    pub attackers: u32,
    /// What they found. While one stands, the proposal cannot be approved.
    pub claims: Vec<ClaimLine>,
    /// Version of the rules of disclosure control.
    pub rules_version: String,
    /// Version of the program.
    pub program_version: String,
}

/// The definition of one indicator, before and now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefinitionLine {
    /// The indicator.
    pub indicator: String,
    /// `same`, `added`, `removed` or `changed`.
    pub change: String,
    /// Its fingerprint in the release that is shown.
    pub before: Option<String>,
    /// Its fingerprint in the proposal.
    pub now: Option<String>,
}

/// What an attacker worked out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimLine {
    /// Which cell, and how it was found, in words.
    pub words: String,
    /// The least it can be.
    pub low: i64,
    /// The most it can be.
    pub high: i64,
    /// How it was found.
    pub how: String,
}

/// What a report is about.
pub(super) struct About<'a> {
    pub(super) manifest: &'a ReleaseManifest,
    pub(super) rows: &'a [ReleasedRecord],
    pub(super) shown: Option<(&'a str, &'a [ReleasedRecord])>,
    pub(super) utility: Option<&'a [u8]>,
    pub(super) repairs: Vec<String>,
    pub(super) export: &'a ExportTexts,
}

/// Compares and attacks.
pub(super) fn audit(about: &About<'_>) -> AuditReport {
    let before = about.shown.map_or(&[][..], |(_, rows)| rows);
    let mut withheld_because = BTreeMap::new();
    for why in about.rows.iter().filter_map(|row| row.withheld_reason.as_ref()) {
        *withheld_because.entry(why.clone()).or_insert(0) += 1;
    }
    let (compared, changes) = changed(before, about.rows);
    let ExportTexts { values, areas, indicators } = about.export;
    let output = Output::of_export(values.as_str(), areas.as_str(), indicators.as_str());
    let claims = attack_release(&output).into_iter().map(|claim| ClaimLine {
        words: claim.to_string(),
        low: claim.low,
        high: claim.high,
        how: claim.how,
    });
    let manifest = about.manifest;
    AuditReport {
        release_id: manifest.release_id.clone(),
        snapshot: manifest.snapshot.clone(),
        data_dates: manifest.index_dates.clone(),
        figures: manifest.figures,
        withheld: manifest.withheld,
        withheld_because,
        against: about.shown.map(|(id, _)| id.to_owned()),
        compared,
        definitions: definitions(before, about.rows),
        figures_changed: changes.len() as u64,
        figure_changes: changes.into_iter().take(MOST_CHANGES).map(|(_, words)| words).collect(),
        utility: about.utility.and_then(|json| serde_json::from_slice(json).ok()),
        repairs: about.repairs.clone(),
        attackers: ATTACKERS,
        claims: claims.collect(),
        rules_version: manifest.rules_version.clone(),
        program_version: manifest.program_version.clone(),
    }
}

/// The fingerprint of each indicator's definition.
fn hashes(rows: &[ReleasedRecord]) -> BTreeMap<&str, &str> {
    rows.iter().map(|row| (row.indicator_id.as_str(), row.definition_hash.as_str())).collect()
}

fn definitions(before: &[ReleasedRecord], now: &[ReleasedRecord]) -> Vec<DefinitionLine> {
    let (old, new) = (hashes(before), hashes(now));
    let mut names: Vec<&str> = old.keys().chain(new.keys()).copied().collect();
    names.sort_unstable();
    names.dedup();
    let line = |indicator: &str| {
        let (before, now) = (old.get(indicator), new.get(indicator));
        let change = match (before, now) {
            (None, _) => "added",
            (_, None) => "removed",
            (before, now) if before == now => "same",
            _ => "changed",
        };
        let text = |hash: Option<&&str>| hash.map(|hash| (*hash).to_owned());
        DefinitionLine {
            indicator: indicator.to_owned(),
            change: change.to_owned(),
            before: text(before),
            now: text(now),
        }
    };
    names.into_iter().map(line).collect()
}

/// Which figure, whatever its period.
type Place<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, Option<&'a str>, Option<&'a str>);

/// The latest row of each figure.
fn latest(rows: &[ReleasedRecord]) -> BTreeMap<Place<'_>, &ReleasedRecord> {
    let mut latest: BTreeMap<Place<'_>, &ReleasedRecord> = BTreeMap::new();
    for row in rows {
        let place = (
            row.indicator_id.as_str(),
            row.series.as_str(),
            row.area_type.as_str(),
            row.area_code.as_str(),
            row.statistic.as_str(),
            row.category_1.as_deref(),
            row.category_2.as_deref(),
        );
        let known = latest.entry(place).or_insert(row);
        if row.period_end > known.period_end {
            *known = row;
        }
    }
    latest
}

/// How many figures were compared, and those that changed clearly, the clearest first.
fn changed(before: &[ReleasedRecord], now: &[ReleasedRecord]) -> (u64, Vec<(f64, String)>) {
    let old = latest(before);
    let mut compared = 0;
    let mut changes = Vec::new();
    for (place, row) in latest(now) {
        let Some(was) = old.get(&place) else { continue };
        let Seen::Estimate(gap) = difference(&Seen::from(row), &Seen::from(*was)) else { continue };
        compared += 1;
        if gap.lower <= 0.0 && gap.upper >= 0.0 {
            continue;
        }
        let size = gap.value.abs() / (gap.upper - gap.lower).max(f64::MIN_POSITIVE);
        let groups: Vec<&str> = [place.5, place.6].into_iter().flatten().collect();
        let of = if groups.is_empty() { String::new() } else { format!(", {}", groups.join(", ")) };
        let (from, to) = (was.value.unwrap_or_default(), row.value.unwrap_or_default());
        let words = format!(
            "{} {} in {} {}{of}: {from:.1} ({}) to {to:.1} ({}), {}",
            row.indicator_id, row.statistic, row.area_type, row.area_code, was.period, row.period, row.unit
        );
        changes.push((size, words));
    }
    changes.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    (compared, changes)
}

impl AuditReport {
    pub(super) fn json(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).expect("a report is plain text and numbers")
    }

    /// Why it cannot be approved; none where nothing stands open.
    pub fn stands_open(&self) -> Option<String> {
        match self.claims.len() {
            0 => None,
            number => Some(format!(
                "{number} of the attackers' claims stand: from these files somebody can work out a hidden number to fewer than \
                 five values. Return this release; its figures have to be made again with more withheld"
            )),
        }
    }

    /// The report in plain words.
    pub fn words(&self) -> String {
        let mut text = String::new();
        let mut line = |words: String| {
            let _ = writeln!(text, "{words}");
        };
        line(format!("Release {}: {} figures, {} of them withheld.", self.release_id, self.figures, self.withheld));
        for (why, number) in &self.withheld_because {
            line(format!("  withheld as {why}: {number}"));
        }
        if let Some(kept) = self.utility.as_ref().and_then(|json| json.get("kept")?.as_u64()).filter(|kept| *kept > 0) {
            line(format!(
                "Some figures are kept as an earlier release has them. Beside {kept} counts it is not known which groups were not listed."
            ));
        }
        line(format!("Snapshot {}, people judged at {}.", self.snapshot, self.data_dates.join(", ")));
        line(format!("Rules of disclosure control {}, Commonweal {}.", self.rules_version, self.program_version));
        match &self.against {
            None => line("Nothing is shown now, so there is nothing to compare it with.".to_owned()),
            Some(id) => {
                line(format!(
                    "Against release {id}: {} figures compared, {} changed clearly.",
                    self.compared, self.figures_changed
                ));
                self.figure_changes.iter().for_each(|change| line(format!("  {change}")));
            }
        }
        let moved: Vec<&DefinitionLine> = self.definitions.iter().filter(|one| one.change != "same").collect();
        line(format!("{} definitions, {} of them not as before.", self.definitions.len(), moved.len()));
        for one in moved {
            let hash = |hash: &Option<String>| hash.clone().unwrap_or_else(|| "none".to_owned());
            line(format!("  {} {}: {} to {}", one.indicator, one.change, hash(&one.before), hash(&one.now)));
        }
        line(format!("{} repairs so that no hidden number can be worked out from others.", self.repairs.len()));
        self.repairs.iter().for_each(|repair| line(format!("  {repair}")));
        line(format!("{} attackers read its files: {} claims.", self.attackers, self.claims.len()));
        self.claims.iter().for_each(|claim| line(format!("  {}", claim.words)));
        if let Some(why) = self.stands_open() {
            line(why);
        }
        text
    }
}
