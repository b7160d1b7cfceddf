//! The list of indicators, the inequalities and the search: what is asked for, what comes, and that files say the same.

use crate::site::{demo, get, site};
use crate::tables::{File, cells, words};
use axum::http::StatusCode;

fn titles(page: &str) -> Vec<String> {
    let rows = page.split("app-question__title\">").skip(1);
    rows.map(|part| words(part.split("</h3>").next().unwrap())).collect()
}

#[tokio::test]
async fn the_list_holds_every_indicator_and_its_file_the_same_ones() {
    let (site, router) = (site(), demo());
    let page = get(&router, "/indicators").await.body;
    let mut shown = titles(&page);
    let file = File::read(&get(&router, "/indicators.csv").await.body);
    assert_eq!(shown.len(), site.indicators().len());
    assert_eq!(file.rows.len(), site.indicators().len());
    let mut filed: Vec<String> = file.rows.iter().map(|row| file.cell(row, "short_title").to_owned()).collect();
    shown.sort();
    filed.sort();
    assert_eq!(shown, filed);
    for row in &file.rows {
        let value = file.cell(row, "value_shown");
        assert!(value == "*" || page.contains(&value.replace('\'', "&#39;")), "{value} is in the file alone");
    }
}

#[tokio::test]
async fn filters_narrow_the_list_its_file_its_sentence_and_its_title_alike() {
    let (site, router) = (site(), demo());
    let expected = site.indicators().iter().filter(|info| info.published && info.domain.as_str() == "outcomes").count();
    assert!(expected > 0 && expected < site.indicators().len());
    let query = "?domain=outcomes&kind=published";
    let page = get(&router, &format!("/indicators{query}")).await.body;
    assert_eq!(titles(&page).len(), expected);
    assert_eq!(File::read(&get(&router, &format!("/indicators.csv{query}")).await.body).rows.len(), expected);
    let sentence = format!("{expected} of {} indicators: published elsewhere, outcomes.", site.indicators().len());
    assert!(page.contains(&sentence), "the filters do not read: {sentence}");
    assert!(page.contains("<title>Indicators: published elsewhere, outcomes – "));
    assert!(page.contains("<option value=\"outcomes\" selected>"), "the form forgets what was chosen");
}

#[tokio::test]
async fn what_was_typed_finds_the_title_before_the_text() {
    let router = demo();
    let found = titles(&get(&router, "/indicators?q=smoking").await.body);
    assert!(found.len() > 1 && found[0].to_lowercase().starts_with("smok"), "{found:?}");
    let none = get(&router, "/indicators?q=smokng").await.body;
    assert!(
        none.contains("No indicator fits") && none.contains("/indicators/smoking_prevalence"),
        "nothing near is named"
    );
    let strange = get(&router, "/indicators?q=%3Cscript%3E%22%26").await;
    assert_eq!(strange.status, StatusCode::OK);
    assert!(!strange.body.contains("<script>\""), "what was typed stays words");
}

#[tokio::test]
async fn a_choice_that_does_not_exist_is_answered_with_those_that_do() {
    let router = demo();
    for (address, valid) in [
        ("/indicators?domain=loudest", "experience"),
        ("/indicators?kind=guessed", "published"),
        ("/indicators?theme=nonsense", "<code"),
        ("/inequalities?sort=loudest", "change"),
        ("/inequalities?sort=subject", "people"),
        ("/inequalities.csv?area=nowhere", "QT1-MID"),
        ("/search?colour=blue", "<code class=\"app-code\">q</code>"),
        ("/outcomes?q=x", "Remove it"),
        ("/commitments?status=fine", "off-track"),
        ("/initiatives?stage=done", "not-recorded"),
    ] {
        let answer = get(&router, address).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        assert!(answer.body.contains(valid), "{address} does not name {valid}");
    }
}

#[tokio::test]
async fn each_cell_of_the_inequalities_is_a_row_of_the_file_with_the_same_words() {
    let router = demo();
    for query in
        ["?area=E54000060&show=all", "?area=QT1-MID&sort=ratio&show=all", "?area=QT1-CITY&sort=change&show=all"]
    {
        let table = cells(&get(&router, &format!("/inequalities{query}")).await.body);
        let file = File::read(&get(&router, &format!("/inequalities.csv{query}")).await.body);
        assert!(table.len() > 5, "{query}: {} rows", table.len());
        assert_eq!(file.rows.len(), 4 * table.len(), "{query}: four characteristics a row");
        for (row, filed) in table.iter().zip(file.rows.chunks(4)) {
            for (shown, filed) in row[1..].iter().zip(filed) {
                assert_eq!(row[0].lines().next().unwrap(), file.cell(filed, "short_title"), "{query}");
                let expected = file.cell(filed, "shown");
                assert!(shown.starts_with(expected), "{query}, {}: {shown} against {expected}", row[0]);
                let is_number = !file.cell(filed, "gap").is_empty();
                let says_nothing = ["*", "not shown"].contains(&expected);
                assert!(!(is_number && says_nothing), "{query}: a number is in the file and not on the page");
            }
        }
    }
}

