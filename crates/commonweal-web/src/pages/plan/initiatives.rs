//! `/initiatives`: everything that the plans do or that people added, narrowed by place, network, stage, area and strategy.

use super::sheet::{Block, Count, PlanPage, columns, table};
use super::{initiatives_file, names};
use crate::error::PageError;
use crate::groups::Choice;
use crate::pages::indicators::select;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters, encoded};
use crate::routes::App;
use crate::view::{CellView, Link};
use crate::words;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::PlanBook;
use commonweal_chart::format;
use commonweal_indicator::{say, text};
use commonweal_operations::plan::{Initiative, InitiativeRecord, Node, NodeKind, Stage};
use std::collections::BTreeSet;

/// What the list can be asked.
const KNOWN: [&str; 8] = ["place", "network", "core20plus5", "stage", "area", "kind", "strategy", "aligned"];

/// The word in addresses of initiatives of which nobody keeps a record.
pub(super) const UNRECORDED: &str = "not-recorded";

/// The columns of ticks of the plans' tables, by their words in addresses.
const STRATEGIES: [(&str, &str); 2] = [("system", "plan.strategy.system"), ("joint", "plan.strategy.joint")];

/// What was asked for, in the order of [`KNOWN`], each part valid.
struct Filter([Option<Choice>; 8]);

/// `/initiatives`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let page = Parameters::read(asked, &KNOWN).and_then(|parameters| view(&app, &parameters));
    pages::show(&app, page)
}

/// `/initiatives.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let made = Parameters::read(asked, &KNOWN).and_then(|parameters| {
        let filter = Filter::read(app.site.book(), &parameters)?;
        Ok(initiatives_file::of(&app.site, &filter.initiatives(app.site.book())))
    });
    super::file(&app, "initiatives", made)
}

/// What somebody keeps of an initiative.
pub(super) fn kept<'b>(book: &'b PlanBook, initiative: &Initiative) -> Option<&'b InitiativeRecord> {
    book.changes().initiative(&initiative.id).map(|changed| &changed.value)
}

/// Where it is: as recorded, else as the plans have it.
pub(crate) fn places<'b>(book: &'b PlanBook, initiative: &'b Initiative) -> &'b [String] {
    kept(book, initiative).map_or(&initiative.places, |kept| &kept.places)
}

/// Its networks, likewise.
pub(super) fn networks<'b>(book: &'b PlanBook, initiative: &'b Initiative) -> &'b [String] {
    kept(book, initiative).map_or(&initiative.networks, |kept| &kept.networks)
}

/// Nodes above an initiative: parts, indicators and returns that it serves.
pub(crate) fn served<'b>(book: &'b PlanBook, initiative: &Initiative) -> Vec<&'b Node> {
    let node = Node::new(NodeKind::Initiative, &initiative.id);
    book.graph().above(&node).map(|(above, _)| above).collect()
}

/// How far it is, in words: without a record nobody has said.
pub(super) fn stage(book: &PlanBook, initiative: &Initiative) -> &'static str {
    kept(book, initiative).map_or(text("plan.stage.not_recorded"), |kept| kept.stage.label())
}

/// What a kind or clinical area is called: the plans' own word without its underscores.
pub(super) fn said(word: &str) -> String {
    words::capital(&word.replace('_', " "))
}

/// The words that stand in a column, each once.
fn named<'b>(words: impl Iterator<Item = &'b str>, label: impl Fn(&str) -> String) -> Vec<Choice> {
    let all: BTreeSet<&str> = words.collect();
    all.into_iter().map(|word| Choice { id: word.to_owned(), label: label(word) }).collect()
}

