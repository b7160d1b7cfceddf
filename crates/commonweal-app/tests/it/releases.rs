//! Released figures: the same wherever and however they are made, and nothing that must not be shown.

use crate::support::{PEOPLE, at, copied, demonstration, shared};
use commonweal_app::{AppError, Config, RefreshRequest, Silent, Workspace, current_release, refresh};
use commonweal_disclosure::{Comparison, ReleasedRecord, ReleasedSet, Statistic};
use commonweal_model::{AreaType, DataClass};
use std::collections::BTreeSet;

/// The rows, leaving out which release they are of.
fn rows(set: &ReleasedSet) -> Vec<ReleasedRecord> {
    let plain = |record| ReleasedRecord { release_id: String::new(), released_at: String::new(), ..record };
    set.to_records().into_iter().map(plain).collect()
}

#[test]
fn two_demonstrations_of_one_seed_release_the_same_values_on_one_thread_or_two() {
    let dir = tempfile::tempdir().unwrap();
    let (workspace, snapshot, summary) = demonstration(&dir.path().join("elsewhere"), 1, "2027-01-02T03:04:05Z");
    let (manifest, set) = current_release(&workspace).unwrap();
    assert_eq!(snapshot.id, shared().snapshot.id, "the snapshot's id comes from its content");
    assert_eq!(rows(&set), rows(&shared().set));
    assert_ne!(set.to_records()[0].release_id, shared().set.to_records()[0].release_id);
    assert_eq!((manifest.released_at.as_str(), manifest.people), ("2027-01-02T03:04:05Z", PEOPLE));
    assert_eq!(manifest, summary.release, "what is read back is what was released");
    assert_eq!((summary.people_read, summary.events_read > PEOPLE), (PEOPLE, true));
}

#[test]
fn a_release_refreshed_again_has_the_same_values_under_another_id() {
    let (_dir, workspace) = copied();
    let before = current_release(&workspace).unwrap().0;
    refresh(&workspace, &at("2026-10-02T09:00:00Z"), &Silent).unwrap();
    let (after, set) = current_release(&workspace).unwrap();
    assert_eq!(rows(&set), rows(&shared().set));
    assert_ne!(before.release_id, after.release_id);
    assert_eq!((before.figures, before.withheld), (after.figures, after.withheld));
}

#[test]
fn no_count_of_people_is_finer_than_five_and_no_withheld_row_carries_a_number() {
    let (mut shown, mut withheld) = (0, 0);
    for record in shared().set.to_records() {
        let numbers = [record.value, record.lower_95, record.upper_95];
        if record.withheld_reason.is_some() {
            assert_eq!((numbers, record.numerator), ([None; 3], None), "{record:?}");
            assert_eq!((record.comparison.as_str(), &record.benchmark), ("not_compared", &None), "{record:?}");
            withheld += 1;
        }
        if record.class != DataClass::Published.as_str() {
            for count in [record.numerator, record.denominator].into_iter().flatten() {
                assert_eq!(count % 5, 0, "{record:?}");
            }
            shown += usize::from(record.value.is_some());
        }
    }
    assert!(shown > 300 && withheld > 300, "{shown} shown, {withheld} withheld: both happen among 8,000 people");
}

#[test]
fn what_is_shown_is_more_than_seven_people_with_and_without() {
    for record in shared().set.to_records().iter().filter(|r| r.statistic == Statistic::Proportion.as_str()) {
        if let (Some(with), Some(of)) = (record.numerator, record.denominator) {
            let without = of - with;
            assert!((with == 0 || with >= 10) && (without == 0 || without >= 10), "{record:?}");
        }
    }
}

#[test]
fn every_counted_indicator_has_figures_of_the_whole_area_and_areas_compared_with_it() {
    let set = &shared().set;
    let counted: BTreeSet<&str> =
        set.iter().filter(|f| f.snapshot().is_some()).map(|f| f.key().indicator_id.as_str()).collect();
    assert_eq!(counted.len(), 144);
    let (mut several, mut shown, mut sloped) = (0, 0, 0);
    for indicator in counted {
        let whole = |f: &&commonweal_disclosure::Released| {
            f.key().area_type == AreaType::Icb && f.key().breakdowns.is_empty() && f.value().value().is_some()
        };
        // Among 8,000 people what is rare is withheld even for the whole area.
        shown += usize::from(set.find(indicator).any(|f| whole(&f)));
        let compared = |f: &&commonweal_disclosure::Released| {
            f.comparison() != Comparison::NotCompared && f.benchmark_label() == Some("Nottingham and Nottinghamshire")
        };
        // Among 8,000 people a rare condition has no group that is large enough, and others are hidden to protect one.
        let people = set.find(indicator).find(whole).and_then(|f| f.denominator().value()).unwrap_or(0);
        let latest = set.find(indicator).filter(|f| set.is_latest(f)).find(whole).map(|f| f.key().statistic);
        let main = latest.filter(|of| matches!(of, Statistic::Proportion | Statistic::IndirectlyStandardisedRatio));
        let another = |f: &&commonweal_disclosure::Released| {
            !whole(f) && set.is_latest(f) && f.value().value().is_some() && Some(f.key().statistic) == main
        };
        assert!(
            !set.find(indicator).any(|f| another(&f)) || set.find(indicator).any(|f| compared(&f)),
            "{indicator} is compared with the whole area"
        );
        several += usize::from(people >= 100);
        sloped += usize::from(set.find(indicator).any(|f| f.key().statistic == Statistic::SlopeIndexOfInequality));
    }
    // Among so few people some fifths have nobody to ask about, and some totals are hidden to protect a group.
    assert!(shown >= 90 && several >= 60, "{shown} have a value, {several} are about many people");
    assert!(sloped >= 140, "{sloped} have a slope, shown or withheld");
    let published: BTreeSet<&str> =
        set.iter().filter(|f| f.snapshot().is_none()).map(|f| f.key().indicator_id.as_str()).collect();
    assert_eq!(published.len(), 124, "{published:?}");
}

