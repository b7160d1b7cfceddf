//! `/line/{id}`: one thing on the line of sight, what stands above it and what stands below it, to be walked both ways.

use super::names::{self, framework_address, framework_of};
use super::sheet::{Block, Facts, PlanPage, columns, table};
use super::{commitments, crumbs, measures};
use crate::csv::Table;
use crate::error::{Choice, PageError};
use crate::figures::Figures;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, Link, TableView};
use crate::words;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use commonweal_app::{PlanBook, Site};
use commonweal_indicator::{say, text};
use commonweal_operations::plan::{Basis, Line, Node, NodeKind, OUTCOMES_FRAMEWORK, PartLevel, PlanKind};

/// How many whole lines a page shows; its file has all of them.
const MOST_LINES: usize = 60;

/// `/line/{id}` and `/line/{id}.csv`
pub(crate) async fn page(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Result<Asked, QueryRejection>,
) -> Response {
    let parameters = Parameters::read(asked, &[]);
    if let Some(id) = id.strip_suffix(".csv") {
        let made = parameters.and_then(|_| node(&app.site, id)).map(|node| as_csv(&app.site, &node));
        return super::file(&app, &format!("line-{id}"), made);
    }
    match parameters.and_then(|_| node(&app.site, &id)) {
        // These have a page of their own, which shows the line too.
        Ok(node) if matches!(node.kind, NodeKind::Commitment | NodeKind::Initiative) => {
            Redirect::permanent(&names::address(&node)).into_response()
        }
        found => pages::show(&app, found.map(|node| view(&app, &node))),
    }
}

/// What has this id.
pub(crate) fn node(site: &Site, id: &str) -> Result<Node, PageError> {
    site.book().node(id).ok_or_else(|| PageError::no_outcome(id, ambitions(site.book())))
}

/// The ten ambitions, to choose from.
pub(super) fn ambitions(book: &PlanBook) -> Vec<Choice> {
    let of_framework = |part: &&commonweal_operations::plan::Part| {
        part.level == Some(PartLevel::Ambition) && part.set == OUTCOMES_FRAMEWORK
    };
    let choice = |part: &commonweal_operations::plan::Part| Choice {
        label: part.title.clone(),
        href: Some(names::address(&Node::new(NodeKind::Part, &part.id))),
    };
    book.plans().parts.iter().filter(of_framework).map(choice).collect()
}

fn view(app: &App, node: &Node) -> PlanPage {
    let site = &app.site;
    let book = site.book();
    let title = names::title(site, node);
    let above = crumbs(vec![Link::new(text("plan.frameworks"), "/framework")]);
    let frame = pages::frame(app, Place::Outcomes, &title, above, &names::address(node));
    let mut page = PlanPage::new(frame, title.as_str(), sentence(site, node));
    page.caption = format!("{} {}", names::kind(site, node), node.id);
    page.insets.extend(names::unread(book));
    let lines = if node.kind == NodeKind::Part { book.graph().lines(&node.id) } else { Vec::new() };
    if matches!(node.kind, NodeKind::Part | NodeKind::Outcome) {
        page.links.extend(names::change(app, PlanKind::Part, &node.id));
    }
    page.files = vec![Link::new(text("plan.line.csv"), format!("{}.csv", names::address(node)))];
    page.section("facts", text("plan.facts"), facts(site, node));
    add_line(app, &mut page, node);
    let same: Vec<Link> = match node.kind {
        NodeKind::Part => book.graph().same_aim(&node.id).map(|id| Node::new(NodeKind::Part, id)).collect(),
        _ => Vec::new(),
    }
    .iter()
    .map(|other| in_framework(site, other))
    .collect();
    if !same.is_empty() {
        let about = Block::Words(text("plan.same.about").to_owned());
        page.section("same-aim", text("plan.same"), vec![about, Block::Links(same)]);
    }
    if !lines.is_empty() {
        let number = lines.len().to_string();
        let mut blocks = vec![Block::Words(say("plan.lines.about", &[("number", &number)]))];
        blocks.push(Block::Table(lines_table(site, &title, &lines)));
        page.section("lines", text("plan.lines"), blocks);
    }
    page.section("notes", text("plan.notes"), names::notes_about(book, &node.id));
    page
}

fn in_framework(site: &Site, node: &Node) -> Link {
    let framework = site.book().plans().part(&node.id).and_then(framework_of);
    let title = names::title(site, node);
    let label = framework.map_or(title.clone(), |framework| format!("{title} ({})", framework.title));
    Link::new(label, names::address(node))
}

