//! The register of initiatives: stages, ratings, reach and steps.

use commonweal_operations::plan::{
    Equity, Funnel, GroupReach, InitiativeRecord, Rag, Rating, ReachBy, ReachOf, ShownCount, Stage, Step, protected,
    reach_ratios,
};
use jiff::civil::date;
use proptest::prelude::*;

use ShownCount::{Count, Withheld};

fn record() -> InitiativeRecord {
    InitiativeRecord {
        id: "opt-out-smoking".to_owned(),
        title: "Opt-out help to stop smoking".to_owned(),
        plan_id: Some("MID-05".to_owned()),
        organisation_id: "mid-nottinghamshire".to_owned(),
        person: Some("Programme lead".to_owned()),
        stage: Stage::Delivering,
        rating: None,
        from: Some(date(2025, 4, 1)),
        until: None,
        serves: vec!["AMB-03".to_owned()],
        moves: vec!["smoking_prevalence".to_owned()],
        cohorts: vec!["CO-SMOKED1".to_owned()],
        ..InitiativeRecord::begun("opt-out-smoking", "Opt-out help to stop smoking")
    }
}

#[test]
fn stages_follow_one_another() {
    assert_eq!(Stage::Proposed.to(Stage::Agreed), Ok(Stage::Agreed));
    let error = Stage::Proposed.to(Stage::Completed).expect_err("nothing was done");
    assert_eq!(error.to_string(), "an initiative that is proposed cannot become completed; choose agreed or stopped");
    let error = Stage::Completed.to(Stage::Delivering).expect_err("it has ended");
    assert_eq!(
        error.to_string(),
        "an initiative that is completed cannot become delivering; it has ended, so begin a new record"
    );
    let ends = Stage::ALL.iter().filter(|stage| stage.next().is_empty()).count();
    assert_eq!(ends, 2);
}

#[test]
fn a_record_says_what_it_lacks() {
    assert!(record().problems().is_empty());
    let fields = |record: &InitiativeRecord| record.problems().iter().map(|problem| problem.field).collect::<Vec<_>>();
    assert_eq!(
        fields(&InitiativeRecord { organisation_id: " ".to_owned(), from: None, ..record() }),
        ["organisation_id", "from"]
    );
    assert_eq!(fields(&InitiativeRecord { stage: Stage::Completed, ..record() }), ["until"]);
    assert_eq!(fields(&InitiativeRecord { until: Some(date(2024, 1, 1)), ..record() }), ["until"]);
    assert!(record().gaps().is_empty());
    let bare = InitiativeRecord { serves: vec![], moves: vec![], cohorts: vec![], ..record() };
    assert_eq!(bare.gaps().len(), 3);
}

#[test]
fn every_colour_needs_a_reason_and_grows_old() {
    for rag in Rag::ALL {
        let rated = |reason: &str| InitiativeRecord {
            rating: Some(Rating { rag: *rag, reason: reason.to_owned(), on: date(2026, 6, 1) }),
            ..record()
        };
        assert_eq!(rated(" ").problems().len(), 1, "{rag}");
        assert!(rated("Two of three clinics are open").problems().is_empty(), "{rag}");
        let fresh = rated("Two of three clinics are open");
        assert!(fresh.rating_on(date(2026, 9, 9)).is_some(), "100 days");
        assert!(fresh.rating_on(date(2026, 9, 10)).is_none(), "101 days");
        assert!(fresh.rating_on(date(2026, 5, 31)).is_none(), "before it was given");
        let ended = InitiativeRecord { stage: Stage::Completed, until: Some(date(2026, 6, 2)), ..fresh.clone() };
        assert!(ended.rating_on(date(2026, 6, 3)).is_none(), "what has ended does not go well or badly");
        assert_eq!(InitiativeRecord { stage: Stage::Proposed, ..fresh }.problems()[0].field, "rating");
    }
}

fn group(group: &str, need: ShownCount, reached: ShownCount, took_part: ShownCount) -> GroupReach {
    GroupReach { by: ReachBy::Deprivation, group: group.to_owned(), need, reached, took_part }
}

#[test]
fn reach_is_held_against_need() {
    let groups = [
        group("1", Count(400), Count(100), Count(50)),
        group("3", Count(300), Count(145), Withheld),
        group("4", Count(50), Withheld, Withheld),
        group("5", Count(300), Count(150), Count(75)),
    ];
    // (100/400) / (150/300) = 0.5; (145/300) / (150/300) = 0.967.
    let reach = reach_ratios(&groups, ReachBy::Deprivation, "5", ReachOf::Reach);
    assert_eq!(
        reach.iter().map(|each| each.says).collect::<Vec<_>>(),
        [Equity::LessLikely, Equity::NoClearDifference, Equity::CannotSay]
    );
    let first = reach[0].ratio.as_ref().expect("both are shown");
    assert!((first.value - 0.5).abs() < 1e-12 && first.lower < 0.5 && first.upper < 1.0, "{first:?}");
    // (50/100) / (75/150) = 1: who is reached takes part as often.
    let uptake = reach_ratios(&groups, ReachBy::Deprivation, "5", ReachOf::Uptake);
    assert!((uptake[0].ratio.as_ref().expect("shown").value - 1.0).abs() < 1e-12);
    assert_eq!(uptake[0].says, Equity::NoClearDifference);
    assert_eq!(uptake[1].says, Equity::CannotSay, "one withheld count is enough");
    assert!(reach_ratios(&groups, ReachBy::Sex, "5", ReachOf::Reach).is_empty(), "fifths are no sexes");
    let against_withheld = reach_ratios(&groups, ReachBy::Deprivation, "4", ReachOf::Reach);
    assert!(against_withheld.iter().all(|each| each.ratio.is_none() && each.says == Equity::CannotSay));
    let rounded_up = [group("1", Count(10), Count(15), Count(0)), group("5", Count(100), Count(50), Count(0))];
    assert!(
        (reach_ratios(&rounded_up, ReachBy::Deprivation, "5", ReachOf::Reach)[0].ratio.as_ref().expect("shown").value
            - 2.0)
            .abs()
            < 1e-12
    );
}

