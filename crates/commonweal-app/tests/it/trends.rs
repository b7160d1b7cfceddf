//! Monthly points: what a release holds of earlier month ends.

use crate::support::{MONTHS, at, copied, shared};
use commonweal_app::{LookupRequest, RefreshRequest, Silent, Site, current_release, lookup, refresh};
use commonweal_disclosure::{Released, Shown, Statistic, Withheld};
use commonweal_model::{AreaType, Period};
use jiff::civil::date;
use std::collections::BTreeSet;

/// What a reader sees of a figure.
fn seen(figure: &Released) -> String {
    let record = figure.to_record();
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {} {:?} {:?}",
        figure.key(),
        record.value,
        record.lower_95,
        record.upper_95,
        record.numerator,
        record.denominator,
        record.comparison,
        record.benchmark,
        record.withheld_reason
    )
}

#[test]
fn a_month_of_a_trend_is_what_a_refresh_of_that_day_gives() {
    let (_dir, workspace) = copied();
    let only = vec!["smoking_prevalence".to_owned(), "smi_six_checks".to_owned()];
    let day = date(2026, 7, 31);
    let alone =
        RefreshRequest { index_dates: vec![day], months: Some(1), only: only.clone(), ..at("2026-10-06T09:00:00Z") };
    refresh(&workspace, &alone, &Silent).unwrap();
    let (manifest, alone) = current_release(&workspace).unwrap();
    assert_eq!((manifest.months, manifest.index_dates), (1, vec!["2026-07-31".to_owned()]));
    // The last day of a release has more breakdowns than an earlier month, and the audit of more tables hides more. So a
    // figure is the same in both, or one of them hides it, to protect a figure that the other does not have.
    let (mut same, mut gaps, mut months) = (0, 0, 0);
    for id in &only {
        for figure in shared().set.find(id).filter(|figure| figure.key().period == Period::point(day)) {
            gaps += usize::from(figure.key().statistic == Statistic::AbsoluteGap);
            months += 1;
            let Some(other) = alone.find(id).find(|other| other.key() == figure.key()) else { continue };
            let of_both = [figure.withheld(), other.withheld()];
            if of_both.iter().flatten().next().is_none() || of_both[0] == of_both[1] {
                assert_eq!(seen(other), seen(figure));
                same += 1;
            } else if figure.key().statistic == Statistic::Proportion {
                assert!(of_both.contains(&Some(Withheld::Linked)), "{} and {}", seen(figure), seen(other));
            }
        }
    }
    assert!(months > 80 && gaps >= 4 && same > 40, "{months} figures, {gaps} gaps, {same} the same");
}

#[test]
fn earlier_months_hold_what_is_followed_and_nothing_else() {
    let set = &shared().set;
    let earlier: Vec<&Released> =
        set.iter().filter(|figure| figure.index_date().is_some() && !set.is_latest(figure)).collect();
    let periods: BTreeSet<Period> = earlier.iter().map(|figure| figure.key().period).collect();
    let days = [date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31)].map(Period::point);
    assert_eq!(periods.into_iter().collect::<Vec<_>>(), days);
    for figure in earlier {
        let key = figure.key();
        assert!(!matches!(key.area_type, AreaType::Msoa | AreaType::Lsoa | AreaType::Practice), "{key:?}");
        match key.breakdowns.as_slice() {
            [] => {}
            [fifth] => assert!(
                fifth.dimension.is_deprivation() && matches!(key.area_type, AreaType::Icb | AreaType::Place),
                "{key:?}"
            ),
            _ => panic!("two characteristics at once: {key:?}"),
        }
        assert_ne!(key.statistic, Statistic::DirectlyStandardisedRate);
    }
}

#[test]
fn each_month_passes_the_same_gate() {
    let mut withheld = 0;
    for figure in shared().set.iter().filter(|figure| figure.index_date().is_some()) {
        for count in [figure.numerator(), figure.denominator()] {
            if let Shown::Value(people) = count {
                assert!(people % 5 == 0 && (people == 0 || people >= 10), "{:?} shows {people}", figure.key());
            }
        }
        withheld += usize::from(figure.is_withheld() && !shared().set.is_latest(figure));
    }
    assert!(withheld > 1_000, "{withheld} figures of earlier months are withheld: too few to test anything");
}

#[test]
fn a_page_gets_the_months_of_a_figure_in_order_and_the_latest_where_it_asks_for_none() {
    let shared = shared();
    let site = Site::open(&shared.workspace.dir).unwrap();
    let whole = &site.facts().area;
    let id = "smoking_prevalence";
    for statistic in [Statistic::Proportion, Statistic::AbsoluteGap, Statistic::SlopeIndexOfInequality] {
        let trend = site.trend(id, whole, &[], statistic);
        assert_eq!(trend.len(), MONTHS as usize, "{statistic}");
        assert!(trend.is_sorted_by_key(|figure| figure.key().period));
        assert_eq!(trend.last().and_then(Released::index_date), site.facts().index_date);
    }
    assert!(site.trend("no_such", whole, &[], Statistic::Proportion).is_empty());
    let request = LookupRequest { indicator: id.to_owned(), area: Some(whole.clone()), ..LookupRequest::default() };
    let latest = lookup(&shared.set, &request).unwrap();
    assert!(latest.iter().all(|figure| figure.index_date() == Some(date(2026, 9, 30))));
    let every = lookup(&shared.set, &LookupRequest { every_period: true, ..request.clone() }).unwrap();
    assert!(every.len() > 3 * latest.len() / 2, "{} of {} figures", latest.len(), every.len());
    let period = Some(Period::point(date(2026, 8, 31)));
    let month = lookup(&shared.set, &LookupRequest { period, ..request }).unwrap();
    assert!(!month.is_empty() && month.iter().all(|figure| figure.index_date() == Some(date(2026, 8, 31))));
}
