//! What has changed: the releases kept, the definitions that are not what they were, the figures that changed clearly.

use crate::charts::area_name;
use crate::error::PageError;
use crate::figures::Figures;
use crate::handbook;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, ColumnView, Frame, Link, TableView, filters};
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::{Changes, DefinitionChange, FigureChange, KeptRelease, csv_text};
use commonweal_chart::format;
use commonweal_indicator::{Seen, difference_words, gap_unit, plain_unit, say, text};

/// How many figures the page lists; the file has them all.
const MOST_FIGURES: usize = 50;

#[derive(Template)]
#[template(path = "pages/changes.html")]
struct ChangesPage {
    frame: Frame,
    heading: String,
    lead: String,
    csv: &'static str,
    figures: Option<TableView>,
    figures_about: String,
    definitions: Option<TableView>,
    definitions_about: String,
    releases: TableView,
    chapters: Vec<Link>,
}

/// `/changes`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    prepare(&app).await;
    let page = Parameters::read(asked, &[]).and_then(|_| {
        let changes = read(&app)?;
        Ok(show(&app, Figures { site: &app.site }, changes))
    });
    pages::show(&app, page)
}

/// `/changes.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    prepare(&app).await;
    let figures = Figures { site: &app.site };
    match Parameters::read(asked, &[]).and_then(|_| read(&app)) {
        Ok(changes) => {
            let name = format!("{}-changes.csv", app.site.facts().class.as_str());
            pages::download(&name, "text/csv; charset=utf-8", csv_text(&file(figures, changes)))
        }
        Err(problem) => problem.page(&app),
    }
}

/// The first to ask waits until the release before is read, and keeps nobody else waiting.
async fn prepare(app: &App) {
    let site = app.site.clone();
    // What goes wrong is kept, and said by whoever reads it.
    let _ = tokio::task::spawn_blocking(move || site.changes().map(|_| ()).map_err(str::to_owned)).await;
}

fn read(app: &App) -> Result<&Changes, PageError> {
    app.site.changes().map_err(|why| PageError::internal(&std::io::Error::other(why.to_owned())))
}

fn show(app: &App, figures: Figures<'_>, changes: &Changes) -> ChangesPage {
    let count = |number: usize| format::count(i64::try_from(number).unwrap_or(i64::MAX));
    let places = [
        ("figures", count(changes.figures.len())),
        ("compared", count(changes.compared)),
        ("definitions", count(changes.definitions.len())),
    ];
    let places: Vec<(&str, &str)> = places.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let heading = match (&changes.before, changes.figures.len()) {
        (None, _) => text("changes.heading.first").to_owned(),
        (Some(_), 0) => say("changes.heading.none", &places),
        (Some(_), _) => say("changes.heading", &places),
    };
    let before = changes.releases.iter().find(|of| Some(&of.manifest.release_id) == changes.before.as_ref());
    let lead = match before {
        Some(before) => say(
            "changes.lead",
            &[
                ("now", &words::moment(&figures.site.facts().released_at)),
                ("before", &words::moment(&before.manifest.released_at)),
            ],
        ),
        None => text("changes.lead.first").to_owned(),
    };
    let shown = changes.figures.len().min(MOST_FIGURES);
    ChangesPage {
        frame: pages::frame(app, Place::Nowhere, text("changes.title"), vec![pages::home()], "/changes"),
        heading,
        lead,
        csv: "/changes.csv",
        figures_about: if shown < changes.figures.len() {
            say("changes.figures.some", &[("shown", &count(shown)), ("all", &count(changes.figures.len()))])
        } else {
            text("changes.figures.about").to_owned()
        },
        figures: (shown > 0).then(|| figures_table(figures, &changes.figures[..shown])),
        definitions_about: text(if changes.definitions.is_empty() {
            "changes.definitions.none"
        } else {
            "changes.definitions.about"
        })
        .to_owned(),
        definitions: (!changes.definitions.is_empty()).then(|| definitions_table(figures, &changes.definitions)),
        releases: releases_table(figures, &changes.releases),
        chapters: handbook::links([handbook::GAP]),
    }
}

