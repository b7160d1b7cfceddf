//! What is withheld says why, in words, wherever it stands; and stands last, by name, where areas are ranked.

use crate::api::json;
use crate::site::{demo, get, links, site};
use crate::tables::{File, cells};
use commonweal_disclosure::{Statistic, Withheld};
use commonweal_model::{AreaType, Family};
use serde_json::Value;
use std::collections::BTreeSet;

/// The reasons beside the stars of a page, as those who listen hear them.
fn beside_stars(page: &str) -> Vec<String> {
    let stars = page.split("<span class=\"app-withheld\"><span aria-hidden=\"true\">*</span>").skip(1);
    let reason = |after: &str| {
        let inside = after.strip_prefix("<span class=\"nhsuk-u-visually-hidden\">")?;
        inside.split("</span>").next().map(str::to_owned)
    };
    stars.map(|after| reason(after).expect("a star has its reason beside it")).collect()
}

/// The reasons that a page writes out, as those who look see them.
fn written_out(page: &str) -> BTreeSet<String> {
    let keys = page.split("<p class=\"nhsuk-body-s app-key\">").skip(1).filter_map(|part| part.split("</p>").next());
    let words =
        |key: &str| key.split("</span>").nth(1).and_then(|after| after.split('<').next()).map(|w| w.trim().to_owned());
    keys.filter_map(words).collect()
}

#[tokio::test]
async fn every_star_on_every_kind_of_page_has_its_reason_in_words_for_eye_and_ear() {
    let (site, router) = (site(), demo());
    let known: BTreeSet<&str> = Withheld::ALL.iter().map(|why| why.reason()).collect();
    let mut addresses: Vec<String> = [
        "/",
        "/indicators",
        "/inequalities?show=all",
        "/core20plus5",
        "/data-quality",
        "/changes",
        "/compare",
        "/framework/outcomes",
        "/commitments",
        "/line/AMB-05",
    ]
    .map(str::to_owned)
    .to_vec();
    addresses.extend(["QT1-MID", "E07000170"].map(|area| format!("/areas/{area}")));
    addresses.extend(["E07000170", "QT1-BASSETLAW"].map(|area| format!("/inequalities?area={area}&show=all")));
    addresses.push("/core20plus5?area=QT1-BASSETLAW".to_owned());
    for info in site.indicators().iter().filter(|info| !info.published).step_by(5) {
        addresses.push(format!("/indicators/{}", info.id));
        addresses.push(format!("/compare?indicator={}", info.id));
    }
    let mut stars = 0;
    for address in addresses {
        let page = get(&router, &address).await.body;
        let (heard, seen) = (beside_stars(&page), written_out(&page));
        for reason in &heard {
            assert!(known.contains(reason.as_str()), "{address}: “{reason}” is no reason");
            assert!(seen.contains(reason), "{address}: “{reason}” is not written out below");
        }
        if !heard.is_empty() {
            assert!(links(&page).contains("/withheld"), "{address} does not lead to what is not shown");
        }
        stars += heard.len();
    }
    assert!(stars > 200, "{stars} stars: a small demonstration hides much");
}

#[tokio::test]
async fn a_withheld_row_of_the_interface_has_no_number_beside_its_reason() {
    let (site, router) = (site(), demo());
    let mut withheld = 0;
    for info in site.indicators().iter().filter(|info| !info.published).step_by(3) {
        let address = format!("/api/v1/indicators/{}/values?page_size=10000", info.id);
        let answer = json(&router, &address).await;
        for row in answer["rows"].as_array().unwrap() {
            let is_withheld = !row["withheld_reason"].is_null();
            assert_eq!(row["value"].is_null(), is_withheld, "{address}: a value or a reason, in {row}");
            if !is_withheld {
                continue;
            }
            withheld += 1;
            for name in ["lower_95", "upper_95", "numerator", "benchmark"] {
                assert_eq!(row[name], Value::Null, "{address}: {name} beside a withheld value");
            }
            assert_eq!(row["comparison"], "not_compared", "{address}");
            let why: Withheld = row["withheld_reason"].as_str().unwrap().parse().unwrap();
            assert_eq!(row["withheld"], why.reason(), "{address}");
            if let Some(people) = row["denominator"].as_i64() {
                assert_eq!(people % 5, 0, "{address}: a population is rounded");
            }
        }
    }
    assert!(withheld > 1_000, "{withheld} withheld rows");
}

