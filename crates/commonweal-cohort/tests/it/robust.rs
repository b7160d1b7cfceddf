//! Whatever a file holds, reading it ends with a library or with problems that point somewhere.

use crate::support::shipped_files;
use commonweal_cohort::{Library, SourceFile};
use commonweal_testkit::{any_files, any_rule_text};
use proptest::prelude::*;

const PATHS: [&str; 6] = [
    "codelists/a.csv",
    "codelists/manifest.csv",
    "cohorts/random/definition.toml",
    "indicators/random/definition.toml",
    "lattice.toml",
    "groups.toml",
];

fn check(files: &[SourceFile]) {
    if let Err(problems) = Library::parse(files) {
        assert!(!problems.is_empty());
        for problem in problems {
            assert!(problem.line >= 1 && problem.column >= 1 && problem.width >= 1);
            assert!(!problem.message.is_empty());
            assert!(problem.to_string().contains('^'));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn random_bytes_never_panic(path in prop::sample::select(&PATHS[..]), bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        check(&[SourceFile { path: path.to_owned(), text }]);
    }

    #[test]
    fn random_rules_never_panic(rule in "[a-z_.()'=<>! 0-9\"é\n$,+*/%PMY-]{0,60}", nest in prop_oneof![0usize..20, 0usize..2000]) {
        let head = "id = 'random'\ntitle = 't'\nabout = 'a'\nclass = 'standard'\nkind = 'register'\n";
        for rule in [
            rule,
            "(".repeat(nest),
            "not ".repeat(nest),
            "-".repeat(nest),
            "if age > ".repeat(nest),
            "age + ".repeat(nest),
            format!("{}age > 1", "age > 1 and ".repeat(nest)),
            format!("1{} > 1", " + 1".repeat(nest)),
            "min(".repeat(nest),
        ] {
            let text = format!("{head}rule = '''\n{}'''\n", rule.replace("'''", ""));
            check(&[SourceFile { path: PATHS[2].to_owned(), text }]);
        }
    }

    #[test]
    fn a_sound_file_with_one_piece_changed_never_panics(
        mut files in any_files(),
        file in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        length in 0usize..12,
        piece in prop_oneof![any::<String>(), any_rule_text(true), Just("\"\"\"".to_owned()), Just("\\u00e9\\".to_owned())],
    ) {
        let file = file.index(files.len());
        let characters: Vec<char> = files[file].text.chars().collect();
        let at = at.index(characters.len() + 1);
        let (head, tail) = (&characters[..at], &characters[(at + length).min(characters.len())..]);
        files[file].text = format!("{}{piece}{}", head.iter().collect::<String>(), tail.iter().collect::<String>());
        check(&files);
    }
}

#[test]
fn every_shipped_file_cut_short_anywhere_never_panics() {
    let files = shipped_files();
    for wanted in ["smi_six_checks/definition.toml", "lattice.toml", "copd_resolved.csv"] {
        let at = files.iter().position(|file| file.path.ends_with(wanted)).unwrap();
        let needed = ["severe_mental_illness/definition.toml", "lattice.toml"];
        let is_needed = |file: &&SourceFile| needed.iter().any(|path| file.path.ends_with(path));
        let small: Vec<SourceFile> = files.iter().filter(is_needed).cloned().collect();
        for end in (0..files[at].text.len()).step_by(7).filter(|end| files[at].text.is_char_boundary(*end)) {
            let mut cut = small.clone();
            cut.retain(|file| file.path != files[at].path);
            cut.push(SourceFile { path: files[at].path.clone(), text: files[at].text[..end].to_owned() });
            check(&cut);
        }
    }
}
