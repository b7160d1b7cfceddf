//! Real rows of the plans, each recomputed by hand.

use commonweal_operations::plan::{Evidence, Growth, Observed, Report, Series, Status, Why, judge};
use jiff::civil::{Date, date};

use super::commitment;

const AUTUMN_2026: Date = date(2026, 9, 30);

fn one(step_months: u8, end: Date, value: f64, limits: Option<(f64, f64)>) -> Series {
    Series { step_months, values: vec![Observed { end, value, limits }] }
}

/// The status of a commitment by one yearly value, and what else is known.
#[track_caller]
fn check(id: &str, evidence: Evidence<'_>, end: Date, value: f64, expected: Result<Status, &[Why]>) {
    let series = one(12, end, value, None);
    let judgement = judge(&commitment(id), &Evidence { series: Some(&series), ..evidence });
    let found = if judgement.why.is_empty() { Ok(judgement.status) } else { Err(judgement.why.as_slice()) };
    assert_eq!(found, expected, "{id} at {value}: {judgement:?}");
}

#[test]
fn a_figure_to_reach_is_held_against_a_straight_way() {
    let now = Evidence::none(AUTUMN_2026);
    let march_2026 = date(2026, 3, 31);
    // H-CAN75: 75 by 31 December 2028 from 30 at 31 March 2021, 93 months. After 60: 30 + 45 x 60/93 = 59.032.
    check("H-CAN75", now, march_2026, 59.1, Ok(Status::OnTrack));
    check("H-CAN75", now, march_2026, 59.0, Ok(Status::OffTrack));
    // S-BF: 56 by 31 March 2028. The plan has no baseline, so 58 tells nothing before that day.
    check("S-BF", now, march_2026, 58.0, Err(&[Why::NoBaseline]));
    // With 50 agreed for 31 March 2023, 60 months: after 36, 50 + 6 x 36/60 = 53.6.
    let agreed = Evidence { baseline: Some((50.0, date(2023, 3, 31))), ..now };
    check("S-BF", agreed, march_2026, 53.6, Ok(Status::OnTrack));
    check("S-BF", agreed, march_2026, 53.5, Ok(Status::OffTrack));
    // S-SMK5: 5 by 31 December 2035; 15.4 agreed for 31 December 2018, 204 months. After 84: 15.4 - 10.4 x 84/204 = 11.118.
    let agreed = Evidence { baseline: Some((15.4, date(2018, 12, 31))), ..now };
    check("S-SMK5", agreed, date(2025, 12, 31), 11.1, Ok(Status::OnTrack));
    check("S-SMK5", agreed, date(2025, 12, 31), 11.2, Ok(Status::OffTrack));
    // S-ALC: 10 % less than in 2020/21, by 31 March 2028, 84 months. 1,000 to 900; after 36: 1,000 - 100 x 36/84 = 957.14.
    let agreed = Evidence { baseline: Some((1000.0, date(2021, 3, 31))), ..now };
    check("S-ALC", agreed, date(2024, 3, 31), 957.0, Ok(Status::OnTrack));
    check("S-ALC", agreed, date(2024, 3, 31), 958.0, Ok(Status::OffTrack));
    check("S-ALC", agreed, date(2021, 3, 31), 900.0, Err(&[Why::NothingSinceBaseline]));
}

#[test]
fn once_the_day_is_past_its_value_decides() {
    let now = Evidence::none(AUTUMN_2026);
    // M-BF: 46.5 in 2023/24, and the plan itself reports 46.8.
    check("M-BF", now, date(2024, 3, 31), 46.8, Ok(Status::Achieved));
    check("M-BF", now, date(2024, 3, 31), 46.4, Ok(Status::OffTrack));
    // M-SMI6: 60 in 2023/24; 66 is reported.
    check("M-SMI6", now, date(2024, 3, 31), 66.0, Ok(Status::Achieved));
    // H-SMIN22: 6,237 checks in 2022/23; 41 % of that are 2,557.
    check("H-SMIN22", now, date(2023, 3, 31), 2557.0, Ok(Status::OffTrack));
    // S-MECCN: everybody by 31 March 2026, so 100 %.
    check("S-MECCN", now, date(2026, 3, 31), 99.9, Ok(Status::OffTrack));
    check("S-MECCN", now, date(2026, 3, 31), 100.0, Ok(Status::Achieved));
    // S-OIL: no oil by 30 April 2023; lower is better, so "equals 0" is at most 0. A value of March is the last before it.
    check("S-OIL", now, date(2023, 3, 31), 0.0, Ok(Status::Achieved));
    // B-VIRT: 25 to 30 % in 2020/21, more is better: 25 is enough.
    check("B-VIRT", now, date(2021, 3, 31), 25.0, Ok(Status::Achieved));
    check("B-VIRT", now, date(2021, 3, 31), 24.9, Ok(Status::OffTrack));
    // B-SMKPR: a "reduction" to 0 %, whose unit is per cent and not per cent of reduction: a level.
    check("B-SMKPR", now, date(2021, 3, 31), 20.0, Ok(Status::OffTrack));
    // H-LD75: 75 % in 2022/23. The last value is of 2020/21, so that of the day is not known.
    check("H-LD75", now, date(2021, 3, 31), 80.0, Err(&[Why::NoValueForDay]));
    // A later value does not stand in for the day's.
    check("H-LD75", now, date(2024, 3, 31), 80.0, Err(&[Why::NoValueForDay]));
}

