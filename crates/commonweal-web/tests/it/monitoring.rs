//! Monitoring and first evaluations: made series through the gate, and what pages, files and pictures say of them.

use crate::site::{get, site};
use axum::Router;
use axum::http::StatusCode;
use commonweal_app::Site;
use commonweal_disclosure::{
    Evidence, FigureKey, Gate, Proposed, ReleaseNote, Released, ReleasedSet, Statistic, WorkspaceClass,
};
use commonweal_model::{AreaType, DataClass, Family, Period, PeriodKind, Polarity};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::sync::Arc;

const PAGE: &str = "/monitoring/smoking_prevalence?area=E54000060";

fn month(number: usize) -> Date {
    let months = i64::try_from(number).unwrap();
    date(2023, 9, 1).checked_add(months.months()).unwrap().last_of_month()
}

/// Jumps about 4,500 of 10,000 without a pattern, and a last month of its own.
fn counted(last: u64) -> Vec<u64> {
    let jumps = [40, -60, 90, -30, -80, 70, 20, -90, 60, -50, 80, -20];
    let mut counted: Vec<u64> = (0..36).map(|at| 4_500_u64.saturating_add_signed(jumps[at % jumps.len()])).collect();
    counted[35] = last;
    counted
}

fn figures(site: &Site, counted: &[u64]) -> Vec<Released> {
    let note = ReleaseNote { release_id: "r1".to_owned(), released_at: "2026-10-01T09:00:00Z".to_owned() };
    let gate = Gate::automatic(WorkspaceClass::Synthetic, note).unwrap();
    let info = site.indicator("smoking_prevalence").unwrap();
    let figure = |(at, numerator): (usize, &u64)| {
        gate.release(Proposed {
            key: FigureKey {
                indicator_id: info.id.clone(),
                series: "local".to_owned(),
                area: site.facts().area.clone(),
                area_type: AreaType::Icb,
                area_edition: "2022".to_owned(),
                family: Family::Residence,
                breakdowns: Vec::new(),
                statistic: Statistic::Proportion,
                period: Period::point(month(at)),
                period_kind: PeriodKind::Point,
            },
            class: DataClass::Standard,
            unit: "%".to_owned(),
            polarity: Polarity::LowerIsBetter,
            evidence: Evidence::Proportion { numerator: *numerator, denominator: 10_000 },
            benchmark: None,
            definition_hash: info.definition_hash.clone(),
            index_date: Some(month(at)),
            snapshot: Some("s1".to_owned()),
        })
    };
    counted.iter().enumerate().map(figure).collect()
}

fn router(counted: &[u64]) -> Router {
    let site = site();
    let figures = figures(&site, counted);
    commonweal_web::router(Arc::new(site.with_figures(ReleasedSet::new(figures).unwrap())))
}

#[tokio::test]
async fn an_alert_comes_first_with_its_words_its_shape_and_its_chart() {
    let router = router(&counted(5_600));
    let page = get(&router, "/monitoring").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("1 series changed in the latest period: 1 for the worse, 0 for the better"));
    let (alerts, every) = page.body.split_once("id=\"every\"").unwrap();
    for words in ["Concern", "above the upper limit", "app-mark--worse", "31 August 2026"] {
        assert!(alerts.contains(words), "no {words} among the alerts");
    }
    assert!(alerts.contains("href=\"/monitoring/smoking_prevalence?area=E54000060\""));
    assert!(every.contains("Concern"));
    let one = get(&router, PAGE).await.body;
    assert!(one.contains("New in the latest period: above the upper limit."));
    // The point that stands out has a shape of its own, its rule in the table, and words for those who do not see it.
    assert!(one.contains("app-mark--worse") && one.contains("app-chart__control-limit"));
    assert!(one.contains("Points that stand out: 31 August 2026 (worse, above the upper limit)"));
}

#[tokio::test]
async fn a_quiet_release_says_that_nothing_is_new() {
    let router = router(&counted(4_510));
    let page = get(&router, "/monitoring").await.body;
    assert!(page.contains("Nothing new in the latest period"));
    assert!(page.contains("No significant change"));
    assert!(get(&router, PAGE).await.body.contains("The latest point varies as the process always does."));
}

