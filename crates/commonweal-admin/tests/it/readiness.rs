//! Whether a process says that it can work, and why not; what each role holds; what is made once.

use crate::place::{Place, request};
use commonweal_admin::{By, Desk, DeskError, ProcessRole};
use jiff::SignedDuration;

#[tokio::test]
async fn databases_and_keys_are_made_once_and_private() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::sqlite();
    assert!(!Desk::exists(place.dir(), &place.settings).await.expect("answers"));
    let none = Desk::open(place.dir(), &place.settings, ProcessRole::Analysis, place.clock()).await;
    assert!(matches!(none, Err(DeskError::NoAccounts)), "{none:?}");
    let (desk, made) = Desk::create(place.dir(), &place.settings, "Test", place.clock()).await.expect("is made");
    assert_eq!(made.len(), 8 + 3, "{made:?}");
    desk.close().await.expect("closes");
    let (_, again) = Desk::create(place.dir(), &place.settings, "Test", place.clock()).await.expect("is there");
    assert_eq!(again, Vec::<String>::new());
    let mode = |path: &str| place.dir().join(path).metadata().expect("is there").permissions().mode() & 0o777;
    assert_eq!(mode("secrets"), 0o700);
    assert_eq!(mode("secrets/operations-seal.key"), 0o600);
    assert_eq!(mode("operations.db"), 0o600);
}

#[tokio::test]
async fn each_role_needs_its_own_keys_and_no_others() {
    for place in Place::each() {
        place.create().await.close().await.expect("closes");
        let secrets = place.dir().join("secrets");
        for name in ["care-seal", "care-audit", "vault-seal", "vault-audit", "backup"] {
            std::fs::remove_file(secrets.join(format!("{name}.key"))).expect("is removed");
        }
        let analysis = place.open(ProcessRole::Analysis).await;
        assert!(analysis.readiness().await.ready, "{}", place.engine);
        let care = Desk::open(place.dir(), &place.settings, ProcessRole::Care, place.clock()).await;
        assert!(matches!(care, Err(DeskError::Identity(_))), "{care:?}");
        let public = Desk::open(place.dir(), &place.settings, ProcessRole::Public, place.clock()).await;
        assert!(matches!(public, Err(DeskError::WrongRole { .. })), "{public:?}");
        let problems = Desk::check(place.dir(), &place.settings, ProcessRole::Care).await;
        assert_eq!(problems.len(), 1, "{problems:?}");
    }
}

#[tokio::test]
async fn a_process_without_its_keys_is_not_ready_and_a_late_backup_only_says_so() {
    for place in Place::each() {
        let desk = place.create().await;
        let readiness = desk.readiness().await;
        assert!(readiness.ready, "{readiness:?}");
        let backup = readiness.checks.iter().find(|check| check.name == "the last backup").expect("is looked at");
        assert!(!backup.ok && !backup.stops);
        let out = place.dir().join("backups");
        let request = request();
        let by = By::CommandLine { login: "root", request: &request };
        desk.backup(by, &out, None, &|_, _, _| {}).await.expect("is made");
        assert!(desk.readiness().await.checks.iter().all(|check| check.ok), "{}", place.engine);
        place.later(SignedDuration::from_hours(26));
        let readiness = desk.readiness().await;
        assert!(readiness.ready);
        assert!(readiness.checks.iter().any(|check| check.name == "the last backup" && !check.ok));
        std::fs::remove_file(place.dir().join("secrets/operations-audit.key")).expect("is removed");
        let readiness = desk.readiness().await;
        assert!(!readiness.ready, "{readiness:?}");
        assert!(desk.sizes().await.expect("answers").iter().any(|size| size.rows.is_some_and(|rows| rows > 0)));
        assert_eq!(desk.versions().len(), 3);
    }
}

#[tokio::test]
async fn keys_that_others_can_read_are_refused() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::sqlite();
    place.create().await.close().await.expect("closes");
    let key = place.dir().join("secrets/operations-seal.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).expect("rights are set");
    let opened = Desk::open(place.dir(), &place.settings, ProcessRole::Analysis, place.clock()).await;
    assert!(matches!(opened, Err(DeskError::Identity(_))), "{opened:?}");
}
