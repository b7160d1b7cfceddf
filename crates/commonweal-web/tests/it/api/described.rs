//! The description and the answers are one: every address is described, answers, and answers in the shape described.

use super::{ask_with, json};
use crate::site::{demo, site};
use axum::http::{Method, StatusCode};
use serde_json::Value;

/// What is wrong with a value by a schema of JSON Schema 2020-12, of which this knows what the description uses.
fn faults(value: &Value, schema: &Value, all: &Value, at: &str, found: &mut Vec<String>) {
    let Value::Object(rules) = schema else { return found.push(format!("{at}: the schema is no object")) };
    for (rule, wanted) in rules {
        match rule.as_str() {
            "$ref" => {
                let name = wanted.as_str().unwrap().strip_prefix("#/components/schemas/").unwrap();
                match all.get(name) {
                    Some(schema) => faults(value, schema, all, at, found),
                    None => found.push(format!("{at}: there is no schema {name}")),
                }
            }
            "type" => {
                let is = |name: &str| match name {
                    "null" => value.is_null(),
                    "string" => value.is_string(),
                    "integer" => value.is_i64() || value.is_u64(),
                    "number" => value.is_number(),
                    "boolean" => value.is_boolean(),
                    "array" => value.is_array(),
                    "object" => value.is_object(),
                    _ => false,
                };
                let fits = match wanted {
                    Value::String(name) => is(name),
                    Value::Array(names) => names.iter().any(|name| is(name.as_str().unwrap())),
                    _ => false,
                };
                if !fits {
                    found.push(format!("{at}: {value} is not of type {wanted}"));
                }
            }
            "enum" if !wanted.as_array().unwrap().contains(value) => {
                found.push(format!("{at}: {value} is none of {wanted}"));
            }
            "anyOf" | "oneOf" => {
                let fitting = wanted.as_array().unwrap().iter().filter(|schema| {
                    let mut faulty = Vec::new();
                    faults(value, schema, all, at, &mut faulty);
                    faulty.is_empty()
                });
                if fitting.count() != 1 {
                    found.push(format!("{at}: not one of the choices fits"));
                }
            }
            "items" => {
                for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                    faults(item, wanted, all, &format!("{at}[{i}]"), found);
                }
            }
            "required" => {
                for name in wanted.as_array().unwrap() {
                    if value.get(name.as_str().unwrap()).is_none() {
                        found.push(format!("{at}: {name} is missing"));
                    }
                }
            }
            "properties" => {
                for (name, schema) in wanted.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        faults(value, schema, all, &format!("{at}.{name}"), found);
                    }
                }
            }
            "additionalProperties" => {
                let known = rules.get("properties").and_then(Value::as_object);
                for (name, value) in value.as_object().into_iter().flatten() {
                    if known.is_none_or(|known| !known.contains_key(name)) {
                        match wanted {
                            Value::Bool(false) => found.push(format!("{at}: {name} is not described")),
                            schema => faults(value, schema, all, &format!("{at}.{name}"), found),
                        }
                    }
                }
            }
            "format" => {
                let text = value.as_str().unwrap_or_default();
                let fits = match wanted.as_str().unwrap() {
                    "date" => text.len() == 10 && text.as_bytes()[4] == b'-',
                    "date-time" => text.ends_with('Z') && text.contains('T'),
                    "uri-reference" => text.starts_with('/') || text.starts_with("https://"),
                    _ => false,
                };
                if !fits && !value.is_null() {
                    found.push(format!("{at}: {text} is no {wanted}"));
                }
            }
            "enum" | "description" | "minLength" => {}
            other => found.push(format!("{at}: this test does not know the rule {other}")),
        }
    }
}

#[track_caller]
fn check(value: &Value, schema: &Value, all: &Value, at: &str) {
    let mut found = Vec::new();
    faults(value, schema, all, at, &mut found);
    assert!(found.is_empty(), "{}", found[..found.len().min(8)].join("\n"));
}