#[test]
fn only_the_indicators_asked_for_are_released_and_an_unknown_one_is_answered_with_those_like_it() {
    let (_dir, workspace) = copied();
    let only = |id: &str| RefreshRequest { only: vec![id.to_owned()], ..at("2026-10-03T09:00:00Z") };
    let error = refresh(&workspace, &only("smoking"), &Silent).unwrap_err().to_string();
    assert!(error.starts_with("the indicator `smoking` is not known; of 268, like it are: "), "{error}");
    assert!(error.contains("smoking_prevalence"), "{error}");
    refresh(&workspace, &only("smoking_prevalence"), &Silent).unwrap();
    let (_, set) = current_release(&workspace).unwrap();
    assert!(set.iter().all(|f| f.key().indicator_id == "smoking_prevalence"));
    let of_all: Vec<_> = rows(&shared().set).into_iter().filter(|r| r.indicator_id == "smoking_prevalence").collect();
    assert_eq!(rows(&set), of_all, "a question's answer does not depend on the others asked");
}

#[test]
fn records_of_real_people_are_not_released_without_a_second_person() {
    let (dir, workspace) = copied();
    let settings = workspace.config.text().replace("class = \"synthetic\"", "class = \"personal\"");
    std::fs::write(dir.path().join("commonweal.toml"), settings).unwrap();
    let workspace = Workspace::open(dir.path()).unwrap();
    let before = std::fs::read(dir.path().join("results/current")).unwrap();
    let error = refresh(&workspace, &at("2026-10-04T09:00:00Z"), &Silent).unwrap_err();
    assert!(matches!(error, AppError::NotAutomatic(_)));
    assert!(error.to_string().contains("`commonweal release propose`"), "{error}");
    assert_eq!(std::fs::read(dir.path().join("results/current")).unwrap(), before);
}

#[test]
fn a_refresh_without_records_snapshot_or_day_says_what_is_missing() {
    let dir = tempfile::tempdir().unwrap();
    let config = Config::new("Empty", "E54000060".parse().unwrap(), "synthetic").unwrap();
    let workspace = Workspace::create(dir.path(), &config).unwrap();
    let error = refresh(&workspace, &at("2026-10-01T09:00:00Z"), &Silent).unwrap_err().to_string();
    assert!(error.contains("has no records yet; load some with"), "{error}");
    let (dir, workspace) = copied();
    let unknown = RefreshRequest { snapshot: Some("ffff".to_owned()), ..at("2026-10-01T09:00:00Z") };
    let error = refresh(&workspace, &unknown, &Silent).unwrap_err().to_string();
    assert!(error.contains("ffff") && error.contains(&shared().snapshot.id[..12]), "{error}");
    let settings: Vec<String> =
        workspace.config.text().lines().filter(|l| !l.starts_with("index_date")).map(str::to_owned).collect();
    std::fs::write(dir.path().join("commonweal.toml"), settings.join("\n")).unwrap();
    let workspace = Workspace::open(dir.path()).unwrap();
    let error = refresh(&workspace, &at("2026-10-01T09:00:00Z"), &Silent).unwrap_err().to_string();
    assert!(error.starts_with("no index date: set `index_date` in commonweal.toml"), "{error}");
}

#[test]
fn several_days_are_released_side_by_side() {
    let (_dir, workspace) = copied();
    let days = ["2026-09-30", "2025-09-30", "2026-09-30"].map(|day| day.parse().unwrap()).to_vec();
    let only = vec!["smoking_prevalence".to_owned()];
    let request = RefreshRequest { index_dates: days, only, months: Some(1), ..at("2026-10-05T09:00:00Z") };
    let done = refresh(&workspace, &request, &Silent).unwrap();
    assert_eq!(done.release.index_dates, ["2025-09-30", "2026-09-30"]);
    assert_eq!(done.people_read, PEOPLE, "one reading answers both dates");
    let (_, set) = current_release(&workspace).unwrap();
    let periods: BTreeSet<String> = set.iter().map(|f| f.key().period.to_string()).collect();
    assert_eq!(periods.into_iter().collect::<Vec<_>>(), ["2025-09-30/P1D", "2026-09-30/P1D"]);
}
