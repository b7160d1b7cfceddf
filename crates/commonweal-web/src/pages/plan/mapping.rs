//! `/framework/mapping`: how the frameworks meet. One indicator serves parts of many; parts of two frameworks want the same.

use super::crumbs;
use super::names::{self, framework_of};
use super::sheet::{Block, Count, PlanPage, columns, table};
use crate::csv::Table;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, Link};
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::{PlanBook, Site};
use commonweal_indicator::{say, text};
use commonweal_operations::plan::{FRAMEWORKS, Node, NodeKind};
use std::collections::{BTreeMap, BTreeSet};

/// A measure and the parts of frameworks that it serves.
pub(super) struct Serving {
    pub(super) measure: Node,
    /// Ids of parts with how the measure reaches them, by the id of their framework.
    pub(super) frameworks: BTreeMap<&'static str, BTreeMap<String, By>>,
}

/// How a measure reaches a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum By {
    /// It is named for the part.
    Itself,
    /// It shows an outcome under the part.
    Outcome,
    /// It measures a commitment under the part.
    Commitment,
    /// A part of another framework that wants the same is reached.
    SameAim,
}

impl By {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Itself => "itself",
            Self::Outcome => "outcome",
            Self::Commitment => "commitment",
            Self::SameAim => "same-aim",
        }
    }
}

/// Every measure on the line with what it serves, those that serve the most frameworks first.
pub(super) fn shared(site: &Site) -> Vec<Serving> {
    let book = site.book();
    let returns = book.links().returns.iter().map(|told| Node::new(NodeKind::Return, &told.id));
    let measures = book.rows().indicators.iter().map(|id| Node::new(NodeKind::Indicator, id)).chain(returns);
    let mut all: Vec<Serving> = measures.map(|measure| serving(book, measure)).collect();
    all.retain(|serving| !serving.frameworks.is_empty());
    all.sort_by(|a, b| b.frameworks.len().cmp(&a.frameworks.len()).then_with(|| a.measure.cmp(&b.measure)));
    all
}

fn serving(book: &PlanBook, measure: Node) -> Serving {
    let graph = book.graph();
    let mut parts: BTreeMap<String, By> = BTreeMap::new();
    let mut reach = |id: &str, by: By| {
        let kept = parts.entry(id.to_owned()).or_insert(by);
        *kept = by.min(*kept);
    };
    for (above, _) in graph.above(&measure) {
        let by = match above.kind {
            NodeKind::Part => {
                reach(&above.id, By::Itself);
                continue;
            }
            NodeKind::Outcome => By::Outcome,
            _ => By::Commitment,
        };
        graph.above(above).filter(|(part, _)| part.kind == NodeKind::Part).for_each(|(part, _)| reach(&part.id, by));
    }
    let near: Vec<String> = parts.keys().cloned().collect();
    for part in near {
        for other in graph.same_aim(&part) {
            parts.entry(other.to_owned()).or_insert(By::SameAim);
        }
    }
    let mut frameworks: BTreeMap<&'static str, BTreeMap<String, By>> = BTreeMap::new();
    for (id, by) in parts {
        if let Some(framework) = book.plans().part(&id).and_then(framework_of) {
            frameworks.entry(framework.id).or_default().insert(id, by);
        }
    }
    Serving { measure, frameworks }
}

/// `/framework/mapping`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    pages::show(&app, Parameters::read(asked, &[]).map(|_| view(&app)))
}

/// `/framework/mapping.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    super::file(&app, "framework-mapping", Parameters::read(asked, &[]).map(|_| as_csv(&app.site)))
}

