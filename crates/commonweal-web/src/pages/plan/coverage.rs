//! `/framework/coverage`: what has no place on the line of sight yet. Nothing of it is hidden.

use super::sheet::{Block, Count, PlanPage, columns, table};
use super::{crumbs, initiatives, names};
use crate::csv::Table;
use crate::error::PageError;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::{App, Shared};
use crate::view::{CellView, Link};
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_indicator::{say, text};
use commonweal_operations::ownership::SubjectKind;
use commonweal_operations::plan::{Initiative, Lack, Node, NodeKind, PlanKind, smart};
use std::collections::BTreeSet;

/// One kind of gap with the things that have it.
struct Gap {
    id: &'static str,
    heading: &'static str,
    about: &'static str,
    nodes: Vec<Node>,
}

/// `/framework/coverage`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let page = match Parameters::read(asked, &[]) {
        Ok(_) => gaps(&app).await.map(|gaps| view(&app, &gaps)),
        Err(problem) => Err(problem),
    };
    pages::show(&app, page)
}

/// `/framework/coverage.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let made = match Parameters::read(asked, &[]) {
        Ok(_) => gaps(&app).await.map(|gaps| as_csv(&app, &gaps)),
        Err(problem) => Err(problem),
    };
    super::file(&app, "coverage", made)
}

/// Indicators that somebody answers for: in the list of owners, where this process may read one; else by the programme that the
/// definition names.
async fn owned(shared: &Shared) -> Result<BTreeSet<String>, PageError> {
    if let Some(people) = &shared.people {
        let owners = people.desk.owners().await.map_err(|error| PageError::internal(&error))?;
        let held = owners.into_iter().filter(|owner| owner.holds && owner.subject_kind == SubjectKind::Indicator);
        return Ok(held.map(|owner| owner.subject_id).collect());
    }
    let named = shared.site.indicators().iter().filter(|info| !info.owner.trim().is_empty());
    Ok(named.map(|info| info.id.clone()).collect())
}

async fn gaps(shared: &Shared) -> Result<Vec<Gap>, PageError> {
    let book = shared.site.book();
    let orphans = book.orphans(&owned(shared).await?);
    let nodes = |kind: NodeKind, ids: Vec<String>| ids.iter().map(|id| Node::new(kind, id)).collect::<Vec<_>>();
    let outcomes = book.links().outcomes.iter().map(|outcome| outcome.id.clone());
    let unowned = |kind: PlanKind, id: &String| names::owner(book, kind, id).is_none();
    let outcomes_unowned = outcomes.filter(|id| unowned(PlanKind::Part, id)).collect();
    let commitments = || book.plans().commitments.iter();
    let commitments_unowned =
        commitments().map(|each| each.id.clone()).filter(|id| unowned(PlanKind::Commitment, id)).collect();
    let every = book.plans().initiatives.iter().map(|each| each.id.clone());
    let initiatives_unowned = every.filter(|id| unowned(PlanKind::Initiative, id)).collect();
    let serves_only_measures = |each: &&Initiative| {
        let served = initiatives::served(book, each);
        !served.is_empty() && served.iter().all(|node| node.kind != NodeKind::Part)
    };
    let of_no_part = book.plans().initiatives.iter().filter(serves_only_measures).map(|each| each.id.clone()).collect();
    let unmeasured = book.commitments_without_measure().into_iter().map(|each| each.id.clone()).collect();
    let loose = commitments().filter(|each| smart(each).lacks.contains(&Lack::Parent)).map(|each| each.id.clone());
    let named = book.plans().cohorts.iter().filter(|cohort| book.live_cohorts(&cohort.id).is_empty());
    let named = named.map(|cohort| cohort.id.clone()).collect();
    let gap = |id, heading, about, nodes| Gap { id, heading: text(heading), about: text(about), nodes };
    Ok(vec![
        gap(
            "outcomes-without-measure",
            "plan.gap.outcomes",
            "plan.gap.outcomes.about",
            nodes(NodeKind::Outcome, orphans.outcomes_without_measure),
        ),
        gap(
            "indicators-without-owner",
            "plan.gap.indicators",
            if shared.people.is_some() { "plan.gap.indicators.list" } else { "plan.gap.indicators.programme" },
            nodes(NodeKind::Indicator, orphans.indicators_without_owner),
        ),
        gap(
            "initiatives-aligned-to-nothing",
            "plan.gap.initiatives",
            "plan.gap.initiatives.about",
            nodes(NodeKind::Initiative, orphans.initiatives_aligned_to_nothing),
        ),
        gap(
            "initiatives-of-no-part",
            "plan.gap.initiatives.part",
            "plan.gap.initiatives.part.about",
            nodes(NodeKind::Initiative, of_no_part),
        ),
        gap(
            "commitments-without-measure",
            "plan.gap.commitments",
            "plan.gap.commitments.about",
            nodes(NodeKind::Commitment, unmeasured),
        ),
        gap(
            "ambitions-without-initiative",
            "plan.gap.ambitions",
            "plan.gap.ambitions.about",
            nodes(NodeKind::Part, orphans.ambitions_without_initiative),
        ),
        gap(
            "cohorts-of-no-initiative",
            "plan.gap.cohorts",
            "plan.gap.cohorts.about",
            nodes(NodeKind::Cohort, orphans.cohorts_of_no_initiative),
        ),
        gap("cohorts-without-rule", "plan.gap.named", "plan.gap.named.about", nodes(NodeKind::Cohort, named)),
        gap(
            "commitments-of-no-framework",
            "plan.gap.loose",
            "plan.gap.loose.about",
            nodes(NodeKind::Commitment, loose.collect()),
        ),
        gap(
            "outcomes-without-owner",
            "plan.gap.outcomes.owner",
            "plan.gap.owner.about",
            nodes(NodeKind::Outcome, outcomes_unowned),
        ),
        gap(
            "commitments-without-owner",
            "plan.gap.commitments.owner",
            "plan.gap.owner.about",
            nodes(NodeKind::Commitment, commitments_unowned),
        ),
        gap(
            "initiatives-without-owner",
            "plan.gap.initiatives.owner",
            "plan.gap.owner.about",
            nodes(NodeKind::Initiative, initiatives_unowned),
        ),
    ])
}

