//! What pages show, and that they agree with the files beside them.

use crate::site::{crawl_shapes, demo, get, site};
use axum::http::StatusCode;
use commonweal_chart::format;
use commonweal_disclosure::Selection;

#[tokio::test]
async fn every_address_that_can_be_reached_answers_with_one_heading_and_the_band() {
    let answers = crawl_shapes(&demo()).await;
    assert!(answers.len() > 2_000, "{} addresses", answers.len());
    for (address, answer) in &answers {
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        if answer.headers["content-type"].to_str().unwrap().starts_with("text/html") {
            assert_eq!(answer.body.matches("<h1").count(), 1, "{address}");
            assert!(
                answer.body.contains("Made-up people: a synthetic sample of about one in 1"),
                "{address} has no band"
            );
            assert!(answer.body.contains("Open Government Licence"), "{address} has no licence");
            let words = without_code(&answer.body);
            for word in ["NaN", "inf%", "Some(", "{{", "}}"] {
                assert!(!words.contains(word), "{address} shows {word}");
            }
        }
    }
}

/// A page without its blocks of code: an example for programmers may say `Some(`.
fn without_code(page: &str) -> String {
    let mut parts = page.split("<pre ");
    let before = parts.next().unwrap_or_default().to_owned();
    parts.filter_map(|part| part.split_once("</pre>")).fold(before, |words, (_, after)| words + after)
}

#[tokio::test]
async fn a_page_is_the_same_bytes_each_time() {
    for address in
        ["/", "/indicators/smoking_prevalence", "/areas/E07000174", "/inequalities?sort=ratio", "/methods/gap"]
    {
        assert_eq!(get(&demo(), address).await.body, get(&demo(), address).await.body, "{address}");
    }
}

#[tokio::test]
async fn the_table_of_a_page_holds_each_figure_of_its_file() {
    let (site, router) = (site(), demo());
    let area = "QT1-MID".parse().unwrap();
    let mut compared = 0;
    for info in site.indicators().iter().filter(|info| !info.published) {
        let selection = Selection { indicator: Some(&info.id), area: Some(&area), ..Selection::default() };
        let figures = site.released().select(&selection);
        if figures.is_empty() {
            continue; // Among so few people a question may be about nobody here.
        }
        compared += 1;
        let page = get(&router, &format!("/indicators/{}?area=QT1-MID", info.id)).await.body;
        let file = get(&router, &format!("/indicators/{}.csv?area=QT1-MID", info.id)).await.body;
        assert_eq!(file.lines().count(), figures.len() + 1, "{}: a row for each figure", info.id);
        for figure in figures {
            if let Some(value) = figure.value().value() {
                let shown = format::value(value, figure.unit().split(", ").next().unwrap());
                assert!(page.contains(&shown), "{}: {shown} is in the file and not in the page", info.id);
            }
        }
    }
    assert!(compared >= 100, "{compared} indicators have figures there");
}

#[tokio::test]
async fn withheld_figures_are_a_star_with_a_reason_and_empty_in_files() {
    let (site, router) = (site(), demo());
    let withheld = site.released().iter().filter(|figure| figure.is_withheld()).count();
    assert!(withheld > 100, "{withheld} withheld figures: too few to test anything");
    let page = get(&router, "/indicators/smi_six_checks").await.body;
    assert!(page.contains("Hidden to protect people: fewer than 8"));
    let file = get(&router, "/indicators/smi_six_checks.csv").await.body;
    let header: Vec<&str> = file.lines().next().unwrap().split(',').collect();
    let at = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let mut rows = 0;
    let is_hidden = |line: &&str| [",disclosure,", ",linked,"].iter().any(|reason| line.contains(reason));
    for line in file.lines().skip(1).filter(is_hidden) {
        rows += 1;
        // No cell before these columns holds a comma.
        let cells: Vec<&str> = line.split(',').collect();
        for name in ["value", "lower_95", "upper_95", "numerator"] {
            let shift = cells.len() - header.len();
            assert_eq!(cells[at(name) + shift], "", "{name} of a withheld figure: {line}");
        }
    }
    assert!(rows > 0, "the sensitive question has withheld figures");
}

#[tokio::test]
async fn health_says_nothing_of_the_data() {
    assert_eq!(get(&demo(), "/health").await.body, "ok\n");
}
