//! What the plans promise, as the pages show it.

use crate::site::{demo, get, site};
use crate::tables::{File, cells};
use axum::http::StatusCode;

#[tokio::test]
async fn every_ambition_and_every_commitment_is_listed_and_has_its_page() {
    let (site, router) = (site(), demo());
    let page = get(&router, "/outcomes").await.body;
    let ids = site.plan().ambitions().map(|item| &item.id);
    let ids: Vec<&String> = ids.chain(site.plan().commitments.iter().map(|commitment| &commitment.id)).collect();
    assert!(ids.len() > 150);
    for id in ids {
        assert!(page.contains(&format!("href=\"/outcomes/{id}\"")), "{id} is not listed");
    }
    for id in ["AMB-01", "AMB-08", "S-LE", "S-BF", "C20-A5", "S-MOU1"] {
        let one = get(&router, &format!("/outcomes/{id}")).await;
        assert_eq!(one.status, StatusCode::OK, "{id}");
        assert_eq!(one.body.matches("<h1").count(), 1, "{id}");
    }
}

#[tokio::test]
async fn both_numberings_of_the_ambitions_are_shown() {
    let page = get(&demo(), "/outcomes").await.body;
    assert!(page.contains("AMB-08") && page.contains("Numbered 10 in Appendix 2"));
    assert!(page.contains("AMB-10") && page.contains("Numbered 8 in Appendix 2"));
}

#[tokio::test]
async fn a_commitment_without_figure_baseline_or_date_is_incomplete_and_never_on_track() {
    let (site, router) = (site(), demo());
    let page = get(&router, "/outcomes").await.body;
    let table = cells(&page);
    let file = File::read(&get(&router, "/outcomes.csv").await.body);
    assert_eq!(file.rows.len(), site.plan().commitments.len());
    let incomplete = table.iter().filter(|row| row.get(3).is_some_and(|cell| cell.starts_with("Incomplete: "))).count();
    let filed = file.rows.iter().filter(|row| file.cell(row, "completeness").starts_with("Incomplete: ")).count();
    assert_eq!(incomplete, filed);
    assert!(page.contains(&format!("{filed} of the plans’ {} commitments lack", file.rows.len())));
    assert!(get(&router, "/outcomes/S-LE").await.body.contains("Incomplete: no figure, no baseline"));
    // One commitment's own aim is "on track"; our judgement stands in its own column and never says so.
    let mut judged = table.iter().filter_map(|row| row.get(3));
    assert!(judged.all(|cell| !cell.to_lowercase().contains("track")), "a commitment is said to be on track");
}

#[tokio::test]
async fn a_part_of_the_plans_that_does_not_exist_is_answered_with_those_that_do() {
    let answer = get(&demo(), "/outcomes/AMB-99").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("AMB-99") && answer.body.contains("href=\"/outcomes/AMB-01\""));
}