#[tokio::test]
async fn gaps_stand_under_access_experience_and_outcomes_most_people_first() {
    let router = demo();
    let file = File::read(&get(&router, "/inequalities.csv").await.body);
    let by_deprivation: Vec<&Vec<String>> =
        file.rows.iter().filter(|row| file.cell(row, "characteristic").starts_with("imd")).collect();
    let mut domains: Vec<&str> = by_deprivation.iter().map(|row| file.cell(row, "domain")).collect();
    let before = domains.clone();
    domains.sort_unstable();
    assert_eq!(before, domains, "access, experience, outcomes");
    for domain in ["access", "outcomes"] {
        let people: Vec<f64> = by_deprivation
            .iter()
            .filter(|row| file.cell(row, "domain") == domain)
            .map(|row| file.cell(row, "people_affected").parse().unwrap_or(-1.0))
            .collect();
        assert!(people.windows(2).all(|pair| pair[0] >= pair[1]), "{domain}: {people:?}");
    }
}

#[tokio::test]
async fn the_search_finds_indicators_areas_plans_and_methods_and_says_what_it_searched() {
    let router = demo();
    for (typed, href, group) in [
        ("hypertension", "/indicators/hypertension_diagnosed_of_expected", "id=\"indicators\""),
        ("E06000018", "/areas/E06000018", "id=\"areas\""),
        ("rushcliffe", "/areas/E07000176", "id=\"areas\""),
        ("amb-05", "/line/AMB-05", "id=\"outcomes\""),
        ("undiagnosed", "/definitions/hypertension_undiagnosed", "id=\"cohorts\""),
        ("slope", "/methods/slope-index", "id=\"methods\""),
    ] {
        let page = get(&router, &format!("/search?q={typed}")).await.body;
        assert!(page.contains(&format!("<a href=\"{href}\">")), "{typed} does not find {href}");
        assert!(page.contains(group), "{typed}: no {group}");
        assert!(page.contains("Searched: "), "{typed}");
    }
}

#[tokio::test]
async fn a_search_for_nothing_or_for_nonsense_helps_on() {
    let router = demo();
    let empty = get(&router, "/search").await;
    assert_eq!(empty.status, StatusCode::OK);
    assert!(empty.body.contains("What are you looking for?"));
    let page = get(&router, "/search?q=hypertnesion").await.body;
    assert!(
        page.contains("Nothing is called “hypertnesion”")
            && page.contains("/indicators/hypertension_diagnosed_of_expected")
    );
    let page = get(&router, "/search?q=qqqqqqqq").await.body;
    assert!(page.contains("Look through all indicators"));
}

#[tokio::test]
async fn every_page_has_the_search_box_and_the_same_navigation() {
    let router = demo();
    for address in
        ["/", "/indicators", "/inequalities", "/outcomes", "/search?q=flu", "/methods", "/areas/QT1-MID", "/nope"]
    {
        let page = get(&router, address).await.body;
        assert!(
            page.contains("<form class=\"app-search\" action=\"/search\" method=\"get\" role=\"search\">"),
            "{address}"
        );
        for href in ["/outcomes", "/initiatives", "/inequalities", "/indicators"] {
            assert!(page.contains(&format!("nhsuk-header__navigation-link\" href=\"{href}\"")), "{address}: no {href}");
        }
    }
}

#[tokio::test]
async fn the_overview_has_three_gaps_and_says_what_changed_and_who_is_missing_out() {
    let router = demo();
    let page = get(&router, "/").await.body;
    assert_eq!(page.matches("nhsuk-card app-gap\"").count(), 3);
    assert!(page.contains("than England (") || page.contains("from England ("), "no headline stands beside England");
    for heading in ["Who is missing out most", "What changed", "Access, experience, outcomes", "Look at a place"] {
        assert!(page.contains(heading), "no {heading}");
    }
    assert!(page.matches("app-missing__people\">About ").count() <= 5);
    assert!(page.len() < 150 * 1024, "{} bytes before compression", page.len());
}
