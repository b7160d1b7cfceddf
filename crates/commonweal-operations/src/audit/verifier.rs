//! `verifier` reads a chain from its beginning and names the first entry that cannot be trusted, and why.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::action::Chain;
use super::entry::Entry;
use super::hash::Link;
use super::head::Head;

/// Where a chain breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {sequence} of the audit cannot be trusted: {why}; signed heads vouch for entries up to {trusted}")]
pub struct Fault {
    /// The first entry that is not as it was written.
    pub sequence: u64,
    /// The last entry that a genuine signed head vouches for; 0 if none does.
    pub trusted: u64,
    /// What is wrong.
    pub why: Why,
}

/// What is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// A row that is not an entry.
    #[error("it cannot be read ({0})")]
    Unreadable(String),
    /// Entries are missing.
    #[error("it is missing, the next one found is {next}")]
    Missing {
        /// The sequence that was found instead.
        next: u64,
    },
    /// An entry came a second time, or too late.
    #[error("entry {found} stands in its place")]
    OutOfOrder {
        /// The sequence that was found instead.
        found: u64,
    },
    /// The content does not give the hash.
    #[error("its content was changed after it was written")]
    Changed,
    /// The next entry was written after another one.
    #[error("the entry beside it was written next to another one: it was replaced, or others before it with it")]
    Replaced,
    /// A signed head names another entry.
    #[error("the head signed at {head_at} names another entry here: it was replaced, or others before it with it")]
    NotTheSignedOne {
        /// When the head was signed.
        head_at: Timestamp,
    },
    /// A head was not signed by a key of ours.
    #[error("the signature of the head signed at {head_at} is not genuine")]
    HeadNotGenuine {
        /// When the head says it was signed.
        head_at: Timestamp,
    },
    /// Entries are missing from the end.
    #[error("it is missing: the end of the audit was cut off, entry {known} once existed")]
    TailCut {
        /// An entry that is known to have existed.
        known: u64,
    },
    /// There are entries that the database's own note of its last entry does not know.
    #[error("the database's note of its last entry ends before it, at {recorded}")]
    NotRecorded {
        /// The sequence of the note.
        recorded: u64,
    },
    /// The last entry is not the one the database noted.
    #[error("the database noted another last entry")]
    NotTheRecordedOne,
}

/// What a sound chain says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Its end.
    pub last: Link,
    /// How many signed heads match it.
    pub heads: u64,
    /// The time of its first entry.
    pub first_at: Option<Timestamp>,
    /// The time of its last entry.
    pub last_at: Option<Timestamp>,
    /// How many entries come after the last signed head: only the next head will vouch for them.
    pub unguarded: u64,
    /// How often an entry is earlier than the one before it: the clock was set back.
    pub clock_steps_back: u64,
}

/// Reads the entries of one chain, in order, beside its signed heads.
#[derive(Clone)]
pub struct Verifier<G> {
    heads: VecDeque<Head>,
    is_genuine: G,
    last: Link,
    trusted: u64,
    matched: u64,
    first_at: Option<Timestamp>,
    last_at: Option<Timestamp>,
    clock_steps_back: u64,
    fault: Option<Fault>,
}

impl<G: Fn(&Head) -> bool> Verifier<G> {
    /// A verifier of a chain. Heads may come in any order; those of other chains are left out. `is_genuine` says whether
    /// the signature of a head is by a key of ours.
    #[must_use]
    pub fn new(chain: Chain, heads: Vec<Head>, is_genuine: G) -> Self {
        let mut heads: Vec<Head> = heads.into_iter().filter(|head| head.chain == chain).collect();
        heads.sort_by_key(|head| head.sequence);
        let mut verifier = Self {
            heads: heads.into(),
            is_genuine,
            last: Link::start(chain),
            trusted: 0,
            matched: 0,
            first_at: None,
            last_at: None,
            clock_steps_back: 0,
            fault: None,
        };
        // A head of sequence 0 is of an empty chain; what it says is checked like any other.
        verifier.fault = verifier.judge_heads_here().err();
        verifier
    }

    /// Takes the next entry.
    ///
    /// # Errors
    /// The first fault of the chain, again at each call after it.
    pub fn feed(&mut self, entry: &Entry) -> Result<(), Fault> {
        self.sound_so_far()?;
        let judged = self.judge(entry);
        self.keep(judged)
    }

