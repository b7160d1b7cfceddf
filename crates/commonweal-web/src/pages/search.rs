//! Everything by name: indicators, areas, what the plans promise, cohorts, codelists, and how figures are calculated.

use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::ranking::{Query, Rank};
use crate::routes::App;
use crate::view::{Frame, Link, filters};
use crate::{handbook, markdown};
use askama::Template;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::{DefinitionKind, Site};
use commonweal_indicator::{say, text};
use commonweal_operations::plan::{Node, NodeKind};
use commonweal_stats::handbook::CHAPTERS;

/// Findings of each kind shown at most; a longer list means that a word more will help.
const MOST: usize = 20;

/// Suggestions where nothing matches.
const MOST_NEAR: usize = 6;

#[derive(Template)]
#[template(path = "pages/search.html")]
struct SearchPage {
    frame: Frame,
    heading: String,
    sentence: String,
    typed: String,
    groups: Vec<GroupView>,
    is_empty: bool,
    near: Vec<Link>,
}

/// Findings of one kind.
struct GroupView {
    id: &'static str,
    label: String,
    found: Vec<FoundView>,
    more: Option<String>,
}

struct FoundView {
    link: Link,
    about: String,
}

/// Something that can be found.
pub(crate) struct Entry {
    kind: Kind,
    title: String,
    code: String,
    about: String,
    body: String,
    href: String,
}

/// Kinds of findings, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Indicators,
    Areas,
    Outcomes,
    Cohorts,
    Codelists,
    Methods,
}

const KINDS: [Kind; 6] = [Kind::Indicators, Kind::Areas, Kind::Outcomes, Kind::Cohorts, Kind::Codelists, Kind::Methods];

impl Kind {
    fn id(self) -> &'static str {
        match self {
            Self::Indicators => "indicators",
            Self::Areas => "areas",
            Self::Outcomes => "outcomes",
            Self::Cohorts => "cohorts",
            Self::Codelists => "codelists",
            Self::Methods => "methods",
        }
    }

    fn label(self) -> &'static str {
        text(match self {
            Self::Indicators => "search.kind.indicators",
            Self::Areas => "search.kind.areas",
            Self::Outcomes => "search.kind.outcomes",
            Self::Cohorts => "search.kind.cohorts",
            Self::Codelists => "search.kind.codelists",
            Self::Methods => "search.kind.methods",
        })
    }
}

/// `/search`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let page = Parameters::read(asked, &["q"]).map(|parameters| search(&app, parameters.get("q").unwrap_or_default()));
    pages::show(&app, page)
}

fn search(app: &App, typed: &str) -> SearchPage {
    let site = &app.site;
    let typed: String = typed.trim().chars().take(200).collect();
    let entries = entries(site);
    let query = Query::read(&typed);
    let mut found: Vec<(Rank, &Entry)> = Vec::new();
    if let Some(query) = &query {
        for entry in &entries {
            found.extend(query.rank(&entry.title, &entry.code, &entry.body).map(|rank| (rank, entry)));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.title.cmp(&b.1.title)));
    let groups: Vec<GroupView> = KINDS.iter().filter_map(|kind| group(*kind, &found)).collect();
    let number = found.len().to_string();
    let (heading, title) = match (&query, found.len()) {
        (None, _) => (text("search.heading").to_owned(), text("search.title").to_owned()),
        (Some(_), 0) => (say("search.heading.none", &[("typed", &typed)]), text("search.title").to_owned()),
        (Some(_), 1) => (say("search.heading.one", &[("typed", &typed)]), text("search.title").to_owned()),
        (Some(_), _) => {
            (say("search.heading.some", &[("typed", &typed), ("number", &number)]), text("search.title").to_owned())
        }
    };
    let title = if typed.is_empty() { title } else { format!("{title}: {typed}") };
    let count = |kind: Kind| entries.iter().filter(|entry| entry.kind == kind).count().to_string();
    let counts = KINDS.map(count);
    let places = ["indicators", "areas", "outcomes", "cohorts", "codelists", "methods"];
    let places: Vec<(&str, &str)> = places.into_iter().zip(counts.iter().map(String::as_str)).collect();
    let sentence = say("search.sentence", &places);
    let here = format!("/search?q={}", crate::query::encoded(&typed));
    SearchPage {
        frame: pages::frame(app, Place::Nowhere, &title, Vec::new(), &here),
        heading,
        sentence,
        is_empty: query.is_some() && found.is_empty(),
        near: if found.is_empty() { near(site, &typed) } else { Vec::new() },
        typed,
        groups,
    }
}

