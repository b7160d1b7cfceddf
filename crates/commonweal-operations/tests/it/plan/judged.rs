//! What holds of every commitment, and of directions, forecasts and the SMART check.

use commonweal_operations::plan::{
    CommitmentKind, Evidence, Lack, Movement, Observed, Report, Series, Status, Way, Why, judge, smart,
};
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{commitment, plans};

/// Yearly values that end on 31 March, the last of them in the year given.
fn yearly(last: i16, values: &[f64]) -> Series {
    let year = |back: usize| last - i16::try_from(back).expect("few years");
    let observed =
        |(back, value): (usize, &f64)| Observed { end: date(year(back), 3, 31), value: *value, limits: None };
    Series { step_months: 12, values: values.iter().rev().enumerate().map(observed).collect() }
}

#[test]
fn every_row_has_a_status_or_a_reason_whatever_is_known() {
    let series = yearly(2028, &[40.0, 41.0, 43.0, 42.0, 45.0, 47.0, 46.0]);
    for today in [date(2020, 1, 1), date(2026, 9, 30), date(2050, 1, 1)] {
        let poor = Evidence::none(today);
        let rich = Evidence {
            series: Some(&series),
            baseline: Some((40.0, date(2021, 3, 31))),
            england: Some(44.0),
            national_target: Some(44.0),
            report: Some(Report::NotDone { expected: Some(date(2030, 1, 1)) }),
            ..poor
        };
        let mut judged = 0;
        for row in &plans().commitments {
            for evidence in [poor, rich] {
                let judgement = judge(row, &evidence);
                let has_reason = !judgement.why.is_empty();
                assert_eq!(judgement.status == Status::CannotBeJudged, has_reason, "{}: {judgement:?}", row.id);
                judged += usize::from(!has_reason);
            }
        }
        assert!(judged > 25, "{judged} on {today}");
    }
}

#[test]
fn nothing_is_known_of_a_commitment_by_its_row_alone() {
    for row in &plans().commitments {
        let judgement = judge(row, &Evidence::none(date(2026, 9, 30)));
        assert_eq!(judgement.status, Status::CannotBeJudged, "{}", row.id);
        assert!(!judgement.why.is_empty(), "{}", row.id);
    }
}

#[test]
fn what_is_incomplete_is_never_on_track() {
    let plans = plans();
    for values in [[1.0; 8], [99.0; 8], [5000.0; 8]] {
        let series = yearly(2026, &values);
        let today = date(2026, 9, 30);
        let evidence = Evidence {
            series: Some(&series),
            england: Some(50.0),
            national_target: Some(50.0),
            ..Evidence::none(today)
        };
        for row in plans.commitments.iter().filter(|row| smart(row).is_incomplete()) {
            let status = judge(row, &evidence).status;
            assert!(!matches!(status, Status::OnTrack | Status::AtRisk), "{} is incomplete and {status}", row.id);
        }
    }
    let incomplete = plans.commitments.iter().filter(|row| smart(row).is_incomplete()).count();
    assert!(incomplete > 100, "{incomplete} of 172 lack a figure, a start or a day");
}

#[test]
fn decrease_every_year_is_broken_by_one_rise() {
    let row = commitment("S-SH"); // from 380.6 in 2020/21
    let now = Evidence::none(date(2026, 9, 30));
    let falling = yearly(2023, &[370.0, 365.0]);
    let judgement = judge(&row, &Evidence { series: Some(&falling), ..now });
    assert_eq!((judgement.why, judgement.movement), (vec![Why::NoFigure], Some(Movement::Better)));
    let risen = yearly(2023, &[370.0, 372.0]);
    assert_eq!(judge(&row, &Evidence { series: Some(&risen), ..now }).status, Status::OffTrack);
    let level = yearly(2022, &[380.6]);
    assert_eq!(judge(&row, &Evidence { series: Some(&level), ..now }).status, Status::OffTrack, "no fall is no fall");
    let kept = yearly(2028, &[370.0, 365.0, 360.0, 355.0, 350.0, 345.0, 340.0]);
    let then = Evidence { series: Some(&kept), ..Evidence::none(date(2028, 9, 30)) };
    assert_eq!(judge(&row, &then).status, Status::Achieved);
}

