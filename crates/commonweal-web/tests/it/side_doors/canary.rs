//! A large count that is withheld so that another cannot be worked out: neither it, nor its rounded self, nor a share made of
//! it is in any answer or line of a log. The same count, shown, is found: else the search would find nothing anywhere.

use super::doors::{INDICATOR, every_address, ways};
use crate::site::{get, site};
use axum::Router;
use commonweal_app::Site;
use commonweal_disclosure::linked::{CellAddress, Withholding};
use commonweal_disclosure::{
    Evidence, FigureKey, Gate, Proposed, ReleaseNote, Released, ReleasedSet, Statistic, Withheld, WorkspaceClass,
};
use commonweal_model::{AreaCode, AreaType, Breakdown, DataClass, Dimension, Family, PeriodKind, Polarity};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

/// Counts that nothing else has: people counted, people asked about, as they are and as they would be shown, with their share.
const CANARIES: [[&str; 9]; 2] = [
    ["9123764", "9,123,764", "9123765", "9,123,765", "19341137", "19,341,137", "19341135", "19,341,135", "47.172852"],
    ["7123918", "7,123,918", "7123920", "7,123,920", "18341532", "18,341,532", "18341530", "18,341,530", "38.840380"],
];

/// A cell: where, which groups, people counted of people asked about.
type Planted = (AreaCode, AreaType, Vec<Breakdown>, (u64, u64));

/// One group of the whole area, and one district: each with a canary.
fn planted(site: &Site) -> [Planted; 2] {
    let asian = Breakdown { dimension: Dimension::EthnicityCensus2021, category: "asian".to_owned() };
    [
        (site.facts().area.clone(), AreaType::Icb, vec![asian], (9_123_764, 19_341_137)),
        ("E07000176".parse().unwrap(), AreaType::District, Vec::new(), (7_123_918, 18_341_532)),
    ]
}