#[tokio::test]
async fn the_table_of_a_chart_and_its_file_hold_the_same_numbers() {
    let router = router(&counted(5_600));
    let page = get(&router, PAGE).await.body;
    let file = get(&router, "/monitoring/smoking_prevalence.csv?area=E54000060").await;
    assert_eq!(file.body.lines().count(), 37, "a header and a row for each period");
    let every = get(&router, "/monitoring.csv").await.body;
    let mut lines = csv::Reader::from_reader(every.as_bytes());
    let header = lines.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = lines.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    let cell = |name: &str| rows[0][header.iter().position(|column| column == name).unwrap()].to_owned();
    assert_eq!((cell("value").as_str(), cell("alert").as_str(), cell("variation").as_str()), ("56", "yes", "concern"));
    assert!(page.contains(">56.0%<"));
    let mean: f64 = cell("mean").parse().unwrap();
    assert!(page.contains(&format!("Mean {mean:.1}%")), "the mean of the file is that of the picture");
    let picture = get(&router, "/monitoring/smoking_prevalence.svg?area=E54000060").await;
    assert!(picture.body.starts_with("<svg") && picture.headers["content-type"] == "image/svg+xml");
}

#[tokio::test]
async fn two_truths_behind_a_star_give_the_same_pages() {
    let hidden = |number: u64| {
        let mut counted = counted(5_600);
        counted[12] = number;
        counted[20] = number;
        counted
    };
    let (one, other) = (router(&hidden(3)), router(&hidden(6)));
    for address in [
        "/monitoring",
        "/monitoring.csv",
        PAGE,
        "/monitoring/smoking_prevalence.csv?area=E54000060",
        "/monitoring/smoking_prevalence.svg?area=E54000060",
        "/evaluations/smoking_prevalence?area=E54000060&from=2025-03-01",
        "/evaluations/smoking_prevalence.csv?area=E54000060&from=2025-03-01",
    ] {
        let (one, other) = (get(&one, address).await, get(&other, address).await);
        assert_eq!(one.status, StatusCode::OK, "{address}");
        assert_eq!(one.body, other.body, "{address}");
    }
    let page = get(&one, PAGE).await.body;
    assert!(page.contains("Not shown: 2 of 36 periods") && page.contains("Hidden to protect people"));
}

#[tokio::test]
async fn an_evaluation_says_what_it_can_and_what_weakens_it() {
    let mut stepped = counted(4_500);
    stepped[18..].iter_mut().for_each(|count| *count += 800);
    let router = router(&stepped);
    let page = get(&router, "/evaluations/smoking_prevalence?area=E54000060&from=2025-03-31").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.body.matches("<h1").count(), 1);
    for words in ["clearly higher than the earlier trend", "This does not say why", "What else might explain it", "95%"]
    {
        assert!(page.body.contains(words), "the evaluation does not say {words}");
    }
    // The same by the form, which asks with the indicator after the question mark.
    let asked = get(&router, "/evaluations?indicator=smoking_prevalence&area=E54000060&from=2025-03-31").await;
    assert_eq!((asked.status, asked.body.contains("clearly higher")), (StatusCode::OK, true));
    let file = get(&router, "/evaluations/smoking_prevalence.csv?area=E54000060&from=2025-03-31").await.body;
    assert_eq!(file.lines().filter(|line| line.contains(",since,")).count(), 18);
    let late = get(&router, "/evaluations/smoking_prevalence?area=E54000060&from=2026-08-01").await.body;
    assert!(late.contains("too short to say whether anything changed"));
}

#[tokio::test]
async fn nobody_recorded_a_first_day_so_nothing_is_evaluated_by_itself() {
    let page = get(&router(&counted(4_510)), "/evaluations").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("No initiative has a recorded first day yet"));
}

#[tokio::test]
async fn what_is_mistyped_is_said_back_escaped_and_with_what_is_valid() {
    let router = router(&counted(4_510));
    for (address, status, words) in [
        ("/monitoring/no_such", StatusCode::NOT_FOUND, "no_such"),
        ("/monitoring?area=E54009999", StatusCode::NOT_FOUND, "E54009999"),
        ("/monitoring?domain=wishes", StatusCode::BAD_REQUEST, "wishes"),
        (
            "/monitoring/smoking_prevalence?group=sex.female",
            StatusCode::NOT_FOUND,
            "href=\"/monitoring/smoking_prevalence",
        ),
        ("/evaluations/no_such", StatusCode::NOT_FOUND, "no_such"),
        ("/evaluations/smoking_prevalence?from=spring", StatusCode::BAD_REQUEST, "spring"),
        ("/evaluations/smoking_prevalence", StatusCode::BAD_REQUEST, "2025-04-01"),
    ] {
        let answer = get(&router, address).await;
        assert_eq!(answer.status, status, "{address}");
        assert!(answer.body.contains(words), "{address} does not name {words}");
    }
    let typed = "%3Cscript%3Ealert(1)%3C/script%3E";
    let places = [
        format!("/evaluations/smoking_prevalence?from={typed}"),
        format!("/monitoring/smoking_prevalence?group={typed}"),
        format!("/monitoring?domain={typed}"),
    ];
    for address in places {
        let answer = get(&router, &address).await;
        assert!(answer.status.is_client_error(), "{address}");
        assert!(!answer.body.contains("<script>alert"), "{address}");
    }
}
