//! Running an installation from the command line: the audit, backups, retention, and whether a role could start.

use crate::support::{demonstration, run, run_in};
use crate::users::{done, empty, json, ours, with_administrator};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

#[test]
fn the_audit_is_whole_listed_and_exported() {
    let dir = with_administrator();
    let said = done(dir.path(), &["audit", "verify"]);
    assert_eq!(said.out.matches(" entries, whole; ").count(), 3, "{}", said.out);
    let report = json(dir.path(), &["audit", "verify", "--database", "operations"]);
    assert_eq!((&report["whole"], &report["chains"][0]["database"]), (&true.into(), &"operations".into()));
    let newest = json(dir.path(), &["audit", "list", "--limit", "1"]);
    assert_eq!(newest.as_array().unwrap().len(), 1);
    let all = done(dir.path(), &["audit", "list", "--everything"]);
    let lines: Vec<&str> = all.out.lines().collect();
    assert!(lines.len() > 3 && lines.iter().any(|line| line.contains("account-invited")), "{}", all.out);
    let denied = json(dir.path(), &["audit", "list", "--denied"]);
    assert_eq!(denied, serde_json::json!([]));
    let typed = json(dir.path(), &["audit", "list", "--actor", "command-line", "--action", "account-invited"]);
    assert_eq!((typed.as_array().unwrap().len(), &typed[0]["actor"]), (1, &"command-line".into()));
    assert_eq!(json(dir.path(), &["audit", "list", "--actor", "ada@example.org"]), serde_json::json!([]));
    let said = ours(dir.path(), &["audit", "list", "--actor", "nobody@example.org"]);
    assert!(said.code == 1 && said.err.contains("account"), "{said:?}");
    let none = json(dir.path(), &["audit", "list", "--until", "2001-01-01"]);
    assert_eq!(none, serde_json::json!([]));
}

#[test]
fn a_head_outside_that_was_changed_or_cut_is_found() {
    let dir = with_administrator();
    let heads = json(dir.path(), &["audit", "head"]);
    assert_eq!(heads.as_array().unwrap().len(), 3, "{heads}");
    let file = dir.path().join("ours/audit-heads/operations/heads.jsonl");
    let signed = fs::read_to_string(&file).unwrap();
    let at = signed.find("\"hash\":\"").unwrap() + "\"hash\":\"".len();
    let other = if signed.as_bytes()[at] == b'0' { "1" } else { "0" };
    fs::write(&file, format!("{}{other}{}", &signed[..at], &signed[at + 1..])).unwrap();
    let said = ours(dir.path(), &["audit", "verify"]);
    assert!(said.code == 1 && said.err.contains("operations: NOT WHOLE"), "{said:?}");
    assert!(said.err.contains("An incident") && said.out.contains("care: "), "{said:?}");
    // Looking is an entry, and its head is signed too: only the one digit is put back.
    let mut since = fs::read(&file).unwrap();
    since[at] = signed.as_bytes()[at];
    fs::write(&file, since).unwrap();
    done(dir.path(), &["audit", "verify"]);
}

#[test]
fn who_looked_is_asked_by_pseudonym_and_never_by_an_nhs_number() {
    let dir = with_administrator();
    let nobody = "0123456789abcdef0123456789abcdef";
    assert_eq!(json(dir.path(), &["audit", "person", nobody, "--practice", "C84001"]), serde_json::json!([]));
    let said = ours(dir.path(), &["audit", "person", "999 000 0018", "--practice", "C84001"]);
    assert!(said.code == 2 && said.err.contains("number is not accepted here"), "{said:?}");
    assert!(!said.err.contains("0018"), "{said:?}");
    let audit = done(dir.path(), &["audit", "list", "--database", "care", "--everything"]).out;
    assert!(!audit.contains("999 000 0018") && !audit.contains("9990000018"));
}

#[test]
fn what_is_mistyped_is_misuse() {
    for (arguments, wanted) in [
        (&["audit"][..], "verify"),
        (&["audit", "verify", "--database", "records"], "vault"),
        (&["audit", "list", "--action", "looked"], "looked"),
        (&["audit", "list", "--from", "yesterday"], "yesterday"),
        (&["audit", "list", "--everything", "--json"], "cannot be used with"),
        (&["backup"], "--out <FILE|DIR>"),
        (&["backup", "--out", "x", "--keep-days", "0"], "1..=3650"),
        (&["restore"], "<FILE>"),
        (&["retention"], "apply"),
        (&["serve", "--role", "everything"], "analysis"),
        (&["serve", "--log", "xml"], "plain"),
        (&["serve", "--certificate", "x.pem"], "--key <FILE>"),
        (&["serve", "--metrics", "9464"], "9464"),
    ] {
        let said = run(arguments);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{arguments:?}: {}", said.err);
        assert!(said.err.contains(wanted), "{arguments:?}: {}", said.err);
    }
}

