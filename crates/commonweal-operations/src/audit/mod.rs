//! `audit` writes down who did what, so that nothing can be changed or taken away unseen.
//!
//! Each entry holds the hash of the one before it ([`seal`]); the end of the chain is signed and copied outside now and
//! then ([`Head`]); a [`Verifier`] reads the entries in order beside the heads and names the first that cannot be
//! trusted. What a chain cannot show by itself is that its very last entries were taken away or written anew: only a
//! head from after them, or the database's own note of its last entry, shows that.

mod action;
mod canonical;
mod clean;
mod entry;
mod hash;
mod head;
mod verifier;

pub use action::{Action, Chain, Outcome};
pub use clean::{HIDDEN_NUMBER, MOST_CHARACTERS};
pub use entry::{COMMAND_LINE, Draft, Entry, EntryError, PROGRAM, Pseudonym, PseudonymError, STRANGER, seal};
pub use hash::{Hash, HashError, Link};
pub use head::{HEAD_ENTRIES, HEAD_HOURS, Head, head_due};
pub use verifier::{Fault, Verified, Verifier, Why};
