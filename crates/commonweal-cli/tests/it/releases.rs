//! Releases at the command line: proposed under one account, approved under another, listed, taken back and exported; and
//! words for whoever tries it alone.

use crate::support::{demonstration, run, run_in};
use crate::users::{done, json, ours};
use commonweal_admin::{Desk, Finish, ProcessRole, Request, Settings, SystemClock};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

#[path = "../../../commonweal-web/tests/it/people/totp.rs"]
mod totp;

const PASSWORD: &str = "orbit walnut canvas thirty";

/// A workspace `ours` of 300 made-up people, released once, and a file with the password that everybody here has.
fn place() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let made = run_in(dir.path(), &["demo", "--people", "300", "--no-serve", "--dir", "ours"]);
    assert_eq!(made.code, 0, "{}", made.err);
    done(dir.path(), &["refresh", "--months", "1"]);
    password_file(dir.path(), 0o600);
    dir
}

fn password_file(dir: &Path, mode: u32) -> PathBuf {
    let file = dir.join(format!("password-{mode:o}"));
    fs::write(&file, format!("{PASSWORD}\n")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
    }
    file
}

/// Somebody with an account and an app. A code works once, and those of the step before and after are taken too.
struct Somebody {
    user: &'static str,
    key: String,
    shown: u64,
}

impl Somebody {
    /// Invites somebody and accepts, as the pages do it.
    fn new(dir: &Path, user: &'static str, grant: &[&str]) -> Self {
        let said = done(dir, &[&["user", "add", user, "--name", "Somebody"], grant].concat());
        let code = said.out.strip_prefix("Invitation code: ").unwrap().trim_end().to_owned();
        let mut who = Self { user, key: String::new(), shown: step() - 1 };
        let accept = async {
            let clock = Arc::new(SystemClock);
            let settings = Settings::default();
            let desk = Desk::open(&dir.join("ours"), &settings, ProcessRole::CommandLine, clock).await.unwrap();
            let request = Request::new("test");
            let invited = desk.open_invitation(&code, &request).await.unwrap().expect("the code is right");
            let pending = invited.pending.expose();
            who.key = desk.set_password(pending, PASSWORD).await.unwrap().secret_text;
            // Of the step before, which is taken too: the one of now is for the first command.
            let first = totp::code(&who.key, i64::try_from(who.shown * 30).unwrap());
            let accepted = desk.finish_invitation(pending, &first, &request).await.unwrap();
            assert!(matches!(accepted, Finish::Done { .. }), "the first code of the app is right");
            desk.close().await.unwrap();
        };
        tokio::runtime::Runtime::new().unwrap().block_on(accept);
        who
    }

    fn code(&mut self) -> String {
        let next = (self.shown + 1).max(step());
        while next > step() + 1 {
            std::thread::sleep(Duration::from_millis(500));
        }
        self.shown = next;
        totp::code(&self.key, i64::try_from(next * 30).unwrap())
    }

    /// A command under this account.
    fn typed(&mut self, arguments: &[&str]) -> Vec<String> {
        let code = self.code();
        let proof = ["--account", self.user, "--password-file", "password-600", "--code", &code];
        arguments.iter().chain(&proof).map(|word| (*word).to_owned()).collect()
    }

