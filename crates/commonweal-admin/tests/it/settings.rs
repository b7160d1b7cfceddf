//! What `commonweal.toml` may say about running an installation, and what is said where it is wrong.

use commonweal_admin::settings::OidcProfile;
use commonweal_admin::{DatabasePlace, ProcessRole, Settings};
use commonweal_operations::retention::RetentionKind;
use std::path::PathBuf;

#[track_caller]
fn wrong(text: &str) -> Vec<(usize, usize, String, String)> {
    let problems = Settings::parse("commonweal.toml", text).expect_err("it is wrong");
    problems.into_iter().map(|one| (one.line, one.column, one.message, one.help.unwrap_or_default())).collect()
}

#[test]
fn an_empty_file_and_the_workspaces_own_keys_are_the_defaults() {
    assert_eq!(Settings::parse("commonweal.toml", ""), Ok(Settings::default()));
    let workspace = "name = \"Made up\"\narea = \"E54000010\"\nclass = \"personal\"\nmonths = 12\n";
    assert_eq!(Settings::parse("commonweal.toml", workspace), Ok(Settings::default()));
}

#[test]
fn every_setting_is_read() {
    let text = r#"
name = "Made up"
[store]
operations = "postgres://commonweal@db.example/operations"
operations_password_file = "operations-password"
care = "data/care.db"
[secrets]
folder = "/etc/commonweal/secrets"
[sign_in]
local = false
idle_minutes = 10
most_hours = 8
address = "https://commonweal.example"
[sign_in.oidc]
profile = "cis2"
issuer = "https://login.example/realm"
client_id = "commonweal"
client_secret_file = "oidc-client"
acr_values = ["AAL2"]
[serve]
address = "0.0.0.0"
port = 8443
certificate = "site.pem"
key = "site.key"
trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]
metrics = "127.0.0.1:9464"
[audit]
heads = "/mnt/elsewhere/heads"
[retention]
sessions_days = 10
"#;
    let settings = Settings::parse("commonweal.toml", text).expect("is right");
    assert_eq!(
        settings.store.operations,
        DatabasePlace::Postgres {
            url: "postgres://commonweal@db.example/operations".to_owned(),
            password_file: Some(PathBuf::from("operations-password")),
        }
    );
    assert_eq!(settings.store.care, DatabasePlace::File(PathBuf::from("data/care.db")));
    assert_eq!(settings.secrets, PathBuf::from("/etc/commonweal/secrets"));
    assert_eq!((settings.sign_in.local, settings.sign_in.idle_minutes, settings.sign_in.most_hours), (false, 10, 8));
    assert_eq!(settings.sign_in.oidc.map(|oidc| oidc.profile), Some(OidcProfile::Cis2));
    assert_eq!(settings.serve.port, Some(8443));
    assert!(settings.serve.trusted_proxies[1].contains("10.9.8.7".parse().expect("an address")));
    assert_eq!(settings.heads, PathBuf::from("/mnt/elsewhere/heads"));
    assert_eq!(settings.retention.rule(RetentionKind::Sessions).days(), 10);
}

#[test]
fn a_misspelt_key_or_section_is_named_at_its_place_with_the_nearest_one() {
    let text = "[stroe]\noperations = \"a.db\"\n[sign_in]\nidle_minuts = 10\n[retention]\nsesions_days = 9\n";
    let problems = wrong(text);
    let places: Vec<(usize, usize)> = problems.iter().map(|(line, column, ..)| (*line, *column)).collect();
    assert_eq!(places, [(1, 2), (4, 1), (6, 1)]);
    assert!(problems[0].3.contains("[store]"), "{problems:?}");
    assert!(problems[1].3.contains("`idle_minutes`"), "{problems:?}");
    assert!(problems[2].3.contains("`sessions_days`"), "{problems:?}");
}

