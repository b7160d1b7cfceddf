//! Made series, through the gate, on a site of their own.

use super::*;
use crate::definitions::load_library;
use crate::evaluation::{Look, Question, evaluable, evaluate, waiting_for_a_date};
use crate::workspace::Workspace;
use commonweal_disclosure::{Evidence, Gate, Proposed, ReleaseNote, ReleasedSet, Shown, Statistic, WorkspaceClass};
use commonweal_model::{DataClass, Family, Period, PeriodKind, Polarity};
use commonweal_operations::plan::{CHANGES_FILE, Changed, InitiativeRecord, PlanChanges};
use commonweal_reference::Reference;
use jiff::ToSpan;
use jiff::civil::{Date, date};

const INDICATOR: &str = "smoking_prevalence";
const WHOLE: &str = "E54000060";

fn area(code: &str) -> AreaCode {
    code.parse().expect("a code")
}

/// The last day of a month, so many months after September 2023.
fn month(number: usize) -> Date {
    let months = i64::try_from(number).expect("few months");
    date(2023, 9, 1).checked_add(months.months()).expect("a date").last_of_month()
}

/// Month ends of one area: people counted of so many.
fn series(code: &str, kind: AreaType, counted: &[u64], of: u64) -> Vec<Released> {
    let note = ReleaseNote { release_id: "r1".to_owned(), released_at: "2026-10-01T09:00:00Z".to_owned() };
    let gate = Gate::automatic(WorkspaceClass::Synthetic, note).expect("a synthetic workspace releases by itself");
    let figure = |(at, numerator): (usize, &u64)| {
        gate.release(Proposed {
            key: FigureKey {
                indicator_id: INDICATOR.to_owned(),
                series: "local".to_owned(),
                area: area(code),
                area_type: kind,
                area_edition: "2022".to_owned(),
                family: Family::Residence,
                breakdowns: Vec::new(),
                statistic: Statistic::Proportion,
                period: Period::point(month(at)),
                period_kind: PeriodKind::Point,
            },
            class: DataClass::Standard,
            unit: "%".to_owned(),
            polarity: Polarity::LowerIsBetter,
            evidence: Evidence::Proportion { numerator: *numerator, denominator: of },
            benchmark: None,
            definition_hash: "d1".to_owned(),
            index_date: Some(month(at)),
            snapshot: Some("s1".to_owned()),
        })
    };
    counted.iter().enumerate().map(figure).collect()
}

fn site(figures: Vec<Released>) -> (tempfile::TempDir, Site) {
    site_with(figures, &PlanChanges::default())
}

/// The same with what people added to the plans.
fn site_with(figures: Vec<Released>, changes: &PlanChanges) -> (tempfile::TempDir, Site) {
    let dir = tempfile::tempdir().expect("a folder");
    let kept = dir.path().join(CHANGES_FILE);
    std::fs::create_dir_all(kept.parent().expect("a folder")).expect("a folder");
    std::fs::write(kept, changes.to_json()).expect("a file");
    let text = format!("name = \"Nottingham and Nottinghamshire\"\narea = \"{WHOLE}\"\nclass = \"synthetic\"\n");
    std::fs::write(dir.path().join("commonweal.toml"), text).expect("a file");
    let workspace = Workspace::open(dir.path()).expect("a workspace");
    let library = load_library(None).expect("the shipped definitions are sound");
    let set = ReleasedSet::new(figures).expect("each figure once");
    let site = Site::of(workspace, None, set, library, &Reference::embedded()).expect("a site");
    (dir, site)
}

/// Numbers that jump up and down about 4,500 of 10,000 without any pattern that a rule would take for one.
fn steady(points: usize) -> Vec<u64> {
    let jumps = [40, -60, 90, -30, -80, 70, 20, -90, 60, -50, 80, -20];
    (0..points).map(|at| 4_500_u64.saturating_add_signed(jumps[at % jumps.len()])).collect()
}

fn state(site: &Site) -> ChartState {
    let watched = site.monitoring().find(INDICATOR, &area(WHOLE), &[]).expect("a watched series");
    watched.state.clone().expect("a chart")
}

#[test]
fn a_chart_says_the_numbers_of_the_release_and_nothing_of_what_is_withheld() {
    let mut counted = steady(36);
    for hidden in [5, 20] {
        counted[hidden] = 3;
    }
    let figures = series(WHOLE, AreaType::Icb, &counted, 10_000);
    let drawn = drawn(&figures, &[]).expect("a chart");
    assert_eq!(drawn.shown.len(), 34);
    for (point, at) in drawn.news.chart.points.iter().zip(&drawn.shown) {
        assert_eq!(figures[*at].value(), Shown::Value(point.value));
    }
    assert!(figures[5].is_withheld() && drawn.point_of(5).is_none() && drawn.point_of(6) == Some(5));
    let mean = drawn.shown.iter().filter_map(|at| shown(&figures[*at])).sum::<f64>() / 34.0;
    assert!((drawn.news.chart.segments[0].mean - mean).abs() < 1e-9);
    // Another number behind the star changes nothing.
    counted[5] = 6;
    assert_eq!(super::drawn(&series(WHOLE, AreaType::Icb, &counted, 10_000), &[]), Ok(drawn));
}

