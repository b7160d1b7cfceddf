//! The methods handbook on the site.

use crate::site::{demo, get, links, site};
use axum::http::StatusCode;
use commonweal_stats::handbook::CHAPTERS;

#[tokio::test]
async fn every_page_leads_to_the_handbook_and_the_handbook_to_every_chapter() {
    let router = demo();
    for address in ["/", "/inequalities", "/indicators/bp_recorded_5y", "/areas/QT1-MID", "/methods/gap", "/nope"] {
        assert!(links(&get(&router, address).await.body).contains("/methods"), "{address}");
    }
    let list = get(&router, "/methods").await.body;
    for chapter in CHAPTERS {
        let address = format!("/methods/{}", chapter.slug);
        assert!(list.contains(&format!("<a class=\"app-chapter__title\" href=\"{address}\">{}</a>", chapter.title)));
        let page = get(&router, &address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        assert_eq!(page.body.matches("<h1").count(), 1, "{address}");
        assert!(page.body.contains(&format!("<h1 class=\"nhsuk-heading-l\">{}</h1>", chapter.title)), "{address}");
    }
}

#[tokio::test]
async fn the_handbook_says_how_many_people_stand_behind_the_figures_and_how_much_is_withheld() {
    let (site, router) = (site(), demo());
    let page = get(&router, "/methods").await.body;
    let section = page.split("id=\"people-behind\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(section.contains("hold 8,000 made-up people: a synthetic sample of about one in 150."), "{section}");
    for share in site.withheld() {
        let of = |wanted: bool| {
            let figures = site.released().latest().filter(|figure| figure.key().area_type == share.area_type);
            figures.filter(|figure| figure.snapshot().is_some() && (!wanted || figure.is_withheld())).count() as u64
        };
        assert_eq!((share.figures, share.withheld), (of(false), of(true)), "{}", share.area_type);
        let percent = format!("{:.1}%", share.withheld as f64 * 100.0 / share.figures as f64);
        let row = section.split("<tr>").find(|row| row.contains(share.area_type.label()));
        assert!(row.is_some_and(|row| row.contains(&percent)), "{}: {percent} is not in {section}", share.area_type);
    }
    assert!(site.withheld().iter().any(|share| share.withheld > 0));
}

#[tokio::test]
async fn a_chapter_shows_its_methods_with_command_and_answer() {
    let page = get(&demo(), "/methods/proportion").await.body;
    for words in [
        "What share of people have something?",
        "(2x + z² ∓ z √(z² + 4x(1 − x/n))) / (2(n + z²))",
        "commonweal stats proportion --by area --per 100 example.csv",
        "area,events,population",
        // 81 of 263, as the chapter's own example has it.
        "30.7985",
        "people who could have been counted",
        "--confidence",
        "Example for programmers",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("# Ok::"), "a line for the compiler is shown");
}

#[tokio::test]
async fn every_figure_of_a_question_says_how_it_was_calculated() {
    let (site, router) = (site(), demo());
    // Among so few people a question may be about nobody; and an index of indices has no chapter.
    let has_figures = |id: &str| site.released().find(id).next().is_some();
    for info in site.indicators().iter().filter(|of| has_figures(&of.id) && !of.unit.starts_with("index")) {
        let page = get(&router, &format!("/indicators/{}", info.id)).await.body;
        for chart in page.split("<section class=\"app-figure\"").skip(1) {
            let chart = chart.split("</section>").next().unwrap();
            assert!(chart.contains("How was this calculated?"), "{}: a chart does not say", info.id);
            assert!(chart.contains("href=\"/methods/"), "{}: a chart leads nowhere", info.id);
        }
        for fact in page.split("<div class=\"app-fact\">").skip(1) {
            let fact = fact.split("</div>").next().unwrap();
            assert!(fact.contains("href=\"/methods/"), "{}: {fact}", info.id);
        }
        let how = page.split("<section id=\"how\"").nth(1).unwrap().split("</section>").next().unwrap();
        assert!(how.contains("href=\"/methods/"), "{}: how", info.id);
    }
}

#[tokio::test]
async fn a_figure_leads_to_the_chapter_of_its_own_method() {
    let router = demo();
    let page = get(&router, "/indicators/bp_recorded_5y?area=QT1-MID").await.body;
    let part = |from: &str| page.split(from).nth(1).unwrap().split("</section>").next().unwrap().to_owned();
    let deprivation = part("id=\"imd2019-quintile-england\"");
    for chapter in ["proportion", "gap", "slope-index"] {
        assert!(deprivation.contains(&format!("/methods/{chapter}\"")), "deprivation does not lead to {chapter}");
    }
    let ranked = part("id=\"areas-place\"");
    assert!(ranked.contains("/methods/benchmark\"") && !ranked.contains("/methods/slope-index\""));
    let how = part("id=\"how\"");
    for chapter in ["proportion", "standardised-rate", "gap", "slope-index", "impact", "benchmark"] {
        assert!(how.contains(&format!("/methods/{chapter}\"")), "how does not lead to {chapter}");
    }
    let expected = get(&router, "/indicators/hypertension_diagnosed_of_expected").await.body;
    assert!(expected.contains("/methods/standardised-ratio\""));
}
