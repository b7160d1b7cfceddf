//! How does what a page shows become a part of a report? Word for word: nothing is worked out here.

use crate::charts::View;
use crate::figures::Figures;
use crate::headlines::local_card;
use crate::pages::how::HowRow;
use crate::pages::indicator::view_note;
use crate::pages::plan::{Block as PlanBlock, Count, PlanPage};
use crate::pages::spine::GroupedTable;
use crate::rows::{Row as GapRow, counted};
use crate::view::{CellView, ColumnView, TableView};
use commonweal_app::{AreaInfo, IndicatorInfo};
use commonweal_chart::mark::icon;
use commonweal_chart::{Chart, TableOf};
use commonweal_disclosure::Comparison;
use commonweal_indicator::{Direction, say, text};
use commonweal_report::{Block, Card, Cell, Column, Fact, Figure, Mark, Row, Table};

/// Width in pixels of a chart in a report: on A4 its words are then about as large as those around it.
const CHART_WIDTH: u32 = 860;

/// How wide the first column is beside the others, where nothing else is said.
const FIRST_SHARE: f64 = 1.8;

/// A cell as the page shows it.
pub(super) fn cell(view: &CellView) -> Cell {
    let base = match view.reason {
        Some(reason) => Cell { numeric: view.numeric, ..Cell::withheld(reason) },
        None if view.numeric => Cell::number(view.text.as_str()),
        None => Cell::words(view.text.as_str()),
    };
    Cell { mark: view.mark.as_deref().and_then(mark), lines: view.lines.clone(), ..base }
}

/// The mark that a shape on a page is.
fn mark(shape: &str) -> Option<Mark> {
    let marks = [
        (Comparison::Better, Mark::Better),
        (Comparison::Similar, Mark::Similar),
        (Comparison::Worse, Mark::Worse),
        (Comparison::Higher, Mark::Higher),
        (Comparison::Lower, Mark::Lower),
        (Comparison::NotCompared, Mark::NotCompared),
    ];
    marks.into_iter().find(|(comparison, _)| icon(*comparison) == shape).map(|(_, mark)| mark)
}

/// A table as the page shows it. `shares` are the widths of its columns, where the usual ones do not do.
pub(super) fn table(name: &str, view: &TableView, shares: &[f64]) -> Table {
    let rows = view.rows.iter().map(|row| Row { group: None, cells: row.iter().map(cell).collect() }).collect();
    Table {
        name: name.to_owned(),
        caption: view.caption.clone(),
        columns: columns(&view.columns, shares),
        rows,
        notes: Vec::new(),
    }
}

pub(super) fn columns(views: &[ColumnView], shares: &[f64]) -> Vec<Column> {
    let column = |(at, view): (usize, &ColumnView)| Column {
        label: view.label.clone(),
        numeric: view.numeric,
        share: shares.get(at).copied().unwrap_or(if at == 0 { FIRST_SHARE } else { 1.0 }),
    };
    views.iter().enumerate().map(column).collect()
}

/// The table of questions of a profile, without the pictures in its last column.
pub(super) fn spine(name: &str, view: &GroupedTable) -> Table {
    let shown = view.columns.len() - 1;
    let row = |group: &str, row: &[CellView]| Row {
        group: Some(group.to_owned()),
        cells: row.iter().take(shown).map(cell).collect(),
    };
    Table {
        name: name.to_owned(),
        caption: view.caption.clone(),
        columns: columns(&view.columns[..shown], &[3.2, 1.0, 1.3, 1.3, 1.2]),
        rows: view
            .groups
            .iter()
            .flat_map(|group| group.rows.iter().map(move |cells| row(&group.label, cells)))
            .collect(),
        notes: Vec::new(),
    }
}

/// A chart with the same numbers in a table, which the PDF leaves to the other files.
pub(super) fn figure(name: &str, chart: Chart, note: Option<String>) -> Figure {
    Figure {
        svg: chart.drawing(CHART_WIDTH),
        table: Some(chart_table(name, chart.table)),
        table_in_print: false,
        heading: chart.heading,
        subtitle: chart.subtitle,
        alternative: chart.summary,
        note,
    }
}

fn chart_table(name: &str, of: TableOf) -> Table {
    table(name, &TableView::from(of), &[])
}

/// A view of an indicator as the page draws it.
pub(super) fn view(figures: Figures<'_>, info: &IndicatorInfo, area: &AreaInfo, view: View) -> Option<Block> {
    let chart = view.chart(figures, info, area)?;
    let name = format!("{} {}", info.short_title, view.name());
    Some(Block::Figure(figure(&name, chart, view_note(view, figures, info, area))))
}

