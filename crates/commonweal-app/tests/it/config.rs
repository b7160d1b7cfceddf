//! `commonweal.toml`: read back as written, and every problem with its place.

use commonweal_app::{AppError, Config, Diagnostic, EnginePlace, Workspace};
use proptest::prelude::*;

const SOUND: &str =
    "name = \"Ours\"\narea = \"E54000060\"\nclass = \"synthetic\"\nindex_date = \"2026-09-30\"\nbuckets = 8\n";

/// The one problem of these settings.
#[track_caller]
fn problem(text: &str) -> Diagnostic {
    match Config::parse("commonweal.toml", text) {
        Err(AppError::Definitions(problems)) if problems.len() == 1 => problems.into_iter().next().unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn settings_are_read_back_as_written() {
    let config = Config::parse("commonweal.toml", SOUND).unwrap();
    assert_eq!((config.name.as_str(), config.buckets), ("Ours", 8));
    assert_eq!(Config::parse("commonweal.toml", &config.text()).unwrap(), config);
}

#[test]
fn records_are_counted_here_unless_one_line_names_a_cluster() {
    let config = Config::parse("commonweal.toml", SOUND).unwrap();
    assert_eq!(config.engine, EnginePlace::Local);
    let text = format!("{SOUND}engine = \"cluster 10.1.0.5:7400\"\n");
    let config = Config::parse("commonweal.toml", &text).unwrap();
    assert_eq!(config.engine, EnginePlace::Cluster("10.1.0.5:7400".parse().unwrap()));
    assert_eq!(Config::parse("commonweal.toml", &config.text()).unwrap(), config);
}

#[cfg(not(feature = "cluster"))]
#[test]
fn a_build_without_cluster_says_what_to_do() {
    let place = EnginePlace::Cluster("10.1.0.5:7400".parse().unwrap());
    let error = place.engine(Some(1)).unwrap_err().to_string();
    assert!(error.contains("engine = \"local\"") && error.contains("--features cluster"), "{error}");
}

#[test]
fn each_problem_has_its_line_and_column_and_says_what_is_allowed() {
    let broken = [
        ("area = \"E54000060\"", "area = \"Notts\"", (2, 8), "Notts"),
        ("class = \"synthetic\"", "class = \"secret\"", (3, 9), "personal"),
        ("class = \"synthetic\"", "class = 7", (3, 9), "string"),
        ("index_date = \"2026-09-30\"", "index_date = \"30/09/2026\"", (4, 14), "2026-09-30"),
        ("index_date = \"2026-09-30\"", "index_date = \"2026-02-30\"", (4, 14), "2026-09-30"),
        ("buckets = 8", "buckets = 0", (5, 11), "between 1 and 1024"),
        ("buckets = 8", "months = 0", (5, 10), "between 1 (the index date alone) and 120"),
        ("buckets = 8", "months = 121", (5, 10), "between 1 (the index date alone) and 120"),
        ("buckets = 8", "buckets = 5000", (5, 11), "between 1 and 1024"),
        ("buckets = 8", "buckets = -1", (5, 11), "-1"),
        ("buckets = 8", "bukets = 8", (5, 1), "bukets"),
        ("buckets = 8", "engine = \"spark\"", (5, 10), "cluster ADDRESS:PORT"),
        ("buckets = 8", "engine = \"cluster somewhere\"", (5, 10), "cluster 10.1.0.5:7400"),
        ("name = \"Ours\"", "name = \"Ours", (1, 13), "string"),
        ("name = \"Ours\"", "", (1, 1), "name"),
    ];
    for (from, to, place, word) in broken {
        let found = problem(&SOUND.replace(from, to));
        assert_eq!((found.line, found.column), place, "{to}: {found}");
        assert!(found.message.contains(word), "{to}: {found}");
        assert!(found.to_string().starts_with(&format!("commonweal.toml:{}:{}: ", place.0, place.1)), "{found}");
    }
}

#[test]
fn a_folder_without_settings_is_answered_with_how_to_make_one() {
    let dir = tempfile::tempdir().unwrap();
    for error in [Workspace::find(Some(dir.path()), dir.path()), Workspace::find(None, dir.path())] {
        let error = error.unwrap_err().to_string();
        assert!(error.contains("there is no commonweal.toml in") && error.contains("commonweal init"), "{error}");
    }
}

#[test]
fn a_workspace_is_found_from_any_folder_inside_it() {
    let dir = tempfile::tempdir().unwrap();
    let config = Config::parse("commonweal.toml", SOUND).unwrap();
    let made = Workspace::create(&dir.path().join("ours"), &config).unwrap();
    let inside = made.dir.join("definitions/indicators");
    assert_eq!(Workspace::find(None, &inside).unwrap().dir, made.dir);
    assert_eq!(Workspace::find(None, &inside).unwrap().config, config);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_settings_or_a_problem_and_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        if let Err(error) = Config::parse("commonweal.toml", &text) {
            prop_assert!(error.to_string().starts_with("commonweal.toml:"), "{error}");
        }
    }

    #[test]
    fn damaged_settings_are_settings_or_a_problem_with_a_place_in_the_text(
        at in any::<prop::sample::Index>(),
        inserted in "[ -~\n\u{0}é]{0,3}",
        removed in 0..6_usize,
    ) {
        let at = at.index(SOUND.len());
        let text = format!("{}{inserted}{}", &SOUND[..at], &SOUND[(at + removed).min(SOUND.len())..]);
        if let Err(AppError::Definitions(problems)) = Config::parse("commonweal.toml", &text) {
            let lines = text.lines().count() + 1;
            prop_assert!(problems.iter().all(|p| (1..=lines).contains(&p.line) && p.column >= 1), "{problems:?}");
        }
    }

    #[test]
    fn any_name_is_read_back(name in "\\PC{0,30}") {
        let config = Config::new(&name, "E54000060".parse().unwrap(), "published").unwrap();
        prop_assert_eq!(Config::parse("commonweal.toml", &config.text()).unwrap(), config);
    }
}
