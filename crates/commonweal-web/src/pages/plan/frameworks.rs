//! `/framework`: every framework side by side, with what shows it and who owns it.

use super::names::{self, framework_address, framework_of};
use super::sheet::{Block, Count, PlanPage, columns, table};
use super::{crumbs, measures};
use crate::csv::Table;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::reports::ReportKind;
use crate::routes::App;
use crate::view::{CellView, Link};
use crate::words;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::PlanBook;
use commonweal_indicator::{say, text};
use commonweal_operations::plan::{FRAMEWORKS, Framework, Node, NodeKind, Part, PlanKind};
use std::collections::BTreeSet;

/// `/framework`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    pages::show(&app, Parameters::read(asked, &[]).map(|_| view(&app)))
}

/// `/framework.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    super::file(&app, "framework", Parameters::read(asked, &[]).map(|_| as_csv(app.site.book())))
}

/// What stands directly below the parts of a framework and its outcomes.
pub(super) struct Reach {
    pub(super) parts: usize,
    pub(super) outcomes: usize,
    pub(super) measures: BTreeSet<Node>,
    pub(super) commitments: BTreeSet<String>,
    pub(super) initiatives: BTreeSet<String>,
    pub(super) owned: usize,
}

impl Reach {
    pub(super) fn of(book: &PlanBook, framework: &Framework) -> Self {
        let mut reach = Self {
            parts: 0,
            outcomes: 0,
            measures: BTreeSet::new(),
            commitments: BTreeSet::new(),
            initiatives: BTreeSet::new(),
            owned: 0,
        };
        for part in framework.parts(book.plans()) {
            reach.parts += 1;
            reach.owned += usize::from(names::owner(book, PlanKind::Part, &part.id).is_some());
            reach.below(book, &Node::new(NodeKind::Part, &part.id));
        }
        reach
    }

    fn below(&mut self, book: &PlanBook, node: &Node) {
        for (below, _) in book.graph().below(node) {
            match below.kind {
                NodeKind::Outcome => {
                    self.outcomes += 1;
                    self.below(book, below);
                }
                NodeKind::Indicator | NodeKind::Return => {
                    self.measures.insert(below.clone());
                }
                NodeKind::Commitment => {
                    self.commitments.insert(below.id.clone());
                }
                NodeKind::Initiative => {
                    self.initiatives.insert(below.id.clone());
                }
                NodeKind::Part | NodeKind::Cohort => {}
            }
        }
    }
}

fn view(app: &App) -> PlanPage {
    let site = &app.site;
    let book = site.book();
    let rows: Vec<Vec<CellView>> = FRAMEWORKS.iter().map(|framework| row(book, framework)).collect();
    let others: Vec<&Part> = book.plans().parts.iter().filter(|part| framework_of(part).is_none()).collect();
    let shared = super::mapping::shared(site);
    let many = shared.iter().filter(|serving| serving.frameworks.len() > 1).count();
    let places = [("frameworks", FRAMEWORKS.len().to_string()), ("many", many.to_string())];
    let places: Vec<(&str, &str)> = places.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let frame = pages::frame(app, Place::Outcomes, text("plan.frameworks"), crumbs(Vec::new()), "/framework");
    let mut page = PlanPage::new(frame, say("plan.frameworks.heading", &places), text("plan.frameworks.sentence"));
    page.insets.extend(names::unread(book));
    page.insets.push(text("plan.proposed.about").to_owned());
    page.counts = vec![
        Count::of(text("plan.count.parts"), book.plans().parts.len(), "#side-by-side"),
        Count::of(text("plan.count.outcomes"), book.links().outcomes.len(), "/framework/outcomes"),
        Count::of(text("plan.count.many"), many, "/framework/mapping"),
    ];
    page.links = vec![
        Link::new(text("plan.mapping"), "/framework/mapping"),
        Link::new(text("plan.coverage"), "/framework/coverage"),
        Link::new(text("plan.commitments"), "/commitments"),
        Link::new(text("plan.contradictions"), "/contradictions"),
        pages::reports::link(ReportKind::Scorecard, None, None),
    ];
    page.files = vec![Link::new(text("plan.frameworks.csv"), "/framework.csv")];
    let heads = ["plan.column.framework", "plan.column.parts", "plan.column.measures", "plan.column.commitments"];
    let heads = heads.into_iter().chain(["plan.column.initiatives", "plan.column.owned"]).map(text);
    let side = table(text("plan.frameworks.side"), columns(&heads.collect::<Vec<_>>()), rows);
    page.section("side-by-side", text("plan.frameworks.side"), vec![Block::Table(side)]);
    let about = Block::Words(text("plan.frameworks.others.about").to_owned());
    let heads = columns(&["plan.column.title", "plan.column.kind", "plan.column.list"].map(text));
    let rows = others.iter().map(|part| other_row(part)).collect();
    let others = table(text("plan.frameworks.others"), heads, rows);
    page.section("others", text("plan.frameworks.others"), vec![about, Block::Table(others)]);
    page
}