/// What stands above and below, as two sections of a page.
pub(super) fn add_line(app: &App, page: &mut PlanPage, node: &Node) {
    let graph = app.site.book().graph();
    let up: Vec<(&Node, Basis)> = graph.above(node).collect();
    let down: Vec<(&Node, Basis)> = graph.below(node).collect();
    let part = |heading: &str, none: &str, nodes: &[(&Node, Basis)]| match nodes {
        [] => vec![Block::Words(text(none).to_owned())],
        nodes => vec![Block::Table(neighbours(app, text(heading), nodes))],
    };
    page.section("up", text("plan.up"), part("plan.up", "plan.up.none", &up));
    page.section("down", text("plan.down"), part("plan.down", "plan.down.none", &down));
}

/// Things next to one on the line: what each is, how it stands, and who says that they belong together.
fn neighbours(app: &App, caption: &str, nodes: &[(&Node, Basis)]) -> TableView {
    let figures = Figures { site: &app.site };
    let row = |(node, basis): &(&Node, Basis)| {
        let name = CellView::link(names::title(&app.site, node), names::address(node));
        let kind = CellView::words(format!("{} {}", names::kind(&app.site, node), node.id));
        let state = match node.kind {
            NodeKind::Indicator | NodeKind::Return => {
                let [mut value, gap] = measures::cells(figures, node);
                if gap.text != commonweal_chart::format::NONE {
                    value.lines.push(measures::in_words(gap));
                }
                value
            }
            NodeKind::Commitment => commitments::status_cell(&app.site, &node.id),
            NodeKind::Cohort if app.site.book().live_cohorts(&node.id).is_empty() => {
                CellView::words(text("plan.cohort.named"))
            }
            NodeKind::Cohort => CellView::words(text("plan.cohort.live")),
            _ => CellView::words(commonweal_chart::format::NONE),
        };
        vec![name, kind, state, CellView::words(names::basis(*basis))]
    };
    let heads = ["plan.column.title", "plan.column.kind", "plan.column.state", "plan.column.basis"].map(text);
    table(caption, columns(&heads), nodes.iter().map(row).collect())
}

fn lines_table(site: &Site, title: &str, lines: &[Line]) -> TableView {
    let cell = |kind: NodeKind, id: &str| {
        let node = Node::new(kind, id);
        CellView::link(names::title(site, &node), names::address(&node))
    };
    let row = |line: &Line| {
        vec![
            cell(NodeKind::Outcome, &line.outcome),
            cell(line.measure.kind, &line.measure.id),
            cell(NodeKind::Initiative, &line.initiative),
            line.cohort
                .as_deref()
                .map_or_else(|| CellView::words(text("plan.lines.return")), |cohort| cell(NodeKind::Cohort, cohort)),
            CellView::words(names::basis(line.basis)),
        ]
    };
    let heads = ["plan.outcome", "plan.column.measure", "plan.initiative", "plan.cohort", "plan.column.basis"];
    let rows = lines.iter().take(MOST_LINES).map(row).collect();
    table(say("plan.lines.caption", &[("title", title)]), columns(&heads.map(text)), rows)
}

fn sentence(site: &Site, node: &Node) -> String {
    let book = site.book();
    match node.kind {
        NodeKind::Part => {
            let set = book.plans().part(&node.id).map_or("", |part| part.set.as_str());
            say("plan.line.part", &[("list", set)])
        }
        NodeKind::Outcome => text("plan.line.outcome").to_owned(),
        NodeKind::Indicator => site.indicator(&node.id).map(|info| info.question.clone()).unwrap_or_default(),
        NodeKind::Return => text("plan.line.return").to_owned(),
        NodeKind::Cohort => text("plan.line.cohort").to_owned(),
        NodeKind::Commitment | NodeKind::Initiative => String::new(),
    }
}

