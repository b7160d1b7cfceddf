//! `entry` is one line of the audit: who did what, for which purpose, whether they were allowed, and the hash that
//! binds it to the line before.

use std::fmt;

use jiff::Timestamp;
use serde::Deserialize;

use super::action::{Action, Outcome};
use super::canonical::CanonicalObject;
use super::clean::clean;
use super::hash::{Hash, HashError, Link};
use crate::purpose::Purpose;
use crate::role::Role;
use crate::time_text::{TimeTextError, instant_text, parse_instant, whole_microseconds};
use crate::words::UnknownWord;

/// The actor of what somebody did before they signed in. A name they typed is not kept: people type passwords there.
pub const STRANGER: &str = "stranger";
/// The actor of what the program did by itself.
pub const PROGRAM: &str = "program";
/// The actor of what was done at the command line.
pub const COMMAND_LINE: &str = "command-line";

/// The pseudonym of a person an entry is about: 32 small hexadecimal digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pseudonym(String);

/// Text that is not a pseudonym. It does not repeat the text, which may be an NHS number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a pseudonym of 32 digits 0-9 and a-f")]
pub struct PseudonymError;

impl Pseudonym {
    /// Reads 32 small hexadecimal digits (128 bits).
    ///
    /// # Errors
    /// [`PseudonymError`] for anything else.
    pub fn parse(text: &str) -> Result<Self, PseudonymError> {
        let is_sound = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if is_sound { Ok(Self(text.to_owned())) } else { Err(PseudonymError) }
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[pseudonym]")
    }
}

/// What an entry says, before it has its place in the chain. Never a clinical value, a password, a code or a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// When.
    pub at: Timestamp,
    /// The account, or [`STRANGER`], [`PROGRAM`], [`COMMAND_LINE`].
    pub actor: String,
    /// The role they worked as.
    pub role: Option<Role>,
    /// The purpose they worked for.
    pub purpose: Option<Purpose>,
    /// The organisation they worked for.
    pub organisation: Option<String>,
    /// What was done or tried.
    pub action: Action,
    /// To what: the pattern of a route, an id, a file's name, the fingerprint of a query.
    pub object: String,
    /// How many rows came of it.
    pub row_count: Option<u64>,
    /// Whether it was done.
    pub outcome: Outcome,
    /// Why: the reason picked, or the reason for denial.
    pub reason: Option<String>,
    /// The request it was part of.
    pub request_id: Option<String>,
    /// The person it was about.
    pub person: Option<Pseudonym>,
}

impl Draft {
    /// Something that was allowed; the methods below say more of it.
    #[must_use]
    pub fn new(at: Timestamp, actor: impl Into<String>, action: Action, object: impl Into<String>) -> Self {
        Self {
            at,
            actor: actor.into(),
            role: None,
            purpose: None,
            organisation: None,
            action,
            object: object.into(),
            row_count: None,
            outcome: Outcome::Allowed,
            reason: None,
            request_id: None,
            person: None,
        }
    }

    /// It was denied, for this reason.
    #[must_use]
    pub fn denied(self, reason: impl Into<String>) -> Self {
        Self { outcome: Outcome::Denied, reason: Some(reason.into()), ..self }
    }

    /// It was done for this reason.
    #[must_use]
    pub fn because(self, reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..self }
    }

    /// What the actor worked as, for which purpose and for whom.
    #[must_use]
    pub fn as_role(self, role: Role, purpose: Purpose, organisation: Option<String>) -> Self {
        Self { role: Some(role), purpose: Some(purpose), organisation, ..self }
    }

    /// How many rows came of it.
    #[must_use]
    pub fn rows(self, count: u64) -> Self {
        Self { row_count: Some(count), ..self }
    }

    /// The request it was part of.
    #[must_use]
    pub fn request(self, id: impl Into<String>) -> Self {
        Self { request_id: Some(id.into()), ..self }
    }

    /// The person it was about.
    #[must_use]
    pub fn person(self, person: Pseudonym) -> Self {
        Self { person: Some(person), ..self }
    }
}

/// One entry of a chain. Fields are those of [`Draft`], with a place and two hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place, from 1.
    pub sequence: u64,
    /// When, in whole microseconds.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// The role.
    pub role: Option<Role>,
    /// The purpose.
    pub purpose: Option<Purpose>,
    /// The organisation.
    pub organisation: Option<String>,
    /// What was done or tried.
    pub action: Action,
    /// To what.
    pub object: String,
    /// How many rows.
    pub row_count: Option<u64>,
    /// Whether it was done.
    pub outcome: Outcome,
    /// Why.
    pub reason: Option<String>,
    /// The request.
    pub request_id: Option<String>,
    /// The person.
    pub person: Option<Pseudonym>,
    /// The hash of the entry before.
    pub previous: Hash,
    /// SHA-256 of the bytes of `previous` and of [`Entry::canonical`].
    pub hash: Hash,
}

