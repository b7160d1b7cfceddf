//! The place plan on a page: the widest gaps, where the place is furthest behind, what it promised and what it does.

use super::parts::{gap_cards, gaps, spine, table};
use super::scorecard::COMMITMENTS;
use super::{Opening, ReportKind, begin};
use crate::figures::Figures;
use crate::pages::area;
use crate::pages::plan::{commitments, initiatives};
use crate::pages::spine as lines;
use crate::routes::App;
use commonweal_app::{AreaInfo, IndicatorInfo};
use commonweal_disclosure::{Comparison, Released};
use commonweal_indicator::{say, text};
use commonweal_model::AreaType;
use commonweal_operations::plan::{Commitment, Initiative};
use commonweal_report::{Block, Document, Table};

/// How many questions on which the place is behind are listed.
const MOST_BEHIND: usize = 5;
/// How many commitments, and how many initiatives, are listed.
const MOST_LISTED: usize = 4;
/// The column of an initiative's places.
const WHERE: usize = 1;

pub(super) fn of(app: &App, figures: Figures<'_>, area: &AreaInfo) -> Document {
    let asked = lines::lines(figures, area, lines::USUAL_VIEW);
    let questions: Vec<(&IndicatorInfo, &Released)> =
        asked.iter().filter(|line| !line.info.published).map(|line| (line.info, line.value)).collect();
    let mut report = begin(
        figures,
        Opening {
            kind: ReportKind::Place,
            title: area.name.clone(),
            finding: area::heading(figures, area, &questions),
            about: say(
                "report.place.sentence",
                &[("area", &area.name), ("date", &crate::pages::data_date(figures.site))],
            ),
            subject: None,
            area: Some(area.code.clone()),
        },
    );
    let blocks = &mut report.blocks;
    let widest = gaps(figures, area);
    let cards = gap_cards(&widest[..widest.len().min(3)]);
    blocks.extend(Some(cards).filter(|cards| !cards.is_empty()).map(Block::Cards));
    let mut behind = asked;
    behind.retain(|line| !line.info.published && line.comparison == Comparison::Worse);
    behind.truncate(MOST_BEHIND);
    if !behind.is_empty() {
        blocks.push(Block::Heading(text("report.place.behind").to_owned()));
        blocks.push(Block::Table(spine(text("report.sheet.behind"), &lines::table(figures, area, &behind))));
    }
    let book = figures.site.book();
    let promised: Vec<&Commitment> =
        book.plans().commitments.iter().filter(|each| is_here(area, each.geography.as_deref())).collect();
    if !promised.is_empty() {
        blocks.push(Block::Heading(text("report.place.promised").to_owned()));
        let list = commitments::list(&app.site, &promised[..promised.len().min(MOST_LISTED)]);
        let list = first(4, table(text("report.sheet.commitments"), &list, &COMMITMENTS));
        blocks.push(Block::Table(Table { notes: rest(promised.len(), "/commitments"), ..list }));
    }
    let done: Vec<&Initiative> = book
        .plans()
        .initiatives
        .iter()
        .filter(|each| initiatives::places(book, each).iter().any(|place| is_here(area, Some(place))))
        .collect();
    if !done.is_empty() {
        blocks.push(Block::Heading(text("report.place.done").to_owned()));
        let list = initiatives::list(app, &done[..done.len().min(MOST_LISTED)]);
        let mut list = table(text("report.sheet.initiatives"), &list, &[2.6, 1.0, 2.2, 1.2, 1.2, 1.2]);
        // Where they are is what the page is about.
        list.columns.remove(WHERE);
        for row in &mut list.rows {
            row.cells.remove(WHERE);
        }
        blocks.push(Block::Table(Table { notes: rest(done.len(), "/initiatives"), ..list }));
    }
    report
}

/// A table without what stands after its first columns.
fn first(columns: usize, mut table: Table) -> Table {
    table.columns.truncate(columns);
    for row in &mut table.rows {
        row.cells.truncate(columns);
    }
    table
}

/// That there are more than are listed, and where.
fn rest(all: usize, address: &str) -> Vec<String> {
    let (some, number) = (MOST_LISTED.to_string(), all.to_string());
    let more = || say("report.first", &[("some", &some), ("all", &number), ("address", address)]);
    (all > MOST_LISTED).then(more).into_iter().collect()
}

/// Whether the plans' name of a place means this area.
fn is_here(area: &AreaInfo, named: Option<&str>) -> bool {
    let Some(named) = named else { return false };
    let short = |name: &str| name.to_lowercase().replace("nottinghamshire", "notts");
    match area.area_type {
        AreaType::Icb => named == "ICS",
        _ => short(named) == short(&area.name),
    }
}
