//! The methods handbook: which methods there are, and each with its formula, its limits and an example that runs.

use crate::error::{Choice, PageError};
use crate::handbook::{self, Shelf, shelves};
use crate::markdown::{self, Section};
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, ColumnView, Frame, TableView, filters};
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use commonweal_app::{Site, WithheldShare};
use commonweal_chart::format;
use commonweal_indicator::{say, text};
use commonweal_methods::{Kind, Method, Table, Values, all};
use commonweal_stats::handbook::{CHAPTERS, Chapter, chapter};

/// An example longer than this many lines is folded away.
const LONG_EXAMPLE: usize = 12;

#[derive(Template)]
#[template(path = "pages/methods.html")]
struct MethodsPage {
    frame: Frame,
    shelves: Vec<Shelf>,
    /// How many made-up people there are beside real ones; none where people are not made up.
    people: Option<String>,
    /// How much is withheld; none where nothing was counted from records.
    withheld: Option<TableView>,
}

#[derive(Template)]
#[template(path = "pages/chapter.html")]
struct ChapterPage {
    frame: Frame,
    title: &'static str,
    lead: String,
    /// The chapter's text, made by `markdown`, which lets no markup through.
    html: String,
    sections: Vec<Section>,
    methods: Vec<MethodView>,
}

/// A method that runs on any table.
struct MethodView {
    id: &'static str,
    title: &'static str,
    summary: &'static str,
    columns: TableView,
    options: Option<TableView>,
    command: String,
    example: &'static str,
    is_long: bool,
    answers: Vec<TableView>,
    warnings: Vec<String>,
}

/// `/methods`
pub(crate) async fn list(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let page = Parameters::read(asked, &[]).map(|_| MethodsPage {
        frame: pages::frame(&app, Place::Nowhere, text("methods.title"), vec![pages::home()], handbook::ADDRESS),
        shelves: shelves(),
        people: people(&app.site),
        withheld: withheld(&app.site),
    });
    pages::show(&app, page)
}

fn people(site: &Site) -> Option<String> {
    let facts = site.facts();
    let area = site.area(&facts.area).filter(|_| pages::is_synthetic(site))?;
    let places = [
        ("people", format::count(i64::try_from(facts.people).unwrap_or(i64::MAX))),
        ("sample", facts.sample.clone()),
        ("real", format::count(area.population?)),
        ("area", area.name.clone()),
        ("source", area.population_source.to_owned()),
    ];
    Some(say("methods.people.about", &places.each_ref().map(|(place, words)| (*place, words.as_str()))))
}

/// How many figures of each kind of area are withheld.
fn withheld(site: &Site) -> Option<TableView> {
    let count = |number: u64| format::count(i64::try_from(number).unwrap_or(i64::MAX));
    let row = |of: WithheldShare| {
        let percent = of.withheld as f64 * 100.0 / of.figures as f64;
        let mut share = CellView::number(format::value(percent, "%"));
        let counts = [("withheld", count(of.withheld)), ("figures", count(of.figures))];
        share.lines.push(say("methods.withheld.of", &counts.each_ref().map(|(name, number)| (*name, number.as_str()))));
        vec![CellView::words(of.area_type.label()), share]
    };
    let rows: Vec<Vec<CellView>> = site.withheld().into_iter().map(row).collect();
    let columns = vec![
        ColumnView::words(text("methods.withheld.column.area")),
        ColumnView::number(text("methods.withheld.column.share")),
    ];
    let caption = text("methods.withheld.caption").to_owned();
    (!rows.is_empty()).then_some(TableView { caption, caption_hidden: false, columns, rows })
}

/// `/methods/{slug}`
pub(crate) async fn page(
    State(app): State<App>,
    Path(slug): Path<String>,
    asked: Result<Asked, QueryRejection>,
) -> Response {
    let page = Parameters::read(asked, &[]).and_then(|_| find(&slug)).map(|chapter| chapter_page(&app, &chapter));
    pages::show(&app, page)
}

fn find(slug: &str) -> Result<Chapter, PageError> {
    chapter(slug).ok_or_else(|| {
        let choice =
            |chapter: Chapter| Choice { label: chapter.title.to_owned(), href: Some(handbook::address(&chapter)) };
        PageError::no_chapter(slug, CHAPTERS.into_iter().map(choice).collect())
    })
}

fn chapter_page(app: &App, chapter: &Chapter) -> ChapterPage {
    let document = markdown::render(chapter.text, handbook::address_of);
    let crumbs = vec![pages::home(), pages::methods()];
    ChapterPage {
        frame: pages::frame(app, Place::Nowhere, chapter.title, crumbs, &handbook::address(chapter)),
        title: chapter.title,
        lead: document.lead,
        html: document.html,
        sections: document.sections,
        methods: all().into_iter().filter(|method| method.chapter == chapter.text).map(method_view).collect(),
    }
}

fn method_view(method: &'static Method) -> MethodView {
    // Where the example has no answer its reader still has the explanation; a test holds that every example has one.
    let answer = method.example_answer().unwrap_or_default();
    let caption = |name: &str| match answer.tables.len() {
        1 => say("methods.answer", &[("method", method.title)]),
        _ => say("methods.answer.named", &[("method", method.title), ("table", &name.replace('_', " "))]),
    };
    MethodView {
        id: method.id,
        title: method.title,
        summary: method.summary,
        columns: columns(method),
        options: options(method),
        command: method.example_command(),
        example: method.example.trim_end(),
        is_long: method.example.lines().count() > LONG_EXAMPLE,
        answers: answer.tables.iter().map(|(name, table)| table_view(table, caption(name))).collect(),
        warnings: answer.warnings,
    }
}

