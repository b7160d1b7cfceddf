//! Reports say what the pages say, cell by cell; and each can be had as every kind of file.

use crate::api::ask_with;
use crate::site::{demo, get, links, site};
use crate::tables::{File, cells};
use axum::http::{Method, StatusCode};
use commonweal_app::Site;
use commonweal_chart::format;
use commonweal_indicator::{plain_unit, text};
use commonweal_model::AreaType;
use commonweal_report::{Block, Cell, Document, Format, Table, write};
use commonweal_web::{ReportAsked, ReportKind, make_report};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The whole, a place, a district, a network and a neighbourhood.
const AREAS: [&str; 5] = ["E54000060", "QT1-MID", "E07000174", "U82499", "E02005828"];

fn report(site: &Arc<Site>, kind: ReportKind, subject: Option<&str>, area: Option<&str>) -> Document {
    make_report(site, &ReportAsked { kind, subject, area }).unwrap()
}

fn table<'a>(report: &'a Document, name: &str) -> &'a Table {
    report.tables().find(|table| table.name == name).unwrap_or_else(|| panic!("{} has no table {name}", report.title))
}

/// A cell as the tables of a page are read back: its words, each quieter line below them, the reason of a star.
fn as_on_page(cell: &Cell) -> Vec<&str> {
    std::iter::once(cell.text.as_str()).chain(cell.lines.iter().map(String::as_str)).collect()
}

/// Areas of [`AREAS`] that have a page here.
fn areas(site: &Site) -> Vec<&'static str> {
    AREAS.into_iter().filter(|code| site.areas().any(|area| area.code.as_str() == *code)).collect()
}

#[tokio::test]
async fn a_profile_has_every_row_of_the_page_and_every_number_of_its_file() {
    let (site, router) = (Arc::new(site()), demo());
    let areas = areas(&site);
    assert!(areas.len() >= 3, "areas of three kinds at least: {areas:?}");
    let (mut numbers, mut stars) = (0, 0);
    for code in areas {
        let made = report(&site, ReportKind::Profile, None, Some(code));
        let rows = &table(&made, text("report.sheet.questions")).rows;
        let file = File::read(&get(&router, &format!("/areas/{code}.csv")).await.body);
        assert_eq!(rows.len(), file.rows.len(), "{code}");
        let page = get(&router, &format!("/areas/{code}")).await.body;
        let shown = cells(&page);
        for (row, filed) in rows.iter().zip(&file.rows) {
            let id = file.cell(filed, "indicator_id");
            assert_eq!(row.cells[0].text, site.indicator(id).unwrap().short_title, "{code}");
            assert_eq!(row.group.as_deref(), Some(file.cell(filed, "group")), "{code} {id}");
            let (value, unit) = (&row.cells[2], plain_unit(file.cell(filed, "unit")));
            match file.cell(filed, "value") {
                "" => {
                    stars += 1;
                    assert_eq!((value.text.as_str(), value.number), ("*", None), "{code} {id}");
                    assert!(value.reason.is_some(), "{code} {id}: a star says why");
                }
                number => {
                    numbers += 1;
                    let number: f64 = number.parse().unwrap();
                    assert_eq!(value.text, format::value(number, unit), "{code} {id}");
                    assert_eq!(value.number, format::machine(number, unit).parse().ok(), "{code} {id}");
                }
            }
            let is_same = |on_page: &&Vec<String>| {
                on_page.len() >= row.cells.len()
                    && row.cells.iter().zip(on_page.iter()).all(|(cell, words)| {
                        let words: Vec<&str> = words.split('\n').map(str::trim).collect();
                        cell.reason.is_some() || as_on_page(cell) == words
                    })
            };
            assert!(
                shown.iter().any(|on_page| is_same(&on_page)),
                "{code} {id}: no row of the page says {:?}",
                row.cells
            );
        }
    }
    assert!(numbers > 100 && stars > 0, "{numbers} numbers and {stars} stars were compared");
}

#[tokio::test]
async fn the_statement_has_every_gap_of_the_matrix() {
    let (site, router) = (Arc::new(site()), demo());
    let made = report(&site, ReportKind::Inequalities, None, None);
    let file = File::read(&get(&router, "/inequalities.csv").await.body);
    let rows: Vec<_> = ["report.sheet.expected", "report.sheet.others"]
        .into_iter()
        .flat_map(|name| &table(&made, text(name)).rows)
        .collect();
    let questions: BTreeSet<&str> = file.rows.iter().map(|row| file.cell(row, "short_title")).collect();
    assert_eq!(rows.len(), questions.len(), "every question once");
    let mut compared = 0;
    for filed in &file.rows {
        let question = file.cell(filed, "short_title");
        let row = rows.iter().find(|row| row.cells[0].text == question).unwrap_or_else(|| panic!("no row {question}"));
        let at = match file.cell(filed, "characteristic") {
            name if name.starts_with("imd") => 1,
            name if name.starts_with("ethnicity") => 2,
            "sex" => 3,
            _ => 4,
        };
        assert_eq!(row.cells[at].text, file.cell(filed, "shown"), "{question}, column {at}");
        compared += 1;
    }
    assert!(compared > 200, "{compared} cells were compared");
}

