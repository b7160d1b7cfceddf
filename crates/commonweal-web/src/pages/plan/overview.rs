//! `/outcomes`: how many commitments stand how, and the ten ambitions with what is behind each.

use super::sheet::{Block, Count, PlanPage, columns, table};
use super::{names, said};
use crate::pages::{self, Place};
use crate::reports::ReportKind;
use crate::routes::App;
use crate::view::{CellView, Link};
use commonweal_app::Site;
use commonweal_chart::mark::icon;
use commonweal_indicator::{say, text};
use commonweal_operations::plan::{Node, NodeKind, OUTCOMES_FRAMEWORK, Part, PartLevel, Status, smart};

/// The page.
pub(crate) fn view(app: &App) -> PlanPage {
    let site = &app.site;
    let book = site.book();
    let commitments = &book.plans().commitments;
    let incomplete = commitments.iter().map(smart).filter(|smart| smart.is_objective && smart.is_incomplete()).count();
    let (some, all) = (incomplete.to_string(), commitments.len().to_string());
    let frame = pages::frame(app, Place::Outcomes, text("outcomes.title"), Vec::new(), "/outcomes");
    let heading = say("outcomes.heading", &[("some", &some), ("all", &all)]);
    let mut page = PlanPage::new(frame, heading, text("outcomes.sentence"));
    page.insets.extend(names::unread(book));
    let number = |status: Status| site.judged().values().filter(|judgement| judgement.status == status).count();
    page.counts = Status::ALL
        .iter()
        .map(|status| Count {
            mark: Some(icon(said::mark(*status))),
            ..Count::of(status.label(), number(*status), format!("/commitments?status={}", status.as_str()))
        })
        .collect();
    page.links = [
        ("plan.frameworks", "/framework"),
        ("plan.commitments", "/commitments"),
        ("plan.initiatives", "/initiatives"),
        ("plan.neighbourhoods", "/neighbourhoods"),
        ("plan.coverage", "/framework/coverage"),
        ("plan.contradictions", "/contradictions"),
    ]
    .map(|(key, address)| Link::new(text(key), address))
    .into();
    page.links.push(pages::reports::link(ReportKind::Scorecard, None, None));
    page.files = vec![Link::new(text("outcomes.csv"), "/commitments.csv")];
    let of_framework = |part: &&Part| part.level == Some(PartLevel::Ambition) && part.set == OUTCOMES_FRAMEWORK;
    let rows = book.plans().parts.iter().filter(of_framework).map(|part| row(site, part)).collect();
    let heads = ["plan.ambition", "plan.domain", "plan.column.measures", "plan.column.commitments"];
    let heads: Vec<&'static str> = heads.into_iter().chain(["plan.column.initiatives"]).map(text).collect();
    let ambitions = table(text("outcomes.ambitions"), columns(&heads), rows);
    let about = Block::Words(text("outcomes.ambitions.about").to_owned());
    page.section("ambitions", text("outcomes.ambitions"), vec![about, Block::Table(ambitions)]);
    page
}

/// An ambition: where it belongs, and how much stands below it at any depth.
fn row(site: &Site, part: &Part) -> Vec<CellView> {
    let book = site.book();
    let node = Node::new(NodeKind::Part, &part.id);
    let below = book.graph().all_below(&node);
    let count = |kinds: &[NodeKind]| below.iter().filter(|node| kinds.contains(&node.kind)).count().to_string();
    let mut name = CellView::link(part.title.as_str(), names::address(&node));
    name.lines.push(part.id.clone());
    name.lines.extend(part.note.clone().filter(|note| note.contains("Appendix 2")));
    let domain = part.parent.as_deref().and_then(|id| book.plans().part(id)).map_or("", |domain| domain.title.as_str());
    vec![
        name,
        CellView::words(domain),
        CellView::words(count(&[NodeKind::Indicator, NodeKind::Return])),
        CellView::words(count(&[NodeKind::Commitment])),
        CellView::words(count(&[NodeKind::Initiative])),
    ]
}
