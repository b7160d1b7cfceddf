//! Why does mine differ? An indicator counted here beside the same thing as somebody else publishes it: what each counts,
//! over whom, when, and how much of the difference each of these makes.

use crate::error::{Choice, PageError};
use crate::figures::Figures;
use crate::handbook;
use crate::pages::indicator::figure_cell;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, ColumnView, Frame, Link, TableView, filters};
use crate::words;
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use commonweal_app::{AreaInfo, IndicatorInfo, ReconcilePair};
use commonweal_chart::format;
use commonweal_disclosure::{Released, Selection, Shown};
use commonweal_indicator::{
    CountedShare, DifferenceParts, Seen, difference, difference_parts, difference_words, say, text,
};
use commonweal_model::AreaCode;

#[derive(Template)]
#[template(path = "pages/reconcile.html")]
struct ReconcilePage {
    frame: Frame,
    caption: String,
    heading: String,
    lead: String,
    figures: Link,
    pairs: Vec<PairView>,
    chapters: Vec<Link>,
}

/// One published series beside the indicator.
struct PairView {
    id: String,
    heading: String,
    sentence: String,
    sides: TableView,
    reasons: Vec<Reason>,
    parts: Option<TableView>,
    parts_about: String,
}

/// Why the two differ in one respect.
struct Reason {
    term: &'static str,
    words: String,
}

/// `/indicators/{id}/reconcile`
pub(crate) async fn page(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Result<Asked, QueryRejection>,
) -> Response {
    let figures = Figures { site: &app.site };
    let page = Parameters::read(asked, &[]).and_then(|_| reconcile(&app, figures, &id));
    pages::show(&app, page)
}

/// The pairs an indicator stands in, on either side.
pub(crate) fn pairs_of<'a>(figures: Figures<'a>, id: &str) -> Vec<&'a ReconcilePair> {
    figures.site.reconcile_pairs().iter().filter(|pair| pair.local == id || pair.published == id).collect()
}

fn reconcile(app: &App, figures: Figures<'_>, id: &str) -> Result<ReconcilePage, PageError> {
    let info = figures.indicator(id)?;
    let pairs = pairs_of(figures, id);
    if pairs.is_empty() {
        let choice = |pair: &ReconcilePair| {
            let title = figures.site.indicator(&pair.local)?.short_title.clone();
            Some(Choice { label: title, href: Some(format!("/indicators/{}/reconcile", pair.local)) })
        };
        let mut choices: Vec<Choice> = figures.site.reconcile_pairs().iter().filter_map(choice).collect();
        choices.dedup();
        let problem = say("reconcile.none", &[("title", &info.short_title)]);
        return Err(PageError::refused(text("reconcile.none.heading"), problem, text("reconcile.none.do"), choices));
    }
    let address = format!("/indicators/{id}/reconcile");
    let views: Vec<PairView> = pairs.iter().filter_map(|pair| view(figures, pair)).collect();
    let crumbs = vec![pages::home(), Link::new(info.short_title.as_str(), format!("/indicators/{id}"))];
    Ok(ReconcilePage {
        frame: pages::frame(
            app,
            Place::Nowhere,
            &say("reconcile.title", &[("title", &info.short_title)]),
            crumbs,
            &address,
        ),
        caption: info.short_title.clone(),
        heading: text("reconcile.heading").to_owned(),
        lead: say("reconcile.lead", &[("question", &info.question)]),
        figures: Link::new(text("definitions.figures"), format!("/indicators/{id}")),
        pairs: views,
        chapters: handbook::links(["rate-gap", handbook::GAP]),
    })
}

/// The two values, of the same area or of two that are nearly the same.
struct Both<'a> {
    area: &'a AreaInfo,
    their_area: String,
    ours: &'a Released,
    theirs: &'a Released,
}

