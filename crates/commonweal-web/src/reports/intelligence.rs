//! The system intelligence report: everything about one question, about all questions of a theme or a clinical area, or about
//! a group of people.

use super::group as people;
use super::inequalities::matrix;
use super::parts::{cell, definitions, gap_cards, gaps, gradients, how, table, view};
use super::{Opening, ReportKind, begin};
use crate::charts::{View, trend_words};
use crate::error::{Choice, PageError};
use crate::figures::Figures;
use crate::groups;
use crate::pages::how;
use crate::pages::indicator::{facts, full_table, published_who};
use crate::query::encoded;
use crate::rows::{Row as GapRow, value_cell};
use crate::words;
use commonweal_app::{AreaInfo, IndicatorInfo};
use commonweal_disclosure::Statistic;
use commonweal_indicator::{gap_finding, overall_finding, people_sentence, say, text};
use commonweal_report::{Block, Card, Column, Document, Row, Table};

/// How many gradients of a theme are drawn.
const CHARTS: usize = 4;

pub(super) fn of(figures: Figures<'_>, subject: &str, area: &AreaInfo) -> Result<Document, PageError> {
    if let Some(info) = figures.site.indicator(subject) {
        return indicator(figures, info, area);
    }
    let site = figures.site;
    let theme = groups::themes(site).into_iter().find(|theme| theme.id == subject);
    let clinical = groups::clinical_areas(site).into_iter().find(|area| area.id == subject);
    let is_theme = theme.is_some();
    let Some(group) = theme.or(clinical) else {
        return people::of(figures, subject, area).unwrap_or_else(|| Err(unknown(figures, subject)));
    };
    let belongs = |info: &&IndicatorInfo| match is_theme {
        true => groups::has_theme(site, info, &group.id),
        false => groups::has_clinical_area(site, info, &group.id),
    };
    let infos: Vec<&IndicatorInfo> = site.indicators().iter().filter(belongs).collect();
    Ok(theme_report(figures, &group, &infos, area))
}

/// Nothing is called that: what is.
fn unknown(figures: Figures<'_>, subject: &str) -> PageError {
    let site = figures.site;
    let groups = groups::themes(site).into_iter().chain(groups::clinical_areas(site)).chain(people::choices(figures));
    let choice = |id: String, label: String| Choice {
        href: Some(format!("/reports/intelligence?about={}", encoded(&id))),
        label: format!("{label} ({id})"),
    };
    let mut choices: Vec<Choice> = groups.map(|group| choice(group.id, group.label)).collect();
    choices.extend(site.indicators().iter().map(|info| choice(info.id.clone(), info.short_title.clone())));
    PageError::no_indicator(subject, choices)
}