    /// Takes the next entry as the line [`Entry::line`] wrote.
    ///
    /// # Errors
    /// As [`Verifier::feed`]; a line that is not an entry in our one way of writing is a fault.
    pub fn feed_line(&mut self, line: &str) -> Result<(), Fault> {
        self.sound_so_far()?;
        match Entry::from_line(line) {
            Ok(entry) => self.feed(&entry),
            Err(error) => Err(self.unreadable(error.to_string())),
        }
    }

    /// The next row could not be made into an entry: that is a fault. The reason must not repeat what the row holds.
    pub fn unreadable(&mut self, reason: impl Into<String>) -> Fault {
        let here = self.fault_at(self.last.sequence + 1, Why::Unreadable(reason.into()));
        self.fault.get_or_insert(here).clone()
    }

    /// Says how the chain stands after its last entry. `recorded` is the database's own note of its last entry.
    ///
    /// # Errors
    /// The first fault: among them that the end was cut off, which a head or the note shows.
    pub fn finish(self, recorded: Option<&Link>) -> Result<Verified, Fault> {
        self.sound_so_far()?;
        let beyond = self.last.sequence + 1;
        let known = self.heads.iter().filter(|head| (self.is_genuine)(head)).map(|head| head.sequence);
        let noted = recorded.map(|link| link.sequence).filter(|&sequence| sequence > self.last.sequence);
        if let Some(known) = known.chain(noted).max() {
            return Err(self.fault_at(beyond, Why::TailCut { known }));
        }
        if let Some(head) = self.heads.front() {
            return Err(self.fault_at(head.sequence, Why::HeadNotGenuine { head_at: head.at }));
        }
        if let Some(recorded) = recorded {
            if recorded.sequence < self.last.sequence {
                let why = Why::NotRecorded { recorded: recorded.sequence };
                return Err(self.fault_at(recorded.sequence + 1, why));
            }
            if recorded.hash != self.last.hash {
                return Err(self.fault_at(self.last.sequence, Why::NotTheRecordedOne));
            }
        }
        Ok(Verified {
            last: self.last,
            heads: self.matched,
            first_at: self.first_at,
            last_at: self.last_at,
            unguarded: self.last.sequence - self.trusted,
            clock_steps_back: self.clock_steps_back,
        })
    }

    fn sound_so_far(&self) -> Result<(), Fault> {
        self.fault.clone().map_or(Ok(()), Err)
    }

    fn keep(&mut self, judged: Result<(), Fault>) -> Result<(), Fault> {
        self.fault = judged.clone().err();
        judged
    }

    fn fault_at(&self, sequence: u64, why: Why) -> Fault {
        Fault { sequence, trusted: self.trusted, why }
    }

    fn judge(&mut self, entry: &Entry) -> Result<(), Fault> {
        let here = self.last.sequence + 1;
        if entry.sequence > here {
            return Err(self.fault_at(here, Why::Missing { next: entry.sequence }));
        }
        if entry.sequence < here {
            return Err(self.fault_at(here, Why::OutOfOrder { found: entry.sequence }));
        }
        if entry.expected_hash() != entry.hash {
            return Err(self.fault_at(here, Why::Changed));
        }
        if entry.previous != self.last.hash {
            // Both entries are sound in themselves and do not belong together. The earlier one is the suspect, unless a
            // signed head vouches for it or it is the beginning.
            let suspect = if self.trusted == self.last.sequence { here } else { self.last.sequence };
            return Err(self.fault_at(suspect, Why::Replaced));
        }
        if self.last_at.is_some_and(|before| entry.at < before) {
            self.clock_steps_back += 1;
        }
        self.first_at.get_or_insert(entry.at);
        self.last_at = Some(entry.at);
        self.last = entry.link();
        self.judge_heads_here()
    }

    fn judge_heads_here(&mut self) -> Result<(), Fault> {
        let here = self.last.sequence;
        while let Some(head) = self.heads.pop_front_if(|head| head.sequence == here) {
            if !(self.is_genuine)(&head) {
                return Err(self.fault_at(here, Why::HeadNotGenuine { head_at: head.at }));
            }
            if head.hash != self.last.hash {
                return Err(self.fault_at(here, Why::NotTheSignedOne { head_at: head.at }));
            }
            self.trusted = here;
            self.matched += 1;
        }
        Ok(())
    }
}