/// The one file in a folder.
fn only_file(folder: &Path) -> PathBuf {
    let files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

#[test]
fn a_backup_holds_no_plain_word_comes_back_elsewhere_and_says_when_it_is_damaged() {
    let dir = with_administrator();
    let said = done(dir.path(), &["backup", "--out", "backups/"]);
    let file = only_file(&dir.path().join("backups"));
    assert!(said.out.trim_end().ends_with(file.file_name().unwrap().to_str().unwrap()), "{said:?}");
    assert!(said.err.contains("and read them back"), "{}", said.err);
    let bytes = fs::read(&file).unwrap();
    for word in ["ada@example.org", "Ada Example", "commonweal.toml"] {
        assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
    }
    let file = file.to_str().unwrap();
    let named = done(dir.path(), &["backup", "--out", "mine.commonweal-backup"]);
    assert_eq!(named.out, "mine.commonweal-backup\n", "{}", named.err);
    let twice = ours(dir.path(), &["backup", "--out", "mine.commonweal-backup"]);
    assert!(twice.code == 1 && twice.err.contains("is there already"), "{twice:?}");
    let drill = done(dir.path(), &["restore", file, "--drill"]);
    assert!(drill.out.starts_with("This backup comes back: "), "{drill:?}");
    let secrets = dir.path().join("ours/secrets");
    let secrets = secrets.to_str().unwrap();
    let back = ["restore", file, "--dir", "back", "--secrets", secrets];
    let said = run_in(dir.path(), &back);
    assert!(said.code == 0 && said.err.contains("checksums and audit agree"), "{said:?}");
    for name in ["operations.db", "care.db", "vault.db", "commonweal.toml"] {
        assert!(dir.path().join("back").join(name).is_file(), "{name}");
    }
    let people = ["user", "list", "--csv", "--dir", "back"];
    fs::write(
        dir.path().join("back/commonweal.toml"),
        fs::read_to_string(dir.path().join("back/commonweal.toml")).unwrap()
            + &format!("\n[secrets]\nfolder = '{secrets}'\n"),
    )
    .unwrap();
    let back_there = run_in(dir.path(), &people);
    assert!(back_there.code == 0 && back_there.out.contains("ada@example.org,Ada Example"), "{back_there:?}");
    assert_eq!(run_in(dir.path(), &["audit", "verify", "--dir", "back"]).code, 0);
    // Nothing is written over.
    let again = run_in(dir.path(), &back);
    assert!(again.code == 1 && again.err.contains("back"), "{again:?}");
    let mut damaged = bytes;
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    fs::write(dir.path().join("damaged.commonweal-backup"), damaged).unwrap();
    for arguments in [
        &["restore", "damaged.commonweal-backup", "--drill", "--dir", "ours"][..],
        &["restore", "damaged.commonweal-backup", "--dir", "nowhere", "--secrets", secrets],
    ] {
        let said = run_in(dir.path(), arguments);
        assert!(said.code == 1 && said.err.contains("this backup cannot be used"), "{said:?}");
    }
    assert!(!dir.path().join("nowhere/operations.db").exists());
}

#[test]
fn a_backup_that_is_not_there_and_a_folder_that_is_not_named_are_said() {
    let said = run(&["restore", "nothing.commonweal-backup", "--dir", "x"]);
    assert!(said.code == 1 && said.err.contains("there is no backup at nothing.commonweal-backup"), "{said:?}");
    let dir = with_administrator();
    fs::write(dir.path().join("short.commonweal-backup"), "not a backup").unwrap();
    let said = run_in(dir.path(), &["restore", "short.commonweal-backup"]);
    assert!(said.code == 1 && said.err.contains("--dir DIR"), "{said:?}");
    let said = ours(dir.path(), &["restore", "short.commonweal-backup", "--drill"]);
    assert!(said.code == 1 && said.err.contains("this backup cannot be used"), "{said:?}");
}

#[test]
fn retention_names_each_rule_and_its_source_and_a_dry_run_deletes_nothing() {
    let dir = with_administrator();
    let rules = json(dir.path(), &["retention", "show"]);
    let kinds: Vec<&str> = rules.as_array().unwrap().iter().map(|rule| rule["what"].as_str().unwrap()).collect();
    for kind in ["sessions", "attempts", "invitations", "changes", "snapshots", "releases"] {
        assert!(kinds.contains(&kind), "{kind}: {rules}");
    }
    assert!(rules.as_array().unwrap().iter().all(|rule| rule["days"].as_i64() > Some(0) && rule["source"].is_string()));
    let said = done(dir.path(), &["retention", "apply", "--dry-run", "--csv"]);
    assert!(said.out.starts_with("what,would_go\r\n") && said.err.contains("Nothing is deleted"), "{said:?}");
    let said = done(dir.path(), &["retention", "apply", "--csv"]);
    assert!(said.out.starts_with("what,removed\r\n"), "{said:?}");
    assert!(done(dir.path(), &["audit", "list", "--csv"]).out.contains("retention-applied"));
}

/// A copy of the demonstration that a test may change.
fn copied_demonstration(to: &Path) {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let (from, to) = (entry.path(), to.join(entry.file_name()));
            if from.is_dir() {
                copy(&from, &to);
            } else {
                fs::copy(&from, &to).unwrap();
            }
        }
    }
    copy(Path::new(demonstration()), to);
}

