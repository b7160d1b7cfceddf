//! Accounts at the command line: codes and keys shown once and kept nowhere, and words for whoever mistypes.

use crate::support::{Said, run, run_in};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// A workspace without accounts.
pub(crate) fn empty() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(run_in(dir.path(), &["init", "ours", "--class", "synthetic"]).code, 0);
    dir
}

/// A workspace with one administrator.
pub(crate) fn with_administrator() -> tempfile::TempDir {
    let dir = empty();
    let said = add(dir.path(), "ada@example.org", "Ada Example", &["--role", "administrator", "--scope", "system"]);
    assert_eq!(said.code, 0, "{}", said.err);
    dir
}

/// Runs a command on the workspace `ours`.
pub(crate) fn ours(dir: &Path, arguments: &[&str]) -> Said {
    run_in(dir, &[arguments, &["--dir", "ours"]].concat())
}

#[track_caller]
pub(crate) fn done(dir: &Path, arguments: &[&str]) -> Said {
    let said = ours(dir, arguments);
    assert_eq!(said.code, 0, "{arguments:?}: {}", said.err);
    said
}

#[track_caller]
pub(crate) fn json(dir: &Path, arguments: &[&str]) -> Value {
    let said = done(dir, &[arguments, &["--json"]].concat());
    serde_json::from_str(&said.out).unwrap()
}

fn add(dir: &Path, user: &str, name: &str, grant: &[&str]) -> Said {
    ours(dir, &[&["user", "add", user, "--name", name], grant].concat())
}

/// The command that makes an account for a program of Ada's.
fn program<'a>(name: &'a str, until: &'a str) -> [&'a str; 13] {
    let [user, add] = ["user", "service-add"];
    let [role, scope, purpose] = ["api-reader", "system", "public-information"];
    [
        user,
        add,
        name,
        "--owner",
        "ada@example.org",
        "--role",
        role,
        "--scope",
        scope,
        "--purpose",
        purpose,
        "--until",
        until,
    ]
}

fn in_days(days: i64) -> String {
    (jiff::Zoned::now().date() + jiff::Span::new().days(days)).to_string()
}