#[test]
fn a_steady_series_has_no_alert_and_a_jump_is_one_in_its_month_only() {
    let (_dir, quiet) = site(series(WHOLE, AreaType::Icb, &steady(36), 10_000));
    assert_eq!((quiet.monitoring().alerts().len(), state(&quiet).variation), (0, Variation::CommonCause));
    let mut counted = steady(36);
    counted[35] = 5_600;
    let (_dir, jumped) = site(series(WHOLE, AreaType::Icb, &counted, 10_000));
    let alerts = jumped.monitoring().alerts();
    assert_eq!(alerts.len(), 1);
    let (_, alert) = alerts[0];
    assert_eq!((alert.fresh, alert.variation), (Some(Cause::AboveUpperLimit), Variation::ConcernHigh));
    assert_eq!(alert.latest.period, Period::point(month(35)));
    assert!(alert.moved.is_some_and(|moved| moved.difference.lower > 0.0));
    counted.push(5_590);
    let (_dir, later) = site(series(WHOLE, AreaType::Icb, &counted, 10_000));
    assert_eq!((later.monitoring().alerts().len(), state(&later).fresh), (0, None), "told once");
    assert!(state(&later).variation.is_concern(), "and still marked");
}

#[test]
fn what_a_month_brought_without_a_clear_movement_from_a_year_before_is_no_alert() {
    // The same jumps among few people: the rules find a run, and the limits of two figures a year apart hold no change.
    let mut counted: Vec<u64> = (0..30).map(|at| [90, 95, 85, 90, 100, 80][at % 6]).collect();
    counted.extend([100, 105, 100, 105, 100, 105, 100]);
    let (_dir, site) = site(series(WHOLE, AreaType::Icb, &counted, 200));
    let state = state(&site);
    assert!(state.fresh.is_some(), "{state:?}");
    assert!(state.moved.is_none() && !state.is_alert);
}

#[test]
fn a_hidden_latest_month_says_nothing_new() {
    let mut counted = steady(36);
    counted[34] = 5_600;
    counted[35] = 3;
    let (_dir, site) = site(series(WHOLE, AreaType::Icb, &counted, 10_000));
    let state = state(&site);
    assert!(state.is_latest_hidden && state.fresh.is_none() && !state.is_alert);
    assert_eq!(state.latest.period, Period::point(month(34)));
}

#[test]
fn few_points_or_many_gaps_have_no_chart_and_say_so() {
    assert_eq!(drawn(&series(WHOLE, AreaType::Icb, &steady(9), 10_000), &[]), Err(NotDrawn::TooFew { shown: 9 }));
    let mut counted = steady(20);
    for hidden in [1, 4, 7, 10, 13] {
        counted[hidden] = 3;
    }
    assert_eq!(
        drawn(&series(WHOLE, AreaType::Icb, &counted, 10_000), &[]),
        Err(NotDrawn::TooManyHidden { hidden: 5, periods: 20 })
    );
}

#[test]
fn limits_start_anew_where_somebody_said_why() {
    let mut counted = steady(18);
    counted.extend(steady(18).iter().map(|count| count + 800));
    let figures = series(WHOLE, AreaType::Icb, &counted, 10_000);
    let rebasing = Rebasing {
        indicator: INDICATOR.to_owned(),
        area: area(WHOLE),
        from: date(2025, 3, 15),
        reason: "Recording moved to another system".to_owned(),
    };
    let chart = drawn(&figures, &[&rebasing]).expect("a chart").news.chart;
    assert_eq!(chart.segments.len(), 2);
    assert_eq!(chart.segments[1].points.start, 18, "the first month end on that day or later");
    assert_eq!(chart.segments[1].reason, "Recording moved to another system");
    assert_eq!(drawn(&figures, &[]).expect("a chart").news.chart.segments.len(), 1);
    // A day before the series or after it changes nothing.
    for from in [date(2020, 1, 1), date(2030, 1, 1)] {
        let outside = Rebasing { from, ..rebasing.clone() };
        assert_eq!(drawn(&figures, &[&outside]).expect("a chart").news.chart.segments.len(), 1);
    }
}

fn ask(from: Date) -> Question {
    Question { indicator: INDICATOR.to_owned(), area: area(WHOLE), from, initiative: None }
}