fn facts(site: &Site, node: &Node) -> Vec<Block> {
    let book = site.book();
    let (plans, id) = (book.plans(), node.id.as_str());
    let mut facts = Facts::default();
    match node.kind {
        NodeKind::Part | NodeKind::Outcome => {
            facts.words(text("plan.column.basis"), names::basis(names::basis_of(book, node)));
            let owner = names::owner(book, PlanKind::Part, id);
            facts.words(text("plan.owner"), owner.unwrap_or_else(|| text("plan.owner.none").to_owned()));
            if let Some(part) = plans.part(id) {
                let framework = framework_of(part);
                let link = framework.map(|framework| Link::new(framework.title, framework_address(framework)));
                facts.links(text("plan.column.framework"), link.into_iter().collect());
                facts.maybe(text("outcomes.fact.note"), part.note.clone());
                facts.words(text("plan.source"), names::cited(&part.citations));
            }
            let kept = book.changes().part(id);
            facts.maybe(text("plan.kept.note"), kept.map(|kept| kept.value.note.clone()));
            facts.maybe(text("plan.changed"), kept.map(|kept| names::day(kept.changed_on)));
        }
        NodeKind::Indicator => {
            let [value, gap] = measures::cells(Figures { site }, node);
            facts.words(text("indicators.value"), measures::in_words(value));
            facts.words(text("indicators.gap"), measures::in_words(gap));
            if let Some(info) = site.indicator(id) {
                facts.words(text("plan.owner.definition"), info.owner.as_str());
                let page =
                    Link::new(say("plan.line.figures", &[("title", &info.short_title)]), format!("/indicators/{id}"));
                facts.links(text("plan.line.all"), vec![page]);
            }
        }
        NodeKind::Return => {
            let told = book.links().returns.iter().find(|told| told.id == id);
            facts.maybe(text("plan.unit"), told.map(|told| told.unit.clone()));
            facts.maybe(text("plan.returned_by"), told.map(|told| told.returned_by.clone()));
            facts.words(text("indicators.value"), text("plan.measure.no_return"));
            facts.words(text("plan.column.basis"), names::basis(names::basis_of(book, node)));
        }
        NodeKind::Cohort => {
            let cohort = plans.cohorts.iter().find(|cohort| cohort.id == id);
            facts.maybe(text("plan.cohort.rule"), cohort.and_then(|cohort| cohort.rule.clone()));
            let precision =
                cohort.and_then(|cohort| cohort.precision).map(|precision| words::capital(precision.label()));
            facts.maybe(text("plan.cohort.precision"), precision);
            facts.maybe(text("plan.cohort.purpose"), cohort.and_then(|cohort| cohort.purpose).map(|each| each.label()));
            facts.links(text("plan.cohort.definition"), live(site, id));
            if book.live_cohorts(id).is_empty() {
                facts.words(text("plan.cohort.definition"), text("plan.cohort.named"));
            }
            facts.maybe(text("plan.cohort.data"), cohort.and_then(|cohort| cohort.data_needed.clone()));
            facts.maybe(text("outcomes.fact.note"), cohort.and_then(|cohort| cohort.note.clone()));
            facts.maybe(text("plan.source"), cohort.map(|cohort| names::cited(&cohort.citations)));
        }
        NodeKind::Commitment | NodeKind::Initiative => {}
    }
    facts.block()
}

/// Links to the definitions that answer a cohort of the plans.
pub(super) fn live(site: &Site, id: &str) -> Vec<Link> {
    let definitions = site.book().live_cohorts(id).iter();
    definitions.map(|(id, title)| Link::new(title.as_str(), format!("/definitions/{id}"))).collect()
}

/// What stands next to a thing and, of an ambition, every whole line below it.
fn as_csv(site: &Site, node: &Node) -> String {
    let mut file = Table::new(&["direction", "kind", "id", "title", "basis", "line", "address"]);
    let graph = site.book().graph();
    let mut add = |direction: &str, node: &Node, basis: Basis, line: String| {
        file.row(&[
            direction.to_owned(),
            node.kind.as_str().to_owned(),
            node.id.clone(),
            names::title(site, node),
            basis.as_str().to_owned(),
            line,
            names::address(node),
        ]);
    };
    graph.above(node).for_each(|(above, basis)| add("up", above, basis, String::new()));
    graph.below(node).for_each(|(below, basis)| add("down", below, basis, String::new()));
    for line in if node.kind == NodeKind::Part { graph.lines(&node.id) } else { Vec::new() } {
        let ids = [&line.domain, &line.ambition, &line.outcome, &line.measure.id, &line.initiative];
        let way = ids.into_iter().chain(line.cohort.as_ref()).map(String::as_str).collect::<Vec<_>>().join(" > ");
        let end = match &line.cohort {
            Some(cohort) => Node::new(NodeKind::Cohort, cohort),
            None => Node::new(NodeKind::Initiative, &line.initiative),
        };
        add("line", &end, line.basis, way);
    }
    file.finish()
}
