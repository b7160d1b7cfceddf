//! From what SQLite, PostgreSQL or sqlx say to what a person can act on.
//!
//! Codes: SQLite's result codes (the low byte is the primary one) and PostgreSQL's SQLSTATE.

use crate::StoreError;

/// What is unique, and what to say when it is there already.
const TAKEN: &[(&str, &str, &str)] = &[
    (
        "accounts_user_name",
        "accounts.user_name",
        "an account with this user name is there already; choose another name or end that account first",
    ),
    (
        "provider_identities_key",
        "provider_identities.issuer",
        "this identity of the sign-in provider belongs to another account",
    ),
    ("grants_key", "grants.id", "a grant with this id is there already"),
    ("accounts_key", "accounts.id", "an account with this id is there already"),
    (
        "organisations_key",
        "organisations.id",
        "an organisation with this id is there already; choose another id or edit that one",
    ),
    (
        "agreements_key",
        "agreements.id",
        "an agreement with this id is there already; choose another id or edit that one",
    ),
    ("ownerships_key", "ownerships.id", "an ownership with this id is there already"),
    ("plan_parts_key", "plan_parts.id", "somebody keeps a record of this part already; edit that one"),
    (
        "plan_commitments_key",
        "plan_commitments.id",
        "somebody keeps a record of this commitment already; edit that one",
    ),
    ("plan_initiatives_key", "plan_initiatives.id", "an initiative with this id is there already; choose another id"),
    (
        "plan_initiatives_plan_id",
        "plan_initiatives.plan_id",
        "somebody keeps a record of this initiative of the plans already; edit that one",
    ),
    ("job_bases_key", "job_bases.name", "the ground of this job is recorded already; edit that record"),
    ("retention_rules_key", "retention_rules.kind", "this retention rule is set already; edit that one"),
];

/// Turns what sqlx says into what a person can act on.
pub(crate) fn classify(place: &str, error: sqlx::Error) -> StoreError {
    let place = place.to_owned();
    match error {
        sqlx::Error::Database(ref inner) => {
            let code = inner.code().map(|code| code.into_owned()).unwrap_or_default();
            let known = match code.parse::<u32>() {
                Ok(number) if code.len() < 5 => sqlite(&place, number, inner.message()),
                _ => postgres(&place, &code, inner.message(), inner.constraint()),
            };
            known.unwrap_or(StoreError::Failed { place, source: error })
        }
        sqlx::Error::Io(inner) => match inner.kind() {
            std::io::ErrorKind::PermissionDenied => StoreError::NoPermission { place },
            _ => StoreError::Unreachable { place, why: inner.kind().to_string() },
        },
        sqlx::Error::Tls(_) => StoreError::Unreachable { place, why: "no secure connection could be made".to_owned() },
        sqlx::Error::PoolTimedOut => StoreError::Busy { place },
        other => StoreError::Failed { place, source: other },
    }
}

fn sqlite(place: &str, code: u32, message: &str) -> Option<StoreError> {
    let place = place.to_owned();
    Some(match (code & 0xff, code) {
        (5 | 6, _) => StoreError::Busy { place },
        (8, _) => StoreError::ReadOnly { place },
        (3 | 23, _) => StoreError::NoPermission { place },
        (11, _) => StoreError::Damaged { place },
        (13, _) => StoreError::Full { place },
        // Opening the file, or the two that SQLite keeps beside it.
        (14, _) => StoreError::NoPermission { place },
        (26, _) => StoreError::NotADatabase { place },
        // UNIQUE and PRIMARY KEY
        (19, 2067 | 1555) => StoreError::Taken { what: taken(message) },
        // "CHECK constraint failed: name", "FOREIGN KEY constraint failed", or the text of a trigger.
        (19, _) => StoreError::Refused { rule: message.rsplit(": ").next().unwrap_or(message).to_owned() },
        _ => return None,
    })
}

fn postgres(place: &str, code: &str, message: &str, constraint: Option<&str>) -> Option<StoreError> {
    let place = place.to_owned();
    let rule = || constraint.unwrap_or(message).to_owned();
    Some(match code {
        "28P01" | "28000" => StoreError::SignInRefused { place },
        "3D000" => StoreError::Missing { place },
        "42501" => StoreError::NoPermission { place },
        "25006" => StoreError::ReadOnly { place },
        "53100" => StoreError::Full { place },
        "53300" => StoreError::Busy { place },
        // Serialization failure, deadlock, lock not had in time, statement cancelled.
        "40001" | "40P01" | "55P03" | "57014" => StoreError::Busy { place },
        "57P01" | "57P02" | "57P03" => StoreError::Unreachable { place, why: "the server stops or starts".to_owned() },
        "XX001" | "XX002" => StoreError::Damaged { place },
        "23505" => StoreError::Taken { what: taken(&rule()) },
        // Other integrity rules, and the exceptions our triggers raise.
        "P0001" => StoreError::Refused { rule: message.to_owned() },
        _ if code.starts_with("23") => StoreError::Refused { rule: rule() },
        _ => return None,
    })
}

fn taken(message: &str) -> String {
    let known = TAKEN.iter().find(|(name, column, _)| message == *name || message.contains(column));
    known.map_or_else(|| "this is recorded already".to_owned(), |(_, _, words)| (*words).to_owned())
}

/// What sqlx says without the values of the statement.
pub(crate) fn plain(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(inner) => {
            // The message of PostgreSQL names columns and rules; values are in its detail, which is not read here.
            let code = inner.code().map(|code| code.into_owned()).unwrap_or_default();
            format!("{code} {}", inner.message())
        }
        sqlx::Error::Configuration(_) => "the address cannot be used".to_owned(),
        sqlx::Error::Io(inner) => inner.to_string(),
        sqlx::Error::WorkerCrashed => "the database thread ended".to_owned(),
        sqlx::Error::PoolClosed => "it was closed".to_owned(),
        sqlx::Error::ColumnDecode { index, .. } => format!("column {index} cannot be read"),
        sqlx::Error::ColumnNotFound(name) => format!("column {name} is not there"),
        sqlx::Error::RowNotFound => "a row that must be there is not".to_owned(),
        sqlx::Error::Protocol(_) => "the server's answer was not understood".to_owned(),
        _ => "no more is known".to_owned(),
    }
}