#[tokio::test]
async fn every_address_answers_in_the_shape_and_with_the_example_described() {
    let router = demo();
    let description = json(&router, "/api/v1/openapi.json").await;
    assert_eq!(description["openapi"], "3.1.0");
    let schemas = &description["components"]["schemas"];
    let index = json(&router, "/api/v1/").await;
    let endpoints = index["endpoints"].as_array().unwrap();
    let paths = description["paths"].as_object().unwrap();
    assert_eq!(paths.len(), endpoints.len(), "every address is described");
    for endpoint in endpoints {
        let operation = &paths[endpoint["path"].as_str().unwrap()]["get"];
        let example = endpoint["example"].as_str().unwrap();
        let content = &operation["responses"]["200"]["content"];
        if let Some(described) = content.get("application/json") {
            let answer = json(&router, example).await;
            check(&answer, &described["schema"], schemas, example);
            if let Some(given) = described.get("example") {
                assert_eq!(*given, answer, "the example of {example} is its answer");
            } else {
                assert_eq!(endpoint["path"], "/api/v1/openapi.json", "only the description has no example");
            }
        } else {
            let (answer, _) = ask_with(&router, Method::GET, example, &[]).await;
            assert_eq!(answer.status, StatusCode::OK, "{example}");
            assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8", "{example}");
        }
        for parameter in operation["parameters"].as_array().unwrap() {
            assert!(parameter["description"].as_str().is_some_and(|about| about.len() > 10), "{parameter}");
        }
    }
}

#[tokio::test]
async fn whole_answers_have_the_shape_described() {
    let (site, router) = (site(), demo());
    let description = json(&router, "/api/v1/openapi.json").await;
    let schemas = &description["components"]["schemas"];
    let of = |name: &str| serde_json::json!({ "$ref": format!("#/components/schemas/{name}") });
    for info in site.indicators().iter().step_by(4) {
        let answer = json(&router, &format!("/api/v1/indicators/{}", info.id)).await;
        check(&answer, &of("Indicator"), schemas, &info.id);
        let answer = json(&router, &format!("/api/v1/indicators/{}/values?page_size=200", info.id)).await;
        check(&answer, &of("ValueList"), schemas, &info.id);
        let address = format!("/api/v1/indicators/{}/values?format=dhsc&page_size=200", info.id);
        check(&json(&router, &address).await, &of("DhscIndicator"), schemas, &address);
    }
    for area in site.areas().step_by(7) {
        let address = format!("/api/v1/areas/{}", area.code);
        check(&json(&router, &address).await, &of("Area"), schemas, &address);
    }
    check(&json(&router, "/api/v1/areas").await, &of("AreaList"), schemas, "areas");
    check(&json(&router, "/api/v1/indicators").await, &of("IndicatorList"), schemas, "indicators");
    check(&json(&router, "/api/v1/gaps").await, &of("ValueList"), schemas, "gaps");
    let (answer, _) = ask_with(&router, Method::GET, "/api/v1/areas/X", &[]).await;
    check(&serde_json::from_str(&answer.body).unwrap(), &of("Problem"), schemas, "a problem");
}

#[test]
fn a_wrong_answer_does_not_pass_the_test_of_shapes() {
    let schema = serde_json::json!({
        "type": "object", "required": ["a"], "additionalProperties": false,
        "properties": { "a": { "type": ["integer", "null"] } },
    });
    for (wrong, says) in [
        (serde_json::json!({}), "missing"),
        (serde_json::json!({ "a": "1" }), "not of type"),
        (serde_json::json!({ "a": 1, "b": 2 }), "not described"),
    ] {
        let mut found = Vec::new();
        faults(&wrong, &schema, &Value::Null, "x", &mut found);
        assert!(found.len() == 1 && found[0].contains(says), "{found:?}");
    }
}

