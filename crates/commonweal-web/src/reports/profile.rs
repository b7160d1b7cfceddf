//! The population profile: the widest gaps first, then who lives there, then every question.

use super::parts::{definitions, figure, gap_cards, gaps, gradients, spine, table};
use super::{Opening, ReportKind, begin};
use crate::figures::Figures;
use crate::pages::area;
use crate::pages::spine::{self as lines, SpineLine};
use crate::words;
use commonweal_app::{AreaInfo, IndicatorInfo};
use commonweal_chart::format;
use commonweal_chart::mark::phrase;
use commonweal_disclosure::{Comparison, Released};
use commonweal_indicator::{say, text};
use commonweal_model::Family;
use commonweal_report::{Block, Card, Document, Mark};

/// How many gaps stand as cards, and how many as charts.
const CARDS: usize = 3;
const CHARTS: usize = 2;

pub(super) fn of(figures: Figures<'_>, area: &AreaInfo) -> Document {
    let asked = lines::lines(figures, area, lines::USUAL_VIEW);
    let questions: Vec<(&IndicatorInfo, &Released)> =
        asked.iter().filter(|line| !line.info.published).map(|line| (line.info, line.value)).collect();
    let mut report = begin(
        figures,
        Opening {
            kind: ReportKind::Profile,
            title: area.name.clone(),
            finding: area::heading(figures, area, &questions),
            about: about(figures, area),
            subject: None,
            area: Some(area.code.clone()),
        },
    );
    let widest = gaps(figures, area);
    let widest = &widest[..widest.len().min(CARDS)];
    let blocks = &mut report.blocks;
    let cards = gap_cards(widest);
    if !cards.is_empty() {
        blocks.push(Block::Cards(cards));
    }
    blocks.extend(standing(figures, area, &asked));
    blocks.extend(gradients(figures, area, &widest[..widest.len().min(CHARTS)]));
    blocks.push(Block::Heading(text("report.profile.people").to_owned()));
    blocks.extend(
        area::pyramid(figures, area).map(|chart| Block::Figure(figure(text("report.sheet.ages"), chart, None))),
    );
    let strip = area::strip(area).map(|chart| figure(text("report.sheet.deprivation"), chart, None));
    blocks.extend(strip.map(Block::Figure));
    let ethnicity = area::ethnicity(area);
    blocks.extend(ethnicity.map(|view| Block::Table(table(text("report.sheet.ethnicity"), &view, &[]))));
    blocks.push(Block::Heading(text("report.profile.questions").to_owned()));
    blocks.push(Block::Table(spine(text("report.sheet.questions"), &lines::table(figures, area, &asked))));
    if let Some(similar) = area::similar(figures, area) {
        blocks.push(Block::Heading(text("report.profile.similar").to_owned()));
        blocks.push(Block::Table(table(text("report.sheet.similar"), &similar, &[1.8, 0.8, 1.4, 1.4, 1.0])));
    }
    report.blocks.extend(definitions(questions.iter().map(|(info, _)| *info)));
    report
}

/// Who is counted, and when.
fn about(figures: Figures<'_>, area: &AreaInfo) -> String {
    let who = words::capital(&words::who(area.family, area));
    let date = crate::pages::data_date(figures.site);
    let people = match area.population {
        Some(people) => {
            let key = match area.family {
                Family::Residence => "area.people",
                Family::Registration => "area.people.registered",
            };
            say(key, &[("people", &format::count(people)), ("source", area.population_source)])
        }
        None => text("area.people.unknown").to_owned(),
    };
    say("report.profile.sentence", &[("who", &who), ("date", &date), ("people", &people)])
}

/// On how many questions the area is worse, similar and better; none for the whole, which is what others are read against.
fn standing(figures: Figures<'_>, area: &AreaInfo, asked: &[SpineLine<'_>]) -> Option<Block> {
    if area.code == *figures.whole() {
        return None;
    }
    let local: Vec<&SpineLine<'_>> = asked.iter().filter(|line| !line.info.published).collect();
    let card = |(comparison, mark)| {
        let number = local.iter().filter(|line| line.comparison == comparison).count();
        let all = local.len().to_string();
        Card {
            title: phrase(comparison, &figures.site.facts().area_name),
            size: number.to_string(),
            limits: Some(say("report.standing.of", &[("all", &all)])),
            mark: Some(mark),
            lines: Vec::new(),
            reason: None,
        }
    };
    let cards =
        [(Comparison::Worse, Mark::Worse), (Comparison::Similar, Mark::Similar), (Comparison::Better, Mark::Better)];
    (!local.is_empty()).then(|| Block::Cards(cards.map(card).into()))
}