/// The largest area that both have a shown value for.
fn both<'a>(
    figures: Figures<'a>,
    local: &'a IndicatorInfo,
    published: &'a IndicatorInfo,
    pair: &ReconcilePair,
) -> Option<Both<'a>> {
    let own = figures
        .areas_of(local)
        .into_iter()
        .flat_map(|(_, areas)| areas)
        .map(|area| (area.code.clone(), area.code.clone()));
    own.chain(pair.areas.iter().cloned()).find_map(|(ours, theirs)| {
        let area = figures.site.area(&ours)?;
        let ours = figures.value(local, &ours).filter(|figure| figure.value().value().is_some())?;
        let figure = value_of(figures, published, &theirs)?;
        let their_area = figures.site.area(&theirs).map_or_else(|| theirs.to_string(), |area| area.name.clone());
        Some(Both { area, their_area, ours, theirs: figure })
    })
}

/// The latest published value of everybody in an area, whether or not the area has a page.
fn value_of<'a>(figures: Figures<'a>, info: &IndicatorInfo, area: &AreaCode) -> Option<&'a Released> {
    let selection =
        Selection { indicator: Some(&info.id), area: Some(area), dimensions: Some(&[]), ..Selection::default() };
    let found =
        figures.site.released().select(&selection).into_iter().filter(|figure| figure.value().value().is_some());
    found.max_by_key(|figure| figure.key().period.end())
}

fn view(figures: Figures<'_>, pair: &ReconcilePair) -> Option<PairView> {
    let (local, published) = (figures.site.indicator(&pair.local)?, figures.site.indicator(&pair.published)?);
    let both = both(figures, local, published, pair);
    let (sentence, parts) = match &both {
        None => (text("reconcile.no_area").to_owned(), None),
        Some(both) => (sentence(both), parts(figures, both)),
    };
    Some(PairView {
        id: pair.published.replace('_', "-"),
        heading: say("reconcile.pair", &[("title", &published.title)]),
        sentence,
        sides: sides(figures, local, published, both.as_ref()),
        reasons: reasons(pair),
        parts_about: match (&both, &parts) {
            (None, _) => String::new(),
            (Some(_), Some(_)) => text("reconcile.parts.about").to_owned(),
            (Some(_), None) => text("reconcile.parts.none").to_owned(),
        },
        parts: parts.map(|parts| parts_table(&parts)),
    })
}

/// What may be said of the two: how far apart, and whether that is more than chance.
fn sentence(both: &Both<'_>) -> String {
    let change = difference(&Seen::from(both.ours), &Seen::from(both.theirs));
    let shown = |figure: &Released| {
        figure
            .value()
            .value()
            .map_or_else(String::new, |value| format::sentence(value, commonweal_indicator::plain_unit(figure.unit())))
    };
    let places = [
        ("area", both.area.name.clone()),
        ("ours", shown(both.ours)),
        ("theirs", shown(both.theirs)),
        ("difference", difference_words(&change, commonweal_indicator::gap_unit(both.ours.unit()))),
    ];
    let places: Vec<(&str, &str)> = places.iter().map(|(name, value)| (*name, value.as_str())).collect();
    match change {
        _ if both.ours.unit() != both.theirs.unit() => say("reconcile.sentence.units", &places),
        Seen::Estimate(gap) if gap.lower <= 0.0 && gap.upper >= 0.0 => say("reconcile.sentence.none", &places),
        Seen::Estimate(_) => say("reconcile.sentence.clear", &places),
        _ => say("reconcile.sentence.no_limits", &places),
    }
}

/// The difference taken apart, where both give their counts in percent.
fn parts(figures: Figures<'_>, both: &Both<'_>) -> Option<DifferenceParts> {
    if both.ours.unit() != "%" || both.theirs.unit() != "%" {
        return None;
    }
    let whole = figures.site.area(figures.whole())?.population?;
    #[expect(clippy::cast_precision_loss, reason = "counts of people are below 2^53")]
    let real = |count: i64| count as f64;
    #[expect(clippy::cast_precision_loss, reason = "counts of people are below 2^53")]
    let people = figures.site.facts().people as f64;
    let share = |figure: &Released, stands_for: f64| match (figure.value(), figure.numerator(), figure.denominator()) {
        (Shown::Value(value), Shown::Value(n), Shown::Value(d)) => {
            Some(CountedShare { value, numerator: real(n), denominator: real(d), stands_for })
        }
        _ => None,
    };
    difference_parts(&share(both.ours, real(whole) / people.max(1.0))?, &share(both.theirs, 1.0)?)
}

