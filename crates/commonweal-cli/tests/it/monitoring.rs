//! Alerts and first evaluations at the command line, on a demonstration.

use crate::support::{demonstration, run};

#[test]
fn alerts_are_listed_with_where_which_way_and_by_which_rule() {
    let demo = demonstration();
    let said = run(&["monitor", "--json", "--dir", demo]);
    assert_eq!(said.code, 0, "{}", said.err);
    let alerts: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let alerts = alerts.as_array().unwrap();
    // What others publish has alerts of its own in every demonstration.
    assert!(alerts.len() >= 10, "{} alerts", alerts.len());
    let mut concerns_are_over = false;
    for alert in alerts {
        let change = alert["change"].as_str().unwrap();
        assert!(["concern", "improvement", "high", "low"].contains(&change), "{alert}");
        assert!(!(concerns_are_over && change == "concern"), "changes for the worse come first: {alert}");
        concerns_are_over |= change != "concern";
        assert!(!alert["rule"].is_null() && !alert["area"].is_null() && alert["value"].is_number(), "{alert}");
    }
    let of_area = run(&["monitor", "--json", "--area", "E06000018", "--dir", demo]);
    let of_area: serde_json::Value = serde_json::from_str(&of_area.out).unwrap();
    let here = alerts.iter().filter(|alert| alert["area_code"] == "E06000018").count();
    assert_eq!(of_area.as_array().unwrap().len(), here);
    assert!(here > 0, "the city has alerts of what others publish");
    let nowhere = run(&["monitor", "--area", "E06009999", "--dir", demo]);
    assert_eq!(nowhere.code, 1);
    assert!(nowhere.err.contains("E06009999"), "{}", nowhere.err);
}

#[test]
fn an_evaluation_says_what_it_can_bear_and_what_weakens_it() {
    let demo = demonstration();
    let asked = ["evaluate", "child_obese_reception", "--area", "E07000172", "--from", "2016-09-01", "--dir", demo];
    let said = run(&asked);
    assert_eq!(said.code, 0, "{}", said.err);
    for words in ["since 1 September 2016", "too short to say", "What else might explain it", "pandemic"] {
        assert!(said.out.contains(words), "no {words} in {}", said.out);
    }
    let json = run(&[&asked[..], &["--json"]].concat());
    let found: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert!(found["interrupted"].is_null(), "18 years are too few for regression: {found}");
    assert!(found["sides"]["points_before"].as_u64().unwrap() > 0 && found["findings"].as_array().unwrap().len() >= 4);
    let unknown = run(&["evaluate", "no_such", "--area", "E07000172", "--from", "2016-09-01", "--dir", demo]);
    assert_eq!(unknown.code, 1);
    assert!(unknown.err.contains("no_such"), "{}", unknown.err);
    assert_eq!(run(&["evaluate", "child_obese_reception", "--area", "E07000172", "--dir", demo]).code, 2, "no day");
}
