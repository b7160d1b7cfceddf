//! The report on a group of people: how they fare on every question, beside everybody in the same area and in the whole.

use super::parts::{cell, definitions};
use super::{Opening, ReportKind, begin};
use crate::error::PageError;
use crate::figures::Figures;
use crate::groups::Choice;
use crate::pages::area::heading_of;
use crate::pages::indicator::figure_cell;
use crate::rows::{counted, value_cell};
use crate::view::CellView;
use crate::words;
use commonweal_app::{AreaInfo, IndicatorInfo};
use commonweal_chart::mark::{icon, word};
use commonweal_disclosure::{Comparison, Released};
use commonweal_indicator::{say, text};
use commonweal_model::{AreaCode, Breakdown, Dimension};
use commonweal_report::{Block, Cell, Column, Document, Row, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Fewer questions than this are no report.
const FEWEST: usize = 3;

/// Groups that enough questions are answered for, with what a reader calls each: `sex.female`.
pub(crate) fn choices(figures: Figures<'_>) -> Vec<Choice> {
    let mut asked: BTreeMap<Breakdown, BTreeSet<&str>> = BTreeMap::new();
    for (info, figure) in figures.site.indicators().iter().flat_map(|info| groups(figures, info, figures.whole())) {
        asked.entry(figure.key().breakdowns[0].clone()).or_default().insert(&info.id);
    }
    let mut found: Vec<Breakdown> =
        asked.into_iter().filter(|(_, infos)| infos.len() >= FEWEST).map(|(group, _)| group).collect();
    found.sort_by_key(|group| (group.dimension, words::group_order(group)));
    let choice = |group: &Breakdown| Choice {
        id: format!("{}.{}", group.dimension, group.category),
        label: format!("{}: {}", words::dimension_heading(group.dimension), words::group(group)),
    };
    found.iter().map(choice).collect()
}

/// Every figure of one group of people, by any one characteristic.
fn groups<'a>(
    figures: Figures<'a>,
    info: &'a IndicatorInfo,
    area: &AreaCode,
) -> Vec<(&'a IndicatorInfo, &'a Released)> {
    let dimensions: &[Dimension] = if info.published { &[] } else { &info.breakdowns };
    dimensions.iter().flat_map(|by| figures.by(info, area, *by)).map(|figure| (info, figure)).collect()
}

/// The report on a group, or that the area has no figures of it; none where nothing is called that.
pub(super) fn of(figures: Figures<'_>, subject: &str, area: &AreaInfo) -> Option<Result<Document, PageError>> {
    let choice = choices(figures).into_iter().find(|choice| choice.id == subject)?;
    let is_it = |figure: &Released| {
        let group = &figure.key().breakdowns[0];
        format!("{}.{}", group.dimension, group.category) == subject
    };
    let all = counted(figures, area).flat_map(|info| groups(figures, info, &area.code));
    let mut asked: Vec<(&IndicatorInfo, &Released)> = all.filter(|(_, figure)| is_it(figure)).collect();
    asked.sort_by(|(a, _), (b, _)| (a.domain, &a.short_title).cmp(&(b.domain, &b.short_title)));
    if asked.is_empty() {
        return Some(Err(PageError::no_figures(&area.code, Vec::new())));
    }
    let name = say("report.group.name", &[("group", &choice.label), ("area", &area.name)]);
    let mut report = begin(
        figures,
        Opening {
            kind: ReportKind::Intelligence,
            title: name.clone(),
            // As they are counted, groups differ in age: the sentence says so beside it.
            finding: format!(
                "{}. {}",
                heading_of(&name, &figures.site.facts().area_name, &asked),
                text("report.group.note.short")
            ),
            about: say(
                "report.group.sentence",
                &[("group", &choice.label), ("area", &area.name), ("date", &crate::pages::data_date(figures.site))],
            ),
            subject: Some(choice.id),
            area: Some(area.code.clone()),
        },
    );
    report.blocks.push(Block::Heading(text("report.profile.questions").to_owned()));
    report.blocks.push(Block::Table(Table {
        name: text("report.sheet.questions").to_owned(),
        caption: name,
        columns: vec![
            Column::words(text("inequalities.column.question"), 2.2),
            Column::words(choice.label.as_str(), 1.4),
            Column::words(text("indicator.everyone"), 1.4),
            Column::words(text("report.group.compared"), 1.2),
        ],
        rows: asked.iter().map(|(info, figure)| row(figures, info, figure, area)).collect(),
        notes: vec![text("report.group.note").to_owned()],
    }));
    report.blocks.extend(definitions(asked.iter().map(|(info, _)| *info)));
    Some(Ok(report))
}

fn row(figures: Figures<'_>, info: &IndicatorInfo, figure: &Released, area: &AreaInfo) -> Row {
    let compared = match figure.comparison() {
        Comparison::NotCompared => CellView::words(word(Comparison::NotCompared)),
        other => CellView { mark: Some(icon(other)), ..CellView::words(word(other)) },
    };
    Row {
        group: Some(info.domain.label().to_owned()),
        cells: vec![
            Cell::words(info.short_title.as_str()),
            cell(&figure_cell(figure).left()),
            cell(&value_cell(figures, info, &area.code)),
            cell(&compared),
        ],
    }
}
