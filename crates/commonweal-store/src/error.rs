//! What can go wrong with a database, in words that say what to do. No message holds a secret or the content of a record.

use commonweal_operations::audit::Fault;

use crate::classify::plain;
use crate::{Conflict, RecordKind};

/// What went wrong with a database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address cannot be used.
    #[error("the address of the database cannot be used: {why}; give a path, or postgres://user@host/database")]
    BadAddress {
        /// What is wrong with it.
        why: String,
    },
    /// The address holds a password.
    #[error(
        "the address of the database holds a password; take it out and put it into a file named by the `..._password_file` setting, because addresses are shown in logs"
    )]
    PasswordInAddress,
    /// The folder of the file is missing.
    #[error("the folder of {place} is not there; make it, or correct the path in commonweal.toml")]
    FolderMissing {
        /// The file.
        place: String,
    },
    /// The file, or the database on the server, is missing.
    #[error("{place} is not there; make it with `commonweal user add`, or correct the address in commonweal.toml")]
    Missing {
        /// The file or address.
        place: String,
    },
    /// The database is there, but has no tables.
    #[error(
        "{place} has no tables yet; make the {database} database with `commonweal user add`, or restore a backup into it"
    )]
    NotMade {
        /// The file or address.
        place: String,
        /// Which database it should be.
        database: &'static str,
    },
    /// The file is something else.
    #[error("{place} is not a database of this program, or its first bytes are damaged; restore it from a backup")]
    NotADatabase {
        /// The file.
        place: String,
    },
    /// One of the other two databases was given.
    #[error("{place} is the {found} database, not the {expected} database; correct the addresses in commonweal.toml")]
    WrongDatabase {
        /// The file or address.
        place: String,
        /// Which was asked for.
        expected: &'static str,
        /// Which it is.
        found: String,
    },
    /// It cannot be written.
    #[error("{place} cannot be written: the disk, the folder or the login is read-only; nothing was changed")]
    ReadOnly {
        /// The file or address.
        place: String,
    },
    /// The disk is full.
    #[error("the disk that holds {place} is full; nothing of this act was kept; make room and try again")]
    Full {
        /// The file or address.
        place: String,
    },
    /// The system or the server does not let us.
    #[error("this program may not open {place}; check the owner and the rights of the file, its folder or the login")]
    NoPermission {
        /// The file or address.
        place: String,
    },
    /// Nobody answers.
    #[error(
        "the server of {place} does not answer; check that PostgreSQL runs, that address and port are right, and that its certificate is for this name where one is asked for ({why})"
    )]
    Unreachable {
        /// The address.
        place: String,
        /// What the system said.
        why: String,
    },
    /// User or password refused.
    #[error(
        "the server of {place} refused the user or the password; check the user in the address and the password file"
    )]
    SignInRefused {
        /// The address.
        place: String,
    },
    /// A setting of the server or the file would lose committed work.
    #[error("`{setting}` is `{value}` in {place}: committed work could be lost; set it to `{wanted}` and start again")]
    UnsafeSetting {
        /// The file or address.
        place: String,
        /// The setting.
        setting: &'static str,
        /// What it is.
        value: String,
        /// What it should be.
        wanted: &'static str,
    },
    /// Made by a newer program.
    #[error(
        "{place} has schema {found}, this program knows up to {known}: a newer program has used it; run that one, or restore a backup made before"
    )]
    NewerSchema {
        /// The file or address.
        place: String,
        /// The schema it has.
        found: u32,
        /// The newest this program knows.
        known: u32,
    },
    /// Made by an older program, and may not be changed now.
    #[error(
        "{place} has schema {found}, this program needs {known}; open it once for writing, which brings it up to date"
    )]
    OlderSchema {
        /// The file or address.
        place: String,
        /// The schema it has.
        found: u32,
        /// The one needed.
        known: u32,
    },
    /// A step of the schema is not the one this program would have taken.
    #[error(
        "step {number} of the schema of {place} is not the step this program knows: another build made it; use that build, or restore a backup"
    )]
    ChangedMigration {
        /// The file or address.
        place: String,
        /// The number of the step.
        number: u32,
    },
    /// Others hold it.
    #[error("{place} is busy: others held it longer than the waiting time; nothing was changed; try again")]
    Busy {
        /// The file or address.
        place: String,
    },
    /// Something unique is there already.
    #[error("{what}")]
    Taken {
        /// What is there, in words.
        what: String,
    },
    /// A rule of the database refuses it.
    #[error("the database refuses this by its rule `{rule}`; nothing was changed")]
    Refused {
        /// The name of the rule.
        rule: String,
    },
    /// No such record.
    #[error("there is no {kind} with this id")]
    NotFound {
        /// What kind of record.
        kind: RecordKind,
    },
    /// Somebody else has changed the record.
    #[error("{0}")]
    Conflict(Box<Conflict>),
    /// A value in the database is not what it should be.
    #[error(
        "`{column}` of {table} holds something that is {why}; check the database with `commonweal audit verify` and restore a backup if need be"
    )]
    Unreadable {
        /// The table.
        table: &'static str,
        /// The column.
        column: String,
        /// What is wrong, without the value.
        why: String,
    },
    /// The file is damaged.
    #[error("{place} is damaged; stop the program, keep the file aside and restore a backup")]
    Damaged {
        /// The file or address.
        place: String,
    },
    /// A restore goes only into an empty database.
    #[error("{place} holds tables already; a restore goes into an empty database only, so that nothing is overwritten")]
    NotEmpty {
        /// The file or address.
        place: String,
    },
    /// The dump cannot be used.
    #[error("line {line} of the dump: {why}; nothing was restored")]
    BadDump {
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        why: String,
    },
    /// The audit chain does not hold.
    #[error("the audit chain does not hold: {0}")]
    Chain(Fault),
    /// A file could not be read or written.
    #[error("{doing} failed: {source}")]
    File {
        /// What was being done.
        doing: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// Anything else.
    #[error("{place}: the database failed ({})", plain(source))]
    Failed {
        /// The file or address.
        place: String,
        /// What sqlx says.
        source: sqlx::Error,
    },
}
