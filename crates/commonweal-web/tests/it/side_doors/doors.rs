//! Every route with every format: the addresses that are asked, and everything a reader gets back.

use crate::api::{ask_with, json};
use crate::site::{get, links};
use axum::Router;
use axum::http::{HeaderMap, Method, StatusCode};
use commonweal_web::{ROUTES, Route};

/// The question whose figures are planted.
pub(super) const INDICATOR: &str = "smoking_prevalence";

/// The whole area, two districts and a code that no area has.
const AREAS: [&str; 4] = ["E54000060", "E07000170", "E07000176", "E99999999"];

/// Ways to look at the question, one of them unknown: a refusal is an answer too.
const VIEWS: [&str; 7] =
    ["trend", "gap-trend", "imd2019_quintile_england", "ethnicity_census2021", "msoa", "district", "x"];

/// What came back, to the last byte.
#[derive(PartialEq, Eq)]
pub(super) struct Whole {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) bytes: Vec<u8>,
}

/// A way to ask: its name, the method and the headers.
type Way<'a> = (&'static str, Method, &'a [(&'a str, &'a str)]);

/// Asks in the ways in which sizes and headers could differ: plain, packed, without a body, and as a reader who has it.
pub(super) async fn ways(router: &Router, address: &str) -> Vec<(&'static str, Whole)> {
    let asked: [Way<'_>; 4] = [
        ("plain", Method::GET, &[]),
        ("packed", Method::GET, &[("accept-encoding", "gzip")]),
        ("headers alone", Method::HEAD, &[]),
        ("known", Method::GET, &[("if-none-match", "*")]),
    ];
    // A preview counts every record anew, which takes seconds; it is kept nowhere, so one way to ask shows all of it.
    let number = if address.ends_with("/preview") { 1 } else { asked.len() };
    let mut all = Vec::new();
    for (name, method, headers) in asked.into_iter().take(number) {
        let (answer, bytes) = ask_with(router, method, address, headers).await;
        assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{address}, {name}: {}", answer.body);
        all.push((name, Whole { status: answer.status, headers: answer.headers, bytes }));
    }
    all
}

