//! Headers, files and errors.

use crate::site::{ask, demo, get, links};
use axum::http::{Method, StatusCode};
use commonweal_web::{CONTENT_SECURITY_POLICY, ROUTES};
use sha2::{Digest, Sha256};

const POLICY: &str = "default-src 'none'; script-src 'self' 'sha256-tDOvXJi1PXbg0CWjLCCYSNHRXtps26K4JXkE3M6u/c0='; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let router = demo();
    for address in [
        "/",
        "/inequalities",
        "/methods",
        "/methods/rate",
        "/health",
        "/nope",
        "/areas/e1",
        "/indicators/bp_recorded_5y.csv",
    ] {
        let answer = get(&router, address).await;
        let header = |name: &str| answer.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(header("content-security-policy").as_deref(), Some(POLICY), "{address}");
        assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"), "{address}");
        assert_eq!(header("referrer-policy").as_deref(), Some("same-origin"), "{address}");
        assert_eq!(header("cross-origin-opener-policy").as_deref(), Some("same-origin"), "{address}");
        assert_eq!(header("cross-origin-resource-policy").as_deref(), Some("same-origin"), "{address}");
        assert_eq!(header("permissions-policy").as_deref(), Some(""), "{address}");
        assert!(header("strict-transport-security").is_some(), "{address}");
        assert_eq!(header("set-cookie"), None, "{address} needs no cookie");
    }
    assert_eq!(CONTENT_SECURITY_POLICY, POLICY);
}

#[tokio::test]
async fn the_only_script_in_a_page_is_the_one_the_policy_names() {
    let page = get(&demo(), "/").await.body;
    let scripts: Vec<&str> = page.split("<script>").skip(1).filter_map(|part| part.split("</script>").next()).collect();
    assert_eq!(scripts.len(), 1);
    let hash = base64(&Sha256::digest(scripts[0].as_bytes()));
    assert!(POLICY.contains(&format!("'sha256-{hash}'")), "the start line hashes to {hash}");
    assert!(!page.contains(" style="), "no inline style");
    assert!(!page.contains(" onclick="), "no inline handler");
}