fn figures(site: &Site, hidden: bool) -> ReleasedSet {
    let note = ReleaseNote { release_id: "r1".to_owned(), released_at: "2026-10-01T09:00:00Z".to_owned() };
    let mut gate = Gate::automatic(WorkspaceClass::Synthetic, note).unwrap();
    let info = site.indicator(INDICATOR).unwrap();
    let key = |area: &AreaCode, area_type: AreaType, breakdowns: Vec<Breakdown>| FigureKey {
        indicator_id: info.id.clone(),
        series: "local".to_owned(),
        area: area.clone(),
        area_type,
        area_edition: "2022".to_owned(),
        family: Family::Residence,
        breakdowns,
        period: "2026-09-30/P1D".parse().unwrap(),
        period_kind: PeriodKind::Point,
        statistic: Statistic::Proportion,
    };
    let mut cells: Vec<(FigureKey, (u64, u64))> = Vec::new();
    for (area, kind, groups, counts) in planted(site) {
        cells.push((key(&area, kind, groups), counts));
    }
    if hidden {
        let mut withholding = Withholding::default();
        cells.iter().for_each(|(key, _)| withholding.withhold(CellAddress::of(key)));
        gate = gate.withholding(withholding);
    }
    let whole = site.facts().area.clone();
    cells.push((key(&whole, AreaType::Icb, Vec::new()), (300_000, 700_000)));
    for (group, counts) in [("black", (20_000, 50_000)), ("white", (150_000, 400_000)), ("not_known", (5, 4_000))] {
        let by = Breakdown { dimension: Dimension::EthnicityCensus2021, category: group.to_owned() };
        cells.push((key(&whole, AreaType::Icb, vec![by]), counts));
    }
    for code in ["E07000170", "E07000171"] {
        cells.push((key(&code.parse().unwrap(), AreaType::District, Vec::new()), (20_000, 60_000)));
    }
    let release = |(key, (numerator, denominator)): (FigureKey, (u64, u64))| {
        gate.release(Proposed {
            key,
            class: DataClass::Standard,
            unit: "%".to_owned(),
            polarity: Polarity::LowerIsBetter,
            evidence: Evidence::Proportion { numerator, denominator },
            benchmark: None,
            definition_hash: info.definition_hash.clone(),
            index_date: site.facts().index_date,
            snapshot: Some("s1".to_owned()),
        })
    };
    ReleasedSet::new(cells.into_iter().map(release).collect::<Vec<Released>>()).unwrap()
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Everything the site says of the figures, with where it said it.
async fn said(hidden: bool) -> Vec<(String, String)> {
    let lines = Lines::default();
    let writing = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(lines.clone()).finish();
    let guard = tracing::subscriber::set_default(writing);
    let site = site();
    let set = figures(&site, hidden);
    let linked = set.iter().filter(|figure| figure.withheld() == Some(Withheld::Linked)).count();
    assert_eq!(linked, if hidden { 2 } else { 0 }, "the canaries, and nothing else, are withheld for others");
    let router: Router = commonweal_web::router(Arc::new(site.with_figures(set)));
    let mut all = Vec::new();
    for address in every_address(&router).await {
        // Counts the records anew, in which the planted counts are not; what it shows beside them is on other pages.
        if address.ends_with("/preview") {
            continue;
        }
        for (way, whole) in ways(&router, &address).await {
            let headers = format!("{:?}", whole.headers);
            all.push((format!("{address}, {way}"), format!("{headers}\n{}", String::from_utf8_lossy(&whole.bytes))));
        }
    }
    drop(guard);
    let logged = String::from_utf8_lossy(&lines.0.lock().unwrap()).into_owned();
    all.push(("the log".to_owned(), logged));
    all
}

#[tokio::test]
async fn a_large_count_that_is_withheld_is_nowhere_and_shown_it_is_found() {
    let shown = said(false).await;
    for [_, _, rounded, with_comma, _, _, people, people_with_comma, share] in CANARIES {
        for canary in [rounded, with_comma, people, people_with_comma, share] {
            assert!(shown.iter().any(|(_, text)| text.contains(canary)), "{canary} is nowhere when it may be shown");
        }
    }
    // Even where it may be shown, a count is rounded.
    let exact: Vec<&str> = CANARIES.iter().flat_map(|canary| [canary[0], canary[1], canary[4], canary[5]]).collect();
    for (place, text) in &shown {
        let found: Vec<&&str> = exact.iter().filter(|canary| text.contains(**canary)).collect();
        assert!(found.is_empty(), "{place} says an exact count");
    }
    for (place, text) in said(true).await {
        let found: Vec<&str> = CANARIES.iter().flatten().copied().filter(|canary| text.contains(canary)).collect();
        assert!(found.is_empty(), "{place} says {} withheld numbers", found.len());
    }
}

#[tokio::test]
async fn what_is_withheld_for_another_says_so() {
    let site = site();
    let set = figures(&site, true);
    let router = commonweal_web::router(Arc::new(site.with_figures(set)));
    let reason = Withheld::Linked.reason();
    for address in [
        format!("/indicators/{INDICATOR}"),
        format!("/indicators/{INDICATOR}?area=E07000176"),
        "/areas/E07000176".to_owned(),
        format!("/compare?indicator={INDICATOR}&areas=E07000170,E07000176"),
        format!("/indicators/{INDICATOR}/ethnicity_census2021.svg"),
        format!("/indicators/{INDICATOR}/district.svg"),
        format!("/api/v1/indicators/{INDICATOR}/values"),
        format!("/api/v1/indicators/{INDICATOR}/values?format=dhsc"),
        format!("/api/v1/indicators/{INDICATOR}/values?format=fingertips"),
    ] {
        // Words of a picture are broken into lines.
        let body = get(&router, &address).await.body;
        let said = body.contains(reason) || reason.split(' ').all(|word| body.contains(word));
        assert!(said, "{address} does not say: {reason}");
    }
    for address in [
        format!("/indicators/{INDICATOR}.csv"),
        format!("/api/v1/indicators/{INDICATOR}/values?format=csv"),
        "/api/v1/feed/released_values.csv".to_owned(),
        format!("/compare.csv?indicator={INDICATOR}&areas=E07000170,E07000176"),
        "/areas/E07000176.csv".to_owned(),
    ] {
        let body = get(&router, &address).await.body;
        assert!(body.contains(",linked,") || body.contains("\"linked\""), "{address} does not say `linked`");
    }
}