fn parts_table(parts: &DifferenceParts) -> TableView {
    let points = |value: f64| {
        CellView::number(format!("{}{}", if value > 0.0 { "+" } else { "" }, format::value(value, "percentage points")))
    };
    let row = |key: &str, value: f64| vec![CellView::words(text(key)), points(value)];
    TableView {
        caption: text("reconcile.parts").to_owned(),
        caption_hidden: false,
        columns: vec![
            ColumnView::words(text("reconcile.parts.why")),
            ColumnView::number(text("reconcile.parts.points")),
        ],
        rows: vec![
            row("reconcile.parts.denominator", parts.denominator),
            row("reconcile.parts.numerator", parts.numerator),
            row("reconcile.parts.remainder", parts.remainder),
            row("reconcile.parts.total", parts.total),
        ],
    }
}

fn reasons(pair: &ReconcilePair) -> Vec<Reason> {
    let reasons = [
        ("reconcile.why.denominator", &pair.denominator),
        ("reconcile.why.numerator", &pair.numerator),
        ("reconcile.why.exclusions", &pair.exclusions),
    ];
    reasons.into_iter().map(|(key, words)| Reason { term: text(key), words: words.clone() }).collect()
}

/// The two side by side, a row for each question a reader asks.
fn sides(figures: Figures<'_>, local: &IndicatorInfo, published: &IndicatorInfo, both: Option<&Both<'_>>) -> TableView {
    let row =
        |key: &str, ours: CellView, theirs: CellView| vec![CellView::words(text(key)), ours.left(), theirs.left()];
    let words_row = |key: &str, ours: &str, theirs: &str| row(key, CellView::words(ours), CellView::words(theirs));
    let listed = |lines: &[String]| if lines.is_empty() { text("how.none").to_owned() } else { lines.join("; ") };
    let mut rows = Vec::new();
    if let Some(both) = both {
        let cell = |figure: &Released, area: &str| {
            let mut cell = figure_cell(figure);
            if let (Shown::Value(n), Shown::Value(d)) = (figure.numerator(), figure.denominator()) {
                cell.lines.push(say("reconcile.counts", &[("some", &format::count(n)), ("all", &format::count(d))]));
            }
            cell.lines.push(area.to_owned());
            cell
        };
        rows.push(row("indicator.column.value", cell(both.ours, &both.area.name), cell(both.theirs, &both.their_area)));
        let when = |figure: &Released| words::period(&figure.key().period, figure.key().period_kind);
        rows.push(words_row("how.period", &when(both.ours), &when(both.theirs)));
    }
    let link = |info: &IndicatorInfo| CellView::link(info.title.as_str(), format!("/definitions/{}", info.id));
    rows.push(row("changes.column.definition", link(local), link(published)));
    rows.push(words_row("how.numerator", &local.numerator_text, &published.numerator_text));
    rows.push(words_row("how.denominator", &local.denominator_text, &published.denominator_text));
    rows.push(words_row("how.exclusions", &listed(&local.exclusions), &listed(&published.exclusions)));
    rows.push(words_row(
        "how.source",
        &say(
            "reconcile.source",
            &[("sample", &figures.site.facts().sample), ("date", &pages::data_date(figures.site))],
        ),
        &published.source,
    ));
    let mut columns = vec![ColumnView::words(text("reconcile.column.what"))];
    columns.push(ColumnView::words(text("reconcile.column.ours")));
    columns.push(ColumnView::words(text("reconcile.column.theirs")));
    TableView { caption: say("reconcile.sides", &[("title", &published.title)]), caption_hidden: true, columns, rows }
}
