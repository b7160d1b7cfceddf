//! Backups: one sealed file of every database and every file of the workspace, read back before it counts; restoring
//! one; and trying that out.

mod expire;
mod make;
mod parts;
mod pipe;
mod place;
mod read;
mod restore;
mod tree;
mod unpack;

pub use make::BackupReport;
pub(crate) use parts::hex;
pub use read::BackupSummary;
pub use restore::{DrillReport, RestoreReport};

/// The fact of the operations database that says when the last backup was made.
pub(crate) const LAST_BACKUP: &str = "last-backup";

/// How a backup's file ends.
const ENDING: &str = ".commonweal-backup";

/// Tells how far a long work is: the stage, what is done, and of how much where that is known.
pub type Progress<'a> = &'a (dyn Fn(&str, u64, Option<u64>) + Sync);

/// What stands in clear at the beginning of a backup, and is authenticated with it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Header {
    /// Says what the file is.
    pub(crate) commonweal_backup: u32,
    /// When it was begun, as RFC 3339.
    pub(crate) at: String,
    /// The installation's name.
    pub(crate) installation: String,
}
