//! One initiative on a page: for whom, where, who, how it goes, whom it reached.

use super::parts::{plan_page, view};
use super::{Opening, ReportKind, begin};
use crate::charts::View;
use crate::error::{Choice, PageError};
use crate::figures::Figures;
use crate::pages::plan::initiative;
use crate::routes::App;
use commonweal_operations::plan::{Node, NodeKind};
use commonweal_report::{Block, Document};

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
    report.blocks = plan_page(&page);
    let node = Node::new(NodeKind::Initiative, &found.id);
    let pictures = figures.site.book().graph().above(&node).filter(|(above, _)| above.kind == NodeKind::Indicator);
    if let Some(picture) = pictures.filter_map(|(indicator, _)| gradient(figures, &indicator.id)).next() {
        // After what stands first: how many, or whom it is for.
        let at = report.blocks.iter().position(|block| matches!(block, Block::Heading(_))).unwrap_or(0);
        report.blocks.insert(at, picture);
    }
    Ok(report)
}

/// What the initiative is to move, by deprivation, in the whole system.
fn gradient(figures: Figures<'_>, indicator: &str) -> Option<Block> {
    let info = figures.site.indicator(indicator)?;
    let area = figures.site.area(figures.whole())?;
    let by = info.breakdowns.iter().copied().find(|dimension| dimension.is_deprivation())?;
    view(figures, info, area, View::By(by))
}
