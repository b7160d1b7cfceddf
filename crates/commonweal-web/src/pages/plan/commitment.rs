//! `/commitments/{id}`: one commitment, how it stands and why, what it lacks, and the line it is on.

use super::names::{self, framework_address, framework_of};
use super::sheet::{Block, Count, Facts, PlanPage};
use super::{chart, crumbs, line, measures, said};
use crate::error::{Choice, PageError};
use crate::figures::Figures;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::Link;
use crate::words;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use commonweal_app::series_of;
use commonweal_chart::mark::icon;
use commonweal_indicator::{say, text};
use commonweal_operations::plan::{Commitment, CommitmentKind, Judgement, Node, NodeKind, PlanKind, Report, smart};
use jiff::civil::Date;

/// `/commitments/{id}`
pub(crate) async fn page(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Result<Asked, QueryRejection>,
) -> Response {
    let page = Parameters::read(asked, &[]).and_then(|_| {
        let found = app.site.book().plans().commitment(&id).zip(app.site.judged().get(&id));
        let choices = || {
            let list = Choice { label: text("plan.commitments").to_owned(), href: Some("/commitments".to_owned()) };
            [vec![list], line::ambitions(app.site.book())].concat()
        };
        let (commitment, judgement) = found.ok_or_else(|| PageError::no_outcome(&id, choices()))?;
        Ok(view(&app, commitment, judgement))
    });
    pages::show(&app, page)
}

fn view(app: &App, commitment: &Commitment, judgement: &Judgement) -> PlanPage {
    let site = &app.site;
    let book = site.book();
    let node = Node::new(NodeKind::Commitment, &commitment.id);
    let above = crumbs(vec![Link::new(text("plan.commitments"), "/commitments")]);
    let frame = pages::frame(app, Place::Outcomes, &commitment.title, above, &names::address(&node));
    let status = judgement.status.label();
    let heading = format!("{}: {}", commitment.title, words::small(status));
    let why = said::why(commitment, judgement, decided(app, commitment, judgement));
    let mut page = PlanPage::new(frame, heading.as_str(), why.first().cloned().unwrap_or_default());
    page.caption = format!("{} {}", text("plan.commitment"), commitment.id);
    page.links.extend(names::change(app, PlanKind::Commitment, &commitment.id));
    page.insets.extend(names::unread(book));
    let smart = smart(commitment);
    page.insets.extend(said::lacks(&smart).map(|lacks| match smart.is_incomplete() {
        true => format!("{lacks}. {}", text("outcomes.incomplete.about")),
        false => format!("{lacks}."),
    }));
    let fact = |label: &str, words: String, mark: Option<String>| Count {
        label: text(label).to_owned(),
        number: words,
        href: None,
        mark,
    };
    let unit = commitment.unit.as_deref();
    let latest = judgement.latest.map(|(value, _)| said::value(value, unit));
    page.counts = vec![
        fact("plan.column.status", status.to_owned(), Some(icon(said::mark(judgement.status)))),
        fact("outcomes.column.target", said::promise(commitment), None),
        fact("outcomes.column.date", said::due(commitment).0, None),
        fact("plan.latest", latest.unwrap_or_else(|| text("plan.latest.none").to_owned()), None),
    ];
    let mut blocks: Vec<Block> = why.into_iter().map(Block::Words).collect();
    blocks.push(Block::Words(say("plan.judged_on", &[("day", &names::day(site.plan_day()))])));
    if said::lacks_growth(judgement) {
        blocks.push(Block::Words(text("plan.growth.none").to_owned()));
    }
    page.section("why", text("plan.why"), blocks);
    let figures = Figures { site };
    if let Some(view) = chart::of(figures, commitment, judgement) {
        page.section("over-time", text("plan.over_time"), vec![Block::Chart(Box::new(view))]);
    }
    let measured = measures::of(book, &node);
    let caption = say("outcomes.indicators.caption", &[("title", &commitment.title)]);
    let blocks = match measures::table(figures, caption, &measured) {
        Some(table) => vec![Block::Words(text("outcomes.indicators.about").to_owned()), Block::Table(table)],
        None => vec![Block::Words(text("outcomes.serves.none").to_owned())],
    };
    page.section("measured", text("outcomes.indicators"), blocks);
    page.section("notes", text("plan.notes"), names::notes_about(book, &commitment.id));
    page.section("facts", text("outcomes.stated"), facts(app, commitment, judgement));
    line::add_line(app, &mut page, &node);
    page
}

