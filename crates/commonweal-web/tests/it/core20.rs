//! The most deprived fifth beside everybody else, and the steps towards care.

use crate::site::{demo, get, site};
use crate::tables::{File, cells};
use axum::http::StatusCode;

#[tokio::test]
async fn every_clinical_area_of_adults_and_children_is_there_with_its_indicators() {
    let (site, router) = (site(), demo());
    let page = get(&router, "/core20plus5").await.body;
    let areas = &site.groups().clinical_areas;
    assert!(areas.len() >= 10, "{} clinical areas", areas.len());
    for area in areas {
        let section = page.split(&format!("id=\"{}\"", area.id)).nth(1);
        let section =
            section.unwrap_or_else(|| panic!("{} has no section", area.id)).split("</section>").next().unwrap();
        for id in area.indicators.iter().filter(|id| site.indicator(id).is_some()) {
            assert!(section.contains(&format!("/indicators/{id}")), "{}: {id} is missing", area.id);
        }
    }
}

#[tokio::test]
async fn the_tables_and_their_file_hold_the_same_values() {
    let router = demo();
    let query = "?area=QT1-MID";
    let table = cells(&get(&router, &format!("/core20plus5{query}")).await.body);
    let file = File::read(&get(&router, &format!("/core20plus5.csv{query}")).await.body);
    assert!(file.rows.len() > 10);
    for row in &file.rows {
        let title = file.cell(row, "short_title");
        let shown: Vec<&Vec<String>> = table.iter().filter(|shown| shown[0].lines().next() == Some(title)).collect();
        assert!(!shown.is_empty(), "{title} is in the file and not on the page");
        let most = file.cell(row, "most_deprived_fifth");
        let alike = shown.iter().any(|shown| match most.parse::<f64>() {
            Ok(value) => shown[1].starts_with(&format!("{value:.1}%")) || !shown[1].contains('%'),
            Err(_) => shown[1].starts_with(['*', '–']),
        });
        assert!(alike, "{title}: {most} in the file, {shown:?} on the page");
    }
}

#[tokio::test]
async fn the_chart_of_a_pathway_its_table_and_its_file_agree() {
    let router = demo();
    for by in ["deprivation", "ethnicity", "sex"] {
        let page = get(&router, &format!("/core20plus5?pathway=hypertension&by={by}")).await.body;
        let figure = page.split("id=\"pathway\"").nth(1).unwrap().split("</section>").next().unwrap();
        let table = cells(figure);
        let address = format!("/core20plus5/hypertension.csv?area=E54000060&by={by}");
        assert!(figure.contains(&address.replace('&', "&#38;")), "{by}: no file");
        let file = File::read(&get(&router, &address).await.body);
        assert!(file.rows.len() > 3, "{by}: {} rows", file.rows.len());
        assert_eq!(table.len(), file.rows.len(), "{by}");
        for (shown, filed) in table.iter().zip(&file.rows) {
            for (cell, filed) in shown.iter().zip(filed) {
                let plain = cell.replace([',', '%'], "").replace('−', "-");
                let hidden = cell.starts_with('*') || cell == "–";
                assert!(
                    if hidden { filed.is_empty() } else { cell == filed || plain == *filed },
                    "{cell} against {filed}"
                );
            }
            let lost = shown[6].trim_end_matches('%');
            assert!(
                shown[6].starts_with('*') || figure.contains(&format!("{lost}% lost")),
                "{lost} is not in the picture"
            );
        }
        let picture = get(&router, &address.replace(".csv", ".svg")).await;
        assert!(picture.status == StatusCode::OK && picture.body.starts_with("<svg"), "{by}: no picture");
    }
}

#[tokio::test]
async fn what_is_not_measured_is_said_plainly() {
    let page = get(&demo(), "/core20plus5").await.body;
    assert!(page.contains("No indicator here measures these stages: "));
    assert!(page.contains("No figure here: the records do not say who belongs to these groups."));
}

#[tokio::test]
async fn a_pathway_or_group_that_does_not_exist_is_answered_with_those_that_do() {
    let router = demo();
    for (address, valid) in [
        ("/core20plus5?pathway=happiness", "hypertension"),
        ("/core20plus5?by=shoe_size", "ethnicity"),
        ("/core20plus5?area=nowhere", "QT1-MID"),
    ] {
        let answer = get(&router, address).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        assert!(answer.body.contains(valid), "{address} does not name {valid}");
    }
    for address in ["/core20plus5/happiness.csv", "/core20plus5/hypertension", "/core20plus5/hypertension.png"] {
        assert_eq!(get(&router, address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
}