fn view(app: &App) -> PlanPage {
    let site = &app.site;
    let all = shared(site);
    let many = all.iter().filter(|serving| serving.frameworks.len() > 1).count();
    let (some, whole) = (many.to_string(), all.len().to_string());
    let above = crumbs(vec![Link::new(text("plan.frameworks"), "/framework")]);
    let frame = pages::frame(app, Place::Outcomes, text("plan.mapping"), above, "/framework/mapping");
    let heading = say("plan.mapping.heading", &[("some", &some), ("all", &whole)]);
    let mut page = PlanPage::new(frame, heading, text("plan.mapping.sentence"));
    page.insets.push(text("plan.proposed.about").to_owned());
    page.files = vec![Link::new(text("plan.mapping.csv"), "/framework/mapping.csv")];
    let pairs = same_aims(site.book());
    page.counts = vec![
        Count::of(text("plan.count.many"), many, "#measures"),
        Count::of(text("plan.count.same"), pairs.len(), "#same-aim"),
    ];
    let row = |serving: &Serving| {
        let mut where_it_serves = CellView::default();
        let line = |framework: &commonweal_operations::plan::Framework| {
            let parts = serving.frameworks.get(framework.id)?;
            let ids: Vec<&str> = parts.keys().map(String::as_str).collect();
            Some(format!("{}: {}", framework.title, ids.join(", ")))
        };
        where_it_serves.lines = FRAMEWORKS.iter().filter_map(line).collect();
        vec![
            CellView::link(names::title(site, &serving.measure), names::address(&serving.measure)),
            CellView::words(serving.frameworks.len().to_string()),
            where_it_serves,
        ]
    };
    let heads = columns(&["plan.column.measure", "plan.column.frameworks", "plan.column.serves"].map(text));
    let measures = table(text("plan.mapping.measures"), heads, all.iter().map(row).collect());
    page.section("measures", text("plan.mapping.measures"), vec![Block::Table(measures)]);
    let cell = |id: &str| {
        let mut cell = CellView::link(
            names::title(site, &Node::new(NodeKind::Part, id)),
            names::address(&Node::new(NodeKind::Part, id)),
        );
        let framework = site.book().plans().part(id).and_then(framework_of);
        cell.lines.push(framework.map_or(id.to_owned(), |framework| format!("{id}, {}", framework.title)));
        cell
    };
    let rows = pairs.iter().map(|(one, other, why)| vec![cell(one), cell(other), CellView::words(why.as_str())]);
    let heads = columns(&["plan.column.part", "plan.column.same", "plan.column.why"].map(text));
    let pairs = table(text("plan.mapping.same"), heads, rows.collect());
    page.section("same-aim", text("plan.mapping.same"), vec![Block::Table(pairs)]);
    page
}

/// Pairs of parts that want the same, each once, with why.
fn same_aims(book: &PlanBook) -> Vec<(String, String, String)> {
    use commonweal_operations::plan::LinkKind;
    let links = book.links().links.iter().filter(|link| link.kind == Some(LinkKind::SameAim));
    let mut seen = BTreeSet::new();
    let once = |(one, other, _): &(String, String, String)| {
        let pair = if one < other { (one.clone(), other.clone()) } else { (other.clone(), one.clone()) };
        seen.insert(pair)
    };
    let pair = |link: &commonweal_operations::plan::Link| {
        (link.from.clone(), link.to.clone(), link.why.clone().unwrap_or_default())
    };
    links.map(pair).filter(once).collect()
}

/// One row for each measure and part.
fn as_csv(site: &Site) -> String {
    let mut file = Table::new(&["measure_id", "measure", "framework_id", "framework", "part_id", "part", "by"]);
    for serving in shared(site) {
        let title = names::title(site, &serving.measure);
        for framework in FRAMEWORKS {
            for (part, by) in serving.frameworks.get(framework.id).into_iter().flatten() {
                file.row(&[
                    serving.measure.id.clone(),
                    title.clone(),
                    framework.id.to_owned(),
                    framework.title.to_owned(),
                    part.clone(),
                    names::title(site, &Node::new(NodeKind::Part, part)),
                    by.as_str().to_owned(),
                ]);
            }
        }
    }
    file.finish()
}
