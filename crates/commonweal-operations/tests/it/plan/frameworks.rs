//! A framework goes out as a text and comes back the same.

use commonweal_operations::plan::{FRAMEWORKS, FilePart, Framework, FrameworkFile};
use proptest::prelude::*;

use super::{links, plans};

#[test]
fn every_framework_goes_out_and_comes_back() {
    let (plans, links) = (plans(), links());
    for framework in FRAMEWORKS {
        let file = FrameworkFile::of(framework, &plans, &links);
        assert!(!file.parts.is_empty(), "{}", framework.id);
        assert_eq!(FrameworkFile::from_toml(&file.to_toml()), Ok(file), "{}", framework.id);
    }
}

#[test]
fn every_set_of_the_file_belongs_to_one_framework_or_is_a_list_of_strategies() {
    let plans = plans();
    for part in &plans.parts {
        let of = FRAMEWORKS.iter().filter(|framework| framework.sets.contains(&part.set.as_str())).count();
        let may_stand_alone = part.id.starts_with("STRAT-") || part.id == "VIS-ICS";
        assert!(of == 1 || (of == 0 && may_stand_alone), "{} in {}", part.id, part.set);
    }
}

#[test]
fn the_outcomes_framework_has_three_domains_ten_ambitions_and_proposed_outcomes() {
    let framework = Framework::with_id("outcomes").expect("the outcomes framework");
    let file = FrameworkFile::of(framework, &plans(), &links());
    let count = |level: &str| file.parts.iter().filter(|part| part.level == level).count();
    assert_eq!((count("domain"), count("ambition"), count("outcome")), (3, 10, 19));
    let text = file.to_toml();
    assert!(text.contains("id = \"OUT-02.3\"\nlevel = \"outcome\"\n"), "{text}");
    assert!(text.contains("basis = \"proposed\"\nmeasures = [\"school_readiness\"]\n"), "{text}");
}

#[test]
fn a_mistake_has_a_line_and_a_column() {
    let good = "[framework]\nid = \"x\"\n\n[[part]]\nid = \"A\"\nlevel = \"aim\"\ntitle = \"T\"\n";
    assert!(FrameworkFile::from_toml(good).is_ok());
    for (text, told) in [
        ("id = \"x\"", "line 1, column 6: id stands before [framework]"),
        ("", "line 1, column 1: there is no [framework] with an id"),
        ("[framework]\nid = x", "line 2, column 6: write a text in double quotation marks, on one line"),
        ("[framework]\nid = \"x", "line 2, column 8: the closing quotation mark is missing"),
        ("[framework]\nid = \"x\" y", "line 2, column 10: something stands behind the value"),
        ("[framework]\nid = \"a\\q\"", "line 2, column 8: write \\\" \\\\ \\n \\r \\t or \\u with four digits"),
        ("[framework]\nid = \"x\"\nid = \"y\"", "line 3, column 1: the key id stands twice"),
        ("[[part]]", "line 1, column 1: write [framework] once, at the top, then [[part]]"),
        ("[framework]\nid = \"x\"\n[[part]]\nid = \"A\"", "line 3, column 1: a part needs an id, a level and a title"),
        ("[framework]\ncolour = \"red\"", "line 2, column 10: colour is no text of a framework; choose id or title"),
    ] {
        let error = FrameworkFile::from_toml(text).expect_err(text);
        assert_eq!(error.to_string(), told);
    }
    let twice = format!("{good}[[part]]\nid = \"A\"\nlevel = \"aim\"\ntitle = \"T\"\n");
    assert_eq!(
        FrameworkFile::from_toml(&twice).expect_err("twice").to_string(),
        "line 8, column 1: the part A stands twice"
    );
}

proptest! {
    #[test]
    fn any_text_of_a_part_comes_back(title in ".{1,40}", note in proptest::option::of(".{0,40}"), measures in proptest::collection::vec(".{0,12}", 0..4)) {
        let part = FilePart { id: "A".to_owned(), level: "aim".to_owned(), title, note, measures, ..FilePart::default() };
        let file = FrameworkFile { id: "x".to_owned(), title: "X".to_owned(), parts: vec![part] };
        prop_assert_eq!(FrameworkFile::from_toml(&file.to_toml()), Ok(file));
    }
}