fn funnel(group: &str, counts: [ShownCount; 5]) -> Funnel {
    Funnel { group: group.to_owned(), counts }
}

#[test]
fn a_withheld_step_takes_the_later_ones_and_the_other_groups_with_it() {
    let total = funnel("all", [Count(500), Count(400), Count(300), Count(200), Count(100)]);
    let groups = [
        funnel("1", [Count(250), Count(200), Count(150), Withheld, Count(10)]),
        funnel("5", [Count(250), Count(200), Count(150), Count(195), Count(90)]),
    ];
    let (total, groups) = protected(&total, &groups);
    for group in &groups {
        assert_eq!(group.counts, [Count(250), Count(200), Count(150), Withheld, Withheld], "{}", group.group);
    }
    // Of 200 who started, at most 152 are of the other group, so the held-back count would be at least 46 to a reader who
    // knows it is at most 7: no value is left, and the total goes from there on.
    assert_eq!(total.counts, [Count(500), Count(400), Count(300), Withheld, Withheld]);
}

#[test]
fn a_total_that_leaves_enough_stays() {
    let total = funnel("all", [Count(300), Count(250), Count(150), Count(100), Count(50)]);
    let groups = [
        funnel("1", [Count(20), Count(10), Withheld, Withheld, Withheld]),
        funnel("5", [Count(280), Count(240), Count(145), Count(95), Count(45)]),
    ];
    let (total, groups) = protected(&total, &groups);
    assert_eq!(total.counts[2..], [Count(150), Count(100), Count(50)], "150 less anything up to 242 leaves 1 to 7");
    assert!(groups.iter().all(|group| group.counts[2..] == [Withheld; 3]));
    assert_eq!(groups[1].share_at(Step::Invited), Some(240.0 / 280.0));
    assert_eq!((groups[1].share_at(Step::Accepted), groups[1].share_at(Step::Eligible)), (None, None));
}

#[test]
fn where_nothing_is_withheld_nothing_changes() {
    let total = funnel("all", [Count(300), Count(250), Count(150), Count(100), Count(0)]);
    let groups = [funnel("1", [Count(100), Count(80), Count(50), Count(30), Count(0)])];
    assert_eq!(protected(&total, &groups), (total.clone(), groups.to_vec()));
    assert_eq!(total.share_at(Step::Completed), Some(0.0));
}

/// What the gate makes of a true count.
fn shown(count: u64) -> ShownCount {
    match count {
        0 => Count(0),
        1..=7 => Withheld,
        more => Count((more + 2) / 5 * 5),
    }
}

proptest! {
    /// An attacker tries every true table of two groups that fits what is shown. Of each count that the gate held back,
    /// at least five values have to remain.
    #[test]
    fn no_held_back_step_can_be_worked_out(first in 1_u64..14, second in 8_u64..25, lost in proptest::array::uniform2(0_u64..14)) {
        let steps = |start: u64, lost: u64| [start, start.saturating_sub(lost)];
        let (one, two) = (steps(first, lost[0]), steps(second, lost[1]));
        let given = |counts: [u64; 2]| {
            let [a, b] = counts.map(shown);
            [a, b, b, b, b]
        };
        let sum = [one[0] + two[0], one[1] + two[1]];
        let groups = [funnel("1", given(one)), funnel("2", given(two))];
        let (total, groups) = protected(&funnel("all", given(sum)), &groups);
        let fits = |count: u64, seen: ShownCount| seen == Withheld || seen == shown(count);
        for (place, counts) in [one, two].into_iter().enumerate() {
            for at in 0..2 {
                if shown(counts[at]) != Withheld || (at == 1 && shown(counts[0]) == Withheld) {
                    continue;
                }
                let mut possible = std::collections::BTreeSet::new();
                for a in 0..40_u64 {
                    for b in 0..40_u64 {
                        for c in 0..=a {
                            for d in 0..=b {
                                let table = [[a, c], [b, d]];
                                let groups_fit = (0..2).all(|g| (0..2).all(|k| fits(table[g][k], groups[g].counts[k])));
                                let total_fits = (0..2).all(|k| fits(a * u64::from(k == 0) + c * u64::from(k == 1) + b * u64::from(k == 0) + d * u64::from(k == 1), total.counts[k]));
                                if groups_fit && total_fits && (1..=7).contains(&table[place][at]) {
                                    possible.insert(table[place][at]);
                                }
                            }
                        }
                    }
                }
                prop_assert!(possible.len() >= 5, "{one:?} {two:?} group {place} step {at}: {possible:?} of {total:?} {groups:?}");
            }
        }
    }
}