#[test]
fn everything_wrong_is_said_at_once() {
    let text = r#"[store]
operations = "postgres://me:secret@db/operations"
care = "mysql://db/care"
vault = "vault.db"
vault_password_file = "x"
[sign_in]
idle_minutes = 60
most_hours = 0
address = "http://commonweal.example/path"
[sign_in.oidc]
profile = "smartcard"
issuer = "http://login.example"
[serve]
address = "everywhere"
port = 0
certificate = "a.pem"
trusted_proxies = ["proxy.example"]
metrics = "9464"
[retention]
releases_days = "long"
"#;
    let problems = wrong(text);
    let lines: Vec<usize> = problems.iter().map(|(line, ..)| *line).collect();
    for line in [2, 3, 5, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 20] {
        assert!(lines.contains(&line), "nothing said of line {line}: {problems:#?}");
    }
    assert!(problems.iter().all(|(.., help)| !help.is_empty()), "{problems:#?}");
    assert!(!problems.iter().any(|(_, _, message, help)| format!("{message}{help}").contains("secret@")));
}

#[test]
fn two_databases_at_one_place_are_refused() {
    let same = "[store]\noperations = \"all.db\"\ncare = \"all.db\"\n";
    assert_eq!(wrong(same)[0].0, 3);
    let users = "[store]\ncare = \"postgres://one@db/all\"\nvault = \"postgres://two@db/all\"\n";
    assert_eq!(wrong(users)[0].0, 3);
}

#[test]
fn a_session_can_be_made_shorter_never_longer() {
    assert!(Settings::parse("c", "[sign_in]\nidle_minutes = 5\nmost_hours = 1\n").is_ok());
    for text in ["[sign_in]\nidle_minutes = 16\n", "[sign_in]\nidle_minutes = 4\n", "[sign_in]\nmost_hours = 13\n"] {
        assert_eq!(wrong(text).len(), 1, "{text}");
    }
}

#[test]
fn a_check_of_the_machine_names_every_missing_file_and_every_open_secret() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let mut settings = Settings::default();
    settings.serve.certificate = Some(PathBuf::from("site.pem"));
    settings.serve.key = Some(PathBuf::from("site.key"));
    settings.store.care = DatabasePlace::File(PathBuf::from("nowhere/care.db"));
    let of = |role| -> Vec<String> {
        settings.check(folder.path(), role).into_iter().map(|problem| problem.setting).collect()
    };
    assert_eq!(of(ProcessRole::Public), ["[serve] certificate", "[serve] key"]);
    assert!(of(ProcessRole::Care).contains(&"[store] care".to_owned()));
    assert!(!of(ProcessRole::Analysis).contains(&"[store] care".to_owned()), "it is not this role's");
    for name in ["site.pem", "site.key"] {
        std::fs::write(folder.path().join(name), "x").expect("is written");
        let rights = std::fs::Permissions::from_mode(0o644);
        std::fs::set_permissions(folder.path().join(name), rights).expect("rights are set");
    }
    assert_eq!(of(ProcessRole::Public), ["[serve] key"], "a private key that others can read");
}

#[test]
fn a_process_that_sends_people_to_a_provider_must_know_its_own_address() {
    let text = "[sign_in.oidc]\nissuer = \"https://login.example\"\nclient_id = \"c\"\nclient_secret_file = \"s\"\n";
    let folder = tempfile::tempdir().expect("a folder");
    let mut settings = Settings::parse("c", text).expect("the address may be told later");
    let of = |settings: &Settings, role| {
        settings.check(folder.path(), role).iter().any(|problem| problem.help.contains("--site"))
    };
    assert!(of(&settings, ProcessRole::Analysis) && of(&settings, ProcessRole::Care));
    assert!(!of(&settings, ProcessRole::CommandLine) && !of(&settings, ProcessRole::Public));
    settings.sign_in.address = Some("https://analysis.example".to_owned());
    assert!(!of(&settings, ProcessRole::Analysis));
}