/// The addresses of a route, in all its formats, with choices that have an answer and choices that have none.
async fn of_route(router: &Router, route: &Route) -> Vec<String> {
    let page = |path: &str| vec![path.to_owned()];
    let of_areas = |before: &str, after: &str| AREAS.map(|area| format!("{before}{area}{after}")).to_vec();
    match route.path {
        "/indicators" => ["", "?q=smoking", "?q=smokin", "?kind=counted", "?theme=x"]
            .map(|query| format!("/indicators{query}"))
            .to_vec(),
        "/indicators/{id}" => {
            let base = format!("/indicators/{INDICATOR}");
            let mut all = vec![base.clone(), format!("{base}.csv"), format!("{base}?x=1")];
            all.extend(of_areas(&format!("{base}?area="), ""));
            all.extend(of_areas(&format!("{base}.csv?area="), ""));
            all.extend(VIEWS.map(|view| format!("{base}.csv?by={view}")));
            all
        }
        "/reports/{kind}" => {
            let mut all: Vec<String> = ["", ".pdf", ".xlsx", ".docx", ".html", ".csv"]
                .iter()
                .flat_map(|ending| of_areas(&format!("/reports/profile{ending}?area="), ""))
                .collect();
            for (kind, asked) in [
                ("inequalities", String::new()),
                ("intelligence", format!("?about={INDICATOR}")),
                ("place", String::new()),
                ("scorecard", String::new()),
                ("initiative", "?about=CITY-01".to_owned()),
                ("initiative", "?about=x".to_owned()),
            ] {
                all.extend(["pdf", "csv"].map(|ending| format!("/reports/{kind}.{ending}{asked}")));
            }
            all
        }
        "/indicators/{id}/reconcile" => page(&format!("/indicators/{INDICATOR}/reconcile")),
        "/indicators/{id}/{chart}" => {
            let mut all = VIEWS.map(|view| format!("/indicators/{INDICATOR}/{view}.svg")).to_vec();
            all.extend(of_areas(&format!("/indicators/{INDICATOR}/ethnicity_census2021.svg?area="), ""));
            all
        }
        "/areas/{code}" => {
            let mut all = of_areas("/areas/", "");
            all.extend(of_areas("/areas/", ".csv"));
            all.extend(of_areas("/areas/", "?view=life-course"));
            all
        }
        "/compare" | "/compare.csv" => {
            let chosen = [
                format!("indicator={INDICATOR}"),
                format!("indicator={INDICATOR}&areas=E07000170,E07000176,E07000171"),
                format!("indicator={INDICATOR}&area=E54000060&by=ethnicity_census2021"),
                format!("indicator={INDICATOR}&area=E07000170&by=ethnicity_census2021"),
                format!("indicator={INDICATOR}&kind=msoa"),
                format!("indicator={INDICATOR}&areas=E07000170"),
            ];
            chosen.map(|query| format!("{}?{query}", route.path)).to_vec()
        }
        "/inequalities" | "/inequalities.csv" => {
            let mut all = page(route.path);
            for sort in ["people", "ratio", "change"] {
                all.push(format!("{}?sort={sort}&show=all", route.path));
            }
            all.extend(of_areas(&format!("{}?area=", route.path), "&show=all"));
            all
        }
        "/core20plus5" => of_areas("/core20plus5?area=", ""),
        "/core20plus5.csv" => of_areas("/core20plus5.csv?area=", ""),
        "/core20plus5/{pathway}" => ["smoking", "hypertension"]
            .into_iter()
            .flat_map(|id| ["csv", "svg"].map(|kind| format!("/core20plus5/{id}.{kind}")))
            .collect(),
        "/framework/{id}" => {
            ["outcomes", "core20plus5-adults", "outcomes.toml"].map(|id| format!("/framework/{id}")).to_vec()
        }
        "/line/{id}" => {
            ["AMB-05", "AMB-05.csv", "OUT-05.1", "CO-CORE20", INDICATOR].map(|id| format!("/line/{id}")).to_vec()
        }
        "/commitments" | "/commitments.csv" => {
            let chosen = ["", "?status=off-track", "?status=cannot-be-judged&complete=no", "?place=ICS"];
            chosen.map(|query| format!("{}{query}", route.path)).to_vec()
        }
        "/commitments/{id}" => ["S-SATOD", "S-LE", "H-CAN75"].map(|id| format!("/commitments/{id}")).to_vec(),
        "/initiatives" | "/initiatives.csv" => {
            ["", "?aligned=no", "?core20plus5=yes"].map(|query| format!("{}{query}", route.path)).to_vec()
        }
        "/initiatives/{id}" => page("/initiatives/CITY-01"),
        "/outcomes/{id}" => page("/outcomes/AMB-01"),
        "/monitoring" | "/monitoring.csv" => {
            let mut all = vec![route.path.to_owned(), format!("{}?domain=outcomes", route.path)];
            all.extend(of_areas(&format!("{}?area=", route.path), ""));
            all
        }
        "/monitoring/{indicator}" => {
            let mut all = page(&format!("/monitoring/{INDICATOR}"));
            for kind in ["", ".csv", ".svg"] {
                all.extend(of_areas(&format!("/monitoring/{INDICATOR}{kind}?area="), ""));
                all.extend(of_areas(
                    &format!("/monitoring/{INDICATOR}{kind}?area="),
                    "&group=imd2019_quintile_england.1",
                ));
            }
            all
        }
        "/evaluations" => {
            let mut all = page(route.path);
            all.extend(of_areas(&format!("/evaluations?indicator={INDICATOR}&area="), "&from=2026-07-01"));
            all
        }
        "/evaluations/{id}" => {
            let mut all = vec![format!("/evaluations/{INDICATOR}"), "/evaluations/MID-05".to_owned()];
            for kind in ["", ".csv"] {
                all.extend(of_areas(&format!("/evaluations/{INDICATOR}{kind}?area="), "&from=2026-07-01"));
            }
            all
        }
        "/search" => ["", "?q=smoking", "?q=E07000170"].map(|query| format!("/search{query}")).to_vec(),
        "/methods/{slug}" => page("/methods/small-numbers"),
        "/definitions/{id}" => page(&format!("/definitions/{INDICATOR}")),
        // Counts every record anew, and shows no planted figure but the released ones beside them.
        "/definitions/{id}/preview" => page(&format!("/definitions/{INDICATOR}/preview")),
        "/assets/{version}/{*path}" => {
            links(&get(router, "/").await.body).into_iter().filter(|link| link.starts_with("/assets/")).collect()
        }
        "/"
        | "/indicators.csv"
        | "/areas"
        | "/areas.csv"
        | "/data-quality"
        | "/data-quality.csv"
        | "/withheld"
        | "/withheld.csv"
        | "/definitions"
        | "/changes"
        | "/changes.csv"
        | "/outcomes"
        | "/outcomes.csv"
        | "/framework"
        | "/framework.csv"
        | "/framework/mapping"
        | "/framework/mapping.csv"
        | "/framework/coverage"
        | "/framework/coverage.csv"
        | "/neighbourhoods"
        | "/neighbourhoods.csv"
        | "/contradictions"
        | "/contradictions.csv"
        | "/methods"
        | "/reports"
        | "/boards"
        | "/boards.csv"
        | "/health"
        | "/health/ready" => page(route.path),
        new => panic!("say here which addresses the new route {new} has, so that its doors are looked through"),
    }
}