#[tokio::test]
async fn files_may_be_kept_for_ever_under_an_address_that_changes_with_them() {
    let router = demo();
    let page = get(&router, "/").await.body;
    let files: Vec<String> = links(&page).into_iter().filter(|link| link.starts_with("/assets/")).collect();
    assert_eq!(files.len(), 5, "{files:?}");
    for address in &files {
        let answer = get(&router, address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert!(answer.headers["cache-control"].to_str().unwrap().contains("immutable"), "{address}");
        assert!(answer.headers.contains_key("etag"), "{address}");
        let outside = answer.body.replace("http://www.w3.org/", "").replace("https://github.com", "");
        assert!(!outside.contains("url(http"), "{address} asks another host");
    }
    let stale = get(&router, "/assets/0000000000000000/app.css").await;
    assert_eq!(stale.status, StatusCode::NOT_FOUND);
    assert_eq!(get(&router, "/assets/../Cargo.toml").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_route_stands_in_the_table_once_and_answers() {
    let router = demo();
    let mut paths: Vec<&str> = ROUTES.iter().map(|route| route.path).collect();
    paths.sort_unstable();
    let count = paths.len();
    paths.dedup();
    assert_eq!(paths.len(), count, "a route is listed twice");
    let page = get(&router, "/").await.body;
    let style = links(&page).into_iter().find(|link| link.ends_with("app.css")).unwrap();
    for route in ROUTES {
        let address = match route.path {
            "/indicators/{id}" => "/indicators/bp_recorded_5y",
            "/indicators/{id}/{chart}" => "/indicators/bp_recorded_5y/sex.svg",
            "/indicators/{id}/reconcile" => "/indicators/smoking_prevalence/reconcile",
            "/areas/{code}" => "/areas/QT1-MID",
            "/definitions/{id}/preview" => "/definitions/smoking_prevalence/preview",
            "/definitions/{id}" => "/definitions/smoking_prevalence",
            "/core20plus5/{pathway}" => "/core20plus5/hypertension.csv",
            "/framework/{id}" => "/framework/outcomes",
            "/line/{id}" => "/line/AMB-01",
            "/commitments/{id}" => "/commitments/S-SATOD",
            "/initiatives/{id}" => "/initiatives/CITY-01",
            "/outcomes/{id}" => "/outcomes/AMB-01",
            "/monitoring/{indicator}" => "/monitoring/smoking_prevalence",
            "/evaluations/{id}" => "/evaluations/smoking_prevalence?area=E54000060&from=2026-07-01",
            "/methods/{slug}" => "/methods/proportion",
            "/reports/{kind}" => "/reports/profile",
            "/assets/{version}/{*path}" => style.as_str(),
            whole => whole,
        };
        // Addresses of earlier releases lead to where the same is now.
        let is_old = ["/outcomes.csv", "/outcomes/{id}"].contains(&route.path);
        let expected = if is_old { StatusCode::PERMANENT_REDIRECT } else { StatusCode::OK };
        assert_eq!(get(&router, address).await.status, expected, "{address}");
        assert_eq!(ask(&router, Method::POST, address).await.status, StatusCode::METHOD_NOT_ALLOWED, "{address}");
        assert!(!route.about.is_empty());
    }
}

#[tokio::test]
async fn bad_input_is_named_with_what_to_do() {
    let router = demo();
    let check = |address: &'static str, status: StatusCode, says: &'static [&'static str]| {
        let router = router.clone();
        async move {
            let answer = get(&router, address).await;
            assert_eq!(answer.status, status, "{address}");
            for words in says {
                assert!(answer.body.contains(words), "{address} does not say: {words}");
            }
            assert_eq!(answer.body.contains("<title>Error:"), status == StatusCode::BAD_REQUEST, "{address}");
            assert!(
                answer.body.contains("Made-up people: a synthetic sample of about one in 1"),
                "{address} has no band"
            );
            assert!(answer.body.contains("Reference: "), "{address} has no reference");
        }
    };
    check("/methods/nope", StatusCode::NOT_FOUND, &["“nope”", "/methods/proportion", "/methods/forecast"]).await;
    check("/methods/proportion?area=QT1-MID", StatusCode::BAD_REQUEST, &["“area”", "Remove it"]).await;
    check("/methods?x=1", StatusCode::BAD_REQUEST, &["“x”", "Remove it"]).await;
    check("/indicators/nope", StatusCode::NOT_FOUND, &["“nope”", "/indicators/bp_recorded_5y"]).await;
    check("/indicators/nope.csv", StatusCode::NOT_FOUND, &["“nope”"]).await;
    check("/areas/E99999999", StatusCode::NOT_FOUND, &["E99999999", "/areas/QT1-MID"]).await;
    check("/areas/mid%20notts", StatusCode::BAD_REQUEST, &["“mid notts” is not an area code", "capitals"]).await;
    check("/areas/QT1-MID.csv?x=1", StatusCode::BAD_REQUEST, &["“x”", "view"]).await;
    check("/areas.csv?x=1", StatusCode::BAD_REQUEST, &["“x”", "Remove it"]).await;
    check("/inequalities?sort=loud", StatusCode::BAD_REQUEST, &["“loud”", "people", "ratio", "change"]).await;
    check("/inequalities?sort=ratio&sort=people", StatusCode::BAD_REQUEST, &["more than once"]).await;
    check("/inequalities?aera=QT1-MID", StatusCode::BAD_REQUEST, &["“aera”", "area"]).await;
    check("/inequalities?area=U12563", StatusCode::NOT_FOUND, &["U12563"]).await;
    check("/indicators/bp_recorded_5y?area=E07000174", StatusCode::NOT_FOUND, &["no figures", "QT1-MID"]).await;
    check(
        "/indicators/bp_recorded_5y.csv?by=practice",
        StatusCode::BAD_REQUEST,
        &["“practice”", "ethnicity_census2021", "pcn"],
    )
    .await;
    check("/indicators/bp_recorded_5y/pie.svg", StatusCode::BAD_REQUEST, &["“pie”", "sex"]).await;
    check("/indicators/bp_recorded_5y/sex.png", StatusCode::NOT_FOUND, &["no page"]).await;
    check("/x%3Cscript%3E", StatusCode::NOT_FOUND, &["no page"]).await;
}

#[tokio::test]
async fn what_a_reader_typed_is_shown_as_text() {
    let answer = get(&demo(), "/areas/%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(!answer.body.contains("<script>alert"), "markup in an address became markup in the page");
}