fn fixed(pairs: &[(&str, &'static str)]) -> Vec<Choice> {
    pairs.iter().map(|(id, label)| Choice { id: (*id).to_owned(), label: (*label).to_owned() }).collect()
}

fn yes_no(yes: &str, no: &str) -> Vec<Choice> {
    fixed(&[("yes", text(yes)), ("no", text(no))])
}

/// The choices of each list, in the order of [`KNOWN`].
fn choices(book: &PlanBook) -> [Vec<Choice>; 8] {
    let all = &book.plans().initiatives;
    let mut stages: Vec<(&str, &'static str)> =
        Stage::ALL.iter().map(|stage| (stage.as_str(), stage.label())).collect();
    stages.push((UNRECORDED, text("plan.stage.not_recorded")));
    [
        named(all.iter().flat_map(|each| places(book, each)).map(String::as_str), str::to_owned),
        named(all.iter().flat_map(|each| networks(book, each)).map(String::as_str), |id| names::organisation(book, id)),
        fixed(&[
            ("yes", text("plan.ticked.yes")),
            ("no", text("plan.ticked.no")),
            ("blank", text("plan.ticked.blank")),
        ]),
        fixed(&stages),
        named(all.iter().filter_map(|each| each.clinical_area.as_deref()), said),
        named(all.iter().map(|each| each.kind.as_str()), said),
        fixed(&STRATEGIES.map(|(id, key)| (id, text(key)))),
        yes_no("plan.aligned.yes", "plan.aligned.no"),
    ]
}

impl Filter {
    fn read(book: &PlanBook, parameters: &Parameters) -> Result<Self, PageError> {
        let mut chosen: [Option<Choice>; 8] = Default::default();
        for (at, choices) in choices(book).into_iter().enumerate() {
            chosen[at] = parameters.one_of(KNOWN[at], &choices)?;
        }
        Ok(Self(chosen))
    }

    /// The initiatives that fit, in the order of the plans.
    fn initiatives<'b>(&self, book: &'b PlanBook) -> Vec<&'b Initiative> {
        book.plans().initiatives.iter().filter(|each| self.fits(book, each)).collect()
    }

    fn fits(&self, book: &PlanBook, each: &Initiative) -> bool {
        let [place, network, core20, stage, area, kind, strategy, aligned] = &self.0;
        let is = |choice: &Option<Choice>, fits: &dyn Fn(&str) -> bool| choice.as_ref().is_none_or(|c| fits(&c.id));
        is(place, &|id| places(book, each).iter().any(|place| place == id))
            && is(network, &|id| networks(book, each).iter().any(|network| network == id))
            && is(core20, &|id| ticked(each.ticks[2]) == id)
            && is(stage, &|id| kept(book, each).map_or(UNRECORDED, |kept| kept.stage.as_str()) == id)
            && is(area, &|id| each.clinical_area.as_deref() == Some(id))
            && is(kind, &|id| each.kind == id)
            && is(strategy, &|id| each.ticks[usize::from(id != STRATEGIES[0].0)] == Some(true))
            && is(aligned, &|id| (id == "no") == served(book, each).is_empty())
    }

    fn words(&self) -> String {
        let labels = self.0.iter().flatten().map(|choice| words::small(&choice.label));
        labels.collect::<Vec<_>>().join(", ")
    }

    /// The part of an address after the question mark.
    fn address(&self) -> String {
        let parts = KNOWN.iter().zip(&self.0).filter_map(|(name, choice)| Some((name, choice.as_ref()?)));
        let parts: Vec<String> = parts.map(|(name, choice)| format!("{name}={}", encoded(&choice.id))).collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }
}

/// A tick of the plans' tables as a word.
pub(super) const fn ticked(tick: Option<bool>) -> &'static str {
    match tick {
        Some(true) => "yes",
        Some(false) => "no",
        None => "blank",
    }
}

fn view(app: &App, parameters: &Parameters) -> Result<PlanPage, PageError> {
    let book = app.site.book();
    let filter = Filter::read(book, parameters)?;
    let found = filter.initiatives(book);
    let (some, all) = (found.len(), book.plans().initiatives.len());
    let aligned = found.iter().filter(|each| !served(book, each).is_empty()).count();
    let recorded = found.iter().filter(|each| kept(book, each).is_some()).count();
    let words = filter.words();
    let numbers = [("some", some.to_string()), ("all", all.to_string()), ("filters", words.clone())];
    let numbers: Vec<(&str, &str)> = numbers.iter().map(|(key, word)| (*key, word.as_str())).collect();
    let sentence = match words.is_empty() {
        true => text("plan.initiatives.sentence").to_owned(),
        false => say("plan.initiatives.filtered", &numbers),
    };
    let title = match words.is_empty() {
        true => text("plan.initiatives").to_owned(),
        false => format!("{}: {words}", text("plan.initiatives")),
    };
    let heading = match some {
        0 => text("plan.initiatives.none").to_owned(),
        _ => say("plan.initiatives.heading", &[("aligned", &aligned.to_string()), ("some", &some.to_string())]),
    };
    let here = format!("/initiatives{}", filter.address());
    let frame = pages::frame(app, Place::Initiatives, &title, vec![pages::home()], &here);
    let mut page = PlanPage::new(frame, heading, sentence);
    page.insets.extend(names::unread(book));
    page.counts = vec![
        Count { href: None, ..Count::of(text("plan.count.listed"), some, "") },
        Count::of(text("plan.aligned.no"), some - aligned, "/initiatives?aligned=no"),
        Count { href: None, ..Count::of(text("plan.count.recorded"), recorded, "") },
    ];
    let labels = [
        "plan.place",
        "plan.network",
        "plan.core20",
        "plan.stage",
        "plan.area",
        "plan.column.kind",
        "plan.strategy",
        "plan.aligned",
    ];
    let mut selects = Vec::new();
    for (at, choices) in choices(book).into_iter().enumerate() {
        selects.push(select(KNOWN[at], labels[at], choices, filter.0[at].as_ref().map(|choice| choice.id.clone())));
    }
    page.action = "/initiatives";
    page.selects = selects;
    page.links = vec![
        Link::new(text("plan.neighbourhoods"), "/neighbourhoods"),
        Link::new(text("plan.coverage"), "/framework/coverage#initiatives-aligned-to-nothing"),
    ];
    page.files = vec![Link::new(text("plan.initiatives.csv"), format!("/initiatives.csv{}", filter.address()))];
    if !found.is_empty() {
        page.section("list", text("plan.initiatives"), vec![Block::Table(list(app, &found))]);
        page.section("by-place", text("plan.by_place"), vec![Block::Table(by_place(book, &found))]);
    }
    Ok(page)
}

