//! What every figure, cohort and list of codes means: the rule in plain English, who leaves at each step, where it is used.

use crate::error::{Choice, PageError};
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, ColumnView, Frame, Link, TableView, filters};
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use commonweal_app::{
    Claim, CodelistLine, DefinitionEntry, DefinitionKind, DefinitionWords, RulePart, RulePartKind, Site,
};
use commonweal_chart::format;
use commonweal_indicator::{say, text};

/// How many codes of a list the page shows; the file beside the definition has them all.
const MOST_CODES: usize = 200;

#[derive(Template)]
#[template(path = "pages/definitions.html")]
struct DefinitionsPage {
    frame: Frame,
    heading: String,
    searched: String,
    found: Option<String>,
    kinds: Vec<KindTable>,
}

/// Definitions of one kind.
struct KindTable {
    id: &'static str,
    heading: String,
    table: TableView,
}

#[derive(Template)]
#[template(path = "pages/definition.html")]
struct DefinitionPage {
    frame: Frame,
    caption: &'static str,
    heading: String,
    about: String,
    others: Vec<Link>,
    /// Where the definition can be counted again as its file stands now: it takes seconds, so it is a button and no link.
    preview: Option<String>,
    figures: Option<Link>,
    rule: Vec<Part>,
    flow: Vec<String>,
    lists: Vec<List>,
    codelists: Option<TableView>,
    cohorts: Vec<Link>,
    used_by: Vec<Link>,
    used_by_none: bool,
    codes: Option<TableView>,
    codes_about: String,
    facts: Vec<Fact>,
    /// The command that prints the same words.
    command: Option<String>,
}

/// A part of the rule with its heading.
struct Part {
    heading: &'static str,
    text: String,
    is_numbered: bool,
    claims: Vec<Claim>,
}

/// Sentences under a heading.
struct List {
    heading: &'static str,
    lines: Vec<String>,
}

/// One fact about a definition.
struct Fact {
    term: &'static str,
    value: String,
    is_code: bool,
}

/// `/definitions`
pub(crate) async fn list(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let page = Parameters::read(asked, &["q"]).map(|parameters| all(&app, parameters.get("q").unwrap_or_default()));
    pages::show(&app, page)
}

fn all(app: &App, searched: &str) -> DefinitionsPage {
    let wanted = searched.trim().to_lowercase();
    let fits = |entry: &DefinitionEntry| {
        entry.title.to_lowercase().contains(&wanted)
            || entry.id.contains(&wanted)
            || entry.about.to_lowercase().contains(&wanted)
    };
    let mut entries = app.site.definitions();
    entries.retain(fits);
    let number = entries.len();
    let mut kinds = Vec::new();
    for kind in DefinitionKind::ALL {
        let of_kind: Vec<&DefinitionEntry> = entries.iter().filter(|entry| entry.kind == kind).collect();
        if !of_kind.is_empty() {
            let heading = say(plural(kind), &[("number", &of_kind.len().to_string())]);
            kinds.push(KindTable { id: kind.as_str(), table: entries_table(&heading, &of_kind), heading });
        }
    }
    let searched: String = searched.chars().filter(|c| !c.is_control()).take(60).collect();
    DefinitionsPage {
        frame: pages::frame(app, Place::Nowhere, text("definitions.title"), vec![pages::home()], "/definitions"),
        heading: text("definitions.heading").to_owned(),
        found: (!searched.is_empty())
            .then(|| say("definitions.found", &[("number", &number.to_string()), ("searched", &searched)])),
        searched,
        kinds,
    }
}

fn plural(kind: DefinitionKind) -> &'static str {
    match kind {
        DefinitionKind::Indicator => "definitions.indicators",
        DefinitionKind::Cohort => "definitions.cohorts",
        DefinitionKind::Codelist => "definitions.codelists",
    }
}