/// The addresses of the interface for programs, every endpoint in every format, narrowed and not.
async fn of_interface(router: &Router) -> Vec<String> {
    let index = json(router, "/api/v1/").await;
    let texts = |value: &serde_json::Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let mut all = Vec::new();
    for endpoint in index["endpoints"].as_array().unwrap() {
        let path = endpoint["path"].as_str().unwrap();
        let paths: Vec<String> = if path.contains("{file}") {
            index["files"].as_array().unwrap().iter().map(|file| file["address"].as_str().unwrap().to_owned()).collect()
        } else {
            let with = |area: &str| path.replace("{id}", INDICATOR).replace("{code}", area);
            if path.contains("{code}") { AREAS.map(with).to_vec() } else { vec![with(AREAS[0])] }
        };
        let formats = texts(&endpoint["formats"]);
        let parameters = texts(&endpoint["parameters"]);
        let has = |name: &str| parameters.iter().any(|known| known == name);
        for path in paths {
            assert!(!path.contains('{'), "say here what stands in the new part of {path}");
            all.push(path.clone());
            if formats.len() > 1 {
                all.extend(formats.iter().map(|format| format!("{path}?format={format}")));
            }
            if has("area") {
                all.extend(AREAS.map(|area| format!("{path}?area={area}")));
            }
            if has("by") {
                all.extend(["none", "ethnicity_census2021", "sex", "x"].map(|by| format!("{path}?by={by}")));
            }
            if has("page_size") {
                all.extend([1, 7].map(|size| format!("{path}?page_size={size}&page=2")));
            }
            if has("area_type") {
                all.extend(["msoa", "district", "ward"].map(|kind| format!("{path}?area_type={kind}")));
            }
        }
    }
    all
}

/// Every address that is looked through.
pub(super) async fn every_address(router: &Router) -> Vec<String> {
    let mut all = Vec::new();
    for route in ROUTES {
        let addresses = of_route(router, route).await;
        assert!(!addresses.is_empty(), "{} has an address", route.path);
        all.extend(addresses);
    }
    all.extend(of_interface(router).await);
    all.extend(["/nope", "/api/v1/nope", "/areas/x%20y"].map(str::to_owned));
    all
}
