//! `head` is a signed copy of the end of a chain, kept outside the database, and says when a new one is due.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::action::Chain;
use super::canonical::CanonicalObject;
use super::entry::EntryError;
use super::hash::{Hash, Link};
use crate::time_text::{instant_text, parse_instant, whole_microseconds};

/// A head is signed after so many entries. Source: our rules of trust, "every 1,000 entries or hour".
pub const HEAD_ENTRIES: u64 = 1_000;
/// A head is signed after so many hours, if anything was added.
pub const HEAD_HOURS: i64 = 1;

/// The end of a chain at a moment, and who vouches for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The chain.
    pub chain: Chain,
    /// The sequence of its last entry then.
    pub sequence: u64,
    /// The hash of that entry.
    pub hash: Hash,
    /// When it was signed, in whole microseconds.
    pub at: Timestamp,
    /// The key it was signed with.
    pub key_id: String,
    /// The signature of [`Head::signed_text`], as text.
    pub signature: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadLine {
    at: String,
    chain: String,
    hash: String,
    key_id: String,
    sequence: u64,
    signature: String,
}

impl Head {
    /// A head of this end of a chain, without its signature.
    #[must_use]
    pub fn unsigned(chain: Chain, link: &Link, at: Timestamp, key_id: impl Into<String>) -> Self {
        let at = whole_microseconds(at);
        Self { chain, sequence: link.sequence, hash: link.hash, at, key_id: key_id.into(), signature: String::new() }
    }

    /// What is signed: everything but the signature, after words that no other signature of ours begins with.
    #[must_use]
    pub fn signed_text(&self) -> String {
        format!("commonweal audit head|v1|{}", self.write(None))
    }

    /// The head as one line of canonical JSON.
    #[must_use]
    pub fn line(&self) -> String {
        self.write(Some(&self.signature))
    }

    fn write(&self, signature: Option<&str>) -> String {
        let object = CanonicalObject::new()
            .text("at", &instant_text(self.at))
            .text("chain", self.chain.as_str())
            .text("hash", &self.hash.to_string())
            .text("key_id", &self.key_id)
            .number_or_null("sequence", Some(self.sequence));
        match signature {
            Some(signature) => object.text("signature", signature).finish(),
            None => object.finish(),
        }
    }

    /// Reads exactly what [`Head::line`] writes.
    ///
    /// # Errors
    /// [`EntryError`] for anything else.
    pub fn from_line(line: &str) -> Result<Self, EntryError> {
        let raw: HeadLine = serde_json::from_str(line).map_err(EntryError::Json)?;
        let head = Self {
            chain: raw.chain.parse()?,
            sequence: raw.sequence,
            hash: raw.hash.parse()?,
            at: parse_instant(&raw.at)?,
            key_id: raw.key_id,
            signature: raw.signature,
        };
        if head.line() == line { Ok(head) } else { Err(EntryError::NotCanonical) }
    }

    /// The end of the chain that it vouches for.
    #[must_use]
    pub const fn link(&self) -> Link {
        Link { sequence: self.sequence, hash: self.hash }
    }
}

/// Whether a new head is due: something was added since the last, and it is 1,000 entries or an hour (of either
/// direction: a clock may be set back), or there is no head at all.
#[must_use]
pub fn head_due(last_head: Option<&Head>, last: &Link, now: Timestamp) -> bool {
    match last_head {
        None => last.sequence > 0,
        Some(head) => {
            let added = last.sequence.saturating_sub(head.sequence);
            let apart = now.duration_since(head.at).abs();
            added >= HEAD_ENTRIES || (added > 0 && apart >= SignedDuration::from_hours(HEAD_HOURS))
        }
    }
}