#[tokio::test]
async fn a_report_on_a_question_has_every_figure_of_its_page() {
    let (site, router) = (Arc::new(site()), demo());
    for id in ["smoking_prevalence", "smi_six_checks", "life_expectancy"] {
        let page = get(&router, &format!("/indicators/{id}")).await.body;
        let area = page.split("name=\"area\"").nth(1).and_then(|list| list.split("selected").next());
        let area = area.and_then(|before| before.rsplit("value=\"").next()).and_then(|part| part.split('"').next());
        let made = report(&site, ReportKind::Intelligence, Some(id), area);
        let shown: BTreeSet<Vec<String>> = cells(&page).into_iter().collect();
        let figures = table(&made, text("report.sheet.figures"));
        assert!(!figures.rows.is_empty(), "{id}");
        for row in figures.rows.iter().filter(|row| row.cells.iter().all(|cell| cell.reason.is_none())) {
            let words: Vec<String> = row.cells.iter().map(|cell| as_on_page(cell).join("\n")).collect();
            assert!(shown.contains(&words), "{id}: the page has no row {words:?}");
        }
    }
}

/// A row as [`cells`] reads it back from a page.
fn row_words(row: &commonweal_report::Row) -> Vec<String> {
    row.cells.iter().map(|cell| as_on_page(cell).join("\n")).collect()
}

/// How many rows of a report stand on a page with the same words in these columns of it.
async fn rows_on(page: &str, columns: &[usize], rows: &[commonweal_report::Row]) -> usize {
    let shown = |row: &Vec<String>| columns.iter().map(|at| row.get(*at).cloned()).collect::<Option<Vec<String>>>();
    let page = get(&demo(), page).await.body;
    let shown: BTreeSet<Vec<String>> = cells(&page).iter().filter_map(shown).collect();
    for row in rows.iter().filter(|row| row.cells.iter().all(|cell| cell.reason.is_none())) {
        assert!(shown.contains(&row_words(row)), "the page has no row {:?}", row_words(row));
    }
    rows.len()
}

#[tokio::test]
async fn the_scorecard_has_every_row_of_the_pages_of_the_plans() {
    let made = report(&Arc::new(site()), ReportKind::Scorecard, None, None);
    let commitments = &table(&made, text("report.sheet.commitments")).rows;
    assert_eq!(rows_on("/commitments", &[0, 1, 2, 3, 4, 5], commitments).await, 172);
    let ambitions: Vec<_> = made.tables().filter(|table| table.name != text("report.sheet.commitments")).collect();
    assert!(!ambitions.is_empty());
    for table in ambitions {
        let columns: Vec<usize> = (0..table.columns.len()).collect();
        assert!(rows_on("/outcomes", &columns, &table.rows).await > 0, "{}", table.name);
    }
}

#[tokio::test]
async fn a_place_plan_has_the_rows_of_the_pages_it_is_made_of() {
    let site = Arc::new(site());
    let mut compared = [0; 3];
    for code in ["QT1-MID", "QT1-CITY", "QT1-SOUTH", "QT1-BASSETLAW"] {
        let made = report(&site, ReportKind::Place, None, Some(code));
        let area = format!("/areas/{code}");
        for (at, name, page, columns) in [
            (0, "report.sheet.behind", area.as_str(), [0, 1, 2, 3, 4].as_slice()),
            (1, "report.sheet.commitments", "/commitments", &[0, 1, 2, 3]),
            (2, "report.sheet.initiatives", "/initiatives", &[0, 2, 3, 4, 5]),
        ] {
            // A place that is behind on nothing, or promised nothing, has no such table.
            if let Some(table) = made.tables().find(|table| table.name == text(name)) {
                compared[at] += rows_on(page, columns, &table.rows).await;
            }
        }
    }
    assert!(compared.iter().all(|rows| *rows > 3), "{compared:?} rows were compared");
}

#[tokio::test]
async fn an_initiative_on_a_page_says_what_its_page_says() {
    let site = Arc::new(site());
    for id in ["CITY-01", "MID-05", "ENB-35"] {
        let made = report(&site, ReportKind::Initiative, Some(id), None);
        let page = format!("/initiatives/{id}");
        let line = &table(&made, text("plan.line")).rows;
        assert!(rows_on(&page, &[0, 1, 2, 3], line).await > 1, "{id}");
        let page = get(&demo(), &page).await.body;
        let page = crate::tables::words(&page);
        let facts =
            made.blocks.iter().filter_map(|block| if let Block::Facts(facts) = block { Some(facts) } else { None });
        let lines: Vec<&String> = facts.flatten().flat_map(|fact| &fact.lines).collect();
        assert!(lines.len() > 10, "{id}: {} facts", lines.len());
        for line in lines {
            assert!(page.contains(line.as_str()), "{id}: the page does not say {line}");
        }
    }
}

