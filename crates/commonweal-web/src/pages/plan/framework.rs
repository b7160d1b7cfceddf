//! `/framework/{id}`: one framework as a tree, from its domains down to what shows it, with the latest released value and gap.

use super::frameworks::{Reach, known};
use super::names::{self, framework_address};
use super::sheet::{Block, Count, PlanPage, Tree, TreeRow, nested};
use super::{crumbs, measures};
use crate::error::PageError;
use crate::figures::Figures;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, Link};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use commonweal_indicator::{say, text};
use commonweal_operations::plan::{Basis, Framework, FrameworkFile, Node, NodeKind, Part, PlanKind};
use std::collections::BTreeSet;

/// `/framework/{id}` and `/framework/{id}.toml`
pub(crate) async fn page(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Result<Asked, QueryRejection>,
) -> Response {
    let parameters = Parameters::read(asked, &[]);
    match id.strip_suffix(".toml") {
        None => pages::show(&app, parameters.and_then(|_| view(&app, known(&id)?))),
        Some(id) => match parameters.and_then(|_| known(id)) {
            Ok(framework) => text_of(&app, framework),
            Err(problem) => problem.page(&app),
        },
    }
}

/// The framework as its owners edit it.
fn text_of(app: &App, framework: &Framework) -> Response {
    let rows = app.site.book().rows();
    let file = FrameworkFile::with_changes(framework, rows.plans, rows.links, app.site.book().changes());
    let class = app.site.facts().class.as_str();
    let name = format!("{class}-framework-{}.toml", framework.id);
    pages::download(&name, "application/toml; charset=utf-8", file.to_toml())
}

fn view(app: &App, framework: &'static Framework) -> Result<PlanPage, PageError> {
    let book = app.site.book();
    let reach = Reach::of(book, framework);
    let here = framework_address(framework);
    let above = crumbs(vec![Link::new(text("plan.frameworks"), "/framework")]);
    let frame = pages::frame(app, Place::Outcomes, framework.title, above, &here);
    let unmeasured = unmeasured(app, framework);
    let heading = match unmeasured {
        0 => say("plan.framework.heading.all", &[("title", framework.title)]),
        number => say("plan.framework.heading", &[("title", framework.title), ("number", &number.to_string())]),
    };
    let mut page = PlanPage::new(frame, heading, text("plan.framework.sentence"));
    page.caption = text("plan.framework.caption").to_owned();
    page.insets.extend(names::unread(book));
    page.counts = vec![
        Count { href: None, ..Count::of(text("plan.count.parts"), reach.parts, "") },
        Count { href: None, ..Count::of(text("plan.column.measures"), reach.measures.len(), "") },
        Count { href: None, ..Count::of(text("plan.column.commitments"), reach.commitments.len(), "") },
        Count { href: None, ..Count::of(text("plan.column.initiatives"), reach.initiatives.len(), "") },
    ];
    page.links = vec![
        Link::new(text("plan.mapping"), "/framework/mapping"),
        Link::new(text("plan.coverage"), "/framework/coverage"),
    ];
    page.files = vec![Link::new(text("plan.framework.toml"), format!("{here}.toml"))];
    page.section("tree", text("plan.framework.tree"), vec![Block::Tree(Tree { rows: tree(app, framework) })]);
    let ids: BTreeSet<&str> = framework.parts(book.plans()).map(|part| part.id.as_str()).collect();
    let touching =
        book.links().contradictions.iter().filter(|note| note.ids.iter().any(|id| ids.contains(id.as_str())));
    let notes: Vec<_> = touching.map(names::note).collect();
    if !notes.is_empty() {
        page.section("notes", text("plan.notes"), vec![Block::Notes(notes)]);
    }
    Ok(page)
}

/// Parts at the end of the tree, and outcomes, that nothing shows.
fn unmeasured(app: &App, framework: &Framework) -> usize {
    let graph = app.site.book().graph();
    let inside = |node: &Node| matches!(node.kind, NodeKind::Part | NodeKind::Outcome);
    let mut ends: BTreeSet<Node> = BTreeSet::new();
    for part in framework.parts(app.site.book().plans()) {
        let node = Node::new(NodeKind::Part, &part.id);
        ends.extend(
            graph.below(&node).filter(|(below, _)| below.kind == NodeKind::Outcome).map(|(node, _)| node.clone()),
        );
        if !graph.below(&node).any(|(below, _)| inside(below)) {
            ends.insert(node);
        }
    }
    ends.iter().filter(|node| measures::of(app.site.book(), node).is_empty()).count()
}

