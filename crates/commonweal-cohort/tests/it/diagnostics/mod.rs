//! The exact words a definer sees when something is wrong.

mod codelists;
mod cohorts;
mod groups;
mod indicators;
mod lattice;

use commonweal_cohort::{Library, SourceFile};

const COHORT: &str = "cohorts/copd/definition.toml";
const INDICATOR: &str = "indicators/flu/definition.toml";
const LATTICE: &str = "lattice.toml";
const GROUPS: &str = "groups.toml";
const FLU: &str = "codelists/flu.csv";
const MANIFEST: &str = "codelists/manifest.csv";

/// A small sound set of files, one of each kind.
fn sound() -> Vec<SourceFile> {
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    vec![
        file("codelists/copd.csv", "code,term,category\n13645005,COPD,D\n87433001,Emphysema,E\n"),
        file("codelists/flu.csv", "code,term\n955691000000108,Flu vaccination\n"),
        file(
            "codelists/manifest.csv",
            "file,title,coding_system,n_codes,opencodelists_id,opencodelists_version\n\
             copd.csv,COPD,snomedct,2,nhsd/copd_cod,1\nflu.csv,Flu,snomedct,1,nhsd/flu_cod,1\n",
        ),
        file(
            COHORT,
            "id = \"copd\"\ntitle = \"COPD register\"\nabout = \"People with COPD.\"\nclass = \"standard\"\n\
             rule = \"diagnosed and age >= 18\"\nkind = \"register\"\n[features.diagnosed]\ncodelist = \"copd\"\npick = \"latest\"\n",
        ),
        file(
            INDICATOR,
            "id = \"flu\"\ntitle = \"Flu\"\nshort_title = \"Flu\"\nquestion = \"How many?\"\ndomain = \"access\"\n\
             family = \"registration\"\nclass = \"standard\"\npolarity = \"higher_is_better\"\nunit = \"%\"\n\
             counting_unit = \"person\"\nmethod = \"proportion\"\nbreakdowns = [\"sex\"]\nstandardise = true\n\
             owner = \"o\"\nsource = \"s\"\n\n[features.flu]\ncodelist = \"flu\"\npick = \"ever\"\nwithin = \"P12M\"\n\n\
             [denominator]\ntext = \"People with COPD.\"\nrule = \"\"\"\nregistered\nand cohort.copd\n\"\"\"\n\n\
             [numerator]\ntext = \"Vaccinated.\"\nrule = \"flu\"\n",
        ),
        file(
            "lattice.toml",
            "deprivation = \"imd2019_quintile_england\"\n\n[ages]\nshown = [\"0-64\", \"65+\"]\nstandard = [\"0-64\", \"65+\"]\n\n\
             [[cuboids]]\nfamily = \"registration\"\narea = \"pcn\"\nedition = \"2025\"\nby = [[], [\"sex\"]]\n",
        ),
        file(
            GROUPS,
            "[[themes]]\nid = \"vaccination\"\ntitle = \"Vaccination\"\nindicators = [\"flu\"]\n\n\
             [[life_course]]\nstage = \"adults\"\nindicators = [\"flu\"]\n\n\
             [[core20plus5]]\nid = \"respiratory\"\ntitle = \"Lungs\"\naudience = \"adults\"\ngoal = \"Vaccines.\"\nindicators = [\"flu\"]\n\n\
             [[pathways]]\nid = \"copd\"\ntitle = \"COPD\"\n\n\
             [[pathways.steps]]\nstage = \"treated\"\ntitle = \"Vaccinated\"\nindicators = [\"flu\"]\n\n\
             [[pathways.steps]]\nstage = \"controlled\"\ntitle = \"Well\"\nindicators = [\"flu\"]\nasked = \"same\"\n",
        ),
    ]
}

/// What is said when `from` is replaced by `to` in one file of a sound set.
#[track_caller]
fn check(path: &str, from: &str, to: &str, expected: &str) {
    let mut files = sound();
    let file = files.iter_mut().find(|file| file.path == path).expect("the set has the file");
    assert!(file.text.contains(from), "{path} has no `{from}`");
    file.text = file.text.replacen(from, to, 1);
    let problems = Library::parse(&files).err().unwrap_or_default();
    let said = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n");
    assert_eq!(said, expected, "\n{said}\n");
}

#[test]
fn the_set_the_tests_break_is_sound() {
    assert_eq!(Library::parse(&sound()).map(|library| library.indicators.len()), Ok(1));
}

#[test]
fn one_id_is_defined_once() {
    let mut files = sound();
    files.push(SourceFile { path: format!("own/{COHORT}"), text: files[3].text.clone() });
    let said: Vec<String> = Library::parse(&files).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [r#"own/cohorts/copd/definition.toml:1:1: `copd` is defined twice; the other is cohorts/copd/definition.toml
  |
1 | id = "copd"
  | ^
  = help: keep one of the two"#]
    );
}

#[test]
fn all_problems_of_all_files_are_told_at_once_in_order() {
    let mut files = sound();
    for file in &mut files {
        file.text = file.text.replace("\"standard\"", "\"standrad\"").replace("[\"sex\"]", "[\"sexs\"]");
    }
    let problems = Library::parse(&files).unwrap_err();
    let places: Vec<_> = problems.iter().map(|p| (p.file.as_str(), p.line, p.column)).collect();
    assert_eq!(places, [(COHORT, 4, 9), (INDICATOR, 7, 9), (INDICATOR, 12, 15), (LATTICE, 11, 12)]);
}