fn indicator(figures: Figures<'_>, info: &IndicatorInfo, area: &AreaInfo) -> Result<Document, PageError> {
    let Some(value) = figures.value(info, &area.code) else {
        let areas = figures.areas_of(info).into_iter().flat_map(|(_, areas)| areas);
        let choice = |of: &AreaInfo| Choice { label: format!("{} ({})", of.name, of.code), href: None };
        return Err(PageError::no_figures(&area.code, areas.map(choice).collect()));
    };
    let when = words::period(&value.key().period, value.key().period_kind);
    let gap = figures.seen(info, &area.code, Statistic::AbsoluteGap);
    let affected = figures.seen(info, &area.code, Statistic::PeopleAffected);
    let gap_words = gap_finding(&info.short_title, &gap, "percentage points", info.polarity).heading;
    let finding = match info.published.then(|| trend_words(&figures.periods(value))).flatten() {
        Some(words) => format!("{}, {}: {words}", info.short_title, published_who(value, area)),
        None => gap_words,
    };
    let about = say(
        "indicator.sentence",
        &[("question", &info.question), ("who", &words::who(info.family, area)), ("when", &when)],
    );
    let mut report = begin(
        figures,
        Opening {
            kind: ReportKind::Intelligence,
            title: format!("{}, {}", info.title, area.name),
            finding,
            about,
            subject: Some(info.id.clone()),
            area: Some(area.code.clone()),
        },
    );
    let card = |fact: crate::pages::indicator::Fact| {
        let shown = cell(&fact.value);
        let mut lines = shown.lines.into_iter();
        Card {
            title: fact.term,
            size: shown.text,
            limits: lines.next(),
            mark: shown.mark,
            lines: lines.collect(),
            reason: shown.reason,
        }
    };
    let blocks = &mut report.blocks;
    blocks.push(Block::Cards(facts(figures, info, area, value).into_iter().map(card).collect()));
    blocks.extend(people_sentence(&affected, &gap, info.polarity).map(Block::Paragraph));
    blocks.push(Block::Heading(text("report.pictures").to_owned()));
    blocks.extend(View::all(figures, info).into_iter().filter_map(|each| view(figures, info, area, each)));
    blocks.push(Block::Heading(text("report.all_figures").to_owned()));
    let all = full_table(figures, info, area);
    blocks.push(Block::Table(table(text("report.sheet.figures"), &all, &[1.7, 1.9, 1.4, 0.8, 1.4, 0.8, 0.8])));
    blocks.push(Block::Heading(text("report.how").to_owned()));
    blocks.push(how(&how::how(figures, info, value, &when)));
    blocks.push(Block::Paragraph(say("report.reproduce", &[("command", &figures.site.reproduce(value.key()))])));
    Ok(report)
}

fn theme_report(figures: Figures<'_>, group: &groups::Choice, infos: &[&IndicatorInfo], area: &AreaInfo) -> Document {
    let local = |info: &&&IndicatorInfo| !info.published && figures.value(info, &area.code).is_some();
    let counted: Vec<&IndicatorInfo> = infos.iter().filter(local).copied().collect();
    let directions: Vec<_> = counted.iter().map(|info| GapRow::of(figures, info, &area.code).direction).collect();
    let mut report = begin(
        figures,
        Opening {
            kind: ReportKind::Intelligence,
            title: format!("{}, {}", group.label, area.name),
            finding: overall_finding(&directions),
            about: say(
                "report.theme.sentence",
                &[("theme", &group.label), ("area", &area.name), ("date", &crate::pages::data_date(figures.site))],
            ),
            subject: Some(group.id.clone()),
            area: Some(area.code.clone()),
        },
    );
    let mut widest = gaps(figures, area);
    widest.retain(|row| counted.iter().any(|info| info.id == row.info.id));
    let blocks = &mut report.blocks;
    let cards = gap_cards(&widest[..widest.len().min(3)]);
    blocks.extend(Some(cards).filter(|cards| !cards.is_empty()).map(Block::Cards));
    blocks.push(Block::Heading(text("report.profile.questions").to_owned()));
    let row = |info: &&IndicatorInfo| {
        let gap = match info.published {
            true => crate::view::CellView::words(text("indicators.published")),
            false => GapRow::of(figures, info, &area.code).gap_cell(),
        };
        let name = commonweal_report::Cell::words(info.short_title.as_str());
        Row { group: None, cells: vec![name, cell(&value_cell(figures, info, &area.code)), cell(&gap)] }
    };
    blocks.push(Block::Table(Table {
        name: text("report.sheet.questions").to_owned(),
        caption: format!("{}, {}", group.label, area.name),
        columns: vec![
            Column::words(text("inequalities.column.question"), 2.0),
            Column::words(text("indicators.value"), 1.5),
            Column::words(text("indicators.gap"), 2.0),
        ],
        rows: infos.iter().map(row).collect(),
        notes: Vec::new(),
    }));
    blocks.extend(gradients(figures, area, &widest[..widest.len().min(CHARTS)]));
    if !counted.is_empty() {
        blocks.push(Block::Heading(text("report.others").to_owned()));
        let listed = counted.iter().map(|info| (info.domain.label(), *info));
        blocks.push(Block::Table(matrix(figures, area, text("report.sheet.others"), text("report.others"), listed)));
    }
    report.blocks.extend(definitions(infos.iter().copied()));
    report
}
