//! Runs the built program.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;
use tempfile::TempDir;

/// What the program said, and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the program in a folder that is no workspace.
pub(crate) fn run(arguments: &[&str]) -> Said {
    let nowhere = tempfile::tempdir().unwrap();
    run_in(nowhere.path(), arguments)
}

pub(crate) fn run_in(folder: &Path, arguments: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_commonweal"));
    let output: Output =
        command.args(arguments).current_dir(folder).env("COLUMNS", "100").output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("the program speaks UTF-8");
    Said { code: output.status.code().expect("an exit code"), out: text(output.stdout), err: text(output.stderr) }
}

/// What the program prints when all is well.
#[track_caller]
pub(crate) fn printed(arguments: &[&str]) -> String {
    let said = run(arguments);
    assert_eq!(said.code, 0, "{arguments:?}: {}", said.err);
    said.out
}

/// A small demonstration that tests may read and none may change.
pub(crate) fn demonstration() -> &'static str {
    static DEMO: OnceLock<(TempDir, String)> = OnceLock::new();
    let (_, dir) = DEMO.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let demo = dir.path().join("demo").to_str().expect("a readable name").to_owned();
        let said = run(&["demo", "--people", "2000", "--no-serve", "--dir", &demo]);
        assert_eq!(said.code, 0, "{}", said.err);
        (dir, demo)
    });
    dir
}