/// Every file below a folder.
fn files(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

fn holds(file: &Path, words: &str) -> bool {
    fs::read(file).unwrap().windows(words.len()).any(|window| window == words.as_bytes())
}

#[test]
fn the_first_account_makes_databases_and_keys_and_says_so() {
    let dir = empty();
    let grant = ["--role", "administrator", "--scope", "system"];
    let first = add(dir.path(), "Ada@Example.org", "Ada Example", &grant);
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(
        first.err.starts_with("There are no accounts in ") && first.err.contains("Making its databases and keys:\n  ")
    );
    assert!(
        first.err.contains("Made an account for Ada Example (ada@example.org): administrator system, from 20"),
        "{}",
        first.err
    );
    assert!(first.err.contains("/invitation on the site"), "{}", first.err);
    for database in ["operations.db", "care.db", "vault.db"] {
        assert!(dir.path().join("ours").join(database).is_file(), "{database}");
    }
    let second = add(dir.path(), "bola@example.org", "Bola Example", &["--role", "board", "--scope", "place:QT1-MID"]);
    assert!(second.code == 0 && !second.err.contains("Making"), "{}", second.err);
}

#[cfg(unix)]
#[test]
fn nobody_else_on_the_machine_can_read_keys() {
    use std::os::unix::fs::PermissionsExt;
    let dir = with_administrator();
    let secrets = dir.path().join("ours/secrets");
    let rights = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(rights(&secrets), 0o700);
    let keys = files(&secrets);
    assert!(!keys.is_empty());
    assert!(keys.iter().all(|key| rights(key) == 0o600), "{keys:?}");
    let open = secrets.join("operations-audit.key");
    fs::set_permissions(&open, fs::Permissions::from_mode(0o644)).unwrap();
    let said = ours(dir.path(), &["user", "list"]);
    assert!(said.code == 1 && said.err.contains("operations-audit.key can be read by other users"), "{}", said.err);
}

#[test]
fn a_code_is_printed_once_and_kept_nowhere() {
    let dir = empty();
    let said = add(dir.path(), "ada@example.org", "Ada Example", &["--role", "administrator", "--scope", "system"]);
    let code = said.out.strip_prefix("Invitation code: ").unwrap().trim_end();
    assert!(code.len() >= 26 && said.out.lines().count() == 1 && !said.err.contains(code), "128 bits: {code}");
    for file in files(dir.path()) {
        assert!(!holds(&file, code), "{}", file.display());
    }
    let reset = done(dir.path(), &["user", "reset", "ada@example.org"]);
    let fresh = reset.out.strip_prefix("Invitation code: ").unwrap().trim_end();
    assert!(fresh != code && reset.err.contains("are dead, and its sessions have ended"), "{}", reset.err);
    let printed = json(dir.path(), &["user", "reset", "ada@example.org"]);
    assert!(printed["code"].as_str().unwrap() != fresh && printed["expires"].is_string());
}

#[test]
fn an_account_is_listed_shown_and_ended() {
    let dir = with_administrator();
    let shown = done(dir.path(), &["user", "show", "ADA@example.org"]);
    assert!(shown.out.starts_with("Ada Example (ada@example.org)\n") && shown.out.contains("administrator system"));
    let listed = done(dir.path(), &["user", "list", "--state", "invited", "--csv"]);
    assert!(listed.out.starts_with("account,name,kind,state,roles,"), "{}", listed.out);
    assert!(
        listed.out.contains("\r\nada@example.org,Ada Example,person,invited,administrator system,"),
        "{}",
        listed.out
    );
    assert_eq!(json(dir.path(), &["user", "list", "--like", "nobody"]), serde_json::json!([]));
    done(dir.path(), &["user", "end", "ada@example.org", "--reason", "left"]);
    let ended = json(dir.path(), &["user", "list", "--state", "ended"]);
    assert_eq!((&ended[0]["account"], &ended[0]["roles"]), (&"ada@example.org".into(), &Value::Null));
}

#[test]
fn an_account_is_suspended_and_resumed_and_the_audit_has_each_act() {
    let dir = with_administrator();
    done(dir.path(), &program("power-bi", &in_days(90)));
    let state = || json(dir.path(), &["user", "show", "power-bi"])["state"].as_str().unwrap().to_owned();
    assert_eq!(state(), "active");
    done(dir.path(), &["user", "suspend", "power-bi", "--reason", "a key was found in a log"]);
    assert_eq!(state(), "suspended");
    done(dir.path(), &["user", "resume", "power-bi", "--reason", "the log is gone"]);
    assert_eq!(state(), "active");
    let audit = done(dir.path(), &["audit", "list", "--csv"]).out;
    for action in ["account-invited", "service-account-made", "account-suspended", "account-resumed"] {
        assert!(audit.contains(&format!(",{action},")), "{action}: {audit}");
    }
    assert!(audit.contains("a key was found in a log"), "{audit}");
}

#[test]
fn grants_are_given_and_ended_one_by_one() {
    let dir = with_administrator();
    let given = json(
        dir.path(),
        &[
            "user",
            "grant",
            "ada@example.org",
            "--role",
            "analyst",
            "--scope",
            "project:falls",
            "--from",
            "2026-01-01",
            "--until",
            "2999-03-31",
        ],
    );
    assert_eq!((given["role"].as_str(), given["scope"].as_str()), (Some("analyst"), Some("project:falls")));
    assert_eq!((given["until"].as_str(), given["live"].as_bool()), (Some("2999-03-31"), Some(true)));
    let id = given["id"].as_str().unwrap();
    let said = ours(dir.path(), &["user", "end-grant", "ada@example.org", "no-such", "--reason", "x"]);
    assert!(
        said.code == 1 && said.err.contains("no grant whose id begins with `no-such`") && said.err.contains(id),
        "{}",
        said.err
    );
    done(dir.path(), &["user", "end-grant", "ada@example.org", id, "--reason", "the project is over"]);
    let grants = json(dir.path(), &["user", "show", "ada@example.org"])["grants"].clone();
    let live: Vec<&Value> = grants.as_array().unwrap().iter().filter(|grant| grant["live"] == true).collect();
    assert!(live.len() == 1 && live[0]["role"] == "administrator", "{grants}");
}

#[test]
fn a_program_has_an_owner_an_end_and_a_key_that_is_shown_once() {
    let dir = with_administrator();
    let said = done(dir.path(), &program("power-bi", &in_days(90)));
    let key = said.out.strip_prefix("Key: ").unwrap().trim_end().to_owned();
    assert!(key.len() >= 26 && said.err.contains("Authorization: Bearer KEY"), "{}", said.err);
    for file in files(dir.path()) {
        assert!(!holds(&file, &key), "{}", file.display());
    }
    let fresh = done(dir.path(), &["user", "service-key", "power-bi"]);
    assert!(fresh.err.contains("The old key of power-bi has stopped working.") && !fresh.out.contains(&key));
    assert_eq!(json(dir.path(), &["user", "show", "power-bi"])["kind"], "service");
    let said = ours(dir.path(), &program("other", "2999-01-01"));
    assert!(said.code == 1 && said.err.contains("366"), "{}", said.err);
}

#[test]
fn sessions_are_listed_and_ended() {
    let dir = with_administrator();
    assert_eq!(json(dir.path(), &["user", "sessions", "ada@example.org"]), serde_json::json!([]));
    let one = done(dir.path(), &["user", "sessions", "ada@example.org", "--end"]);
    assert_eq!(one.err, "Ended 0 sessions of ada@example.org.\n");
    let all = done(dir.path(), &["user", "sessions", "--end-all"]);
    assert_eq!(all.err, "Ended 0 sessions of everybody.\n");
}

#[test]
fn what_is_mistyped_is_misuse_and_names_the_choices() {
    for (arguments, wanted) in [
        (&["user", "add", "ada@example.org", "--name", "Ada"][..], "--role <ROLE>"),
        (&["user", "add", "a@example.org", "--name", "A", "--role", "admin", "--scope", "system"], "administrator"),
        (&["user", "add", "a@example.org", "--name", "A", "--role", "public", "--scope", "system"], "api-reader"),
        (&["user", "add", "a@example.org", "--name", "A", "--role", "board", "--scope", "everywhere"], "everywhere"),
        (
            &["user", "grant", "a@example.org", "--role", "board", "--scope", "system", "--until", "31/03/2027"],
            "31/03/2027",
        ),
        (&["user", "list", "--state", "gone"], "suspended"),
        (&["user", "suspend", "a@example.org"], "--reason <TEXT>"),
        (&["user", "sessions"], "<EMAIL>"),
        (&["user", "sessions", "a@example.org", "--end-all"], "cannot be used with"),
        (&["user"], "service-add"),
    ] {
        let said = run(arguments);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{arguments:?}: {}", said.err);
        assert!(said.err.contains(wanted), "{arguments:?}: {}", said.err);
    }
}

#[test]
fn what_a_rule_refuses_fails_with_the_rule_and_changes_nothing() {
    let dir = with_administrator();
    let grant = |grant: &[&'static str]| [&["user", "grant", "ada@example.org", "--role"], grant].concat();
    let add = |user: &'static str| vec!["user", "add", user, "--name", "Ada", "--role", "board", "--scope", "system"];
    for (arguments, wanted) in [
        (add("ada@example.org"), "already"),
        (add("a b"), "like name@example.org"),
        (
            grant(&["analyst", "--scope", "project:falls", "--project", "other", "--until", "2999-01-01"]),
            "two different projects",
        ),
        (grant(&["analyst", "--scope", "project:falls"]), "give the last day"),
        (grant(&["analyst", "--scope", "project:falls", "--until", "2001-01-01"]), "last day"),
        (grant(&["care-coordinator", "--scope", "network:U12345"]), "choose the agreement"),
        (grant(&["administrator", "--scope", "practice:C84001"]), "has a scope of this kind"),
        (grant(&["administrator", "--scope", "system"]), "already"),
        (grant(&["board", "--scope", "system", "--organisation", "nowhere"]), "choose an organisation"),
        (vec!["user", "show", "nobody@example.org"], "there is no such account"),
        (vec!["user", "suspend", "nobody@example.org", "--reason", "x"], "there is no such account"),
        (vec!["user", "resume", "ada@example.org", "--reason", "x"], "the account is invited"),
        (vec!["user", "suspend", "ada@example.org", "--reason", "x"], "the account is invited"),
        (vec!["user", "service-key", "ada@example.org"], "only a service account has a key"),
    ] {
        let before = json(dir.path(), &["user", "show", "ada@example.org"]);
        let said = ours(dir.path(), &arguments);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{arguments:?}: {}", said.err);
        assert!(said.err.starts_with("commonweal: ") && said.err.contains(wanted), "{arguments:?}: {}", said.err);
        assert_eq!(json(dir.path(), &["user", "show", "ada@example.org"]), before, "{arguments:?}");
    }
}

#[test]
fn without_accounts_each_command_says_how_the_first_is_made() {
    let dir = empty();
    for arguments in [
        &["user", "list"][..],
        &["user", "show", "ada@example.org"],
        &["user", "reset", "ada@example.org"],
        &["audit", "verify"],
        &["audit", "list"],
        &["retention", "show"],
        &["backup", "--out", "backups"],
    ] {
        let said = ours(dir.path(), arguments);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{arguments:?}: {}", said.err);
        assert!(said.err.contains("make the first with `commonweal user add EMAIL"), "{arguments:?}: {}", said.err);
    }
    assert!(!dir.path().join("ours/operations.db").exists() && !dir.path().join("ours/secrets").exists());
}

#[test]
fn settings_that_are_wrong_are_pointed_at() {
    let dir = empty();
    let path = dir.path().join("ours/commonweal.toml");
    let sound = fs::read_to_string(&path).unwrap();
    for (section, wanted) in [
        ("[sign_in]\nidle_minutes = 60\n", "commonweal.toml:"),
        ("[sign_in]\nidle_minute = 10\n", "idle_minutes"),
        ("[store]\noperations = \"postgres://me:secret@localhost/x\"\n", "password"),
    ] {
        fs::write(&path, format!("{sound}\n{section}")).unwrap();
        let said = ours(dir.path(), &["user", "list"]);
        assert!(
            said.code == 1 && said.err.contains(wanted) && !said.err.contains("me:secret"),
            "{section}: {}",
            said.err
        );
    }
}