fn kind_label(kind: DefinitionKind) -> &'static str {
    text(match kind {
        DefinitionKind::Indicator => "definitions.indicator",
        DefinitionKind::Cohort => "definitions.cohort",
        DefinitionKind::Codelist => "definitions.codelist",
    })
}

/// Where a definition is: the kind is named where another has the same id.
pub(crate) fn address(entry: &DefinitionEntry) -> String {
    match entry.kind {
        DefinitionKind::Codelist => format!("/definitions/{}?kind=codelist", entry.id),
        _ => format!("/definitions/{}", entry.id),
    }
}

fn entries_table(caption: &str, entries: &[&DefinitionEntry]) -> TableView {
    let row = |entry: &&DefinitionEntry| {
        let mut about: String = entry.about.chars().take(160).collect();
        if about.len() < entry.about.len() {
            about.push('…');
        }
        vec![
            CellView::link(entry.title.as_str(), address(entry)),
            CellView::words(about),
            CellView::words(entry.id.as_str()),
        ]
    };
    TableView {
        caption: caption.to_owned(),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("definitions.column.title")),
            ColumnView::words(text("definitions.column.about")),
            ColumnView::words(text("definitions.column.id")),
        ],
        rows: entries.iter().map(row).collect(),
    }
}

/// `/definitions/{id}`
pub(crate) async fn page(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Result<Asked, QueryRejection>,
) -> Response {
    let page = Parameters::read(asked, &["kind"]).and_then(|parameters| {
        let kind = match parameters.get("kind") {
            None => None,
            Some(word) => {
                let known = DefinitionKind::ALL.map(DefinitionKind::as_str);
                let found = DefinitionKind::ALL.into_iter().find(|kind| kind.as_str() == word);
                Some(found.ok_or_else(|| PageError::invalid_choice("kind", word, &known))?)
            }
        };
        let words = app.site.definition(&id, kind).ok_or_else(|| unknown(&app.site, &id))?;
        Ok(one(&app, &words))
    });
    pages::show(&app, page)
}

/// The page of a name nobody has, with the names most like it.
pub(crate) fn unknown(site: &Site, id: &str) -> PageError {
    let entries = site.definitions();
    let begins = |entry: &&DefinitionEntry| entry.id.chars().take(4).eq(id.chars().take(4));
    let choice = |entry: &DefinitionEntry| Choice {
        label: format!("{} ({})", entry.title, kind_label(entry.kind).to_lowercase()),
        href: Some(address(entry)),
    };
    let mut choices =
        vec![Choice { label: text("definitions.title").to_owned(), href: Some("/definitions".to_owned()) }];
    choices.extend(entries.iter().filter(begins).map(choice));
    PageError::no_definition(id, choices)
}

fn one(app: &App, words: &DefinitionWords) -> DefinitionPage {
    let entry = &words.entry;
    let is_counted = app.site.indicator(&entry.id).filter(|_| entry.kind == DefinitionKind::Indicator);
    let others = words.others.iter().map(|kind| {
        let of = DefinitionEntry { kind: *kind, ..entry.clone() };
        Link::new(say("definitions.other", &[("kind", &kind_label(*kind).to_lowercase())]), address(&of))
    });
    let link =
        |of: &DefinitionEntry| Link::new(format!("{} ({})", of.title, kind_label(of.kind).to_lowercase()), address(of));
    let lists = [("how.exclusions", &words.exclusions), ("how.caveats", &words.caveats)];
    let mut crumbs = vec![pages::home()];
    crumbs.push(Link::new(text("definitions.title"), "/definitions"));
    DefinitionPage {
        frame: pages::frame(app, Place::Nowhere, &entry.title, crumbs, &address(entry)),
        caption: kind_label(entry.kind),
        heading: entry.title.clone(),
        about: entry.about.clone(),
        others: others.collect(),
        preview: is_counted
            .filter(|info| !info.published && pages::is_synthetic(&app.site))
            .map(|info| format!("/definitions/{}/preview", info.id)),
        figures: is_counted.map(|info| Link::new(text("definitions.figures"), format!("/indicators/{}", info.id))),
        rule: words.rule.iter().map(part).collect(),
        flow: words.flow.clone(),
        lists: lists
            .into_iter()
            .filter(|(_, lines)| !lines.is_empty())
            .map(|(key, lines)| List { heading: text(key), lines: lines.clone() })
            .collect(),
        codelists: (!words.codelists.is_empty()).then(|| codelists_table(&words.codelists)),
        cohorts: words.cohorts.iter().map(link).collect(),
        used_by: words.used_by.iter().map(link).collect(),
        used_by_none: entry.kind != DefinitionKind::Indicator && words.used_by.is_empty(),
        codes: (!words.codes.is_empty()).then(|| codes_table(&words.codes)),
        codes_about: if words.codes.len() > MOST_CODES {
            say(
                "definitions.codes.some",
                &[("shown", &MOST_CODES.to_string()), ("all", &words.codes.len().to_string()), ("path", &words.path)],
            )
        } else {
            String::new()
        },
        facts: facts(words),
        command: (entry.kind != DefinitionKind::Codelist).then(|| format!("commonweal cohort explain {}", entry.id)),
    }
}

