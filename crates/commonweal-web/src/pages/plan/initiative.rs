//! `/initiatives/{id}`: one initiative on one page: for whom, where, who, how it goes, whom it reached, and its line of sight.

use super::initiatives::{kept, networks, places, said, stage};
use super::names;
use super::sheet::{Block, Count, Facts, PlanPage};
use super::{line, reach};
use crate::error::{Choice, PageError};
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::reports::ReportKind;
use crate::routes::App;
use crate::view::Link;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use commonweal_chart::format;
use commonweal_indicator::{say, text};
use commonweal_operations::plan::{Initiative, InitiativeRecord, Node, NodeKind, PlanKind, RATING_DAYS, Rating};

/// `/initiatives/{id}`
pub(crate) async fn page(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Result<Asked, QueryRejection>,
) -> Response {
    let page = Parameters::read(asked, &[]).and_then(|_| {
        let found = app.site.book().plans().initiative(&id);
        let choices = || {
            let list = Choice { label: text("plan.initiatives").to_owned(), href: Some("/initiatives".to_owned()) };
            [vec![list], line::ambitions(app.site.book())].concat()
        };
        found.map(|initiative| view(&app, initiative)).ok_or_else(|| PageError::no_outcome(&id, choices()))
    });
    pages::show(&app, page)
}

/// Ids of the nodes of a kind, as a list in a sentence.
pub(super) fn ids_of(nodes: &[&Node], kind: NodeKind) -> String {
    let ids = nodes.iter().filter(|node| node.kind == kind).map(|node| node.id.as_str());
    ids.collect::<Vec<_>>().join(", ")
}

pub(crate) fn view(app: &App, initiative: &Initiative) -> PlanPage {
    let book = app.site.book();
    let node = Node::new(NodeKind::Initiative, &initiative.id);
    let record = kept(book, initiative);
    let above = vec![pages::home(), Link::new(text("plan.initiatives"), "/initiatives")];
    let frame = pages::frame(app, Place::Initiatives, &initiative.title, above, &names::address(&node));
    let sentence = initiative.activity.clone().or_else(|| initiative.cohort.clone()).unwrap_or_default();
    let mut page = PlanPage::new(frame, initiative.title.as_str(), sentence);
    page.caption = format!("{} {}", text("plan.initiative"), initiative.id);
    page.links.push(pages::reports::link(ReportKind::Initiative, Some(&initiative.id), None));
    page.links.extend(names::change(app, PlanKind::Initiative, &initiative.id));
    page.insets.extend(names::unread(book));
    let gaps = record.map(InitiativeRecord::gaps).unwrap_or_default();
    if !gaps.is_empty() {
        page.insets.push(say("plan.initiative.gaps", &[("gaps", &gaps.join("; "))]));
    } else if book.graph().above(&node).next().is_none() {
        page.insets.push(text("plan.initiative.alone").to_owned());
    }
    let fact =
        |label: &str, words: String| Count { label: text(label).to_owned(), number: words, href: None, mark: None };
    let rating = record.and_then(|kept| kept.rating_on(app.site.plan_day()));
    page.counts = vec![
        fact("plan.where", places(book, initiative).join(", ")),
        fact("plan.stage", stage(book, initiative).to_owned()),
        fact("plan.rating", rating.map_or(text("plan.rating.none"), |rating| rating.rag.label()).to_owned()),
    ];
    page.section("who", text("plan.initiative.who"), for_whom(app, initiative));
    page.section("how", text("plan.initiative.how"), how(app, initiative));
    page.section(
        "reach",
        text("plan.reach"),
        match record.and_then(|kept| kept.figures.as_ref()) {
            Some(figures) => reach::blocks(figures),
            None => vec![Block::Words(text("plan.reach.none").to_owned())],
        },
    );
    line::add_line(app, &mut page, &node);
    page.section("notes", text("plan.notes"), names::notes_about(book, &initiative.id));
    page.section("source", text("plan.source"), source(initiative));
    page
}