#[test]
fn a_step_is_found_with_its_size_and_no_cause_is_named() {
    let mut counted = steady(18);
    counted.extend(steady(18).iter().map(|count| count + 800));
    let (_dir, site) = site(series(WHOLE, AreaType::Icb, &counted, 10_000));
    let found = evaluate(&site, ask(month(18))).expect("an evaluation");
    assert_eq!(found.evidence.first_after, 18);
    let level = found.interrupted.as_ref().expect("a regression").change.level;
    assert!(level.lower > 5.0 && level.upper < 11.0, "{level:?}");
    assert!((found.sides.expect("both sides").change() - 8.0).abs() < 0.1);
    let chart = found.chart.as_ref().expect("a chart");
    assert_eq!(chart.special.len(), 18);
    assert!(
        chart.chart.points[..18].iter().all(|point| !point.cause.is_special()),
        "what came later marks nothing earlier"
    );
    assert!(found.headline().contains("clearly higher") && found.headline().contains("does not say why"));
    for (_, words) in &found.findings {
        for claim in ["because", "caused", "thanks to", "led to"] {
            assert!(!words.contains(claim), "{words}");
        }
    }
    assert!(found.cautions.iter().any(|caution| caution.contains("same people")));
}

#[test]
fn no_step_is_no_clear_change_and_a_short_series_says_that_it_is_short() {
    let (_dir, quiet) = site(series(WHOLE, AreaType::Icb, &steady(36), 10_000));
    let found = evaluate(&quiet, ask(month(18))).expect("an evaluation");
    assert!(found.headline().ends_with("no clear change from the earlier trend"), "{}", found.headline());
    assert!(found.chart.as_ref().is_ok_and(|chart| chart.special.is_empty()));
    // Two months after the day are too few to say anything, whatever they are.
    let mut counted = steady(20);
    counted.extend([9_000, 9_000]);
    let (_dir, short) = site(series(WHOLE, AreaType::Icb, &counted, 10_000));
    let found = evaluate(&short, ask(month(20))).expect("an evaluation");
    assert!(found.interrupted.is_err());
    assert!(found.headline().ends_with("too short to say whether anything changed"), "{}", found.headline());
    let words = |look: Look| found.findings.iter().find(|(of, _)| *of == look).map(|(_, words)| words.clone());
    assert!(words(Look::Interrupted).is_some_and(|words| words.contains("too few points")));
}

#[test]
fn what_moved_everywhere_alike_is_not_clear_beside_the_others() {
    let stepped: Vec<u64> = steady(18).into_iter().chain(steady(18).into_iter().map(|count| count + 800)).collect();
    let mut figures = Vec::new();
    for code in ["E07000170", "E07000172", "E07000173", "E07000174", "E07000175"] {
        // Each district goes its own way about the same step.
        let turn = usize::from(code.as_bytes()[8] - b'0');
        let own =
            stepped.iter().enumerate().map(|(at, count)| count + ((at * turn * 7) % 11) as u64 * 5).collect::<Vec<_>>();
        figures.extend(series(code, AreaType::District, &own, 10_000));
    }
    let (_dir, site) = site(figures);
    let question = Question { area: area("E07000174"), ..ask(month(18)) };
    let found = evaluate(&site, question).expect("an evaluation");
    let elsewhere = found.evidence.elsewhere.as_ref().expect("four others");
    assert!(elsewhere.label.contains("4 other areas"), "{}", elsewhere.label);
    let less = found.controlled.as_ref().expect("a comparison").as_ref().expect("a regression");
    assert!(less.change.level.lower < 0.0 && less.change.level.upper > 0.0, "{:?}", less.change.level);
    assert!(found.headline().contains("but not clearly beside"), "{}", found.headline());
}

/// Every series that others publish, as a release has them.
fn published() -> Vec<Released> {
    let note = ReleaseNote { release_id: "r1".to_owned(), released_at: "2026-10-01T09:00:00Z".to_owned() };
    let gate = Gate::automatic(WorkspaceClass::Synthetic, note).expect("a synthetic workspace releases by itself");
    let library = load_library(None).expect("the shipped definitions are sound");
    let reference = Reference::embedded();
    let of = |indicator| {
        let rows = crate::published::published_rows(indicator, &reference).expect("the reference data are sound");
        commonweal_indicator::release_published(indicator, &rows, &gate)
    };
    library.indicators.values().flat_map(of).collect()
}