#[test]
fn what_is_missing_is_said_and_never_on_track() {
    let now = Evidence::none(AUTUMN_2026);
    let march_2026 = date(2026, 3, 31);
    // H-SMI60: 38 in 2021/22 and a figure, but no day.
    check("H-SMI60", now, march_2026, 66.0, Err(&[Why::NoDate]));
    // H-HTNDX: 64.2 of no stated period.
    check("H-HTNDX", now, march_2026, 79.0, Err(&[Why::NoBaselineDay]));
    // S-LE: "increase", from a value the text does not give.
    check("S-LE", now, march_2026, 99.0, Err(&[Why::NoFigure, Why::NoBaseline]));
    // C-P01: "increase", and nothing else.
    check("C-P01", now, march_2026, 99.0, Err(&[Why::NoFigure, Why::NoBaseline, Why::NoDate]));
    // S-SMKSMI: "track".
    check("S-SMKSMI", now, march_2026, 1.0, Err(&[Why::NoFigure, Why::NoBaseline]));
    // S-SATOD: England's average moves and is not known here.
    check("S-SATOD", now, march_2026, 1.0, Err(&[Why::NoBenchmark, Why::NoBaseline]));
    // S-EMADM: against a scenario that nobody has agreed.
    check("S-EMADM", now, march_2026, 1.0, Err(&[Why::NoGrowthScenario, Why::NoBaseline]));
    // B-COC: the text has "X%".
    check("B-COC", now, date(2021, 3, 31), 99.0, Err(&[Why::NoFigure, Why::NoBaseline]));
}

#[test]
fn rules_money_limits_and_sets_are_no_results() {
    for (id, why) in [
        ("H-OPT14P", Why::RuleForSoftware),
        ("H-BPHOME", Why::RuleForSoftware),
        ("H-CDH", Why::Money),
        ("H-UCR", Why::LimitForEachCase),
        ("C-24H", Why::LimitForEachCase),
        ("S-C20", Why::NotAMeasure),
        ("M-DTRATE", Why::NotAMeasure),
    ] {
        check(id, Evidence::none(AUTUMN_2026), date(2026, 3, 31), 100.0, Err(&[why]));
    }
}

#[test]
fn england_is_reached_or_not_by_a_value_that_moves() {
    // S-SATOD: 12.8 agreed for 31 March 2021, England 7.4, by 31 March 2028, 84 months.
    // After 60: 12.8 - 5.4 x 60/84 = 8.943.
    let england =
        Evidence { england: Some(7.4), baseline: Some((12.8, date(2021, 3, 31))), ..Evidence::none(AUTUMN_2026) };
    check("S-SATOD", england, date(2026, 3, 31), 8.9, Ok(Status::OnTrack));
    check("S-SATOD", england, date(2026, 3, 31), 9.0, Ok(Status::OffTrack));
    // England falls to 5: 12.8 - 7.8 x 60/84 = 7.229, so the same 8.9 is not enough.
    check("S-SATOD", Evidence { england: Some(5.0), ..england }, date(2026, 3, 31), 8.9, Ok(Status::OffTrack));
}

#[test]
fn statistical_comparisons_need_limits() {
    #[track_caller]
    fn check(id: &str, england: f64, value: f64, limits: Option<(f64, f64)>, expected: Result<Status, Why>) {
        let series = one(12, date(2028, 3, 31), value, limits);
        let evidence = Evidence { series: Some(&series), england: Some(england), ..Evidence::none(date(2028, 9, 30)) };
        let judgement = judge(&commitment(id), &evidence);
        assert_eq!(
            judgement.why.first().map_or(Ok(judgement.status), |why| Err(*why)),
            expected,
            "{id}: {judgement:?}"
        );
    }
    // S-SUI: similar to England or lower. 12.0 (9.5 to 14.9) beside 10.7 is similar; 12.0 (11.0 to 13.2) is higher.
    check("S-SUI", 10.7, 12.0, Some((9.5, 14.9)), Ok(Status::Achieved));
    check("S-SUI", 10.7, 12.0, Some((11.0, 13.2)), Ok(Status::OffTrack));
    check("S-SUI", 10.7, 12.0, None, Err(Why::NoLimits));
    // S-GLD: clearly better than England. 60 (58 to 62) beside 57 is; 60 (56.5 to 63.5) is not.
    check("S-GLD", 57.0, 60.0, Some((58.0, 62.0)), Ok(Status::Achieved));
    check("S-GLD", 57.0, 60.0, Some((56.5, 63.5)), Ok(Status::OffTrack));
}