fn tree(app: &App, framework: &Framework) -> Vec<TreeRow> {
    let parts: Vec<&Part> = framework.parts(app.site.book().plans()).collect();
    let is_inside = |id: &str| parts.iter().any(|part| part.id == id);
    let is_root = |part: &&Part| part.parent.as_deref().is_none_or(|parent| !is_inside(parent) || parent == part.id);
    let mut rows = Vec::new();
    let mut seen = BTreeSet::new();
    for root in parts.iter().copied().filter(is_root) {
        add_part(app, root, &parts, 0, &mut seen, &mut rows);
    }
    nested(rows)
}

fn add_part<'p>(
    app: &App,
    part: &'p Part,
    parts: &[&'p Part],
    depth: usize,
    seen: &mut BTreeSet<&'p str>,
    rows: &mut Vec<(usize, TreeRow)>,
) {
    // A ring of parents, which only a damaged file could have, ends here.
    if !seen.insert(part.id.as_str()) {
        return;
    }
    let book = app.site.book();
    let node = Node::new(NodeKind::Part, &part.id);
    rows.push((depth, row(app, &node, None)));
    for child in parts.iter().copied().filter(|child| child.parent.as_deref() == Some(&part.id)) {
        add_part(app, child, parts, depth + 1, seen, rows);
    }
    let mut shown: BTreeSet<&Node> = BTreeSet::new();
    for (outcome, basis) in book.graph().below(&node).filter(|(below, _)| below.kind == NodeKind::Outcome) {
        rows.push((depth + 1, row(app, outcome, Some(basis))));
        for (measure, basis) in measures::of(book, outcome) {
            shown.insert(measure);
            rows.push((depth + 2, measure_row(app, measure, basis)));
        }
    }
    for (measure, basis) in measures::of(book, &node).into_iter().filter(|(measure, _)| !shown.contains(measure)) {
        rows.push((depth + 1, measure_row(app, measure, basis)));
    }
}

/// A part or an outcome: its owner, and how much stands below it.
fn row(app: &App, node: &Node, said: Option<Basis>) -> TreeRow {
    let book = app.site.book();
    let mut lines = Vec::new();
    let basis = said.unwrap_or_else(|| names::basis_of(book, node));
    lines.extend((basis == Basis::Proposed).then(|| names::basis(basis)));
    lines.extend(names::owner(book, PlanKind::Part, &node.id).map(|owner| say("plan.owner.is", &[("owner", &owner)])));
    let below = |kind: NodeKind| book.graph().below(node).filter(|(below, _)| below.kind == kind).count();
    let counts = [
        (below(NodeKind::Commitment), "plan.commitments.one", "plan.commitments.many"),
        (below(NodeKind::Initiative), "plan.initiatives.one", "plan.initiatives.many"),
    ];
    let counts = counts.into_iter().filter(|(number, ..)| *number > 0);
    let counts: Vec<String> = counts.map(|(number, one, many)| names::counted(number, many, one, many)).collect();
    lines.extend((!counts.is_empty()).then(|| counts.join(", ")));
    let nothing = node.kind == NodeKind::Outcome && measures::of(book, node).is_empty();
    lines.extend(nothing.then(|| text("plan.measure.none").to_owned()));
    tree_row(app, node, lines, Vec::new())
}

/// An indicator or a return, with its value and gap.
fn measure_row(app: &App, node: &Node, basis: Basis) -> TreeRow {
    let cells: Vec<CellView> = measures::cells(Figures { site: &app.site }, node).into();
    let cells = cells.into_iter().filter(|cell| cell.text != commonweal_chart::format::NONE).collect();
    tree_row(app, node, vec![names::basis(basis)], cells)
}

fn tree_row(app: &App, node: &Node, lines: Vec<String>, cells: Vec<CellView>) -> TreeRow {
    let numbered = !matches!(node.kind, NodeKind::Indicator);
    let level = names::kind(&app.site, node);
    TreeRow {
        level: if numbered { format!("{level} {}", node.id) } else { level.to_owned() },
        title: names::title(&app.site, node),
        href: names::address(node),
        lines,
        cells,
        after: String::new(),
    }
}
