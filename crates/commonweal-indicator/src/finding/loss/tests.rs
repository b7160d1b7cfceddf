use super::*;
use commonweal_cohort::PathwayStep;
use proptest::prelude::*;

fn pathway(asked: &[StepPeople]) -> Pathway {
    let stages = [BarrierStage::Diagnosed, BarrierStage::Treated, BarrierStage::Controlled];
    let step = |(at, asked): (usize, &StepPeople)| PathwayStep {
        stage: stages[at],
        title: stages[at].label().to_owned(),
        indicators: vec![format!("step{at}")],
        asked: *asked,
    };
    Pathway { id: "p".into(), title: "Diabetes".into(), steps: asked.iter().enumerate().map(step).collect() }
}

/// Counts by step, then by group; everybody is the sum of the groups.
fn of(counts: &[[StepCount; 2]]) -> impl Fn(&str, Option<usize>) -> StepCount {
    let counts = counts.to_vec();
    move |id, group| {
        let step = &counts[id.trim_start_matches("step").parse::<usize>().unwrap()];
        group.map_or(together(step[0], step[1]), |group| step[group])
    }
}

fn among(counted: i64, asked: i64) -> StepCount {
    StepCount::Of { counted, asked }
}

const HIGHER: &dyn Fn(&str) -> Polarity = &|_| Polarity::HigherIsBetter;
const FIFTHS: [&str; 2] = ["the most deprived fifth", "the least deprived fifth"];

#[test]
fn people_left_fall_from_step_to_step_and_the_gap_arises_where_most_are_lost() {
    use StepPeople::{Own, Reached};
    let counts = [
        [StepCount::Expected { counted: 700, expected: 1_000 }, StepCount::Expected { counted: 900, expected: 1_000 }],
        [among(600, 700), among(790, 900)],
        [among(400, 600), among(540, 790)],
    ];
    let losses = losses(&pathway(&[Own, Reached, Reached]), &FIFTHS, HIGHER, &of(&counts));
    let links: Vec<StepLink> = losses.steps.iter().map(|step| step.link).collect();
    assert_eq!(links, [StepLink::First, StepLink::Follows, StepLink::Follows]);
    let left: Vec<_> = losses.steps.iter().map(|step| (step.everyone.reached, step.everyone.lost)).collect();
    assert_eq!(left, [(Some(1_600), Some(400)), (Some(1_390), Some(210)), (Some(940), Some(450))]);
    assert_eq!(losses.finding(), LossFinding::ArisesAt { step: 0, also: vec![] });
    let gap = losses.steps[0].gap.as_ref().unwrap();
    assert!((gap.people.value - 200.0).abs() < 1e-9 && gap.people.lower > 0.0, "{gap:?}");
}

#[test]
fn people_who_are_not_those_of_the_step_before_stand_apart() {
    use StepPeople::{Own, Reached, Same};
    let counts =
        [[among(700, 1_000), among(900, 1_000)], [among(300, 400), among(300, 400)], [among(1, 900), among(1, 900)]];
    let losses = losses(&pathway(&[Own, Reached, Same]), &FIFTHS, HIGHER, &of(&counts));
    let links: Vec<StepLink> = losses.steps.iter().map(|step| step.link).collect();
    assert_eq!(links, [StepLink::First, StepLink::Apart, StepLink::Apart]);
}

#[test]
fn a_step_where_less_is_better_reaches_those_not_counted() {
    let counts = [[among(100, 1_000), among(50, 1_000)], [among(100, 1_000), among(50, 1_000)]];
    let lower = |_: &str| Polarity::LowerIsBetter;
    let losses = losses(&pathway(&[StepPeople::Own, StepPeople::Same]), &FIFTHS, &lower, &of(&counts));
    assert_eq!((losses.steps[0].everyone.reached, losses.steps[0].everyone.lost), (Some(1_850), Some(150)));
    assert_eq!(losses.steps[1].link, StepLink::Same);
    assert_eq!(losses.steps[0].gap.as_ref().map(|gap| gap.direction), Some(Direction::Worse));
}

#[test]
fn more_diagnosed_than_expected_loses_nobody() {
    let more = StepCount::Expected { counted: 1_100, expected: 1_000 };
    let counts = [[more, more], [among(500, 1_100), among(500, 1_100)]];
    let losses = losses(&pathway(&[StepPeople::Own, StepPeople::Reached]), &FIFTHS, HIGHER, &of(&counts));
    assert_eq!((losses.steps[0].everyone.lost, losses.steps[1].link), (Some(0), StepLink::Follows));
}

#[test]
fn a_part_that_is_not_shown_hides_its_step_and_no_other() {
    let mut way = pathway(&[StepPeople::Own, StepPeople::Reached]);
    way.steps[1].indicators = vec!["step1".into(), "step2".into()];
    let hidden = StepCount::Withheld(Withheld::Disclosure);
    let counts =
        [[among(700, 1_000), among(900, 1_000)], [among(300, 350), among(400, 450)], [hidden, among(400, 450)]];
    let losses = losses(&way, &FIFTHS, HIGHER, &of(&counts));
    assert_eq!(losses.steps[1].everyone.share, Seen::Withheld(Withheld::Disclosure));
    assert_eq!(losses.steps[1].groups[1].reached, Some(800), "two parts together");
    assert!(losses.steps[1].gap.is_none() && losses.steps[0].gap.is_some());
    assert_eq!(losses.finding(), LossFinding::ArisesAt { step: 0, also: vec![] });
}

#[test]
fn where_nothing_is_shown_nothing_is_found() {
    let hidden = [StepCount::Missing, StepCount::Withheld(Withheld::Unreliable)];
    let losses = losses(&pathway(&[StepPeople::Own, StepPeople::Same]), &FIFTHS, HIGHER, &of(&[hidden, hidden]));
    assert_eq!(losses.finding(), LossFinding::NotShown);
    assert_eq!(loss_sentence(&losses), "Diabetes: not enough can be shown here to say at which step the gap arises");
    use BarrierStage::{AtRisk, Aware, Controlled, Seeking};
    assert_eq!(losses.unmeasured, [AtRisk, Aware, Seeking, Controlled]);
}

proptest! {
    #[test]
    fn a_gap_arises_only_where_its_limits_leave_nought_out(
        counts in prop::collection::vec(((0..=400i64), (0..=400i64), (400..500i64), (400..500i64)), 3),
    ) {
        let counts: Vec<[StepCount; 2]> = counts.iter().map(|(a, b, c, d)| [among(*a, *c), among(*b, *d)]).collect();
        let losses = losses(&pathway(&[StepPeople::Own; 3]), &FIFTHS, HIGHER, &of(&counts));
        let sentence = loss_sentence(&losses);
        match losses.finding() {
            LossFinding::ArisesAt { step, also } => {
                for at in also.iter().chain([&step]) {
                    let gap = losses.steps[*at].gap.as_ref().unwrap();
                    prop_assert!(gap.gap.upper < 0.0 && gap.people.lower > 0.0);
                }
                prop_assert!(sentence.contains(&losses.steps[step].title) && sentence.contains("lower than the least deprived fifth"));
                prop_assert!(sentence.contains("about ") || sentence.contains("ten people or fewer"));
            }
            LossFinding::NoClearDifference => {
                prop_assert!(losses.steps.iter().all(|step| step.gap.as_ref().unwrap().gap.upper >= 0.0));
                prop_assert!(sentence.contains("no clear difference"));
            }
            LossFinding::NotShown => prop_assert!(false, "all is shown"),
        }
    }
}