#[test]
fn a_cap_on_a_rise_is_read_in_both_ways() {
    // S-Y6: no more than 2.7 % above 2021/22, by 31 March 2028. From 38.4: 38.4 x 1.027 = 39.44, or 38.4 + 2.7 = 41.1.
    let agreed = Evidence { baseline: Some((38.4, date(2022, 3, 31))), ..Evidence::none(date(2028, 9, 30)) };
    let day = date(2028, 3, 31);
    check("S-Y6", agreed, day, 39.4, Ok(Status::Achieved));
    check("S-Y6", agreed, day, 40.0, Err(&[Why::TwoReadings]));
    check("S-Y6", agreed, day, 41.2, Ok(Status::OffTrack));
    // Before the day the cap rises with the way. After 48 of 72 months: 38.4 + 1.0368 x 2/3 = 39.09, or 38.4 + 1.8 = 40.2.
    let agreed = Evidence { today: AUTUMN_2026, ..agreed };
    check("S-Y6", agreed, date(2026, 3, 31), 39.0, Ok(Status::OnTrack));
    check("S-Y6", agreed, date(2026, 3, 31), 40.0, Err(&[Why::TwoReadings]));
}

#[test]
fn unmitigated_growth_is_a_scenario_and_no_trend() {
    // S-EMADM: 5 % below. 10,000 on 31 March 2023 and 2 % a year: 10,000 x 1.02^5 = 11,040.8 on the day, less 5 % = 10,488.8.
    let growth = Growth { from: 10_000.0, on: date(2023, 3, 31), yearly: 0.02 };
    let then = Evidence { growth: Some(growth), ..Evidence::none(date(2028, 9, 30)) };
    check("S-EMADM", then, date(2028, 3, 31), 10_488.0, Ok(Status::Achieved));
    check("S-EMADM", then, date(2028, 3, 31), 10_489.0, Ok(Status::OffTrack));
    // After 36 of 60 months the scenario has 10,612.08, and 3 of the 5 % should be saved: 10,612.08 x 0.97 = 10,293.7.
    // That is more than at the start, and still on the way.
    let now = Evidence { today: AUTUMN_2026, ..then };
    check("S-EMADM", now, date(2026, 3, 31), 10_293.0, Ok(Status::OnTrack));
    check("S-EMADM", now, date(2026, 3, 31), 10_294.0, Ok(Status::OffTrack));
}

#[test]
fn a_target_of_every_year_ends_with_the_financial_year() {
    // S-CYPMH: above the national target of the year. On 30 September 2026 that year ends on 31 March 2027.
    // 9,000 in the year before and a target of 10,000: half-way 9,500.
    let series = one(1, AUTUMN_2026, 9_600.0, None);
    let evidence = Evidence {
        series: Some(&series),
        national_target: Some(10_000.0),
        baseline: Some((9_000.0, date(2026, 3, 31))),
        ..Evidence::none(AUTUMN_2026)
    };
    let judgement = judge(&commitment("S-CYPMH"), &evidence);
    assert_eq!((judgement.due, judgement.planned), (Some(date(2027, 3, 31)), Some(9_500.0)));
    assert_eq!(judgement.status, Status::OnTrack);
}

#[test]
fn a_milestone_is_done_or_not() {
    #[track_caller]
    fn check(id: &str, report: Option<Report>, expected: Result<Status, &[Why]>) {
        let judgement = judge(&commitment(id), &Evidence { report, ..Evidence::none(AUTUMN_2026) });
        let found = if judgement.why.is_empty() { Ok(judgement.status) } else { Err(judgement.why.as_slice()) };
        assert_eq!(found, expected, "{id} {report:?}");
    }
    let expected = |day: Date| Some(Report::NotDone { expected: Some(day) });
    let not_done = Some(Report::NotDone { expected: None });
    // S-RHUB1: by April 2023, long past.
    check("S-RHUB1", Some(Report::DoneOn(date(2023, 6, 1))), Ok(Status::Achieved));
    check("S-RHUB1", not_done, Ok(Status::OffTrack));
    check("S-RHUB1", expected(date(2026, 12, 1)), Ok(Status::OffTrack));
    check("S-RHUB1", None, Err(&[Why::NotReported]));
    // S-SMKFREE: by the end of 2040.
    check("S-SMKFREE", expected(date(2039, 1, 1)), Ok(Status::OnTrack));
    check("S-SMKFREE", expected(date(2041, 1, 1)), Ok(Status::OffTrack));
    check("S-SMKFREE", not_done, Err(&[Why::NoExpectedDay]));
    // A day in the future is an expectation, whatever it is called.
    check("S-SMKFREE", Some(Report::DoneOn(date(2040, 1, 1))), Ok(Status::OnTrack));
    // S-MECCF: no day.
    check("S-MECCF", None, Err(&[Why::NoDate, Why::NotReported]));
    check("S-MECCF", not_done, Err(&[Why::NoDate]));
    check("S-MECCF", Some(Report::DoneOn(date(2024, 1, 1))), Ok(Status::Achieved));
}