/// The value of the day, where the day is past or here: it decides, and not the latest.
fn decided(app: &App, commitment: &Commitment, judgement: &Judgement) -> Option<(f64, Date)> {
    let due = judgement.due.filter(|due| *due <= app.site.plan_day())?;
    let series = series_of(app.site.figures_of_commitment(commitment)?)?;
    series.value_for(due).map(|observed| (observed.value, observed.end))
}

/// The row as stated, and what its owner keeps of it.
fn facts(app: &App, commitment: &Commitment, judgement: &Judgement) -> Vec<Block> {
    let book = app.site.book();
    let mut facts = Facts::default();
    facts.words(text("outcomes.fact.id"), commitment.id.as_str());
    facts.maybe(text("plan.column.kind"), commitment.kind.map(CommitmentKind::label));
    facts.words(text("outcomes.fact.measure"), commitment.measure.as_str());
    let none = || text("plan.not_stated").to_owned();
    facts.words(text("outcomes.fact.population"), commitment.population.clone().unwrap_or_else(none));
    facts.words(text("outcomes.fact.geography"), commitment.geography.clone().unwrap_or_else(none));
    facts.words(text("outcomes.fact.baseline"), words::capital(&said::baseline(commitment)));
    facts.words(text("outcomes.column.target"), said::promise(commitment));
    facts.maybe(text("plan.comparator.stated"), commitment.comparator_words.clone());
    facts.maybe(text("plan.better"), commitment.better.map(|better| words::capital(better.label())));
    let (printed, line) = said::due(commitment);
    facts.words(
        text("outcomes.column.date"),
        [Some(printed), line].into_iter().flatten().collect::<Vec<_>>().join(": "),
    );
    let used = judgement.target.map(|target| said::value(target, commitment.unit.as_deref()));
    facts.maybe(text("plan.target.used"), used);
    facts.maybe(text("plan.noted"), commitment.noted.clone());
    if let Some(part) = commitment.parent.as_deref().and_then(|id| book.plans().part(id)) {
        let mut links = vec![names::link(&app.site, &Node::new(NodeKind::Part, &part.id))];
        let framework = framework_of(part);
        links.extend(framework.map(|framework| Link::new(framework.title, framework_address(framework))));
        facts.links(text("outcomes.fact.part_of"), links);
    }
    let owner = names::owner(book, PlanKind::Commitment, &commitment.id);
    facts.words(text("plan.owner"), owner.unwrap_or_else(|| text("plan.owner.none").to_owned()));
    if let Some(kept) = book.changes().commitment(&commitment.id) {
        facts.words(text("plan.way"), said::way(kept.value.way));
        facts.maybe(text("plan.reported"), kept.value.report.map(reported));
        facts.words(text("plan.kept.note"), kept.value.note.as_str());
        let changed = say(
            "plan.changed.version",
            &[("day", &names::day(kept.changed_on)), ("version", &kept.version.to_string())],
        );
        facts.words(text("plan.changed"), changed);
    }
    facts.maybe(text("outcomes.fact.note"), commitment.note.clone());
    facts.words(text("plan.source"), names::cited(&commitment.citations));
    facts.block()
}

fn reported(report: Report) -> String {
    match report {
        Report::DoneOn(on) => say("plan.reported.done", &[("day", &names::day(on))]),
        Report::NotDone { expected: Some(on) } => say("plan.reported.expected", &[("day", &names::day(on))]),
        Report::NotDone { expected: None } => text("plan.reported.not").to_owned(),
    }
}
