//! What cannot be answered is refused with what was asked, what exists and how to ask.

use super::{ask_with, json};
use crate::site::{demo, site};
use axum::Router;
use axum::http::{Method, StatusCode};
use serde_json::Value;

async fn problem(router: &Router, address: &str, status: u16, kind: &str) -> Value {
    let (answer, _) = ask_with(router, Method::GET, address, &[]).await;
    assert_eq!(answer.status.as_u16(), status, "{address}: {}", answer.body);
    assert_eq!(answer.headers["content-type"], "application/problem+json", "{address}");
    let problem: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(problem["type"], format!("/api/v1/#{kind}"), "{address}: {problem}");
    assert_eq!(problem["status"], status, "{address}");
    assert!(!problem["how_to_ask"].as_str().unwrap().is_empty(), "{address} does not say how to ask");
    problem
}

fn names(problem: &Value, field: &str) -> Vec<String> {
    problem[field].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_does_not_exist_is_named_with_what_is_nearest() {
    let router = demo();
    let found = problem(&router, "/api/v1/indicator", 404, "no-such-address").await;
    assert_eq!(names(&found, "nearest")[0], "/api/v1/indicators");
    let found = problem(&router, "/api/v1/indicators/smokign_prevalence", 404, "unknown-indicator").await;
    assert_eq!(names(&found, "nearest")[0], "smoking_prevalence");
    let found = problem(&router, "/api/v1/areas/QT1-MYD", 404, "unknown-area").await;
    assert_eq!(names(&found, "nearest")[0], "QT1-MID (Mid Nottinghamshire)");
    problem(&router, "/api/v1/areas/mid%20notts", 400, "invalid-value").await;
    let found = problem(&router, "/api/v1/areas?arae_type=place", 400, "unknown-parameter").await;
    assert_eq!(names(&found, "nearest"), ["area_type"]);
    assert_eq!(found["asked"]["value"], "arae_type");
    let found = problem(&router, "/api/v1/areas?area_type=town", 400, "invalid-value").await;
    assert!(names(&found, "exists").contains(&"district".to_owned()));
    problem(&router, "/api/v1/areas?page=1&page=2", 400, "repeated-parameter").await;
    problem(&router, "/api/v1/areas?page=0", 400, "invalid-value").await;
    problem(&router, "/api/v1/areas?page=many", 400, "invalid-value").await;
    problem(&router, "/api/v1/areas?page=999", 404, "no-such-page").await;
    problem(&router, "/api/v1/areas?page_size=10001", 400, "invalid-value").await;
    problem(&router, "/api/v1/areas?format=xml", 400, "invalid-value").await;
    problem(&router, "/api/v1/areas?format=dhsc", 400, "invalid-value").await;
    let found = problem(&router, "/api/v1/feed/values.csv", 404, "no-such-address").await;
    assert!(names(&found, "exists").contains(&"released_values.csv".to_owned()));
    problem(&router, "/api/v1/?area=QT1-MID", 400, "unknown-parameter").await;
    problem(&router, "/api/v1/areas?parent=U12563", 404, "no-figures").await;
}

#[tokio::test]
async fn a_question_that_has_no_cells_is_never_an_empty_answer() {
    let router = demo();
    let values = |query: &str| format!("/api/v1/indicators/bp_recorded_5y/values?{query}");
    let found = problem(&router, &values("area_type=county"), 404, "no-figures").await;
    assert!(names(&found, "exists").contains(&"pcn".to_owned()), "{found}");
    let found = problem(&router, &values("area=E07000174"), 404, "no-figures").await;
    assert!(names(&found, "exists").contains(&"QT1-MID".to_owned()), "{found}");
    let found = problem(&router, &values("by=age,sex"), 404, "no-figures").await;
    assert!(names(&found, "exists").contains(&"none".to_owned()), "{found}");
    problem(&router, &values("by=practice"), 400, "invalid-value").await;
    problem(&router, &values("by=sex,sex"), 400, "invalid-value").await;
    problem(&router, &values("by=sex,age,ethnicity_census2021"), 400, "invalid-value").await;
    problem(&router, &values("by="), 400, "invalid-value").await;
    let found = problem(&router, &values("period=1999-01-01/P1Y"), 404, "no-figures").await;
    assert!(names(&found, "exists").iter().any(|period| period.contains("/P")), "{found}");
    problem(&router, &values("period=2024"), 400, "invalid-value").await;
    problem(&router, &values("statistic=crude_rate"), 404, "no-figures").await;
    problem(&router, &values("statistic=median"), 400, "invalid-value").await;
    problem(&router, &values("series=ONS"), 404, "no-figures").await;
    problem(&router, "/api/v1/gaps?statistic=proportion", 400, "invalid-value").await;
    problem(&router, "/api/v1/gaps?indicator=nope", 404, "unknown-indicator").await;
    problem(&router, &values("by=ethnicity_census2021&format=dhsc"), 404, "no-figures").await;
}

#[tokio::test]
async fn an_answer_without_a_period_says_which_it_took() {
    let router = demo();
    let address = "/api/v1/indicators/healthy_life_expectancy/values?area=E06000018";
    let latest = json(&router, address).await;
    assert!(latest["note"].as_str().unwrap().starts_with("No period was asked for, so these are the latest figures: "));
    let all = json(&router, &format!("{address}&period=all")).await;
    assert!(all["rows"].as_array().unwrap().len() > latest["rows"].as_array().unwrap().len());
    let last = all["rows"].as_array().unwrap().iter().map(|row| row["period_end"].as_str().unwrap()).max().unwrap();
    for row in latest["rows"].as_array().unwrap() {
        assert_eq!(row["period_end"], last);
    }
    assert_eq!(json(&router, &format!("{address}&period=latest")).await["rows"], latest["rows"]);
}

#[tokio::test]
async fn figures_can_be_read_and_not_written() {
    let router = demo();
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
        let (answer, _) = ask_with(&router, method, "/api/v1/areas", &[]).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.headers["allow"], "GET, HEAD");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
    let (answer, _) = ask_with(&router, Method::HEAD, "/api/v1/areas", &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
}

/// A small generator: the same numbers each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap()
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

#[tokio::test]
async fn no_question_whatever_fails_on_our_side() {
    let router = demo();
    let paths = [
        "/api/v1/",
        "/api/v1/openapi.json",
        "/api/v1/indicators",
        "/api/v1/indicators/smoking_prevalence",
        "/api/v1/indicators/smoking_prevalence/values",
        "/api/v1/indicators/%F0%28/values",
        "/api/v1/areas",
        "/api/v1/areas/QT1-MID",
        "/api/v1/areas/%00",
        "/api/v1/areas/%zz",
        "/api/v1/gaps",
        "/api/v1/releases/current",
        "/api/v1/feed/groups.csv",
        "/api/v1/feed/..%2F..%2Fcommonweal.toml",
        "/api/v1//",
        "/api/v1/indicators//values",
    ];
    let parameters =
        ["area", "area_type", "by", "period", "statistic", "page", "page_size", "format", "series", "family", "x", ""];
    let values = [
        "QT1-MID",
        "E54000060",
        "place",
        "sex",
        "sex,age",
        "none",
        "all",
        "latest",
        "2026-09-30/P1D",
        "0001-01-01/P9999Y",
        "-1",
        "0",
        "1",
        "99999999999999999999",
        "json",
        "csv",
        "dhsc",
        "fingertips",
        "%00",
        "%F0%28",
        "%",
        "'",
        "%22",
        "=1%2B1",
        "",
        "NaN",
        "local",
        "registration",
        "absolute_gap",
        "%E2%80%A6",
        "9999-12-31/P1Y",
    ];
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut answered = 0;
    for _ in 0..2_000 {
        let path = numbers.of(&paths);
        let pairs: Vec<String> =
            (0..numbers.below(4)).map(|_| format!("{}={}", numbers.of(&parameters), numbers.of(&values))).collect();
        let address = if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) };
        let (answer, _) = ask_with(&router, Method::GET, &address, &[]).await;
        let status = answer.status.as_u16();
        assert!(matches!(status, 200 | 400 | 404), "{address}: {status}");
        if status == 200 {
            answered += 1;
            assert!(!answer.body.contains("\"rows\":[]"), "{address} is an empty answer");
        } else {
            let problem: Value =
                serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{address}: {}", answer.body));
            assert_eq!(problem["status"], status);
        }
    }
    assert!(answered > 200, "{answered} questions were answered");
    assert!(!site().indicators().is_empty());
}