fn row(book: &PlanBook, framework: &Framework) -> Vec<CellView> {
    let reach = Reach::of(book, framework);
    let mut parts = CellView::words(reach.parts.to_string());
    if reach.outcomes > 0 {
        parts.lines.push(say("plan.outcomes.proposed", &[("number", &reach.outcomes.to_string())]));
    }
    vec![
        CellView::link(framework.title, framework_address(framework)),
        parts,
        CellView::words(reach.measures.len().to_string()),
        CellView::words(reach.commitments.len().to_string()),
        CellView::words(reach.initiatives.len().to_string()),
        CellView::words(say("plan.owned", &[("some", &reach.owned.to_string()), ("all", &reach.parts.to_string())])),
    ]
}

fn other_row(part: &Part) -> Vec<CellView> {
    let address = names::address(&Node::new(NodeKind::Part, &part.id));
    let level = part.level.map_or("", |level| level.label());
    vec![
        CellView::link(part.title.as_str(), address),
        CellView::words(level),
        CellView::words(words::capital(&part.set)),
    ]
}

/// Every part of every framework, and every proposed outcome.
fn as_csv(book: &PlanBook) -> String {
    let mut file = Table::new(&[
        "framework_id",
        "list",
        "level",
        "id",
        "parent_id",
        "title",
        "basis",
        "owner",
        "measures",
        "same_aim_as",
        "note",
        "source",
    ]);
    let measured = |node: &Node| {
        let ids = measures::of(book, node).into_iter().map(|(measure, _)| measure.id.clone());
        ids.collect::<Vec<_>>().join(" ")
    };
    let owner = |id: &str| names::owner(book, PlanKind::Part, id).unwrap_or_default();
    for part in &book.plans().parts {
        let node = Node::new(NodeKind::Part, &part.id);
        let same: Vec<&str> = book.graph().same_aim(&part.id).collect();
        file.row(&[
            framework_of(part).map_or("", |framework| framework.id).to_owned(),
            part.set.clone(),
            part.level.map_or("", |level| level.as_str()).to_owned(),
            part.id.clone(),
            part.parent.clone().unwrap_or_default(),
            part.title.clone(),
            names::basis_of(book, &node).as_str().to_owned(),
            owner(&part.id),
            measured(&node),
            same.join(" "),
            part.note.clone().unwrap_or_default(),
            names::cited(&part.citations),
        ]);
    }
    for outcome in &book.links().outcomes {
        let node = Node::new(NodeKind::Outcome, &outcome.id);
        file.row(&[
            "outcomes".to_owned(),
            String::new(),
            "outcome".to_owned(),
            outcome.id.clone(),
            outcome.ambition.clone(),
            outcome.title.clone(),
            names::basis_of(book, &node).as_str().to_owned(),
            owner(&outcome.id),
            measured(&node),
            String::new(),
            String::new(),
            String::new(),
        ]);
    }
    file.finish()
}

/// A framework by the id in an address.
pub(super) fn known(id: &str) -> Result<&'static Framework, crate::error::PageError> {
    let choice = |framework: &Framework| crate::error::Choice {
        label: framework.title.to_owned(),
        href: Some(framework_address(framework)),
    };
    Framework::with_id(id)
        .ok_or_else(|| crate::error::PageError::no_framework(id, FRAMEWORKS.iter().map(choice).collect()))
}
