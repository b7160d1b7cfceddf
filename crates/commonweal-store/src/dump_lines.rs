//! What a dump consists of: the tables in an order in which each row finds what it refers to, and the lines around the rows.
//!
//! A dump is JSON lines: a heading; for each table its name and columns, a list for each row, and its count and SHA-256; and
//! at the end the count of all. The same content gives the same bytes on both engines.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::Database;

/// The version of this format.
pub(crate) const FORMAT: u32 = 1;

/// A table: its name, its columns (`#` marks numbers), and the columns its rows are ordered by.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    columns: &'static str,
    pub(crate) order: &'static str,
    /// The schema that made it; a dump of an earlier one has no such table.
    pub(crate) since: u32,
}

const fn table(name: &'static str, order: &'static str, columns: &'static str) -> Table {
    Table { name, columns, order, since: 1 }
}

const COMMON: &[Table] = &[
    table("facts", "name", "name value"),
    table(
        "audit_entries",
        "sequence",
        "#sequence happened_at actor role purpose organisation action object #row_count outcome reason request_id person \
         previous_hash hash",
    ),
    table("audit_tail", "id", "#id #sequence hash"),
    table("audit_heads", "sequence", "#sequence chain hash signed_at key_id signature"),
    table(
        "changes",
        "record_kind, record_id, version",
        "record_kind record_id #version changed_at changed_by values_before values_after",
    ),
];

const OPERATIONS: &[Table] = &[
    table("organisations", "id", "id name kind parent note #version changed_at changed_by"),
    table(
        "accounts",
        "id",
        "id kind state way user_name display_name organisation owner_id purpose expires_on made_at provider_issuer \
         provider_subject #version changed_at changed_by",
    ),
    Table {
        name: "provider_identities",
        columns: "issuer subject account_id linked_at",
        order: "issuer, subject",
        since: 2,
    },
    table(
        "credentials",
        "account_id",
        "account_id password_hash password_set_at factor_sealed factor_key_id factor_enrolled_at #factor_last_step",
    ),
    table("recovery_codes", "account_id, code_hash", "account_id code_hash made_at used_at"),
    table("invitations", "id", "id account_id kind code_hash made_by made_at expires_at used_at withdrawn_at"),
    table(
        "agreements",
        "id",
        "id kind title parties purposes data_sets legal_basis agreed_on from_on until_on ended_on owner review_on #version \
         changed_at changed_by",
    ),
    table(
        "grants",
        "id",
        "id account_id role scope from_on until_on ended_on agreement_id project organisation #version changed_at changed_by",
    ),
    table(
        "sessions",
        "id",
        "id key_hash account_id way #second_factor started_at last_used_at grant_id purpose side provider_session agent \
         ended_at end_reason",
    ),
    table("sign_in_attempts", "id", "id subject tried_at #succeeded"),
    table("steps", "key_hash", "key_hash kind account_id invitation_id sealed #tries made_at expires_at used_at"),
    table(
        "oidc_requests",
        "state_hash",
        "state_hash nonce verifier_sealed verifier_key_id return_path step_hash made_at used_at",
    ),
    table("service_keys", "id", "id account_id key_hash made_at expires_on last_used_at ended_at"),
    table(
        "ownerships",
        "id",
        "id subject_kind subject_id organisation_id person from_on until_on #version changed_at changed_by",
    ),
    table("job_bases", "name", "name purpose data_sets parties basis_id agreement_ids #version changed_at changed_by"),
    table("retention_rules", "kind", "kind #days #version changed_at changed_by"),
    Table {
        name: "releases",
        columns: "id state how project proposed_by proposed_at checked_by checked_at remark reason withdrawn_by \
                  withdrawn_at seal #version changed_at changed_by",
        order: "id",
        since: 3,
    },
    Table {
        name: "plan_parts",
        columns: "id framework level title parent basis organisation_id person measures note #version changed_at changed_by",
        order: "id",
        since: 4,
    },
    Table {
        name: "plan_commitments",
        columns: "id organisation_id person way report report_on note #version changed_at changed_by",
        order: "id",
        since: 4,
    },
    Table {
        name: "plan_initiatives",
        columns: "id title plan_id organisation_id person stage rag rag_reason rag_on from_on until_on review_on places \
                  networks partners #money_pounds money_note serves moves cohorts access experience outcomes risks \
                  lived_experience lived_source figures_class figures_on figures note #version changed_at changed_by",
        order: "id",
        since: 4,
    },
];

const VAULT: &[Table] =
    &[table("sealed_identities", "practice_code, pseudonym", "practice_code pseudonym key_id sealed")];

/// The tables a database has at a schema, in the order of a dump.
pub(crate) fn tables(database: Database, schema: u32) -> impl Iterator<Item = &'static Table> {
    let own = match database {
        Database::Operations => OPERATIONS,
        Database::Care => &[],
        Database::Vault => VAULT,
    };
    COMMON.iter().chain(own).filter(move |table| table.since <= schema)
}

impl Table {
    pub(crate) fn columns(&self) -> Vec<String> {
        self.columns.split_whitespace().map(|name| name.trim_start_matches('#').to_owned()).collect()
    }

    /// Whether a column of this table holds numbers; nothing when it has no such column.
    pub(crate) fn is_number(&self, column: &str) -> Option<bool> {
        let named = self.columns.split_whitespace().find(|name| name.trim_start_matches('#') == column);
        named.map(|name| name.starts_with('#'))
    }
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Heading {
    pub(crate) commonweal_dump: u32,
    pub(crate) database: String,
    pub(crate) schema: u32,
}

/// A line before the rows of a table.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Begin {
    pub(crate) table: String,
    pub(crate) columns: Vec<String>,
}

/// A line after the rows of a table, and what reports say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableReport {
    /// The table.
    #[serde(rename = "end_of")]
    pub name: String,
    /// How many rows.
    pub rows: u64,
    /// The SHA-256 of its lines, each with its line end.
    pub sha256: String,
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ending {
    pub(crate) tables: u64,
    pub(crate) rows: u64,
    pub(crate) sha256: String,
}

/// The SHA-256 of a whole dump: of its tables' names, counts and checksums.
pub(crate) fn whole_sha256(tables: &[TableReport]) -> String {
    let mut hasher = Sha256::new();
    for table in tables {
        hasher.update(format!("{} {} {}\n", table.name, table.rows, table.sha256).as_bytes());
    }
    hex(hasher)
}

pub(crate) fn hex(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