#[test]
fn a_direction_is_kept_or_broken_by_limits_only() {
    let check = |id: &str, start: f64, value: f64, limits: Option<(f64, f64)>, expected: Result<Status, Why>| {
        let mut series = yearly(2028, &[value]);
        series.values[0].limits = limits;
        let baseline = Some((start, date(2021, 3, 31)));
        let evidence = Evidence { series: Some(&series), baseline, ..Evidence::none(date(2028, 9, 30)) };
        let judgement = judge(&commitment(id), &evidence);
        assert_eq!(
            judgement.why.first().map_or(Ok(judgement.status), |why| Err(*why)),
            expected,
            "{id}: {judgement:?}"
        );
    };
    // S-LE: increase from 79.0.
    check("S-LE", 79.0, 79.6, Some((79.3, 79.9)), Ok(Status::Achieved));
    check("S-LE", 79.0, 79.2, Some((78.9, 79.5)), Err(Why::WithinChance));
    check("S-LE", 79.0, 78.4, Some((78.1, 78.7)), Ok(Status::OffTrack));
    check("S-LE", 79.0, 79.6, None, Err(Why::NoLimits));
    // S-FALLS: decrease from 2,000.
    check("S-FALLS", 2000.0, 1900.0, Some((1850.0, 1950.0)), Ok(Status::Achieved));
    // S-ADOB: no worse than 65.
    check("S-ADOB", 65.0, 66.0, Some((64.8, 67.2)), Ok(Status::Achieved));
    check("S-ADOB", 65.0, 68.0, Some((66.0, 70.0)), Ok(Status::OffTrack));
}

#[test]
fn a_forecast_makes_the_difference_between_on_track_and_at_risk() {
    let row = commitment("H-CAN75"); // 75 by the end of 2028; the way has 59.03 in March 2026
    let status = |values: &[f64]| {
        let series = yearly(2026, values);
        let judgement = judge(&row, &Evidence { series: Some(&series), ..Evidence::none(date(2026, 9, 30)) });
        let (value, lower, upper) = judgement.forecast.expect("six values give limits");
        assert!(lower < value && value < upper, "{judgement:?}");
        judgement.status
    };
    assert_eq!(status(&[60.0, 61.0, 59.5, 60.5, 60.0, 60.4]), Status::AtRisk, "on the way, and it stands still");
    assert_eq!(status(&[40.0, 41.0, 39.5, 40.5, 40.0, 40.4]), Status::OffTrack, "behind, and it stands still");
    assert_eq!(status(&[76.0, 78.0, 79.5, 82.0, 83.5, 86.0]), Status::OnTrack, "ahead, and it grows");
}

#[test]
fn a_damped_way_asks_for_more_at_first() {
    // S-BF from 50 on 31 March 2023 to 56 on 31 March 2028. After 36 of 60 months a damped way has gone
    // (1 - 1/8) / (1 - 1/32) = 0.9032 of it: 55.42. A straight one has 53.6.
    let series = yearly(2026, &[54.0]);
    let straight = Evidence {
        series: Some(&series),
        baseline: Some((50.0, date(2023, 3, 31))),
        ..Evidence::none(date(2026, 9, 30))
    };
    let damped = judge(&commitment("S-BF"), &Evidence { way: Way::Damped, ..straight });
    assert!((damped.planned.expect("a way") - 55.419).abs() < 0.001, "{damped:?}");
    assert_eq!((damped.status, judge(&commitment("S-BF"), &straight).status), (Status::OffTrack, Status::OnTrack));
}

#[test]
fn smart_says_what_is_missing_letter_by_letter() {
    #[track_caller]
    fn check(id: &str, lacks: &[Lack]) {
        assert_eq!(smart(&commitment(id)).lacks, lacks, "{id}");
    }
    check("S-BF", &[Lack::Baseline]);
    check("S-SATOD", &[Lack::Baseline]);
    check("S-LE", &[Lack::Figure, Lack::Baseline, Lack::StatedDay]);
    check("H-SMI60", &[Lack::Day]);
    check("H-HTNDX", &[Lack::BaselinePeriod]);
    check("H-CAN75", &[]);
    check("S-RHUB1", &[]);
    assert!(!smart(&commitment("H-OPT14P")).is_objective);
    assert!(smart(&commitment("S-RHUB1")).is_objective);
    assert!(plans().commitments.iter().all(|row| smart(row).lacks.iter().all(|lack| "SMRT".contains(lack.letter()))));
}

#[test]
fn an_assumed_day_is_marked() {
    let judged = |id: &str| judge(&commitment(id), &Evidence::none(date(2026, 9, 30)));
    assert!(judged("S-LE").assumed_day, "the strategy's five years are our reading");
    assert!(judged("H-LD75").assumed_day, "so is the plan year");
    assert!(!judged("S-BF").assumed_day);
}

proptest! {
    #[test]
    fn a_better_value_never_has_a_worse_status(value in 0.0_f64..100.0, more in 0.0_f64..20.0, months in 1_i64..80) {
        let rank = |status: Status| match status {
            Status::OffTrack => 0,
            Status::AtRisk => 1,
            _ => 2,
        };
        let day: Date = date(2021, 3, 31).checked_add(jiff::Span::new().months(months)).expect("a day").last_of_month();
        let plans = plans();
        let rows = plans.commitments.iter().filter(|row| row.kind == Some(CommitmentKind::Target) && row.id == "H-CAN75");
        for row in rows {
            let series = |value: f64| Series { step_months: 12, values: vec![Observed { end: day, value, limits: None }] };
            let (low, high) = (series(value), series(value + more));
            let judged = |series: &Series| judge(row, &Evidence { series: Some(series), ..Evidence::none(day) });
            prop_assert!(rank(judged(&high).status) >= rank(judged(&low).status));
        }
    }
}