#[tokio::test]
async fn files_leave_every_number_of_a_withheld_row_empty() {
    let router = demo();
    let mut withheld = 0;
    for (address, value) in [
        ("/areas/QT1-MID.csv", "value"),
        ("/areas/E07000170.csv", "value"),
        ("/compare.csv?indicator=smoking_prevalence&areas=E07000170,E07000171", "value"),
        ("/inequalities.csv?area=E07000170", "gap"),
        ("/core20plus5.csv?area=QT1-BASSETLAW", "gap"),
        ("/core20plus5/hypertension.csv?by=ethnicity", "reached"),
        ("/indicators.csv", "value"),
        ("/api/v1/feed/released_values.csv", "value"),
    ] {
        let file = File::read(&get(&router, address).await.body.replace('\r', ""));
        for row in file.rows.iter().filter(|row| !file.cell(row, "withheld_reason").is_empty()) {
            withheld += 1;
            assert_eq!(file.cell(row, value), "", "{address}: a number beside a reason");
        }
    }
    assert!(withheld > 1_000, "{withheld} withheld rows");
}

#[tokio::test]
async fn where_areas_are_ranked_the_withheld_ones_come_last_by_name() {
    let (site, router) = (site(), demo());
    let whole = site.facts().area_name.clone();
    let mut hidden = 0;
    for info in site.indicators().iter().filter(|info| !info.published) {
        let kind = if info.family == Family::Registration { AreaType::Pcn } else { AreaType::District };
        if info.statistic != Statistic::Proportion {
            continue;
        }
        let page = get(&router, &format!("/indicators/{}", info.id)).await.body;
        let Some((_, after)) = page.split_once(&format!("id=\"areas-{}\"", kind.as_str())) else { continue };
        let section = after.split("</section>").next().unwrap();
        let mut rows: Vec<(bool, String)> =
            cells(section).into_iter().map(|row| (row[1].starts_with('*'), row[0].clone())).collect();
        // The line to read the areas against stands below them.
        rows.retain(|(_, name)| *name != whole);
        let first = rows.iter().position(|(is_hidden, _)| *is_hidden).unwrap_or(rows.len());
        let last: Vec<&(bool, String)> = rows[first..].iter().collect();
        assert!(last.iter().all(|(is_hidden, _)| *is_hidden), "{}: a shown area stands after a withheld one", info.id);
        let names: Vec<&String> = last.iter().map(|(_, name)| name).collect();
        assert!(names.is_sorted(), "{}: withheld areas are in the order of their names", info.id);
        hidden += names.len();
    }
    assert!(hidden > 20, "{hidden} withheld areas in rankings");
}

#[tokio::test]
async fn the_page_of_what_is_not_shown_says_what_its_file_and_the_interface_say() {
    let (site, router) = (site(), demo());
    let utility = site.utility().expect("a release says how much is hidden");
    let (page, file) = (get(&router, "/withheld").await.body, get(&router, "/withheld.csv").await.body);
    let file = File::read(&file.replace('\r', ""));
    let answer = json(&router, "/api/v1/withheld").await;
    let rows = answer["rows"].as_array().unwrap();
    assert_eq!((file.rows.len(), rows.len()), (utility.rows.len(), utility.rows.len()));
    assert!(!rows.is_empty());
    for (line, row) in file.rows.iter().zip(rows) {
        for name in ["family", "area_type"] {
            assert_eq!(Some(file.cell(line, name)), row[name].as_str());
        }
        for name in ["cells", "withheld_by_rule", "withheld_besides", "not_listed"] {
            assert_eq!(file.cell(line, name), row[name].to_string());
        }
        let number = |name: &str| row[name].as_u64().unwrap();
        let hidden = number("withheld_by_rule") + number("withheld_besides");
        assert!(hidden <= number("cells") && number("not_listed") <= hidden, "{row}");
    }
    for why in Withheld::ALL {
        assert!(page.contains(why.reason()), "{why}");
    }
    assert_eq!(
        page.matches("class=\"app-share\"").count(),
        cells(&page).len() + 9,
        "a bar in each row, and three keys of three"
    );
    assert!(links(&page).contains("/withheld.csv"));
    assert!(links(&get(&router, "/").await.body).contains("/withheld"), "the footer leads there");
    assert!(links(&get(&router, "/data-quality").await.body).contains("/withheld"));
}
