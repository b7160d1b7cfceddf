//! The provider's public keys, and reading them again when it has changed them.

use crate::oidc::http::Http;
use jiff::Timestamp;
use openidconnect::JsonWebKeySetUrl;
use openidconnect::core::CoreJsonWebKeySet;
use std::sync::Mutex;

/// Keys are read again once in so many seconds at most, so that forged tokens do not become calls.
const AGAIN_SECONDS: i64 = 60;

/// The keys as they were last read.
#[derive(Debug)]
pub(super) struct ProviderKeys {
    held: Mutex<Held>,
    /// Whoever reads them; others wait for what is read, and are not refused meanwhile.
    reading: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Held {
    set: CoreJsonWebKeySet,
    edition: u64,
    read_at: Option<Timestamp>,
}

impl ProviderKeys {
    pub(super) fn new(set: CoreJsonWebKeySet) -> Self {
        let held = Held { set, edition: 0, read_at: None };
        Self { held: Mutex::new(held), reading: tokio::sync::Mutex::new(()) }
    }

    /// The keys, and which edition of them it is.
    pub(super) fn held(&self) -> (CoreJsonWebKeySet, u64) {
        let held = self.held.lock().expect("nobody panics while holding it");
        (held.set.clone(), held.edition)
    }

    /// Reads the keys again unless that was done just now; whether there is now a later edition than the one that was seen.
    pub(super) async fn are_newer_than(&self, seen: u64, at: &JsonWebKeySetUrl, http: &Http, now: Timestamp) -> bool {
        let _turn = self.reading.lock().await;
        {
            let mut held = self.held.lock().expect("nobody panics while holding it");
            if held.edition != seen {
                return true;
            }
            if held.read_at.is_some_and(|last| (now.as_second() - last.as_second()).abs() < AGAIN_SECONDS) {
                return false;
            }
            held.read_at = Some(now);
        }
        let Ok(set) = CoreJsonWebKeySet::fetch_async(at, http).await else { return false };
        let mut held = self.held.lock().expect("nobody panics while holding it");
        (held.set, held.edition) = (set, seen + 1);
        true
    }
}
