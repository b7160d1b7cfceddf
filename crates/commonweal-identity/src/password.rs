//! Passwords: argon2id, at a cost that makes guessing dear, and the same cost for a name that nobody has.

use crate::error::IdentityError;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::{Arc, LazyLock, OnceLock};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// Memory of one hash in KiB, passes over it, and lanes: the first choice of OWASP's Password Storage Cheat Sheet for
/// argon2id (19 MiB, 2, 1).
pub const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over the memory.
pub const PASSES: u32 = 2;
/// Lanes that could be filled side by side.
pub const LANES: u32 = 1;
/// Hashes worked out at one time: however many people, or programs, ask to sign in, this bounds memory (76 MiB).
const AT_ONE_TIME: usize = 4;

static WORKING: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(AT_ONE_TIME)));

/// The hash of a password with a new salt, as the text `$argon2id$v=19$m=...`.
///
/// # Errors
/// `Stopping` where the program ends meanwhile.
pub async fn hash(password: &str) -> Result<String, IdentityError> {
    let password = Zeroizing::new(password.to_owned());
    beside(move || Ok(hash_now(&password))).await
}

/// Whether a password is the one that was hashed.
///
/// # Errors
/// `StoredHash` where the stored text is no hash of ours; `Stopping`.
pub async fn verify(password: &str, stored: &str) -> Result<bool, IdentityError> {
    let (password, stored) = (Zeroizing::new(password.to_owned()), stored.to_owned());
    beside(move || {
        let stored = PasswordHash::new(&stored).map_err(|_| IdentityError::StoredHash)?;
        Ok(hasher().verify_password(password.as_bytes(), &stored).is_ok())
    })
    .await
}

/// The work of [`verify`] where there is no account, so that the time does not tell that there is none.
pub async fn verify_nobody(password: &str) {
    static NOBODY: OnceLock<String> = OnceLock::new();
    let password = Zeroizing::new(password.to_owned());
    let worked = beside(move || {
        let stored = NOBODY.get_or_init(|| hash_now("a password that nobody has"));
        let stored = PasswordHash::new(stored).map_err(|_| IdentityError::StoredHash)?;
        Ok(hasher().verify_password(password.as_bytes(), &stored).is_ok())
    });
    // What comes out is of no interest: the answer is no.
    drop(worked.await);
}

/// Whether a stored hash was made with other parameters than today's and should be made anew at the next sign-in.
pub fn needs_rehash(stored: &str) -> bool {
    let today = format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}$");
    !stored.starts_with(&today)
}

fn hasher() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the constants above are within argon2's limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash_now(password: &str) -> String {
    let salt = crate::secret::random_bytes::<16>();
    hasher()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .expect("a salt of 16 bytes and any password can be hashed")
        .to_string()
}

/// Runs work of a tenth of a second beside the server's threads, a few at a time. Work that nobody waits for any more keeps
/// its turn until it is done: who hangs up early must not make room for more.
async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, IdentityError> + Send + 'static,
) -> Result<T, IdentityError> {
    let turn = Arc::clone(&WORKING).acquire_owned().await.map_err(|_| IdentityError::Stopping)?;
    let work = move || {
        let result = work();
        drop(turn);
        result
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| IdentityError::Stopping)?
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::Future;
    use std::sync::mpsc::channel;
    use std::task::{Context, Waker};
    use std::time::Duration;

    /// People who hang up while their password is being judged do not let more work begin than there is memory for.
    #[test]
    fn work_that_nobody_waits_for_keeps_its_turn() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("a runtime");
        let _inside = runtime.enter();
        let (began, begun) = channel();
        let mut go_on = Vec::new();
        for _ in 0..3 * AT_ONE_TIME {
            let (go, wait) = channel::<()>();
            let began = began.clone();
            let mut work = Box::pin(beside(move || {
                began.send(()).expect("the test listens");
                wait.recv().map_err(|_| IdentityError::Stopping)
            }));
            // Asked once, so that it begins if it may, and then left.
            let _ = work.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            drop(work);
            go_on.push(go);
        }
        for _ in 0..AT_ONE_TIME {
            begun.recv_timeout(Duration::from_secs(20)).expect("as many as may work do");
        }
        assert!(begun.recv_timeout(Duration::from_millis(200)).is_err(), "more work than may be done at one time");
        drop(go_on);
        let turns = runtime.block_on(WORKING.acquire_many(AT_ONE_TIME as u32));
        assert!(turns.is_ok(), "every turn is given back");
    }
}
