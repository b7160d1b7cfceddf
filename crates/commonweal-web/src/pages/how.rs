//! How a figure is made: who was counted, by which method, from which definition and codelists.

use crate::figures::Figures;
use crate::handbook;
use crate::pages::{self, reconcile};
use crate::view::Link;
use crate::words;
use commonweal_app::IndicatorInfo;
use commonweal_disclosure::{Released, Statistic};
use commonweal_indicator::{say, text};

/// One row of how a figure is made.
pub(crate) struct HowRow {
    pub(crate) term: &'static str,
    pub(crate) lines: Vec<String>,
    /// Set as code: a fingerprint.
    pub(crate) code: bool,
    /// Chapters of the handbook that say it in full.
    pub(crate) chapters: Vec<Link>,
    /// Other pages that say more.
    pub(crate) links: Vec<Link>,
}

/// Every row about an indicator and its value.
pub(crate) fn how(figures: Figures<'_>, info: &IndicatorInfo, value: &Released, when: &str) -> Vec<HowRow> {
    let row = |key: &str, lines: Vec<String>| HowRow {
        term: text(key),
        lines: if lines.is_empty() { vec![text("how.none").to_owned()] } else { lines },
        code: false,
        chapters: Vec::new(),
        links: Vec::new(),
    };
    let linked = |key: &str, label: &str, href: String| HowRow {
        links: vec![Link::new(text(label), href)],
        ..row(key, vec![String::new()])
    };
    let one = |key: &str, line: &str| row(key, vec![line.to_owned()]);
    let code = |key: &str, line: &str| HowRow { code: true, ..one(key, line) };
    let codelists: Vec<String> = info.codelists.iter().map(|(id, version)| format!("{id}, {version}")).collect();
    let mut rows = vec![
        one("how.question", &info.question),
        one("how.numerator", &info.numerator_text),
        one("how.denominator", &info.denominator_text),
        row("how.exclusions", info.exclusions.clone()),
        HowRow { chapters: chapters(figures, info, value), ..one("how.method", &info.method_text) },
        row("how.caveats", info.caveats.clone()),
        one("how.family", info.family.label()),
        one("how.period", when),
    ];
    if let Some(label) = value.benchmark_label() {
        rows.push(row("how.comparison", vec![say("how.comparison.value", &[("benchmark", label)])]));
    }
    if !info.published {
        rows.push(one("how.date", &pages::data_date(figures.site)));
        rows.push(row("how.codelists", codelists));
    }
    rows.extend([
        one("how.source", &info.source),
        one("how.owner", &info.owner),
        one("how.class", info.class.label()),
        one("how.rules", value.rules_version()),
        one("how.withheld", text("how.withheld.value")),
        row("how.requirements", vec![info.requirements.join(", ")]),
        code("how.definition", &info.definition_path),
        code("how.hash", value.definition_hash()),
        linked("how.in_words", "definitions.facts", format!("/definitions/{}", info.id)),
        code("how.release", value.release_id()),
    ]);
    if value.snapshot().is_some() && value.release_id() != figures.site.facts().release_id {
        let released = words::moment(value.released_at());
        rows.push(row("how.kept", vec![say("how.kept.value", &[("released", &released)])]));
    }
    if !reconcile::pairs_of(figures, &info.id).is_empty() {
        rows.push(linked("how.reconcile", "how.reconcile.link", format!("/indicators/{}/reconcile", info.id)));
    }
    if let (Some(snapshot), Some(date)) = (value.snapshot(), value.index_date()) {
        rows.push(code("how.snapshot", snapshot));
        let remake = format!("commonweal refresh --snapshot {snapshot} --index-date {date} --only {}", info.id);
        rows.push(code("how.remake", &remake));
    }
    rows
}

/// The chapters behind every number of the page, in the order a reader meets them.
fn chapters(figures: Figures<'_>, info: &IndicatorInfo, value: &Released) -> Vec<Link> {
    let measures = [
        Statistic::DirectlyStandardisedRate,
        Statistic::AbsoluteGap,
        Statistic::SlopeIndexOfInequality,
        Statistic::ConcentrationIndex,
        Statistic::PeopleAffected,
    ];
    let area = &value.key().area;
    let shown = measures.into_iter().filter(|statistic| figures.statistic(info, area, *statistic).is_some());
    let comparison = value.benchmark_label().map(|_| handbook::COMPARISON);
    let slugs = handbook::of_value(info).iter().copied();
    let slugs = slugs.chain(shown.flat_map(|statistic| handbook::of_statistic(statistic).iter().copied()));
    handbook::links(slugs.chain(comparison))
}