#[test]
fn a_check_before_serving_says_everything_that_would_keep_a_role_from_starting() {
    let said = run(&["serve", "--check", "--dir", demonstration()]);
    assert!(said.code == 0 && said.out.starts_with("Ready to serve "), "{said:?}");
    let said = run(&["serve", "--check", "--role", "public", "--dir", demonstration()]);
    assert!(said.code == 0 && said.out.ends_with(" as public.\n"), "{said:?}");
    let said = run(&["serve", "--check", "--role", "analysis", "--dir", demonstration()]);
    assert!(said.code == 1 && said.err.contains("would keep analysis from starting"), "{said:?}");
    let dir = empty();
    let said = ours(dir.path(), &["serve", "--check"]);
    assert!(said.code == 1 && said.err.contains("problem"), "{said:?}");
}

#[test]
fn real_peoples_data_is_never_served_by_one_process() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(run_in(dir.path(), &["init", "ours", "--class", "personal"]).code, 0);
    let said = ours(dir.path(), &["serve"]);
    assert!(said.code == 1 && said.err.contains("give --role public, --role analysis or --role care"), "{said:?}");
}

/// A site that answers until the test is over.
struct Serving {
    process: Child,
    address: String,
}

impl Serving {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_commonweal"));
        let command = command.args(["serve", "--port", "0"]).args(arguments).stderr(Stdio::piped());
        let mut serving = Self { process: command.spawn().expect("it starts"), address: String::new() };
        let mut said = String::new();
        let mut lines = BufReader::new(serving.process.stderr.take().expect("it was piped")).lines();
        loop {
            let line = lines.next().unwrap_or_else(|| panic!("it stopped: {said}")).unwrap();
            said += &format!("{line}\n");
            if let Some(rest) = line.split("http://").nth(1).filter(|_| line.starts_with("Serving ")) {
                serving.address = rest.split('/').next().unwrap_or_default().to_owned();
                // What it writes later is read on, so that it never waits for a reader.
                std::thread::spawn(move || lines.for_each(drop));
                return serving;
            }
        }
    }

    fn status(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut answer = String::new();
        BufReader::new(stream).read_line(&mut answer).unwrap();
        answer.split_whitespace().nth(1).unwrap_or_default().to_owned()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

#[test]
fn accounts_are_served_once_somebody_has_made_the_first() {
    let dir = tempfile::tempdir().unwrap();
    let site = dir.path().join("ours");
    copied_demonstration(&site);
    let place = site.to_str().unwrap();
    let without = Serving::start(&["--dir", place]);
    assert_eq!((without.status("/"), without.status("/sign-in")), ("200".to_owned(), "404".to_owned()));
    drop(without);
    let add =
        ["user", "add", "ada@example.org", "--name", "Ada Example", "--role", "administrator", "--scope", "system"];
    done(dir.path(), &add);
    let with = Serving::start(&["--dir", place]);
    assert_eq!((with.status("/"), with.status("/sign-in")), ("200".to_owned(), "200".to_owned()));
    drop(with);
    let public = Serving::start(&["--dir", place, "--role", "public"]);
    assert_eq!((public.status("/"), public.status("/sign-in")), ("200".to_owned(), "404".to_owned()));
}

#[test]
fn a_reader_who_goes_away_is_no_failure() {
    let dir = with_administrator();
    let mut command = Command::new(env!("CARGO_BIN_EXE_commonweal"));
    let listing = command.args(["audit", "list", "--everything", "--dir", "ours"]).current_dir(dir.path());
    let mut process = listing.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    drop(process.stdout.take());
    let mut said = String::new();
    process.stderr.take().expect("it was piped").read_to_string(&mut said).unwrap();
    assert!(process.wait().unwrap().success(), "{said}");
}
