//! Two truths that the gate hides alike must give the same site, byte for byte: then no order, length, class, title or
//! file can tell them apart.

use crate::site::{Answer, crawl, get, site};
use axum::http::StatusCode;
use commonweal_app::Site;
use commonweal_disclosure::{
    Benchmark, Evidence, FigureKey, Gate, Proposed, ReleaseNote, ReleasedSet, Statistic, WorkspaceClass,
};
use commonweal_model::{AreaCode, AreaType, Breakdown, DataClass, Dimension, Family, PeriodKind, Polarity};
use std::sync::Arc;

/// The figures of one question where every small count is `hidden`, which the gate withholds for 1 to 7.
fn figures(site: &Site, hidden: u64) -> ReleasedSet {
    let note = ReleaseNote { release_id: "r1".to_owned(), released_at: "2026-10-01T09:00:00Z".to_owned() };
    let gate = Gate::automatic(WorkspaceClass::Synthetic, note).unwrap();
    let info = site.indicator("smoking_prevalence").unwrap();
    let whole = AreaCode::clone(&site.facts().area);
    let proposed =
        |area: &AreaCode, kind: AreaType, by: Option<(Dimension, &str)>, statistic, unit: &str, evidence| Proposed {
            key: FigureKey {
                indicator_id: info.id.clone(),
                series: "local".to_owned(),
                area: area.clone(),
                area_type: kind,
                area_edition: "2022".to_owned(),
                family: Family::Residence,
                breakdowns: by
                    .map(|(dimension, category)| Breakdown { dimension, category: category.to_owned() })
                    .into_iter()
                    .collect(),
                period: "2026-09-30/P1D".parse().unwrap(),
                period_kind: PeriodKind::Point,
                statistic,
            },
            class: DataClass::Standard,
            unit: unit.to_owned(),
            polarity: Polarity::LowerIsBetter,
            evidence,
            benchmark: None,
            definition_hash: info.definition_hash.clone(),
            index_date: site.facts().index_date,
            snapshot: Some("s1".to_owned()),
        };
    let pair = |numerator, denominator| Evidence::Proportion { numerator, denominator };
    let everybody = gate.release(proposed(&whole, AreaType::Icb, None, Statistic::Proportion, "%", pair(500, 4_000)));
    let benchmark = Benchmark::of(&everybody, "Nottingham and Nottinghamshire");
    let mut released = vec![everybody];
    for (group, numerator) in [("1", 200), ("2", 150), ("3", 100), ("4", 45), ("5", hidden)] {
        let by = Some((Dimension::Imd2019QuintileEngland, group));
        released.push(gate.release(proposed(
            &whole,
            AreaType::Icb,
            by,
            Statistic::Proportion,
            "%",
            pair(numerator, 800),
        )));
    }
    for group in ["asian", "black", "white", "not_known"] {
        let numerator = if group == "white" { 450 } else { hidden };
        let by = Some((Dimension::EthnicityCensus2021, group));
        released.push(gate.release(proposed(
            &whole,
            AreaType::Icb,
            by,
            Statistic::Proportion,
            "%",
            pair(numerator, 1_000),
        )));
    }
    for area in site.areas().filter(|area| matches!(area.area_type, AreaType::Msoa | AreaType::District)) {
        let evidence = pair(if area.code.as_str().ends_with('1') { 30 } else { hidden }, 200);
        let figure = Proposed {
            benchmark: benchmark.clone(),
            ..proposed(&area.code, area.area_type, None, Statistic::Proportion, "%", evidence)
        };
        released.push(gate.release(figure));
    }
    for statistic in [Statistic::AbsoluteGap, Statistic::SlopeIndexOfInequality] {
        // The gap of the groups above, one of which is hidden: the gate withholds it before it calculates anything.
        let groups = vec![(200, 800), (150, 800), (100, 800), (45, 800), (hidden, 800)];
        let evidence = Evidence::OfShownGroups { groups, calculate: |_| None };
        released.push(gate.release(proposed(&whole, AreaType::Icb, None, statistic, "percentage points", evidence)));
    }
    ReleasedSet::new(released).unwrap()
}

#[tokio::test]
async fn counts_that_may_be_shown_do_change_the_page() {
    // Otherwise the test below would compare pages that show nothing.
    let mut pages = Vec::new();
    for shown in [10, 20] {
        let site = site();
        let figures = figures(&site, shown);
        let router = commonweal_web::router(Arc::new(site.with_figures(figures)));
        pages.push(get(&router, "/indicators/smoking_prevalence").await.body);
    }
    assert_ne!(pages[0], pages[1]);
}

/// Addresses for programs, which no page need link to; files of the whole release and refusals among them.
fn interface() -> Vec<String> {
    let values = "/api/v1/indicators/smoking_prevalence/values";
    let mut addresses: Vec<String> =
        ["/", "/indicators", "/indicators/smoking_prevalence", "/areas", "/areas/E07000174"]
            .into_iter()
            .chain(["/releases/current", "/openapi.json", "/gaps", "/gaps?format=csv", "/areas/E99999999"])
            .map(|path| format!("/api/v1{path}"))
            .collect();
    for query in
        ["", "?format=csv", "?format=fingertips", "?format=dhsc", "?by=sex", "?area=E07000174", "?page_size=10"]
    {
        addresses.push(format!("{values}{query}"));
    }
    for file in ["released_values", "indicators", "areas", "groups"] {
        addresses.extend(["csv", "parquet"].map(|ending| format!("/api/v1/feed/{file}.{ending}")));
    }
    addresses.push("/api/v1/feed/fingertips.csv".to_owned());
    addresses
}

#[tokio::test]
async fn hidden_truths_leave_no_trace_in_any_address() {
    let mut crawls: Vec<Vec<(String, Answer)>> = Vec::new();
    for hidden in [1, 4, 7] {
        let figures = figures(&site(), hidden);
        assert!(figures.iter().filter(|figure| figure.is_withheld()).count() > 100, "the hidden counts are withheld");
        let router = commonweal_web::router(Arc::new(site().with_figures(figures)));
        let mut answers = crawl(&router).await;
        for address in interface() {
            let answer = get(&router, &address).await;
            assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{address}");
            answers.push((address, answer));
        }
        crawls.push(answers);
    }
    let first = &crawls[0];
    assert!(first.len() > 150, "{} addresses", first.len());
    for other in &crawls[1..] {
        assert_eq!(first.len(), other.len(), "the same addresses");
        for ((address, a), (other_address, b)) in first.iter().zip(other) {
            assert_eq!(address, other_address);
            assert_eq!(a.headers, b.headers, "headers of {address}");
            assert!(a.body == b.body, "the body of {address} tells hidden counts apart");
        }
    }
}
