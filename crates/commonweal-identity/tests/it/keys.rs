//! Key files: made once, readable by their owner alone, refused where they are not.

use commonweal_identity::{IdentityError, KeyFolder};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("rights can be set");
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("the file is there").permissions().mode() & 0o777
}

#[test]
fn a_key_is_made_once_and_read_again() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = KeyFolder::make(&place.path().join("secrets")).expect("made");
    assert_eq!(mode(folder.path()), 0o700);
    assert!(!folder.has("backup"));
    assert!(folder.make_key("backup").expect("made"));
    assert!(!folder.make_key("backup").expect("there"));
    assert_eq!(mode(&folder.path().join("backup.key")), 0o600);
    let (one, two) = (folder.read("backup").expect("read"), folder.read("backup").expect("read"));
    assert_eq!(one.id(), two.id());
    assert_eq!(format!("{one:?}"), format!("[key {}]", one.id()));
    assert!(folder.make_key("care-seal").expect("made"));
    assert_ne!(folder.read("care-seal").expect("read").id(), one.id());
    assert_eq!(folder.names().expect("listed"), ["backup", "care-seal"]);
}

#[test]
fn twenty_programs_at_once_make_one_key() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = KeyFolder::make(&place.path().join("secrets")).expect("made");
    let keys: Vec<(bool, String)> = std::thread::scope(|scope| {
        let one = || {
            let made = folder.make_key("backup").expect("made, or there");
            (made, folder.read("backup").expect("read").id().to_owned())
        };
        let threads: Vec<_> = (0..20).map(|_| scope.spawn(one)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    assert!(keys.windows(2).all(|pair| pair[0].1 == pair[1].1), "{keys:?}");
    assert_eq!(keys.iter().filter(|(made, _)| *made).count(), 1, "one of them made it");
    assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1, "nothing is left beside it");
}

#[test]
fn what_others_could_read_is_refused_with_the_command_that_mends_it() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = KeyFolder::make(&place.path().join("secrets")).expect("made");
    folder.make_key("backup").expect("made");
    let file = folder.path().join("backup.key");
    for (wrong, group_may_read, refused) in
        [(0o640, false, true), (0o640, true, false), (0o604, true, true), (0o400, false, false)]
    {
        chmod(&file, wrong);
        let opened = KeyFolder::open(folder.path(), group_may_read).expect("the folder is well").read("backup");
        assert_eq!(opened.is_err(), refused, "{wrong:o}, group {group_may_read}");
        if let Err(error) = opened {
            assert!(error.to_string().contains(&format!("chmod 600 {}", file.display())), "{error}");
        }
    }
    chmod(folder.path(), 0o755);
    let refused = KeyFolder::open(folder.path(), true).expect_err("others may list it");
    assert!(matches!(refused, IdentityError::Rights { should: 0o700, .. }), "{refused}");
}

#[test]
fn what_is_no_key_is_said_and_never_shown() {
    let place = tempfile::tempdir().expect("a folder");
    assert!(matches!(KeyFolder::open(&place.path().join("none"), false), Err(IdentityError::NoFolder(_))));
    let folder = KeyFolder::make(&place.path().join("secrets")).expect("made");
    let missing = folder.read("backup").expect_err("there is none").to_string();
    assert!(missing.contains("`backup`") && missing.contains("commonweal user add"), "{missing}");
    for text in ["", "short", &"g".repeat(64), &"a".repeat(66), &"a".repeat(5_000)] {
        fs::write(folder.path().join("backup.key"), text).expect("written");
        chmod(&folder.path().join("backup.key"), 0o600);
        let refused = folder.read("backup").expect_err("no key");
        assert!(matches!(refused, IdentityError::NotAKey(_)), "{refused}");
        assert!(text.is_empty() || !refused.to_string().contains(text), "{refused}");
    }
    for name in ["", "../etc", "a/b", "A", "a.b"] {
        assert!(matches!(folder.make_key(name), Err(IdentityError::KeyName(_))), "{name:?}");
        assert!(!folder.has(name));
    }
}
