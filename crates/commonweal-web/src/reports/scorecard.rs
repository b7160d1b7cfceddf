//! The framework scorecard: how many commitments stand how, the ten ambitions with what is behind each, and every commitment.

use super::parts::{plan_page, table};
use super::{Opening, ReportKind, begin};
use crate::figures::Figures;
use crate::pages::plan::{commitments, overview};
use crate::routes::App;
use commonweal_indicator::{say, text};
use commonweal_operations::plan::Commitment;
use commonweal_report::{Block, Document};

/// Widths of the columns of the list of commitments.
pub(super) const COMMITMENTS: [f64; 6] = [2.2, 1.5, 1.3, 1.1, 1.0, 1.4];

pub(super) fn of(app: &App, figures: Figures<'_>) -> Document {
    let page = overview::view(app);
    let day = app.site.plan_day();
    let day = crate::words::day(day.day(), day.month(), day.year());
    let mut report = begin(
        figures,
        Opening {
            kind: ReportKind::Scorecard,
            title: figures.site.facts().area_name.clone(),
            finding: page.heading.clone(),
            about: format!("{} {}", page.sentence, say("report.scorecard.judged", &[("day", &day)])),
            subject: None,
            area: None,
        },
    );
    report.blocks = plan_page(&page);
    let all: Vec<&Commitment> = figures.site.book().plans().commitments.iter().collect();
    report.blocks.push(Block::NewPage);
    report.blocks.push(Block::Heading(text("plan.commitments").to_owned()));
    let list = commitments::list(&app.site, &all);
    report.blocks.push(Block::Table(table(text("report.sheet.commitments"), &list, &COMMITMENTS)));
    report
}