#[test]
fn series_that_others_publish_are_drawn_where_their_years_are_apart() {
    let (_dir, site) = site(published());
    let watched = &site.monitoring().watched;
    let (mut drawn_series, mut overlapping) = (0, 0);
    for each in watched {
        let figures = site.released().trend(&each.key);
        let overlap = figures.windows(2).any(|pair| pair[1].key().period.start() < pair[0].key().period.end());
        assert_eq!(each.state == Err(NotDrawn::Overlapping), overlap, "{:?}", each.key);
        overlapping += usize::from(overlap);
        let Ok(state) = &each.state else { continue };
        drawn_series += 1;
        let last = figures.iter().rev().find_map(shown).expect("a drawn series shows something");
        assert_eq!(state.value, last, "{:?}", each.key);
        assert!(state.points >= FEWEST_DRAWN && state.points + state.hidden == figures.len());
        assert_eq!(state.is_alert, state.fresh.is_some(), "years that are apart need no second key");
        if state.fresh.is_some() {
            assert!(state.cause.is_special() && !state.is_latest_hidden);
        }
    }
    assert!(
        drawn_series >= 10 && overlapping >= 10,
        "{drawn_series} drawn, {overlapping} overlapping of {}",
        watched.len()
    );
}

#[test]
fn what_england_publishes_is_set_beside_the_same_series_here() {
    let (_dir, site) = site(published());
    let drawn = site.monitoring().watched.iter().filter(|each| each.state.is_ok() && each.key.breakdowns.is_empty());
    let mut beside_england = 0;
    for each in drawn {
        let figures = site.released().trend(&each.key);
        let from = figures[figures.len() / 2].key().period.start();
        let question =
            Question { indicator: each.key.indicator_id.clone(), area: each.key.area.clone(), from, initiative: None };
        let found = evaluate(&site, question).expect("an evaluation");
        let Some(elsewhere) = found.evidence.elsewhere.as_ref().filter(|elsewhere| elsewhere.label == "England") else {
            continue;
        };
        beside_england += 1;
        for (figure, value) in found.evidence.figures.iter().zip(&elsewhere.values) {
            let of = site.released().find(&each.key.indicator_id).find(|other| {
                other.key().area.as_str() == "E92000001"
                    && other.key().period == figure.key().period
                    && other.key().series == figure.key().series
                    && other.key().breakdowns == figure.key().breakdowns
            });
            assert_eq!(*value, of.and_then(shown), "{:?}", figure.key());
        }
    }
    assert!(beside_england > 0, "no series here is England's too");
}

fn initiative(id: &str, title: &str, from: Option<Date>, places: &[&str]) -> Changed<InitiativeRecord> {
    let value = InitiativeRecord {
        organisation_id: "icb".to_owned(),
        from,
        moves: vec![INDICATOR.to_owned()],
        places: places.iter().map(|place| (*place).to_owned()).collect(),
        ..InitiativeRecord::begun(id, title)
    };
    Changed { value, version: 1, changed_on: date(2026, 9, 1) }
}

#[test]
fn an_initiative_with_a_first_day_is_marked_and_evaluated_and_others_nearby_are_named() {
    let initiatives = vec![
        initiative("one", "Stop smoking line", Some(month(18)), &["ICS"]),
        initiative("other", "Smoke-free homes", Some(month(20)), &[]),
        initiative("elsewhere", "Mid Notts only", Some(month(18)), &["Mid Nottinghamshire"]),
        initiative("undated", "Some day", None, &["ICS"]),
    ];
    let changes = PlanChanges { initiatives, ..PlanChanges::default() };
    let (_dir, site) = site_with(series(WHOLE, AreaType::Icb, &steady(36), 10_000), &changes);
    assert_eq!(site.book().changes_problem(), None);
    let marked = annotations(&site, INDICATOR, &area(WHOLE));
    let titles: Vec<&str> = marked.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(titles, ["Stop smoking line", "Smoke-free homes"], "those of the whole area, in order of time");
    assert_eq!(annotations(&site, INDICATOR, &area("QT1-MID")).len(), 3, "a place has its own and those of the whole");
    let found = evaluable(&site);
    let listed: Vec<(&str, usize)> = found.iter().map(|one| (one.initiative.as_str(), one.questions.len())).collect();
    // The place has no figures in this release, so that there is nothing to ask about it.
    assert_eq!(listed, [("other", 1), ("elsewhere", 0), ("one", 1)], "the newest first");
    assert!(waiting_for_a_date(&site) > 0, "the plans' own have no day");
    let one = found.into_iter().find(|one| one.initiative == "one").expect("the first");
    let evaluation = evaluate(&site, one.questions[0].clone()).expect("an evaluation");
    let beside = evaluation.cautions.iter().filter(|caution| caution.contains("began too")).count();
    assert_eq!(beside, 1, "{:?}", evaluation.cautions);
    assert!(evaluation.cautions.iter().any(|caution| caution.contains("Smoke-free homes")));
}