/// For whom, where, and what is to become better.
fn for_whom(app: &App, initiative: &Initiative) -> Vec<Block> {
    let book = app.site.book();
    let record = kept(book, initiative);
    let mut facts = Facts::default();
    facts.maybe(text("plan.for_whom"), initiative.cohort.clone());
    facts.maybe(text("plan.cohort.rule"), initiative.cohort_rule.clone());
    let node = Node::new(NodeKind::Initiative, &initiative.id);
    let cohorts = book.graph().below(&node).filter(|(below, _)| below.kind == NodeKind::Cohort);
    let cohorts: Vec<&Node> = cohorts.map(|(cohort, _)| cohort).collect();
    facts.links(text("plan.cohort"), cohorts.iter().map(|cohort| names::link(&app.site, cohort)).collect());
    let live: Vec<Link> = cohorts.iter().flat_map(|cohort| line::live(&app.site, &cohort.id)).collect();
    match live.is_empty() {
        true => facts.words(text("plan.cohort.definition"), text("plan.cohort.no_live")),
        false => facts.links(text("plan.cohort.definition"), live),
    }
    facts.maybe(text("plan.activity"), initiative.activity.clone());
    facts.words(text("plan.place"), places(book, initiative).join(", "));
    let networks: Vec<String> = networks(book, initiative).iter().map(|id| names::organisation(book, id)).collect();
    facts.words(text("plan.network"), networks.join(", "));
    let tick = |tick: Option<bool>| match tick {
        Some(true) => text("plan.tick.yes"),
        Some(false) => text("plan.tick.no"),
        None => text("plan.tick.blank"),
    };
    let aims = ["plan.aim.access", "plan.aim.experience", "plan.aim.outcomes"].into_iter().zip(initiative.equity);
    let recorded = record.map_or(["", "", ""], |kept| [&*kept.access, &*kept.experience, &*kept.outcomes]);
    for ((key, stated), words) in aims.zip(recorded) {
        match words.trim().is_empty() {
            true => facts.words(text(key), tick(stated)),
            false => facts.words(text(key), words),
        }
    }
    let strategies = ["plan.strategy.system", "plan.strategy.joint", "plan.core20"].into_iter().zip(initiative.ticks);
    strategies.for_each(|(key, stated)| facts.words(text(key), tick(stated)));
    facts.maybe(text("plan.area"), initiative.clinical_area.as_deref().map(said));
    facts.words(text("plan.column.kind"), said(&initiative.kind));
    facts.block()
}

/// Who does it, when, for how much, and how it goes.
fn how(app: &App, initiative: &Initiative) -> Vec<Block> {
    let book = app.site.book();
    let mut facts = Facts::default();
    let owner = names::owner(book, PlanKind::Initiative, &initiative.id);
    facts.words(text("plan.owner"), owner.unwrap_or_else(|| text("plan.owner.none").to_owned()));
    facts.maybe(text("plan.lead"), initiative.lead.clone());
    facts.maybe(text("plan.period"), initiative.period.clone());
    facts.words(text("plan.stage"), stage(book, initiative));
    facts.maybe(text("plan.referral"), initiative.referral_destination.clone());
    facts.maybe(text("plan.result"), initiative.reported_result.clone());
    let Some(changed) = book.changes().initiative(&initiative.id) else {
        facts.words(text("plan.changed"), text("plan.changed.never"));
        return facts.block();
    };
    let record = &changed.value;
    facts.words(text("plan.partners"), record.partners.join(", "));
    let days = [("plan.from", record.from), ("plan.until", record.until), ("plan.review", record.review_on)];
    days.into_iter().for_each(|(key, on)| facts.maybe(text(key), on.map(names::day)));
    let pounds = record.money_pounds.map(|pounds| format!("£{}", format::count(pounds)));
    let money = [pounds, Some(record.money_note.clone()).filter(|note| !note.trim().is_empty())];
    facts.words(text("plan.money"), money.into_iter().flatten().collect::<Vec<_>>().join(", "));
    facts.maybe(text("plan.rating"), rating(app, record));
    facts.words(text("plan.risks"), record.risks.as_str());
    facts.words(text("plan.lived"), record.lived_experience.as_str());
    facts.words(text("plan.lived.source"), record.lived_source.as_str());
    facts.words(text("plan.kept.note"), record.note.as_str());
    let (day, version) = (names::day(changed.changed_on), changed.version.to_string());
    facts.words(text("plan.changed"), say("plan.changed.version", &[("day", &day), ("version", &version)]));
    facts.block()
}

/// The rating with its reason and day; one that is too old says so and shows no colour.
fn rating(app: &App, record: &InitiativeRecord) -> Option<String> {
    let said = |rating: &Rating| {
        let on = names::day(rating.on);
        say("plan.rating.said", &[("rating", rating.rag.label()), ("reason", &rating.reason), ("day", &on)])
    };
    match (record.rating_on(app.site.plan_day()), &record.rating) {
        (Some(rating), _) => Some(said(rating)),
        (None, Some(old)) => {
            Some(say("plan.rating.old", &[("day", &names::day(old.on)), ("days", &RATING_DAYS.to_string())]))
        }
        (None, None) => None,
    }
}

fn source(initiative: &Initiative) -> Vec<Block> {
    let mut facts = Facts::default();
    facts.words(text("outcomes.fact.id"), initiative.id.as_str());
    facts.maybe(text("outcomes.fact.note"), initiative.note.clone());
    match initiative.citations.is_empty() {
        true => facts.words(text("plan.source"), text("plan.source.added")),
        false => facts.words(text("plan.source"), names::cited(&initiative.citations)),
    }
    facts.block()
}
