//! Passwords: hashed at the cost that was chosen, and no cheaper for a name that nobody has.

use commonweal_identity::password;
use std::time::{Duration, Instant};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

#[test]
fn a_password_opens_its_own_hash_alone() {
    runtime().block_on(async {
        let hash = password::hash("correct horse battery").await.expect("hashed");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(password::verify("correct horse battery", &hash).await.expect("read"));
        for near in ["correct horse batterY", "correct horse battery ", "correct horse batter", ""] {
            assert!(!password::verify(near, &hash).await.expect("read"), "{near:?}");
        }
        assert_ne!(hash, password::hash("correct horse battery").await.expect("hashed"), "each has its own salt");
        assert!(!password::needs_rehash(&hash));
        assert!(password::needs_rehash(&hash.replace("m=19456", "m=4096")));
        assert!(password::verify("x", "not a hash").await.is_err());
    });
}

/// Not a limit on time: the two are the same work, so one cannot be several times as quick as the other.
#[test]
fn a_name_that_nobody_has_takes_the_same_work() {
    runtime().block_on(async {
        let hash = password::hash("correct horse battery").await.expect("hashed");
        password::verify_nobody("warm up").await;
        let (mut somebody, mut nobody) = (Duration::MAX, Duration::MAX);
        for _ in 0..7 {
            let begun = Instant::now();
            password::verify("wrong", &hash).await.expect("read");
            somebody = somebody.min(begun.elapsed());
            let begun = Instant::now();
            password::verify_nobody("wrong").await;
            nobody = nobody.min(begun.elapsed());
        }
        let ratio = somebody.as_secs_f64() / nobody.as_secs_f64();
        assert!((0.2..5.0).contains(&ratio), "somebody {somebody:?}, nobody {nobody:?}");
    });
}