fn view(app: &App, gaps: &[Gap]) -> PlanPage {
    let first = |id: &str| gaps.iter().find(|gap| gap.id == id).map_or(0, |gap| gap.nodes.len());
    let aligned = first("initiatives-aligned-to-nothing").to_string();
    let all = app.site.book().plans().initiatives.len().to_string();
    let above = crumbs(vec![Link::new(text("plan.frameworks"), "/framework")]);
    let frame = pages::frame(app, Place::Outcomes, text("plan.coverage"), above, "/framework/coverage");
    let heading = say("plan.coverage.heading", &[("some", &aligned), ("all", &all)]);
    let mut page = PlanPage::new(frame, heading, text("plan.coverage.sentence"));
    page.insets.extend(names::unread(app.site.book()));
    page.counts = gaps.iter().map(|gap| Count::of(gap.heading, gap.nodes.len(), format!("#{}", gap.id))).collect();
    page.files = vec![Link::new(text("plan.coverage.csv"), "/framework/coverage.csv")];
    for gap in gaps {
        let mut blocks = vec![Block::Words(gap.about.to_owned())];
        let row = |node: &Node| {
            let name = CellView::link(names::title(&app.site, node), names::address(node));
            vec![name, CellView::words(node.id.as_str()), CellView::words(names::kind(&app.site, node))]
        };
        match gap.nodes.as_slice() {
            [] => blocks.push(Block::Words(text("plan.gap.none").to_owned())),
            nodes => {
                let heads = columns(&["plan.column.title", "plan.column.id", "plan.column.kind"].map(text));
                blocks.push(Block::Table(table(gap.heading, heads, nodes.iter().map(row).collect())));
            }
        }
        page.section(gap.id, format!("{} ({})", gap.heading, gap.nodes.len()), blocks);
    }
    page
}

fn as_csv(app: &App, gaps: &[Gap]) -> String {
    let mut file = Table::new(&["gap", "kind", "id", "title", "address"]);
    for gap in gaps {
        for node in &gap.nodes {
            file.row(&[
                gap.id.to_owned(),
                node.kind.as_str().to_owned(),
                node.id.clone(),
                names::title(&app.site, node),
                names::address(node),
            ]);
        }
    }
    file.finish()
}