#[tokio::test]
async fn every_answer_says_what_it_is_from_and_may_be_read_by_any_page() {
    let router = demo();
    for address in
        ["/api/v1/", "/api/v1/areas?format=csv", "/api/v1/feed/areas.parquet", "/api/v1/nope", "/api/v1/areas/X"]
    {
        let (answer, _) = ask_with(&router, Method::GET, address, &[("origin", "https://example.org")]).await;
        let header = |name: &str| answer.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(header("commonweal-class").as_deref(), Some("synthetic"), "{address}");
        assert!(header("commonweal-release").is_some_and(|id| !id.is_empty()), "{address}");
        assert!(header("commonweal-rules").is_some(), "{address}");
        assert!(header("link").is_some_and(|link| link.contains("rel=\"license\"")), "{address}");
        assert_eq!(header("access-control-allow-origin").as_deref(), Some("*"), "{address}");
        assert_eq!(header("access-control-allow-credentials"), None, "{address}");
        assert_eq!(header("set-cookie"), None, "{address}");
        assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"), "{address}");
    }
    let about = json(&router, "/api/v1/releases/current").await["about"].clone();
    assert!(about["label"].as_str().unwrap().starts_with("Made-up people"), "{about}");
    assert!(about["licence"].as_str().unwrap().starts_with("Open Government Licence"));
    let page = ask_with(&router, Method::GET, "/", &[("origin", "https://example.org")]).await.0;
    assert!(!page.headers.contains_key("access-control-allow-origin"), "pages are for people");
}

#[tokio::test]
async fn a_reader_who_has_the_release_is_not_sent_it_again() {
    let router = demo();
    let address = "/api/v1/feed/indicators.csv";
    let (first, body) = ask_with(&router, Method::GET, address, &[]).await;
    let etag = first.headers["etag"].to_str().unwrap().to_owned();
    let modified = first.headers["last-modified"].to_str().unwrap().to_owned();
    assert_eq!(modified, "Thu, 01 Oct 2026 09:00:00 GMT");
    assert!(!body.is_empty());
    for known in [("if-none-match", etag.as_str()), ("if-modified-since", modified.as_str())] {
        let (again, body) = ask_with(&router, Method::GET, address, &[known]).await;
        assert_eq!((again.status, body.len()), (StatusCode::NOT_MODIFIED, 0), "{known:?}");
        assert_eq!(again.headers["etag"].to_str().unwrap(), etag);
    }
    let (other, _) = ask_with(&router, Method::GET, address, &[("if-none-match", "W/\"another\"")]).await;
    assert_eq!(other.status, StatusCode::OK);
    let (packed, bytes) = ask_with(&router, Method::GET, address, &[("accept-encoding", "gzip")]).await;
    assert_eq!(packed.headers["content-encoding"], "gzip");
    assert!(bytes.len() < body.len() / 2, "{} bytes of {}", bytes.len(), body.len());
}

#[tokio::test]
async fn the_format_follows_the_parameter_first_and_accept_second() {
    let router = demo();
    let kind = |address: &'static str, accept: &'static str| {
        let router = router.clone();
        async move {
            let (answer, _) = ask_with(&router, Method::GET, address, &[("accept", accept)]).await;
            (answer.status.as_u16(), answer.headers["content-type"].to_str().unwrap().to_owned())
        }
    };
    let (json, csv) = ("application/json".to_owned(), "text/csv; charset=utf-8".to_owned());
    assert_eq!(kind("/api/v1/areas", "*/*").await, (200, json.clone()));
    assert_eq!(kind("/api/v1/areas", "text/csv").await, (200, csv.clone()));
    assert_eq!(kind("/api/v1/areas", "application/json;q=0.5, text/csv").await, (200, csv.clone()));
    assert_eq!(kind("/api/v1/areas", "text/html, application/xhtml+xml, */*;q=0.8").await, (200, json.clone()));
    assert_eq!(kind("/api/v1/areas?format=csv", "application/json").await, (200, csv));
    assert_eq!(kind("/api/v1/areas", "image/png").await, (406, "application/problem+json".to_owned()));
    assert_eq!(kind("/api/v1/areas", "text/csv;q=0").await, (406, "application/problem+json".to_owned()));
}