fn part(part: &RulePart) -> Part {
    let heading = match part.what {
        RulePartKind::Denominator => "definitions.rule.denominator",
        RulePartKind::Numerator => "definitions.rule.numerator",
        RulePartKind::Method => "how.method",
        RulePartKind::Members => "definitions.rule.members",
        RulePartKind::Points => "definitions.rule.points",
        RulePartKind::Bands => "definitions.rule.bands",
        RulePartKind::Segments => "definitions.rule.segments",
        RulePartKind::Terms => "definitions.rule.terms",
    };
    let is_numbered = matches!(part.what, RulePartKind::Denominator | RulePartKind::Numerator | RulePartKind::Members);
    Part { heading: text(heading), text: part.text.clone(), is_numbered, claims: part.claims.clone() }
}

fn codelists_table(lists: &[CodelistLine]) -> TableView {
    let row = |line: &CodelistLine| {
        vec![
            CellView::link(line.title.as_str(), format!("/definitions/{}?kind=codelist", line.id)),
            CellView::words(line.system.as_str()),
            CellView::words(line.version.as_str()),
            CellView::words(line.assurance.as_deref().unwrap_or(text("definitions.assurance.none"))),
            CellView::number(format::count(i64::try_from(line.codes).unwrap_or(i64::MAX))),
        ]
    };
    TableView {
        caption: text("how.codelists").to_owned(),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("definitions.column.title")),
            ColumnView::words(text("definitions.column.system")),
            ColumnView::words(text("definitions.column.version")),
            ColumnView::words(text("definitions.column.assurance")),
            ColumnView::number(text("definitions.column.codes")),
        ],
        rows: lists.iter().map(row).collect(),
    }
}

fn codes_table(codes: &[(String, String)]) -> TableView {
    let row = |(code, term): &(String, String)| {
        let term = if term.is_empty() { format::NONE } else { term.as_str() };
        vec![CellView::words(code.as_str()), CellView::words(term)]
    };
    TableView {
        caption: text("definitions.codes").to_owned(),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("definitions.column.code")),
            ColumnView::words(text("definitions.column.term")),
        ],
        rows: codes.iter().take(MOST_CODES).map(row).collect(),
    }
}

fn facts(words: &DefinitionWords) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |key: &str, value: Option<&str>, is_code: bool| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            facts.push(Fact { term: text(key), value: value.to_owned(), is_code });
        }
    };
    add("how.source", words.source.as_deref(), false);
    add("how.owner", words.owner.as_deref(), false);
    add("how.class", words.class, false);
    add("how.requirements", Some(&words.requirements.join(", ")), false);
    add("how.definition", Some(&words.path), true);
    add("how.hash", Some(&words.hash), true);
    facts
}
