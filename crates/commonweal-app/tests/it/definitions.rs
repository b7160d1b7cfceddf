//! A workspace's own definitions: they replace the shipped ones, and their problems have a place.

use crate::support::{at, copied};
use commonweal_app::{
    AppError, Diagnostic, Silent, Workspace, check, current_release, load_library, refresh, shipped_files,
};
use jiff::civil::date;
use std::path::Path;

const SMOKING: &str = "indicators/smoking_prevalence/definition.toml";

/// Puts a file into the workspace's own definitions.
fn put(workspace: &Workspace, path: &str, text: &str) {
    let path = workspace.dir.join("definitions").join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// The shipped file with one part replaced.
#[track_caller]
fn shipped(path: &str, from: &str, to: &str) -> String {
    let text = &shipped_files()[path];
    assert!(text.contains(from), "{path} has {from}");
    text.replacen(from, to, 1)
}

/// The problems a refresh answers with; a check finds the same.
#[track_caller]
fn problems(workspace: &Workspace) -> Vec<Diagnostic> {
    let found = match refresh(workspace, &at("2026-10-01T10:00:00Z"), &Silent) {
        Err(AppError::Definitions(problems)) => problems,
        other => panic!("{other:?}"),
    };
    assert_eq!(check(Some(&workspace.dir), date(2026, 9, 30)).unwrap().problems, found);
    found
}

#[track_caller]
fn line_of(text: &str, part: &str) -> usize {
    text.lines().position(|line| line.contains(part)).expect("the part") + 1
}

#[test]
fn a_broken_definition_is_refused_with_its_place() {
    let (_dir, workspace) = copied();
    let text = shipped(SMOKING, "alive and registered", "alive and registred");
    put(&workspace, SMOKING, &text);
    let found = problems(&workspace);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].file, format!("definitions/{SMOKING}"));
    assert_eq!(found[0].line, line_of(&text, "registred"));
    assert_eq!(found[0].column, found[0].source_line.find("registred").unwrap() + 1);
    assert!(found[0].message.contains("registred"), "{}", found[0]);
}

#[test]
fn a_broken_lattice_is_refused_with_its_place() {
    let (_dir, workspace) = copied();
    let text = shipped("lattice.toml", "area = \"district\"", "area = \"distrikt\"");
    put(&workspace, "lattice.toml", &text);
    let found = problems(&workspace);
    let place = (found[0].file.as_str(), found[0].line, found[0].column);
    assert_eq!(place, ("definitions/lattice.toml", line_of(&text, "distrikt"), 8));
    assert!(found[0].to_string().contains("district"), "{}", found[0]);
}

#[test]
fn a_broken_codelist_is_refused_with_its_place() {
    let (_dir, workspace) = copied();
    let path = "codelists/smoking_clear.csv";
    let text = &shipped_files()[path];
    let second = text.lines().nth(1).unwrap();
    put(&workspace, path, &format!("{}\n{second}\n{second}\n", text.lines().next().unwrap()));
    let found = problems(&workspace);
    assert_eq!((found[0].file.as_str(), found[0].line), (format!("definitions/{path}").as_str(), 3), "{found:?}");
    assert!(found[0].column >= 1);
}

#[test]
fn every_problem_is_said_at_once_in_order_of_file() {
    let (_dir, workspace) = copied();
    put(&workspace, SMOKING, &shipped(SMOKING, "alive and registered", "alive and registred"));
    put(&workspace, "cohorts/copd/definition.toml", "id = 'copd'\n");
    put(&workspace, "indicators/ours/definition.toml", "this is no TOML");
    let found = problems(&workspace);
    let files: Vec<&str> = found.iter().map(|problem| problem.file.as_str()).collect();
    for file in ["cohorts/copd", "indicators/ours", "indicators/smoking_prevalence"] {
        assert!(files.contains(&format!("definitions/{file}/definition.toml").as_str()), "{files:?}");
    }
    assert!(files.is_sorted(), "{files:?}");
}

#[test]
fn a_definition_of_the_workspace_replaces_the_shipped_one_of_its_path() {
    let (_dir, workspace) = copied();
    let before = load_library(None).unwrap();
    assert_eq!(load_library(Some(&workspace.dir)).unwrap(), before, "an empty folder changes nothing");
    put(&workspace, SMOKING, &shipped(SMOKING, "alive and registered", "alive and registered and age >= 60"));
    let after = load_library(Some(&workspace.dir)).unwrap();
    assert_eq!(after.indicators.len(), before.indicators.len());
    let changed: Vec<&String> =
        before.indicators.keys().filter(|id| before.indicators[*id].hash != after.indicators[*id].hash).collect();
    assert_eq!(changed, ["smoking_prevalence"]);
    let people = |workspace: &Workspace| {
        let (_, set) = current_release(workspace).unwrap();
        let whole = set.find("smoking_prevalence").find(|f| f.key().area.as_str() == "E54000060").unwrap();
        whole.denominator().value().unwrap()
    };
    let all = people(&workspace);
    refresh(&workspace, &at("2026-10-01T11:00:00Z"), &Silent).unwrap();
    assert!(people(&workspace) < all / 2, "fewer than half are 60 or over");
}

#[test]
fn a_new_indicator_of_the_workspace_is_released_beside_the_shipped_ones() {
    let (_dir, workspace) = copied();
    let text = shipped(SMOKING, "id = \"smoking_prevalence\"", "id = \"smoking_ours\"");
    put(&workspace, "indicators/smoking_ours/definition.toml", &text);
    refresh(&workspace, &at("2026-10-01T12:00:00Z"), &Silent).unwrap();
    let (_, set) = current_release(&workspace).unwrap();
    let values = |id: &str| set.find(id).map(commonweal_disclosure::Released::value).collect::<Vec<_>>();
    assert!(!values("smoking_ours").is_empty());
    assert_eq!(values("smoking_ours"), values("smoking_prevalence"));
}

#[test]
fn files_that_are_no_definitions_are_passed_over() {
    let (_dir, workspace) = copied();
    put(&workspace, "notes.md", "not a definition");
    put(&workspace, "indicators/smoking_prevalence/case/expected.csv", "not,a,codelist");
    let nothing = workspace.dir.join("definitions/indicators/empty");
    std::fs::create_dir_all(&nothing).unwrap();
    assert_eq!(load_library(Some(&workspace.dir)).unwrap(), load_library(None).unwrap());
}

#[test]
fn bytes_that_are_no_text_are_a_problem_with_a_place() {
    let (_dir, workspace) = copied();
    put(&workspace, SMOKING, "");
    std::fs::write(workspace.dir.join("definitions").join(SMOKING), [0xff, 0xfe, 0, b'i', b'd']).unwrap();
    let found = problems(&workspace);
    assert!(found.iter().all(|p| p.file.ends_with(SMOKING) && p.line >= 1 && p.column >= 1), "{found:?}");
}

#[test]
fn what_is_shipped_is_sound() {
    let report = check(None, date(2026, 9, 30)).unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert!(report.looked_at.contains(&(268, "indicators")), "{:?}", report.looked_at);
    assert!(check(Some(Path::new("/nowhere")), date(2026, 9, 30)).is_err());
}
