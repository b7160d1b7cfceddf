//! One initiative on a page: for whom, where, who, how it goes, whom it reached.

use super::parts::{plan_page, view};
use super::{Opening, ReportKind, begin};
use crate::charts::View;
use crate::error::{Choice, PageError};
use crate::figures::Figures;
use crate::pages::plan::initiative;
use crate::routes::App;
use commonweal_indicator::text;
use commonweal_operations::plan::{Node, NodeKind};
use commonweal_report::{Block, Document, Row};

pub(super) fn of(app: &App, figures: Figures<'_>, subject: &str) -> Result<Document, PageError> {
    let plans = figures.site.book().plans();
    let Some(found) = plans.initiative(subject) else {
        let choice = |each: &commonweal_operations::plan::Initiative| Choice {
            label: format!("{} ({})", each.title, each.id),
            href: Some(format!("/reports/initiative?about={}", each.id)),
        };
        return Err(PageError::no_outcome(subject, plans.initiatives.iter().map(choice).collect()));
    };
    let page = initiative::view(app, found);
    let mut report = begin(
        figures,
        Opening {
            kind: ReportKind::Initiative,
            title: page.heading.clone(),
            finding: page.sentence.clone(),
            about: page.caption.clone(),
            subject: Some(found.id.clone()),
            area: None,
        },
    );
    report.blocks = one_line(plan_page(&page));
    let node = Node::new(NodeKind::Initiative, &found.id);
    let pictures = figures.site.book().graph().above(&node).filter(|(above, _)| above.kind == NodeKind::Indicator);
    if let Some(picture) = pictures.filter_map(|(indicator, _)| gradient(figures, &indicator.id)).next() {
        // After what stands first: how many, or whom it is for.
        let at = report.blocks.iter().position(|block| matches!(block, Block::Heading(_))).unwrap_or(0);
        report.blocks.insert(at, picture);
    }
    Ok(report)
}

/// What it serves and what serves it, in one table.
fn one_line(blocks: Vec<Block>) -> Vec<Block> {
    let mut kept: Vec<Block> = Vec::new();
    for block in blocks {
        match (block, kept.as_mut_slice()) {
            (Block::Table(below), [.., Block::Heading(up), Block::Table(above), Block::Heading(down)])
                if up == text("plan.up") && down == text("plan.down") && above.columns == below.columns =>
            {
                let named = |rows: Vec<Row>, name: &str| {
                    rows.into_iter().map(|row| Row { group: Some(name.to_owned()), ..row }).collect::<Vec<Row>>()
                };
                let rows = named(std::mem::take(&mut above.rows), text("plan.up"));
                above.rows = [rows, named(below.rows, text("plan.down"))].concat();
                text("plan.line").clone_into(&mut above.name);
                text("plan.line.caption").clone_into(&mut above.caption);
                text("plan.line").clone_into(up);
                kept.pop();
            }
            (block, _) => kept.push(block),
        }
    }
    kept
}

/// What the initiative is to move, by deprivation, in the whole system.
fn gradient(figures: Figures<'_>, indicator: &str) -> Option<Block> {
    let info = figures.site.indicator(indicator)?;
    let area = figures.site.area(figures.whole())?;
    let by = info.breakdowns.iter().copied().find(|dimension| dimension.is_deprivation())?;
    view(figures, info, area, View::By(by))
}