    fn run(&mut self, dir: &Path, arguments: &[&str]) -> crate::support::Said {
        let typed = self.typed(arguments);
        ours(dir, &typed.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// The step of thirty seconds that it is now.
fn step() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 30
}

const ANALYST: [&str; 6] = ["--role", "analyst", "--scope", "project:flow", "--until", "2999-12-31"];
const CHECKER: [&str; 4] = ["--role", "output-checker", "--scope", "system"];

#[test]
fn one_proposes_another_approves_and_it_is_listed_exported_and_taken_back() {
    let dir = place();
    let dir = dir.path();
    let mut ann = Somebody::new(dir, "ann@example.org", &ANALYST);
    let mut olive = Somebody::new(dir, "olive@example.org", &CHECKER);
    let before = json(dir, &["release", "list"]);
    let first = before[0]["release"].as_str().unwrap().to_owned();
    assert_eq!((&before[0]["state"], &before[0]["how"]), (&"released".into(), &"automatic".into()), "{before}");

    let proposed = ann.run(dir, &["release", "propose", "--months", "1", "--json"]);
    assert_eq!(proposed.code, 0, "{}", proposed.err);
    let printed: serde_json::Value = serde_json::from_str(&proposed.out).unwrap();
    let id = printed["release"]["release"].as_str().unwrap().to_owned();
    assert_eq!(printed["release"]["proposed_by"], "ann@example.org");
    assert_eq!(printed["release"]["state"], "proposed");
    assert!(printed["report"]["claims"].is_array(), "{printed}");
    assert!(!dir.join("ours/results/releases").join(&id).exists(), "a proposal is no release");

    // Whoever proposed it is no output checker, and says so before anything is read.
    let own = ann.run(dir, &["release", "approve", &id, "--remark", "mine"]);
    assert_eq!((own.code, own.out.as_str()), (1, ""), "{}", own.err);
    assert!(own.err.starts_with("commonweal: "), "{}", own.err);

    let beginning = &id[..id.len() - 2];
    let approved = olive.run(dir, &["release", "approve", beginning, "--remark", "Compared with September"]);
    assert_eq!(approved.code, 0, "{}", approved.err);
    assert!(approved.err.contains(&format!("Released {id}.")), "{}", approved.err);
    let current = fs::read_to_string(dir.join("ours/results/current")).unwrap();
    assert_eq!(current.trim(), id);

    done(dir, &["release", "export", "--out", "files"]);
    for file in
        ["released_values.csv", "areas.csv", "indicators.csv", "utility.csv", "release.json", "csv-metadata.json"]
    {
        assert!(dir.join("files").join(file).is_file(), "{file}");
    }
    let twice = ours(dir, &["release", "export", "--out", "files"]);
    assert!(twice.code == 1 && twice.err.contains("files"), "{twice:?}");
    done(dir, &["release", "export", "--for-programs", "--out", "tables"]);
    assert!(dir.join("tables/fingertips.csv").is_file());

    let withdrawn = olive.run(dir, &["release", "withdraw", &id, "--reason", "One practice was counted twice"]);
    assert_eq!(withdrawn.code, 0, "{}", withdrawn.err);
    assert!(withdrawn.err.contains(&format!("The site shows {first} within seconds")), "{}", withdrawn.err);
    let current = fs::read_to_string(dir.join("ours/results/current")).unwrap();
    assert_eq!(current.trim(), first);
    let note = fs::read_to_string(dir.join("ours/results/releases").join(&id).join("withdrawn.json")).unwrap();
    assert!(note.contains("One practice was counted twice"), "{note}");

    let audit = done(dir, &["audit", "list", "--csv"]).out;
    for action in ["release-proposed", "release-checked", "release-withdrawn"] {
        assert!(audit.contains(&format!(",{action},")), "{action}: {audit}");
    }
    // No session is left behind.
    for user in ["ann@example.org", "olive@example.org"] {
        assert_eq!(json(dir, &["user", "sessions", user]), serde_json::json!([]), "{user}");
    }
}

#[test]
fn what_was_given_back_is_never_released() {
    let dir = place();
    let dir = dir.path();
    let mut ann = Somebody::new(dir, "ann@example.org", &ANALYST);
    let mut olive = Somebody::new(dir, "olive@example.org", &CHECKER);
    let proposed = ann.run(dir, &["release", "propose", "--months", "1", "--json"]);
    let printed: serde_json::Value = serde_json::from_str(&proposed.out).unwrap();
    let id = printed["release"]["release"].as_str().unwrap().to_owned();
    let returned = olive.run(dir, &["release", "return", &id, "--reason", "One practice is counted twice"]);
    assert_eq!(returned.code, 0, "{}", returned.err);
    assert!(returned.err.contains("to ann@example.org. It is never released"), "{}", returned.err);
    let late = olive.run(dir, &["release", "approve", &id, "--remark", "after all"]);
    assert!(late.code == 1 && late.err.contains("returned"), "{}", late.err);
    assert!(!dir.join("ours/results/releases").join(&id).exists());
    let listed = olive.run(dir, &["release", "list", "--csv"]);
    assert_eq!(listed.code, 0, "{}", listed.err);
    let row = listed.out.lines().find(|line| line.starts_with(&id)).unwrap();
    assert!(row.contains(",returned,no,checked,") && row.contains("One practice is counted twice"), "{row}");
}

#[test]
fn where_there_are_no_accounts_the_four_acts_say_what_releases_here() {
    let dir = tempfile::tempdir().unwrap();
    let password = password_file(dir.path(), 0o600);
    let password = password.to_str().unwrap();
    for act in [
        &["release", "propose"][..],
        &["release", "approve", "x", "--remark", "y"],
        &["release", "return", "x", "--reason", "y"],
        &["release", "withdraw", "x", "--reason", "y"],
    ] {
        let proof = ["--account", "ann@example.org", "--password-file", password, "--code", "123456"];
        let said = run(&[act, &proof, &["--dir", demonstration()]].concat());
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{act:?}: {}", said.err);
        assert!(
            said.err.contains("there are no accounts in ") && said.err.contains("commonweal refresh"),
            "{}",
            said.err
        );
    }
    assert_eq!(run_in(dir.path(), &["init", "ours", "--class", "personal"]).code, 0);
    let proof = ["--account", "ann@example.org", "--password-file", password, "--code", "123456"];
    let said = ours(dir.path(), &[&["release", "propose"][..], &proof].concat());
    assert!(said.code == 1 && said.err.contains("needs two"), "{}", said.err);
    let said = ours(dir.path(), &["release", "list"]);
    assert!(said.code == 1 && said.err.contains("say who reads with --account"), "{}", said.err);
    let listed = run(&["release", "list", "--csv", "--dir", demonstration()]);
    assert!(listed.code == 0 && listed.out.contains(",released,yes,automatic,"), "{listed:?}");
}

#[test]
fn a_release_of_made_up_people_is_audited_without_an_account() {
    let dir = place();
    let said = ours(dir.path(), &["release", "audit", "--json"]);
    assert_eq!(said.code, 0, "an attacker found something: {}{}", said.out, said.err);
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(report["claims"], serde_json::json!([]), "{report}");
    assert!(report["attackers"].as_u64().unwrap() >= 16, "{report}");
    let said = ours(dir.path(), &["release", "audit", "no-such"]);
    assert!(said.code == 1 && said.err.contains("no release whose id begins with `no-such`"), "{}", said.err);
}

#[test]
fn what_is_mistyped_is_misuse_and_a_wrong_or_open_password_is_refused() {
    for (arguments, wanted) in [
        (&["release"][..], "propose"),
        (&["release", "propose"], "--account <EMAIL>"),
        (&["release", "approve", "x", "--account", "a@example.org"], "--remark <TEXT>"),
        (&["release", "return", "x", "--account", "a@example.org"], "--reason <TEXT>"),
        (&["release", "withdraw", "--reason", "x", "--account", "a@example.org"], "<ID>"),
        (&["release", "list", "--csv", "--json"], "cannot be used with"),
        (&["release", "list", "--code", "123456"], "--account <EMAIL>"),
        (&["release", "export"], "--out <DIR>"),
        (&["release", "export", "x", "--for-programs", "--out", "y"], "cannot be used with"),
        (&["release", "propose", "--months", "0", "--account", "a@example.org"], "1..=120"),
    ] {
        let said = run(arguments);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{arguments:?}: {}", said.err);
        assert!(said.err.contains(wanted), "{arguments:?}: {}", said.err);
    }
    let dir = crate::users::with_administrator();
    let (file, open) = (password_file(dir.path(), 0o600), password_file(dir.path(), 0o644));
    let list = |file: &Path| {
        let file = file.to_str().unwrap();
        let proof = ["--account", "ada@example.org", "--password-file", file, "--code", "123456"];
        ours(dir.path(), &[&["release", "list"][..], &proof].concat())
    };
    let wrong = list(&file);
    assert_eq!((wrong.code, wrong.out.as_str()), (1, ""), "{}", wrong.err);
    assert!(!wrong.err.contains(PASSWORD) && !wrong.err.contains("123456"), "{}", wrong.err);
    if cfg!(unix) {
        let open = list(&open);
        assert!(open.code == 1 && open.err.contains("can be read by other users; run `chmod 600 "), "{}", open.err);
    }
    let unasked = ours(dir.path(), &["release", "list", "--account", "ada@example.org"]);
    assert!(unasked.code == 1 && unasked.err.contains("nobody can be asked here"), "{}", unasked.err);
}