/// Initiatives with where each is, for whom, and what it serves.
pub(crate) fn list(app: &App, initiatives: &[&Initiative]) -> crate::view::TableView {
    let heads = ["plan.initiative", "plan.where", "plan.for_whom", "plan.stage", "plan.aims", "plan.column.serves"];
    let rows = initiatives.iter().map(|each| row(app, each)).collect();
    table(text("plan.initiatives"), columns(&heads.map(text)), rows)
}

fn row(app: &App, each: &Initiative) -> Vec<CellView> {
    let book = app.site.book();
    let node = Node::new(NodeKind::Initiative, &each.id);
    let mut first = CellView::link(each.title.as_str(), names::address(&node));
    first.lines.push(format!("{}, {}", each.id, said(&each.kind)));
    let mut place = CellView::words(places(book, each).join(", "));
    let names: Vec<String> = networks(book, each).iter().map(|id| names::organisation(book, id)).collect();
    place.lines.extend((!names.is_empty()).then(|| names.join(", ")));
    let mut stage = CellView::words(stage(book, each));
    let rating = kept(book, each).and_then(|kept| kept.rating_on(app.site.plan_day()));
    stage.lines.extend(rating.map(|rating| format!("{}: {}", rating.rag.label(), rating.reason)));
    let aims = ["plan.aim.access", "plan.aim.experience", "plan.aim.outcomes"].into_iter().zip(each.equity);
    let aims: Vec<&str> = aims.filter(|(_, tick)| *tick == Some(true)).map(|(key, _)| text(key)).collect();
    let aims = if aims.is_empty() { format::NONE.to_owned() } else { aims.join(", ") };
    let parts = served(book, each);
    let serves = match parts.as_slice() {
        [] => CellView::words(text("plan.aligned.no")),
        nodes => {
            let (parts, measures): (Vec<&Node>, Vec<&Node>) =
                nodes.iter().copied().partition(|node| node.kind == NodeKind::Part);
            let number = measures.len();
            if parts.is_empty() {
                CellView::words(names::counted(number, "plan.measures.one", "plan.measures.one", "plan.measures.many"))
            } else {
                let mut cell = CellView::words(super::initiative::ids_of(&parts, NodeKind::Part));
                let more = || names::counted(number, "plan.moves.one", "plan.moves.one", "plan.moves.many");
                cell.lines.extend((number > 0).then(more));
                cell
            }
        }
    };
    let for_whom = each.cohort.clone().unwrap_or_else(|| format::NONE.to_owned());
    vec![first, place, CellView::words(for_whom), stage, CellView::words(aims), serves]
}

/// How many of those shown are in each place and network.
fn by_place(book: &PlanBook, found: &[&Initiative]) -> crate::view::TableView {
    let mut rows: Vec<Vec<CellView>> = Vec::new();
    let [placed, networked, ..] = choices(book);
    for (name, choices, heading) in [("place", placed, "plan.place"), ("network", networked, "plan.network")] {
        for choice in choices {
            let has = |each: &&&Initiative| match name {
                "place" => places(book, each).contains(&choice.id),
                _ => networks(book, each).contains(&choice.id),
            };
            let number = found.iter().filter(has).count();
            if number > 0 {
                let link = format!("/initiatives?{name}={}", encoded(&choice.id));
                rows.push(vec![
                    CellView::link(choice.label, link),
                    CellView::words(text(heading)),
                    CellView::words(number.to_string()),
                ]);
            }
        }
    }
    let heads = columns(&["plan.where", "plan.column.kind", "plan.column.initiatives"].map(text));
    table(text("plan.by_place"), heads, rows)
}