fn group(kind: Kind, found: &[(Rank, &Entry)]) -> Option<GroupView> {
    let of_kind: Vec<&Entry> = found.iter().map(|(_, entry)| *entry).filter(|entry| entry.kind == kind).collect();
    let view = |entry: &&Entry| FoundView {
        link: Link::new(entry.title.as_str(), entry.href.as_str()),
        about: entry.about.clone(),
    };
    let hidden = of_kind.len().saturating_sub(MOST);
    (!of_kind.is_empty()).then(|| GroupView {
        id: kind.id(),
        label: format!("{} ({})", kind.label(), of_kind.len()),
        found: of_kind.iter().take(MOST).map(view).collect(),
        more: (hidden > 0).then(|| say("search.more", &[("number", &hidden.to_string())])),
    })
}

/// What is called almost so, where nothing is called so.
pub(crate) fn near(site: &Site, typed: &str) -> Vec<Link> {
    let Some(query) = Query::read(typed) else { return Vec::new() };
    let entries = entries(site);
    let mut near: Vec<(usize, &Entry)> =
        entries.iter().filter_map(|entry| Some((query.distance(&entry.title)?, entry))).collect();
    // Among names as near as each other, indicators come first, and the shortest name is the one most likely meant.
    near.sort_by_key(|(distance, entry)| (*distance, entry.kind, entry.title.len(), entry.href.as_str()));
    near.into_iter().take(MOST_NEAR).map(|(_, entry)| Link::new(entry.title.as_str(), entry.href.as_str())).collect()
}

/// Everything that can be found.
fn entries(site: &Site) -> Vec<Entry> {
    let mut entries = Vec::new();
    for info in site.indicators() {
        entries.push(Entry {
            kind: Kind::Indicators,
            title: info.short_title.clone(),
            code: info.id.clone(),
            about: info.question.clone(),
            body: format!("{} {} {} {}", info.title, info.question, info.numerator_text, info.source),
            href: format!("/indicators/{}", info.id),
        });
    }
    for area in site.areas() {
        entries.push(Entry {
            kind: Kind::Areas,
            title: area.name.clone(),
            code: area.code.to_string(),
            about: format!("{}, {}", area.area_type.label(), area.code),
            body: area.area_type.label().to_owned(),
            href: format!("/areas/{}", area.code),
        });
    }
    entries.extend(of_plans(site));
    for definition in site.definitions() {
        let kind = match definition.kind {
            // An indicator is found by its own page, which leads to its definition.
            DefinitionKind::Indicator => continue,
            DefinitionKind::Cohort => Kind::Cohorts,
            DefinitionKind::Codelist => Kind::Codelists,
        };
        entries.push(Entry {
            kind,
            href: pages::definitions::address(&definition),
            title: definition.title,
            code: definition.id,
            body: definition.about.clone(),
            about: definition.about,
        });
    }
    for chapter in CHAPTERS {
        entries.push(Entry {
            kind: Kind::Methods,
            title: chapter.title.to_owned(),
            code: chapter.slug.to_owned(),
            about: markdown::plain(&chapter.question()),
            body: markdown::plain(&chapter.question()),
            href: handbook::address(&chapter),
        });
    }
    entries
}

/// Parts of frameworks, outcomes, commitments and initiatives.
fn of_plans(site: &Site) -> Vec<Entry> {
    let book = site.book();
    let entry = |kind: NodeKind, id: &str, title: &str, about: &str, body: String| Entry {
        kind: Kind::Outcomes,
        title: title.to_owned(),
        code: id.to_owned(),
        about: about.to_owned(),
        body,
        href: pages::plan::address(&Node::new(kind, id)),
    };
    let mut entries = Vec::new();
    for part in &book.plans().parts {
        let level = part.level.map_or("", |level| level.as_str());
        let body = format!("{} {level}", part.set);
        entries.push(entry(NodeKind::Part, &part.id, &part.title, &crate::words::capital(&part.set), body));
    }
    for outcome in &book.links().outcomes {
        let about = NodeKind::Outcome.label();
        entries.push(entry(NodeKind::Outcome, &outcome.id, &outcome.title, about, String::new()));
    }
    for commitment in &book.plans().commitments {
        let body = format!("{} {}", commitment.measure, commitment.population.as_deref().unwrap_or_default());
        entries.push(entry(NodeKind::Commitment, &commitment.id, &commitment.title, &commitment.measure, body));
    }
    for initiative in &book.plans().initiatives {
        let about = initiative.places.join(", ");
        let texts = [&initiative.cohort, &initiative.activity].map(|text| text.as_deref().unwrap_or_default());
        let body = texts.join(" ");
        entries.push(entry(NodeKind::Initiative, &initiative.id, &initiative.title, &about, body));
    }
    entries
}
