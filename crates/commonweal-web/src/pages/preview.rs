//! What a changed definition would do to the figures: counted by the same engine and gate, kept nowhere, and said to be a
//! preview on every line. Only where people are made up.

use crate::charts::area_name;
use crate::error::PageError;
use crate::figures::Figures;
use crate::pages::indicator::figure_cell;
use crate::pages::{self, Place, definitions};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, ColumnView, Frame, Link, TableView, filters};
use crate::words;
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use commonweal_app::{AppError, Preview, PreviewRow};
use commonweal_chart::format;
use commonweal_disclosure::{Released, Shown, Statistic};
use commonweal_indicator::{Direction, difference_words, gap_unit, say, text};
use commonweal_model::AreaType;
use tokio::sync::Semaphore;

/// One preview is counted at a time: each reads every record.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// Statistics that are a plain value of an indicator counted here.
const PLAIN: [Statistic; 2] = [Statistic::Proportion, Statistic::IndirectlyStandardisedRatio];

/// Kinds of area that the page shows.
const SHOWN: [AreaType; 4] = [AreaType::Icb, AreaType::Place, AreaType::District, AreaType::Pcn];

#[derive(Template)]
#[template(path = "pages/preview.html")]
struct PreviewPage {
    frame: Frame,
    heading: String,
    lead: String,
    definition: Link,
    table: TableView,
}

/// `/definitions/{id}/preview`
pub(crate) async fn page(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Result<Asked, QueryRejection>,
) -> Response {
    if let Err(problem) = Parameters::read(asked, &[]) {
        return problem.page(&app);
    }
    let Ok(_turn) = ONE_AT_A_TIME.acquire().await else { return PageError::no_page().page(&app) };
    let (site, wanted) = (app.site.clone(), id.clone());
    let counted = tokio::task::spawn_blocking(move || site.preview(&wanted)).await;
    let page = match counted {
        Ok(Ok(preview)) => Ok(show(&app, Figures { site: &app.site }, &preview)),
        Ok(Err(AppError::Unknown { .. })) => Err(definitions::unknown(&app.site, &id)),
        Ok(Err(error @ (AppError::Refused(_) | AppError::Definitions(_)))) => {
            Err(PageError::refused(text("preview.refused"), error.to_string(), text("preview.refused.do"), Vec::new()))
        }
        Ok(Err(error)) => Err(PageError::internal(&error)),
        Err(error) => Err(PageError::internal(&error)),
    };
    pages::show(&app, page)
}

fn show(app: &App, figures: Figures<'_>, preview: &Preview) -> PreviewPage {
    let short = |hash: &str| hash.chars().take(12).collect::<String>();
    let clear = preview.rows.iter().filter(|row| Direction::of(&row.difference, preview.polarity).is_clear()).count();
    let lead = match &preview.released_hash {
        None => say("preview.lead.new", &[("hash", &short(&preview.hash))]),
        Some(released) if *released == preview.hash => say("preview.lead.same", &[("hash", &short(&preview.hash))]),
        Some(released) => {
            let places = [("hash", short(&preview.hash)), ("released", short(released)), ("clear", clear.to_string())];
            let places: Vec<(&str, &str)> = places.iter().map(|(name, value)| (*name, value.as_str())).collect();
            say("preview.lead.changed", &places)
        }
    };
    let address = format!("/definitions/{}/preview", preview.indicator);
    let crumbs = vec![pages::home(), Link::new(text("definitions.title"), "/definitions")];
    PreviewPage {
        frame: pages::frame(app, Place::Nowhere, &say("preview.title", &[("title", &preview.title)]), crumbs, &address),
        heading: say("preview.title", &[("title", &preview.title)]),
        lead,
        definition: Link::new(text("definitions.facts"), format!("/definitions/{}", preview.indicator)),
        table: table(figures, preview),
    }
}

fn table(figures: Figures<'_>, preview: &Preview) -> TableView {
    let counts = |figure: &Released| match (figure.numerator(), figure.denominator()) {
        (Shown::Value(n), Shown::Value(d)) => {
            CellView::number(say("reconcile.counts", &[("some", &format::count(n)), ("all", &format::count(d))]))
        }
        (Shown::Withheld(why), _) | (_, Shown::Withheld(why)) => CellView::withheld(why.reason()),
        _ => CellView::number(format::NONE),
    };
    let row = |row: &PreviewRow| {
        let key = row.now.key();
        let mut name = CellView::words(area_name(figures, &key.area));
        name.lines.push(text("preview.mark").to_owned());
        let groups: Vec<String> = key.breakdowns.iter().map(words::group).collect();
        let before = row.before.as_ref();
        vec![
            name,
            CellView::words(if groups.is_empty() { text("indicator.everyone").to_owned() } else { groups.join(", ") }),
            before.map_or_else(|| CellView::number(format::NONE), figure_cell),
            figure_cell(&row.now),
            counts(&row.now),
            CellView::words(match before {
                Some(before) if before.value() == row.now.value() && !row.now.is_withheld() => {
                    text("preview.same").to_owned()
                }
                _ => difference_words(&row.difference, gap_unit(row.now.unit())),
            }),
        ]
    };
    // Everybody in each area; the groups of the whole area, for they are many.
    let is_value = |row: &&PreviewRow| {
        let key = row.now.key();
        let is_whole = key.area == *figures.whole();
        SHOWN.contains(&key.area_type)
            && PLAIN.contains(&key.statistic)
            && (key.breakdowns.is_empty() || (is_whole && key.breakdowns.len() == 1))
    };
    let mut rows: Vec<&PreviewRow> = preview.rows.iter().filter(is_value).collect();
    rows.sort_by_key(|row| {
        let key = row.now.key();
        let kind = SHOWN.iter().position(|kind| *kind == key.area_type);
        let group = key.breakdowns.first().map(|group| (group.dimension, words::group_order(group)));
        (kind, area_name(figures, &key.area), group)
    });
    TableView {
        caption: say("preview.caption", &[("title", &preview.title)]),
        caption_hidden: false,
        columns: vec![
            ColumnView::words(text("areas_page.column.area")),
            ColumnView::words(text("indicator.column.group")),
            ColumnView::number(text("preview.column.released")),
            ColumnView::number(text("preview.column.preview")),
            ColumnView::number(text("indicator.column.number")),
            ColumnView::words(text("changes.column.change")),
        ],
        rows: rows.into_iter().map(row).collect(),
    }
}