#[tokio::test]
async fn every_kind_of_report_is_had_as_every_kind_of_file() {
    let router = demo();
    let list = get(&router, "/reports").await;
    assert_eq!(list.status, StatusCode::OK);
    for kind in ReportKind::ALL {
        let address = format!("/reports/{}", kind.id());
        assert!(links(&list.body).contains(&address), "{address} is listed");
        let page = get(&router, &address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        let files: Vec<String> =
            links(&page.body).into_iter().filter(|link| link.starts_with(&format!("{address}."))).collect();
        assert_eq!(files.len(), Format::ALL.len(), "{address} links to its files");
        for file in files {
            let (answer, bytes) = ask_with(&router, Method::GET, &file, &[]).await;
            assert_eq!(answer.status, StatusCode::OK, "{file}: {}", answer.body);
            let format = Format::of_name(file.split('?').next().unwrap()).unwrap();
            assert_eq!(answer.headers["content-type"], format.media_type(), "{file}");
            let begins: &[u8] = match format {
                Format::Pdf => b"%PDF-1.7",
                Format::Xlsx | Format::Docx => b"PK",
                Format::Html => b"<!doctype html>",
                Format::Csv => b"report,subject,",
            };
            assert!(bytes.starts_with(begins), "{file}");
        }
    }
    for (address, status) in [
        ("/reports/x", StatusCode::NOT_FOUND),
        ("/reports/x.pdf", StatusCode::NOT_FOUND),
        ("/reports/profile.pdf?area=E99999999", StatusCode::NOT_FOUND),
        ("/reports/intelligence.pdf?about=x", StatusCode::NOT_FOUND),
        ("/reports/profile.pdf?x=1", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(get(&router, address).await.status, status, "{address}");
    }
}

#[tokio::test]
async fn every_area_has_a_profile_that_says_who_its_people_are() {
    let site = Arc::new(site());
    let codes: Vec<String> = site.areas().map(|area| area.code.to_string()).collect();
    for code in codes {
        let made = report(&site, ReportKind::Profile, None, Some(&code));
        assert!(made.synthetic.is_some() && made.foot.contains("Made-up people"), "{code}");
        assert!(made.command.contains(&code), "{code}: {}", made.command);
        for block in &made.blocks {
            if let Block::Figure(figure) = block {
                assert!(!figure.alternative.is_empty() && figure.table.is_some(), "{code}: {}", figure.heading);
            }
        }
        for row in made.tables().flat_map(|table| &table.rows) {
            assert!(row.cells.iter().all(|cell| cell.text != "*" || cell.reason.is_some()), "{code}: a star says why");
        }
        if code.starts_with("E07") || code.starts_with('U') {
            assert!(write(&made, Format::Pdf).is_ok(), "{code}");
        }
    }
}

#[tokio::test]
async fn a_place_plan_and_an_initiative_are_one_page_each() {
    let site = Arc::new(site());
    let places = site.areas().filter(|area| area.area_type == AreaType::Place).map(|area| area.code.to_string());
    let mut asked: Vec<(ReportKind, Option<&str>, Option<String>)> =
        places.map(|code| (ReportKind::Place, None, Some(code))).collect();
    assert_eq!(asked.len(), 4, "places");
    asked.push((ReportKind::Place, None, None));
    asked.extend(["CITY-01", "MID-05", "CITY-27", "ENB-35"].map(|id| (ReportKind::Initiative, Some(id), None)));
    for (kind, subject, area) in asked {
        let made = report(&site, kind, subject, area.as_deref());
        let file = write(&made, Format::Pdf).expect("the report is set");
        let pages = String::from_utf8_lossy(&file).matches("/Type/Page/").count();
        assert_eq!(pages, 1, "{}: {}", made.kind, made.title);
    }
}

#[tokio::test]
async fn a_report_on_a_group_has_the_figures_of_each_question() {
    let site = Arc::new(site());
    let mut compared = 0;
    for (subject, label) in [("sex.female", "Female"), ("imd2019_quintile_england.1", "Most deprived fifth")] {
        let made = report(&site, ReportKind::Intelligence, Some(subject), Some("QT1-MID"));
        let rows = &table(&made, text("report.sheet.questions")).rows;
        assert!(rows.len() > 3, "{subject}: {} questions", rows.len());
        for row in rows {
            let info = site.indicators().iter().find(|info| info.short_title == row.cells[0].text).expect("a question");
            let one = report(&site, ReportKind::Intelligence, Some(&info.id), Some("QT1-MID"));
            let figures = &table(&one, text("report.sheet.figures")).rows;
            let is_there = figures.iter().any(|figure| {
                figure.cells[0].text == label && figure.cells.iter().any(|cell| cell.text == row.cells[1].text)
            });
            assert!(is_there, "{subject}, {}: {:?}", info.id, row.cells[1]);
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared} figures were compared");
}