fn columns(method: &Method) -> TableView {
    let row = |role: &commonweal_methods::Role| {
        let needed = if role.required { "methods.column.needed.yes" } else { "methods.column.needed.no" };
        vec![CellView::words(role.name), CellView::words(role.help), CellView::words(text(needed))]
    };
    words_table(
        say("methods.columns", &[("method", method.title)]),
        &["methods.column.name", "methods.column.holds", "methods.column.needed"],
        method.columns.iter().map(row).collect(),
    )
}

fn options(method: &Method) -> Option<TableView> {
    let mut rows = Vec::new();
    if method.grouped {
        rows.push(["--by", text("methods.by"), text("methods.values.columns"), ""].map(CellView::words).to_vec());
    }
    for choice in method.options {
        rows.push(vec![
            CellView::words(format!("--{}", choice.name)),
            CellView::words(choice.help),
            CellView::words(values(choice.kind)),
            CellView::words(choice.default.replace(',', ", ")),
        ]);
    }
    for cell in rows.iter_mut().filter_map(|row| row.last_mut()).filter(|cell| cell.text.is_empty()) {
        cell.text = format::NONE.to_owned();
    }
    let keys = ["methods.option.name", "methods.option.changes", "methods.option.values", "methods.option.default"];
    (!rows.is_empty()).then(|| words_table(say("methods.options", &[("method", method.title)]), &keys, rows))
}

fn values(kind: Kind) -> String {
    match kind {
        Kind::Number => text("methods.values.number").to_owned(),
        Kind::Count => text("methods.values.count").to_owned(),
        Kind::Flag => text("methods.values.flag").to_owned(),
        Kind::Levels => text("methods.values.levels").to_owned(),
        Kind::Text => text("methods.values.text").to_owned(),
        Kind::Word(words) => words.join(", "),
    }
}

fn words_table(caption: String, heads: &[&str], rows: Vec<Vec<CellView>>) -> TableView {
    let columns = heads.iter().map(|key| ColumnView::words(text(key))).collect();
    TableView { caption, caption_hidden: false, columns, rows }
}

/// An answer as a table of the page.
fn table_view(table: &Table, caption: String) -> TableView {
    let is_number = |values: &Values| matches!(values, Values::Number(_));
    let column = |column: &commonweal_methods::Column| match is_number(&column.values) {
        true => ColumnView::number(column.name.as_str()),
        false => ColumnView::words(column.name.as_str()),
    };
    let cell = |values: &Values, row: usize| match values {
        Values::Number(numbers) => CellView::number(significant(numbers[row])),
        _ => {
            CellView::words(Some(values.shown(row)).filter(|text| !text.is_empty()).unwrap_or(format::NONE.to_owned()))
        }
    };
    let row = |row: usize| table.columns().iter().map(|column| cell(&column.values, row)).collect();
    TableView {
        caption,
        caption_hidden: false,
        columns: table.columns().iter().map(column).collect(),
        rows: (0..table.rows()).map(row).collect(),
    }
}

/// A number with six significant digits; a whole one with all of its digits.
fn significant(number: f64) -> String {
    let size = number.abs();
    let digits = if number.is_nan() {
        return format::NONE.to_owned();
    } else if number.is_infinite() {
        "∞".to_owned()
    } else if size < 1e15 && size == size.trunc() {
        format!("{size:.0}")
    } else {
        let scientific = format!("{size:.5e}");
        let power: i32 = scientific.split_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or(0);
        match usize::try_from(5 - power.min(5)) {
            Ok(places) if (-4..15).contains(&power) => {
                let fixed = format!("{size:.places$}");
                if places > 0 { fixed.trim_end_matches('0').trim_end_matches('.').to_owned() } else { fixed }
            }
            _ => scientific,
        }
    };
    if number < 0.0 && digits != "0" { format!("−{digits}") } else { digits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_six_significant_digits() {
        for (number, shown) in [
            (0.0, "0"),
            (-0.0, "0"),
            (2024.0, "2024"),
            (1_234_567.0, "1234567"),
            (0.307_984_790_87, "0.307985"),
            (-55.25, "−55.25"),
            (0.5, "0.5"),
            (0.001_234_567_8, "0.00123457"),
            (0.999_999_99, "1"),
            (1_234_567.891, "1234568"),
            (f64::NAN, "–"),
            (f64::NEG_INFINITY, "−∞"),
            (0.000_000_123_456_789, "1.23457e-7"),
        ] {
            assert_eq!(significant(number), shown);
        }
    }

    #[test]
    fn every_method_is_shown_with_an_answer() {
        for method in all() {
            let view = method_view(method);
            assert!(!view.answers.is_empty(), "{}", method.id);
            assert!(!view.columns.rows.is_empty(), "{}", method.id);
        }
    }

    #[test]
    fn every_option_says_what_stands_without_it() {
        for table in all().into_iter().filter_map(options) {
            assert!(table.rows.iter().all(|row| row.len() == 4 && !row[3].text.is_empty()));
        }
    }
}
