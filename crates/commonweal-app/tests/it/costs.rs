//! What a breakdown would cost: worked out by the audit of a release, with nothing released.

use crate::support::shared;
use commonweal_app::{AppError, BreakdownCost, CostRequest, CostRow, PeopleBand, Silent, release_cost};
use commonweal_disclosure::{Shown, Statistic};
use commonweal_model::{AreaType, Dimension};
use std::collections::BTreeSet;
use std::path::Path;

fn cost(by: &[Dimension], area_type: Option<AreaType>) -> BreakdownCost {
    let request = CostRequest {
        indicator: "smoking_prevalence".to_owned(),
        by: by.to_vec(),
        area_type,
        threads: Some(2),
        ..CostRequest::default()
    };
    release_cost(&shared().workspace, &request, &Silent).unwrap()
}

fn share(row: &CostRow) -> f64 {
    (row.withheld_by_rule + row.withheld_besides) as f64 / row.cells.max(1) as f64
}

/// Every file below a folder.
fn files(dir: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.display().to_string());
        }
    }
    found
}

#[test]
fn a_breakdown_that_is_released_costs_what_it_costs_in_the_release() {
    let cost = cost(&[Dimension::EthnicityCensus2021], Some(AreaType::District));
    let [row] = cost.rows.as_slice() else { panic!("one kind of area was asked about") };
    assert!(row.is_listed, "districts are released by ethnic group");
    let released = shared().set.latest().filter(|figure| {
        let key = figure.key();
        key.indicator_id == "smoking_prevalence"
            && key.statistic == Statistic::Proportion
            && key.area_type == AreaType::District
            && key.breakdowns.iter().map(|group| group.dimension).eq([Dimension::EthnicityCensus2021])
    });
    let (figures, shown) = released.fold((0_u64, 0_u64), |(all, shown), figure| {
        (all + 1, shown + u64::from(matches!(figure.numerator(), Shown::Value(_))))
    });
    assert_eq!(row.cells, figures, "as many figures as the release has rows");
    assert_eq!(row.cells - row.withheld_by_rule - row.withheld_besides, shown, "and as many shown");
    assert!(row.withheld_by_rule > 0 && row.people > PeopleBand::Nobody, "{row:?}");
}

#[test]
fn a_finer_breakdown_costs_more_and_nothing_is_released() {
    let before = files(&shared().workspace.dir.join("results"));
    let areas = cost(&[], Some(AreaType::Msoa));
    let by_age = cost(&[Dimension::Age], Some(AreaType::Msoa));
    let by_both = cost(&[Dimension::Age, Dimension::EthnicityCensus2021], Some(AreaType::Msoa));
    assert!(areas.rows[0].is_listed && !by_age.rows[0].is_listed && !by_both.rows[0].is_listed);
    assert!(areas.rows[0].cells < by_age.rows[0].cells && by_age.rows[0].cells < by_both.rows[0].cells);
    assert!(share(&by_age.rows[0]) >= share(&areas.rows[0]), "{by_age:?}");
    assert!(share(&by_both.rows[0]) > 0.9, "8,000 people by neighbourhood, age and group are all hidden: {by_both:?}");
    assert_eq!(files(&shared().workspace.dir.join("results")), before, "no file was written");
}

#[test]
fn without_a_kind_of_area_every_kind_of_the_family_is_worked_out() {
    let kinds: Vec<AreaType> = cost(&[Dimension::Sex], None).rows.iter().map(|row| row.area_type).collect();
    assert_eq!(kinds, [AreaType::Icb, AreaType::Place, AreaType::District, AreaType::Msoa]);
}

#[test]
fn what_cannot_be_worked_out_is_refused_with_words() {
    let ask = |request: CostRequest| release_cost(&shared().workspace, &request, &Silent).expect_err("refused");
    let of = |indicator: &str| CostRequest { indicator: indicator.to_owned(), ..CostRequest::default() };
    assert!(matches!(ask(of("no_such_thing")), AppError::Unknown { .. }));
    let published = ask(of("life_expectancy")).to_string();
    assert!(published.contains("published elsewhere"), "{published}");
    let three = vec![Dimension::Age, Dimension::Sex, Dimension::EthnicityCensus2021];
    let three = ask(CostRequest { by: three, ..of("smoking_prevalence") }).to_string();
    assert!(three.contains("two characteristics"), "{three}");
    let edition = vec![Dimension::Imd2025QuintileEngland];
    let edition = ask(CostRequest { by: edition, ..of("smoking_prevalence") }).to_string();
    assert!(edition.contains("one edition"), "{edition}");
    let networks = CostRequest { area_type: Some(AreaType::Pcn), ..of("smoking_prevalence") };
    let networks = ask(networks).to_string();
    assert!(networks.contains("`pcn`") && networks.contains("district"), "{networks}");
}
