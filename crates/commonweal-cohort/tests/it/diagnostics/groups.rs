//! Groups of indicators.

use super::{GROUPS, INDICATOR, check, sound};
use commonweal_cohort::{Audience, BarrierStage, Library, LifeStage, StepPeople};

#[test]
fn an_indicator_is_found_by_theme_stage_of_life_clinical_area_and_pathway() {
    let library = Library::parse(&sound()).unwrap();
    let groups = &library.groups;
    assert_eq!(groups.theme_of("flu").map(|theme| theme.title.as_str()), Some("Vaccination"));
    assert_eq!(groups.life_stage_of("flu"), LifeStage::Adults);
    let areas: Vec<_> = groups.clinical_areas_of("flu").map(|area| (area.id.as_str(), area.audience)).collect();
    assert_eq!(areas, [("respiratory", Audience::Adults)]);
    let pathway = groups.pathways_of("flu").next().unwrap();
    assert_eq!(pathway.steps.iter().map(|step| step.asked).collect::<Vec<_>>(), [StepPeople::Own, StepPeople::Same]);
    use BarrierStage::{AtRisk, Aware, Diagnosed, Seeking};
    assert_eq!(pathway.unmeasured(), [AtRisk, Aware, Seeking, Diagnosed]);
    assert_eq!(groups.life_stage_of("unknown"), LifeStage::AllAges);
    assert!(groups.theme_of("unknown").is_none() && groups.pathways_of("unknown").next().is_none());
}

#[test]
fn without_the_file_nothing_is_grouped_and_no_definition_changes() {
    let with = Library::parse(&sound()).unwrap();
    let files: Vec<_> = sound().into_iter().filter(|file| file.path != GROUPS).collect();
    let without = Library::parse(&files).unwrap();
    assert_eq!(without.groups, commonweal_cohort::Groups::default());
    assert_eq!(with.indicators["flu"].hash, without.indicators["flu"].hash);
}

#[test]
fn an_indicator_that_does_not_exist_is_named() {
    check(
        GROUPS,
        "indicators = [\"flu\"]",
        "indicators = [\"flue\"]",
        r#"groups.toml:4:15: there is no indicator `flue`
  |
4 | indicators = ["flue"]
  |               ^^^^^^
  = help: did you mean `flu`?"#,
    );
}

#[test]
fn an_indicator_has_one_theme() {
    check(
        GROUPS,
        "[[life_course]]",
        "[[themes]]\nid = \"winter\"\ntitle = \"Winter\"\nindicators = [\"flu\"]\n\n[[life_course]]",
        r#"groups.toml:9:15: `flu` is already under Vaccination
  |
9 | indicators = ["flu"]
  |               ^^^^^
  = help: keep one of the two"#,
    );
}

#[test]
fn stages_of_a_pathway_go_in_order() {
    check(
        GROUPS,
        "stage = \"controlled\"",
        "stage = \"diagnosed\"",
        r#"groups.toml:26:1: `diagnosed` cannot follow the step before it
   |
26 | [[pathways.steps]]
   | ^^^^^^^^^^^^^^^^^^
   = help: stages go in this order: at_risk, aware, seeking, diagnosed, treated, controlled"#,
    );
}

#[test]
fn a_word_that_is_no_stage_is_met_with_those_that_are() {
    check(
        GROUPS,
        "stage = \"adults\"",
        "stage = \"adult\"",
        r#"groups.toml:7:9: `adult` is not a stage of life; use one of: maternity_and_birth, children_and_young_people, adults, older_people, end_of_life, all_ages
  |
7 | stage = "adult"
  |         ^^^^^^^
  = help: did you mean `adults`?"#,
    );
}

#[test]
fn the_first_step_has_people_of_its_own() {
    check(
        GROUPS,
        "title = \"Vaccinated\"",
        "title = \"Vaccinated\"\nasked = \"reached\"",
        r#"groups.toml:24:9: there is no step before the first
   |
24 | asked = "reached"
   |         ^^^^^^^^^
   = help: leave `asked` out: the first step has people of its own"#,
    );
}

#[test]
fn nobody_is_lost_by_a_measure_without_a_good_direction() {
    let mut files = sound();
    let file = files.iter_mut().find(|file| file.path == INDICATOR).unwrap();
    file.text = file.text.replace("higher_is_better", "neutral");
    let said: Vec<String> = Library::parse(&files).unwrap_err().into_iter().map(|problem| problem.message).collect();
    assert_eq!(said, ["neither direction of `flu` is good, so nobody is lost by it"; 2]);
}