/// The gaps of an area in which the most deprived fifth clearly fares worse, most people first.
pub(super) fn gaps<'a>(figures: Figures<'a>, area: &AreaInfo) -> Vec<GapRow<'a>> {
    let mut gaps: Vec<GapRow<'a>> = counted(figures, area).map(|info| GapRow::of(figures, info, &area.code)).collect();
    gaps.retain(|row| row.direction == Direction::Worse);
    let people = |row: &GapRow<'_>| row.people.map_or(0.0, |people| people.value);
    gaps.sort_by(|a, b| people(b).total_cmp(&people(a)).then_with(|| a.info.id.cmp(&b.info.id)));
    gaps
}

/// The widest gaps as cards.
pub(super) fn gap_cards(rows: &[GapRow<'_>]) -> Vec<Card> {
    let card = |row: &GapRow<'_>| {
        let view = local_card(row);
        Card {
            title: view.title,
            size: view.size,
            limits: Some(view.source).filter(|limits| !limits.is_empty()),
            mark: view.mark.as_deref().and_then(mark),
            lines: std::iter::once(view.finding).chain(view.change).collect(),
            reason: None,
        }
    };
    rows.iter().map(card).collect()
}

/// The gradients behind the widest gaps.
pub(super) fn gradients(figures: Figures<'_>, area: &AreaInfo, rows: &[GapRow<'_>]) -> Vec<Block> {
    let of = |row: &GapRow<'_>| {
        let by = row.info.breakdowns.iter().copied().find(|dimension| dimension.is_deprivation())?;
        view(figures, row.info, area, View::By(by))
    };
    rows.iter().filter_map(of).collect()
}

/// Counts of a page as cards.
pub(super) fn counts(counts: &[Count]) -> Option<Block> {
    let card = |count: &Count| Card {
        title: count.label.clone(),
        size: count.number.clone(),
        limits: None,
        mark: None,
        lines: Vec::new(),
        reason: None,
    };
    (!counts.is_empty()).then(|| Block::Cards(counts.iter().map(card).collect()))
}

/// The parts of a page about the plans, in its order.
pub(super) fn plan_page(page: &PlanPage) -> Vec<Block> {
    let mut blocks: Vec<Block> = counts(&page.counts).into_iter().collect();
    blocks.extend(page.insets.iter().map(|inset| Block::Paragraph(inset.clone())));
    for section in &page.sections {
        blocks.push(Block::Heading(section.heading.clone()));
        blocks.extend(section.blocks.iter().filter_map(|block| plan_block(&section.heading, block)));
    }
    blocks
}

fn plan_block(name: &str, block: &PlanBlock) -> Option<Block> {
    Some(match block {
        PlanBlock::Words(words) => Block::Paragraph(words.clone()),
        PlanBlock::Table(view) => Block::Table(table(name, view, &[])),
        PlanBlock::Chart(chart) => Block::Table(table(name, &chart.table, &[])),
        PlanBlock::Facts(facts) => Block::Facts(
            facts
                .iter()
                .map(|fact| {
                    let words = Some(fact.words.clone()).filter(|words| !words.is_empty());
                    let links = fact.links.iter().map(|link| link.label.clone());
                    Fact { term: fact.term.to_owned(), lines: words.into_iter().chain(links).collect() }
                })
                .collect(),
        ),
        PlanBlock::Links(links) => Block::List(links.iter().map(|link| link.label.clone()).collect()),
        PlanBlock::Notes(notes) => Block::Facts(
            notes
                .iter()
                .map(|note| Fact {
                    term: format!("{}. {}", note.number, note.title),
                    lines: vec![note.says.clone(), note.handled.clone()],
                })
                .collect(),
        ),
        PlanBlock::Tree(_) => return None,
    })
}

/// How a figure is made, without links to other pages.
pub(super) fn how(rows: &[HowRow]) -> Block {
    let fact = |row: &HowRow| {
        let lines: Vec<String> = row.lines.iter().filter(|line| !line.is_empty()).cloned().collect();
        (!lines.is_empty()).then(|| Fact { term: row.term.to_owned(), lines })
    };
    Block::Facts(rows.iter().filter_map(fact).collect())
}

/// Each question with who is counted, of whom, and the fingerprint of its definition.
pub(super) fn definitions<'a>(infos: impl IntoIterator<Item = &'a IndicatorInfo>) -> Vec<Block> {
    let fact = |info: &IndicatorInfo| {
        let hash: String = info.definition_hash.chars().take(12).collect();
        let places = [("numerator", info.numerator_text.as_str()), ("denominator", &info.denominator_text)];
        let counted = match info.published {
            true => info.source.clone(),
            false => say("report.counted", &places),
        };
        let lines = vec![counted, say("report.definition", &[("id", &info.id), ("hash", &hash)])];
        Fact { term: info.short_title.clone(), lines }
    };
    let facts: Vec<Fact> = infos.into_iter().map(fact).collect();
    if facts.is_empty() {
        return Vec::new();
    }
    vec![Block::Heading(text("report.definitions").to_owned()), Block::Facts(facts)]
}
