//! The report of an audit as parts of a page: what changed, what is hidden and why, what was mended, what attackers found.

use crate::pages::withheld::{Hidden, breakdown, columns_of_numbers, kept_words};
use crate::people::sheet::{Item, Section};
use crate::view::{CellView, ColumnView, TableView};
use crate::words;
use commonweal_app::Site;
use commonweal_app::proposals::{AuditReport, DefinitionLine};
use commonweal_chart::format;
use commonweal_disclosure::{Utility, UtilityRow};
use commonweal_indicator::{say, text};

/// Lines of a list at most; the count of all is said above it.
const MOST_LINES: usize = 100;

/// Characters of a fingerprint that tell it from others.
const SHORT: usize = 12;

/// Every part, in the order in which somebody who checks reads them.
pub(super) fn sections(site: &Site, report: &AuditReport) -> Vec<Section> {
    vec![attackers(report), changed(report), definitions(site, report), hidden(report), mended(report)]
}

pub(super) fn count(number: u64) -> String {
    format::count(i64::try_from(number).unwrap_or(i64::MAX))
}

fn short(fingerprint: &Option<String>) -> CellView {
    match fingerprint {
        Some(hash) => CellView::words(hash.chars().take(SHORT).collect::<String>()),
        None => CellView::words(text("people.nothing")),
    }
}

/// What an attacker who sees the release could claim. Nothing is the only good answer.
fn attackers(report: &AuditReport) -> Section {
    let tried = report.attackers.to_string();
    let mut section = Section::headed(text("releases.attack"));
    if let Some(why) = report.stands_open() {
        section = section.line(say("releases.attack.open", &[("why", why.as_str())]));
    }
    if report.claims.is_empty() {
        return section.line(say("releases.attack.none", &[("attackers", tried.as_str())]));
    }
    let found = report.claims.len().to_string();
    section = section.line(say("releases.attack.some", &[("attackers", tried.as_str()), ("claims", found.as_str())]));
    for claim in report.claims.iter().take(MOST_LINES) {
        let (low, high) = (claim.low.to_string(), claim.high.to_string());
        let places = [("low", low.as_str()), ("high", high.as_str())];
        let lines = vec![say("releases.attack.claim", &places), claim.how.clone()];
        section.items.push(Item { title: claim.words.clone(), href: None, lines, forms: Vec::new() });
    }
    section
}

/// Figures that are not what they were in the release that is shown.
fn changed(report: &AuditReport) -> Section {
    let section = Section::headed(text("releases.changed"));
    let Some(against) = &report.against else { return section.line(text("releases.changed.first")) };
    let (compared, changed) = (count(report.compared), count(report.figures_changed));
    let places = [("against", against.as_str()), ("compared", compared.as_str()), ("changed", changed.as_str())];
    listed(section.line(say("releases.changed.about", &places)), &report.figure_changes)
}

fn listed(mut section: Section, lines: &[String]) -> Section {
    let item = |line: &String| Item { title: line.clone(), href: None, lines: Vec::new(), forms: Vec::new() };
    section.items = lines.iter().take(MOST_LINES).map(item).collect();
    if lines.len() > MOST_LINES {
        let (shown, all) = (MOST_LINES.to_string(), lines.len().to_string());
        section = section.line(say("releases.some", &[("shown", shown.as_str()), ("all", all.as_str())]));
    }
    section
}

/// Definitions that are new, gone or not what they were.
fn definitions(site: &Site, report: &AuditReport) -> Section {
    let mut section = Section::headed(text("releases.definitions"));
    let other: Vec<&DefinitionLine> = report.definitions.iter().filter(|line| line.change != "same").collect();
    let same = report.definitions.len() - other.len();
    section = section.line(say("releases.definitions.same", &[("same", same.to_string().as_str())]));
    if other.is_empty() {
        return section;
    }
    let row = |line: &&DefinitionLine| {
        let title = site.indicator(&line.indicator).map_or(line.indicator.as_str(), |info| info.short_title.as_str());
        let change = match line.change.as_str() {
            "added" => text("releases.definitions.added"),
            "removed" => text("releases.definitions.removed"),
            _ => text("releases.definitions.changed"),
        };
        let mut name = CellView::link(title, format!("/definitions/{}", line.indicator));
        name.lines.push(line.indicator.clone());
        vec![name, CellView::words(change), short(&line.before), short(&line.now)]
    };
    let columns =
        ["releases.column.indicator", "releases.column.change", "releases.column.before", "releases.column.now"];
    section.table = Some(TableView {
        caption: text("releases.definitions").to_owned(),
        caption_hidden: true,
        columns: columns.map(|key| ColumnView::words(text(key))).into(),
        rows: other.iter().map(row).collect(),
    });
    section
}

/// How many counts cannot be read, by kind of area and by what they are broken down.
fn hidden(report: &AuditReport) -> Section {
    let (figures, withheld) = (count(report.figures), count(report.withheld));
    let places = [("figures", figures.as_str()), ("withheld", withheld.as_str())];
    let section = Section::headed(text("releases.hidden")).line(say("releases.hidden.about", &places));
    let kept = report.utility.as_ref().and_then(|json| json.get("kept")?.as_u64()).unwrap_or_default();
    let section = kept_words(kept).into_iter().fold(section, Section::line);
    let utility = report.utility.clone().and_then(|json| serde_json::from_value::<Utility>(json).ok());
    match utility.filter(|utility| !utility.rows.is_empty()) {
        Some(utility) => Section { table: Some(utility_table(&utility)), ..section },
        None => section.line(text("releases.hidden.unknown")),
    }
}

fn utility_table(utility: &Utility) -> TableView {
    let row = |row: &UtilityRow| {
        let mut kind = CellView::words(words::capital(words::areas(row.area_type)));
        kind.lines.push(row.family.label().to_owned());
        let mut cells = vec![kind, CellView::words(words::capital(&breakdown(&row.dimensions)))];
        cells.extend(Hidden::of(row).cells_of_numbers());
        cells
    };
    let mut columns =
        vec![ColumnView::words(text("quality.column.kind")), ColumnView::words(text("releases.column.by"))];
    columns.extend(columns_of_numbers());
    TableView {
        caption: text("releases.hidden").to_owned(),
        caption_hidden: true,
        columns,
        rows: utility.rows.iter().map(row).collect(),
    }
}

/// What was hidden besides, so that no hidden figure can be worked out.
fn mended(report: &AuditReport) -> Section {
    let section = Section::headed(text("releases.repairs"));
    if report.repairs.is_empty() {
        return section.line(text("releases.repairs.none"));
    }
    let all = report.repairs.len().to_string();
    listed(section.line(say("releases.repairs.about", &[("repairs", all.as_str())])), &report.repairs)
}
