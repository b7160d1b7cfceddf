//! Signing the heads of the chains, every thousand entries or hour and at the end, and copying them outside.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::heads;
use commonweal_operations::audit::{Chain, Head, head_due};
use commonweal_store::{Store, StoreError};
use jiff::Timestamp;
use std::time::Duration;

/// How often it is asked whether a head is due.
const LOOK_EVERY: Duration = Duration::from_secs(20);

impl Desk {
    /// Signs a head of each chain where one is due, or, when `now_or_never`, wherever there are entries after the last.
    /// Says how many.
    ///
    /// # Errors
    /// `File` where the folder outside cannot be written; `Store`; `Identity`.
    pub async fn sign_heads(&self, now_or_never: bool) -> Result<usize, DeskError> {
        let mut signed = 0;
        for store in self.stores() {
            signed += usize::from(self.sign_head(store, now_or_never).await?);
        }
        Ok(signed)
    }

    async fn sign_head(&self, store: &Store, now_or_never: bool) -> Result<bool, DeskError> {
        let now = self.now();
        let mut reading = store.read().await?;
        let tail = reading.audit_tail().await?;
        let last = reading.last_head().await?;
        drop(reading);
        let behind = tail.sequence > last.as_ref().map_or(0, |head| head.sequence);
        if !behind || !(now_or_never || head_due(last.as_ref(), &tail, now)) {
            return Ok(false);
        }
        let chain = store.database().chain();
        let Some(head) = self.keys().sign_head(chain, &tail, now) else { return Ok(false) };
        // Outside first: a head that only the outside has is compared with the chain all the same.
        heads::append(&self.heads_folder(), &head)?;
        let mut jotting = store.jot(now).await?;
        match jotting.add_head(&head).await {
            Ok(()) => jotting.keep().await?,
            // Another process signed the same end at the same moment.
            Err(StoreError::Taken { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(true)
    }

    /// Signs heads as they fall due, for as long as it is polled. A server spawns it beside itself.
    pub async fn keep_heads(&self) {
        loop {
            if let Err(error) = self.sign_heads(false).await {
                tracing::error!(error = &error as &dyn std::error::Error, "an audit head could not be signed");
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// The last head of each database that this process holds: when, and up to which entry.
    ///
    /// # Errors
    /// `Store`.
    pub async fn heads(&self) -> Result<Vec<(Chain, Option<Timestamp>, u64)>, DeskError> {
        let mut found = Vec::new();
        for store in self.stores() {
            let mut reading = store.read().await?;
            let last: Option<Head> = reading.last_head().await?;
            found.push((
                store.database().chain(),
                last.as_ref().map(|head| head.at),
                last.map_or(0, |head| head.sequence),
            ));
        }
        Ok(found)
    }

    /// The folder outside the databases.
    pub(crate) fn heads_folder(&self) -> std::path::PathBuf {
        self.dir().join(&self.settings().heads)
    }
}