/// Seals a draft as the entry after `previous`.
///
/// Texts are made safe to keep: at most 500 characters, no control characters, nothing that looks like an NHS number;
/// the time loses what is finer than a microsecond. A count beyond what a database holds becomes the largest it holds.
#[must_use]
pub fn seal(previous: &Link, draft: Draft) -> Entry {
    let clean_option = |text: Option<String>| text.map(|text| clean(&text));
    let mut entry = Entry {
        sequence: previous.sequence + 1,
        at: whole_microseconds(draft.at),
        actor: clean(&draft.actor),
        role: draft.role,
        purpose: draft.purpose,
        organisation: clean_option(draft.organisation),
        action: draft.action,
        object: clean(&draft.object),
        row_count: draft.row_count.map(|count| count.min(i64::MAX as u64)),
        outcome: draft.outcome,
        reason: clean_option(draft.reason),
        request_id: clean_option(draft.request_id),
        person: draft.person,
        previous: previous.hash,
        hash: previous.hash,
    };
    entry.hash = entry.expected_hash();
    entry
}

/// A line that is not an entry as we write it.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// Not JSON of the right keys.
    #[error("not an entry of the audit")]
    Json(#[source] serde_json::Error),
    /// Right keys, but not the one way to write them.
    #[error("an entry that is not written in our one way")]
    NotCanonical,
    /// A word that is none of ours.
    #[error(transparent)]
    Word(#[from] UnknownWord),
    /// A time of the wrong shape.
    #[error(transparent)]
    Time(#[from] TimeTextError),
    /// A hash of the wrong shape.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// A pseudonym of the wrong shape.
    #[error(transparent)]
    Pseudonym(#[from] PseudonymError),
}

/// The keys of a line, as text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryLine {
    action: String,
    actor: String,
    at: String,
    hash: String,
    object: String,
    organisation: Option<String>,
    outcome: String,
    person: Option<String>,
    previous: String,
    purpose: Option<String>,
    reason: Option<String>,
    request_id: Option<String>,
    role: Option<String>,
    row_count: Option<u64>,
    sequence: u64,
}

impl Entry {
    /// The entry as canonical JSON, without its hash: what the hash is of.
    #[must_use]
    pub fn canonical(&self) -> String {
        self.write(None)
    }

    /// The entry as one line of canonical JSON, with its hash.
    #[must_use]
    pub fn line(&self) -> String {
        self.write(Some(&self.hash.to_string()))
    }

    fn write(&self, hash: Option<&str>) -> String {
        let mut object = CanonicalObject::new()
            .text("action", self.action.as_str())
            .text("actor", &self.actor)
            .text("at", &instant_text(self.at));
        if let Some(hash) = hash {
            object = object.text("hash", hash);
        }
        object
            .text("object", &self.object)
            .text_or_null("organisation", self.organisation.as_deref())
            .text("outcome", self.outcome.as_str())
            .text_or_null("person", self.person.as_ref().map(Pseudonym::as_str))
            .text("previous", &self.previous.to_string())
            .text_or_null("purpose", self.purpose.map(Purpose::as_str))
            .text_or_null("reason", self.reason.as_deref())
            .text_or_null("request_id", self.request_id.as_deref())
            .text_or_null("role", self.role.map(Role::as_str))
            .number_or_null("row_count", self.row_count)
            .number_or_null("sequence", Some(self.sequence))
            .finish()
    }

    /// Reads exactly what [`Entry::line`] writes. It does not check the hash: a [`Verifier`](super::Verifier) does.
    ///
    /// # Errors
    /// [`EntryError`] for anything else, even the same entry written in another way.
    pub fn from_line(line: &str) -> Result<Self, EntryError> {
        let raw: EntryLine = serde_json::from_str(line).map_err(EntryError::Json)?;
        let entry = Self {
            sequence: raw.sequence,
            at: parse_instant(&raw.at)?,
            actor: raw.actor,
            role: raw.role.as_deref().map(str::parse).transpose()?,
            purpose: raw.purpose.as_deref().map(str::parse).transpose()?,
            organisation: raw.organisation,
            action: raw.action.parse()?,
            object: raw.object,
            row_count: raw.row_count,
            outcome: raw.outcome.parse()?,
            reason: raw.reason,
            request_id: raw.request_id,
            person: raw.person.as_deref().map(Pseudonym::parse).transpose()?,
            previous: raw.previous.parse()?,
            hash: raw.hash.parse()?,
        };
        if entry.line() == line { Ok(entry) } else { Err(EntryError::NotCanonical) }
    }

    /// The end of the chain if this entry is its last.
    #[must_use]
    pub const fn link(&self) -> Link {
        Link { sequence: self.sequence, hash: self.hash }
    }

    /// The hash that its content asks for.
    #[must_use]
    pub fn expected_hash(&self) -> Hash {
        Hash::following(&self.previous, &self.canonical())
    }
}
