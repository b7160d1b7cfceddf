//! One initiative on a page: for whom, where, who, how it goes, whom it reached.

use super::parts::plan_page;
use super::{Opening, ReportKind, begin};
use crate::error::{Choice, PageError};
use crate::figures::Figures;
use crate::pages::plan::initiative;
use crate::routes::App;
use commonweal_report::Document;

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
    Ok(report)
}