fn figures_table(figures: Figures<'_>, changes: &[FigureChange]) -> TableView {
    let value = |seen: &Seen, unit: &str| {
        let mut cell =
            CellView::number(seen.value().map_or(format::NONE.to_owned(), |v| format::value(v, plain_unit(unit))));
        if let Seen::Estimate(estimate) = seen {
            cell.lines.push(format::limits(estimate.lower, estimate.upper, plain_unit(unit)));
        }
        cell
    };
    let row = |change: &FigureChange| {
        let info = figures.site.indicator(&change.key.indicator_id);
        let title = info.map_or(change.key.indicator_id.as_str(), |info| info.short_title.as_str());
        let mut question =
            CellView::link(title, format!("/indicators/{}?area={}", change.key.indicator_id, change.key.area));
        if change.definition_changed {
            question.lines.push(text("changes.definition_changed").to_owned());
        }
        question.lines.extend(change.key.breakdowns.iter().map(words::group));
        vec![
            question,
            CellView::link(area_name(figures, &change.key.area), format!("/areas/{}", change.key.area)),
            value(&change.before, &change.unit),
            value(&change.now, &change.unit),
            CellView::words(difference_words(&change.difference, gap_unit(&change.unit))),
        ]
    };
    TableView {
        caption: text("changes.figures.caption").to_owned(),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("area.spine.column.question")),
            ColumnView::words(text("areas_page.column.area")),
            ColumnView::number(text("changes.column.before")),
            ColumnView::number(text("changes.column.now")),
            ColumnView::words(text("changes.column.change")),
        ],
        rows: changes.iter().map(row).collect(),
    }
}

fn definitions_table(figures: Figures<'_>, changes: &[DefinitionChange]) -> TableView {
    let short = |hash: &str| hash.chars().take(12).collect::<String>();
    let row = |change: &DefinitionChange| {
        let id = change.indicator();
        let info = figures.site.indicator(id);
        let name = match info {
            Some(info) => CellView::link(info.short_title.as_str(), format!("/definitions/{id}")),
            None => CellView::words(id),
        };
        let what = match change {
            DefinitionChange::Added { .. } => text("changes.definition.added").to_owned(),
            DefinitionChange::Removed { .. } => text("changes.definition.removed").to_owned(),
            DefinitionChange::Changed { before, now, .. } => {
                say("changes.definition.changed", &[("before", &short(before)), ("now", &short(now))])
            }
        };
        vec![name, CellView::words(what)]
    };
    TableView {
        caption: text("changes.definitions").to_owned(),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("changes.column.definition")),
            ColumnView::words(text("changes.column.change")),
        ],
        rows: changes.iter().map(row).collect(),
    }
}

fn releases_table(figures: Figures<'_>, releases: &[KeptRelease]) -> TableView {
    let count = |number: u64| CellView::number(format::count(i64::try_from(number).unwrap_or(i64::MAX)));
    let row = |release: &KeptRelease| {
        let of = &release.manifest;
        let mut name = CellView::words(words::moment(&of.released_at));
        name.lines.push(of.release_id.clone());
        if release.is_current {
            name.lines.push(text("changes.release.current").to_owned());
        }
        vec![
            name,
            CellView::words(of.index_dates.last().cloned().unwrap_or_default()),
            count(figures.site.shown_people(of.people)),
            count(of.figures),
            count(of.withheld),
            CellView::words(of.rules_version.clone()),
        ]
    };
    TableView {
        caption: text("changes.releases").to_owned(),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("changes.column.released")),
            ColumnView::words(text("how.date")),
            ColumnView::number(text("area.people.column")),
            ColumnView::number(text("quality.column.figures")),
            ColumnView::number(text("changes.column.withheld")),
            ColumnView::words(text("how.rules")),
        ],
        rows: releases.iter().map(row).collect(),
    }
}

fn file(figures: Figures<'_>, changes: &Changes) -> Vec<Vec<String>> {
    let header = [
        "indicator_id",
        "series",
        "area_code",
        "area_name",
        "category",
        "statistic",
        "unit",
        "period_before",
        "before",
        "before_lower_95",
        "before_upper_95",
        "period_now",
        "now",
        "now_lower_95",
        "now_upper_95",
        "difference",
        "difference_lower_95",
        "difference_upper_95",
        "definition_changed",
    ];
    let three = |seen: &Seen| match seen {
        Seen::Estimate(estimate) => [estimate.value, estimate.lower, estimate.upper].map(|number| number.to_string()),
        other => [other.value().map(|value| value.to_string()).unwrap_or_default(), String::new(), String::new()],
    };
    let row = |change: &FigureChange| {
        let key = &change.key;
        let mut cells = vec![
            key.indicator_id.clone(),
            key.series.clone(),
            key.area.to_string(),
            area_name(figures, &key.area),
            key.breakdowns.first().map(words::group).unwrap_or_default(),
            key.statistic.as_str().to_owned(),
            change.unit.clone(),
            change.before_period.clone(),
        ];
        cells.extend(three(&change.before));
        cells.push(key.period.to_string());
        cells.extend(three(&change.now));
        cells.extend(three(&change.difference));
        cells.push(if change.definition_changed { "yes" } else { "no" }.to_owned());
        cells
    };
    std::iter::once(header.map(str::to_owned).to_vec()).chain(changes.figures.iter().map(row)).collect()
}
