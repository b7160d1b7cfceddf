//! The plans as the pages show them: every row, the line walked both ways, how commitments stand, and what people added.

use crate::site::{demo, get, links, site};
use crate::tables::{File, cells, words};
use axum::Router;
use axum::http::StatusCode;
use commonweal_app::Site;
use commonweal_operations::plan::{
    Changed, FigureClass, InitiativeRecord, PlanChanges, PlanRecord, ReachFigures, Stage, Status, smart,
};
use jiff::civil::date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The links of one section of a page.
fn section(page: &str, id: &str) -> BTreeSet<String> {
    let begins = format!("<h2 class=\"nhsuk-heading-m app-section-heading\" id=\"{id}\">");
    let inside = page.split_once(&begins).and_then(|(_, after)| after.split_once("</section>"));
    inside.map(|(inside, _)| links(inside)).unwrap_or_default()
}

/// Every page that links of one section lead to from an address, with what it says.
async fn walked(router: &Router, from: &str, id: &str) -> BTreeMap<String, String> {
    let mut waiting = BTreeSet::from([from.to_owned()]);
    let mut pages = BTreeMap::new();
    while let Some(address) = waiting.pop_first() {
        let answer = get(router, &address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        waiting.extend(section(&answer.body, id).into_iter().filter(|link| !pages.contains_key(link)));
        pages.insert(address, answer.body);
        waiting.retain(|link| !pages.contains_key(link));
    }
    pages
}

#[tokio::test]
async fn every_row_of_the_plans_is_shown() {
    let (site, router) = (site(), demo());
    let plans = site.book().plans();
    let listed: [(&str, &str, Vec<&String>, usize); 4] = [
        ("/framework.csv", "id", plans.parts.iter().map(|row| &row.id).collect(), 211),
        ("/commitments.csv", "id", plans.commitments.iter().map(|row| &row.id).collect(), 172),
        ("/initiatives.csv", "id", plans.initiatives.iter().map(|row| &row.id).collect(), 321),
        ("/neighbourhoods.csv", "id", plans.neighbourhoods.iter().map(|row| &row.id).collect(), 34),
    ];
    for (address, column, ids, number) in listed {
        let file = File::read(&get(&router, address).await.body);
        let filed: BTreeSet<&str> = file.rows.iter().map(|row| file.cell(row, column)).collect();
        assert_eq!(ids.len(), number, "{address}");
        for id in ids {
            assert!(filed.contains(id.as_str()), "{address} lacks {id}");
        }
    }
    let page = get(&router, "/commitments").await.body;
    let linked = links(&page);
    assert!(plans.commitments.iter().all(|row| linked.contains(&format!("/commitments/{}", row.id))));
    let linked = links(&get(&router, "/initiatives").await.body);
    assert!(plans.initiatives.iter().all(|row| linked.contains(&format!("/initiatives/{}", row.id))));
    let neighbourhoods = get(&router, "/neighbourhoods").await.body;
    assert!(plans.neighbourhoods.iter().all(|row| neighbourhoods.contains(&row.id)));
    let mut framed = links(&get(&router, "/framework").await.body);
    for framework in framed.clone().iter().filter(|link| link.starts_with("/framework/") && !link.contains('.')) {
        framed.extend(links(&get(&router, framework).await.body));
    }
    for part in &plans.parts {
        assert!(framed.contains(&format!("/line/{}", part.id)), "{} stands in no framework and in no list", part.id);
    }
}

#[tokio::test]
async fn the_line_is_walked_from_each_ambition_to_an_initiative_and_back() {
    let router = demo();
    for number in 1..=10 {
        let ambition = format!("/line/AMB-{number:02}");
        let below = walked(&router, &ambition, "down").await;
        let mut initiatives = below.iter().filter(|(address, _)| address.starts_with("/initiatives/"));
        let end = initiatives.find(|(_, page)| match number {
            // These have cohorts with a live definition; the others run by returns, which have no people in them.
            1..=7 => section(page, "who").iter().any(|link| link.starts_with("/definitions/")),
            _ => section(page, "up").iter().any(|link| link.starts_with("/line/RET-")),
        });
        let (initiative, page) = end.unwrap_or_else(|| panic!("{ambition} leads to no initiative"));
        if number <= 7 {
            let definition = section(page, "who").into_iter().find(|link| link.starts_with("/definitions/")).unwrap();
            assert_eq!(get(&router, &definition).await.status, StatusCode::OK, "{definition}");
        }
        let above = walked(&router, initiative, "up").await;
        assert!(above.contains_key(&ambition), "{initiative} does not lead back to {ambition}");
    }
}

#[tokio::test]
async fn both_numberings_of_the_ambitions_are_shown_and_every_contradiction_is_listed() {
    let (site, router) = (site(), demo());
    let page = get(&router, "/outcomes").await.body;
    assert!(page.contains("AMB-08") && page.contains("Numbered 10 in Appendix 2"));
    assert!(page.contains("AMB-10") && page.contains("Numbered 8 in Appendix 2"));
    let all = get(&router, "/contradictions").await.body;
    assert_eq!(site.book().links().contradictions.len(), 26);
    for note in &site.book().links().contradictions {
        assert!(all.contains(&format!("id=\"note-{}\"", note.number)), "note {}", note.number);
    }
    for (address, number) in
        [("/line/AMB-08", 13), ("/line/CO-SMD-CITY", 1), ("/line/CO-SMD-MID", 1), ("/commitments/S-GAP", 7)]
    {
        let page = get(&router, address).await.body;
        assert!(page.contains(&format!("/contradictions#note-{number}\"")), "{address} lacks note {number}");
    }
}

#[tokio::test]
async fn a_commitment_without_figure_baseline_or_date_is_incomplete_and_never_on_track() {
    let (site, router) = (site(), demo());
    let file = File::read(&get(&router, "/commitments.csv").await.body);
    let mut incomplete = 0;
    for row in &file.rows {
        if file.cell(row, "incomplete") == "yes" {
            assert_ne!(file.cell(row, "status"), Status::OnTrack.as_str(), "{}", file.cell(row, "id"));
            incomplete += 1;
        }
    }
    let counted = site.book().plans().commitments.iter().filter(|each| smart(each).is_incomplete()).count();
    assert_eq!(incomplete, counted);
    let page = get(&router, "/commitments/S-LE").await.body;
    assert!(words(&page).contains("Incomplete: it has no figure to reach; it has no value to start from"));
    assert!(words(&page).contains("Raise life expectancy at birth: cannot be judged"));
}

#[tokio::test]
async fn commitments_are_counted_first_and_narrowed_by_status_place_and_framework() {
    let (site, router) = (site(), demo());
    let mut all = 0;
    for status in Status::ALL {
        let expected = site.judged().values().filter(|judgement| judgement.status == *status).count();
        let query = format!("?status={}", status.as_str());
        let page = get(&router, &format!("/commitments{query}")).await.body;
        let file = File::read(&get(&router, &format!("/commitments.csv{query}")).await.body);
        assert_eq!((cells(&page).len(), file.rows.len()), (expected, expected), "{query}");
        all += expected;
    }
    assert_eq!(all, 172);
    for query in ["?place=Mid+Notts", "?theme=strategy", "?complete=no&theme=core20plus5-adults"] {
        let page = get(&router, &format!("/commitments{query}")).await.body;
        let file = File::read(&get(&router, &format!("/commitments.csv{query}")).await.body);
        assert!(!file.rows.is_empty() && file.rows.len() < 172, "{query}");
        assert_eq!(cells(&page).len(), file.rows.len(), "{query}");
    }
}

#[tokio::test]
async fn what_a_commitment_is_judged_by_is_what_was_released() {
    let (site, router) = (site(), demo());
    let file = File::read(&get(&router, "/commitments.csv").await.body);
    let mut compared = 0;
    for row in file.rows.iter().filter(|row| !file.cell(row, "latest").is_empty()) {
        let id = file.cell(row, "id");
        let commitment = site.book().plans().commitment(id).unwrap();
        let figures = site.figures_of_commitment(commitment).unwrap();
        let released = figures.iter().rev().find_map(|figure| figure.value().value()).unwrap();
        let shown: f64 = file.cell(row, "latest").parse().unwrap();
        assert!((shown - released).abs() < 1e-6, "{id}: {shown} against {released}");
        let page = get(&router, &format!("/commitments/{id}")).await.body;
        assert!(page.contains("id=\"trajectory\""), "{id} has no chart");
        compared += 1;
    }
    assert!(compared > 0, "no commitment is measured by a released figure");
}

#[tokio::test]
async fn a_measure_in_a_framework_has_the_value_of_the_list_of_indicators() {
    let router = demo();
    let page = words(&get(&router, "/framework/outcomes").await.body);
    let file = File::read(&get(&router, "/indicators.csv").await.body);
    let mapping = File::read(&get(&router, "/framework/mapping.csv").await.body);
    let on_line: BTreeSet<&str> = mapping
        .rows
        .iter()
        .filter(|row| mapping.cell(row, "framework_id") == "outcomes")
        .filter(|row| ["itself", "outcome"].contains(&mapping.cell(row, "by")))
        .map(|row| mapping.cell(row, "measure_id"))
        .collect();
    let mut compared = 0;
    for row in file.rows.iter().filter(|row| on_line.contains(file.cell(row, "indicator_id"))) {
        let shown = file.cell(row, "value_shown");
        assert!(page.contains(shown), "{}: {shown}", file.cell(row, "indicator_id"));
        compared += 1;
    }
    assert!(compared > 10, "{compared} measures");
}

#[tokio::test]
async fn initiatives_are_narrowed_and_the_file_has_the_same() {
    let router = demo();
    for (query, most) in [
        ("?place=Bassetlaw", 40),
        ("?network=pcn-bulwell", 60),
        ("?core20plus5=yes", 54),
        ("?stage=not-recorded", 321),
        ("?area=smoking", 12),
        ("?strategy=joint", 106),
        ("?aligned=no", 45),
        ("?place=Nottingham+City&aligned=yes&core20plus5=no", 40),
    ] {
        let page = get(&router, &format!("/initiatives{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        let file = File::read(&get(&router, &format!("/initiatives.csv{query}")).await.body);
        assert!(!file.rows.is_empty() && file.rows.len() <= most, "{query}: {}", file.rows.len());
        let linked = links(&page.body);
        for row in &file.rows {
            assert!(linked.contains(file.cell(row, "address")), "{query} lacks {}", file.cell(row, "id"));
        }
    }
}

#[tokio::test]
async fn what_has_no_place_is_listed_and_not_hidden() {
    let (site, router) = (site(), demo());
    let page = get(&router, "/framework/coverage").await.body;
    let file = File::read(&get(&router, "/framework/coverage.csv").await.body);
    let number = |gap: &str| file.rows.iter().filter(|row| file.cell(row, "gap") == gap).count();
    assert_eq!(number("initiatives-aligned-to-nothing"), 45);
    assert_eq!(number("initiatives-of-no-part"), 13);
    assert_eq!(number("outcomes-without-measure"), 1);
    assert_eq!(number("commitments-without-measure"), site.book().commitments_without_measure().len());
    assert_eq!(number("commitments-without-owner"), 172);
    for row in &file.rows {
        assert!(links(&page).contains(file.cell(row, "address")), "{}", file.cell(row, "id"));
    }
}

#[tokio::test]
async fn a_framework_is_a_file_that_its_owners_can_edit() {
    use commonweal_operations::plan::{FRAMEWORKS, FrameworkFile};
    let router = demo();
    for framework in FRAMEWORKS {
        let answer = get(&router, &format!("/framework/{}.toml", framework.id)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", framework.id);
        let read = FrameworkFile::from_toml(&answer.body).unwrap();
        assert_eq!(read.to_toml(), answer.body, "{}", framework.id);
    }
}

#[tokio::test]
async fn addresses_of_earlier_releases_lead_to_where_the_same_is_now() {
    let router = demo();
    for (old, new) in [
        ("/outcomes/AMB-01", "/line/AMB-01"),
        ("/outcomes/S-LE", "/commitments/S-LE"),
        ("/outcomes.csv", "/commitments.csv"),
        ("/line/S-LE", "/commitments/S-LE"),
        ("/line/CITY-01", "/initiatives/CITY-01"),
    ] {
        let answer = get(&router, old).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{old}");
        assert_eq!(answer.headers["location"], new, "{old}");
    }
    for address in ["/outcomes/AMB-99", "/line/AMB-99", "/line/AMB-99.csv", "/commitments/nope", "/initiatives/NOPE"] {
        let answer = get(&router, address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert!(answer.body.contains("href=\"/line/AMB-01\""), "{address}");
    }
    let answer = get(&router, "/framework/nope").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("href=\"/framework/outcomes\""));
}

/// A site where somebody keeps records of two initiatives, one of which is not in the plans.
fn with_records() -> (Site, PlanChanges) {
    let site = site();
    let of_row = PlanRecord::of_files(commonweal_operations::plan::PlanKind::Initiative, "city-01", site.book().rows());
    let Some(PlanRecord::Initiative(row)) = of_row else { panic!("CITY-01 is in the plans") };
    let lines = "all; everybody; 1200; 1100; 400; 350; 300\n\
                 deprivation; most deprived fifth; 400; 300; 100; 80; 60\n\
                 deprivation; least deprived fifth; 400; 400; 200; 180; 160\n";
    let figures = ReachFigures::typed(FigureClass::Standard, date(2026, 9, 30), lines).unwrap();
    let known =
        InitiativeRecord { stage: Stage::Delivering, figures: Some(figures), risks: "Few rooms".to_owned(), ..*row };
    let added = InitiativeRecord {
        places: vec!["Bassetlaw".to_owned()],
        access: "=1+1".to_owned(),
        ..InitiativeRecord::begun("walks", "Walks <script>alert(1)</script> \"&\"")
    };
    let changed = |value| Changed { value, version: 2, changed_on: date(2026, 10, 2) };
    let changes = PlanChanges { initiatives: vec![changed(known), changed(added)], ..PlanChanges::default() };
    (site.with_plan_changes(changes.clone(), None), changes)
}

#[tokio::test]
async fn what_people_added_is_shown_as_words_with_reach_from_protected_counts() {
    let (site, _) = with_records();
    let router = commonweal_web::router(Arc::new(site));
    let page = get(&router, "/initiatives/CITY-01").await.body;
    let shown = words(&page);
    for part in ["Delivering", "Few rooms", "2 October 2026, version 2", "1,200", "Less likely", "0.75"] {
        assert!(shown.contains(part), "the page lacks {part}");
    }
    let added = get(&router, "/initiatives/walks").await.body;
    assert!(!added.contains("<script>alert") && words(&added).contains("Walks <script>alert(1)</script> \"&\""));
    let list = get(&router, "/initiatives?stage=proposed").await.body;
    assert!(links(&list).contains("/initiatives/walks") && !list.contains("<script>alert"));
    let file = File::read(&get(&router, "/initiatives.csv").await.body);
    assert_eq!(file.rows.len(), 322);
}

#[tokio::test]
async fn changes_that_cannot_be_read_are_said_and_keep_no_row_away() {
    let site = site().with_plan_changes(PlanChanges::default(), Some("line 3 is <torn>".to_owned()));
    let router = commonweal_web::router(Arc::new(site));
    for address in ["/outcomes", "/framework", "/commitments", "/initiatives", "/initiatives/CITY-01", "/line/AMB-01"] {
        let page = get(&router, address).await.body;
        assert!(words(&page).contains("What people added to the plans is not shown: line 3 is <torn>"), "{address}");
        assert!(!page.contains("<torn>"), "{address}");
    }
}
