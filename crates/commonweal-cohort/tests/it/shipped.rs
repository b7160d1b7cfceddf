//! The definitions that come with the product.

use crate::support::{shipped, shipped_files};
use commonweal_cohort::query::Graph;
use commonweal_cohort::{Library, Lowering, Method};

#[test]
fn the_shipped_definitions_are_sound() {
    let library = shipped();
    assert_eq!(library.indicators.len(), 268);
    assert!(library.cohorts.len() >= 4);
    assert!(library.codelists.len() > 140);
    let warnings: Vec<String> = library.warnings.iter().map(ToString::to_string).collect();
    assert!(warnings.is_empty(), "{}", warnings.join("\n\n"));
}

#[test]
fn every_shipped_indicator_stands_under_a_theme_and_every_clinical_area_has_one() {
    let library = shipped();
    let groups = &library.groups;
    let homeless: Vec<&String> = library.indicators.keys().filter(|id| groups.theme_of(id).is_none()).collect();
    assert!(homeless.is_empty(), "name these in groups.toml: {homeless:?}");
    assert_eq!(groups.clinical_areas.len(), 11, "five and smoking for adults, five for children");
    for area in &groups.clinical_areas {
        assert!(!area.indicators.is_empty(), "{} has no indicator", area.title);
    }
    assert_eq!(groups.pathways.len(), 7);
}

#[test]
fn every_definition_becomes_series_of_one_graph() {
    let library = shipped();
    let mut graph = Graph::new();
    let mut lowering = Lowering::new(&library, &mut graph);
    for id in library.cohorts.keys() {
        lowering.cohort(id).unwrap();
    }
    let counted: Vec<_> = library.indicators.values().filter(|indicator| !indicator.is_published()).collect();
    assert_eq!(counted.len(), 144);
    let expected: Vec<bool> =
        counted.iter().map(|of| lowering.indicator(&of.id).unwrap().expected_millionths.is_some()).collect();
    assert_eq!(expected.iter().filter(|has| **has).count(), 2);
    let unknown = lowering.cohort("asthmma").map_err(|error| error.to_string());
    let said = "there is no cohort `asthmma`; did you mean `asthma`? `commonweal cohort list` names them all";
    assert_eq!(unknown, Err(said.to_owned()));
}

#[test]
fn a_definition_changes_its_hash_with_its_words_its_codelists_and_its_cohorts_but_not_with_layout() {
    let files = shipped_files();
    let hash = |change: &dyn Fn(&str, &str) -> String| {
        let changed: Vec<_> = files
            .iter()
            .map(|file| commonweal_cohort::SourceFile { path: file.path.clone(), text: change(&file.path, &file.text) })
            .collect();
        Library::parse(&changed).unwrap().indicators["diabetes_hba1c_check"].hash.clone()
    };
    let as_shipped = hash(&|_, text| text.to_owned());
    let in_file = |wanted: &'static str, from: &'static str, to: &'static str| {
        hash(&move |path, text| if path.ends_with(wanted) { text.replace(from, to) } else { text.to_owned() })
    };
    assert_eq!(as_shipped, in_file("diabetes_hba1c_check/definition.toml", "id = ", "# a note\n\n  id   =  "));
    assert_ne!(as_shipped, in_file("diabetes_hba1c_check/definition.toml", "P12M", "P15M"));
    assert_ne!(as_shipped, in_file("cohorts/diabetes/definition.toml", "\"latest\"", "\"earliest\""));
    assert_ne!(as_shipped, in_file("codelists/diabetes_resolved.csv", "315051004", "315051005"));
    assert_ne!(as_shipped, in_file("codelists/hba1c.csv", "43396009", "43396010"));
    assert_eq!(as_shipped, in_file("codelists/copd_resolved.csv", "941201000000103", "941201000000104"));
}

#[test]
fn expected_prevalence_covers_every_adult_once() {
    let library = shipped();
    let Method::RatioToExpected(expected) = &library.indicators["hypertension_diagnosed_of_expected"].method else {
        panic!("the indicator compares with what is expected");
    };
    use commonweal_model::Sex;
    assert_eq!(expected.millionths(Sex::Male, 15), 0);
    assert_eq!(expected.millionths(Sex::Male, 16), 60_000);
    assert_eq!(expected.millionths(Sex::Female, 75), 750_000);
    assert_eq!(expected.millionths(Sex::Unknown, 60), 490_000);
    assert!((16..110).all(|age| Sex::ALL.iter().all(|sex| expected.millionths(*sex, age) > 0)));
}
