//! The help of every command, word for word. To accept a change: `COMMONWEAL_BLESS=1 cargo test-only commonweal-cli help`.

use crate::support::printed;
use std::path::Path;

const COMMANDS: [&[&str]; 72] = [
    &[],
    &["demo"],
    &["init"],
    &["synth"],
    &["check"],
    &["snapshots"],
    &["snapshots", "list"],
    &["snapshots", "show"],
    &["snapshots", "drop"],
    &["refresh"],
    &["indicator"],
    &["report"],
    &["framework"],
    &["framework", "list"],
    &["framework", "coverage"],
    &["framework", "export"],
    &["framework", "import"],
    &["commitments"],
    &["initiatives"],
    &["monitor"],
    &["evaluate"],
    &["release"],
    &["release", "propose"],
    &["release", "audit"],
    &["release", "approve"],
    &["release", "return"],
    &["release", "withdraw"],
    &["release", "finish"],
    &["release", "list"],
    &["release", "export"],
    &["release", "cost"],
    &["cohort"],
    &["cohort", "list"],
    &["cohort", "explain"],
    &["cohort", "why"],
    &["cohort", "run"],
    &["sql"],
    &["stats"],
    &["import"],
    &["import", "codelist"],
    &["codelist"],
    &["codelist", "diff"],
    &["ehrql"],
    &["ehrql", "run"],
    &["verify"],
    &["verify", "methods"],
    &["verify", "ehrql"],
    &["user"],
    &["user", "add"],
    &["user", "list"],
    &["user", "show"],
    &["user", "grant"],
    &["user", "end-grant"],
    &["user", "suspend"],
    &["user", "resume"],
    &["user", "end"],
    &["user", "reset"],
    &["user", "sessions"],
    &["user", "service-add"],
    &["user", "service-key"],
    &["audit"],
    &["audit", "verify"],
    &["audit", "list"],
    &["audit", "head"],
    &["audit", "person"],
    &["backup"],
    &["restore"],
    &["retention"],
    &["retention", "show"],
    &["retention", "apply"],
    &["serve"],
    &["completions"],
];

#[test]
fn the_help_of_every_command_reads_as_agreed() {
    let mut help = String::new();
    for command in COMMANDS {
        let arguments: Vec<&str> = command.iter().copied().chain(["--help"]).collect();
        help += &format!("$ commonweal {}\n{}\n", arguments.join(" "), printed(&arguments));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/help.txt");
    if std::env::var_os("COMMONWEAL_BLESS").is_some() {
        std::fs::write(&path, &help).unwrap();
    }
    let agreed = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = help.lines().zip(agreed.lines()).find(|(now, agreed)| now != agreed);
    assert!(
        help == agreed,
        "the first line that differs (now, agreed): {differs:?}; COMMONWEAL_BLESS=1 accepts the change"
    );
}

#[test]
fn every_command_has_its_help_here() {
    let listed: Vec<String> = printed(&["--help"])
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|name| name != "help")
        .collect();
    assert!(!listed.is_empty());
    for name in listed {
        assert!(COMMANDS.iter().any(|command| command.first() == Some(&name.as_str())), "{name}");
    }
}

#[test]
fn what_has_commands_of_its_own_lists_them_and_each_has_its_help_here() {
    for parent in ["release", "user", "audit", "retention"] {
        let help = printed(&[parent, "--help"]);
        let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
        // What a command does may go on in a second line, further in.
        let names: Vec<&str> =
            listed.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next()).collect();
        assert!(names.len() > 2, "{help}");
        for name in names.into_iter().filter(|name| *name != "help") {
            assert!(COMMANDS.contains(&[parent, name].as_slice()), "{parent} {name}");
        }
    }
}

#[test]
fn completions_know_the_commands() {
    let bash = printed(&["completions", "bash"]);
    assert!(["demo", "refresh", "indicator", "snapshots"].iter().all(|name| bash.contains(name)));
}
